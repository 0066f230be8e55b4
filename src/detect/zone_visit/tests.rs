//! Stays and silences: where the ship was is known by construction.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;

use super::*;
use crate::chart::{Chart, Zone};
use crate::detect::testing::{at, fix, lying, tracks};
use crate::geodesy::{destination, geodesic_destination, geodesic_m, interpolate};
use crate::{EventId, EventKind, Fix, Position, Verdict, ZoneVisitEvidence};

fn evidence(event: &Event) -> &ZoneVisitEvidence {
    match &event.kind {
        EventKind::ZoneVisit(evidence) => evidence,
        _ => panic!("{event} is no zone visit"),
    }
}

fn square(name: &str, west: f64, south: f64, size: f64) -> Zone {
    let corners = [(west, south), (west + size, south), (west + size, south + size), (west, south + size)];
    let ring: LineString<f64> = corners.iter().map(|&(x, y)| Coord { x, y }).collect();
    Zone::new(name, &MultiPolygon(vec![Polygon::new(ring, vec![])])).unwrap()
}

/// A degree of sea south of 37 N.
fn closure() -> Chart {
    Chart::new().with_zones(Zones::new(vec![square("closure", 130.0, 36.0, 1.0)]))
}

fn visits_by(rule: &ZoneVisit, chart: &Chart, fixes: impl IntoIterator<Item = Fix>) -> Vec<Event> {
    let tracks = tracks(fixes.into_iter().map(|fix| ("440123456", fix)));
    rule.find_with(&tracks, &Context::of(&tracks).with_chart(chart))
}

/// Visits by the default rule, those that are only possible aside.
fn visits_of(fixes: impl IntoIterator<Item = Fix>) -> Vec<Event> {
    visits_by(&ZoneVisit::default(), &closure(), fixes).into_iter().filter(|event| !event.is_possible()).collect()
}

fn possible_of(fixes: impl IntoIterator<Item = Fix>) -> Vec<Event> {
    visits_by(&ZoneVisit::default(), &closure(), fixes).into_iter().filter(Event::is_possible).collect()
}

/// A ship on the parallel of 36.5 N, at 0.02 degrees of longitude a minute from 129.9 E: about 58 knots too fast for a
/// ship, but easy to reckon.
fn eastward(from_min: u32, to_min: u32, every: u32) -> Vec<Fix> {
    let at = |minute: u32| fix(f64::from(minute), 36.5, 129.9 + 0.005 * f64::from(minute));
    (from_min..=to_min).step_by(every as usize).map(at).collect()
}

#[test]
fn entry_and_exit_lie_where_the_step_crosses_the_border() {
    // In at minute 20, out at minute 220; a fix every 15 minutes.
    let visits = visits_of(eastward(0, 300, 15));
    let [visit] = &visits[..] else { panic!("one visit: {visits:?}") };
    let found = evidence(visit);
    assert!((visit.start.as_millisecond() - at(20.0).as_millisecond()).abs() < 1_000, "{visit}");
    assert!((visit.end.unwrap().as_millisecond() - at(220.0).as_millisecond()).abs() < 1_000, "{visit}");
    assert!((visit.position.lon_deg() - 130.0).abs() < 1e-7 && visit.position == visit.start_position);
    assert!((visit.end_position.unwrap().lon_deg() - 131.0).abs() < 1e-7);
    assert_eq!((found.fixes_inside, found.excursions, found.possible), (13, 0, false), "from minute 30 to 210");
    assert!((found.inside_h - 200.0 / 60.0).abs() < 1e-3 && (visit.observed_h - found.inside_h).abs() < 1e-3);
    let sailed_m = geodesic_m(visit.start_position, visit.end_position.unwrap());
    assert!((found.distance_m / sailed_m - 1.0).abs() < 1e-5, "{} of {sailed_m}", found.distance_m);
    let speed_kn = found.distance_m / 1852.0 / found.inside_h;
    assert!((found.mean_speed_kn.unwrap() - speed_kn).abs() < 1e-6);
    assert_eq!((found.cut_at_start, found.cut_at_end, visit.verdict), (false, false, None));
    assert_eq!((found.zone.as_str(), found.at_most_inside_h), ("closure", None));
    assert_eq!(visit.surroundings.as_ref().unwrap().regions[0].name, "closure");
}

#[test]
fn a_corner_clipped_between_two_fixes_is_found() {
    let visits = visits_of([fix(0.0, 35.98, 130.06), fix(20.0, 36.04, 129.97), fix(40.0, 36.1, 129.8)]);
    let [visit] = &visits[..] else { panic!("one visit: {visits:?}") };
    let found = evidence(visit);
    assert_eq!(found.fixes_inside, 0, "both fixes are outside");
    assert!(found.inside_h > 0.05 && found.inside_h < 0.2, "{found:?}");
    assert!(visit.start > at(0.0) && visit.end.unwrap() < at(20.0));
}

#[test]
fn nothing_is_found_across_a_silence() {
    // Straight through the zone, but with no fix for 80 minutes.
    let fixes = [fix(0.0, 36.5, 129.8), fix(20.0, 36.5, 129.95), fix(100.0, 36.5, 131.05), fix(120.0, 36.5, 131.2)];
    assert_eq!(visits_of(fixes), []);
    let possible = possible_of(fixes);
    let [event] = &possible[..] else { panic!("one possible visit: {possible:?}") };
    let found = evidence(event);
    assert_eq!((event.start, event.end), (at(20.0), Some(at(100.0))));
    assert_eq!((event.verdict, event.observed_h, found.inside_h), (Some(Verdict::Undetermined), 0.0, 0.0));
    assert!(found.possible && found.fixes_inside == 0);
    // 98.6 km in 80 minutes is more than 12 knots: the speed of the silence counts, and the way is the straight one.
    let straight_m = geodesic_m(fixes[1].position(), fixes[2].position());
    assert!((found.way_over_zone_m.unwrap() - straight_m).abs() < 1e-3);
    assert!((found.reach_speed_kn.unwrap() - straight_m / 1852.0 / (80.0 / 60.0)).abs() < 1e-6);
    let inside_m = geodesic_m(Position::new(36.5, 130.0).unwrap(), Position::new(36.5, 131.0).unwrap());
    let at_most_h = 80.0 / 60.0 * inside_m / straight_m;
    assert!((found.at_most_inside_h.unwrap() - at_most_h).abs() < 1e-3, "{found:?} for {at_most_h}");
}

#[test]
fn a_silence_inside_cuts_a_visit_in_two_with_a_possible_one_between() {
    let fixes = [lying(0.0, 60.0, 10.0, 36.5, 130.5), lying(360.0, 420.0, 10.0, 36.6, 130.5)].concat();
    let events = visits_by(&ZoneVisit::default(), &closure(), fixes);
    let shown: Vec<_> = events
        .iter()
        .map(|event| {
            let found = evidence(event);
            (event.start, event.end, found.possible, found.cut_at_start, found.cut_at_end, found.at_most_inside_h)
        })
        .collect();
    let expected = [
        (at(0.0), Some(at(60.0)), false, true, true, None),
        (at(60.0), Some(at(360.0)), true, false, false, Some(5.0)),
        (at(360.0), None, false, true, false, None),
    ];
    assert_eq!(shown, expected, "the last goes on at the end of the data");
    let ids: std::collections::BTreeSet<EventId> = events.iter().map(|event| event.id).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn a_lone_fix_inside_is_a_visit_and_not_the_same_as_the_silence_after_it() {
    let fixes = [fix(0.0, 36.5, 129.0), fix(300.0, 36.5, 130.5), fix(600.0, 36.5, 132.0)];
    let events = visits_by(&ZoneVisit::default(), &closure(), fixes);
    let (possible, seen): (Vec<&Event>, Vec<&Event>) = events.iter().partition(|event| event.is_possible());
    let [before, after] = possible[..] else { panic!("a possible visit before, and one after: {events:?}") };
    assert_eq!((before.start, after.start, seen.len(), seen[0].start), (at(0.0), at(300.0), 1, at(300.0)));
    assert_ne!(after.id, seen[0].id);
    assert_eq!((evidence(seen[0]).fixes_inside, evidence(seen[0]).inside_h), (1, 0.0));
}

/// 12 knots for 5 hours are 60 nm; a ship that comes back to where it was can have gone 30 nm out and back.
#[test]
fn a_zone_out_of_reach_is_no_possible_visit() {
    let at_distance = |metres: f64| {
        let edge = Position::new(36.5, 130.0).unwrap();
        let off = geodesic_destination(edge, 270.0, metres);
        possible_of([0.0, 300.0].map(|minute| fix(minute, off.lat_deg(), off.lon_deg())))
    };
    let reach_m = 30.0 * 1852.0;
    assert_eq!(at_distance(reach_m * 1.01), []);
    let [event] = &at_distance(reach_m * 0.99)[..] else { panic!("one possible visit") };
    let found = evidence(event);
    assert!((found.at_most_inside_h.unwrap() - 0.05).abs() < 0.02, "{found:?}");
    assert!(
        (found.way_over_zone_m.unwrap() / (1.98 * reach_m) - 1.0).abs() < 1e-3 && found.reach_speed_kn == Some(12.0)
    );
}

#[test]
fn the_speed_that_a_ship_makes_is_its_reach() {
    // 30 fixes at 6 knots are enough to show what it makes.
    let slow: Vec<Fix> =
        (0..30).map(|step| fix(f64::from(step) * 5.0, 36.5, 129.25 + 0.0103 * f64::from(step))).collect();
    let (lat, lon) = (36.5, 129.25 + 0.0103 * 29.0);
    let back = fix(145.0 + 300.0, lat, lon);
    let distance_m = square("closure", 130.0, 36.0, 1.0).distance_m(Position::new(lat, lon).unwrap());
    assert!(
        distance_m > 15.0 * 1852.0 && distance_m < 30.0 * 1852.0,
        "within reach at 12 knots, not at 6: {distance_m}"
    );
    assert_eq!(possible_of(slow.into_iter().chain([back])), []);
    assert_eq!(possible_of([fix(145.0, lat, lon), back]).len(), 1, "nothing is known of it: 12 knots");
}

#[test]
fn a_hull_that_stays_silent_may_be_where_it_was_last_heard() {
    let other = lying(0.0, 1000.0, 10.0, 30.0, 120.0).into_iter().map(|fix| ("440654321", fix));
    let inside = lying(0.0, 100.0, 10.0, 36.5, 130.5).into_iter().map(|fix| ("440123456", fix));
    let beside = lying(0.0, 100.0, 10.0, 36.5, 129.9).into_iter().map(|fix| ("440123457", fix));
    let tracks = tracks(other.chain(inside).chain(beside));
    let events = ZoneVisit::default().find_with(&tracks, &Context::of(&tracks).with_chart(&closure()));
    let shown: Vec<_> = events
        .iter()
        .map(|event| (event.vessel.to_string(), event.start, event.end, event.is_possible(), event.duration_h))
        .collect();
    let vessel = || "440123456".to_owned();
    let expected = [(vessel(), at(0.0), Some(at(100.0)), false, 100.0 / 60.0), (vessel(), at(100.0), None, true, 15.0)];
    assert_eq!(shown, expected);
    assert!(evidence(&events[0]).cut_at_end);
}

#[test]
fn a_hull_at_anchor_on_the_border_makes_one_visit() {
    // Swings 200 m to either side, a fix every two minutes, for a day; in all, some 700 crossings.
    let fixes = (0..720).map(|step| {
        let edge = Position::new(36.0, 130.5).unwrap();
        let swing = destination(edge, f64::from(step) * 137.5, 200.0);
        fix(f64::from(step) * 2.0, swing.lat_deg(), swing.lon_deg())
    });
    let visits = visits_of(fixes);
    assert_eq!(visits.len(), 1, "{visits:?}");
    let found = evidence(&visits[0]);
    assert!(found.excursions > 200, "{found:?}");
    assert!((found.inside_h / 24.0 - 0.5).abs() < 0.1, "half of the time is not inside: {found:?}");
}

#[test]
fn an_excursion_that_is_long_or_leads_far_ends_a_visit() {
    let inside = |minute: f64| fix(minute, 36.1, 130.5);
    let outside = |minute: f64, metres: f64| {
        let place = destination(Position::new(36.0, 130.5).unwrap(), 180.0, metres);
        fix(minute, place.lat_deg(), place.lon_deg())
    };
    let count = |fixes: Vec<Fix>| {
        let visits = visits_of(fixes);
        (visits.len(), visits.iter().map(|visit| evidence(visit).excursions).sum::<u32>())
    };
    assert_eq!(count(vec![inside(0.0), outside(30.0, 400.0), inside(60.0)]), (1, 1));
    assert_eq!(count(vec![inside(0.0), outside(30.0, 600.0), inside(60.0)]), (2, 0), "600 m out");
    let long = [0.0, 30.0, 60.0, 89.0].map(|minute| outside(30.0 + minute, 400.0)).to_vec();
    assert_eq!(count([vec![inside(0.0)], long, vec![inside(150.0)]].concat()), (2, 0), "90 minutes");
    // Out and back within one step, around a corner: as far out as its middle.
    let around = |lat: f64, lon: f64| vec![fix(0.0, 36.5, 130.001), fix(30.0, lat, lon), fix(60.0, 36.5, 130.001)];
    assert_eq!(count(around(36.5, 129.999)), (1, 1));
    assert_eq!(count(around(36.5, 129.9)), (2, 0));
}

#[test]
fn an_excursion_within_one_step_is_judged_by_its_middle() {
    // Two squares side by side as one zone, with a strip of water of 0.003 or 0.03 degrees between.
    for (gap, expected) in [(0.003, 1), (0.03, 2)] {
        let ring = |west: f64| -> Polygon<f64> {
            let corners = [(west, 36.0), (west + 0.5, 36.0), (west + 0.5, 37.0), (west, 37.0)];
            Polygon::new(corners.iter().map(|&(x, y)| Coord { x, y }).collect(), vec![])
        };
        let zone = Zone::new("two", &MultiPolygon(vec![ring(130.0), ring(130.5 + gap)])).unwrap();
        let chart = Chart::new().with_zones(Zones::new(vec![zone]));
        let fixes = [fix(0.0, 36.5, 130.4), fix(30.0, 36.5, 130.6), fix(60.0, 36.5, 130.8)];
        let visits = visits_by(&ZoneVisit::default(), &chart, fixes);
        assert_eq!(visits.len(), expected, "a strip of {gap} degrees: {visits:?}");
    }
}

#[test]
fn a_visit_across_midnight_and_the_antimeridian_is_one() {
    let zone = square("Fiji", 179.0, -18.0, 2.0);
    let chart = Chart::new().with_zones(Zones::new(vec![zone]));
    let lon = |step: i32| {
        let lon = 178.5 + 0.05 * f64::from(step);
        if lon > 180.0 { lon - 360.0 } else { lon }
    };
    let fixes = (0..60).map(|step| fix(1300.0 + 10.0 * f64::from(step), -17.0, lon(step)));
    let visits = visits_by(&ZoneVisit::default(), &chart, fixes);
    assert_eq!(visits.len(), 1, "{visits:?}");
    assert!((evidence(&visits[0]).inside_h - 400.0 / 60.0).abs() < 0.01);
    assert!((visits[0].start_position.lon_deg() - 179.0).abs() < 1e-7);
    assert!((visits[0].end_position.unwrap().lon_deg() + 179.0).abs() < 1e-7);
}

#[test]
fn overlapping_zones_have_visits_of_their_own_with_ids_of_their_own() {
    let zones =
        vec![square("a", 130.0, 36.0, 1.0), square("b", 130.0, 36.0, 1.0), square("a", 130.0, 36.0, 1.0).with_id("7")];
    let chart = Chart::new().with_zones(Zones::new(zones));
    let visits = visits_by(&ZoneVisit::default(), &chart, eastward(0, 300, 15));
    let ids: std::collections::BTreeSet<EventId> = visits.iter().map(|visit| visit.id).collect();
    assert_eq!((visits.len(), ids.len()), (3, 3));
}

#[test]
fn visits_shorter_than_asked_for_are_no_events() {
    let rule = |hours: f64| ZoneVisit::builder().min_duration_h(hours).build().unwrap();
    let count = |hours: f64| visits_by(&rule(hours), &closure(), eastward(0, 300, 15)).len();
    assert_eq!((count(3.3), count(3.4)), (1, 0), "200 minutes inside");
}

#[test]
fn without_zones_nothing_is_looked_for_and_that_is_said() {
    let tracks = tracks(eastward(0, 300, 15).into_iter().map(|fix| ("440123456", fix)));
    let rule = ZoneVisit::default();
    assert_eq!(rule.find(&tracks), []);
    assert_eq!(rule.conditions_off(&Context::of(&tracks)), ["zone_visit: not looked for (no zones)"]);
    let chart = closure();
    assert_eq!(rule.conditions_off(&Context::of(&tracks).with_chart(&chart)), [""; 0]);
}

#[test]
fn parameters_out_of_range_are_refused_in_words() {
    let mut wrong = ZoneVisit::builder();
    insta::assert_snapshot!(wrong.min_duration_h(-1.0).build().unwrap_err(), @"the parameter zone_visit.min_duration_h must be a number of hours from 0 to 876000, found -1");
    insta::assert_snapshot!(ZoneVisit::builder().max_step_h(0.0).build().unwrap_err(), @"the parameter zone_visit.max_step_h must be a number of hours above 0 and at most 876000, found 0");
    insta::assert_snapshot!(ZoneVisit::builder().max_excursion_m(f64::NAN).build().unwrap_err(), @"the parameter zone_visit.max_excursion_m must be a number of metres from 0 to 20100000, found NaN");
    let json = serde_json::to_string(&ZoneVisit::satellite()).unwrap();
    assert_eq!(serde_json::from_str::<ZoneVisit>(&json).unwrap(), ZoneVisit::satellite());
}

/// Moves of a ship around the closure: minutes, and degrees north and east. A move takes at least as long as a ship at 20 kn
/// needs for it: what goes faster may be noise, of which the rule sees nothing.
fn moves() -> impl Strategy<Value = Vec<(u32, f64, f64)>> {
    prop::collection::vec((prop_oneof![4 => 1u32..60, 1 => 61u32..300], -0.12..0.12f64, -0.12..0.12f64), 2..80)
}

fn fixes_of(moves: &[(u32, f64, f64)]) -> Vec<Fix> {
    let (mut minute, mut lat, mut lon) = (0, 36.4, 130.1);
    moves
        .iter()
        .map(|&(minutes, north, east)| {
            minute += minutes.max((north.hypot(east) * 60.0 / 20.0 * 60.0).ceil() as u32);
            (lat, lon) = (lat + north, lon + east);
            fix(f64::from(minute), lat, lon)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Every minute that the ship was seen in the zone is within a visit; outside of excursions, every minute of a visit is in
    /// the zone; the hours inside add up; no visit holds a silence.
    #[test]
    fn visits_are_when_the_ship_was_seen_inside(moves in moves()) {
        let fixes = fixes_of(&moves);
        let zone = square("closure", 130.0, 36.0, 1.0);
        let strict = {
            let mut rule = ZoneVisit::builder();
            rule.max_excursion_h(0.0).max_excursion_m(0.0).build().unwrap()
        };
        let exact = visits_by(&strict, &closure(), fixes.iter().copied());
        let merged = visits_by(&ZoneVisit::default(), &closure(), fixes.iter().copied());
        let visits = |events: &[Event]| events.iter().filter(|event| !event.is_possible()).cloned().collect::<Vec<_>>();
        let end_ms = |event: &Event| event.end.map_or(fixes[fixes.len() - 1].time_ms(), Timestamp::as_millisecond);
        let holds = |events: &[Event], ms: i64| visits(events).iter().any(|event| (event.start.as_millisecond()..=end_ms(event)).contains(&ms));
        let mut inside_ms = 0.0;
        for step in fixes.windows(2) {
            let (from, to) = (step[0], step[1]);
            let span_ms = to.time_ms() - from.time_ms();
            let passages = if span_ms <= 3_600_000 { zone.passages(from.position(), to.position()) } else { vec![] };
            inside_ms += passages.iter().map(|span| (span.1 - span.0) * span_ms as f64).sum::<f64>();
            for sample in 1..40 {
                let fraction = f64::from(sample) / 40.0;
                let ms = from.time_ms() + (fraction * span_ms as f64) as i64;
                let is_seen_inside = span_ms <= 3_600_000 && zone.contains(interpolate(from.position(), to.position(), fraction));
                // Times are whole milliseconds.
                let near_cut = passages.iter().any(|span| [span.0, span.1].iter().any(|cut| (cut - fraction).abs() * (span_ms as f64) < 3.0));
                prop_assert!(near_cut || holds(&exact, ms) == is_seen_inside, "at {} of {:?}", fraction, step);
                prop_assert!(near_cut || !is_seen_inside || holds(&merged, ms));
            }
        }
        for events in [&exact, &merged] {
            let hours: f64 = visits(events).iter().map(|event| evidence(event).inside_h).sum();
            prop_assert!((hours - inside_ms / 3_600_000.0).abs() < 1e-9, "{} of {}", hours, inside_ms / 3_600_000.0);
            let seen: u32 = visits(events).iter().map(|event| evidence(event).fixes_inside).sum();
            prop_assert_eq!(seen as usize, fixes.iter().filter(|fix| zone.contains(fix.position())).count());
        }
        prop_assert!(merged.len() <= exact.len());
        for event in visits(&merged) {
            let found = evidence(&event);
            prop_assert!(event.observed_h <= event.duration_h + 1e-9 && found.inside_h <= event.observed_h + 1e-6);
            let held = fixes.windows(2).filter(|step| step[1].time_ms() - step[0].time_ms() > 3_600_000);
            for step in held {
                prop_assert!(event.start.as_millisecond() >= step[1].time_ms() || end_ms(&event) <= step[0].time_ms());
            }
        }
        let ids: std::collections::BTreeSet<EventId> = merged.iter().map(|event| event.id).collect();
        prop_assert_eq!(ids.len(), merged.len());
    }

    /// A longer minimum never adds an event, nor does a larger reach take a possible visit away.
    #[test]
    fn stricter_rules_find_less(moves in moves(), hours in 0.0..3.0f64) {
        let fixes = fixes_of(&moves);
        let ids = |rule: &ZoneVisit| -> std::collections::BTreeSet<EventId> {
            visits_by(rule, &closure(), fixes.iter().copied()).iter().map(|event| event.id).collect()
        };
        let all = ids(&ZoneVisit::default());
        prop_assert!(ids(&ZoneVisit::builder().min_duration_h(hours).build().unwrap()).is_subset(&all));
        prop_assert!(ids(&ZoneVisit::builder().min_silence_h(1.0 + hours).build().unwrap()).is_subset(&all));
    }

    /// A ship that truly sailed through the zone in the silence, at a speed it is known to make, is not missed, and was inside
    /// for no longer than it can have been.
    #[test]
    fn no_true_visit_in_a_silence_is_beyond_the_possible(
        off in (35.0..38.0f64, 129.0..132.0f64), target in (36.0..=37.0f64, 130.0..=131.0f64), on in (35.0..38.0f64, 129.0..132.0f64),
        inside_h in 0.0..5.0f64, slack in 1.0..1.5f64,
    ) {
        let (off, target, on) = (Position::new(off.0, off.1).unwrap(), Position::new(target.0, target.1).unwrap(), Position::new(on.0, on.1).unwrap());
        // 12 knots, as of every ship of which nothing is known; and a stay at the target.
        let sailing_h = (geodesic_m(off, target) + geodesic_m(target, on)) / 1852.0 / 12.0;
        let silence_min = (sailing_h * slack + inside_h) * 60.0 + 0.001;
        prop_assume!(silence_min > 61.0);
        let found = possible_of([fix(0.0, off.lat_deg(), off.lon_deg()), fix(silence_min, on.lat_deg(), on.lon_deg())]);
        prop_assert_eq!(found.len(), 1);
        let found = evidence(&found[0]);
        prop_assert!(found.at_most_inside_h.unwrap() >= inside_h - 1e-3, "{:?}", found);
        prop_assert!(found.at_most_inside_h.unwrap() <= silence_min / 60.0 + 1e-6);
        prop_assert!(found.way_over_zone_m.unwrap() <= (geodesic_m(off, target) + geodesic_m(target, on)) * (1.0 + 1e-5) + 0.01);
    }
}
