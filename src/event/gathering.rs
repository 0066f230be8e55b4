//! What is known about a crowd of ships.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Event;
use crate::event::{OtherShip, Tell};

/// What is known about a crowd of ships. The event's own vessel is the smallest identity that was crowded at the start;
/// its position is the mean of all members, each counting once for every half hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GatheringEvidence {
    /// Ships that belonged to it at some time.
    pub members: u32,
    /// Those of them that had too many partners to list them all.
    pub crowded: u32,
    /// The most members in one half hour.
    pub most_at_once: u32,
    /// The most pairs within the distance in one half hour of which one ship at least was crowded. They are counted and not
    /// listed.
    pub most_pairs_at_once: u64,
    /// The largest distance of a member from the event's position, in metres.
    pub radius_m: f64,
    /// From the nearest port or anchorage to the event's position, in metres; `None` where the chart has none.
    pub distance_from_port_m: Option<f64>,
    /// Whether the data starts in its first half hour, so that its true start may be earlier.
    pub cut_at_start: bool,
    /// Whether the data ends in its last half hour, so that its true end may be later.
    pub cut_at_end: bool,
    /// Every member, by identity and hull.
    pub hulls: Vec<OtherShip>,
}

impl Tell for GatheringEvidence {
    fn tell(&self, _: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, ": {} ships, {} at once, within {:.0} m", self.members, self.most_at_once, self.radius_m)?;
        match self.distance_from_port_m {
            Some(port_m) => write!(f, ", {:.0} km from port", port_m / 1000.0),
            None => Ok(()),
        }
    }
}
