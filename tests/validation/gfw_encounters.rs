//! Scenarios of Global Fishing Watch's encounter detector: messages in, encounters out.
//!
//! Differences of rule, by design:
//! - Theirs places ships every ten minutes and takes the first and the last instant at which they are within the distance;
//!   ours solves entry and exit, so a span of ours begins within the ten minutes before theirs and ends within those after.
//! - Theirs reports an encounter twice, once seen from each ship, with the numbers of that ship; ours once, with those of both.
//! - Their raw encounters ask for no speed.
//! - `max_tracked_distances` of theirs forgets partners beyond the nearest few, and then finds less; ours has no such limit.
//! - `fastsep`: a ship that reports from two places 600 nautical miles apart every ten minutes in turn. To theirs it is one ship
//!   that never stays; to ours it is two ships that share an identity, and one of them does lie beside the other vessel.
//! - `real` is a **counter-example**: both ships are silent from 10:19 to 18:10, and theirs makes one encounter of 12.5 hours of
//!   it. Ours is over before the silence.
//! - `resample` is about their grid: positions that they carry forward through silences. Where they lie between two reports
//!   that are near enough in time, ours are the same.

use darkwake::detect::{Detector, Encounter};
use darkwake::geodesy::distance_m;
use darkwake::{EncounterEvidence, Event, EventKind, Fix, Fixes, Position, Timestamp, TrackSet, VesselId};
use jiff::SignedDuration;
use serde_json::Value;

use super::leave_evidence;
use crate::support::reference;

fn case(name: &str) -> Option<Value> {
    let path = reference("gfw/pipe-encounters.json")?;
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    Some(file["cases"][name].clone())
}

fn position(row: &Value, lat: &str, lon: &str) -> Position {
    Position::new(row[lat].as_f64().unwrap(), row[lon].as_f64().unwrap()).unwrap()
}

fn time(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

fn tracks(case: &Value) -> TrackSet {
    let mut fixes = Fixes::builder();
    for row in case["records"].as_array().unwrap() {
        let fix = Fix::new(time(&row["timestamp"]), position(row, "lat", "lon"));
        fixes.push(VesselId::new(row["id"].as_str().unwrap()), fix);
    }
    fixes.build().into_tracks()
}

/// Ours by the parameters of a case, at any speed.
fn found(case: &Value, max_break_h: f64) -> Vec<Event> {
    let parameter = |key: &str| case["params"][key].as_f64().unwrap();
    let mut rule = Encounter::builder();
    rule.max_distance_m(parameter("max_km_for_encounter") * 1000.0)
        .min_duration_h(parameter("min_minutes_for_encounter") / 60.0)
        .max_step_h(parameter("max_gap_s") / 3600.0)
        .max_speed_kn(100.0)
        .max_break_h(max_break_h);
    rule.build().unwrap().find(&tracks(case))
}

fn evidence(event: &Event) -> &EncounterEvidence {
    match &event.kind {
        EventKind::Encounter(evidence) => evidence,
        other => panic!("{} is no encounter", other.name()),
    }
}

/// Theirs, as many as told: of ship 1 and of ship 2, where they are those of a pair.
fn expected(case: &Value, key: &str) -> Vec<Value> {
    case[key].as_array().unwrap().clone()
}

/// That every encounter of theirs is one of ours, and the other way round.
fn agrees(name: &str) {
    let Some(case) = case(name) else { return };
    let (found, expected) = (found(&case, 4.0), expected(&case, "expected_raw"));
    assert_eq!(2 * found.len(), expected.len(), "{name}: {found:?}");
    let grid = SignedDuration::from_mins(10);
    for theirs in &expected {
        let names =
            [&theirs["vessel_1_seg_id"], &theirs["vessel_2_seg_id"]].map(|name| VesselId::new(name.as_str().unwrap()));
        let is_same = |event: &&Event| {
            let pair = [&event.vessel, &event.other.as_ref().unwrap().vessel];
            names.iter().all(|name| pair.contains(&name))
        };
        let ours = found.iter().find(is_same).unwrap_or_else(|| panic!("{name}: {theirs} is not in {found:?}"));
        let (start, end) = (time(&theirs["start_time"]), time(&theirs["end_time"]));
        assert!(start - grid < ours.start && ours.start <= start, "{name}: {ours} {theirs}");
        assert!(end <= ours.end.unwrap() && ours.end.unwrap() < end + grid, "{name}: {ours} {theirs}");
        // Medians of six positions against those of all the time.
        let told = evidence(ours);
        let (median_m, theirs_m) = (told.median_distance_m, theirs["median_distance_km"].as_f64().unwrap() * 1000.0);
        assert!((median_m - theirs_m).abs() < 0.05 * theirs_m + 0.5, "{name}: {median_m} {theirs_m}");
        let is_first = names[0] == ours.vessel;
        let speed_kn = if is_first { told.median_speed_kn } else { told.other_median_speed_kn };
        let theirs_kn = theirs["median_speed_knots"].as_f64().unwrap();
        assert!((speed_kn - theirs_kn).abs() < 0.1, "{name}: {speed_kn} {theirs_kn}");
        let theirs_at = position(theirs, "mean_latitude", "mean_longitude");
        assert!(distance_m(ours.position, theirs_at) < 300.0, "{name}: {ours} {theirs}");
    }
    // Theirs has each twice.
    leave_evidence(&format!("encounters of `{name}`"), expected.len() / 2, found.len());
}

#[test]
fn two_ships_meet() {
    agrees("simple");
}

#[test]
fn two_ships_meet_across_the_antimeridian() {
    agrees("dateline");
}

#[test]
fn three_ships_meet_in_pairs() {
    agrees("multi");
}

#[test]
fn a_ship_that_is_in_two_places_is_two_ships() {
    let Some(case) = case("fastsep") else { return };
    assert_eq!(expected(&case, "expected_raw"), Vec::<Value>::new());
    let hulls: Vec<(String, u32)> =
        tracks(&case).iter().map(|track| (track.vessel().id.to_string(), track.hull())).collect();
    assert_eq!(hulls, [("1".to_owned(), 0), ("2".to_owned(), 0), ("2".to_owned(), 1)]);
    let found = found(&case, 4.0);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].hull, found[0].other.as_ref().unwrap().hull), (0, 0));
    assert_eq!(evidence(&found[0]).median_distance_m, 0.0);
    leave_evidence("encounters of `fastsep`", 0, found.len());
}

#[test]
fn a_silence_of_eight_hours_is_no_encounter() {
    let Some(case) = case("real") else { return };
    let theirs = &expected(&case, "expected_raw")[0];
    assert_eq!((time(&theirs["end_time"]) - time(&theirs["start_time"])).total(jiff::Unit::Hour).unwrap(), 12.5);
    let silence = ("2015-03-19T10:19:34Z".parse().unwrap(), "2015-03-19T18:10:13Z".parse().unwrap());

    // By the rule it ends with the last fix before the silence, 165 minutes after it began.
    let ours = found(&case, 4.0);
    assert_eq!(ours.len(), 1, "{ours:?}");
    let (start, end) = (ours[0].start, ours[0].end.unwrap());
    assert_eq!((start, end), ("2015-03-19T07:32:37Z".parse().unwrap(), "2015-03-19T10:17:44Z".parse().unwrap()));
    assert!(end <= silence.0 && (evidence(&ours[0]).within_h - 2.752).abs() < 1e-3, "{ours:?}");
    assert!(evidence(&ours[0]).cut_at_start && evidence(&ours[0]).cut_at_end);
    // Their second encounter of the pair, seen from the other ship, bridges nothing and is ours.
    let other = &expected(&case, "expected_raw")[1];
    assert!(start <= time(&other["start_time"]) && time(&other["end_time"]) <= end, "{other}");

    // Merged as theirs is, over 24 hours: the same span, of which a quarter is within the distance and the silence is none.
    let merged = found(&case, 24.0);
    assert_eq!(merged.len(), 1);
    let told = evidence(&merged[0]);
    leave_evidence("hours of the encounter of `real`", 12.5, format!("{:.2}", ours[0].duration_h));
    assert!(told.silent_between && told.within_h < 3.2 && merged[0].duration_h > 12.0, "{merged:?}");
    assert!(merged[0].start < silence.0 && merged[0].end.unwrap() > silence.1);
}

#[test]
fn merged_over_a_day_it_is_one_meeting() {
    let Some(case) = case("dateline") else { return };
    let merged = &expected(&case, "expected_merged_24h")[0];
    let ours = found(&case, 24.0);
    assert_eq!(ours.len(), 1);
    leave_evidence("encounters of `dateline`, merged over a day", 1, ours.len());
    let second = |key: &str| Timestamp::from_second(merged[key].as_f64().unwrap() as i64).unwrap();
    assert!(ours[0].start <= second("start_time") && second("end_time") <= ours[0].end.unwrap(), "{ours:?} {merged}");
    let theirs_kn = merged["median_speed_knots"].as_f64().unwrap();
    let told = evidence(&ours[0]);
    // Theirs is the mean of the medians of both ships.
    assert!((f64::midpoint(told.median_speed_kn, told.other_median_speed_kn) - theirs_kn).abs() < 0.1);
}

#[test]
fn positions_between_two_reports_are_those_of_their_grid() {
    let Some(case) = case("resample") else { return };
    leave_evidence("positions of `resample`", case["expected"].as_array().unwrap().len(), found_positions(&case));
    assert_eq!(found_positions(&case), 2, "the others are carried forward, or of jumps that no ship can make");
}

/// How many positions of their grid lie between two reports that are no more than `max_gap_s` apart; each is ours too.
fn found_positions(case: &Value) -> usize {
    let max_step_h = case["params"]["max_gap_s"].as_f64().unwrap() / 3600.0;
    let tracks = tracks(case);
    let mut compared = 0;
    for theirs in case["expected"].as_array().unwrap() {
        let (vessel, at) = (VesselId::new(theirs["id"].as_str().unwrap()), time(&theirs["timestamp"]));
        let ours = tracks.tracks_of(&vessel).find_map(|track| track.position_at(at, max_step_h));
        if let Some(ours) = ours.filter(|_| theirs["point_density"] == 1.0) {
            assert!(distance_m(ours, position(theirs, "lat", "lon")) < 50.0, "{theirs} {ours:?}");
            compared += 1;
        }
    }
    compared
}
