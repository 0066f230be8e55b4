//! Cases of Global Fishing Watch's gap detector: messages in, gaps out.
//!
//! Their detector works in windows of days and carries open gaps from one window to the next; ours sees all messages at
//! once. So a case is one track set, of its messages and the starts of the open gaps it carries in, and the gaps compared
//! are those that become known within the case's dates: at their end, or, while open, when the silence exceeds the
//! threshold. A case in daily mode is the union over its days. Every case agrees; the one difference is listed at
//! [`fixes_before_are_counted_alike`].

use darkwake::detect::{Detector, Gap};
use darkwake::{Event, EventKind, Fix, Fixes, Position, Timestamp, VesselId};
use jiff::SignedDuration;
use serde_json::Value;

use super::leave_evidence;
use crate::support::reference;

fn cases() -> Option<Vec<Value>> {
    let path = reference("gfw/pipe-gaps.json")?;
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let groups = file["cases"].as_object().unwrap().values();
    Some(groups.flat_map(|group| group.as_array().unwrap().clone()).collect())
}

fn seconds(value: &Value) -> Timestamp {
    Timestamp::from_millisecond((value.as_f64().unwrap() * 1000.0) as i64).unwrap()
}

fn midnight(date: &str) -> Timestamp {
    format!("{date}T00:00:00Z").parse().unwrap()
}

fn dates(case: &Value, key: &str) -> Vec<Timestamp> {
    case[key].as_array().into_iter().flatten().map(|date| midnight(date.as_str().unwrap())).collect()
}

/// Every message and the start of every gap that is carried in: vessel, time, latitude. Longitudes are null there.
fn messages(case: &Value) -> Vec<(VesselId, Fix)> {
    let row = |message: &Value, time: &str, lat: &str| {
        let position = Position::new(message[lat].as_f64().unwrap(), 0.0).unwrap();
        (VesselId::new(message["ssvid"].as_str().unwrap()), Fix::new(seconds(&message[time]), position))
    };
    let list: Vec<&Value> = match &case["messages"] {
        Value::Object(days) => days.values().flat_map(|day| day.as_array().unwrap()).collect(),
        list => list.as_array().unwrap().iter().collect(),
    };
    let carried = case["open_gaps"].as_array().into_iter().flatten();
    let rows = list.into_iter().map(|message| row(message, "timestamp", "lat"));
    rows.chain(carried.map(|open| row(open, "start_timestamp", "start_lat"))).collect()
}

/// The gaps of the messages before the end of the data that become known from `from` on.
fn gaps(case: &Value, from: Timestamp, data_end: Timestamp) -> Vec<Event> {
    let threshold_h = case["threshold"].as_f64().unwrap();
    let mut fixes = Fixes::builder();
    for (vessel, fix) in messages(case).into_iter().filter(|(_, fix)| fix.time() < data_end) {
        fixes.push(vessel, fix);
    }
    let tracks = fixes.build().into_tracks().with_data_end(data_end);
    let mut gaps = Gap::builder().min_duration_h(threshold_h).build().unwrap().find(&tracks);
    let silence = SignedDuration::from_millis((threshold_h * 3_600_000.0) as i64);
    gaps.retain(|gap| gap.end.unwrap_or(gap.start + silence) >= from);
    gaps
}

/// The gaps that the case asks for: over its dates, over each of its days, or without dates over all messages; those
/// look at open gaps on the day of the last message only where they are about open gaps.
fn found(case: &Value) -> Vec<Event> {
    if let [from, to] = dates(case, "date_range")[..] {
        return gaps(case, from, to);
    }
    let day = SignedDuration::from_hours(24);
    let mut days = dates(case, "dates");
    if days.is_empty() {
        let last = messages(case).iter().map(|(_, fix)| fix.time()).max().unwrap();
        let end = midnight(&format!("{last:.0}")[..10]) + day;
        let is_about_open_gaps = case["id"].as_str().unwrap().contains("open_gap");
        let mut all = gaps(case, Timestamp::MIN, end);
        all.retain(|gap| is_about_open_gaps || gap.end.is_some());
        return all;
    }
    days.drain(..).flat_map(|date| gaps(case, date, date + day)).collect()
}

fn spans(gaps: &[Event]) -> Vec<(Timestamp, Option<Timestamp>)> {
    gaps.iter().map(|gap| (gap.start, gap.end)).collect()
}

#[test]
fn every_case_has_as_many_gaps() {
    let Some(cases) = cases() else { return };
    assert_eq!(cases.len(), 20);
    let mut counts = (0, 0);
    for case in &cases {
        let expected = match &case["expected_gaps"] {
            Value::Array(gaps) => gaps.len(),
            count => count.as_u64().unwrap() as usize,
        };
        let found = found(case);
        assert_eq!(found.len(), expected, "{}: {found:#?}", case["id"]);
        counts = (counts.0 + expected, counts.1 + found.len());
    }
    leave_evidence("gaps in 20 cases", counts.0, counts.1);
}

#[test]
fn gaps_that_are_given_by_their_times_are_found_at_those_times() {
    let Some(cases) = cases() else { return };
    let time = |value: &Value| value.as_str().map(|text| text.parse::<Timestamp>().unwrap());
    let mut compared = 0;
    for case in &cases {
        let by_map = case["expected_dt"].as_object().into_iter().flatten();
        let mut expected: Vec<_> = by_map.map(|(start, end)| (start.parse().unwrap(), time(end))).collect();
        let by_list = case["expected_gaps"].as_array().into_iter().flatten().filter_map(Value::as_array);
        expected.extend(by_list.map(|pair| (time(&pair[0]).unwrap(), time(&pair[1]))));
        if !expected.is_empty() {
            let mut spans = spans(&found(case));
            spans.sort();
            expected.sort();
            assert_eq!(spans, expected, "{}", case["id"]);
            compared += expected.len();
        }
    }
    assert_eq!(compared, 6);
    leave_evidence("gaps with start and end", compared, compared);
}

/// They count the fixes in the 12 hours before each gap. Difference: for a gap that is carried in open, they keep the
/// count with which it was carried (4 in the one case that has one), while the messages it rests on are not in the case.
#[test]
fn fixes_before_are_counted_alike() {
    let Some(cases) = cases() else { return };
    let (mut compared, mut theirs) = (0, 0);
    for case in &cases {
        let expected = case["expected_gaps"].as_array().into_iter().flatten();
        let counts = expected.filter_map(|gap| gap["positions_hours_before"].as_u64());
        let counts: Vec<u64> = counts.collect();
        if counts.is_empty() {
            continue;
        }
        let found: Vec<u64> = found(case)
            .iter()
            .map(|gap| match &gap.kind {
                EventKind::Gap(evidence) => u64::from(evidence.fixes_12h_before),
                other => panic!("{} is no gap", other.name()),
            })
            .collect();
        let carried = case["open_gaps"].as_array().map_or(0, Vec::len);
        assert_eq!(found[carried..], counts[carried..], "{}", case["id"]);
        (compared, theirs) = (compared + counts.len() - carried, theirs + counts.len());
    }
    assert_eq!(compared, 9);
    leave_evidence("fixes in the 12 h before a gap", theirs, compared);
}
