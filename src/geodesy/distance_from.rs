//! WGS84 distances from one place to many, fast where they are short.

use crate::Position;
use crate::geodesy::short::{A_M, E2};
use crate::geodesy::{UnitVector, geodesic_m};

/// Chords up to this many metres are turned into arcs by the curvature at the place.
const SHORT_M: f64 = 10_000.0;

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
    point_m: UnitVector,
    north: UnitVector,
    /// 1/M and 1/N, the curvatures along the meridian and across it, per metre.
    meridian_per_m: f64,
    across_per_m: f64,
}

impl DistanceFrom {
    /// Distances from this place.
    pub fn new(place: Position) -> DistanceFrom {
        let (sin_phi, cos_phi) = place.lat_deg().to_radians().sin_cos();
        let (sin_lambda, cos_lambda) = place.lon_deg().to_radians().sin_cos();
        let normal = UnitVector { x: cos_phi * cos_lambda, y: cos_phi * sin_lambda, z: sin_phi };
        let north = UnitVector { x: -sin_phi * cos_lambda, y: -sin_phi * sin_lambda, z: cos_phi };
        // N = a / √(1 - e² sin² φ), M = N (1 - e²) / (1 - e² sin² φ)
        let w2 = 1.0 - E2 * normal.z * normal.z;
        let across_per_m = w2.sqrt() / A_M;
        let meridian_per_m = across_per_m * w2 / (1.0 - E2);
        DistanceFrom { place, point_m: surface_m(normal), north, meridian_per_m, across_per_m }
    }

    /// Length in metres of the geodesic to a position.
    ///
    /// # Accuracy
    /// Within 1e-6 m of [`geodesic_m`], and the same beyond 10 km.
    ///
    /// # References
    /// W. Torge and J. Müller, *Geodesy*, 4th ed., 2012, section 4.1.3: the curvature of a normal section (Euler).
    pub fn to_m(&self, position: Position) -> f64 {
        self.short_m(position.into()).unwrap_or_else(|| geodesic_m(self.place, position))
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

/// The point of the ellipsoid with this normal, in metres from the earth's centre.
pub(crate) fn surface_m(normal: UnitVector) -> UnitVector {
    let across_m = A_M / (1.0 - E2 * normal.z * normal.z).sqrt();
    UnitVector { x: across_m * normal.x, y: across_m * normal.y, z: across_m * (1.0 - E2) * normal.z }
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
            let direct_m = DistanceFrom::new(place).direction_m(there.into());
            prop_assert!((direct_m - exact_m).abs() < 1e-6, "{direct_m} against {exact_m}");
        }
    }
}
