//! The sphere of the earth's mean radius.

use crate::geodesy::UnitVector;
use crate::{EARTH_RADIUS_M, Position};

/// Great-circle distance in metres between two positions.
///
/// Uses the haversine form, clamped so that antipodes stay finite.
///
/// # Units
/// Degrees in, metres out, on a sphere of [`EARTH_RADIUS_M`].
///
/// # Accuracy
/// Within 0.6 % of the WGS84 geodesic anywhere, and -0.43 to +0.57 % under 20 km and below 75 degrees of latitude; see
/// [`geodesic_m`](crate::geodesy::geodesic_m) for the exact one. Of the sphere itself 1e-8 m, but 0.2 m between near
/// antipodes.
///
/// # References
/// R. W. Sinnott, "Virtues of the Haversine", *Sky & Telescope* 68(2), 1984, p. 159.
pub fn distance_m(a: Position, b: Position) -> f64 {
    let (phi_a, phi_b) = (a.lat_deg().to_radians(), b.lat_deg().to_radians());
    let half_phi = ((phi_b - phi_a) / 2.0).sin();
    let half_lambda = (lon_between_deg(a.lon_deg(), b.lon_deg()).to_radians() / 2.0).sin();
    // h = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)
    let h = half_phi * half_phi + phi_a.cos() * phi_b.cos() * half_lambda * half_lambda;
    2.0 * EARTH_RADIUS_M * h.clamp(0.0, 1.0).sqrt().asin()
}

/// Initial bearing of the great circle from `a` to `b`, clockwise from true north.
///
/// # Units
/// Degrees in, degrees out, 0 to below 360. Between equal positions it is 0; from a pole it depends on the longitude
/// given for the pole.
///
/// # Accuracy
/// Within 0.4 degrees of the geodesic's azimuth for distances that ships sail between two fixes.
///
/// # References
/// J. P. Snyder, *Map Projections: A Working Manual*, USGS Professional Paper 1395, 1987, eq. 5-4b.
pub fn bearing_deg(a: Position, b: Position) -> f64 {
    let (phi_a, phi_b) = (a.lat_deg().to_radians(), b.lat_deg().to_radians());
    let lambda = (b.lon_deg() - a.lon_deg()).to_radians();
    let half_lambda = (lambda / 2.0).sin();
    // tan θ = sin Δλ cos φ₂ / (cos φ₁ sin φ₂ - sin φ₁ cos φ₂ cos Δλ); the denominator is written as
    // sin(φ₂ - φ₁) + 2 sin φ₁ cos φ₂ sin²(Δλ/2), which keeps its digits over metres.
    let y = lambda.sin() * phi_b.cos();
    let x = (phi_b - phi_a).sin() + 2.0 * phi_a.sin() * phi_b.cos() * half_lambda * half_lambda;
    let bearing = y.atan2(x).to_degrees().rem_euclid(360.0);
    if bearing < 360.0 { bearing } else { 0.0 }
}

/// The position reached by sailing `distance_m` metres from `start` on a great circle of this initial bearing.
///
/// # Units
/// Degrees and metres in, degrees out, on a sphere of [`EARTH_RADIUS_M`].
///
/// # Accuracy
/// 1e-8 m on the sphere, at the poles too; within 0.6 % of the distance on the ellipsoid.
///
/// # References
/// Snyder 1987, eq. 5-5 and 5-6, here with unit vectors: p = s cos δ + (n cos θ + e sin θ) sin δ.
pub fn destination(start: Position, bearing_deg: f64, distance_m: f64) -> Position {
    let (sin_phi, cos_phi) = start.lat_deg().to_radians().sin_cos();
    let (sin_theta, cos_theta) = bearing_deg.to_radians().sin_cos();
    let (sin_delta, cos_delta) = (distance_m / EARTH_RADIUS_M).sin_cos();
    // In the frame of the start's meridian: x outwards at the equator, y east, z north.
    let x = cos_phi * cos_delta - sin_phi * cos_theta * sin_delta;
    let y = sin_theta * sin_delta;
    let z = sin_phi * cos_delta + cos_phi * cos_theta * sin_delta;
    let lat_deg = z.atan2(x.hypot(y)).to_degrees();
    Position::from_valid(lat_deg, wrap_lon_deg(start.lon_deg() + y.atan2(x).to_degrees()))
}

/// The position at `fraction` (0 to 1) of the great circle from `a` to `b`, by constant speed.
///
/// At 0 it is `a` and at 1 it is `b`, to the last digit. Between antipodes every great circle is as short; one of them
/// is taken.
///
/// # Units
/// Degrees in and out.
///
/// # Accuracy
/// 1e-8 m on the sphere. On the ellipsoid the point is off the geodesic by less than 0.1 % of the distance.
///
/// # References
/// K. Shoemake, "Animating rotation with quaternion curves", *SIGGRAPH* 1985, p. 245-254 (slerp).
pub fn interpolate(a: Position, b: Position, fraction: f64) -> Position {
    match fraction {
        _ if a == b || fraction == 0.0 => a,
        1.0 => b,
        _ => UnitVector::from(a).slerp(UnitVector::from(b), fraction).to_position(),
    }
}

/// How far east of one longitude another lies, above -180 and up to 180 degrees. Of longitudes whose difference has an exact
/// `f64` it is exact, across the antimeridian too.
pub(crate) fn lon_between_deg(from_deg: f64, to_deg: f64) -> f64 {
    match to_deg - from_deg {
        east_deg if east_deg > 180.0 => east_deg - 360.0,
        east_deg if east_deg <= -180.0 => east_deg + 360.0,
        east_deg => east_deg,
    }
}

/// A longitude brought into -180 to 180 degrees; what lies inside stays as it is.
#[inline]
pub(crate) fn wrap_lon_deg(lon_deg: f64) -> f64 {
    match (-180.0..=180.0).contains(&lon_deg) {
        true => lon_deg,
        false => (lon_deg + 180.0).rem_euclid(360.0) - 180.0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::{any_position, at, sea_position};
    use crate::geodesy::{geodesic_bearing_deg, geodesic_m};

    fn turn_deg(a: f64, b: f64) -> f64 {
        let turn = (a - b).abs();
        turn.min(360.0 - turn)
    }

    #[test]
    fn antipodes_and_poles_have_a_distance() {
        let half_round_m = std::f64::consts::PI * EARTH_RADIUS_M;
        for (a, b) in
            [(at(90.0, 0.0), at(-90.0, 12.0)), (at(0.0, 0.0), at(0.0, 180.0)), (at(45.0, -90.0), at(-45.0, 90.0))]
        {
            assert!((distance_m(a, b) - half_round_m).abs() < 0.3, "{a:?} {b:?}");
        }
        assert!(distance_m(at(90.0, 0.0), at(90.0, 123.0)) < 1e-6);
        assert!(distance_m(at(5.0, 180.0), at(5.0, -180.0)) < 1e-6);
    }

    #[test]
    fn sailing_over_the_pole_comes_down_the_other_side() {
        let degree_m = EARTH_RADIUS_M.to_radians();
        let end = destination(at(89.0, 20.0), 0.0, 2.0 * degree_m);
        assert!((end.lat_deg() - 89.0).abs() < 1e-9 && (end.lon_deg() + 160.0).abs() < 1e-9, "{end:?}");
        let end = destination(at(0.0, 179.5), 90.0, degree_m);
        assert!((end.lon_deg() + 179.5).abs() < 1e-9, "{end:?}");
    }

    #[test]
    fn the_same_longitudes_elsewhere_are_as_far_apart_to_the_last_bit() {
        for (from, east) in [(0, 1), (100, 23_039), (5, 23_040), (17, -23_039), (1, -1)] {
            for shift in (0..46_080).step_by(128) {
                let lon_deg = |count: i32| f64::from((count + shift).rem_euclid(46_080) - 23_040) / 128.0;
                let between_deg = lon_between_deg(lon_deg(from), lon_deg(from + east));
                assert_eq!(between_deg, f64::from(east) / 128.0, "{from} + {east}, shifted by {shift}");
            }
        }
        assert_eq!((lon_between_deg(-180.0, 180.0), lon_between_deg(180.0, -180.0)), (0.0, 0.0));
        assert_eq!((lon_between_deg(-90.0, 90.0), lon_between_deg(90.0, -90.0)), (180.0, 180.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        #[test]
        fn distances_are_symmetric_and_never_nan(a in any_position(), b in any_position()) {
            let there_m = distance_m(a, b);
            prop_assert!((0.0..=20_015_115.0).contains(&there_m));
            prop_assert_eq!(there_m, distance_m(b, a));
            prop_assert_eq!(distance_m(a, a), 0.0);
            prop_assert!((0.0..360.0).contains(&bearing_deg(a, b)));
        }

        #[test]
        fn short_distances_are_those_of_the_ellipsoid(start in sea_position(), bearing in 0.0..360.0, distance in 1.0..20_000.0) {
            let end = destination(start, bearing, distance);
            prop_assume!(end.lat_deg().abs() <= 75.0);
            let error = distance_m(start, end) / geodesic_m(start, end) - 1.0;
            prop_assert!((-0.0043..=0.0057).contains(&error), "{}", error);
            prop_assert!(turn_deg(bearing_deg(start, end), geodesic_bearing_deg(start, end)) < 0.4);
        }

        #[test]
        fn a_destination_lies_at_its_distance_and_bearing(
            start in any_position(), bearing in 0.0..360.0, distance in 0.0..15_000_000.0
        ) {
            let end = destination(start, bearing, distance);
            prop_assert!((distance_m(start, end) - distance).abs() < 1e-5);
            if distance > 0.1 && start.lat_deg().abs() < 89.999 {
                let off_m = turn_deg(bearing_deg(start, end), bearing).to_radians() * distance.min(EARTH_RADIUS_M);
                prop_assert!(off_m < 1e-4, "{}", off_m);
            }
        }

        #[test]
        fn interpolation_starts_and_ends_exactly(a in any_position(), b in any_position()) {
            prop_assert_eq!(interpolate(a, b, 0.0), a);
            prop_assert_eq!(interpolate(a, b, 1.0), if a == b { a } else { b });
            prop_assert_eq!(interpolate(a, a, 0.3), a);
        }

        #[test]
        fn turning_the_globe_turns_the_answers(a in any_position(), b in any_position(), shift in -360_i32..=360) {
            let shifted = |p: Position| at(p.lat_deg(), wrap_lon_deg(p.lon_deg() + f64::from(shift)));
            let (c, d) = (shifted(a), shifted(b));
            prop_assert!((distance_m(a, b) - distance_m(c, d)).abs() < 0.5);
            prop_assert!((UnitVector::from(a).angle_rad(b.into()) - UnitVector::from(c).angle_rad(d.into())).abs() < 1e-13);
            // Between antipodes the great circle is a matter of the last digit.
            if UnitVector::from(a).angle_rad(b.into()) < 3.1 {
                let middle = interpolate(a, b, 0.4);
                prop_assert!(distance_m(shifted(middle), interpolate(c, d, 0.4)) < 1e-5);
            }
        }
    }
}
