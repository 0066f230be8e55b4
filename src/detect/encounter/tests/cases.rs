//! What an encounter is, case by case, each known mistake of other programs among them.

use super::super::followed::Followed;
use super::super::join::join;
use super::{evidence, met, two};
use crate::chart::{Port, PortKind, Ports};
use crate::detect::testing::{at, fix, lying, tracks};
use crate::detect::{Context, Detector, Encounter, LeftOut};
use crate::event::{EventId, Moment};
use crate::geodesy::{bearing_deg, destination, geodesic_m};
use crate::{Chart, Event, EventType, Fix, Fixes, Position, ShipType, VesselFacts, VesselId, VesselList};

/// A ship that sails a great circle at a speed, a fix every `step_min`, both ends included.
fn sailing(from_min: u32, to_min: u32, step_min: usize, start: Position, course_deg: f64, knots: f64) -> Vec<Fix> {
    let place = |minute: u32| destination(start, course_deg, knots * 1852.0 / 60.0 * f64::from(minute - from_min));
    (from_min..=to_min)
        .step_by(step_min)
        .map(|minute| fix(f64::from(minute), place(minute).lat_deg(), place(minute).lon_deg()))
        .collect()
}

fn position(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

/// Hours within, and the number of spans.
fn within(events: &[Event]) -> Vec<(f64, u32)> {
    events.iter().map(|event| (evidence(event).within_h, evidence(event).spans_within)).collect()
}

#[test]
fn two_ships_side_by_side_are_found_with_their_evidence() {
    let met = met(lying(0.0, 180.0, 5.0, 35.0, 129.0), lying(-30.0, 150.0, 10.0, 35.0, 129.003));
    assert_eq!(met.len(), 1, "{met:?}");
    let (event, told) = (&met[0], evidence(&met[0]));
    assert_eq!((event.start, event.end), (at(0.0), Some(at(150.0))));
    assert_eq!(
        (event.vessel.to_string(), event.other.as_ref().unwrap().vessel.to_string()),
        ("440123456".to_owned(), "440123457".to_owned())
    );
    assert_eq!((event.duration_h, event.observed_h, told.within_h, told.spans_within), (2.5, 2.5, 2.5, 1));
    let apart_m = geodesic_m(position(35.0, 129.0), position(35.0, 129.003));
    for distance_m in [told.least_distance_m, told.median_distance_m, told.mean_distance_m] {
        assert!((distance_m - apart_m).abs() < 1e-3, "{distance_m} {apart_m}");
    }
    assert_eq!((told.median_speed_kn, told.other_median_speed_kn), (0.0, 0.0));
    assert_eq!((told.fixes_within, told.other_fixes_within), (31, 16));
    assert!((event.position.lon_deg() - 129.0015).abs() < 1e-9 && (event.position.lat_deg() - 35.0).abs() < 1e-7);
    assert_eq!((event.start_position, told.other_start), (position(35.0, 129.0), position(35.0, 129.003)));
    assert_eq!((told.cut_at_start, told.cut_at_end, told.silent_between), (true, true, false));
    assert_eq!(told.type_pair, "unknown-unknown");
}

#[test]
fn the_id_can_be_computed_from_what_is_written() {
    let met = met(lying(0.0, 180.0, 5.0, 35.123_456_789, 129.0), lying(0.0, 180.0, 5.0, 35.123_456_789, 129.003_000_4));
    let event = &met[0];
    let digits = |degrees: f64| format!("{degrees:.6}").parse::<f64>().unwrap();
    let written = |place: Position| position(digits(place.lat_deg()), digits(place.lon_deg()));
    let start = Moment { time_ms: event.start.as_millisecond(), position: written(event.start_position) };
    let other = (&VesselId::new("440123457"), written(evidence(event).other_start));
    assert_eq!(event.id, EventId::of_two(EventType::Encounter, &event.vessel, start, other));
    assert_eq!(event.start_position, position(35.123_457, 129.0));
}

#[test]
fn entry_and_exit_are_solved_between_fixes() {
    // One lies still; the other comes from the south at 1 kn, a fix every 40 minutes, and passes at its side.
    let still = position(10.0, 179.999);
    let abeam = destination(still, 90.0, 300.0);
    let start = destination(abeam, 180.0, 5_000.0);
    let course = bearing_deg(start, abeam);
    let passes = sailing(0, 400, 40, start, course, 1.0);
    let met = met(lying(0.0, 400.0, 50.0, 10.0, 179.999), passes.clone());
    assert_eq!(met, [], "400 m on either side are 26 minutes");
    let slow = sailing(0, 3_000, 40, start, course, 0.1);
    let met = super::met(lying(0.0, 3_000.0, 50.0, 10.0, 179.999), slow.clone());
    assert_eq!(met.len(), 1);
    let (enters, leaves) = (met[0].start, met[0].end.unwrap());
    let tracks = two(lying(0.0, 3_000.0, 50.0, 10.0, 179.999), slow);
    for (time, is_entry) in [(enters, true), (leaves, false)] {
        let apart_m = |seconds: i64| {
            let time = time + jiff::SignedDuration::from_secs(seconds);
            geodesic_m(still, tracks.track(1).position_at(time, 1.0).unwrap())
        };
        assert!((apart_m(0) - 500.0).abs() < 1e-3, "{}", apart_m(0));
        assert_eq!((apart_m(-1) > 500.0, apart_m(1) > 500.0), (is_entry, !is_entry), "within a second");
    }
    assert!((evidence(&met[0]).least_distance_m - 300.0).abs() < 3.0, "{:?}", met[0]);
}

#[test]
fn midnight_does_not_cut() {
    // From 23:00 to 01:54.
    let met = met(lying(1_380.0, 1_554.0, 6.0, 35.0, 129.0), lying(1_380.0, 1_554.0, 6.0, 35.001, 129.0));
    assert_eq!(within(&met), [(2.9, 1)]);
}

#[test]
fn the_antimeridian_is_no_border() {
    // Once 179.95 to -179.97 made a mean of 107.97.
    let met = met(lying(0.0, 180.0, 5.0, -17.0, 179.999), lying(0.0, 180.0, 5.0, -17.0, -179.999));
    assert_eq!(within(&met), [(3.0, 1)]);
    assert!((met[0].position.lon_deg().abs() - 180.0).abs() < 1e-9, "{:?}", met[0].position);
    assert!(
        (evidence(&met[0]).median_distance_m - geodesic_m(position(-17.0, 179.999), position(-17.0, -179.999))).abs()
            < 1e-3
    );
}

#[test]
fn the_poles_are_places_like_others() {
    let met = met(lying(0.0, 180.0, 5.0, 89.999, 0.0), lying(0.0, 180.0, 5.0, 89.999, 180.0));
    assert_eq!(within(&met), [(3.0, 1)]);
    assert!(met[0].position.lat_deg() > 89.999_99, "{:?}", met[0].position);
    let met = super::met(lying(0.0, 180.0, 5.0, 80.0, 20.0), lying(0.0, 180.0, 5.0, 80.0, 20.025));
    assert_eq!(within(&met), [(3.0, 1)], "484 m");
    let met = super::met(lying(0.0, 180.0, 5.0, 80.0, 20.0), lying(0.0, 180.0, 5.0, 80.0, 20.027));
    assert_eq!(within(&met), [], "523 m");
}

#[test]
fn a_silence_is_never_bridged() {
    // Together for 90 minutes, silent for 8.3 hours, together for 90 minutes.
    let there = |lat: f64, silence_min: f64| {
        let mut fixes = lying(0.0, 90.0, 5.0, lat, 129.0);
        fixes.extend(lying(90.0 + silence_min, 180.0 + silence_min, 5.0, lat, 129.0));
        fixes
    };
    assert_eq!(within(&met(there(35.0, 498.0), there(35.001, 498.0))), []);
    // After less than 4 hours it is one meeting, of which the silence is no part.
    let joined = met(there(35.0, 210.0), there(35.001, 210.0));
    assert_eq!(within(&joined), [(3.0, 2)]);
    assert_eq!((joined[0].duration_h, joined[0].observed_h), (6.5, 3.0));
    assert!(evidence(&joined[0]).silent_between && evidence(&joined[0]).cut_at_start);
    // One of the two is enough to know nothing.
    let one_silent = met(there(35.0, 498.0), lying(0.0, 678.0, 6.0, 35.001, 129.0));
    assert_eq!(within(&one_silent), []);
}

#[test]
fn a_step_over_an_hour_shows_nothing() {
    let every = |minutes: f64| {
        let fixes = |lat: f64| lying(0.0, 12.0 * minutes, minutes, lat, 129.0);
        within(&met(fixes(35.0), fixes(35.001)))
    };
    assert_eq!(every(60.0), [(12.0, 1)]);
    assert_eq!(every(60.1), []);
    let sparse = two(lying(0.0, 720.0, 180.0, 35.0, 129.0), lying(0.0, 720.0, 180.0, 35.001, 129.0));
    assert_eq!(within(&Encounter::satellite().find(&sparse)), [(12.0, 1)]);
}

#[test]
fn a_ship_heard_once_met_nobody() {
    assert_eq!(met(lying(0.0, 600.0, 5.0, 35.0, 129.0), vec![fix(100.0, 35.0, 129.0)]), []);
    let thrice = vec![fix(100.0, 35.0, 129.0), fix(161.0, 35.0, 129.0), fix(222.0, 35.0, 129.0)];
    assert_eq!(met(lying(0.0, 600.0, 5.0, 35.0, 129.0), thrice), []);
}

#[test]
fn courses_do_not_matter() {
    let turning = |fixes: Vec<Fix>| -> Vec<Fix> {
        let turned =
            |(index, fix): (usize, Fix)| fix.with_cog_deg(f64::from(index as u32 * 77 % 360)).with_heading_deg(3.0);
        fixes.into_iter().enumerate().map(turned).collect()
    };
    let (a, b) = (lying(0.0, 180.0, 5.0, 35.0, 129.0), lying(0.0, 180.0, 5.0, 35.001, 129.0));
    assert_eq!(met(turning(a.clone()), turning(b.clone())), met(a, b));
}

#[test]
fn two_partners_make_two_events_with_two_ids() {
    let rows = [("1", 129.0), ("2", 129.001), ("3", 129.002)];
    let rows = rows
        .iter()
        .flat_map(|&(vessel, lon)| lying(0.0, 180.0, 5.0, 35.0, lon).into_iter().map(move |fix| (vessel, fix)));
    let met = Encounter::default().find(&tracks(rows));
    let pairs: Vec<_> =
        met.iter().map(|event| (event.vessel.to_string(), event.other.clone().unwrap().vessel.to_string())).collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let mut sorted = pairs.clone();
    sorted.sort();
    assert_eq!(sorted, [pair("1", "2"), pair("1", "3"), pair("2", "3")]);
    assert!(met[0].id != met[1].id && met[1].id != met[2].id && met[0].id != met[2].id);
}

#[test]
fn pair_trawlers_are_no_encounter() {
    let start = position(35.0, 124.0);
    let beside = destination(start, 90.0, 300.0);
    assert_eq!(met(sailing(0, 900, 6, start, 0.0, 3.5), sailing(0, 900, 7, beside, 0.0, 3.5)), []);
    // With a haul of half an hour every three hours, slow as it is.
    let tows = |start: Position| {
        let mut fixes: Vec<Fix> = Vec::new();
        let (mut at, mut minute) = (start, 0);
        for _ in 0..4 {
            for (length_min, knots) in [(180, 3.5), (30, 0.5)] {
                fixes.extend(sailing(minute, minute + length_min - 6, 6, at, 0.0, knots));
                at = destination(at, 0.0, knots * 1852.0 / 60.0 * f64::from(length_min));
                minute += length_min;
            }
        }
        fixes
    };
    assert_eq!(met(tows(start), tows(beside)), []);
    // The same two at 1.5 kn.
    assert_eq!(met(sailing(0, 900, 6, start, 0.0, 1.5), sailing(0, 900, 7, beside, 0.0, 1.5)).len(), 1);
}

#[test]
fn exactly_the_least_time_is_enough_and_exactly_the_longest_break_is_too_long() {
    let lat = |off: f64| 35.0 + off;
    let beside =
        |minutes: f64| met(lying(0.0, minutes, 1.0, lat(0.0), 129.0), lying(0.0, 600.0, 1.0, lat(0.001), 129.0));
    assert_eq!(within(&beside(120.0)), [(2.0, 1)]);
    assert_eq!(within(&beside(119.0)), []);
    // Silence of exactly 4 hours, and of a minute less, between two halves of 2 hours.
    let halves = |silence_min: f64| {
        let mut fixes = lying(0.0, 120.0, 5.0, lat(0.0), 129.0);
        fixes.extend(lying(120.0 + silence_min, 240.0 + silence_min, 5.0, lat(0.0), 129.0));
        within(&met(fixes, lying(0.0, 700.0, 5.0, lat(0.001), 129.0)))
    };
    assert_eq!(halves(240.0), [(2.0, 1), (2.0, 1)]);
    assert_eq!(halves(239.0), [(4.0, 2)]);
}

#[test]
fn fast_company_before_and_after_is_part_of_the_meeting() {
    // 50 minutes at 6 kn side by side, 130 minutes still, 50 minutes at 6 kn: the median is still.
    let start = position(35.0, 124.0);
    let ship = |start: Position| {
        let mut fixes = sailing(0, 50, 5, start, 0.0, 6.0);
        let stop = fixes[fixes.len() - 1].position();
        fixes.extend(lying(55.0, 180.0, 5.0, stop.lat_deg(), stop.lon_deg()));
        fixes.extend(sailing(185, 235, 5, destination(stop, 0.0, 926.0), 0.0, 6.0));
        fixes
    };
    let met = met(ship(start), ship(destination(start, 90.0, 200.0)));
    assert_eq!((met.len(), met[0].start, met[0].end), (1, at(0.0), Some(at(235.0))));
    assert!(evidence(&met[0]).median_speed_kn < 0.01);
}

#[test]
fn stations_meet_nobody() {
    // A base station, an aid to navigation and a craft of the ship lie beside it.
    for station in ["4401001", "994401001", "984123456"] {
        let ship = lying(0.0, 300.0, 5.0, 35.0, 129.0).into_iter().map(|fix| ("440123456", fix));
        let beside = lying(0.0, 300.0, 5.0, 35.001, 129.0).into_iter().map(|fix| (station, fix));
        assert_eq!(Encounter::default().find(&tracks(ship.chain(beside))), [], "{station}");
    }
}

#[test]
fn hulls_of_one_identity_do_not_meet_but_each_meets_others() {
    // Identity 1 is two ships 2 degrees apart that report in turn, identity 2 lies beside the second.
    let first = lying(0.0, 600.0, 10.0, 35.0, 129.0);
    let second = lying(5.0, 605.0, 10.0, 37.0, 129.0);
    let beside = lying(0.0, 600.0, 10.0, 37.001, 129.0);
    let shared = first.into_iter().chain(second).map(|fix| ("1", fix));
    let sea = tracks(shared.chain(beside.into_iter().map(|fix| ("2", fix))));
    assert_eq!(sea.len(), 3);
    let met = Encounter::default().find(&sea);
    assert_eq!(met.len(), 1, "{met:?}");
    assert_eq!((met[0].vessel.to_string(), met[0].hull, met[0].other.as_ref().unwrap().hull), ("1".to_owned(), 1, 0));
    // Within reach of everything, the two hulls of one identity still do not meet.
    let wide = Encounter::builder().max_distance_m(50_000.0).build().unwrap();
    let mut near = lying(0.0, 600.0, 10.0, 35.0, 129.0);
    near.extend(lying(5.0, 605.0, 10.0, 35.4, 129.0));
    let sea = tracks(near.into_iter().map(|fix| ("1", fix)));
    assert_eq!((sea.len(), wide.find(&sea)), (2, vec![]));
}

#[test]
fn what_the_data_cuts_says_so() {
    let start = position(35.0, 124.0);
    let mut comes = sailing(0, 60, 5, start, 0.0, 8.0);
    let stop = comes[comes.len() - 1].position();
    comes.extend(lying(65.0, 300.0, 5.0, stop.lat_deg(), stop.lon_deg()));
    let waits = lying(0.0, 400.0, 5.0, stop.lat_deg(), stop.lon_deg() + 0.001);
    let met = met(comes, waits);
    let told = evidence(&met[0]);
    assert_eq!((told.cut_at_start, told.cut_at_end), (false, true), "it arrives, and falls silent");
    assert_eq!(met[0].end, Some(at(300.0)), "it is cut, not open");
    assert!(met[0].start > at(55.0) && met[0].start < at(60.0));
}

#[test]
fn at_a_port_it_is_no_finding() {
    let sea = two(lying(0.0, 180.0, 5.0, 35.0, 129.0), lying(0.0, 180.0, 5.0, 35.001, 129.0));
    let chart = |km: f64| {
        let harbour = destination(position(35.000_5, 129.0), 200.0, km * 1000.0);
        Chart::new().with_ports(Ports::new(vec![Port::new("1", "Harbour", harbour, PortKind::Anchorage)]))
    };
    let rule = Encounter::default();
    let context = |chart: &Chart| -> (Option<LeftOut>, usize, usize) {
        let context = Context::of(&sea).with_chart(chart);
        let candidates = rule.candidates(&sea, &context);
        let found = rule.find_with(&sea, &context).len();
        (rule.leaves_out(&candidates[0]), found, rule.conditions_off(&context).len())
    };
    assert_eq!(context(&chart(9.0)), (Some(LeftOut::AtPort), 0, 0));
    assert_eq!(context(&chart(11.0)), (None, 1, 0));
    assert_eq!(context(&Chart::new()), (None, 1, 1));
    let near = rule.find_with(&sea, &Context::of(&sea).with_chart(&chart(11.0)));
    assert!((evidence(&near[0]).distance_from_port_m.unwrap() - 11_000.0).abs() < 60.0, "{:?}", near[0]);
    insta::assert_snapshot!(
        rule.conditions_off(&Context::of(&sea)).join("; "),
        @"encounter: least distance from port (no ports or anchorages)"
    );
}

#[test]
fn ships_are_named_by_type_and_a_list_knows_better() {
    let mut fixes = Fixes::builder();
    for (vessel, lat, ship_type) in [("440123456", 35.0, 70), ("440123457", 35.001, 30)] {
        let vessel = VesselId::new(vessel);
        for fix in lying(0.0, 180.0, 5.0, lat, 129.0) {
            fixes.push(vessel.clone(), fix);
        }
        let mut facts = VesselFacts::default();
        facts.ship_type.add(ShipType(ship_type), 3);
        fixes.facts(vessel, facts);
    }
    let sea = fixes.build().into_tracks();
    let types = |context: &Context<'_>| {
        let met = Encounter::default().find_with(&sea, context);
        let told = evidence(&met[0]).clone();
        (told.ship_class, told.other_ship_class, told.type_pair)
    };
    let owned = |a: &str, b: &str, pair: &str| (a.to_owned(), b.to_owned(), pair.to_owned());
    assert_eq!(types(&Context::of(&sea)), owned("cargo", "fishing", "cargo-fishing"));
    let list = VesselList::from_csv("list.csv", "mmsi,class\n440123456,tuna_carrier\n".as_bytes()).unwrap();
    let listed = types(&Context::of(&sea).with_vessel_list(&list));
    assert_eq!(listed, owned("tuna_carrier", "fishing", "fishing-tuna_carrier"), "the smaller name comes first");
}

#[test]
fn presets_differ_in_what_they_ask_for() {
    // 230 m apart for 40 minutes.
    let near = two(lying(0.0, 40.0, 5.0, 0.0, 129.0), lying(0.0, 40.0, 5.0, 0.0, 129.002_066));
    let found = |rule: &Encounter| rule.find(&near).len();
    let rules = [
        Encounter::skylight(),
        Encounter::starboard(),
        Encounter::miller2018(),
        Encounter::gfw(),
        Encounter::satellite(),
    ];
    assert_eq!(rules.map(|rule| found(&rule)), [1, 0, 0, 0, 0]);
    let nearer = two(lying(0.0, 40.0, 5.0, 0.0, 129.0), lying(0.0, 40.0, 5.0, 0.0, 129.001_7));
    assert_eq!(Encounter::starboard().find(&nearer).len(), 1);
}

#[test]
fn parameters_out_of_range_are_refused_in_words() {
    let error = Encounter::builder().max_distance_m(f64::NAN).build().unwrap_err();
    insta::assert_snapshot!(error, @"the parameter encounter.max_distance_m must be a number of metres above 0 and at most 50000, found NaN");
    let error = Encounter::builder().max_step_h(25.0).build().unwrap_err();
    insta::assert_snapshot!(error, @"the parameter encounter.max_step_h must be a number of hours above 0 and at most 24, found 25");
    let error = Encounter::builder().max_break_h(-1.0).build().unwrap_err();
    insta::assert_snapshot!(error, @"the parameter encounter.max_break_h must be a number of hours above 0 and at most 876000, found -1");
    for broken in [
        Encounter::builder().max_speed_kn(0.0),
        Encounter::builder().min_duration_h(0.0),
        Encounter::builder().min_gathering_h(f64::INFINITY),
        Encounter::builder().min_baseline_min(-1.0),
        Encounter::builder().min_distance_from_port_m(-1.0),
    ] {
        assert!(broken.build().is_err(), "{broken:?}");
    }
}

#[test]
fn a_rule_as_json_is_its_parameters_and_is_checked_when_read() {
    let json = serde_json::to_string(&Encounter::skylight()).unwrap();
    assert_eq!(serde_json::from_str::<Encounter>(&json).unwrap(), Encounter::skylight());
    assert!(serde_json::from_str::<Encounter>(r#"{"max_speed_kn": 0.0}"#).is_err());
    assert!(serde_json::from_str::<Encounter>(r#"{"distance_m": 1.0}"#).is_err());
}

#[test]
fn ships_far_from_each_other_are_not_followed() {
    // 400 ships lie still, 3 km from their neighbours: of 79,800 pairs none has to be looked at.
    let rows = (0..400_u32).flat_map(|ship| {
        let (lat, lon) = (f64::from(ship / 20) * 0.027, 179.8 + f64::from(ship % 20) * 0.027);
        let vessel = (440_000_000 + ship).to_string();
        let lon = if lon > 180.0 { lon - 360.0 } else { lon };
        lying(0.0, 180.0, 10.0, lat, lon).into_iter().map(move |fix| (vessel.clone(), fix))
    });
    let rows: Vec<_> = rows.collect();
    let sea = tracks(rows.iter().map(|(vessel, fix)| (vessel.as_str(), *fix)));
    assert_eq!(join(&Followed::new(&Encounter::default(), &sea)).pairs, []);
    let wide = Encounter::builder().max_distance_m(3_100.0).build().unwrap();
    let pairs = join(&Followed::new(&wide, &sea)).pairs;
    assert_eq!(pairs.chunk_by(|a, b| a.hulls == b.hulls).count(), 2 * 19 * 20);
}
