use super::*;
use crate::detect::testing::{fix, lying, tracks};
use crate::{Fixes, TrackSet, VesselFacts, VesselId};

fn find(tracks: &TrackSet) -> Vec<Event> {
    IdentityConflict::default().find(tracks)
}

fn evidence(event: &Event) -> &IdentityConflictEvidence {
    match &event.kind {
        EventKind::IdentityConflict(evidence) => evidence,
        _ => panic!("{event} is no identity conflict"),
    }
}

/// Fixes of two ships under one identity.
fn together(vessel: &'static str, a: &[Fix], b: &[Fix]) -> TrackSet {
    tracks(a.iter().chain(b).map(|&fix| (vessel, fix)))
}

#[test]
fn two_ships_far_apart_are_a_conflict() {
    // The later is heard from minute 65 to minute 485 only.
    let (korea, chile) = (lying(0.0, 600.0, 10.0, 36.5, 130.0), lying(65.0, 485.0, 20.0, -40.0, -75.0));
    let found = find(&together("440123456", &korea, &chile));
    let [event] = found.as_slice() else { panic!("{found:?}") };
    let evidence = evidence(event);
    assert_eq!((event.hull, event.other.as_ref().map(|other| other.hull)), (0, Some(1)));
    assert_eq!((event.start, event.end), (fix(65.0, 0.0, 0.0).time(), Some(fix(485.0, 0.0, 0.0).time())));
    assert_eq!((event.duration_h, event.observed_h, evidence.overlap_h), (7.0, 7.0, 7.0));
    assert_eq!((event.position, event.end_position), (korea[0].position, Some(korea[0].position)));
    assert_eq!((evidence.other_start, evidence.other_end), (chile[0].position, chile[0].position));
    assert_eq!((evidence.fixes, evidence.other_fixes), (42, 22));
    // Between two of the 22 in Chile lie two of Korea, and Korea is heard before and after.
    assert_eq!((evidence.alternations, evidence.impossible_alternations), (44, 44));
    let apart_m = crate::geodesy::geodesic_m(korea[0].position, chile[0].position);
    assert_eq!([evidence.least_distance_m, evidence.median_distance_m, evidence.max_distance_m], [apart_m; 3]);
    assert!((evidence.median_needed_speed_kn - apart_m / 1852.0 * 12.0).abs() < 1e-6, "five minutes each way");
    assert_eq!((event.verdict, evidence.reason), (Some(Verdict::SeveralShips), None));
    assert!(event.to_string().contains("two ships under one identity for 7.0 h, 44 alternations"), "{event}");
}

#[test]
fn the_overlap_and_the_alternations_must_be_long_and_many_enough() {
    let korea = lying(0.0, 600.0, 10.0, 36.5, 130.0);
    let found = |chile: &[Fix], alternations: u32, hours: f64| {
        let mut rule = IdentityConflict::builder();
        let rule = rule.min_alternations(alternations).min_overlap_h(hours).build().unwrap();
        rule.find(&together("440123456", &korea, chile)).len()
    };
    let hour = lying(65.0, 125.0, 20.0, -40.0, -75.0);
    assert_eq!((found(&hour, 3, 1.0), found(&hour, 3, 1.01)), (1, 0));
    assert_eq!((found(&hour, 8, 1.0), found(&hour, 9, 1.0)), (1, 0), "four fixes, each with Korea before and after");
}

#[test]
fn a_ship_after_another_is_no_conflict() {
    assert_eq!(
        find(&together("440123456", &lying(0.0, 300.0, 10.0, 36.5, 130.0), &lying(305.0, 600.0, 5.0, -40.0, -75.0))),
        []
    );
}

#[test]
fn a_jump_that_returns_is_no_conflict() {
    let (before, after) = (lying(0.0, 300.0, 10.0, 36.5, 130.0), lying(400.0, 700.0, 10.0, 36.5, 130.0));
    let away = lying(310.0, 390.0, 5.0, -40.0, -75.0);
    assert_eq!(find(&together("440123456", &[before, after].concat(), &away)), []);
}

#[test]
fn an_identity_that_is_none_is_not_judged() {
    for vessel in ["123456789", "0", "200123456"] {
        let tracks = together(vessel, &lying(0.0, 600.0, 10.0, 36.5, 130.0), &lying(65.0, 485.0, 20.0, -40.0, -75.0));
        let found = find(&tracks);
        assert_eq!(found.len(), 1, "{vessel}");
        assert_eq!(found[0].verdict, Some(Verdict::Undetermined), "{vessel}");
        assert_eq!(evidence(&found[0]).reason, Some(UndeterminedReason::PlaceholderIdentity), "{vessel}");
    }
    let station = together("992351000", &lying(0.0, 600.0, 10.0, 36.5, 130.0), &lying(65.0, 485.0, 20.0, -40.0, -75.0));
    assert_eq!(find(&station), [], "an aid to navigation is no ship");
}

#[test]
fn three_ships_are_three_pairs() {
    let places = [(36.5, 130.0), (-40.0, -75.0), (10.0, -30.0)];
    let rows = places.iter().zip(0..).flat_map(|(&(lat, lon), index)| {
        lying(f64::from(index), 600.0 + f64::from(index), 10.0, lat, lon).into_iter().map(|fix| ("440123456", fix))
    });
    let pairs: Vec<_> =
        find(&tracks(rows)).iter().map(|event| (event.hull, event.other.clone().unwrap().hull)).collect();
    assert_eq!(pairs, [(0, 1), (0, 2), (1, 2)]);
}

#[test]
fn a_ship_with_two_clocks_is_not_two_ships() {
    // At 24 knots; one of two receivers writes every row three hours late.
    let sailed = |minute: f64| fix(minute, 10.0, 20.0 + minute / 150.0);
    let own: Vec<Fix> = (0..120).map(|step| sailed(f64::from(step) * 4.0)).collect();
    let late: Vec<Fix> =
        (10..60).map(|step| Fix::at_ms(own[step].time_ms + 3 * 3_600_000 + 60_000, own[step].position)).collect();
    let found = find(&together("440123456", &own, &late));
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].verdict, evidence(&found[0]).reason),
        (Some(Verdict::Undetermined), Some(UndeterminedReason::WrongTime))
    );
    assert_eq!(evidence(&found[0]).same_way_share, 1.0);
}

/// Two ships under two MMSIs that give these IMO numbers in so many rows.
fn with_imo(numbers: [&[(u32, u64)]; 2], places: [(f64, f64); 2]) -> TrackSet {
    let mut fixes = Fixes::builder();
    for ((vessel, numbers), (place, start)) in
        ["440123456", "441123456"].into_iter().zip(numbers).zip(places.into_iter().zip([0.0, 5.0]))
    {
        let mut facts = VesselFacts::default();
        numbers.iter().for_each(|&(number, rows)| facts.imo.add(number, rows));
        fixes.facts(VesselId::new(vessel), facts);
        for fix in lying(start, 300.0, 10.0, place.0, place.1) {
            fixes.push(VesselId::new(vessel), fix);
        }
    }
    fixes.build().into_tracks()
}

const FAR_APART: [(f64, f64); 2] = [(36.5, 130.0), (-40.0, -75.0)];

#[test]
fn one_imo_number_in_two_places_is_a_conflict() {
    let found = find(&with_imo([&[(9_074_729, 5)], &[(9_074_729, 3)]], FAR_APART));
    let [event] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (event.vessel.to_string(), event.other.clone().unwrap().vessel.to_string()),
        ("440123456".to_owned(), "441123456".to_owned())
    );
    let evidence = evidence(event);
    assert_eq!((evidence.shared, evidence.imo_numbers.as_slice()), (SharedIdentity::Imo, [9_074_729].as_slice()));
    assert_eq!(event.verdict, Some(Verdict::SeveralShips));
    let mut without = IdentityConflict::builder();
    let tracks = with_imo([&[(9_074_729, 5)], &[(9_074_729, 3)]], FAR_APART);
    assert_eq!(without.by_imo(false).build().unwrap().find(&tracks), []);
}

#[test]
fn numbers_that_flicker_or_check_wrong_prove_nothing() {
    let found = find(&with_imo([&[(9_074_729, 5), (9_074_731, 4)], &[(9_074_729, 3)]], FAR_APART));
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].verdict, evidence(&found[0]).reason),
        (Some(Verdict::Undetermined), Some(UndeterminedReason::FlickeringFacts))
    );
    assert_eq!(find(&with_imo([&[(9_074_720, 5)], &[(9_074_720, 3)]], FAR_APART)), [], "the last digit must check");
    assert_eq!(find(&with_imo([&[(9_074_729, 5)], &[]], FAR_APART)), []);
}

#[test]
fn one_ship_with_two_transceivers_is_no_conflict() {
    assert_eq!(find(&with_imo([&[(9_074_729, 5)], &[(9_074_729, 3)]], [(36.5, 130.0), (36.5, 130.001)])), []);
}

#[test]
fn parameters_are_checked() {
    for wrong in [
        IdentityConflict::builder().min_alternations(1),
        IdentityConflict::builder().min_overlap_h(0.0),
        IdentityConflict::builder().max_step_h(f64::NAN),
    ] {
        assert!(wrong.build().is_err(), "{wrong:?}");
    }
    insta::assert_snapshot!(
        IdentityConflict::builder().min_alternations(1).build().unwrap_err(),
        @"the parameter identity_conflict.min_alternations must be a number from 2 on, found 1"
    );
}
