//! Settings, column mappings, lists of vessels and truths from any text: read or refused in words.
#![no_main]

use darkwake::{ColumnMapping, Config, VesselList};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(config) = Config::default().with_toml(text) {
        // What was read can be said again, and is the same.
        let said = serde_json::to_value(&config).expect("settings are plain data");
        let again: Config = serde_json::from_value(said.clone()).expect("what was said can be read");
        assert_eq!(serde_json::to_value(&again).expect("settings are plain data"), said);
    }
    let _ = ColumnMapping::from_toml(text);
    let _ = VesselList::from_csv("list.csv", text.as_bytes());
    let _ = darkwake::scenario::Truth::from_json(text);
});
