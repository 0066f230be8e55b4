//! The clean table as Parquet.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use arrow_array::builder::{Float64Builder, Int32Builder, StringBuilder, TimestampMillisecondBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, TimeUnit};

use super::clean::{CLEAN_COLUMNS, CleanTable, HULL_COLUMN, class, imo};
use crate::{NavStatus, Row};

/// How many rows a row group has: what one of them needs is in memory while it is written or read.
const ROW_GROUP_ROWS: usize = 1 << 17;
/// How many rows are collected before they are encoded.
const BATCH_ROWS: usize = 1 << 13;

/// The clean table as Parquet, compressed with zstd, in row groups of 131,072 rows: the columns of [`CLEAN_COLUMNS`], of which the time is a
/// timestamp in milliseconds UTC, positions and speeds are 64-bit floats, codes and metres integers, and the rest texts, the
/// identity too. What is not available is null.
pub struct CleanParquet<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: Arc<Schema>,
    rows: Rows,
}

impl<W: Write + Send> fmt::Debug for CleanParquet<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CleanParquet").field("schema", &self.schema).finish_non_exhaustive()
    }
}

/// The rows that are not encoded yet, as columns.
struct Rows {
    count: usize,
    vessel: StringBuilder,
    time: TimestampMillisecondBuilder,
    lat: Float64Builder,
    lon: Float64Builder,
    sog: Float64Builder,
    cog: Float64Builder,
    heading: Float64Builder,
    name: StringBuilder,
    imo: StringBuilder,
    call_sign: StringBuilder,
    ship_type: Int32Builder,
    status: Int32Builder,
    length: Int32Builder,
    width: Int32Builder,
    class: StringBuilder,
    hull: Option<Int32Builder>,
}

pub(super) const UTC: &str = "UTC";

impl Rows {
    fn new(has_hulls: bool) -> Rows {
        Rows {
            count: 0,
            vessel: StringBuilder::new(),
            time: TimestampMillisecondBuilder::new().with_timezone(UTC),
            lat: Float64Builder::new(),
            lon: Float64Builder::new(),
            sog: Float64Builder::new(),
            cog: Float64Builder::new(),
            heading: Float64Builder::new(),
            name: StringBuilder::new(),
            imo: StringBuilder::new(),
            call_sign: StringBuilder::new(),
            ship_type: Int32Builder::new(),
            status: Int32Builder::new(),
            length: Int32Builder::new(),
            width: Int32Builder::new(),
            class: StringBuilder::new(),
            hull: has_hulls.then(Int32Builder::new),
        }
    }

    fn push(&mut self, row: &Row<'_>, hull: Option<u32>) {
        let Row { vessel, fix, facts } = row;
        self.count += 1;
        self.vessel.append_value(vessel.to_string());
        self.time.append_value(fix.time_ms());
        self.lat.append_value(fix.position().lat_deg());
        self.lon.append_value(fix.position().lon_deg());
        self.sog.append_option(fix.sog_kn());
        self.cog.append_option(fix.cog_deg());
        self.heading.append_option(fix.heading_deg());
        self.name.append_option(facts.name.best());
        self.imo.append_option(imo(facts));
        self.call_sign.append_option(facts.call_sign.best());
        self.ship_type.append_option(facts.ship_type.best().map(|ship_type| i32::from(ship_type.0)));
        self.status.append_option(fix.status().map(|status| i32::from(NavStatus::code(status))));
        self.length.append_option(facts.length_m.best().map(|&metres| i32::from(metres)));
        self.width.append_option(facts.width_m.best().map(|&metres| i32::from(metres)));
        self.class.append_option(Some(class(facts)).filter(|class| !class.is_empty()));
        if let Some(hulls) = &mut self.hull {
            hulls.append_option(hull.and_then(|hull| i32::try_from(hull).ok()));
        }
    }

    /// The rows in the order of the columns; there are none afterwards.
    fn take(&mut self) -> Vec<ArrayRef> {
        self.count = 0;
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.vessel.finish()),
            Arc::new(self.time.finish()),
            Arc::new(self.lat.finish()),
            Arc::new(self.lon.finish()),
            Arc::new(self.sog.finish()),
            Arc::new(self.cog.finish()),
            Arc::new(self.heading.finish()),
            Arc::new(self.name.finish()),
            Arc::new(self.imo.finish()),
            Arc::new(self.call_sign.finish()),
            Arc::new(self.ship_type.finish()),
            Arc::new(self.status.finish()),
            Arc::new(self.length.finish()),
            Arc::new(self.width.finish()),
            Arc::new(self.class.finish()),
        ];
        if let Some(hulls) = &mut self.hull {
            columns.push(Arc::new(hulls.finish()));
        }
        columns
    }
}

fn schema(has_hulls: bool) -> Schema {
    let mut fields: Vec<Field> = CLEAN_COLUMNS
        .into_iter()
        .map(|name| match name {
            "MMSI" => Field::new(name, DataType::Utf8, false),
            "BaseDateTime" => Field::new(name, DataType::Timestamp(TimeUnit::Millisecond, Some(UTC.into())), false),
            "LAT" | "LON" => Field::new(name, DataType::Float64, false),
            "SOG" | "COG" | "Heading" => Field::new(name, DataType::Float64, true),
            "VesselType" | "Status" | "Length" | "Width" => Field::new(name, DataType::Int32, true),
            _ => Field::new(name, DataType::Utf8, true),
        })
        .collect();
    if has_hulls {
        fields.push(Field::new(HULL_COLUMN, DataType::Int32, true));
    }
    Schema::new(fields)
}

impl<W: Write + Send> CleanParquet<W> {
    /// Starts the table; with a column for the hull, where it is to hold tracks.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(writer: W, has_hulls: bool) -> io::Result<CleanParquet<W>> {
        let schema = Arc::new(schema(has_hulls));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
            .build();
        let writer = ArrowWriter::try_new(writer, Arc::clone(&schema), Some(properties)).map_err(as_io)?;
        Ok(CleanParquet { writer, schema, rows: Rows::new(has_hulls) })
    }

    fn encode(&mut self) -> io::Result<()> {
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), self.rows.take()).map_err(io::Error::other)?;
        self.writer.write(&batch).map_err(as_io)
    }
}

impl<W: Write + Send> CleanTable for CleanParquet<W> {
    fn row(&mut self, row: &Row<'_>, hull: Option<u32>) -> io::Result<()> {
        self.rows.push(row, hull);
        match self.rows.count < BATCH_ROWS {
            true => Ok(()),
            false => self.encode(),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if self.rows.count > 0 {
            self.encode()?;
        }
        self.writer.close().map(|_| ()).map_err(as_io)
    }
}

/// What the operating system said, where it was that.
pub(super) fn as_io(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        error => io::Error::other(error),
    }
}
