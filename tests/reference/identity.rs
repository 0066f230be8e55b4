//! What befalls identities in real files, and how often on 1,000 days of a hull.
//!
//! What was looked at in the events:
//! - 368134280 on the US coast day: two ships on the waterway southwest of Chicago, 10 nm apart, both heard for hours.
//! - 240000000 in `shared_mmsi`: IMPALA MAGDALENA on the river of that name and WARSHIP M71 at Visakhapatnam. The
//!   identity is a MID with zeros, so nobody took anybody's.
//! - 431704490 in `shared_mmsi` has runs of two or three rows at one place thousands of kilometres away, seconds apart: one garbled
//!   message that several stations wrote. The US coast day has three runs in the minutes in which several ships have wrong times:
//!   two are fixes all over the place, one (367104060) lies on the ship's own way an hour earlier and is left out. None is a jump.
//! - 170 in the Kattegat hour is an identity of several ships no one of which is heard for long: no conflict can be shown.
//!
//! So of the conflicts both are true, and no jump and no impossible position is reported.

use darkwake::{DialectChoice, EventType, Found, Pipeline, Reader};

use super::files::{headerless, receiver_log};
use crate::support::reference;

const TYPES: [EventType; 3] = [EventType::IdentityConflict, EventType::ImpossiblePosition, EventType::PositionJump];

fn found(names: &[&str], dialect: DialectChoice) -> Option<Found> {
    let paths = names.iter().map(|name| reference(&format!("ais/{name}"))).collect::<Option<Vec<_>>>()?;
    let fixes = Reader::builder().inputs(paths).dialect(dialect).build().unwrap().read().unwrap();
    Some(Pipeline::new().run_on(fixes).unwrap())
}

/// The events of these types for the eye, and how many of each come on 1,000 days of a hull.
fn lines(names: &[&str], dialect: DialectChoice) -> Option<String> {
    let found = found(names, dialect)?;
    let hull_days = found.tracks.ship_hours() / 24.0;
    let mut lines = format!("{}: {hull_days:.1} hull-days", names[0]);
    for event_type in TYPES {
        let events: Vec<_> = found.events.iter().filter(|event| event.kind.event_type() == event_type).collect();
        let rate = 1000.0 * events.len() as f64 / hull_days.max(1.0);
        lines += &format!("; {} {} ({rate:.1} in 1,000)", events.len(), event_type.name());
    }
    if let Some(reasons) = found.left_out.get("position_jump") {
        lines += &format!("; left out {reasons:?}");
    }
    for event in found.events.iter().filter(|event| TYPES.contains(&event.kind.event_type())) {
        lines += &format!("\n  {event}");
    }
    Some(lines)
}

#[test]
fn every_event_was_looked_at() {
    let names = [
        "noaa_2023-01-11.csv.gz",
        "noaa_nyharbor_2020-06-30_hour.csv.gz",
        "noaa_virginiabeach_2020-06-04_06.csv.gz",
        "us_coast_2020-06-30_day.csv.gz",
        "kattegat_2022-11-01_hour.csv.gz",
        "solent_2016-01-12.csv.gz",
        "pelagos_2012_satellite.csv.gz",
        "shared_mmsi_2014.csv.gz",
    ];
    let found: Option<Vec<String>> = names
        .iter()
        .map(|name| lines(&[name], DialectChoice::Auto))
        .chain([
            lines(&["pelagos_2012_headerless.csv.gz"], headerless().into()),
            lines(
                &["sbarc_2018-06-02-00.txt.gz", "sbarc_2018-06-02-12.txt.gz", "sbarc_2018-06-02-23.txt.gz"],
                receiver_log().into(),
            ),
        ])
        .collect();
    let Some(found) = found else { return };
    insta::assert_snapshot!(found.join("\n"), @"
    noaa_2023-01-11.csv.gz: 0.0 hull-days; 0 identity_conflict (0.0 in 1,000); 0 impossible_position (0.0 in 1,000); 0 position_jump (0.0 in 1,000)
    noaa_nyharbor_2020-06-30_hour.csv.gz: 10.8 hull-days; 0 identity_conflict (0.0 in 1,000); 0 impossible_position (0.0 in 1,000); 0 position_jump (0.0 in 1,000)
    noaa_virginiabeach_2020-06-04_06.csv.gz: 65.6 hull-days; 0 identity_conflict (0.0 in 1,000); 0 impossible_position (0.0 in 1,000); 0 position_jump (0.0 in 1,000)
    us_coast_2020-06-30_day.csv.gz: 309.5 hull-days; 1 identity_conflict (3.2 in 1,000); 0 impossible_position (0.0 in 1,000); 0 position_jump (0.0 in 1,000); left out {WrongTime: 1}
      identity_conflict 368134280#0 and 368134280#1 2020-06-30T11:01:13Z to 2020-06-30T19:29:25Z, 8.5 h at 41.5144, -88.0905: two ships under one identity for 8.5 h, 299 alternations, 299 of them impossible, 19.2 km apart (median)
    kattegat_2022-11-01_hour.csv.gz: 7.6 hull-days; 0 identity_conflict (0.0 in 1,000); 0 impossible_position (0.0 in 1,000); 0 position_jump (0.0 in 1,000)
    solent_2016-01-12.csv.gz: 4.5 hull-days; 0 identity_conflict (0.0 in 1,000); 0 impossible_position (0.0 in 1,000); 0 position_jump (0.0 in 1,000)
    pelagos_2012_satellite.csv.gz: 996.8 hull-days; 0 identity_conflict (0.0 in 1,000); 0 impossible_position (0.0 in 1,000); 0 position_jump (0.0 in 1,000)
    shared_mmsi_2014.csv.gz: 294.2 hull-days; 1 identity_conflict (3.4 in 1,000); 0 impossible_position (0.0 in 1,000); 0 position_jump (0.0 in 1,000)
      identity_conflict 240000000#0 and 240000000#1 2015-01-03T05:04:50Z to 2015-01-31T22:04:58Z, 689.0 h at 10.8796, -74.7393: two ships under one identity for 689.0 h, 127 alternations, 127 of them impossible, 16053.5 km apart (median)
    pelagos_2012_headerless.csv.gz: 110.1 hull-days; 0 identity_conflict (0.0 in 1,000); 0 impossible_position (0.0 in 1,000); 0 position_jump (0.0 in 1,000)
    sbarc_2018-06-02-00.txt.gz: 119.8 hull-days; 0 identity_conflict (0.0 in 1,000); 0 impossible_position (0.0 in 1,000); 0 position_jump (0.0 in 1,000)
    ");
}
