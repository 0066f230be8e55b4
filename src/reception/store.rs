//! Models as files.
//!
//! Magic, version, the parameters of learning, and the columns as LEB128 numbers, cells and hours as differences to the
//! row before; at the end the SHA-256 of all of it.

use std::io::{Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::reception::{
    Cell, CellHour, CellTotal, CellVisit, Count, FineCell, FineGrid, Reception, ReceptionParams, Silence, Silences,
    hour_range, over_hours, whole_cells,
};
use crate::{Error, ErrorKind, Result};

const MAGIC: &[u8; 8] = b"DWRECEPT";
const VERSION: u64 = 3;
const HASH_BYTES: usize = 32;

impl Reception {
    /// Writes the model, so that it can be [loaded](Reception::load).
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let doing = |source| Error::io(format!("writing {}", path.display()), source);
        let mut file = std::fs::File::create(path).map_err(doing)?;
        file.write_all(&self.to_bytes()).map_err(doing)
    }

    /// Reads a model that was [saved](Reception::save). What was decided by the time of learning, `max_bracket_h`,
    /// `dead_reckoning_h` and `cells_per_degree`, stays; the other parameters are those given.
    ///
    /// # Errors
    /// When the file cannot be read, is no model of reception, is of another version, or is damaged; when a parameter is out
    /// of its range.
    pub fn load(path: impl AsRef<Path>, params: &ReceptionParams) -> Result<Reception> {
        params.check()?;
        let path = path.as_ref();
        let mut bytes = Vec::new();
        let mut file = std::fs::File::open(path)
            .map_err(|source| Error::io(format!("reading the model of reception {}", path.display()), source))?;
        file.read_to_end(&mut bytes)
            .map_err(|source| Error::io(format!("reading the model of reception {}", path.display()), source))?;
        Reception::from_bytes(&bytes, params)
            .map_err(|wrong| Error::new(ErrorKind::Format(format!("{}: {wrong}", path.display()))))
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        put(&mut out, VERSION);
        out.extend(self.params.max_bracket_h.to_le_bytes());
        out.extend(self.params.dead_reckoning_h.to_le_bytes());
        put(&mut out, u64::from(self.params.cells_per_degree));
        put(&mut out, self.hulls.len() as u64);
        self.hulls.iter().for_each(|hull| out.extend(hull.to_le_bytes()));
        put(&mut out, self.hours.len() as u64);
        let mut last = (0, 0);
        for at in &self.hours {
            let hour = i64::from(at.hour);
            let from = if hour == last.0 { last.1 } else { 0 };
            put(&mut out, zigzag(hour - last.0));
            put(&mut out, u64::from(at.cell.0 - from));
            put(&mut out, at.count.expected);
            put(&mut out, at.count.heard);
            last = (hour, at.cell.0);
        }
        put(&mut out, self.visits.len() as u64);
        let mut last_cell = 0;
        for visit in &self.visits {
            put(&mut out, u64::from(visit.cell.0 - last_cell));
            put(&mut out, u64::from(visit.hull));
            let last_hour = visit.last_hour.map_or(0, |hour| 1 + zigzag(i64::from(hour)));
            put(&mut out, last_hour << 1 | u64::from(visit.is_lost));
            last_cell = visit.cell.0;
        }
        put(&mut out, self.totals.len() as u64);
        let mut last_cell = 0;
        for total in &self.totals {
            put(&mut out, u64::from(total.cell.0 - last_cell));
            total.positions.iter().chain(&total.ship_days).for_each(|&number| put(&mut out, number));
            last_cell = total.cell.0;
        }
        put(&mut out, self.silences.iter().len() as u64);
        let mut last_ms = 0;
        for silence in self.silences.iter() {
            put(&mut out, zigzag(silence.off_ms.wrapping_sub(last_ms)));
            put(&mut out, u64::from(silence.cell.0));
            put(&mut out, u64::from(silence.hull));
            put(&mut out, silence.span_ms.unsigned_abs() << 1 | u64::from(silence.is_open));
            last_ms = silence.off_ms;
        }
        let hash = Sha256::digest(&out);
        out.extend(hash);
        out
    }

    fn from_bytes(bytes: &[u8], params: &ReceptionParams) -> std::result::Result<Reception, String> {
        let Some(rest) = bytes.strip_prefix(MAGIC) else {
            return Err("this is no model of reception; one is written by --save-reception".to_owned());
        };
        let damaged = || "the model of reception is damaged or cut off".to_owned();
        let mut head = Columns { rest };
        let version = head.number().ok_or_else(damaged)?;
        if version != VERSION {
            let wanted = format!("this program reads version {VERSION}; learn it again with --save-reception");
            return Err(format!("this is a model of reception of version {version}; {wanted}"));
        }
        let body_end = bytes.len().checked_sub(HASH_BYTES).ok_or_else(damaged)?;
        let (body, hash) = bytes.split_at(body_end);
        if Sha256::digest(body).as_slice() != hash {
            return Err(damaged());
        }
        let rest = head.rest.len().checked_sub(HASH_BYTES).map(|length| &head.rest[..length]).ok_or_else(damaged)?;
        Columns { rest }.model(params).ok_or_else(damaged)
    }
}

/// The bytes that are still to be read.
struct Columns<'a> {
    rest: &'a [u8],
}

impl Columns<'_> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn word(&mut self) -> Option<[u8; 8]> {
        let (word, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*word)
    }

    /// A number of rows, each of which takes a byte at least.
    fn rows(&mut self) -> Option<usize> {
        let rows = usize::try_from(self.number()?).ok()?;
        (rows <= self.rest.len()).then_some(rows)
    }

    /// The cell so much after another.
    fn cell(&mut self, last: u32) -> Option<Cell> {
        let cell = Cell(last.checked_add(u32::try_from(self.number()?).ok()?)?);
        cell.is_valid().then_some(cell)
    }

    fn three(&mut self) -> Option<[u64; 3]> {
        Some([self.number()?, self.number()?, self.number()?])
    }

    fn model(mut self, params: &ReceptionParams) -> Option<Reception> {
        let max_bracket_h = f64::from_le_bytes(self.word()?);
        let dead_reckoning_h = f64::from_le_bytes(self.word()?);
        let cells_per_degree = u32::try_from(self.number()?).ok()?;
        let params = ReceptionParams { max_bracket_h, dead_reckoning_h, cells_per_degree, ..params.clone() };
        params.check().ok()?;
        let grid = FineGrid::new(cells_per_degree);
        let hulls = (0..self.rows()?).map(|_| self.word().map(u64::from_le_bytes)).collect::<Option<Vec<u64>>>()?;
        let mut last = (0, 0);
        let mut hour = |columns: &mut Self| {
            let hour = unzigzag(columns.number()?).checked_add(last.0)?;
            let from = if hour == last.0 { last.1 } else { 0_u32 };
            let cell = FineCell(from.checked_add(u32::try_from(columns.number()?).ok()?)?);
            let count = Count { expected: columns.number()?, heard: columns.number()? };
            last = (hour, cell.0);
            grid.has(cell).then_some(CellHour { hour: i32::try_from(hour).ok()?, cell, count })
        };
        let hours = (0..self.rows()?).map(|_| hour(&mut self)).collect::<Option<Vec<CellHour>>>()?;
        let mut last_cell = 0;
        let mut visit = |columns: &mut Self| {
            let cell = columns.cell(last_cell)?;
            last_cell = cell.0;
            let hull = u32::try_from(columns.number()?).ok()?;
            let packed = columns.number()?;
            let last_hour = match packed >> 1 {
                0 => None,
                hour => Some(i32::try_from(unzigzag(hour - 1)).ok()?),
            };
            Some(CellVisit { cell, hull, last_hour, is_lost: packed & 1 == 1 })
        };
        let visits = (0..self.rows()?).map(|_| visit(&mut self)).collect::<Option<Vec<CellVisit>>>()?;
        let over_hours = over_hours(&hours);
        let counts = whole_cells(&over_hours, grid);
        let mut last_cell = 0;
        let mut total = |columns: &mut Self| {
            let cell = columns.cell(last_cell)?;
            last_cell = cell.0;
            Some(CellTotal {
                positions: columns.three()?,
                ship_days: columns.three()?,
                ..CellTotal::of(cell, &counts, &visits)
            })
        };
        let totals = (0..self.rows()?).map(|_| total(&mut self)).collect::<Option<Vec<CellTotal>>>()?;
        let mut last_ms = 0_i64;
        let mut silence = |columns: &mut Self| {
            let off_ms = unzigzag(columns.number()?).wrapping_add(last_ms);
            last_ms = off_ms;
            let cell = FineCell(u32::try_from(columns.number()?).ok()?);
            let hull = u32::try_from(columns.number()?).ok()?;
            let packed = columns.number()?;
            let span_ms = (packed >> 1).cast_signed();
            grid.has(cell).then_some(Silence { off_ms, cell, hull, span_ms, is_open: packed & 1 == 1 })
        };
        let silences = (0..self.rows()?).map(|_| silence(&mut self)).collect::<Option<Vec<Silence>>>()?;
        let silences = Silences::new(silences, grid);
        let hour_range = hour_range(&hours);
        let model = Reception { params, hours, over_hours, visits, totals, hulls, silences, hour_range };
        self.rest.is_empty().then_some(model)
    }
}

fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63).cast_unsigned()
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::tracks;

    fn model() -> Reception {
        Reception::learn(&tracks(), &ReceptionParams::default()).unwrap()
    }

    #[test]
    fn a_saved_model_is_the_same() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("reception.bin");
        let model = model();
        assert!(model.cells() > 0 && model.hulls() > 0);
        model.save(&path).unwrap();
        assert_eq!(Reception::load(&path, &ReceptionParams::default()).unwrap(), model);
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_noticed() {
        let bytes = model().to_bytes();
        let read = |bytes: &[u8]| Reception::from_bytes(bytes, &ReceptionParams::default());
        for end in 0..bytes.len() {
            read(&bytes[..end]).unwrap_err();
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            read(&changed).unwrap_err();
        }
    }

    #[test]
    fn other_files_and_versions_are_refused_in_words() {
        let read = |bytes: &[u8]| Reception::from_bytes(bytes, &ReceptionParams::default()).unwrap_err();
        insta::assert_snapshot!(read(b"mmsi,lat,lon"), @"this is no model of reception; one is written by --save-reception");
        let mut other = model().to_bytes();
        other[MAGIC.len()] = 9;
        insta::assert_snapshot!(read(&other), @"this is a model of reception of version 9; this program reads version 3; learn it again with --save-reception");
        insta::assert_snapshot!(read(&model().to_bytes()[..40]), @"the model of reception is damaged or cut off");
    }

    #[test]
    fn numbers_of_every_size_go_there_and_back() {
        for number in [0, 1, -1, 63, -64, i64::MAX, i64::MIN] {
            let mut bytes = Vec::new();
            put(&mut bytes, zigzag(number));
            assert_eq!(Columns { rest: &bytes }.number().map(unzigzag), Some(number));
        }
    }
}
