//! Records as they are, through the same walk and split that fixes come from: for tests, fuzzing and benches.

use std::convert::Infallible;
use std::io::{self, Read};

use memchr::memchr_iter;

use super::split::{ParseBlock, Place, Stopped, WaveSize, split};
use super::time::TimeFormat;
use super::walk::{Grammar, RecordSink, Span, Walked, walk};

/// How [`raw_records`] cuts its input.
#[derive(Clone, Copy, Debug)]
pub struct RawOptions {
    /// The field delimiter.
    pub delimiter: u8,
    /// The longest record in bytes, terminator excluded.
    pub max_record_bytes: usize,
    /// How much is parsed at a time.
    pub block_bytes: usize,
    /// How many blocks are parsed at the same time.
    pub wave_blocks: usize,
}

/// A record as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRecord {
    /// The byte at which it starts.
    pub byte: u64,
    /// The line, from 1.
    pub line: u64,
    /// Its unquoted fields; `None` when it is over the limit.
    pub fields: Option<Vec<Vec<u8>>>,
}

/// A number as a field of a row is read: the same as `str::parse::<f64>`, and only finite.
pub fn parse_decimal(text: &[u8]) -> Option<f64> {
    super::field::decimal(text)
}

/// A time as a field of a row is read, in milliseconds since 1970.
pub fn parse_time_ms(format: TimeFormat, text: &[u8]) -> Option<i64> {
    format.parse_ms(text)
}

/// Every record of an input. A byte order mark at its start is left out, as `csv` does.
///
/// # Errors
/// When reading fails.
pub fn raw_records(mut source: impl Read + Send, options: RawOptions) -> io::Result<Vec<RawRecord>> {
    let mut head = Vec::new();
    (&mut source).take(3).read_to_end(&mut head)?;
    let bom = usize::from(head == *b"\xef\xbb\xbf") * 3;
    let place = Place { byte: bom as u64, newlines: 0 };
    let parser = RawParser { delimiter: options.delimiter, max_record_bytes: options.max_record_bytes };
    let size = WaveSize { block_bytes: options.block_bytes, blocks: options.wave_blocks };
    let mut records = Vec::new();
    let accept = |wave: Vec<super::split::Stretch<Vec<RawRecord>>>| {
        for stretch in wave {
            records.extend(stretch.out.into_iter().map(|record| RawRecord {
                byte: stretch.place.byte + record.byte,
                line: stretch.place.newlines + record.line,
                ..record
            }));
        }
        Ok::<(), Infallible>(())
    };
    match split(head[bom..].chain(source), place, &parser, size, accept) {
        Ok(_) => Ok(records),
        Err(Stopped::Read(_, error)) => Err(error),
        Err(Stopped::Refused(never)) => match never {},
    }
}

struct RawParser {
    delimiter: u8,
    max_record_bytes: usize,
}

impl ParseBlock for RawParser {
    type Out = Vec<RawRecord>;

    fn parse(&self, block: &[u8], _newlines: u64, last: bool) -> (Vec<RawRecord>, Walked) {
        let mut sink = RawSink { block, records: Vec::new() };
        let grammar = Grammar { delimiter: self.delimiter, max_record_bytes: self.max_record_bytes };
        let walked = walk(block, grammar, last, &mut sink);
        (sink.records, walked)
    }
}

struct RawSink<'b> {
    block: &'b [u8],
    records: Vec<RawRecord>,
}

impl RawSink<'_> {
    fn push(&mut self, start: usize, fields: Option<Vec<Vec<u8>>>) {
        let line = 1 + memchr_iter(b'\n', &self.block[..start]).count() as u64;
        self.records.push(RawRecord { byte: start as u64, line, fields });
    }
}

impl RecordSink for RawSink<'_> {
    type Row<'a> = Vec<&'a [u8]>;

    fn columns(&self) -> usize {
        usize::MAX
    }

    fn row<'a>(&self) -> Vec<&'a [u8]> {
        Vec::new()
    }

    fn put<'a>(&self, row: &mut Vec<&'a [u8]>, column: usize, field: &'a [u8]) {
        row.truncate(column);
        row.push(field);
    }

    fn truncate(&self, row: &mut Vec<&[u8]>, columns: usize) {
        row.truncate(columns);
    }

    fn record(&mut self, span: Span, row: &Vec<&[u8]>) {
        self.push(span.start, Some(row.iter().map(|field| field.to_vec()).collect()));
    }

    fn too_long(&mut self, start: usize) {
        self.push(start, None);
    }
}
