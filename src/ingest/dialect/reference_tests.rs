//! The reference files: dialect, rows, kept and rejected of each, fields split by `csv` alone.

#![cfg(feature = "gzip")]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

use jiff::civil::date;

use super::tests::{Read, read};
use super::*;
use crate::ingest::mapping::MappingVariant;

/// A reference file, or `None`, said aloud, where the reference data is absent and not required.
fn reference(relative: &str) -> Option<PathBuf> {
    let root = std::env::var_os("DARKWAKE_REFERENCE")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/reference")), PathBuf::from);
    let path = root.join(relative);
    if path.exists() {
        return Some(path);
    }
    let required = std::env::var_os("DARKWAKE_REQUIRE_REFERENCE").is_some_and(|value| value == "1");
    assert!(!required, "the reference file {} is required and absent", path.display());
    eprintln!("skipped: the reference file {} is absent", path.display());
    None
}

fn bytes(path: &PathBuf) -> Vec<u8> {
    let found = std::fs::read(path).unwrap();
    if path.extension().is_none_or(|extension| extension != "gz") {
        return found;
    }
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(found.as_slice()).read_to_end(&mut text).unwrap();
    text
}

/// What became of the rows, in one line.
fn account(read: &Read) -> String {
    let mut rejected: BTreeMap<String, usize> = BTreeMap::new();
    let (mut kept, mut unreadable) = (0, 0);
    let mut identities = std::collections::BTreeSet::new();
    for row in &read.rows {
        match row {
            Ok(row) => {
                kept += 1;
                unreadable += row.unreadable;
                identities.insert(row.identity.as_str());
            }
            Err(reason) => *rejected.entry(reason.to_string()).or_default() += 1,
        }
    }
    let rows = read.rows.len();
    format!("{rows} rows, {kept} kept of {} vessels, rejected {rejected:?}, unreadable {unreadable}", identities.len())
}

fn read_reference(name: &str, choice: &DialectChoice) -> Option<(Detected, Read)> {
    let text = bytes(&reference(&format!("ais/{name}"))?);
    let sample = &text[..text.len().min(1 << 20)];
    let detected = detect(name, sample, choice).unwrap_or_else(|error| panic!("{error}"));
    let rows = read(&text, &detected);
    Some((detected, rows))
}

fn summary(name: &str, choice: &DialectChoice) -> Option<String> {
    let (detected, read) = read_reference(name, choice)?;
    Some(format!("{}: {}", detected.report.name, account(&read)))
}

macro_rules! pinned {
    ($name:expr, $choice:expr, @$expected:literal) => {
        if let Some(found) = summary($name, $choice) {
            insta::assert_snapshot!(found, @$expected);
        }
    };
}

#[test]
fn files_with_a_header() {
    let auto = &DialectChoice::Auto;
    pinned!("noaa_2022_head.csv", auto, @"marinecadastre: 3 rows, 3 kept of 3 vessels, rejected {}, unreadable 0");
    pinned!("noaa_2026_head.csv", auto, @"marinecadastre: 2 rows, 2 kept of 2 vessels, rejected {}, unreadable 0");
    pinned!("noaa_2023-01-11.csv.gz", auto, @"marinecadastre: 1000 rows, 1000 kept of 1000 vessels, rejected {}, unreadable 0");
    pinned!("noaa_nyharbor_2020-06-30_hour.csv.gz", auto, @"marinecadastre: 8689 rows, 8689 kept of 295 vessels, rejected {}, unreadable 0");
    pinned!("noaa_virginiabeach_2020-06-04_06.csv.gz", auto, @"marinecadastre: 39822 rows, 39822 kept of 84 vessels, rejected {}, unreadable 0");
    pinned!("us_coast_2020-06-30_day.csv.gz", auto, @"marinecadastre: 235944 rows, 235944 kept of 1185 vessels, rejected {}, unreadable 0");
    pinned!("dma_2023_head.csv", auto, @r#"dma: 9 rows, 8 kept of 8 vessels, rejected {"position_not_available": 1}, unreadable 0"#);
    pinned!("dma_2025_head.csv", auto, @"dma: 2 rows, 2 kept of 2 vessels, rejected {}, unreadable 0");
    pinned!("dma_2026_head.csv", auto, @"dma: 2 rows, 2 kept of 2 vessels, rejected {}, unreadable 0");
    pinned!("kattegat_2022-11-01_hour.csv.gz", auto, @"auto: 50142 rows, 50142 kept of 202 vessels, rejected {}, unreadable 0");
    pinned!("solent_2016-01-12.csv.gz", auto, @"auto: 18623 rows, 18623 kept of 91 vessels, rejected {}, unreadable 0");
    pinned!("pelagos_2012_satellite.csv.gz", auto, @r#"auto: 10000 rows, 9280 kept of 4 vessels, rejected {"position_not_available": 720}, unreadable 0"#);
    pinned!("shared_mmsi_2014.csv.gz", auto, @r#"auto: 21662 rows, 19410 kept of 10 vessels, rejected {"position_not_available": 5, "static_message": 2247}, unreadable 0"#);
}

fn pelagos() -> ColumnMapping {
    ColumnMapping::new()
        .without_header()
        .column(Role::Identity, 0)
        .column(Role::Longitude, 1)
        .column(Role::Latitude, 2)
        .column(Role::Time, 3)
        .column(Role::Status, 5)
        .column(Role::Heading, 6)
        .column(Role::Cog, 8)
        .column(Role::Sog, 9)
}

fn sbarc() -> ColumnMapping {
    ColumnMapping::new()
        .delimiter(b';')
        .without_header()
        .date(date(2018, 6, 2))
        .column(Role::Time, 0)
        .variant(
            MappingVariant::when(5, [1, 2, 3])
                .column(Role::Name, 1)
                .column(Role::ShipType, 2)
                .column(Role::MessageType, 5)
                .column(Role::Identity, 7)
                .column(Role::Status, 8)
                .column(Role::Sog, 10)
                .column(Role::Longitude, 12)
                .column(Role::Latitude, 13)
                .column(Role::Cog, 14)
                .column(Role::Heading, 15),
        )
        .variant(
            MappingVariant::when(5, [18])
                .column(Role::Name, 1)
                .column(Role::ShipType, 2)
                .column(Role::MessageType, 5)
                .column(Role::Identity, 7)
                .column(Role::Sog, 9)
                .column(Role::Longitude, 11)
                .column(Role::Latitude, 12)
                .column(Role::Cog, 13)
                .column(Role::Heading, 14),
        )
        .variant(
            MappingVariant::when(1, [5])
                .static_message()
                .column(Role::Identity, 3)
                .column(Role::Imo, 5)
                .column(Role::CallSign, 6)
                .column(Role::Name, 7)
                .column(Role::ShipType, 8),
        )
        .variant(MappingVariant::when(1, [24]).static_message().column(Role::Identity, 3).column(Role::Name, 5))
}

#[test]
fn files_that_need_a_mapping() {
    pinned!("pelagos_2012_headerless.csv.gz", &pelagos().into(), @"custom: 2071 rows, 2071 kept of 1 vessels, rejected {}, unreadable 0");
    for hour in ["00", "12", "23"] {
        let name = format!("sbarc_2018-06-02-{hour}.txt.gz");
        let Some(found) = summary(&name, &sbarc().into()) else { return };
        match hour {
            "00" => {
                insta::assert_snapshot!(found, @r#"custom: 6887 rows, 6334 kept of 160 vessels, rejected {"position_not_available": 1, "static_message": 552}, unreadable 0"#);
            }
            "12" => {
                insta::assert_snapshot!(found, @r#"custom: 1941 rows, 1810 kept of 104 vessels, rejected {"position_not_available": 2, "static_message": 129}, unreadable 0"#);
            }
            _ => {
                insta::assert_snapshot!(found, @r#"custom: 10121 rows, 9470 kept of 221 vessels, rejected {"position_not_available": 55, "static_message": 596}, unreadable 0"#);
            }
        }
    }
    for name in ["pelagos_2012_headerless.csv.gz", "sbarc_2018-06-02-12.txt.gz"] {
        let Some(path) = reference(&format!("ais/{name}")) else { return };
        let error = detect(name, &bytes(&path), &DialectChoice::Auto).unwrap_err().to_string();
        assert!(error.contains("give a column mapping"), "{error}");
    }
}

#[test]
fn a_receivers_log_has_positions_of_both_classes_and_names_of_static_messages() {
    let Some((_, read)) = read_reference("sbarc_2018-06-02-00.txt.gz", &sbarc().into()) else { return };
    let first = read.rows[0].as_ref().unwrap();
    assert_eq!(first.identity, "636017103");
    assert_eq!(first.fix.time().to_string(), "2018-06-02T00:00:00.365Z");
    assert_eq!((first.fix.position().lat_deg(), first.fix.position().lon_deg()), (23.428258, -112.934978));
    assert_eq!(
        (first.fix.sog_kn(), first.fix.cog_deg(), first.fix.heading_deg()),
        (Some(20.1), Some(133.2), Some(129.0))
    );
    assert_eq!(first.fix.status().map(crate::fix::NavStatus::code), Some(0));
    assert_eq!(read.facts[0].name.best().unwrap(), "MAERSK SKARSTIND");
    let class_b = read.rows.iter().flatten().position(|row| row.identity == "367394750").unwrap();
    let row = read.rows.iter().flatten().nth(class_b).unwrap();
    assert_eq!((row.fix.position().lat_deg(), row.fix.sog_kn(), row.fix.status()), (34.38519, Some(13.2), None));
    let named = read.facts.iter().any(|facts| facts.name.best().is_some_and(|name| name == "PARAMOUNT HYDRA"));
    assert!(named, "static messages have facts");
}

/// Signed courses, put right, agree with the headings; as they stand, or put right by 360, they do not.
#[test]
fn signed_courses_agree_with_headings() {
    let Some((_, read)) = read_reference("noaa_nyharbor_2020-06-30_hour.csv.gz", &DialectChoice::Auto) else { return };
    let mut differences: Vec<f64> = read
        .rows
        .iter()
        .flatten()
        .filter(|row| row.fix.sog_kn().is_some_and(|sog_kn| sog_kn > 5.0))
        // A negative value lands above 204.7.
        .filter(|row| row.fix.cog_deg().is_some_and(|cog_deg| cog_deg > 204.7))
        .filter_map(|row| {
            let difference = (row.fix.cog_deg()? - row.fix.heading_deg()?).rem_euclid(360.0);
            Some(difference.min(360.0 - difference))
        })
        .collect();
    differences.sort_by(f64::total_cmp);
    assert!(differences.len() > 100, "{}", differences.len());
    assert!(differences[differences.len() / 2] < 3.0, "median {}", differences[differences.len() / 2]);
}
