//! What can be asked of one track.

use std::time::Duration;

use darkwake::geodesy::{destination, distance_m, geodesic_m, interpolate};
use darkwake::{Fix, Fixes, Generalization, Position, Timestamp, TrackSet, VesselId};
use proptest::prelude::*;

const HOUR_MS: i64 = 3_600_000;

fn time(time_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_700_000_000_000 + time_ms).unwrap()
}

fn track_set(fixes: &[Fix]) -> TrackSet {
    let mut builder = Fixes::builder();
    fixes.iter().for_each(|fix| {
        builder.push(VesselId::new("440123456"), *fix);
    });
    let tracks = builder.build().into_tracks();
    assert_eq!(tracks.len(), 1);
    tracks
}

fn fix(time_ms: i64, lat: f64, lon: f64) -> Fix {
    Fix::new(time(time_ms), Position::new(lat, lon).unwrap())
}

/// A ship on a random way, from anywhere: at the poles and the antimeridian too.
fn sailed() -> impl Strategy<Value = Vec<Fix>> {
    let start = prop_oneof![Just((89.9, 0.0)), Just((10.0, 179.99)), (-85.0..85.0_f64, -180.0..180.0_f64)];
    let step = (1_000..2 * HOUR_MS, -60.0..60.0_f64, 0.0..20.0_f64);
    (start, prop::collection::vec(step, 1..80)).prop_map(|((lat, lon), steps)| {
        let (mut time_ms, mut bearing_deg, mut position) = (0, 0.0, Position::new(lat, lon).unwrap());
        let mut fixes = vec![Fix::new(time(0), position)];
        for (step_ms, turn_deg, speed_kn) in steps {
            time_ms += step_ms;
            bearing_deg += turn_deg;
            position = destination(position, bearing_deg, speed_kn * 1852.0 * step_ms as f64 / HOUR_MS as f64);
            fixes.push(Fix::new(time(time_ms), position));
        }
        fixes
    })
}

/// Distance to a piece of a great circle, by trying many of its points.
fn from_piece_m(a: Position, b: Position, p: Position) -> f64 {
    (0..=2000).map(|i| distance_m(interpolate(a, b, f64::from(i) / 2000.0), p)).fold(f64::INFINITY, f64::min)
}

/// Each fix that was left out, with the kept fixes around it.
fn left_out(fixes: &[Fix], kept: &[Fix]) -> Vec<(Fix, Fix, Fix)> {
    let around = |fix: &Fix| {
        let next = kept.partition_point(|kept| kept.time() < fix.time());
        (kept[next] != *fix).then(|| (kept[next - 1], *fix, kept[next]))
    };
    fixes.iter().filter_map(around).collect()
}

proptest! {
    #[test]
    fn at_its_fixes_a_track_is_where_they_are(fixes in sailed()) {
        let tracks = track_set(&fixes);
        let track = tracks.track(0);
        for fix in &fixes {
            prop_assert_eq!(track.position_at(fix.time(), 0.0), Some(fix.position()));
        }
        for step in fixes.windows(2) {
            let middle = Timestamp::from_millisecond((step[0].time_ms() + step[1].time_ms()) / 2).unwrap();
            let position = track.position_at(middle, f64::INFINITY).unwrap();
            let step_m = distance_m(step[0].position(), step[1].position());
            let halves_m = distance_m(step[0].position(), position) + distance_m(position, step[1].position());
            prop_assert!((halves_m - step_m).abs() < 1e-3, "{} {}", halves_m, step_m);
            let step_h = (step[1].time_ms() - step[0].time_ms()) as f64 / HOUR_MS as f64;
            prop_assert_eq!(track.position_at(middle, 1.0).is_some(), step_h <= 1.0);
        }
    }

    #[test]
    fn slices_and_sums_are_those_of_the_fixes(fixes in sailed(), from in 0..90 * HOUR_MS, span_ms in 0..90 * HOUR_MS) {
        let tracks = track_set(&fixes);
        let track = tracks.track(0);
        let slice = track.between(time(from), time(from + span_ms));
        let inside = fixes.iter().filter(|fix| (time(from)..=time(from + span_ms)).contains(&fix.time()));
        prop_assert_eq!(slice.iter().collect::<Vec<_>>(), inside.copied().collect::<Vec<_>>());
        let length_m: f64 = fixes.windows(2).map(|step| geodesic_m(step[0].position(), step[1].position())).sum();
        prop_assert!((track.length_m() - length_m).abs() <= 3e-6 * length_m + 1e-6);
        prop_assert!(track.observed_h(1.0) <= track.duration_h() + 1e-9);
        prop_assert_eq!(track.observed_h(f64::INFINITY), track.duration_h());
        prop_assert_eq!(track.segments().map(|segment| segment.len()).sum::<usize>(), fixes.len());
    }

    #[test]
    fn resampling_asks_for_the_position_again_and_again(fixes in sailed(), interval_ms in 1_000..3 * HOUR_MS) {
        let tracks = track_set(&fixes);
        let track = tracks.track(0);
        let resampled = track.resample(Duration::from_millis(interval_ms as u64), 1.0);
        let span_ms = fixes[fixes.len() - 1].time_ms() - fixes[0].time_ms();
        let expected: Vec<(Timestamp, Position)> = (0..=span_ms / interval_ms)
            .filter_map(|count| {
                let time = time(count * interval_ms);
                Some((time, track.position_at(time, 1.0)?))
            })
            .collect();
        prop_assert_eq!(resampled.iter().map(|fix| (fix.time(), fix.position())).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_left_out_is_within_the_tolerance(fixes in sailed(), tolerance_m in prop_oneof![Just(0.0), 1.0..20_000.0]) {
        let tracks = track_set(&fixes);
        let track = tracks.track(0);
        let spatial = track.generalize(Generalization::DouglasPeucker { tolerance_m });
        for (a, fix, b) in left_out(&fixes, &spatial) {
            let step_m = distance_m(a.position(), b.position());
            let off_m = from_piece_m(a.position(), b.position(), fix.position());
            prop_assert!(off_m <= tolerance_m + step_m / 2000.0 + 0.01, "{} {}", off_m, tolerance_m);
        }
        let temporal = track.generalize(Generalization::TopDownTimeRatio { tolerance_m });
        for (a, fix, b) in left_out(&fixes, &temporal) {
            let fraction = (fix.time_ms() - a.time_ms()) as f64 / (b.time_ms() - a.time_ms()) as f64;
            let off_m = distance_m(interpolate(a.position(), b.position(), fraction), fix.position());
            prop_assert!(off_m <= tolerance_m + 0.01, "{} {}", off_m, tolerance_m);
        }
        for kept in [spatial, temporal] {
            prop_assert_eq!((kept[0], kept[kept.len() - 1]), (fixes[0], fixes[fixes.len() - 1]));
        }
    }
}

#[test]
fn a_straight_run_keeps_its_ends_and_a_corner_stays() {
    let lon = |east: i64| if east > 5 { -180.05 + 0.01 * east as f64 } else { 179.95 + 0.01 * east as f64 };
    let corner: Vec<Fix> =
        (0..=20).map(|i: i64| fix(i * 600_000, 0.01 * i.min(10) as f64, lon((i - 10).max(0)))).collect();
    let tracks = track_set(&corner);
    let kept = tracks.track(0).generalize(Generalization::DouglasPeucker { tolerance_m: 50.0 });
    assert_eq!(kept, [corner[0], corner[10], corner[20]]);
}

#[test]
fn the_way_across_the_antimeridian_is_short() {
    let tracks = track_set(&[fix(0, 0.0, 179.9), fix(HOUR_MS, 0.0, -179.9)]);
    let track = tracks.track(0);
    let middle = track.position_at(time(HOUR_MS / 2), 1.0).unwrap();
    assert!((middle.lon_deg().abs() - 180.0).abs() < 1e-9 && middle.lat_deg().abs() < 1e-9);
    assert!((track.length_m() - 22_263.9).abs() < 0.1, "{}", track.length_m());
}

#[test]
fn the_plausible_speed_is_what_the_ship_makes_under_way() {
    // Half of the time at 10 kn, half lying still: the 95th percentile is 10 kn.
    let steps: Vec<Fix> = (0..200).map(|i| fix(i * 360_000, f64::from(i.min(100) as i32) / 60.0, 0.0)).collect();
    let speed_kn = track_set(&steps).track(0).plausible_speed_kn();
    assert!((speed_kn - 10.0).abs() < 0.06, "{speed_kn}");
    assert_eq!(track_set(&steps[..10]).track(0).plausible_speed_kn(), 12.0);
    assert_eq!(track_set(&steps[..10]).track(0).speeds_kn(0.1, 1.0).len(), 10);
    let slow: Vec<Fix> = (0..100).map(|i| fix(i * 360_000, f64::from(i as i32) / 60.0 * 0.3, 0.0)).collect();
    assert_eq!(track_set(&slow).track(0).plausible_speed_kn(), 5.0);
}

#[test]
fn segments_end_at_a_day_of_silence() {
    let fixes = [fix(0, 0.0, 0.0), fix(24 * HOUR_MS, 0.1, 0.0), fix(48 * HOUR_MS + 1, 0.2, 0.0)];
    let tracks = track_set(&fixes);
    let lengths: Vec<usize> = tracks.track(0).segments().map(|segment| segment.len()).collect();
    assert_eq!(lengths, [2, 1]);
    assert_eq!(tracks.coverage(1.0), Some(0.0));
    assert_eq!(tracks.coverage(24.0), Some(24.0 / tracks.ship_hours()));
    assert_eq!(tracks.data_end(), time(48 * HOUR_MS + 1));
    let tracks = tracks.with_data_end(time(7));
    assert_eq!(tracks.data_end(), time(7));
    assert!(tracks.tracks_of(&VesselId::new("1")).next().is_none());
    let empty = tracks.track(0).between(time(1), time(0));
    assert_eq!((empty.len(), empty.duration_h(), empty.start(), empty.length_m()), (0, 0.0, None, 0.0));
}
