//! The whole way, CSV in memory to events. Throughput in bytes; the baseline counts newlines.

use criterion::{Criterion, Throughput};
use darkwake::Pipeline;

use crate::sea;

pub(crate) fn bench(criterion: &mut Criterion) {
    let bytes: &[u8] = &sea::CSV;
    let whole_way = || {
        let found = sea::reader(true).read().and_then(|fixes| Pipeline::new().run_on(fixes));
        found.map(|found| found.events.len())
    };
    let mut group = criterion.benchmark_group("end to end");
    group.throughput(Throughput::Bytes(bytes.len() as u64)).sample_size(10);
    group.bench_function("baseline: count newlines", |bench| {
        bench.iter(|| memchr::memchr_iter(b'\n', bytes).count());
    });
    group.bench_function("csv to events, 1 thread", |bench| bench.iter(|| sea::on_one_thread(whole_way)));
    group.bench_function("csv to events, all threads", |bench| bench.iter(whole_way));
    group.finish();
}
