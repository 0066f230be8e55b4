//! Two hulls heard in turns.

use crate::detect::own_way::{is_impossible_step, needed_speed_kn};
use crate::geodesy::geodesic_m;
use crate::units::hours_from_ms;
use crate::{Fix, Track};

/// A fix of one hull followed by one of the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alternation {
    pub(super) distance_m: f64,
    pub(super) needed_speed_kn: f64,
    /// Whether no ship can sail it, even if places are a mile wrong.
    pub(super) is_impossible: bool,
}

impl Alternation {
    fn between(from: &Fix, to: &Fix) -> Alternation {
        let (distance_m, span_ms) = (geodesic_m(from.position, to.position), to.time_ms - from.time_ms);
        Alternation {
            distance_m,
            needed_speed_kn: needed_speed_kn(distance_m, span_ms),
            is_impossible: is_impossible_step(from, to, distance_m),
        }
    }
}

/// What both hulls show of each other while both are in use.
#[derive(Debug)]
pub(super) struct Turns {
    /// The first fix of the later, and the last of the one that ends first.
    pub(super) start_ms: i64,
    pub(super) end_ms: i64,
    pub(super) alternations: Vec<Alternation>,
    /// Hours of the overlap in steps, from a fix of either to the next of either, that count as observed.
    pub(super) observed_h: f64,
    pub(super) own_fixes: u32,
    pub(super) other_fixes: Vec<Fix>,
}

impl Turns {
    /// `None` where the overlap is shorter than this.
    pub(super) fn of(pair: [&Track<'_>; 2], min_overlap_ms: i64, max_step_ms: i64) -> Option<Turns> {
        let start_ms = pair.iter().filter_map(|track| track.times_ms().first()).max().copied()?;
        let end_ms = pair.iter().filter_map(|track| track.times_ms().last()).min().copied()?;
        if end_ms - start_ms < min_overlap_ms {
            return None;
        }
        let mut turns = Turns {
            start_ms,
            end_ms,
            alternations: Vec::new(),
            observed_h: 0.0,
            own_fixes: 0,
            other_fixes: Vec::new(),
        };
        // From the fix before the overlap to the one after it: they are the ends of the first and the last alternation.
        let mut next =
            pair.map(|track| track.times_ms().partition_point(|&time_ms| time_ms < start_ms).saturating_sub(1));
        let ends =
            pair.map(|track| (track.times_ms().partition_point(|&time_ms| time_ms <= end_ms) + 1).min(track.len()));
        let mut last: Option<(usize, Fix)> = None;
        let mut observed_ms = 0;
        while let Some(side) = earlier(pair, next, ends) {
            let fix = pair[side].fix(next[side]);
            next[side] += 1;
            if (start_ms..=end_ms).contains(&fix.time_ms) {
                match side {
                    0 => turns.own_fixes += 1,
                    _ => turns.other_fixes.push(fix),
                }
            }
            if let Some((last_side, before)) = last {
                let step_ms = fix.time_ms.min(end_ms) - before.time_ms.max(start_ms);
                if fix.time_ms - before.time_ms <= max_step_ms {
                    observed_ms += step_ms.max(0);
                }
                if last_side != side {
                    turns.alternations.push(Alternation::between(&before, &fix));
                }
            }
            last = Some((side, fix));
        }
        turns.observed_h = hours_from_ms(observed_ms);
        Some(turns)
    }
}

/// Whose fix comes next: the first one's of two at the same time.
fn earlier(pair: [&Track<'_>; 2], next: [usize; 2], ends: [usize; 2]) -> Option<usize> {
    let time_ms = |side: usize| (next[side] < ends[side]).then(|| pair[side].times_ms()[next[side]]);
    match (time_ms(0), time_ms(1)) {
        (Some(own_ms), Some(other_ms)) => Some(usize::from(other_ms < own_ms)),
        (Some(_), None) => Some(0),
        (None, Some(_)) => Some(1),
        (None, None) => None,
    }
}
