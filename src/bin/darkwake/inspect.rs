//! `darkwake inspect`: what a file holds, before anything is looked for.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use darkwake::{Config, Dialect, InputReport, Pipeline, ReadReport, TrackSet};

use crate::progress::Bar;
use crate::{interrupt, settings};

/// Says what a file holds: the dialect and why, columns, rows, rejects with examples, vessels, time span, sampling interval
/// and coverage.
///
/// Nothing is written. Look here first when a file is new, or when `detect` found less than it should.
#[derive(Args)]
#[command(after_help = "Example:\n  darkwake inspect ais.csv.gz")]
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
        let bar = Bar::new(false);
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
        let mut out = BufWriter::new(io::stdout().lock());
        show(&tracks?, &mut out)?;
        Ok(out.flush()?)
    }
}

fn show(tracks: &TrackSet, out: &mut impl Write) -> io::Result<()> {
    let report = tracks.report();
    for input in &report.inputs {
        show_input(input, out)?;
    }
    show_rows(report, out)?;
    for warning in &report.warnings {
        writeln!(out, "note: {warning}")?;
    }
    writeln!(out)?;
    show_tracks(tracks, out)
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

fn show_tracks(tracks: &TrackSet, out: &mut impl Write) -> io::Result<()> {
    let ships = tracks.vessels().iter().filter(|vessel| vessel.may_be_ship()).count();
    writeln!(out, "vessels       {}, of which {ships} may be ships; {} hulls", tracks.vessels().len(), tracks.len())?;
    writeln!(out, "noise         {} fixes that no hull can have sailed to", tracks.noise().len())?;
    let first = tracks.iter().filter_map(|track| track.start()).min();
    let last = tracks.iter().filter_map(|track| track.end()).max();
    if let (Some(first), Some(last)) = (first, last) {
        writeln!(out, "time          {first:.3} to {last:.3}; the data ends {:.3}", tracks.data_end())?;
    }
    let mut steps_ms: Vec<i64> = tracks
        .iter()
        .flat_map(|track| track.times_ms().windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>())
        .collect();
    steps_ms.sort_unstable();
    if let (Some(&shortest), Some(&longest)) = (steps_ms.first(), steps_ms.last()) {
        let [median, most] = [steps_ms.len() / 2, steps_ms.len() * 9 / 10].map(|rank| span(steps_ms[rank]));
        let (shortest, longest) = (span(shortest), span(longest));
        writeln!(
            out,
            "sampling      a fix every {median} (median) for each hull, 9 of 10 within {most}; {shortest} to {longest}"
        )?;
    }
    match tracks.coverage(MAX_STEP_H) {
        Some(share) => {
            writeln!(out, "coverage      {:.1} % of ship-hours lie in steps of at most {MAX_STEP_H} h", 100.0 * share)
        }
        None => writeln!(out, "coverage      no ship was heard twice"),
    }
}

/// A span of time in the unit that suits it.
fn span(span_ms: i64) -> String {
    let seconds = span_ms as f64 / 1000.0;
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
        let shown = [10_000, 2_500, 119_999, 360_000, 86_400_000].map(span);
        assert_eq!(shown, ["10 s", "2.5 s", "119.999 s", "6.0 min", "24.0 h"]);
    }
}
