//! Other ships, far away, change nothing of what a ship did.

use std::collections::BTreeSet;

use darkwake::geodesy::destination;
use darkwake::{Config, Event, EventKind, Fix, Fixes, Found, Pipeline, Position, Timestamp, VesselId, output};

use crate::support::outputs::{fixes_of, reader};
use crate::support::rows::{Rows, draws};

type Row = (VesselId, Fix);

/// Ships that no file holds, within 600 km of the south pole and the time span of the data: one sails until it is there, one lies
/// still, one is silent for most of the time.
pub(super) fn strangers(rows: &[Row], data_end: Timestamp) -> Vec<Row> {
    let start_ms = rows.iter().map(|(_, fix)| fix.time_ms()).min().unwrap();
    let span_ms = data_end.as_millisecond() - start_ms;
    let mut draw = draws(99);
    let pole = Position::new(-89.0, 0.0).unwrap();
    let mut strangers = Vec::new();
    for step in 0..=600 {
        let time = Timestamp::from_millisecond(start_ms + span_ms * step / 600).unwrap();
        let hours = (time.as_millisecond() - start_ms) as f64 / 3_600_000.0;
        let mut place = |metres: f64| destination(pole, draw(360) as f64, metres);
        let still = place(draws(step as u64)(30) as f64);
        strangers.push((VesselId::new("1000001"), Fix::new(time, still).with_sog_kn(0.1)));
        strangers.push((
            VesselId::new("a stranger"),
            Fix::new(time, destination(pole, 90.0, (hours * 12_000.0).min(400_000.0))),
        ));
        if !(100..500).contains(&step) {
            strangers.push((
                VesselId::new("zz"),
                Fix::new(time, destination(pole, 180.0, (hours * 5_000.0).min(400_000.0))),
            ));
        }
    }
    strangers
}

/// The events of these vessels, as written.
pub(super) fn lines(found: &Found, vessels: &BTreeSet<VesselId>) -> String {
    lines_of(found, |event| vessels.contains(&event.vessel))
}

fn lines_of(found: &Found, wanted: impl Fn(&Event) -> bool) -> String {
    let events: Vec<_> = found.events.iter().filter(|event| wanted(event)).cloned().collect();
    let mut jsonl = Vec::new();
    output::events_to_jsonl(&events, &mut jsonl).unwrap();
    String::from_utf8(jsonl).unwrap()
}

/// What is found by rules that a few hours of data are enough for.
fn found_soon_in(rows: &[Row]) -> Found {
    let mut config = Config::default();
    config.gap.min_duration_h(0.2);
    config.loitering.min_duration_h(0.2);
    Pipeline::new().config(config).run_on(fixes_of(rows)).unwrap()
}

fn assert_strangers_change_nothing(fixes: &Fixes, what: &str) {
    let rows: Vec<Row> = fixes.iter().collect();
    let vessels: BTreeSet<VesselId> = rows.iter().map(|(vessel, _)| vessel.clone()).collect();
    let alone = found_soon_in(&rows);
    let strangers = strangers(&rows, alone.tracks.data_end());
    assert!(strangers.iter().all(|(stranger, _)| !vessels.contains(stranger)), "{what}");
    let together = found_soon_in(&[strangers, rows].concat());
    assert!(together.events.len() > alone.events.len(), "{what}: strangers have events too");
    assert_eq!(together.tracks.data_end(), alone.tracks.data_end(), "{what}");
    assert!(!alone.events.is_empty(), "{what}");
    assert_eq!(lines(&together, &vessels), lines(&alone, &vessels), "{what}");
}

#[test]
fn in_simulated_seas() {
    for seed in [1, 2, 3] {
        let fixes = reader(vec![("sea".to_owned(), Rows::simulated(seed).text("\n"))]).build().unwrap().read().unwrap();
        assert_strangers_change_nothing(&fixes, &format!("seed {seed}"));
    }
}

/// What was found, without the ships that a silent one could have met.
fn without_others(mut found: Found) -> Found {
    for event in &mut found.events {
        if let EventKind::Gap(gap) = &mut event.kind
            && let Some(could_have) = &mut gap.could_have
        {
            (could_have.seen_ships_in_reach, could_have.silent_ships_in_reach) = (None, None);
            could_have.seen_ships.clear();
            could_have.silent_ships.clear();
        }
    }
    found
}

/// Every ship alone has the same events as among the others, when the end of the data is given; but for those in which others
/// took part and for those that it could have met, and without reception, which is learned from others.
#[test]
fn a_ship_alone_does_what_it_does_among_others() {
    for seed in [4, 5] {
        let fixes = reader(vec![("sea".to_owned(), Rows::simulated(seed).text("\n"))]).build().unwrap().read().unwrap();
        let rows: Vec<Row> = fixes.iter().collect();
        let mut config = Config::default();
        config.reception.enabled = false;
        let all = without_others(Pipeline::new().config(config.clone()).run_on(fixes_of(&rows)).unwrap());
        let vessels: BTreeSet<VesselId> = rows.iter().map(|(vessel, _)| vessel.clone()).collect();
        for vessel in vessels {
            let own: Vec<Row> = rows.iter().filter(|(other, _)| *other == vessel).cloned().collect();
            let mut config = config.clone();
            config.data_end = Some(all.tracks.data_end());
            let alone = without_others(Pipeline::new().config(config).run_on(fixes_of(&own)).unwrap());
            let by_itself = |event: &Event| event.vessel == vessel && event.hulls().all(|hull| *hull.0 == vessel);
            assert_eq!(lines_of(&alone, by_itself), lines_of(&all, by_itself), "seed {seed}, {vessel}");
            assert!(alone.events.iter().all(by_itself), "seed {seed}, {vessel}");
        }
    }
}

#[cfg(feature = "gzip")]
#[test]
fn in_real_files() {
    for file in ["us_coast_2020-06-30_day", "solent_2016-01-12", "shared_mmsi_2014"] {
        let Some(path) = crate::support::reference(&format!("ais/{file}.csv.gz")) else { return };
        let fixes = darkwake::Reader::from_path(path).unwrap().read().unwrap();
        assert_strangers_change_nothing(&fixes, file);
    }
}
