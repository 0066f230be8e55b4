//! How far a stream has come, by the times of its rows.
//!
//! A row is late by how much its time lies behind the clock. One row with a time years ahead, of a ship whose clock is wrong,
//! must not make all that follow late. So a row moves the clock forward by no more than the lateness that is allowed (by ten
//! minutes, where less is): what was in time before such a step still is after it. A time farther ahead than that is
//! kept, and put into its place, but the clock goes there only once ten rows in a row lie ahead, as they do behind a pause
//! of all ships or at the start of the next day's file; it then shows the earliest of the ten. The first two rows
//! start it the same way.

use std::cmp::max;

/// So many rows in a row that are ahead move the clock.
const ROWS_AHEAD: u32 = 10;
/// And so many start it.
const FIRST_ROWS: u32 = 2;
/// A step of at most this is no leap, whatever lateness is allowed: ten minutes.
const SMALL_STEP_MS: i64 = 600_000;

/// Tells which rows come too late.
#[derive(Debug)]
pub(crate) struct StreamClock {
    max_lateness_ms: i64,
    /// What it shows; nothing before it has started.
    shown_ms: Option<i64>,
    /// How many of the last rows were ahead, and the earliest of them.
    ahead: u32,
    earliest_ahead_ms: i64,
}

impl StreamClock {
    pub(crate) fn new(max_lateness_ms: i64) -> StreamClock {
        StreamClock { max_lateness_ms, shown_ms: None, ahead: 0, earliest_ahead_ms: i64::MAX }
    }

    /// The lateness that is allowed.
    pub(crate) fn max_lateness_ms(&self) -> i64 {
        self.max_lateness_ms
    }

    /// Takes the time of the next row.
    ///
    /// # Errors
    /// What the clock shows, where the row comes too late for it.
    pub(crate) fn take(&mut self, time_ms: i64) -> Result<(), i64> {
        let step_ms = max(self.max_lateness_ms, SMALL_STEP_MS);
        match self.shown_ms {
            Some(shown_ms) if time_ms <= shown_ms.saturating_add(step_ms) => {
                self.show(max(shown_ms, time_ms));
                if shown_ms.saturating_sub(time_ms) > self.max_lateness_ms { Err(shown_ms) } else { Ok(()) }
            }
            shown_ms => {
                self.ahead += 1;
                self.earliest_ahead_ms = self.earliest_ahead_ms.min(time_ms);
                if self.ahead >= shown_ms.map_or(FIRST_ROWS, |_| ROWS_AHEAD) {
                    self.show(self.earliest_ahead_ms);
                }
                Ok(())
            }
        }
    }

    fn show(&mut self, time_ms: i64) {
        (self.shown_ms, self.ahead, self.earliest_ahead_ms) = (Some(time_ms), 0, i64::MAX);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR_MS: i64 = 3_600_000;
    const YEAR_MS: i64 = 8766 * HOUR_MS;

    /// The index of the first row that comes too late.
    fn first_late(max_lateness_ms: i64, times_ms: impl IntoIterator<Item = i64>) -> Option<usize> {
        let mut clock = StreamClock::new(max_lateness_ms);
        times_ms.into_iter().position(|time_ms| clock.take(time_ms).is_err())
    }

    /// A row every minute.
    fn minutes(count: i64) -> impl Iterator<Item = i64> {
        (0..count).map(|minute| minute * 60_000)
    }

    #[test]
    fn the_limit_itself_is_in_time() {
        let latest_ms = 599 * 60_000;
        for max_lateness_ms in [0, 60_000, HOUR_MS, 5 * HOUR_MS] {
            let then = |late_ms: i64| first_late(max_lateness_ms, minutes(600).chain([latest_ms - late_ms]));
            assert_eq!(then(max_lateness_ms), None);
            assert_eq!(then(max_lateness_ms + 1), Some(600));
        }
    }

    #[test]
    fn one_time_far_ahead_dooms_nothing_wherever_it_stands() {
        for at in [0, 1, 2, 100, 599] {
            let mut times_ms: Vec<i64> = minutes(600).collect();
            times_ms.insert(at, 20 * YEAR_MS);
            assert_eq!(first_late(HOUR_MS, times_ms), None, "at {at}");
        }
    }

    #[test]
    fn a_ship_whose_clock_is_wrong_dooms_nothing() {
        let times_ms = minutes(6_000).flat_map(|time_ms| [time_ms, time_ms, time_ms + YEAR_MS]);
        assert_eq!(first_late(HOUR_MS, times_ms), None);
    }

    #[test]
    fn a_pause_of_all_ships_moves_the_clock() {
        let after = |rows: i64| minutes(60).chain(minutes(rows).map(|time_ms| time_ms + YEAR_MS)).chain([HOUR_MS]);
        assert_eq!(first_late(HOUR_MS, after(9)), None, "nine may be wrong");
        assert_eq!(first_late(HOUR_MS, after(10)), Some(70));
    }

    #[test]
    fn files_in_the_wrong_order_show() {
        let day = |day: i64| minutes(1440).map(move |time_ms| time_ms + day * 24 * HOUR_MS);
        assert_eq!(first_late(HOUR_MS, day(0).chain(day(1))), None);
        assert_eq!(first_late(HOUR_MS, day(1).chain(day(0))), Some(1440));
    }

    proptest! {
        #[test]
        fn what_is_late_by_no_more_than_allowed_is_in_time(
            mut times_ms in prop::collection::vec(0..100 * HOUR_MS, 0..300), late_ms in 0..10 * HOUR_MS,
            draws in prop::collection::vec(0.0..=1.0_f64, 300),
        ) {
            times_ms.sort_unstable();
            let mut arrivals: Vec<(i64, i64)> = times_ms.into_iter().zip(draws)
                .map(|(time_ms, draw)| (time_ms + (draw * late_ms as f64) as i64, time_ms)).collect();
            arrivals.sort_unstable();
            prop_assert_eq!(first_late(late_ms, arrivals.into_iter().map(|arrival| arrival.1)), None);
        }
    }
}
