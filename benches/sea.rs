//! The seas that are measured: realistic, simulated, with a fixed seed.

use std::io::Cursor;
use std::sync::LazyLock;

use darkwake::scenario::{marine_cadastre_csv, traffic};
use darkwake::{Reader, TrackSet};

const SEED: u64 = 1852;

/// A MarineCadastre file of 200,000 rows with all 17 columns, in order of time.
pub(crate) static CSV: LazyLock<Vec<u8>> = LazyLock::new(|| marine_cadastre_csv(200_000, SEED));

/// The tracks of 400 ships over a day, a fix every 2 minutes, each hull alone with its identity.
pub(crate) static CLEAN: LazyLock<TrackSet> = LazyLock::new(|| traffic(400, 24.0, 120.0, SEED).into_tracks());

/// A reader of [`CSV`] from memory.
pub(crate) fn reader(facts: bool) -> Reader {
    let csv: &'static [u8] = &CSV;
    Reader::builder().reader("bench.csv", Cursor::new(csv)).facts(facts).build().expect("one input is given")
}

/// Runs on one thread.
pub(crate) fn on_one_thread<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    static POOL: LazyLock<rayon::ThreadPool> =
        LazyLock::new(|| rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be started"));
    POOL.install(run)
}
