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
