//! darkwake finds suspicious behaviour of ships in AIS position data.

pub mod detect;
mod error;
mod event;
mod fix;
pub mod geodesy;
mod index;
mod ingest;
pub mod output;
mod pipeline;
mod position;
pub mod scenario;
mod track;
mod units;
mod vessel;

pub use jiff::Timestamp;

pub use crate::error::{Error, ErrorKind, InputPosition, ParamError, Result};
pub use crate::event::{
    Event, EventId, EventKind, EventType, GapEvidence, LoiteringEvidence, UndeterminedReason, Verdict,
};
pub use crate::fix::{Fix, NavStatus};
pub use crate::index::{GeoBox, NearFix, NearHull, Passage, Region, RegionVisit, TrackIndex};
pub use crate::ingest::{Fixes, FixesBuilder, ReadReport, RejectExample, RejectReason, RowAccount};
pub use crate::position::Position;
pub use crate::track::{Hull, NoiseFix, NoiseKind, Track, TrackParams, TrackSet, Vessel};
pub use crate::units::{EARTH_RADIUS_M, METRES_PER_NM};
pub use crate::vessel::{AisClass, Mmsi, MmsiKind, ShipCategory, ShipType, Variants, VesselFacts, VesselId};
