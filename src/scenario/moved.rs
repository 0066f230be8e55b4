//! A sea at another place of the earth.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::Position;
use crate::chart::{Port, PortKind, Ports, Zone, Zones};
use crate::geodesy::{UnitVector, bearing_deg};
use crate::scenario::row::{Row, e5};
use crate::scenario::sea::Sea;
use crate::scenario::truth::Behaviour;

/// A turn of the sphere: no distance on it changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Move {
    /// Eastward by so many degrees; so zones stay what they are.
    East(f64),
    /// So that one place comes to lie at another, north up there. Zones are left behind, since their borders are other lines
    /// elsewhere.
    Onto { from: Position, to: Position },
}

impl Move {
    fn of(self, at: Position) -> Position {
        match self {
            Move::East(east_deg) => Position::from_valid(at.lat_deg(), wrapped_deg(at.lon_deg() + east_deg)),
            Move::Onto { from, to } => {
                let turned = UnitVector::from_degrees(at.lat_deg(), at.lon_deg() - from.lon_deg());
                let (sin, cos) = (to.lat_deg() - from.lat_deg()).to_radians().sin_cos();
                let tilted =
                    UnitVector { x: turned.x * cos - turned.z * sin, y: turned.y, z: turned.x * sin + turned.z * cos };
                let there = tilted.to_position();
                Position::from_valid(there.lat_deg(), wrapped_deg(there.lon_deg() + to.lon_deg()))
            }
        }
    }

    /// By how much courses turn.
    fn turn_deg(self, at: Position) -> f64 {
        match self {
            Move::East(_) => 0.0,
            Move::Onto { .. } => {
                let north = Position::from_valid(at.lat_deg() + 0.01, at.lon_deg());
                bearing_deg(self.of(at), self.of(north))
            }
        }
    }

    fn row(self, row: &mut Row) {
        // "Not available", and 0° N 0° E of a receiver that failed, are the same everywhere.
        let Some(at) = row.position().filter(|_| (row.lat_e5, row.lon_e5) != (0, 0)) else { return };
        let there = self.of(at);
        (row.lat_e5, row.lon_e5) = (e5(there.lat_deg()), e5(there.lon_deg()));
        let turn_deg = self.turn_deg(at);
        if turn_deg != 0.0 {
            let turned = |value: u16, a_turn: u16| {
                let a_degree = f64::from(a_turn) / 360.0;
                (f64::from(value) + turn_deg * a_degree).round().rem_euclid(f64::from(a_turn)) as u16 % a_turn
            };
            row.cog_tenths = row.cog_tenths.map(|cog| if cog < 3600 { turned(cog, 3600) } else { cog });
            row.heading = row.heading.map(|heading| if heading < 360 { turned(heading, 360) } else { heading });
        }
    }

    /// The places of ports, off a coast that is no longer there.
    fn ports(self, ports: &Ports) -> Ports {
        let port = |port: &Port| {
            let name = match port.kind {
                PortKind::Anchorage => format!("anchorage {}", port.id),
                _ => format!("harbour {}", port.id),
            };
            let at = self.of(port.position);
            Port::new(
                port.id.clone(),
                name,
                Position::from_valid(rounded(at.lat_deg()), rounded(at.lon_deg())),
                port.kind,
            )
        };
        Ports::new(ports.iter().map(port).collect())
    }

    fn zones(self, zones: &Zones) -> Zones {
        let Move::East(east_deg) = self else { return Zones::default() };
        // Rings are kept in one piece: beyond 180 where they cross the antimeridian, as GeoJSON readers allow.
        let ring = |ring: &LineString<f64>, shift_deg: f64| {
            LineString(ring.0.iter().map(|at| Coord { x: rounded(at.x + shift_deg), y: at.y }).collect())
        };
        let moved = |zone: &Zone| {
            let polygons = zone.polygons();
            let west_deg = polygons
                .iter()
                .flat_map(|polygon| polygon.exterior().0.iter())
                .map(|at| at.x)
                .fold(f64::INFINITY, f64::min);
            let shift_deg = wrapped_deg(west_deg + east_deg) - west_deg;
            let polygon = |polygon: &Polygon<f64>| {
                let holes = polygon.interiors().iter().map(|hole| ring(hole, shift_deg)).collect();
                Polygon::new(ring(polygon.exterior(), shift_deg), holes)
            };
            let moved = MultiPolygon(polygons.iter().map(polygon).collect());
            let mut zone_there = Zone::new(zone.name(), &moved).ok()?;
            if let Some(id) = zone.id() {
                zone_there = zone_there.with_id(id);
            }
            Some(zone_there.with_category(zone.category().unwrap_or_default()))
        };
        Zones::new(zones.iter().filter_map(moved).collect())
    }
}

fn rounded(degrees: f64) -> f64 {
    (degrees * 1e4).round() / 1e4
}

fn wrapped_deg(lon_deg: f64) -> f64 {
    (lon_deg + 180.0).rem_euclid(360.0) - 180.0
}

impl Sea {
    pub(super) fn moved(mut self, by: Move) -> Sea {
        self.rows.iter_mut().for_each(|row| by.row(row));
        for event in &mut self.truth.events {
            if let Some(at) = Position::new(event.lat, event.lon) {
                let there = by.of(at);
                let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
                (event.lat, event.lon) = (round(there.lat_deg()), round(there.lon_deg()));
            }
        }
        self.ports = by.ports(&self.ports);
        self.zones = by.zones(&self.zones);
        if self.zones.is_empty() {
            self.truth.covers.retain(|&behaviour| behaviour != Behaviour::ZoneVisit);
            self.truth.events.retain(|event| event.behaviour != Behaviour::ZoneVisit);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::distance_m;

    #[test]
    fn no_distance_changes_and_north_stays_north_in_the_middle() {
        let place = |lat, lon| Position::new(lat, lon).unwrap();
        let (from, to) = (place(36.0, 129.0), place(85.0, -165.0));
        let places = [from, place(31.0, 123.0), place(40.0, 136.0), place(36.1, 129.0)];
        for by in [Move::East(51.0), Move::Onto { from, to }] {
            for (a, b) in places.iter().zip(&places[1..]) {
                let (before_m, after_m) = (distance_m(*a, *b), distance_m(by.of(*a), by.of(*b)));
                assert!((before_m - after_m).abs() < 0.01, "{by:?}: {before_m} and {after_m}");
            }
        }
        let by = Move::Onto { from, to };
        assert!(distance_m(by.of(from), to) < 0.01 && by.turn_deg(from).abs() < 1e-6);
        assert!(by.of(place(40.9, 129.0)).lat_deg() > 89.8, "the sea reaches the pole");
    }
}
