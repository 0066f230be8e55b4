//! How well a list of events agrees with a truth.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::geodesy::distance_m;
use crate::scenario::score_hidden::{HiddenScore, ScoredReach, hidden_scores};
use crate::scenario::truth::{Behaviour, TrueEvent, Truth};
use crate::{Error, ErrorKind, Event, EventKind, Position, VesselId};

/// An event and a true one are the same when they share at least this part of the time that either of them covers.
///
/// # References
/// The "temporal intersection over union" of F. Caba Heilbron et al., "ActivityNet", *CVPR* 2015, p. 961, at its usual
/// threshold.
pub const MIN_SHARED_TIME: f64 = 0.5;

/// A crowd is known by its place, not by the ship that it is named after: an event and a true one are of the same ships when
/// they lie this near, in metres.
const GATHERING_REACH_M: f64 = 5_000.0;

/// What scoring looks at of an event: the fields that every line of an `events.jsonl` has, whoever wrote it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScoredEvent {
    /// The name of its type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The identity of the vessel.
    pub vessel: VesselId,
    /// The other vessel of an encounter.
    #[serde(default)]
    pub other_vessel: Option<VesselId>,
    /// When it started.
    pub start: Timestamp,
    /// When it ended; none while open.
    pub end: Option<Timestamp>,
    /// Representative latitude in degrees.
    pub lat: f64,
    /// Representative longitude in degrees.
    pub lon: f64,
    /// What the rule concluded, where it concludes something.
    #[serde(default)]
    pub verdict: Option<String>,
    /// What is looked at of the evidence.
    #[serde(default)]
    pub evidence: ScoredEvidence,
}

/// What scoring looks at of the evidence of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ScoredEvidence {
    /// The name of the zone of a zone visit.
    pub zone: Option<String>,
    /// Whether it only may have happened: such an event is neither right nor wrong.
    pub possible: bool,
    /// What a gap could hide.
    pub could_have: Option<ScoredReach>,
}

impl From<&Event> for ScoredEvent {
    fn from(event: &Event) -> ScoredEvent {
        let verdict = event.verdict.and_then(|verdict| serde_json::to_value(verdict).ok());
        ScoredEvent {
            type_name: event.type_name().to_owned(),
            vessel: event.vessel.clone(),
            other_vessel: event.other.as_ref().map(|other| other.vessel.clone()),
            start: event.start,
            end: event.end,
            lat: event.position.lat_deg(),
            lon: event.position.lon_deg(),
            verdict: verdict.and_then(|verdict| verdict.as_str().map(str::to_owned)),
            evidence: match &event.kind {
                EventKind::ZoneVisit(visit) => ScoredEvidence {
                    zone: Some(visit.zone.clone()),
                    possible: visit.possible,
                    ..ScoredEvidence::default()
                },
                EventKind::Gap(gap) => ScoredEvidence {
                    could_have: gap.could_have.as_deref().map(ScoredReach::from),
                    ..ScoredEvidence::default()
                },
                _ => ScoredEvidence::default(),
            },
        }
    }
}

impl ScoredEvent {
    /// Reads the lines of an `events.jsonl`; blank lines are skipped.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] with the number of the first line that is no event, and why.
    pub fn read_jsonl(jsonl: &str) -> crate::Result<Vec<ScoredEvent>> {
        let lines = jsonl.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(index, line)| {
                serde_json::from_str(line).map_err(|error| {
                    Error::new(ErrorKind::Format(format!(
                        "reading events, line {}: {error}; expected one JSON object a line with type, vessel, start, end, \
                         lat and lon",
                        index + 1
                    )))
                })
            })
            .collect()
    }
}

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
    /// True events [near the shore](TrueEvent::near_shore) that no event matches: a rule that knows the coast leaves them
    /// out, so they are not missed.
    #[serde(default)]
    pub left_out: usize,
    /// True events that no event matches.
    pub misses: Vec<TrueEvent>,
    /// Events that match no true event.
    pub false_alarms: Vec<FalseAlarm>,
}

/// Distances between reported and true boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BoundaryError {
    /// The middle one, in seconds (the lower of two); none without a match.
    pub median_s: Option<f64>,
    /// The largest, in seconds.
    pub max_s: Option<f64>,
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
        if event.evidence.possible {
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
                .then_with(|| a.lat.total_cmp(&b.lat))
                .then_with(|| a.lon.total_cmp(&b.lon))
                .then_with(|| (&a.verdict, &a.evidence).cmp(&(&b.verdict, &b.evidence)))
        });
        let pairs = matches(&truths, &events, truth.data_end);
        for &(truth_index, event_index) in &pairs {
            if let (Some(cause), Some(verdict)) = (truths[truth_index].cause, &events[event_index].verdict) {
                let cause = match cause {
                    crate::scenario::Cause::Deliberate => "deliberate",
                    crate::scenario::Cause::Outage => "outage",
                    crate::scenario::Cause::Sparse => "sparse",
                    crate::scenario::Cause::Chance => "chance",
                    crate::scenario::Cause::Faded => "faded",
                    crate::scenario::Cause::LeftCoverage => "left_coverage",
                };
                *scores.verdicts.entry(cause.to_owned()).or_default().entry(verdict.clone()).or_default() += 1;
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
            if truth.zone != event.evidence.zone {
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
    match (Position::new(truth.lat, truth.lon), Position::new(event.lat, event.lon)) {
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
    let ratio = |part: usize, whole: usize| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    let left_over = |matched: &[bool], index: usize| !matched[index];
    let (unmatched, left_out): (Vec<&TrueEvent>, Vec<&TrueEvent>) = (0..truths.len())
        .filter(|&index| left_over(&is_matched.0, index))
        .map(|index| truths[index])
        .partition(|truth| !truth.near_shore);
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
        left_out: left_out.len(),
        misses: unmatched.into_iter().cloned().collect(),
        false_alarms: (0..events.len())
            .filter(|&i| left_over(&is_matched.1, i))
            .map(|i| FalseAlarm { event: events[i].clone(), why: why_not(events[i], truth) })
            .collect(),
    }
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
            .filter(|&index| same_vessels(truths[index], event) && truths[index].zone == event.evidence.zone)
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

impl BoundaryError {
    fn of(mut errors_s: Vec<f64>) -> BoundaryError {
        errors_s.sort_by(f64::total_cmp);
        let median_s = errors_s.get(errors_s.len().saturating_sub(1) / 2).copied();
        BoundaryError { median_s, max_s: errors_s.last().copied() }
    }
}
