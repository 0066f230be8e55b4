//! Whether fixes that stand apart lie on the ship's own way at another time: a ship that is heard by two receivers with
//! different clocks seems to be in two places.

use crate::geodesy::{UnitVector, chord2_from_m};
use crate::units::{MS_PER_HOUR, knots};
use crate::{Fix, METRES_PER_NM, Track};

/// Clocks and queues are wrong by a time zone or a day; beyond that, two ships on one route look alike.
const MAX_SHIFT_MS: i64 = 24 * MS_PER_HOUR;
/// A ship on its way reports every mile or so.
const NEAR_M: f64 = METRES_PER_NM;
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

/// The share of these fixes that lie within a nautical mile of a fix that the track has within a day; 0 where there is none.
/// A track that lies still there is no way: whatever comes by would be on it. So the nearest fix in time must not be near.
pub(super) fn same_way_share(track: &Track<'_>, fixes: &[Fix]) -> f64 {
    let step = fixes.len().div_ceil(MAX_LOOKED_AT).max(1);
    let looked_at: Vec<&Fix> = fixes.iter().step_by(step).collect();
    let on_way = looked_at.iter().filter(|fix| is_on_way(track, fix)).count();
    on_way as f64 / looked_at.len().max(1) as f64
}

fn is_on_way(track: &Track<'_>, fix: &Fix) -> bool {
    let times_ms = track.times_ms();
    let from = times_ms.partition_point(|&time_ms| time_ms < fix.time_ms - MAX_SHIFT_MS);
    let until = times_ms.partition_point(|&time_ms| time_ms <= fix.time_ms + MAX_SHIFT_MS);
    let (place, near2) = (UnitVector::from(fix.position), chord2_from_m(NEAR_M));
    let is_near = |index: usize| place.chord2(UnitVector::from(track.fix(index).position)) <= near2;
    let next = times_ms.partition_point(|&time_ms| time_ms < fix.time_ms);
    let beside = [next.checked_sub(1), (next < times_ms.len()).then_some(next)];
    !beside.into_iter().flatten().any(is_near) && (from..until).any(is_near)
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
    fn what_lies_still_has_no_way() {
        let tracks = tracks(lying(0.0, 600.0, 10.0, 10.0, 20.0).into_iter().map(|fix| ("440123456", fix)));
        assert_eq!(same_way_share(&tracks.track(0), &lying(5.0, 500.0, 10.0, 10.0, 20.0)), 0.0);
    }
}
