//! How well the verdicts on silences do on simulated seas in which ships fall silent for many reasons: how many were
//! accused, by true cause, and whether what was expected by chance came by chance.
//!
//!     cargo run --release --example score_reception -- [SEED ...]
//!
//! Without arguments: seeds 1 to 100, a line a seed and the sums. Each line gives accused / found of true silences: those
//! switched off in good, in fair and in weak reception and alone; those that came by chance, by fading, by outages and by leaving
//! what is heard; and all of ships that were alone (`darkwake::scenario::Support` says what that means).

use std::io::Cursor;

use darkwake::scenario::{Accused, Airwaves, ScoredEvent, VerdictScores};
use darkwake::{Pipeline, Reader};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut seeds: Vec<u64> = std::env::args().skip(1).map(|seed| seed.parse()).collect::<Result<_, _>>()?;
    if seeds.is_empty() {
        seeds = (1..=100).collect();
    }
    let heads = ["good", "fair", "weak", "alone", "chance", "faded", "outage", "left", "all alone"];
    println!("{:>5} {} {:>5}", "seed", heads.map(|head| format!("{head:>12}")).join(" "), "other");
    let mut all = VerdictScores::default();
    for seed in seeds {
        let scores = scores(seed)?;
        print_line(&seed.to_string(), &scores);
        all.add(&scores);
    }
    print_line("all", &all);
    println!("\nexpected by chance: stated, found, mean stated, share that was chance, share that faded");
    for bin in &all.calibration {
        let share = |sum: f64| if bin.found == 0 { "-".to_owned() } else { format!("{:.3}", sum / bin.found as f64) };
        let shares = [bin.stated_sum, bin.chance as f64, bin.faded as f64].map(share);
        println!(
            "{:>5} to {:<5} {:>6} {:>8} {:>8} {:>8}",
            bin.from, bin.below, bin.found, shares[0], shares[1], shares[2]
        );
    }
    Ok(())
}

fn scores(seed: u64) -> Result<VerdictScores, Box<dyn std::error::Error>> {
    let sea = Airwaves::new(seed).simulate()?;
    let fixes = Reader::builder().reader(format!("seed {seed}"), Cursor::new(sea.csv())).build()?.read()?;
    let found = Pipeline::new().run_on(fixes)?;
    let events: Vec<ScoredEvent> = found.events.iter().map(ScoredEvent::from).collect();
    // Read from what is written, so that any version of the evidence will do.
    let stated: Vec<Option<f64>> = found
        .events
        .iter()
        .map(|event| serde_json::to_value(event).ok()?.pointer("/evidence/reception/expected_by_chance")?.as_f64())
        .collect();
    Ok(VerdictScores::of(&events, sea.truth(), |index| stated[index]))
}

fn print_line(name: &str, scores: &VerdictScores) {
    let kinds = [
        scores.good_deliberate,
        scores.fair_deliberate,
        scores.weak_deliberate,
        scores.lone_deliberate,
        scores.chance,
        scores.faded,
        scores.outage,
        scores.left_coverage,
        scores.lone,
    ];
    let cell = |kind: Accused| format!("{:>12}", format!("{} / {}", kind.accused, kind.found));
    println!("{name:>5} {} {:>5}", kinds.map(cell).join(" "), scores.accused_without_truth);
}
