//! `darkwake inspect`: what a file holds, before anything is looked for.

mod sight;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use darkwake::{Config, Dialect, GeoBox, InputReport, Pipeline, Position, ReadReport, Timestamp, Track, TrackSet};
use serde::Serialize;

use self::sight::{Sight, sights};
use crate::progress::Bar;
use crate::{interrupt, messages, settings};

/// Says what a file holds: the dialect and why, columns, rows, rejects with examples, vessels, time span, box, sampling
/// interval, coverage, and what can and cannot be seen in it.
///
/// Nothing is written. Look here first when a file is new, or when `detect` found less than it should.
#[derive(Args)]
#[command(after_help = "\
Examples:
  darkwake inspect ais.csv.gz
  darkwake inspect 'days/*.csv.zst'             # several files are one sea
  darkwake inspect odd.csv --config odd.toml    # a file that needs a [reader.mapping]
  darkwake inspect ais.csv.gz --json | jq .rows # the account of every row")]
pub(crate) struct Inspect {
    /// The file; or a glob, a directory, or - for standard input, several files being one sea.
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// How the file is written; by default the header tells.
    #[arg(long, value_name = "NAME", long_help = settings::dialect_help())]
    dialect: Option<Dialect>,
    /// A TOML file with settings, such as a mapping of columns in [reader.mapping].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The longest step that counts as observed, in hours: that of the rules by default.
const MAX_STEP_H: f64 = 1.0;

impl Inspect {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let mut config = settings::from_file(Config::default(), self.config.as_deref())?;
        settings::set_dialect(&mut config, self.dialect);
        interrupt::listen()?;
        let bar = Bar::new(messages::in_json());
        let known = config.clone();
        let shown = bar.clone();
        let tracks = Pipeline::new()
            .input(self.input)
            .config(config)
            .progress(move |progress| {
                shown.show(progress);
                interrupt::wish(progress)
            })
            .tracks();
        bar.clear();
        let tracks = tracks?;
        let found = Inspection::of(&tracks, &known);
        let mut out = BufWriter::new(io::stdout().lock());
        if messages::in_json() {
            messages::warnings(found.report.warnings.iter().map(String::as_str));
            serde_json::to_writer_pretty(&mut out, &found).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            show(&found, &mut out)?;
        }
        Ok(out.flush()?)
    }
}

/// All that is said of a file.
#[derive(Serialize)]
struct Inspection<'t> {
    #[serde(flatten)]
    report: &'t ReadReport,
    vessels: usize,
    /// Vessels that may be ships: no base stations, aids to navigation, aircraft.
    ships: usize,
    hulls: usize,
    noise: usize,
    first_fix: Option<Timestamp>,
    last_fix: Option<Timestamp>,
    data_end: Timestamp,
    /// West, south, east, north in degrees.
    bbox: Option<GeoBox>,
    sampling: Option<Sampling>,
    /// The share of ship-hours in steps of at most an hour.
    coverage: Option<f64>,
    sights: Vec<Sight>,
}

/// How often the fixes of one hull come, in seconds.
#[derive(Serialize)]
struct Sampling {
    median_s: f64,
    nine_of_ten_s: f64,
    shortest_s: f64,
    longest_s: f64,
}

impl<'t> Inspection<'t> {
    fn of(tracks: &'t TrackSet, config: &Config) -> Inspection<'t> {
        let first_fix = tracks.iter().filter_map(|track| track.start()).min();
        let last_fix = tracks.iter().filter_map(|track| track.end()).max();
        let span_h = first_fix.map_or(0.0, |first| tracks.data_end().duration_since(first).as_secs_f64() / 3600.0);
        Inspection {
            report: tracks.report(),
            vessels: tracks.vessels().len(),
            ships: tracks.vessels().iter().filter(|vessel| vessel.may_be_ship()).count(),
            hulls: tracks.len(),
            noise: tracks.noise().len(),
            first_fix,
            last_fix,
            data_end: tracks.data_end(),
            bbox: GeoBox::around(tracks.iter().flat_map(positions)),
            sampling: Sampling::of(tracks),
            coverage: tracks.coverage(MAX_STEP_H),
            sights: sights(tracks, span_h, config),
        }
    }
}

fn positions(track: Track<'_>) -> Vec<Position> {
    track.iter().map(|fix| fix.position()).collect()
}

impl Sampling {
    fn of(tracks: &TrackSet) -> Option<Sampling> {
        let steps_ms =
            |track: Track<'_>| -> Vec<i64> { track.times_ms().windows(2).map(|pair| pair[1] - pair[0]).collect() };
        let mut steps_ms: Vec<i64> = tracks.iter().flat_map(steps_ms).collect();
        steps_ms.sort_unstable();
        let seconds = |rank: usize| steps_ms.get(rank).map(|&step_ms| step_ms as f64 / 1000.0);
        Some(Sampling {
            median_s: seconds(steps_ms.len() / 2)?,
            nine_of_ten_s: seconds(steps_ms.len() * 9 / 10)?,
            shortest_s: seconds(0)?,
            longest_s: seconds(steps_ms.len() - 1)?,
        })
    }
}

fn show(found: &Inspection<'_>, out: &mut impl Write) -> io::Result<()> {
    for input in &found.report.inputs {
        show_input(input, out)?;
    }
    show_rows(found.report, out)?;
    for warning in &found.report.warnings {
        writeln!(out, "note: {warning}")?;
    }
    writeln!(out)?;
    show_tracks(found, out)?;
    writeln!(out, "\nwhat can be seen")?;
    for Sight { about, visible, why } in &found.sights {
        writeln!(out, "  {:<4} {about}: {why}", if *visible { "yes" } else { "no" })?;
    }
    Ok(())
}

fn show_input(input: &InputReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", input.input)?;
    let dialect = &input.dialect;
    writeln!(out, "  dialect     {}: {}", dialect.name, dialect.why)?;
    writeln!(out, "  text        {} bytes of {}, delimiter {:?}", input.bytes, dialect.encoding, dialect.delimiter)?;
    for column in &dialect.columns {
        let name = column.header.as_deref().unwrap_or("(no header)");
        let role = serde_json::to_value(column.role)?;
        writeln!(
            out,
            "  column {:<4} {name:<24} {:<14} {}",
            column.index,
            role.as_str().unwrap_or_default(),
            column.reading
        )?;
    }
    if !dialect.unused.is_empty() {
        writeln!(out, "  not read    {}", dialect.unused.join(", "))?;
    }
    writeln!(out)
}

fn show_rows(report: &ReadReport, out: &mut impl Write) -> io::Result<()> {
    let rows = &report.rows;
    let rejected: u64 = rows.rejected.values().sum();
    writeln!(
        out,
        "rows          {} read = {} kept + {} duplicates + {rejected} rejected",
        rows.read, rows.kept, rows.duplicates
    )?;
    for (reason, count) in &rows.rejected {
        writeln!(out, "  {count:>9} {reason}")?;
        for example in report.examples.get(reason).into_iter().flatten() {
            writeln!(out, "            {}: {}", example.position, example.text.trim_end())?;
        }
    }
    if report.unreadable_fields > 0 {
        writeln!(
            out,
            "  {:>9} optional fields could not be read and count as not available",
            report.unreadable_fields
        )?;
    }
    Ok(())
}

fn show_tracks(found: &Inspection<'_>, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "vessels       {}, of which {} may be ships; {} hulls", found.vessels, found.ships, found.hulls)?;
    writeln!(out, "noise         {} fixes that no hull can have sailed to", found.noise)?;
    if let (Some(first), Some(last)) = (found.first_fix, found.last_fix) {
        writeln!(out, "time          {first:.3} to {last:.3}; the data ends {:.3}", found.data_end)?;
    }
    if let Some(bbox) = found.bbox {
        writeln!(out, "box           {bbox} (west,south,east,north)")?;
    }
    if let Some(sampling) = &found.sampling {
        let [median, most] = [sampling.median_s, sampling.nine_of_ten_s].map(span);
        let [shortest, longest] = [sampling.shortest_s, sampling.longest_s].map(span);
        writeln!(
            out,
            "sampling      a fix every {median} (median) for each hull, 9 of 10 within {most}; {shortest} to {longest}"
        )?;
    }
    match found.coverage {
        Some(share) => {
            writeln!(out, "coverage      {:.1} % of ship-hours lie in steps of at most {MAX_STEP_H} h", 100.0 * share)
        }
        None => writeln!(out, "coverage      no ship was heard twice"),
    }
}

/// A span of time in the unit that suits it.
fn span(seconds: f64) -> String {
    match seconds {
        ..120.0 => format!("{seconds} s"),
        ..7200.0 => format!("{:.1} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_the_unit_that_suits_them() {
        let shown = [10.0, 2.5, 119.999, 360.0, 86_400.0].map(span);
        assert_eq!(shown, ["10 s", "2.5 s", "119.999 s", "6.0 min", "24.0 h"]);
    }
}
