//! Fixes within a distance, by a packed tree of points.

use std::ops::RangeBounds;

use jiff::Timestamp;
use rayon::prelude::*;

use super::extent::Extent;
use super::near::farthest_rad;
use super::step::Span;
use super::{NearFix, POINT_ERROR, TrackIndex, radians_from_m};
use crate::geodesy::{DistanceFrom, SPHERE_ERROR, UnitVector, chord2_from_m, geodesic_m};
use crate::{Position, TrackSet};

/// Most fixes in a leaf.
const LEAF: usize = 16;

/// Most children of a node.
const WIDE: usize = 8;

/// Fewer fixes than this are not worth another thread.
const PARALLEL: usize = 1 << 14;

/// A fix as a unit vector in single precision, and its row.
#[derive(Clone, Copy, Debug)]
struct Point {
    at: [f32; 3],
    row: u32,
}

/// The boxes of a node's children, axis by axis, so that one look measures all of them.
#[derive(Clone, Debug)]
struct Node {
    low: [[f32; WIDE]; 4],
    high: [[f32; WIDE]; 4],
}

impl Node {
    /// The node over these boxes; a child that is missing holds nothing.
    fn over(children: impl Iterator<Item = Extent>) -> Node {
        let mut node = Node { low: [[f32::INFINITY; WIDE]; 4], high: [[f32::NEG_INFINITY; WIDE]; 4] };
        for (child, extent) in children.enumerate() {
            let (low, high) = extent.corners();
            for axis in 0..4 {
                (node.low[axis][child], node.high[axis][child]) = (low[axis], high[axis]);
            }
        }
        node
    }

    /// The box around all children.
    fn extent(&self) -> Extent {
        let low = self.low.map(|lows| lows.into_iter().fold(f32::INFINITY, f32::min));
        let high = self.high.map(|highs| highs.into_iter().fold(f32::NEG_INFINITY, f32::max));
        Extent::from_corners(low, high)
    }

    /// The squared straight distance of each child from the place; infinite where no instant of it is in the span.
    #[inline]
    fn chords2(&self, around: &Around) -> [f32; WIDE] {
        let mut chords2 = [0.0; WIDE];
        for axis in 0..3 {
            let at = around.at[axis];
            for ((chord2, low), high) in chords2.iter_mut().zip(&self.low[axis]).zip(&self.high[axis]) {
                let off = (low - at).max(at - high).max(0.0);
                *chord2 += off * off;
            }
        }
        for ((chord2, from_s), to_s) in chords2.iter_mut().zip(&self.low[3]).zip(&self.high[3]) {
            let during = (*from_s <= around.to_s) & (*to_s >= around.from_s);
            *chord2 = if during { *chord2 } else { f32::INFINITY };
        }
        chords2
    }
}

/// All fixes in leaves of [`LEAF`]. [`WIDE`] leaves that follow each other are the children of a node, [`WIDE`] such nodes
/// those of a node above them, and so on: where children stand follows from where their node stands.
pub(super) struct FixTree {
    points: Vec<Point>,
    /// From those over leaves up to the one over all.
    levels: Vec<Vec<Node>>,
}

/// What is searched for: a place in single precision and a span of time, in milliseconds and as the boxes have it.
struct Around {
    at: [f32; 3],
    span: Span,
    /// Whether the span has no ends.
    always: bool,
    from_s: f32,
    to_s: f32,
}

impl Around {
    fn chord2(&self, at: [f32; 3]) -> f32 {
        let [x, y, z] = [at[0] - self.at[0], at[1] - self.at[1], at[2] - self.at[2]];
        x * x + y * y + z * z
    }

    fn has(&self, time_ms: i64) -> bool {
        (self.span.from_ms..=self.span.to_ms).contains(&time_ms)
    }
}

/// How far a chord between two points in single precision can be off, in radii; their own rounding, and that of the
/// place.
const CHORD_ERROR: f64 = 3.0 * POINT_ERROR;

/// The squared chord in single precision that no point within a chord of the place exceeds.
fn most_chord2(chord: f64) -> f32 {
    ((chord + CHORD_ERROR).powi(2) * (1.0 + 1e-5)) as f32
}

impl FixTree {
    /// The tree over points in the order of rows.
    pub(super) fn new(at: &[[f32; 3]], tracks: &TrackSet, base_ms: i64) -> FixTree {
        let row = |row: usize| u32::try_from(row).expect("fewer than 4,294,967,296 fixes");
        let mut points: Vec<Point> = at.iter().enumerate().map(|(index, &at)| Point { at, row: row(index) }).collect();
        arrange(&mut points);
        let times_ms = &tracks.columns().time_ms;
        let leaf = |points: &[Point]| extent(points, |row| (times_ms[row as usize] - base_ms) as f64 / 1000.0);
        let node = |points: &[Point]| Node::over(points.chunks(LEAF).map(leaf));
        let mut level: Vec<Node> = points.par_chunks(LEAF * WIDE).map(node).collect();
        let mut levels = Vec::new();
        while level.len() > 1 {
            let above = level.chunks(WIDE).map(|nodes| Node::over(nodes.iter().map(Node::extent))).collect();
            levels.push(std::mem::replace(&mut level, above));
        }
        levels.push(level);
        FixTree { points, levels }
    }

    fn leaf(&self, leaf: usize) -> &[Point] {
        &self.points[leaf * LEAF..((leaf + 1) * LEAF).min(self.points.len())]
    }

    /// The level and the index of the node over all; none where there is no point.
    fn root(&self) -> Option<(usize, usize)> {
        (!self.points.is_empty()).then(|| (self.levels.len() - 1, 0))
    }

    /// Every point below a node whose squared chord is not above one, in leaves that share an instant with the span.
    fn within(&self, (level, node): (usize, usize), around: &Around, most: f32, found: &mut impl FnMut(u32, f32)) {
        for (child, chord2) in self.levels[level][node].chords2(around).into_iter().enumerate() {
            if chord2 > most {
                continue;
            }
            let child = node * WIDE + child;
            if level > 0 {
                self.within((level - 1, child), around, most, found);
                continue;
            }
            // All chords first: without branches they are computed several at once.
            let points = self.leaf(child);
            let mut chords2 = [f32::INFINITY; LEAF];
            for (chord2, point) in chords2.iter_mut().zip(points) {
                *chord2 = around.chord2(point.at);
            }
            for (point, &chord2) in points.iter().zip(&chords2) {
                if chord2 <= most {
                    found(point.row, chord2);
                }
            }
        }
    }

    /// The points below a node that can be among the `k` nearest of the ellipsoid, by their squared chords.
    fn nearest(&self, (level, node): (usize, usize), around: &Around, time_ms: &[i64], best: &mut Candidates) {
        let mut chords2 = self.levels[level][node].chords2(around);
        loop {
            let (child, chord2) = least(&chords2);
            // Nothing is as near as infinity.
            if chord2 > best.most {
                return;
            }
            chords2[child] = f32::INFINITY;
            let child = node * WIDE + child;
            if level > 0 {
                self.nearest((level - 1, child), around, time_ms, best);
                continue;
            }
            for point in self.leaf(child) {
                let chord2 = around.chord2(point.at);
                if chord2 <= best.most && (around.always || around.has(time_ms[point.row as usize])) {
                    best.offer(chord2, point.row);
                }
            }
        }
    }
}

/// The least of some numbers and where it stands.
fn least(numbers: &[f32; WIDE]) -> (usize, f32) {
    numbers.iter().copied().enumerate().fold(
        (0, f32::INFINITY),
        |least, (index, number)| {
            if number < least.1 { (index, number) } else { least }
        },
    )
}

/// Brings points into the order of leaves: halved again and again along the widest of x, y and z, where a child of the node
/// over them ends.
fn arrange(points: &mut [Point]) {
    let leaves = points.len().div_ceil(LEAF);
    if leaves <= 1 {
        // Neighbours in a track are neighbours in memory.
        points.sort_unstable_by_key(|point| point.row);
        return;
    }
    let mut child_leaves = 1;
    while child_leaves * WIDE < leaves {
        child_leaves *= WIDE;
    }
    let left = leaves.div_ceil(child_leaves).div_ceil(2) * child_leaves * LEAF;
    let (low, high) = corners(points);
    let axis = (0..3).max_by(|&a, &b| (high[a] - low[a]).total_cmp(&(high[b] - low[b]))).unwrap_or(0);
    points.select_nth_unstable_by(left, |a, b| a.at[axis].total_cmp(&b.at[axis]).then(a.row.cmp(&b.row)));
    let is_small = points.len() < 2 * PARALLEL;
    let (left, right) = points.split_at_mut(left);
    if is_small {
        arrange(left);
        arrange(right);
    } else {
        rayon::join(|| arrange(left), || arrange(right));
    }
}

fn corners(points: &[Point]) -> ([f32; 3], [f32; 3]) {
    let (mut low, mut high) = ([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]);
    for point in points {
        for axis in 0..3 {
            low[axis] = low[axis].min(point.at[axis]);
            high[axis] = high[axis].max(point.at[axis]);
        }
    }
    (low, high)
}

/// The box around points, by the seconds of their rows.
fn extent(points: &[Point], seconds: impl Fn(u32) -> f64) -> Extent {
    let (low, high) = corners(points);
    let times_s = points.iter().map(|point| seconds(point.row));
    let (from_s, to_s) = times_s.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), s| (a.min(s), b.max(s)));
    let corner = |[x, y, z]: [f32; 3], s| [f64::from(x), f64::from(y), f64::from(z), s];
    Extent::new(corner(low, from_s), corner(high, to_s))
}

/// Points by their squared chords, as many as may be among the `k` nearest of the ellipsoid.
struct Candidates {
    k: usize,
    found: Vec<(f32, u32)>,
    /// The squared chord beyond which a point is none of them.
    most: f32,
}

impl Candidates {
    fn offer(&mut self, chord2: f32, row: u32) {
        let place = self.found.partition_point(|known| known.0 <= chord2);
        self.found.insert(place, (chord2, row));
        if let Some(last) = self.found.get(self.k - 1) {
            // The k-th is at most this far on the ellipsoid; what is nearer there has a chord no longer than this.
            let angle_rad = most_angle_rad(f64::from(last.0).sqrt() + CHORD_ERROR);
            let angle_rad = angle_rad * (1.0 + SPHERE_ERROR) / (1.0 - SPHERE_ERROR);
            self.most = most_chord2(angle_rad + radians_from_m(1e-5));
            let kept = self.found.partition_point(|known| known.0 <= self.most);
            self.found.truncate(kept);
        }
    }
}

/// What the angle over a chord does not exceed, in radians, without an arcsine: asin x = x + x³ g(x) with g growing up to
/// π/2 - 1 at 1.
fn most_angle_rad(chord: f64) -> f64 {
    const MOST: f64 = std::f64::consts::FRAC_PI_2 - 1.0;
    let half = (chord / 2.0).min(1.0);
    2.0 * (half + MOST * half * half * half)
}

impl TrackIndex<'_> {
    /// Every fix within `radius_m` metres of a place during a span of time, in the order of hulls and times; none for a
    /// radius that is negative or not a number.
    ///
    /// # Accuracy
    /// Distances are WGS84 geodesics, to 1e-6 m.
    ///
    /// # Complexity
    /// O(log n + fixes near the place).
    pub fn fixes_within(&self, place: Position, radius_m: f64, during: impl RangeBounds<Timestamp>) -> Vec<NearFix> {
        let mut found = Vec::new();
        let from = DistanceFrom::new(place);
        self.visit_fixes(place, radius_m, during, |row, _| {
            let distance_m = from.to_m(self.position(row));
            if distance_m <= radius_m {
                found.push((row, distance_m));
            }
        });
        found.sort_unstable_by_key(|near| near.0);
        let mut hull = 0;
        found.into_iter().map(|(row, distance_m)| self.near_fix(row, distance_m, &mut hull)).collect()
    }

    /// How many fixes [`fixes_within`](TrackIndex::fixes_within) finds.
    pub fn count_fixes_within(&self, place: Position, radius_m: f64, during: impl RangeBounds<Timestamp>) -> usize {
        let mut count = 0;
        let from = DistanceFrom::new(place);
        // What the sphere puts nearer than this is nearer on the ellipsoid.
        let sure = (chord2_from_m(radius_m * (1.0 - SPHERE_ERROR)).sqrt() - CHORD_ERROR).max(0.0);
        let sure2 = (sure * sure * (1.0 - 1e-5)) as f32;
        self.visit_fixes(place, radius_m, during, |row, chord2| {
            count += usize::from(chord2 < sure2 || from.to_m(self.position(row)) <= radius_m);
        });
        count
    }

    fn around(&self, place: Position, span: Span) -> Around {
        let UnitVector { x, y, z } = place.into();
        let (from_s, to_s) = (self.seconds(span.from_ms), self.seconds(span.to_ms));
        Around {
            at: [x as f32, y as f32, z as f32],
            span,
            always: span.from_ms == i64::MIN && span.to_ms == i64::MAX,
            from_s: (from_s as f32).next_down(),
            to_s: (to_s as f32).next_up(),
        }
    }

    /// Rows in a span of time, with their squared chords: all within a radius, and few beyond.
    fn visit_fixes(
        &self,
        place: Position,
        radius_m: f64,
        during: impl RangeBounds<Timestamp>,
        mut visitor: impl FnMut(usize, f32),
    ) {
        let Some(span) = Span::new(during).filter(|_| radius_m >= 0.0) else { return };
        let around = self.around(place, span);
        let most = most_chord2(farthest_rad(radius_m).min(2.0));
        let times_ms = &self.tracks.columns().time_ms;
        if let Some(root) = self.fixes.root() {
            self.fixes.within(root, &around, most, &mut |row, chord2| {
                let row = row as usize;
                if around.always || around.has(times_ms[row]) {
                    visitor(row, chord2);
                }
            });
        }
    }

    /// The `k` fixes of a span of time that are nearest to a place, the nearest first; ties in the order of rows.
    pub(super) fn nearest_in_space(&self, place: Position, span: Span, k: usize) -> Vec<NearFix> {
        let Some(root) = self.fixes.root().filter(|_| k > 0) else { return Vec::new() };
        let mut best = Candidates { k, found: Vec::with_capacity(k.min(64)), most: f32::MAX };
        self.fixes.nearest(root, &self.around(place, span), &self.tracks.columns().time_ms, &mut best);
        let from = DistanceFrom::new(place);
        let measured = best.found.iter().map(|&(_, row)| (from.to_m(self.position(row as usize)), row));
        let mut measured: Vec<(f64, u32)> = measured.collect();
        let by_distance = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        measured.sort_unstable_by(by_distance);
        // Which of two is nearer by less than the error of either, the full geodesic tells.
        let tied: Vec<bool> = (0..measured.len())
            .map(|index| {
                let close = |other: usize| (measured[other].0 - measured[index].0).abs() < 4e-6;
                (index > 0 && close(index - 1)) || (index + 1 < measured.len() && close(index + 1))
            })
            .collect();
        for (near, _) in measured.iter_mut().zip(tied).filter(|(_, tied)| *tied) {
            near.0 = geodesic_m(place, self.position(near.1 as usize));
        }
        measured.sort_unstable_by(by_distance);
        measured.truncate(k);
        let mut hull = 0;
        measured.into_iter().map(|(distance_m, row)| self.near_fix(row as usize, distance_m, &mut hull)).collect()
    }

    fn position(&self, row: usize) -> Position {
        let columns = &self.tracks.columns();
        Position::from_valid(columns.lat_deg[row], columns.lon_deg[row])
    }

    /// A fix by its row; `hull` is where to look first, and becomes its hull: fixes of one hull are near each other.
    fn near_fix(&self, row: usize, distance_m: f64, hull: &mut usize) -> NearFix {
        let hulls = &self.tracks.hulls;
        if !hulls[*hull].rows.contains(&row) {
            *hull = hulls.partition_point(|hull| hull.rows.end <= row);
        }
        NearFix { hull: *hull, index: row - hulls[*hull].rows.start, fix: self.tracks.columns().get(row), distance_m }
    }
}
