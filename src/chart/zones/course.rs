//! A step between two fixes against the sides of polygons: a great circle against straight lines in longitude and latitude.

use std::f64::consts::FRAC_PI_2;

use geo_types::Coord;

use crate::Position;
use crate::chart::shape::{Bounds, ON_BORDER_DEG, Ring, coord};
use crate::geodesy::{GreatCircleArc, UnitVector};

/// Cuts nearer to each other than this, as fractions of a step, are one: 60 micrometres of a step of 60 km.
pub(super) const ONE_CUT: f64 = 1e-9;

/// Closer than this to a pole, in degrees, the longitudes of a step can be any.
const NEAR_POLE_DEG: f64 = 1e-6;

/// A side and a great circle that come this near to each other without crossing, in radii, are taken to touch: 0.6
/// micrometres.
const GRAZE: f64 = 1e-13;

/// The shorter great circle between two positions, sailed at constant speed.
pub(super) struct Course {
    from: Position,
    to: Position,
    arc: GreatCircleArc,
    /// The pole of the great circle: directions on it are at right angles to this one.
    axis: UnitVector,
    bounds: Bounds,
}

impl Course {
    pub(super) fn new(from: Position, to: Position) -> Course {
        let arc = GreatCircleArc::new(from.into(), to.into());
        let axis = arc.start.cross(arc.toward);
        let bounds = bounds(from, to, &arc).widened(ON_BORDER_DEG);
        Course { from, to, arc, axis, bounds }
    }

    /// A box around all of it; longitudes may go beyond 180.
    pub(super) fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// The place at a fraction of it.
    pub(super) fn place(&self, fraction: f64) -> Coord<f64> {
        match fraction {
            _ if self.from == self.to || fraction == 0.0 => coord(self.from),
            1.0 => coord(self.to),
            _ => coord(self.arc.at(self.arc.angle_rad * fraction).to_position()),
        }
    }

    /// Adds the fractions at which it crosses sides of a ring; more than there are do no harm. Whether any side is near.
    pub(super) fn cut(&self, ring: &Ring, cuts: &mut Vec<f64>) -> bool {
        let mut is_near = false;
        for turn_deg in ring.turns(self.bounds.west, self.bounds.east) {
            ring.sides_meeting(&self.bounds.turned(turn_deg), &mut |side| {
                let (from, to) = ring.side_ends(side);
                self.cut_side(from, to, cuts);
                is_near = true;
                false
            });
        }
        is_near
    }

    /// Adds the fractions at which it crosses a side: where the side, as a curve u(τ) on the unit sphere, is at right
    /// angles to the axis n.
    fn cut_side(&self, from: Coord<f64>, to: Coord<f64>, cuts: &mut Vec<f64>) {
        let along = to - from;
        let point = |share: f64| UnitVector::from_degrees(from.y + share * along.y, from.x + share * along.x);
        let off = |share: f64| self.axis.dot(point(share));
        // |u″| ≤ (|Δφ| + |Δλ|)²
        let bend = (along.x.abs() + along.y.abs()).to_radians().powi(2);
        each_root(&off, bend, &mut |share| {
            let at = point(share);
            let alpha = self.arc.toward.dot(at).atan2(self.arc.start.dot(at));
            let fraction = alpha / self.arc.angle_rad;
            if (-ONE_CUT..=1.0 + ONE_CUT).contains(&fraction) {
                cuts.push(fraction.clamp(0.0, 1.0));
            }
        });
    }
}

/// A box around the great circle, without allowance for rounding.
fn bounds(from: Position, to: Position, arc: &GreatCircleArc) -> Bounds {
    let (a, b) = (coord(from), coord(to));
    let mut dx = b.x - a.x;
    if dx.abs() > 180.0 {
        dx -= (dx / 360.0).round() * 360.0;
    }
    let mut bounds = Bounds::of(&[a, Coord { x: a.x + dx, y: b.y }]);
    // z = s.z cos α + t.z sin α is greatest at α = atan2(t.z, s.z).
    let peak = arc.toward.z.atan2(arc.start.z);
    let most = arc.start.z.hypot(arc.toward.z).min(1.0).asin().to_degrees();
    let is_passed = |alpha: f64| (0.0..=arc.angle_rad).contains(&alpha);
    if is_passed(peak) {
        bounds.north = bounds.north.max(most);
    }
    if is_passed(peak - 2.0 * FRAC_PI_2) || is_passed(peak + 2.0 * FRAC_PI_2) {
        bounds.south = bounds.south.min(-most);
    }
    // Over a pole the longitude turns round.
    let all_round = bounds.north >= 90.0 - NEAR_POLE_DEG
        || bounds.south <= -90.0 + NEAR_POLE_DEG
        || dx.abs() >= 180.0 - NEAR_POLE_DEG;
    if all_round {
        (bounds.west, bounds.east) = (-180.0, 180.0);
    }
    bounds
}

/// Calls back with every root in 0 to 1 of a function whose second derivative is at most `bend`, but for pairs so near to
/// each other that the function leaves 0 by no more than [`GRAZE`] between them.
///
/// Over a span h the function misses the line through its ends by at most bend h² / 8, and its slope that of the line by
/// at most bend h. So a span either has no root, or one that is found by false position, or is halved.
///
/// # References
/// K. E. Atkinson, *An Introduction to Numerical Analysis*, 2nd ed., Wiley 1989, eq. 3.1.8; the variant of false position is
/// the Illinois algorithm: M. Dowell, P. Jarratt, *BIT* 11, 1971, 168-174.
fn each_root(f: &dyn Fn(f64) -> f64, bend: f64, found: &mut dyn FnMut(f64)) {
    let mut spans = vec![(0.0, f(0.0), 1.0, f(1.0))];
    while let Some((low, at_low, high, at_high)) = spans.pop() {
        let span = high - low;
        let miss = bend * span * span / 8.0;
        let changes = (at_low >= 0.0) != (at_high >= 0.0);
        if !changes && at_low.abs().min(at_high.abs()) > miss {
            continue;
        }
        let is_monotonous = (at_high - at_low).abs() > bend * span * span;
        match changes {
            true if is_monotonous || miss <= GRAZE => found(root(f, low, at_low, high, at_high)),
            false if is_monotonous || miss <= GRAZE => {}
            _ => {
                let middle = f64::midpoint(low, high);
                let at_middle = f(middle);
                spans.push((middle, at_middle, high, at_high));
                spans.push((low, at_low, middle, at_middle));
            }
        }
    }
}

/// The root between two places of different sign.
fn root(f: &dyn Fn(f64) -> f64, mut low: f64, mut at_low: f64, mut high: f64, mut at_high: f64) -> f64 {
    let mut last_side = 0;
    for _ in 0..100 {
        let guess = ((low * at_high - high * at_low) / (at_high - at_low)).clamp(low, high);
        let at_guess = f(guess);
        if at_guess == 0.0 || guess == low || guess == high || high - low <= f64::EPSILON {
            return guess;
        }
        if (at_guess >= 0.0) == (at_high >= 0.0) {
            (high, at_high) = (guess, at_guess);
            if last_side == 1 {
                at_low /= 2.0;
            }
            last_side = 1;
        } else {
            (low, at_low) = (guess, at_guess);
            if last_side == -1 {
                at_high /= 2.0;
            }
            last_side = -1;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::interpolate;
    use crate::geodesy::tests::any_position;

    fn roots(f: impl Fn(f64) -> f64, bend: f64) -> Vec<f64> {
        let mut found = Vec::new();
        each_root(&f, bend, &mut |root| found.push(root));
        found
    }

    #[test]
    fn every_root_of_a_wave_is_found_in_order() {
        let found = roots(|x| (40.0 * x + 0.5).sin(), 1600.0);
        let expected: Vec<f64> = (1..13).map(|n| (f64::from(n) * std::f64::consts::PI - 0.5) / 40.0).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        assert!(found.iter().zip(&expected).all(|(found, root)| (found - root).abs() < 1e-14), "{found:?}");
        assert_eq!(roots(|x| (x - 0.3).powi(2) + 1e-6, 2.0), [0.0; 0]);
        assert_eq!(roots(|x| (x - 0.3).powi(2) - 1e-12, 2.0).len(), 2);
    }

    proptest! {
        #[test]
        fn the_box_holds_the_whole_course(from in any_position(), to in any_position()) {
            prop_assume!(UnitVector::from(from).angle_rad(to.into()) < 3.1);
            let course = Course::new(from, to);
            let bounds = course.bounds();
            for step in 0..=100 {
                let at = coord(interpolate(from, to, f64::from(step) / 100.0));
                prop_assert!((bounds.south..=bounds.north).contains(&at.y), "{:?} in {:?}", at, bounds);
                let in_lon = [-360.0, 0.0, 360.0].iter().any(|turn| (bounds.west..=bounds.east).contains(&(at.x + turn)));
                prop_assert!(in_lon || at.y.abs() > 90.0 - 1e-9, "{:?} in {:?}", at, bounds);
            }
        }

        #[test]
        fn a_cut_is_where_course_and_side_are_one_place(
            from in any_position(), to in any_position(), a in (-180.0..180.0f64, -89.0..89.0f64), b in (-179.0..179.0f64, -89.0..89.0f64),
        ) {
            let course = Course::new(from, to);
            prop_assume!((1e-3..3.1).contains(&course.arc.angle_rad));
            let (a, b) = (Coord { x: a.0, y: a.1 }, Coord { x: a.0 + b.0, y: b.1 });
            let mut cuts = Vec::new();
            course.cut_side(a, b, &mut cuts);
            // As many changes of side as a sampler sees, or more.
            let off = |share: f64| course.axis.dot(UnitVector::from_degrees(a.y + share * (b.y - a.y), a.x + share * (b.x - a.x)));
            for &fraction in &cuts {
                let at = course.arc.at(course.arc.angle_rad * fraction);
                let nearest = (0..=4_000).map(|step| {
                    let share = f64::from(step) / 4_000.0;
                    UnitVector::from_degrees(a.y + share * (b.y - a.y), a.x + share * (b.x - a.x)).chord2(at)
                });
                prop_assert!(nearest.fold(f64::INFINITY, f64::min).sqrt() < 2e-3);
            }
            let mut seen = 0;
            for step in 0..500 {
                let (low, high) = (f64::from(step) / 500.0, f64::from(step + 1) / 500.0);
                let at = UnitVector::from_degrees(f64::midpoint(a.y + low * (b.y - a.y), a.y + high * (b.y - a.y)), a.x + f64::midpoint(low, high) * (b.x - a.x));
                let alpha = course.arc.toward.dot(at).atan2(course.arc.start.dot(at)) / course.arc.angle_rad;
                if (off(low) >= 0.0) != (off(high) >= 0.0) && (0.01..0.99).contains(&alpha) {
                    seen += 1;
                }
            }
            prop_assert!(cuts.len() >= seen, "{} of {}", cuts.len(), seen);
        }
    }
}
