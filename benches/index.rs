//! Building and searching the index, against a plain rstar tree with default parameters over the same fixes.
//!
//! The sea: 500 ships, 2,000 fixes each, a fix every 3 min, on courses that wander; a million fixes around the Korean
//! peninsula, with a fixed seed. Where fixes are asked for, the plain tree answers the same question, refined by the same functions;
//! for hulls under way it counts fixes: less than the index is asked for.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use darkwake::geodesy::DistanceFrom;
use darkwake::{Fix, Fixes, GeoBox, Mmsi, Position, Timestamp, TrackIndex, TrackSet, VesselId, geodesy};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rstar::RTree;
use rstar::primitives::GeomWithData;

const SHIPS: u32 = 500;
const FIXES_PER_SHIP: i64 = 2_000;
const STEP_S: i64 = 180;
const START_S: i64 = 1_714_521_600;

fn share(rng: &mut ChaCha8Rng) -> f64 {
    f64::from(rng.next_u32()) / f64::from(u32::MAX)
}

fn sea() -> TrackSet {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut fixes = Fixes::builder();
    for ship in 0..SHIPS {
        let id = VesselId::from(Mmsi::new(440_000_000 + ship).expect("below 999,999,999"));
        let (lat, lon) = (34.0 + 5.0 * share(&mut rng), 124.0 + 8.0 * share(&mut rng));
        let mut position = Position::new(lat, lon).expect("around the Korean peninsula");
        let (mut course, speed_mps) = (360.0 * share(&mut rng), 8.0 * share(&mut rng));
        for fix in 0..FIXES_PER_SHIP {
            let time = Timestamp::from_second(START_S + fix * STEP_S).expect("in 2024");
            fixes.push(id.clone(), Fix::new(time, position));
            course += 20.0 * (share(&mut rng) - 0.5);
            position = geodesy::destination(position, course, speed_mps * STEP_S as f64);
        }
    }
    fixes.build().into_tracks()
}

/// What a plain tree holds: the unit vector of a fix, and its time.
type PlainFix = GeomWithData<[f64; 3], i64>;

fn unit(position: Position) -> [f64; 3] {
    let unit = geodesy::UnitVector::from(position);
    [unit.x, unit.y, unit.z]
}

fn plain_points(tracks: &TrackSet) -> Vec<PlainFix> {
    let plain = |fix: Fix| GeomWithData::new(unit(fix.position()), fix.time_ms());
    tracks.iter().flat_map(|track| track.iter().map(plain).collect::<Vec<_>>()).collect()
}

/// Places near ships, so that there is something to find.
fn places(tracks: &TrackSet) -> Vec<(Position, Timestamp)> {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut place = || {
        let track = tracks.track(rng.next_u32() as usize % tracks.len());
        let fix = track.fix(rng.next_u32() as usize % track.len());
        (geodesy::destination(fix.position(), 360.0 * share(&mut rng), 3000.0 * share(&mut rng)), fix.time())
    };
    (0..256).map(|_| place()).collect()
}

/// A plain tree whose points know hull, index and fix, to answer what the index answers.
type PlainRow = GeomWithData<[f64; 3], (u32, u32, Fix)>;

fn plain_rows(tracks: &TrackSet) -> RTree<PlainRow> {
    let mut rows = Vec::with_capacity(tracks.fix_count());
    for (hull, track) in tracks.iter().enumerate() {
        for (index, fix) in track.iter().enumerate() {
            rows.push(GeomWithData::new(unit(fix.position()), (hull as u32, index as u32, fix)));
        }
    }
    RTree::bulk_load(rows)
}

/// Fixes by place and time, with the same WGS84 distances, order and counts from both; the baseline is `plain`.
fn bench_fixes(c: &mut Criterion, index: &TrackIndex<'_>, plain: &RTree<PlainRow>, places: &[(Position, Timestamp)]) {
    // Spherical distances are within 0.6 % of those of WGS84.
    const SPHERE: f64 = 0.006;
    for (name, radius_m, window_h) in [
        ("1km_6h", 1000.0, 6),
        ("1km_always", 1000.0, 1_000_000),
        ("10km_6h", 10_000.0, 6),
        ("10km_always", 10_000.0, 1_000_000),
    ] {
        let span = |time: Timestamp| {
            let half_ms = window_h * 1_800_000;
            time.as_millisecond() - half_ms..=time.as_millisecond() + half_ms
        };
        let during = |time: Timestamp| {
            let at = |ms: i64| Timestamp::from_millisecond(ms).expect("between the years -9999 and 9999");
            at(*span(time).start())..=at(*span(time).end())
        };
        let plain_list = |at: &(Position, Timestamp)| {
            let (from, times_ms) = (DistanceFrom::new(at.0), span(at.1));
            let near = plain.locate_within_distance(unit(at.0), geodesy::chord2_from_m(radius_m * (1.0 + SPHERE)));
            let near = near.filter(|row| times_ms.contains(&row.data.2.time_ms()));
            let near = near.map(|row| (row.data, from.to_m(row.data.2.position())));
            let mut near: Vec<_> = near.filter(|row| row.1 <= radius_m).collect();
            near.sort_unstable_by_key(|row| (row.0.0, row.0.1));
            near.len()
        };
        let plain_count = |at: &(Position, Timestamp)| {
            let (from, times_ms) = (DistanceFrom::new(at.0), span(at.1));
            let here = unit(at.0);
            let sure = geodesy::chord2_from_m(radius_m * (1.0 - SPHERE));
            let chord2 = |point: &[f64; 3]| (0..3).map(|axis| (point[axis] - here[axis]).powi(2)).sum::<f64>();
            let near = plain.locate_within_distance(here, geodesy::chord2_from_m(radius_m * (1.0 + SPHERE)));
            let near = near.filter(|row| times_ms.contains(&row.data.2.time_ms()));
            near.filter(|row| chord2(row.geom()) < sure || from.to_m(row.data.2.position()) <= radius_m).count()
        };
        let fixes_within = |at: &(Position, Timestamp)| index.fixes_within(at.0, radius_m, during(at.1)).len();
        let count_within = |at: &(Position, Timestamp)| index.count_fixes_within(at.0, radius_m, during(at.1));
        assert!(places.iter().all(|at| plain_list(at) == fixes_within(at) && plain_count(at) == count_within(at)));
        for (question, ours, theirs) in [
            (
                "index/fixes_within",
                &fixes_within as &dyn Fn(&(Position, Timestamp)) -> usize,
                &plain_list as &dyn Fn(&_) -> _,
            ),
            ("index/count_fixes_within", &count_within, &plain_count),
        ] {
            let mut group = c.benchmark_group(question);
            group.throughput(Throughput::Elements(places.len() as u64));
            group
                .bench_function(BenchmarkId::new("index", name), |b| b.iter(|| places.iter().map(ours).sum::<usize>()));
            group.bench_function(BenchmarkId::new("plain", name), |b| {
                b.iter(|| places.iter().map(theirs).sum::<usize>());
            });
            group.finish();
        }
    }
    let mut group = c.benchmark_group("index/nearest_fixes_during");
    group.throughput(Throughput::Elements(places.len() as u64));
    group.bench_function("index/8", |bencher| {
        bencher.iter(|| places.iter().map(|at| index.nearest_fixes_during(at.0, .., 8).len()).sum::<usize>());
    });
    group.bench_function("plain/8", |bencher| {
        let nearest = |at: &(Position, Timestamp)| {
            let (from, here) = (DistanceFrom::new(at.0), unit(at.0));
            let mut eighth = f64::INFINITY;
            let mut near: Vec<(f64, (u32, u32, Fix))> = Vec::with_capacity(16);
            for (row, chord2) in plain.nearest_neighbor_iter_with_distance_2(here) {
                if near.len() >= 8 && chord2 > eighth * (1.0 + SPHERE).powi(2) / (1.0 - SPHERE).powi(2) {
                    break;
                }
                near.push((from.to_m(row.data.2.position()), row.data));
                if near.len() == 8 {
                    eighth = chord2;
                }
            }
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            near.truncate(8);
            near.len()
        };
        bencher.iter(|| places.iter().map(nearest).sum::<usize>());
    });
    group.finish();
}

/// Registers the benchmarks of the index.
pub(crate) fn bench(c: &mut Criterion) {
    let tracks = sea();
    let mut group = c.benchmark_group("index/build");
    group.sample_size(10).throughput(Throughput::Elements(tracks.fix_count() as u64));
    group.bench_function("runs", |bencher| bencher.iter(|| TrackIndex::new(black_box(&tracks))));
    group.bench_function("plain", |bencher| bencher.iter(|| RTree::bulk_load(plain_points(black_box(&tracks)))));
    group.finish();

    let index = TrackIndex::new(&tracks);
    let plain = RTree::bulk_load(plain_points(&tracks));
    let places = places(&tracks);
    for (name, radius_m, window_h) in
        [("1km_6h", 1000.0, 6), ("1km_always", 1000.0, 1_000_000), ("10km_6h", 10_000.0, 6)]
    {
        let mut group = c.benchmark_group("index/within");
        group.throughput(Throughput::Elements(places.len() as u64));
        let during = |time: Timestamp| {
            let half_ms = window_h * 1_800_000;
            let at = |ms: i64| Timestamp::from_millisecond(ms).expect("between the years -9999 and 9999");
            at(time.as_millisecond() - half_ms)..=at(time.as_millisecond() + half_ms)
        };
        group.bench_function(BenchmarkId::new("runs", name), |bencher| {
            bencher.iter(|| places.iter().map(|at| index.within(at.0, radius_m, during(at.1)).len()).sum::<usize>());
        });
        group.bench_function(BenchmarkId::new("plain", name), |bencher| {
            let chord2 = geodesy::chord2_from_m(radius_m);
            let count = |at: &(Position, Timestamp)| {
                let during = during(at.1);
                let times_ms = during.start().as_millisecond()..=during.end().as_millisecond();
                let near = plain.locate_within_distance(unit(at.0), chord2);
                near.filter(|fix| times_ms.contains(&fix.data)).count()
            };
            bencher.iter(|| places.iter().map(count).sum::<usize>());
        });
        group.finish();
    }

    let mut group = c.benchmark_group("index/nearest_fixes");
    group.throughput(Throughput::Elements(places.len() as u64));
    group.bench_function("runs/8", |bencher| {
        bencher.iter(|| places.iter().map(|at| index.nearest_fixes(at.0, at.1, 0.0, 8).len()).sum::<usize>());
    });
    group.bench_function("plain/8", |bencher| {
        let nearest = |at: &(Position, Timestamp)| plain.nearest_neighbor_iter(unit(at.0)).take(8).count();
        bencher.iter(|| places.iter().map(nearest).sum::<usize>());
    });
    group.finish();

    bench_fixes(c, &index, &plain_rows(&tracks), &places);

    let mut group = c.benchmark_group("index/crossing");
    let geo_box = GeoBox::new(129.0, 35.0, 129.1, 35.1).expect("a box off Busan");
    group.bench_function("box", |bencher| bencher.iter(|| index.crossing(black_box(geo_box), ..).len()));
    group.finish();
}
