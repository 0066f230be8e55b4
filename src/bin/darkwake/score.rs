//! `darkwake score`: events against a known truth.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use darkwake::scenario::{ScoredEvent, Truth, score};

use crate::messages;

/// Scores a list of events against a known truth: precision, recall and boundary errors by behaviour.
///
/// EVENTS may come from any tool: one JSON object a line with type, vessel, start, end (null while open), lat and lon.
/// TRUTH is the truth.json of a simulated sea.
#[derive(Args)]
#[command(after_help = "Example:\n  darkwake score found/events.jsonl data/east_sea/truth.json")]
pub(crate) struct Score {
    /// Events, one JSON object a line.
    events: PathBuf,
    /// The truth, as JSON.
    truth: PathBuf,
}

impl Score {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let in_file = |path: &Path, error: darkwake::Error| anyhow::anyhow!("{}: {error}", path.display());
        let events = ScoredEvent::read_jsonl(&read(&self.events)?).map_err(|error| in_file(&self.events, error))?;
        let truth = Truth::from_json(&read(&self.truth)?).map_err(|error| in_file(&self.truth, error))?;
        let scores = score(&events, &truth);
        let mut out = io::stdout().lock();
        if messages::in_json() {
            serde_json::to_writer_pretty(&mut out, &scores).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            writeln!(out, "{scores}")?;
        }
        Ok(())
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).map_err(|error| anyhow::anyhow!("reading {}: {error}", path.display()))
}
