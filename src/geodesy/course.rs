//! How far a position lies off a course, and how far along it.

use crate::geodesy::{GreatCircleArc, UnitVector};
use crate::{EARTH_RADIUS_M, Position};

/// Distance of a position from the great circle through `start` and `end`: positive to the right of the course,
/// negative to the left.
///
/// # Units
/// Degrees in, metres out, on a sphere of [`EARTH_RADIUS_M`]. Where `start` and `end` are one place or antipodes the
/// course is one of the many.
///
/// # Accuracy
/// Within 0.6 % of the ellipsoid, and of the sphere to 1e-8 m for positions near the course.
///
/// # References
/// E. Williams, *Aviation Formulary* 1.47, "Cross track error", here with unit vectors: sin d = -(n·p), n the pole to
/// the left of the course.
pub fn cross_track_m(start: Position, end: Position, position: Position) -> f64 {
    let arc = GreatCircleArc::new(start.into(), end.into());
    let (s, t) = (arc.start, arc.toward);
    let left_pole = UnitVector { x: s.y * t.z - s.z * t.y, y: s.z * t.x - s.x * t.z, z: s.x * t.y - s.y * t.x };
    // n·p = n·(p - s), as n·s = 0: the difference keeps the digits of short distances.
    let point = UnitVector::from(position);
    let near = if point.dot(s) >= 0.0 { point - s } else { point + s };
    -left_pole.dot(near).clamp(-1.0, 1.0).asin() * EARTH_RADIUS_M
}

/// Distance sailed from `start` on the course to `end` when the position is abeam; negative when that was before the
/// start.
///
/// # Units
/// Degrees in, metres out, on a sphere of [`EARTH_RADIUS_M`], from minus to plus half way round.
///
/// # Accuracy
/// Within 0.6 % of the ellipsoid. A position 90 degrees off the course is abeam everywhere; 0 is given.
///
/// # References
/// E. Williams, *Aviation Formulary* 1.47, "along track distance", here with unit vectors.
pub fn along_track_m(start: Position, end: Position, position: Position) -> f64 {
    let arc = GreatCircleArc::new(start.into(), end.into());
    let point = UnitVector::from(position);
    arc.toward.dot(point).atan2(arc.start.dot(point)) * EARTH_RADIUS_M
}

/// Distance of a position from the shorter great circle between `start` and `end`, ends included.
///
/// # Units
/// Degrees in, metres out, on a sphere of [`EARTH_RADIUS_M`].
///
/// # Accuracy
/// Within 0.6 % of the ellipsoid, and of the sphere to 1e-8 m.
pub fn segment_distance_m(start: Position, end: Position, position: Position) -> f64 {
    let arc = GreatCircleArc::new(start.into(), end.into());
    arc.distance_rad(UnitVector::from(position)) * EARTH_RADIUS_M
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::{any_position, at, sea_position};
    use crate::geodesy::{bearing_deg, destination, distance_m, interpolate};

    #[test]
    fn right_is_positive() {
        let (start, end) = (at(0.0, 179.0), at(0.0, -179.0));
        let degree_m = EARTH_RADIUS_M.to_radians();
        assert!((cross_track_m(start, end, at(-1.0, -180.0)) - degree_m).abs() < 1e-6);
        assert!((cross_track_m(start, end, at(1.0, 180.0)) + degree_m).abs() < 1e-6);
        assert!((along_track_m(start, end, at(0.5, 180.0)) - degree_m).abs() < 1e-6);
        assert!((along_track_m(start, end, at(0.5, 178.0)) + degree_m).abs() < 1e-6);
        assert!((segment_distance_m(start, end, at(0.0, 178.0)) - degree_m).abs() < 1e-6);
        assert!((segment_distance_m(at(89.0, 0.0), at(89.0, 180.0), at(90.0, 77.0))).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn what_was_put_beside_the_course_is_found_there(
            start in sea_position(), course in 0.0..360.0, along in 10.0..100_000.0, off in -20_000.0..20_000.0
        ) {
            let end = destination(start, course, 150_000.0);
            let abeam = destination(start, course, along);
            let onward = bearing_deg(abeam, end);
            let position = destination(abeam, (onward + 90.0).rem_euclid(360.0), off);
            prop_assert!((cross_track_m(start, end, position) - off).abs() < 1e-4);
            prop_assert!((along_track_m(start, end, position) - along).abs() < 1e-4);
            prop_assert!((segment_distance_m(start, end, position) - off.abs()).abs() < 1e-4);
        }

        #[test]
        fn no_point_of_a_segment_is_nearer(a in any_position(), b in any_position(), position in any_position()) {
            let least = segment_distance_m(a, b, position);
            prop_assert!(least.is_finite());
            for step in 0..=50 {
                let on_the_way = interpolate(a, b, f64::from(step) / 50.0);
                // The haversine has only 1 m near antipodes.
                prop_assert!(least <= distance_m(on_the_way, position) + 1.0);
            }
        }
    }
}
