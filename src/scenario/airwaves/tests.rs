use super::*;

fn count(sea: &Sea, cause: Cause) -> usize {
    sea.truth().events.iter().filter(|gap| gap.cause == Some(cause)).count()
}

#[test]
fn a_seed_means_the_same_bytes() {
    let bytes = |seed| {
        let sea = Airwaves::new(seed).ships(30).duration_h(60.0).simulate().unwrap();
        (sea.csv(), sea.truth().to_json())
    };
    assert_eq!(bytes(4), bytes(4));
    assert_ne!(bytes(4).0, bytes(5).0);
}

#[test]
fn every_cause_occurs_and_those_who_never_switch_off_are_not_said_to() {
    let sea = Airwaves::new(1).simulate().unwrap();
    let causes = [Cause::Deliberate, Cause::Chance, Cause::Faded, Cause::Outage, Cause::LeftCoverage];
    let causes = causes.map(|cause| count(&sea, cause));
    assert_eq!(causes.iter().sum::<usize>(), sea.truth().events.len());
    assert!(causes.iter().all(|&gaps| gaps >= 3), "{causes:?}");
    // A fifth of 100 ships switches off, once each.
    assert!(causes[0] <= 20, "{causes:?}");
}

#[test]
fn reception_is_good_for_some_who_switch_off_and_for_nobody_who_leaves_what_is_heard() {
    let seas = [1, 2, 3, 4].map(|seed| Airwaves::new(seed).simulate().unwrap());
    let events = || seas.iter().flat_map(|sea| &sea.truth().events);
    let count =
        |cause, support| events().filter(|gap| gap.cause == Some(cause) && gap.support == Some(support)).count();
    let by_support = [Support::Good, Support::Fair, Support::Weak].map(|support| count(Cause::Deliberate, support));
    assert!(by_support[0] >= 1 && by_support[1] >= 9 && by_support[2] >= 9, "{by_support:?}");
    assert!(count(Cause::Chance, Support::Without) >= 3, "every third ship has the open sea for itself");
    for sure in [Support::Good, Support::Fair] {
        assert_eq!(count(Cause::LeftCoverage, sure) + count(Cause::Outage, sure), 0);
    }
}

#[test]
fn ships_that_fade_do_so_again_and_again_and_are_still_heard_at_times() {
    let mut dice = Dice::new(7, 0);
    let fades = Fade::draw(960.0 * 3600.0, &mut dice);
    assert!((20..=110).contains(&fades.len()), "{}", fades.len());
    for (fade, next) in fades.iter().zip(&fades[1..]) {
        assert!(next.from_s > fade.until_s && (0.03..=0.5).contains(&fade.share));
    }
    let deep = fades.iter().filter(|fade| fade.share < 0.12).count();
    assert!((fades.len() / 4..=fades.len() * 3 / 4).contains(&deep), "{deep} of {}", fades.len());
}

#[test]
fn without_a_failing_feed_fewer_are_silent_for_it() {
    let with = count(&Airwaves::new(2).simulate().unwrap(), Cause::Outage);
    let without = count(&Airwaves::new(2).feed_outages(0).simulate().unwrap(), Cause::Outage);
    assert!(without < with, "{without} {with}");
}

#[test]
fn values_out_of_range_are_named() {
    assert_eq!(Airwaves::new(1).ships(3).simulate().unwrap_err().parameter, "airwaves.ships");
}
