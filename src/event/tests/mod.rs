//! What other programs rely on: the shape of an event as JSON, the stability of its id, the order of events.

mod id;
mod json;
mod line;

use proptest::prelude::*;

use super::*;
use crate::event::identity_conflict::tests::identity_conflict;
use crate::event::impossible_position::tests::impossible_position;
use crate::event::port_visit::tests::port_visit;
use crate::event::position_jump::tests::position_jump;
use crate::fix::rfc3339;

fn fix(time_ms: i64, lat_deg: f64, lon_deg: f64) -> Fix {
    Fix::at_ms(time_ms, Position::new(lat_deg, lon_deg).unwrap())
}

/// 2018-12-25T11:40:42Z.
const OFF_MS: i64 = 1_545_738_042_000;
/// 2018-12-26T04:25:31Z.
const ON_MS: i64 = 1_545_798_331_000;

fn gap() -> Event {
    let vessel = VesselId::new("440123456");
    let (off, on) = (fix(OFF_MS, 44.5, -177.25).with_sog_kn(9.5), fix(ON_MS, 44.25, 179.5));
    let kind = EventKind::Gap(GapEvidence {
        off,
        on: Some(on),
        distance_m: Some(260_451.2),
        implied_speed_kn: Some(8.4),
        fixes_12h_before: 14,
        on_after_data_end: false,
        previous_gap_end: None,
        next_gap_start: Some(Timestamp::from_millisecond(ON_MS + 3_600_000).unwrap()),
        welch2022: None,
        reason: Some(UndeterminedReason::NoReceptionModel),
        positions_per_ship_day: None,
        reception: None,
        could_have: None,
    });
    let event = Event::between(&vessel, 0, (&off).into(), (&on).into(), kind);
    Event { observed_h: 0.0, verdict: Some(Verdict::Undetermined), ..event }
}

fn open_gap() -> Event {
    let mut event = gap();
    (event.end, event.end_position) = (None, None);
    let EventKind::Gap(evidence) = &mut event.kind else { unreachable!("gap() makes a gap") };
    (evidence.on, evidence.distance_m, evidence.implied_speed_kn) = (None, None, None);
    event
}

fn loitering() -> Event {
    let vessel = VesselId::new("선박-7f3a");
    let (first, last) = (fix(OFF_MS + 123, -0.0, 180.0), fix(OFF_MS + 7_200_123, 0.25, 180.0));
    let kind = EventKind::Loitering(LoiteringEvidence {
        fixes: 21,
        distance_m: 1234.5,
        net_distance_m: 308.6,
        mean_speed_kn: 0.38,
        baseline_speed_kn: 0.31,
        confinement_radius_m: 310.0,
        straightness: 0.25,
        moored_or_anchored: false,
        mean_distance_from_shore_m: Some(51_000.0),
        min_distance_from_shore_m: Some(50_500.0),
        distance_from_port_m: None,
        cut_at_start: true,
        cut_at_end: false,
    });
    let whereabouts = |shore_m| Whereabouts {
        distance_from_shore_m: Some(shore_m),
        distance_from_port_m: Some(92_000.0),
        port: Some("Suva".to_owned()),
    };
    let region = RegionName { category: Some("eez".to_owned()), id: Some("8325".to_owned()), name: "Fiji".to_owned() };
    let surroundings =
        Surroundings { start: whereabouts(50_500.0), end: Some(whereabouts(51_500.0)), regions: vec![region] };
    Event {
        observed_h: 1.75,
        position: Position::new(0.125, 180.0).unwrap(),
        surroundings: Some(Box::new(surroundings)),
        ..Event::between(&vessel, 2, (&first).into(), (&last).into(), kind)
    }
}

fn encounter() -> Event {
    let (a, b) = (VesselId::new("440123456"), VesselId::new("선박-7f3a"));
    let place = |lat_deg, lon_deg| Position::new(lat_deg, lon_deg).unwrap();
    let start = Moment { time_ms: OFF_MS, position: place(-18.0, 179.999) };
    let end = Moment { time_ms: ON_MS, position: place(-18.0, -179.999) };
    let (other_start, other_end) = (place(-18.001, 179.999), place(-18.001, -179.999));
    let kind = EventKind::Encounter(EncounterEvidence {
        within_h: 15.5,
        spans_within: 2,
        least_distance_m: 28.5,
        median_distance_m: 109.25,
        mean_distance_m: 120.0,
        median_speed_kn: 0.466,
        other_median_speed_kn: 0.51,
        fixes_within: 40,
        other_fixes_within: 21,
        type_pair: "cargo-fishing".to_owned(),
        ship_class: "fishing".to_owned(),
        other_ship_class: "cargo".to_owned(),
        other_start,
        other_end,
        distance_from_port_m: Some(81_500.0),
        silent_between: true,
        cut_at_start: false,
        cut_at_end: true,
    });
    Event {
        id: EventId::of_two(EventType::Encounter, &a, start, (&b, other_start)),
        other: Some(OtherShip { vessel: b, hull: 1 }),
        observed_h: 16.0,
        position: place(-18.000_5, 180.0),
        ..Event::between(&a, 0, start, end, kind)
    }
}

fn gathering() -> Event {
    let ship = |name: &str, hull| OtherShip { vessel: VesselId::new(name), hull };
    let start = Moment { time_ms: OFF_MS, position: Position::new(38.5, 131.0).unwrap() };
    let end = Moment { time_ms: ON_MS, position: Position::new(38.5, 131.001).unwrap() };
    let kind = EventKind::Gathering(GatheringEvidence {
        members: 3,
        crowded: 1,
        most_at_once: 2,
        most_pairs_at_once: 1,
        radius_m: 840.0,
        distance_from_port_m: None,
        cut_at_start: true,
        cut_at_end: false,
        hulls: vec![ship("440123456", 0), ship("440123457", 0), ship("선박-7f3a", 1)],
    });
    Event::between(&VesselId::new("440123456"), 0, start, end, kind)
}

fn zone_visit(possible: bool) -> Event {
    let vessel = VesselId::new("440123456");
    let (first, last) = (fix(OFF_MS, 44.5, -177.25), fix(ON_MS, 44.25, 179.5));
    let kind = EventKind::ZoneVisit(ZoneVisitEvidence {
        zone: "Fiji".to_owned(),
        zone_id: Some("8325".to_owned()),
        zone_category: None,
        possible,
        inside_h: if possible { 0.0 } else { 2.25 },
        fixes_inside: if possible { 0 } else { 27 },
        distance_m: if possible { 0.0 } else { 15_123.456 },
        mean_speed_kn: (!possible).then_some(3.63),
        excursions: 0,
        cut_at_start: !possible,
        cut_at_end: false,
        at_most_inside_h: possible.then_some(7.125),
        way_over_zone_m: possible.then_some(98_765.4),
        reach_speed_kn: possible.then_some(11.5),
    });
    Event::between(&vessel, 0, (&first).into(), (&last).into(), kind)
}

#[test]
fn every_ship_that_took_part_is_told_once() {
    let told =
        |event: &Event| -> Vec<String> { event.hulls().map(|(vessel, hull)| format!("{vessel}#{hull}")).collect() };
    assert_eq!(told(&gap()), ["440123456#0"]);
    assert_eq!(told(&encounter()), ["440123456#0", "선박-7f3a#1"]);
    assert_eq!(told(&gathering()), ["440123456#0", "440123457#0", "선박-7f3a#1"]);
}

#[test]
fn every_type_has_its_name_everywhere() {
    for event_type in EventType::ALL {
        assert_eq!(serde_json::to_value(event_type).unwrap(), event_type.name());
    }
    assert!(EventType::ALL.map(EventType::name).is_sorted());
    let all = [
        encounter(),
        gap(),
        gathering(),
        identity_conflict(),
        impossible_position(ImpossibleCause::Frozen),
        loitering(),
        port_visit(false),
        position_jump(),
        zone_visit(false),
    ];
    assert_eq!(all.map(|event| event.type_name()), EventType::ALL.map(EventType::name));
    assert_eq!([gap(), loitering()].map(|event| event.mmsi().map(Mmsi::get)), [Some(440_123_456), None]);
}

proptest! {
    #[test]
    fn order_is_start_type_mmsi_vessel_hull_id(
        shuffled in prop::collection::vec((0..3_i64, any::<bool>(), 0..4_usize, 0..2_u32, 0..3_u32), 0..24),
    ) {
        let vessels = ["999", "440123456", "1000000000", "a"];
        let mut events: Vec<Event> = shuffled
            .into_iter()
            .map(|(start_s, is_gap, vessel, hull, place)| {
                let mut event = if is_gap { gap() } else { loitering() };
                event.vessel = VesselId::new(vessels[vessel]);
                (event.hull, event.start) = (hull, Timestamp::from_second(start_s).unwrap());
                let start = fix(start_s * 1000, f64::from(place), 0.0);
                let event_type = if is_gap { EventType::Gap } else { EventType::Loitering };
                event.id = EventId::new(event_type, &event.vessel, (&start).into());
                event
            })
            .collect();
        Event::sort(&mut events);
        let keys: Vec<_> = events
            .iter()
            .map(|event| {
                // An identity without a number comes after every number; texts go by their bytes.
                let mmsi = event.mmsi().map_or(u32::MAX, Mmsi::get);
                let (vessel, id) = (event.vessel.to_string(), event.id.to_string());
                (event.start.as_second(), event.type_name(), mmsi, vessel, event.hull, id)
            })
            .collect();
        prop_assert!(keys.is_sorted(), "{keys:?}");
    }
}
