//! Each rule over a clean sea in memory. Throughput in fixes.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput};
use darkwake::chart::{Port, PortKind, Ports};
use darkwake::detect::{
    Context, Detector, Encounter, Gap, IdentityConflict, ImpossiblePosition, Loitering, PortVisit, PositionJump, Reach,
};
use darkwake::{Chart, Event, Fix, Fixes};

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

/// What the gaps could hide when every third of 400 ships is silent for 8 hours of the day. The baseline finds those gaps.
fn reach(criterion: &mut Criterion) {
    let mut fixes = Fixes::builder();
    for (index, track) in sea::CLEAN.iter().enumerate() {
        let start_ms = track.times_ms()[0];
        let is_heard = |fix: &Fix| index % 3 > 0 || !(6..14).contains(&((fix.time_ms() - start_ms) / 3_600_000));
        track.iter().filter(is_heard).for_each(|fix| {
            fixes.push(track.vessel().id.clone(), fix);
        });
    }
    let tracks = fixes.build().into_tracks();
    let context = Context::of(&tracks);
    let gaps = Gap::default().find(&tracks);
    let mut group = criterion.benchmark_group("detect");
    group.throughput(Throughput::Elements(gaps.len() as u64)).sample_size(20);
    group.bench_function("reach: gaps alone, 1 thread", |bench| {
        bench.iter(|| sea::on_one_thread(|| Gap::default().find(&tracks).len()));
    });
    group.bench_function("reach: what each gap could hide, 1 thread", |bench| {
        let judge = |mut gaps: Vec<Event>| sea::on_one_thread(|| Reach::default().judge(&mut gaps, &tracks, &context));
        bench.iter_batched(|| gaps.clone(), judge, BatchSize::LargeInput);
    });
    group.finish();
}

/// Visits at 300 ports of one point each, which ships pass.
fn port_visits(criterion: &mut Criterion) {
    let tracks = &*sea::CLEAN;
    let place = |index: usize| {
        let track = tracks.track(index * 7 % tracks.len());
        track.fix(index * 31 % track.len()).position()
    };
    let port = |index: usize| Port::new(format!("{index}"), format!("Port {index}"), place(index), PortKind::Listed);
    let chart = Chart::new().with_ports(Ports::new((0..300).map(port).collect()));
    let context = Context::of(tracks).with_chart(&chart);
    let mut group = criterion.benchmark_group("detect");
    group.throughput(Throughput::Elements(tracks.fix_count() as u64)).sample_size(20);
    group.bench_function("port visit, 300 ports, 1 thread", |bench| {
        bench.iter(|| sea::on_one_thread(|| PortVisit::default().find_with(tracks, &context).len()));
    });
    group.finish();
}

pub(crate) fn bench(criterion: &mut Criterion) {
    baseline(criterion);
    reach(criterion);
    port_visits(criterion);
    rule(criterion, "encounter", &Encounter::default());
    rule(criterion, "gap", &Gap::default());
    rule(criterion, "loitering", &Loitering::default());
    rule(criterion, "identity conflict", &IdentityConflict::default());
    rule(criterion, "position jump", &PositionJump::default());
    rule(criterion, "impossible position", &ImpossiblePosition::default());
    #[cfg(feature = "world")]
    loitering_with_the_coastline(criterion);
}
