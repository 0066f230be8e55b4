//! Positions as unit vectors: no seam at the antimeridian, no poles.

use crate::{EARTH_RADIUS_M, Position};

/// A direction from the earth's centre: x towards 0 N 0 E, y towards 0 N 90 E, z towards the north pole.
#[derive(Clone, Copy, Debug, PartialEq)]
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
        let (sin_phi, cos_phi) = position.lat_deg().to_radians().sin_cos();
        let (sin_lambda, cos_lambda) = position.lon_deg().to_radians().sin_cos();
        UnitVector { x: cos_phi * cos_lambda, y: cos_phi * sin_lambda, z: sin_phi }
    }
}

impl UnitVector {
    /// The square of the straight line to another point on the unit sphere; compare it to [`chord2_from_m`].
    pub fn chord2(self, other: UnitVector) -> f64 {
        let (x, y, z) = (self.x - other.x, self.y - other.y, self.z - other.z);
        x * x + y * y + z * z
    }

    /// The point at `fraction` of the great circle to another, by constant speed.
    pub fn slerp(self, other: UnitVector, fraction: f64) -> UnitVector {
        let angle = 2.0 * (self.chord2(other).sqrt() / 2.0).min(1.0).asin();
        let (weight_a, weight_b) = match angle.sin() {
            sin if sin > 1e-12 => (((1.0 - fraction) * angle).sin() / sin, (fraction * angle).sin() / sin),
            _ => (1.0 - fraction, fraction),
        };
        UnitVector {
            x: self.x * weight_a + other.x * weight_b,
            y: self.y * weight_a + other.y * weight_b,
            z: self.z * weight_a + other.z * weight_b,
        }
    }

    /// The position in this direction; the vector need not have unit length. The zero vector gives 0 N 0 E.
    pub fn to_position(self) -> Position {
        let lat_deg = self.z.atan2(self.x.hypot(self.y)).to_degrees();
        Position::from_valid(lat_deg, self.y.atan2(self.x).to_degrees())
    }
}

/// The squared chord on the unit sphere that spans this many metres along the surface, at most half way round.
pub fn chord2_from_m(distance_m: f64) -> f64 {
    let half_angle = (distance_m / EARTH_RADIUS_M / 2.0).clamp(0.0, std::f64::consts::FRAC_PI_2);
    let half_chord = half_angle.sin();
    4.0 * half_chord * half_chord
}
