use proptest::prelude::*;

use super::*;
use crate::chart::Port;
use crate::detect::Detector;
use crate::detect::testing::{at, fix, lying, tracks};
use crate::geodesy::destination;
use crate::{PortVisitEvidence, Position};

fn evidence(event: &Event) -> &PortVisitEvidence {
    match &event.kind {
        EventKind::PortVisit(evidence) => evidence,
        _ => panic!("{event} is no port visit"),
    }
}

fn place(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

fn chart_of(ports: &[(&str, f64, f64, PortKind)]) -> Chart {
    let port = |&(name, lat, lon, kind): &(&str, f64, f64, PortKind)| Port::new(name, name, place(lat, lon), kind);
    Chart::new().with_ports(Ports::new(ports.iter().map(port).collect()))
}

/// An anchorage at 35 N 129 E.
fn roads() -> Chart {
    chart_of(&[("roads", 35.0, 129.0, PortKind::Anchorage)])
}

/// The visits of one ship, those of low confidence included.
fn all_of(rule: &PortVisit, chart: &Chart, fixes: impl IntoIterator<Item = Fix>) -> Vec<Event> {
    let tracks = tracks(fixes.into_iter().map(|fix| ("440123456", fix)));
    let mut events = rule.candidates(&tracks, &Context::of(&tracks).with_chart(chart));
    Event::sort(&mut events);
    events
}

fn visits_of(fixes: impl IntoIterator<Item = Fix>) -> Vec<Event> {
    all_of(&PortVisit::default(), &roads(), fixes)
}

/// So many metres north of the anchorage.
fn north(minute: f64, metres: f64) -> Fix {
    let there = destination(place(35.0, 129.0), 0.0, metres);
    fix(minute, there.lat_deg(), there.lon_deg())
}

/// Comes in from 12 km, a fix every ten minutes at about 8 kn: the sixth, at minute 50, is the first within 3 km.
fn coming(from_min: f64) -> Vec<Fix> {
    (0..6).map(|step| north(from_min + 10.0 * f64::from(step), 12_000.0 - 2_000.0 * f64::from(step))).collect()
}

/// Goes out as it came: the first fix, at 4 km or more, is the end.
fn going(from_min: f64) -> Vec<Fix> {
    (0..5).map(|step| north(from_min + 10.0 * f64::from(step), 4_500.0 + 2_000.0 * f64::from(step))).collect()
}

#[test]
fn a_call_is_found_with_its_evidence() {
    let lies = lying(60.0, 360.0, 10.0, 35.0, 129.0);
    let visits = visits_of(coming(0.0).into_iter().chain(lies).chain(going(380.0)));
    let [visit] = &visits[..] else { panic!("one visit: {visits:?}") };
    assert_eq!((visit.start, visit.end), (at(50.0), Some(at(380.0))));
    let found = evidence(visit);
    assert_eq!((found.confidence, found.entered, found.left, found.stops, found.silences), (4, true, true, 1, 0));
    assert_eq!((found.fixes, found.cut_at_start, found.cut_at_end), (32, false, false));
    assert!((found.stopped_h - 5.0).abs() < 1e-9 && found.silent_h == 0.0, "{found:?}");
    assert!((found.distance_m - 6_500.0).abs() < 20.0, "2 km in, 4.5 km out: {found:?}");
    assert_eq!(visit.observed_h, visit.duration_h);
    let names = [Some(&found.start_port), found.stay_port.as_ref(), found.end_port.as_ref()].map(|port| {
        let port = port.unwrap();
        (port.name.as_str(), port.is_anchorage)
    });
    assert_eq!(names, [("roads", true); 3]);
    assert!((found.start_port.distance_m - 2_000.0).abs() < 10.0);
}

#[test]
fn in_at_three_kilometres_and_out_at_four() {
    let ashore = |metres: f64| {
        let fixes = [north(0.0, 9_000.0), north(30.0, metres), north(60.0, 9_000.0)];
        visits_of(fixes).len()
    };
    // The sphere on which the fixes are laid is not the ellipsoid on which they are measured.
    assert_eq!((ashore(2_980.0), ashore(3_020.0)), (1, 0));
    let stays_in = |metres: f64| {
        let fixes = [north(0.0, 9_000.0), north(30.0, 1_000.0), north(60.0, metres), north(90.0, 1_000.0)];
        visits_of(fixes).len()
    };
    assert_eq!((stays_in(3_970.0), stays_in(4_030.0)), (1, 2));
}

#[test]
fn a_ship_that_passes_is_a_visit_of_low_confidence_and_left_out() {
    let passing = || coming(0.0).into_iter().chain(going(70.0));
    let visits = visits_of(passing());
    let [visit] = &visits[..] else { panic!("one visit: {visits:?}") };
    assert_eq!((evidence(visit).confidence, evidence(visit).stay_port.as_ref()), (1, None));
    assert_eq!(Fold::leaves_out(&PortVisit::default(), visit), Some(LeftOut::LowConfidence));
    let any = PortVisit::builder().min_confidence(1).build().unwrap();
    assert_eq!(Fold::leaves_out(&any, visit), None);
}

#[test]
fn confidence_counts_what_was_seen() {
    let lies = || lying(60.0, 360.0, 10.0, 35.0, 129.0);
    let of = |fixes: Vec<Fix>| {
        let visits = visits_of(fixes);
        let [visit] = &visits[..] else { panic!("one visit: {visits:?}") };
        let found = evidence(visit);
        (found.confidence, found.entered, found.left, found.cut_at_start, visit.end.is_none())
    };
    assert_eq!(of([coming(0.0), lies()].concat()), (3, true, false, false, true));
    assert_eq!(of([lies(), going(380.0)].concat()), (3, false, true, true, false));
    assert_eq!(of(lies()), (2, false, false, true, true));
    let moves = |minute: u32| north(f64::from(minute) * 10.0, 2_500.0 * f64::from(minute % 2));
    assert_eq!(visits_of((0..6).map(moves)), [], "neither entry, exit, stop nor silence");
}

#[test]
fn one_point_for_a_whole_port_reaches_farther_and_is_less_sure() {
    let port = chart_of(&[("Busan", 35.0, 129.0, PortKind::Listed)]);
    let lies = (0..10).map(|step| north(60.0 + 10.0 * f64::from(step), 9_500.0));
    let fixes: Vec<Fix> = [north(0.0, 20_000.0)]
        .into_iter()
        .chain(lies)
        .chain([north(190.0, 13_000.0), north(210.0, 20_000.0)])
        .collect();
    let visits = all_of(&PortVisit::default(), &port, fixes.clone());
    let [visit] = &visits[..] else { panic!("one visit: {visits:?}") };
    let found = evidence(visit);
    assert_eq!((found.confidence, found.entered, found.left, found.start_port.is_anchorage), (3, true, true, false));
    assert_eq!(visits_of(fixes.clone()), []);
    // With the anchorage on the chart too, the stop is at it.
    let both = chart_of(&[("Busan", 35.0, 129.0, PortKind::Listed), ("roads", 35.085, 129.0, PortKind::Anchorage)]);
    let visits = all_of(&PortVisit::default(), &both, fixes);
    let stay_port = evidence(&visits[0]).stay_port.as_ref().unwrap();
    assert_eq!((evidence(&visits[0]).confidence, stay_port.name.as_str()), (4, "roads"));
}

#[test]
fn a_silence_in_port_goes_on_with_the_visit_and_is_not_observed() {
    let silent = |hours: f64| {
        let back = 70.0 + hours * 60.0;
        let moving = [north(60.0, 0.0), north(70.0, 2_000.0), north(back, 0.0), north(back + 10.0, 2_000.0)];
        let visits = visits_of(coming(0.0).into_iter().chain(moving).chain(going(back + 20.0)));
        let [visit] = &visits[..] else { panic!("one visit: {visits:?}") };
        let found = evidence(visit);
        assert!((visit.duration_h - visit.observed_h - hours).abs() < 1e-9 && (found.silent_h - hours).abs() < 1e-9);
        assert_eq!(found.stops, 0, "{found:?}");
        (found.silences, found.confidence)
    };
    assert_eq!((silent(3.99), silent(4.0)), ((0, 1), (1, 4)));
}

#[test]
fn a_silence_that_hides_the_leaving_cuts_the_visit_where_it_was_last_seen() {
    let lies = lying(60.0, 180.0, 10.0, 35.0, 129.0);
    let far = fix(180.0 + 48.0 * 60.0, 36.0, 131.0);
    let visits = visits_of(coming(0.0).into_iter().chain(lies).chain([far]));
    let [visit] = &visits[..] else { panic!("one visit: {visits:?}") };
    assert_eq!((visit.end, visit.end_position), (Some(at(180.0)), Some(place(35.0, 129.0))));
    let found = evidence(visit);
    assert_eq!((found.confidence, found.left, found.cut_at_end, found.silences), (4, true, true, 1));
    assert_eq!(found.silent_h, 0.0, "two days at sea are no time in port");
}

#[test]
fn two_ports_across_a_silence_are_two_visits_if_they_are_far_apart() {
    let chart = chart_of(&[
        ("one", 35.0, 129.0, PortKind::Anchorage),
        ("near", 35.5, 129.0, PortKind::Anchorage),
        ("far", 36.5, 129.0, PortKind::Anchorage),
    ]);
    let to = |lat: f64| {
        let there = lying(600.0, 900.0, 10.0, lat, 129.0);
        all_of(&PortVisit::default(), &chart, lying(0.0, 120.0, 10.0, 35.0, 129.0).into_iter().chain(there))
    };
    assert_eq!(to(35.5).len(), 1, "30 nm");
    let visits = to(36.5);
    let [first, second] = &visits[..] else { panic!("two visits: {visits:?}") };
    let ends = [first, second].map(|visit| (visit.end, evidence(visit).cut_at_start, evidence(visit).cut_at_end));
    assert_eq!(ends, [(Some(at(120.0)), true, true), (None, true, false)]);
    assert!(!evidence(first).left && !evidence(second).entered, "neither was heard outside");
    assert_ne!(first.id, second.id);
}

#[test]
fn a_ship_silent_in_port_at_the_end_of_the_data_is_not_known_to_have_left() {
    let other = lying(0.0, 1000.0, 10.0, 30.0, 120.0).into_iter().map(|fix| ("440654321", fix));
    let own = lying(0.0, 100.0, 10.0, 35.0, 129.0).into_iter().map(|fix| ("440123456", fix));
    let tracks = tracks(other.chain(own));
    let visits = PortVisit::default().find_with(&tracks, &Context::of(&tracks).with_chart(&roads()));
    let [visit] = &visits[..] else { panic!("one visit: {visits:?}") };
    let found = evidence(visit);
    assert_eq!(
        (visit.end, visit.duration_h, found.end_port.as_ref(), found.cut_at_end),
        (None, 1000.0 / 60.0, None, false)
    );
    assert_eq!((visit.observed_h, found.silent_h, found.silences), (100.0 / 60.0, 15.0, 1));
}

#[test]
fn ports_say_how_far_they_lie_from_the_shore() {
    let island =
        geo_types::Rect::new(geo_types::coord! { x: 128.5, y: 34.9 }, geo_types::coord! { x: 128.99, y: 35.1 });
    let land = crate::chart::Land::new(geo_types::MultiPolygon::new(vec![island.to_polygon()])).unwrap();
    let call = || coming(0.0).into_iter().chain(lying(60.0, 360.0, 10.0, 35.0, 129.0));
    let visits = all_of(&PortVisit::default(), &roads().with_land(land), call());
    let found = evidence(&visits[0]);
    // 0.01 degrees of longitude at 35 N.
    for port in [&found.start_port, found.stay_port.as_ref().unwrap()] {
        assert!((port.distance_from_shore_m.unwrap() - 912.9).abs() < 2.0, "{port:?}");
    }
    let visits = visits_of(call());
    assert_eq!(evidence(&visits[0]).start_port.distance_from_shore_m, None, "no coastline");
}

#[test]
fn an_open_visit_keeps_its_id_when_it_closes() {
    let stay: Vec<Fix> = coming(0.0).into_iter().chain(lying(60.0, 360.0, 10.0, 35.0, 129.0)).collect();
    let (open, closed) = (visits_of(stay.clone()), visits_of(stay.into_iter().chain(going(380.0))));
    assert_eq!((open.len(), closed.len(), open[0].id), (1, 1, closed[0].id));
    assert!(open[0].end.is_none() && closed[0].end.is_some());
}

#[test]
fn a_stop_ends_only_when_the_ship_gets_under_way() {
    // 0.3 kn after a stop is still the stop, and is none without one before.
    let drift = |from_min: f64, steps: i32, metres: f64| {
        (0..steps).map(move |step| north(from_min + 10.0 * f64::from(step), metres + 92.6 * f64::from(step)))
    };
    let stops = |fixes: Vec<Fix>| visits_of(fixes).iter().map(|visit| evidence(visit).stops).sum::<u32>();
    assert_eq!(stops(drift(0.0, 20, 0.0).chain(going(210.0)).collect()), 0);
    let after_a_stop = lying(0.0, 60.0, 10.0, 35.0, 129.0).into_iter().chain(drift(70.0, 10, 92.6));
    assert_eq!(stops(after_a_stop.chain(going(180.0)).collect()), 1);
}

/// Over a baseline it makes no way; every fix lies where the one before does, and reports 8 kn.
#[test]
fn a_ship_that_turns_back_has_not_stopped() {
    let turns = (0..2).map(|step| north(60.0 + 10.0 * f64::from(step), 500.0));
    let passes = |sog_kn: f64| {
        let fixes = coming(0.0).into_iter().chain(turns.clone()).chain(going(90.0));
        let visits = visits_of(fixes.map(|fix| fix.with_sog_kn(sog_kn)));
        (visits.len(), evidence(&visits[0]).stops, evidence(&visits[0]).confidence)
    };
    assert_eq!((passes(8.0), passes(0.1)), ((1, 0, 1), (1, 1, 4)));
}

#[test]
fn a_visit_across_midnight_and_the_antimeridian_is_one() {
    let chart = chart_of(&[("Fiji", -17.0, 179.999, PortKind::Anchorage)]);
    let lon = |east: f64| if 180.0 + east > 180.0 { east - 180.0 } else { 180.0 + east };
    let come = (0..6).map(|step| fix(1380.0 + 10.0 * f64::from(step), -17.0, lon(-0.1 + 0.02 * f64::from(step))));
    let lie =
        (0..30).map(|step| fix(1440.0 + 10.0 * f64::from(step), -17.0, lon(0.0002 * f64::from(step % 2) - 0.0001)));
    let go = (0..6).map(|step| fix(1740.0 + 10.0 * f64::from(step), -17.0, lon(0.02 + 0.02 * f64::from(step))));
    let visits = all_of(&PortVisit::default(), &chart, come.chain(lie).chain(go));
    let [visit] = &visits[..] else { panic!("one visit: {visits:?}") };
    assert_eq!((evidence(visit).confidence, evidence(visit).stops), (4, 1), "{visit:?}");
    assert!(visit.start_position.lon_deg() > 179.9 && visit.end_position.unwrap().lon_deg() < -179.9);
    assert!(evidence(visit).distance_m < 10_000.0);
}

#[test]
fn speeds_can_be_reported_ones() {
    let lies = |sog_kn: f64| lying(60.0, 360.0, 10.0, 35.0, 129.0).into_iter().map(move |fix| fix.with_sog_kn(sog_kn));
    let stops = |rule: &PortVisit, sog_kn: f64| {
        evidence(&all_of(rule, &roads(), coming(0.0).into_iter().chain(lies(sog_kn)))[0]).stops
    };
    assert_eq!((stops(&PortVisit::default(), 0.4), stops(&PortVisit::gfw(), 0.4)), (1, 0));
    assert_eq!((stops(&PortVisit::default(), 3.0), stops(&PortVisit::gfw(), 0.1)), (0, 1));
    // A fix between two silences has no speed but the reported one.
    let sparse = [0.0, 600.0, 1200.0].map(|minute| north(minute, 10.0).with_sog_kn(0.1));
    assert_eq!(evidence(&visits_of(sparse)[0]).stops, 1);
}

#[test]
fn without_ports_nothing_is_looked_for_and_that_is_said() {
    let sea = tracks(lying(0.0, 300.0, 10.0, 35.0, 129.0).into_iter().map(|fix| ("440123456", fix)));
    let rule = PortVisit::default();
    assert_eq!(rule.find(&sea), []);
    assert_eq!(
        Fold::conditions_off(&rule, &Context::of(&sea)),
        ["port_visit: not looked for (no ports or anchorages)"]
    );
    assert_eq!(Fold::conditions_off(&rule, &Context::of(&sea).with_chart(&roads())), [""; 0]);
}

#[test]
fn parameters_out_of_range_are_refused_in_words() {
    let wrong = |set: &dyn Fn(&mut PortVisitBuilder)| {
        let mut builder = PortVisit::builder();
        set(&mut builder);
        builder.build().unwrap_err()
    };
    insta::assert_snapshot!(wrong(&|rule| _ = rule.anchorage_exit_m(2_000.0)), @"the parameter port_visit.anchorage_exit_m must be a number of metres not less than anchorage_entry_m, at most 20100000, found 2000");
    insta::assert_snapshot!(wrong(&|rule| _ = rule.min_start_speed_kn(0.2)), @"the parameter port_visit.min_start_speed_kn must be a number of knots above max_stop_speed_kn, at most 100, found 0.2");
    insta::assert_snapshot!(wrong(&|rule| _ = rule.min_confidence(5)), @"the parameter port_visit.min_confidence must be a whole number from 1 to 4, found 5");
    insta::assert_snapshot!(wrong(&|rule| _ = rule.max_step_h(0.0)), @"the parameter port_visit.max_step_h must be a number of hours above 0 and at most 876000, found 0");
    let json = serde_json::to_string(&PortVisit::satellite()).unwrap();
    assert_eq!(serde_json::from_str::<PortVisit>(&json).unwrap(), PortVisit::satellite());
}

/// Moves of a ship around three ports: minutes, and degrees north and east; no faster than 20 kn.
fn moves() -> impl Strategy<Value = Vec<(u32, f64, f64)>> {
    let time = prop_oneof![4 => 1u32..60, 1 => 61u32..600];
    let way = prop_oneof![-0.06..0.06f64, -0.001..0.001f64];
    prop::collection::vec((time, way, -0.06..0.06f64), 2..80)
}

fn fixes_of(moves: &[(u32, f64, f64)]) -> Vec<Fix> {
    let (mut minute, mut lat, mut lon) = (0, 35.05, 129.05);
    let fix_of = |&(minutes, north, east): &(u32, f64, f64)| {
        let east = if north.abs() < 0.001 { north } else { east };
        minute += minutes.max((north.hypot(east) * 60.0 / 20.0 * 60.0).ceil() as u32);
        (lat, lon) = (lat + north, lon + east);
        fix(f64::from(minute), lat, lon)
    };
    moves.iter().map(fix_of).collect()
}

fn three_ports() -> Chart {
    chart_of(&[
        ("one", 35.0, 129.0, PortKind::Anchorage),
        ("two", 35.08, 129.03, PortKind::Anchorage),
        ("three", 35.1, 129.4, PortKind::Listed),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Every fix is in a visit or in none as the hysteresis says, asked at every fix without any shortcut; visits do not
    /// overlap, and their fixes and hours add up.
    #[test]
    fn visits_hold_the_fixes_in_port(moves in moves()) {
        let fixes = fixes_of(&moves);
        let chart = three_ports();
        let rule = PortVisit::default();
        let (mut is_in, mut in_port) = (false, Vec::new());
        for fix in &fixes {
            let within = |kind: PortKind| chart.ports().nearest_of(kind, fix.position).unwrap().distance_m;
            let enters = PortKind::ALL.into_iter().any(|kind| within(kind) <= rule.entry_m(kind));
            let stays = PortKind::ALL.into_iter().any(|kind| within(kind) < rule.exit_m(kind));
            is_in = enters || (is_in && stays);
            in_port.push(is_in);
        }
        let mut ids = std::collections::BTreeSet::new();
        let visits = all_of(&rule, &chart, fixes.iter().copied());
        let mut held = 0;
        for visit in &visits {
            let found = evidence(visit);
            prop_assert!((1..=4).contains(&found.confidence) && ids.insert(visit.id));
            prop_assert!(visit.observed_h + found.silent_h <= visit.duration_h + 1e-9);
            prop_assert!((visit.duration_h - visit.observed_h - found.silent_h).abs() < 1e-9, "{:?}", visit);
            prop_assert!(found.stopped_h <= visit.observed_h + 1e-9);
            let end_ms = visit.end.map_or(i64::MAX, Timestamp::as_millisecond);
            let is_last = |time_ms: i64| time_ms < end_ms || (found.cut_at_end && time_ms == end_ms);
            let inside = fixes.iter().zip(&in_port).filter(|(fix, _)| fix.time_ms >= visit.start.as_millisecond() && is_last(fix.time_ms));
            let inside: Vec<bool> = inside.map(|(_, is_in)| *is_in).collect();
            prop_assert!(inside.iter().all(|is_in| *is_in), "{:?}", visit);
            prop_assert_eq!(inside.len(), found.fixes as usize);
            held += inside.len();
        }
        prop_assert!(visits.windows(2).all(|pair| pair[0].end.is_some_and(|end| end <= pair[1].start)));
        // Fixes in port that are in no visit are of one without any sign of a call: the whole track.
        let total = in_port.iter().filter(|is_in| **is_in).count();
        prop_assert!(held == total || (visits.is_empty() && total == fixes.len()), "{} of {}", held, total);
    }

    /// Asking for more never adds a visit.
    #[test]
    fn stricter_rules_find_less(moves in moves()) {
        let fixes = fixes_of(&moves);
        let ids = |confidence: u8| -> std::collections::BTreeSet<crate::EventId> {
            let rule = PortVisit::builder().min_confidence(confidence).build().unwrap();
            let tracks = tracks(fixes.iter().map(|fix| ("440123456", *fix)));
            let chart = three_ports();
            rule.find_with(&tracks, &Context::of(&tracks).with_chart(&chart)).iter().map(|visit| visit.id).collect()
        };
        for confidence in 1..4 {
            prop_assert!(ids(confidence + 1).is_subset(&ids(confidence)));
        }
    }
}
