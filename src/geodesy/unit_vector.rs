//! Positions as unit vectors: no seam at the antimeridian, no poles.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Mul, Sub};

use crate::geodesy::GreatCircleArc;
use crate::{EARTH_RADIUS_M, Position};

/// A direction from the earth's centre: x towards 0 N 0 E, y towards 0 N 90 E, z towards the north pole.
///
/// Sums and differences of unit vectors are vectors of other lengths; [`to_position`](UnitVector::to_position) takes
/// any length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UnitVector {
    /// Towards 0 N 0 E.
    pub x: f64,
    /// Towards 0 N 90 E.
    pub y: f64,
    /// Towards the north pole.
    pub z: f64,
}

impl From<Position> for UnitVector {
    fn from(position: Position) -> UnitVector {
        UnitVector::from_degrees(position.lat_deg(), position.lon_deg())
    }
}

impl Add for UnitVector {
    type Output = UnitVector;

    fn add(self, other: UnitVector) -> UnitVector {
        UnitVector { x: self.x + other.x, y: self.y + other.y, z: self.z + other.z }
    }
}

impl Sub for UnitVector {
    type Output = UnitVector;

    fn sub(self, other: UnitVector) -> UnitVector {
        UnitVector { x: self.x - other.x, y: self.y - other.y, z: self.z - other.z }
    }
}

impl Mul<f64> for UnitVector {
    type Output = UnitVector;

    fn mul(self, factor: f64) -> UnitVector {
        UnitVector { x: self.x * factor, y: self.y * factor, z: self.z * factor }
    }
}

impl UnitVector {
    /// The vector of length 0.
    pub(crate) const ZERO: UnitVector = UnitVector { x: 0.0, y: 0.0, z: 0.0 };

    /// The direction of a latitude and a longitude, which may be any number of turns round.
    pub(crate) fn from_degrees(lat_deg: f64, lon_deg: f64) -> UnitVector {
        let (sin_phi, cos_phi) = lat_deg.to_radians().sin_cos();
        let (sin_lambda, cos_lambda) = lon_deg.to_radians().sin_cos();
        UnitVector { x: cos_phi * cos_lambda, y: cos_phi * sin_lambda, z: sin_phi }
    }

    /// The three of them, as spatial indexes take points.
    pub(crate) fn axes(self) -> [f64; 3] {
        [self.x, self.y, self.z]
    }

    /// The vector product.
    pub(crate) fn cross(self, other: UnitVector) -> UnitVector {
        UnitVector {
            x: self.y * other.z - self.z * other.y,
            y: self.z * other.x - self.x * other.z,
            z: self.x * other.y - self.y * other.x,
        }
    }

    /// The inner product.
    pub fn dot(self, other: UnitVector) -> f64 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    /// The length; 1 but for rounding for what comes from a [`Position`].
    pub fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    /// The square of the straight line to another point on the unit sphere; compare it to [`chord2_from_m`].
    ///
    /// # Accuracy
    /// The line itself to 3e-16, which is 2 nm on the earth, however short it is.
    pub fn chord2(self, other: UnitVector) -> f64 {
        let line = self - other;
        line.dot(line)
    }

    /// The angle to another direction.
    ///
    /// # Units
    /// Radians, 0 to π.
    ///
    /// # Accuracy
    /// A few 1e-16 radians everywhere, between antipodes and for the smallest angles too.
    ///
    /// # References
    /// W. Kahan, "How Futile are Mindless Assessments of Roundoff in Floating-Point Computation?", 2006, section 12.
    pub fn angle_rad(self, other: UnitVector) -> f64 {
        // θ = 2 atan2(|a - b|, |a + b|)
        2.0 * (self - other).length().atan2((self + other).length())
    }

    /// The point at `fraction` of the great circle to another, by constant speed.
    ///
    /// Between antipodes every great circle is as short; one of them is taken.
    pub fn slerp(self, other: UnitVector, fraction: f64) -> UnitVector {
        let arc = GreatCircleArc::new(self, other);
        arc.at(arc.angle_rad * fraction)
    }

    /// The position in this direction; the vector need not have unit length. The zero vector gives 0 N 0 E.
    pub fn to_position(self) -> Position {
        let lat_deg = self.z.atan2(self.x.hypot(self.y)).to_degrees();
        Position::from_valid(lat_deg, self.y.atan2(self.x).to_degrees())
    }
}

/// The squared chord on the unit sphere that spans this many metres along the surface, at most half way round.
///
/// # Units
/// Metres on a sphere of [`EARTH_RADIUS_M`] in, squared radii out, 0 to 4.
pub fn chord2_from_m(distance_m: f64) -> f64 {
    let half_angle = (distance_m / EARTH_RADIUS_M / 2.0).clamp(0.0, std::f64::consts::FRAC_PI_2);
    let half_chord = half_angle.sin();
    4.0 * half_chord * half_chord
}

/// The metres along the surface that a squared chord on the unit sphere spans; undoes [`chord2_from_m`].
///
/// # Units
/// Squared radii in, metres on a sphere of [`EARTH_RADIUS_M`] out.
pub fn m_from_chord2(chord2: f64) -> f64 {
    2.0 * EARTH_RADIUS_M * (chord2.max(0.0).sqrt() / 2.0).min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::distance_m;
    use crate::geodesy::tests::{any_position, at, sea_position};
    use crate::geodesy::{destination, interpolate};

    #[test]
    fn slerp_between_antipodes_stays_on_the_sphere() {
        for (a, b) in
            [(at(0.0, 0.0), at(0.0, 180.0)), (at(90.0, 0.0), at(-90.0, 0.0)), (at(12.0, 34.0), at(-12.0, -146.0))]
        {
            for step in 0..=10 {
                let fraction = f64::from(step) / 10.0;
                let middle = UnitVector::from(a).slerp(b.into(), fraction);
                assert!((middle.length() - 1.0).abs() < 1e-12, "{a:?} {b:?} {fraction}");
                let sailed_m = distance_m(a, middle.to_position());
                let half_round_m = std::f64::consts::PI * EARTH_RADIUS_M;
                assert!((sailed_m - fraction * half_round_m).abs() < 1.0, "{a:?} {b:?} {fraction}: {sailed_m}");
            }
        }
    }

    proptest! {
        #[test]
        fn positions_come_back(position in any_position()) {
            let back = UnitVector::from(position).to_position();
            prop_assert!(distance_m(position, back) < 1e-7);
        }

        #[test]
        fn chords_of_metres_keep_their_length(start in sea_position(), bearing in 0.0..360.0, distance in 0.1..5000.0) {
            let end = destination(start, bearing, distance);
            let chord2 = UnitVector::from(start).chord2(end.into());
            // Degrees as f64 resolve 3e-9 m at 180 degrees.
            prop_assert!((m_from_chord2(chord2) - distance).abs() < 2e-8 + 1e-12 * distance);
            prop_assert!(chord2 <= chord2_from_m(distance + 1e-7) && chord2 >= chord2_from_m(distance - 1e-7));
        }

        #[test]
        fn the_angle_is_that_of_the_haversine(a in any_position(), b in any_position()) {
            let angle_m = UnitVector::from(a).angle_rad(b.into()) * EARTH_RADIUS_M;
            prop_assert!((angle_m - distance_m(a, b)).abs() < 1.0);
        }

        #[test]
        fn slerp_divides_the_way(a in any_position(), b in any_position(), fraction in 0.0..=1.0) {
            let middle = interpolate(a, b, fraction);
            let whole_m = UnitVector::from(a).angle_rad(b.into()) * EARTH_RADIUS_M;
            let part_m = UnitVector::from(a).angle_rad(middle.into()) * EARTH_RADIUS_M;
            prop_assert!((part_m - fraction * whole_m).abs() < 1e-6, "{} of {}", part_m, whole_m);
        }
    }
}
