//! Any fixes through the whole way: no panic, no endless loop, and what must hold of events holds.
#![no_main]

use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Unstructured};
use darkwake::{ChartConfig, Config, Event, Fix, Fixes, NavStatus, Pipeline, Position, Timestamp, VesselId};
use libfuzzer_sys::fuzz_target;

/// 2024-05-01T00:00:00Z.
const START_S: i64 = 1_714_521_600;

/// A fix that may follow the one before closely, as a ship's does, or be anywhere at any time.
#[derive(Debug, Arbitrary)]
struct Step {
    vessel: u8,
    after_s: u16,
    north: i16,
    east: i16,
    sog: u16,
    cog: u16,
    status: u8,
    leap: u8,
}

#[derive(Debug)]
struct Sea(Vec<Step>);

impl<'a> Arbitrary<'a> for Sea {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> arbitrary::Result<Sea> {
        let mut steps = Vec::new();
        while !bytes.is_empty() && steps.len() < 400 {
            steps.push(Step::arbitrary(bytes)?);
        }
        Ok(Sea(steps))
    }
}

fuzz_target!(|sea: Sea| {
    let mut fixes = Fixes::builder();
    let (mut time_s, mut lat, mut lon) = (START_S, 0.0_f64, 179.9_f64);
    for step in &sea.0 {
        time_s += i64::from(step.after_s);
        // About 300 m a unit at most, so that most steps can have been sailed.
        lat += f64::from(step.north) * 1e-6;
        lon += f64::from(step.east) * 1e-6;
        match step.leap {
            250 => lat = 89.999,
            251 => lat = -90.0,
            252 => (lat, lon) = (0.0, 0.0),
            253 => lon = -lon,
            254 => time_s += 86_400 * i64::from(step.cog),
            255 => time_s -= 3_600 * i64::from(step.cog % 100),
            _ => {}
        }
        lat = lat.clamp(-90.0, 90.0);
        lon = (lon + 540.0).rem_euclid(360.0) - 180.0;
        time_s = time_s.clamp(START_S - 1_000_000_000, START_S + 2_000_000_000);
        let position = Position::new(lat, lon).expect("within the sphere");
        let time = Timestamp::from_second(time_s).expect("within a few decades");
        let mut fix = Fix::new(time, position);
        if step.sog < 1023 {
            fix = fix.with_sog_kn(f64::from(step.sog) / 10.0);
        }
        if step.cog < 3600 {
            fix = fix.with_cog_deg(f64::from(step.cog) / 10.0);
        }
        if let Some(status) = NavStatus::new(step.status % 20) {
            fix = fix.with_status(status);
        }
        fixes.push(VesselId::new(&format!("23000000{}", step.vessel % 8)), fix);
    }
    let config = Config { chart: ChartConfig::none(), ..Config::default() };
    let found = Pipeline::new().config(config).run_on(fixes.build()).expect("nothing is wrong with the settings");
    check(&found.events);
    let kept = found.tracks.fix_count() + found.tracks.noise().len();
    assert!(kept <= sea.0.len(), "{kept} of {} fixes", sea.0.len());
});

fn check(events: &[Event]) {
    let ids: BTreeSet<_> = events.iter().map(|event| event.id).collect();
    assert_eq!(ids.len(), events.len(), "two events have one id");
    let mut sorted = events.to_vec();
    Event::sort(&mut sorted);
    assert!(sorted == events, "not in the order of every output");
    for event in events {
        assert!(event.duration_h.is_finite() && event.duration_h >= 0.0, "{event}");
        assert!(event.observed_h.is_finite() && event.observed_h >= 0.0, "{event}");
        assert!(event.observed_h <= event.duration_h + 1e-6, "{event}: {} of {}", event.observed_h, event.duration_h);
        assert!(event.end.is_none_or(|end| end >= event.start), "{event}");
        // Not a number is null in JSON: no evidence that must be there may vanish.
        let written = serde_json::to_string(event).expect("an event is plain data");
        let again: Event = serde_json::from_str(&written).expect("what was written can be read");
        assert_eq!(again.id, event.id, "{written}");
    }
}
