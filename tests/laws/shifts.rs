//! What a ship did does not depend on where the meridian lies, what o'clock it was, or which hemisphere it was in.

use darkwake::scenario::Scenario;
use darkwake::{Fix, Position, Timestamp, VesselId};
use serde_json::Value;

use crate::support::outputs::{Outputs, found_without_chart};

type Row = (VesselId, Fix);

const HOUR_MS: i64 = 3_600_000;

fn sea(seed: u64) -> Vec<Row> {
    let scenario = Scenario::builder().seed(seed).ships(36).duration_h(60.0).interval_s(600.0).same_time(0.005);
    scenario.build().unwrap().simulate().unwrap().iter().collect()
}

/// The fix at another time and place, on another course.
fn moved(fix: Fix, time_ms: i64, lat: f64, lon: f64, turned: impl Fn(f64) -> f64) -> Fix {
    let mut there = Fix::new(Timestamp::from_millisecond(time_ms).unwrap(), Position::new(lat, lon).unwrap());
    if let Some(sog_kn) = fix.sog_kn() {
        there = there.with_sog_kn(sog_kn);
    }
    if let Some(cog_deg) = fix.cog_deg() {
        there = there.with_cog_deg(turned(cog_deg));
    }
    if let Some(heading_deg) = fix.heading_deg() {
        there = there.with_heading_deg(turned(heading_deg));
    }
    match fix.status() {
        Some(status) => there.with_status(status),
        None => there,
    }
}

/// Rows have five decimals; so have they after the move.
fn east_of(lon: f64, degrees: i32) -> f64 {
    let e5 = (lon * 1e5).round() as i64 + i64::from(degrees) * 100_000;
    (e5 + 18_000_000).rem_euclid(36_000_000) as f64 / 1e5 - 180.0
}

fn map(rows: &[Row], change: impl Fn(Fix) -> Fix) -> Vec<Row> {
    rows.iter().map(|(vessel, fix)| (vessel.clone(), change(*fix))).collect()
}

/// Whether two values are the same up to the last digit that is written of this key, and for distances up to two parts in a
/// million.
fn is_close(key: &str, a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            let unit = key.rsplit('_').next().unwrap();
            let last_digit = match unit {
                "lat" | "lon" => 1e-6,
                "m" => 0.1_f64.max(2e-6 * a),
                "h" => 1e-4,
                "kn" => 0.01,
                _ if a.fract() == 0.0 && b.fract() == 0.0 => 0.0,
                _ => 1e-4,
            };
            (a - b).abs() <= 1.01 * last_digit
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_close(key, a, b)))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_close(key, a, b)),
        _ => a == b,
    }
}

/// The event without its id, moved: every longitude and instant in it.
fn moved_event(mut event: Value, degrees: i32, hours: i64) -> Value {
    fn walk(value: &mut Value, degrees: i32, hours: i64) {
        match value {
            Value::Object(fields) => {
                fields.remove("id");
                // Days begin at midnight, UTC.
                fields.remove("positions_per_ship_day");
                // The id of the gap of a ship that was silent too.
                fields.remove("gap");
                for (key, value) in fields {
                    match (key.as_str(), &*value) {
                        (key, Value::Number(lon)) if key == "lon" || key.ends_with("_lon") => {
                            let lon = lon.as_f64().unwrap() + f64::from(degrees);
                            *value = ((lon + 180.0).rem_euclid(360.0) - 180.0).into();
                        }
                        (_, Value::String(text)) => {
                            if let Ok(time) = text.parse::<Timestamp>() {
                                let ms = time.as_millisecond() + hours * HOUR_MS;
                                *value = format!("{:.3}", Timestamp::from_millisecond(ms).unwrap()).into();
                            }
                        }
                        _ => walk(value, degrees, hours),
                    }
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| walk(value, degrees, hours)),
            _ => {}
        }
    }
    walk(&mut event, degrees, hours);
    event
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
        let change = |fix: Fix| {
            let place = fix.position();
            let turned = |course: f64| (540.0 - course).rem_euclid(360.0);
            moved(fix, fix.time_ms(), -place.lat_deg(), place.lon_deg(), turned)
        };
        let there = Outputs::of(&found_without_chart(&map(&rows, change)));
        let told = |outputs: &Outputs| -> Vec<[Value; 6]> {
            let keys = ["type", "vessel", "start", "end", "duration_h", "observed_h"];
            outputs.events().iter().map(|event| keys.map(|key| event[key].clone())).collect()
        };
        assert_eq!(told(&there), told(&here), "seed {seed}");
        assert_eq!(there.summary["rows"], here.summary["rows"], "seed {seed}");
    }
}
