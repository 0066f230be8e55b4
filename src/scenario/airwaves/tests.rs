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
    let causes = [Cause::Deliberate, Cause::Chance, Cause::Outage, Cause::LeftCoverage].map(|cause| count(&sea, cause));
    assert_eq!(causes.iter().sum::<usize>(), sea.truth().events.len());
    assert!(causes.iter().all(|&gaps| gaps >= 3), "{causes:?}");
    // A fifth of 100 ships switches off, once each.
    assert!(causes[0] <= 20, "{causes:?}");
}

#[test]
fn what_leaves_coverage_is_never_supported_and_some_of_the_deliberate_is() {
    let sea = Airwaves::new(1).simulate().unwrap();
    let supported =
        |cause| sea.truth().events.iter().filter(|gap| gap.cause == Some(cause) && gap.supported == Some(true)).count();
    assert!(supported(Cause::Deliberate) > 0);
    assert_eq!(supported(Cause::LeftCoverage), 0);
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
