//! Bytes to fixes, against what one would write with `csv`. Throughput in bytes.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use serde::Deserialize;

use crate::sea;

/// A row as one would declare it for serde.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row<'a> {
    #[serde(rename = "MMSI")]
    mmsi: u32,
    base_date_time: &'a str,
    #[serde(rename = "LAT")]
    lat: f64,
    #[serde(rename = "LON")]
    lon: f64,
    #[serde(rename = "SOG")]
    sog: Option<f64>,
    #[serde(rename = "COG")]
    cog: Option<f64>,
}

fn instant(text: &str) -> Option<i64> {
    let time: jiff::civil::DateTime = text.parse().ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

/// Six typed columns through serde structs.
fn csv_serde(bytes: &[u8]) -> usize {
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers().expect("there is a header").clone();
    let mut record = csv::StringRecord::new();
    let mut kept = 0;
    while reader.read_record(&mut record).expect("memory can be read") {
        if let Ok(row) = record.deserialize::<Row<'_>>(Some(&headers)) {
            black_box((row.mmsi, instant(row.base_date_time), row.lat, row.lon, row.sog, row.cog));
            kept += 1;
        }
    }
    kept
}

/// Six typed columns through `csv::ByteRecord` and the parsers of std and jiff.
fn byte_record(bytes: &[u8]) -> usize {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut kept = 0;
    while reader.read_byte_record(&mut record).expect("memory can be read") {
        let text = |column: usize| record.get(column).and_then(|field| std::str::from_utf8(field).ok()).unwrap_or("");
        let number = |column: usize| text(column).parse::<f64>().ok();
        let row = (text(0).parse::<u32>().ok(), instant(text(1)), number(2), number(3), number(4), number(5));
        black_box(row);
        kept += usize::from(row.0.is_some() && row.2.is_some());
    }
    kept
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let bytes: &[u8] = &sea::CSV;
    let mut group = criterion.benchmark_group("ingest");
    group.throughput(Throughput::Bytes(bytes.len() as u64)).sample_size(10);
    group.bench_function("baseline csv and serde, 1 thread", |bench| bench.iter(|| csv_serde(bytes)));
    group.bench_function("baseline csv::ByteRecord, 1 thread", |bench| bench.iter(|| byte_record(bytes)));
    group.bench_function("positions, 1 thread", |bench| {
        bench.iter(|| sea::on_one_thread(|| sea::reader(false).read().map(|fixes| fixes.len())));
    });
    group.bench_function("positions and facts, 1 thread", |bench| {
        bench.iter(|| sea::on_one_thread(|| sea::reader(true).read().map(|fixes| fixes.len())));
    });
    group.bench_function("positions and facts, all threads", |bench| {
        bench.iter(|| sea::reader(true).read().map(|fixes| fixes.len()));
    });
    group.finish();
}
