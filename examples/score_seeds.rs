//! How well the rules do on simulated seas whose truth is known: precision, recall, pieces, and
//! the median and largest error of starts and ends, a line a sea and behaviour.
//!
//!     cargo run --release --example score_seeds -- [SEED ...]
//!
//! With `--features world` the rules know the coast and leave stays near the shore out; the truth marks those, and they
//! need not be found.
//!
//! Without arguments: the sea of `data/east_sea` and ten other seeds.

use std::io::Cursor;

use darkwake::scenario::{Scenario, ScoredEvent, score};
use darkwake::{Chart, Pipeline, Reader};

const EAST_SEA: u64 = 20_240_501;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut seeds: Vec<u64> = std::env::args().skip(1).map(|seed| seed.parse()).collect::<Result<_, _>>()?;
    if seeds.is_empty() {
        seeds = std::iter::once(EAST_SEA).chain(1..=10).collect();
    }
    println!(
        "{:>10}  {:<17} {:>5} {:>7} {:>10} {:>7} {:>7} {:>17} {:>17}",
        "seed", "", "truth", "events", "precision", "recall", "pieces", "start error (s)", "end error (s)"
    );
    for seed in seeds {
        let sea = Scenario::builder().seed(seed).build()?.simulate()?;
        let fixes = Reader::builder().reader(format!("seed {seed}"), Cursor::new(sea.csv())).build()?.read()?;
        let chart = Chart::new().with_zones(sea.zones().clone());
        let found = Pipeline::new().chart(chart).run_on(fixes)?;
        let events: Vec<ScoredEvent> = found.events.iter().map(ScoredEvent::from).collect();
        let scores = score(&events, sea.truth());
        for name in ["gap", "gap (open)", "loitering", "zone_visit"] {
            let line = scores.get(name).ok_or_else(|| format!("seed {seed} has no {name} in its truth"))?;
            println!(
                "{seed:>10}  {name:<17} {:>5} {:>7} {:>10.3} {:>7.3} {:>7} {:>17} {:>17}",
                line.truths,
                line.events,
                line.precision,
                line.recall,
                line.in_pieces,
                line.start_error_s.to_string(),
                line.end_error_s.to_string()
            );
        }
    }
    Ok(())
}
