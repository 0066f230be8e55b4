//! The shape of an event as JSON.

use super::*;

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
