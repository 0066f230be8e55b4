//! Bytes to fixes, against what one would write with `csv`, and against `simd-csv` that only looks for the ends of fields and
//! records. Throughput in bytes.
//!
//! "The same parsers" reads the same columns through `csv::ByteRecord` and the field parsers of this crate, block by block on all
//! threads; it gives no account of rejected rows and no facts. The structure scans go over the same blocks. To compare on a machine
//! that does other things as well, `targets` runs all of them in turn.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use rayon::prelude::*;
use serde::Deserialize;

use crate::sea;
use crate::targets::Targets;

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

/// Blocks of a mebibyte, cut behind a newline.
fn blocks(bytes: &[u8]) -> Vec<&[u8]> {
    let mut blocks = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let least = rest.len().min(1 << 20);
        let end = memchr::memchr(b'\n', &rest[least..]).map_or(rest.len(), |newline| least + newline + 1);
        let (block, behind) = rest.split_at(end);
        blocks.push(block);
        rest = behind;
    }
    blocks
}

/// The ends of all fields and records, without a look at what they say.
fn structure(bytes: &[u8]) -> usize {
    let scan = |block: &&[u8]| {
        let mut reader = simd_csv::ZeroCopyReaderBuilder::with_capacity(1 << 16).has_headers(false).from_reader(*block);
        let mut fields = 0;
        while let Some(record) = reader.read_byte_record().expect("every record has as many fields") {
            fields += black_box(&record).len();
        }
        fields
    };
    blocks(bytes).par_iter().map(scan).sum()
}

fn same_parsers(bytes: &[u8]) -> usize {
    black_box(darkwake::fixes_by_csv("bench.csv", bytes)).map_or(0, |fixes| fixes.len())
}

fn ours(facts: bool) -> usize {
    black_box(sea::reader(facts).read()).map_or(0, |fixes| fixes.len())
}

type Contender = (&'static str, fn(&[u8]) -> usize);
const CONTENDERS: [Contender; 4] = [
    ("positions", |_| ours(false)),
    ("positions and facts", |_| ours(true)),
    ("the same parsers by csv::ByteRecord", same_parsers),
    ("simd-csv, structure alone", structure),
];

pub(crate) fn targets(targets: &Targets) {
    let bytes: &[u8] = &sea::CSV;
    let turns = targets.turns([&|| ours(false), &|| ours(true), &|| same_parsers(bytes), &|| structure(bytes)]);
    let speed = "CSV to positions with the account of rows, facts off: speed over";
    targets.row(&format!("{speed} csv::ByteRecord with the same parsers"), "2 or more", &turns, |[off, _, csv, _]| {
        csv / off
    });
    targets
        .row(&format!("{speed} the structure scan of simd-csv"), "0.5 or more", &turns, |[off, .., simd]| simd / off);
    targets.row("the same with facts on: speed over that with facts off", "0.75 or more", &turns, |[off, on, ..]| {
        off / on
    });
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let bytes: &[u8] = &sea::CSV;
    let mut group = criterion.benchmark_group("ingest");
    group.throughput(Throughput::Bytes(bytes.len() as u64)).sample_size(10);
    group.bench_function("baseline csv and serde, 1 thread", |bench| bench.iter(|| csv_serde(bytes)));
    group.bench_function("baseline csv::ByteRecord, 1 thread", |bench| bench.iter(|| byte_record(bytes)));
    for (name, run) in CONTENDERS {
        group.bench_function(format!("{name}, 1 thread"), |bench| bench.iter(|| sea::on_one_thread(|| run(bytes))));
        group.bench_function(format!("{name}, all threads"), |bench| bench.iter(|| run(bytes)));
    }
    group.finish();
}
