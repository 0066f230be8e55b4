//! Learning a model of reception, and judging gaps by it. Throughput in fixes. The baseline of judging is finding the gaps.

use criterion::{Criterion, Throughput};
use darkwake::detect::{Context, Detector, Gap};
use darkwake::{Reception, ReceptionParams};

use crate::sea;

pub(crate) fn bench(criterion: &mut Criterion) {
    let tracks = &*sea::CLEAN;
    let learn = || Reception::learn(tracks, &ReceptionParams::default()).expect("the default parameters are valid");
    let model = learn();
    let mut group = criterion.benchmark_group("reception");
    group.throughput(Throughput::Elements(tracks.fix_count() as u64)).sample_size(20);
    group.bench_function("learn, 1 thread", |bench| bench.iter(|| sea::on_one_thread(|| learn().cells())));
    group.bench_function("learn, all threads", |bench| bench.iter(|| learn().cells()));
    for (name, reception) in [("baseline: gaps not judged", None), ("gaps judged", Some(&model))] {
        let context = Context::of(tracks).with_reception(reception);
        group.bench_function(format!("{name}, 1 thread"), |bench| {
            bench.iter(|| sea::on_one_thread(|| Gap::default().find_with(tracks, &context).len()));
        });
    }
    group.finish();
}
