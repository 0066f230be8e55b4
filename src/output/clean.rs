//! Rows as one clean table, whatever dialect they came in.
//!
//! The columns have the names of MarineCadastre.gov, since most tools know them; [`Reader`](crate::Reader) reads the table back as it was.

use std::io::{self, Write};

use crate::text_cell::text_cell;
use crate::{Fix, Row, Timestamp, TrackSet, VesselFacts, VesselId};

/// The columns of the clean table.
///
/// | column | what |
/// |---|---|
/// | `MMSI` | the identity: an MMSI, or any other text |
/// | `BaseDateTime` | ISO 8601, UTC, with milliseconds where they are not 0 |
/// | `LAT`, `LON` | degrees, every digit |
/// | `SOG`, `COG`, `Heading` | knots and degrees, in hundredths at most; blank where not available |
/// | `VesselName`, `IMO`, `CallSign` | trimmed; IMO numbers with the prefix |
/// | `VesselType`, `Status` | codes of ITU-R M.1371 |
/// | `Length`, `Width` | whole metres |
/// | `TransceiverClass` | A or B |
pub const CLEAN_COLUMNS: [&str; 15] = [
    "MMSI",
    "BaseDateTime",
    "LAT",
    "LON",
    "SOG",
    "COG",
    "Heading",
    "VesselName",
    "IMO",
    "CallSign",
    "VesselType",
    "Status",
    "Length",
    "Width",
    "TransceiverClass",
];

/// The column of the hull that tracks have besides.
pub(super) const HULL_COLUMN: &str = "Hull";

/// Takes the rows of the clean table.
pub trait CleanTable {
    /// Writes a row.
    ///
    /// # Errors
    /// When writing fails.
    fn row(&mut self, row: &Row<'_>, hull: Option<u32>) -> io::Result<()>;

    /// Writes what is left.
    ///
    /// # Errors
    /// When writing fails.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// The clean table as CSV. A text that a spreadsheet would take for a formula gets an apostrophe in front, which is taken away
/// when the table is read back.
#[derive(Debug)]
pub struct CleanCsv<W: Write> {
    csv: ::csv::Writer<W>,
    has_hulls: bool,
    record: ::csv::StringRecord,
}

impl<W: Write> CleanCsv<W> {
    /// Starts the table; with a column for the hull, where it is to hold tracks.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(writer: W, has_hulls: bool) -> io::Result<CleanCsv<W>> {
        let mut csv = ::csv::Writer::from_writer(writer);
        csv.write_record(CLEAN_COLUMNS.into_iter().chain(has_hulls.then_some(HULL_COLUMN)))?;
        Ok(CleanCsv { csv, has_hulls, record: ::csv::StringRecord::new() })
    }
}

impl<W: Write> CleanTable for CleanCsv<W> {
    fn row(&mut self, row: &Row<'_>, hull: Option<u32>) -> io::Result<()> {
        let Row { vessel, fix, facts } = row;
        let record = &mut self.record;
        let mut put = |text: &str| record.push_field(text);
        put(&text_cell(&vessel.to_string()));
        put(&time(fix.time()));
        put(&fix.position().lat_deg().to_string());
        put(&fix.position().lon_deg().to_string());
        for number in [fix.sog_kn(), fix.cog_deg(), fix.heading_deg()] {
            put(&text(number));
        }
        put(&text_cell(facts.name.best().map_or("", String::as_str)));
        put(&text(imo(facts)));
        put(&text_cell(facts.call_sign.best().map_or("", String::as_str)));
        put(&text(facts.ship_type.best().map(|ship_type| ship_type.0)));
        put(&text(fix.status().map(crate::NavStatus::code)));
        put(&text(facts.length_m.best()));
        put(&text(facts.width_m.best()));
        put(class(facts));
        if self.has_hulls {
            put(&text(hull));
        }
        self.csv.write_record(&self.record)?;
        self.record.clear();
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.csv.flush()
    }
}

fn text(value: Option<impl ToString>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

/// As MarineCadastre.gov writes times, with milliseconds where there are any.
fn time(time: Timestamp) -> String {
    let civil = jiff::tz::Offset::UTC.to_datetime(time);
    match time.subsec_nanosecond() {
        0 => civil.to_string(),
        _ => format!("{civil:.3}"),
    }
}

/// The IMO number with its prefix.
pub(super) fn imo(facts: &VesselFacts) -> Option<String> {
    facts.imo.best().map(|imo| format!("IMO{imo:07}"))
}

/// The class of the transceiver in a letter.
pub(super) fn class(facts: &VesselFacts) -> &'static str {
    match facts.class.best() {
        Some(crate::AisClass::A) => "A",
        Some(crate::AisClass::B) => "B",
        None => "",
    }
}

/// Writes every fix of every track into a clean table, by vessel, hull and time, and then those that were set aside as noise, without a hull.
/// Each has the most frequent facts of its vessel. Returns how many rows that is.
///
/// # Errors
/// When writing fails.
pub fn tracks_to_table(tracks: &TrackSet, table: &mut dyn CleanTable) -> io::Result<u64> {
    let mut rows = 0;
    let mut put = |vessel: &VesselId, fix: Fix, facts: &VesselFacts, hull: Option<u32>| {
        rows += 1;
        table.row(&Row { vessel, fix, facts }, hull)
    };
    for track in tracks.iter() {
        let vessel = track.vessel();
        for fix in track.iter() {
            put(&vessel.id, fix, &vessel.facts, Some(track.hull()))?;
        }
    }
    for noise in tracks.noise() {
        let vessel = &tracks.vessels()[noise.vessel as usize];
        put(&vessel.id, noise.fix, &vessel.facts, None)?;
    }
    Ok(rows)
}
