//! Ports and anchorages, and which of them is nearest.

use std::fmt;

use rstar::{AABB, PointDistance, RTree, RTreeObject};
use serde::{Deserialize, Serialize};

use crate::Position;
use crate::geodesy::{UnitVector, geodesic_m};

/// What stands for a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PortKind {
    /// A place where ships lie: within a few hundred metres of it.
    Anchorage,
    /// One point for a whole port, in a list such as the World Port Index: its berths may lie many kilometres away.
    Listed,
}

/// A port or an anchorage: a named point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Port {
    /// Its identifier, unique among the ports of a chart.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The country, as its source writes it.
    pub country: Option<String>,
    /// Where it is.
    pub position: Position,
    /// What stands for it.
    pub kind: PortKind,
}

impl Port {
    /// A port of this kind, without a country.
    pub fn new(id: impl Into<String>, name: impl Into<String>, position: Position, kind: PortKind) -> Port {
        Port { id: id.into(), name: name.into(), country: None, position, kind }
    }
}

/// A port, and how far it is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct NearPort<'a> {
    /// The port.
    pub port: &'a Port,
    /// WGS84 geodesic in metres.
    pub distance_m: f64,
}

/// Ports and anchorages, indexed by place.
#[derive(Clone, Default)]
pub struct Ports {
    ports: Vec<Port>,
    tree: RTree<Place>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    at: [f64; 3],
    index: u32,
}

impl RTreeObject for Place {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.at)
    }
}

impl PointDistance for Place {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        self.at.distance_2(point)
    }
}

fn axes(position: Position) -> [f64; 3] {
    let UnitVector { x, y, z } = position.into();
    [x, y, z]
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports").field("ports", &self.ports.len()).finish_non_exhaustive()
    }
}

impl Ports {
    /// These ports.
    pub fn new(ports: Vec<Port>) -> Ports {
        let places = (0..).zip(&ports).map(|(index, port)| Place { at: axes(port.position), index }).collect();
        Ports { tree: RTree::bulk_load(places), ports }
    }

    /// Every port, in the order given.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Port> {
        self.ports.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ports.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ports.is_empty()
    }

    /// The nearest port by great circle; `None` where there is none.
    pub fn nearest(&self, position: Position) -> Option<NearPort<'_>> {
        let place = self.tree.nearest_neighbor(axes(position))?;
        let port = &self.ports[place.index as usize];
        Some(NearPort { port, distance_m: geodesic_m(position, port.position) })
    }
}
