//! How well a list of events agrees with a truth.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Position;
use crate::geodesy::distance_m;
use crate::scenario::calibration::{Accusations, Calibration};
use crate::scenario::score_hidden::{HiddenScore, hidden_scores};
use crate::scenario::scored_event::ScoredEvent;
use crate::scenario::truth::{Behaviour, TrueEvent, Truth};

/// An event and a true one are the same when they share at least this part of the time that either of them covers.
///
/// # References
/// The "temporal intersection over union" of F. Caba Heilbron et al., "ActivityNet", *CVPR* 2015, p. 961, at its usual
/// threshold.
pub const MIN_SHARED_TIME: f64 = 0.5;

/// A crowd is known by its place, not by the ship that it is named after: an event and a true one are of the same ships when
/// they lie this near, in metres.
const GATHERING_REACH_M: f64 = 5_000.0;

/// How well the events of one behaviour agree with the truth. Where a behaviour has open events, they are a row of
/// their own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Score {
    /// True events, those of `left_out` not counted.
    pub truths: usize,
    /// Events that were given.
    pub events: usize,
    /// Pairs of an event and a true one that are the same.
    pub matched: usize,
    /// `matched / events`; 1 where there is no event.
    pub precision: f64,
    /// `matched / truths`; 1 where there is no true event.
    pub recall: f64,
    /// How far the starts of matched events lie from the true ones, in seconds.
    pub start_error_s: BoundaryError,
    /// The same for the ends, where both have one.
    pub end_error_s: BoundaryError,
    /// Matched events with a start or end further off than the truth's tolerance.
    pub beyond_tolerance: usize,
    /// True events within which more than one event lies.
    pub in_pieces: usize,
    /// Events that match no true one and yet lie within one, as good as all of their time: parts of what happened. They count
    /// against the precision, but accuse nobody of what it did not do.
    #[serde(default)]
    pub parts: usize,
    /// True events that [need not be found](TrueEvent::need_not_be_found) and that no event matches: a rule that knows the coast
    /// leaves out what is near the shore, and of some hardly anything was heard. They are not missed.
    #[serde(default)]
    pub left_out: usize,
    /// Whether the events that state a probability are right as often as they say; none where none states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    /// True events that no event matches.
    pub misses: Vec<TrueEvent>,
    /// Events that match no true event.
    pub false_alarms: Vec<FalseAlarm>,
}

/// Distances between reported and true boundaries.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BoundaryError {
    /// The middle one, in seconds (the lower of two); none without a match.
    pub median_s: Option<f64>,
    /// The largest, in seconds.
    pub max_s: Option<f64>,
    /// All of them, for scores of several seas.
    #[serde(skip)]
    all_s: Vec<f64>,
}

/// An event that did not happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FalseAlarm {
    /// The event.
    pub event: ScoredEvent,
    /// What it is in truth, where the truth has a word on it.
    pub why: Option<String>,
}

/// The comparison of a list of events with a truth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Scores {
    /// By behaviour: its name, with ` (open)` for open events.
    pub by_behaviour: BTreeMap<String, Score>,
    /// What the verdicts of matched gaps say, by the true cause: `deliberate: {likely_deliberate: 3}`.
    pub verdicts: BTreeMap<String, BTreeMap<String, usize>>,
    /// Gaps that were called deliberate.
    #[serde(default)]
    pub accusations: Accusations,
    /// Events of types of which the truth does not speak, by type.
    pub not_judged: BTreeMap<String, usize>,
    /// Events that only may have happened, by type: they are neither right nor wrong.
    pub possible: BTreeMap<String, usize>,
    /// How high what was hidden stands among what the gaps could hide, by the [name](crate::scenario::HiddenDeed::name) of the deed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hidden: BTreeMap<String, HiddenScore>,
}

impl Scores {
    /// The score of a behaviour by its name in [`by_behaviour`](Scores::by_behaviour).
    pub fn get(&self, name: &str) -> Option<&Score> {
        self.by_behaviour.get(name)
    }
}

/// A row of the scores: a behaviour, and whether its events are open.
type RowKey = (Behaviour, bool);

/// Compares events with a truth: one event for each true event at most.
///
/// An event can match a true one of the same type and vessel (for encounters, the same two vessels in any order; for zone
/// visits, the same zone; for gatherings, at the same place within 5 km), both open or both ended, when the share of time
/// they have in common is at least [`MIN_SHARED_TIME`]. Pairs are taken by
/// that share, the largest first; equal ones by the distance between their positions, then in the order of the truth
/// and of time. The order of the events does not matter.
pub fn score(events: &[ScoredEvent], truth: &Truth) -> Scores {
    let mut scores = Scores { hidden: hidden_scores(events, truth), ..Scores::default() };
    let mut rows: BTreeMap<RowKey, (Vec<&TrueEvent>, Vec<&ScoredEvent>)> = BTreeMap::new();
    for &behaviour in &truth.covers {
        rows.entry((behaviour, false)).or_default();
    }
    for event in &truth.events {
        rows.entry((event.behaviour, event.end.is_none())).or_default().0.push(event);
    }
    for event in events {
        if event.is_only_possible() {
            *scores.possible.entry(event.type_name.clone()).or_default() += 1;
            continue;
        }
        match Behaviour::from_name(&event.type_name).filter(|behaviour| truth.covers.contains(behaviour)) {
            Some(behaviour) => rows.entry((behaviour, event.end.is_none())).or_default().1.push(event),
            None => *scores.not_judged.entry(event.type_name.clone()).or_default() += 1,
        }
    }
    for ((behaviour, is_open), (truths, mut events)) in rows {
        events.sort_by(|a, b| {
            (a.start, a.end, &a.vessel, &a.other_vessel)
                .cmp(&(b.start, b.end, &b.vessel, &b.other_vessel))
                .then_with(|| total_order(a.lat, b.lat))
                .then_with(|| total_order(a.lon, b.lon))
                .then_with(|| total_order(a.probability, b.probability))
                .then_with(|| (&a.verdict, &a.evidence).cmp(&(&b.verdict, &b.evidence)))
        });
        let pairs = matches(&truths, &events, truth.data_end);
        if behaviour == Behaviour::Gap {
            scores.accusations.count(&truths, &events, &pairs);
        }
        for &(truth_index, event_index) in &pairs {
            if let (Some(cause), Some(verdict)) = (truths[truth_index].cause, &events[event_index].verdict) {
                *scores.verdicts.entry(cause.name().to_owned()).or_default().entry(verdict.clone()).or_default() += 1;
            }
        }
        let name = if is_open { format!("{} (open)", behaviour.name()) } else { behaviour.name().to_owned() };
        scores.by_behaviour.insert(name, score_row(&truths, &events, &pairs, truth));
    }
    scores
}

/// Pairs of indices of a true event and an event that are the same, in the order of the truth.
pub(super) fn matches(truths: &[&TrueEvent], events: &[&ScoredEvent], data_end: Timestamp) -> Vec<(usize, usize)> {
    let mut candidates: Vec<(f64, f64, usize, usize)> = Vec::new();
    for (truth_index, truth) in truths.iter().enumerate() {
        for (event_index, event) in events.iter().enumerate().filter(|(_, event)| same_vessels(truth, event)) {
            if truth.zone.as_deref() != event.zone() {
                continue;
            }
            let share = shared_time(truth, event, data_end);
            if share >= MIN_SHARED_TIME {
                candidates.push((share, apart_m(truth, event), truth_index, event_index));
            }
        }
    }
    candidates.sort_by(|a, b| {
        b.0.total_cmp(&a.0).then_with(|| a.1.total_cmp(&b.1)).then_with(|| (a.2, a.3).cmp(&(b.2, b.3)))
    });
    let (mut taken_truths, mut taken_events) = (vec![false; truths.len()], vec![false; events.len()]);
    let mut pairs = Vec::new();
    for (_, _, truth_index, event_index) in candidates {
        if !taken_truths[truth_index] && !taken_events[event_index] {
            (taken_truths[truth_index], taken_events[event_index]) = (true, true);
            pairs.push((truth_index, event_index));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Numbers in order, none before all.
fn total_order(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => a.is_some().cmp(&b.is_some()),
    }
}

fn same_vessels(truth: &TrueEvent, event: &ScoredEvent) -> bool {
    if truth.behaviour == Behaviour::Gathering {
        return apart_m(truth, event) <= GATHERING_REACH_M;
    }
    match (&truth.other_vessel, &event.other_vessel) {
        (Some(true_other), Some(other)) => {
            (&truth.vessel, true_other) == (&event.vessel, other)
                || (&truth.vessel, true_other) == (other, &event.vessel)
        }
        // An identity conflict names its one identity once or twice.
        (Some(true_other), None) => truth.vessel == *true_other && truth.vessel == event.vessel,
        (None, _) => truth.vessel == event.vessel,
    }
}

/// Start and end in milliseconds; what is open lasts until the end of the data.
fn span_ms(start: Timestamp, end: Option<Timestamp>, data_end: Timestamp) -> (i64, i64) {
    let (start_ms, end_ms) = (start.as_millisecond(), end.unwrap_or(data_end).as_millisecond());
    (start_ms, end_ms.max(start_ms))
}

/// The time that both cover over the time that either covers, 0 to 1.
fn shared_time(truth: &TrueEvent, event: &ScoredEvent, data_end: Timestamp) -> f64 {
    let a = span_ms(truth.start, truth.end, data_end);
    let b = span_ms(event.start, event.end, data_end);
    let union_ms = a.1.max(b.1) - a.0.min(b.0);
    let shared_ms = (a.1.min(b.1) - a.0.max(b.0)).max(0);
    if union_ms == 0 { 1.0 } else { shared_ms as f64 / union_ms as f64 }
}

fn apart_m(truth: &TrueEvent, event: &ScoredEvent) -> f64 {
    match (Position::new(truth.lat, truth.lon), event.position()) {
        (Some(a), Some(b)) => distance_m(a, b),
        _ => f64::INFINITY,
    }
}

fn score_row(truths: &[&TrueEvent], events: &[&ScoredEvent], pairs: &[(usize, usize)], truth: &Truth) -> Score {
    let seconds_apart = |a: Timestamp, b: Timestamp| (a.as_millisecond() - b.as_millisecond()).abs() as f64 / 1000.0;
    let (mut start_errors_s, mut end_errors_s, mut beyond_tolerance) = (Vec::new(), Vec::new(), 0);
    let mut is_matched = (vec![false; truths.len()], vec![false; events.len()]);
    for &(truth_index, event_index) in pairs {
        (is_matched.0[truth_index], is_matched.1[event_index]) = (true, true);
        let (truth, event) = (truths[truth_index], events[event_index]);
        let start_error_s = seconds_apart(truth.start, event.start);
        let end_error_s = truth.end.zip(event.end).map(|(a, b)| seconds_apart(a, b));
        start_errors_s.push(start_error_s);
        end_errors_s.extend(end_error_s);
        if start_error_s.max(end_error_s.unwrap_or(0.0)) > f64::from(truth.tolerance_s) {
            beyond_tolerance += 1;
        }
    }
    let left_over = |matched: &[bool], index: usize| !matched[index];
    let (unmatched, left_out): (Vec<&TrueEvent>, Vec<&TrueEvent>) = (0..truths.len())
        .filter(|&index| left_over(&is_matched.0, index))
        .map(|index| truths[index])
        .partition(|truth| !truth.need_not_be_found());
    let unmatched_events =
        || (0..events.len()).filter(|&index| left_over(&is_matched.1, index)).map(|index| events[index]);
    let asked = truths.len() - left_out.len();
    Score {
        truths: asked,
        events: events.len(),
        matched: pairs.len(),
        precision: ratio(pairs.len(), events.len()),
        recall: ratio(pairs.len(), asked),
        start_error_s: BoundaryError::of(start_errors_s),
        end_error_s: BoundaryError::of(end_errors_s),
        beyond_tolerance,
        in_pieces: in_pieces(truths, events, pairs, truth.data_end),
        parts: unmatched_events().filter(|event| is_part(truths, event, truth.data_end)).count(),
        left_out: left_out.len(),
        calibration: Calibration::of(
            (0..events.len()).filter_map(|index| Some((events[index].probability?, is_matched.1[index]))),
        ),
        misses: unmatched.into_iter().cloned().collect(),
        false_alarms: unmatched_events()
            .map(|event| FalseAlarm {
                event: event.clone(),
                why: match is_part(truths, event, truth.data_end) {
                    true => Some("a part of a true event".to_owned()),
                    false => why_not(event, truth),
                },
            })
            .collect(),
    }
}

/// Whether at least nine tenths of the event lie within a true one of the same ships.
fn is_part(truths: &[&TrueEvent], event: &ScoredEvent, data_end: Timestamp) -> bool {
    const MOST: f64 = 0.9;
    let (start_ms, end_ms) = span_ms(event.start, event.end, data_end);
    truths.iter().any(|truth| {
        let (true_start_ms, true_end_ms) = span_ms(truth.start, truth.end, data_end);
        let shared_ms = (end_ms.min(true_end_ms) - start_ms.max(true_start_ms)) as f64;
        let is_within = shared_ms >= MOST * (end_ms - start_ms) as f64 && shared_ms >= 0.0;
        is_within && same_vessels(truth, event) && truth.zone.as_deref() == event.zone()
    })
}

/// Counts the true events over which more than one event lies. An event belongs to the true event it matches; one that
/// matches none belongs to the one it lies over the longest.
fn in_pieces(truths: &[&TrueEvent], events: &[&ScoredEvent], pairs: &[(usize, usize)], data_end: Timestamp) -> usize {
    let mut pieces = vec![0; truths.len()];
    let mut is_matched = vec![false; events.len()];
    for &(truth_index, event_index) in pairs {
        pieces[truth_index] += 1;
        is_matched[event_index] = true;
    }
    for event in (0..events.len()).filter(|&index| !is_matched[index]).map(|index| events[index]) {
        let over = (0..truths.len())
            .filter(|&index| same_vessels(truths[index], event) && truths[index].zone.as_deref() == event.zone())
            .map(|index| (shared_time(truths[index], event, data_end), apart_m(truths[index], event), index))
            .filter(|&(share, ..)| share > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.total_cmp(&a.1)).then_with(|| b.2.cmp(&a.2)));
        if let Some((.., index)) = over {
            pieces[index] += 1;
        }
    }
    pieces.into_iter().filter(|&events| events > 1).count()
}

/// What the truth says a false alarm is: the first decoy of its type and vessel that it overlaps.
fn why_not(event: &ScoredEvent, truth: &Truth) -> Option<String> {
    let (start_ms, end_ms) = span_ms(event.start, event.end, truth.data_end);
    let decoy = truth.decoys.iter().find(|decoy| {
        decoy.behaviour.name() == event.type_name
            && (decoy.vessel == event.vessel || Some(&decoy.vessel) == event.other_vessel.as_ref())
            && decoy.start.as_millisecond() <= end_ms
            && start_ms <= decoy.end.as_millisecond()
    });
    decoy.map(|decoy| decoy.why.clone())
}

/// A share; 1 of nothing.
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

impl Score {
    /// Adds the score of another sea.
    fn add(&mut self, other: &Score) {
        self.truths += other.truths;
        self.events += other.events;
        self.matched += other.matched;
        self.precision = ratio(self.matched, self.events);
        self.recall = ratio(self.matched, self.truths);
        self.start_error_s.add(&other.start_error_s);
        self.end_error_s.add(&other.end_error_s);
        self.beyond_tolerance += other.beyond_tolerance;
        self.in_pieces += other.in_pieces;
        self.parts += other.parts;
        self.left_out += other.left_out;
        self.calibration = match (self.calibration.take(), &other.calibration) {
            (Some(own), Some(others)) => Some(own.and(others)),
            (own, others) => own.or_else(|| others.clone()),
        };
        self.misses.extend(other.misses.iter().cloned());
        self.false_alarms.extend(other.false_alarms.iter().cloned());
    }
}

impl Scores {
    /// The scores of several seas as one.
    pub fn of_all<'s>(seas: impl IntoIterator<Item = &'s Scores>) -> Scores {
        let mut all = Scores::default();
        for scores in seas {
            for (name, score) in &scores.by_behaviour {
                all.by_behaviour.entry(name.clone()).or_default().add(score);
            }
            for (cause, verdicts) in &scores.verdicts {
                let sums = all.verdicts.entry(cause.clone()).or_default();
                verdicts.iter().for_each(|(verdict, count)| *sums.entry(verdict.clone()).or_default() += count);
            }
            all.accusations.add(&scores.accusations);
            scores
                .not_judged
                .iter()
                .for_each(|(name, count)| *all.not_judged.entry(name.clone()).or_default() += count);
            scores.possible.iter().for_each(|(name, count)| *all.possible.entry(name.clone()).or_default() += count);
        }
        all
    }
}

impl BoundaryError {
    fn add(&mut self, other: &BoundaryError) {
        *self = BoundaryError::of([self.all_s.as_slice(), other.all_s.as_slice()].concat());
    }

    fn of(mut errors_s: Vec<f64>) -> BoundaryError {
        errors_s.sort_by(f64::total_cmp);
        let median_s = errors_s.get(errors_s.len().saturating_sub(1) / 2).copied();
        BoundaryError { median_s, max_s: errors_s.last().copied(), all_s: errors_s }
    }
}
