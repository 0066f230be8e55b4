//! The seam between the field walker and the dialects: which column holds what, and how to read it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ingest::RejectReason;
use crate::ingest::columns::ColumnLayout;
use crate::{Fix, Mmsi, VesselFacts};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// Who it is: an MMSI, or any other text.
    Identity,
    /// The whole time, or the date where the time of day has a column of its own.
    Time,
    /// The time of day.
    TimeOfDay,
    /// Latitude, north positive.
    Latitude,
    /// Longitude, east positive.
    Longitude,
    /// Speed over ground.
    Sog,
    /// Course over ground.
    Cog,
    /// True heading, degrees.
    Heading,
    /// Navigational status, a code or words.
    Status,
    /// The AIS message type; tells static messages from position reports.
    MessageType,
    /// Ship's name.
    Name,
    /// Call sign.
    CallSign,
    /// IMO ship number.
    Imo,
    /// AIS ship type, a code or words.
    ShipType,
    /// Length over all, metres.
    Length,
    /// Beam, metres.
    Width,
    /// Class of the transceiver.
    Class,
}

impl Role {
    pub(crate) const COUNT: usize = 17;
    pub(crate) const ALL: [Role; Role::COUNT] = [
        Role::Identity,
        Role::Time,
        Role::TimeOfDay,
        Role::Latitude,
        Role::Longitude,
        Role::Sog,
        Role::Cog,
        Role::Heading,
        Role::Status,
        Role::MessageType,
        Role::Name,
        Role::CallSign,
        Role::Imo,
        Role::ShipType,
        Role::Length,
        Role::Width,
        Role::Class,
    ];
    /// The roles from this one on are facts of the vessel, not of the fix.
    pub(crate) const FIRST_FACT: Role = Role::Name;

    /// The name in reports and mappings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Role::Identity => "identity",
            Role::Time => "time",
            Role::TimeOfDay => "time_of_day",
            Role::Latitude => "latitude",
            Role::Longitude => "longitude",
            Role::Sog => "sog",
            Role::Cog => "cog",
            Role::Heading => "heading",
            Role::Status => "status",
            Role::MessageType => "message_type",
            Role::Name => "name",
            Role::CallSign => "call_sign",
            Role::Imo => "imo",
            Role::ShipType => "ship_type",
            Role::Length => "length",
            Role::Width => "width",
            Role::Class => "class",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
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

    /// For each column up to the last that is needed, its role. No role stands twice. Where a column means different
    /// things in different records, the role is only the slot in which [`parse`](Layout::parse) looks for it.
    fn columns(&self) -> &[Option<Role>];

    /// Whether [`parse`](Layout::parse) looks at this slot. The others are for facts alone, and may stay empty where no
    /// facts are wanted.
    fn fixes_need(&self, slot: Role) -> bool {
        slot < Role::FIRST_FACT
    }

    /// The layout as one whose columns each have one role, where it is.
    fn as_columns(&self) -> Option<&ColumnLayout> {
        None
    }

    /// Reads a record into a fix with its identity.
    fn parse<'a>(&self, row: &RowFields<'a>) -> Result<ParsedRow<'a>, RejectReason>;

    /// The identity of a record, whether or not it has a position: static messages have facts too.
    fn identity<'a>(&self, row: &RowFields<'a>) -> Option<Identity<'a>>;

    /// Reads the facts of a record, counted as `rows` rows. What cannot be read is left out. Only the fields from
    /// [`Role::FIRST_FACT`] on are looked at: records that agree in these have the same facts.
    fn facts(&self, row: &RowFields<'_>, rows: u64) -> VesselFacts;
}
