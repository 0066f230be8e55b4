//! The output for tools of Global Fishing Watch's Events API against a full example of theirs: every key of ours is one of
//! theirs, and what is a text, a number, a list or an object there is the same here.
//!
//! Differences, by design: what is not known is `null` here; `boundingBox` is west, south, east, north (that of the
//! example has its west and east exchanged); keys without a counterpart here are left out. Ports are those of the World Port
//! Index.

use darkwake::chart::Ports;
use darkwake::output::events_to_gfw;
use darkwake::{Chart, Pipeline};
use serde_json::Value;

use super::leave_evidence;
use crate::support::reference;

/// Panics where `ours` has what `theirs` has not.
fn has_the_shape_of(ours: &Value, theirs: &Value, place: &str) {
    match (ours, theirs) {
        (Value::Null, _) | (_, Value::Null) => {}
        (Value::Object(ours), Value::Object(theirs)) => {
            for (key, value) in ours {
                let same = theirs.get(key).unwrap_or_else(|| panic!("{place}.{key} is not theirs"));
                has_the_shape_of(value, same, &format!("{place}.{key}"));
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            for value in ours.iter().filter(|_| !theirs.is_empty()) {
                has_the_shape_of(value, &theirs[0], &format!("{place}[]"));
            }
        }
        _ => {
            let is_same = std::mem::discriminant(ours) == std::mem::discriminant(theirs);
            assert!(is_same, "{place}: {ours}, theirs {theirs}");
        }
    }
}

#[test]
fn entries_have_the_shape_of_the_events_api() {
    let (Some(example), Some(rows), Some(index)) = (
        reference("gfw/events-api/event_item.json"),
        reference("ais/us_coast_2020-06-30_day.csv.gz"),
        reference("geography/world_port_index.csv.gz"),
    ) else {
        return;
    };
    let example: Value = serde_json::from_str(&std::fs::read_to_string(example).unwrap()).unwrap();
    let chart = Chart::new().with_ports(Ports::from_file(index).unwrap());
    let found = Pipeline::new().input(rows).chart(chart).run().unwrap();
    let mut bytes = Vec::new();
    events_to_gfw(&found.events, &found.tracks, None, &mut bytes).unwrap();
    let told: Value = serde_json::from_slice(&bytes).unwrap();
    let entries = told["entries"].as_array().unwrap();
    let mut types: Vec<&str> = entries.iter().map(|entry| entry["type"].as_str().unwrap()).collect();
    types.sort_unstable();
    types.dedup();
    assert_eq!(types, ["encounter", "gap", "loitering", "port_visit"]);
    leave_evidence("types of entries with the keys of the example", types.len(), types.len());
    for entry in entries {
        has_the_shape_of(entry, &example, "");
        let told = entry.get(entry["type"].as_str().unwrap());
        assert!(told.is_some_and(Value::is_object), "{entry}");
    }
}
