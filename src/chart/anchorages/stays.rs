//! Where a hull has lain still.

use crate::geodesy::{UnitVector, chord2_from_m};
use crate::{Position, Track};

/// A hull that lay still.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stay {
    /// The index of the hull's track.
    pub(super) hull: u32,
    /// The mean of its fixes.
    pub(super) position: Position,
}

/// A run of fixes around their mean.
struct Run {
    sum: UnitVector,
    fixes: u32,
    start_ms: i64,
    end_ms: i64,
}

impl Run {
    fn new(at: UnitVector, time_ms: i64) -> Run {
        Run { sum: at, fixes: 1, start_ms: time_ms, end_ms: time_ms }
    }

    /// The square of the chord from the mean.
    fn chord2_to(&self, at: UnitVector) -> f64 {
        (self.sum * (1.0 / self.sum.length())).chord2(at)
    }

    fn stay(&self, hull: u32, min_stay_ms: i64) -> Option<Stay> {
        let is_long = self.fixes > 1 && self.end_ms - self.start_ms >= min_stay_ms;
        is_long.then(|| Stay { hull, position: self.sum.to_position() })
    }
}

/// The stays of one hull, in order of time.
pub(super) fn stays(track: &Track<'_>, hull: u32, radius_m: f64, max_step_ms: i64, min_stay_ms: i64) -> Vec<Stay> {
    let radius2 = chord2_from_m(radius_m);
    let mut stays = Vec::new();
    let mut run: Option<Run> = None;
    for fix in track.iter() {
        let (at, time_ms) = (UnitVector::from(fix.position()), fix.time_ms());
        match &mut run {
            Some(run) if time_ms - run.end_ms <= max_step_ms && run.chord2_to(at) <= radius2 => {
                run.sum = run.sum + at;
                run.fixes += 1;
                run.end_ms = time_ms;
            }
            _ => {
                let ended = run.replace(Run::new(at, time_ms));
                stays.extend(ended.and_then(|run| run.stay(hull, min_stay_ms)));
            }
        }
    }
    stays.extend(run.and_then(|run| run.stay(hull, min_stay_ms)));
    stays
}
