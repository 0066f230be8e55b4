//! `darkwake score`: events against a known truth.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::Args;
use darkwake::scenario::{ScoredEvent, Scores, Truth, score};
use serde::Serialize;

use crate::messages;

/// Scores a list of events against a known truth: precision, recall, boundary errors and calibration by behaviour.
///
/// EVENTS may come from any tool: one JSON object a line with type, mmsi, start and end (null while open), an encounter with other_mmsi
/// too; zone, lat, lon, verdict and probability (0 to 1) are looked at where they are. TRUTH is the truth.json of a simulated sea.
#[derive(Args)]
#[command(after_help = "\
Examples:
  darkwake score found/events.jsonl data/east_sea/truth.json
  darkwake score --suite seas found    # seas of `simulate --suite`; found/SEA/events.jsonl or found/SEA.jsonl for each

docs/benchmark.md says what an event may have, and what counts as right.")]
pub(crate) struct Score {
    /// Events, one JSON object a line; with --suite the directory that has those of each sea.
    events: PathBuf,
    /// The truth, as JSON.
    #[arg(required_unless_present = "suite")]
    truth: Option<PathBuf>,
    /// Score the events of a whole set of seas, made by `simulate --suite`, in this directory.
    #[arg(long, value_name = "DIR", conflicts_with = "truth")]
    suite: Option<PathBuf>,
}

/// The scores of a set of seas.
#[derive(Serialize)]
struct SuiteScores {
    seas: BTreeMap<String, Scores>,
    all: Scores,
}

impl Score {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        if let Some(suite) = &self.suite {
            let scores = self.suite(suite)?;
            return match messages::in_json() {
                true => print_json(&mut out, &scores),
                false => Ok(print_suite(&mut out, &scores)?),
            };
        }
        let truth = self.truth.as_deref().unwrap_or(Path::new("truth.json"));
        let scores = scores(&self.events, truth)?;
        match messages::in_json() {
            true => print_json(&mut out, &scores),
            false => Ok(writeln!(out, "{scores}")?),
        }
    }

    fn suite(&self, suite: &Path) -> anyhow::Result<SuiteScores> {
        let entries = fs::read_dir(suite).map_err(|error| anyhow!("reading {}: {error}", suite.display()))?;
        let mut seas = BTreeMap::new();
        for entry in entries {
            let entry = entry.map_err(|error| anyhow!("reading {}: {error}", suite.display()))?;
            let (name, truth) = (entry.file_name().to_string_lossy().into_owned(), entry.path().join("truth.json"));
            if truth.is_file() {
                seas.insert(name.clone(), scores(&self.events_of(&name)?, &truth)?);
            }
        }
        if seas.is_empty() {
            bail!(
                "no directory in {} has a truth.json; make a set with `darkwake simulate --suite {0}`",
                suite.display()
            );
        }
        let all = Scores::of_all(seas.values());
        Ok(SuiteScores { seas, all })
    }

    fn events_of(&self, sea: &str) -> anyhow::Result<PathBuf> {
        let places = [self.events.join(sea).join("events.jsonl"), self.events.join(format!("{sea}.jsonl"))];
        match places.iter().find(|place| place.is_file()) {
            Some(place) => Ok(place.clone()),
            None => bail!(
                "no events of the sea {sea}: neither {} nor {} is there; where a tool finds nothing the file is empty",
                places[0].display(),
                places[1].display()
            ),
        }
    }
}

fn scores(events: &Path, truth: &Path) -> anyhow::Result<Scores> {
    let in_file = |path: &Path, error: darkwake::Error| anyhow!("{}: {error}", path.display());
    let found = ScoredEvent::read_jsonl(&read(events)?).map_err(|error| in_file(events, error))?;
    let truth = Truth::from_json(&read(truth)?).map_err(|error| in_file(truth, error))?;
    Ok(score(&found, &truth))
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).map_err(|error| anyhow!("reading {}: {error}", path.display()))
}

fn print_json(out: &mut impl Write, scores: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, scores).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

/// A line for each sea and behaviour, and those of all seas together.
fn print_suite(out: &mut impl Write, scores: &SuiteScores) -> io::Result<()> {
    writeln!(
        out,
        "{:<18} {:<20} {:>6} {:>6} {:>7} {:>6} {:>9} {:>7} {:>17} {:>17} {:>7}",
        "sea",
        "behaviour",
        "truth",
        "events",
        "matched",
        "parts",
        "precision",
        "recall",
        "start error (s)",
        "end error (s)",
        "Brier"
    )?;
    let all = ("all".to_owned(), &scores.all);
    for (sea, scores) in scores.seas.iter().map(|(sea, scores)| (sea.clone(), scores)).chain([all]) {
        for (behaviour, score) in &scores.by_behaviour {
            let brier = score.calibration.as_ref().map_or("-".to_owned(), |stated| format!("{:.3}", stated.brier));
            writeln!(
                out,
                "{sea:<18} {behaviour:<20} {:>6} {:>6} {:>7} {:>6} {:>9.3} {:>7.3} {:>17} {:>17} {brier:>7}",
                score.truths,
                score.events,
                score.matched,
                score.parts,
                score.precision,
                score.recall,
                score.start_error_s.to_string(),
                score.end_error_s.to_string(),
            )?;
        }
        let called = scores.accusations;
        if called.called > 0 {
            writeln!(
                out,
                "{sea:<18} {:<20} {:>6} {:>6} {:>7} {:>6} {:>9.3} {:>7.3} {:>17} {:>17} {:>7}",
                "called deliberate",
                called.asked,
                called.called,
                called.right,
                "-",
                called.precision,
                called.recall,
                "-",
                "-",
                "-"
            )?;
        }
    }
    let counts = |counts: &BTreeMap<String, usize>| -> Vec<String> {
        counts.iter().map(|(name, count)| format!("{count} {name}")).collect()
    };
    for (what, events) in [
        ("only possible, neither right nor wrong", &scores.all.possible),
        ("not judged, where a truth does not speak of it", &scores.all.not_judged),
    ] {
        if !events.is_empty() {
            writeln!(out, "{what}: {}", counts(events).join(", "))?;
        }
    }
    writeln!(
        out,
        "parts lie within a true event, and match none; errors are the median / the largest; `darkwake score EVENTS TRUTH` lists what was missed and what is false"
    )
}
