//! The outline of a reachable set.
//!
//! On the sphere the set is a spherical ellipse with the two fixes as foci. With the half axis a = L/2 and the foci 2c apart,
//! the other half axis is cos b = cos a / cos c, and the border is the direction of
//!
//! cos b m + (sin a / cos c) cos t e₁ + sin b sin t e₂
//!
//! with m the middle, e₁ along the foci and e₂ across: a cone over an ellipse, which is smooth for every a from c to π - c.
//! Each corner is then moved along the great circle from the middle until the WGS84 way over it is L, by Newton's method
//! with the slope of the sphere.

use std::f64::consts::TAU;

use geo_types::{Coord, MultiPolygon};

use super::ReachableSet;
use crate::chart::pieces_of_ring;
use crate::geodesy::{GreatCircleArc, SurfacePoint, UnitVector, distance_m, geodesic_m, lon_between_deg, wrap_lon_deg};
use crate::{EARTH_RADIUS_M, Position};

/// The border is halved at least so often: into 32 sides.
const LEAST_HALVINGS: u32 = 5;
/// And at most so often.
const MOST_HALVINGS: u32 = 10;
/// A way longer than the straight one by less than this share is drawn as this: an ellipse 1/16 as wide as long.
const THINNEST: f64 = 1.002;
/// Steps of Newton's method. The slope of the sphere is wrong by 1 %, so each leaves a hundredth of the error.
const STEPS: u32 = 4;
/// A way that is as near as this, in metres, is the way sought.
const NEAR_M: f64 = 0.01;

/// The border in terms of the sphere.
struct Border {
    ends: [SurfacePoint; 2],
    at_most_m: f64,
    middle: UnitVector,
    along: UnitVector,
    across: UnitVector,
    /// Factors of the three.
    factors: [f64; 3],
}

impl Border {
    fn new(set: &ReachableSet) -> Border {
        let ends = set.ends.map(UnitVector::from);
        let arc = GreatCircleArc::new(ends[0], ends[1]);
        let c = arc.angle_rad / 2.0;
        let straight_m = geodesic_m(set.ends[0], set.ends[1]);
        let at_most_m = set.at_most_m.max(straight_m * THINNEST).max(20.0);
        let a = (at_most_m / 2.0 / EARTH_RADIUS_M).max(c * THINNEST);
        let (cos_a, cos_c) = (a.cos(), c.cos());
        let cos_b = (cos_a / cos_c).clamp(-1.0, 1.0);
        // 1 - cos²a / cos²c = (sin²a - sin²c) / cos²c keeps its digits where b is small.
        let sin_b = ((a - c).sin() * (a + c).sin()).max(0.0).sqrt() / cos_c;
        let middle = arc.at(c);
        let along = arc.at(c + std::f64::consts::FRAC_PI_2);
        Border {
            ends: ends.map(SurfacePoint::with_normal),
            at_most_m,
            middle,
            along,
            across: middle.cross(along),
            factors: [cos_b, a.sin() / cos_c, sin_b],
        }
    }

    /// The place of the border at an angle from 0 to 2π, once round.
    fn at(&self, t: f64) -> Position {
        let (sin, cos) = t.sin_cos();
        let [of_middle, of_along, of_across] = self.factors;
        let guess = self.middle * of_middle + self.along * (of_along * cos) + self.across * (of_across * sin);
        let ray = GreatCircleArc::new(self.middle, guess * (1.0 / guess.length()));
        let mut angle_rad = ray.angle_rad;
        for _ in 0..STEPS {
            let point = ray.at(angle_rad);
            let place = SurfacePoint::with_normal(point);
            let over_m = self.ends.iter().map(|end| end.geodesic_m(&place)).sum::<f64>() - self.at_most_m;
            if over_m.abs() < NEAR_M {
                break;
            }
            // dα/dr = -(e·p′) / sin α, with e·p = cos α.
            let onward = ray.at(angle_rad + std::f64::consts::FRAC_PI_2);
            let slope: f64 = self.ends.iter().map(|end| slope(end.normal, point, onward)).sum();
            let next = angle_rad - over_m / EARTH_RADIUS_M / slope.max(0.05);
            angle_rad = next.clamp(angle_rad / 2.0, angle_rad * 2.0);
        }
        ray.at(angle_rad).to_position()
    }
}

/// How fast the angle from an end grows with the way along a ray.
fn slope(end: UnitVector, point: UnitVector, onward: UnitVector) -> f64 {
    let sin = end.cross(point).length();
    if sin > 0.0 { -end.dot(onward) / sin } else { 1.0 }
}

/// The outline with sides within a tolerance.
pub(super) fn of(set: &ReachableSet, tolerance_m: f64) -> MultiPolygon<f64> {
    let border = Border::new(set);
    let tolerance_m = tolerance_m.max(10.0).max(border.at_most_m / 1000.0);
    let start = border.at(0.0);
    let mut places = vec![start];
    add_between(&border, (0.0, start), (TAU, start), tolerance_m, 0, &mut places);
    pieces_of_ring(&unrolled(&places, set))
}

/// Adds the corners after one place of the border up to another, that one included.
fn add_between(
    border: &Border,
    from: (f64, Position),
    to: (f64, Position),
    tolerance_m: f64,
    halvings: u32,
    places: &mut Vec<Position>,
) {
    let middle_t = f64::midpoint(from.0, to.0);
    let middle = || (middle_t, border.at(middle_t));
    let is_fine = |middle: Position| distance_m(side_middle(from.1, to.1), middle) <= tolerance_m;
    let middle = match halvings {
        0..LEAST_HALVINGS => Some(middle()),
        LEAST_HALVINGS..MOST_HALVINGS => Some(middle()).filter(|middle| !is_fine(middle.1)),
        _ => None,
    };
    match middle {
        Some(middle) => {
            add_between(border, from, middle, tolerance_m, halvings + 1, places);
            add_between(border, middle, to, tolerance_m, halvings + 1, places);
        }
        None => places.push(to.1),
    }
}

/// The middle of a side that is straight in longitude and latitude.
fn side_middle(from: Position, to: Position) -> Position {
    let east_deg = lon_between_deg(from.lon_deg(), to.lon_deg());
    let lat_deg = f64::midpoint(from.lat_deg(), to.lat_deg());
    Position::from_valid(lat_deg, wrap_lon_deg(from.lon_deg() + east_deg / 2.0))
}

/// The closed ring through these places, continuous in longitude; where it runs round a pole, by way of the pole.
fn unrolled(places: &[Position], set: &ReachableSet) -> Vec<Coord<f64>> {
    let mut ring: Vec<Coord<f64>> = Vec::with_capacity(places.len() + 3);
    for place in places {
        let x = match ring.last() {
            Some(last) => last.x + lon_between_deg(wrap_lon_deg(last.x), place.lon_deg()),
            None => place.lon_deg(),
        };
        ring.push(Coord { x, y: place.lat_deg() });
    }
    let (first, last) = (ring[0], ring[ring.len() - 1]);
    if (last.x - first.x).abs() > 180.0 {
        let north = Position::from_valid(90.0, 0.0);
        let pole_deg = if set.contains(north) { 90.0 } else { -90.0 };
        ring.extend([Coord { x: last.x, y: pole_deg }, Coord { x: first.x, y: pole_deg }]);
    } else {
        // The same place once more, but for rounding.
        ring.pop();
    }
    ring.push(first);
    ring
}
