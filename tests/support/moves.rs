//! Fixes and what was found of them, moved over the globe and in time.

use darkwake::{Fix, Position, Timestamp, VesselId};
use serde_json::Value;

type Row = (VesselId, Fix);

pub(crate) const HOUR_MS: i64 = 3_600_000;

/// The fix at another time and place, on another course.
pub(crate) fn moved(fix: Fix, time_ms: i64, lat: f64, lon: f64, turned: impl Fn(f64) -> f64) -> Fix {
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
pub(crate) fn east_of(lon: f64, degrees: i32) -> f64 {
    let e5 = (lon * 1e5).round() as i64 + i64::from(degrees) * 100_000;
    (e5 + 18_000_000).rem_euclid(36_000_000) as f64 / 1e5 - 180.0
}

/// The fix on the other side of the equator.
pub(crate) fn mirrored(fix: Fix) -> Fix {
    let place = fix.position();
    moved(fix, fix.time_ms(), -place.lat_deg(), place.lon_deg(), |course| (540.0 - course).rem_euclid(360.0))
}

/// Every row with its fix changed.
pub(crate) fn map(rows: &[Row], change: impl Fn(Fix) -> Fix) -> Vec<Row> {
    rows.iter().map(|(vessel, fix)| (vessel.clone(), change(*fix))).collect()
}

/// Whether two values are the same up to the last digit that is written of this key, and for distances up to two parts in a
/// million.
pub(crate) fn is_close(key: &str, a: &Value, b: &Value) -> bool {
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
pub(crate) fn moved_event(mut event: Value, degrees: i32, hours: i64) -> Value {
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
