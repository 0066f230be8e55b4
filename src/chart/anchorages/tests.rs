use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;
use crate::geodesy::{destination, distance_m};
use crate::{Fix, Fixes, FixesBuilder, Timestamp, VesselId};

/// A ship that lies at a place from one hour to another, a fix every half hour, swinging 100 m around it.
fn lying(fixes: &mut FixesBuilder, ship: u32, place: Position, from_h: i64, to_h: i64) {
    for step in from_h * 2..=to_h * 2 {
        let time = "2024-05-01T00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(step * 30);
        let at = destination(place, (step * 67 % 360) as f64, 100.0);
        fixes.push(VesselId::new(&format!("4401{ship:05}")), Fix::new(time, at));
    }
}

fn at(lat_deg: f64, lon_deg: f64) -> Position {
    Position::new(lat_deg, lon_deg).unwrap()
}

fn learn(fixes: Fixes) -> Vec<Anchorage> {
    Anchorages::default().learn(&fixes.into_tracks(), None)
}

#[test]
fn three_hulls_that_lie_near_one_another_make_an_anchorage_and_two_do_not() {
    let berth = at(35.1, 129.04);
    let with = |ships: u32| {
        let mut fixes = Fixes::builder();
        (0..ships).for_each(|ship| lying(&mut fixes, ship, destination(berth, 90.0, f64::from(ship) * 150.0), 0, 24));
        learn(fixes.build())
    };
    assert_eq!(with(2), []);
    let found = with(3);
    assert_eq!((found.len(), found[0].hulls, found[0].stays), (1, 3, 3));
    assert!(distance_m(found[0].position, destination(berth, 90.0, 150.0)) < 30.0);
    assert_eq!(found[0].name, found[0].id);
}

#[test]
fn one_ship_that_comes_back_makes_none() {
    let mut fixes = Fixes::builder();
    for stay in 0..4 {
        lying(&mut fixes, 0, at(35.1, 129.04), stay * 30, stay * 30 + 24);
    }
    assert_eq!(learn(fixes.build()), []);
}

#[test]
fn stays_must_be_long_and_seen() {
    let short = |hours: i64| {
        let mut fixes = Fixes::builder();
        (0..5).for_each(|ship| lying(&mut fixes, ship, at(35.1, 129.04), 0, hours));
        lying(&mut fixes, 9, at(20.0, 129.0), 0, 240);
        learn(fixes.build()).len()
    };
    assert_eq!((short(11), short(12)), (0, 1), "12 hours, in data of ten days");
    let mut fixes = Fixes::builder();
    for ship in 0..5 {
        lying(&mut fixes, ship, at(35.1, 129.04), 0, 8);
        lying(&mut fixes, ship, at(35.1, 129.04), 12, 20);
    }
    lying(&mut fixes, 9, at(20.0, 129.0), 0, 240);
    assert_eq!(learn(fixes.build()), [], "nobody saw that they stayed for the four hours between");
}

#[test]
fn what_is_asked_for_scales_with_the_data() {
    let scaled = |hours: f64| Anchorages::default().scaled_to(hours);
    let ms = crate::units::MS_PER_HOUR;
    assert_eq!(scaled(1.0), (3 * ms, 3));
    assert_eq!(scaled(100.0), (5 * ms, 3));
    assert_eq!(scaled(30.0 * 24.0), (12 * ms, 3));
    assert_eq!(scaled(YEAR_H / 2.0), (12 * ms, 10));
    assert_eq!(scaled(10.0 * YEAR_H), (12 * ms, 20));
    let few = Anchorages::builder().min_hulls(2).build().unwrap();
    assert_eq!(few.scaled_to(24.0).1, 2, "who asks for fewer gets fewer");
}

#[test]
fn the_antimeridian_and_the_far_north_are_like_anywhere() {
    for place in [at(-18.0, 180.0), at(80.0, 15.0), at(89.9, 0.0)] {
        let mut fixes = Fixes::builder();
        (0..4).for_each(|ship| lying(&mut fixes, ship, destination(place, f64::from(ship) * 90.0, 120.0), 0, 24));
        let found = learn(fixes.build());
        assert_eq!((found.len(), found.first().map(|found| found.hulls)), (1, Some(4)), "{place:?}");
        assert!(distance_m(found[0].position, place) < 30.0);
    }
}

#[test]
fn known_ports_give_names_and_berths_far_apart_are_two() {
    let mut fixes = Fixes::builder();
    let (one, two) = (at(35.1, 129.04), at(35.1, 129.06));
    (0..4).for_each(|ship| lying(&mut fixes, ship, one, 0, 24));
    (4..7).for_each(|ship| lying(&mut fixes, ship, two, 0, 24));
    let known = Ports::new(vec![Port::new("1", "Busan", at(35.12, 129.05), PortKind::Listed)]);
    let found = Anchorages::default().learn(&fixes.build().into_tracks(), Some(&known));
    let shown: Vec<_> = found.iter().map(|found| (found.name.as_str(), found.id.as_str(), found.hulls)).collect();
    assert_eq!(shown, [("Busan", "35.1000N 129.0400E", 4), ("Busan", "35.1000N 129.0600E", 3)]);
}

#[test]
fn learned_anchorages_survive_a_file() {
    let mut fixes = Fixes::builder();
    let berth = |ship: u32| destination(at(35.1, 129.04), 70.0 * f64::from(ship), 120.0);
    (0..4).for_each(|ship| lying(&mut fixes, ship, berth(ship), 0, 24));
    let ports = Ports::new(learn(fixes.build()).into_iter().map(Port::from).collect());
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("anchorages.csv");
    ports.to_csv(std::fs::File::create(&path).unwrap()).unwrap();
    let read = Ports::from_file(&path).unwrap();
    assert_eq!((read.len(), read.iter().collect::<Vec<_>>()), (1, ports.iter().collect::<Vec<_>>()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// No anchorage has fewer hulls than asked for, none lies as near another as its own berths, each stay belongs to one at
    /// most, and ships in any order give the same.
    #[test]
    fn anchorages_are_full_and_apart(places in prop::collection::vec((0..40i32, 0..40i32), 3..60), turn in 0..60usize) {
        let learn_in = |turn: usize| {
            let mut fixes = Fixes::builder();
            let mut ships: Vec<(u32, &(i32, i32))> = (0..).zip(&places).collect();
            ships.rotate_left(turn % places.len());
            for (ship, &(north, east)) in ships {
                lying(&mut fixes, ship, at(35.0 + f64::from(north) * 0.001, 129.0 + f64::from(east) * 0.001), 0, 24);
            }
            learn(fixes.build())
        };
        let found = learn_in(0);
        prop_assert_eq!(&learn_in(turn), &found);
        prop_assert!(found.iter().all(|found| found.hulls >= 3 && found.stays >= found.hulls));
        prop_assert!(found.windows(2).all(|pair| pair[0].hulls >= pair[1].hulls));
        prop_assert!(found.iter().map(|found| found.stays as usize).sum::<usize>() <= places.len());
    }
}
