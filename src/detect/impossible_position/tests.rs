use super::*;
use crate::chart::{Chart, Land};
use crate::detect::testing::{fix, lying, tracks};
use crate::detect::{IdentityConflict, LeftOut, PositionJump};
use crate::geodesy::destination;

fn evidence(event: &Event) -> &ImpossiblePositionEvidence {
    match &event.kind {
        EventKind::ImpossiblePosition(evidence) => evidence,
        _ => panic!("{event} is no impossible position"),
    }
}

fn find(rows: &[(&str, Vec<Fix>)]) -> Vec<Event> {
    ImpossiblePosition::default()
        .find(&tracks(rows.iter().flat_map(|(vessel, fixes)| fixes.iter().map(|&fix| (*vessel, fix)))))
}

fn with_sog(fixes: Vec<Fix>, sog_kn: f64) -> Vec<Fix> {
    fixes.into_iter().map(|fix| fix.with_sog_kn(sog_kn)).collect()
}

/// At sea, then at 0° N 0° E from one minute to another, then at sea again.
fn at_zero(lat: f64, lon: f64, from_min: f64, to_min: f64) -> Vec<Fix> {
    let start_ms = fix(0.0, 0.0, 0.0).time_ms;
    let moved = |seen: Fix| {
        let minute = (seen.time_ms - start_ms) as f64 / 60_000.0;
        if (from_min..=to_min).contains(&minute) { fix(minute, 0.0, 0.0) } else { seen }
    };
    lying(0.0, 600.0, 10.0, lat, lon).into_iter().map(moved).collect()
}

#[test]
fn a_receiver_without_a_position_is_found() {
    let found = find(&[("440123456", at_zero(36.5, 130.0, 100.0, 160.0))]);
    let [event] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((evidence(event).cause, evidence(event).fixes), (ImpossibleCause::NoPosition, 7));
    assert_eq!((event.start, event.end), (fix(100.0, 0.0, 0.0).time(), Some(fix(160.0, 0.0, 0.0).time())));
    assert_eq!(
        (event.verdict, evidence(event).reason),
        (Some(Verdict::Undetermined), Some(UndeterminedReason::NotShared))
    );
    assert_eq!(find(&[("440123456", at_zero(36.5, 130.0, 100.0, 110.0))]), [], "two reports");
    assert_eq!(find(&[("440123456", at_zero(36.5, 130.0, 0.0, 600.0))]).len(), 1, "a ship that never had a position");
    assert_eq!(find(&[("992351000", at_zero(36.5, 130.0, 100.0, 160.0))]), [], "no ship");
}

#[test]
fn a_ship_that_is_heard_near_zero_may_be_there() {
    assert_eq!(find(&[("440123456", at_zero(1.0, 1.0, 100.0, 160.0))]), []);
    assert_eq!(find(&[("440123456", at_zero(1.5, 1.0, 100.0, 160.0))]).len(), 1, "108 nm away");
}

#[test]
fn a_ship_that_lies_where_others_sail_may_be_there() {
    let lying_there = ("440123456", at_zero(36.5, 130.0, 0.0, 600.0));
    let passing =
        |lat: f64| (0..10).map(|step| fix(f64::from(step), lat, f64::from(step - 5) / 300.0)).collect::<Vec<Fix>>();
    assert_eq!(find(&[lying_there.clone(), ("441123456", passing(0.01))]), []);
    assert_eq!(find(&[lying_there, ("441123456", passing(0.02))]).len(), 1);
}

#[test]
fn a_receiver_that_flickers_is_no_second_ship_and_no_jump() {
    let own = lying(0.0, 600.0, 10.0, 36.5, 130.0);
    let lost = lying(5.0, 595.0, 10.0, 0.0, 0.0);
    let tracks = tracks(own.iter().chain(&lost).map(|&fix| ("440123456", fix)));
    assert_eq!(tracks.len(), 2, "as far as the tracks tell");
    assert_eq!(IdentityConflict::default().find(&tracks), []);
    assert_eq!(PositionJump::default().find(&tracks), []);
    let found = ImpossiblePosition::default().find(&tracks);
    let [event] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((evidence(event).fixes, event.duration_h), (60, 590.0 / 60.0));
}

#[test]
fn nothing_else_is_found_at_zero_but_counted() {
    let rows = |vessel: &'static str| {
        at_zero(36.5, 130.0, 0.0, 600.0).into_iter().map(move |fix| (VesselId::new(vessel), fix))
    };
    let sea = |others: &[(VesselId, Fix)]| {
        let mut fixes = crate::Fixes::builder();
        for (vessel, fix) in rows("440123456").chain(rows("441123456")).chain(others.iter().cloned()) {
            fixes.push(vessel, fix);
        }
        crate::Pipeline::new().run_on(fixes.build()).unwrap()
    };
    let found = sea(&[]);
    assert_eq!(found.events.iter().map(Event::type_name).collect::<Vec<_>>(), ["impossible_position"; 2]);
    for (event_type, count) in [("encounter", 1), ("loitering", 2)] {
        assert_eq!(found.left_out[event_type][&LeftOut::NoPosition], count, "{event_type}");
    }
    let passing = [(VesselId::new("440123457"), fix(5.0, 0.01, 0.0))];
    let found = sea(&passing);
    assert!(found.events.iter().any(|event| event.type_name() == "encounter"), "where others sail");
}

#[test]
fn a_silence_ends_a_stretch_and_a_position_does_not() {
    let mut fixes = at_zero(36.5, 130.0, 100.0, 260.0);
    fixes.retain(|seen| seen.time_ms <= fix(150.0, 0.0, 0.0).time_ms || seen.time_ms >= fix(220.0, 0.0, 0.0).time_ms);
    assert_eq!(find(&[("440123456", fixes.clone())]).len(), 2);
    fixes.push(fix(125.0, 36.5, 130.0));
    assert_eq!(find(&[("440123456", fixes)]).len(), 2);
}

#[test]
fn a_frozen_position_is_found() {
    let frozen = with_sog(lying(0.0, 60.0, 5.0, 36.5, 130.0), 9.0);
    let found = find(&[("440123456", frozen.clone())]);
    let [event] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((evidence(event).cause, evidence(event).fixes), (ImpossibleCause::Frozen, 13));
    assert_eq!((evidence(event).reported_speed_kn, event.duration_h), (Some(9.0), 1.0));
    assert!((evidence(event).reported_way_m.unwrap() - 9.0 * 1852.0).abs() < 1e-6);
    let of = |fixes: Vec<Fix>| find(&[("440123456", fixes)]).len();
    assert_eq!(of(with_sog(lying(0.0, 60.0, 5.0, 36.5, 130.0), 2.9)), 0, "at rest, with a noisy log");
    assert_eq!(of(lying(0.0, 60.0, 5.0, 36.5, 130.0)), 0, "no speed");
    assert_eq!(of(with_sog(lying(0.0, 60.0, 5.0, 36.5, 130.0), 102.2)), 0, "102.2 knots or more");
    assert_eq!(of(with_sog(lying(0.0, 10.0, 5.0, 36.5, 130.0), 9.0)), 0, "a mile and a half");
    let moving = (0..13).map(|step| fix(f64::from(step) * 5.0, 36.5 + f64::from(step) * 1e-5, 130.0).with_sog_kn(9.0));
    assert_eq!(of(moving.collect()), 0, "a metre a step is no frozen position, whatever it is");
    let mut stopping = frozen;
    for (index, stop) in stopping.iter_mut().enumerate() {
        *stop = stop.with_sog_kn(if index % 2 == 0 { 9.0 } else { 0.0 });
    }
    assert_eq!(of(stopping), 0, "speeds that say both");
}

#[test]
fn a_silence_ends_a_frozen_run() {
    let parts = [lying(0.0, 40.0, 5.0, 36.5, 130.0), lying(120.0, 160.0, 5.0, 36.5, 130.0)];
    assert_eq!(find(&[("440123456", with_sog(parts.concat(), 9.0))]).len(), 2);
}

#[test]
fn what_three_ships_show_at_once_is_shared() {
    let ships: Vec<(&str, Vec<Fix>)> = ["440000111", "440000112", "440000113"]
        .into_iter()
        .zip(0..)
        .map(|(vessel, index)| (vessel, with_sog(lying(0.0, 60.0, 5.0, 36.5 + f64::from(index), 130.0), 9.0)))
        .collect();
    let found = find(&ships);
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|event| event.verdict == Some(Verdict::SharedByOthers) && evidence(event).others == 2));
    let two = find(&ships[..2]);
    assert!(two.iter().all(|event| event.verdict == Some(Verdict::Undetermined) && evidence(event).others == 1));
    assert_eq!(
        evidence(&find(&[("123456789", ships[0].1.clone())])[0]).reason,
        Some(UndeterminedReason::PlaceholderIdentity)
    );
}

/// Land from 36° to 40° N and 126° to 129° E.
fn chart() -> Chart {
    let corner = |lon, lat| geo_types::coord! { x: lon, y: lat };
    let land = geo_types::Rect::new(corner(126.0, 36.0), corner(129.0, 40.0)).to_polygon();
    Chart::new().with_land(Land::new(geo_types::MultiPolygon::new(vec![land])).unwrap())
}

fn find_on_land(rows: &[(&str, Vec<Fix>)]) -> Vec<Event> {
    let tracks = tracks(rows.iter().flat_map(|(vessel, fixes)| fixes.iter().map(|&fix| (*vessel, fix))));
    let chart = chart();
    let mut found = ImpossiblePosition::default().find_with(&tracks, &Context::of(&tracks).with_chart(&chart));
    found.iter_mut().for_each(|event| event.surroundings = None);
    found
}

#[test]
fn a_hull_far_inland_is_found_where_its_identity_is_at_sea() {
    // The ship seems to be in the mountains from one report to the next, and does not return.
    let (at_sea, inland) = (lying(0.0, 600.0, 10.0, 36.5, 131.0), lying(610.0, 1_010.0, 20.0, 38.0, 127.5));
    let found = find_on_land(&[("440123456", at_sea.clone()), ("440123456", inland.clone())]);
    let [event] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((evidence(event).cause, evidence(event).fixes, event.hull), (ImpossibleCause::OnLand, 21, 1));
    assert!((evidence(event).inland_m.unwrap() - 131_600.0).abs() < 500.0, "{event}");
    let alone = [("440123456", inland.clone())];
    assert_eq!(find_on_land(&alone), [], "a ship on a lake or river");
    let beside = [("440123456", at_sea.clone()), ("440123456", lying(65.0, 485.0, 20.0, 38.0, 127.5))];
    assert_eq!(find_on_land(&beside), [], "two ships, one of them on a river");
    let later = [("440123456", at_sea.clone()), ("440123456", lying(700.0, 1_100.0, 20.0, 38.0, 127.5))];
    assert_eq!(find_on_land(&later), [], "100 minutes later it may be another ship");
    let before = [("440123456", lying(1_020.0, 1_600.0, 10.0, 36.5, 131.0)), ("440123456", inland.clone())];
    assert_eq!(find_on_land(&before).len(), 1, "first inland, then at sea");
    let both_inland = [("440123456", inland.clone()), ("440123456", lying(0.0, 600.0, 10.0, 39.5, 127.5))];
    assert_eq!(find_on_land(&both_inland), [], "two ships on rivers");
    let by_the_coast = [("440123456", at_sea.clone()), ("440123456", lying(610.0, 1_010.0, 20.0, 38.0, 128.9))];
    assert_eq!(find_on_land(&by_the_coast), [], "8.8 km inland");
    let there = destination(inland[0].position, 45.0, 15_000.0);
    let other = lying(900.0, 960.0, 10.0, there.lat_deg(), there.lon_deg());
    let with_other = [("440123456", at_sea), ("440123456", inland), ("441000111", other)];
    assert_eq!(find_on_land(&with_other), [], "waters where others sail");
}

#[test]
fn parameters_are_checked() {
    for wrong in [
        ImpossiblePosition::builder().min_fixes(1),
        ImpossiblePosition::builder().max_step_h(0.0),
        ImpossiblePosition::builder().min_speed_kn(0.0),
        ImpossiblePosition::builder().min_way_m(f64::NAN),
        ImpossiblePosition::builder().min_inland_m(1e9),
        ImpossiblePosition::builder().min_others(0),
        ImpossiblePosition::builder().shared_within_h(-1.0),
    ] {
        assert!(wrong.build().is_err(), "{wrong:?}");
    }
}
