//! Tracks to runs of steps to trees.

use rayon::prelude::*;
use rstar::RTree;

use super::TrackIndex;
use super::extent::{Extent, Run};
use super::fixes::FixTree;
use crate::geodesy::{UnitVector, sagitta};
use crate::{Position, TrackSet};

/// Most steps in a run. Of 8, 16 and 32 the middle one was the fastest to search; see `benches/index.rs`.
const RUN_STEPS: usize = 16;

/// Runs in a slice: enough for a tree of four levels, few enough that a day of a national network gives every core
/// some.
const SLICE_RUNS: usize = 1 << 14;

impl<'a> TrackIndex<'a> {
    pub(super) fn build(tracks: &'a TrackSet, max_step_ms: i64) -> TrackIndex<'a> {
        let columns = &tracks.columns();
        let base_ms = tracks.hulls.iter().filter_map(|hull| columns.time_ms.get(hull.rows.start)).min().copied();
        let base_ms = base_ms.unwrap_or(0);
        let mut points = vec![[0.0_f32; 3]; columns.len()];
        // Hulls lie in the columns one after the other; each fills its own part of the points.
        let mut parts = Vec::with_capacity(tracks.len());
        let (mut rest, mut row) = (points.as_mut_slice(), 0);
        for (hull, rows) in tracks.hulls.iter().map(|hull| hull.rows.clone()).enumerate() {
            let (part, after) = rest.split_at_mut(rows.start - row).1.split_at_mut(rows.len());
            (rest, row) = (after, rows.end);
            parts.push((hull as u32, rows.start, part));
        }
        let mut runs: Vec<Run> = parts
            .into_par_iter()
            .flat_map_iter(|(hull, first_row, part)| runs_of(tracks, hull, first_row, part, base_ms, max_step_ms))
            .collect();
        // Runs of one hull never start at the same time, so that this order is the only one.
        runs.par_sort_unstable_by_key(|run| (columns.time_ms[run.first_row], run.first_row));
        let slices = runs.par_chunks(SLICE_RUNS).map(|slice| RTree::bulk_load_with_params(slice.to_vec())).collect();
        let fixes = FixTree::new(&points, tracks, base_ms);
        TrackIndex { tracks, slices, points, fixes, base_ms }
    }
}

/// The runs of one hull, whose points are filled in on the way.
fn runs_of(
    tracks: &TrackSet,
    hull: u32,
    first_row: usize,
    points: &mut [[f32; 3]],
    base_ms: i64,
    max_step_ms: i64,
) -> Vec<Run> {
    let columns = &tracks.columns();
    let vector = |index: usize| {
        let row = first_row + index;
        UnitVector::from(Position::from_valid(columns.lat_deg[row], columns.lon_deg[row]))
    };
    let times_ms = &columns.time_ms[first_row..first_row + points.len()];
    let mut runs: Vec<Run> = Vec::with_capacity(points.len() / RUN_STEPS + 1);
    let mut open: Option<Bounds> = None;
    for index in 0..points.len() {
        let at = vector(index);
        points[index] = [at.x as f32, at.y as f32, at.z as f32];
        let seconds = (times_ms[index] - base_ms) as f64 / 1000.0;
        let is_step = index > 0 && times_ms[index] - times_ms[index - 1] <= max_step_ms;
        let bounds = match open.take() {
            Some(mut bounds) if is_step => {
                bounds.add(at, seconds);
                bounds
            }
            Some(bounds) => {
                runs.push(bounds.close(hull, first_row + index - 1, true));
                Bounds::new(first_row + index, at, seconds)
            }
            None => Bounds::new(first_row + index, at, seconds),
        };
        let steps = first_row + index - bounds.first_row;
        let is_last = index + 1 == points.len();
        if is_last {
            runs.push(bounds.close(hull, first_row + index, true));
        } else if steps == RUN_STEPS {
            // The next run begins with this fix, unless a silence follows: then it ends here.
            let goes_on = times_ms[index + 1] - times_ms[index] <= max_step_ms;
            runs.push(bounds.close(hull, first_row + index, !goes_on));
            open = goes_on.then(|| Bounds::new(first_row + index, at, seconds));
        } else {
            open = Some(bounds);
        }
    }
    runs
}

/// The bounds of a run that is being filled.
struct Bounds {
    first_row: usize,
    last: UnitVector,
    low: [f64; 4],
    high: [f64; 4],
    /// The longest chord of a step, squared.
    longest2: f64,
}

impl Bounds {
    fn new(first_row: usize, at: UnitVector, seconds: f64) -> Bounds {
        let corner = [at.x, at.y, at.z, seconds];
        Bounds { first_row, last: at, low: corner, high: corner, longest2: 0.0 }
    }

    fn add(&mut self, at: UnitVector, seconds: f64) {
        for (axis, value) in [at.x, at.y, at.z, seconds].into_iter().enumerate() {
            self.low[axis] = self.low[axis].min(value);
            self.high[axis] = self.high[axis].max(value);
        }
        self.longest2 = self.longest2.max(self.last.chord2(at));
        self.last = at;
    }

    fn close(mut self, hull: u32, last_row: usize, ends: bool) -> Run {
        // The arc rises above its chord by this much at most; and a little for rounding.
        let rise = sagitta(2.0 * (self.longest2.sqrt() / 2.0).min(1.0).asin()) + 1e-15;
        for axis in 0..3 {
            self.low[axis] -= rise;
            self.high[axis] += rise;
        }
        let steps = (last_row - self.first_row) as u16;
        Run { extent: Extent::new(self.low, self.high), first_row: self.first_row, hull, steps, ends }
    }
}
