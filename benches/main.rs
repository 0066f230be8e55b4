//! Benchmarks of the real path on a simulated sea with a fixed seed.
//!
//!     cargo bench --bench main -- [FILTER]
//!     cargo bench --bench main -- targets      what BENCHMARKS.md shows of this crate alone, side by side
//!
//! Throughput is in bytes where a file is read, in fixes elsewhere. Each group names its baseline; compare within one run.

#[cfg(feature = "world")]
mod chart;
mod detect;
mod encounters;
mod end_to_end;
mod geodesy;
mod index;
mod ingest;
mod reception;
mod sea;
mod targets;
mod tracks;
mod zones;

fn main() {
    if std::env::args().any(|argument| argument == "targets") {
        let targets = targets::Targets::begin();
        ingest::targets(&targets);
        end_to_end::targets(&targets);
        encounters::targets(&targets);
        index::targets(&targets);
        #[cfg(feature = "world")]
        chart::targets(&targets);
        return;
    }
    let mut criterion = criterion::Criterion::default().configure_from_args();
    geodesy::bench(&mut criterion);
    ingest::bench(&mut criterion);
    tracks::bench(&mut criterion);
    index::bench(&mut criterion);
    #[cfg(feature = "world")]
    chart::bench(&mut criterion);
    detect::bench(&mut criterion);
    encounters::bench(&mut criterion);
    zones::bench(&mut criterion);
    reception::bench(&mut criterion);
    end_to_end::bench(&mut criterion);
    criterion.final_summary();
}
