//! Axes: nice numbers along a length, and instants along a time.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::furniture::plain;
use crate::fix::timestamp;

/// A range of numbers along a length of the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    is_log: bool,
}

impl Axis {
    /// From 0 to a nice number not below the largest value, and not below 1.
    pub(super) fn linear(most: f64) -> Axis {
        let most = most.max(1.0);
        let step = step(most);
        Axis { low: 0.0, high: (most / step).ceil() * step, is_log: false }
    }

    /// Whole powers of ten around these values, the least of which counts as no less than `least`.
    pub(super) fn log(low: f64, high: f64, least: f64) -> Axis {
        let power = |value: f64| value.max(least).log10();
        let low = power(low).floor();
        Axis { low, high: power(high).ceil().max(low + 1.0), is_log: true }
    }

    /// How far along a value is: 0 to 1, and never beyond.
    pub(super) fn share(&self, value: f64) -> f64 {
        let value = if self.is_log { value.max(1e-300).log10() } else { value };
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Where its marks are.
    pub(super) fn marks(&self) -> Vec<f64> {
        match self.is_log {
            true => (self.low as i32..=self.high as i32).map(|power| 10f64.powi(power)).collect(),
            false => {
                let step = step(self.high);
                (0..=(self.high / step).round() as u32).map(|count| f64::from(count) * step).collect()
            }
        }
    }
}

/// A step that gives about five marks: 1, 2 or 5 times a power of ten.
fn step(most: f64) -> f64 {
    let power = 10f64.powf((most / 5.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| most / step <= 5.0).unwrap_or(most)
}

/// Metres in the unit that suits them.
pub(super) fn metres(value_m: f64) -> String {
    match value_m {
        value_m if value_m < 1000.0 => format!("{} m", plain(value_m)),
        value_m => format!("{} km", plain(value_m / 1000.0)),
    }
}

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Steps that read well on a clock.
const TIME_STEPS_MS: [i64; 18] = [
    MINUTE_MS,
    2 * MINUTE_MS,
    5 * MINUTE_MS,
    10 * MINUTE_MS,
    15 * MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    2 * HOUR_MS,
    3 * HOUR_MS,
    6 * HOUR_MS,
    12 * HOUR_MS,
    DAY_MS,
    2 * DAY_MS,
    5 * DAY_MS,
    10 * DAY_MS,
    30 * DAY_MS,
    90 * DAY_MS,
    365 * DAY_MS,
];
/// No more marks than this along a time.
const MOST_MARKS: i64 = 10;

/// A mark along a time: when, the time of day where steps are shorter than a day, and the date where it is new.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TimeMark {
    pub(super) time_ms: i64,
    pub(super) clock: Option<String>,
    pub(super) date: Option<String>,
}

/// The marks between two times, at whole steps of UTC.
pub(super) fn time_marks(start_ms: i64, end_ms: i64) -> Vec<TimeMark> {
    let span_ms = end_ms - start_ms;
    let fitting = TIME_STEPS_MS.into_iter().find(|step_ms| span_ms / step_ms <= MOST_MARKS);
    let step_ms = fitting.unwrap_or_else(|| (span_ms / MOST_MARKS / (365 * DAY_MS) + 1) * 365 * DAY_MS);
    let first = start_ms.div_euclid(step_ms) + i64::from(start_ms.rem_euclid(step_ms) != 0);
    let mut last_date = String::new();
    let mark = |count: i64| {
        let time_ms = count * step_ms;
        let civil = timestamp(time_ms).to_zoned(TimeZone::UTC).datetime();
        let date = civil.date().to_string();
        let is_new = last_date != date;
        last_date.clone_from(&date);
        let clock = (step_ms < DAY_MS).then(|| civil.strftime("%H:%M").to_string());
        TimeMark { time_ms, clock, date: is_new.then_some(date) }
    };
    (first..=end_ms.div_euclid(step_ms)).map(mark).collect()
}

/// Two times as a span of the picture that is not empty.
pub(super) fn window(start: Timestamp, end: Timestamp) -> (i64, i64) {
    let (start_ms, end_ms) = (start.as_millisecond(), end.as_millisecond());
    match end_ms - start_ms {
        ..MINUTE_MS => (start_ms - HOUR_MS / 2, start_ms + HOUR_MS / 2),
        _ => (start_ms, end_ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn numbers_have_nice_marks() {
        assert_eq!(Axis::linear(12.3).marks(), [0.0, 5.0, 10.0, 15.0]);
        assert_eq!(Axis::linear(0.0).marks().last(), Some(&1.0));
        assert_eq!(Axis::log(35.0, 12_000.0, 10.0).marks(), [10.0, 100.0, 1000.0, 10_000.0, 100_000.0]);
        let axis = Axis::log(0.0, 0.0, 10.0);
        assert_eq!((axis.share(0.0), axis.share(1e9)), (0.0, 1.0));
    }

    #[test]
    fn times_are_marked_on_the_hour_with_each_new_date() {
        let marks = time_marks(ms("2024-05-01T21:30Z"), ms("2024-05-02T04:10Z"));
        let shown: Vec<_> = marks.iter().map(|mark| (mark.clock.as_deref(), mark.date.as_deref())).collect();
        let expected = [
            (Some("22:00"), Some("2024-05-01")),
            (Some("23:00"), None),
            (Some("00:00"), Some("2024-05-02")),
            (Some("01:00"), None),
            (Some("02:00"), None),
            (Some("03:00"), None),
            (Some("04:00"), None),
        ];
        assert_eq!(shown, expected);
        let days = time_marks(ms("2024-01-01T00:00Z"), ms("2024-03-01T00:00Z"));
        assert!(days.len() <= 11 && days.iter().all(|mark| mark.clock.is_none() && mark.date.is_some()), "{days:?}");
    }

    #[test]
    fn metres_become_kilometres() {
        assert_eq!([10.0, 100.0, 1000.0, 20_000.0].map(metres), ["10 m", "100 m", "1 km", "20 km"]);
    }
}
