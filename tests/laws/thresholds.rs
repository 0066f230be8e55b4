//! A stricter rule finds less, and every number is a number.

use darkwake::detect::{Detector, Gap, IdentityConflict, ImpossiblePosition, Loitering, PositionJump, SpeedSource};
use darkwake::scenario::Scenario;
use darkwake::{Event, TrackSet};

use crate::support::outputs::{outputs, reader_of};
use crate::support::rows::Rows;

const SEEDS: [u64; 3] = [1, 6, 7];

fn tracks(seed: u64) -> TrackSet {
    reader_of(Rows::simulated(seed).text("\n")).build().unwrap().read().unwrap().into_tracks()
}

fn gaps(tracks: &TrackSet, min_duration_h: f64) -> Vec<Event> {
    Gap::builder().min_duration_h(min_duration_h).build().unwrap().find(tracks)
}

#[test]
fn a_longer_silence_asked_for_never_adds_a_gap() {
    for seed in SEEDS {
        let tracks = tracks(seed);
        let all = gaps(&tracks, 0.25);
        for (shorter_h, longer_h) in [(0.25, 0.5), (0.5, 2.0), (2.0, 6.0), (6.0, 12.0)] {
            let (many, few) = (gaps(&tracks, shorter_h), gaps(&tracks, longer_h));
            assert!(few.len() < many.len(), "seed {seed}: {} of {}", few.len(), many.len());
            let spans = |gaps: &[Event]| gaps.iter().map(|gap| (gap.id, gap.start, gap.end)).collect::<Vec<_>>();
            let long = many.iter().filter(|gap| gap.duration_h > longer_h).cloned().collect::<Vec<_>>();
            assert_eq!(spans(&few), spans(&long), "seed {seed}, {longer_h} h");
        }
        assert!(all.iter().all(|gap| gap.duration_h > 0.25));
    }
}

#[test]
fn a_longer_stay_asked_for_never_adds_one() {
    for seed in SEEDS {
        let tracks = tracks(seed);
        let stays = |hours: f64| Loitering::builder().min_duration_h(hours).build().unwrap().find(&tracks);
        for (shorter_h, longer_h) in [(0.5, 1.0), (1.0, 2.0), (2.0, 4.0), (4.0, 8.0)] {
            let (mut many, few) = (stays(shorter_h), stays(longer_h));
            assert!(few.len() < many.len(), "seed {seed}: {} of {}", few.len(), many.len());
            many.retain(|stay| stay.observed_h >= longer_h);
            assert_eq!(few, many, "seed {seed}, {longer_h} h");
        }
    }
}

#[test]
fn more_asked_for_never_adds_what_befalls_an_identity() {
    for seed in SEEDS {
        let sea = Scenario::builder().seed(seed).ships(36).duration_h(60.0).faults(6).build().unwrap();
        let tracks = sea.simulate().unwrap().fixes().into_tracks();
        let conflicts = |alternations: u32, hours: f64| {
            let mut rule = IdentityConflict::builder();
            rule.min_alternations(alternations).min_overlap_h(hours).build().unwrap().find(&tracks)
        };
        let jumps = |fixes: u32| PositionJump::builder().min_fixes(fixes).build().unwrap().find(&tracks);
        let impossible = |fixes: u32, way_m: f64| {
            ImpossiblePosition::builder().min_fixes(fixes).min_way_m(way_m).build().unwrap().find(&tracks)
        };
        let ids = |events: &[Event]| events.iter().map(|event| (event.id, event.start, event.end)).collect::<Vec<_>>();
        for (many, few) in [
            (conflicts(2, 0.5), conflicts(60, 0.5)),
            (conflicts(2, 0.5), conflicts(2, 40.0)),
            (jumps(2), jumps(9)),
            (impossible(2, 1_000.0), impossible(8, 1_000.0)),
            (impossible(2, 1_000.0), impossible(2, 7_000.0)),
        ] {
            assert!(!many.is_empty() && few.len() <= many.len(), "seed {seed}: {} of {}", few.len(), many.len());
            let all = ids(&many);
            assert!(ids(&few).iter().all(|id| all.contains(id)), "seed {seed}");
        }
        assert!(jumps(100).is_empty() && conflicts(100_000, 0.5).is_empty() && impossible(100, 1e6).is_empty());
    }
}

/// By reported speed: over the baseline, a fix before a silence may be slow only when the step behind it does not count.
#[test]
fn a_shorter_step_never_lengthens_a_stay() {
    for seed in SEEDS {
        let tracks = tracks(seed);
        let stays = |max_step_h: f64| {
            let mut rule = Loitering::builder();
            rule.speed(SpeedSource::Reported).max_step_h(max_step_h).min_duration_h(0.5);
            rule.build().unwrap().find(&tracks)
        };
        let mut cut = 0;
        for (longer_h, shorter_h) in [(3.0, 1.0), (1.0, 0.5), (0.5, 0.3)] {
            let (whole, pieces) = (stays(longer_h), stays(shorter_h));
            for piece in &pieces {
                let within = whole.iter().find(|stay| {
                    (&stay.vessel, stay.hull) == (&piece.vessel, piece.hull)
                        && stay.start <= piece.start
                        && stay.end >= piece.end
                });
                let within =
                    within.unwrap_or_else(|| panic!("seed {seed}, {shorter_h} h: {piece} is in no longer stay"));
                cut += usize::from(within.duration_h > piece.duration_h);
            }
        }
        assert!(cut > 0, "seed {seed}: no stay was cut");
    }
}

#[test]
fn no_more_is_observed_than_lasted() {
    for seed in SEEDS {
        let tracks = tracks(seed);
        for max_step_h in [0.3, 1.0, 3.0, 30.0] {
            let mut stays = Loitering::builder();
            let mut gaps = Gap::builder();
            stays.max_step_h(max_step_h);
            gaps.max_step_h(max_step_h).min_duration_h(0.5);
            let events = [stays.build().unwrap().find(&tracks), gaps.build().unwrap().find(&tracks)].concat();
            assert!(events.iter().any(|event| event.observed_h > 0.0));
            for event in events {
                assert!(event.observed_h >= 0.0 && event.observed_h <= event.duration_h + 1e-9, "seed {seed}: {event}");
                assert!(event.end.is_none_or(|end| end > event.start), "seed {seed}: {event}");
            }
        }
    }
}

/// JSON has no word for a number that is none: it would be `null`. So keys that may be null are named.
#[test]
fn every_number_is_a_number() {
    const MAY_BE_NULL: [&str; 29] = [
        "end",
        "end_lat",
        "end_lon",
        "mean_distance_from_shore_m",
        "min_distance_from_shore_m",
        "distance_from_shore_m",
        "distance_from_port_m",
        "port",
        "reason",
        "mmsi",
        "on",
        "distance_m",
        "implied_speed_kn",
        "previous_gap_end",
        "next_gap_start",
        "welch2022",
        "heard_afterwards",
        "others_near_off",
        "others_lost",
        "mean_reception",
        "positions_per_ship_day",
        "reception",
        "zones_in_reach",
        "ports_in_reach",
        "gap",
        "sog_kn",
        "cog_deg",
        "heading_deg",
        "status",
    ];
    fn check(value: &serde_json::Value, key: &str) {
        match value {
            serde_json::Value::Object(fields) => fields.iter().for_each(|(key, value)| check(value, key)),
            serde_json::Value::Array(values) => values.iter().for_each(|value| check(value, key)),
            serde_json::Value::Null => assert!(MAY_BE_NULL.contains(&key), "{key} is null"),
            serde_json::Value::Number(number) => assert!(number.as_f64().unwrap().is_finite(), "{key} is {number}"),
            _ => {}
        }
    }
    for seed in SEEDS {
        let outputs = outputs(reader_of(Rows::simulated(seed).text("\n")));
        for event in outputs.events() {
            check(&event, "event");
            let evidence = &event["evidence"];
            let is_closed_gap = event["type"] == "gap" && !event["end"].is_null();
            for key in ["distance_m", "implied_speed_kn"].into_iter().filter(|_| is_closed_gap) {
                assert!(evidence[key].is_number(), "{key} of {event}");
            }
        }
        serde_json::from_str::<serde_json::Value>(&outputs.geojson).unwrap();
        for text in [&outputs.csv, &outputs.vessels, &outputs.geojson] {
            let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
            assert_eq!(words.find(|word| ["nan", "inf"].contains(&word.to_lowercase().as_str())), None);
        }
    }
}
