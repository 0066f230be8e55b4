//! Points of the WGS84 ellipsoid in space, and the geodesic over the chord between two of them.

use crate::EARTH_RADIUS_M;
use crate::Position;
use crate::geodesy::short::{A_M, E2};
use crate::geodesy::{UnitVector, geodesic_m};

/// Chords up to this many metres are turned into arcs by the curvature of the ellipsoid along them.
const LONGEST_CHORD_M: f64 = 2_000_000.0;
/// Up to this many, by the curvature in the middle alone.
const SHORT_CHORD_M: f64 = 100_000.0;

/// A point of the ellipsoid: its normal, and where it is in metres from the earth's centre.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SurfacePoint {
    pub(crate) normal: UnitVector,
    pub(crate) point_m: UnitVector,
}

impl From<Position> for SurfacePoint {
    fn from(position: Position) -> SurfacePoint {
        SurfacePoint::with_normal(position.into())
    }
}

impl SurfacePoint {
    /// The point with this normal, which must have unit length.
    pub(crate) fn with_normal(normal: UnitVector) -> SurfacePoint {
        SurfacePoint { normal, point_m: surface_m(normal) }
    }

    /// The point in the direction of a place near the surface, seen from the earth's centre.
    pub(crate) fn under(place: UnitVector) -> SurfacePoint {
        // Scaling does not turn the normal.
        let normal = normal_of_surface(place);
        SurfacePoint::with_normal(normal * (1.0 / normal.length()))
    }

    /// Length in metres of the geodesic to another point.
    ///
    /// A geodesic that bends by κ per metre is s = 2/κ asin(κ c/2) long over its chord c. The bend is that of the
    /// ellipsoid along the chord: what a piece of the way adds to the length goes with t (1 - t), t being the part of the
    /// way up to it, so κ is the mean with the weight 6 t (1 - t). By the ends and the middle that is
    /// (κ₁ + 8 κₘ + κ₂) / 10, exact where κ runs as a polynomial of the third degree.
    ///
    /// # Accuracy
    /// Within 1e-5 m of [`geodesic_m`] up to 300 km, 1e-3 m up to 1,000 km, 0.02 m up to 2,000 km; the same beyond.
    ///
    /// # References
    /// W. Torge and J. Müller, *Geodesy*, 4th ed., 2012, section 4.1.3: the curvature of a normal section (Euler).
    pub(crate) fn geodesic_m(&self, other: &SurfacePoint) -> f64 {
        let chord = other.point_m - self.point_m;
        let chord_m = chord.length();
        if chord_m > LONGEST_CHORD_M {
            return geodesic_m(self.normal.to_position(), other.normal.to_position());
        }
        let middle = self.normal + other.normal;
        let middle_per_m = curvature_per_m(middle * (1.0 / middle.length()), chord);
        if chord_m < SHORT_CHORD_M {
            return arc_m(middle_per_m, chord_m);
        }
        let ends_per_m = curvature_per_m(self.normal, chord) + curvature_per_m(other.normal, chord);
        arc_m((ends_per_m + 8.0 * middle_per_m) / 10.0, chord_m)
    }
}

/// The length of an arc of this curvature over a chord.
pub(crate) fn arc_m(curvature_per_m: f64, chord_m: f64) -> f64 {
    let half = curvature_per_m * chord_m / 2.0;
    let half2 = half * half;
    // asin x = x + x³/6 + 3x⁵/40 + 15x⁷/336 ...: what is left out is under 2e-14 of the length.
    if half2 < 1e-4 {
        chord_m * (1.0 + half2 * (1.0 / 6.0 + half2 * (3.0 / 40.0 + half2 * (15.0 / 336.0))))
    } else {
        2.0 / curvature_per_m * half.min(1.0).asin()
    }
}

/// The point of the ellipsoid with this normal, in metres from the earth's centre.
pub(crate) fn surface_m(normal: UnitVector) -> UnitVector {
    let across_m = A_M / (1.0 - E2 * normal.z * normal.z).sqrt();
    UnitVector { x: across_m * normal.x, y: across_m * normal.y, z: across_m * (1.0 - E2) * normal.z }
}

/// The curvatures of the ellipsoid along the meridian and across it, 1/M and 1/N, where the normal has this z.
pub(super) fn principal_curvatures_per_m(normal_z: f64) -> (f64, f64) {
    // N = a / √(1 - e² sin² φ), M = N (1 - e²) / (1 - e² sin² φ)
    let w2 = 1.0 - E2 * normal_z * normal_z;
    let across_per_m = w2.sqrt() / A_M;
    (across_per_m * w2 / (1.0 - E2), across_per_m)
}

/// The curvature of the ellipsoid at a normal, along a line that need not be level.
fn curvature_per_m(normal: UnitVector, along: UnitVector) -> f64 {
    let (meridian_per_m, across_per_m) = principal_curvatures_per_m(normal.z);
    let up = along.dot(normal);
    let level2 = along.dot(along) - up * up;
    // The line's part along the meridian is (z - up sin φ) / cos φ.
    let north = along.z - up * normal.z;
    let cos2_phi = 1.0 - normal.z * normal.z;
    let cos2 = if level2 * cos2_phi > 0.0 { (north * north / (level2 * cos2_phi)).min(1.0) } else { 0.0 };
    // κ = cos² α / M + sin² α / N
    across_per_m + (meridian_per_m - across_per_m) * cos2
}

/// The direction, of any length, of the normal at a point of the ellipsoid; undoes [`surface_m`] but for the length.
///
/// The ellipsoid x² + y² + z² / (1 - e²) = a² has the normal (x, y, z / (1 - e²)).
pub(crate) fn normal_of_surface(point_m: UnitVector) -> UnitVector {
    UnitVector { z: point_m.z / (1.0 - E2), ..point_m }
}

/// The length of the geodesic over a straight line of this length between two points of the ellipsoid, both in metres.
///
/// # Accuracy
/// 1e-8 m up to 1 km, 2 mm at 50 km: s = c (1 + κ² c² / 24), with the mean curvature for that of the normal section.
///
/// # References
/// W. Torge and J. Müller, *Geodesy*, 4th ed., 2012, section 4.1.3.
pub(crate) fn geodesic_from_chord_m(chord_m: f64) -> f64 {
    let c = chord_m / EARTH_RADIUS_M;
    chord_m * (1.0 + c * c / 24.0)
}

/// The straight line under a geodesic of this length; undoes [`geodesic_from_chord_m`] to its accuracy.
pub(crate) fn chord_from_geodesic_m(geodesic_m: f64) -> f64 {
    let s = geodesic_m / EARTH_RADIUS_M;
    geodesic_m * (1.0 - s * s / 24.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::any_position;
    use crate::geodesy::{distance_m, geodesic_destination};

    #[test]
    fn the_poles_and_the_equator_lie_on_the_axes() {
        let at = |lat, lon| SurfacePoint::from(Position::new(lat, lon).unwrap()).point_m;
        assert!((at(0.0, 0.0) - UnitVector { x: A_M, y: 0.0, z: 0.0 }).length() < 1e-6);
        // The polar radius of WGS84, NGA.STND.0036, table 3.4.
        assert!((at(90.0, 0.0).z - 6_356_752.314_2).abs() < 1e-3 && (at(-90.0, 0.0).z + 6_356_752.314_2).abs() < 1e-3);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn it_is_the_geodesic(
            place in any_position(), bearing in 0.0..360.0,
            off_m in prop_oneof![0.0..20.0, 0.0..3e5, 3e5..1e6, 1e6..2.1e6, 2e6..2e7]
        ) {
            let there = geodesic_destination(place, bearing, off_m);
            let fast_m = SurfacePoint::from(place).geodesic_m(&there.into());
            let limit_m = match off_m {
                ..3e5 => 1e-5,
                ..1e6 => 1e-3,
                _ => 0.02,
            };
            let exact_m = geodesic_m(place, there);
            prop_assert!((fast_m - exact_m).abs() < limit_m, "{fast_m} against {exact_m}");
        }

        #[test]
        fn a_place_above_or_below_the_surface_is_brought_to_it(place in any_position(), factor in 0.5..2.0) {
            let point = SurfacePoint::from(place);
            let back = SurfacePoint::under(point.point_m * factor);
            prop_assert!((back.point_m - point.point_m).length() < 1e-6);
        }

        #[test]
        fn chords_span_geodesics(place in any_position(), bearing in 0.0..360.0, off_m in prop_oneof![0.0..1000.0, 0.0..50_000.0]) {
            let there = geodesic_destination(place, bearing, off_m);
            let chord_m = (surface_m(place.into()) - surface_m(there.into())).length();
            let exact_m = geodesic_m(place, there);
            let allowed_m = if exact_m <= 1000.0 { 1e-8 } else { 2e-3 };
            // Positions in degrees resolve 3e-9 m.
            prop_assert!((geodesic_from_chord_m(chord_m) - exact_m).abs() < allowed_m + 1e-8);
            prop_assert!((chord_from_geodesic_m(exact_m) - chord_m).abs() < allowed_m + 1e-8);
        }

        #[test]
        fn the_normal_comes_back(place in any_position()) {
            let back = normal_of_surface(surface_m(place.into())).to_position();
            prop_assert!(distance_m(place, back) < 1e-7);
        }
    }
}
