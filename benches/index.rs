//! Building and searching the index, against a plain rstar tree with default parameters over the same fixes.
//!
//! The sea: 500 ships, 2,000 fixes each, a fix every 3 min, on courses that wander; a million fixes around the Korean
//! peninsula, with a fixed seed. Where fixes are asked for, the plain tree answers the same question, refined by the same functions;
//! for hulls under way it counts fixes: less than the index is asked for.

use std::hint::black_box;
use std::ops::RangeInclusive;

use criterion::{BenchmarkId, Criterion, Throughput};
use darkwake::geodesy::DistanceFrom;
use darkwake::{Fix, Fixes, GeoBox, Mmsi, Position, Timestamp, TrackIndex, TrackSet, VesselId, geodesy};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::targets::Targets;

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

/// Spherical distances are within 0.6 % of those of WGS84.
const SPHERE: f64 = 0.006;

type Place = (Position, Timestamp);

/// A question: how far from a place, and within a window of how many hours around a time.
#[derive(Clone, Copy)]
struct Around {
    name: &'static str,
    radius_m: f64,
    window_h: i64,
}

const QUESTIONS: [Around; 4] = [
    Around { name: "1km_6h", radius_m: 1000.0, window_h: 6 },
    Around { name: "1km_always", radius_m: 1000.0, window_h: 1_000_000 },
    Around { name: "10km_6h", radius_m: 10_000.0, window_h: 6 },
    Around { name: "10km_always", radius_m: 10_000.0, window_h: 1_000_000 },
];

impl Around {
    fn during(self, time: Timestamp) -> RangeInclusive<Timestamp> {
        let half_ms = self.window_h * 1_800_000;
        let at = |ms: i64| Timestamp::from_millisecond(ms).expect("between the years -9999 and 9999");
        at(time.as_millisecond() - half_ms)..=at(time.as_millisecond() + half_ms)
    }

    fn list(self, index: &TrackIndex<'_>, at: &Place) -> usize {
        index.fixes_within(at.0, self.radius_m, self.during(at.1)).len()
    }

    fn count(self, index: &TrackIndex<'_>, at: &Place) -> usize {
        index.count_fixes_within(at.0, self.radius_m, self.during(at.1))
    }

    /// The rows of the plain tree that may be near enough, within the window.
    fn plain_rows<'a>(self, plain: &'a RTree<PlainRow>, at: &Place) -> impl Iterator<Item = &'a PlainRow> {
        let during = self.during(at.1);
        let near = plain.locate_within_distance(unit(at.0), geodesy::chord2_from_m(self.radius_m * (1.0 + SPHERE)));
        near.filter(move |row| during.contains(&row.data.2.time()))
    }

    fn plain_list(self, plain: &RTree<PlainRow>, at: &Place) -> usize {
        let from = DistanceFrom::new(at.0);
        let near = self.plain_rows(plain, at).map(|row| (row.data, from.to_m(row.data.2.position())));
        let mut near: Vec<_> = near.filter(|row| row.1 <= self.radius_m).collect();
        near.sort_unstable_by_key(|row| (row.0.0, row.0.1));
        near.len()
    }

    fn plain_count(self, plain: &RTree<PlainRow>, at: &Place) -> usize {
        let (from, here) = (DistanceFrom::new(at.0), unit(at.0));
        let sure = geodesy::chord2_from_m(self.radius_m * (1.0 - SPHERE));
        let chord2 = |point: &[f64; 3]| (0..3).map(|axis| (point[axis] - here[axis]).powi(2)).sum::<f64>();
        let near = self.plain_rows(plain, at);
        near.filter(|row| chord2(row.geom()) < sure || from.to_m(row.data.2.position()) <= self.radius_m).count()
    }
}

type OfIndex = fn(Around, &TrackIndex<'_>, &Place) -> usize;
type OfPlain = fn(Around, &RTree<PlainRow>, &Place) -> usize;

fn nearest(index: &TrackIndex<'_>, at: &Place) -> usize {
    index.nearest_fixes_during(at.0, .., 8).len()
}

fn plain_nearest(plain: &RTree<PlainRow>, at: &Place) -> usize {
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
}

/// Fixes by place and time, with the same WGS84 distances, order and counts from both; the baseline is `plain`.
fn bench_fixes(c: &mut Criterion, index: &TrackIndex<'_>, plain: &RTree<PlainRow>, places: &[Place]) {
    for asked in QUESTIONS {
        assert!(places.iter().all(|at| {
            asked.plain_list(plain, at) == asked.list(index, at)
                && asked.plain_count(plain, at) == asked.count(index, at)
        }));
        let asked_of: [(&str, OfIndex, OfPlain); 2] = [
            ("index/fixes_within", Around::list, Around::plain_list),
            ("index/count_fixes_within", Around::count, Around::plain_count),
        ];
        for (question, ours, theirs) in asked_of {
            let mut group = c.benchmark_group(question);
            group.throughput(Throughput::Elements(places.len() as u64));
            group.bench_function(BenchmarkId::new("index", asked.name), |b| {
                b.iter(|| places.iter().map(|at| ours(asked, index, at)).sum::<usize>());
            });
            group.bench_function(BenchmarkId::new("plain", asked.name), |b| {
                b.iter(|| places.iter().map(|at| theirs(asked, plain, at)).sum::<usize>());
            });
            group.finish();
        }
    }
    let mut group = c.benchmark_group("index/nearest_fixes_during");
    group.throughput(Throughput::Elements(places.len() as u64));
    group.bench_function("index/8", |b| b.iter(|| places.iter().map(|at| nearest(index, at)).sum::<usize>()));
    group.bench_function("plain/8", |b| b.iter(|| places.iter().map(|at| plain_nearest(plain, at)).sum::<usize>()));
    group.finish();
}

pub(crate) fn targets(targets: &Targets) {
    let tracks = sea();
    let (places, index, plain) = (places(&tracks), TrackIndex::new(&tracks), plain_rows(&tracks));
    let builds = targets.turns([&|| TrackIndex::new(&tracks).tracks().len(), &|| plain_rows(&tracks).size()]);
    targets.row(
        "spatial index: time to build over that of a plain rstar tree",
        "1 or less",
        &builds,
        |[ours, plain]| ours / plain,
    );
    for asked in QUESTIONS {
        let turns = targets.turns([
            &|| places.iter().map(|at| asked.list(&index, at)).sum(),
            &|| places.iter().map(|at| asked.plain_list(&plain, at)).sum(),
            &|| places.iter().map(|at| asked.count(&index, at)).sum(),
            &|| places.iter().map(|at| asked.plain_count(&plain, at)).sum(),
        ]);
        let what = |question: &str| format!("spatial index: speed over plain rstar, {question} within {}", asked.name);
        targets.row(&what("fixes"), "1.5 or more", &turns, |[ours, plain, ..]| plain / ours);
        targets.row(&what("number of fixes"), "1.5 or more", &turns, |[.., ours, plain]| plain / ours);
    }
    let turns = targets.turns([&|| places.iter().map(|at| nearest(&index, at)).sum(), &|| {
        places.iter().map(|at| plain_nearest(&plain, at)).sum()
    }]);
    targets.row("spatial index: speed over plain rstar, 8 nearest fixes", "1.5 or more", &turns, |[ours, plain]| {
        plain / ours
    });
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
