//! The Danish Maritime Authority.
//!
//! `# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,
//! Ship type,Cargo type,Width,Length,...`: 26 columns, or 22 in older files, which may also lack the header, or have
//! semicolons and decimal commas. The day stands before the month.

use super::header::{DELIMITERS, Header, split_record};
use super::settle::Habits;
use super::{Dialect, Family, aliases};
use crate::ingest::columns::TextEncoding;
use crate::ingest::field;
use crate::ingest::time::TimeFormat;
use crate::ingest::words;

pub(super) const FAMILY: Family = Family {
    dialect: Dialect::Dma,
    recognise: |header| {
        let whole = header.has_all(&["timestamp", "typeofmobile", "mmsi"]);
        whole.then_some("the header has Timestamp and Type of mobile, as the Danish Maritime Authority has it")
    },
    habits: Habits { time: Some(TimeFormat::Dmy), ..Habits::NONE },
};

const COLUMNS: [&str; 26] = [
    "# Timestamp",
    "Type of mobile",
    "MMSI",
    "Latitude",
    "Longitude",
    "Navigational status",
    "ROT",
    "SOG",
    "COG",
    "Heading",
    "IMO",
    "Callsign",
    "Name",
    "Ship type",
    "Cargo type",
    "Width",
    "Length",
    "Type of position fixing device",
    "Draught",
    "Destination",
    "ETA",
    "Data source type",
    "A",
    "B",
    "C",
    "D",
];

/// The header that a file without one would have, known by the shape of its first record: a day, a type of mobile,
/// and 22 or 26 fields.
pub(super) fn implied_header(sample: &[u8], start: usize) -> Option<Header> {
    DELIMITERS.into_iter().find_map(|delimiter| {
        let (record, _) = split_record(sample, start, delimiter)?;
        let is_dma = matches!(record.len(), 22 | 26)
            && TimeFormat::Dmy.parse_ms(field::trim(&record[0])).is_some()
            && words::is_type_of_mobile(field::trim(&record[1]));
        is_dma.then(|| {
            let names: Vec<String> = COLUMNS[..record.len()].iter().map(|&name| name.to_owned()).collect();
            let normalised = names.iter().map(|name| aliases::normalise(name)).collect();
            let encoding = TextEncoding::Utf8;
            Header { names, normalised, delimiter, encoding, metadata_lines: 0, data_start: start }
        })
    })
}
