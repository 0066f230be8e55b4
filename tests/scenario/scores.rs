//! What the rules find in simulated seas, against the truth; `examples/score_seeds.rs` does it for many more.

use darkwake::scenario::{Scenario, ScenarioBuilder, Score, ScoredEvent, Scores, score};
use darkwake::{Chart, Config, EventKind, Pipeline, Verdict};

use crate::support::outputs::reader_of;

fn scored(scenario: ScenarioBuilder) -> (Scores, darkwake::Found) {
    let sea = scenario.build().unwrap().simulate().unwrap();
    let fixes = reader_of(sea.csv()).build().unwrap().read().unwrap();
    let found = Pipeline::new().run_on(fixes).unwrap();
    let events: Vec<ScoredEvent> = found.events.iter().map(ScoredEvent::from).collect();
    (score(&events, sea.truth()), found)
}

#[track_caller]
fn assert_full_marks(score: &Score, truths: usize, what: &str) {
    assert_eq!(score.truths, truths, "{what}");
    let marks = (score.precision, score.recall, score.in_pieces, score.beyond_tolerance);
    assert_eq!(marks, (1.0, 1.0, 0, 0), "{what}: {score:#?}");
}

#[test]
fn every_encounter_is_found_and_no_other() {
    for seed in [20_240_501, 1, 2, 3] {
        let (scores, _) = scored(Scenario::builder().seed(seed));
        assert_full_marks(scores.get("encounter").unwrap(), 3, &format!("seed {seed}"));
    }
}

#[test]
fn a_fleet_is_one_gathering_and_its_pairs_are_no_encounters() {
    for (seed, fleet) in [(1, 24), (2, 40), (3, 120)] {
        let (scores, found) = scored(Scenario::builder().seed(seed).ships(36).duration_h(60.0).fleet(fleet));
        let what = format!("seed {seed}, {fleet} ships");
        assert_full_marks(scores.get("gathering").unwrap(), 1, &what);
        assert_full_marks(scores.get("encounter").unwrap(), 3, &what);
        let members: Vec<u32> = (found.events.iter())
            .filter_map(|event| match &event.kind {
                EventKind::Gathering(gathering) => Some(gathering.members),
                _ => None,
            })
            .collect();
        assert_eq!(members, [fleet as u32], "{what}");
    }
}

#[test]
fn what_befalls_identities_is_found_and_nothing_else() {
    for seed in [20_240_501, 1, 2, 3] {
        let (scores, found) = scored(Scenario::builder().seed(seed));
        let what = format!("seed {seed}");
        assert_full_marks(scores.get("identity_conflict").unwrap(), 2, &what);
        assert_full_marks(scores.get("position_jump").unwrap(), 2, &what);
        let two_ships = |event: &&darkwake::Event| event.verdict == Some(Verdict::SeveralShips);
        assert_eq!(found.events.iter().filter(two_ships).count(), 2, "{what}: both are beyond doubt");
        assert!(!found.events.iter().any(|event| event.verdict == Some(Verdict::SharedByOthers)), "{what}");
        assert_eq!(scores.not_judged.get("impossible_position"), None, "{what}: no receiver fails");
    }
}

#[test]
fn receivers_that_fail_are_found_and_no_others() {
    for seed in [1, 2, 3] {
        let (scores, found) = scored(Scenario::builder().seed(seed).ships(36).duration_h(60.0).faults(8));
        let what = format!("seed {seed}");
        assert_full_marks(scores.get("impossible_position").unwrap(), 8, &what);
        assert_full_marks(scores.get("position_jump").unwrap(), 2, &what);
        for gaps in ["gap", "gap (open)"] {
            assert_eq!(scores.get(gaps).unwrap().precision, 1.0, "{what}: a failing receiver is no silent ship");
        }
        let at_zero = |event: &&darkwake::Event| {
            let place = event.position;
            place.lat_deg().abs() < 1.0 && !matches!(event.kind, EventKind::ImpossiblePosition(_))
        };
        assert_eq!(found.events.iter().filter(at_zero).count(), 0, "{what}: no other rule sees a ship at 0° N 0° E");
    }
}

#[test]
fn what_was_hidden_is_among_what_the_gaps_could_hide() {
    let mut one_in_first_three = 0;
    for seed in [1, 2] {
        let sea =
            Scenario::builder().seed(seed).ships(36).duration_h(72.0).hidden(2).build().unwrap().simulate().unwrap();
        let chart = Chart::new().with_ports(sea.harbours());
        let mut config = Config::default();
        config.reach.max_listed(200);
        let found = Pipeline::new().config(config).chart(chart).run_on(sea.fixes()).unwrap();
        let events: Vec<ScoredEvent> = found.events.iter().map(ScoredEvent::from).collect();
        let scores = score(&events, sea.truth());
        let hidden = |name: &str| scores.hidden[name];
        let (both, one, call) =
            (hidden("meeting of two silent ships"), hidden("meeting with a ship that was heard"), hidden("port call"));
        assert_eq!(
            (both.truths, one.truths, call.truths),
            (4, 2, 2),
            "seed {seed}: each silent ship of a meeting has its own"
        );
        assert_eq!(call.in_first_three, call.truths, "seed {seed}, port call: {call:?}");
        // Of two ships that are silent together nothing tells where they were: the partner is in the list, not on top of it.
        for (score, what) in [(both, "both silent"), (one, "one silent"), (call, "port call")] {
            assert_eq!(score.listed, score.truths, "seed {seed}, {what}: {score:?}");
        }
        one_in_first_three += one.in_first_three;
        assert_eq!(scores.get("encounter").unwrap().precision, 1.0, "seed {seed}: no hidden meeting is an encounter");
    }
    assert!(
        one_in_first_three >= 3,
        "partners that were heard stand high: {one_in_first_three} of 4 in the first three"
    );
}
