//! The double loop: every pair of hulls, every pair of steps, entries and exits enclosed by halving WGS84 geodesics.
//!
//! It shares with the rule only what a position between two fixes is, and the speed of a fix.

use crate::detect::{Encounter, SpeedSource};
use crate::geodesy::{distance_m, geodesic_m, interpolate};
use crate::{Position, Track, TrackSet};

/// A meeting by the rule, in milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meeting {
    pub(super) hulls: (usize, usize),
    /// From entry to exit.
    pub(super) spans_ms: Vec<(f64, f64)>,
    pub(super) within_ms: f64,
    pub(super) medians_kn: (f64, f64),
}

/// Every encounter, by hulls and time, with another distance than the rule's.
pub(super) fn meetings(rule: &Encounter, tracks: &TrackSet, max_distance_m: f64) -> Vec<Meeting> {
    let mut found = Vec::new();
    for first in 0..tracks.len() {
        for second in first + 1..tracks.len() {
            let (a, b) = (tracks.track(first), tracks.track(second));
            let are_ships = a.vessel().may_be_ship() && b.vessel().may_be_ship();
            if are_ships && a.vessel().id != b.vessel().id {
                found.extend(of_pair(rule, (first, second), &a, &b, max_distance_m));
            }
        }
    }
    found
}

fn of_pair(rule: &Encounter, hulls: (usize, usize), a: &Track<'_>, b: &Track<'_>, max_distance_m: f64) -> Vec<Meeting> {
    let speeds_kn = (speeds_kn(rule, a), speeds_kn(rule, b));
    let mut meetings: Vec<Meeting> = Vec::new();
    for span in spans_ms(rule, a, b, max_distance_m) {
        match meetings.last_mut() {
            Some(last) if span.0 - last.spans_ms[last.spans_ms.len() - 1].1 < rule.max_break_ms as f64 => {
                last.spans_ms.push(span);
            }
            _ => meetings.push(Meeting { hulls, spans_ms: vec![span], within_ms: 0.0, medians_kn: (0.0, 0.0) }),
        }
    }
    for meeting in &mut meetings {
        meeting.within_ms = meeting.spans_ms.iter().map(|span| span.1 - span.0).sum();
        meeting.medians_kn =
            (median_kn(a, &speeds_kn.0, &meeting.spans_ms), median_kn(b, &speeds_kn.1, &meeting.spans_ms));
    }
    let limit_kn = rule.parameters.max_speed_kn;
    meetings.retain(|meeting| {
        meeting.within_ms >= rule.min_duration_ms as f64
            && meeting.medians_kn.0 < limit_kn
            && meeting.medians_kn.1 < limit_kn
    });
    meetings
}

fn speeds_kn(rule: &Encounter, track: &Track<'_>) -> Vec<f64> {
    let speeds_kn = track.speeds_kn(rule.parameters.min_baseline_min / 60.0, rule.parameters.max_step_h);
    let fixes = track.iter().zip(speeds_kn);
    fixes
        .map(|(fix, baseline_kn)| {
            let reported_kn = fix.sog_kn().filter(|_| rule.parameters.speed == SpeedSource::Reported);
            reported_kn.or(baseline_kn).unwrap_or(f64::INFINITY)
        })
        .collect()
}

/// The least speed that is not exceeded for more than half of the time.
fn median_kn(track: &Track<'_>, speeds_kn: &[f64], spans_ms: &[(f64, f64)]) -> f64 {
    let mut weighted: Vec<(f64, f64)> = track
        .times_ms()
        .windows(2)
        .zip(speeds_kn)
        .map(|(step, &speed_kn)| {
            let (from, to) = (step[0] as f64, step[1] as f64);
            (speed_kn, spans_ms.iter().map(|span| (span.1.min(to) - span.0.max(from)).max(0.0)).sum())
        })
        .collect();
    weighted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = weighted.iter().map(|(_, ms)| ms).sum();
    let mut so_far = 0.0;
    for (speed_kn, ms) in weighted {
        so_far += ms;
        if 2.0 * so_far > total {
            return speed_kn;
        }
    }
    f64::INFINITY
}

/// When the two are within the distance.
fn spans_ms(rule: &Encounter, a: &Track<'_>, b: &Track<'_>, max_distance_m: f64) -> Vec<(f64, f64)> {
    let mut spans: Vec<(f64, f64)> = Vec::new();
    let steps = |track: &Track<'_>| {
        let fixes: Vec<(f64, Position)> = track.iter().map(|fix| (fix.time_ms() as f64, fix.position())).collect();
        let steps = fixes.windows(2).map(|step| (step[0], step[1])).collect::<Vec<_>>();
        steps.into_iter().filter(|(from, to)| to.0 - from.0 <= rule.max_step_ms as f64).collect::<Vec<_>>()
    };
    for one in steps(a) {
        for other in steps(b) {
            let (start, end) = (one.0.0.max(other.0.0), one.1.0.min(other.1.0));
            if start < end {
                let at = |(from, to): ((f64, Position), (f64, Position)), time: f64| {
                    interpolate(from.1, to.1, (time - from.0) / (to.0 - from.0))
                };
                let way_m = distance_m(one.0.1, one.1.1) + distance_m(other.0.1, other.1.1);
                let apart_m = |time: f64| geodesic_m(at(one, time), at(other, time));
                if let Some(span) = within(apart_m, start, end, max_distance_m, way_m) {
                    spans.push(span);
                }
            }
        }
    }
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<(f64, f64)> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.0 <= last.1 + 1.0 => last.1 = last.1.max(span.1),
            _ => merged.push(span),
        }
    }
    merged
}

/// The part of a time in which a distance, which falls and then rises, is within a limit.
fn within(apart_m: impl Fn(f64) -> f64, start: f64, end: f64, limit_m: f64, way_m: f64) -> Option<(f64, f64)> {
    let (at_start_m, at_end_m) = (apart_m(start), apart_m(end));
    if at_start_m.min(at_end_m) > limit_m + 1.02 * way_m {
        return None;
    }
    let halve = |mut inside: f64, mut outside: f64| {
        for _ in 0..45 {
            let middle = f64::midpoint(inside, outside);
            if apart_m(middle) <= limit_m { inside = middle } else { outside = middle }
        }
        inside
    };
    if at_start_m <= limit_m && at_end_m <= limit_m {
        return Some((start, end));
    }
    if at_start_m <= limit_m {
        return Some((start, halve(start, end)));
    }
    if at_end_m <= limit_m {
        return Some((halve(end, start), end));
    }
    let (mut low, mut high) = (start, end);
    for _ in 0..80 {
        let third = (high - low) / 3.0;
        if apart_m(low + third) <= apart_m(high - third) { high -= third } else { low += third }
    }
    let nearest = f64::midpoint(low, high);
    (apart_m(nearest) <= limit_m).then(|| (halve(nearest, start), halve(nearest, end)))
}
