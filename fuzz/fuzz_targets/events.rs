//! Events from any text: what is read is written and read again as the same, and the scores of any list are numbers.
#![no_main]

use darkwake::output::{events_from_jsonl, events_to_csv, events_to_geojson, events_to_jsonl};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    if let Ok(text) = std::str::from_utf8(text) {
        // Any tool's events may come in: refused in words, or read.
        let _ = darkwake::scenario::ScoredEvent::read_jsonl(text);
    }
    let Ok(events) = events_from_jsonl("events.jsonl", text) else { return };
    let mut written = Vec::new();
    events_to_jsonl(&events, &mut written).expect("memory can be written");
    let again = events_from_jsonl("events.jsonl", written.as_slice()).expect("what was written can be read");
    let mut twice = Vec::new();
    events_to_jsonl(&again, &mut twice).expect("memory can be written");
    assert_eq!(written, twice);
    events_to_csv(&events, &mut Vec::new()).expect("memory can be written");
    let mut map = Vec::new();
    events_to_geojson(&events, &mut map).expect("memory can be written");
    serde_json::from_slice::<serde_json::Value>(&map).expect("GeoJSON is JSON");
});
