//! Hand-made events and tracks for the tests of the outputs.

use serde_json::{Value, json};

use crate::{Event, Fix, Fixes, NavStatus, Position, TrackSet, VesselFacts, VesselId};

fn event(fields: Value) -> Event {
    serde_json::from_value(fields).unwrap()
}

/// A gap across the antimeridian, an open gap of a vessel with an odd name, a stay, a meeting, a crowd, a visit to a port, one to a zone
/// with a silence after it, a conflict of two ships under one identity, a jump, and a frozen position; in the order of every output.
pub(crate) fn events() -> Vec<Event> {
    let mut events = vec![gap(), open_gap(), stay(), meeting(), crowd(), zone_visit(), possible_zone_visit()];
    events.extend([conflict(), jump(), frozen(), port_visit()]);
    Event::sort(&mut events);
    events
}

fn reception_evidence(afterwards: Option<u32>) -> serde_json::Value {
    json!({
        "p_chance": 0.000_001_234_567_8, "expected_by_chance": 0.123_456_789, "heard_hours": 100_000, "hours": 16,
        "supported_hours": 15, "outage_hours": 1, "mean_other_hulls": 4.5, "mean_reception": 0.812_345_678,
        "own_reception": 1.0, "own_hours": 40, "places_without_others": 0,
        "silent_together": 2, "silent_together_expected": 0.25, "silent_together_p_chance": 0.026_499_02,
        "silent_together_hours": 0, "expected_by_chance_apart": 0.123_456_789,
        "heard_afterwards": afterwards, "others_near_off": afterwards, "others_lost": afterwards
    })
}

fn gap() -> Event {
    event(json!({
        "id": "00112233445566778899aabbccddeeff", "type": "gap", "mmsi": 440123456, "vessel": "440123456", "hull": 0,
        "start": "2024-05-01T11:40:42Z", "end": "2024-05-02T04:25:31.250Z",
        "duration_h": 16.746_944_444, "observed_h": 0.0, "lat": -18.0, "lon": 179.5,
        "start_lat": -18.0, "start_lon": 179.5, "end_lat": -18.5, "end_lon": -179.5, "verdict": "undetermined",
        "evidence": {
            "off": {"time": "2024-05-01T11:40:42Z", "lat": -18.0, "lon": 179.5, "sog_kn": 9.8, "cog_deg": 98.4,
                    "heading_deg": 97.0, "status": 7},
            "on": {"time": "2024-05-02T04:25:31.25Z", "lat": -18.5, "lon": -179.5, "sog_kn": 3.25, "cog_deg": 12.0,
                   "heading_deg": 11.0, "status": 0},
            "distance_m": 119_436.271_8, "implied_speed_kn": 3.851_234, "fixes_12h_before": 144,
            "on_after_data_end": false, "previous_gap_end": "2024-04-29T01:00:00Z",
            "next_gap_start": "2024-05-07T00:00:00Z", "welch2022": false, "reason": "no_reception_model",
            "positions_per_ship_day": 12.345_678_9,
            "reception": reception_evidence(None),
            "could_have": could_have()
        }
    }))
}

fn could_have() -> Value {
    json!({
        "reach_speed_kn": 11.5, "time_h": 16.746_944_444, "way_m": 356_676.4, "zones_in_reach": 1,
        "zones": [{"name": "Fiji", "id": "8325", "category": "eez", "distance_m": 0.0,
                   "earliest": "2024-05-01T11:40:42Z", "at_most_h": 16.746_944_444}],
        "ports_in_reach": 2,
        "ports": [{"name": "Savusavu", "id": "56210", "country": "FJ", "distance_m": 98_765.43,
                   "earliest": "2024-05-01T15:50:12Z", "at_most_h": 5.125}],
        "seen_ships_in_reach": 1,
        "seen_ships": [{"vessel": "366999001", "hull": 0, "gap": null, "earliest": "2024-05-01T14:00:00Z", "at_most_h": 2.5,
                        "slow_h": 1.5, "lat": -18.0, "lon": -179.75, "score": 0.095_5}],
        "silent_ships_in_reach": 3,
        "silent_ships": [{"vessel": "@ship, \"7\"", "hull": 1, "gap": "0f112233445566778899aabbccddeeff",
                          "earliest": "2024-05-01T14:00:00Z", "at_most_h": 9.75, "slow_h": 0.0, "lat": -18.25,
                          "lon": 179.999_999_9, "score": 0.582_123_456_7}]
    })
}

fn open_gap() -> Event {
    event(json!({
        "id": "0f112233445566778899aabbccddeeff", "type": "gap", "mmsi": null, "vessel": "@ship, \"7\"", "hull": 1,
        "start": "2024-05-08T00:00:00Z", "end": null,
        "duration_h": 7.0, "observed_h": 0.0, "lat": 37.123_456_789, "lon": 131.5,
        "start_lat": 37.123_456_789, "start_lon": 131.5, "end_lat": null, "end_lon": null, "verdict": "undetermined",
        "evidence": {
            "off": {"time": "2024-05-08T00:00:00Z", "lat": 37.123_456_789, "lon": 131.5, "sog_kn": null,
                    "cog_deg": null, "heading_deg": null, "status": null},
            "on": null, "distance_m": null, "implied_speed_kn": null, "fixes_12h_before": 1,
            "on_after_data_end": false, "previous_gap_end": null, "next_gap_start": null, "welch2022": null,
            "reason": "no_reception_model", "reception": reception_evidence(Some(5))
        }
    }))
}

fn stay() -> Event {
    event(json!({
        "id": "ff112233445566778899aabbccddeeff", "type": "loitering", "mmsi": 366999001, "vessel": "366999001", "hull": 0,
        "start": "2024-05-01T00:00:00.5Z", "end": "2024-05-01T05:00:00Z",
        "duration_h": 4.999_861_1, "observed_h": 4.5, "lat": -0.000_000_4, "lon": -122.419_416_4,
        "start_lat": 0.001, "start_lon": -122.42, "end_lat": -0.001, "end_lon": -122.419,
        "surroundings": {
            "start": {"distance_from_shore_m": 70_123.45, "distance_from_port_m": 81_000.0, "port": "San José"},
            "end": {"distance_from_shore_m": 70_500.0, "distance_from_port_m": 79_000.0, "port": "Golfito"},
            "regions": [{"category": "eez", "id": "8456", "name": "United States"}]
        },
        "evidence": {
            "fixes": 61, "distance_m": 3211.449, "net_distance_m": 512.06, "mean_speed_kn": 0.3468,
            "baseline_speed_kn": 0.251, "confinement_radius_m": 401.25, "straightness": 0.159_450_123,
            "moored_or_anchored": false,
            "mean_distance_from_shore_m": 70_300.0, "min_distance_from_shore_m": 69_999.9,
            "distance_from_port_m": 81_500.25, "cut_at_start": true, "cut_at_end": false
        }
    }))
}

fn zone_visit() -> Event {
    event(json!({
        "id": "a0112233445566778899aabbccddeeff", "type": "zone_visit", "mmsi": 366999001, "vessel": "366999001", "hull": 0,
        "start": "2024-05-03T01:00:00.25Z", "end": "2024-05-03T03:30:00Z",
        "duration_h": 2.499_930_6, "observed_h": 2.499_930_6, "lat": 20.0, "lon": -155.5,
        "start_lat": 20.0, "start_lon": -155.5, "end_lat": 20.25, "end_lon": -155.5,
        "evidence": {
            "zone": "Papahānaumokuākea", "zone_id": "400011", "zone_category": "mpa", "possible": false, "inside_h": 2.25,
            "fixes_inside": 27, "distance_m": 15_123.456, "mean_speed_kn": 3.629_5, "excursions": 1, "cut_at_start": false,
            "cut_at_end": true, "at_most_inside_h": null, "way_over_zone_m": null, "reach_speed_kn": null
        }
    }))
}

fn port_visit() -> Event {
    event(json!({
        "id": "e0112233445566778899aabbccddeeff", "type": "port_visit", "mmsi": 366999001, "vessel": "366999001", "hull": 0,
        "start": "2024-05-06T01:00:00Z", "end": "2024-05-07T03:30:00Z",
        "duration_h": 26.5, "observed_h": 20.0, "lat": 19.7, "lon": -155.06,
        "start_lat": 19.7, "start_lon": -155.06, "end_lat": 19.76, "end_lon": -155.06,
        "surroundings": {
            "start": {"distance_from_shore_m": 1_200.04, "distance_from_port_m": 2_900.05, "port": "Hilo"},
            "end": {"distance_from_shore_m": 3_000.0, "distance_from_port_m": 4_100.0, "port": "=Hilo, roads"},
            "regions": []
        },
        "evidence": {
            "confidence": 4,
            "start_port": {"id": "56170", "name": "Hilo", "is_anchorage": false, "place": {"lat": 19.733_333, "lon": -155.066_667},
                           "distance_m": 2_900.05, "distance_from_shore_m": 0.0},
            "stay_port": {"id": "7", "name": "=Hilo, roads", "is_anchorage": true, "place": {"lat": 19.74, "lon": -155.07},
                          "distance_m": 312.44, "distance_from_shore_m": 1_812.5},
            "end_port": {"id": "7", "name": "=Hilo, roads", "is_anchorage": true, "place": {"lat": 19.74, "lon": -155.07},
                         "distance_m": 3_512.0, "distance_from_shore_m": 1_812.5},
            "entered": true, "left": true, "stops": 2, "stopped_h": 12.345_67, "silences": 1, "silent_h": 6.5, "fixes": 131,
            "distance_m": 9_120.5, "cut_at_start": false, "cut_at_end": true
        }
    }))
}

fn meeting() -> Event {
    event(json!({
        "id": "c0112233445566778899aabbccddeeff", "type": "encounter", "mmsi": 366999001, "vessel": "366999001", "hull": 0,
        "other_vessel": "440123456", "other_hull": 1,
        "start": "2024-05-01T06:00:00Z", "end": "2024-05-01T10:30:00Z", "duration_h": 4.5, "observed_h": 3.5,
        "lat": -18.0, "lon": 179.999_95, "start_lat": -18.000_1, "start_lon": 179.999, "end_lat": -18.0, "end_lon": -179.999,
        "evidence": {
            "within_h": 3.25, "spans_within": 2, "least_distance_m": 28.66, "median_distance_m": 109.25,
            "mean_distance_m": 120.0, "median_speed_kn": 0.466, "other_median_speed_kn": 0.51, "fixes_within": 40,
            "other_fixes_within": 21, "type_pair": "cargo-fishing", "ship_class": "fishing", "other_ship_class": "cargo",
            "other_start": {"lat": -18.001, "lon": 179.999}, "other_end": {"lat": -18.001, "lon": -179.999},
            "distance_from_port_m": 81_500.25, "silent_between": true, "cut_at_start": false, "cut_at_end": true
        }
    }))
}

fn possible_zone_visit() -> Event {
    event(json!({
        "id": "a1112233445566778899aabbccddeeff", "type": "zone_visit", "mmsi": 366999001, "vessel": "366999001", "hull": 0,
        "start": "2024-05-03T03:30:00Z", "end": "2024-05-03T13:30:00Z",
        "duration_h": 10.0, "observed_h": 0.0, "lat": 20.25, "lon": -155.5,
        "start_lat": 20.25, "start_lon": -155.5, "end_lat": 21.0, "end_lon": -155.0, "verdict": "undetermined",
        "evidence": {
            "zone": "Papahānaumokuākea", "zone_id": "400011", "zone_category": "mpa", "possible": true, "inside_h": 0.0,
            "fixes_inside": 0, "distance_m": 0.0, "mean_speed_kn": null, "excursions": 0, "cut_at_start": false,
            "cut_at_end": false, "at_most_inside_h": 7.123_456_7, "way_over_zone_m": 98_765.43, "reach_speed_kn": 11.123
        }
    }))
}

fn conflict() -> Event {
    event(json!({
        "id": "d0112233445566778899aabbccddeeff", "type": "identity_conflict", "mmsi": 123456789, "vessel": "123456789",
        "hull": 0, "other_vessel": "123456789", "other_hull": 1,
        "start": "2024-05-01T06:00:00Z", "end": "2024-05-01T16:00:00Z", "duration_h": 10.0, "observed_h": 9.5,
        "lat": -18.0, "lon": 179.5, "start_lat": -18.0, "start_lon": 179.5, "end_lat": -18.0, "end_lon": -179.5,
        "verdict": "undetermined",
        "evidence": {
            "shared": "vessel", "identity_kind": "placeholder", "overlap_h": 10.0, "alternations": 61,
            "impossible_alternations": 60, "fixes": 100, "other_fixes": 31, "least_distance_m": 90_000.04,
            "median_distance_m": 100_000.0, "max_distance_m": 110_000.0, "median_needed_speed_kn": 648.0,
            "same_way_share": 0.012_345_67, "imo_numbers": [9_074_729], "names": ["=SUM(A1)", "DAE YANG"],
            "other_start_time": "2024-05-01T06:00:00Z",
            "other_start": {"lat": -18.5, "lon": -179.5}, "other_end": {"lat": -18.5, "lon": -179.4},
            "reason": "placeholder_identity"
        }
    }))
}

fn jump() -> Event {
    event(json!({
        "id": "d1112233445566778899aabbccddeeff", "type": "position_jump", "mmsi": 440123456, "vessel": "440123456", "hull": 0,
        "start": "2024-05-04T06:00:00Z", "end": "2024-05-04T06:30:00Z", "duration_h": 0.5, "observed_h": 0.5,
        "lat": 44.6, "lon": 33.5, "start_lat": 44.6, "start_lon": 33.5, "end_lat": 44.6, "end_lon": 33.5,
        "verdict": "shared_by_others",
        "evidence": {
            "identity_kind": "allocated",
            "off": {"time": "2024-05-04T05:58:00Z", "lat": 43.6, "lon": 33.5, "sog_kn": 9.8, "cog_deg": 98.4,
                    "heading_deg": 97.0, "status": 0},
            "on": {"time": "2024-05-04T06:32:00Z", "lat": 43.6, "lon": 33.6, "sog_kn": null, "cog_deg": null,
                   "heading_deg": null, "status": null},
            "fixes": 4, "distance_m": 111_100.5, "implied_speed_kn": 1799.7, "return_distance_m": 111_400.0,
            "return_speed_kn": 1804.6, "shift_m": 111_100.5, "shift_deg": 0.0, "spread_m": 12.5, "others_at_place": 3,
            "others_with_shift": 1, "same_way_share": 0.0, "inland_m": 1250.0, "reason": null
        }
    }))
}

fn frozen() -> Event {
    event(json!({
        "id": "d2112233445566778899aabbccddeeff", "type": "impossible_position", "mmsi": 440123456, "vessel": "440123456",
        "hull": 0, "start": "2024-05-05T06:00:00Z", "end": "2024-05-05T08:00:00Z", "duration_h": 2.0, "observed_h": 2.0,
        "lat": 44.6, "lon": 33.5, "start_lat": 44.6, "start_lon": 33.5, "end_lat": 44.6, "end_lon": 33.5,
        "verdict": "undetermined",
        "evidence": {
            "cause": "frozen", "identity_kind": "allocated", "fixes": 40, "reported_speed_kn": 9.5,
            "reported_way_m": 35_188.04, "inland_m": null, "others": 1, "reason": "not_shared"
        }
    }))
}

fn crowd() -> Event {
    event(json!({
        "id": "b0112233445566778899aabbccddeeff", "type": "gathering", "mmsi": 412000001, "vessel": "412000001", "hull": 0,
        "start": "2024-05-02T06:00:00Z", "end": "2024-05-02T18:00:00Z", "duration_h": 12.0, "observed_h": 11.5,
        "lat": 38.5, "lon": 131.0, "start_lat": 38.5, "start_lon": 131.001, "end_lat": 38.5, "end_lon": 131.002,
        "evidence": {
            "members": 2, "crowded": 1, "most_at_once": 2, "most_pairs_at_once": 1, "radius_m": 840.04,
            "distance_from_port_m": null, "cut_at_start": false, "cut_at_end": false,
            "hulls": [{"vessel": "412000001", "hull": 0}, {"vessel": "@ship, \"7\"", "hull": 1}]
        }
    }))
}

/// A stay of a vessel with this name, one of its numbers replaced.
pub(crate) fn event_with(vessel: &str, key: &str, number: f64) -> Event {
    let mut fields = serde_json::to_value(stay()).unwrap();
    fields["vessel"] = json!(vessel);
    fields[key] = json!(number);
    event(fields)
}

/// A ship that crosses the antimeridian and is silent for three hours, and a ship heard once.
pub(crate) fn tracks() -> TrackSet {
    fixes().into_tracks()
}

/// The fixes of those two.
pub(crate) fn fixes() -> Fixes {
    let mut fixes = Fixes::builder();
    let sailing = VesselId::new("440123456");
    for (time, lon) in [("2024-05-01T00:00Z", 179.8), ("2024-05-01T01:00Z", -179.8), ("2024-05-01T04:00Z", -179.5)] {
        let fix = Fix::new(time.parse().unwrap(), Position::new(10.0, lon).unwrap());
        fixes.push(sailing.clone(), fix.with_sog_kn(23.6).with_cog_deg(90.0).with_status(NavStatus::FISHING));
    }
    let mut facts = VesselFacts::default();
    facts.name.add("DAE YANG".to_owned(), 3);
    fixes.facts(sailing, facts);
    let lying = Fix::new("2024-05-01T02:00Z".parse().unwrap(), Position::new(35.0, 129.0).unwrap());
    fixes.push(VesselId::new("=hashed"), lying);
    fixes.build()
}
