//! Small seas for the tests of the rules.

use jiff::{SignedDuration, Timestamp};

use crate::{Fix, Fixes, Position, TrackSet, VesselId};

/// The instant that is `minutes` after midnight of 2024-05-01.
pub(super) fn at(minutes: f64) -> Timestamp {
    let midnight: Timestamp = "2024-05-01T00:00:00Z".parse().unwrap();
    midnight + SignedDuration::from_millis((minutes * 60_000.0).round() as i64)
}

/// A fix at a time in minutes after midnight of 2024-05-01.
pub(super) fn fix(minutes: f64, lat: f64, lon: f64) -> Fix {
    Fix::new(at(minutes), Position::new(lat, lon).unwrap())
}

/// Tracks of these fixes.
pub(super) fn tracks<'a>(rows: impl IntoIterator<Item = (&'a str, Fix)>) -> TrackSet {
    let mut fixes = Fixes::builder();
    for (vessel, fix) in rows {
        fixes.push(VesselId::new(vessel), fix);
    }
    fixes.build().into_tracks()
}

/// A ship that lies at one place and reports every `step_min` minutes from one minute to another, both included.
pub(super) fn lying(from_min: f64, to_min: f64, step_min: f64, lat: f64, lon: f64) -> Vec<Fix> {
    let steps = ((to_min - from_min) / step_min).round() as u32;
    (0..=steps).map(|step| fix(from_min + f64::from(step) * step_min, lat, lon)).collect()
}
