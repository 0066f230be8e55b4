//! Which fixes may be slow, at the cost of a few multiplications a fix.
//!
//! The rules about slow ships judge the speed of a fix over a baseline. Most ships are under way, and a lower bound of the
//! distance tells that they are. A fix that is slow is never left out; a few that are a little faster may stay in.

use std::ops::Range;

use crate::detect::SpeedSource;
use crate::fix::{FixColumns, Hundredths};
use crate::units::MPS_PER_KN;

/// Less than a degree of latitude anywhere on WGS84 (110,574 m at the equator), in metres.
const LEAST_LAT_DEG_M: f64 = 110_500.0;
/// Less than a degree of longitude at the equator (111,319 m), in metres.
const LEAST_LON_DEG_M: f64 = 111_200.0;
/// The chord under an arc of at most this many degrees of longitude is shorter by less than 1e-4 of it; that under any arc
/// by less than 0.4 (1 - 2 / π).
const NARROW_LON_DEG: f64 = 1.0;
/// A cosine of latitude serves as a lower bound this far around, in degrees.
const COS_REACH_DEG: f64 = 0.25;

/// Some consecutive fixes of a hull, as columns of one length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fixes<'a> {
    pub(super) times_ms: &'a [i64],
    pub(super) lats_deg: &'a [f64],
    pub(super) lons_deg: &'a [f64],
    sogs: &'a [Hundredths],
}

impl<'a> Fixes<'a> {
    /// The fixes in these rows.
    pub(super) fn of(columns: &'a FixColumns, rows: Range<usize>) -> Fixes<'a> {
        Fixes {
            times_ms: &columns.time_ms[rows.clone()],
            lats_deg: &columns.lat_deg[rows.clone()],
            lons_deg: &columns.lon_deg[rows.clone()],
            sogs: &columns.sog[rows],
        }
    }

    /// Takes off the next fixes between which no step is longer than `max_step_ms`.
    pub(super) fn next_stretch(&mut self, max_step_ms: i64) -> Option<Fixes<'a>> {
        let is_silence = |step: &[i64]| step[1] - step[0] > max_step_ms;
        let count = self.times_ms.windows(2).position(is_silence).map_or(self.times_ms.len(), |last| last + 1);
        let (lats, lons) = (self.lats_deg.split_at(count), self.lons_deg.split_at(count));
        let (times, sogs) = (self.times_ms.split_at(count), self.sogs.split_at(count));
        *self = Fixes { times_ms: times.1, lats_deg: lats.1, lons_deg: lons.1, sogs: sogs.1 };
        (count > 0).then_some(Fixes { times_ms: times.0, lats_deg: lats.0, lons_deg: lons.0, sogs: sogs.0 })
    }
}

/// Tells which fixes may be slow.
#[derive(Debug)]
pub(super) struct Slow {
    min_baseline_ms: i64,
    max_speed_kn: f64,
    max_speed_m_per_ms: f64,
    goes_by_reported: bool,
    /// Where the cosine was taken, and a lower bound of it around there, times the length of a degree of longitude.
    cos_at_deg: f64,
    least_lon_deg_m: f64,
}

impl Slow {
    /// For fixes slower than this, by the speed over this baseline or the reported one.
    pub(super) fn new(max_speed_kn: f64, min_baseline_ms: i64, speed: SpeedSource) -> Slow {
        Slow {
            min_baseline_ms,
            max_speed_kn,
            max_speed_m_per_ms: max_speed_kn * MPS_PER_KN / 1000.0,
            goes_by_reported: speed == SpeedSource::Reported,
            cos_at_deg: f64::INFINITY,
            least_lon_deg_m: 0.0,
        }
    }

    /// Calls with the first fix of every step of a stretch that may be slow.
    pub(super) fn each_step(&mut self, stretch: &Fixes<'_>, mut found: impl FnMut(usize)) {
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

    #[inline(always)]
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
    #[inline(always)]
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Position;
    use crate::geodesy::tests::any_position;
    use crate::geodesy::{geodesic_m, wrap_lon_deg};

    proptest! {
        #[test]
        fn no_distance_is_under_its_bound(
            a in any_position(), d_lat in prop_oneof![-0.3..0.3_f64, -90.0..90.0_f64], d_lon in prop_oneof![-0.01..0.01_f64, -2.0..2.0_f64, -360.0..360.0_f64]
        ) {
            let b = Position::new((a.lat_deg() + d_lat).clamp(-90.0, 90.0), wrap_lon_deg(a.lon_deg() + d_lon)).unwrap();
            let mut slow = Slow::new(2.0, 300_000, SpeedSource::Baseline);
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
