//! Unit conversions and the earth's figures, each in one place.

/// Metres in an international nautical mile (BIPM, *The International System of Units*, 9th ed., table 8).
pub const METRES_PER_NM: f64 = 1852.0;

/// Mean radius of the earth in metres, (2a + b) / 3 of WGS84 (Moritz 2000, *Geodetic Reference System 1980*).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Milliseconds in an hour.
pub const MS_PER_HOUR: i64 = 3_600_000;

/// Metres per second in one knot.
pub const MPS_PER_KN: f64 = METRES_PER_NM / 3600.0;

/// Hours in a span of milliseconds.
pub fn hours_from_ms(span_ms: i64) -> f64 {
    span_ms as f64 / MS_PER_HOUR as f64
}

/// The whole milliseconds nearest to a span of hours; saturates at the ends of `i64`.
pub fn ms_from_hours(hours: f64) -> i64 {
    (hours * MS_PER_HOUR as f64).round() as i64
}

/// Knots of a net distance in metres over a span in milliseconds; `None` when the span is not positive.
pub fn knots(distance_m: f64, span_ms: i64) -> Option<f64> {
    (span_ms > 0).then(|| distance_m / (span_ms as f64 / 1000.0) / MPS_PER_KN)
}
