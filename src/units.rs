//! Unit conversions and the earth's figures, each in one place.

/// Metres in an international nautical mile (BIPM, *The International System of Units*, 9th ed., table 8).
pub const METRES_PER_NM: f64 = 1852.0;

/// Mean radius of the earth in metres, (2a + b) / 3 of WGS84 (Moritz 2000, *Geodetic Reference System 1980*).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Milliseconds in an hour.
pub(crate) const MS_PER_HOUR: i64 = 3_600_000;

/// Metres per second in one knot.
pub(crate) const MPS_PER_KN: f64 = METRES_PER_NM / 3600.0;

/// Hours in a span of milliseconds.
pub(crate) fn hours_from_ms(span_ms: i64) -> f64 {
    span_ms as f64 / MS_PER_HOUR as f64
}

/// The whole milliseconds nearest to a span of hours; saturates at the ends of `i64`, 0 for what is not a number.
pub(crate) fn ms_from_hours(hours: f64) -> i64 {
    (hours * MS_PER_HOUR as f64).round() as i64
}

/// Knots of a net distance in metres over a span in milliseconds; `None` when the span is not positive.
pub(crate) fn knots(distance_m: f64, span_ms: i64) -> Option<f64> {
    (span_ms > 0).then(|| distance_m / (span_ms as f64 / 1000.0) / MPS_PER_KN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn knots_are_nautical_miles_an_hour() {
        let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(close(knots(METRES_PER_NM, MS_PER_HOUR).unwrap(), 1.0));
        assert!(close(knots(12.0 * METRES_PER_NM, MS_PER_HOUR / 2).unwrap(), 24.0));
        assert_eq!(knots(0.0, 1), Some(0.0));
        assert_eq!((knots(100.0, 0), knots(100.0, -1)), (None, None));
    }

    #[test]
    fn hours_beyond_every_clock_saturate() {
        assert_eq!(ms_from_hours(0.5), 1_800_000);
        assert_eq!(ms_from_hours(-6.0), -21_600_000);
        assert_eq!((ms_from_hours(f64::INFINITY), ms_from_hours(f64::NEG_INFINITY)), (i64::MAX, i64::MIN));
        assert_eq!(ms_from_hours(f64::NAN), 0);
    }

    proptest! {
        // 2^42 ms are 139 years.
        #[test]
        fn hours_and_milliseconds_round_trip(span_ms in -(1_i64 << 42)..(1_i64 << 42)) {
            prop_assert_eq!(ms_from_hours(hours_from_ms(span_ms)), span_ms);
        }
    }
}
