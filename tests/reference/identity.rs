//! What befalls identities in real files.

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
    for event in found.events.iter().filter(|event| TYPES.contains(&event.kind.event_type())) {
        lines += &format!("\n  {event}");
        if std::env::var_os("FULL").is_some() {
            lines += &serde_json::to_string(event).unwrap();
        }
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
    if std::env::var_os("FULL").is_some() {
        println!("{}", found.join("\n"));
        return;
    }
    insta::assert_snapshot!(found.join("\n"), @"");
}
