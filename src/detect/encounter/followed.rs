//! What is worked out once of a hull that is followed closely, for all the pairs it is part of.
//!
//! Points in space and speeds are worked out for a few dozen fixes at a time, when they are first asked for: 32 bytes a
//! fix of those parts of tracks in which ships came near each other.

use std::ops::Range;
use std::sync::OnceLock;

use super::Encounter;
use crate::detect::SpeedSource;
use crate::geodesy::{UnitVector, surface_m};
use crate::track::SpeedWindow;
use crate::{Fix, Position, Track, TrackSet};

/// How many fixes are worked out at a time.
const PART: usize = 64;

/// Hulls that may be followed.
#[derive(Debug)]
pub(super) struct Followed<'a> {
    pub(super) rule: &'a Encounter,
    pub(super) tracks: &'a TrackSet,
    hulls: Vec<Box<[Part]>>,
}

#[derive(Debug, Default)]
struct Part {
    /// Fixes on the WGS84 ellipsoid, in metres.
    points_m: OnceLock<Box<[UnitVector]>>,
    speeds_kn: OnceLock<Box<[f64]>>,
}

impl<'a> Followed<'a> {
    pub(super) fn new(rule: &'a Encounter, tracks: &'a TrackSet) -> Followed<'a> {
        let parts = |fixes: usize| (0..fixes.div_ceil(PART)).map(|_| Part::default()).collect();
        let hulls = tracks.hulls.iter().map(|hull| parts(hull.rows.len())).collect();
        Followed { rule, tracks, hulls }
    }

    /// The place of a fix as a point in space, in metres.
    pub(super) fn point_m(&self, hull: u32, index: usize) -> UnitVector {
        let part = &self.hulls[hull as usize][index / PART];
        part.points_m.get_or_init(|| self.points_m(hull, index / PART))[index % PART]
    }

    /// The speed of a fix by the rule, in knots; infinite for a fix between two silences.
    pub(super) fn speed_kn(&self, hull: u32, index: usize) -> f64 {
        let part = &self.hulls[hull as usize][index / PART];
        part.speeds_kn.get_or_init(|| {
            let track = self.tracks.track(hull as usize);
            speeds_kn(self.rule, &track, fixes_of(index / PART, track.len()))
        })[index % PART]
    }

    fn points_m(&self, hull: u32, part: usize) -> Box<[UnitVector]> {
        let (columns, rows) = self.tracks.track(hull as usize).held();
        let (lats_deg, lons_deg) = (&columns.lat_deg[rows.clone()], &columns.lon_deg[rows]);
        let fixes = fixes_of(part, lats_deg.len());
        let places = lats_deg[fixes.clone()].iter().zip(&lons_deg[fixes]);
        places.map(|(&lat_deg, &lon_deg)| surface_m(Position::from_valid(lat_deg, lon_deg).into())).collect()
    }
}

fn fixes_of(part: usize, all: usize) -> Range<usize> {
    part * PART..((part + 1) * PART).min(all)
}

/// The speed of each of these fixes by the rule.
fn speeds_kn(rule: &Encounter, track: &Track<'_>, fixes: Range<usize>) -> Box<[f64]> {
    let times_ms = track.times_ms();
    // The window of a fix reaches forward over the baseline, or back from the last fix before a silence, over one step
    // more than the baseline at most.
    let from_ms = times_ms[fixes.start] - rule.min_baseline_ms - rule.max_step_ms;
    let first = times_ms[..fixes.start].partition_point(|&time_ms| time_ms < from_ms);
    let to_ms = times_ms[fixes.end - 1] + rule.min_baseline_ms;
    let behind = fixes.end + times_ms[fixes.end..].partition_point(|&time_ms| time_ms < to_ms);
    let mut speeds_kn = Vec::with_capacity(behind + 1 - first);
    let mut take = |fix: Fix, baseline_kn: Option<f64>| {
        let reported_kn = fix.sog_kn().filter(|_| rule.parameters.speed == SpeedSource::Reported);
        speeds_kn.push(reported_kn.or(baseline_kn).unwrap_or(f64::INFINITY));
    };
    let mut window = SpeedWindow::new(rule.min_baseline_ms, rule.max_step_ms);
    for index in first..(behind + 1).min(track.len()) {
        window.push(&track.fix(index), &mut take);
    }
    window.finish(&mut take);
    speeds_kn[fixes.start - first..][..fixes.len()].into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::detect::testing::{fix, tracks};
    use crate::geodesy::{distance_m, normal_of_surface};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn parts_join_to_the_whole(
            steps in prop::collection::vec((1..40_u32, -0.01..0.01_f64), 1..900),
            max_step_h in 0.2..0.7_f64, min_baseline_min in prop_oneof![Just(0.0), 0.0..60.0_f64],
        ) {
            let (mut minute, mut lat) = (0, 35.0);
            let fixes: Vec<Fix> = steps.iter().map(|&(step, north)| {
                minute += step;
                lat += north;
                fix(f64::from(minute), lat, 129.0)
            }).collect();
            let sea = tracks(fixes.iter().map(|fix| ("440123456", *fix)));
            let mut rule = Encounter::builder();
            let rule = rule.max_step_h(max_step_h).min_baseline_min(min_baseline_min).build().unwrap();
            let followed = Followed::new(&rule, &sea);
            let whole = sea.track(0).speeds_kn(min_baseline_min / 60.0, max_step_h);
            prop_assert_eq!(whole.len(), sea.track(0).len());
            for (index, speed_kn) in whole.into_iter().enumerate() {
                prop_assert_eq!(followed.speed_kn(0, index), speed_kn.unwrap_or(f64::INFINITY), "{}", index);
                let place = normal_of_surface(followed.point_m(0, index)).to_position();
                prop_assert!(distance_m(place, sea.track(0).fix(index).position()) < 1e-7);
            }
        }
    }
}
