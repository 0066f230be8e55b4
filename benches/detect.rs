//! Each rule over a clean sea in memory. Throughput in fixes.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use darkwake::detect::{Detector, Encounter, Gap, Loitering};

use crate::sea;

fn rule(criterion: &mut Criterion, name: &str, rule: &impl Detector) {
    let tracks = &*sea::CLEAN;
    let mut group = criterion.benchmark_group("detect");
    group.throughput(Throughput::Elements(tracks.fix_count() as u64)).sample_size(20);
    group.bench_function(format!("{name}, 1 thread"), |bench| {
        bench.iter(|| sea::on_one_thread(|| rule.find(tracks).len()));
    });
    group.bench_function(format!("{name}, all threads"), |bench| bench.iter(|| rule.find(tracks).len()));
    group.finish();
}

/// A fold that only touches every fix: the least a rule can cost.
fn baseline(criterion: &mut Criterion) {
    let tracks = &*sea::CLEAN;
    let mut group = criterion.benchmark_group("detect");
    group.throughput(Throughput::Elements(tracks.fix_count() as u64)).sample_size(20);
    group.bench_function("baseline: every fix once, 1 thread", |bench| {
        bench.iter(|| {
            tracks.iter().for_each(|track| {
                track.iter().for_each(|fix| {
                    black_box(fix);
                });
            });
        });
    });
    group.finish();
}

/// A third of the ships lie still all day, so a third of the fixes ask for their distance from shore.
#[cfg(feature = "world")]
fn loitering_with_the_coastline(criterion: &mut Criterion) {
    let (tracks, chart) = (&*sea::CLEAN, darkwake::Chart::world());
    let context = darkwake::detect::Context::of(tracks).with_chart(&chart);
    let mut group = criterion.benchmark_group("detect");
    group.throughput(Throughput::Elements(tracks.fix_count() as u64)).sample_size(20);
    group.bench_function("loitering with the coastline, 1 thread", |bench| {
        bench.iter(|| sea::on_one_thread(|| Loitering::default().candidates(tracks, &context).len()));
    });
    group.bench_function("loitering without, candidates alone, 1 thread", |bench| {
        let without = darkwake::detect::Context::of(tracks);
        bench.iter(|| sea::on_one_thread(|| Loitering::default().candidates(tracks, &without).len()));
    });
    group.finish();
}

pub(crate) fn bench(criterion: &mut Criterion) {
    baseline(criterion);
    rule(criterion, "encounter", &Encounter::default());
    rule(criterion, "gap", &Gap::default());
    rule(criterion, "loitering", &Loitering::default());
    #[cfg(feature = "world")]
    loitering_with_the_coastline(criterion);
}
