//! How much memory is asked for, and how often. A program of its own, since it counts through an allocator of its own.
//!
//! What grows with the rows is told from what does not by two runs of different size, so no bound depends on a machine.
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::io::Cursor;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use darkwake::scenario::marine_cadastre_csv;
use darkwake::{ChartConfig, Config, EventType, Pipeline, Reader};
use dhat::HeapStats;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

const ROWS: usize = 80_000;
/// 160 ships, all of which are heard in the first three minutes.
static CSV: LazyLock<Vec<u8>> = LazyLock::new(|| marine_cadastre_csv(ROWS, 1852));

/// The header and this many rows; made before anything is counted.
fn rows(count: usize) -> &'static [u8] {
    let mut newlines = memchr::memchr_iter(b'\n', &CSV);
    &CSV[..=newlines.nth(count).unwrap()]
}

/// One profiler at a time.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs on one thread, and tells what was asked for until it ended. What it made is still alive then.
fn counted<T: Send>(run: impl FnOnce() -> T + Send) -> HeapStats {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        let profiler = dhat::Profiler::builder().testing().build();
        let made = run();
        let stats = HeapStats::get();
        drop(profiler);
        drop(made);
        stats
    })
}

fn reader(csv: &'static [u8], facts: bool, block_bytes: usize) -> Reader {
    Reader::builder().reader("sea.csv", Cursor::new(csv)).facts(facts).block_bytes(block_bytes).build().unwrap()
}

/// How often reading this many rows asks for memory.
fn read(count: usize, facts: bool, block_bytes: usize) -> u64 {
    let csv = rows(count);
    counted(|| {
        let fixes = reader(csv, facts, block_bytes).read().unwrap();
        assert_eq!(fixes.len(), count);
        fixes
    })
    .total_blocks
}

#[test]
fn a_block_asks_for_memory_as_often_whether_it_has_few_rows_or_many() {
    let _turn = turn();
    for facts in [false, true] {
        // Four times the rows in as many blocks, each four times as large.
        let (few, many) = (read(ROWS / 4, facts, 1 << 17), read(ROWS, facts, 1 << 19));
        assert!(many <= few + few / 100, "with facts {facts}: {few} for {} rows, {many} for {ROWS}", ROWS / 4);
    }
}

#[test]
fn a_further_block_asks_for_little_and_a_row_for_nothing() {
    let _turn = turn();
    const BLOCK_BYTES: usize = 1 << 17;
    let (few, many) = (read(ROWS / 2, false, BLOCK_BYTES), read(ROWS, false, BLOCK_BYTES));
    let blocks = (rows(ROWS).len() - rows(ROWS / 2).len()) / BLOCK_BYTES;
    let a_block = (many - few) as f64 / blocks as f64;
    // Some 1,100 rows each.
    assert!(a_block <= 24.0, "{a_block} for each of {blocks} blocks");
}

/// Bytes for each further fix.
fn a_fix(few: usize, many: usize) -> f64 {
    (many as f64 - few as f64) / (ROWS / 2) as f64
}

#[test]
fn a_fix_at_rest_takes_no_more_than_40_bytes() {
    let _turn = turn();
    let at_rest = |count: usize| {
        let csv = rows(count);
        counted(|| reader(csv, true, 1 << 17).read().unwrap().into_tracks()).curr_bytes
    };
    let bytes = a_fix(at_rest(ROWS / 2), at_rest(ROWS));
    assert!((31.0..=40.0).contains(&bytes), "{bytes} bytes a fix");
}

#[test]
fn the_peak_of_a_run_grows_by_little_more_than_the_columns() {
    let _turn = turn();
    let peak = |count: usize| {
        let csv = rows(count);
        let mut config = Config::default();
        config.chart = ChartConfig::none();
        config.only = vec![EventType::Gap, EventType::Loitering, EventType::Encounter];
        counted(|| {
            let fixes = reader(csv, true, 1 << 17).read().unwrap();
            Pipeline::new().config(config).run_on(fixes).unwrap()
        })
        .max_bytes
    };
    let bytes = a_fix(peak(ROWS / 2), peak(ROWS));
    // The rows that are read go into vectors that may grow to twice what they hold. What is never touched of that takes no memory
    // (`benches/peers/run` measures what does: at most 1.6 times the columns), but it is counted here.
    assert!(bytes <= 2.0 * 1.6 * 31.0, "{bytes} bytes a fix");
}
