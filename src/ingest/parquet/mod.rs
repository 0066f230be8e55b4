//! Parquet files as the text that they would be as CSV: a header, and a record for each row.
//!
//! So everything that is said of text holds for them: dialects, mappings, the account of every row, strict reading, threads. A null and a
//! NaN are a blank field; a timestamp is ISO 8601 in UTC, one without a zone is taken for UTC. In positions of errors and rejects the
//! header is line 1, the first row line 2.
//!
//! Batches of rows are read one by one, so the memory in use is that of the pages of one row group, whatever the size of the file.

mod columns;
mod guard;
#[cfg(test)]
mod tests;
mod text;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use ::parquet::basic::Compression;
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::RowGroupMetaData;
use arrow_array::{Array, RecordBatch};

use self::columns::is_flat;
use self::guard::guarded;
use self::text::{CellWriter, cell_writer, put_quoted};
use super::source::Meter;
use crate::{Error, ErrorKind, Result};

pub(super) use self::columns::what_is_wrong;
pub use self::guard::hush_caught_panics;

/// What a Parquet file starts with, and ends with.
pub(super) const MAGIC: [u8; 4] = *b"PAR1";
/// How many rows are read at a time.
const BATCH_ROWS: usize = 8192;
/// So much text is enough to hand out.
const ENOUGH_BYTES: usize = 256 << 10;

type Builder = ParquetRecordBatchReaderBuilder<File>;

/// The rows of a file as CSV text.
pub(super) fn open(name: &str, file: File, meter: &Arc<Meter>) -> Result<Box<dyn Read + Send>> {
    let bytes = file.metadata().map_err(|error| Error::io(format!("opening {name}"), error))?.len();
    let builder = builder(file).map_err(|error| damaged(name, &error))?;
    refuse_other_codecs(name, &builder)?;
    refuse_places_outside(name, &builder, bytes)?;
    let flat: Vec<usize> = (0..)
        .zip(builder.schema().fields())
        .filter(|(_, field)| is_flat(field.data_type()))
        .map(|(at, _)| at)
        .collect();
    let mask = ProjectionMask::roots(builder.parquet_schema(), flat);
    let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or_default();
    let batches = guarded(|| builder.with_projection(mask).with_batch_size(BATCH_ROWS).build());
    let batches = batches.map_err(|error| damaged(name, &error))?;
    let progress = Metering { meter: Arc::clone(meter), bytes, rows, rows_read: 0, bytes_told: 0 };
    let mut text = ParquetText { batches, batch: None, row: 0, text: Vec::new(), at: 0, progress };
    text.put_header();
    Ok(Box::new(text))
}

/// The plain types of the columns: what other programs note of their own types beside them is left aside.
fn builder(file: File) -> std::result::Result<Builder, ParquetError> {
    guarded(|| Builder::try_new_with_options(file, ArrowReaderOptions::new().with_skip_arrow_metadata(true)))
}

/// The columns of a file, where it is a Parquet file that can be opened.
fn columns_of(path: &Path) -> Option<arrow_schema::SchemaRef> {
    let mut file = File::open(path).ok().filter(|file| file.metadata().is_ok_and(|metadata| metadata.is_file()))?;
    let mut magic = [0; 4];
    file.read_exact(&mut magic).ok().filter(|()| magic == MAGIC)?;
    builder(file).ok().map(|builder| Arc::clone(builder.schema()))
}

fn damaged(name: &str, error: &ParquetError) -> Error {
    let message = format!(
        "{name} is no whole Parquet file: {error}; what it holds stands at its end, so a file that was cut off cannot be read in part: fetch or \
         write it again"
    );
    Error::new(ErrorKind::Format(message))
}

fn refuse_other_codecs(name: &str, builder: &Builder) -> Result<()> {
    let chunks = builder.metadata().row_groups().iter().flat_map(RowGroupMetaData::columns);
    for chunk in chunks {
        if !matches!(chunk.compression(), Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_)) {
            let codec = format!("{:?}", chunk.compression());
            let codec = codec.split('(').next().unwrap_or_default();
            let message = format!(
                "{name}: the column {} is compressed with {codec}, which this build cannot read; write the file with snappy or zstd, for example \
                 in DuckDB: COPY (FROM '{name}') TO 'new.parquet' (COMPRESSION zstd)",
                chunk.column_path().string()
            );
            return Err(Error::new(ErrorKind::Format(message)));
        }
    }
    Ok(())
}

/// Columns that do not lie within the file: the reader takes for granted that they do.
fn refuse_places_outside(name: &str, builder: &Builder, bytes: u64) -> Result<()> {
    let chunks = builder.metadata().row_groups().iter().flat_map(RowGroupMetaData::columns);
    for chunk in chunks {
        let start = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
        let end = u64::try_from(start).ok().zip(u64::try_from(chunk.compressed_size()).ok());
        let is_within = end.and_then(|(start, size)| start.checked_add(size)).is_some_and(|end| end <= bytes);
        if !is_within {
            let column = chunk.column_path().string();
            return Err(damaged(name, &ParquetError::General(format!("the column {column} does not lie within it"))));
        }
    }
    Ok(())
}

/// Gives out the text of one batch after the other, a few rows at a time: texts that a file holds once can make each row of
/// it a long one.
struct ParquetText {
    batches: ParquetRecordBatchReader,
    batch: Option<RecordBatch>,
    /// The first row of the batch that is no text yet.
    row: usize,
    text: Vec<u8>,
    at: usize,
    progress: Metering,
}

impl ParquetText {
    fn put_header(&mut self) {
        let schema = arrow_array::RecordBatchReader::schema(&self.batches);
        for (column, field) in schema.fields().iter().enumerate() {
            if column > 0 {
                self.text.push(b',');
            }
            put_quoted(field.name().as_bytes(), &mut self.text);
        }
        self.text.push(b'\n');
    }

    /// Writes rows of the batch until there is enough text to hand out.
    fn put_rows(&mut self, batch: &RecordBatch) {
        let writers: Vec<(&dyn Array, CellWriter<'_>)> =
            batch.columns().iter().map(|column| (&**column, cell_writer(&**column))).collect();
        while self.row < batch.num_rows() && self.text.len() < ENOUGH_BYTES {
            let (row, start) = (self.row, self.text.len());
            self.row += 1;
            for (column, (array, write)) in writers.iter().enumerate() {
                if column > 0 {
                    self.text.push(b',');
                }
                if array.is_valid(row) {
                    write(row, &mut self.text);
                }
            }
            // A blank line is no record; a row of one column that is null is one.
            if self.text.len() == start {
                self.text.extend_from_slice(b"\"\"");
            }
            self.text.push(b'\n');
        }
    }
}

impl Read for ParquetText {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            self.text.clear();
            self.at = 0;
            let batch = match self.batch.take().filter(|batch| self.row < batch.num_rows()) {
                Some(batch) => batch,
                None => {
                    let batch = guarded(|| self.batches.next().transpose().map_err(ParquetError::from));
                    let Some(batch) = batch.map_err(io::Error::other)? else {
                        self.progress.read(0)?;
                        return Ok(0);
                    };
                    self.row = 0;
                    self.progress.read(batch.num_rows() as u64)?;
                    batch
                }
            };
            self.put_rows(&batch);
            self.batch = Some(batch);
        }
        let count = buffer.len().min(self.text.len() - self.at);
        buffer[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// Tells the meter how far reading has come: the share of the file that its rows are of all rows.
struct Metering {
    meter: Arc<Meter>,
    bytes: u64,
    rows: u64,
    rows_read: u64,
    bytes_told: u64,
}

impl Metering {
    fn read(&mut self, rows: u64) -> io::Result<()> {
        self.rows_read += rows;
        let share = if self.rows == 0 { 1.0 } else { self.rows_read as f64 / self.rows as f64 };
        let bytes = (self.bytes as f64 * share) as u64;
        self.meter.advance(bytes.saturating_sub(self.bytes_told))?;
        self.bytes_told = self.bytes_told.max(bytes);
        Ok(())
    }
}
