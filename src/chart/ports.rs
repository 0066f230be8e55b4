//! Ports and anchorages, and which of them is nearest.

use std::fmt;

use rstar::{AABB, PointDistance, RTree, RTreeObject};
use serde::{Deserialize, Serialize};

use crate::geodesy::{DistanceFrom, SPHERE_ERROR, UnitVector, chord2_from_m};
use crate::{EARTH_RADIUS_M, Position};

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

impl PortKind {
    /// Every kind, the more exact first.
    pub const ALL: [PortKind; 2] = [PortKind::Anchorage, PortKind::Listed];

    /// How near a ship comes that is in port, in metres: 3 km of an anchorage (Global Fishing Watch's port visits), 10 km of
    /// a listed port (whole minutes of arc, and harbours that stretch for miles).
    pub fn entry_distance_m(self) -> f64 {
        match self {
            PortKind::Anchorage => 3_000.0,
            PortKind::Listed => 10_000.0,
        }
    }

    /// How far a ship must go to have left it, in metres: 4 km from an anchorage (Global Fishing Watch's port visits), 12 km
    /// from a listed port.
    pub fn exit_distance_m(self) -> f64 {
        match self {
            PortKind::Anchorage => 4_000.0,
            PortKind::Listed => 12_000.0,
        }
    }

    /// The name in every output.
    pub fn name(self) -> &'static str {
        match self {
            PortKind::Anchorage => "anchorage",
            PortKind::Listed => "listed",
        }
    }
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
    /// One for each kind, in the order of [`PortKind::ALL`].
    trees: [RTree<Place>; PortKind::ALL.len()],
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

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports").field("ports", &self.ports.len()).finish_non_exhaustive()
    }
}

impl Ports {
    /// These ports.
    pub fn new(ports: Vec<Port>) -> Ports {
        let trees = PortKind::ALL.map(|kind| {
            let of_kind = (0..).zip(&ports).filter(|(_, port)| port.kind == kind);
            RTree::bulk_load(
                of_kind.map(|(index, port)| Place { at: UnitVector::from(port.position).axes(), index }).collect(),
            )
        });
        Ports { ports, trees }
    }

    /// These and more.
    #[must_use]
    pub fn with(mut self, more: impl IntoIterator<Item = Port>) -> Ports {
        self.ports.extend(more);
        Ports::new(self.ports)
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

    /// Whether there is one of this kind.
    pub fn has(&self, kind: PortKind) -> bool {
        self.tree(kind).size() > 0
    }

    /// The nearest port; `None` where there is none.
    pub fn nearest(&self, position: Position) -> Option<NearPort<'_>> {
        let of_kinds = PortKind::ALL.into_iter().filter_map(|kind| self.nearest_of(kind, position));
        of_kinds.min_by(|a, b| a.distance_m.total_cmp(&b.distance_m))
    }

    /// The nearest port of this kind, by WGS84 geodesic; of several as near, the first of the list. `None` where there is
    /// none.
    pub fn nearest_of(&self, kind: PortKind, position: Position) -> Option<NearPort<'_>> {
        let (tree, at) = (self.tree(kind), UnitVector::from(position).axes());
        let (_, chord2) = tree.nearest_neighbor_with_distance_2(at)?;
        // The nearest on the ellipsoid is among those that are nearly the nearest on the sphere.
        let reach2 = chord2 * ((1.0 + SPHERE_ERROR) / (1.0 - SPHERE_ERROR)).powi(2);
        let from = DistanceFrom::new(position);
        let near = tree.locate_within_distance(at, reach2).map(|place| {
            let port = &self.ports[place.index as usize];
            (NearPort { port, distance_m: from.to_m(port.position) }, place.index)
        });
        let nearest = near
            .min_by(|(a, first), (b, second)| a.distance_m.total_cmp(&b.distance_m).then_with(|| first.cmp(second)));
        nearest.map(|(near, _)| near)
    }

    /// The port that a ship at this position is in: the nearest anchorage, if the ship is within the
    /// [entry distance](PortKind::entry_distance_m) of anchorages, otherwise the nearest listed port, within that of listed
    /// ports.
    pub fn in_port(&self, position: Position) -> Option<NearPort<'_>> {
        self.within(position, PortKind::entry_distance_m)
    }

    /// The nearest port of the first kind that has one within the reach of the kind, in metres.
    pub(crate) fn within(&self, position: Position, reach_m: impl Fn(PortKind) -> f64) -> Option<NearPort<'_>> {
        let within = |kind| self.nearest_of(kind, position).filter(|near| near.distance_m <= reach_m(kind));
        PortKind::ALL.into_iter().find_map(within)
    }

    /// Every port within an angle of a point, its distance of entry added; on the sphere, and with some that are a little
    /// farther. By kind, and in the order given.
    pub(crate) fn around(&self, centre: UnitVector, radius_rad: f64) -> impl Iterator<Item = &Port> {
        let mut found: Vec<(usize, u32)> = Vec::new();
        for (number, kind) in PortKind::ALL.into_iter().enumerate() {
            let reach_m = radius_rad * EARTH_RADIUS_M + kind.entry_distance_m() * (1.0 + 2.0 * SPHERE_ERROR);
            let near = self.tree(kind).locate_within_distance(centre.axes(), chord2_from_m(reach_m));
            found.extend(near.map(|place| (number, place.index)));
        }
        found.sort_unstable();
        found.into_iter().map(|(_, index)| &self.ports[index as usize])
    }

    fn tree(&self, kind: PortKind) -> &RTree<Place> {
        match kind {
            PortKind::Anchorage => &self.trees[0],
            PortKind::Listed => &self.trees[1],
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::{any_position, at};
    use crate::geodesy::{geodesic_destination, geodesic_m};

    fn ports(places: &[(Position, PortKind)]) -> Ports {
        let named = |(index, &(position, kind)): (usize, &(Position, PortKind))| {
            Port::new(format!("{index}"), format!("port {index}"), position, kind)
        };
        Ports::new(places.iter().enumerate().map(named).collect())
    }

    fn ids(near: Option<NearPort<'_>>) -> Option<&str> {
        near.map(|near| near.port.id.as_str())
    }

    #[test]
    fn without_ports_none_is_near() {
        let none = Ports::default();
        assert_eq!((none.nearest(at(0.0, 0.0)), none.in_port(at(0.0, 0.0))), (None, None));
        assert!(none.is_empty() && !none.has(PortKind::Listed));
    }

    #[test]
    fn of_two_ports_at_one_place_it_is_the_first() {
        let place = at(35.1, 129.0);
        let twins = ports(&[(at(36.0, 129.0), PortKind::Listed), (place, PortKind::Listed), (place, PortKind::Listed)]);
        assert_eq!(ids(twins.nearest(at(35.2, 129.0))), Some("1"));
        let both = ports(&[(place, PortKind::Listed), (place, PortKind::Anchorage)]);
        assert_eq!(ids(both.nearest(place)), Some("1"), "the more exact kind");
    }

    #[test]
    fn a_ship_is_in_port_within_the_reach_of_the_kind() {
        let (anchorage, listed) = (at(35.0, 129.0), at(35.0, 129.2));
        let both = ports(&[(anchorage, PortKind::Anchorage), (listed, PortKind::Listed)]);
        let from = |place, metres| geodesic_destination(place, 0.0, metres);
        assert_eq!(ids(both.in_port(from(anchorage, 2_999.9))), Some("0"));
        assert_eq!(ids(both.in_port(from(anchorage, 3_000.1))), None);
        assert_eq!(ids(both.in_port(from(listed, 9_999.9))), Some("1"));
        assert_eq!(ids(both.in_port(from(listed, 10_000.1))), None);
        let beside = ports(&[(from(anchorage, 2_900.0), PortKind::Anchorage), (anchorage, PortKind::Listed)]);
        assert_eq!(
            ids(beside.in_port(anchorage)),
            Some("0"),
            "an anchorage in reach comes before a nearer listed port"
        );
    }

    proptest! {
        #[test]
        fn the_nearest_is_the_nearest_of_all(
            from in any_position(),
            places in prop::collection::vec((any_position(), prop::sample::select(PortKind::ALL.to_vec())), 1..40),
            twins in 0..2_usize,
        ) {
            let mut places = places;
            places.extend_from_within(..twins.min(places.len()));
            let ports = ports(&places);
            for kind in PortKind::ALL {
                let of_kind = ports.iter().filter(|port| port.kind == kind);
                let least_m = of_kind.map(|port| geodesic_m(from, port.position)).min_by(f64::total_cmp);
                let found_m = ports.nearest_of(kind, from).map(|near| near.distance_m);
                prop_assert_eq!(found_m.is_some(), least_m.is_some());
                if let Some((found_m, least_m)) = found_m.zip(least_m) {
                    prop_assert!((found_m - least_m).abs() < 1e-5, "{found_m} against {least_m}");
                }
            }
            let least_m = places.iter().map(|&(place, _)| geodesic_m(from, place)).fold(f64::INFINITY, f64::min);
            prop_assert!((ports.nearest(from).unwrap().distance_m - least_m).abs() < 1e-5);
        }
    }
}
