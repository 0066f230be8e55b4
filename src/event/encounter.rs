//! What is known about a meeting of two ships.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::event::Tell;
use crate::{Event, Position};

/// What is known about a meeting of two ships. The event's own vessel has the smaller identity; what is of the other ship is
/// named so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EncounterEvidence {
    /// The time within the distance, in hours; from `start` to `end` it may be more.
    pub within_h: f64,
    /// In how many spans.
    pub spans_within: u32,
    /// The least distance, a WGS84 geodesic in metres.
    pub least_distance_m: f64,
    /// The distance that was not exceeded for half of the time within, in metres.
    pub median_distance_m: f64,
    /// The mean distance over the time within, in metres.
    pub mean_distance_m: f64,
    /// The time-weighted median speed of the vessel over the time within, in knots.
    pub median_speed_kn: f64,
    /// The same of the other ship.
    pub other_median_speed_kn: f64,
    /// Fixes of the vessel while within.
    pub fixes_within: u32,
    /// Fixes of the other ship while within.
    pub other_fixes_within: u32,
    /// What sort of ships they are, in the order of the names: `cargo-fishing`.
    pub type_pair: String,
    /// What sort of ship the vessel is: by the list of vessels, else by its AIS ship type; see [`Vessel::class`](crate::Vessel::class).
    pub ship_class: String,
    /// What sort of ship the other is.
    pub other_ship_class: String,
    /// Where the other ship was at the start, to the micro-degree: the identity of the event rests on it.
    pub other_start: Position,
    /// Where the other ship was at the end.
    pub other_end: Position,
    /// From the nearest port or anchorage to the mean position of both, in metres; `None` where the chart has none.
    pub distance_from_port_m: Option<f64>,
    /// Whether one of them was silent for a part of the time between `start` and `end`.
    pub silent_between: bool,
    /// Whether a silence, or the beginning of the data, comes right before, so that the true start may be earlier.
    pub cut_at_start: bool,
    /// Whether a silence, or the end of the data, comes right after, so that the true end may be later.
    pub cut_at_end: bool,
}

impl Tell for EncounterEvidence {
    fn tell(&self, _: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            ": {}, {:.1} h within the distance, median {:.0} m, at {:.2} and {:.2} kn",
            self.type_pair, self.within_h, self.median_distance_m, self.median_speed_kn, self.other_median_speed_kn
        )?;
        match self.distance_from_port_m {
            Some(port_m) => write!(f, ", {:.0} km from port", port_m / 1000.0),
            None => Ok(()),
        }
    }
}
