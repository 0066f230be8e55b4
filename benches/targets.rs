//! The targets of this crate alone, for BENCHMARKS.md: `cargo bench --bench main -- targets`.
//!
//! Whatever is compared runs in turn, several times over, and a ratio is one within a turn: what else the machine does at that
//! time falls on both sides of it.

use std::time::Instant;

const TURNS: usize = 9;
/// What is over sooner is repeated within its turn, or one interruption would decide it.
const LEAST_S: f64 = 0.05;

/// Something to be timed. What it returns only shows that it did its work.
pub(crate) type Contender<'a> = &'a (dyn Fn() -> usize + Sync);

/// Prints a line for each ratio.
#[derive(Debug)]
pub(crate) struct Targets(());

/// The seconds of each contender in each turn.
pub(crate) struct Turns<const N: usize>(Vec<[f64; N]>);

impl Targets {
    pub(crate) fn begin() -> Targets {
        println!("{TURNS} turns, {} threads; median (least to most)\n", rayon::current_num_threads());
        println!("| what | target | found |\n|---|---|---|");
        Targets(())
    }

    /// Runs them all once unmeasured, then in turn.
    pub(crate) fn turns<const N: usize>(&self, contenders: [Contender<'_>; N]) -> Turns<N> {
        let timed = |run: Contender<'_>, times: u32| {
            let started = Instant::now();
            (0..times).for_each(|_| assert!(run() > 0, "there is something to find"));
            started.elapsed().as_secs_f64() / f64::from(times)
        };
        let contenders = contenders.map(|run| (run, (LEAST_S / timed(run, 1)).ceil().clamp(1.0, 10_000.0) as u32));
        Turns((0..TURNS).map(|_| contenders.map(|(run, times)| timed(run, times))).collect())
    }

    /// A quotient of speeds or times.
    pub(crate) fn row<const N: usize>(&self, what: &str, target: &str, turns: &Turns<N>, of: impl Fn([f64; N]) -> f64) {
        let mut found: Vec<f64> = turns.0.iter().copied().map(of).collect();
        found.sort_by(f64::total_cmp);
        println!("| {what} | {target} | {:.2} ({:.2} to {:.2}) |", found[TURNS / 2], found[0], found[TURNS - 1]);
    }
}
