//! Where many positions lie: their centroid and how far from it they reach.

use geo::{ConvexHull, MultiPoint, Point};

use crate::Position;
use crate::geodesy::{SPHERE_ERROR, UnitVector, distance_m, geodesic_m};

/// How many positions are kept before they are reduced to their convex hull.
const KEPT_AT_LEAST: usize = 256;

/// Cosine of the angle from the first position within which the projection to a plane is used: about 84 degrees.
const MIN_COS: f64 = 0.1;

/// A cloud of positions that remembers only what its centroid and radius need.
///
/// The position farthest from any point is a corner of the convex hull, and the gnomonic projection keeps great circles
/// straight, so the hull of the projected positions is the hull on the sphere. State: the sum of the unit vectors and a
/// few hundred corners, however many positions are pushed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cloud {
    sum: UnitVector,
    corners: Vec<Corner>,
    reduce_at: usize,
}

/// A position that may be the farthest from some point.
#[derive(Clone, Copy, Debug)]
struct Corner {
    position: Position,
    vector: UnitVector,
}

impl From<Position> for Corner {
    fn from(position: Position) -> Corner {
        Corner { position, vector: position.into() }
    }
}

impl Cloud {
    pub(crate) fn push(&mut self, position: Position) {
        let corner = Corner::from(position);
        self.sum = self.sum + corner.vector;
        if self.corners.last().is_some_and(|last| last.position == position) {
            return;
        }
        self.corners.push(corner);
        if self.corners.len() >= self.reduce_at.max(KEPT_AT_LEAST) {
            self.reduce();
            self.reduce_at = 2 * self.corners.len();
        }
    }

    /// The direction of the mean of all unit vectors pushed; 0 N 0 E for an empty cloud.
    pub(crate) fn centroid(&self) -> Position {
        self.sum.to_position()
    }

    /// The largest WGS84 distance of a position from the centroid, in metres; 0 for an empty cloud.
    pub(crate) fn radius_m(&self) -> f64 {
        let centroid = self.centroid();
        let sphere_m: Vec<f64> = self.corners.iter().map(|corner| distance_m(centroid, corner.position)).collect();
        // The farthest on the ellipsoid is among those that are nearly the farthest on the sphere.
        let nearly_m = sphere_m.iter().copied().fold(0.0, f64::max) * (1.0 - 2.0 * SPHERE_ERROR);
        let far = self.corners.iter().zip(&sphere_m).filter(|&(_, &sphere_m)| sphere_m >= nearly_m);
        far.map(|(corner, _)| geodesic_m(centroid, corner.position)).fold(0.0, f64::max)
    }

    fn reduce(&mut self) {
        let plane = Gnomonic::around(self.corners[0].position);
        let (mut near, mut far) = (Vec::with_capacity(self.corners.len()), Vec::new());
        for corner in &self.corners {
            match plane.project(corner.vector) {
                Some(point) => near.push(point),
                None => far.push(*corner),
            }
        }
        drop_inner(&mut near);
        let hull = near.into_iter().collect::<MultiPoint>().convex_hull();
        let ring = hull.exterior();
        let distinct = if ring.is_closed() { ring.0.len().saturating_sub(1) } else { ring.0.len() };
        self.corners.clear();
        self.corners.extend(ring.0[..distinct].iter().map(|corner| Corner::from(plane.unproject(corner.x, corner.y))));
        self.corners.extend(far);
    }
}

/// Drops points that are no corner of the convex hull: those inside the octagon whose corners are the points farthest out
/// in eight directions. Of many points few are left, which spares most of the work of finding the hull.
///
/// # References
/// S. G. Akl and G. T. Toussaint, "A fast convex hull algorithm", *Information Processing Letters* 7(5), 1978.
fn drop_inner(points: &mut Vec<Point>) {
    const DIRECTIONS: [(f64, f64); 8] =
        [(1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (-1.0, 1.0), (-1.0, 0.0), (-1.0, -1.0), (0.0, -1.0), (1.0, -1.0)];
    let Some(&first) = points.first() else { return };
    let mut farthest = DIRECTIONS.map(|_| (f64::NEG_INFINITY, first));
    let mut extent: f64 = 0.0;
    for &point in points.iter() {
        extent = extent.max(point.x().abs()).max(point.y().abs());
        for (farthest, (x, y)) in farthest.iter_mut().zip(DIRECTIONS) {
            let out = x * point.x() + y * point.y();
            if out > farthest.0 {
                *farthest = (out, point);
            }
        }
    }
    let corners = farthest.map(|(_, point)| point);
    let mut sides: Vec<(Point, Point)> = corners.into_iter().zip(corners.into_iter().cycle().skip(1)).collect();
    sides.retain(|(from, to)| from != to);
    if sides.is_empty() {
        return;
    }
    // More than what rounding can do to a product of two differences.
    let margin = 1e-14 * extent * extent;
    let is_inside = |point: Point| {
        sides.iter().all(|&(from, to)| {
            let (side, way) = (to - from, point - from);
            side.x() * way.y() - side.y() * way.x() > margin
        })
    };
    points.retain(|&point| !is_inside(point));
}

/// The gnomonic projection around a position: great circles become straight lines.
///
/// # References
/// J. P. Snyder, *Map Projections: A Working Manual*, USGS Professional Paper 1395, 1987, section 22.
struct Gnomonic {
    centre: UnitVector,
    east: UnitVector,
    north: UnitVector,
}

impl Gnomonic {
    fn around(position: Position) -> Gnomonic {
        let (sin_phi, cos_phi) = position.lat_deg().to_radians().sin_cos();
        let (sin_lambda, cos_lambda) = position.lon_deg().to_radians().sin_cos();
        Gnomonic {
            centre: UnitVector::from(position),
            east: UnitVector { x: -sin_lambda, y: cos_lambda, z: 0.0 },
            north: UnitVector { x: -sin_phi * cos_lambda, y: -sin_phi * sin_lambda, z: cos_phi },
        }
    }

    /// The place on the plane; `None` for a position too far away.
    fn project(&self, vector: UnitVector) -> Option<Point> {
        let cos = vector.dot(self.centre);
        (cos > MIN_COS).then(|| Point::new(vector.dot(self.east) / cos, vector.dot(self.north) / cos))
    }

    fn unproject(&self, x: f64, y: f64) -> Position {
        (self.centre + self.east * x + self.north * y).to_position()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::destination;

    proptest! {
        #[test]
        fn a_reduced_cloud_reaches_as_far_as_all_its_positions(
            lat in -89.0..89.0f64, lon in -180.0..180.0f64, scale_m in 0.0..400_000.0f64,
            polar in prop::collection::vec((0.0..360.0f64, 0.0..1.0f64), 1..900),
        ) {
            let centre = Position::new(lat, lon).unwrap();
            let positions: Vec<_> = polar.iter().map(|&(at, far)| destination(centre, at, far * scale_m)).collect();
            let mut cloud = Cloud::default();
            positions.iter().for_each(|&position| cloud.push(position));
            prop_assert!(cloud.corners.len() < KEPT_AT_LEAST);
            let centroid = cloud.centroid();
            let farthest_m = positions.iter().map(|&position| geodesic_m(centroid, position)).fold(0.0, f64::max);
            prop_assert!((cloud.radius_m() - farthest_m).abs() < 1e-3, "{} against {farthest_m}", cloud.radius_m());
        }
    }

    #[test]
    fn a_cloud_on_a_line_or_at_one_place_can_be_reduced() {
        let mut line = Cloud::default();
        let mut place = Cloud::default();
        for step in 0..2000 {
            line.push(Position::new(0.0, f64::from(step) * 1e-3).unwrap());
            place.push(Position::new(35.0, 129.0 + f64::from(step % 2) * 1e-9).unwrap());
        }
        assert!((line.radius_m() - 111_263.9).abs() < 1.0, "{}", line.radius_m());
        assert!(place.radius_m() < 0.001, "{}", place.radius_m());
    }

    #[test]
    fn a_cloud_around_the_earth_keeps_its_far_side() {
        let mut cloud = Cloud::default();
        for step in 0..1000 {
            cloud.push(Position::new(0.0, f64::from(step) * 0.17).unwrap());
        }
        let (centroid, farthest) = (cloud.centroid(), Position::new(0.0, 0.0).unwrap());
        assert!((cloud.radius_m() - geodesic_m(centroid, farthest)).abs() < 1e-3);
    }
}
