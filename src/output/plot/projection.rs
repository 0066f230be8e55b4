//! The azimuthal equidistant projection: distances and directions from its centre are true.

use crate::geodesy::UnitVector;
use crate::{EARTH_RADIUS_M, Position};

/// A flat map around a centre, in metres to the east and north of it, on the sphere of [`EARTH_RADIUS_M`]. It knows neither
/// the antimeridian nor a pole; only the place opposite to the centre has no place of its own.
///
/// J. P. Snyder, *Map Projections: A Working Manual*, USGS Professional Paper 1395, 1987, pp. 191-202.
#[derive(Clone, Copy, Debug)]
pub(super) struct Projection {
    centre: UnitVector,
    east: UnitVector,
    north: UnitVector,
}

impl Projection {
    pub(super) fn around(centre: Position) -> Projection {
        let up = UnitVector::from(centre);
        // At a pole every direction is south; the meridian of the centre's longitude points down, as elsewhere up is north.
        let east = UnitVector::from_degrees(0.0, centre.lon_deg() + 90.0);
        Projection { centre: up, east, north: up.cross(east) }
    }

    /// Metres to the east and north.
    pub(super) fn forward(&self, place: UnitVector) -> [f64; 2] {
        let (x, y) = (place.dot(self.east), place.dot(self.north));
        let across = x.hypot(y);
        let distance_m = across.atan2(place.dot(self.centre)) * EARTH_RADIUS_M;
        match across > 0.0 {
            true => [x / across * distance_m, y / across * distance_m],
            false => [distance_m, 0.0],
        }
    }

    /// The place so many metres to the east and north.
    pub(super) fn inverse(&self, [x_m, y_m]: [f64; 2]) -> Position {
        let distance_m = x_m.hypot(y_m);
        if distance_m == 0.0 {
            return self.centre.to_position();
        }
        let (sin, cos) = (distance_m / EARTH_RADIUS_M).sin_cos();
        let outward = self.east * (x_m / distance_m) + self.north * (y_m / distance_m);
        (self.centre * cos + outward * sin).to_position()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::{bearing_deg, distance_m};

    fn at(lat_deg: f64, lon_deg: f64) -> Position {
        Position::new(lat_deg, lon_deg).unwrap()
    }

    #[test]
    fn the_centre_is_in_the_middle_and_north_is_up() {
        for centre in
            [at(37.0, 131.0), at(-18.0, 180.0), at(-18.0, -180.0), at(89.9, 10.0), at(90.0, 0.0), at(0.0, 0.0)]
        {
            let map = Projection::around(centre);
            let [x_m, y_m] = map.forward(centre.into());
            assert!(x_m.hypot(y_m) < 1.0, "{centre:?}");
            if centre.lat_deg() < 89.0 {
                let [x_m, y_m] = map.forward(at(centre.lat_deg() + 1.0, centre.lon_deg()).into());
                assert!(x_m.abs() < 1.0 && (y_m - 111_195.0).abs() < 1.0, "{centre:?}: {x_m}, {y_m}");
            }
        }
    }

    proptest! {
        #[test]
        fn distances_and_directions_from_the_centre_are_true(
            lat in -89.0..89.0_f64, lon in -180.0..180.0_f64, to_lat in -90.0..90.0_f64, to_lon in -180.0..180.0_f64,
        ) {
            let (centre, place) = (at(lat, lon), at(to_lat, to_lon));
            let map = Projection::around(centre);
            let [x_m, y_m] = map.forward(place.into());
            let far_m = distance_m(centre, place);
            prop_assert!((x_m.hypot(y_m) - far_m).abs() < 1.0);
            prop_assume!(far_m > 1_000.0 && far_m < 19_000_000.0);
            let off_deg = (x_m.atan2(y_m).to_degrees() - bearing_deg(centre, place)).rem_euclid(360.0);
            prop_assert!(off_deg.min(360.0 - off_deg) < 1e-6);
            prop_assert!(distance_m(map.inverse([x_m, y_m]), place) < 1.0);
        }
    }
}
