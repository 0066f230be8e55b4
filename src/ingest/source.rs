//! Where bytes come from: files, standard input, readers; plain, gzip or zstd, told apart by their first bytes.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::File;
#[cfg(feature = "parquet")]
use std::io::Seek;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::{Error, ErrorKind, Result};

/// How long at most passes between two calls of the progress callback while bytes are coming in.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(50);
const BUFFER_BYTES: usize = 1 << 17;

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReadProgress {
    /// Bytes read from all inputs so far, as stored: compressed where they are.
    pub bytes_read: u64,
    /// The bytes of all inputs, where they are all files.
    pub bytes_total: Option<u64>,
}

pub(crate) type ProgressCallback = Arc<dyn Fn(ReadProgress) -> ControlFlow<()> + Send + Sync>;

/// One thing to read.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) origin: Origin,
}

pub(crate) enum Origin {
    Path(PathBuf),
    Stdin,
    Reader(Box<dyn Read + Send>),
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Input({})", self.name)
    }
}

impl Input {
    /// The size as stored, where it is known before reading.
    pub(crate) fn stored_bytes(&self) -> Option<u64> {
        let Origin::Path(path) = &self.origin else { return None };
        path.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len())
    }

    /// The path, where it is a file.
    #[cfg(feature = "parquet")]
    pub(crate) fn path(&self) -> Option<&std::path::Path> {
        match &self.origin {
            Origin::Path(path) => Some(path),
            Origin::Stdin | Origin::Reader(_) => None,
        }
    }

    /// The decompressed bytes, of a Parquet file its rows as CSV; an error while reading when they grow to more than so many
    /// times what is stored.
    pub(crate) fn open(self, meter: &Arc<Meter>, max_expansion: u32) -> Result<Box<dyn Read + Send>> {
        let doing = || format!("opening {}", self.name);
        let stored: Box<dyn Read + Send> = match self.origin {
            Origin::Path(path) => {
                let file = File::open(path).map_err(|error| Error::io(doing(), error))?;
                #[cfg(feature = "parquet")]
                if starts_as_parquet(&file).map_err(|error| Error::io(doing(), error))? {
                    let stored_bytes = file.metadata().map_err(|error| Error::io(doing(), error))?.len();
                    let limit = ExpansionLimit { stored_bytes: Arc::new(stored_bytes.into()), times: max_expansion };
                    let rows = super::parquet::open(&self.name, file, meter);
                    return rows.map(|rows| limit.on(rows)).map_err(|error| meter.cancelled_or(error));
                }
                Box::new(file)
            }
            Origin::Stdin => Box::new(io::stdin()),
            Origin::Reader(reader) => reader,
        };
        let stored_bytes = Arc::new(AtomicU64::new(0));
        let metered = Metered {
            source: stored,
            meter: Arc::clone(meter),
            stored_bytes: Arc::clone(&stored_bytes),
            last_call: None,
        };
        let limit = ExpansionLimit { stored_bytes, times: max_expansion };
        decompressed(&self.name, metered, limit).map_err(|error| meter.cancelled_or(error))
    }
}

/// What the bytes at the start of an input say it is.
fn decompressed(name: &str, source: Metered, limit: ExpansionLimit) -> Result<Box<dyn Read + Send>> {
    let mut source = BufReader::with_capacity(BUFFER_BYTES, source);
    let mut magic = Vec::new();
    (&mut source).take(6).read_to_end(&mut magic).map_err(|error| Error::io(format!("reading {name}"), error))?;
    let stored = io::Cursor::new(magic.clone()).chain(source);
    let other = match magic.as_slice() {
        [0x1f, 0x8b, ..] => return Ok(limit.on(gunzipped(name, stored)?)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
            return Ok(limit.on(unzstd(name, stored)?));
        }
        [b'P', b'K', 3, 4, ..] => "a ZIP archive; take the files out of it",
        [b'B', b'Z', b'h', ..] => "compressed with bzip2; decompress it, or use gzip or zstd",
        [0xfd, b'7', b'z', b'X', b'Z', 0] => "compressed with xz; decompress it, or use gzip or zstd",
        [b'P', b'A', b'R', b'1', ..] => return Err(Error::new(ErrorKind::Format(parquet_elsewhere(name)))),
        _ => return Ok(Box::new(stored)),
    };
    Err(Error::new(ErrorKind::Format(format!("{name} is no text but {other} first"))))
}

/// Whether a file starts as Parquet does; it stands at its start again. Pipes are not asked, since they cannot go back.
#[cfg(feature = "parquet")]
fn starts_as_parquet(mut file: &File) -> io::Result<bool> {
    if !file.metadata()?.is_file() {
        return Ok(false);
    }
    let mut magic = Vec::new();
    file.take(4).read_to_end(&mut magic)?;
    file.rewind()?;
    Ok(magic == super::parquet::MAGIC)
}

/// Why Parquet cannot be read here.
fn parquet_elsewhere(name: &str) -> String {
    match cfg!(feature = "parquet") {
        true => format!(
            "{name} is a Parquet file, which is read from its end: it cannot come through a pipe; name the file"
        ),
        false => format!(
            "{name} is a Parquet file, which this build cannot read: enable the feature `parquet`, or write the file as CSV"
        ),
    }
}

#[cfg(feature = "gzip")]
fn gunzipped(_: &str, stored: impl BufRead + Send + 'static) -> Result<Box<dyn Read + Send>> {
    Ok(Box::new(flate2::bufread::MultiGzDecoder::new(stored)))
}

#[cfg(not(feature = "gzip"))]
fn gunzipped(name: &str, _: impl BufRead) -> Result<Box<dyn Read + Send>> {
    Err(without_feature(name, "gzip"))
}

#[cfg(feature = "zstd")]
fn unzstd(name: &str, stored: impl BufRead + Send + 'static) -> Result<Box<dyn Read + Send>> {
    let decoder = zstd::stream::read::Decoder::with_buffer(stored);
    Ok(Box::new(decoder.map_err(|error| Error::io(format!("reading the zstd data of {name}"), error))?))
}

#[cfg(not(feature = "zstd"))]
fn unzstd(name: &str, _: impl BufRead) -> Result<Box<dyn Read + Send>> {
    Err(without_feature(name, "zstd"))
}

#[cfg(not(all(feature = "gzip", feature = "zstd")))]
fn without_feature(name: &str, feature: &str) -> Error {
    let message =
        format!("{name} is compressed with {feature}, which this build cannot read: enable the feature `{feature}`");
    Error::new(ErrorKind::Format(message))
}

/// Any input may expand to so many bytes: a short one of blanks compresses a thousand times, and does no harm.
const HARMLESS_BYTES: u64 = 64 << 20;

/// How much compressed data may grow.
struct ExpansionLimit {
    stored_bytes: Arc<AtomicU64>,
    times: u32,
}

impl ExpansionLimit {
    fn on(self, source: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        Box::new(Expanding { source, limit: self, bytes: 0 })
    }
}

/// Decompressed bytes on their way, up to the limit.
struct Expanding {
    source: Box<dyn Read + Send>,
    limit: ExpansionLimit,
    bytes: u64,
}

impl Read for Expanding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.bytes += count as u64;
        let (stored_bytes, times) = (self.limit.stored_bytes.load(Ordering::Relaxed), self.limit.times);
        if self.bytes > HARMLESS_BYTES && self.bytes > stored_bytes.saturating_mul(u64::from(times)) {
            let message = format!(
                "{stored_bytes} stored bytes hold more than {} bytes, over {times} times as many; no AIS file is \
                 like that. If this one is, allow more with max_expansion",
                self.bytes
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(count)
    }
}

/// Counts the bytes of all inputs and calls back.
pub(crate) struct Meter {
    callback: Option<ProgressCallback>,
    bytes_read: AtomicU64,
    bytes_total: Option<u64>,
    cancelled: AtomicBool,
}

impl Meter {
    pub(crate) fn new(callback: Option<ProgressCallback>, bytes_total: Option<u64>) -> Arc<Meter> {
        Arc::new(Meter { callback, bytes_read: AtomicU64::new(0), bytes_total, cancelled: AtomicBool::new(false) })
    }

    /// An error that came up after the callback asked to stop is that wish.
    pub(crate) fn cancelled_or(&self, error: Error) -> Error {
        match self.cancelled.load(Ordering::Relaxed) {
            true => Error::new(ErrorKind::Cancelled),
            false => error,
        }
    }

    /// So many bytes more were read.
    ///
    /// # Errors
    /// When the callback wants to stop.
    #[cfg(feature = "parquet")]
    pub(crate) fn advance(&self, bytes: u64) -> io::Result<()> {
        self.bytes_read.fetch_add(bytes, Ordering::Relaxed);
        self.call()
    }

    fn call(&self) -> io::Result<()> {
        let progress =
            ReadProgress { bytes_read: self.bytes_read.load(Ordering::Relaxed), bytes_total: self.bytes_total };
        match self.callback.as_ref().map(|callback| callback(progress)) {
            Some(ControlFlow::Break(())) => {
                self.cancelled.store(true, Ordering::Relaxed);
                Err(io::Error::other("cancelled by the progress callback"))
            }
            _ => Ok(()),
        }
    }
}

/// The stored bytes of an input on their way to the [`Meter`].
struct Metered {
    source: Box<dyn Read + Send>,
    meter: Arc<Meter>,
    stored_bytes: Arc<AtomicU64>,
    last_call: Option<Instant>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.meter.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        self.stored_bytes.fetch_add(count as u64, Ordering::Relaxed);
        if count == 0 || self.last_call.is_none_or(|last| last.elapsed() >= PROGRESS_INTERVAL) {
            self.meter.call()?;
            self.last_call = Some(Instant::now());
        }
        Ok(count)
    }
}
