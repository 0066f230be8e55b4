//! The rows of one identity told apart: repetitions, rows of one time, hulls and noise.

use std::ops::Range;

use crate::fix::FixColumns;
use crate::geodesy::distance_m;
use crate::track::assign::{Chain, assign};
use crate::track::classify::{Classified, classify};
use crate::track::motion::{Limits, Motion};
use crate::units::ms_from_hours;
use crate::{Fix, NoiseKind, TrackParams};

/// What becomes of the rows of one identity; rows are counted from its first.
#[derive(Debug, Default)]
pub(crate) struct Separation {
    /// The rows of each hull in order of time; hulls by (time, lat, lon) of their first fix.
    pub(crate) hulls: Vec<Vec<u32>>,
    pub(crate) noise: Vec<NoiseRow>,
    /// Exact repetitions of a row.
    pub(crate) duplicates: u64,
    /// Rows that lost against another of the same time and nearly the same place.
    pub(crate) same_time: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoiseRow {
    pub(crate) row: u32,
    pub(crate) hull: u32,
    pub(crate) run: u32,
    pub(crate) kind: NoiseKind,
}

/// What of the parameters one identity needs.
pub(crate) struct Separator {
    limits: Limits,
    same_time_distance_m: f64,
    silence_ms: i64,
}

impl Separator {
    pub(crate) fn new(params: &TrackParams) -> Separator {
        Separator {
            limits: Limits::new(params),
            same_time_distance_m: params.same_time_distance_m,
            silence_ms: ms_from_hours(params.segment_silence_h),
        }
    }

    /// Tells the rows of one identity apart; `None` when they are one hull as they stand.
    pub(crate) fn separate(&self, columns: &FixColumns, rows: Range<usize>) -> Option<Separation> {
        if self.is_one_hull(columns, rows.clone()) {
            return None;
        }
        let fix = |row: u32| columns.get(rows.start + row as usize);
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        for instant in order.chunk_by_mut(|&a, &b| fix(a).time_ms == fix(b).time_ms) {
            instant.sort_unstable_by_key(|&row| fix(row).sort_key());
        }
        order.dedup_by_key(|row| fix(*row).sort_key());

        let (observations, others) = self.observe(&order, &fix);
        let classified = self.tell_hulls(&observations, &fix);
        let duplicates = rows.len() - order.len();
        Some(settle(classified, &observations, &others, &fix, duplicates as u64))
    }

    /// Whether times ascend strictly and every step is possible. Nearly every step passes by the first test: the way
    /// north or south and then east or west, in degrees, is no shorter than the great circle.
    fn is_one_hull(&self, columns: &FixColumns, rows: Range<usize>) -> bool {
        let (times, lats, lons) =
            (&columns.time_ms[rows.clone()], &columns.lat_deg[rows.clone()], &columns.lon_deg[rows.clone()]);
        (1..times.len()).all(|next| {
            let span_ms = times[next] - times[next - 1];
            let way_deg = (lats[next] - lats[next - 1]).abs() + (lons[next] - lons[next - 1]).abs();
            span_ms > 0
                && (way_deg <= self.limits.sure_deg(span_ms)
                    || self.is_possible(&columns.get(rows.start + next - 1), &columns.get(rows.start + next)))
        })
    }

    fn is_possible(&self, from: &Fix, to: &Fix) -> bool {
        Motion::new(from).can_reach(&Motion::new(to), &self.limits)
    }

    /// One row for each time and place, and beside them the other rows with the observation they are another word for:
    /// those of the same time no farther away than the limit.
    fn observe(&self, order: &[u32], fix: &impl Fn(u32) -> Fix) -> (Vec<u32>, Vec<(u32, u32)>) {
        let mut observations: Vec<u32> = Vec::with_capacity(order.len());
        let mut others = Vec::new();
        for instant in order.chunk_by(|&a, &b| fix(a).time_ms == fix(b).time_ms) {
            let first = observations.len();
            for &row in instant {
                let near = |&seen: &u32| distance_m(fix(seen).position, fix(row).position) <= self.same_time_distance_m;
                match observations[first..].iter().position(near) {
                    Some(seen) => others.push(((first + seen) as u32, row)),
                    None => observations.push(row),
                }
            }
        }
        others.sort_by_key(|&(observation, _)| observation);
        (observations, others)
    }

    fn tell_hulls(&self, observations: &[u32], fix: &impl Fn(u32) -> Fix) -> Classified {
        let motions: Vec<Motion> = observations.iter().map(|&row| Motion::new(&fix(row))).collect();
        let one_hull = motions
            .windows(2)
            .all(|pair| pair[0].time_ms < pair[1].time_ms && pair[0].can_reach(&pair[1], &self.limits));
        match one_hull {
            true => Classified { hulls: vec![(0..motions.len() as u32).collect()], noise: Vec::new() },
            false => classify(assign(&motions, &self.limits, self.silence_ms), &motions, self.silence_ms),
        }
    }
}

/// From observations to rows: picks a row for each observation and numbers hulls and runs.
fn settle(
    classified: Classified,
    observations: &[u32],
    others: &[(u32, u32)],
    fix: &impl Fn(u32) -> Fix,
    duplicates: u64,
) -> Separation {
    let mut hulls: Vec<(usize, Vec<u32>)> =
        classified.hulls.iter().map(|chain| pick_rows(chain, observations, others, fix)).enumerate().collect();
    hulls.sort_by_key(|(_, rows)| fix(rows[0]).sort_key());
    let mut numbers = vec![0; hulls.len()];
    for (number, (index, _)) in hulls.iter().enumerate() {
        numbers[*index] = number as u32;
    }
    let noise = classified.noise.iter().zip(0..).flat_map(|(noise, run)| {
        let hull = numbers.get(noise.hull).copied().unwrap_or(0);
        noise.observations.iter().map(move |&observation| NoiseRow {
            row: observations[observation as usize],
            hull,
            run,
            kind: noise.kind,
        })
    });
    Separation {
        noise: noise.collect(),
        hulls: hulls.into_iter().map(|(_, rows)| rows).collect(),
        duplicates,
        same_time: others.len() as u64,
    }
}

/// A row for each observation of a hull: of several the one with the least way from the row before it and to the first
/// row of the observation after it, ties by the sort key.
fn pick_rows(chain: &Chain, observations: &[u32], others: &[(u32, u32)], fix: &impl Fn(u32) -> Fix) -> Vec<u32> {
    let mut rows: Vec<u32> = chain.iter().map(|&observation| observations[observation as usize]).collect();
    if others.is_empty() {
        return rows;
    }
    for (index, &observation) in chain.iter().enumerate() {
        let first = others.partition_point(|other| other.0 < observation);
        let same = others[first..].iter().take_while(|other| other.0 == observation).map(|other| other.1);
        let neighbours = [index.checked_sub(1), Some(index + 1)].map(|neighbour| rows.get(neighbour?).copied());
        let way_m = |row: u32| {
            let to = |neighbour: u32| distance_m(fix(neighbour).position, fix(row).position);
            neighbours.into_iter().flatten().map(to).sum::<f64>()
        };
        // Rows of one observation stand in the order of their sort keys, and the first of equals is kept.
        if let Some(best) = same.fold(None, |best: Option<(f64, u32)>, row| {
            let best = best.unwrap_or_else(|| (way_m(rows[index]), rows[index]));
            let way_m = way_m(row);
            Some(if way_m < best.0 { (way_m, row) } else { best })
        }) {
            rows[index] = best.1;
        }
    }
    rows
}
