//! The seam between the field walker and the dialects: which column holds what, and how to read it.

use crate::ingest::RejectReason;
use crate::{Fix, Mmsi, VesselFacts};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    Identity,
    /// The whole time, or the date where the time of day has a column of its own.
    Time,
    TimeOfDay,
    Latitude,
    Longitude,
    Sog,
    Cog,
    Heading,
    Status,
    /// Tells static messages from position reports.
    MessageType,
    Name,
    CallSign,
    Imo,
    ShipType,
    Length,
    Width,
    Class,
}

impl Role {
    pub(crate) const COUNT: usize = 17;
    /// The roles from this one on are facts of the vessel, not of the fix.
    pub(crate) const FIRST_FACT: Role = Role::Name;
}

/// The fields of one record that have a role, by role; `None` where the record has no such field.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RowFields<'a> {
    pub(crate) by_role: [Option<&'a [u8]>; Role::COUNT],
}

/// A row's identity: an MMSI, or any other text, trimmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Identity<'a> {
    Mmsi(Mmsi),
    Text(&'a [u8]),
}

/// A usable row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ParsedRow<'a> {
    pub(crate) identity: Identity<'a>,
    pub(crate) fix: Fix,
    /// How many optional fields (speed, course, heading, status) could not be read; they became "not available".
    pub(crate) unreadable_fields: u32,
}

/// How one input is read: made once by the dialect, then used for every record.
pub(crate) trait Layout: Send + Sync {
    /// The field delimiter.
    fn delimiter(&self) -> u8;

    /// For each column up to the last that is needed, its role. No role stands twice.
    fn columns(&self) -> &[Option<Role>];

    /// Reads a record into a fix with its identity.
    fn parse<'a>(&self, row: &RowFields<'a>) -> Result<ParsedRow<'a>, RejectReason>;

    /// Reads the facts of a record, counted as `rows` rows. What cannot be read is left out.
    fn facts(&self, row: &RowFields<'_>, rows: u64) -> VesselFacts;
}
