//! Events and tracks as CSV: comma, `\n`, a header, the same columns always.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::number::{write_json, written};
use super::pieces::write_pieces;
use crate::fix::rfc3339;
use crate::text_cell::text_cell;
use crate::{Event, TrackSet};

/// The columns of `events.csv`: what every event has, then the evidence of every type, nested names joined by `_`.
pub(super) const EVENT_COLUMNS: [&str; 176] = [
    "id",
    "type",
    "mmsi",
    "vessel",
    "hull",
    "other_mmsi",
    "other_vessel",
    "other_hull",
    "start",
    "end",
    "duration_h",
    "observed_h",
    "lat",
    "lon",
    "start_lat",
    "start_lon",
    "end_lat",
    "end_lon",
    "surroundings_start_distance_from_shore_m",
    "surroundings_start_distance_from_port_m",
    "surroundings_start_port",
    "surroundings_end_distance_from_shore_m",
    "surroundings_end_distance_from_port_m",
    "surroundings_end_port",
    "surroundings_regions",
    "verdict",
    "reason",
    "distance_m",
    "implied_speed_kn",
    "fixes_12h_before",
    "on_after_data_end",
    "previous_gap_end",
    "next_gap_start",
    "welch2022",
    "positions_per_ship_day",
    "reception_p_chance",
    "reception_expected_by_chance",
    "reception_heard_hours",
    "reception_hours",
    "reception_supported_hours",
    "reception_outage_hours",
    "reception_mean_other_hulls",
    "reception_mean_reception",
    "reception_own_reception",
    "reception_own_hours",
    "reception_places_without_others",
    "reception_silent_together",
    "reception_silent_together_expected",
    "reception_silent_together_p_chance",
    "reception_silent_together_hours",
    "reception_expected_by_chance_apart",
    "reception_heard_afterwards",
    "reception_others_near_off",
    "reception_others_lost",
    "could_have_reach_speed_kn",
    "could_have_time_h",
    "could_have_way_m",
    "could_have_zones_in_reach",
    "could_have_zones",
    "could_have_ports_in_reach",
    "could_have_ports",
    "could_have_seen_ships_in_reach",
    "could_have_seen_ships",
    "could_have_silent_ships_in_reach",
    "could_have_silent_ships",
    "off_time",
    "off_lat",
    "off_lon",
    "off_sog_kn",
    "off_cog_deg",
    "off_heading_deg",
    "off_status",
    "on_time",
    "on_lat",
    "on_lon",
    "on_sog_kn",
    "on_cog_deg",
    "on_heading_deg",
    "on_status",
    "fixes",
    "net_distance_m",
    "mean_speed_kn",
    "baseline_speed_kn",
    "confinement_radius_m",
    "straightness",
    "moored_or_anchored",
    "mean_distance_from_shore_m",
    "min_distance_from_shore_m",
    "distance_from_port_m",
    "cut_at_start",
    "cut_at_end",
    "zone",
    "zone_id",
    "zone_category",
    "possible",
    "inside_h",
    "fixes_inside",
    "excursions",
    "at_most_inside_h",
    "way_over_zone_m",
    "reach_speed_kn",
    "confidence",
    "start_port_id",
    "start_port_name",
    "start_port_is_anchorage",
    "start_port_place_lat",
    "start_port_place_lon",
    "start_port_distance_m",
    "start_port_distance_from_shore_m",
    "stay_port_id",
    "stay_port_name",
    "stay_port_is_anchorage",
    "stay_port_place_lat",
    "stay_port_place_lon",
    "stay_port_distance_m",
    "stay_port_distance_from_shore_m",
    "end_port_id",
    "end_port_name",
    "end_port_is_anchorage",
    "end_port_place_lat",
    "end_port_place_lon",
    "end_port_distance_m",
    "end_port_distance_from_shore_m",
    "entered",
    "left",
    "stops",
    "stopped_h",
    "silences",
    "silent_h",
    "within_h",
    "spans_within",
    "least_distance_m",
    "median_distance_m",
    "mean_distance_m",
    "median_speed_kn",
    "other_median_speed_kn",
    "fixes_within",
    "other_fixes_within",
    "type_pair",
    "ship_class",
    "other_ship_class",
    "other_start_lat",
    "other_start_lon",
    "other_end_lat",
    "other_end_lon",
    "silent_between",
    "members",
    "crowded",
    "most_at_once",
    "most_pairs_at_once",
    "radius_m",
    "hulls",
    "shared",
    "identity_kind",
    "overlap_h",
    "alternations",
    "impossible_alternations",
    "other_fixes",
    "max_distance_m",
    "median_needed_speed_kn",
    "same_way_share",
    "imo_numbers",
    "names",
    "other_start_time",
    "return_distance_m",
    "return_speed_kn",
    "shift_m",
    "shift_deg",
    "spread_m",
    "others_at_place",
    "others_with_shift",
    "inland_m",
    "cause",
    "reported_speed_kn",
    "reported_way_m",
    "others",
];

/// The columns of `tracks.csv`.
const TRACK_COLUMNS: [&str; 10] =
    ["mmsi", "vessel", "hull", "time", "lat", "lon", "sog_kn", "cog_deg", "heading_deg", "status"];

/// Writes events as CSV, in the order given: a row an event, the evidence spread over columns, blank where a type has none.
///
/// Numbers are written and texts made safe as the [module](super) says.
///
/// # Errors
/// When writing fails.
pub fn events_to_csv(events: &[Event], writer: impl Write) -> io::Result<()> {
    write_table(&EVENT_COLUMNS, events, writer)
}

/// Writes every fix of every track as CSV, by vessel, hull and time. Fixes set aside as noise are in no track.
///
/// # Errors
/// When writing fails.
pub fn tracks_to_csv(tracks: &TrackSet, writer: impl Write) -> io::Result<()> {
    let mut csv = ::csv::Writer::from_writer(writer);
    csv.write_record(TRACK_COLUMNS)?;
    let number = |key, value: Option<f64>| value.map_or(String::new(), |value| written(key, value));
    for track in tracks.iter() {
        let id = &track.vessel().id;
        let mmsi = id.mmsi().map_or(String::new(), |mmsi| mmsi.to_string());
        let vessel = id.to_string();
        let hull = track.hull().to_string();
        for fix in track.iter() {
            csv.write_record([
                mmsi.as_str(),
                &text_cell(&vessel),
                &hull,
                &rfc3339(fix.time()),
                &number("lat", Some(fix.position().lat_deg())),
                &number("lon", Some(fix.position().lon_deg())),
                &number("sog_kn", fix.sog_kn()),
                &number("cog_deg", fix.cog_deg()),
                &number("heading_deg", fix.heading_deg()),
                &fix.status().map_or(String::new(), |status| status.code().to_string()),
            ])?;
        }
    }
    csv.flush()
}

/// Writes rows under a header: each row as the leaves of its JSON, by the column of their names.
pub(super) fn write_table<T: Serialize + Sync>(columns: &[&str], rows: &[T], mut writer: impl Write) -> io::Result<()> {
    writer.write_all(&record(columns)?)?;
    write_pieces(rows, writer, |rows, text| {
        let mut csv = ::csv::Writer::from_writer(text);
        for row in rows {
            let mut cells = vec![String::new(); columns.len()];
            leaves(row, &mut |name, leaf| {
                let column = columns.iter().position(|column| *column == name);
                debug_assert!(column.is_some(), "{name} has no column");
                if let Some(column) = column {
                    cells[column] = match leaf {
                        Value::String(text) => text_cell(text).into_owned(),
                        leaf => leaf.to_string(),
                    };
                }
            })?;
            csv.write_record(&cells)?;
        }
        csv.flush()
    })
}

/// One record as a line.
fn record(cells: &[&str]) -> io::Result<Vec<u8>> {
    let mut csv = ::csv::Writer::from_writer(Vec::new());
    csv.write_record(cells)?;
    csv.into_inner().map_err(::csv::IntoInnerError::into_error)
}

/// Hands out every leaf of what is written as JSON, numbers rounded as there, that is not null with its name: nested names
/// joined by `_`, without `evidence`. Lists are leaves.
pub(super) fn leaves(row: &impl Serialize, leaf: &mut impl FnMut(&str, &Value)) -> io::Result<()> {
    let mut json = Vec::new();
    write_json(row, &mut json)?;
    spread("", &serde_json::from_slice(&json)?, leaf);
    Ok(())
}

fn spread(name: &str, value: &Value, leaf: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match (name, key.as_str()) {
                    ("", "evidence") => spread("", value, leaf),
                    ("", key) => spread(key, value, leaf),
                    (name, key) => spread(&format!("{name}_{key}"), value, leaf),
                }
            }
        }
        Value::Null => {}
        Value::String(_) | Value::Bool(_) | Value::Number(_) | Value::Array(_) => leaf(name, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::{event_with, events, tracks};

    fn csv_of(events: &[Event]) -> String {
        let mut bytes = Vec::new();
        events_to_csv(events, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// Every leaf has a column, or the debug assertion of `write_table` stops this test.
    #[test]
    fn the_evidence_is_spread_over_columns() {
        insta::assert_snapshot!(csv_of(&events()));
    }

    #[test]
    fn the_columns_do_not_depend_on_the_events() {
        let all = csv_of(&events());
        assert_eq!(csv_of(&[]).lines().next(), all.lines().next());
    }

    #[test]
    fn every_column_is_filled_by_some_event() {
        let text = csv_of(&events());
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().unwrap().clone();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        for (index, column) in columns.iter().enumerate() {
            assert!(rows.iter().any(|row| !row[index].is_empty()), "no event fills {column}");
        }
    }

    #[test]
    fn a_vessel_called_like_a_formula_is_text() {
        let event = event_with(r#"=cmd|' /C calc'!A0"#, "lat", -35.5);
        let text = csv_of(&[event]);
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().unwrap().clone();
        let row = reader.records().next().unwrap().unwrap();
        let cell = |name: &str| &row[columns.iter().position(|column| column == name).unwrap()];
        assert_eq!(cell("vessel"), r#"'=cmd|' /C calc'!A0"#);
        assert_eq!(cell("lat"), "-35.5", "a negative number stays a number");
    }

    /// Every text that strangers write, wherever it stands in an event: ships, zones, ports.
    #[test]
    fn no_cell_but_a_number_starts_like_a_formula() {
        fn poison(value: &mut Value, key: &str) {
            match value {
                Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| poison(value, key)),
                Value::Array(items) => items.iter_mut().for_each(|item| poison(item, key)),
                Value::String(text) if ["vessel", "other_vessel", "name", "country"].contains(&key) => {
                    *text = format!("=HYPERLINK({text})");
                }
                _ => {}
            }
        }
        let mut poisoned = 0;
        let hostile: Vec<Event> = events()
            .iter()
            .map(|event| {
                let mut value = serde_json::to_value(event).unwrap();
                poison(&mut value, "");
                poisoned += value.to_string().matches("=HYPERLINK").count();
                serde_json::from_value(value).unwrap()
            })
            .collect();
        assert!(poisoned > hostile.len(), "more than the ships themselves");
        let text = csv_of(&hostile);
        for record in ::csv::Reader::from_reader(text.as_bytes()).records() {
            for cell in &record.unwrap() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']) || cell.parse::<f64>().is_ok(), "{cell}");
            }
        }
    }

    #[test]
    fn tracks_have_a_row_a_fix() {
        let mut bytes = Vec::new();
        tracks_to_csv(&tracks(), &mut bytes).unwrap();
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap());
    }
}
