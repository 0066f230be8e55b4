//! The shorter great circle between two points, ready to be evaluated many times.

use std::f64::consts::{PI, TAU};

use crate::geodesy::UnitVector;

/// The way from `start` over `angle_rad` (0 to π) towards a direction at right angles to `start`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GreatCircleArc {
    pub(crate) start: UnitVector,
    /// Unit length, perpendicular to the start.
    pub(crate) toward: UnitVector,
    pub(crate) angle_rad: f64,
}

impl GreatCircleArc {
    /// The arc between two unit vectors. Between antipodes one of the many is taken; between equal points the arc has
    /// no length.
    pub(crate) fn new(start: UnitVector, end: UnitVector) -> GreatCircleArc {
        let angle_rad = start.angle_rad(end);
        // The part of the difference (near antipodes: of the sum) at right angles to the start keeps its digits
        // however short it is.
        let near = if start.dot(end) >= 0.0 { end - start } else { end + start };
        let side = near - start * start.dot(near);
        let length = side.length();
        let toward = if length > 1e-15 { side * (1.0 / length) } else { any_perpendicular(start) };
        GreatCircleArc { start, toward, angle_rad }
    }

    /// The point at this angle from the start.
    pub(crate) fn at(&self, alpha_rad: f64) -> UnitVector {
        let (sin, cos) = alpha_rad.sin_cos();
        self.start * cos + self.toward * sin
    }

    /// The angle from the start, between two angles of the arc, at which it is nearest to a point; the lower of two
    /// ends that are equally near.
    pub(crate) fn nearest_rad(&self, point: UnitVector, low_rad: f64, high_rad: f64) -> f64 {
        // p·q(α) = (s·q) cos α + (t·q) sin α is greatest at α = atan2(t·q, s·q).
        let best = self.toward.dot(point).atan2(self.start.dot(point)).rem_euclid(TAU);
        if (low_rad..=high_rad).contains(&best) {
            return best;
        }
        let turn = |from: f64| {
            let difference = (best - from).abs().rem_euclid(TAU);
            difference.min(TAU - difference)
        };
        if turn(high_rad) < turn(low_rad) { high_rad } else { low_rad }
    }

    /// The angle from a point to the nearest point of the arc.
    pub(crate) fn distance_rad(&self, point: UnitVector) -> f64 {
        self.at(self.nearest_rad(point, 0.0, self.angle_rad)).angle_rad(point)
    }
}

/// A unit vector at right angles to this one, made with the axis it is least along.
fn any_perpendicular(vector: UnitVector) -> UnitVector {
    let axis = if vector.z.abs() < 0.9 {
        UnitVector { x: 0.0, y: 0.0, z: 1.0 }
    } else {
        UnitVector { x: 1.0, y: 0.0, z: 0.0 }
    };
    let side = axis - vector * vector.dot(axis);
    side * (1.0 / side.length())
}

/// The greatest distance, in radii, between a chord of the unit sphere and the arc over it.
pub(crate) fn sagitta(angle_rad: f64) -> f64 {
    // 1 - cos(θ/2) = 2 sin²(θ/4)
    let sin = (angle_rad.min(PI) / 4.0).sin();
    2.0 * sin * sin
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::any_position;

    proptest! {
        #[test]
        fn arcs_end_where_they_should(a in any_position(), b in any_position()) {
            let (start, end) = (UnitVector::from(a), UnitVector::from(b));
            let arc = GreatCircleArc::new(start, end);
            prop_assert!(arc.start.dot(arc.toward).abs() < 1e-12);
            prop_assert!((arc.toward.length() - 1.0).abs() < 1e-12);
            prop_assert!(arc.at(arc.angle_rad).chord2(end).sqrt() < 1e-12);
        }

        #[test]
        fn no_sample_of_an_arc_is_nearer_than_its_nearest(
            a in any_position(), b in any_position(), point in any_position(), cuts in (0.0..1.0_f64, 0.0..1.0_f64)
        ) {
            let arc = GreatCircleArc::new(a.into(), b.into());
            let (low, high) = (cuts.0.min(cuts.1) * arc.angle_rad, cuts.0.max(cuts.1) * arc.angle_rad);
            let point = UnitVector::from(point);
            let nearest = arc.nearest_rad(point, low, high);
            prop_assert!((low..=high).contains(&nearest));
            let least = arc.at(nearest).chord2(point).sqrt();
            for sample in 0..=200 {
                let alpha = low + (high - low) * f64::from(sample) / 200.0;
                prop_assert!(least <= arc.at(alpha).chord2(point).sqrt() + 1e-9);
            }
        }
    }
}
