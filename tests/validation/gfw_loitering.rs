//! The sums and averages of Global Fishing Watch's loitering events.
//!
//! Differences of rule, by design:
//! - Their messages carry the hours and metres since the previous message, and a message of an event is counted with the
//!   step that leads to it even when that step began before the event. Ours counts only the steps between its fixes.
//! - Their `loitering_hours` is the sum of those hours, which for two messages an hour apart can be 23.7; ours is the time
//!   observed, never more than end - start.
//! - They group clock hours, and start a group with the last message of the hour before, slow or not; ours groups fixes.
//! - The average distance from shore needs a chart.
//!
//! What is the same: speed is the sum of distances over the sum of hours, and a single message is no event.

use darkwake::detect::{Detector, Loitering};
use darkwake::{EventKind, Fix, Fixes, Position, Timestamp, VesselId};
use serde_json::Value;

use super::leave_evidence;
use crate::support::reference;

fn expectations() -> Option<Value> {
    let path = reference("gfw/pipe-loitering.json")?;
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn stays(fixes: &[(Timestamp, f64, f64)], min_duration_h: f64) -> Vec<darkwake::Event> {
    let mut builder = Fixes::builder();
    for &(time, lat, lon) in fixes {
        builder.push(VesselId::new("503040990"), Fix::new(time, Position::new(lat, lon).unwrap()));
    }
    let mut rule = Loitering::builder();
    rule.min_duration_h(min_duration_h);
    rule.build().unwrap().find(&builder.build().into_tracks())
}

#[test]
fn speed_is_distance_over_hours_summed() {
    let Some(expectations) = expectations() else { return };
    let case =
        expectations["avg_speed_knots"].as_array().unwrap().iter().find(|case| case["note"].is_string()).unwrap();
    let sum = |key: &str| -> f64 { case["msgs"].as_array().unwrap().iter().filter_map(|msg| msg[key].as_f64()).sum() };
    let (hours, metres) = (sum("hours"), sum("meters_to_prev"));
    assert!((metres / 1852.0 / hours - case["expected"].as_f64().unwrap()).abs() < 1e-12, "their average restated");

    // The same metres and hours, sailed along a meridian in steps of half an hour.
    let degrees = metres / 110_574.3;
    let start: Timestamp = "2023-10-28T00:00:00Z".parse().unwrap();
    let steps = (hours * 2.0) as i32;
    let fixes: Vec<_> = (0..=steps)
        .map(|step| {
            let time = start + jiff::SignedDuration::from_mins(30) * step;
            (time, degrees * f64::from(step) / f64::from(steps), 148.0)
        })
        .collect();
    let stay = &stays(&fixes, 1.0)[0];
    let EventKind::Loitering(evidence) = &stay.kind else { panic!("{stay} is no loitering") };
    assert!((evidence.mean_speed_kn / case["expected"].as_f64().unwrap() - 1.0).abs() < 1e-5, "{evidence:?}");
    assert!((stay.observed_h - hours).abs() < 1e-9);
}

#[test]
fn the_event_spans_the_same_fixes_and_counts_only_its_own_step() {
    let Some(expectations) = expectations() else { return };
    let case = &expectations["event"];
    let messages = case["msgs"].as_array().unwrap();
    let fixes: Vec<_> = messages
        .iter()
        .map(|message| {
            let time = message["timestamp"].as_str().unwrap().parse().unwrap();
            (time, message["lat"].as_f64().unwrap(), message["lon"].as_f64().unwrap())
        })
        .collect();
    let found = stays(&fixes, 1.0);
    let expected = &case["expected"];
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].start, expected["loitering_start_timestamp"].as_str().unwrap().parse().unwrap());
    assert_eq!(found[0].end, Some(expected["loitering_end_timestamp"].as_str().unwrap().parse().unwrap()));
    leave_evidence("loitering events, by start and end", 1, found.len());
    let hours = expected["loitering_hours"].as_f64().unwrap();
    leave_evidence("hours of the loitering event", format!("{hours:.1}"), format!("{:.1}", found[0].observed_h));
    assert_eq!((found[0].observed_h, expected["loitering_hours"].as_f64().unwrap() > 23.0), (1.0, true));
    let EventKind::Loitering(evidence) = &found[0].kind else { panic!("{} is no loitering", found[0]) };
    assert!((evidence.distance_m - 1.107).abs() < 0.001, "1e-5 degrees of latitude, found {} m", evidence.distance_m);
}

#[test]
fn a_single_message_is_no_event() {
    let Some(expectations) = expectations() else { return };
    assert_eq!(expectations["single_message_is_not_an_event"], true);
    let noon: Timestamp = "2023-10-28T12:00:00Z".parse().unwrap();
    assert_eq!(stays(&[(noon, -20.0, 148.0)], 1e-6), []);
}
