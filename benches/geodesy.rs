//! Distances of two positions a short step apart, against the WGS84 geodesic. Throughput in pairs.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use darkwake::Position;
use darkwake::geodesy::{UnitVector, destination, distance_m, geodesic_m, step_m};

/// Steps of 300 m in all directions, from 70 S to 70 N.
fn steps() -> Vec<(Position, Position)> {
    let step = |index: u32| {
        let (lat, lon) = (f64::from(index % 141) - 70.0, f64::from(index * 7 % 360) - 180.0);
        let from = Position::new(lat, lon).expect("between 70 S and 70 N");
        (from, destination(from, f64::from(index * 13 % 360), 300.0))
    };
    (0..10_000).map(step).collect()
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let steps = steps();
    let mut group = criterion.benchmark_group("distance");
    group.throughput(Throughput::Elements(steps.len() as u64)).sample_size(20);
    let mut measure = |name: &str, distance: fn(Position, Position) -> f64| {
        group.bench_function(name, |bench| {
            bench.iter(|| steps.iter().map(|&(from, to)| distance(black_box(from), black_box(to))).sum::<f64>());
        });
    };
    measure("baseline: WGS84 geodesic", geodesic_m);
    measure("WGS84 short step", step_m);
    measure("haversine", distance_m);
    measure("unit vectors and chord", |from, to| UnitVector::from(from).chord2(UnitVector::from(to)));
    group.finish();
}
