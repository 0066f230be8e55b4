//! Every file of the reference data that its header explains: each record that `csv` sees is accounted for.

use std::io::Read;
use std::path::Path;

use darkwake::Reader;

use crate::support::reference;

/// Files with one header line, and what becomes of their rows: read, kept.
const FILES: [(&str, u64, u64); 13] = [
    ("noaa_2022_head.csv", 3, 3),
    ("noaa_2026_head.csv", 2, 2),
    ("noaa_2023-01-11.csv.gz", 1000, 1000),
    ("noaa_nyharbor_2020-06-30_hour.csv.gz", 8689, 8689),
    ("noaa_virginiabeach_2020-06-04_06.csv.gz", 39822, 39822),
    ("us_coast_2020-06-30_day.csv.gz", 235_944, 235_944),
    ("dma_2023_head.csv", 9, 8),
    ("dma_2025_head.csv", 2, 2),
    ("dma_2026_head.csv", 2, 2),
    ("kattegat_2022-11-01_hour.csv.gz", 50142, 50142),
    ("solent_2016-01-12.csv.gz", 18623, 18623),
    ("pelagos_2012_satellite.csv.gz", 10000, 9280),
    ("shared_mmsi_2014.csv.gz", 21662, 19410),
];

/// How many records `csv` finds behind the header.
fn records(path: &Path, delimiter: char) -> u64 {
    let mut bytes = std::fs::read(path).expect("reference files can be read");
    if bytes.starts_with(b"\x1f\x8b") {
        let stored = std::mem::take(&mut bytes);
        flate2::read::MultiGzDecoder::new(&*stored).read_to_end(&mut bytes).expect("their gzip is sound");
    }
    let delimiter = u8::try_from(delimiter).expect("delimiters are ASCII");
    let mut records =
        csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(&*bytes).into_byte_records();
    records.try_fold(0, |rows, record| record.map(|_| rows + 1)).expect("flexible records have no errors")
}

#[test]
fn every_record_of_the_reference_files_is_accounted_for() {
    for (name, read, kept) in FILES {
        let Some(path) = reference(&format!("ais/{name}")) else { continue };
        let fixes = Reader::builder().input(&path).build().unwrap().read().unwrap();
        let report = fixes.report();
        assert!(report.rows.adds_up(), "{name}");
        assert_eq!(report.rows.read, records(&path, report.inputs[0].dialect.delimiter), "{name}");
        assert_eq!((report.rows.read, report.rows.kept), (read, kept), "{name}");
        assert_eq!(report.rows.kept, fixes.len() as u64, "{name}");
    }
}
