//! Tests of the ships in reach.

use proptest::prelude::*;

use super::*;
use crate::detect::reach::heard::half_hours_within;
use crate::detect::testing::{at as time_at, lying};
use crate::geodesy::distance_m;
use crate::units::MS_PER_HOUR;
use crate::{ShipInReach, VesselId};

/// A ship that goes from one place to another and is silent on the way; heard for 20 minutes before and after.
fn dark(vessel: &str, off: Position, on: Position, from_min: f64, to_min: f64) -> Vec<(&str, Fix)> {
    let around = |place: Position, from: f64| lying(from, from + 20.0, 10.0, place.lat_deg(), place.lon_deg());
    let mut fixes = around(off, from_min - 20.0);
    fixes.extend(around(on, to_min));
    fixes.into_iter().map(|fix| (vessel, fix)).collect()
}

fn heard(vessel: &str, fixes: Vec<Fix>) -> Vec<(&str, Fix)> {
    fixes.into_iter().map(|fix| (vessel, fix)).collect()
}

/// A ship that passes by at 10 knots on a parallel, heard every 10 minutes.
fn passing(vessel: &str, from_min: f64, to_min: f64, lat: f64, lon: f64) -> Vec<(&str, Fix)> {
    let steps = ((to_min - from_min) / 10.0) as u32;
    let place = |step: u32| destination(at(lat, lon), 90.0, f64::from(step) * 10.0 / 60.0 * 10.0 * 1852.0);
    (0..=steps)
        .map(|step| {
            let place = place(step);
            (vessel, fix(from_min + f64::from(step) * 10.0, place.lat_deg(), place.lon_deg()))
        })
        .collect()
}

fn could_have_of<'a>(gaps: &'a [Event], vessel: &str) -> &'a CouldHave {
    could_have(gaps.iter().find(|gap| gap.vessel == VesselId::new(vessel)).expect("it has a gap"))
}

fn seen_of<'a>(gaps: &'a [Event], vessel: &str) -> &'a [ShipInReach] {
    &could_have_of(gaps, vessel).seen_ships
}

fn silent_of<'a>(gaps: &'a [Event], vessel: &str) -> &'a [ShipInReach] {
    &could_have_of(gaps, vessel).silent_ships
}

fn names(ships: &[ShipInReach]) -> Vec<String> {
    ships.iter().map(|ship| ship.vessel.to_string()).collect()
}

const DARK: &str = "440000001";

#[test]
fn of_ships_that_were_heard_those_that_lay_still_near_come_first() {
    let (off, on) = (at(36.0, 131.0), at(36.2, 131.0));
    let rows = [
        dark(DARK, off, on, 0.0, 720.0),
        heard("440000002", lying(0.0, 720.0, 10.0, 36.1, 131.2)),
        heard("440000003", lying(0.0, 720.0, 10.0, 36.1, 131.7)),
        passing("440000004", 0.0, 720.0, 36.1, 130.0),
        heard("440000005", lying(0.0, 720.0, 10.0, 39.0, 131.0)),
    ]
    .concat();
    let gaps = judged(&rows, &Chart::new());
    let ships = seen_of(&gaps, DARK);
    assert_eq!(names(ships), ["440000002", "440000003", "440000004"], "the last is out of reach");
    assert_eq!(could_have(&gaps[0]).seen_ships_in_reach, Some(3));
    let near = &ships[0];
    assert_eq!((near.gap, near.lat, near.lon), (None, 36.1, 131.2));
    // From when the ship can be within 500 m at 12 knots, to the half hour.
    let there_h = (distance_m(off, at(36.1, 131.2)) - 500.0) / (12.0 * 1852.0);
    let back_h = (distance_m(at(36.1, 131.2), on) - 500.0) / (12.0 * 1852.0);
    assert_eq!(near.earliest, time_at((there_h * 2.0).ceil() * 30.0));
    let half_hours = ((12.0 - back_h) * 2.0).floor() - (there_h * 2.0).ceil() + 1.0;
    assert_eq!((near.at_most_h, near.slow_h), (half_hours / 2.0, half_hours / 2.0));
    assert!((near.score - half_hours / 24.0).abs() < 1e-9, "of 12 hours");
    assert_eq!(ships[2].slow_h, 0.0, "it passed by");
}

#[test]
fn neither_other_hulls_of_the_identity_nor_ships_at_port_nor_silent_hours_count() {
    let (off, on) = (at(36.0, 131.0), at(36.2, 131.0));
    let mut rows = dark(DARK, off, on, 0.0, 720.0);
    // Another ship that uses the same identity.
    rows.extend(heard(DARK, lying(-120.0, 840.0, 11.0, 36.1, 131.6)));
    rows.extend(heard("440000002", lying(0.0, 720.0, 10.0, 36.1, 131.2)));
    // Heard at both ends of three hours only: where it was between is not known.
    rows.extend(heard("440000003", lying(180.0, 540.0, 180.0, 36.1, 130.9)));
    let port = Port::new("1", "a port", at(36.15, 131.2), PortKind::Listed);
    let gaps = judged(&rows, &Chart::new().with_ports(Ports::new(vec![port])));
    assert_eq!(gaps.iter().filter(|gap| gap.vessel == VesselId::new(DARK)).count(), 1, "the hulls are told apart");
    assert_eq!(seen_of(&gaps, DARK), []);
    let gaps = judged(&rows, &Chart::new());
    assert_eq!(names(seen_of(&gaps, DARK)), ["440000002"]);
}

#[test]
fn two_that_were_silent_at_once_see_each_other_alike() {
    let rows = [
        dark(DARK, at(36.0, 179.9), at(36.2, 179.9), 0.0, 720.0),
        dark("440000002", at(36.1, -179.7), at(36.1, -179.7), 60.0, 600.0),
    ]
    .concat();
    let mut gaps = judged(&rows, &Chart::new());
    gaps.retain(|gap| gap.end.is_some());
    let ([one], [other]) = (silent_of(&gaps, DARK), silent_of(&gaps, "440000002")) else {
        panic!("each could have met the other")
    };
    assert_eq!((one.vessel.to_string().as_str(), other.vessel.to_string().as_str()), ("440000002", DARK));
    assert_eq!(one.gap, gaps.iter().find(|gap| gap.vessel == one.vessel).map(|gap| gap.id));
    let seen = |ship: &ShipInReach| (ship.earliest, ship.at_most_h, ship.lat, ship.lon, ship.score);
    assert_eq!(seen(one), seen(other));
}

#[test]
fn with_a_ship_that_waits_where_it_is_a_meeting_lasts_as_long_as_the_way_leaves() {
    // The second is silent for a year and may be anywhere near; only the first limits: 12 hours less the straight way.
    let (off, on) = (at(36.0, 131.0), at(36.5, 131.0));
    let rows =
        [dark(DARK, off, on, 0.0, 720.0), dark("440000002", at(36.25, 131.0), at(36.25, 131.0), -2880.0, 2880.0)];
    let gaps = judged(&rows.concat(), &Chart::new());
    let ship = &silent_of(&gaps, DARK)[0];
    let longest_h = 12.0 - distance_m(off, on) / (12.0 * 1852.0);
    assert!((ship.at_most_h - longest_h).abs() < 0.005 * 3.0, "{} of {longest_h}", ship.at_most_h);
}

#[test]
fn no_two_meet_on_land() {
    let land = square("land", 36.1, 131.0).polygons();
    let rows = [
        dark(DARK, at(36.0, 131.0), at(36.2, 131.0), 0.0, 480.0),
        dark("440000002", at(36.1, 131.1), at(36.1, 130.9), 0.0, 480.0),
    ];
    assert_eq!(silent_of(&judged(&rows.concat(), &Chart::new()), DARK).len(), 1);
    let chart = Chart::new().with_land(crate::chart::Land::new(land).unwrap());
    assert_eq!(silent_of(&judged(&rows.concat(), &chart), DARK), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Against a grid of places: none is better by more than the docs allow, and what is told is possible.
    #[test]
    fn no_place_allows_a_longer_meeting(
        place in any_position(), ways in prop::collection::vec((0.0..360.0, 0.0..80_000.0f64), 4),
        starts in (0_u32..300, 0_u32..300), spans in (420_u32..1200, 420_u32..1200),
    ) {
        let [off, on, other_off, other_on]: [Position; 4] =
            std::array::from_fn(|index| destination(place, ways[index].0, ways[index].1));
        let times = |start: u32, span: u32| (f64::from(start), f64::from(start + span));
        let (one, two) = (times(starts.0, spans.0), times(starts.1, spans.1));
        let rows = [dark(DARK, off, on, one.0, one.1), dark("440000002", other_off, other_on, two.0, two.1)].concat();
        let gaps = judged(&rows, &Chart::new());
        prop_assume!(gaps.len() == 2);
        let speed = |vessel: &str| {
            let gap = gaps.iter().find(|gap| gap.vessel == VesselId::new(vessel)).unwrap();
            could_have(gap).reach_speed_kn * 1852.0 / 60.0
        };
        let (v, w) = (speed(DARK), speed("440000002"));
        let longest_at = |x: Position| {
            let arrival = (one.0 + distance_m(off, x) / v).max(two.0 + distance_m(other_off, x) / w);
            let departure = (one.1 - distance_m(x, on) / v).min(two.1 - distance_m(x, other_on) / w);
            (departure - arrival) / 60.0
        };
        let mut best_h = f64::NEG_INFINITY;
        for ring in 0..=30 {
            for turn in 0..36 {
                best_h = best_h.max(longest_at(destination(place, f64::from(turn) * 10.0, f64::from(ring) * 3_000.0)));
            }
        }
        prop_assert_eq!(silent_of(&gaps, "440000002").len(), silent_of(&gaps, DARK).len());
        match silent_of(&gaps, DARK).first() {
            None => prop_assert!(best_h < 2.0 + 0.05, "{} h are missed", best_h),
            Some(ship) => {
                let told_h = longest_at(at(ship.lat, ship.lon));
                prop_assert!((ship.at_most_h - told_h).abs() < 1e-3, "{} at the place, told {}", told_h, ship.at_most_h);
                prop_assert!(ship.at_most_h > best_h - 0.05, "{} told, {} possible", ship.at_most_h, best_h);
            }
        }
    }
}

/// Found by fuzzing: one wrong date made a tree for each half hour of a century, 440 bytes each.
#[test]
fn a_silence_of_a_century_holds_no_more_than_was_heard_in_it() {
    const CENTURY_MS: i64 = 36_525 * 24 * MS_PER_HOUR;
    let lying = lying(0.0, 720.0, 10.0, 36.1, 131.2);
    let start_ms = lying[0].time_ms();
    let tracks = tracks(lying.into_iter().map(|fix| ("440000002", fix)));
    let off = at(36.0, 131.0);
    let silence = Silence {
        event: 0,
        id: serde_json::from_value("0".repeat(32).into()).unwrap(),
        vessel: &VesselId::new(DARK),
        hull: 0,
        off,
        on: Some(off),
        start_ms,
        end_ms: start_ms + CENTURY_MS,
        speed_kn: 12.0,
        set: ReachableSet::around(off, 1e6).unwrap(),
    };
    let rule = Reach::default();
    let harbours = Harbours { chart: None, min_port_distance_m: rule.parameters.min_port_distance_m };
    let heard = HeardShips::new(&rule, &[&silence], &tracks, harbours);
    // At 0:30, 1:00, ... 11:30.
    assert_eq!(heard.during(half_hours_within(&silence)).count(), 23);
    assert_eq!(heard.during(i64::MIN..=i64::MAX).count(), 23);
}
