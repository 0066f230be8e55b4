//! The index against brute force: samples of every step, and every step without a tree.

use std::sync::Arc;

use geo_types::{Coord, LineString, Polygon};
use jiff::Timestamp;
use proptest::prelude::*;

use super::step::Step;
use super::{Region, TrackIndex};
use crate::fix::{FixColumns, timestamp};
use crate::geodesy::{GreatCircleArc, destination, geodesic_m, interpolate};
use crate::track::FixStore;
use crate::{Fix, GeoBox, Hull, Position, ReadReport, TrackParams, TrackSet, Vessel, VesselFacts, VesselId};

const BASE_MS: i64 = 1_714_521_600_000;
const HOUR_MS: i64 = 3_600_000;

/// A track set of these tracks, each of them the one hull of a vessel of its own.
pub(crate) fn track_set(tracks: &[Vec<(i64, Position)>]) -> TrackSet {
    let mut columns = FixColumns::default();
    let (mut hulls, mut vessels) = (Vec::new(), Vec::new());
    for (index, track) in tracks.iter().enumerate() {
        let first = columns.len();
        for (time_ms, position) in track {
            columns.push(Fix::at_ms(*time_ms, *position));
        }
        hulls.push(Hull { vessel: index as u32, number: 0, rows: first..columns.len() });
        let id = VesselId::new(&format!("{}", 201_000_000 + index));
        vessels.push(Vessel { id, facts: VesselFacts::default() });
    }
    let data_end_ms = columns.time_ms.iter().max().copied().unwrap_or(BASE_MS);
    TrackSet {
        store: FixStore::Memory(columns),
        hulls,
        vessels,
        noise: Vec::new(),
        data_end_ms,
        report: ReadReport::default(),
        params: TrackParams::default(),
        watch: Arc::default(),
    }
}

fn at(lat_deg: f64, lon_deg: f64) -> Position {
    Position::new(lat_deg, lon_deg).unwrap()
}

/// A place from which tracks start: the poles, the antimeridian, the equator and anywhere.
fn place() -> impl Strategy<Value = Position> {
    prop_oneof![
        Just(at(90.0, 0.0)),
        Just(at(-89.99, 50.0)),
        Just(at(40.0, 180.0)),
        Just(at(-0.01, -179.999)),
        Just(at(35.0, 129.0)),
        (-90.0..=90.0, -180.0..=180.0).prop_map(|(lat, lon)| at(lat, lon)),
    ]
}

/// Tracks near a place: legs of changing course and up to 80 kn, with silences, pauses and repeated places.
fn tracks(
    hulls: std::ops::Range<usize>,
    fixes: std::ops::Range<usize>,
) -> impl Strategy<Value = (Position, Vec<Vec<(i64, Position)>>)> {
    let leg = (
        prop_oneof![3 => 1_i64..600, 2 => 600_i64..3_600, 1 => 3_600_i64..30_000],
        0.0..360.0,
        prop_oneof![1 => Just(0.0), 4 => 0.0..40.0],
    );
    let track = (0.0..360.0, 0.0..30_000.0, 0_i64..2 * HOUR_MS, proptest::collection::vec(leg, fixes));
    (place(), proptest::collection::vec(track, hulls)).prop_map(|(place, tracks)| {
        let sail = |(bearing, off_m, start_ms, legs): (f64, f64, i64, Vec<(i64, f64, f64)>)| {
            let mut track = vec![(BASE_MS + start_ms, destination(place, bearing, off_m))];
            for (seconds, course, speed_mps) in legs {
                let (time_ms, position) = track[track.len() - 1];
                track.push((time_ms + seconds * 1000, destination(position, course, speed_mps * seconds as f64)));
            }
            track
        };
        (place, tracks.into_iter().map(sail).collect())
    })
}

fn span() -> impl Strategy<Value = (Timestamp, Timestamp)> {
    (-HOUR_MS..3 * HOUR_MS, 0..4 * HOUR_MS)
        .prop_map(|(from_ms, span_ms)| (timestamp(BASE_MS + from_ms), timestamp(BASE_MS + from_ms + span_ms)))
}

/// Instants and places of a track within a span of time: every fix, and samples of every step of at most an hour.
fn samples(track: &[(i64, Position)], span: (Timestamp, Timestamp), per_step: u32) -> Vec<(f64, Position)> {
    let mut samples = Vec::new();
    for fix in track {
        samples.push((fix.0 as f64, fix.1));
    }
    for pair in track.windows(2).filter(|pair| pair[1].0 - pair[0].0 <= HOUR_MS) {
        for sample in 1..per_step {
            let fraction = f64::from(sample) / f64::from(per_step);
            let time_ms = pair[0].0 as f64 + (pair[1].0 - pair[0].0) as f64 * fraction;
            samples.push((time_ms, interpolate(pair[0].1, pair[1].1, fraction)));
        }
    }
    let (from_ms, to_ms) = (span.0.as_millisecond() as f64, span.1.as_millisecond() as f64);
    samples.retain(|sample| (from_ms..=to_ms).contains(&sample.0));
    samples
}

/// The place of a track at an instant; `None` in a silence.
fn place_at(track: &[(i64, Position)], time: Timestamp) -> Option<Position> {
    let time_ms = time.as_millisecond();
    let after = track.partition_point(|fix| fix.0 < time_ms);
    match track.get(after) {
        Some(fix) if fix.0 == time_ms => Some(fix.1),
        Some(fix) if after > 0 && fix.0 - track[after - 1].0 <= HOUR_MS => {
            let before = track[after - 1];
            Some(interpolate(before.1, fix.1, (time_ms - before.0) as f64 / (fix.0 - before.0) as f64))
        }
        _ => None,
    }
}

/// What a hull at up to 80 kn sails in the half millisecond that rounding an instant may cost.
const ROUNDING_M: f64 = 0.05;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn within_agrees_with_samples(
        (place, tracks) in tracks(1..5, 0..12), off_m in 0.0..20_000.0, radius_m in 1.0..30_000.0, span in span()
    ) {
        let set = track_set(&tracks);
        let place = destination(place, 77.0, off_m);
        let passages = TrackIndex::new(&set).within(place, radius_m, span.0..=span.1);
        prop_assert!(passages.is_sorted_by_key(|passage| passage.hull));
        for (hull, track) in tracks.iter().enumerate() {
            let samples = samples(track, span, 50);
            let inside = |sample: &(f64, Position)| geodesic_m(place, sample.1) <= radius_m * (1.0 - 1e-5) - 0.01;
            let Some(passage) = passages.iter().find(|passage| passage.hull == hull) else {
                prop_assert!(!samples.iter().any(inside), "hull {} was missed", hull);
                continue;
            };
            let closest = &passage.closest;
            prop_assert!(closest.distance_m <= radius_m);
            prop_assert!((geodesic_m(place, closest.position) - closest.distance_m).abs() < 1e-6);
            let then = place_at(track, closest.time).unwrap();
            prop_assert!(geodesic_m(then, closest.position) < ROUNDING_M);
            prop_assert!(span.0 <= passage.entered && passage.entered <= closest.time);
            prop_assert!(closest.time <= passage.left && passage.left <= span.1);
            let span_h = (passage.left.as_millisecond() - passage.entered.as_millisecond()) as f64 / HOUR_MS as f64;
            prop_assert!((0.0..=span_h + 1e-6).contains(&passage.inside_h));
            for sample in &samples {
                let sample_m = geodesic_m(place, sample.1);
                prop_assert!(closest.distance_m <= sample_m * (1.0 + 1e-5) + 0.001, "{} {:?}", sample_m, closest);
                let span_ms = passage.entered.as_millisecond() as f64 - 0.51..=passage.left.as_millisecond() as f64 + 0.51;
                prop_assert!(!inside(sample) || span_ms.contains(&sample.0));
            }
            // At the border, unless the span, the data or a silence ends there.
            for border in [passage.entered, passage.left] {
                let border_m = geodesic_m(place, place_at(track, border).unwrap());
                prop_assert!(border_m <= radius_m + ROUNDING_M, "{} {}", border_m, radius_m);
            }
        }
    }

    #[test]
    fn boxes_agree_with_samples(
        (place, tracks) in tracks(1..5, 0..12), height_deg in 0.0..0.5_f64, width_deg in 0.0..0.5_f64, span in span(), wide in any::<bool>()
    ) {
        let set = track_set(&tracks);
        let wrap = |lon_deg: f64| if lon_deg > 180.0 { lon_deg - 360.0 } else { lon_deg };
        let width_deg = if wide { width_deg * 600.0 } else { width_deg };
        let west_deg = place.lon_deg();
        let north_deg = (place.lat_deg() + height_deg).min(90.0);
        let south_deg = (place.lat_deg() - height_deg / 3.0).max(-90.0);
        let geo_box = GeoBox::new(west_deg, south_deg, wrap(west_deg + width_deg), north_deg).unwrap();
        region_agrees(&tracks, &set, &Region::from(geo_box), span, 1e-9)?;
    }

    #[test]
    fn polygons_agree_with_samples(
        (place, tracks) in tracks(1..5, 0..12),
        corners in proptest::collection::vec((-0.4..0.4_f64, -0.4..0.4_f64), 3..9),
        turn in -1_i32..=1,
        span in span(),
    ) {
        let set = track_set(&tracks);
        let ring: Vec<Coord> = corners
            .iter()
            .map(|(x, y)| Coord { x: place.lon_deg() + x + f64::from(turn) * 360.0, y: (place.lat_deg() + y).clamp(-89.0, 89.0) })
            .collect();
        let polygon = Polygon::new(LineString(ring), vec![]);
        region_agrees(&tracks, &set, &Region::from(polygon), span, 1e-5)?;
    }

    #[test]
    fn a_box_and_its_polygon_hold_the_same(
        (place, tracks) in tracks(1..6, 0..30), height_deg in 0.001..0.5_f64, width_deg in 0.001..0.9_f64
    ) {
        let place = at(place.lat_deg().clamp(-80.0, 80.0), place.lon_deg());
        let set = track_set(&tracks);
        let (west, south) = (place.lon_deg() - width_deg / 2.0, place.lat_deg() - height_deg / 2.0);
        let (east, north) = (west + width_deg, south + height_deg);
        let ring = vec![(west, south), (east, south), (east, north), (west, north)];
        let polygon = Polygon::new(LineString::from(ring), vec![]);
        let wrap = crate::geodesy::wrap_lon_deg;
        let geo_box = GeoBox::new(wrap(west), south, wrap(east), north).unwrap();
        let index = TrackIndex::new(&set);
        let (boxed, enclosed) = (index.crossing(geo_box, ..), index.crossing(polygon, ..));
        for visit in &boxed {
            let other = enclosed.iter().find(|other| other.hull == visit.hull);
            // A corner may be cut by one and missed by the other: the ways differ by 0.3 m.
            let other_h = other.map_or(0.0, |other| other.inside_h);
            prop_assert!((other_h - visit.inside_h).abs() < 0.01 + 0.05 * visit.inside_h || slow(&tracks[visit.hull]), "{:?} {:?}", visit, other);
        }
    }

    #[test]
    fn the_tree_finds_what_every_step_tells(
        (place, tracks) in tracks(60..90, 20..40), off_m in 0.0..20_000.0, radius_m in 1.0..20_000.0, span in span(), k in 0_usize..12
    ) {
        let set = track_set(&tracks);
        let index = TrackIndex::new(&set);
        let place = destination(place, 200.0, off_m);
        // Every step, each alone in an index of its own hull.
        let mut alone = Vec::new();
        let mut nearest: Vec<(f64, usize)> = Vec::new();
        for (hull, track) in tracks.iter().enumerate() {
            let set = track_set(std::slice::from_ref(track));
            let index = TrackIndex::new(&set);
            for mut passage in index.within(place, radius_m, span.0..=span.1) {
                passage.hull = hull;
                passage.closest.hull = hull;
                alone.push(passage);
            }
            nearest.extend(index.nearest_hulls(place, span.0..=span.1, 1).first().map(|near| (near.distance_m, hull)));
        }
        prop_assert_eq!(index.within(place, radius_m, span.0..=span.1), alone);
        nearest.sort_by(|a, b| a.partial_cmp(b).unwrap());
        nearest.truncate(k);
        let found = index.nearest_hulls(place, span.0..=span.1, k);
        prop_assert_eq!(found.iter().map(|near| (near.distance_m, near.hull)).collect::<Vec<_>>(), nearest);
    }

    #[test]
    fn nearest_fixes_are_those_of_a_scan(
        (place, tracks) in tracks(1..40, 0..40), off_m in 0.0..20_000.0, span in span(), speed_kn in prop_oneof![Just(0.0), 0.0..30.0], k in 0_usize..20
    ) {
        let set = track_set(&tracks);
        let index = TrackIndex::new(&set);
        let place = destination(place, 10.0, off_m);
        let time_ms = span.0.as_millisecond();
        let scan = |weigh_m: &dyn Fn(f64, i64) -> f64| {
            let mut all: Vec<(f64, usize, usize)> = Vec::new();
            for (hull, track) in tracks.iter().enumerate() {
                for (index, fix) in track.iter().enumerate() {
                    all.push((weigh_m(geodesic_m(place, fix.1), fix.0), hull, index));
                }
            }
            all.retain(|fix| fix.0.is_finite());
            all.sort_by(|a, b| a.partial_cmp(b).unwrap());
            all.truncate(k);
            all.into_iter().map(|(_, hull, index)| (hull, index)).collect::<Vec<_>>()
        };
        let metres_per_ms = speed_kn * 1852.0 / 3600.0 / 1000.0;
        let expected = scan(&|distance_m, fix_ms| distance_m.hypot((fix_ms - time_ms) as f64 * metres_per_ms));
        let found = index.nearest_fixes(place, span.0, speed_kn, k);
        let weight = |hull: usize, index: usize| {
            let fix = tracks[hull][index];
            geodesic_m(place, fix.1).hypot((fix.0 - time_ms) as f64 * metres_per_ms)
        };
        prop_assert_eq!(found.len(), expected.len());
        for (near, (hull, index)) in found.iter().zip(expected) {
            prop_assert_eq!(near.fix.position(), tracks[near.hull][near.index].1);
            let (found, expected) = (weight(near.hull, near.index), weight(hull, index));
            prop_assert!((found - expected).abs() < 1e-6, "{} {}", found, expected);
        }
        let during = (span.0.as_millisecond(), span.1.as_millisecond());
        let expected = scan(&|distance_m, fix_ms| {
            if (during.0..=during.1).contains(&fix_ms) { distance_m } else { f64::INFINITY }
        });
        let found: Vec<_> = index.nearest_fixes_during(place, span.0..=span.1, k).iter().map(|near| (near.hull, near.index)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn fixes_within_are_those_of_a_scan(
        (place, tracks) in tracks(1..40, 0..40), off_m in 0.0..20_000.0, radius_m in 1.0..40_000.0, span in span(), k in 0_usize..20
    ) {
        let set = track_set(&tracks);
        let index = TrackIndex::new(&set);
        let place = destination(place, 10.0, off_m);
        let span_ms = span.0.as_millisecond()..=span.1.as_millisecond();
        let mut expected = Vec::new();
        for (hull, track) in tracks.iter().enumerate() {
            for (row, fix) in track.iter().enumerate().filter(|(_, fix)| span_ms.contains(&fix.0)) {
                let distance_m = geodesic_m(place, fix.1);
                prop_assume!(f64::abs(distance_m - radius_m) > 1e-6);
                if distance_m <= radius_m {
                    expected.push((hull, row, distance_m));
                }
            }
        }
        let found = index.fixes_within(place, radius_m, span.0..=span.1);
        prop_assert_eq!(found.len(), expected.len());
        for (near, (hull, row, distance_m)) in found.iter().zip(&expected) {
            prop_assert_eq!((near.hull, near.index), (*hull, *row));
            prop_assert!((near.distance_m - distance_m).abs() < 1e-6);
        }
        prop_assert_eq!(index.count_fixes_within(place, radius_m, span.0..=span.1), expected.len());
        prop_assert_eq!(index.nearest_fixes(place, span.0, 0.0, k).len(), k.min(set.fix_count()));
    }

    #[test]
    fn turning_the_globe_turns_no_answer((place, tracks) in tracks(1..10, 0..20), shift_deg in -180_i32..180, radius_m in 100.0..20_000.0) {
        let turned = |position: Position| at(position.lat_deg(), crate::geodesy::wrap_lon_deg(position.lon_deg() + f64::from(shift_deg)));
        let here = track_set(&tracks);
        let there: Vec<Vec<_>> = tracks.iter().map(|track| track.iter().map(|fix| (fix.0, turned(fix.1))).collect()).collect();
        let there = track_set(&there);
        let a = TrackIndex::new(&here).nearest_hulls(place, .., 4);
        let b = TrackIndex::new(&there).nearest_hulls(turned(place), .., 4);
        prop_assert_eq!(a.len(), b.len());
        for (a, b) in a.iter().zip(&b) {
            prop_assert!((a.distance_m - b.distance_m).abs() < 1e-3 + 1e-5 * a.distance_m);
        }
        let a = TrackIndex::new(&here).within(place, radius_m, ..);
        let b = TrackIndex::new(&there).within(turned(place), radius_m, ..);
        let clear = |passage: &&super::Passage| passage.closest.distance_m < radius_m * (1.0 - 1e-5) - 0.01;
        prop_assert_eq!(
            a.iter().filter(clear).map(|passage| passage.hull).collect::<Vec<_>>(),
            b.iter().filter(clear).map(|passage| passage.hull).collect::<Vec<_>>()
        );
    }
}

/// Whether a track lies still for some of its steps: on a border, 0.3 m decide over hours.
fn slow(track: &[(i64, Position)]) -> bool {
    track.windows(2).any(|pair| geodesic_m(pair[0].1, pair[1].1) < (pair[1].0 - pair[0].0) as f64 / 1000.0)
}

fn region_agrees(
    tracks: &[Vec<(i64, Position)>],
    set: &TrackSet,
    region: &Region,
    span: (Timestamp, Timestamp),
    margin_deg: f64,
) -> Result<(), TestCaseError> {
    let visits = TrackIndex::new(set).crossing(region.clone(), span.0..=span.1);
    prop_assert!(visits.is_sorted_by_key(|visit| visit.hull));
    // Whether a place is inside, and stays so when it is moved a little to any side.
    let deep = |position: Position, wanted: bool| {
        [(0.0, 0.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)].iter().all(|(north, east)| {
            let lat_deg = (position.lat_deg() + north * margin_deg).clamp(-90.0, 90.0);
            let east_deg = east * margin_deg / position.lat_deg().to_radians().cos().max(1e-6);
            region.contains(at(lat_deg, crate::geodesy::wrap_lon_deg(position.lon_deg() + east_deg))) == wanted
        })
    };
    for (hull, track) in tracks.iter().enumerate() {
        let samples = samples(track, span, 40);
        let visit = visits.iter().find(|visit| visit.hull == hull);
        let covered = |time_ms: f64| {
            visit.is_some_and(|visit| {
                (visit.entered.as_millisecond() as f64 - 0.51..=visit.left.as_millisecond() as f64 + 0.51)
                    .contains(&time_ms)
            })
        };
        for sample in samples.iter().filter(|sample| deep(sample.1, true)) {
            prop_assert!(covered(sample.0), "hull {} at {:?} was missed: {:?}", hull, sample, visit);
        }
        let Some(visit) = visit else { continue };
        prop_assert!(span.0 <= visit.entered && visit.entered <= visit.left && visit.left <= span.1);
        let span_h = (visit.left.as_millisecond() - visit.entered.as_millisecond()) as f64 / HOUR_MS as f64;
        prop_assert!((0.0..=span_h + 1e-6).contains(&visit.inside_h));
        // Within the rounding of instants of both borders it is not deep outside.
        for border in [visit.entered, visit.left] {
            let near: Vec<Position> =
                [-1, 0, 1].iter().filter_map(|ms| place_at(track, timestamp(border.as_millisecond() + ms))).collect();
            prop_assert!(near.iter().any(|position| !deep(*position, false)), "{:?} {:?}", visit, near);
        }
    }
    Ok(())
}

#[test]
fn the_time_inside_leaves_out_silences_and_absences() {
    // East along the equator at 0.1 degrees in 10 min, through a box of 0.2 degrees, and back 5 h later.
    let leg = |start_h: f64, from: f64, to: f64| {
        let step = if to > from { 0.1 } else { -0.1 };
        let legs = ((to - from) / step).round() as i32;
        (0..=legs).map(move |leg| {
            (
                BASE_MS + (start_h * HOUR_MS as f64) as i64 + i64::from(leg) * 600_000,
                at(0.0, from + f64::from(leg) * step),
            )
        })
    };
    let track: Vec<_> = leg(0.0, 10.0, 11.0).chain(leg(6.0, 11.0, 10.0)).collect();
    let set = track_set(&[track]);
    let index = TrackIndex::new(&set);
    let visits = index.crossing(GeoBox::new(10.35, -1.0, 10.55, 1.0).unwrap(), ..);
    assert_eq!(visits.len(), 1);
    assert!((visits[0].inside_h - 2.0 * 20.0 / 60.0).abs() < 1e-6, "{visits:?}");
    assert_eq!(visits[0].entered, timestamp(BASE_MS + 35 * 60_000));
    assert_eq!(visits[0].left, timestamp(BASE_MS + 6 * HOUR_MS + 65 * 60_000));
    // The end is in both pieces, the silence between them in none.
    let visits = index.crossing(GeoBox::new(10.95, -1.0, 11.5, 1.0).unwrap(), ..);
    assert!((visits[0].inside_h - 10.0 / 60.0).abs() < 1e-6, "{visits:?}");
    assert!(index.crossing(GeoBox::new(10.0, 1.0, 11.0, 2.0).unwrap(), ..).is_empty());
}

#[test]
fn nothing_is_interpolated_across_a_silence() {
    let track = vec![(BASE_MS, at(0.0, 179.5)), (BASE_MS + HOUR_MS + 1, at(0.0, -179.5))];
    let set = track_set(&[track]);
    let between = at(0.0, 180.0);
    let index = TrackIndex::new(&set);
    assert!(index.within(between, 1000.0, ..).is_empty());
    assert_eq!(index.within(at(0.0, 179.5), 1.0, ..).len(), 1);
    assert!(index.crossing(GeoBox::new(179.9, -1.0, -179.9, 1.0).unwrap(), ..).is_empty());
    let index = TrackIndex::with_max_step_h(&set, 3.0).unwrap();
    assert_eq!(index.within(between, 1000.0, ..).len(), 1);
    assert_eq!(index.crossing(GeoBox::new(179.9, -1.0, -179.9, 1.0).unwrap(), ..).len(), 1);
    assert!(TrackIndex::with_max_step_h(&set, -1.0).is_err());
    assert!(TrackIndex::with_max_step_h(&set, f64::NAN).is_err());
}

#[test]
fn overlapping_and_cut_polygons_count_once() {
    let track = vec![(BASE_MS, at(0.0, 179.0)), (BASE_MS + HOUR_MS, at(0.0, -179.0))];
    let set = track_set(&[track]);
    let index = TrackIndex::new(&set);
    let rect = |west: f64, east: f64| {
        let ring = vec![(west, -1.0), (east, -1.0), (east, 1.0), (west, 1.0)];
        Polygon::new(LineString::from(ring), vec![])
    };
    let whole = index.crossing(rect(179.5, 180.5), ..);
    let cut = index.crossing(geo_types::MultiPolygon(vec![rect(179.5, 180.0), rect(-180.0, -179.5)]), ..);
    let overlapping = index.crossing(geo_types::MultiPolygon(vec![rect(179.5, 180.2), rect(-180.5, -179.5)]), ..);
    assert!((whole[0].inside_h - 0.5).abs() < 1e-6, "{whole:?}");
    assert_eq!(whole, cut);
    assert_eq!(whole, overlapping);
    let holed = Polygon::new(rect(179.5, 180.5).exterior().clone(), vec![rect(179.75, 180.25).exterior().clone()]);
    let holed = index.crossing(holed, ..);
    assert!((holed[0].inside_h - 0.25).abs() < 1e-6, "{holed:?}");
    let broken = Polygon::new(LineString::from(vec![(f64::NAN, 0.0), (1.0, 0.0), (1.0, 1.0)]), vec![]);
    assert!(index.crossing(broken, ..).is_empty());
}

#[test]
fn an_empty_sea_has_no_answers() {
    let set = track_set(&[]);
    let index = TrackIndex::new(&set);
    assert!(index.within(at(0.0, 0.0), f64::INFINITY, ..).is_empty());
    assert!(index.crossing(GeoBox::new(-180.0, -90.0, 180.0, 90.0).unwrap(), ..).is_empty());
    assert!(index.nearest_fixes(at(0.0, 0.0), timestamp(BASE_MS), 10.0, 3).is_empty());
    assert!(index.nearest_hulls(at(0.0, 0.0), .., 3).is_empty());
}

#[test]
fn the_whole_earth_holds_every_hull_all_the_time() {
    let track: Vec<_> =
        (0..100).map(|fix| (BASE_MS + fix * 600_000, at(fix as f64 / 2.5, 170.0 + fix as f64 / 10.0))).collect();
    let hours = (track.len() - 1) as f64 / 6.0;
    let set = track_set(&[track]);
    let index = TrackIndex::new(&set);
    let visits = index.crossing(GeoBox::new(-180.0, -90.0, 180.0, 90.0).unwrap(), ..);
    assert!((visits[0].inside_h - hours).abs() < 1e-9);
    let passages = index.within(at(-40.0, -10.0), f64::INFINITY, ..);
    assert!((passages[0].inside_h - hours).abs() < 1e-9);
}

#[test]
fn steps_keep_their_fixes_to_the_last_digit() {
    let set = track_set(&[vec![(BASE_MS, at(1.1, 2.2)), (BASE_MS + 1000, at(1.3, 2.7))]]);
    let step = Step::new(set.columns(), 0, 1);
    assert_eq!((step.position(0.0), step.position(1.0)), (at(1.1, 2.2), at(1.3, 2.7)));
    let arc = GreatCircleArc::new(at(1.1, 2.2).into(), at(1.3, 2.7).into());
    assert_eq!(step.position(0.5), arc.at(arc.angle_rad / 2.0).to_position());
}
