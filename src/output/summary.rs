//! The account of a run, `summary.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chart::ChartInventory;
use crate::detect::LeftOut;
use crate::fix::{serialize_rfc3339, serialize_rfc3339_or_null};
use crate::{
    Config, CouldHave, Event, EventKind, EventType, FileDigest, InputReport, RejectExample, RejectReason, RowAccount,
    Selection, Stage, Timestamp, TrackSet, UndeterminedReason, Verdict,
};

/// Below this share of ship-hours in short steps, the summary warns.
const LITTLE_COVERAGE: f64 = 0.5;

/// What was read, what was found, and by which thresholds: the content of `summary.json`.
///
/// The same rows give the same summary, apart from `timings_s`, `inputs` and the places of `reject_examples`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Summary {
    /// The version of this crate.
    pub version: String,
    /// Each input, in the order of reading.
    pub inputs: Vec<InputReport>,
    /// The dialect of the inputs; several, in the order of their names, are separated by a comma.
    pub dialect: String,
    /// What became of every row.
    pub rows: RowAccount,
    /// The first few rows left out for each reason.
    pub reject_examples: BTreeMap<RejectReason, Vec<RejectExample>>,
    /// Fixes that were set aside because no hull can have sailed to them. They count as kept.
    pub noise: usize,
    /// Identities with a usable row.
    pub vessels: usize,
    /// Ships, as far as their tracks tell.
    pub hulls: usize,
    /// The earliest fix of any track.
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    pub first_fix: Option<Timestamp>,
    /// The latest fix of any track.
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    pub last_fix: Option<Timestamp>,
    /// The end of the data: until then, silence is known to be silence.
    #[serde(serialize_with = "serialize_rfc3339")]
    pub data_end: Timestamp,
    /// The share of ship-hours in steps no longer than loitering's `max_step_h`, 0 to 1; none where no ship was heard
    /// twice.
    pub coverage: Option<f64>,
    /// What was on the chart, and from which files; none without a chart.
    pub chart: Option<ChartInventory>,
    /// Events by type, those that are only possible aside; types that were not looked for are left out.
    pub events: BTreeMap<String, u64>,
    /// Events that only may have happened, unseen in a silence, by type. They are no visits.
    pub possible_events: BTreeMap<String, u64>,
    /// Verdicts, by type of event and verdict; types without verdicts are left out.
    pub verdicts: BTreeMap<String, BTreeMap<Verdict, u64>>,
    /// Why verdicts are undetermined, by type of event and reason.
    pub undetermined: BTreeMap<String, BTreeMap<UndeterminedReason, u64>>,
    /// Of the gaps: for how many it was judged what they could hide (`judged`), and how many of those have zones, ports,
    /// ships that were heard and ships that were silent too in reach.
    pub could_have: BTreeMap<String, u64>,
    /// Candidates that are no finding after all, by type and reason.
    pub left_out: BTreeMap<String, BTreeMap<LeftOut, u64>>,
    /// What is worth a look.
    pub warnings: Vec<String>,
    /// Conditions of rules that could not be judged, and why.
    pub conditions_off: Vec<String>,
    /// Every setting in force.
    pub parameters: Parameters,
    /// Seconds by stage.
    pub timings_s: BTreeMap<Stage, f64>,
    /// Size and hash of the other files.
    pub files: BTreeMap<String, FileDigest>,
}

/// Every setting in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Parameters {
    /// Those of reading, tracks and rules.
    #[serde(flatten)]
    pub config: Config,
    /// Those that chose among the events.
    pub selection: Selection,
}

impl Summary {
    /// The account of what was found in these tracks by these settings, without timings and files.
    pub fn new(tracks: &TrackSet, events: &[Event], config: &Config, selection: &Selection) -> Summary {
        let report = tracks.report();
        let mut dialects: Vec<&str> = report.inputs.iter().map(|input| input.dialect.name.name()).collect();
        dialects.sort_unstable();
        dialects.dedup();
        let max_step_h = config.loitering.max_step_h;
        let coverage = tracks.coverage(max_step_h);
        let looked_for = || EventType::ALL.into_iter().filter(|&event_type| config.looks_for(event_type));
        let count = |event_type: EventType, is_possible: bool| {
            let of_type = events.iter().filter(|event| event.type_name() == event_type.name());
            of_type.filter(|event| event.is_possible() == is_possible).count() as u64
        };
        let possible = looked_for().map(|event_type| (event_type.name().to_owned(), count(event_type, true)));
        Summary {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            inputs: report.inputs.clone(),
            dialect: dialects.join(", "),
            rows: report.rows.clone(),
            reject_examples: report.examples.clone(),
            noise: tracks.noise().len(),
            vessels: tracks.vessels().len(),
            hulls: tracks.len(),
            first_fix: tracks.iter().filter_map(|track| track.start()).min(),
            last_fix: tracks.iter().filter_map(|track| track.end()).max(),
            data_end: tracks.data_end(),
            coverage,
            chart: None,
            events: looked_for().map(|event_type| (event_type.name().to_owned(), count(event_type, false))).collect(),
            possible_events: possible.filter(|(_, count)| *count > 0).collect(),
            verdicts: counts(events, |event| event.verdict),
            undetermined: counts(events, undetermined_reason),
            could_have: could_have(events),
            left_out: BTreeMap::new(),
            warnings: report.warnings.iter().cloned().chain(coverage_warning(coverage, max_step_h)).collect(),
            conditions_off: Vec::new(),
            parameters: Parameters { config: config.clone(), selection: selection.clone() },
            timings_s: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    /// Whether loitering and encounters go unseen for most of the time.
    pub fn has_little_coverage(&self) -> bool {
        self.coverage.is_none_or(|share| share < LITTLE_COVERAGE)
    }
}

/// How many events of each type there are of each kind, those of no kind left out.
fn counts<K: Ord>(events: &[Event], kind: impl Fn(&Event) -> Option<K>) -> BTreeMap<String, BTreeMap<K, u64>> {
    let mut counts: BTreeMap<String, BTreeMap<K, u64>> = BTreeMap::new();
    for event in events {
        if let Some(kind) = kind(event) {
            *counts.entry(event.type_name().to_owned()).or_default().entry(kind).or_default() += 1;
        }
    }
    counts
}

fn undetermined_reason(event: &Event) -> Option<UndeterminedReason> {
    match &event.kind {
        EventKind::Gap(gap) => gap.reason,
        EventKind::IdentityConflict(conflict) => conflict.reason,
        EventKind::PositionJump(jump) => jump.reason,
        EventKind::ImpossiblePosition(impossible) => impossible.reason,
        _ => None,
    }
}

fn could_have(events: &[Event]) -> BTreeMap<String, u64> {
    let judged: Vec<&CouldHave> = events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Gap(gap) => gap.could_have.as_deref(),
            _ => None,
        })
        .collect();
    let count = |name: &str, in_reach: fn(&CouldHave) -> Option<u32>| {
        let some = judged.iter().filter(|could_have| in_reach(could_have).is_some_and(|count| count > 0));
        (name.to_owned(), some.count() as u64)
    };
    match judged.is_empty() {
        true => BTreeMap::new(),
        false => BTreeMap::from([
            ("judged".to_owned(), judged.len() as u64),
            count("zones", |could_have| could_have.zones_in_reach),
            count("ports", |could_have| could_have.ports_in_reach),
            count("seen_ships", |could_have| could_have.seen_ships_in_reach),
            count("silent_ships", |could_have| could_have.silent_ships_in_reach),
        ]),
    }
}

fn coverage_warning(coverage: Option<f64>, max_step_h: f64) -> Option<String> {
    match coverage {
        None => Some("no ship was heard twice: nothing can be seen of what ships did".to_owned()),
        Some(share) if share < LITTLE_COVERAGE => Some(format!(
            "only {:.1} % of ship-hours lie in steps of at most {max_step_h} h: loitering and encounters cannot be seen in \
             the rest; for satellite data try the preset satellite",
            100.0 * share
        )),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::{events, tracks};

    fn summary() -> Summary {
        Summary::new(&tracks(), &events(), &Config::default(), &Selection::default())
    }

    #[test]
    fn it_holds_every_key_that_other_programs_rely_on() {
        let json = serde_json::to_value(summary()).unwrap();
        for key in [
            "inputs",
            "dialect",
            "rows",
            "noise",
            "vessels",
            "hulls",
            "coverage",
            "events",
            "timings_s",
            "parameters",
            "files",
        ] {
            assert!(json.get(key).is_some(), "{key} is missing");
        }
        for key in ["read", "kept", "rejected", "duplicates"] {
            assert!(json["rows"].get(key).is_some(), "rows.{key} is missing");
        }
        let counts = serde_json::json!({
            "encounter": 1, "gap": 2, "gathering": 1, "identity_conflict": 1, "impossible_position": 1,
            "loitering": 1, "port_visit": 1, "position_jump": 1, "zone_visit": 1
        });
        assert_eq!(json["events"], counts);
        let verdicts: u64 =
            json["verdicts"]["gap"].as_object().unwrap().values().filter_map(serde_json::Value::as_u64).sum();
        assert_eq!(verdicts, 2, "one a gap: {}", json["verdicts"]);
        assert_eq!(json["verdicts"].get("loitering"), None, "it has none");
        let reasons: u64 =
            json["undetermined"]["gap"].as_object().unwrap().values().filter_map(serde_json::Value::as_u64).sum();
        assert_eq!(json["verdicts"]["gap"]["undetermined"].as_u64(), Some(reasons));
        assert_eq!(json["possible_events"], serde_json::json!({"zone_visit": 1}), "no visit");
        let could_have = serde_json::json!({"judged": 1, "ports": 1, "seen_ships": 1, "silent_ships": 1, "zones": 1});
        assert_eq!(json["could_have"], could_have);
        assert_eq!(json["parameters"]["gap"]["min_duration_h"], 6.0);
        assert_eq!(json["parameters"]["tracks"]["segment_silence_h"], 24.0);
    }

    #[test]
    fn rows_add_up() {
        let rows = summary().rows;
        assert_eq!(rows.read, rows.kept + rows.duplicates + rows.rejected.values().sum::<u64>());
        assert_eq!(rows.read, 4);
    }

    #[test]
    fn it_survives_json() {
        let summary = summary();
        let text = serde_json::to_string(&summary).unwrap();
        assert_eq!(serde_json::from_str::<Summary>(&text).unwrap(), summary);
    }

    #[test]
    fn it_warns_where_loitering_cannot_be_seen() {
        let summary = summary();
        assert_eq!(summary.coverage, Some(0.25), "one hour of four");
        assert!(summary.has_little_coverage());
        insta::assert_snapshot!(summary.warnings.join("\n"), @"only 25.0 % of ship-hours lie in steps of at most 1 h: loitering and encounters cannot be seen in the rest; for satellite data try the preset satellite");
        assert_eq!(coverage_warning(Some(0.9), 1.0), None);
    }

    #[test]
    fn rules_that_did_not_run_have_no_count() {
        let config = Config { only: vec![EventType::Gap], ..Config::default() };
        let summary = Summary::new(&tracks(), &[], &config, &Selection::default());
        assert_eq!(summary.events, BTreeMap::from([("gap".to_owned(), 0)]));
    }
}
