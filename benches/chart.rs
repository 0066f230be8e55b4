//! The distance from shore, on the coastline of the world. Throughput in places.
//!
//! The baseline is what one would write first: every side of the coastline as a leaf of an rstar tree with default parameters,
//! on the unit sphere, asked for the nearest one, and the great circle to it. It knows nothing of the ellipsoid, so it answers
//! an easier question.

use std::hint::black_box;
use std::sync::LazyLock;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use darkwake::chart::{Land, ShoreCursor};
use darkwake::geodesy::{UnitVector, segment_distance_m};
use darkwake::scenario::Scenario;
use darkwake::{Position, TrackSet};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use crate::sea;
use crate::targets::Targets;

struct Side {
    ends: (Position, Position),
    at: [[f64; 3]; 2],
}

fn axes(position: Position) -> [f64; 3] {
    let UnitVector { x, y, z } = position.into();
    [x, y, z]
}

impl RTreeObject for Side {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.at[0], self.at[1])
    }
}

impl PointDistance for Side {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        let [a, b] = self.at;
        let side: [f64; 3] = std::array::from_fn(|axis| b[axis] - a[axis]);
        let offset: [f64; 3] = std::array::from_fn(|axis| point[axis] - a[axis]);
        let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        let share = (dot(offset, side) / dot(side, side)).clamp(0.0, 1.0);
        let off: [f64; 3] = std::array::from_fn(|axis| offset[axis] - share * side[axis]);
        dot(off, off)
    }
}

static BASELINE: LazyLock<RTree<Side>> = LazyLock::new(|| {
    let sides = Land::world().sides().map(|ends| Side { ends, at: [axes(ends.0), axes(ends.1)] }).collect();
    RTree::bulk_load(sides)
});

fn baseline_m(position: Position) -> f64 {
    let nearest = BASELINE.nearest_neighbor(axes(position)).expect("there is land");
    segment_distance_m(nearest.ends.0, nearest.ends.1, position)
}

/// The places of each ship, in order of time.
fn places(tracks: &TrackSet) -> Vec<Vec<Position>> {
    tracks.iter().map(|track| track.iter().map(|fix| fix.position()).collect()).collect()
}

/// Ships among islands and anchorages around the Korean peninsula, a fix every 5 minutes.
fn near_shore() -> TrackSet {
    let scenario = Scenario::builder().seed(1852).build().expect("the values are in range");
    scenario.simulate().expect("the ships find a place").fixes().into_tracks()
}

/// Places spread evenly over the earth, by the golden angle.
fn anywhere(count: u32) -> Vec<Position> {
    let place = |index: u32| {
        let lat = (2.0 * (f64::from(index) + 0.5) / f64::from(count) - 1.0).asin().to_degrees();
        let lon = (f64::from(index) * 137.507_764_05).rem_euclid(360.0) - 180.0;
        Position::new(lat, lon).expect("in range")
    };
    (0..count).map(place).collect()
}

/// The distance from shore of every place, added up, with a cursor for each ship.
fn sum_along_m(land: &Land, tracks: &[Vec<Position>]) -> f64 {
    let of_track = |track: &Vec<Position>| {
        let mut cursor = ShoreCursor::new();
        track.iter().map(|&at| land.distance_along_m(black_box(at), &mut cursor)).sum::<f64>()
    };
    tracks.iter().map(of_track).sum()
}

fn along(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, tracks: &[Vec<Position>]) {
    let land = Land::world();
    let every_m = |distance_m: &dyn Fn(Position) -> f64| tracks.iter().flatten().map(|&at| distance_m(at)).sum::<f64>();
    group.throughput(Throughput::Elements(tracks.iter().map(|track| track.len() as u64).sum()));
    group.bench_function(format!("{name}, baseline"), |bench| bench.iter(|| every_m(&baseline_m)));
    group.bench_function(format!("{name}, each place for itself"), |bench| {
        bench.iter(|| every_m(&|at| land.distance_m(at)));
    });
    group.bench_function(format!("{name}, with a cursor"), |bench| {
        bench.iter(|| sum_along_m(&land, tracks));
    });
}

/// Distances from shore along tracks, beside the baseline.
pub(crate) fn targets(targets: &Targets) {
    let land = Land::world();
    for (name, tracks) in [("in open ocean", places(&sea::CLEAN)), ("along a coast", places(&near_shore()))] {
        let places = tracks.iter().map(Vec::len).sum::<usize>();
        let ours = || if sum_along_m(&land, &tracks) > 0.0 { places } else { 0 };
        let baseline = || if tracks.iter().flatten().map(|&at| baseline_m(at)).sum::<f64>() > 0.0 { places } else { 0 };
        let turns = targets.turns([&ours, &baseline]);
        let what = format!("distance from shore along tracks {name}");
        let millions_a_second = |[ours_s, _]: [f64; 2]| places as f64 / ours_s / 1e6;
        targets.row(&format!("{what}: millions a second on one thread"), "2 or more", &turns, millions_a_second);
        targets.row(&format!("{what}: speed over a plain rstar tree of sides"), "", &turns, |[ours_s, theirs_s]| {
            theirs_s / ours_s
        });
    }
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("chart");
    group.sample_size(20);
    along(&mut group, "tracks in open ocean", &places(&sea::CLEAN));
    along(&mut group, "tracks along a coast", &places(&near_shore()));

    let land = Land::world();
    let anywhere = anywhere(10_000);
    group.throughput(Throughput::Elements(anywhere.len() as u64));
    group.bench_function("anywhere, baseline", |bench| {
        bench.iter(|| anywhere.iter().map(|&at| baseline_m(at)).sum::<f64>());
    });
    group.bench_function("anywhere", |bench| {
        bench.iter(|| anywhere.iter().map(|&at| land.distance_m(at)).sum::<f64>());
    });
    group.bench_function("anywhere, on land or not", |bench| {
        bench.iter(|| anywhere.iter().filter(|&&at| land.contains(at)).count());
    });
    group.finish();
}
