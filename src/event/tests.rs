//! What other programs rely on: the shape of an event as JSON, the stability of its id, the order of events.

use proptest::prelude::*;

use super::*;
use crate::event::identity_conflict::tests::identity_conflict;
use crate::event::impossible_position::tests::impossible_position;
use crate::event::port_visit::tests::port_visit;
use crate::event::position_jump::tests::position_jump;
use crate::fix::rfc3339;

fn fix(time_ms: i64, lat_deg: f64, lon_deg: f64) -> Fix {
    Fix::at_ms(time_ms, Position::new(lat_deg, lon_deg).unwrap())
}

/// 2018-12-25T11:40:42Z.
const OFF_MS: i64 = 1_545_738_042_000;
/// 2018-12-26T04:25:31Z.
const ON_MS: i64 = 1_545_798_331_000;

fn gap() -> Event {
    let vessel = VesselId::new("440123456");
    let (off, on) = (fix(OFF_MS, 44.5, -177.25).with_sog_kn(9.5), fix(ON_MS, 44.25, 179.5));
    let kind = EventKind::Gap(GapEvidence {
        off,
        on: Some(on),
        distance_m: Some(260_451.2),
        implied_speed_kn: Some(8.4),
        fixes_12h_before: 14,
        on_after_data_end: false,
        previous_gap_end: None,
        next_gap_start: Some(Timestamp::from_millisecond(ON_MS + 3_600_000).unwrap()),
        welch2022: None,
        reason: Some(UndeterminedReason::NoReceptionModel),
        positions_per_ship_day: None,
        reception: None,
        could_have: None,
    });
    let event = Event::between(&vessel, 0, (&off).into(), (&on).into(), kind);
    Event { observed_h: 0.0, verdict: Some(Verdict::Undetermined), ..event }
}

fn open_gap() -> Event {
    let mut event = gap();
    (event.end, event.end_position) = (None, None);
    let EventKind::Gap(evidence) = &mut event.kind else { unreachable!("gap() makes a gap") };
    (evidence.on, evidence.distance_m, evidence.implied_speed_kn) = (None, None, None);
    event
}

fn loitering() -> Event {
    let vessel = VesselId::new("선박-7f3a");
    let (first, last) = (fix(OFF_MS + 123, -0.0, 180.0), fix(OFF_MS + 7_200_123, 0.25, 180.0));
    let kind = EventKind::Loitering(LoiteringEvidence {
        fixes: 21,
        distance_m: 1234.5,
        net_distance_m: 308.6,
        mean_speed_kn: 0.38,
        baseline_speed_kn: 0.31,
        confinement_radius_m: 310.0,
        straightness: 0.25,
        moored_or_anchored: false,
        mean_distance_from_shore_m: Some(51_000.0),
        min_distance_from_shore_m: Some(50_500.0),
        distance_from_port_m: None,
        cut_at_start: true,
        cut_at_end: false,
    });
    let whereabouts = |shore_m| Whereabouts {
        distance_from_shore_m: Some(shore_m),
        distance_from_port_m: Some(92_000.0),
        port: Some("Suva".to_owned()),
    };
    let region = RegionName { category: Some("eez".to_owned()), id: Some("8325".to_owned()), name: "Fiji".to_owned() };
    let surroundings =
        Surroundings { start: whereabouts(50_500.0), end: Some(whereabouts(51_500.0)), regions: vec![region] };
    Event {
        observed_h: 1.75,
        position: Position::new(0.125, 180.0).unwrap(),
        surroundings: Some(Box::new(surroundings)),
        ..Event::between(&vessel, 2, (&first).into(), (&last).into(), kind)
    }
}

fn encounter() -> Event {
    let (a, b) = (VesselId::new("440123456"), VesselId::new("선박-7f3a"));
    let place = |lat_deg, lon_deg| Position::new(lat_deg, lon_deg).unwrap();
    let start = Moment { time_ms: OFF_MS, position: place(-18.0, 179.999) };
    let end = Moment { time_ms: ON_MS, position: place(-18.0, -179.999) };
    let (other_start, other_end) = (place(-18.001, 179.999), place(-18.001, -179.999));
    let kind = EventKind::Encounter(EncounterEvidence {
        within_h: 15.5,
        spans_within: 2,
        least_distance_m: 28.5,
        median_distance_m: 109.25,
        mean_distance_m: 120.0,
        median_speed_kn: 0.466,
        other_median_speed_kn: 0.51,
        fixes_within: 40,
        other_fixes_within: 21,
        type_pair: "cargo-fishing".to_owned(),
        ship_class: "fishing".to_owned(),
        other_ship_class: "cargo".to_owned(),
        other_start,
        other_end,
        distance_from_port_m: Some(81_500.0),
        silent_between: true,
        cut_at_start: false,
        cut_at_end: true,
    });
    Event {
        id: EventId::of_two(EventType::Encounter, &a, start, (&b, other_start)),
        other: Some(OtherShip { vessel: b, hull: 1 }),
        observed_h: 16.0,
        position: place(-18.000_5, 180.0),
        ..Event::between(&a, 0, start, end, kind)
    }
}

fn gathering() -> Event {
    let ship = |name: &str, hull| OtherShip { vessel: VesselId::new(name), hull };
    let start = Moment { time_ms: OFF_MS, position: Position::new(38.5, 131.0).unwrap() };
    let end = Moment { time_ms: ON_MS, position: Position::new(38.5, 131.001).unwrap() };
    let kind = EventKind::Gathering(GatheringEvidence {
        members: 3,
        crowded: 1,
        most_at_once: 2,
        most_pairs_at_once: 1,
        radius_m: 840.0,
        distance_from_port_m: None,
        cut_at_start: true,
        cut_at_end: false,
        hulls: vec![ship("440123456", 0), ship("440123457", 0), ship("선박-7f3a", 1)],
    });
    Event::between(&VesselId::new("440123456"), 0, start, end, kind)
}

#[test]
fn the_id_is_the_hash_that_other_programs_compute() {
    // In Python: sha256(type + b"\0" + vessel + b"\0" + struct.pack("<qdd", ms, lat, lon)).hexdigest()[:32].
    assert_eq!(gap().id.to_string(), "de6bcbdc78fb1cf8dfd7a00691a40b0e");
    assert_eq!(loitering().id.to_string(), "5125a08e144fd1f3f0f7a36710eec7b3");
}

#[test]
fn the_id_of_a_meeting_knows_both_ships() {
    // In Python, appended to the above: vessel + b"\0" + struct.pack("<dd", lat, lon) of the other.
    let (a, b) = (VesselId::new("440123456"), VesselId::new("440123457"));
    let start = Moment { time_ms: OFF_MS, position: Position::new(44.5, -177.25).unwrap() };
    let there = Position::new(44.5, -177.251).unwrap();
    let id = EventId::of_two(EventType::Gap, &a, start, (&b, there));
    assert_eq!(id.to_string(), "36614774274e1dc1293f9e37fb47b9e9");
    assert_ne!(id, EventId::of_two(EventType::Gap, &a, start, (&a, there)));
    assert_ne!(id, EventId::of_two(EventType::Gap, &a, start, (&b, start.position)));
}

#[test]
fn the_id_of_a_visit_knows_the_zone_and_whether_it_was_seen() {
    // In Python, appended to the above: name + b"\0" + id + b"\0" + bytes([possible]).
    let vessel = VesselId::new("440123456");
    let start = Moment { time_ms: OFF_MS, position: Position::new(44.5, -177.25).unwrap() };
    let region = |id: Option<&str>| RegionName { category: None, id: id.map(str::to_owned), name: "Fiji".to_owned() };
    let seen = EventId::in_zone(&vessel, start, &region(Some("8325")), false);
    assert_eq!(seen.to_string(), "9e3c0c2956f4fe4e26507738eff847be");
    assert_eq!(EventId::in_zone(&vessel, start, &region(None), true).to_string(), "7657331dc0719b7a9b017043c1e27725");
}

#[test]
fn the_id_knows_neither_hull_nor_end_nor_evidence() {
    assert_eq!(gap().id, open_gap().id);
    let vessel = VesselId::new("440123456");
    let start = fix(OFF_MS, 44.5, -177.25);
    let id = EventId::new(EventType::Gap, &vessel, (&start).into());
    assert_eq!(id, EventId::new(EventType::Gap, &vessel, (&start.with_sog_kn(3.0).with_cog_deg(90.0)).into()));
    for other in [
        EventId::new(EventType::Loitering, &vessel, (&start).into()),
        EventId::new(EventType::Gap, &VesselId::new("440123457"), (&start).into()),
        EventId::new(EventType::Gap, &vessel, (&fix(OFF_MS + 1, 44.5, -177.25)).into()),
        EventId::new(EventType::Gap, &vessel, (&fix(OFF_MS, 44.500_001, -177.25)).into()),
        EventId::new(EventType::Gap, &vessel, (&fix(OFF_MS, 44.5, -177.250_001)).into()),
    ] {
        assert_ne!(id, other);
    }
    let at = |lat, lon| EventId::new(EventType::Gap, &vessel, (&fix(OFF_MS, lat, lon)).into());
    assert_eq!(at(0.0, -0.0), at(-0.0, 0.0));
}

fn zone_visit(possible: bool) -> Event {
    let vessel = VesselId::new("440123456");
    let (first, last) = (fix(OFF_MS, 44.5, -177.25), fix(ON_MS, 44.25, 179.5));
    let kind = EventKind::ZoneVisit(ZoneVisitEvidence {
        zone: "Fiji".to_owned(),
        zone_id: Some("8325".to_owned()),
        zone_category: None,
        possible,
        inside_h: if possible { 0.0 } else { 2.25 },
        fixes_inside: if possible { 0 } else { 27 },
        distance_m: if possible { 0.0 } else { 15_123.456 },
        mean_speed_kn: (!possible).then_some(3.63),
        excursions: 0,
        cut_at_start: !possible,
        cut_at_end: false,
        at_most_inside_h: possible.then_some(7.125),
        way_over_zone_m: possible.then_some(98_765.4),
        reach_speed_kn: possible.then_some(11.5),
    });
    Event::between(&vessel, 0, (&first).into(), (&last).into(), kind)
}

#[test]
fn the_evidence_of_visits_as_json() {
    let evidence = |possible| serde_json::to_value(zone_visit(possible)).unwrap()["evidence"].to_string();
    insta::assert_snapshot!(evidence(false), @r#"{"at_most_inside_h":null,"cut_at_end":false,"cut_at_start":true,"distance_m":15123.456,"excursions":0,"fixes_inside":27,"inside_h":2.25,"mean_speed_kn":3.63,"possible":false,"reach_speed_kn":null,"way_over_zone_m":null,"zone":"Fiji","zone_category":null,"zone_id":"8325"}"#);
    insta::assert_snapshot!(evidence(true), @r#"{"at_most_inside_h":7.125,"cut_at_end":false,"cut_at_start":false,"distance_m":0.0,"excursions":0,"fixes_inside":0,"inside_h":0.0,"mean_speed_kn":null,"possible":true,"reach_speed_kn":11.5,"way_over_zone_m":98765.4,"zone":"Fiji","zone_category":null,"zone_id":"8325"}"#);
    assert!(zone_visit(true).is_possible() && !zone_visit(false).is_possible() && !gap().is_possible());
}

#[test]
fn a_gap_as_json() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&gap()).unwrap(), @r#"
    {
      "id": "de6bcbdc78fb1cf8dfd7a00691a40b0e",
      "type": "gap",
      "mmsi": 440123456,
      "vessel": "440123456",
      "hull": 0,
      "start": "2018-12-25T11:40:42.000Z",
      "end": "2018-12-26T04:25:31.000Z",
      "duration_h": 16.746944444444445,
      "observed_h": 0.0,
      "lat": 44.5,
      "lon": -177.25,
      "start_lat": 44.5,
      "start_lon": -177.25,
      "end_lat": 44.25,
      "end_lon": 179.5,
      "verdict": "undetermined",
      "evidence": {
        "off": {
          "time": "2018-12-25T11:40:42.000Z",
          "lat": 44.5,
          "lon": -177.25,
          "sog_kn": 9.5,
          "cog_deg": null,
          "heading_deg": null,
          "status": null
        },
        "on": {
          "time": "2018-12-26T04:25:31.000Z",
          "lat": 44.25,
          "lon": 179.5,
          "sog_kn": null,
          "cog_deg": null,
          "heading_deg": null,
          "status": null
        },
        "distance_m": 260451.2,
        "implied_speed_kn": 8.4,
        "fixes_12h_before": 14,
        "on_after_data_end": false,
        "previous_gap_end": null,
        "next_gap_start": "2018-12-26T05:25:31.000Z",
        "welch2022": null,
        "reason": "no_reception_model",
        "positions_per_ship_day": null,
        "reception": null,
        "could_have": null
      }
    }
    "#);
}

#[test]
fn a_loitering_as_json() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&loitering()).unwrap(), @r#"
    {
      "id": "5125a08e144fd1f3f0f7a36710eec7b3",
      "type": "loitering",
      "mmsi": null,
      "vessel": "선박-7f3a",
      "hull": 2,
      "start": "2018-12-25T11:40:42.123Z",
      "end": "2018-12-25T13:40:42.123Z",
      "duration_h": 2.0,
      "observed_h": 1.75,
      "lat": 0.125,
      "lon": 180.0,
      "start_lat": -0.0,
      "start_lon": 180.0,
      "end_lat": 0.25,
      "end_lon": 180.0,
      "surroundings": {
        "start": {
          "distance_from_shore_m": 50500.0,
          "distance_from_port_m": 92000.0,
          "port": "Suva"
        },
        "end": {
          "distance_from_shore_m": 51500.0,
          "distance_from_port_m": 92000.0,
          "port": "Suva"
        },
        "regions": [
          {
            "category": "eez",
            "id": "8325",
            "name": "Fiji"
          }
        ]
      },
      "evidence": {
        "fixes": 21,
        "distance_m": 1234.5,
        "net_distance_m": 308.6,
        "mean_speed_kn": 0.38,
        "baseline_speed_kn": 0.31,
        "confinement_radius_m": 310.0,
        "straightness": 0.25,
        "moored_or_anchored": false,
        "mean_distance_from_shore_m": 51000.0,
        "min_distance_from_shore_m": 50500.0,
        "distance_from_port_m": null,
        "cut_at_start": true,
        "cut_at_end": false
      }
    }
    "#);
}

#[test]
fn an_open_gap_says_null() {
    let json = serde_json::to_value(open_gap()).unwrap();
    for (place, value) in [
        ("end", &json["end"]),
        ("on", &json["evidence"]["on"]),
        ("distance_m", &json["evidence"]["distance_m"]),
        ("implied_speed_kn", &json["evidence"]["implied_speed_kn"]),
    ] {
        assert!(value.is_null(), "{place}: {value}");
    }
    let keys = |value: &serde_json::Value| value.as_object().map(|object| object.keys().cloned().collect::<Vec<_>>());
    let closed = serde_json::to_value(gap()).unwrap();
    assert_eq!(keys(&json), keys(&closed));
    assert_eq!(keys(&json["evidence"]), keys(&closed["evidence"]));
}

#[test]
fn an_encounter_as_json() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&encounter()).unwrap(), @r#"
    {
      "id": "391bedec386e92b2cbd7631c4d356da8",
      "type": "encounter",
      "mmsi": 440123456,
      "vessel": "440123456",
      "hull": 0,
      "other_mmsi": null,
      "other_vessel": "선박-7f3a",
      "other_hull": 1,
      "start": "2018-12-25T11:40:42.000Z",
      "end": "2018-12-26T04:25:31.000Z",
      "duration_h": 16.746944444444445,
      "observed_h": 16.0,
      "lat": -18.0005,
      "lon": 180.0,
      "start_lat": -18.0,
      "start_lon": 179.999,
      "end_lat": -18.0,
      "end_lon": -179.999,
      "evidence": {
        "within_h": 15.5,
        "spans_within": 2,
        "least_distance_m": 28.5,
        "median_distance_m": 109.25,
        "mean_distance_m": 120.0,
        "median_speed_kn": 0.466,
        "other_median_speed_kn": 0.51,
        "fixes_within": 40,
        "other_fixes_within": 21,
        "type_pair": "cargo-fishing",
        "ship_class": "fishing",
        "other_ship_class": "cargo",
        "other_start": {
          "lat": -18.001,
          "lon": 179.999
        },
        "other_end": {
          "lat": -18.001,
          "lon": -179.999
        },
        "distance_from_port_m": 81500.0,
        "silent_between": true,
        "cut_at_start": false,
        "cut_at_end": true
      }
    }
    "#);
}

#[test]
fn a_gathering_as_json() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&gathering()).unwrap(), @r#"
    {
      "id": "9f1858c36e04139e3e1577d56d3eb3c4",
      "type": "gathering",
      "mmsi": 440123456,
      "vessel": "440123456",
      "hull": 0,
      "start": "2018-12-25T11:40:42.000Z",
      "end": "2018-12-26T04:25:31.000Z",
      "duration_h": 16.746944444444445,
      "observed_h": 16.746944444444445,
      "lat": 38.5,
      "lon": 131.0,
      "start_lat": 38.5,
      "start_lon": 131.0,
      "end_lat": 38.5,
      "end_lon": 131.001,
      "evidence": {
        "members": 3,
        "crowded": 1,
        "most_at_once": 2,
        "most_pairs_at_once": 1,
        "radius_m": 840.0,
        "distance_from_port_m": null,
        "cut_at_start": true,
        "cut_at_end": false,
        "hulls": [
          {
            "vessel": "440123456",
            "hull": 0
          },
          {
            "vessel": "440123457",
            "hull": 0
          },
          {
            "vessel": "선박-7f3a",
            "hull": 1
          }
        ]
      }
    }
    "#);
}

#[test]
fn every_ship_that_took_part_is_told_once() {
    let told =
        |event: &Event| -> Vec<String> { event.hulls().map(|(vessel, hull)| format!("{vessel}#{hull}")).collect() };
    assert_eq!(told(&gap()), ["440123456#0"]);
    assert_eq!(told(&encounter()), ["440123456#0", "선박-7f3a#1"]);
    assert_eq!(told(&gathering()), ["440123456#0", "440123457#0", "선박-7f3a#1"]);
}

#[test]
fn events_survive_json() {
    let conflicts = [identity_conflict(), impossible_position(ImpossibleCause::OnLand), position_jump()];
    let all = [gap(), open_gap(), loitering(), encounter(), gathering(), zone_visit(false), zone_visit(true)];
    for event in all.into_iter().chain(conflicts) {
        let json = serde_json::to_string(&event).unwrap();
        let back: Event = serde_json::from_str(&json).unwrap();
        assert_eq!(back, event);
        assert_eq!(serde_json::to_string(&back).unwrap(), json);
    }
}

#[test]
fn times_have_three_decimals() {
    for (ms, text) in [
        (OFF_MS, "2018-12-25T11:40:42.000Z"),
        (OFF_MS + 7, "2018-12-25T11:40:42.007Z"),
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
    ] {
        assert_eq!(rfc3339(Timestamp::from_millisecond(ms).unwrap()), text);
    }
}

#[test]
fn what_is_no_event() {
    let broken = |key: &str, value: serde_json::Value| {
        let mut json = serde_json::to_value(gap()).unwrap();
        json[key] = value;
        serde_json::from_value::<Event>(json).unwrap_err().to_string()
    };
    insta::assert_snapshot!(broken("lat", 90.5.into()), @"position 90.5, -177.25 is out of range");
    insta::assert_snapshot!(
        broken("id", "+2345678901234567890123456789012".into()),
        @r#"an event id is 32 hexadecimal digits, found "+2345678901234567890123456789012""#
    );
    insta::assert_snapshot!(broken("evidence", serde_json::json!({})), @"missing field `off`");
    assert!(broken("type", "Gap".into()).starts_with("unknown variant `Gap`, expected"));
}

#[test]
fn every_type_has_its_name_everywhere() {
    for event_type in EventType::ALL {
        assert_eq!(serde_json::to_value(event_type).unwrap(), event_type.name());
    }
    assert!(EventType::ALL.map(EventType::name).is_sorted());
    let all = [
        encounter(),
        gap(),
        gathering(),
        identity_conflict(),
        impossible_position(ImpossibleCause::Frozen),
        loitering(),
        port_visit(false),
        position_jump(),
        zone_visit(false),
    ];
    assert_eq!(all.map(|event| event.type_name()), EventType::ALL.map(EventType::name));
    assert_eq!([gap(), loitering()].map(|event| event.mmsi().map(Mmsi::get)), [Some(440_123_456), None]);
}

#[test]
fn a_line_for_the_eye() {
    insta::assert_snapshot!(
        gap(),
        @"gap       440123456#0 2018-12-25T11:40:42Z to 2018-12-26T04:25:31Z, 16.7 h at 44.5000, -177.2500: reappeared 260.5 km away, 8.4 kn implied; 14 fixes in the 12 h before"
    );
    insta::assert_snapshot!(
        open_gap(),
        @"gap       440123456#0 2018-12-25T11:40:42Z to open, 16.7 h at 44.5000, -177.2500; 14 fixes in the 12 h before"
    );
    insta::assert_snapshot!(
        loitering(),
        @"loitering 선박-7f3a#2 2018-12-25T11:40:42Z to 2018-12-25T13:40:42Z, 2.0 h at 0.1250, 180.0000: 1.8 h observed, within 310 m, mean 0.38 kn, 51 km from shore"
    );
    insta::assert_snapshot!(encounter(), @"encounter 440123456#0 and 선박-7f3a#1 2018-12-25T11:40:42Z to 2018-12-26T04:25:31Z, 16.7 h at -18.0005, 180.0000: cargo-fishing, 15.5 h within the distance, median 109 m, at 0.47 and 0.51 kn, 82 km from port");
    insta::assert_snapshot!(gathering(), @"gathering 440123456#0 2018-12-25T11:40:42Z to 2018-12-26T04:25:31Z, 16.7 h at 38.5000, 131.0000: 3 ships, 2 at once, within 840 m");
}

#[test]
fn a_line_for_the_eye_of_visits() {
    insta::assert_snapshot!(zone_visit(false), @"zone_visit 440123456#0 2018-12-25T11:40:42Z to 2018-12-26T04:25:31Z, 16.7 h at 44.5000, -177.2500: in Fiji, 2.25 h inside, 27 fixes, mean 3.6 kn");
    insta::assert_snapshot!(zone_visit(true), @"zone_visit 440123456#0 2018-12-25T11:40:42Z to 2018-12-26T04:25:31Z, 16.7 h at 44.5000, -177.2500: possibly in Fiji, unseen, for at most 7.1 h");
}

proptest! {
    #[test]
    fn order_is_start_type_mmsi_vessel_hull_id(
        shuffled in prop::collection::vec((0..3_i64, any::<bool>(), 0..4_usize, 0..2_u32, 0..3_u32), 0..24),
    ) {
        let vessels = ["999", "440123456", "1000000000", "a"];
        let mut events: Vec<Event> = shuffled
            .into_iter()
            .map(|(start_s, is_gap, vessel, hull, place)| {
                let mut event = if is_gap { gap() } else { loitering() };
                event.vessel = VesselId::new(vessels[vessel]);
                (event.hull, event.start) = (hull, Timestamp::from_second(start_s).unwrap());
                let start = fix(start_s * 1000, f64::from(place), 0.0);
                let event_type = if is_gap { EventType::Gap } else { EventType::Loitering };
                event.id = EventId::new(event_type, &event.vessel, (&start).into());
                event
            })
            .collect();
        Event::sort(&mut events);
        let keys: Vec<_> = events
            .iter()
            .map(|event| {
                // An identity without a number comes after every number; texts go by their bytes.
                let mmsi = event.mmsi().map_or(u32::MAX, Mmsi::get);
                let (vessel, id) = (event.vessel.to_string(), event.id.to_string());
                (event.start.as_second(), event.type_name(), mmsi, vessel, event.hull, id)
            })
            .collect();
        prop_assert!(keys.is_sorted(), "{keys:?}");
    }
}
