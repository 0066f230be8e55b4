//! Each real file the whole way: what becomes of its rows, and how many ships and events come out.
//!
//! What was looked at in the events:
//! - `noaa_2023-01-11` has one row a vessel, 995 of them in the first minute of a day that ends with the last of five others:
//!   all those ships are silent at the end of the data, and the summary warns that none was heard twice.
//! - The hours of New York harbour and the Kattegat, and the 84 minutes of the Solent are
//!   shorter than any gap, any stay and any encounter.
//! - The encounters of Virginia Beach are of ships that lie near each other at the piers of Norfolk; those of the US coast are
//!   told in `encounters`.
//! - `shared_mmsi` has 3,383 lines that stand twice; 183 more differ only in the type of message or the station.
//! - The receiver's log is three hours of a day, so ships heard at midnight and at noon have a gap between. Reception tells:
//!   nobody is heard in the hours between.
//! - `shared_mmsi` and `pelagos` are sparse satellite data: most silences are passes of the satellite, which is why no gap
//!   is more than undetermined.
//! - With the coastline, stays within 20 nm of the shore are left out (in brackets). What remains off Virginia is one ship
//!   adrift 43 km out. On the US coast day 21 of 322 remain: a trawler on the bank off Vancouver Island, fishing vessels with
//!   gear that reports for itself (numbers from 941) along the edge of the shelf off Cape Hatteras, and ships lying at the oil fields of the
//!   Gulf 41 to 115 km out. In `pelagos` it is one jigger on the Patagonian shelf by night, in `shared_mmsi` two
//!   fishing vessels in mid-ocean, where they haul; the others lay in harbour.

use std::collections::BTreeMap;
use std::fmt::Write;

use darkwake::detect::LeftOut;
use darkwake::{
    ColumnMapping, ColumnRole as Role, Config, DialectChoice, EventKind, EventType, MappingVariant, Pipeline, Reader,
};

use crate::support::reference;

/// The receiver's log: no header, the date in the files' names, another shape for each type of message.
pub(super) fn receiver_log() -> ColumnMapping {
    let positions = |types: Vec<u64>, at: [usize; 6]| {
        let [sog, longitude, latitude, cog, heading, status] = at;
        let variant = MappingVariant::when(5, types)
            .column(Role::MessageType, 5)
            .column(Role::Name, 1)
            .column(Role::ShipType, 2)
            .column(Role::Identity, 7)
            .column(Role::Sog, sog)
            .column(Role::Longitude, longitude)
            .column(Role::Latitude, latitude)
            .column(Role::Cog, cog)
            .column(Role::Heading, heading);
        if status == 0 { variant } else { variant.column(Role::Status, status) }
    };
    ColumnMapping::new()
        .delimiter(b';')
        .without_header()
        .date(jiff::civil::date(2018, 6, 2))
        .column(Role::Time, 0)
        .variant(positions(vec![1, 2, 3], [10, 12, 13, 14, 15, 8]))
        .variant(positions(vec![18], [9, 11, 12, 13, 14, 0]))
}

/// Columns without a header: MMSI, longitude, latitude, epoch seconds, score, status, heading, ROT, COG, SOG.
pub(super) fn headerless() -> ColumnMapping {
    let roles = [(Role::Identity, 0), (Role::Longitude, 1), (Role::Latitude, 2), (Role::Time, 3), (Role::Status, 5)];
    let more = [(Role::Heading, 6), (Role::Cog, 8), (Role::Sog, 9)];
    let mapping = ColumnMapping::new().without_header();
    roles.into_iter().chain(more).fold(mapping, |mapping, (role, index)| mapping.column(role, index))
}

/// A line for a file, or for several read as one sea.
fn line(names: &[&str], dialect: DialectChoice) -> Option<String> {
    let paths = names.iter().map(|name| reference(&format!("ais/{name}"))).collect::<Option<Vec<_>>>()?;
    let fixes = Reader::builder().inputs(paths).dialect(dialect).build().unwrap().read().unwrap();
    let found = Pipeline::new().config(Config::default()).run_on(fixes).unwrap();
    let (tracks, rows) = (&found.tracks, &found.tracks.report().rows);
    assert!(rows.adds_up(), "{}", names[0]);
    assert_eq!(rows.kept as usize, tracks.fix_count() + tracks.noise().len(), "{}", names[0]);
    let rejected: Vec<_> = rows.rejected.iter().map(|(reason, rows)| format!("{rows} {reason}")).collect();
    let events = |wanted: EventType| found.events.iter().filter(|event| event.kind.event_type() == wanted).count();
    let open = found.events.iter().filter(|event| event.end.is_none()).count();
    let mut line = format!("{}: {} read, {} kept, {} duplicates", names[0], rows.read, rows.kept, rows.duplicates);
    write!(line, ", rejected [{}]", rejected.join(", ")).unwrap();
    write!(line, "; {} vessels, {} hulls, {} noise", tracks.vessels().len(), tracks.len(), tracks.noise().len())
        .unwrap();
    write!(line, "; {} gaps, {open} open", events(EventType::Gap)).unwrap();
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for event in &found.events {
        let EventKind::Gap(gap) = &event.kind else { continue };
        let verdict = serde_json::to_value(event.verdict).unwrap();
        let reason = gap.reason.map(|reason| serde_json::to_value(reason).unwrap());
        let told = reason.unwrap_or(verdict).as_str().unwrap().to_owned();
        *verdicts.entry(told).or_default() += 1;
    }
    let verdicts: Vec<String> = verdicts.iter().map(|(told, count)| format!("{count} {told}")).collect();
    write!(line, " [{}]", verdicts.join(", ")).unwrap();
    let near_shore = found.left_out.get("loitering").and_then(|reasons| reasons.get(&LeftOut::NearShore)).copied();
    write!(line, ", {} loitering ({} near shore)", events(EventType::Loitering), near_shore.unwrap_or(0)).unwrap();
    write!(line, ", {} encounters", events(EventType::Encounter)).unwrap();
    Some(line)
}

#[test]
fn every_file_gives_what_was_looked_at() {
    let found: Option<Vec<String>> = [
        "noaa_2022_head.csv",
        "noaa_2026_head.csv",
        "noaa_2023-01-11.csv.gz",
        "noaa_nyharbor_2020-06-30_hour.csv.gz",
        "noaa_virginiabeach_2020-06-04_06.csv.gz",
        "us_coast_2020-06-30_day.csv.gz",
        "dma_2023_head.csv",
        "dma_2025_head.csv",
        "dma_2026_head.csv",
        "kattegat_2022-11-01_hour.csv.gz",
        "solent_2016-01-12.csv.gz",
        "pelagos_2012_satellite.csv.gz",
        "shared_mmsi_2014.csv.gz",
    ]
    .iter()
    .map(|name| line(&[name], DialectChoice::Auto))
    .chain([
        line(&["pelagos_2012_headerless.csv.gz"], headerless().into()),
        line(
            &["sbarc_2018-06-02-00.txt.gz", "sbarc_2018-06-02-12.txt.gz", "sbarc_2018-06-02-23.txt.gz"],
            receiver_log().into(),
        ),
    ])
    .collect();
    let Some(found) = found else { return };
    insta::assert_snapshot!(found.join("\n"), @"
    noaa_2022_head.csv: 3 read, 3 kept, 0 duplicates, rejected []; 3 vessels, 3 hulls, 0 noise; 0 gaps, 0 open [], 0 loitering (0 near shore), 0 encounters
    noaa_2026_head.csv: 2 read, 2 kept, 0 duplicates, rejected []; 2 vessels, 2 hulls, 0 noise; 0 gaps, 0 open [], 0 loitering (0 near shore), 0 encounters
    noaa_2023-01-11.csv.gz: 1000 read, 1000 kept, 0 duplicates, rejected []; 1000 vessels, 1000 hulls, 0 noise; 995 gaps, 995 open [994 left_coverage, 1 placeholder_identity], 0 loitering (0 near shore), 0 encounters
    noaa_nyharbor_2020-06-30_hour.csv.gz: 8689 read, 8687 kept, 2 duplicates, rejected []; 295 vessels, 295 hulls, 0 noise; 0 gaps, 0 open [], 0 loitering (0 near shore), 0 encounters
    noaa_virginiabeach_2020-06-04_06.csv.gz: 39822 read, 39822 kept, 0 duplicates, rejected []; 84 vessels, 84 hulls, 0 noise; 81 gaps, 53 open [10 at_rest, 10 between, 52 explained_by_reception, 6 left_coverage, 3 no_support], 1 loitering (52 near shore), 12 encounters
    us_coast_2020-06-30_day.csv.gz: 235944 read, 235944 kept, 0 duplicates, rejected []; 1185 vessels, 1189 hulls, 92 noise; 462 gaps, 440 open [86 at_rest, 187 between, 30 explained_by_reception, 116 left_coverage, 1 likely_deliberate, 41 no_support, 1 silent_together], 21 loitering (302 near shore), 26 encounters
    dma_2023_head.csv: 9 read, 8 kept, 0 duplicates, rejected [1 position_not_available]; 8 vessels, 8 hulls, 0 noise; 0 gaps, 0 open [], 0 loitering (0 near shore), 0 encounters
    dma_2025_head.csv: 2 read, 2 kept, 0 duplicates, rejected []; 2 vessels, 2 hulls, 0 noise; 0 gaps, 0 open [], 0 loitering (0 near shore), 0 encounters
    dma_2026_head.csv: 2 read, 2 kept, 0 duplicates, rejected []; 2 vessels, 2 hulls, 0 noise; 0 gaps, 0 open [], 0 loitering (0 near shore), 0 encounters
    kattegat_2022-11-01_hour.csv.gz: 50142 read, 49504 kept, 488 duplicates, rejected [150 same_time]; 202 vessels, 203 hulls, 4 noise; 0 gaps, 0 open [], 0 loitering (0 near shore), 0 encounters
    solent_2016-01-12.csv.gz: 18623 read, 18620 kept, 3 duplicates, rejected []; 91 vessels, 91 hulls, 1 noise; 0 gaps, 0 open [], 0 loitering (0 near shore), 0 encounters
    pelagos_2012_satellite.csv.gz: 10000 read, 9280 kept, 0 duplicates, rejected [720 position_not_available]; 4 vessels, 4 hulls, 1 noise; 954 gaps, 2 open [790 left_coverage, 22 no_support, 142 placeholder_identity], 16 loitering (69 near shore), 0 encounters
    shared_mmsi_2014.csv.gz: 21662 read, 15828 kept, 3566 duplicates, rejected [5 position_not_available, 2247 static_message, 16 same_time]; 10 vessels, 11 hulls, 321 noise; 127 gaps, 7 open [91 left_coverage, 6 no_support, 30 placeholder_identity], 23 loitering (62 near shore), 0 encounters
    pelagos_2012_headerless.csv.gz: 2071 read, 2071 kept, 0 duplicates, rejected []; 1 vessels, 1 hulls, 0 noise; 188 gaps, 0 open [188 left_coverage], 1 loitering (0 near shore), 0 encounters
    sbarc_2018-06-02-00.txt.gz: 18949 read, 17614 kept, 0 duplicates, rejected [58 position_not_available, 1277 static_message]; 298 vessels, 298 hulls, 3 noise; 264 gaps, 77 open [120 explained_by_reception, 144 left_coverage], 0 loitering (0 near shore), 0 encounters
    ");
}
