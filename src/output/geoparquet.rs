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
