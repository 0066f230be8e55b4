//! A place on the earth.

use serde::{Deserialize, Serialize};

/// A place on the earth in degrees of WGS84: latitude from -90 to 90, longitude from -180 to 180, both ends included.
///
/// The numbers are kept as given: -180 and 180 stay different numbers for the same place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LatLon", into = "LatLon")]
pub struct Position {
    lat_deg: f64,
    lon_deg: f64,
}

/// The finest step of a position report, 1/10,000 minute, and a little more for files that round to six decimals.
const NULL_ISLAND_DEG: f64 = 2e-6;

#[derive(Serialize, Deserialize)]
struct LatLon {
    lat: f64,
    lon: f64,
}

impl Position {
    /// The position with this latitude and longitude in degrees, or `None` when one is out of range or not a number.
    pub fn new(lat_deg: f64, lon_deg: f64) -> Option<Position> {
        let valid = (-90.0..=90.0).contains(&lat_deg) && (-180.0..=180.0).contains(&lon_deg);
        valid.then_some(Position { lat_deg, lon_deg })
    }

    /// For numbers that are known to be in range: columns of a track set, results of geodesy.
    pub(crate) fn from_valid(lat_deg: f64, lon_deg: f64) -> Position {
        debug_assert!(Position::new(lat_deg, lon_deg).is_some(), "position {lat_deg}, {lon_deg} out of range");
        Position { lat_deg, lon_deg }
    }

    /// Whether it is 0° N 0° E to the resolution of AIS: what a receiver sends that has no position yet.
    pub(crate) fn is_null_island(self) -> bool {
        self.lat_deg.abs() < NULL_ISLAND_DEG && self.lon_deg.abs() < NULL_ISLAND_DEG
    }

    /// The position to six decimals, as every output writes it: what rests on it can be computed from what is written, and the
    /// last bits of a sine do not matter to it.
    pub(crate) fn to_micro_degrees(self) -> Position {
        let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
        Position::from_valid(rounded(self.lat_deg), rounded(self.lon_deg))
    }

    /// Latitude in degrees, north positive.
    pub fn lat_deg(self) -> f64 {
        self.lat_deg
    }

    /// Longitude in degrees, east positive.
    pub fn lon_deg(self) -> f64 {
        self.lon_deg
    }
}

impl From<Position> for geo_types::Point<f64> {
    fn from(position: Position) -> geo_types::Point<f64> {
        geo_types::Point::new(position.lon_deg, position.lat_deg)
    }
}

impl TryFrom<LatLon> for Position {
    type Error = String;

    fn try_from(LatLon { lat, lon }: LatLon) -> Result<Position, String> {
        Position::new(lat, lon).ok_or_else(|| {
            format!("a position needs lat in -90 to 90 and lon in -180 to 180 degrees, found lat {lat}, lon {lon}")
        })
    }
}

impl From<Position> for LatLon {
    fn from(position: Position) -> LatLon {
        LatLon { lat: position.lat_deg, lon: position.lon_deg }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_ends_are_included_and_nothing_beyond() {
        for (lat, lon) in [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.0), (-0.0, -0.0)] {
            let position = Position::new(lat, lon).unwrap();
            assert_eq!((position.lat_deg(), position.lon_deg()), (lat, lon));
        }
        for (lat, lon) in [
            (90.000_001, 0.0),
            (-91.0, 0.0),
            (91.0, 181.0),
            (0.0, 180.000_001),
            (0.0, -181.0),
            (f64::NAN, 0.0),
            (0.0, f64::NAN),
            (f64::INFINITY, 0.0),
            (0.0, f64::NEG_INFINITY),
        ] {
            assert_eq!(Position::new(lat, lon), None, "{lat}, {lon}");
        }
    }

    #[test]
    fn both_names_of_the_antimeridian_are_kept_as_given() {
        assert_ne!(Position::new(10.0, 180.0), Position::new(10.0, -180.0));
    }

    #[test]
    fn json_names_both_and_checks_the_range() {
        let position = Position::new(35.5, -129.25).unwrap();
        assert_eq!(serde_json::to_string(&position).unwrap(), r#"{"lat":35.5,"lon":-129.25}"#);
        insta::assert_snapshot!(
            serde_json::from_str::<Position>(r#"{"lat": 91, "lon": 181}"#).unwrap_err(),
            @"a position needs lat in -90 to 90 and lon in -180 to 180 degrees, found lat 91, lon 181"
        );
    }

    #[test]
    fn a_point_has_longitude_first() {
        let point = geo_types::Point::from(Position::new(35.5, -129.25).unwrap());
        assert_eq!((point.x(), point.y()), (-129.25, 35.5));
    }

    proptest! {
        #[test]
        fn json_keeps_every_bit(lat in -90.0..=90.0_f64, lon in -180.0..=180.0_f64) {
            let position = Position::new(lat, lon).unwrap();
            let back: Position = serde_json::from_str(&serde_json::to_string(&position).unwrap()).unwrap();
            prop_assert_eq!(back.lat_deg().to_bits(), lat.to_bits());
            prop_assert_eq!(back.lon_deg().to_bits(), lon.to_bits());
        }
    }
}
