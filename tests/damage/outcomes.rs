//! What becomes of damaged files. `cargo test --test main damage -- --nocapture` prints the table.

use std::collections::BTreeMap;

use darkwake::{ErrorKind, Fixes, Pipeline, Result};
use rayon::prelude::*;

use super::kinds::{Kind, damaged};
use super::sources::{Source, all};
use crate::support::outputs::reader_of;

/// Of each kind; seventeen kinds make ten thousand and more.
const SEEDS: u64 = 640;
/// Events are looked for in every so many.
const EACH: u64 = 16;

/// In a word.
type Outcome = &'static str;

/// In the order of the table in `docs/trust.md`.
const OUTCOMES: [Outcome; 6] = [
    "all rows kept",
    "bad rows counted",
    "broke off, with the place",
    "refused: no dialect",
    "refused: no usable row",
    "refused: no text",
];

fn read(text: &[u8], block_bytes: usize) -> Result<Fixes> {
    reader_of(text.to_vec()).block_bytes(block_bytes).build()?.read()
}

/// What became of it, after all that must hold was held to it.
fn outcome(text: &[u8], seed: u64, what: &str) -> Outcome {
    let whole = read(text, 1 << 20);
    let pieces = read(text, 1 + (seed as usize * 7) % 300);
    match (whole, pieces) {
        (Ok(whole), Ok(pieces)) => {
            let rows = &whole.report().rows;
            assert!(rows.adds_up(), "{what}: {rows:?}");
            assert_eq!(rows.kept, whole.len() as u64, "{what}");
            assert_eq!(whole.report(), pieces.report(), "{what}");
            assert!(whole.iter().eq(pieces.iter()), "{what}: the rows depend on where blocks end");
            let outcome = if rows.rejected_rows() == 0 { "all rows kept" } else { "bad rows counted" };
            if seed.is_multiple_of(EACH) {
                let found = Pipeline::new().run_on(whole).unwrap();
                let rows = &found.tracks.report().rows;
                assert!(rows.adds_up(), "{what}: {rows:?}");
                for event in &found.events {
                    assert!(event.duration_h.is_finite() && event.duration_h >= 0.0, "{what}: {event}");
                }
            }
            outcome
        }
        (Err(whole), Err(pieces)) => {
            assert_eq!(whole.to_string(), pieces.to_string(), "{what}");
            assert!(whole.to_string().contains("ais.csv"), "{what}: {whole}");
            match whole.kind() {
                ErrorKind::Dialect(_) => "refused: no dialect",
                ErrorKind::NoUsableRow(_) => "refused: no usable row",
                ErrorKind::Format(_) => "refused: no text",
                ErrorKind::Io { .. } => "broke off, with the place",
                kind => panic!("{what}: {kind:?}"),
            }
        }
        (whole, pieces) => panic!("{what}: {:?} whole, {:?} in pieces", whole.err(), pieces.err()),
    }
}

#[test]
fn ten_thousand_damaged_files_are_read_with_a_full_account_or_refused_in_words() {
    let sources = all();
    let cases: Vec<(Kind, u64)> = Kind::ALL.iter().flat_map(|&kind| (0..SEEDS).map(move |seed| (kind, seed))).collect();
    assert!(cases.len() >= 10_000);
    let outcomes: Vec<(Kind, Outcome)> = cases
        .par_iter()
        .map(|&(kind, seed)| {
            let pick = |index: u64| -> &Source { &sources[index as usize % sources.len()] };
            let (source, other) = (pick(seed), pick(seed / 7 + 1));
            let text = damaged(&source.text, &other.text, kind, seed);
            (kind, outcome(&text, seed, &format!("{kind:?} of {}, seed {seed}", source.name)))
        })
        .collect();
    let mut table: BTreeMap<Kind, BTreeMap<Outcome, u64>> = BTreeMap::new();
    for (kind, outcome) in outcomes {
        *table.entry(kind).or_default().entry(outcome).or_default() += 1;
    }
    // Without the real files, or what reads them, others are damaged.
    let is_whole = cfg!(feature = "gzip") && crate::support::reference("ais").is_some();
    for (kind, outcomes) in &table {
        let counts = OUTCOMES.map(|outcome| outcomes.get(outcome).copied().unwrap_or(0).to_string());
        let row = format!("| {} | {SEEDS} | {} |", kind.words(), counts.join(" | "));
        println!("{row}");
        if is_whole {
            crate::support::page::holds("docs/trust.md", &row);
        }
    }
    // The damage is real, and most of what it leaves can still be read.
    let count = |outcome: Outcome| -> u64 { table.values().filter_map(|outcomes| outcomes.get(outcome)).sum() };
    assert_eq!(
        OUTCOMES.iter().map(|outcome| count(outcome)).sum::<u64>(),
        cases.len() as u64,
        "every outcome has a column"
    );
    for outcome in ["all rows kept", "bad rows counted", "refused: no dialect", "refused: no text"] {
        assert!(count(outcome) > 0, "never {outcome}");
    }
}
