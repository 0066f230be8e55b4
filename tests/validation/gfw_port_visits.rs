//! Cases of Global Fishing Watch's port visits: port events in, visits out. Every case agrees: starts, ends, the first and the
//! last anchorage, and the confidence.
//!
//! Their code makes port events of positions first; the cases have those events, with the ship's place and the anchorage of
//! each. So a case is a ship that is heard at each of its events, at the place and with the speed that the event stands for,
//! among its anchorages. Theirs places an exit at the anchorage that the ship was at last, so it is heard there too, half way in
//! time from the event before. Where an entry comes first, it is heard 20 km away an hour before.
//!
//! Differences of rule, by design:
//! - Their events lie up to 15 hours apart, and they look at no step: here `max_step_h` is 24. By the default of an hour the
//!   visits are the same, and most of them silence.
//! - In one case events a second apart are up to 21 km from each other. Our tracks set such fixes aside, so it goes to the fold
//!   as it is; the others go to it by way of tracks too.
//! - Their ids are of other things.

use std::collections::BTreeMap;

use darkwake::chart::{Port, PortKind, Ports};
use darkwake::detect::{Context, Detector, Fold, HullRef, PortVisit, SpeedSource};
use darkwake::geodesy::destination;
use darkwake::{Chart, Event, EventKind, Fix, Fixes, PortVisitEvidence, Position, Timestamp, TrackSet, VesselId};
use serde_json::Value;

use super::leave_evidence;
use crate::support::reference;
use crate::support::rows::shuffle;

fn cases() -> Option<Vec<Value>> {
    let path = reference("gfw/pipe-anchorages-port-visits.json")?;
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    Some(file["cases"].as_array().unwrap().clone())
}

fn seconds(value: &Value) -> Timestamp {
    Timestamp::from_second(value.as_f64().unwrap() as i64).unwrap()
}

fn place(event: &Value, lat: &str, lon: &str) -> Position {
    Position::new(event[lat].as_f64().unwrap(), event[lon].as_f64().unwrap()).unwrap()
}

fn anchorages(events: &[Value]) -> Chart {
    let named: BTreeMap<&str, Position> =
        events.iter().map(|event| (event["anchorage_id"].as_str().unwrap(), place(event, "lat", "lon"))).collect();
    let port = |(id, at): (&str, Position)| Port::new(id, id, at, PortKind::Anchorage);
    Chart::new().with_ports(Ports::new(named.into_iter().map(port).collect()))
}

/// What is heard of the ship, in any order.
fn fixes(events: &[Value]) -> Vec<Fix> {
    let time_of = |event: &Value| seconds(&event["timestamp"]);
    let heard = events.iter().flat_map(|event| {
        let (time, at) = (time_of(event), place(event, "vessel_lat", "vessel_lon"));
        let before = events.iter().map(time_of).filter(|&other| other < time).max();
        let at_ms = |time_ms: i64, at: Position, speed_kn: f64| {
            Fix::new(Timestamp::from_millisecond(time_ms).unwrap(), at).with_sog_kn(speed_kn)
        };
        let (speed_kn, on_the_way) = match (event["event_type"].as_str().unwrap(), before) {
            ("PORT_ENTRY", None) => {
                let outside = destination(at, 45.0, 20_000.0);
                (8.0, Some(at_ms(time.as_millisecond() - 3_600_000, outside, 10.0)))
            }
            ("PORT_EXIT", Some(before)) => {
                let half_way_ms = before.as_millisecond().midpoint(time.as_millisecond());
                (8.0, Some(at_ms(half_way_ms, place(event, "lat", "lon"), 8.0)))
            }
            ("PORT_ENTRY" | "PORT_EXIT", _) => (8.0, None),
            ("PORT_STOP_BEGIN", _) => (0.2, None),
            ("PORT_STOP_END", _) => (0.5, None),
            (other, _) => panic!("a port event of type {other}"),
        };
        on_the_way.into_iter().chain([Fix::new(time, at).with_sog_kn(speed_kn)])
    });
    heard.collect()
}

fn tracks(fixes: &[Fix]) -> TrackSet {
    let mut builder = Fixes::builder();
    for fix in fixes {
        builder.push(VesselId::new("412424227"), *fix);
    }
    builder.build().into_tracks()
}

/// The visits of a fold over the fixes, whatever lies between them.
fn folded(rule: &PortVisit, chart: &Chart, fixes: &[Fix]) -> Vec<Event> {
    let tracks = tracks(&fixes[..1]);
    let mut in_order = fixes.to_vec();
    in_order.sort_by_key(Fix::time_ms);
    let mut visits = Vec::new();
    let mut emit = |event| visits.push(event);
    let mut state = rule.start(HullRef { vessel: &tracks.vessels()[0], number: 0 });
    for fix in &in_order {
        rule.push(&mut state, fix, Some(chart), &mut emit);
    }
    rule.finish(state, in_order[in_order.len() - 1].time(), Some(chart), &mut emit);
    visits
}

fn evidence(event: &Event) -> &PortVisitEvidence {
    match &event.kind {
        EventKind::PortVisit(evidence) => evidence,
        other => panic!("{} is no port visit", other.name()),
    }
}

type Visit = (Timestamp, Option<Timestamp>, String, Option<String>, u64);

fn told(visit: &Event) -> Visit {
    let found = evidence(visit);
    let end_port = found.end_port.as_ref().map(|port| port.id.clone());
    (visit.start, visit.end, found.start_port.id.clone(), end_port, found.confidence.into())
}

fn expected(case: &Value) -> Vec<Visit> {
    let visit = |visit: &Value| {
        let id = |key: &str| visit[key].as_str().unwrap().to_owned();
        let confidence = visit["confidence"].as_u64().unwrap();
        let end = seconds(&visit["end_timestamp"]);
        (
            seconds(&visit["start_timestamp"]),
            Some(end),
            id("start_anchorage_id"),
            Some(id("end_anchorage_id")),
            confidence,
        )
    };
    case["expected_visits"].as_array().unwrap().iter().map(visit).collect()
}

fn rule(max_step_h: f64) -> PortVisit {
    PortVisit::builder().speed(SpeedSource::Reported).max_step_h(max_step_h).build().unwrap()
}

/// Whether a ship can have been at all of these places.
fn can_be_sailed(case: &Value) -> bool {
    case["expected_visits"].as_array().unwrap().iter().all(|visit| visit["confidence"] == 4)
}

#[test]
fn every_case_agrees_whatever_the_order_of_its_events() {
    let Some(cases) = cases() else { return };
    assert_eq!(cases.len(), 4);
    let (mut by_tracks, mut visits_in_order) = (0, (0, 0));
    for (number, case) in cases.iter().enumerate() {
        let mut events = case["input_events_any_order"].as_array().unwrap().clone();
        let chart = anchorages(&events);
        for order in 0..3 {
            shuffle(&mut events, order);
            let fixes = fixes(&events);
            let visits: Vec<Visit> = folded(&rule(24.0), &chart, &fixes).iter().map(told).collect();
            assert_eq!(visits, expected(case), "case {number}");
            if order == 0 {
                visits_in_order = (visits_in_order.0 + expected(case).len(), visits_in_order.1 + visits.len());
            }
            if can_be_sailed(case) {
                by_tracks += 1;
                let tracks = tracks(&fixes);
                let visits = rule(24.0).find_with(&tracks, &Context::of(&tracks).with_chart(&chart));
                assert_eq!(visits.iter().map(told).collect::<Vec<Visit>>(), expected(case), "case {number} by tracks");
            }
        }
    }
    assert_eq!(by_tracks, 9);
    leave_evidence("port visits in 4 cases", visits_in_order.0, visits_in_order.1);
}

#[test]
fn by_the_default_step_the_visits_are_the_same_and_mostly_silence() {
    let Some(cases) = cases() else { return };
    for (number, case) in cases.iter().enumerate() {
        let events = case["input_events_any_order"].as_array().unwrap();
        let visits = folded(&rule(1.0), &anchorages(events), &fixes(events));
        assert_eq!(visits.iter().map(told).collect::<Vec<Visit>>(), expected(case), "case {number}");
        for visit in visits.iter().filter(|visit| visit.duration_h > 1.0) {
            let found = evidence(visit);
            assert!((visit.observed_h + found.silent_h - visit.duration_h).abs() < 1e-9, "case {number}: {visit}");
            assert!(found.silent_h > visit.observed_h && found.silences >= 1, "case {number}: {found:?}");
        }
    }
}
