use super::*;
use crate::VesselId;

/// Two gaps of one ship, an open one of another, a stay, an encounter, and a decoy.
fn truth() -> Truth {
    let event = |behaviour: &str, vessel: &str, start: &str, end: Option<&str>| {
        serde_json::json!({"type": behaviour, "vessel": vessel, "hull": 0, "start": start, "end": end,
            "lat": 36.0, "lon": 130.0, "tolerance_s": 600})
    };
    let mut meeting = event("encounter", "440000002", "2024-05-01T10:00:00Z", Some("2024-05-01T14:00:00Z"));
    meeting["other_vessel"] = "440000003".into();
    let truth = serde_json::json!({
        "seed": 0, "data_start": "2024-05-01T00:00:00Z", "data_end": "2024-05-03T00:00:00Z",
        "covers": ["gap", "loitering", "encounter"],
        "events": [
            event("gap", "440000001", "2024-05-01T00:00:00Z", Some("2024-05-01T10:00:00Z")),
            event("gap", "440000001", "2024-05-02T00:00:00Z", Some("2024-05-02T10:00:00Z")),
            event("gap", "440000002", "2024-05-02T12:00:00Z", None),
            event("loitering", "440000002", "2024-05-01T00:00:00Z", Some("2024-05-01T09:00:00Z")),
            meeting,
        ],
        "decoys": [{"type": "loitering", "vessel": "440000001", "start": "2024-05-01T12:00:00Z",
            "end": "2024-05-01T20:00:00Z", "why": "trawling"}],
    });
    Truth::from_json(&truth.to_string()).unwrap()
}

fn found(behaviour: &str, vessel: &str, start: &str, end: Option<&str>) -> ScoredEvent {
    serde_json::from_value(serde_json::json!({"type": behaviour, "vessel": vessel, "start": start, "end": end,
        "other_vessel": (behaviour == "encounter").then_some("440000009"), "lat": 36.0, "lon": 130.0}))
    .unwrap()
}

/// Truths, events, matched, pieces of a row.
fn counts(scores: &Scores, row: &str) -> (usize, usize, usize, usize) {
    let score = scores.get(row).unwrap();
    (score.truths, score.events, score.matched, score.in_pieces)
}

#[test]
fn nothing_found_is_nothing_false_and_everything_missed() {
    let scores = score(&[], &truth());
    let gap = scores.get("gap").unwrap();
    assert_eq!((gap.precision, gap.recall, gap.misses.len()), (1.0, 0.0, 2));
    assert_eq!(gap.start_error_s, BoundaryError::default());
}

#[test]
fn a_miss_a_false_alarm_and_boundary_errors_are_counted() {
    let events = [
        found("gap", "440000001", "2024-05-01T00:05:00Z", Some("2024-05-01T09:00:00Z")),
        found("gap", "440000009", "2024-05-02T00:00:00Z", Some("2024-05-02T10:00:00Z")),
        found("loitering", "440000001", "2024-05-01T13:00:00Z", Some("2024-05-01T16:00:00Z")),
        found("port_visit", "440000001", "2024-05-01T13:00:00Z", Some("2024-05-01T16:00:00Z")),
    ];
    let scores = score(&events, &truth());
    let gap = scores.get("gap").unwrap();
    assert_eq!(counts(&scores, "gap"), (2, 2, 1, 0));
    assert_eq!((gap.precision, gap.recall, gap.beyond_tolerance), (0.5, 0.5, 1));
    assert_eq!((gap.start_error_s.median_s, gap.end_error_s.max_s), (Some(300.0), Some(3600.0)));
    assert_eq!(gap.misses[0].start, "2024-05-02T00:00:00Z".parse().unwrap());
    assert_eq!(gap.false_alarms[0].event.vessel, VesselId::new("440000009"));
    assert_eq!(scores.get("loitering").unwrap().false_alarms[0].why.as_deref(), Some("trawling"));
    assert_eq!(scores.not_judged, BTreeMap::from([("port_visit".to_owned(), 1)]));
}

#[test]
fn a_stay_in_pieces_is_counted_as_such() {
    let piece = |start, end| found("loitering", "440000002", start, Some(end));
    let long_and_short =
        [piece("2024-05-01T00:00:00Z", "2024-05-01T06:00:00Z"), piece("2024-05-01T06:30:00Z", "2024-05-01T09:00:00Z")];
    assert_eq!(counts(&score(&long_and_short, &truth()), "loitering"), (1, 2, 1, 1));
    let thirds = [
        piece("2024-05-01T00:00:00Z", "2024-05-01T03:00:00Z"),
        piece("2024-05-01T03:00:00Z", "2024-05-01T06:00:00Z"),
        piece("2024-05-01T06:00:00Z", "2024-05-01T09:00:00Z"),
    ];
    assert_eq!(counts(&score(&thirds, &truth()), "loitering"), (1, 3, 0, 1));
}

#[test]
fn a_stay_near_the_shore_may_be_found_and_need_not_be() {
    let mut truth = truth();
    let stay = truth.events.iter_mut().find(|event| event.behaviour == Behaviour::Loitering).unwrap();
    stay.near_shore = true;
    let event = found("loitering", "440000002", "2024-05-01T00:00:00Z", Some("2024-05-01T09:00:00Z"));
    for (events, counts) in [(vec![event], (1, 1, 1, 0)), (vec![], (0, 0, 0, 1))] {
        let scores = score(&events, &truth);
        let row = scores.get("loitering").unwrap();
        assert_eq!((row.truths, row.events, row.matched, row.left_out), counts);
        assert_eq!((row.precision, row.recall, row.misses.len()), (1.0, 1.0, 0));
    }
    let elsewhere = found("loitering", "440000001", "2024-05-01T00:00:00Z", Some("2024-05-01T09:00:00Z"));
    let scores = score(&[elsewhere], &truth);
    assert_eq!(scores.get("loitering").unwrap().precision, 0.0, "what is no true event stays a false alarm");
}

#[test]
fn one_event_over_two_truths_matches_neither() {
    let whole = found("gap", "440000001", "2024-05-01T00:00:00Z", Some("2024-05-02T10:00:00Z"));
    assert_eq!(counts(&score(&[whole], &truth()), "gap"), (2, 1, 0, 0));
}

#[test]
fn an_open_gap_is_not_a_closed_one() {
    let closed = found("gap", "440000002", "2024-05-02T12:00:00Z", Some("2024-05-03T00:00:00Z"));
    let scores = score(std::slice::from_ref(&closed), &truth());
    assert_eq!(counts(&scores, "gap (open)"), (1, 0, 0, 0));
    assert_eq!(counts(&scores, "gap"), (2, 1, 0, 0));
    let open = ScoredEvent { end: None, ..closed };
    assert_eq!(counts(&score(&[open], &truth()), "gap (open)"), (1, 1, 1, 0));
}

#[test]
fn an_encounter_is_the_same_seen_from_either_ship_but_not_with_another() {
    let (start, end) = ("2024-05-01T10:00:00Z", Some("2024-05-01T14:00:00Z"));
    let with = |vessel, other| ScoredEvent {
        other_vessel: Some(VesselId::new(other)),
        ..found("encounter", vessel, start, end)
    };
    let matched = |event| counts(&score(&[event], &truth()), "encounter").2;
    assert_eq!(matched(with("440000002", "440000003")), 1);
    assert_eq!(matched(with("440000003", "440000002")), 1);
    assert_eq!(matched(with("440000002", "440000004")), 0);
    assert_eq!(matched(ScoredEvent { other_vessel: None, ..with("440000002", "440000003") }), 0);
}

#[test]
fn a_part_of_a_true_event_is_told_from_a_false_one() {
    let part = found("loitering", "440000002", "2024-05-01T01:00:00Z", Some("2024-05-01T04:00:00Z"));
    let elsewhere = found("loitering", "440000002", "2024-05-02T01:00:00Z", Some("2024-05-02T04:00:00Z"));
    let scores = score(&[part, elsewhere], &truth());
    let stays = scores.get("loitering").unwrap();
    assert_eq!((stays.matched, stays.parts, stays.false_alarms.len()), (0, 1, 2));
    assert_eq!(stays.false_alarms[0].why.as_deref(), Some("a part of a true event"));
}

#[test]
fn the_scores_of_two_seas_add_up() {
    let gap = found("gap", "440000001", "2024-05-01T00:00:00Z", Some("2024-05-01T10:00:00Z"));
    let sure = ScoredEvent { probability: Some(0.9), ..gap.clone() };
    let (one, other) = (score(&[gap], &truth()), score(&[sure], &truth()));
    let all = Scores::of_all([&one, &other]);
    let gaps = all.get("gap").unwrap();
    assert_eq!((gaps.truths, gaps.events, gaps.matched, gaps.misses.len()), (4, 2, 2, 2));
    assert_eq!((gaps.precision, gaps.recall), (1.0, 0.5));
    assert_eq!(gaps.calibration.as_ref().map(|stated| (stated.events, stated.right)), Some((1, 1.0)));
    assert_eq!(Scores::of_all([&one]).get("gap"), one.get("gap"));
}

#[test]
fn who_calls_a_silence_deliberate_is_held_to_its_cause() {
    let mut truth = truth();
    truth.events[0].cause = Some(crate::scenario::Cause::Deliberate);
    truth.events[1].cause = Some(crate::scenario::Cause::Outage);
    let called = |start, end| ScoredEvent {
        verdict: Some("likely_deliberate".to_owned()),
        ..found("gap", "440000001", start, Some(end))
    };
    let right = called("2024-05-01T00:00:00Z", "2024-05-01T10:00:00Z");
    let wrong = called("2024-05-02T00:00:00Z", "2024-05-02T10:00:00Z");
    let accusations = score(&[right, wrong], &truth).accusations;
    assert_eq!((accusations.asked, accusations.called, accusations.right), (1, 2, 1));
    assert_eq!((accusations.precision, accusations.recall), (0.5, 1.0));
}

#[test]
fn lines_that_are_no_events_are_named() {
    let line = r#"{"id":"x","type":"gap","mmsi":1,"vessel":"1","hull":0,"start":"2024-05-01T00:00:00.000Z","end":null,"lat":1,"lon":2,"evidence":{}}"#;
    let events = ScoredEvent::read_jsonl(&format!("{line}\n\n{line}\n")).unwrap();
    assert_eq!((events.len(), events[0].end), (2, None));
    let error = ScoredEvent::read_jsonl(&format!("{line}\n[1]\n")).unwrap_err();
    assert!(error.to_string().starts_with("reading events, line 2:"), "{error}");
}
