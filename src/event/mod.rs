//! What was found: events, each with its evidence.

mod could_have;
mod encounter;
mod gap;
mod gathering;
mod id;
mod identity_conflict;
mod impossible_position;
mod json;
mod kind;
mod loitering;
mod port_visit;
mod position_jump;
mod surroundings;
#[cfg(test)]
mod tests;
mod zone_visit;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::could_have::{CouldHave, PortInReach, ShipInReach, ZoneInReach};
pub use self::encounter::EncounterEvidence;
pub use self::gap::{GapEvidence, ReceptionEvidence, UndeterminedReason};
pub use self::gathering::GatheringEvidence;
pub use self::id::EventId;
pub use self::identity_conflict::{IdentityConflictEvidence, SharedIdentity};
pub use self::impossible_position::{ImpossibleCause, ImpossiblePositionEvidence};
use self::kind::Tell;
pub use self::kind::{EventKind, EventType};
pub use self::loitering::LoiteringEvidence;
pub use self::port_visit::{PortCall, PortVisitEvidence};
pub use self::position_jump::PositionJumpEvidence;
pub use self::surroundings::{RegionName, Surroundings, Whereabouts};
pub use self::zone_visit::ZoneVisitEvidence;
use crate::fix::timestamp;
use crate::units::hours_from_ms;
use crate::{Fix, Mmsi, Position, VesselId};

/// One thing that a hull did, or that befell it.
///
/// As JSON it is one flat object with `type`, `lat`, `lon`, the evidence as an object of its own and, where the type
/// has one, the verdict.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// A hash of what, who, when and where.
    pub id: EventId,
    /// The identity under which the hull sailed.
    pub vessel: VesselId,
    /// The hull's number among those that share the identity, from 0 in the order of their first fixes.
    pub hull: u32,
    /// The other ship, for the kinds that are about two.
    pub other: Option<OtherShip>,
    /// When it started.
    pub start: Timestamp,
    /// When it ended; `None` while it is open at the end of the data.
    pub end: Option<Timestamp>,
    /// From start to end, or to the end of the data while open, in hours.
    pub duration_h: f64,
    /// How much of it was observed: the sum of its steps no longer than `max_step`, in hours.
    pub observed_h: f64,
    /// The representative position; see each kind.
    pub position: Position,
    /// Where the hull was when it started.
    pub start_position: Position,
    /// Where the hull was when it ended; `None` while it is open.
    pub end_position: Option<Position>,
    /// Where it lies on the chart; `None` without a chart.
    pub surroundings: Option<Box<Surroundings>>,
    /// What the rule concludes, for the kinds that conclude something.
    pub verdict: Option<Verdict>,
    /// What it is, with its evidence.
    pub kind: EventKind,
}

/// The other ship of an event that is about two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OtherShip {
    /// The identity under which it sailed.
    pub vessel: VesselId,
    /// Its number among the hulls that share the identity.
    pub hull: u32,
}

/// What a rule concludes about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// The silence is not explained by reception.
    LikelyDeliberate,
    /// Reception explains the silence.
    ExplainedByReception,
    /// More than one ship uses the identity: no ship can have sailed from one place to the other and back.
    SeveralShips,
    /// Others show the same at the same time, so it is not of this ship's doing.
    SharedByOthers,
    /// The evidence cannot tell; it names the reason.
    Undetermined,
}

/// A time and a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    /// Milliseconds since 1970.
    pub(crate) time_ms: i64,
    pub(crate) position: Position,
}

impl From<&Fix> for Moment {
    fn from(fix: &Fix) -> Moment {
        Moment { time_ms: fix.time_ms, position: fix.position }
    }
}

impl Event {
    /// An event of one hull between two moments, observed throughout, represented by its start; what is otherwise is for
    /// the caller to set.
    pub(crate) fn between(vessel: &VesselId, hull: u32, start: Moment, end: Moment, kind: EventKind) -> Event {
        let duration_h = hours_from_ms(end.time_ms - start.time_ms);
        Event {
            id: EventId::new(kind.event_type(), vessel, start),
            vessel: vessel.clone(),
            hull,
            other: None,
            start: timestamp(start.time_ms),
            end: Some(timestamp(end.time_ms)),
            duration_h,
            observed_h: duration_h,
            position: start.position,
            start_position: start.position,
            end_position: Some(end.position),
            surroundings: None,
            verdict: None,
            kind,
        }
    }

    /// An event of one hull that is open at the end of the data; otherwise as [`between`](Event::between).
    pub(crate) fn open(vessel: &VesselId, hull: u32, start: Moment, data_end_ms: i64, kind: EventKind) -> Event {
        let until = Moment { time_ms: data_end_ms, position: start.position };
        Event { end: None, end_position: None, ..Event::between(vessel, hull, start, until, kind) }
    }

    /// The vessel's MMSI, where its identity is one.
    pub fn mmsi(&self) -> Option<Mmsi> {
        self.vessel.mmsi()
    }

    /// The name of its type: `gap`, `loitering`, ...
    pub fn type_name(&self) -> &'static str {
        self.kind.name()
    }

    /// Whether it only may have happened, unseen in a silence: a possible visit is never counted as a visit.
    pub fn is_possible(&self) -> bool {
        matches!(&self.kind, EventKind::ZoneVisit(visit) if visit.possible)
    }

    /// What is most worth knowing of its evidence, in words.
    pub(crate) fn told(&self) -> String {
        struct Told<'a>(&'a Event);
        impl fmt::Display for Told<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.kind.tell(self.0, f)
            }
        }
        // It continues a line with a mark.
        Told(self).to_string().trim_start_matches([':', ';', ',', ' ']).to_owned()
    }

    /// Every hull that took part: its own, the other ship, the members of a gathering.
    pub fn hulls(&self) -> impl Iterator<Item = (&VesselId, u32)> {
        let members = match &self.kind {
            EventKind::Gathering(gathering) => gathering.hulls.as_slice(),
            _ => &[],
        };
        let own = (&self.vessel, self.hull);
        let others = self.other.iter().chain(members).map(|ship| (&ship.vessel, ship.hull));
        std::iter::once(own).chain(others.filter(move |ship| *ship != own))
    }

    /// Puts events into the order of every output: start, type, MMSI, vessel, hull, id.
    pub fn sort(events: &mut [Event]) {
        events.sort_by(|a, b| {
            (a.start, a.type_name(), &a.vessel, a.hull, a.id).cmp(&(b.start, b.type_name(), &b.vessel, b.hull, b.id))
        });
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.end.map_or("open".to_owned(), |end| format!("{end:.0}"));
        let (lat, lon) = (self.position.lat_deg(), self.position.lon_deg());
        write!(f, "{:<9} {}#{}", self.type_name(), self.vessel, self.hull)?;
        if let Some(other) = &self.other {
            write!(f, " and {}#{}", other.vessel, other.hull)?;
        }
        write!(f, " {:.0} to {end}, {:.1} h at {lat:.4}, {lon:.4}", self.start, self.duration_h)?;
        self.kind.tell(self, f)
    }
}
