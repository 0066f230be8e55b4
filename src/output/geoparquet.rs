//! Events and tracks as GeoParquet 1.1: a column of geometries, and the rest with types.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use serde_json::json;

use super::attributes::{
    Cell, Column, ColumnType, Feature, event_columns, event_features, track_columns, track_features,
};
use super::line::{Coordinates, Geometry};
use super::parquet::{UTC, as_io};
use super::wkb::wkb;
use crate::{Event, TrackSet};

/// The column of geometries.
const GEOMETRY: &str = "geometry";
/// How many features are collected before they are encoded.
const BATCH_FEATURES: usize = 1 << 12;

/// Writes events as GeoParquet: geometries as [`events_to_geojson`](super::events_to_geojson) has them, in WKB, columns as
/// [`events_to_csv`](super::events_to_csv) has them, with times (milliseconds, UTC), numbers and flags as such. What is not known
/// is null. The order is that of the events.
///
/// # Errors
/// When writing fails.
///
/// # References
/// *GeoParquet Specification* 1.1.0, Open Geospatial Consortium, 2024, <https://geoparquet.org/releases/v1.1.0/>.
pub fn events_to_geoparquet(events: &[Event], writer: impl Write + Send) -> io::Result<()> {
    let columns = event_columns();
    write_features(&columns, event_features(&columns, events), writer)
}

/// Writes every track as GeoParquet, a row a hull, as [`tracks_to_geojson`](super::tracks_to_geojson) has it; otherwise as
/// [`events_to_geoparquet`].
///
/// # Errors
/// When writing fails.
pub fn tracks_to_geoparquet(tracks: &TrackSet, max_step_h: f64, writer: impl Write + Send) -> io::Result<()> {
    let columns = track_columns();
    write_features(&columns, track_features(&columns, tracks, max_step_h), writer)
}

fn write_features(
    columns: &[Column],
    features: impl Iterator<Item = io::Result<Feature>>,
    writer: impl Write + Send,
) -> io::Result<()> {
    let mut fields: Vec<Field> =
        columns.iter().map(|column| Field::new(column.name, data_type(column.holds), true)).collect();
    fields.push(Field::new(GEOMETRY, DataType::Binary, false));
    let schema = Arc::new(Schema::new(fields));
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let mut parquet = ArrowWriter::try_new(writer, Arc::clone(&schema), Some(properties)).map_err(as_io)?;
    let mut extent = Extent::default();
    let mut batch = Vec::new();
    let mut features = features.peekable();
    while let Some(feature) = features.next() {
        let feature = feature?;
        extent.add(&feature.geometry);
        batch.push(feature);
        if batch.len() == BATCH_FEATURES || features.peek().is_none() {
            let arrays = arrays(columns, &batch);
            batch.clear();
            let record = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(io::Error::other)?;
            parquet.write(&record).map_err(as_io)?;
        }
    }
    parquet.append_key_value_metadata(KeyValue::new("geo".to_owned(), extent.metadata()));
    parquet.close().map(|_| ()).map_err(as_io)
}

fn data_type(holds: ColumnType) -> DataType {
    match holds {
        ColumnType::Text => DataType::Utf8,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Flag => DataType::Boolean,
        ColumnType::Time => DataType::Timestamp(TimeUnit::Millisecond, Some(UTC.into())),
    }
}

/// Features as columns, the geometries last.
fn arrays(columns: &[Column], features: &[Feature]) -> Vec<ArrayRef> {
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        let cells = features.iter().map(|feature| feature.row[place].as_ref());
        // A cell that does not fit its column cannot be made: see `Column::cell`.
        arrays.push(match column.holds {
            ColumnType::Text => Arc::new(StringArray::from_iter(cells.map(|cell| match cell {
                Some(Cell::Text(text)) => Some(text.as_str()),
                _ => None,
            }))),
            ColumnType::Integer => Arc::new(Int64Array::from_iter(cells.map(|cell| match cell {
                Some(Cell::Integer(number)) => Some(*number),
                _ => None,
            }))),
            ColumnType::Float => Arc::new(Float64Array::from_iter(cells.map(|cell| match cell {
                Some(Cell::Float(number)) => Some(*number),
                _ => None,
            }))),
            ColumnType::Flag => Arc::new(BooleanArray::from_iter(cells.map(|cell| match cell {
                Some(Cell::Flag(flag)) => Some(*flag),
                _ => None,
            }))),
            ColumnType::Time => {
                let times = cells.map(|cell| match cell {
                    Some(Cell::Time(time_ms)) => Some(*time_ms),
                    _ => None,
                });
                Arc::new(TimestampMillisecondArray::from_iter(times).with_timezone(UTC))
            }
        });
    }
    arrays.push(Arc::new(BinaryArray::from_iter_values(features.iter().map(|feature| wkb(&feature.geometry)))));
    arrays
}

/// What the key `geo` tells of all geometries.
#[derive(Default)]
struct Extent {
    types: BTreeSet<&'static str>,
    /// West, south, east, north.
    bbox: Option<[f64; 4]>,
}

impl Extent {
    fn add(&mut self, geometry: &Geometry) {
        self.types.insert(geometry.type_name());
        geometry.for_each(&mut |[lon, lat]: Coordinates| {
            let [west, south, east, north] = self.bbox.unwrap_or([lon, lat, lon, lat]);
            self.bbox = Some([west.min(lon), south.min(lat), east.max(lon), north.max(lat)]);
        });
    }

    /// Without a system of reference, it is longitude and latitude on WGS 84.
    fn metadata(&self) -> String {
        let mut column = json!({"encoding": "WKB", "geometry_types": self.types, "edges": "planar"});
        if let Some(bbox) = self.bbox {
            column["bbox"] = json!(bbox);
        }
        json!({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}).to_string()
    }
}

#[cfg(test)]
mod tests {
    use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use serde_json::Value;

    use super::*;
    use crate::output::testing::{event_with, events, tracks};

    /// The key `geo`, and the rows.
    fn read(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> (Value, Vec<RecordBatch>) {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        // The reader takes a file.
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let keys = reader.metadata().file_metadata().key_value_metadata().unwrap();
        let geo = keys.iter().find(|key| key.key == "geo").unwrap().value.as_ref().unwrap();
        let geo = serde_json::from_str(geo).unwrap();
        (geo, reader.build().unwrap().map(Result::unwrap).collect())
    }

    fn column<'a, T: 'static>(rows: &'a RecordBatch, name: &str) -> &'a T {
        rows.column_by_name(name).unwrap().as_any().downcast_ref().unwrap()
    }

    #[test]
    fn events_are_rows_in_their_order() {
        let events = events();
        let (geo, batches) = read(|bytes| events_to_geoparquet(&events, bytes));
        assert_eq!(geo["version"], "1.1.0");
        assert_eq!(geo["columns"]["geometry"]["geometry_types"], json!(["LineString", "MultiLineString", "Point"]));
        assert_eq!(geo["columns"]["geometry"]["bbox"][0], -180.0, "a line is cut at the antimeridian");
        let [rows] = &batches[..] else { panic!("{} batches", batches.len()) };
        let columns = event_columns();
        let features: Vec<Feature> = event_features(&columns, &events).map(Result::unwrap).collect();
        for (index, event) in events.iter().enumerate() {
            assert_eq!(column::<StringArray>(rows, "id").value(index), event.id.to_string());
            assert_eq!(column::<TimestampMillisecondArray>(rows, "start").value(index), event.start.as_millisecond());
            assert_eq!(rows.column_by_name("end").unwrap().is_null(index), event.end.is_none());
            assert_eq!(column::<BinaryArray>(rows, GEOMETRY).value(index), wkb(&features[index].geometry));
        }
    }

    #[test]
    fn a_name_is_kept_whatever_is_in_it() {
        let hostile = "<script>&]]>\u{1}\u{0}";
        let (_, batches) = read(|bytes| events_to_geoparquet(&[event_with(hostile, "lat", 1.0)], bytes));
        assert_eq!(column::<StringArray>(&batches[0], "vessel").value(0), hostile);
    }

    #[test]
    fn nothing_is_a_table_without_rows() {
        let (geo, batches) = read(|bytes| events_to_geoparquet(&[], bytes));
        assert_eq!(geo["columns"]["geometry"], json!({"encoding": "WKB", "geometry_types": [], "edges": "planar"}));
        assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 0);
    }

    #[test]
    fn more_rows_than_a_batch_are_all_there() {
        let many: Vec<Event> = events().into_iter().cycle().take(2 * BATCH_FEATURES + 1).collect();
        let (_, batches) = read(|bytes| events_to_geoparquet(&many, bytes));
        assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), many.len());
        let (_, batches) = read(|bytes| tracks_to_geoparquet(&tracks(), 1.0, bytes));
        assert_eq!(column::<Int64Array>(&batches[0], "fixes").values(), &[3, 1]);
    }
}
