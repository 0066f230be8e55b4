//! What a ship did does not depend on where the meridian lies, what o'clock it was, or which hemisphere it was in.

use darkwake::scenario::Scenario;
use darkwake::{Fix, VesselId};
use serde_json::Value;

use crate::support::moves::{HOUR_MS, east_of, is_close, map, mirrored, moved, moved_event};
use crate::support::outputs::{Outputs, found_without_chart};

type Row = (VesselId, Fix);

fn sea(seed: u64) -> Vec<Row> {
    let scenario = Scenario::builder().seed(seed).ships(36).duration_h(60.0).interval_s(600.0).same_time(0.005);
    scenario.build().unwrap().simulate().unwrap().iter().collect()
}

/// That the events there are those from here, moved, and that the account is the same.
fn assert_moved(here: &Outputs, there: &Outputs, degrees: i32, hours: i64, what: &str) {
    let (events, moved) = (here.events(), there.events());
    assert_eq!(events.len(), moved.len(), "{what}");
    assert!(events.len() > 40, "{what}: {}", events.len());
    for (event, moved) in events.into_iter().zip(moved) {
        assert_ne!(event["id"], moved["id"], "{what}");
        let expected = moved_event(event, degrees, hours);
        let found = moved_event(moved, 0, 0);
        assert!(is_close("", &expected, &found), "{what}: expected {expected:#}\nfound {found:#}");
    }
    for key in ["rows", "noise", "vessels", "hulls", "events"] {
        assert_eq!(here.summary[key], there.summary[key], "{what}: {key}");
    }
}

#[test]
fn whole_degrees_of_longitude_change_positions_only() {
    for seed in [1, 2] {
        let rows = sea(seed);
        let here = Outputs::of(&found_without_chart(&rows));
        // The sea lies between 127 and 140 degrees east: over the antimeridian by 46, over Greenwich by 226.
        for degrees in [-1, 46, 50, 53, 90, 226, 359] {
            let change = |fix: Fix| {
                let lon = east_of(fix.position().lon_deg(), degrees);
                moved(fix, fix.time_ms(), fix.position().lat_deg(), lon, |course| course)
            };
            let there = Outputs::of(&found_without_chart(&map(&rows, change)));
            assert_moved(&here, &there, degrees, 0, &format!("seed {seed}, {degrees} degrees east"));
        }
    }
}

#[test]
fn the_antimeridian_is_crossed_by_some_of_them() {
    let lons: Vec<f64> = sea(1).iter().map(|(_, fix)| east_of(fix.position().lon_deg(), 50)).collect();
    let near = |border: f64| lons.iter().filter(|lon| (border - **lon).abs() < 1.0).count();
    assert!(near(180.0) > 100 && near(-180.0) > 100, "{} and {}", near(180.0), near(-180.0));
}

#[test]
fn whole_hours_change_times_only() {
    for seed in [1, 2] {
        let rows = sea(seed);
        let here = Outputs::of(&found_without_chart(&rows));
        for hours in [-300_000, -1, 1, 12, 24 * 365, 600_000] {
            let change = |fix: Fix| {
                let place = fix.position();
                moved(fix, fix.time_ms() + hours * HOUR_MS, place.lat_deg(), place.lon_deg(), |course| course)
            };
            let there = Outputs::of(&found_without_chart(&map(&rows, change)));
            assert_moved(&here, &there, 0, hours, &format!("seed {seed}, {hours} hours later"));
        }
    }
}

#[test]
fn the_other_hemisphere_sees_the_same_events() {
    for seed in [1, 2, 3] {
        let rows = sea(seed);
        let here = Outputs::of(&found_without_chart(&rows));
        let there = Outputs::of(&found_without_chart(&map(&rows, mirrored)));
        let told = |outputs: &Outputs| -> Vec<[Value; 6]> {
            let keys = ["type", "vessel", "start", "end", "duration_h", "observed_h"];
            outputs.events().iter().map(|event| keys.map(|key| event[key].clone())).collect()
        };
        assert_eq!(told(&there), told(&here), "seed {seed}");
        assert_eq!(there.summary["rows"], here.summary["rows"], "seed {seed}");
    }
}
