//! The reader: named inputs in, fixes out.

use std::fmt;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::block::{FactsWanted, LayoutParser};
use super::collect::Collected;
use super::dialect::{DELIMITERS, Detected, DialectChoice, detect};
use super::inputs::expand;
use super::report::{InputReport, ReadReport};
use super::rows::{Destination, Row};
use super::source::{Input, Meter, Origin, ProgressCallback, ReadProgress};
use super::spill::{Spill, SpilledRows};
use super::split::{Place, Stopped, WaveSize, split};
use crate::{Error, ErrorKind, Fixes, InputPosition, ParamError, Result};

/// How much of an input the dialect is decided by.
pub(super) const SAMPLE_BYTES: u64 = 1 << 20;
/// The most columns of a file, by default.
pub(crate) const MAX_COLUMNS: usize = 1000;
/// How many times its stored bytes a compressed file may hold, by default.
pub(crate) const MAX_EXPANSION: u32 = 200;

/// Reads AIS position files into [`Fixes`].
///
/// Every row is accounted for in the [report](Fixes::report). The result is the same for any number of threads and any
/// size of blocks. It uses rayon's current thread pool.
///
/// ```no_run
/// let fixes = darkwake::Reader::builder().input("data/east_sea").build()?.read()?;
/// println!("{} fixes", fixes.len());
/// # Ok::<(), darkwake::Error>(())
/// ```
#[derive(Debug)]
pub struct Reader {
    inputs: Vec<Input>,
    settings: Settings,
}

/// What a [`Reader`] reads, and how.
#[derive(Debug, Default)]
#[must_use]
pub struct ReaderBuilder {
    inputs: Vec<Result<Input>>,
    settings: Settings,
}

/// How many blocks there are in a wave for each thread: enough that all have work until its end.
const BLOCKS_PER_THREAD: usize = 4;

/// Decides how an input is read, by its name and its first bytes (decompressed, cut anywhere).
pub(crate) trait Detect: Send + Sync {
    fn detect(&self, input: &str, sample: &[u8]) -> Result<Detected>;
}

impl Detect for DialectChoice {
    fn detect(&self, input: &str, sample: &[u8]) -> Result<Detected> {
        detect(input, sample, self)
    }
}

struct Settings {
    dialect: Box<dyn Detect>,
    strict: bool,
    max_record_bytes: usize,
    max_columns: usize,
    max_expansion: u32,
    block_bytes: usize,
    examples_per_reason: usize,
    facts: bool,
    progress: Option<ProgressCallback>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("strict", &self.strict)
            .field("max_record_bytes", &self.max_record_bytes)
            .field("max_columns", &self.max_columns)
            .field("max_expansion", &self.max_expansion)
            .field("block_bytes", &self.block_bytes)
            .field("examples_per_reason", &self.examples_per_reason)
            .field("facts", &self.facts)
            .finish_non_exhaustive()
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            dialect: Box::new(DialectChoice::Auto),
            strict: false,
            max_record_bytes: 1 << 20,
            max_columns: MAX_COLUMNS,
            max_expansion: MAX_EXPANSION,
            block_bytes: 1 << 18,
            examples_per_reason: 5,
            facts: true,
            progress: None,
        }
    }
}

impl ReaderBuilder {
    /// Adds an input: a file, a glob such as `day-*.csv.gz`, a directory (its `*.csv`, `*.txt`, `*.gz` and `*.zst`,
    /// sorted by name), or `-` for standard input. A path that exists is never taken for a glob.
    ///
    /// gzip, zstd and Parquet (feature `parquet`) are known by their first bytes, not by name.
    pub fn input(mut self, name: impl AsRef<Path>) -> ReaderBuilder {
        match expand(name.as_ref()) {
            Ok(inputs) => self.inputs.extend(inputs.into_iter().map(Ok)),
            Err(error) => self.inputs.push(Err(error)),
        }
        self
    }

    /// Adds several inputs, each as [`input`](ReaderBuilder::input) takes it.
    pub fn inputs<P: AsRef<Path>>(self, names: impl IntoIterator<Item = P>) -> ReaderBuilder {
        names.into_iter().fold(self, ReaderBuilder::input)
    }

    /// Adds an input that is already open. The name stands in reports and errors.
    pub fn reader(mut self, name: impl Into<String>, reader: impl Read + Send + 'static) -> ReaderBuilder {
        self.inputs.push(Ok(Input { name: name.into(), origin: Origin::Reader(Box::new(reader)) }));
        self
    }

    /// The dialect of every input: found from each one's first bytes by default, or a [`Dialect`](crate::Dialect), or
    /// a [`ColumnMapping`](crate::ColumnMapping).
    pub fn dialect(mut self, choice: impl Into<DialectChoice>) -> ReaderBuilder {
        self.settings.dialect = Box::new(choice.into());
        self
    }

    #[cfg(test)]
    pub(crate) fn detect_with(mut self, dialect: impl Detect + 'static) -> ReaderBuilder {
        self.settings.dialect = Box::new(dialect);
        self
    }

    /// Whether the first bad row is an error ([`ErrorKind::BadRow`]) with its position. Off by default: bad rows are
    /// counted and left out. Static messages are no bad rows.
    pub fn strict(mut self, strict: bool) -> ReaderBuilder {
        self.settings.strict = strict;
        self
    }

    /// The longest record, in bytes without its terminator; 1 MiB by default. A longer one is rejected as
    /// [`LineTooLong`](crate::RejectReason::LineTooLong), and reading resumes after the first newline at or after the
    /// limit.
    pub fn max_record_bytes(mut self, bytes: usize) -> ReaderBuilder {
        self.settings.max_record_bytes = bytes;
        self
    }

    /// The most columns that a file may have, by its first line; 1,000 by default. A file with more is an error
    /// ([`ErrorKind::Dialect`]): the widest known has 140.
    pub fn max_columns(mut self, columns: usize) -> ReaderBuilder {
        self.settings.max_columns = columns;
        self
    }

    /// How many times its stored bytes a compressed input or a Parquet file, as CSV, may hold; 200 by default. One that holds more, and more than
    /// 64 MiB, is an error ([`ErrorKind::Io`]) when that shows, before memory is short: AIS files shrink to a fourth or a
    /// thirtieth, and a thousandth is as small as gzip can make anything.
    pub fn max_expansion(mut self, times: u32) -> ReaderBuilder {
        self.settings.max_expansion = times;
        self
    }

    /// How many bytes one thread parses at a time; 256 KiB by default. It changes the speed and the memory in use (twelve
    /// times this for every thread, and the fixes), never the result.
    pub fn block_bytes(mut self, bytes: usize) -> ReaderBuilder {
        self.settings.block_bytes = bytes;
        self
    }

    /// How many of the first rows left out for each reason the report shows; 5 by default.
    pub fn examples_per_reason(mut self, rows: usize) -> ReaderBuilder {
        self.settings.examples_per_reason = rows;
        self
    }

    /// Whether vessel facts (name, call sign, IMO number, type, size, class) are read too; on by default.
    pub fn facts(mut self, facts: bool) -> ReaderBuilder {
        self.settings.facts = facts;
        self
    }

    /// Calls back at the start and the end of each input and, while bytes come in, about twenty times a second, on any
    /// thread. [`ControlFlow::Break`] ends the reading with [`ErrorKind::Cancelled`].
    pub fn progress(
        mut self,
        callback: impl Fn(ReadProgress) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> ReaderBuilder {
        self.settings.progress = Some(Arc::new(callback));
        self
    }

    /// The reader.
    ///
    /// # Errors
    /// [`ErrorKind::NoInput`] when no input was given or one names no file; [`ErrorKind::Param`] when a number is 0;
    /// [`ErrorKind::Io`] when a directory cannot be listed.
    pub fn build(self) -> Result<Reader> {
        let ReaderBuilder { inputs, settings } = self;
        for (parameter, bytes) in
            [("reader.max_record_bytes", settings.max_record_bytes), ("reader.block_bytes", settings.block_bytes)]
        {
            ParamError::check(parameter, bytes as f64, 1.0.., "a number of bytes, at least 1")?;
        }
        let columns = settings.max_columns as f64;
        ParamError::check("reader.max_columns", columns, 1.0.., "a number of columns, at least 1")?;
        let times = f64::from(settings.max_expansion);
        ParamError::check("reader.max_expansion", times, 1.0.., "how many times, at least 1")?;
        let inputs = inputs.into_iter().collect::<Result<Vec<_>>>()?;
        if inputs.is_empty() {
            let message = "no input was given; name a file, a directory, a glob, or - for standard input";
            return Err(Error::new(ErrorKind::NoInput(message.to_string())));
        }
        Ok(Reader { inputs, settings })
    }
}

impl Reader {
    /// What to read, and how.
    pub fn builder() -> ReaderBuilder {
        ReaderBuilder::default()
    }

    /// A reader of one input with the default settings, as [`ReaderBuilder::input`] takes it.
    ///
    /// # Errors
    /// As [`ReaderBuilder::build`].
    pub fn from_path(name: impl AsRef<Path>) -> Result<Reader> {
        Reader::builder().input(name).build()
    }

    /// Reads every input to its end.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when an input cannot be opened or read or its compressed data is damaged, with the place up to
    /// which it could be read; [`ErrorKind::Format`] when it is no text or in a compression this build cannot read;
    /// [`ErrorKind::Dialect`] when its dialect cannot be decided; [`ErrorKind::NoUsableRow`] when not one of its rows
    /// can be used; [`ErrorKind::BadRow`] at the first bad row when reading is strict; [`ErrorKind::Cancelled`].
    pub fn read(self) -> Result<Fixes> {
        Ok(self.collect(Collected::default(), &mut Destination::Kept)?.finish().0)
    }

    /// Reads every input to its end, and puts the rows aside in a temporary file. The fixes that are returned are none, with
    /// the facts and the account of all.
    pub(crate) fn spill(self, spill: Spill) -> Result<(Fixes, SpilledRows)> {
        let (fixes, rows) = self.collect(Collected::spilling(spill), &mut Destination::PutAside)?.finish();
        Ok((fixes, rows.expect("rows were put aside").finish()?))
    }

    /// Hands every usable row over, in the order of the inputs, without keeping any; returns the account. Rows that repeat others
    /// are handed over too: only tracks can tell.
    ///
    /// ```no_run
    /// let mut fast = 0;
    /// let report = darkwake::Reader::from_path("ais.csv.zst")?.for_each_row(|row| {
    ///     fast += u64::from(row.fix.sog_kn() > Some(30.0));
    ///     Ok(())
    /// })?;
    /// println!("{fast} of {} rows", report.rows.read);
    /// # Ok::<(), darkwake::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`read`](Reader::read), and the first error that `take` returns, which ends the reading.
    pub fn for_each_row(self, mut take: impl FnMut(Row<'_>) -> Result<()> + Send) -> Result<ReadReport> {
        Ok(self.collect(Collected::default(), &mut Destination::HandedOver(&mut take))?.into_report())
    }

    fn collect(self, mut collected: Collected, destination: &mut Destination<'_>) -> Result<Collected> {
        let Reader { inputs, settings } = self;
        let bytes_total = inputs.iter().map(Input::stored_bytes).sum();
        let meter = Meter::new(settings.progress.clone(), bytes_total);
        for input in inputs {
            settings
                .read_table(input, &meter, &mut collected, destination)
                .map_err(|error| meter.cancelled_or(error))?;
        }
        Ok(collected)
    }
}

impl Settings {
    /// Reads an input; where its columns cannot be what their names say, an error says so too.
    fn read_table(
        &self,
        input: Input,
        meter: &Arc<Meter>,
        collected: &mut Collected,
        destination: &mut Destination<'_>,
    ) -> Result<()> {
        #[cfg(feature = "parquet")]
        let path = input.path().map(Path::to_owned);
        let read = self.read_input(input, meter, collected, destination);
        #[cfg(feature = "parquet")]
        let read = read.map_err(|error| match path.and_then(|path| super::parquet::what_is_wrong(&path)) {
            Some(remark) => error.with_remark(&remark),
            None => error,
        });
        read
    }

    fn read_input(
        &self,
        input: Input,
        meter: &Arc<Meter>,
        collected: &mut Collected,
        destination: &mut Destination<'_>,
    ) -> Result<()> {
        let name = input.name.clone();
        let broken = |place: Place, error: io::Error| {
            let position = InputPosition { input: name.clone(), line: place.newlines + 1, byte: place.byte };
            Error::io("reading broke off here", error).at(position)
        };
        let mut source = input.open(meter, self.max_expansion)?;
        let mut sample = Vec::new();
        let start = Place { byte: 0, newlines: 0 };
        if let Err(error) = (&mut source).take(SAMPLE_BYTES).read_to_end(&mut sample) {
            return Err(broken(start.after(&sample), error));
        }
        refuse_utf16(&name, &sample)?;
        refuse_columns(&name, &sample, self.max_columns)?;
        let Detected { layout, report: dialect, data_start } = self.dialect.detect(&name, &sample)?;
        let data_start = usize::try_from(data_start).map_or(sample.len(), |start| start.min(sample.len()));
        let (head, data) = sample.split_at(data_start);
        let report = InputReport::new(&name, dialect);
        let facts = match (self.facts, &destination) {
            (false, _) => FactsWanted::No,
            (true, Destination::Kept | Destination::PutAside) => FactsWanted::ByVessel,
            (true, Destination::HandedOver(_)) => FactsWanted::ByRow,
        };
        let mut parser = LayoutParser::new(&*layout, self.max_record_bytes, self.examples_per_reason, facts);
        if matches!(destination, Destination::PutAside) {
            parser = parser.with_row_places();
        }
        let size = WaveSize { block_bytes: self.block_bytes, blocks: BLOCKS_PER_THREAD * rayon::current_num_threads() };
        let mut collector = collected.input(report, self.strict, self.examples_per_reason);
        let ended = split(data.chain(source), start.after(head), &parser, size, |wave| match destination {
            Destination::Kept | Destination::PutAside => collector.accept(wave),
            Destination::HandedOver(sink) => collector.pass_on(wave, sink),
        });
        match ended {
            Ok(end) => collector.finish(end.byte, &*layout, parser.into_facts()),
            Err(Stopped::Read(place, error)) => Err(broken(place, error)),
            Err(Stopped::Refused(error)) => Err(error),
        }
    }
}

/// No more columns than are wanted, by the delimiter that the first line has most of.
fn refuse_columns(name: &str, sample: &[u8], max_columns: usize) -> Result<()> {
    let line = sample.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let columns = |delimiter: u8| 1 + line.iter().filter(|&&byte| byte == delimiter).count();
    let most = DELIMITERS.into_iter().map(columns).max().unwrap_or(1);
    if most > max_columns {
        let message = format!(
            "the first line of {name} has {most} columns or more, and {max_columns} are allowed; if it is an AIS file, allow \
             more with max_columns"
        );
        return Err(Error::new(ErrorKind::Dialect(message)));
    }
    Ok(())
}

/// Text in two-byte units shows by its byte order mark, or by a zero in every other byte.
fn refuse_utf16(name: &str, sample: &[u8]) -> Result<()> {
    let start = &sample[..sample.len().min(64)];
    let zeros = |from: usize| start.len() >= 8 && start.iter().skip(from).step_by(2).all(|&byte| byte == 0);
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") || (zeros(0) != zeros(1)) {
        let message =
            format!("{name} is UTF-16 text; convert it to UTF-8 first, for example with iconv -f UTF-16 -t UTF-8");
        return Err(Error::new(ErrorKind::Format(message)));
    }
    Ok(())
}
