//! What holds for any rows.

use darkwake::geodesy::destination;
use darkwake::{Fix, Fixes, Position, RowAccount, Timestamp, TrackSet, VesselId};
use proptest::prelude::*;

use crate::support::rows::shuffle;

type Row = (u32, Fix);

const START_MS: i64 = 1_700_000_000_000;
const MINUTE_MS: i64 = 60_000;

fn at(time_ms: i64, position: Position) -> Fix {
    Fix::new(Timestamp::from_millisecond(START_MS + time_ms).unwrap(), position)
}

fn place(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

fn tracks_of(rows: &[Row]) -> TrackSet {
    let mut fixes = Fixes::builder();
    for (vessel, fix) in rows {
        fixes.push(VesselId::new(&format!("hash-{vessel}")), *fix);
    }
    fixes.build().into_tracks()
}

/// Hulls by vessel, number and fixes; noise as text; the end of the data.
type Content = (Vec<(String, u32, Vec<Fix>)>, String, Timestamp);

/// Everything that a track set holds but the account of rows.
fn content(tracks: &TrackSet) -> Content {
    let hulls = tracks.iter().map(|track| (track.vessel().id.to_string(), track.hull(), track.iter().collect()));
    (hulls.collect(), format!("{:?}", tracks.noise()), tracks.data_end())
}

fn assert_account(rows: &RowAccount, tracks: &TrackSet) {
    assert_eq!(rows.read, rows.kept + rows.duplicates + rows.rejected.values().sum::<u64>());
    assert_eq!(rows.kept as usize, tracks.fix_count() + tracks.noise().len());
}

/// Rows of a few vessels, with repetitions, equal times, near and far places.
fn messy_rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..3_u32, 0..60_i64, 0..4_i32, 0..40_i32, prop::option::of(0..3_i32));
    prop::collection::vec(row, 1..80).prop_map(|rows| {
        let fix = |(vessel, minute, region, offset, sog): (u32, i64, i32, i32, Option<i32>)| {
            // Multiples of 1/128 degree, so that whole degrees can be added without rounding.
            let (lat, lon) = (f64::from(region * 20 - 30) + f64::from(offset) / 128.0, f64::from(region * 40 - 80));
            let fix = at(minute * 7 * MINUTE_MS, place(lat, lon + f64::from(offset % 5) / 128.0));
            (vessel, sog.map_or(fix, |sog| fix.with_sog_kn(f64::from(sog) * 9.0).with_cog_deg(f64::from(sog) * 30.0)))
        };
        rows.into_iter().map(fix).collect()
    })
}

/// A step that a ship can sail: milliseconds, bearing, knots, and whether speed and course are reported.
type Step = (i64, f64, f64, bool);

fn steps(least_ms: i64, count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Step>> {
    let step = (least_ms..40 * MINUTE_MS, 0.0..360.0_f64, 0.0..24.0_f64, any::<bool>());
    prop::collection::vec(step, count)
}

/// The fixes of a ship that makes these steps from a place.
fn sail(start_ms: i64, start: Position, steps: Vec<Step>) -> Vec<Fix> {
    let (mut time_ms, mut position) = (start_ms, start);
    let mut fixes = Vec::new();
    for (step_ms, bearing_deg, speed_kn, reported) in steps {
        let fix = at(time_ms, position);
        fixes.push(if reported { fix.with_sog_kn(speed_kn).with_cog_deg(bearing_deg) } else { fix });
        time_ms += step_ms;
        position = destination(position, bearing_deg, speed_kn * 1852.0 / 3_600_000.0 * step_ms as f64);
    }
    fixes
}

fn anywhere() -> impl Strategy<Value = Position> {
    (-90.0..90.0_f64, -180.0..180.0_f64).prop_map(|(lat, lon)| place(lat, lon))
}

/// A track that a ship can sail: bounded steps from a start anywhere.
fn sailed() -> impl Strategy<Value = Vec<Fix>> {
    (anywhere(), steps(1_000, 2..60)).prop_map(|(start, steps)| sail(0, start, steps))
}

/// The same with four fixes and more: of fewer, a single fix far away leaves open which of them is right.
fn sailed_for_long() -> impl Strategy<Value = Vec<Fix>> {
    (anywhere(), steps(1_000, 4..60)).prop_map(|(start, steps)| sail(0, start, steps))
}

/// Two tracks that lie over each other in time for an hour and three quarters and more, and so alternate: neither is silent
/// for 40 minutes. Their starts are 9,000 km apart and more, and no ship sails 2,200 km in 72 such steps: 5,000 km are
/// always between them.
fn sailed_far_apart() -> impl Strategy<Value = [Vec<Fix>; 2]> {
    let track =
        || (steps(1_000, 0..60), steps(10 * MINUTE_MS, 12..13)).prop_map(|(first, then)| [first, then].concat());
    let apart = (0.0..360.0_f64, 9_000_000.0..20_000_000.0_f64);
    (anywhere(), apart, track(), track(), 0..10 * MINUTE_MS).prop_map(|(start, (bearing_deg, far_m), a, b, lead_ms)| {
        [sail(0, start, a), sail(lead_ms, destination(start, bearing_deg, far_m), b)]
    })
}

fn shifted(fix: Fix, degrees: i32) -> Fix {
    let lon = (fix.position().lon_deg() + f64::from(degrees) + 180.0).rem_euclid(360.0) - 180.0;
    let moved = Fix::new(fix.time(), place(fix.position().lat_deg(), lon));
    let moved = fix.sog_kn().map_or(moved, |sog_kn| moved.with_sog_kn(sog_kn));
    fix.cog_deg().map_or(moved, |cog_deg| moved.with_cog_deg(cog_deg))
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(rows in messy_rows(), seed in any::<u64>()) {
        let tracks = tracks_of(&rows);
        let mut shuffled = rows;
        shuffle(&mut shuffled, seed);
        let again = tracks_of(&shuffled);
        prop_assert_eq!(content(&tracks), content(&again));
        prop_assert_eq!(&tracks.report().rows, &again.report().rows);
        assert_account(&tracks.report().rows, &tracks);
        for track in tracks.iter() {
            prop_assert!(track.times_ms().windows(2).all(|step| step[0] < step[1]));
        }
    }

    #[test]
    fn rows_given_twice_are_duplicates(rows in messy_rows()) {
        let tracks = tracks_of(&rows);
        let twice = tracks_of(&[rows.clone(), rows].concat());
        prop_assert_eq!(content(&tracks), content(&twice));
        let (once, doubled) = (&tracks.report().rows, &twice.report().rows);
        prop_assert_eq!((&doubled.rejected, doubled.kept), (&once.rejected, once.kept));
        prop_assert_eq!(doubled.duplicates, once.read + once.duplicates);
        assert_account(doubled, &twice);
    }

    #[test]
    fn whole_degrees_of_longitude_change_nothing_else(rows in messy_rows(), degrees in -359..360_i32) {
        let moved: Vec<Row> = rows.iter().map(|&(vessel, fix)| (vessel, shifted(fix, degrees))).collect();
        let (here, there) = (tracks_of(&rows), tracks_of(&moved));
        let hulls: Vec<Vec<i64>> = here.iter().map(|track| track.times_ms().to_vec()).collect();
        let moved_hulls: Vec<Vec<i64>> = there.iter().map(|track| track.times_ms().to_vec()).collect();
        prop_assert_eq!(hulls, moved_hulls);
        prop_assert_eq!(&here.report().rows, &there.report().rows);
        let kinds = |tracks: &TrackSet| tracks.noise().iter().map(|noise| (noise.kind, noise.fix.time())).collect::<Vec<_>>();
        prop_assert_eq!(kinds(&here), kinds(&there));
    }

    #[test]
    fn a_sailed_track_is_one_hull(fixes in sailed()) {
        let rows: Vec<Row> = fixes.iter().map(|&fix| (0, fix)).collect();
        let tracks = tracks_of(&rows);
        prop_assert_eq!((tracks.len(), tracks.noise().len()), (1, 0));
        prop_assert_eq!(tracks.track(0).iter().collect::<Vec<_>>(), fixes);
    }

    #[test]
    fn two_far_ships_on_one_identity_come_apart([a, b] in sailed_far_apart()) {
        let rows: Vec<Row> = a.iter().chain(&b).map(|&fix| (0, fix)).collect();
        let tracks = tracks_of(&rows);
        prop_assert_eq!((tracks.len(), tracks.noise().len()), (2, 0));
        for track in tracks.iter() {
            let fixes: Vec<Fix> = track.iter().collect();
            prop_assert!(fixes == a || fixes == b);
        }
    }

    #[test]
    fn a_single_teleport_is_noise(
        fixes in sailed_for_long(),
        after in any::<prop::sample::Index>(),
        bearing in 0.0..360.0_f64,
    ) {
        let after = after.index(fixes.len() - 1);
        let time_ms = (fixes[after].time_ms() + fixes[after + 1].time_ms()) / 2;
        let wild = at(time_ms - START_MS, destination(fixes[after].position(), bearing, 3_000_000.0));
        let rows: Vec<Row> = fixes.iter().chain([&wild]).map(|&fix| (0, fix)).collect();
        let tracks = tracks_of(&rows);
        prop_assert_eq!(tracks.len(), 1);
        prop_assert_eq!(tracks.track(0).iter().collect::<Vec<_>>(), fixes);
        prop_assert_eq!(tracks.noise().iter().map(|noise| noise.fix).collect::<Vec<_>>(), vec![wild]);
    }
}
