//! Whether rings cross themselves or one another.
//!
//! Decided by exact predicates (J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
//! Predicates", *Discrete & Computational Geometry* 18, 1997), each side against those whose boxes it meets. A ring may
//! touch itself or another at a point, as rings do where shoals hang together; what is inside is clear there.

use geo::kernels::RobustKernel;
use geo::{Kernel, Orientation};
use geo_types::Coord;

use super::ring::{Bounds, Ring};

/// Two sides that must not be as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Clash {
    pub(super) how: How,
    /// A place at which it is so.
    pub(super) at: Coord<f64>,
    /// The sides, counted from 0.
    pub(super) sides: (usize, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// They cross.
    Cross,
    /// One lies on the other for some way.
    Overlap,
}

/// The first two sides of a ring that cross, or lie on one another; artificial ones aside.
pub(super) fn clash_within(ring: &Ring) -> Option<Clash> {
    let sides = ring.corners().len() - 1;
    (0..sides).filter(|&first| !ring.is_artificial(first)).find_map(|first| {
        let (a, b) = ring.side_ends(first);
        let mut clash = None;
        ring.sides_meeting(&Bounds::of(&[a, b]), &mut |second| {
            if second > first && !ring.is_artificial(second) {
                let (c, d) = ring.side_ends(second);
                let neighbours = match second - first {
                    1 => Some((a, b, d)),
                    gap if gap == sides - 1 => Some((b, a, c)),
                    _ => None,
                };
                let found = match neighbours {
                    Some((start, shared, end)) => turns_back(start, shared, end).then_some((How::Overlap, shared)),
                    None => contact(a, b, c, d),
                };
                clash = found.map(|(how, at)| Clash { how, at, sides: (first, second) });
            }
            clash.is_some()
        });
        clash
    })
}

/// The first sides of two rings that cross, when the second is turned by so many degrees; artificial sides aside.
pub(super) fn crossing_between(ring: &Ring, other: &Ring, turn_deg: f64) -> Option<Clash> {
    let turned = |at: Coord<f64>| Coord { x: at.x + turn_deg, y: at.y };
    (0..other.corners().len() - 1).filter(|&side| !other.is_artificial(side)).find_map(|second| {
        let (c, d) = other.side_ends(second);
        let (c, d) = (turned(c), turned(d));
        let mut clash = None;
        ring.sides_meeting(&Bounds::of(&[c, d]), &mut |first| {
            let (a, b) = ring.side_ends(first);
            if !ring.is_artificial(first)
                && let Some((How::Cross, at)) = contact(a, b, c, d)
            {
                clash = Some(Clash { how: How::Cross, at, sides: (first, second) });
            }
            clash.is_some()
        });
        clash
    })
}

/// Whether a line from `start` over `shared` to `end` comes back over itself.
fn turns_back(start: Coord<f64>, shared: Coord<f64>, end: Coord<f64>) -> bool {
    let (back, on) = (start - shared, end - shared);
    RobustKernel::orient2d(start, shared, end) == Orientation::Collinear && back.x * on.x + back.y * on.y > 0.0
}

/// How two lines have more in common than a point at which one ends, and where.
fn contact(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>, d: Coord<f64>) -> Option<(How, Coord<f64>)> {
    let sides_of = |from, to, [one, other]: [Coord<f64>; 2]| {
        [RobustKernel::orient2d(from, to, one), RobustKernel::orient2d(from, to, other)]
    };
    let opposite = |[one, other]: [Orientation; 2]| {
        one != other && one != Orientation::Collinear && other != Orientation::Collinear
    };
    let ends = sides_of(a, b, [c, d]);
    if ends == [Orientation::Collinear; 2] {
        // Along the axis in which they are longer.
        let along = |at: Coord<f64>| if (b.x - a.x).abs() >= (b.y - a.y).abs() { at.x } else { at.y };
        let [low, high] = [along(a).min(along(b)), along(a).max(along(b))];
        let [other_low, other_high] = [along(c).min(along(d)), along(c).max(along(d))];
        let start = if low >= other_low { [a, b] } else { [c, d] };
        let first = if along(start[0]) <= along(start[1]) { start[0] } else { start[1] };
        return (low.max(other_low) < high.min(other_high)).then_some((How::Overlap, first));
    }
    if !opposite(ends) || !opposite(sides_of(c, d, [a, b])) {
        return None;
    }
    let (along, across) = (b - a, d - c);
    let turn = super::ring::cross(along, across);
    let share = if turn == 0.0 { 0.5 } else { (super::ring::cross(c - a, across) / turn).clamp(0.0, 1.0) };
    Some((How::Cross, a + along * share))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(f64, f64)]) -> Ring {
        let mut corners: Vec<_> = corners.iter().map(|&(x, y)| Coord { x, y }).collect();
        corners.push(corners[0]);
        Ring::new(corners)
    }

    #[test]
    fn a_bow_tie_crosses_itself() {
        let clash = clash_within(&ring(&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)])).unwrap();
        assert_eq!(clash, Clash { how: How::Cross, at: Coord { x: 1.0, y: 1.0 }, sides: (0, 2) });
    }

    #[test]
    fn a_spike_lies_on_itself_wherever_it_stands() {
        let spike = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (2.0, 5.0), (2.0, 3.0), (0.0, 2.0)];
        for turn in 0..spike.len() {
            let mut corners = spike;
            corners.rotate_left(turn);
            let clash = clash_within(&ring(&corners)).unwrap();
            assert_eq!(clash.how, How::Overlap, "{turn}");
        }
    }

    #[test]
    fn rings_may_touch_themselves_at_a_corner_and_a_corner_a_side() {
        let pinched = [(0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (1.0, 1.0)];
        assert_eq!(clash_within(&ring(&pinched)), None);
        let leaning = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 0.0), (0.0, 4.0)];
        assert_eq!(clash_within(&ring(&leaning)), None);
    }

    #[test]
    fn a_hole_may_touch_its_exterior_but_not_cross_it() {
        let outer = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]);
        assert_eq!(crossing_between(&outer, &ring(&[(0.0, 1.0), (1.0, 1.0), (1.0, 2.0)]), 0.0), None);
        let hole = ring(&[(-1.0, 1.0), (1.0, 1.0), (1.0, 2.0)]);
        assert_eq!(crossing_between(&outer, &hole, 0.0).unwrap().at, Coord { x: 0.0, y: 1.0 });
        assert_eq!(crossing_between(&outer, &hole, 10.0), None);
    }

    /// Every pair of sides, with none left out by boxes.
    #[test]
    fn long_rings_are_searched_whole() {
        let gear = |teeth: usize| -> Vec<(f64, f64)> {
            let corner = |index: usize| {
                let (turn, radius) =
                    (index as f64 / (2 * teeth) as f64 * std::f64::consts::TAU, 1.0 + (index % 2) as f64);
                (10.0 + radius * turn.cos(), 20.0 + radius * turn.sin())
            };
            (0..2 * teeth).map(corner).collect()
        };
        let mut corners = gear(500);
        assert_eq!(clash_within(&ring(&corners)), None);
        corners.swap(700, 702);
        let clash = clash_within(&ring(&corners)).unwrap();
        assert_eq!(clash.how, How::Cross);
        assert!((695..705).contains(&clash.sides.0), "{clash:?}");
    }
}
