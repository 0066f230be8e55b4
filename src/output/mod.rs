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
//! | `events.kml`, `tracks.kml` | the same for Google Earth, where asked for |
//! | `tracks.gpx` | the tracks for chart plotters, where asked for |
//! | `events.fgb`, `tracks.fgb` | a layer of FlatGeobuf for QGIS, where asked for (feature `flatgeobuf`) |
//! | `events.parquet`, `tracks.parquet` | GeoParquet for GeoPandas and DuckDB, where asked for (feature `parquet`) |
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
//! apostrophe in front, which is taken away where the table can be read back. Numbers are never touched.
//!
//! The same events and tracks give the same bytes, whatever the number of threads.

#[cfg(any(feature = "flatgeobuf", feature = "parquet"))]
mod attributes;
mod clean;
mod colour;
mod csv;
mod dir;
#[cfg(feature = "flatgeobuf")]
mod flatgeobuf;
mod geojson;
#[cfg(feature = "parquet")]
mod geoparquet;
mod gfw;
mod gpx;
mod jsonl;
mod kml;
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
#[cfg(feature = "parquet")]
mod wkb;
mod xml;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use self::clean::{CLEAN_COLUMNS, CleanCsv, CleanTable, tracks_to_table};
pub use self::csv::{events_to_csv, tracks_to_csv};
pub use self::dir::OutputDir;
#[cfg(feature = "flatgeobuf")]
pub use self::flatgeobuf::{events_to_flatgeobuf, tracks_to_flatgeobuf};
pub use self::geojson::{events_to_geojson, reach_to_geojson, reception_to_geojson, tracks_to_geojson};
#[cfg(feature = "parquet")]
pub use self::geoparquet::{events_to_geoparquet, tracks_to_geoparquet};
pub use self::gfw::{events_to_gfw, has_gfw_form};
pub use self::gpx::tracks_to_gpx;
pub use self::jsonl::{dossiers_to_jsonl, events_from_jsonl, events_to_jsonl};
pub use self::kml::{events_to_kml, tracks_to_kml};
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
    /// `events.kml`.
    Kml,
    /// `events.fgb`; needs the feature `flatgeobuf`.
    #[serde(rename = "flatgeobuf")]
    FlatGeobuf,
    /// `events.parquet`; needs the feature `parquet`.
    #[serde(rename = "geoparquet")]
    GeoParquet,
    /// `tracks.kml`.
    TracksKml,
    /// `tracks.gpx`.
    TracksGpx,
    /// `tracks.fgb`; needs the feature `flatgeobuf`.
    #[serde(rename = "tracks-flatgeobuf")]
    TracksFlatGeobuf,
    /// `tracks.parquet`; needs the feature `parquet`.
    #[serde(rename = "tracks-geoparquet")]
    TracksGeoParquet,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 18] = [
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
        Format::Kml,
        Format::FlatGeobuf,
        Format::GeoParquet,
        Format::TracksKml,
        Format::TracksGpx,
        Format::TracksFlatGeobuf,
        Format::TracksGeoParquet,
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
            Format::Kml => "kml",
            Format::FlatGeobuf => "flatgeobuf",
            Format::GeoParquet => "geoparquet",
            Format::TracksKml => "tracks-kml",
            Format::TracksGpx => "tracks-gpx",
            Format::TracksFlatGeobuf => "tracks-flatgeobuf",
            Format::TracksGeoParquet => "tracks-geoparquet",
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
            Format::Kml => "events.kml",
            Format::FlatGeobuf => "events.fgb",
            Format::GeoParquet => "events.parquet",
            Format::TracksKml => "tracks.kml",
            Format::TracksGpx => "tracks.gpx",
            Format::TracksFlatGeobuf => "tracks.fgb",
            Format::TracksGeoParquet => "tracks.parquet",
        }
    }

    /// That this build can write it.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] names the feature it needs.
    pub fn check_available(self) -> Result<(), Error> {
        let (feature, is_there) = match self {
            Format::FlatGeobuf | Format::TracksFlatGeobuf => ("flatgeobuf", cfg!(feature = "flatgeobuf")),
            Format::GeoParquet | Format::TracksGeoParquet => ("parquet", cfg!(feature = "parquet")),
            _ => return Ok(()),
        };
        match is_there {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::Format(format!(
                "this build cannot write the format {self}: enable the feature `{feature}`, or choose geojson or kml"
            )))),
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
            "there is no output format \"parquet\"; the formats are jsonl, csv, geojson, dossiers, html, gfw, anchorages, reach, tracks-csv, tracks-geojson, reception-geojson, kml, flatgeobuf, geoparquet, tracks-kml, tracks-gpx, tracks-flatgeobuf, tracks-geoparquet"
        );
    }
}
