//! What was found, as files: one file a format.
//!
//! | file | what |
//! |---|---|
//! | `events.jsonl` | one event a line: everything that is known of it |
//! | `events.csv` | one event a row, the evidence spread over columns |
//! | `events.geojson` | one event a feature, for a map |
//! | `events.gfw.json` | encounters, gaps and loitering in the shape of Global Fishing Watch's Events API, where asked for |
//! | `dossiers.jsonl` | one hull a line: its score, what the score is made of, what could not be judged |
//! | `anchorages.csv` | the anchorages that were learned, as a list of ports that can be read back, where asked for |
//! | `vessels.csv` | one hull a row |
//! | `reach.geojson` | where the ship of each gap could have been, where asked for |
//! | `tracks.csv`, `tracks.geojson` | the tracks, where asked for |
//! | `report.html` | a page for a person to look at, in one file: map, ranked hulls with their dossiers, times; see [`Report`] |
//! | `summary.json` | the account of the run, with sizes and hashes of the other files; see [`Summary`] |
//!
//! Pictures of single events and hulls are in [`plot`].
//!
//! # Numbers
//! Numbers are rounded when they are written, by the unit at the end of their key: latitude and longitude to 6 decimals,
//! metres (`_m`) to 1, hours (`_h`) to 4, knots (`_kn`) and degrees (`_deg`) to 2, seconds (`_s`) and minutes (`_min`) to 3,
//! anything else that is no integer to 6 significant digits. Reading a file and writing it again gives the same bytes.
//!
//! # Texts in CSV
//! A text that a spreadsheet would take for a formula (it starts with `=`, `+`, `-`, `@`, a tab or a line break) gets an
//! apostrophe in front. Numbers are never touched.
//!
//! The same events and tracks give the same bytes, whatever the number of threads.

mod cell;
mod clean;
mod csv;
mod dir;
mod geojson;
mod gfw;
mod jsonl;
mod line;
mod number;
#[cfg(feature = "parquet")]
mod parquet;
mod pieces;
pub mod plot;
mod report;
mod staged;
mod summary;
mod table;
#[cfg(test)]
pub(crate) mod testing;
mod vessels;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use self::clean::{CLEAN_COLUMNS, CleanCsv, CleanTable, tracks_to_table};
pub use self::csv::{events_to_csv, tracks_to_csv};
pub use self::dir::OutputDir;
pub use self::geojson::{events_to_geojson, reach_to_geojson, reception_to_geojson, tracks_to_geojson};
pub use self::gfw::{events_to_gfw, has_gfw_form};
pub use self::jsonl::{dossiers_to_jsonl, events_from_jsonl, events_to_jsonl};
#[cfg(feature = "parquet")]
pub use self::parquet::CleanParquet;
pub use self::report::Report;
pub use self::staged::OutputFile;
pub use self::summary::{Parameters, Summary};
pub use self::table::EventTable;
pub use self::vessels::vessels_to_csv;
pub use crate::file_digest::FileDigest;

use crate::{Error, ErrorKind};

/// A file that can be asked for. `vessels.csv` and `summary.json` are always written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Format {
    /// `events.jsonl`.
    Jsonl,
    /// `events.csv`.
    Csv,
    /// `events.geojson`.
    #[serde(rename = "geojson")]
    GeoJson,
    /// `dossiers.jsonl`.
    Dossiers,
    /// `report.html`.
    Html,
    /// `events.gfw.json`.
    Gfw,
    /// `anchorages.csv`.
    Anchorages,
    /// `reach.geojson`: where the ship of each gap could have been.
    Reach,
    /// `tracks.csv`.
    TracksCsv,
    /// `tracks.geojson`.
    #[serde(rename = "tracks-geojson")]
    TracksGeoJson,
    /// `reception.geojson`.
    #[serde(rename = "reception-geojson")]
    ReceptionGeoJson,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 11] = [
        Format::Jsonl,
        Format::Csv,
        Format::GeoJson,
        Format::Dossiers,
        Format::Html,
        Format::Gfw,
        Format::Anchorages,
        Format::Reach,
        Format::TracksCsv,
        Format::TracksGeoJson,
        Format::ReceptionGeoJson,
    ];

    /// What is written when nothing else is asked for.
    pub const DEFAULT: [Format; 5] = [Format::Jsonl, Format::Csv, Format::GeoJson, Format::Dossiers, Format::Html];

    /// The name by which it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::GeoJson => "geojson",
            Format::Dossiers => "dossiers",
            Format::Html => "html",
            Format::Gfw => "gfw",
            Format::Anchorages => "anchorages",
            Format::Reach => "reach",
            Format::TracksCsv => "tracks-csv",
            Format::TracksGeoJson => "tracks-geojson",
            Format::ReceptionGeoJson => "reception-geojson",
        }
    }

    /// The name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::Jsonl => "events.jsonl",
            Format::Csv => "events.csv",
            Format::GeoJson => "events.geojson",
            Format::Dossiers => "dossiers.jsonl",
            Format::Html => "report.html",
            Format::Gfw => "events.gfw.json",
            Format::Anchorages => "anchorages.csv",
            Format::Reach => "reach.geojson",
            Format::TracksCsv => "tracks.csv",
            Format::TracksGeoJson => "tracks.geojson",
            Format::ReceptionGeoJson => "reception.geojson",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Format, Error> {
        Format::ALL.into_iter().find(|format| format.name() == text).ok_or_else(|| {
            let names = Format::ALL.map(Format::name).join(", ");
            Error::new(ErrorKind::Format(format!("there is no output format {text:?}; the formats are {names}")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_the_same_name_everywhere() {
        for format in Format::ALL {
            assert_eq!(format.name().parse::<Format>().unwrap(), format);
            assert_eq!(serde_json::to_value(format).unwrap(), format.name());
        }
        let error = "parquet".parse::<Format>().unwrap_err().to_string();
        assert_eq!(
            error,
            "there is no output format \"parquet\"; the formats are jsonl, csv, geojson, dossiers, html, gfw, anchorages, reach, tracks-csv, tracks-geojson, reception-geojson"
        );
    }
}
