//! Simulated seas from the outside: what a seed promises, what a truth promises, and the shipped data.

mod scores;
mod suite;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use darkwake::chart::{Ports, Zones};
use darkwake::scenario::{Behaviour, Cause, Scenario, ScenarioBuilder, ScoredEvent, Sea, TrueEvent, Truth, score};
use darkwake::{Chart, Config, EventType, Pipeline, VesselId};
#[cfg(feature = "world")]
use darkwake::{METRES_PER_NM, Position, detect::LeftOut};

fn small(seed: u64) -> ScenarioBuilder {
    Scenario::builder().seed(seed).ships(36).duration_h(72.0)
}

fn sea(seed: u64) -> Sea {
    small(seed).build().expect("the values are in range").simulate().expect("36 ships find a place")
}

fn of(truth: &Truth, behaviour: Behaviour) -> Vec<&TrueEvent> {
    truth.events.iter().filter(|event| event.behaviour == behaviour).collect()
}

fn as_found(event: &TrueEvent) -> ScoredEvent {
    let mut line = serde_json::json!({
        "type": event.behaviour.name(),
        "vessel": event.vessel,
        "start": event.start,
        "end": event.end,
        "lat": event.lat,
        "lon": event.lon,
    });
    if let Some(other) = &event.other_vessel {
        line["other_vessel"] = serde_json::json!(other);
    }
    if let Some(zone) = &event.zone {
        line["evidence"] = serde_json::json!({"zone": zone, "possible": false});
    }
    serde_json::from_value(line).expect("the line has every field of an event")
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_seed_others() {
    let (first, again, other) = (sea(5), sea(5), sea(6));
    assert_eq!(first.csv(), again.csv());
    assert_eq!(first.truth().to_json(), again.truth().to_json());
    assert_ne!(first.csv(), other.csv());
    assert_ne!(first.truth(), other.truth());
}

#[test]
fn the_shipped_sea_is_what_its_command_makes() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/east_sea");
    let sea = Scenario::builder().seed(20_240_501).build().unwrap().simulate().unwrap();
    assert!(sea.csv() == std::fs::read(shipped.join("ais.csv")).unwrap(), "data/east_sea/ais.csv differs");
    let truth = std::fs::read_to_string(shipped.join("truth.json")).unwrap();
    assert!(sea.truth().to_json() == truth, "data/east_sea/truth.json differs");
    assert_eq!(&Truth::from_json(&truth).unwrap(), sea.truth());
    let zones = std::fs::read_to_string(shipped.join("zones.geojson")).unwrap();
    assert!(sea.zones_geojson() == zones, "data/east_sea/zones.geojson differs");
    let ports = std::fs::read(shipped.join("ports.csv")).unwrap();
    assert!(sea.ports_csv() == ports, "data/east_sea/ports.csv differs");
    let read_ports = Ports::from_file(shipped.join("ports.csv")).unwrap();
    assert!(read_ports.iter().eq(sea.ports().iter()), "what is read from the file are the ports of the sea");
    let read = Zones::from_geojson(shipped.join("zones.geojson")).unwrap();
    let told = |zones: &Zones| -> Vec<String> {
        zones.iter().map(|zone| format!("{:?} {:?}", zone.region(), zone.polygons())).collect()
    };
    assert_eq!(told(&read), told(sea.zones()), "what is read from the file are the zones of the sea");
}

#[test]
fn ten_seeds_have_every_behaviour() {
    for seed in 100..110 {
        let sea = sea(seed);
        let truth = sea.truth();
        let gaps = of(truth, Behaviour::Gap);
        let caused = |cause| gaps.iter().filter(|gap| gap.cause == Some(cause)).count();
        assert!(gaps.iter().all(|gap| gap.cause.is_some()));
        assert!(gaps.iter().filter(|gap| gap.is_deliberate() == Some(true) && gap.end.is_some()).count() >= 5);
        assert!(gaps.iter().filter(|gap| gap.end.is_none()).count() >= 3, "seed {seed}");
        assert!(caused(Cause::Sparse) > 0 && caused(Cause::Outage) > 0, "seed {seed}");
        assert!(of(truth, Behaviour::Loitering).len() >= 10);
        assert_eq!(of(truth, Behaviour::Encounter).len(), 3);
        assert_eq!(of(truth, Behaviour::IdentityConflict).len(), 2);
        assert_eq!(of(truth, Behaviour::PositionJump).len(), 2);
        assert_eq!(sea.zones().len(), 2, "seed {seed}");
        for zone in sea.zones().iter() {
            let visits = of(truth, Behaviour::ZoneVisit);
            assert!(
                visits.iter().filter(|visit| visit.zone.as_deref() == Some(zone.name())).count() >= 3,
                "seed {seed}"
            );
        }
    }
}

/// By how the ships moved; the rule sees the fixes, with their noise.
#[test]
fn zone_visits_are_found_as_they_were() {
    let mut open = 0;
    for seed in 200..206 {
        let sea = sea(seed);
        let truth = sea.truth();
        let chart = Chart::new().with_zones(sea.zones().clone());
        let mut config = Config::default();
        config.only = vec![EventType::ZoneVisit];
        let found = Pipeline::new().config(config).chart(chart).run_on(sea.fixes()).unwrap();
        let events: Vec<ScoredEvent> = found.events.iter().map(ScoredEvent::from).collect();
        let scores = score(&events, truth);
        for (name, row) in scores.by_behaviour.iter().filter(|(name, _)| name.starts_with("zone_visit")) {
            let marks = (row.precision, row.recall, row.in_pieces, row.beyond_tolerance);
            assert_eq!(marks, (1.0, 1.0, 0, 0), "seed {seed}, {name}: {row:#?}");
        }
        open += scores.get("zone_visit (open)").map_or(0, |row| row.truths);
        let possible = found.events.iter().filter(|event| event.is_possible()).count();
        assert!(possible > 0 && scores.possible["zone_visit"] == possible, "seed {seed}: {possible}");
    }
    assert!(open > 0, "some visits go on at the end of the data");
}

/// By how the ships moved and when they were heard; the rule sees the fixes, with their noise.
#[test]
fn port_visits_are_found_as_they_were() {
    let (mut calls, mut open, mut passed) = (0, 0, 0);
    for seed in 200..206 {
        let sea = sea(seed);
        let chart = Chart::new().with_ports(sea.ports().clone());
        let mut config = Config::default();
        config.only = vec![EventType::PortVisit];
        let found = Pipeline::new().config(config).chart(chart).run_on(sea.fixes()).unwrap();
        let events: Vec<ScoredEvent> = found.events.iter().map(ScoredEvent::from).collect();
        let scores = score(&events, sea.truth());
        for (name, row) in scores.by_behaviour.iter().filter(|(name, _)| name.starts_with("port_visit")) {
            let marks = (row.precision, row.recall, row.in_pieces, row.beyond_tolerance);
            assert_eq!(marks, (1.0, 1.0, 0, 0), "seed {seed}, {name}: {row:#?}");
        }
        calls += scores.get("port_visit").map_or(0, |row| row.truths);
        open += scores.get("port_visit (open)").map_or(0, |row| row.truths);
        passed += found.left_out.get("port_visit").map_or(0, |why| why.values().sum::<u64>());
    }
    assert!(calls >= 15 && open >= 12 && passed >= 5, "{calls} calls, {open} open, {passed} ships that passed");
}

#[test]
fn a_ships_gaps_do_not_overlap_and_lie_within_the_data() {
    let sea = sea(7);
    let truth = sea.truth();
    let mut last_end = BTreeMap::new();
    for gap in of(truth, Behaviour::Gap) {
        let end = gap.end.unwrap_or(truth.data_end);
        assert!(end.as_second() - gap.start.as_second() > 6 * 3600);
        assert!(truth.data_start <= gap.start && end <= truth.data_end);
        if let Some(before) = last_end.insert((&gap.vessel, gap.hull), end) {
            assert!(before <= gap.start, "gaps of {} overlap", gap.vessel);
        }
    }
}

/// Silences between rows of one identity, found from the rows alone. Identities with more than one ship, wild fixes or
/// jumps need more than that and are left to the detectors.
#[test]
fn every_long_silence_in_the_rows_is_in_the_truth_and_no_other() {
    let sea = sea(8);
    let truth = sea.truth();
    let tangled: BTreeSet<&VesselId> = (truth.events.iter())
        .filter(|event| matches!(event.behaviour, Behaviour::IdentityConflict | Behaviour::PositionJump))
        .map(|event| &event.vessel)
        .chain(truth.decoys.iter().filter(|decoy| decoy.behaviour != Behaviour::Gap).map(|decoy| &decoy.vessel))
        .collect();
    let mut times: BTreeMap<VesselId, Vec<i64>> = BTreeMap::new();
    for (vessel, fix) in sea.iter().filter(|(vessel, _)| !tangled.contains(vessel)) {
        times.entry(vessel).or_default().push(fix.time().as_second());
    }
    let mut found = BTreeSet::new();
    for (vessel, times) in &mut times {
        times.sort_unstable();
        for step in times.windows(2).filter(|step| step[1] - step[0] > 6 * 3600) {
            found.insert((vessel.clone(), step[0], Some(step[1])));
        }
        let last = times[times.len() - 1];
        if truth.data_end.as_second() - last > 6 * 3600 {
            found.insert((vessel.clone(), last, None));
        }
    }
    let told: BTreeSet<_> = (of(truth, Behaviour::Gap).into_iter())
        .filter(|gap| !tangled.contains(&gap.vessel))
        .map(|gap| (gap.vessel.clone(), gap.start.as_second(), gap.end.map(darkwake::Timestamp::as_second)))
        .collect();
    assert!(found.len() > 10);
    assert_eq!(found, told);
}

#[test]
fn the_truth_itself_scores_full_marks() {
    let sea = sea(9);
    let truth = sea.truth();
    let mut events: Vec<ScoredEvent> = truth.events.iter().map(as_found).collect();
    let scores = score(&events, truth);
    for (name, row) in &scores.by_behaviour {
        assert_eq!((row.precision, row.recall, row.in_pieces, row.beyond_tolerance), (1.0, 1.0, 0, 0), "{name}");
        assert!(row.truths > 0, "{name}");
        assert_eq!(row.start_error_s.max_s, Some(0.0), "{name}");
    }
    events.reverse();
    assert_eq!(score(&events, truth), scores, "the order of events changes the score");
}

#[test]
fn a_value_out_of_range_is_refused_by_name() {
    let error = Scenario::builder().ships(5).build().unwrap_err();
    assert_eq!(error.to_string(), "the parameter scenario.ships must be 36 to 300 ships, found 5");
    assert!(Scenario::builder().dropout(f64::NAN).build().is_err());
}

/// The waters were chosen so that what is marked as near the shore is within 20 nautical miles of the real coast, and all else
/// is clearly farther: a rule that knows the coast and one that does not agree on what is left.
#[cfg(feature = "world")]
#[test]
fn near_the_shore_is_near_the_real_shore() {
    let land = darkwake::chart::Land::world();
    let (mut nearest_far_nm, mut farthest_near_nm) = (f64::INFINITY, 0.0_f64);
    let east_sea = Scenario::builder().seed(20_240_501).build().unwrap().simulate().unwrap();
    for sea in (1..=8).map(sea).chain([east_sea]) {
        for stay in of(sea.truth(), Behaviour::Loitering) {
            let shore_nm = land.distance_m(Position::new(stay.lat, stay.lon).unwrap()) / METRES_PER_NM;
            match stay.near_shore {
                true => farthest_near_nm = farthest_near_nm.max(shore_nm),
                false => nearest_far_nm = nearest_far_nm.min(shore_nm),
            }
        }
    }
    // Over 41 seas and 4,400 stays: 9.9 and 35.3.
    assert!(farthest_near_nm > 0.0 && farthest_near_nm < 15.0, "{farthest_near_nm} nm");
    assert!(nearest_far_nm.is_finite() && nearest_far_nm > 25.0, "{nearest_far_nm} nm");
}

#[cfg(feature = "world")]
#[test]
fn with_the_coastline_all_else_is_found_and_what_is_near_the_shore_is_left_out() {
    for seed in [5, 9] {
        let sea = sea(seed);
        let near_shore = of(sea.truth(), Behaviour::Loitering).iter().filter(|stay| stay.near_shore).count();
        assert!(near_shore > 0, "seed {seed}");
        let found = Pipeline::new().run_on(sea.fixes()).unwrap();
        let events: Vec<ScoredEvent> = found.events.iter().map(ScoredEvent::from).collect();
        let scores = score(&events, sea.truth());
        let stays = scores.get("loitering").unwrap();
        assert_eq!((stays.precision, stays.recall, stays.left_out), (1.0, 1.0, near_shore), "seed {seed}");
        assert_eq!(found.left_out["loitering"][&LeftOut::NearShore], near_shore as u64, "seed {seed}");
    }
}
