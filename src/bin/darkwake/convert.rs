//! `darkwake convert`: rows of any dialect in, one clean table out.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::{Args, ValueHint};
use darkwake::output::{CleanCsv, CleanTable, OutputFile, tracks_to_table};
use darkwake::{Config, Dialect, Pipeline, Progress, ReadReport, Row, Stage};
use serde::Serialize;

use crate::progress::Bar;
use crate::{interrupt, messages, options, settings};

/// Writes the rows of INPUT as one clean table, CSV or Parquet by the end of OUT's name, and accounts for every row.
///
/// The columns have the names of MarineCadastre.gov, times are ISO 8601 in UTC, speeds knots, and what is not available is blank.
/// Rows keep their order; those that cannot be used are left out and counted by reason. OUT is whole or not there.
#[derive(Args)]
#[command(
    override_usage = "darkwake convert [OPTIONS] <INPUT>... <OUT>",
    after_help = "\
Examples:
  darkwake convert ais.csv.gz clean.csv
  darkwake convert 'days/*.csv.zst' month.parquet  # several files become one; needs the feature `parquet`
  darkwake convert month.parquet - | head          # and back, to standard output
  darkwake convert odd.csv clean.csv --config odd.toml
  darkwake convert ais.csv tracks.parquet --tracks # by hull and time, without repetitions"
)]
pub(crate) struct Convert {
    /// The inputs and, last, OUT. Inputs are files, globs, directories, or - for standard input, read as by detect; OUT is NAME.csv or
    /// NAME.parquet, or - for CSV on standard output.
    #[arg(required = true, value_name = "INPUT... OUT", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// Write tracks instead of rows: sorted by vessel, hull and time, repetitions left out, with a column Hull, which is blank for fixes that
    /// were set aside as noise. This keeps all fixes in memory.
    #[arg(long)]
    tracks: bool,
    /// How the files are written; by default the header tells.
    #[arg(long, value_name = "NAME", long_help = settings::dialect_help())]
    dialect: Option<Dialect>,
    /// A TOML file with settings, such as a mapping of columns in [reader.mapping].
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    /// Stop at the first bad row instead of counting it.
    #[arg(long)]
    strict: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

/// What was read and written.
#[derive(Serialize)]
struct Converted<'r> {
    /// Rows written.
    written: u64,
    #[serde(flatten)]
    report: &'r ReadReport,
}

impl Convert {
    pub(crate) fn run(mut self) -> anyhow::Result<()> {
        let out = self.paths.pop().filter(|_| !self.paths.is_empty());
        let Some(out) = out else {
            options::wrong_usage("convert needs at least one input and, last, the name of the file to write")
        };
        Conversion { out, options: self }.run()
    }
}

/// What to convert, and into what.
struct Conversion {
    out: PathBuf,
    options: Convert,
}

impl Conversion {
    fn run(self) -> anyhow::Result<()> {
        let options = &self.options;
        let mut config = settings::from_file(Config::default(), options.config.as_deref())?;
        settings::set_dialect(&mut config, options.dialect);
        config.reader.strict |= options.strict;
        let to_stdout = self.out == Path::new("-");
        let form = if to_stdout { Form::Csv } else { Form::of(&self.out)? };
        self.refuse_own_input()?;
        interrupt::listen()?;
        let bar = Bar::new(options.quiet || messages::in_json());
        let mut target = Target::Stdout;
        if !to_stdout {
            let file = OutputFile::create(&self.out)?;
            interrupt::half_written(file.beside());
            target = Target::File(file);
        }
        let done = match options.tracks {
            true => self.write_tracks(config, &bar, form, &mut target),
            false => self.write_rows(&config, &bar, form, &mut target),
        };
        bar.clear();
        let (written, report) = done?;
        if let Target::File(file) = target {
            file.finish()?;
        }
        match options.quiet && !messages::in_json() {
            true => Ok(()),
            false => Ok(self.say(written, &report, to_stdout)?),
        }
    }

    /// Writing is beside OUT, so this would work; but the only copy of a file is not to be replaced by what was understood of it.
    fn refuse_own_input(&self) -> anyhow::Result<()> {
        let Ok(out) = self.out.canonicalize() else { return Ok(()) };
        match self.options.paths.iter().any(|input| input.canonicalize().is_ok_and(|input| input == out)) {
            true => bail!("{} is read and written at once; give the output another name", self.out.display()),
            false => Ok(()),
        }
    }

    fn write_rows(
        &self,
        config: &Config,
        bar: &Bar,
        form: Form,
        target: &mut Target,
    ) -> anyhow::Result<(u64, ReadReport)> {
        let shown = bar.clone();
        let reader = config.reader.builder().inputs(&self.options.paths).progress(move |read| {
            shown.show_reading(read.bytes_read, read.bytes_total);
            interrupt::wish_to_stop()
        });
        let reader = reader.build()?;
        let mut table = Stoppable(form.table(target, false)?);
        let mut written = 0;
        // An error of the output ends the reading, and is said as what it is.
        let mut failed = None;
        let report = reader.for_each_row(|row| {
            written += 1;
            table.row(&row, None).map_err(|error| {
                let stop = darkwake::Error::stopped();
                failed = Some(error);
                stop
            })
        });
        if let Some(error) = failed {
            return Err(self.cannot_write(error));
        }
        let report = report?;
        table.0.finish().map_err(|error| self.cannot_write(error))?;
        Ok((written, report))
    }

    fn write_tracks(
        &self,
        config: Config,
        bar: &Bar,
        form: Form,
        target: &mut Target,
    ) -> anyhow::Result<(u64, ReadReport)> {
        let shown = bar.clone();
        let tracks = Pipeline::new()
            .inputs(&self.options.paths)
            .config(config)
            .progress(move |progress: Progress| {
                shown.show(progress);
                interrupt::wish(progress)
            })
            .tracks()?;
        bar.show_stage(Stage::Write);
        let mut table = Stoppable(form.table(target, true)?);
        let written = tracks_to_table(&tracks, &mut table).map_err(|error| self.cannot_write(error))?;
        table.0.finish().map_err(|error| self.cannot_write(error))?;
        Ok((written, tracks.report().clone()))
    }

    fn cannot_write(&self, error: io::Error) -> anyhow::Error {
        if interrupt::wish_to_stop().is_break() {
            return darkwake::Error::stopped().into();
        }
        match error.kind() {
            io::ErrorKind::BrokenPipe => error.into(),
            _ => anyhow!("writing {}: {error}", self.out.display()),
        }
    }

    fn say(&self, written: u64, report: &ReadReport, to_stdout: bool) -> io::Result<()> {
        let mut out: Box<dyn Write> = if to_stdout { Box::new(io::stderr()) } else { Box::new(io::stdout()) };
        if messages::in_json() {
            messages::warnings(report.warnings.iter().map(String::as_str));
            serde_json::to_writer_pretty(&mut out, &Converted { written, report })?;
            return writeln!(out);
        }
        let rows = &report.rows;
        writeln!(
            out,
            "{} rows read = {written} written + {} duplicates + {} rejected",
            rows.read,
            rows.duplicates,
            rows.rejected_rows()
        )?;
        for (reason, count) in &rows.rejected {
            writeln!(out, "  {count:>9} {reason}")?;
        }
        if report.unreadable_fields > 0 {
            let fields = report.unreadable_fields;
            writeln!(out, "  {fields:>9} optional fields could not be read and are blank")?;
        }
        for warning in &report.warnings {
            writeln!(out, "note: {warning}")?;
        }
        Ok(())
    }
}

/// A table that takes no more rows once the user wants to stop.
struct Stoppable<'t>(Box<dyn CleanTable + Send + 't>);

impl CleanTable for Stoppable<'_> {
    fn row(&mut self, row: &Row<'_>, hull: Option<u32>) -> io::Result<()> {
        match interrupt::wish_to_stop() {
            ControlFlow::Break(()) => Err(io::Error::other("interrupted")),
            ControlFlow::Continue(()) => self.0.row(row, hull),
        }
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.0.finish()
    }
}

/// Where the table goes.
enum Target {
    File(OutputFile),
    Stdout,
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::File(file) => file.write(bytes),
            Target::Stdout => io::stdout().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::File(file) => file.flush(),
            Target::Stdout => io::stdout().flush(),
        }
    }
}

/// The form of the table.
#[derive(Clone, Copy)]
enum Form {
    Csv,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Form {
    /// By the end of the name.
    fn of(path: &Path) -> anyhow::Result<Form> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Ok(Form::Csv),
            #[cfg(feature = "parquet")]
            "parquet" => Ok(Form::Parquet),
            #[cfg(not(feature = "parquet"))]
            "parquet" => bail!(
                "this build cannot write Parquet: build it with the feature `parquet` (cargo install --path . --features cli,parquet), or \
                 write {}",
                path.with_extension("csv").display()
            ),
            _ => bail!("{} tells no format by the end of its name: it may be .csv or .parquet", path.display()),
        }
    }

    fn table<'t>(self, target: &'t mut Target, has_hulls: bool) -> anyhow::Result<Box<dyn CleanTable + Send + 't>> {
        Ok(match self {
            Form::Csv => Box::new(CleanCsv::new(target, has_hulls)?),
            #[cfg(feature = "parquet")]
            Form::Parquet => Box::new(darkwake::output::CleanParquet::new(target, has_hulls)?),
        })
    }
}
