//! What is known about a silence.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event::{CouldHave, Tell};
use crate::fix::serialize_rfc3339_or_null;
use crate::{Event, Fix};

/// What is known about a silence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GapEvidence {
    /// The last fix before the silence.
    pub off: Fix,
    /// The first fix after it; `None` while the gap is open.
    pub on: Option<Fix>,
    /// WGS84 geodesic from OFF to ON in metres.
    pub distance_m: Option<f64>,
    /// That distance over the duration, in knots.
    pub implied_speed_kn: Option<f64>,
    /// Fixes heard in the 12 hours before the silence, the OFF fix included.
    pub fixes_12h_before: u32,
    /// Whether the ON fix lies after the end of the data, on its own in time: its clock may be wrong.
    pub on_after_data_end: bool,
    /// When the hull's gap before this one ended.
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    pub previous_gap_end: Option<Timestamp>,
    /// When the hull's next gap starts.
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    pub next_gap_start: Option<Timestamp>,
    /// The rule of Welch et al. 2022; `None` where it cannot be computed.
    pub welch2022: Option<bool>,
    /// Why the verdict is undetermined.
    pub reason: Option<UndeterminedReason>,
    /// What it could hide; `None` until that is judged, and where too much would be in reach.
    #[serde(default)]
    pub could_have: Option<Box<CouldHave>>,
}

/// Why a verdict is undetermined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UndeterminedReason {
    /// No model of reception was given, so it is not known what could have been heard.
    NoReceptionModel,
    /// The identity cannot be that of one ship, so it says nothing of who uses it: see [`IdentityKind`](crate::IdentityKind).
    PlaceholderIdentity,
    /// Too often a very fast ship could have gone from one place to the other.
    WithinReach,
    /// The fixes lie on the ship's own way at another time: it may be one ship with two clocks.
    WrongTime,
    /// What the ships say of themselves changes too often to rest on it.
    FlickeringFacts,
    /// No other ship shows the same at the time, so the cause cannot be told.
    NotShared,
}

impl Tell for GapEvidence {
    fn tell(&self, _: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(distance_m), Some(speed_kn)) = (self.distance_m, self.implied_speed_kn) {
            write!(f, ": reappeared {:.1} km away, {speed_kn:.1} kn implied", distance_m / 1000.0)?;
        }
        write!(f, "; {} fixes in the 12 h before", self.fixes_12h_before)
    }
}
