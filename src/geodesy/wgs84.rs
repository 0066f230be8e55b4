//! The WGS84 ellipsoid.

use geo::{Bearing, Destination, Distance, Geodesic, Point};

use crate::Position;
use crate::geodesy::sphere::wrap_lon_deg;

/// Length in metres of the shortest path between two positions on the WGS84 ellipsoid.
///
/// Every distance that an event reports is one of these.
///
/// # Units
/// Degrees in, metres out.
///
/// # Accuracy
/// 15 nm (nanometres), antipodes included.
///
/// # References
/// C. F. F. Karney, "Algorithms for geodesics", *Journal of Geodesy* 87, 2013, 43-55, doi:10.1007/s00190-012-0578-z.
pub fn geodesic_m(a: Position, b: Position) -> f64 {
    Geodesic.distance(Point::from(a), Point::from(b))
}

/// Azimuth at `a` of the shortest path from `a` to `b` on the WGS84 ellipsoid, clockwise from true north.
///
/// # Units
/// Degrees in, degrees out, 0 to below 360. From a pole it depends on the longitude given for the pole.
///
/// # References
/// Karney 2013, as [`geodesic_m`].
pub fn geodesic_bearing_deg(a: Position, b: Position) -> f64 {
    let bearing = Geodesic.bearing(Point::from(a), Point::from(b)).rem_euclid(360.0);
    if bearing < 360.0 { bearing } else { 0.0 }
}

/// The position reached by sailing the geodesic of this azimuth on the WGS84 ellipsoid.
///
/// # Units
/// Degrees and metres in, degrees out.
///
/// # Accuracy
/// 15 nm (nanometres), and what degrees as `f64` resolve.
///
/// # References
/// Karney 2013, as [`geodesic_m`].
pub fn geodesic_destination(start: Position, bearing_deg: f64, distance_m: f64) -> Position {
    let end = Geodesic.destination(Point::from(start), bearing_deg, distance_m);
    Position::from_valid(end.y().clamp(-90.0, 90.0), wrap_lon_deg(end.x()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::{any_position, at, sea_position};
    use crate::geodesy::{SPHERE_ERROR, distance_m};

    #[test]
    fn a_published_geodesic() {
        // JFK to LHR, from the GeographicLib documentation (GeodSolve): 5551759.400 m, azimuth 51.198882845579.
        let (jfk, lhr) = (at(40.6, -73.8), at(51.6, -0.5));
        assert!((geodesic_m(jfk, lhr) - 5_551_759.400).abs() < 0.001, "{}", geodesic_m(jfk, lhr));
        assert!((geodesic_bearing_deg(jfk, lhr) - 51.198_882_845_579).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn the_sphere_is_near_the_ellipsoid(a in any_position(), b in any_position()) {
            let (sphere_m, ellipsoid_m) = (distance_m(a, b), geodesic_m(a, b));
            prop_assert!(ellipsoid_m.is_finite());
            // Between near antipodes the shortest way on the ellipsoid goes over a pole.
            prop_assert!((sphere_m - ellipsoid_m).abs() <= SPHERE_ERROR * ellipsoid_m + 1e-6, "{} {}", sphere_m, ellipsoid_m);
        }

        #[test]
        fn where_the_geodesic_leads_it_came_from(start in sea_position(), bearing in 0.0..360.0, distance in 1.0..1e6) {
            let end = geodesic_destination(start, bearing, distance);
            prop_assert!((geodesic_m(start, end) - distance).abs() < 1e-6);
            let turn = (geodesic_bearing_deg(start, end) - bearing).abs();
            prop_assert!(turn.min(360.0 - turn).to_radians() * distance < 1e-6);
        }
    }
}
