//! Fixes within a distance, by a packed tree of points.

use std::ops::RangeBounds;

use jiff::Timestamp;

use super::extent::Extent;
use super::near::farthest_rad;
use super::step::Span;
use super::{NearFix, POINT_ERROR, TrackIndex, radians_from_m};
use crate::geodesy::{DistanceFrom, SPHERE_ERROR, UnitVector, chord2_from_m, geodesic_m};
use crate::{Position, TrackSet};

/// Most fixes in a leaf.
const LEAF: usize = 16;

/// Fewer fixes than this are not worth another thread.
const PARALLEL: usize = 1 << 14;

/// A fix as a unit vector in single precision, and its row.
#[derive(Clone, Copy, Debug)]
struct Point {
    at: [f32; 3],
    row: u32,
}

/// All fixes, halved again and again along the widest of x, y and z until at most [`LEAF`] are left. A part of `n` leaves
/// has 2n - 1 nodes, itself first, then those of its halves: so no node needs a pointer.
pub(super) struct FixTree {
    points: Vec<Point>,
    nodes: Vec<Extent>,
}

/// A node and the leaves below it.
#[derive(Clone, Copy)]
struct Part {
    node: usize,
    first_leaf: usize,
    leaves: usize,
}

impl Part {
    fn halves(self) -> [Part; 2] {
        let left = self.leaves.div_ceil(2);
        [
            Part { node: self.node + 1, first_leaf: self.first_leaf, leaves: left },
            Part { node: self.node + 2 * left, first_leaf: self.first_leaf + left, leaves: self.leaves - left },
        ]
    }
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
        let leaves = points.len().div_ceil(LEAF);
        let mut nodes = vec![Extent::EMPTY; (2 * leaves).saturating_sub(1)];
        if leaves > 0 {
            fill(&mut points, &mut nodes, &|row| (tracks.columns().time_ms[row as usize] - base_ms) as f64 / 1000.0);
        }
        FixTree { points, nodes }
    }

    fn root(&self) -> Option<Part> {
        (!self.nodes.is_empty()).then(|| Part { node: 0, first_leaf: 0, leaves: self.nodes.len().div_ceil(2) })
    }

    fn points_of(&self, part: Part) -> &[Point] {
        &self.points[part.first_leaf * LEAF..((part.first_leaf + part.leaves) * LEAF).min(self.points.len())]
    }

    /// Every point whose squared chord is not above one, in leaves that share an instant with the span.
    fn within(&self, part: Part, around: &Around, most: f32, found: &mut impl FnMut(u32, f32)) {
        if part.leaves > 1 {
            for half in part.halves() {
                if self.nodes[half.node].chord2_during(around.at, around.from_s, around.to_s) <= most {
                    self.within(half, around, most, found);
                }
            }
            return;
        }
        // All chords first: without branches they are computed several at once.
        let points = self.points_of(part);
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

    /// The points that can be among the `k` nearest of the ellipsoid, by their squared chords.
    fn nearest(&self, part: Part, around: &Around, time_ms: &[i64], best: &mut Candidates) {
        if part.leaves == 1 {
            for point in self.points_of(part) {
                let chord2 = around.chord2(point.at);
                if chord2 <= best.most && (around.always || around.has(time_ms[point.row as usize])) {
                    best.offer(chord2, point.row);
                }
            }
            return;
        }
        let away = |half: Part| self.nodes[half.node].chord2_during(around.at, around.from_s, around.to_s);
        let [left, right] = part.halves();
        let ((near, near_chord2), (far, far_chord2)) = match (away(left), away(right)) {
            (a, b) if a <= b => ((left, a), (right, b)),
            (a, b) => ((right, b), (left, a)),
        };
        for (half, chord2) in [(near, near_chord2), (far, far_chord2)] {
            if chord2 <= best.most && chord2 < f32::INFINITY {
                self.nearest(half, around, time_ms, best);
            }
        }
    }
}

/// Fills the nodes of a part and brings its points into the order of leaves.
fn fill(points: &mut [Point], nodes: &mut [Extent], seconds: &(impl Fn(u32) -> f64 + Sync)) {
    let (mut low, mut high) = ([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]);
    for point in points.iter() {
        for axis in 0..3 {
            low[axis] = low[axis].min(point.at[axis]);
            high[axis] = high[axis].max(point.at[axis]);
        }
    }
    let leaves = nodes.len().div_ceil(2);
    if leaves == 1 {
        // Neighbours in a track are neighbours in memory.
        points.sort_unstable_by_key(|point| point.row);
        let times_s = points.iter().map(|point| seconds(point.row));
        let (from_s, to_s) = times_s.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), s| (a.min(s), b.max(s)));
        let corner = |[x, y, z]: [f32; 3], s| [f64::from(x), f64::from(y), f64::from(z), s];
        nodes[0] = Extent::new(corner(low, from_s), corner(high, to_s));
        return;
    }
    let axis = (0..3).max_by(|&a, &b| (high[a] - low[a]).total_cmp(&(high[b] - low[b]))).unwrap_or(0);
    let left = leaves.div_ceil(2);
    points.select_nth_unstable_by(left * LEAF, |a, b| a.at[axis].total_cmp(&b.at[axis]).then(a.row.cmp(&b.row)));
    let (left_points, right_points) = points.split_at_mut(left * LEAF);
    let (root, below) = nodes.split_at_mut(1);
    let (left_nodes, right_nodes) = below.split_at_mut(2 * left - 1);
    match left_points.len() < PARALLEL {
        true => {
            fill(left_points, left_nodes, seconds);
            fill(right_points, right_nodes, seconds);
        }
        false => {
            rayon::join(|| fill(left_points, left_nodes, seconds), || fill(right_points, right_nodes, seconds));
        }
    }
    root[0] = rstar::Envelope::merged(&left_nodes[0], &right_nodes[0]);
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
            let chord = f64::from(last.0).sqrt() + CHORD_ERROR;
            let angle_rad = 2.0 * (chord / 2.0).min(1.0).asin() * (1.0 + SPHERE_ERROR) / (1.0 - SPHERE_ERROR);
            self.most = most_chord2(angle_rad + radians_from_m(1e-5));
            let kept = self.found.partition_point(|known| known.0 <= self.most);
            self.found.truncate(kept);
        }
    }
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
        found.into_iter().map(|(row, distance_m)| self.near_fix(row, distance_m)).collect()
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
        measured.into_iter().map(|(distance_m, row)| self.near_fix(row as usize, distance_m)).collect()
    }

    fn position(&self, row: usize) -> Position {
        let columns = &self.tracks.columns();
        Position::from_valid(columns.lat_deg[row], columns.lon_deg[row])
    }

    fn near_fix(&self, row: usize, distance_m: f64) -> NearFix {
        let hull = self.tracks.hulls.partition_point(|hull| hull.rows.end <= row);
        let index = row - self.tracks.hulls[hull].rows.start;
        NearFix { hull, index, fix: self.tracks.columns().get(row), distance_m }
    }
}
