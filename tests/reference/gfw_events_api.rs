//! The output for tools of Global Fishing Watch's Events API against a full example of theirs: every key of ours is one of
//! theirs, and what is a text, a number, a list or an object there is the same here.
//!
//! Differences, by design: what is not known is `null` here; `boundingBox` is west, south, east, north (that of the
//! example has its west and east exchanged); the confidence of a port visit and other keys without a counterpart here are
//! left out.

use darkwake::Pipeline;
use darkwake::output::events_to_gfw;
use serde_json::Value;

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
    let (Some(example), Some(rows)) =
        (reference("gfw/events-api/event_item.json"), reference("ais/us_coast_2020-06-30_day.csv.gz"))
    else {
        return;
    };
    let example: Value = serde_json::from_str(&std::fs::read_to_string(example).unwrap()).unwrap();
    let found = Pipeline::new().input(rows).run().unwrap();
    let mut bytes = Vec::new();
    events_to_gfw(&found.events, &found.tracks, None, &mut bytes).unwrap();
    let told: Value = serde_json::from_slice(&bytes).unwrap();
    let entries = told["entries"].as_array().unwrap();
    let mut types: Vec<&str> = entries.iter().map(|entry| entry["type"].as_str().unwrap()).collect();
    types.sort_unstable();
    types.dedup();
    assert!(["encounter", "gap", "loitering"].iter().all(|wanted| types.contains(wanted)), "{types:?}");
    for entry in entries {
        has_the_shape_of(entry, &example, "");
        let told = entry.get(entry["type"].as_str().unwrap());
        assert!(told.is_some_and(Value::is_object), "{entry}");
    }
}
