//! What a silence could hide: none of it was seen, all of it was within reach.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::VesselId;
use crate::event::EventId;
use crate::fix::serialize_rfc3339;

/// What a ship could have done in a silence, as far as its speed allows: see [`Reach`](crate::detect::Reach).
///
/// None of it was seen. It says where to look, not what happened. The lists hold the first few in the order of each; the
/// counts are of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CouldHave {
    /// The speed by which reach was judged, in knots.
    pub reach_speed_kn: f64,
    /// The time for which it was judged, in hours: the silence, of an open gap no more than `max_open_h` of it.
    pub time_h: f64,
    /// The way that can be covered in it, in metres.
    pub way_m: f64,
    /// How many zones were in reach; `None` without zones on the chart.
    pub zones_in_reach: Option<u32>,
    /// Those in which it could have been longest.
    pub zones: Vec<ZoneInReach>,
    /// How many ports and anchorages were in reach; `None` without any on the chart.
    pub ports_in_reach: Option<u32>,
    /// Those in which it could have been longest.
    pub ports: Vec<PortInReach>,
    /// How many ships that were heard meanwhile it could have met; `None` where the silence is too long to tell.
    pub seen_ships_in_reach: Option<u32>,
    /// Those with the highest score.
    pub seen_ships: Vec<ShipInReach>,
    /// How many ships that were silent meanwhile it could have met; likewise.
    pub silent_ships_in_reach: Option<u32>,
    /// Those with the highest score. A ship that was heard for a part of the time may stand among both.
    pub silent_ships: Vec<ShipInReach>,
}

/// A zone in which a ship could have been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ZoneInReach {
    /// The name of the zone.
    pub name: String,
    /// The identifier that its source gives it.
    pub id: Option<String>,
    /// What sort of zone it is.
    pub category: Option<String>,
    /// WGS84 distance from the fix before the silence, in metres; 0 inside.
    pub distance_m: f64,
    /// The earliest that it can have been there.
    #[serde(serialize_with = "serialize_rfc3339")]
    pub earliest: Timestamp,
    /// The longest that it can have been inside, in hours.
    pub at_most_h: f64,
}

/// A port or an anchorage in which a ship could have been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PortInReach {
    /// Its name.
    pub name: String,
    /// Its identifier.
    pub id: String,
    /// The country, as its source writes it.
    pub country: Option<String>,
    /// WGS84 distance from the fix before the silence, in metres.
    pub distance_m: f64,
    /// The earliest that it can have been there.
    #[serde(serialize_with = "serialize_rfc3339")]
    pub earliest: Timestamp,
    /// The longest that it can have been there, in hours.
    pub at_most_h: f64,
}

/// A ship that another, silent one could have met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShipInReach {
    /// The identity under which it sailed.
    pub vessel: VesselId,
    /// Its number among the hulls that share the identity.
    pub hull: u32,
    /// The gap of a ship that was silent too; `None` of one that was heard.
    pub gap: Option<EventId>,
    /// The earliest that the two can have been together.
    #[serde(serialize_with = "serialize_rfc3339")]
    pub earliest: Timestamp,
    /// The longest that they can have been together, in hours: with a silent ship, at one place.
    pub at_most_h: f64,
    /// Of that, hours in which the other was seen to be slow, away from ports; 0 for a silent ship.
    pub slow_h: f64,
    /// Where: with a ship that was heard, where it was slow, or else heard, with the least way there and back; with a silent
    /// one, the place of the longest meeting.
    pub lat: f64,
    /// Likewise.
    pub lon: f64,
    /// What the ranking goes by: the share of the silence, 0 to 1, that the two could have lain together; of two silences,
    /// of their geometric mean. It is no probability.
    pub score: f64,
}
