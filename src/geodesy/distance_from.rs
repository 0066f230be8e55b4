//! WGS84 distances from one place to many, fast where they are short.

use crate::Position;
use crate::geodesy::surface::{principal_curvatures_per_m, surface_m};
use crate::geodesy::{UnitVector, geodesic_m};

/// Chords up to this many metres are turned into arcs by the curvature at the place.
const SHORT_M: f64 = 10_000.0;

/// Latitudes and longitudes that differ by no more than this, in radians, are turned into directions without trigonometry.
const NEAR_RAD: f64 = 0.01;

/// A place from which WGS84 distances are measured.
///
/// A short geodesic is as long as the arc over its chord through the ellipsoid, and the chord needs no iteration: it is
/// the straight line between two points in three dimensions. Longer ones are those of [`geodesic_m`].
///
/// ```
/// use darkwake::Position;
/// use darkwake::geodesy::{DistanceFrom, geodesic_m};
/// let (a, b) = (Position::new(35.0, 129.0).unwrap(), Position::new(35.01, 129.02).unwrap());
/// assert!((DistanceFrom::new(a).to_m(b) - geodesic_m(a, b)).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DistanceFrom {
    place: Position,
    sin_lat: f64,
    cos_lat: f64,
    sin_lon: f64,
    cos_lon: f64,
    point_m: UnitVector,
    north: UnitVector,
    /// 1/M and 1/N, the curvatures along the meridian and across it, per metre.
    meridian_per_m: f64,
    across_per_m: f64,
}

impl DistanceFrom {
    /// Distances from this place.
    pub fn new(place: Position) -> DistanceFrom {
        let (sin_lat, cos_lat) = place.lat_deg().to_radians().sin_cos();
        let (sin_lon, cos_lon) = place.lon_deg().to_radians().sin_cos();
        let normal = UnitVector { x: cos_lat * cos_lon, y: cos_lat * sin_lon, z: sin_lat };
        let north = UnitVector { x: -sin_lat * cos_lon, y: -sin_lat * sin_lon, z: cos_lat };
        let (meridian_per_m, across_per_m) = principal_curvatures_per_m(normal.z);
        let point_m = surface_m(normal);
        DistanceFrom { place, sin_lat, cos_lat, sin_lon, cos_lon, point_m, north, meridian_per_m, across_per_m }
    }

    /// Length in metres of the geodesic to a position.
    ///
    /// # Accuracy
    /// Within 1e-6 m of [`geodesic_m`], and the same beyond 10 km.
    ///
    /// # References
    /// W. Torge and J. Müller, *Geodesy*, 4th ed., 2012, section 4.1.3: the curvature of a normal section (Euler).
    pub fn to_m(&self, position: Position) -> f64 {
        self.short_m(self.direction(position)).unwrap_or_else(|| geodesic_m(self.place, position))
    }

    /// The direction of a position, by the sine and cosine of a sum where it is near.
    fn direction(&self, position: Position) -> UnitVector {
        let lat_off = (position.lat_deg() - self.place.lat_deg()).to_radians();
        let lon_off = (position.lon_deg() - self.place.lon_deg()).to_radians();
        if lat_off.abs() > NEAR_RAD || lon_off.abs() > NEAR_RAD {
            return position.into();
        }
        let (sin_lat, cos_lat) = turned(self.sin_lat, self.cos_lat, lat_off);
        let (sin_lon, cos_lon) = turned(self.sin_lon, self.cos_lon, lon_off);
        UnitVector { x: cos_lat * cos_lon, y: cos_lat * sin_lon, z: sin_lat }
    }

    /// The same to the position in a direction, which must have unit length.
    pub(crate) fn direction_m(&self, normal: UnitVector) -> f64 {
        self.short_m(normal).unwrap_or_else(|| geodesic_m(self.place, normal.to_position()))
    }

    /// The direction of a position from the earth's axis and equator is the ellipsoid's normal there.
    fn short_m(&self, normal: UnitVector) -> Option<f64> {
        let chord = surface_m(normal) - self.point_m;
        let chord2 = chord.dot(chord);
        if chord2 > SHORT_M * SHORT_M {
            return None;
        }
        // κ = cos² α / M + sin² α / N, s = c (1 + κ² c² / 24)
        let north = chord.dot(self.north);
        let cos2 = if chord2 > 0.0 { (north * north / chord2).min(1.0) } else { 0.0 };
        let curvature = self.across_per_m + (self.meridian_per_m - self.across_per_m) * cos2;
        Some(chord2.sqrt() * (1.0 + curvature * curvature * chord2 / 24.0))
    }
}

/// Sine and cosine of an angle and one of at most [`NEAR_RAD`] together: the series of the small one is exact to the last bit
/// after four terms.
fn turned(sin: f64, cos: f64, by_rad: f64) -> (f64, f64) {
    let square = by_rad * by_rad;
    let sin_by = by_rad * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)));
    let cos_by = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0));
    (sin * cos_by + cos * sin_by, cos * cos_by - sin * sin_by)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::geodesic_destination;
    use crate::geodesy::tests::any_position;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        #[test]
        fn it_is_the_geodesic(place in any_position(), bearing in 0.0..360.0, off_m in prop_oneof![0.0..20.0, 0.0..11_000.0, 0.0..2e7]) {
            let there = geodesic_destination(place, bearing, off_m);
            let (fast_m, exact_m) = (DistanceFrom::new(place).to_m(there), geodesic_m(place, there));
            prop_assert!((fast_m - exact_m).abs() < 1e-6, "{fast_m} against {exact_m}");
            let (summed, straight) = (DistanceFrom::new(place).direction(there), UnitVector::from(there));
            prop_assert!((summed - straight).length() < 1e-15, "{summed:?} against {straight:?}");
            let direct_m = DistanceFrom::new(place).direction_m(there.into());
            prop_assert!((direct_m - exact_m).abs() < 1e-6, "{direct_m} against {exact_m}");
        }
    }
}
