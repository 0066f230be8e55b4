//! Laws: what must hold for any ships.

use proptest::prelude::*;

use super::oracle::{Meeting, meetings};
use super::{evidence, two};
use crate::detect::testing::{lying, tracks};
use crate::detect::{Detector, Encounter, EncounterBuilder, SpeedSource};
use crate::geodesy::tests::any_position;
use crate::geodesy::{destination, distance_m, geodesic_m, mean_position, wrap_lon_deg};
use crate::units::hours_from_ms;
use crate::{Event, Fix, Fixes, Position, Timestamp, TrackSet, VesselId};

const START_MS: i64 = 1_714_521_600_000;

/// A row: identity, time in milliseconds, place, reported speed.
type Row = (u32, i64, Position, Option<f64>);

/// Steps of one ship: how many seconds, at how many knots, on which course; and the reported speed.
type Leg = (i64, f64, f64, Option<f64>);

fn leg() -> impl Strategy<Value = Leg> {
    let seconds = prop_oneof![
        2 => 1..120_i64,
        6 => 60..1_200_i64,
        // Ships that report at the same times.
        4 => (1..6_i64).prop_map(|times| times * 600),
        1 => 3_500..3_700_i64,
        1 => 3_000..20_000_i64,
    ];
    let knots = prop_oneof![4 => Just(0.0), 8 => 0.0..1.5_f64, 2 => 1.5..3.0_f64, 1 => 3.0..20.0_f64];
    (seconds, knots, 0.0..360.0_f64, prop::option::of(0.0..4.0_f64))
}

/// Rows of a few ships around any place: some lie still, some drift, some keep company, some come and go, some are heard
/// once.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let legs = prop_oneof![8 => prop::collection::vec(leg(), 12..48), 1 => prop::collection::vec(leg(), 0..3)];
    let ship = (0.0..360.0_f64, prop_oneof![0.0..600.0_f64, 0.0..4_000.0], 0..3_600_i64, legs, any::<bool>());
    (any_position(), prop::collection::vec(ship, 2..6)).prop_map(|(place, mut ships)| {
        let mut rows = Vec::new();
        for index in 1..ships.len() {
            if ships[index].4 {
                ships[index].3 = ships[index - 1].3.clone();
            }
        }
        for (ship, (bearing, off_m, start_s, legs, _)) in (1..).zip(ships) {
            let (mut at, mut time_ms) = (destination(place, bearing, off_m), START_MS + start_s * 1000);
            rows.push((ship, time_ms, at, None));
            for (seconds, knots, course, sog_kn) in legs {
                let metres = knots * 1852.0 * seconds as f64 / 3600.0;
                // Home when too far off.
                let course =
                    if distance_m(at, place) > 2_000.0 { crate::geodesy::bearing_deg(at, place) } else { course };
                (at, time_ms) = (destination(at, course, metres), time_ms + seconds * 1000);
                rows.push((ship, time_ms, at, sog_kn));
            }
        }
        rows
    })
}

fn rule() -> impl Strategy<Value = Encounter> {
    let hours = prop_oneof![Just(0.5), 0.05..3.0_f64];
    (200.0..2_000.0_f64, hours.clone(), hours, 0.4..3.0_f64, prop_oneof![Just(0.0), 0.0..20.0_f64], any::<bool>())
        .prop_map(|(distance_m, duration_h, break_h, step_h, baseline_min, is_reported)| {
            let mut rule = Encounter::builder();
            rule.max_distance_m(distance_m).min_duration_h(duration_h).max_break_h(break_h).max_step_h(step_h);
            rule.min_baseline_min(baseline_min);
            rule.speed(if is_reported { SpeedSource::Reported } else { SpeedSource::Baseline });
            rule.build().unwrap()
        })
}

fn sea(rows: &[Row]) -> TrackSet {
    let mut fixes = Fixes::builder();
    for &(ship, time_ms, place, sog_kn) in rows {
        let fix = Fix::at_ms(time_ms, place);
        let fix = sog_kn.map_or(fix, |sog_kn| fix.with_sog_kn(sog_kn));
        fixes.push(VesselId::new(&(440_000_000 + ship).to_string()), fix);
    }
    fixes.build().into_tracks()
}

/// Hulls, start and end.
fn told(event: &Event, tracks: &TrackSet) -> ((usize, usize), f64, f64) {
    let index = |vessel: &VesselId, hull: u32| {
        tracks.iter().position(|track| &track.vessel().id == vessel && track.hull() == hull).unwrap()
    };
    let other = event.other.as_ref().unwrap();
    let hulls = (index(&event.vessel, event.hull), index(&other.vessel, other.hull));
    (hulls, event.start.as_millisecond() as f64, event.end.unwrap().as_millisecond() as f64)
}

/// A distance is enclosed by less and more of it, in metres.
const MARGIN_M: f64 = 2e-3;

/// That the rule finds what the double loop finds; how many events were compared. Where a hand's breadth of distance would
/// change what there is to find, both may be right.
fn agrees(rule: &Encounter, tracks: &TrackSet) -> Result<usize, TestCaseError> {
    let (less, more) = (
        meetings(rule, tracks, rule.parameters.max_distance_m - MARGIN_M),
        meetings(rule, tracks, rule.parameters.max_distance_m + MARGIN_M),
    );
    let mut found = rule.find(tracks);
    found.sort_by_key(|event| {
        let (hulls, start, _) = told(event, tracks);
        (hulls, start as i64)
    });
    let mut compared = 0;
    for first in 0..tracks.len() {
        for second in first + 1..tracks.len() {
            let of_pair = |all: &[Meeting]| -> Vec<Meeting> {
                all.iter().filter(|meeting| meeting.hulls == (first, second)).cloned().collect()
            };
            let (less, more) = (of_pair(&less), of_pair(&more));
            let shape = |all: &[Meeting]| all.iter().map(|meeting| meeting.spans_ms.len()).collect::<Vec<_>>();
            if shape(&less) != shape(&more) {
                continue;
            }
            let found: Vec<&Event> = found.iter().filter(|event| told(event, tracks).0 == (first, second)).collect();
            prop_assert_eq!(found.len(), less.len(), "{:?} {:?}", found, less);
            for ((event, less), more) in found.iter().zip(&less).zip(&more) {
                is_enclosed(event, tracks, less, more)?;
                looks_like_samples(event, tracks, less)?;
                compared += 1;
            }
        }
    }
    Ok(compared)
}

fn is_enclosed(event: &Event, tracks: &TrackSet, less: &Meeting, more: &Meeting) -> Result<(), TestCaseError> {
    let (_, start, end) = told(event, tracks);
    let meeting = evidence(event);
    let last = less.spans_ms.len() - 1;
    let between = |low: f64, value: f64, high: f64, slack: f64| low - slack <= value && value <= high + slack;
    prop_assert!(between(more.spans_ms[0].0, start, less.spans_ms[0].0, 1.0), "{} {:?} {:?}", event, less, more);
    prop_assert!(between(less.spans_ms[last].1, end, more.spans_ms[last].1, 1.0), "{} {:?} {:?}", event, less, more);
    let within_ms = meeting.within_h * 3_600_000.0;
    let slack_ms = 1.0 + less.spans_ms.len() as f64;
    prop_assert!(between(less.within_ms, within_ms, more.within_ms, slack_ms), "{} {:?} {:?}", event, less, more);
    prop_assert_eq!(meeting.spans_within as usize, less.spans_ms.len());
    if less.medians_kn == more.medians_kn {
        prop_assert_eq!((meeting.median_speed_kn, meeting.other_median_speed_kn), less.medians_kn);
    }
    Ok(())
}

/// Distances and place of an event against many instants of it.
fn looks_like_samples(event: &Event, tracks: &TrackSet, meeting: &Meeting) -> Result<(), TestCaseError> {
    const SAMPLES: usize = 400;
    let told = evidence(event);
    let (a, b) = (tracks.track(meeting.hulls.0), tracks.track(meeting.hulls.1));
    let mut places = Vec::new();
    let mut apart_m = Vec::new();
    for sample in 0..SAMPLES {
        let mut after_ms = meeting.within_ms * (sample as f64 + 0.5) / SAMPLES as f64;
        let span = meeting.spans_ms.iter().find(|span| {
            let length = span.1 - span.0;
            let is_here = after_ms <= length;
            after_ms -= if is_here { 0.0 } else { length };
            is_here
        });
        let time = Timestamp::from_millisecond((span.unwrap().0 + after_ms) as i64).unwrap();
        let at = |track: &crate::Track<'_>| track.position_at(time, f64::INFINITY).unwrap();
        apart_m.push(geodesic_m(at(&a), at(&b)));
        places.extend([at(&a), at(&b)]);
    }
    let share_up_to =
        |metres: f64| apart_m.iter().filter(|&&apart_m| apart_m <= metres).count() as f64 / SAMPLES as f64;
    // A sample stands for a four-hundredth of the time, and its instant is cut to a millisecond.
    prop_assert!(share_up_to(told.median_distance_m + 0.1) >= 0.5 - 0.02, "{} {:?}", event, apart_m);
    prop_assert!(share_up_to(told.median_distance_m - 0.1) <= 0.5 + 0.02, "{} {:?}", event, apart_m);
    let mean_m = apart_m.iter().sum::<f64>() / SAMPLES as f64;
    let spread_m = apart_m.iter().copied().fold(0.0, f64::max);
    prop_assert!((told.mean_distance_m - mean_m).abs() < 0.02 * spread_m + 0.1, "{} {}", event, mean_m);
    prop_assert!(told.least_distance_m <= apart_m.iter().copied().fold(f64::INFINITY, f64::min) + 0.1);
    let middle = mean_position(places.iter().copied()).unwrap();
    let reach_m = places.iter().map(|&place| distance_m(middle, place)).fold(0.0, f64::max);
    prop_assert!(distance_m(middle, event.position) < 0.02 * reach_m + 0.5, "{} {:?}", event, middle);
    Ok(())
}

/// What does not follow a move to another place or time.
fn outlines(events: &[Event]) -> Vec<(String, Option<crate::OtherShip>, i64, i64, u64, String)> {
    let mut outlines: Vec<_> = events
        .iter()
        .map(|event| {
            let told = evidence(event);
            let (start, end) = (event.start.as_millisecond(), event.end.unwrap().as_millisecond());
            let numbers = format!("{:.1} {:.1} {}", told.median_distance_m, told.least_distance_m, told.silent_between);
            (event.vessel.to_string(), event.other.clone(), start, end, u64::from(told.spans_within), numbers)
        })
        .collect();
    outlines.sort();
    outlines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_finds_what_a_double_loop_finds(rows in rows(), rule in rule()) {
        agrees(&rule, &sea(&rows))?;
    }

    #[test]
    fn it_is_the_same_seen_from_either_ship(rows in rows(), rule in rule()) {
        let swapped: Vec<Row> = rows.iter().map(|&(ship, time_ms, place, sog_kn)| (10 - ship, time_ms, place, sog_kn)).collect();
        let (events, others) = (rule.find(&sea(&rows)), rule.find(&sea(&swapped)));
        prop_assert_eq!(events.len(), others.len());
        let name = |id: &VesselId| 880_000_010 - id.to_string().parse::<u32>().unwrap();
        for event in &events {
            let other = event.other.as_ref().unwrap();
            let mirrored = others.iter().find(|mirrored| {
                let partner = mirrored.other.as_ref().unwrap();
                (mirrored.start, mirrored.end) == (event.start, event.end)
                    && mirrored.vessel.to_string() == name(&other.vessel).to_string()
                    && partner.vessel.to_string() == name(&event.vessel).to_string()
                    && (mirrored.hull, partner.hull) == (other.hull, event.hull)
            });
            let mirrored = mirrored.ok_or_else(|| TestCaseError::fail(format!("{event} is not in {others:?}")))?;
            let (one, two) = (evidence(event), evidence(mirrored));
            prop_assert_eq!(event.position, mirrored.position);
            prop_assert_eq!((one.median_speed_kn, one.fixes_within), (two.other_median_speed_kn, two.other_fixes_within));
            prop_assert_eq!((one.other_median_speed_kn, one.other_fixes_within), (two.median_speed_kn, two.fixes_within));
            prop_assert_eq!(
                (one.within_h, one.least_distance_m, one.median_distance_m, one.mean_distance_m),
                (two.within_h, two.least_distance_m, two.median_distance_m, two.mean_distance_m)
            );
            prop_assert_eq!(event.start_position, two.other_start);
            prop_assert_eq!(mirrored.start_position, one.other_start);
            prop_assert_eq!((one.cut_at_start, one.cut_at_end), (two.cut_at_start, two.cut_at_end));
        }
    }

    #[test]
    fn a_longer_time_asked_for_never_adds_one(rows in rows(), rule in rule(), more_h in 0.01..2.0_f64) {
        let tracks = sea(&rows);
        let mut stricter: EncounterBuilder = rule.parameters().clone();
        stricter.min_duration_h(hours_from_ms(rule.min_duration_ms) + more_h);
        let stricter = stricter.build().unwrap();
        let mut many = rule.find(&tracks);
        many.retain(|event| evidence(event).within_h >= hours_from_ms(stricter.min_duration_ms));
        prop_assert_eq!(stricter.find(&tracks), many);
    }

    #[test]
    fn nothing_happens_across_a_longer_step(rows in rows(), rule in rule()) {
        let tracks = sea(&rows);
        for event in rule.find(&tracks) {
            let ((a, b), start, end) = told(&event, &tracks);
            let mut observed_ms = (end - start) as i64;
            let mut silences: Vec<(i64, i64)> = Vec::new();
            for hull in [a, b] {
                let track = tracks.track(hull);
                let steps = track.times_ms().windows(2).map(|step| (step[0], step[1]));
                silences.extend(steps.filter(|step| step.1 - step.0 > rule.max_step_ms));
            }
            silences.sort_unstable();
            let mut known_ms = start as i64;
            for silence in silences {
                let from = silence.0.max(known_ms);
                let to = silence.1.min(end as i64);
                observed_ms -= (to - from).max(0);
                known_ms = known_ms.max(to);
                // Start and end are never inside one.
                prop_assert!(!(silence.0 + 1..silence.1).contains(&(start as i64)), "{}", event);
                prop_assert!(!(silence.0 + 1..silence.1).contains(&(end as i64)), "{}", event);
            }
            prop_assert_eq!(event.observed_h, hours_from_ms(observed_ms));
            prop_assert_eq!(evidence(&event).silent_between, event.observed_h < event.duration_h);
            prop_assert!(evidence(&event).within_h <= event.observed_h);
        }
    }

    #[test]
    fn ships_elsewhere_change_nothing(rows in rows(), rule in rule(), bearing in 0.0..360.0_f64, off_m in 100_000.0..1.9e7_f64) {
        let alone = rule.find(&sea(&rows));
        let moved = rows.iter().map(|&(ship, time_ms, place, sog_kn)| (ship + 100, time_ms, destination(place, bearing, off_m), sog_kn));
        let both: Vec<Row> = rows.iter().copied().chain(moved).collect();
        let mut found = rule.find(&sea(&both));
        found.retain(|event| event.vessel < VesselId::new("440000100"));
        prop_assert_eq!(found, alone);
    }

    #[test]
    fn the_hour_does_not_matter(rows in rows(), rule in rule(), hours in -200_000..200_000_i64) {
        let later: Vec<Row> = rows.iter().map(|&(ship, time_ms, place, sog_kn)| (ship, time_ms + hours * 3_600_000, place, sog_kn)).collect();
        let (here, there) = (rule.find(&sea(&rows)), rule.find(&sea(&later)));
        let shifted: Vec<_> = outlines(&here).into_iter().map(|mut outline| {
            outline.2 += hours * 3_600_000;
            outline.3 += hours * 3_600_000;
            outline
        }).collect();
        prop_assert_eq!(shifted.len(), there.len());
        for (one, other) in shifted.iter().zip(outlines(&there)) {
            // Entries are fractions of a step, in double precision of the time.
            prop_assert!((one.2 - other.2).abs() <= 1 && (one.3 - other.3).abs() <= 1, "{:?} {:?}", one, other);
        }
    }

    /// Encounters whose every step keeps clear of the border of the distance: what lies on it is a matter of nanometres.
    #[test]
    fn neither_the_meridian_nor_the_hemisphere_matters(
        rows in rows(), rule in rule(), degrees in -359..360_i32, is_mirrored in any::<bool>()
    ) {
        let moved = |place: Position| {
            let lat_deg = if is_mirrored { -place.lat_deg() } else { place.lat_deg() };
            Position::new(lat_deg, wrap_lon_deg(place.lon_deg() + f64::from(degrees))).unwrap()
        };
        let there: Vec<Row> = rows.iter().map(|&(ship, time_ms, place, sog_kn)| (ship, time_ms, moved(place), sog_kn)).collect();
        let (here, there) = (sea(&rows), sea(&there));
        let margin = |more_m: f64| meetings(&rule, &here, rule.parameters.max_distance_m + more_m).len();
        prop_assume!(margin(-MARGIN_M) == margin(MARGIN_M));
        let (found, moved) = (rule.find(&here), rule.find(&there));
        prop_assert_eq!(found.len(), moved.len());
        for event in &found {
            let same = moved.iter().find(|same| {
                let apart_s = (same.start.as_millisecond() - event.start.as_millisecond()).abs() as f64 / 1000.0;
                (&same.vessel, &same.other) == (&event.vessel, &event.other) && apart_s < 60.0
            });
            prop_assert!(same.is_some(), "{} is not in {:?}", event, moved);
        }
    }
}

/// The double loop has something to compare in most seas: each of these is drawn from the same strategies.
#[test]
fn the_double_loop_compares_many_encounters() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut compared = 0;
    for _ in 0..60 {
        let rows = rows().new_tree(&mut runner).unwrap().current();
        let rule = rule().new_tree(&mut runner).unwrap().current();
        compared += agrees(&rule, &sea(&rows)).unwrap();
    }
    assert!(compared > 60, "{compared}");
}

#[test]
fn order_of_rows_and_number_of_threads_do_not_matter() {
    let rows: Vec<(String, Fix)> = (0..60_u32)
        .flat_map(|ship| {
            let off_deg = f64::from(ship) * 0.002;
            let fixes = lying(f64::from(ship % 7), 400.0, 6.0, 52.0 + off_deg, 179.999);
            fixes.into_iter().map(move |fix| (format!("44000{ship:04}"), fix))
        })
        .collect();
    let found = |rows: &[(String, Fix)], threads: usize| {
        let tracks = tracks(rows.iter().map(|(vessel, fix)| (vessel.as_str(), *fix)));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Encounter::default().find(&tracks))
    };
    let one = found(&rows, 1);
    assert!(one.len() > 100, "{}", one.len());
    let mut turned = rows.clone();
    turned.reverse();
    turned.rotate_left(1234);
    assert_eq!(found(&turned, 4), one);
}

#[test]
fn two_ships_are_two_ships() {
    // The helper of these tests makes two identities.
    assert_eq!(two(lying(0.0, 10.0, 5.0, 1.0, 1.0), lying(0.0, 10.0, 5.0, 1.0, 1.0)).vessels().len(), 2);
}
