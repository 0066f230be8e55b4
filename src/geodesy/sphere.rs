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
/// # References
/// R. W. Sinnott, "Virtues of the Haversine", *Sky & Telescope* 68(2), 1984, p. 159.
pub fn distance_m(a: Position, b: Position) -> f64 {
    let (phi_a, phi_b) = (a.lat_deg().to_radians(), b.lat_deg().to_radians());
    let half_phi = ((phi_b - phi_a) / 2.0).sin();
    let half_lambda = ((b.lon_deg() - a.lon_deg()).to_radians() / 2.0).sin();
    // h = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)
    let h = half_phi * half_phi + phi_a.cos() * phi_b.cos() * half_lambda * half_lambda;
    2.0 * EARTH_RADIUS_M * h.clamp(0.0, 1.0).sqrt().asin()
}

/// Initial bearing of the great circle from `a` to `b`, in degrees clockwise from true north, 0 to below 360.
pub fn bearing_deg(a: Position, b: Position) -> f64 {
    let (phi_a, phi_b) = (a.lat_deg().to_radians(), b.lat_deg().to_radians());
    let lambda = (b.lon_deg() - a.lon_deg()).to_radians();
    let y = lambda.sin() * phi_b.cos();
    let x = phi_a.cos() * phi_b.sin() - phi_a.sin() * phi_b.cos() * lambda.cos();
    let bearing = y.atan2(x).to_degrees().rem_euclid(360.0);
    if bearing < 360.0 { bearing } else { 0.0 }
}

/// The position reached by sailing `distance_m` metres from `start` on a great circle of this initial bearing.
pub fn destination(start: Position, bearing_deg: f64, distance_m: f64) -> Position {
    let (phi, theta, delta) = (start.lat_deg().to_radians(), bearing_deg.to_radians(), distance_m / EARTH_RADIUS_M);
    let sin_phi = phi.sin() * delta.cos() + phi.cos() * delta.sin() * theta.cos();
    let y = theta.sin() * delta.sin() * phi.cos();
    let x = delta.cos() - phi.sin() * sin_phi;
    let lon_deg = start.lon_deg() + y.atan2(x).to_degrees();
    Position::from_valid(sin_phi.clamp(-1.0, 1.0).asin().to_degrees(), wrap_lon_deg(lon_deg))
}

/// The position at `fraction` (0 to 1) of the great circle from `a` to `b`, by constant speed.
///
/// Between antipodes every great circle is as short; one of them is taken.
pub fn interpolate(a: Position, b: Position, fraction: f64) -> Position {
    UnitVector::from(a).slerp(UnitVector::from(b), fraction).to_position()
}

/// A longitude brought into -180 to 180 degrees; what lies inside stays as it is.
pub(crate) fn wrap_lon_deg(lon_deg: f64) -> f64 {
    match (-180.0..=180.0).contains(&lon_deg) {
        true => lon_deg,
        false => (lon_deg + 180.0).rem_euclid(360.0) - 180.0,
    }
}
