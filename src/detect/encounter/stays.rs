//! Where each hull was while it may have been slow, half hour by half hour.
//!
//! Both ships of an encounter are slow for more than half of the time within the distance, so there is an instant at
//! which both are. Only where slow ships come near each other in one half hour does a pair have to be looked at closely;
//! ships under way, most of the work of any join, drop out at the cost of a few multiplications a fix.
//!
//! A fix that is slow by the rule is never left out; a few that are a little faster may stay in.

use super::{Encounter, HALF_HOUR_MS, half_hour};
use crate::detect::SpeedSource;
use crate::fix::Hundredths;
use crate::geodesy::{UnitVector, wrap_lon_deg};
use crate::index::caps::Cap;
use crate::units::MPS_PER_KN;
use crate::{Position, TrackSet};

/// Less than a degree of latitude anywhere on WGS84 (110,574 m at the equator), in metres.
const LEAST_LAT_DEG_M: f64 = 110_500.0;
/// Less than a degree of longitude at the equator (111,319 m), in metres.
const LEAST_LON_DEG_M: f64 = 111_200.0;
/// The chord under an arc of at most this many degrees of longitude is shorter by less than 1e-4 of it; that under any arc
/// by less than 0.4 (1 - 2 / π).
const NARROW_LON_DEG: f64 = 1.0;
/// A cosine of latitude serves as a lower bound this far around, in degrees.
const COS_REACH_DEG: f64 = 0.25;

/// A hull in one half hour: a cap that holds every place at which it may have been slow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub(super) half_hour: i32,
    /// Index into the hulls of the track set.
    pub(super) hull: u32,
    pub(super) cap: Cap,
}

/// Every stay of one hull, in order of time.
pub(super) fn stays_of(rule: &Encounter, tracks: &TrackSet, hull: usize) -> Vec<Stay> {
    let (columns, rows) = tracks.track(hull).held();
    let mut fixes = Fixes {
        times_ms: &columns.time_ms[rows.clone()],
        lats_deg: &columns.lat_deg[rows.clone()],
        lons_deg: &columns.lon_deg[rows.clone()],
        sogs: &columns.sog[rows],
    };
    let mut slow = Slow::new(rule);
    let mut stays = Stays { hull: hull as u32, open: None, closed: Vec::new() };
    while let Some(stretch) = fixes.next_stretch(rule.max_step_ms) {
        slow.each_step(&stretch, |index| stays.add_step(&stretch, index));
    }
    stays.finish()
}

/// Some consecutive fixes of a hull, as columns of one length.
#[derive(Clone, Copy)]
struct Fixes<'a> {
    times_ms: &'a [i64],
    lats_deg: &'a [f64],
    lons_deg: &'a [f64],
    sogs: &'a [Hundredths],
}

impl<'a> Fixes<'a> {
    /// Takes off the next fixes between which no step is longer than `max_step_ms`.
    fn next_stretch(&mut self, max_step_ms: i64) -> Option<Fixes<'a>> {
        let is_silence = |step: &[i64]| step[1] - step[0] > max_step_ms;
        let count = self.times_ms.windows(2).position(is_silence).map_or(self.times_ms.len(), |last| last + 1);
        let (lats, lons) = (self.lats_deg.split_at(count), self.lons_deg.split_at(count));
        let (times, sogs) = (self.times_ms.split_at(count), self.sogs.split_at(count));
        *self = Fixes { times_ms: times.1, lats_deg: lats.1, lons_deg: lons.1, sogs: sogs.1 };
        (count > 0).then_some(Fixes { times_ms: times.0, lats_deg: lats.0, lons_deg: lons.0, sogs: sogs.0 })
    }
}

/// Tells which fixes may be slow.
struct Slow {
    min_baseline_ms: i64,
    max_speed_kn: f64,
    max_speed_m_per_ms: f64,
    goes_by_reported: bool,
    /// Where the cosine was taken, and a lower bound of it around there, times the length of a degree of longitude.
    cos_at_deg: f64,
    least_lon_deg_m: f64,
}

impl Slow {
    fn new(rule: &Encounter) -> Slow {
        Slow {
            min_baseline_ms: rule.min_baseline_ms,
            max_speed_kn: rule.parameters.max_speed_kn,
            max_speed_m_per_ms: rule.parameters.max_speed_kn * MPS_PER_KN / 1000.0,
            goes_by_reported: rule.parameters.speed == SpeedSource::Reported,
            cos_at_deg: f64::INFINITY,
            least_lon_deg_m: 0.0,
        }
    }

    /// Calls with the first fix of every step of a stretch that may be slow.
    fn each_step(&mut self, stretch: &Fixes<'_>, mut found: impl FnMut(usize)) {
        let times_ms = stretch.times_ms;
        let last = times_ms.len() - 1;
        // The windows of `SpeedWindow`: forward to the first fix that spans the baseline, or back from the last.
        let (mut to, mut back_from) = (0, None);
        for index in 0..last {
            to = to.max(index + 1);
            while to < last && times_ms[to] - times_ms[index] < self.min_baseline_ms {
                to += 1;
            }
            let from = match times_ms[to] - times_ms[index] >= self.min_baseline_ms {
                true => index,
                false => *back_from.get_or_insert(index.saturating_sub(1)),
            };
            if self.may_be_slow(stretch, index, from, to) {
                found(index);
            }
        }
    }

    #[inline]
    fn may_be_slow(&mut self, fixes: &Fixes<'_>, index: usize, from: usize, to: usize) -> bool {
        if self.goes_by_reported
            && let Some(sog_kn) = fixes.sogs[index].get()
        {
            return sog_kn < self.max_speed_kn;
        }
        let slow_m = self.max_speed_m_per_ms * (fixes.times_ms[to] - fixes.times_ms[from]) as f64;
        let (lat_deg, to_lat_deg) = (fixes.lats_deg[from], fixes.lats_deg[to]);
        self.least_distance2(lat_deg, to_lat_deg - lat_deg, fixes.lons_deg[to] - fixes.lons_deg[from]) < slow_m * slow_m
    }

    /// Less than the squared distance of two places, in square metres.
    #[inline]
    fn least_distance2(&mut self, lat_deg: f64, d_lat_deg: f64, d_lon_deg: f64) -> f64 {
        let north_m = d_lat_deg * LEAST_LAT_DEG_M;
        if d_lat_deg.abs() > COS_REACH_DEG {
            return north_m * north_m;
        }
        if (lat_deg - self.cos_at_deg).abs() > COS_REACH_DEG {
            self.cos_at_deg = lat_deg;
            let farthest_deg = lat_deg.abs() + 2.0 * COS_REACH_DEG;
            self.least_lon_deg_m = farthest_deg.to_radians().cos().max(0.0) * LEAST_LON_DEG_M;
        }
        let d_lon_deg = d_lon_deg.abs();
        let east_m = self.least_lon_deg_m
            * match d_lon_deg <= NARROW_LON_DEG {
                true => d_lon_deg * (1.0 - 1e-4),
                false => d_lon_deg.min(360.0 - d_lon_deg) * 0.6,
            };
        north_m * north_m + east_m * east_m
    }
}

/// Gathers steps into stays.
struct Stays {
    hull: u32,
    open: Option<Bounds>,
    closed: Vec<Stay>,
}

/// The box around the fixes of a half hour, its longitudes counted from one of them.
struct Bounds {
    half_hour: i32,
    /// The first instant after the half hour.
    behind_ms: i64,
    from_lon_deg: f64,
    lat_deg: (f64, f64),
    lon_deg: (f64, f64),
    /// The fix that was added last.
    last_ms: i64,
}

impl Stays {
    #[inline]
    fn add_step(&mut self, fixes: &Fixes<'_>, index: usize) {
        let (start_ms, end_ms) = (fixes.times_ms[index], fixes.times_ms[index + 1]);
        let place = |index: usize| (fixes.lats_deg[index], fixes.lons_deg[index]);
        if let Some(bounds) = &mut self.open
            && end_ms <= bounds.behind_ms
        {
            if bounds.last_ms != start_ms {
                bounds.add(start_ms, place(index));
            }
            bounds.add(end_ms, place(index + 1));
            return;
        }
        self.add_over_border((start_ms, place(index)), (end_ms, place(index + 1)));
    }

    fn add_over_border(&mut self, from: (i64, (f64, f64)), to: (i64, (f64, f64))) {
        let mut at_ms = from.0;
        while at_ms < to.0 {
            let bounds = match &mut self.open {
                Some(bounds) if at_ms < bounds.behind_ms => bounds,
                open => {
                    if let Some(bounds) = open.take() {
                        self.closed.push(bounds.close(self.hull));
                    }
                    open.insert(Bounds::new(half_hour(at_ms), from.1))
                }
            };
            bounds.add(from.0, from.1);
            bounds.add(to.0, to.1);
            at_ms = bounds.behind_ms;
        }
    }

    fn finish(mut self) -> Vec<Stay> {
        if let Some(bounds) = self.open.take() {
            self.closed.push(bounds.close(self.hull));
        }
        self.closed
    }
}

impl Bounds {
    fn new(half_hour: i32, (lat_deg, lon_deg): (f64, f64)) -> Bounds {
        let behind_ms = (i64::from(half_hour) + 1) * HALF_HOUR_MS;
        let (lat_deg, from_lon_deg) = ((lat_deg, lat_deg), lon_deg);
        Bounds { half_hour, behind_ms, from_lon_deg, lat_deg, lon_deg: (0.0, 0.0), last_ms: i64::MIN }
    }

    #[inline]
    fn add(&mut self, time_ms: i64, (lat_deg, lon_deg): (f64, f64)) {
        let mut east_deg = lon_deg - self.from_lon_deg;
        if east_deg.abs() > 180.0 {
            east_deg -= 360.0_f64.copysign(east_deg);
        }
        // Positions are numbers, so plain comparisons do.
        let widened = |(low, high): (f64, f64), value: f64| {
            (if value < low { value } else { low }, if value > high { value } else { high })
        };
        self.lat_deg = widened(self.lat_deg, lat_deg);
        self.lon_deg = widened(self.lon_deg, east_deg);
        self.last_ms = time_ms;
    }

    /// The way from the middle of the box to any place in it is at most along a meridian and then along a parallel. A cap
    /// that holds two places holds the great circle between them, so it holds the steps too.
    fn close(self, hull: u32) -> Stay {
        let middle_lat_deg = f64::midpoint(self.lat_deg.0, self.lat_deg.1);
        let middle_lon_deg = self.from_lon_deg + f64::midpoint(self.lon_deg.0, self.lon_deg.1);
        let half_deg = |(low, high): (f64, f64)| (high - low) / 2.0;
        let nearest_equator_deg = (middle_lat_deg.abs() - half_deg(self.lat_deg)).max(0.0);
        let radius_deg = half_deg(self.lat_deg) + nearest_equator_deg.to_radians().cos() * half_deg(self.lon_deg);
        let middle = Position::from_valid(middle_lat_deg, wrap_lon_deg(middle_lon_deg));
        // Beyond a hemisphere caps are not convex.
        let radius_deg = if radius_deg < 90.0 { radius_deg } else { 180.0 };
        let cap = Cap::new(UnitVector::from(middle), radius_deg.to_radians());
        Stay { half_hour: self.half_hour, hull, cap }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::geodesic_m;
    use crate::geodesy::tests::any_position;

    proptest! {
        #[test]
        fn no_distance_is_under_its_bound(
            a in any_position(), d_lat in prop_oneof![-0.3..0.3_f64, -90.0..90.0_f64], d_lon in prop_oneof![-0.01..0.01_f64, -2.0..2.0_f64, -360.0..360.0_f64]
        ) {
            let b = Position::new((a.lat_deg() + d_lat).clamp(-90.0, 90.0), wrap_lon_deg(a.lon_deg() + d_lon)).unwrap();
            let mut slow = Slow::new(&Encounter::default());
            let mut bound = |lat_deg: f64| {
                let _ = slow.least_distance2(lat_deg, 0.0, 0.0);
                slow.least_distance2(a.lat_deg(), b.lat_deg() - a.lat_deg(), b.lon_deg() - a.lon_deg()).sqrt()
            };
            // The cosine may come from a place nearby.
            for lat_deg in [a.lat_deg(), (a.lat_deg() - 0.24).max(-90.0), (a.lat_deg() + 0.24).min(90.0)] {
                let bound_m = bound(lat_deg);
                prop_assert!(bound_m <= geodesic_m(a, b) + 1e-6, "{bound_m} of {}", geodesic_m(a, b));
            }
        }
    }
}
