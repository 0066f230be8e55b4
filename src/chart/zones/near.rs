//! How far it is to a zone, and how long the shortest way is that touches it.
//!
//! Both are least values over all sides of the zone, found by branch and bound over the boxes of its rings. A distance within
//! the search is the arc of the mean sphere over the chord through the WGS84 ellipsoid. Chords know the ellipsoid's shape, so
//! that arc misses the geodesic by no more than 1.2 (d / 1,000 km)² parts in 10⁵ up to 3,000 km (tested), and needs no
//! iteration. What is given in the end is measured by [`geodesic_m`] to the place that was found.

use geo_types::Coord;

use crate::chart::shape::{Bounds, Ring, Shape, coord};
use crate::geodesy::{SPHERE_ERROR, UnitVector, geodesic_m, interpolate, least_between, surface_m, wrap_lon_deg};
use crate::{EARTH_RADIUS_M, Position};

/// A side is searched in pieces of at most so many degrees: over a piece, the distance to a place has one least value.
const PIECE_DEG: f64 = 1.0;

/// A place to measure from.
#[derive(Clone, Copy)]
struct Mark {
    at: Coord<f64>,
    /// In metres from the earth's centre.
    point_m: UnitVector,
    /// Sine and cosine of the latitude.
    sin: f64,
    cos: f64,
}

impl Mark {
    fn new(position: Position) -> Mark {
        let (sin, cos) = position.lat_deg().to_radians().sin_cos();
        Mark { at: coord(position), point_m: surface_m(position.into()), sin, cos }
    }

    fn arc_m(&self, point_m: UnitVector) -> f64 {
        let chord = point_m - self.point_m;
        2.0 * EARTH_RADIUS_M * (chord.length() / (2.0 * EARTH_RADIUS_M)).min(1.0).asin()
    }

    /// No place of the box is nearer than this, in metres of [`arc_m`](Mark::arc_m): a chord of the ellipsoid is at least
    /// that of the sphere but for the sphere's error.
    fn least_m(&self, bounds: &Bounds) -> f64 {
        let from_west = (self.at.x - bounds.west).rem_euclid(360.0);
        let degrees = if from_west <= bounds.width() {
            (bounds.south - self.at.y).max(self.at.y - bounds.north).max(0.0)
        } else {
            let beside = (from_west - bounds.width()).min(360.0 - from_west);
            self.meridian_distance_deg(beside, bounds.south, bounds.north)
        };
        2.0 * EARTH_RADIUS_M * ((1.0 - SPHERE_ERROR) * (degrees / 2.0).to_radians().sin()).asin()
    }

    /// The angle to a stretch of the meridian so many degrees beside.
    ///
    /// p·u(φ) = sin φ₀ sin φ + cos φ₀ cos Δλ cos φ is greatest at φ = atan2(sin φ₀, cos φ₀ cos Δλ), and falls off on both sides.
    fn meridian_distance_deg(&self, beside_deg: f64, south: f64, north: f64) -> f64 {
        let across = self.cos * beside_deg.to_radians().cos();
        let foot = self.sin.atan2(across).to_degrees();
        let turn = |lat: f64| {
            let turn = (foot - lat).abs();
            turn.min(360.0 - turn)
        };
        let nearest = if (south..=north).contains(&foot) {
            foot
        } else if turn(south) <= turn(north) {
            south
        } else {
            north
        };
        let (sin, cos) = nearest.to_radians().sin_cos();
        // Rounding of the cosine near 1 must not make the bound too large.
        (self.sin * sin + across * cos + 4.0 * f64::EPSILON).min(1.0).acos().to_degrees()
    }
}

/// The place of a polygon's border that is nearest to a position, and its WGS84 distance, if that is at most so far. The
/// position is outside of the polygon.
pub(super) fn nearest(shape: &Shape, position: Position, at_most_m: f64) -> Option<(Position, f64)> {
    let mark = Mark::new(position);
    let found = search(shape, at_most_m, &|bounds| mark.least_m(bounds), &|point_m| mark.arc_m(point_m))?;
    let distance_m = geodesic_m(position, found);
    (distance_m <= at_most_m).then_some((found, distance_m))
}

/// The length of the shortest way from one position to another that touches a polygon's border, if that is at most so far.
/// The great circle between them does not touch the polygon.
pub(super) fn way_over_m(shape: &Shape, from: Position, to: Position, at_most_m: f64) -> Option<f64> {
    let marks = [Mark::new(from), Mark::new(to)];
    let least = |bounds: &Bounds| marks[0].least_m(bounds) + marks[1].least_m(bounds);
    let way = |point_m: UnitVector| marks[0].arc_m(point_m) + marks[1].arc_m(point_m);
    let found = search(shape, at_most_m, &least, &way)?;
    let way_m = geodesic_m(from, found) + geodesic_m(found, to);
    (way_m <= at_most_m).then_some(way_m)
}

/// A box around all places that a ship can have come to between two positions, if it covered at most so many metres; none
/// where it cannot have covered so few.
///
/// Such a place p has d(m, p) ≤ half of that from the middle m of the two: mirrored at m, p lies at p′ with
/// d(p, p′) ≤ d(p, b) + d(b, p′) = d(p, b) + d(a, p).
pub(super) fn bounds_of_reach(from: Position, to: Position, at_most_m: f64) -> Option<Bounds> {
    let radius_deg = (at_most_m / 2.0 / EARTH_RADIUS_M * (1.0 + 2.0 * SPHERE_ERROR)).to_degrees();
    let everywhere = Bounds { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
    if at_most_m < geodesic_m(from, to) {
        return None;
    }
    // Beyond a quarter of the earth the mirror image is no longer that far.
    if radius_deg >= 89.0 {
        return Some(everywhere);
    }
    let middle = coord(interpolate(from, to, 0.5));
    let (south, north) = (middle.y - radius_deg, middle.y + radius_deg);
    if south <= -90.0 || north >= 90.0 {
        return Some(Bounds { south: south.max(-90.0), north: north.min(90.0), ..everywhere });
    }
    // The meridian that a circle of radius r around φ touches: sin Δλ = sin r / cos φ.
    let half_deg = (radius_deg.to_radians().sin() / middle.y.to_radians().cos()).min(1.0).asin().to_degrees();
    Some(Bounds { west: middle.x - half_deg, south, east: middle.x + half_deg, north }.widened(1e-9))
}

/// The place of a polygon's border at which a measure of the points of the ellipsoid is least; `None` where no box can
/// hold one of at most so much.
fn search(
    shape: &Shape,
    at_most: f64,
    least: &dyn Fn(&Bounds) -> f64,
    measure: &dyn Fn(UnitVector) -> f64,
) -> Option<Position> {
    // What the search takes for a little too far may yet be near enough by the geodesic.
    let mut most = at_most * (1.0 + 2.0 * SPHERE_ERROR);
    let mut best = None;
    for ring in shape.rings() {
        ring.nearest_first(least, &mut most, &mut |side, most| visit(ring, side, least, measure, most, &mut best));
    }
    best
}

fn visit(
    ring: &Ring,
    side: usize,
    least: &dyn Fn(&Bounds) -> f64,
    measure: &dyn Fn(UnitVector) -> f64,
    most: &mut f64,
    best: &mut Option<Position>,
) {
    let (from, to) = ring.side_ends(side);
    if ring.is_artificial(side) || least(&Bounds::of(&[from, to])) > *most {
        return;
    }
    let along = to - from;
    let place = |share: f64| from + along * share;
    let pieces = (along.x.abs().max(along.y.abs()) / PIECE_DEG).ceil().max(1.0) as u32;
    for piece in 0..pieces {
        let share = |index: u32| f64::from(index) / f64::from(pieces);
        let (low, high) = (share(piece), share(piece + 1));
        if pieces > 1 && least(&Bounds::of(&[place(low), place(high)])) > *most {
            continue;
        }
        let value = |share: f64| {
            let at = place(share);
            measure(surface_m(UnitVector::from_degrees(at.y, at.x)))
        };
        let (share, value) = least_of(&value, low, high);
        if value < *most {
            *most = value;
            let at = place(share);
            *best = Some(Position::from_valid(at.y.clamp(-90.0, 90.0), wrap_lon_deg(at.x)));
        }
    }
}

/// Where a function with one least value between two places, themselves included, has it, and that value.
fn least_of(f: &dyn Fn(f64) -> f64, low: f64, high: f64) -> (f64, f64) {
    /// They leave less than 1e-9 of a piece: 0.1 mm of 111 km.
    const SECTIONS: u32 = 44;
    let ends = [(low, f(low)), (high, f(high))];
    let inner = least_between(low, high, SECTIONS, f);
    ends.into_iter().fold(inner, |best, end| if end.1 < best.1 { end } else { best })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::geodesic_destination;
    use crate::geodesy::tests::any_position;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn arcs_over_chords_are_geodesics(from in any_position(), bearing in 0.0..360.0, distance_m in 1.0..3_000_000.0f64) {
            let to = geodesic_destination(from, bearing, distance_m);
            let arc_m = Mark::new(from).arc_m(surface_m(to.into()));
            let error = 1.2e-5 * (distance_m / 1e6).powi(2) * distance_m;
            prop_assert!((arc_m - distance_m).abs() < error + 1e-6, "{} of {}", arc_m, distance_m);
        }

        #[test]
        fn no_place_of_a_box_is_nearer_than_its_bound(
            from in any_position(), corner in any_position(), size in (0.0..60.0f64, 0.0..60.0f64), share in (0.0..=1.0f64, 0.0..=1.0f64),
        ) {
            let bounds = Bounds {
                west: corner.lon_deg(),
                south: corner.lat_deg(),
                east: corner.lon_deg() + size.0,
                north: (corner.lat_deg() + size.1).min(90.0),
            };
            let (x, y) = (bounds.west + share.0 * size.0, bounds.south + share.1 * (bounds.north - bounds.south));
            let mark = Mark::new(from);
            let there_m = mark.arc_m(surface_m(UnitVector::from_degrees(y, x)));
            prop_assert!(mark.least_m(&bounds) <= there_m + 1e-3, "{} of {}", mark.least_m(&bounds), there_m);
        }
    }
}
