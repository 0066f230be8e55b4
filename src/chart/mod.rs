//! The fixed sea: land and the distance from shore, ports and anchorages, zones.
//!
//! A [`Chart`] is optional everywhere. Without one the rules still run; the conditions that need it are off, and the
//! summary names them.

mod anchorages;
mod file;
mod geojson;
mod inventory;
mod land;
mod ports;
mod ports_csv;
mod ports_read;
mod shape;
mod zones;

use std::sync::Arc;

use rayon::prelude::*;

pub use self::anchorages::{Anchorage, Anchorages, AnchoragesBuilder};
pub use self::geojson::{PropertyKeys, polygons_from_geojson};
pub use self::inventory::{ChartInventory, ChartLayer, ChartSource};
#[cfg(feature = "world")]
pub use self::land::WORLD_LAND_ERROR_M;
pub use self::land::{Land, LandError, RingFault, ShoreCursor};
pub use self::ports::{NearPort, Port, PortKind, Ports};
pub(crate) use self::shape::pieces_of_ring;
pub(crate) use self::zones::Follower;
pub use self::zones::{Passage, Zone, Zones};
use crate::event::{Surroundings, Whereabouts};
use crate::{Event, Position};

/// What is known of the fixed sea. Cheap to clone: the clones share it.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    land: Option<Arc<Land>>,
    ports: Arc<Ports>,
    zones: Arc<Zones>,
    files: Arc<[ChartSource]>,
}

impl Chart {
    /// A chart on which nothing is drawn yet.
    pub fn new() -> Chart {
        Chart::default()
    }

    /// The chart that is built into the crate (feature `world`): its coastline, without ports.
    ///
    /// Every call gives the same coastline, which the first one decodes; see [`Land::world`].
    #[cfg(feature = "world")]
    pub fn world() -> Chart {
        Chart { land: Some(Land::world()), ..Chart::default() }
    }

    /// Puts a coastline on the chart, in place of the one before.
    #[must_use]
    pub fn with_land(self, land: Land) -> Chart {
        Chart { land: Some(Arc::new(land)), ..self }
    }

    /// Puts ports and anchorages on the chart, in place of those before.
    #[must_use]
    pub fn with_ports(self, ports: Ports) -> Chart {
        Chart { ports: Arc::new(ports), ..self }
    }

    /// Puts zones on the chart, in place of those before.
    #[must_use]
    pub fn with_zones(self, zones: Zones) -> Chart {
        Chart { zones: Arc::new(zones), ..self }
    }

    /// The coastline, where the chart has one.
    pub fn land(&self) -> Option<&Land> {
        self.land.as_deref()
    }

    /// Ports and anchorages.
    pub fn ports(&self) -> &Ports {
        &self.ports
    }

    /// Zones.
    pub fn zones(&self) -> &Zones {
        &self.zones
    }

    /// The distance from shore in metres, 0 on land; `None` without a coastline.
    pub fn distance_from_shore_m(&self, position: Position) -> Option<f64> {
        self.land.as_ref().map(|land| land.distance_m(position))
    }

    /// The same to the last bit, and several times as fast for places that lie near the last one that this cursor was asked
    /// about.
    pub fn distance_from_shore_along_m(&self, position: Position, cursor: &mut ShoreCursor) -> Option<f64> {
        self.land.as_ref().map(|land| land.distance_along_m(position, cursor))
    }

    /// The nearest port or anchorage and its distance; `None` where the chart has none.
    pub fn nearest_port(&self, position: Position) -> Option<NearPort<'_>> {
        self.ports.nearest(position)
    }

    /// The port or anchorage that a ship at this position is in; see [`Ports::in_port`]. A ship that lies still there, or
    /// falls silent there, does nothing remarkable.
    pub fn in_port(&self, position: Position) -> Option<NearPort<'_>> {
        self.ports.in_port(position)
    }

    /// What the chart says of one place.
    pub fn whereabouts(&self, position: Position) -> Whereabouts {
        let near = self.nearest_port(position);
        Whereabouts {
            distance_from_shore_m: self.distance_from_shore_m(position),
            distance_from_port_m: near.map(|near| near.distance_m),
            port: near.map(|near| near.port.name.clone()),
        }
    }

    /// Sets the surroundings of events.
    pub fn surround(&self, events: &mut [Event]) {
        events.par_iter_mut().for_each(|event| event.surroundings = Some(Box::new(self.surroundings(event))));
    }

    /// Where an event lies on the chart.
    pub fn surroundings(&self, event: &Event) -> Surroundings {
        Surroundings {
            start: self.whereabouts(event.start_position),
            end: event.end_position.map(|position| self.whereabouts(position)),
            regions: self.zones.containing(event.position).map(Zone::region).collect(),
        }
    }
}
