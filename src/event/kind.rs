//! The kinds of events. A kind is one line of the list below, and a file of its own with its evidence.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Event;
use crate::event::{
    EncounterEvidence, GapEvidence, GatheringEvidence, IdentityConflictEvidence, ImpossiblePositionEvidence,
    LoiteringEvidence, PortVisitEvidence, PositionJumpEvidence, ZoneVisitEvidence,
};

/// How evidence reads at the end of an event's line for the eye.
pub(super) trait Tell {
    /// Writes what is most worth knowing; the line so far ends with the place.
    fn tell(&self, event: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident($evidence:ty) = $name:literal;)+) => {
        /// The kinds of events, each with its evidence.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum EventKind {
            $($(#[$doc])* $kind($evidence),)+
        }

        /// The types of events, without evidence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum EventType {
            $($(#[$doc])* #[serde(rename = $name)] $kind,)+
        }

        impl EventType {
            /// Every type there is, in the order of their names.
            pub const ALL: [EventType; [$($name),+].len()] = [$(EventType::$kind),+];

            /// The name in every output.
            pub fn name(self) -> &'static str {
                match self {
                    $(EventType::$kind => $name,)+
                }
            }
        }

        impl EventKind {
            /// The type, without the evidence.
            pub fn event_type(&self) -> EventType {
                match self {
                    $(EventKind::$kind(_) => EventType::$kind,)+
                }
            }

            pub(super) fn tell(&self, event: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(EventKind::$kind(evidence) => evidence.tell(event, f),)+
                }
            }

            pub(super) fn evidence(&self) -> EvidenceRef<'_> {
                match self {
                    $(EventKind::$kind(evidence) => EvidenceRef::$kind(evidence),)+
                }
            }

            /// The kind of this type with the evidence that stands in JSON.
            pub(super) fn from_json(event_type: EventType, evidence: serde_json::Value) -> serde_json::Result<EventKind> {
                match event_type {
                    $(EventType::$kind => <$evidence>::deserialize(evidence).map(EventKind::$kind),)+
                }
            }
        }

        /// The evidence alone, as JSON has it.
        #[derive(Serialize)]
        #[serde(untagged)]
        pub(super) enum EvidenceRef<'a> {
            $($kind(&'a $evidence),)+
        }
    };
}

// In the order of the names, which is that of every table.
kinds! {
    /// A meeting of two ships: see [`Encounter`](crate::detect::Encounter).
    Encounter(EncounterEvidence) = "encounter";
    /// A silence: see [`Gap`](crate::detect::Gap).
    Gap(GapEvidence) = "gap";
    /// A crowd of ships whose pairs are not listed: see [`Encounter`](crate::detect::Encounter).
    Gathering(GatheringEvidence) = "gathering";
    /// Two ships under one identity: see [`IdentityConflict`](crate::detect::IdentityConflict).
    IdentityConflict(IdentityConflictEvidence) = "identity_conflict";
    /// Positions where no ship can be: see [`ImpossiblePosition`](crate::detect::ImpossiblePosition).
    ImpossiblePosition(ImpossiblePositionEvidence) = "impossible_position";
    /// A slow stay: see [`Loitering`](crate::detect::Loitering).
    Loitering(LoiteringEvidence) = "loitering";
    /// A stay in port: see [`PortVisit`](crate::detect::PortVisit).
    PortVisit(PortVisitEvidence) = "port_visit";
    /// Positions that jump away and return: see [`PositionJump`](crate::detect::PositionJump).
    PositionJump(PositionJumpEvidence) = "position_jump";
    /// A stay in a zone, or a silence in which there may have been one: see [`ZoneVisit`](crate::detect::ZoneVisit).
    ZoneVisit(ZoneVisitEvidence) = "zone_visit";
}

impl EventKind {
    /// The name of the type in every output: `gap`, `loitering`, ...
    pub fn name(&self) -> &'static str {
        self.event_type().name()
    }
}
