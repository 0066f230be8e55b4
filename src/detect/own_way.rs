//! Whether fixes that stand apart lie on the ship's own way at another time: a ship that is heard by two receivers with
//! different clocks seems to be in two places.

use crate::geodesy::{UnitVector, chord2_from_m};
use crate::track::FASTEST_SHIP_KN;
use crate::units::{MPS_PER_KN, MS_PER_HOUR, knots};
use crate::{Fix, METRES_PER_NM, Track};

/// Clocks and queues are wrong by a time zone or a day; beyond that, two ships on one route look alike.
const MAX_SHIFT_MS: i64 = 24 * MS_PER_HOUR;
/// A ship on its way reports every mile or so.
const NEAR_M: f64 = METRES_PER_NM;
/// Fixes are wrong by the same time when it differs by no more than this: a queue takes its time.
const SAME_SHIFT_MS: i64 = MS_PER_HOUR / 6;
/// So many fixes are looked at, evenly chosen: a share to 0.5 %.
const MAX_LOOKED_AT: usize = 200;
/// From this share on the fixes are those of one ship.
pub(super) const SAME_WAY_SHARE: f64 = 0.8;

/// Times of position reports are good to a second, so no step is taken to be shorter.
const SHORTEST_STEP_MS: i64 = 1_000;

/// The speed that a way takes in this time, in knots, where times are good to a second.
pub(super) fn needed_speed_kn(distance_m: f64, span_ms: i64) -> f64 {
    knots(distance_m, span_ms.max(SHORTEST_STEP_MS)).expect("a second is no instant")
}

/// Whether no ship can sail from one fix to the next, even if places are a mile wrong.
pub(super) fn is_impossible_step(from: &Fix, to: &Fix, distance_m: f64) -> bool {
    distance_m > METRES_PER_NM + FASTEST_SHIP_KN * MPS_PER_KN * (to.time_ms - from.time_ms) as f64 / 1000.0
}

/// The largest share of these fixes that lie, all by about the same time too early or too late, within a nautical mile of a
/// fix that the track has within a day; 0 where there is none.
///
/// A track that lies still is no way: whatever comes by would be on it. So the fixes before and after must not be near.
pub(super) fn same_way_share(track: &Track<'_>, fixes: &[Fix]) -> f64 {
    let step = fixes.len().div_ceil(MAX_LOOKED_AT).max(1);
    let looked_at: Vec<&Fix> = fixes.iter().step_by(step).collect();
    let mut windows: Vec<i64> = looked_at.iter().flat_map(|fix| windows_on_way(track, fix)).collect();
    windows.sort_unstable();
    let most = windows.chunk_by(|a, b| a == b).map(<[i64]>::len).max().unwrap_or(0);
    most as f64 / looked_at.len().max(1) as f64
}

/// By how much, in windows of 20 minutes that overlap by half, the track was here before or after this fix; each once.
fn windows_on_way(track: &Track<'_>, fix: &Fix) -> Vec<i64> {
    let times_ms = track.times_ms();
    let from = times_ms.partition_point(|&time_ms| time_ms < fix.time_ms - MAX_SHIFT_MS);
    let until = times_ms.partition_point(|&time_ms| time_ms <= fix.time_ms + MAX_SHIFT_MS);
    let (place, near2) = (UnitVector::from(fix.position), chord2_from_m(NEAR_M));
    let is_near = |index: usize| place.chord2(UnitVector::from(track.fix(index).position)) <= near2;
    let next = times_ms.partition_point(|&time_ms| time_ms < fix.time_ms);
    let beside = [next.checked_sub(1), (next < times_ms.len()).then_some(next)];
    if beside.into_iter().flatten().any(is_near) {
        return Vec::new();
    }
    let halves = (from..until).filter(|&index| is_near(index));
    let halves = halves.map(|index| (times_ms[index] - fix.time_ms).div_euclid(SAME_SHIFT_MS));
    let mut windows: Vec<i64> = halves.flat_map(|half| [half - 1, half]).collect();
    windows.sort_unstable();
    windows.dedup();
    windows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::testing::{fix, lying, tracks};

    #[test]
    fn fixes_an_hour_late_lie_on_the_way_and_those_of_another_do_not() {
        let lon = |minute: f64| 20.0 + minute / 240.0;
        let sailed: Vec<Fix> =
            (0..200).map(|step| fix(f64::from(step) * 2.0, 10.0, lon(f64::from(step) * 2.0))).collect();
        let tracks_of = tracks(sailed.iter().map(|&fix| ("440123456", fix)));
        let late: Vec<Fix> =
            (60..90).map(|step| fix(f64::from(step) * 2.0 + 61.0, 10.001, lon(f64::from(step) * 2.0))).collect();
        assert_eq!(same_way_share(&tracks_of.track(0), &late), 1.0);
        let aside: Vec<Fix> = late.iter().map(|late| fix(100.0, 10.1, late.position.lon_deg())).collect();
        assert_eq!(same_way_share(&tracks_of.track(0), &aside), 0.0);
        assert_eq!(same_way_share(&tracks_of.track(0), &[]), 0.0);
        let days_later = [fix(3_000.0, 10.0, 20.3)];
        assert_eq!(same_way_share(&tracks_of.track(0), &days_later), 0.0);
    }

    #[test]
    fn fixes_at_the_places_of_another_but_in_no_order_are_no_way() {
        let lon = |minute: f64| 20.0 + minute / 240.0;
        let sailed = (0..200).map(|step| fix(f64::from(step) * 2.0, 10.0, lon(f64::from(step) * 2.0)));
        let tracks = tracks(sailed.map(|fix| ("440123456", fix)));
        // Another ship comes the other way: each of its places is one of the first ship at another time.
        let opposite: Vec<Fix> =
            (0..100).map(|step| fix(f64::from(step) * 4.0, 10.0, lon(400.0 - f64::from(step) * 4.0))).collect();
        assert!(same_way_share(&tracks.track(0), &opposite) < 0.1);
    }

    #[test]
    fn what_lies_still_has_no_way() {
        let tracks = tracks(lying(0.0, 600.0, 10.0, 10.0, 20.0).into_iter().map(|fix| ("440123456", fix)));
        assert_eq!(same_way_share(&tracks.track(0), &lying(5.0, 500.0, 10.0, 10.0, 20.0)), 0.0);
    }
}
