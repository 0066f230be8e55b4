//! One step of a hull: the great circle between two consecutive fixes, by constant speed.

use std::ops::{Bound, RangeBounds};

use jiff::Timestamp;

use crate::Position;
use crate::fix::FixColumns;
use crate::geodesy::{GreatCircleArc, UnitVector};

/// A span of time, both ends included, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    pub(super) from_ms: i64,
    pub(super) to_ms: i64,
}

impl Span {
    /// The span between two bounds, as the whole milliseconds in it; `None` when there is none.
    pub(super) fn new(during: impl RangeBounds<Timestamp>) -> Option<Span> {
        // The milliseconds are cut towards 0, the rest has the sign of the time.
        let rest_ns = |time: &Timestamp| time.subsec_nanosecond() % 1_000_000;
        let floor_ms = |time: &Timestamp| time.as_millisecond() - i64::from(rest_ns(time) < 0);
        let ceil_ms = |time: &Timestamp| time.as_millisecond() + i64::from(rest_ns(time) > 0);
        let from_ms = match during.start_bound() {
            Bound::Included(time) => ceil_ms(time),
            Bound::Excluded(time) => floor_ms(time) + 1,
            Bound::Unbounded => i64::MIN,
        };
        let to_ms = match during.end_bound() {
            Bound::Included(time) => floor_ms(time),
            Bound::Excluded(time) => ceil_ms(time) - 1,
            Bound::Unbounded => i64::MAX,
        };
        (from_ms <= to_ms).then_some(Span { from_ms, to_ms })
    }
}

/// A step, or a part of one; or a single fix, when both rows are the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) from: Position,
    pub(super) to: Position,
    pub(super) arc: GreatCircleArc,
    pub(super) start_ms: i64,
    pub(super) end_ms: i64,
}

impl Step {
    pub(super) fn new(columns: &FixColumns, first_row: usize, last_row: usize) -> Step {
        let position = |row: usize| Position::from_valid(columns.lat_deg[row], columns.lon_deg[row]);
        let (from, to) = (position(first_row), position(last_row));
        Step {
            from,
            to,
            arc: GreatCircleArc::new(from.into(), to.into()),
            start_ms: columns.time_ms[first_row],
            end_ms: columns.time_ms[last_row],
        }
    }

    /// The fractions of the step between which a span of time lies; the span must share an instant with it.
    pub(super) fn fractions(&self, span: Span) -> (f64, f64) {
        let duration_ms = (self.end_ms - self.start_ms) as f64;
        let low = match span.from_ms > self.start_ms {
            true => (span.from_ms - self.start_ms) as f64 / duration_ms,
            false => 0.0,
        };
        let high = match span.to_ms < self.end_ms {
            true => (span.to_ms - self.start_ms) as f64 / duration_ms,
            false => 1.0,
        };
        (low, high)
    }

    /// The time at a fraction of the step, in milliseconds since 1970.
    pub(super) fn time_ms(&self, fraction: f64) -> f64 {
        self.start_ms as f64 + (self.end_ms - self.start_ms) as f64 * fraction
    }

    /// The place at a fraction of the step as a unit vector.
    pub(super) fn direction(&self, fraction: f64) -> UnitVector {
        self.arc.at(self.arc.angle_rad * fraction)
    }

    /// The place at a fraction of the step; at its ends the fixes to the last digit.
    pub(super) fn position(&self, fraction: f64) -> Position {
        match fraction {
            _ if self.from == self.to || fraction == 0.0 => self.from,
            1.0 => self.to,
            _ => self.arc.at(self.arc.angle_rad * fraction).to_position(),
        }
    }
}

/// A time in milliseconds as the nearest instant. Times of steps lie between 1990 and 2100, so it cannot fail.
pub(super) fn instant(time_ms: f64) -> Timestamp {
    crate::fix::timestamp(time_ms.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_the_whole_milliseconds_between_bounds() {
        let at = |nanosecond: i128| Timestamp::from_nanosecond(nanosecond).unwrap();
        let span = |from_ms, to_ms| Some(Span { from_ms, to_ms });
        assert_eq!(Span::new(at(1_000_000)..=at(2_000_000)), span(1, 2));
        assert_eq!(Span::new(at(1_000_000)..at(2_000_000)), span(1, 1));
        assert_eq!(Span::new(at(1_000_001)..at(2_000_001)), span(2, 2));
        assert_eq!(Span::new(at(-1_500_000)..=at(-500_000)), span(-1, -1));
        assert_eq!(Span::new(..), span(i64::MIN, i64::MAX));
        assert_eq!(Span::new(at(1_000_000)..at(1_000_000)), None);
        assert_eq!(Span::new(at(1_000_000)..=at(1_000_000)), span(1, 1));
        assert_eq!(Span::new(at(2_000_000)..=at(1_000_000)), None);
    }
}
