//! The seas of the open benchmark.

use darkwake::scenario::{Behaviour, SeaKind, SeaPlan, TrueEvent, Truth};

fn small(kind: SeaKind, difficulty: f64) -> darkwake::scenario::Sea {
    SeaPlan::new(kind, 5).size(36, 60.0).difficulty(difficulty).simulate().unwrap()
}

/// What ships did, but for silences and for what was heard of it.
fn deeds(truth: &Truth) -> Vec<TrueEvent> {
    let deeds = truth.events.iter().filter(|event| {
        // These are about what was heard: of an identity's two ships, and of a call the first and last fix.
        !matches!(event.behaviour, Behaviour::Gap | Behaviour::IdentityConflict | Behaviour::PortVisit)
    });
    let mut deeds: Vec<TrueEvent> = deeds.cloned().collect();
    // The number of a hull follows from which was heard first.
    deeds.iter_mut().for_each(|deed| (deed.unseen, deed.hull) = (false, 0));
    deeds
}

#[test]
fn difficulty_changes_what_is_heard_and_not_what_ships_did() {
    let (easy, hard) = (small(SeaKind::Calm, 0.0), small(SeaKind::Calm, 1.0));
    assert!(3 * hard.len() < easy.len(), "{} and {} rows", easy.len(), hard.len());
    let (before, after) = (deeds(easy.truth()), deeds(hard.truth()));
    assert!(before.len() > 20);
    let lost: Vec<_> = before.iter().filter(|deed| !after.contains(deed)).collect();
    // The data may end earlier, and then some visits with it.
    assert!(lost.iter().all(|deed| deed.behaviour == Behaviour::ZoneVisit), "{lost:#?}");
    assert!(easy.truth().events.iter().all(|event| !event.unseen), "all of a calm sea is heard");
    assert!(hard.truth().events.iter().any(|event| event.unseen));
}

#[test]
fn each_knob_makes_fewer_or_worse_rows() {
    let plan = SeaPlan::new(SeaKind::Calm, 5).size(36, 60.0);
    let rows = |set: &dyn Fn(&mut darkwake::scenario::Conditions)| {
        let mut conditions = SeaKind::Calm.conditions(0.0);
        set(&mut conditions);
        plan.clone().conditions(conditions).simulate().unwrap().len()
    };
    let calm = rows(&|_| {});
    assert!(rows(&|conditions| conditions.sparsity = 0.5) < calm / 2);
    assert!(rows(&|conditions| conditions.dropouts = 0.5) < calm * 9 / 10);
    assert!(rows(&|conditions| conditions.noise = 0.5) > calm, "noise repeats rows and adds wild ones");
}

#[test]
fn every_silence_of_a_ship_of_its_own_identity_is_in_the_truth_of_a_hard_sea() {
    let sea = small(SeaKind::HighSeas, 0.3);
    let truth = sea.truth();
    let odd = |vessel: &darkwake::VesselId| {
        let tangled = |event: &&TrueEvent| !matches!(event.behaviour, Behaviour::Gap | Behaviour::Loitering);
        truth.events.iter().filter(tangled).any(|event| event.vessel == *vessel)
            || truth.decoys.iter().any(|decoy| decoy.vessel == *vessel && decoy.behaviour != Behaviour::Gap)
    };
    let mut times = std::collections::BTreeMap::<_, Vec<i64>>::new();
    for (vessel, fix) in sea.iter().filter(|(vessel, _)| !odd(vessel)) {
        times.entry(vessel).or_default().push(fix.time().as_second());
    }
    let mut silences = 0;
    for (vessel, times) in &mut times {
        times.sort_unstable();
        for step in times.windows(2).filter(|step| step[1] - step[0] > 6 * 3_600) {
            silences += 1;
            let is_it = |event: &&TrueEvent| {
                event.behaviour == Behaviour::Gap && event.vessel == *vessel && event.start.as_second() == step[0]
            };
            let told = truth.events.iter().find(is_it).unwrap_or_else(|| panic!("{vessel} from {}", step[0]));
            assert_eq!(told.end.map(darkwake::Timestamp::as_second), Some(step[1]));
        }
    }
    assert!(silences > 5, "{silences}");
}

/// Where seas were moved to there is open water, so what a rule knows of the coast plays no part.
#[cfg(feature = "world")]
#[test]
fn moved_seas_lie_far_from_land() {
    let land = darkwake::chart::Land::world();
    for kind in [SeaKind::HighSeas, SeaKind::Antimeridian, SeaKind::Arctic] {
        let sea = small(kind, 0.5);
        // Receivers that fail send 0 N 0 E, and wild fixes may lie anywhere.
        let at = sea.iter().map(|(_, fix)| fix.position()).step_by(7);
        let near = at.filter(|&at| land.distance_m(at) < 100_000.0).count();
        assert!(near * 500 < sea.len(), "{kind:?}: {near} of {} fixes", sea.len() / 7);
        let events = sea.truth().events.iter();
        let least_m = events.map(|event| land.distance_m(darkwake::Position::new(event.lat, event.lon).unwrap()));
        assert!(least_m.fold(f64::INFINITY, f64::min) > 100_000.0, "{kind:?}");
    }
}

#[test]
fn the_antimeridian_sea_has_a_zone_across_it_and_the_arctic_one_a_pole() {
    let across = small(SeaKind::Antimeridian, 0.0);
    let lons: Vec<f64> = across.iter().map(|(_, fix)| fix.position().lon_deg()).collect();
    assert!(lons.iter().any(|&lon| lon > 175.0) && lons.iter().any(|&lon| lon < -175.0));
    assert!(across.truth().events.iter().any(|event| event.behaviour == Behaviour::ZoneVisit));
    let arctic = small(SeaKind::Arctic, 0.0);
    let lats: Vec<f64> = arctic.iter().map(|(_, fix)| fix.position().lat_deg()).collect();
    assert!(lats.iter().filter(|&&lat| lat > 88.0).count() > 20);
}
