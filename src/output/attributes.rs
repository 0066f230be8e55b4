//! What is known of events and tracks as rows of typed columns, for formats that have types.
//!
//! The columns are those of `events.csv`. A value comes from the JSON that `events.jsonl` holds, rounded alike, so the files say the same.

use std::io;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::csv::{EVENT_COLUMNS, leaves};
use super::geojson::TrackProperties;
use super::line::{Coordinates, Geometry};
use super::number::written;
use super::{geojson, line};
use crate::units::ms_from_hours;
use crate::{Event, TrackSet};

/// The columns of tracks, a row a hull.
const TRACK_COLUMNS: [&str; 8] = ["mmsi", "vessel", "hull", "name", "start", "end", "duration_h", "fixes"];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnType {
    Text,
    Integer,
    Float,
    Flag,
    /// Milliseconds since 1970.
    Time,
}

/// What a row has in a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Integer(i64),
    Float(f64),
    Flag(bool),
    Time(i64),
}

/// A name and what is below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) holds: ColumnType,
}

/// A thing on the map with what is known of it, a cell a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Feature {
    pub(super) geometry: Geometry,
    pub(super) row: Vec<Option<Cell>>,
}

/// Times have no unit in their names.
const TIMES: [&str; 8] =
    ["start", "end", "previous_gap_end", "next_gap_start", "off_time", "on_time", "other_start_time", "time"];

const FLAGS: [&str; 12] = [
    "on_after_data_end",
    "welch2022",
    "moored_or_anchored",
    "cut_at_start",
    "cut_at_end",
    "possible",
    "start_port_is_anchorage",
    "stay_port_is_anchorage",
    "end_port_is_anchorage",
    "entered",
    "left",
    "silent_between",
];

/// Counts and codes.
const INTEGERS: [&str; 41] = [
    "mmsi",
    "hull",
    "other_mmsi",
    "other_hull",
    "fixes_12h_before",
    "reception_heard_hours",
    "reception_hours",
    "reception_supported_hours",
    "reception_outage_hours",
    "reception_own_hours",
    "reception_places_without_others",
    "reception_silent_together",
    "reception_silent_together_hours",
    "reception_heard_afterwards",
    "reception_others_near_off",
    "reception_others_lost",
    "could_have_zones_in_reach",
    "could_have_ports_in_reach",
    "could_have_seen_ships_in_reach",
    "could_have_silent_ships_in_reach",
    "off_status",
    "on_status",
    "fixes",
    "fixes_inside",
    "excursions",
    "confidence",
    "stops",
    "silences",
    "spans_within",
    "fixes_within",
    "other_fixes_within",
    "members",
    "crowded",
    "most_at_once",
    "most_pairs_at_once",
    "alternations",
    "impossible_alternations",
    "other_fixes",
    "others_at_place",
    "others_with_shift",
    "others",
];

/// Numbers whose names have no unit at their end.
const FLOATS: [&str; 11] = [
    "lat",
    "lon",
    "positions_per_ship_day",
    "reception_p_chance",
    "reception_expected_by_chance",
    "reception_silent_together_expected",
    "reception_silent_together_p_chance",
    "reception_expected_by_chance_apart",
    "reception_mean_other_hulls",
    "straightness",
    "same_way_share",
];

/// The rest of them, by their ends.
const FLOAT_ENDS: [&str; 7] = ["_h", "_m", "_kn", "_deg", "_lat", "_lon", "_reception"];

impl Column {
    fn new(name: &'static str) -> Column {
        let holds = match name {
            name if TIMES.contains(&name) => ColumnType::Time,
            name if FLAGS.contains(&name) => ColumnType::Flag,
            name if INTEGERS.contains(&name) => ColumnType::Integer,
            name if FLOATS.contains(&name) || FLOAT_ENDS.iter().any(|end| name.ends_with(end)) => ColumnType::Float,
            _ => ColumnType::Text,
        };
        Column { name, holds }
    }

    /// A leaf of JSON as this column has it; lists stay JSON, as they are in `events.csv`.
    fn cell(self, leaf: &Value) -> io::Result<Cell> {
        let cell = match (self.holds, leaf) {
            (ColumnType::Text, Value::String(text)) => Some(Cell::Text(text.clone())),
            (ColumnType::Text, Value::Array(_)) => Some(Cell::Text(leaf.to_string())),
            (ColumnType::Integer, leaf) => leaf.as_i64().map(Cell::Integer),
            (ColumnType::Float, leaf) => leaf.as_f64().map(Cell::Float),
            (ColumnType::Flag, leaf) => leaf.as_bool().map(Cell::Flag),
            (ColumnType::Time, Value::String(text)) => {
                text.parse().ok().map(|time: Timestamp| Cell::Time(time.as_millisecond()))
            }
            _ => None,
        };
        cell.ok_or_else(|| io::Error::other(format!("the column {} cannot hold {leaf}", self.name)))
    }
}

/// The columns of events.
pub(super) fn event_columns() -> Vec<Column> {
    EVENT_COLUMNS.map(Column::new).to_vec()
}

/// The columns of tracks.
pub(super) fn track_columns() -> Vec<Column> {
    TRACK_COLUMNS.map(Column::new).to_vec()
}

/// Events as they lie on the map: as [`events_to_geojson`](super::events_to_geojson) has them.
pub(super) fn event_features<'a>(
    columns: &'a [Column],
    events: &'a [Event],
) -> impl Iterator<Item = io::Result<Feature>> + 'a {
    events.iter().map(|event| feature(columns, geojson::geometry(event), event))
}

/// Tracks as they lie on the map: as [`tracks_to_geojson`](super::tracks_to_geojson) has them.
pub(super) fn track_features<'a>(
    columns: &'a [Column],
    tracks: &'a TrackSet,
    max_step_h: f64,
) -> impl Iterator<Item = io::Result<Feature>> + 'a {
    let max_step_ms = ms_from_hours(max_step_h);
    tracks.iter().map(move |track| {
        let geometry = Geometry::lines(&line::stretches(&track, max_step_ms));
        feature(columns, geometry, &TrackProperties::of(&track))
    })
}

fn feature(columns: &[Column], geometry: Geometry, properties: &impl Serialize) -> io::Result<Feature> {
    let mut row = vec![None; columns.len()];
    let mut result = Ok(());
    leaves(properties, &mut |name, leaf| {
        let Some(place) = columns.iter().position(|column| column.name == name) else {
            debug_assert!(false, "{name} has no column");
            return;
        };
        match columns[place].cell(leaf) {
            Ok(cell) => row[place] = Some(cell),
            Err(error) => result = Err(error),
        }
    })?;
    result.map(|()| Feature { geometry: geometry.map(rounded), row })
}

/// A position as every text has it.
fn rounded(position: Coordinates) -> Coordinates {
    position.map(|degrees| written("coordinates", degrees).parse().unwrap_or(degrees))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::{events, tracks};

    /// `events` fill every column, as a test of `events.csv` holds, and a cell that does not fit its column is an error.
    #[test]
    fn every_column_holds_what_the_events_have() {
        let columns = event_columns();
        let features: Vec<Feature> = event_features(&columns, &events()).map(Result::unwrap).collect();
        for (place, column) in columns.iter().enumerate() {
            let cells = features.iter().filter_map(|feature| feature.row[place].as_ref());
            for cell in cells {
                if let (ColumnType::Text, Cell::Text(text)) = (column.holds, cell) {
                    assert!(text.parse::<Timestamp>().is_err(), "{} holds times", column.name);
                }
            }
        }
        let holding = |holds| columns.iter().filter(|column| column.holds == holds).count();
        assert_eq!(holding(ColumnType::Time), TIMES.len() - 1, "all but `time`, which tracks.csv has");
        assert_eq!(holding(ColumnType::Flag), FLAGS.len());
        assert_eq!(holding(ColumnType::Integer), INTEGERS.len());
    }

    #[test]
    fn a_number_in_a_column_of_texts_is_an_error() {
        let column = Column::new("vessel");
        assert_eq!(column.cell(&Value::from(3)).unwrap_err().to_string(), "the column vessel cannot hold 3");
        assert!(Column::new("fixes").cell(&Value::from(2.5)).is_err());
    }

    #[test]
    fn a_track_is_a_row_a_hull() {
        let columns = track_columns();
        let features: Vec<Feature> = track_features(&columns, &tracks(), 1.0).map(Result::unwrap).collect();
        assert_eq!(features.len(), 2);
        let cell = |name: &str| features[0].row[columns.iter().position(|column| column.name == name).unwrap()].clone();
        assert_eq!(cell("mmsi"), Some(Cell::Integer(440_123_456)));
        assert_eq!(cell("name"), Some(Cell::Text("DAE YANG".to_owned())));
        assert_eq!(cell("start"), Some(Cell::Time(1_714_521_600_000)));
        assert_eq!(cell("duration_h"), Some(Cell::Float(4.0)));
    }
}
