//! Fixes to tracks, and the tools of a track. Throughput in fixes.

use std::collections::{BTreeMap, BTreeSet};

use criterion::{BatchSize, Criterion, Throughput};
use darkwake::scenario::traffic;
use darkwake::{Fixes, VesselId};

use crate::sea;

/// Five ships under each identity, so that hulls have to be told apart.
fn tangled(ships: usize) -> Fixes {
    let sea = traffic(ships, 24.0, 120.0, 1852);
    let vessels: BTreeSet<VesselId> = sea.iter().map(|(vessel, _)| vessel).collect();
    let shared: BTreeMap<VesselId, VesselId> = vessels
        .into_iter()
        .enumerate()
        .map(|(index, vessel)| (vessel, VesselId::new(&(index / 5 + 1).to_string())))
        .collect();
    let mut fixes = Fixes::builder();
    for (vessel, fix) in sea.iter() {
        fixes.push(shared[&vessel].clone(), fix);
    }
    fixes.build()
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tracks");
    group.sample_size(10);
    for (name, make) in [("clean", (|| traffic(400, 24.0, 120.0, 1852)) as fn() -> Fixes), ("tangled", || tangled(100))]
    {
        let fixes = make().len() as u64;
        group.throughput(Throughput::Elements(fixes));
        group.bench_function(format!("{name} fixes to hulls, 1 thread"), |bench| {
            bench.iter_batched(make, |fixes| sea::on_one_thread(|| fixes.into_tracks()), BatchSize::PerIteration);
        });
    }
    let track = sea::CLEAN.track(0);
    group.throughput(Throughput::Elements(track.len() as u64));
    group.bench_function("length of a track", |bench| bench.iter(|| track.length_m()));
    group.finish();
}
