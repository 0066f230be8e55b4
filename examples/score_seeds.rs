//! How well the rules do on simulated seas whose truth is known: precision, recall, pieces, and how far the starts and ends
//! of events lie from the true ones at most; a line a sea and behaviour.
//!
//!     cargo run --release --example score_seeds -- [SEED ...]
//!
//! With `--features world` the rules know the coast and leave stays near the shore out; the truth marks those, and they
//! need not be found.
//!
//! Without arguments: the sea of `data/east_sea` and twenty other seeds.

use std::io::Cursor;

use darkwake::chart::Ports;
use darkwake::scenario::{Scenario, ScenarioBuilder, Score, ScoredEvent, Scores, score};
use darkwake::{Chart, Pipeline, Reader};

const EAST_SEA: u64 = 20_240_501;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut seeds: Vec<u64> = std::env::args().skip(1).map(|seed| seed.parse()).collect::<Result<_, _>>()?;
    if seeds.is_empty() {
        seeds = std::iter::once(EAST_SEA).chain(1..=20).collect();
    }
    println!(
        "{:>10}  {:<19} {:>5} {:>7} {:>10} {:>7} {:>7} {:>8} {:>8}",
        "seed", "", "truth", "events", "precision", "recall", "pieces", "start s", "end s"
    );
    for seed in seeds {
        let scores = scores(seed, Scenario::builder())?;
        for name in ["encounter", "gap", "gap (open)", "identity_conflict", "loitering", "position_jump", "zone_visit"]
        {
            print_line(seed, name, scores.get(name).ok_or_else(|| format!("seed {seed} has no {name} in its truth"))?);
        }
        // A sea may have no clear roadstead, or none in which a ship lies at the end.
        for name in ["port_visit", "port_visit (open)"] {
            if let Some(line) = scores.get(name) {
                print_line(seed, name, line);
            }
        }
        // A smaller sea with a fleet of 30 ships that gathers for a night, and 8 ships whose receivers fail.
        let scores = self::scores(seed, Scenario::builder().ships(36).duration_h(60.0).fleet(30).faults(8))?;
        print_line(seed, "gathering", scores.get("gathering").ok_or("a fleet gathers")?);
        print_line(seed, "impossible_position", scores.get("impossible_position").ok_or("receivers fail")?);
        // And one in which ships meet and call at ports while they are silent.
        let scores = self::scores(seed, Scenario::builder().ships(36).duration_h(72.0).hidden(4))?;
        for (deed, hidden) in &scores.hidden {
            println!(
                "{seed:>10}  {deed}: {} of {} first among what the gap could hide, {} in the first three, {} listed",
                hidden.first, hidden.truths, hidden.in_first_three, hidden.listed
            );
        }
    }
    Ok(())
}

fn scores(seed: u64, scenario: ScenarioBuilder) -> Result<Scores, Box<dyn std::error::Error>> {
    let sea = scenario.seed(seed).build()?.simulate()?;
    let by_ports = |ports: Ports| -> darkwake::Result<Scores> {
        let fixes = Reader::builder().reader(format!("seed {seed}"), Cursor::new(sea.csv())).build()?.read()?;
        let chart = Chart::new().with_zones(sea.zones().clone()).with_ports(ports);
        let found = Pipeline::new().chart(chart).run_on(fixes)?;
        let events: Vec<ScoredEvent> = found.events.iter().map(ScoredEvent::from).collect();
        Ok(score(&events, sea.truth()))
    };
    // The truth knows every call at the anchorages; what is hidden may be at any harbour around the sea.
    let mut scores = by_ports(sea.ports().clone())?;
    scores.hidden = by_ports(sea.harbours())?.hidden;
    Ok(scores)
}

fn print_line(seed: u64, name: &str, line: &Score) {
    println!(
        "{seed:>10}  {name:<19} {:>5} {:>7} {:>10.3} {:>7.3} {:>7} {:>8} {:>8}",
        line.truths,
        line.events,
        line.precision,
        line.recall,
        line.in_pieces,
        seconds(line.start_error_s.max_s),
        seconds(line.end_error_s.max_s)
    );
}

fn seconds(error_s: Option<f64>) -> String {
    error_s.map_or("-".to_owned(), |error_s| format!("{error_s:.0}"))
}
