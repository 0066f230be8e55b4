//! Where an event lies on the chart.

use serde::{Deserialize, Serialize};

/// Where an event lies on the chart: what is known of its two ends, and the zones around its position.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Surroundings {
    /// At its start.
    pub start: Whereabouts,
    /// At its end; `None` while it is open.
    pub end: Option<Whereabouts>,
    /// The zones that hold its representative position, in the order of the chart.
    pub regions: Vec<RegionName>,
}

/// What the chart says of one place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Whereabouts {
    /// The distance from shore in metres, 0 on land; `None` without a coastline.
    pub distance_from_shore_m: Option<f64>,
    /// The distance from the nearest port or anchorage in metres; `None` where the chart has none.
    pub distance_from_port_m: Option<f64>,
    /// The name of that port or anchorage.
    pub port: Option<String>,
}

/// A zone by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RegionName {
    /// What sort of zone it is, such as `eez` or `mpa`, where the chart says so.
    pub category: Option<String>,
    /// The identifier that the zone's source gives it, where there is one.
    pub id: Option<String>,
    /// The name.
    pub name: String,
}
