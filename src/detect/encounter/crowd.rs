//! Crowds: which hulls have too many partners in one half hour, and which of them stand together.
//!
//! Every hull stands where it is at the slow, observed instant of the half hour that is nearest to its middle. Its
//! *partners* are the hulls of other identities that stand within the distance. A hull with more partners than `max_partners`
//! is *crowded*. Crowded hulls within the distance of each other, directly or by way of others, form one crowd, to which the
//! partners of each belong too: the density-connected sets of M. Ester et al., "A density-based algorithm for
//! discovering clusters", *KDD-96*, 226-231. A partner that is not crowded may belong to several crowds.
//!
//! None of this depends on the order of hulls: a crowd is a connected part of a graph.

use std::ops::Range;

use super::HALF_HOUR_MS;
use super::followed::Followed;
use super::way::Way;
use crate::geodesy::{UnitVector, chord_from_geodesic_m, normal_of_surface};
use crate::{Position, TrackSet};

/// A hull in one half hour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) hull: u32,
    /// Where it stands, in metres from the earth's centre, and when it was there.
    pub(super) point_m: UnitVector,
    pub(super) at_ms: i64,
    /// Its first and last slow instant of the half hour.
    pub(super) from_ms: i64,
    pub(super) to_ms: i64,
}

impl Standing {
    pub(super) fn place(&self) -> Position {
        normal_of_surface(self.point_m).to_position()
    }
}

/// Crowded hulls that stand together in one half hour, and their partners.
#[derive(Clone, Debug)]
pub(super) struct Crowd {
    pub(super) half_hour: i32,
    /// The crowded, in the order of hulls.
    pub(super) crowded: Vec<Standing>,
    /// Partners that are not crowded, in the order of hulls.
    pub(super) others: Vec<Standing>,
    /// How many pairs stand within the distance of which one at least is crowded.
    pub(super) pairs: u64,
}

/// Where a hull stands in a half hour; `None` where it is not slow in it.
fn standing(followed: &Followed<'_>, hull: u32, half_hour: i32) -> Option<Standing> {
    let (start_ms, end_ms) = (i64::from(half_hour) * HALF_HOUR_MS, (i64::from(half_hour) + 1) * HALF_HOUR_MS);
    let middle_ms = start_ms + HALF_HOUR_MS / 2;
    let way = Way::new(followed, hull);
    let times_ms = way.times_ms();
    let mut found: Option<(i64, i64, i64)> = None;
    for step in (way.index_at(start_ms)..times_ms.len()).take_while(|&step| times_ms[step] < end_ms) {
        if !way.is_step(step) || way.speed_kn(step) >= followed.rule.parameters.max_speed_kn {
            continue;
        }
        let (from_ms, to_ms) = (times_ms[step].max(start_ms), times_ms[step + 1].min(end_ms));
        if from_ms >= to_ms {
            continue;
        }
        let nearest_ms = middle_ms.clamp(from_ms, to_ms);
        found = Some(match found {
            None => (nearest_ms, from_ms, to_ms),
            Some((best_ms, first_ms, _)) if (best_ms - middle_ms).abs() <= (nearest_ms - middle_ms).abs() => {
                (best_ms, first_ms, to_ms)
            }
            Some((_, first_ms, _)) => (nearest_ms, first_ms, to_ms),
        });
    }
    found.map(|(at_ms, from_ms, to_ms)| Standing { hull, point_m: way.point_at_m(at_ms), at_ms, from_ms, to_ms })
}

/// The crowds of a half hour among these hulls, which hold every hull that may be crowded and every possible partner of one.
pub(super) fn crowds(followed: &Followed<'_>, half_hour: i32, hulls: &[u32]) -> Vec<Crowd> {
    let &Followed { rule, tracks, .. } = followed;
    let all = hulls.iter().filter_map(|&hull| standing(followed, hull, half_hour)).collect();
    let field = Field::new(all, tracks, chord_from_geodesic_m(rule.parameters.max_distance_m));
    let partners = field.partners();
    let is_crowded: Vec<bool> = partners.iter().map(|&partners| partners > rule.parameters.max_partners).collect();
    let crowd_of = field.connected(&is_crowded);
    let count = crowd_of.iter().flatten().max().map_or(0, |&last| last as usize + 1);
    let mut crowds = vec![Crowd { half_hour, crowded: Vec::new(), others: Vec::new(), pairs: 0 }; count];
    // Pairs of two crowded hulls are partners of both, pairs with another hull of one.
    let mut of_others = vec![0; count];
    for (index, &standing) in field.all.iter().enumerate() {
        if let Some(crowd) = crowd_of[index] {
            crowds[crowd as usize].crowded.push(standing);
            crowds[crowd as usize].pairs += u64::from(partners[index]);
            continue;
        }
        for crowd in field.crowds_around(index, &crowd_of, &mut of_others) {
            crowds[crowd as usize].others.push(standing);
        }
    }
    for (crowd, of_others) in crowds.iter_mut().zip(of_others) {
        crowd.pairs = (crowd.pairs + of_others) / 2;
        crowd.crowded.sort_by_key(|standing| standing.hull);
        crowd.others.sort_by_key(|standing| standing.hull);
    }
    crowds.sort_by_key(|crowd| crowd.crowded[0].hull);
    crowds
}

/// Hulls that stand in one half hour, in blocks of neighbours: most pairs of blocks are within the distance as a whole or
/// apart as a whole, so a crowd of thousands is counted without looking at its millions of pairs.
struct Field {
    all: Vec<Standing>,
    blocks: Vec<Block>,
    /// The identity of each hull.
    vessels: Vec<u32>,
    chord2: f64,
}

/// Consecutive hulls of a field, and the box around them.
struct Block {
    hulls: Range<usize>,
    low_m: [f64; 3],
    high_m: [f64; 3],
}

/// Most hulls in a block.
const BLOCK: usize = 16;

impl Field {
    fn new(mut all: Vec<Standing>, tracks: &TrackSet, chord_m: f64) -> Field {
        let mut blocks = Vec::new();
        split(&mut all, 0, &mut blocks);
        let vessels = all.iter().map(|standing| tracks.hulls[standing.hull as usize].vessel).collect();
        Field { all, blocks, vessels, chord2: chord_m * chord_m }
    }

    fn is_near(&self, a: usize, b: usize) -> bool {
        let offset_m = self.all[a].point_m - self.all[b].point_m;
        offset_m.dot(offset_m) <= self.chord2
    }

    fn are_partners(&self, a: usize, b: usize) -> bool {
        self.vessels[a] != self.vessels[b] && self.is_near(a, b)
    }

    /// How many partners each hull has.
    fn partners(&self) -> Vec<u32> {
        let mut near = vec![0_u32; self.all.len()];
        for (number, block) in self.blocks.iter().enumerate() {
            // With each other.
            for a in block.hulls.clone() {
                for b in (a + 1..block.hulls.end).filter(|&b| self.is_near(a, b)) {
                    near[a] += 1;
                    near[b] += 1;
                }
            }
            for other in self.blocks[number + 1..].iter().filter(|other| block.least2(other) <= self.chord2) {
                if block.most2(other) <= self.chord2 {
                    near[block.hulls.clone()].iter_mut().for_each(|count| *count += other.hulls.len() as u32);
                    near[other.hulls.clone()].iter_mut().for_each(|count| *count += block.hulls.len() as u32);
                    continue;
                }
                for a in block.hulls.clone() {
                    for b in other.hulls.clone().filter(|&b| self.is_near(a, b)) {
                        near[a] += 1;
                        near[b] += 1;
                    }
                }
            }
        }
        // Hulls of one identity are no partners.
        let mut by_vessel: Vec<usize> = (0..self.all.len()).collect();
        by_vessel.sort_unstable_by_key(|&index| self.vessels[index]);
        for same in by_vessel.chunk_by(|&a, &b| self.vessels[a] == self.vessels[b]).filter(|same| same.len() > 1) {
            for (number, &a) in same.iter().enumerate() {
                for &b in same[number + 1..].iter().filter(|&&b| self.is_near(a, b)) {
                    near[a] -= 1;
                    near[b] -= 1;
                }
            }
        }
        near
    }

    /// Numbers the connected parts of the crowded hulls. Each hull that is reached is looked at once: in a dense crowd
    /// the first reaches nearly all.
    fn connected(&self, is_crowded: &[bool]) -> Vec<Option<u32>> {
        let mut crowd_of = vec![None; self.all.len()];
        let mut rest: Vec<usize> = (0..self.all.len()).filter(|&index| is_crowded[index]).collect();
        let mut crowd = 0;
        while let Some(first) = rest.pop() {
            let mut reached = vec![first];
            while let Some(from) = reached.pop() {
                crowd_of[from] = Some(crowd);
                rest.retain(|&index| {
                    let is_near = self.is_near(from, index);
                    if is_near {
                        reached.push(index);
                    }
                    !is_near
                });
            }
            crowd += 1;
        }
        crowd_of
    }

    /// The crowds of which a hull that is not crowded is a partner, each once; adds how many pairs it makes with each.
    fn crowds_around(&self, index: usize, crowd_of: &[Option<u32>], pairs: &mut [u64]) -> Vec<u32> {
        let at_m = self.all[index].point_m.axes();
        let here = Block { hulls: index..index + 1, low_m: at_m, high_m: at_m };
        let mut around = Vec::new();
        for block in self.blocks.iter().filter(|block| here.least2(block) <= self.chord2) {
            for (other, crowd) in block.hulls.clone().filter_map(|other| Some((other, crowd_of[other]?))) {
                if self.are_partners(index, other) {
                    pairs[crowd as usize] += 1;
                    around.push(crowd);
                }
            }
        }
        around.sort_unstable();
        around.dedup();
        around
    }
}

/// Orders hulls so that neighbours come together: halves them along the widest axis until a block is small enough.
fn split(hulls: &mut [Standing], first: usize, blocks: &mut Vec<Block>) {
    let (mut low_m, mut high_m) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    for standing in hulls.iter() {
        let at_m = standing.point_m.axes();
        low_m = std::array::from_fn(|axis| low_m[axis].min(at_m[axis]));
        high_m = std::array::from_fn(|axis| high_m[axis].max(at_m[axis]));
    }
    if hulls.len() <= BLOCK {
        blocks.push(Block { hulls: first..first + hulls.len(), low_m, high_m });
        return;
    }
    let width_m = |axis: usize| high_m[axis] - low_m[axis];
    let widest = (1..3).fold(0, |widest, axis| if width_m(axis) > width_m(widest) { axis } else { widest });
    let middle = hulls.len() / 2;
    hulls.select_nth_unstable_by(middle, |a, b| {
        let along = |standing: &Standing| standing.point_m.axes()[widest];
        along(a).total_cmp(&along(b)).then(a.hull.cmp(&b.hull))
    });
    let (near, far) = hulls.split_at_mut(middle);
    split(near, first, blocks);
    split(far, first + middle, blocks);
}

impl Block {
    /// The square of the least distance that a point of this box can have from one of another; a little less for rounding.
    fn least2(&self, other: &Block) -> f64 {
        let gaps_m: [f64; 3] = std::array::from_fn(|axis| {
            (self.low_m[axis] - other.high_m[axis]).max(other.low_m[axis] - self.high_m[axis]).max(0.0)
        });
        gaps_m.iter().map(|gap_m| gap_m * gap_m).sum::<f64>() * (1.0 - 1e-12)
    }

    /// The square of the greatest; a little more.
    fn most2(&self, other: &Block) -> f64 {
        let reaches_m: [f64; 3] = std::array::from_fn(|axis| {
            (self.high_m[axis] - other.low_m[axis]).max(other.high_m[axis] - self.low_m[axis])
        });
        reaches_m.iter().map(|reach_m| reach_m * reach_m).sum::<f64>() * (1.0 + 1e-12)
    }
}
