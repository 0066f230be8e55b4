//! Where each hull was while it may have been slow, half hour by half hour.
//!
//! Both ships of an encounter are slow for more than half of the time within the distance, so there is an instant at
//! which both are. Only where slow ships come near each other in one half hour does a pair have to be looked at closely;
//! ships under way, most of the work of any join, drop out at the cost of a few multiplications a fix.
//!
//! A fix that is slow by the rule is never left out; a few that are a little faster may stay in.

use super::{Encounter, HALF_HOUR_MS, half_hour};
use crate::detect::slow::{Fixes, Slow};
use crate::geodesy::{UnitVector, wrap_lon_deg};
use crate::index::caps::Cap;
use crate::{Position, TrackSet};

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
    let track = tracks.track(hull);
    let mut fixes = Fixes::of(track.columns(), track.rows());
    let mut slow = Slow::new(rule.parameters.max_speed_kn, rule.min_baseline_ms, rule.parameters.speed);
    let mut stays = Stays { hull: hull as u32, open: None, closed: Vec::new() };
    while let Some(stretch) = fixes.next_stretch(rule.max_step_ms) {
        slow.each_step(&stretch, |index| stays.add_step(&stretch, index));
    }
    stays.finish()
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
