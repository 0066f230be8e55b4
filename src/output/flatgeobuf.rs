//! Events and tracks as FlatGeobuf: a layer with an index, which QGIS and GDAL read in parts.

use std::fmt::Display;
use std::io::{self, Write};

use ::flatgeobuf::{ColumnType as FgbType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geozero::error::Result as GeozeroResult;
use geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};

use super::attributes::{
    Cell, Column, ColumnType, Feature, event_columns, event_features, track_columns, track_features,
};
use super::line::{Coordinates, Geometry};
use crate::fix::{rfc3339, timestamp};
use crate::{Event, TrackSet};

/// WGS 84, as the EPSG has it.
const WGS84: i32 = 4326;

/// Writes events as FlatGeobuf: geometries as [`events_to_geojson`](super::events_to_geojson) has them, columns as
/// [`events_to_csv`](super::events_to_csv) has them, with times, numbers and flags as such. What is not known is null. The
/// order is that of the index in space.
///
/// # Errors
/// When writing fails, or the temporary file in which features wait to be sorted.
pub fn events_to_flatgeobuf(events: &[Event], writer: impl Write) -> io::Result<()> {
    let columns = event_columns();
    write_layer("events", &columns, event_features(&columns, events), writer)
}

/// Writes every track as FlatGeobuf, a feature a hull, as [`tracks_to_geojson`](super::tracks_to_geojson) has it; otherwise as
/// [`events_to_flatgeobuf`].
///
/// # Errors
/// When writing fails, or the temporary file in which features wait to be sorted.
pub fn tracks_to_flatgeobuf(tracks: &TrackSet, max_step_h: f64, writer: impl Write) -> io::Result<()> {
    let columns = track_columns();
    write_layer("tracks", &columns, track_features(&columns, tracks, max_step_h), writer)
}

fn write_layer(
    name: &str,
    columns: &[Column],
    features: impl Iterator<Item = io::Result<Feature>>,
    writer: impl Write,
) -> io::Result<()> {
    let mut features = features.peekable();
    let options = FgbWriterOptions {
        // An index of nothing is no index.
        write_index: features.peek().is_some(),
        // Points and lines lie in one layer, each as it is.
        detect_type: false,
        promote_to_multi: false,
        crs: FgbCrs { org: Some("EPSG"), code: WGS84, name: Some("WGS 84"), ..FgbCrs::default() },
        ..FgbWriterOptions::default()
    };
    let mut layer = FgbWriter::create_with_options(name, GeometryType::Unknown, options).map_err(as_io)?;
    for column in columns {
        layer.add_column(column.name, fgb_type(column.holds), |_, _| {});
    }
    for feature in features {
        let Feature { geometry, row } = feature?;
        let mut result = Ok(());
        let written = layer.add_feature_geom(OnMap(&geometry), |properties| {
            result = columns.iter().zip(&row).enumerate().try_for_each(|(place, (column, cell))| match cell {
                Some(cell) => push(properties, place, column.name, cell),
                None => Ok(()),
            });
        });
        written.and(result).map_err(as_io)?;
    }
    layer.write(writer).map_err(as_io)
}

fn fgb_type(holds: ColumnType) -> FgbType {
    match holds {
        ColumnType::Text => FgbType::String,
        ColumnType::Integer => FgbType::Long,
        ColumnType::Float => FgbType::Double,
        ColumnType::Flag => FgbType::Bool,
        ColumnType::Time => FgbType::DateTime,
    }
}

fn push(properties: &mut impl PropertyProcessor, place: usize, name: &str, cell: &Cell) -> GeozeroResult<()> {
    let time;
    let value = match cell {
        Cell::Text(text) => ColumnValue::String(text),
        Cell::Integer(number) => ColumnValue::Long(*number),
        Cell::Float(number) => ColumnValue::Double(*number),
        Cell::Flag(flag) => ColumnValue::Bool(*flag),
        Cell::Time(time_ms) => {
            time = rfc3339(timestamp(*time_ms));
            ColumnValue::DateTime(&time)
        }
    };
    properties.property(place, name, &value).map(|_| ())
}

fn as_io(error: impl Display) -> io::Error {
    io::Error::other(error.to_string())
}

/// A geometry as geozero hands it on.
struct OnMap<'a>(&'a Geometry);

impl GeozeroGeometry for OnMap<'_> {
    fn process_geom<P: GeomProcessor>(&self, to: &mut P) -> GeozeroResult<()> {
        match self.0 {
            Geometry::Point([lon, lat]) => {
                to.point_begin(0)?;
                to.xy(*lon, *lat, 0)?;
                to.point_end(0)
            }
            Geometry::LineString(line) => pass_line(line, true, 0, to),
            Geometry::MultiLineString(lines) => {
                to.multilinestring_begin(lines.len(), 0)?;
                lines.iter().enumerate().try_for_each(|(index, line)| pass_line(line, false, index, to))?;
                to.multilinestring_end(0)
            }
            Geometry::Polygon(rings) => pass_polygon(rings, true, 0, to),
            Geometry::MultiPolygon(polygons) => {
                to.multipolygon_begin(polygons.len(), 0)?;
                polygons.iter().enumerate().try_for_each(|(index, rings)| pass_polygon(rings, false, index, to))?;
                to.multipolygon_end(0)
            }
        }
    }
}

fn pass_line<P: GeomProcessor>(line: &[Coordinates], is_whole: bool, index: usize, to: &mut P) -> GeozeroResult<()> {
    to.linestring_begin(is_whole, line.len(), index)?;
    line.iter().enumerate().try_for_each(|(index, &[lon, lat])| to.xy(lon, lat, index))?;
    to.linestring_end(is_whole, index)
}

fn pass_polygon<P: GeomProcessor>(
    rings: &[Vec<Coordinates>],
    is_whole: bool,
    index: usize,
    to: &mut P,
) -> GeozeroResult<()> {
    to.polygon_begin(is_whole, rings.len(), index)?;
    rings.iter().enumerate().try_for_each(|(index, ring)| pass_line(ring, false, index, to))?;
    to.polygon_end(is_whole, index)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Cursor;

    use ::flatgeobuf::{FallibleStreamingIterator, FeatureProperties, FgbReader};
    use serde_json::Value;

    use super::*;
    use crate::output::testing::{event_with, events, tracks};
    use crate::output::{events_to_geojson, tracks_to_geojson};

    fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        bytes
    }

    #[derive(Default)]
    struct Positions(Vec<Coordinates>);

    impl GeomProcessor for Positions {
        fn xy(&mut self, lon: f64, lat: f64, _: usize) -> GeozeroResult<()> {
            self.0.push([lon, lat]);
            Ok(())
        }
    }

    /// The texts of a column with the positions of the feature.
    fn read(fgb: Vec<u8>, column: &str) -> BTreeMap<String, Vec<Coordinates>> {
        let mut features = FgbReader::open(Cursor::new(fgb)).unwrap().select_all().unwrap();
        let mut found = BTreeMap::new();
        while let Some(feature) = features.next().unwrap() {
            let mut positions = Positions::default();
            feature.process_geom(&mut positions).unwrap();
            found.insert(feature.property::<String>(column).unwrap(), positions.0);
        }
        found
    }

    fn flat(coordinates: &Value, to: &mut Vec<Coordinates>) {
        match coordinates[0].as_f64() {
            Some(lon) => to.push([lon, coordinates[1].as_f64().unwrap()]),
            None => coordinates.as_array().unwrap().iter().for_each(|part| flat(part, to)),
        }
    }

    fn read_geojson(json: &[u8], column: &str) -> BTreeMap<String, Vec<Coordinates>> {
        let collection: Value = serde_json::from_slice(json).unwrap();
        let features = collection["features"].as_array().unwrap();
        features
            .iter()
            .map(|feature| {
                let mut positions = Vec::new();
                flat(&feature["geometry"]["coordinates"], &mut positions);
                (feature["properties"][column].as_str().unwrap().to_owned(), positions)
            })
            .collect()
    }

    #[test]
    fn features_lie_where_geojson_has_them() {
        let fgb = written(|bytes| events_to_flatgeobuf(&events(), bytes));
        let json = written(|bytes| events_to_geojson(&events(), bytes));
        let found = read(fgb, "id");
        assert_eq!(found.len(), events().len());
        assert_eq!(found, read_geojson(&json, "id"));
        let fgb = written(|bytes| tracks_to_flatgeobuf(&tracks(), 1.0, bytes));
        let json = written(|bytes| tracks_to_geojson(&tracks(), 1.0, bytes));
        assert_eq!(read(fgb, "vessel"), read_geojson(&json, "vessel"));
    }

    #[test]
    fn a_name_is_kept_whatever_is_in_it() {
        let hostile = "<script>&]]>\u{1}\u{0}";
        let fgb = written(|bytes| events_to_flatgeobuf(&[event_with(hostile, "lat", 1.0)], bytes));
        assert_eq!(read(fgb, "vessel").into_keys().collect::<Vec<_>>(), [hostile]);
    }

    #[test]
    fn no_event_is_an_empty_layer() {
        let fgb = written(|bytes| events_to_flatgeobuf(&[], bytes));
        assert_eq!(read(fgb, "id").len(), 0);
    }
}
