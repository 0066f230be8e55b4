//! Distances, bearings and motion on the sphere and on WGS84.
//!
//! The sphere has the radius [`EARTH_RADIUS_M`](crate::EARTH_RADIUS_M); its distances are within 0.57 % of WGS84 at any
//! latitude. Positions become [`UnitVector`]s where the antimeridian and the poles would otherwise be in the way.
//!
//! | question | sphere | WGS84 |
//! |---|---|---|
//! | how far | [`distance_m`] | [`geodesic_m`], of short steps [`step_m`], from one place to many [`DistanceFrom`] |
//! | which way | [`bearing_deg`] | [`geodesic_bearing_deg`] |
//! | where to | [`destination`] | [`geodesic_destination`] |
//! | part of the way | [`interpolate`] | |
//! | off the course | [`cross_track_m`], [`along_track_m`], [`segment_distance_m`] | |
//! | the middle of many | [`mean_position`] | |
//! | two ships under way | [`closest_approach`], [`times_within`] | |

mod cloud;
mod course;
mod distance_from;
mod golden;
mod great_circle;
mod mean;
mod moving;
mod short;
mod sphere;
mod surface;
mod unit_vector;
mod wgs84;

pub(crate) use self::cloud::Cloud;
pub use self::course::{along_track_m, cross_track_m, segment_distance_m};
pub use self::distance_from::DistanceFrom;
pub(crate) use self::golden::least_between;
pub(crate) use self::great_circle::{GreatCircleArc, sagitta};
pub use self::mean::mean_position;
pub use self::moving::{ClosestApproach, MovingPoint, closest_approach, times_within};
pub use self::short::step_m;
pub use self::sphere::{bearing_deg, destination, distance_m, interpolate};
pub(crate) use self::sphere::{lon_between_deg, wrap_lon_deg};
pub(crate) use self::surface::{
    SurfacePoint, arc_m, chord_from_geodesic_m, geodesic_from_chord_m, normal_of_surface, surface_m,
};
pub use self::unit_vector::{UnitVector, chord2_from_m, m_from_chord2};
pub use self::wgs84::{geodesic_bearing_deg, geodesic_destination, geodesic_m};

/// The sphere's distance over that of WGS84 lies between 1 minus this and 1 plus this, for any two positions: the
/// ellipsoid's radii of curvature run from 6,335.4 km (along the meridian at the equator) to 6,399.6 km (at the poles).
pub(crate) const SPHERE_ERROR: f64 = 0.006;

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use crate::Position;

    /// Any position, the awkward ones often: poles, antimeridian, whole degrees.
    pub(crate) fn any_position() -> impl Strategy<Value = Position> {
        let lat = prop_oneof![4 => -90.0..=90.0, 1 => Just(90.0), 1 => Just(-90.0), 1 => Just(0.0), 1 => 89.9..90.0];
        let lon =
            prop_oneof![4 => -180.0..=180.0, 1 => Just(180.0), 1 => Just(-180.0), 1 => Just(0.0), 1 => 179.9..180.0];
        (lat, lon).prop_map(|(lat, lon)| Position::new(lat, lon).unwrap())
    }

    /// Positions up to 75 degrees of latitude, where ships are.
    pub(crate) fn sea_position() -> impl Strategy<Value = Position> {
        (-75.0..=75.0, -180.0..=180.0).prop_map(|(lat, lon)| Position::new(lat, lon).unwrap())
    }

    pub(crate) fn at(lat_deg: f64, lon_deg: f64) -> Position {
        Position::new(lat_deg, lon_deg).unwrap()
    }
}
