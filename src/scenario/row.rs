//! Rows in the layout of MarineCadastre.

use std::io::{self, Write};

use crate::Position;
use crate::scenario::identity::Identity;

/// The header of MarineCadastre files since 2021: 17 columns.
pub(super) const HEADER: &str = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,\
                                 Length,Width,Draft,Cargo,TransceiverClass\n";

/// What AIS sends for "not available" (ITU-R M.1371-5, annex 8, table 45), in the units of [`Row`].
pub(super) const SOG_NOT_AVAILABLE: u16 = 1023;
pub(super) const COG_NOT_AVAILABLE: u16 = 3600;
pub(super) const HEADING_NOT_AVAILABLE: u16 = 511;
pub(super) const LAT_NOT_AVAILABLE: i32 = 9_100_000;
pub(super) const LON_NOT_AVAILABLE: i32 = 18_100_000;

/// One row, in the whole numbers that the file's decimals stand for. `None` is a blank field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Row {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub(super) epoch_s: i64,
    /// Index of the identity.
    pub(super) station: u32,
    pub(super) lat_e5: i32,
    pub(super) lon_e5: i32,
    pub(super) sog_tenths: Option<u16>,
    pub(super) cog_tenths: Option<u16>,
    pub(super) heading: Option<u16>,
    pub(super) status: Option<u8>,
}

impl Row {
    /// The position, unless it is "not available".
    pub(super) fn position(&self) -> Option<Position> {
        Position::new(f64::from(self.lat_e5) / 1e5, f64::from(self.lon_e5) / 1e5)
    }
}

/// A coordinate in hundred-thousandths of a degree, as MarineCadastre rounds it.
pub(super) fn e5(degrees: f64) -> i32 {
    (degrees * 1e5).round() as i32
}

/// Writes rows as CSV; the date of the last row is kept, as most rows share it.
pub(super) struct RowWriter<W> {
    out: W,
    day: i64,
    date: String,
}

impl<W: Write> RowWriter<W> {
    pub(super) fn new(mut out: W) -> io::Result<RowWriter<W>> {
        out.write_all(HEADER.as_bytes())?;
        Ok(RowWriter { out, day: i64::MIN, date: String::new() })
    }

    pub(super) fn into_inner(self) -> W {
        self.out
    }

    pub(super) fn write(&mut self, row: &Row, identity: &Identity) -> io::Result<()> {
        let (day, second) = (row.epoch_s.div_euclid(86_400), row.epoch_s.rem_euclid(86_400));
        if day != self.day {
            let midnight = jiff::Timestamp::from_second(day * 86_400).map_err(io::Error::other)?;
            (self.day, self.date) = (day, midnight.to_string()[..10].to_owned());
        }
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(self.out, "{},{}T{hour:02}:{minute:02}:{second:02},", identity.mmsi, self.date)?;
        self.write_e5(row.lat_e5)?;
        self.write_e5(row.lon_e5)?;
        self.write_tenths(row.sog_tenths)?;
        self.write_tenths(row.cog_tenths)?;
        match row.heading {
            Some(heading) => write!(self.out, "{heading}.0,")?,
            None => self.out.write_all(b",")?,
        }
        write!(self.out, "{},", identity.name_to_type)?;
        if let Some(status) = row.status {
            write!(self.out, "{status}")?;
        }
        writeln!(self.out, ",{}", identity.length_to_class)
    }

    fn write_e5(&mut self, value: i32) -> io::Result<()> {
        let sign = if value < 0 { "-" } else { "" };
        let magnitude = value.unsigned_abs();
        write!(self.out, "{sign}{}.{:05},", magnitude / 100_000, magnitude % 100_000)
    }

    fn write_tenths(&mut self, value: Option<u16>) -> io::Result<()> {
        match value {
            Some(value) => write!(self.out, "{}.{},", value / 10, value % 10),
            None => self.out.write_all(b","),
        }
    }
}
