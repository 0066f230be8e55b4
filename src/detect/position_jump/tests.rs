use super::*;
use crate::detect::testing::{fix, lying, tracks};
use crate::geodesy::destination;

fn find(tracks: &TrackSet) -> Vec<Event> {
    PositionJump::default().find(tracks)
}

fn evidence(event: &Event) -> &PositionJumpEvidence {
    match &event.kind {
        EventKind::PositionJump(evidence) => evidence,
        _ => panic!("{event} is no position jump"),
    }
}

/// A ship that lies still for 10 hours, and from one minute to another seems to be elsewhere.
fn jumping(lat: f64, lon: f64, from_min: f64, to_min: f64, there: (f64, f64)) -> Vec<Fix> {
    let moved = |fix_: Fix| {
        let minute = (fix_.time_ms - fix(0.0, 0.0, 0.0).time_ms) as f64 / 60_000.0;
        if (from_min..=to_min).contains(&minute) { fix(minute, there.0, there.1) } else { fix_ }
    };
    lying(0.0, 600.0, 10.0, lat, lon).into_iter().map(moved).collect()
}

fn of(vessel: &str, fixes: Vec<Fix>) -> Vec<(&str, Fix)> {
    fixes.into_iter().map(|fix| (vessel, fix)).collect()
}

#[test]
fn a_run_that_returns_is_a_jump() {
    let tracks = tracks(of("440123456", jumping(36.5, 130.0, 100.0, 140.0, (39.5, 130.0))));
    let found = find(&tracks);
    let [event] = found.as_slice() else { panic!("{found:?}") };
    let evidence = evidence(event);
    assert_eq!((event.start, event.end), (fix(100.0, 0.0, 0.0).time(), Some(fix(140.0, 0.0, 0.0).time())));
    assert_eq!((event.position, event.observed_h), (fix(0.0, 39.5, 130.0).position, event.duration_h));
    assert_eq!((evidence.fixes, evidence.off, evidence.on), (5, fix(90.0, 36.5, 130.0), fix(150.0, 36.5, 130.0)));
    let away_m = geodesic_m(evidence.off.position, event.position);
    assert_eq!([evidence.distance_m, evidence.return_distance_m, evidence.shift_m], [away_m; 3]);
    assert!((evidence.implied_speed_kn - away_m / 1852.0 * 6.0).abs() < 1e-9, "ten minutes");
    assert_eq!((evidence.shift_deg, evidence.spread_m), (0.0, 0.0));
    assert_eq!((event.verdict, evidence.reason), (Some(Verdict::Undetermined), Some(UndeterminedReason::NotShared)));
    assert!(event.to_string().contains("5 fixes 333.0 km away"), "{event}");
}

#[test]
fn a_single_wild_fix_is_none() {
    assert_eq!(find(&tracks(of("440123456", jumping(36.5, 130.0, 100.0, 100.0, (39.5, 130.0))))), []);
}

#[test]
fn one_report_that_is_written_three_times_is_a_single_wild_fix() {
    let ship = lying(0.0, 600.0, 10.0, 36.5, 130.0);
    let after = |seconds: f64| fix(101.0 + seconds / 60.0, -40.0, 130.0);
    let found = |wild: &[Fix]| find(&tracks(of("440123456", [&ship, wild].concat()))).len();
    assert_eq!(found(&[after(0.0), after(1.0), after(25.0)]), 0);
    assert_eq!(found(&[after(0.0), after(1.0), after(31.0)]), 1, "a receiver that stands still");
    let moved = Fix::at_ms(after(1.0).time_ms, destination(after(0.0).position, 0.0, 10.0));
    assert_eq!(found(&[after(0.0), moved]), 1, "another report");
}

#[test]
fn wild_fixes_here_and_there_are_no_run() {
    let ship = lying(0.0, 600.0, 10.0, 36.5, 130.0);
    // A minute apart, 5 miles from each other: within the allowance for wrong times, but no ship makes 300 knots.
    let wild: Vec<Fix> =
        (0..4).map(|step| fix(101.0 + f64::from(step), 39.5 + f64::from(step) / 12.0, 130.0)).collect();
    let tracks = tracks(of("440123456", [ship, wild].concat()));
    assert_eq!(tracks.noise().iter().filter(|noise| noise.kind == NoiseKind::Jump).count(), 4);
    assert_eq!(find(&tracks), []);
}

#[test]
fn a_run_with_wrong_times_is_left_out() {
    // At 24 knots; three rows are written two hours late.
    let sailed: Vec<Fix> =
        (0..120).map(|step| fix(f64::from(step) * 4.0, 10.0, 20.0 + f64::from(step) / 37.5)).collect();
    let late = sailed[20..23].iter().map(|fix| Fix::at_ms(fix.time_ms + 2 * 3_600_000 - 210_000, fix.position));
    // Close together, so that no fix of the hull comes between.
    let late = late.zip(0..).map(|(fix, index)| Fix::at_ms(fix.time_ms - index * 200_000, fix.position));
    let tracks = tracks(of("440123456", sailed.iter().copied().chain(late).collect()));
    let rule = PositionJump::default();
    let candidates = rule.candidates(&tracks, &Context::of(&tracks));
    assert_eq!(candidates.len(), 1);
    assert_eq!(evidence(&candidates[0]).same_way_share, 1.0);
    assert_eq!((rule.leaves_out(&candidates[0]), rule.find(&tracks)), (Some(LeftOut::WrongTime), vec![]));
}

#[test]
fn what_does_not_return_is_none() {
    assert_eq!(find(&tracks(of("440123456", jumping(36.5, 130.0, 500.0, 600.0, (39.5, 130.0))))), []);
}

#[test]
fn a_receiver_without_a_position_does_not_jump() {
    assert_eq!(find(&tracks(of("440123456", jumping(36.5, 130.0, 100.0, 140.0, (0.0, 0.0))))), []);
}

#[test]
fn a_place_that_three_ships_jump_to_is_shared() {
    // 30 km from each other, all to within 5 km of an airport.
    let ships = |count: u32| {
        let vessels = ["440000111", "440000112", "440000113"];
        let rows = vessels.iter().zip(0..count).flat_map(|(&vessel, index)| {
            let airport = destination(fix(0.0, 44.6, 33.5).position, f64::from(index) * 70.0, 4_000.0);
            let lat = 43.0 + 0.3 * f64::from(index);
            of(
                vessel,
                jumping(lat, 33.0, 100.0 + 20.0 * f64::from(index), 180.0, (airport.lat_deg(), airport.lon_deg())),
            )
        });
        find(&tracks(rows.collect::<Vec<_>>()))
    };
    let found = ships(3);
    assert_eq!(found.len(), 3);
    for event in &found {
        assert_eq!((event.verdict, evidence(event).reason), (Some(Verdict::SharedByOthers), None), "{event}");
        assert_eq!(evidence(event).others_at_place, 2, "{event}");
    }
    let two = ships(2);
    assert!(
        two.iter().all(|event| event.verdict == Some(Verdict::Undetermined) && evidence(event).others_at_place == 1)
    );
}

#[test]
fn a_shift_that_three_ships_share_is_no_ships_doing() {
    let rows = ["440000111", "440000112", "440000113"].iter().zip(0..).flat_map(|(&vessel, index)| {
        let (lat, lon) = (30.0 + f64::from(index), -120.0);
        // The sign of the longitude is lost for one ship alone, 2 degrees of latitude for all.
        of(vessel, jumping(lat, lon, 100.0, 140.0, (lat + 2.0, lon)))
    });
    let found = find(&tracks(rows.collect::<Vec<_>>()));
    assert_eq!(found.len(), 3);
    for event in &found {
        assert_eq!((evidence(event).others_at_place, evidence(event).others_with_shift), (0, 2), "{event}");
        assert_eq!(event.verdict, Some(Verdict::SharedByOthers));
    }
}

#[test]
fn hours_later_is_another_time() {
    let rows = ["440000111", "440000112", "440000113"].iter().zip(0..).flat_map(|(&vessel, index)| {
        let start = 60.0 + 150.0 * f64::from(index);
        of(vessel, jumping(40.0 + f64::from(index), 33.0, start, start + 60.0, (44.6, 33.5)))
    });
    let found = find(&tracks(rows.collect::<Vec<_>>()));
    assert_eq!(found.len(), 3);
    assert!(
        found.iter().all(|event| evidence(event).others_at_place == 0 && event.verdict == Some(Verdict::Undetermined))
    );
}

#[test]
fn parameters_are_checked() {
    for wrong in [
        PositionJump::builder().min_fixes(1),
        PositionJump::builder().min_others(0),
        PositionJump::builder().max_step_h(0.0),
        PositionJump::builder().shared_within_h(f64::INFINITY),
        PositionJump::builder().shared_place_m(-1.0),
        PositionJump::builder().shared_shift_share(1.5),
    ] {
        assert!(wrong.build().is_err(), "{wrong:?}");
    }
}
