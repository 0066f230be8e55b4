//! `darkwake simulate`: seas whose truth is known.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use darkwake::output::OutputDir;
use darkwake::scenario::{Conditions, Sea, SeaKind, SeaPlan};
use serde::Serialize;

use crate::{interrupt, messages};

/// Makes a simulated sea whose truth is known, or with --suite the set of seas of the open benchmark.
///
/// A sea is a directory with ais.csv (the rows, MarineCadastre layout), truth.json (what happened), zones.geojson and ports.csv (where
/// it has any), vessels.csv (a register) and summary.json (how it was made, and a hash of each file). The same options give
/// the same bytes on any machine. Names and numbers of ships are made up; the files are in the public domain (CC0 1.0).
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  darkwake simulate --out sea                          # a calm sea
  darkwake simulate --kind noisy --seed 7 --difficulty 0.5 --out sea
  darkwake simulate --suite seas                       # all eight kinds, each a directory of seas/
  darkwake detect sea/ais.csv --out found --zones sea/zones.geojson --ports sea/ports.csv
  darkwake score found/events.jsonl sea/truth.json

Kinds of sea:
  calm               coastal reception around the Korean peninsula, and nothing odd
  dense_port         the same with roadsteads full of ships at anchor beside one another
  high_seas          the North Pacific, heard by passing satellites alone
  antimeridian       the North Pacific across 180 degrees of longitude
  arctic             the Arctic Ocean around the north pole
  outage             receivers that fail, antennas that fade, satellites that pass: silences alone
  shared_identities  many ships that use the identity of another far away
  noisy              receivers that jump, stand still or know no position, and noise

What ships did does not change with --difficulty and the three knobs, only what is heard of it. docs/benchmark.md says what the
truth counts, and how another tool takes part.")]
#[command(group(clap::ArgGroup::new("where").required(true).args(["out", "suite"])))]
pub(crate) struct Simulate {
    /// The directory to write one sea into; made if there is none.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the whole set into this directory, each sea a directory of its own, with a README and the licence.
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    suite: Option<PathBuf>,
    /// What sea; --help lists them.
    #[arg(long, value_name = "KIND", default_value = "calm", value_parser = kind)]
    kind: SeaKind,
    /// The seed of every draw; another seed is another sea of the same kind.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many ships, 36 to 300, beside those that make the kind what it is.
    #[arg(long, value_name = "N", default_value_t = 64)]
    ships: usize,
    /// How long it lasts in days, 2.5 to 20.
    #[arg(long, value_name = "DAYS", default_value_t = 4.0)]
    days: f64,
    /// How badly it is heard, 0 to 1: sets the three knobs below at once.
    #[arg(long, value_name = "0..1", default_value_t = 0.3)]
    difficulty: f64,
    /// Errors of positions, wild fixes, blank and repeated rows, 0 to 1.
    #[arg(long, value_name = "0..1")]
    noise: Option<f64>,
    /// How far apart the rows of a ship are, 0 to 1; at 1 fifty minutes.
    #[arg(long, value_name = "0..1")]
    sparsity: Option<f64>,
    /// How much is lost in bad spells of each ship, 0 to 1; at 1 they take 60 % of the time.
    #[arg(long, value_name = "0..1")]
    dropouts: Option<f64>,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

fn kind(text: &str) -> Result<SeaKind, String> {
    SeaKind::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = SeaKind::ALL.into_iter().map(SeaKind::name).collect();
        format!("there is no such sea; the kinds are {}", names.join(", "))
    })
}

/// How the files may be used, as SPDX names it.
const LICENCE: &str = "CC0-1.0";
const LICENCE_TEXT: &str = include_str!("simulate/CC0-1.0.txt");

/// The `summary.json` of a sea.
#[derive(Serialize)]
struct SeaSummary {
    #[serde(flatten)]
    plan: SeaPlan,
    about: &'static str,
    rows: usize,
    true_events: BTreeMap<&'static str, usize>,
    covers: Vec<&'static str>,
    licence: &'static str,
    made_by: &'static str,
    files: serde_json::Value,
}

/// The `summary.json` of a set.
#[derive(Serialize)]
struct SuiteSummary {
    seas: BTreeMap<&'static str, SeaSummary>,
    licence: &'static str,
    made_by: &'static str,
    files: serde_json::Value,
}

const MADE_BY: &str = concat!("darkwake ", env!("CARGO_PKG_VERSION"));

impl Simulate {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        interrupt::listen()?;
        match (&self.suite, &self.out) {
            (Some(dir), _) => self.write_suite(dir),
            (None, Some(dir)) => {
                let summary = write_sea(&self.plan(self.kind), dir)?;
                self.say(&summary, &summary, dir)
            }
            // clap asks for one of the two.
            (None, None) => Ok(()),
        }
    }

    fn plan(&self, kind: SeaKind) -> SeaPlan {
        let mut conditions: Conditions = kind.conditions(self.difficulty);
        conditions.noise = self.noise.unwrap_or(conditions.noise);
        conditions.sparsity = self.sparsity.unwrap_or(conditions.sparsity);
        conditions.dropouts = self.dropouts.unwrap_or(conditions.dropouts);
        SeaPlan::new(kind, self.seed).size(self.ships, self.days * 24.0).conditions(conditions)
    }

    fn write_suite(&self, dir: &Path) -> anyhow::Result<()> {
        let mut out = OutputDir::create(dir)?;
        let mut seas = BTreeMap::new();
        for kind in SeaKind::ALL {
            let (place, plan) = (dir.join(kind.name()), self.plan(kind));
            let summary = write_sea(&plan, &place)?;
            if !messages::in_json() {
                self.say(&summary, &summary, &place)?;
            }
            seas.insert(kind.name(), summary);
        }
        out.write("README.md", |file| file.write_all(readme(&seas).as_bytes()))?;
        out.write("LICENSE.txt", |file| file.write_all(LICENCE_TEXT.as_bytes()))?;
        let files = serde_json::to_value(out.files())?;
        let summary = SuiteSummary { seas, licence: LICENCE, made_by: MADE_BY, files };
        out.finish(&summary)?;
        match messages::in_json() {
            true => print_json(&summary),
            false => Ok(()),
        }
    }

    fn say(&self, summary: &SeaSummary, json: &impl Serialize, dir: &Path) -> anyhow::Result<()> {
        if messages::in_json() {
            return print_json(json);
        }
        if !self.quiet {
            let events: usize = summary.true_events.values().sum();
            let mut out = io::stdout().lock();
            writeln!(out, "{}: {} rows, {events} true events", dir.display(), summary.rows)?;
        }
        Ok(())
    }
}

fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

/// Simulates a sea and writes it so that it is whole or says that it is not.
fn write_sea(plan: &SeaPlan, dir: &Path) -> anyhow::Result<SeaSummary> {
    if interrupt::wish_to_stop().is_break() {
        return Err(darkwake::Error::stopped().into());
    }
    let sea = plan.simulate().map_err(darkwake::Error::from)?;
    let mut out = OutputDir::create(dir)?;
    out.write("ais.csv", |file| sea.write_csv(file))?;
    out.write("truth.json", |file| file.write_all(sea.truth().to_json().as_bytes()))?;
    out.write("vessels.csv", |file| file.write_all(sea.vessels_csv().as_bytes()))?;
    if !sea.zones().is_empty() {
        out.write("zones.geojson", |file| file.write_all(sea.zones_geojson().as_bytes()))?;
    }
    if !sea.ports().is_empty() {
        out.write("ports.csv", |file| file.write_all(&sea.ports_csv()))?;
    }
    let summary = summary(plan, &sea, serde_json::to_value(out.files())?);
    out.finish(&summary)?;
    Ok(summary)
}

fn summary(plan: &SeaPlan, sea: &Sea, files: serde_json::Value) -> SeaSummary {
    let mut true_events = BTreeMap::new();
    for event in &sea.truth().events {
        *true_events.entry(event.behaviour.name()).or_default() += 1;
    }
    SeaSummary {
        plan: plan.clone(),
        about: plan.kind.about(),
        rows: sea.len(),
        true_events,
        covers: sea.truth().covers.iter().map(|behaviour| behaviour.name()).collect(),
        licence: LICENCE,
        made_by: MADE_BY,
        files,
    }
}

/// What a set is, for people.
fn readme(seas: &BTreeMap<&'static str, SeaSummary>) -> String {
    let line = |(name, sea): (&&str, &SeaSummary)| {
        format!("| `{name}` | {} | {} | {} |\n", sea.about, sea.rows, sea.true_events.values().sum::<usize>())
    };
    format!(
        "# Simulated seas with known truth\n\n\
         Made by `darkwake simulate --suite`, {MADE_BY}; `summary.json` has the seed, the size and the conditions of each sea. Names and \
         numbers of ships are made up; any likeness to a real ship is chance.\n\n\
         | directory | what it is | rows | true events |\n|---|---|---|---|\n{}\n\
         In each: `ais.csv` in the layout of MarineCadastre, `truth.json` with what happened, `vessels.csv`, and `zones.geojson` and \
         `ports.csv` where the sea has any.\n\n\
         To take part: write what your tool finds in `NAME/ais.csv` to `EVENTS/NAME.jsonl`, one JSON object a line with `type`, `mmsi`, \
         `start`, `end` (null while open), and run `darkwake score --suite . EVENTS`. Do not read `truth.json` before. \
         docs/benchmark.md in the repository of darkwake has the whole of it.\n\n\
         Licence: {LICENCE}, as in LICENSE.txt: to the extent possible under law, all rights are waived.\n",
        seas.iter().map(line).collect::<String>()
    )
}
