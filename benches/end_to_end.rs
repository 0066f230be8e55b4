//! The whole way, CSV in memory to events. Throughput in bytes; the baseline counts newlines.

use criterion::{Criterion, Throughput};
use darkwake::Pipeline;

use crate::sea;
use crate::targets::Targets;

fn tracks() -> usize {
    sea::reader(true).read().map_or(0, |fixes| fixes.into_tracks().fix_count())
}

fn whole_way() -> usize {
    let found = sea::reader(true).read().and_then(|fixes| Pipeline::new().run_on(fixes));
    found.map_or(0, |found| found.events.len())
}

pub(crate) fn targets(targets: &Targets) {
    let turns = targets.turns([&|| sea::on_one_thread(whole_way), &whole_way]);
    targets.row("CSV in memory to events: speed of all threads over one", "1.7 or more of 2", &turns, |[one, all]| {
        one / all
    });
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let bytes: &[u8] = &sea::CSV;
    let mut group = criterion.benchmark_group("end to end");
    group.throughput(Throughput::Bytes(bytes.len() as u64)).sample_size(10);
    group.bench_function("baseline: count newlines", |bench| {
        bench.iter(|| memchr::memchr_iter(b'\n', bytes).count());
    });
    group.bench_function("csv to tracks, 1 thread", |bench| bench.iter(|| sea::on_one_thread(tracks)));
    group.bench_function("csv to tracks, all threads", |bench| bench.iter(tracks));
    group.bench_function("csv to events, 1 thread", |bench| bench.iter(|| sea::on_one_thread(whole_way)));
    group.bench_function("csv to events, all threads", |bench| bench.iter(whole_way));
    group.finish();
}
