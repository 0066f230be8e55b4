//! The WGS84 ellipsoid.

use geo::{Distance, Geodesic, Point};

use crate::Position;

/// Length in metres of the shortest path between two positions on the WGS84 ellipsoid.
///
/// Every distance that an event reports is one of these.
///
/// # References
/// C. F. F. Karney, "Algorithms for geodesics", *Journal of Geodesy* 87, 2013, 43-55, doi:10.1007/s00190-012-0578-z.
pub fn geodesic_m(a: Position, b: Position) -> f64 {
    Geodesic.distance(Point::from(a), Point::from(b))
}
