//! Which of many caps of the sphere come near one another.
//!
//! Each cap is put into every cell of a grid that a cube around it touches; caps that are near share a cell. The grid is
//! one of x, y and z, so neither the antimeridian nor the poles are special. A cap too wide for the cells goes to a grid
//! of cells four times as wide, and so on: on its own level a cap lies in eight cells at most. A level holds the caps that
//! belong there and all narrower ones, and answers for pairs of which one belongs there. So the work grows with the
//! number of caps and of near pairs, whatever the sizes.

use std::ops::ControlFlow;

use crate::EARTH_RADIUS_M;
use crate::geodesy::UnitVector;

/// The least width of a cell in radii: 2 km on the earth. Between 1 and 4 km it hardly matters.
const LEAST_CELL: f32 = (2_000.0 / EARTH_RADIUS_M) as f32;

/// How many times as wide the cells of the next level are.
const COARSER: f32 = 4.0;

/// Added to each radius, in radii: 1 m on the earth. A centre in single precision is off by 0.7 m at most.
const ROUNDING: f64 = 1.0 / EARTH_RADIUS_M;

/// What sums in single precision may be off, in radii.
const SLACK: f32 = 2e-6;

/// Cells are counted from here along each axis: the sphere lies between -1 and 1.
const FIRST: f32 = -2.0;

/// Bits of the number of a cell along one axis.
const AXIS_BITS: u32 = 21;

/// Everything on the unit sphere within an angle of a centre.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cap {
    centre: [f32; 3],
    radius: f32,
}

impl Cap {
    /// The cap within this angle of a unit vector, or a little more.
    pub(crate) fn new(centre: UnitVector, radius_rad: f64) -> Cap {
        let radius = (radius_rad + ROUNDING) as f32;
        Cap { centre: [centre.x as f32, centre.y as f32, centre.z as f32], radius: radius.next_up() }
    }

    /// Whether a point of this cap may be within a distance of a point of another. Chords are no longer than arcs, so
    /// no pair is missed.
    fn may_reach(&self, other: &Cap, reach: f32) -> bool {
        let [x, y, z] = std::array::from_fn(|axis| self.centre[axis] - other.centre[axis]);
        let least = self.radius + other.radius + reach;
        x * x + y * y + z * z <= least * least
    }

    /// The lower corner of the cube that overlaps the cubes of all caps within the distance.
    fn low(&self, reach: f32) -> [f32; 3] {
        self.centre.map(|middle| middle - self.radius - reach / 2.0)
    }

    fn width(&self, reach: f32) -> f32 {
        2.0 * self.radius + reach
    }
}

/// A grid over caps, to find those that come within a distance of one another.
#[derive(Debug)]
pub(crate) struct NearCaps<'a> {
    caps: &'a [Cap],
    reach: f32,
    levels: Vec<Level>,
}

/// The entries of one grid by cell; within a cell those that belong to this level come first.
#[derive(Debug)]
struct Level {
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// The cell, and in the last bit whether the cap belongs to a finer level.
    key: u64,
    index: u32,
    /// A bit for each axis along which this is the first cell of the cube around the cap.
    first_along: u8,
}

impl Entry {
    fn cell(&self) -> u64 {
        self.key >> 1
    }

    fn is_narrower(&self) -> bool {
        self.key & 1 == 1
    }
}

/// Every axis.
const ALL_AXES: u8 = 0b111;

impl<'a> NearCaps<'a> {
    /// Over those caps for which `is_wanted` holds by their index; near are caps of which two points may be within
    /// `reach_m` metres of the sphere.
    pub(crate) fn new(caps: &'a [Cap], reach_m: f64, is_wanted: impl Fn(usize) -> bool) -> NearCaps<'a> {
        let reach = ((reach_m / EARTH_RADIUS_M) as f32).next_up();
        let wanted: Vec<(u32, &Cap)> = (0..).zip(caps).filter(|&(index, _)| is_wanted(index as usize)).collect();
        let widest = wanted.iter().map(|(_, cap)| cap.width(reach)).fold(0.0, f32::max);
        let mut levels = Vec::new();
        let (mut narrower, mut cell) = (0.0, LEAST_CELL.max(2.0 * reach));
        loop {
            let belongs = |cap: &Cap| narrower < cap.width(reach) && cap.width(reach) <= cell;
            if wanted.iter().any(|(_, cap)| belongs(cap)) {
                let mut entries = Vec::with_capacity(2 * wanted.len());
                for &(index, cap) in wanted.iter().filter(|(_, cap)| cap.width(reach) <= cell) {
                    let is_narrower = !belongs(cap);
                    put(cap, reach, cell, |cell, first_along| {
                        entries.push(Entry { key: cell << 1 | u64::from(is_narrower), index, first_along });
                    });
                }
                entries.sort_unstable_by_key(|entry| entry.key);
                levels.push(Level { entries });
            }
            if widest <= cell {
                return NearCaps { caps, reach, levels };
            }
            (narrower, cell) = (cell, cell * COARSER);
        }
    }

    /// Every near pair once, the lower index first, in an order that follows from the caps; until the visitor breaks off.
    pub(crate) fn pairs<B>(&self, mut visit: impl FnMut(u32, u32) -> ControlFlow<B>) -> ControlFlow<B> {
        for level in &self.levels {
            for together in level.entries.chunk_by(|a, b| a.cell() == b.cell()) {
                for (at, one) in together.iter().enumerate().take_while(|(_, one)| !one.is_narrower()) {
                    for other in &together[at + 1..] {
                        if self.are_near(one, other) {
                            visit(one.index.min(other.index), one.index.max(other.index))?;
                        }
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// How many near caps each has for which `counts` holds, counted no farther than `most`; by index.
    ///
    /// In a crowd this looks at few of the pairs.
    pub(crate) fn count_up_to(&self, most: u32, counts: impl Fn(u32, u32) -> bool) -> Vec<u32> {
        let mut counted = vec![0; self.caps.len()];
        for level in &self.levels {
            for together in level.entries.chunk_by(|a, b| a.cell() == b.cell()) {
                let belong = together.partition_point(|entry| !entry.is_narrower());
                for one in together {
                    let others = if one.is_narrower() { &together[..belong] } else { together };
                    let mut near = others.iter().filter(|other| {
                        other.index != one.index && counts(one.index, other.index) && self.are_near(one, other)
                    });
                    let count = &mut counted[one.index as usize];
                    while *count < most && near.next().is_some() {
                        *count += 1;
                    }
                }
            }
        }
        counted
    }

    /// Whether two entries of one cell are near, and this is the first of their common cells, which tells of it: along each
    /// axis it is the first cell of one of them.
    fn are_near(&self, one: &Entry, other: &Entry) -> bool {
        one.first_along | other.first_along == ALL_AXES
            && self.caps[one.index as usize].may_reach(&self.caps[other.index as usize], self.reach)
    }
}

/// The number of the cell along an axis.
fn number(value: f32, cell: f32) -> u32 {
    // Beyond the ends the first and the last cell are meant: `as` saturates.
    (((value - FIRST) / cell) as u32).min((1 << AXIS_BITS) - 1)
}

fn key([x, y, z]: [u32; 3]) -> u64 {
    u64::from(x) << (2 * AXIS_BITS) | u64::from(y) << AXIS_BITS | u64::from(z)
}

/// Every cell that the cube around a cap touches, and along which axes it is the first.
fn put(cap: &Cap, reach: f32, cell: f32, mut take: impl FnMut(u64, u8)) {
    let low = cap.low(reach);
    let width = cap.width(reach);
    let first = low.map(|low| number(low, cell));
    let last = low.map(|low| number(low + width + SLACK, cell));
    for x in first[0]..=last[0] {
        for y in first[1]..=last[1] {
            for z in first[2]..=last[2] {
                let is_first = [x == first[0], y == first[1], z == first[2]];
                take(key([x, y, z]), is_first.into_iter().fold(0, |bits, is_first| bits << 1 | u8::from(is_first)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::any_position;
    use crate::geodesy::{destination, distance_m};
    use crate::{Position, geodesy};

    /// Caps around one place, most of them narrow, some as wide as half the earth.
    fn caps() -> impl Strategy<Value = Vec<(Position, f64)>> {
        let radius_m = prop_oneof![4 => 0.0..200.0, 2 => 0.0..5_000.0, 1 => 0.0..100_000.0, 1 => 0.0..1.1e7];
        let one = (0.0..360.0, prop_oneof![0.0..3_000.0, 0.0..100_000.0, 0.0..2e7], radius_m);
        (any_position(), prop::collection::vec(one, 0..60)).prop_map(|(place, caps)| {
            caps.into_iter().map(|(bearing, off_m, radius_m)| (destination(place, bearing, off_m), radius_m)).collect()
        })
    }

    fn grid_input(caps: &[(Position, f64)]) -> Vec<Cap> {
        caps.iter().map(|&(centre, radius_m)| Cap::new(centre.into(), radius_m / EARTH_RADIUS_M)).collect()
    }

    /// Every pair that is told, sorted.
    fn told(near: &NearCaps<'_>) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        let _: ControlFlow<()> = near.pairs(|a, b| {
            pairs.push((a, b));
            ControlFlow::Continue(())
        });
        pairs.sort_unstable();
        pairs
    }

    proptest! {
        #[test]
        fn pairs_are_those_of_a_double_loop(
            caps in caps(), reach_m in prop_oneof![0.0..1_000.0, 0.0..50_000.0], every in 1_usize..4
        ) {
            let input = grid_input(&caps);
            let is_wanted = |index: usize| index.is_multiple_of(every);
            let near = NearCaps::new(&input, reach_m, is_wanted);
            let pairs = told(&near);
            prop_assert!(pairs.windows(2).all(|pair| pair[0] < pair[1]), "a pair is told twice");
            let mut expected = Vec::new();
            for b in (0..caps.len()).filter(|&index| is_wanted(index)) {
                for a in (0..b).filter(|&index| is_wanted(index)) {
                    if input[a].may_reach(&input[b], near.reach) {
                        expected.push((a as u32, b as u32));
                    }
                    // What is truly near is told.
                    let ((at_a, a_m), (at_b, b_m)) = (caps[a], caps[b]);
                    if distance_m(at_a, at_b) <= a_m + b_m + reach_m {
                        prop_assert!(input[a].may_reach(&input[b], near.reach), "{a} {b}");
                    }
                }
            }
            expected.sort_unstable();
            prop_assert_eq!(&pairs, &expected);

            let most = 3;
            let mut counts = vec![0; caps.len()];
            pairs.iter().filter(|&&(a, b)| (a + b) % 3 != 0).flat_map(|&(a, b)| [a, b]).for_each(|index| counts[index as usize] += 1);
            let capped: Vec<u32> = counts.into_iter().map(|count: u32| count.min(most)).collect();
            prop_assert_eq!(near.count_up_to(most, |a, b| (a + b) % 3 != 0), capped);
        }
    }

    #[test]
    fn a_visitor_may_break_off() {
        let here = Position::new(35.0, 129.0).unwrap();
        let input = grid_input(&[(here, 10.0); 5]);
        let near = NearCaps::new(&input, 500.0, |_| true);
        let mut visited = BTreeSet::new();
        let end = near.pairs(|a, b| {
            visited.insert((a, b));
            if visited.len() == 3 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) }
        });
        assert_eq!((end, visited.len()), (ControlFlow::Break("enough"), 3));
    }

    #[test]
    fn a_cap_holds_what_rounding_moves() {
        let place = Position::new(-71.234_567, 179.999_9).unwrap();
        for bearing in 0..36 {
            let there = geodesy::destination(place, f64::from(bearing) * 10.0, 750.0);
            let pair = [Cap::new(place.into(), 0.0), Cap::new(there.into(), 250.0 / EARTH_RADIUS_M)];
            let reach_m = distance_m(place, there) - 250.0;
            assert_eq!(told(&NearCaps::new(&pair, reach_m, |_| true)), [(0, 1)]);
        }
    }
}
