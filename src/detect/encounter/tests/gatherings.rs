//! What a gathering is, and what becomes of the pairs in and around it.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::crowd::{Crowd, crowds};
use super::super::followed::Followed;
use super::super::gathering::gatherings;
use super::super::join::join;
use super::super::{HALF_HOUR_MS, half_hour};
use super::evidence;
use crate::chart::{Port, PortKind, Ports};
use crate::detect::testing::{at, fix, lying, tracks};
use crate::detect::{Context, Detector, Encounter, LeftOut};
use crate::geodesy::tests::any_position;
use crate::geodesy::{destination, geodesic_m, surface_m};
use crate::{Chart, Event, EventKind, Fix, GatheringEvidence, Position, TrackSet, VesselId};

type Rows = Vec<(String, Fix)>;

fn name(ship: u32) -> String {
    (440_000_000 + ship).to_string()
}

/// A ship that lies still.
fn ship(number: u32, place: Position, from_min: f64, to_min: f64) -> Rows {
    let fixes = lying(from_min, to_min, 6.0, place.lat_deg(), place.lon_deg());
    fixes.into_iter().map(|fix| (name(number), fix)).collect()
}

/// Ships that lie on a circle around a place, so far from it that all are within the distance.
fn fleet(numbers: std::ops::Range<u32>, around: Position, from_min: f64, to_min: f64) -> Rows {
    let all = numbers.len() as f64;
    numbers
        .enumerate()
        .flat_map(|(index, number)| {
            ship(number, destination(around, index as f64 * 360.0 / all, 200.0), from_min, to_min)
        })
        .collect()
}

fn sea(rows: &[(String, Fix)]) -> TrackSet {
    tracks(rows.iter().map(|(vessel, fix)| (vessel.as_str(), *fix)))
}

fn found(rows: &[(String, Fix)]) -> (Vec<Event>, Vec<Event>) {
    split(Encounter::default().find(&sea(rows)))
}

/// Gatherings and encounters.
fn split(events: Vec<Event>) -> (Vec<Event>, Vec<Event>) {
    events.into_iter().partition(|event| event.type_name() == "gathering")
}

fn crowd(event: &Event) -> &GatheringEvidence {
    match &event.kind {
        EventKind::Gathering(evidence) => evidence,
        _ => panic!("{event} is no gathering"),
    }
}

fn pairs(encounters: &[Event]) -> BTreeSet<(String, String)> {
    let other = |event: &Event| event.other.as_ref().unwrap().vessel.to_string();
    encounters.iter().map(|event| (event.vessel.to_string(), other(event))).collect()
}

fn place() -> Position {
    Position::new(38.5, 179.999).unwrap()
}

#[test]
fn a_fleet_at_one_place_is_one_event() {
    let (gatherings, encounters) = found(&fleet(0..30, place(), 10.0, 310.0));
    assert_eq!(encounters, []);
    assert_eq!(gatherings.len(), 1, "{gatherings:?}");
    let (event, told) = (&gatherings[0], crowd(&gatherings[0]));
    assert_eq!((event.vessel.to_string(), event.hull, &event.other), (name(0), 0, &None));
    assert_eq!((event.start, event.end), (at(10.0), Some(at(310.0))));
    assert_eq!((event.duration_h, event.observed_h), (5.0, 5.0));
    assert_eq!((told.members, told.crowded, told.most_at_once, told.most_pairs_at_once), (30, 30, 30, 30 * 29 / 2));
    assert!((told.radius_m - 200.0).abs() < 2.0, "{told:?}");
    assert!(geodesic_m(event.position, place()) < 1.0, "{event}");
    assert_eq!((told.cut_at_start, told.cut_at_end), (true, true));
    let hulls: Vec<String> = told.hulls.iter().map(|ship| ship.vessel.to_string()).collect();
    assert_eq!(hulls, (0..30).map(name).collect::<Vec<_>>());
}

#[test]
fn twenty_partners_are_not_too_many() {
    let (gatherings, encounters) = found(&fleet(0..21, place(), 0.0, 180.0));
    assert_eq!((gatherings.len(), encounters.len()), (0, 21 * 20 / 2));
    let (gatherings, encounters) = found(&fleet(0..22, place(), 0.0, 180.0));
    assert_eq!((gatherings.len(), encounters.len()), (1, 0));
    let more = Encounter::builder().max_partners(21).build().unwrap();
    let (gatherings, encounters) = split(more.find(&sea(&fleet(0..22, place(), 0.0, 180.0))));
    assert_eq!((gatherings.len(), encounters.len()), (0, 22 * 21 / 2));
}

#[test]
fn hulls_of_one_identity_are_not_partners_of_each_other() {
    // Identity 0 is two ships, one of them far away; with it there are 22 hulls, but only 21 at the place.
    let mut rows = fleet(1..21, place(), 0.0, 300.0);
    rows.extend(ship(0, place(), 0.0, 300.0));
    rows.extend(ship(0, destination(place(), 0.0, 300_000.0), 3.0, 303.0));
    let sea = sea(&rows);
    assert_eq!(sea.len(), 22);
    assert_eq!(split(Encounter::default().find(&sea)).0, []);
}

#[test]
fn a_crowd_of_one_hour_is_none_and_its_pairs_are_listed() {
    // 22 ships together for three hours, of which 8 stay away for the first two.
    let mut rows = fleet(0..14, place(), 0.0, 180.0);
    rows.extend(fleet(14..22, place(), 120.0, 180.0));
    let (gatherings, encounters) = found(&rows);
    assert_eq!(gatherings, []);
    assert_eq!(encounters.len(), 14 * 13 / 2, "those who were there for three hours");
    assert!(encounters.iter().all(|event| evidence(event).within_h == 3.0));
}

#[test]
fn what_is_outside_of_the_crowd_still_counts() {
    // 30 ships together for three hours; two of them stay for three more, two of them came three hours before.
    let mut rows = fleet(0..26, place(), 0.0, 180.0);
    rows.extend(fleet(26..28, place(), 0.0, 360.0));
    rows.extend(fleet(28..30, place(), -180.0, 180.0));
    let (gatherings, encounters) = found(&rows);
    assert_eq!(gatherings.len(), 1);
    assert_eq!((gatherings[0].start, gatherings[0].end), (at(0.0), Some(at(180.0))));
    assert_eq!(pairs(&encounters), BTreeSet::from([(name(26), name(27)), (name(28), name(29))]));
    let times: Vec<_> = encounters.iter().map(|event| (event.start, event.end.unwrap())).collect();
    assert_eq!(times, [(at(-180.0), at(0.0)), (at(180.0), at(360.0))]);
}

#[test]
fn a_member_that_meets_a_carrier_elsewhere_has_that_encounter() {
    let elsewhere = destination(place(), 90.0, 20_000.0);
    let mut rows = fleet(0..29, place(), 0.0, 300.0);
    rows.extend(ship(29, destination(place(), 0.0, 200.0), 0.0, 240.0));
    // To the carrier at 8 kn, and alongside for three hours.
    rows.extend((0..=8).map(|step| {
        let minute = 246.0 + f64::from(step) * 9.0;
        let there = destination(place(), 90.0, f64::from(step) * 2_487.5);
        (name(29), fix(minute, there.lat_deg(), there.lon_deg()))
    }));
    rows.extend(ship(29, destination(elsewhere, 90.0, 50.0), 324.0, 504.0));
    rows.extend(ship(99, elsewhere, 0.0, 600.0));
    let (gatherings, encounters) = found(&rows);
    assert_eq!((gatherings.len(), crowd(&gatherings[0]).members), (1, 30));
    assert_eq!(pairs(&encounters), BTreeSet::from([(name(29), name(99))]));
    assert!((evidence(&encounters[0]).within_h - 3.0).abs() < 0.2, "{encounters:?}");
}

#[test]
fn a_pair_of_which_one_is_crowded_is_part_of_the_gathering() {
    // A carrier between two groups of 12, a kilometre apart: only the carrier has more than 20 partners.
    let carrier = place();
    let (west, east) = (destination(carrier, 270.0, 450.0), destination(carrier, 90.0, 450.0));
    let group = |numbers: std::ops::Range<u32>, at: Position| -> Rows {
        numbers.flat_map(|number| ship(number, destination(at, f64::from(number) * 30.0, 40.0), 0.0, 180.0)).collect()
    };
    let mut rows = ship(50, carrier, 0.0, 180.0);
    rows.extend(group(0..12, west));
    rows.extend(group(12..24, east));
    let (gatherings, encounters) = found(&rows);
    assert_eq!(gatherings.len(), 1);
    let told = crowd(&gatherings[0]);
    assert_eq!((gatherings[0].vessel.to_string(), told.members, told.crowded), (name(50), 25, 1));
    assert_eq!(told.most_pairs_at_once, 24);
    // The ships of a group are not crowded, so their meetings with each other are listed.
    assert_eq!(encounters.len(), 2 * (12 * 11 / 2));
    assert!(pairs(&encounters).iter().all(|(a, b)| *a != name(50) && *b != name(50)));
}

#[test]
fn two_fleets_are_two_gatherings_even_for_a_ship_that_sails_from_one_to_the_other() {
    let there = destination(place(), 90.0, 30_000.0);
    let mut rows = fleet(0..25, place(), 0.0, 400.0);
    rows.extend(fleet(30..55, there, 0.0, 400.0));
    rows.extend(ship(60, place(), 0.0, 150.0));
    rows.extend(ship(60, there, 250.0, 400.0));
    // A silence between, so that the ship is not slow on the way.
    let (gatherings, encounters) = found(&rows);
    assert_eq!((gatherings.len(), encounters.len()), (2, 0));
    let members: Vec<u32> = gatherings.iter().map(|event| crowd(event).members).collect();
    assert_eq!(members, [26, 26]);
}

#[test]
fn a_fleet_that_drifts_together_stays_one_gathering_and_one_that_returns_next_day_is_another() {
    // Drifts at 0.8 kn for 10 hours: 15 km.
    let drift = |from_min: u32, to_min: u32| -> Rows {
        let fixes = (0..25_u32).flat_map(|number| {
            (from_min..=to_min).step_by(6).map(move |minute| {
                let middle = destination(place(), 45.0, f64::from(minute - from_min) * 0.8 * 1852.0 / 60.0);
                let at = destination(middle, f64::from(number) * 14.0, 150.0);
                (name(number), fix(f64::from(minute), at.lat_deg(), at.lon_deg()))
            })
        });
        fixes.collect()
    };
    let mut rows = drift(0, 600);
    let (gatherings, encounters) = found(&rows);
    assert_eq!((gatherings.len(), encounters.len()), (1, 0));
    assert!((crowd(&gatherings[0]).radius_m - 7_400.0).abs() < 400.0, "{gatherings:?}");
    rows.extend(drift(1_440, 2_040));
    let (gatherings, encounters) = found(&rows);
    assert_eq!((gatherings.len(), encounters.len()), (2, 0));
    assert_ne!(gatherings[0].id, gatherings[1].id);
}

#[test]
fn fast_company_is_no_crowd() {
    // A regatta: 30 ships within the distance at 5 kn for four hours.
    let rows: Rows = (0..30_u32)
        .flat_map(|number| {
            (0..=40).map(move |step| {
                let middle = destination(place(), 45.0, f64::from(step) * 926.0);
                let at = destination(middle, f64::from(number) * 12.0, 150.0);
                (name(number), fix(f64::from(step) * 6.0, at.lat_deg(), at.lon_deg()))
            })
        })
        .collect();
    assert_eq!(found(&rows), (vec![], vec![]));
}

#[test]
fn at_a_port_it_is_no_finding() {
    let sea = sea(&fleet(0..25, place(), 0.0, 300.0));
    let harbour = Port::new("1", "Harbour", destination(place(), 0.0, 5_000.0), PortKind::Anchorage);
    let chart = Chart::new().with_ports(Ports::new(vec![harbour]));
    let (rule, context) = (Encounter::default(), Context::of(&sea).with_chart(&chart));
    let candidates = rule.candidates(&sea, &context);
    assert_eq!(candidates.iter().map(|event| rule.leaves_out(event)).collect::<Vec<_>>(), [Some(LeftOut::AtPort)]);
    assert_eq!(rule.find_with(&sea, &context), []);
}

#[test]
fn a_crowded_harbour_makes_no_pairs() {
    // 600 ships within 500 m: 179,700 pairs.
    let rows: Rows = (0..600_u32)
        .flat_map(|number| {
            ship(number, destination(place(), f64::from(number) * 0.6, f64::from(number % 240)), 0.0, 180.0)
        })
        .collect();
    let joined = join(&Followed::new(&Encounter::default(), &sea(&rows)));
    assert_eq!((joined.pairs.len(), joined.gatherings.len()), (0, 1));
}

#[test]
fn two_thousand_ships_moored_for_a_day_are_one_gathering_and_no_pairs() {
    // Spread evenly over a harbour of 1 km: each has some 500 others within the distance, 500,000 pairs in all.
    let moored = |number: u32| {
        let (course_deg, distance_m) = (f64::from(number) * 137.508, 1_000.0 * (f64::from(number) / 2_000.0).sqrt());
        let place = destination(place(), course_deg, distance_m);
        lying(0.0, 24.0 * 60.0, 60.0, place.lat_deg(), place.lon_deg()).into_iter().map(move |fix| (name(number), fix))
    };
    let rows: Rows = (0..2_000).flat_map(moored).collect();
    let (gatherings, encounters) = found(&rows);
    assert_eq!((gatherings.len(), encounters.len()), (1, 0));
    assert_eq!(crowd(&gatherings[0]).members, 2_000);
    assert!(gatherings[0].duration_h > 23.0);
}

#[test]
fn order_and_threads_do_not_matter() {
    let mut rows = fleet(0..40, place(), 0.0, 300.0);
    rows.extend(fleet(40..60, destination(place(), 90.0, 600.0), 0.0, 300.0));
    let on = |threads: usize, rows: &Rows| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Encounter::default().find(&sea(rows)))
    };
    let one = on(1, &rows);
    assert!(one.iter().any(|event| event.type_name() == "gathering"));
    let mut turned = rows.clone();
    turned.reverse();
    turned.rotate_left(777);
    assert_eq!(on(4, &turned), one);
}

/// Partners, crowds and their pairs by the definition, hull by hull.
fn by_definition(rule: &Encounter, places: &[(u32, Position)]) -> BTreeSet<(Vec<u32>, Vec<u32>, u64)> {
    let near = |a: usize, b: usize| geodesic_m(places[a].1, places[b].1) <= rule.parameters.max_distance_m;
    let all = 0..places.len();
    let is_crowded: Vec<bool> = all
        .clone()
        .map(|a| all.clone().filter(|&b| a != b && near(a, b)).count() > rule.parameters.max_partners as usize)
        .collect();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut found = BTreeSet::new();
    for start in all.clone().filter(|&start| is_crowded[start]) {
        if seen.contains(&start) {
            continue;
        }
        let mut crowd = BTreeSet::from([start]);
        while let Some(next) = all
            .clone()
            .find(|&next| is_crowded[next] && !crowd.contains(&next) && crowd.iter().any(|&member| near(member, next)))
        {
            crowd.insert(next);
        }
        let others: BTreeSet<usize> =
            all.clone().filter(|&b| !is_crowded[b] && crowd.iter().any(|&a| near(a, b))).collect();
        let mut pairs = 0;
        for &a in &crowd {
            pairs += crowd.iter().filter(|&&b| a < b && near(a, b)).count();
            pairs += others.iter().filter(|&&b| near(a, b)).count();
        }
        seen.extend(&crowd);
        let hulls = |of: &BTreeSet<usize>| of.iter().map(|&index| places[index].0).collect::<Vec<_>>();
        found.insert((hulls(&crowd), hulls(&others), pairs as u64));
    }
    found
}

fn told(crowds: &[Crowd]) -> BTreeSet<(Vec<u32>, Vec<u32>, u64)> {
    let hulls = |of: &[super::super::crowd::Standing]| of.iter().map(|standing| standing.hull).collect::<Vec<_>>();
    crowds.iter().map(|crowd| (hulls(&crowd.crowded), hulls(&crowd.others), crowd.pairs)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn crowds_are_those_of_the_definition(
        middle in any_position(),
        ships in prop::collection::vec((0.0..360.0_f64, prop_oneof![0.0..500.0_f64, 0.0..4_000.0]), 1..80),
        max_partners in 0..12_u32,
    ) {
        let places: Vec<(u32, Position)> =
            (0..).zip(&ships).map(|(number, &(bearing, off_m))| (number, destination(middle, bearing, off_m))).collect();
        // What lies on the border is a matter of nanometres.
        let is_clear = places.iter().all(|a| places.iter().all(|b| (geodesic_m(a.1, b.1) - 500.0).abs() > 1e-6));
        prop_assume!(is_clear);
        let rule = Encounter::builder().max_partners(max_partners).build().unwrap();
        let rows: Rows = places.iter().flat_map(|&(number, place)| ship(number, place, 0.0, 60.0)).collect();
        let sea = sea(&rows);
        let all: Vec<u32> = (0..sea.len() as u32).collect();
        let here = half_hour(at(0.0).as_millisecond());
        let expected = by_definition(&rule, &places);
        prop_assert_eq!(told(&crowds(&Followed::new(&rule, &sea), here, &all)), expected.clone());
        // The join asks only for those that may be crowded and their possible partners.
        let mut hour = rule.parameters().clone();
        hour.min_gathering_h(1.0).min_duration_h(1.0);
        let hour = hour.build().unwrap();
        let joined = join(&Followed::new(&hour, &sea));
        prop_assert_eq!(joined.gatherings.len(), expected.len());
        let crowded: BTreeSet<u32> = expected.iter().flat_map(|(crowded, ..)| crowded.clone()).collect();
        prop_assert_eq!(joined.crowded.keys().copied().collect::<BTreeSet<u32>>(), crowded.clone());
        // And pairs are listed of which neither is crowded.
        let listed: BTreeSet<(u32, u32)> = joined.pairs.iter().map(|pair| pair.hulls).collect();
        for (a, b) in all.iter().flat_map(|&a| (a + 1..all.len() as u32).map(move |b| (a, b))) {
            let near = geodesic_m(places[a as usize].1, places[b as usize].1) <= 500.0;
            let free = !crowded.contains(&a) && !crowded.contains(&b);
            prop_assert!(!near || listed.contains(&(a, b)) == free, "{a} {b}");
        }
    }

    #[test]
    fn a_longer_time_asked_for_never_adds_an_encounter_to_a_gathering(
        ships in prop::collection::vec((0.0..360.0_f64, 0.0..400.0_f64, 0..12_u32, 2..14_u32), 20..40),
        shorter_h in 0.5..3.0_f64, more_h in 0.1..3.0_f64,
    ) {
        let rows: Rows = (0..)
            .zip(&ships)
            .flat_map(|(number, &(bearing, off_m, from, lasts))| {
                let from_min = f64::from(from) * 24.0;
                ship(number, destination(place(), bearing, off_m), from_min, from_min + f64::from(lasts) * 30.0)
            })
            .collect();
        let sea = sea(&rows);
        let rule = |hours: f64| Encounter::builder().max_partners(10).min_duration_h(hours).build().unwrap();
        let (shorter, longer) = (rule(shorter_h), rule(shorter_h + more_h));
        let ((some, mut many), (same, few)) = (split(shorter.find(&sea)), split(longer.find(&sea)));
        prop_assert_eq!(some, same);
        many.retain(|event| evidence(event).within_h >= shorter_h + more_h);
        prop_assert_eq!(few, many);
    }
}

#[test]
fn crowds_are_joined_over_breaks_shorter_than_the_longest() {
    let stay = |half_hour: i32, hull: u32| {
        let (from_ms, to_ms) = (i64::from(half_hour) * HALF_HOUR_MS, (i64::from(half_hour) + 1) * HALF_HOUR_MS);
        let standing =
            super::super::crowd::Standing { hull, point_m: surface_m(place().into()), at_ms: from_ms, from_ms, to_ms };
        Crowd { half_hour, crowded: vec![standing], others: vec![], pairs: 1 }
    };
    let rule = Encounter::builder().min_gathering_h(1.0).build().unwrap();
    let count = |half_hours: &[(i32, u32)]| {
        gatherings(&rule, half_hours.iter().map(|&(half_hour, hull)| stay(half_hour, hull)).collect()).len()
    };
    assert_eq!(count(&[(0, 1), (8, 1)]), 1, "three and a half hours between them");
    assert_eq!(count(&[(0, 1), (9, 1)]), 0, "four hours make two, each of half an hour");
    assert_eq!(count(&[(0, 1), (1, 2)]), 0, "two hulls that never met");
    assert_eq!(count(&[(0, 1), (1, 1), (20, 2), (21, 2)]), 2);
}

#[test]
fn the_event_is_named_after_the_smallest_identity_at_the_start() {
    let mut rows = fleet(10..40, place(), 0.0, 300.0);
    rows.extend(ship(1, place(), 120.0, 300.0));
    let (gatherings, _) = found(&rows);
    assert_eq!(gatherings[0].vessel, VesselId::new(&name(10)));
    assert_eq!(crowd(&gatherings[0]).hulls.len(), 31);
}
