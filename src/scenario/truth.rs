//! What truly happened, in a form that any list of events can be compared with.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::VesselId;

/// A behaviour that a truth can speak of, by the names that events carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Behaviour {
    /// A silence of more than 6 hours.
    Gap,
    /// A stay slower than 2 knots, observed for at least 2 hours in steps of at most an hour.
    Loitering,
    /// Two ships within 500 m of each other for at least 2 hours, both slow.
    Encounter,
    /// More than 20 ships within reach of one another.
    Gathering,
    /// A call at a port.
    PortVisit,
    /// A stay inside of a zone, as far as it was observed in steps of at most an hour; an excursion of at most an hour and
    /// 500 m does not end it.
    ZoneVisit,
    /// Fishing.
    Fishing,
    /// Two ships that use one identity at the same time.
    IdentityConflict,
    /// A run of reported positions that jumps away and returns.
    PositionJump,
    /// A position where no ship can be.
    ImpossiblePosition,
}

impl Behaviour {
    /// The behaviour with this name in `type`, if it is known.
    pub fn from_name(name: &str) -> Option<Behaviour> {
        ALL.into_iter().find(|behaviour| behaviour.name() == name)
    }

    /// The name that events carry in `type`.
    pub fn name(self) -> &'static str {
        match self {
            Behaviour::Gap => "gap",
            Behaviour::Loitering => "loitering",
            Behaviour::Encounter => "encounter",
            Behaviour::Gathering => "gathering",
            Behaviour::PortVisit => "port_visit",
            Behaviour::ZoneVisit => "zone_visit",
            Behaviour::Fishing => "fishing",
            Behaviour::IdentityConflict => "identity_conflict",
            Behaviour::PositionJump => "position_jump",
            Behaviour::ImpossiblePosition => "impossible_position",
        }
    }
}

const ALL: [Behaviour; 10] = [
    Behaviour::Gap,
    Behaviour::Loitering,
    Behaviour::Encounter,
    Behaviour::Gathering,
    Behaviour::PortVisit,
    Behaviour::ZoneVisit,
    Behaviour::Fishing,
    Behaviour::IdentityConflict,
    Behaviour::PositionJump,
    Behaviour::ImpossiblePosition,
];

/// Why a ship was silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cause {
    /// The transponder was switched off.
    Deliberate,
    /// The receivers of the area had failed.
    Outage,
    /// Only satellites hear there, and no pass caught the ship.
    Sparse,
    /// It was sending, but by chance nothing was heard.
    Chance,
    /// It was sending, but was itself heard badly for hours, as with a failing antenna.
    Faded,
    /// It was outside of the area that is heard.
    LeftCoverage,
}

impl Cause {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Deliberate => "deliberate",
            Cause::Outage => "outage",
            Cause::Sparse => "sparse",
            Cause::Chance => "chance",
            Cause::Faded => "faded",
            Cause::LeftCoverage => "left_coverage",
        }
    }
}

/// Whether anybody could know that a silent ship would have been heard, had it sent. It is told by what the simulator knows,
/// whatever a rule may count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Support {
    /// Good reception: in most of its whole hours more than four fifths of the others within 150 km, 3 or more of them, were
    /// heard, and had the ship sent, the silence would have been as improbable as for [`Fair`](Support::Fair).
    Good,
    /// Fewer of the others were heard, yet had the ship sent, fewer than 0.05 silences as improbable would be expected in
    /// all ship-hours of the sea. That is the chance that none of its reports is heard in the whole hours of the silence in
    /// which at least 3 others were near, times the ships and the hours of the sea; of a ship that fades, the chance in
    /// such hours as it fades worst. The simulator alone knows it, since it knows every receiver.
    Fair,
    /// Others were near, but such silences come by chance too, somewhere in the sea.
    Weak,
    /// Fewer than 3 other ships were near, within 150 km, in half of its whole hours or more.
    Without,
}

/// Something that happened and that the rows show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrueEvent {
    /// What it is.
    #[serde(rename = "type")]
    pub behaviour: Behaviour,
    /// The identity under which the ship sailed.
    pub vessel: VesselId,
    /// Number of the ship among those with its identity, in the order of their first fixes.
    pub hull: u32,
    /// The other ship of an encounter; the larger identity of the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_vessel: Option<VesselId>,
    /// The zone of a zone visit, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// When it started. For a gap: the last fix before the silence.
    pub start: Timestamp,
    /// When it ended; none for a silence, or a stay in a zone, that lasts until the end of the data.
    pub end: Option<Timestamp>,
    /// Where, in degrees of latitude: a gap's last fix, otherwise the middle of the time.
    pub lat: f64,
    /// Where, in degrees of longitude.
    pub lon: f64,
    /// How far a reported start or end may lie from the true one, in seconds; 0 where the boundary is a fix.
    pub tolerance_s: u32,
    /// Why the ship was silent; gaps only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Whether anybody could know that the ship would have been heard, had it sent. Gaps of
    /// [`Airwaves`](crate::scenario::Airwaves) only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<Support>,
    /// Whether it lies within 20 nautical miles of the shore, at an anchorage or in a harbour. A rule that knows the
    /// coast leaves such loitering out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub near_shore: bool,
    /// Whether so little of it was heard, fewer than 3 fixes of a ship, that the rows do not show it. Nobody has to find it, and
    /// who does is right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unseen: bool,
}

impl TrueEvent {
    /// Whether nobody has to find it: it is [near the shore](TrueEvent::near_shore) or [unseen](TrueEvent::unseen).
    pub fn need_not_be_found(&self) -> bool {
        self.near_shore || self.unseen
    }

    /// Whether the silence was meant; none for what is no gap.
    pub fn is_deliberate(&self) -> Option<bool> {
        self.cause.map(|cause| cause == Cause::Deliberate)
    }
}

/// Something that looks like a behaviour and is none: whoever reports it here is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Decoy {
    /// What it could be taken for.
    #[serde(rename = "type")]
    pub behaviour: Behaviour,
    /// The identity it concerns.
    pub vessel: VesselId,
    /// From when.
    pub start: Timestamp,
    /// Until when.
    pub end: Timestamp,
    /// What it is in truth.
    pub why: String,
}

/// Something that a ship did while it was silent. No row shows it; it is among what its gap could hide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Hidden {
    /// When the silence started: the last fix before it.
    pub gap_start: Timestamp,
    /// The identity under which the ship sailed.
    pub vessel: VesselId,
    /// Number of the ship among those with its identity.
    pub hull: u32,
    /// What it did.
    #[serde(flatten)]
    pub deed: HiddenDeed,
}

/// What a ship did while it was silent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HiddenDeed {
    /// It lay beside another ship.
    Meeting {
        /// The other.
        vessel: VesselId,
        /// Whether that was silent too.
        silent: bool,
    },
    /// It called at a port.
    PortCall {
        /// The name of the port.
        port: String,
    },
}

impl HiddenDeed {
    /// Its name in tables of scores.
    pub fn name(&self) -> &'static str {
        match self {
            HiddenDeed::Meeting { silent: true, .. } => "meeting of two silent ships",
            HiddenDeed::Meeting { silent: false, .. } => "meeting with a ship that was heard",
            HiddenDeed::PortCall { .. } => "port call",
        }
    }
}

/// Everything that happened and shows in the rows, and what must not be taken for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Truth {
    /// The seed that made the sea.
    pub seed: u64,
    /// The first fix of any ship.
    pub data_start: Timestamp,
    /// The last fix of any ship.
    pub data_end: Timestamp,
    /// The behaviours of which every occurrence is listed; events of other types cannot be judged.
    pub covers: Vec<Behaviour>,
    /// What happened, by start, type, vessel and hull.
    pub events: Vec<TrueEvent>,
    /// What must not be reported.
    pub decoys: Vec<Decoy>,
    /// What ships did while they were silent, where the sea has such.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<Hidden>,
}

impl Truth {
    /// Reads a truth from JSON.
    ///
    /// # Errors
    /// When the text is no truth: [`ErrorKind::Format`](crate::ErrorKind::Format) says at which line and column.
    pub fn from_json(json: &str) -> crate::Result<Truth> {
        serde_json::from_str(json).map_err(|error| {
            crate::Error::new(crate::ErrorKind::Format(format!(
                "reading a truth: {error}; expected the JSON that `Truth::to_json` writes"
            )))
        })
    }

    /// Writes it as JSON with a line break at its end.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("a truth has only text keys and finite numbers");
        json.push('\n');
        json
    }
}
