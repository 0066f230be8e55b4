//! The same fixes the plain way: blocks cut at newlines, each through `csv::ByteRecord` and the same field parsers. It is the
//! baseline of the benches, and a witness in tests.

use memchr::memchr;
use rayon::prelude::*;

use super::dialect::{Detected, DialectChoice, detect};
use super::fixes::{FixBlock, VesselKey};
use super::layout::{Identity, Layout, Role, RowFields};
use super::reader::SAMPLE_BYTES;
use crate::{Error, Fixes, Result};

/// How much is parsed at a time.
const BLOCK_BYTES: usize = 1 << 20;

/// Reads a file in memory. What it leaves out: quoted fields over several lines, identities that are no MMSI, facts of
/// vessels, and why a row was rejected.
///
/// # Errors
/// When the dialect cannot be decided, or `csv` gives up.
pub fn fixes_by_csv(name: &str, file: &[u8]) -> Result<Fixes> {
    let sample = &file[..file.len().min(SAMPLE_BYTES as usize)];
    let Detected { layout, data_start, .. } = detect(name, sample, &DialectChoice::Auto)?;
    let data_start = usize::try_from(data_start).map_or(file.len(), |start| start.min(file.len()));
    let parsed: Result<Vec<FixBlock>> =
        blocks(&file[data_start..]).into_par_iter().map(|block| parse(block, &*layout)).collect();
    let mut rows = FixBlock::default();
    parsed?.into_iter().for_each(|block| rows.append(block));
    Ok(Fixes { rows, ..Fixes::default() })
}

/// Cuts behind the first newline after every [`BLOCK_BYTES`].
fn blocks(mut rest: &[u8]) -> Vec<&[u8]> {
    let mut blocks = Vec::with_capacity(rest.len() / BLOCK_BYTES + 1);
    while !rest.is_empty() {
        let least = BLOCK_BYTES.min(rest.len());
        let end = memchr(b'\n', &rest[least..]).map_or(rest.len(), |newline| least + newline + 1);
        let (block, behind) = rest.split_at(end);
        blocks.push(block);
        rest = behind;
    }
    blocks
}

fn parse(block: &[u8], layout: &dyn Layout) -> Result<FixBlock> {
    let columns = layout.columns();
    let needed: Vec<(usize, Role)> = (0..columns.len())
        .filter_map(|column| Some((column, columns[column]?)))
        .filter(|&(_, role)| layout.fixes_need(role))
        .collect();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(layout.delimiter()).from_reader(block);
    let mut record = csv::ByteRecord::new();
    let mut fixes = FixBlock::default();
    while reader.read_byte_record(&mut record).map_err(|error| Error::io("csv gave up", error.into()))? {
        let mut row = RowFields::default();
        for &(column, role) in &needed {
            row.by_role[role as usize] = record.get(column);
        }
        if let Ok(parsed) = layout.parse(&row)
            && let Identity::Mmsi(mmsi) = parsed.identity
        {
            fixes.keys.push(VesselKey::from_mmsi(mmsi));
            fixes.columns.push(parsed.fix);
        }
    }
    Ok(fixes)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use crate::scenario::marine_cadastre_csv;
    use crate::{Reader, fixes_by_csv};

    #[test]
    fn the_reader_finds_the_fixes_that_csv_finds() {
        let csv = marine_cadastre_csv(20_000, 5);
        let by_csv = fixes_by_csv("sea.csv", &csv).unwrap();
        let reader = Reader::builder().reader("sea.csv", Cursor::new(csv)).facts(false).build().unwrap();
        let read = reader.read().unwrap();
        assert_eq!(read.len(), 20_000);
        assert!(by_csv.iter().eq(read.iter()));
    }
}
