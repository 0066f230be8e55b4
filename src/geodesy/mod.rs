//! Distances, bearings and motion on the sphere and on WGS84.

mod cloud;
mod short;
mod sphere;
mod unit_vector;
mod wgs84;

pub(crate) use self::cloud::Cloud;
pub use self::short::step_m;
pub use self::sphere::{bearing_deg, destination, distance_m, interpolate};
pub use self::unit_vector::{UnitVector, chord2_from_m};
pub use self::wgs84::geodesic_m;
