//! The header of an input: found, split, its names looked up.

use super::aliases::{self, Meaning};
use crate::ingest::columns::TextEncoding;
use crate::ingest::layout::Role;

/// The delimiters that are looked for.
pub(crate) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many lines before the header may be metadata.
const MOST_METADATA_LINES: usize = 10;

/// A record of names.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) names: Vec<String>,
    pub(super) normalised: Vec<String>,
    pub(super) delimiter: u8,
    pub(super) encoding: TextEncoding,
    /// Lines before it that are no records.
    pub(super) metadata_lines: usize,
    /// Where the record after it starts.
    pub(super) data_start: usize,
}

impl Header {
    /// Whether it has a column of each of these normalised names.
    pub(super) fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    /// Whether it has a column of this normalised name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.normalised.iter().any(|found| found == name)
    }

    /// How many of its names are known.
    pub(super) fn known(&self) -> usize {
        self.normalised.iter().filter(|name| aliases::lookup(name).is_some()).count()
    }

    /// What is needed and not there, in words.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let found: Vec<Meaning> =
            self.normalised.iter().filter_map(|name| aliases::lookup(name)).map(|(meaning, _)| meaning).collect();
        let mut missing = Vec::new();
        for (role, word) in [
            (Role::Identity, "identity"),
            (Role::Time, "time"),
            (Role::Latitude, "latitude"),
            (Role::Longitude, "longitude"),
        ] {
            let present = found.iter().any(|&meaning| {
                meaning == Meaning::Role(role)
                    || (role == Role::Time && matches!(meaning, Meaning::Date | Meaning::Clock))
            });
            if !present {
                missing.push(word);
            }
        }
        missing
    }
}

/// Splits the record that starts at `start`; where the next one starts.
pub(super) fn split_record(sample: &[u8], start: usize, delimiter: u8) -> Option<(csv::ByteRecord, usize)> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(sample.get(start..)?);
    let mut record = csv::ByteRecord::new();
    // Reading from memory cannot fail, and bytes need no UTF-8.
    if !reader.read_byte_record(&mut record).ok()? {
        return None;
    }
    let mut end = start + usize::try_from(reader.position().byte()).ok()?;
    if sample.get(end) == Some(&b'\n') && end > 0 && sample[end - 1] == b'\r' {
        end += 1;
    }
    Some((record, end))
}

/// The first lines and where they start.
fn lines(sample: &[u8], start: usize) -> impl Iterator<Item = usize> {
    let newlines = memchr::memchr_iter(b'\n', &sample[start..]).map(move |at| start + at + 1);
    std::iter::once(start).chain(newlines).filter(|&at| at < sample.len())
}

/// The header: the first record of names among the first lines that has all that is needed; failing that, the
/// record with the most known names.
pub(super) fn find(sample: &[u8], start: usize) -> Result<Header, Option<Header>> {
    let mut best: Option<Header> = None;
    for (line, at) in lines(sample, start).take(MOST_METADATA_LINES + 1).enumerate() {
        let Some(header) = read(sample, at, line) else { continue };
        if header.missing().is_empty() {
            return Ok(header);
        }
        if best.as_ref().is_none_or(|best| header.known() > best.known()) {
            best = Some(header);
        }
    }
    Err(best)
}

/// The record at a place as names, split by the delimiter by which most of them are known.
fn read(sample: &[u8], at: usize, metadata_lines: usize) -> Option<Header> {
    let mut best: Option<Header> = None;
    for delimiter in DELIMITERS {
        let Some((record, data_start)) = split_record(sample, at, delimiter) else { continue };
        for encoding in encodings(&record) {
            let names: Vec<String> = record.iter().map(|name| decode(name, encoding).trim().to_owned()).collect();
            let normalised = names.iter().map(|name| aliases::normalise(name)).collect();
            let header = Header { names, normalised, delimiter, encoding, metadata_lines, data_start };
            if best.as_ref().is_none_or(|best| header.known() > best.known()) {
                best = Some(header);
            }
        }
    }
    best
}

/// The encodings a record of names may have, UTF-8 first.
fn encodings(record: &csv::ByteRecord) -> Vec<TextEncoding> {
    let is_utf8 = record.iter().all(|name| std::str::from_utf8(name).is_ok());
    match is_utf8 || !cfg!(feature = "encodings") {
        true => vec![TextEncoding::Utf8],
        false => vec![TextEncoding::Utf8, TextEncoding::Cp949],
    }
}

fn decode(name: &[u8], encoding: TextEncoding) -> std::borrow::Cow<'_, str> {
    match encoding {
        #[cfg(feature = "encodings")]
        TextEncoding::Cp949 => encoding_rs::EUC_KR.decode_without_bom_handling(name).0,
        _ => String::from_utf8_lossy(name),
    }
}
