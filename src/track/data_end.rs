//! The end of the data, in spite of rows with a wrong date.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::units::MS_PER_HOUR;

/// How many of the latest times are looked at first.
const FIRST_LOOK: usize = 1024;
/// Of the rows under a wrong date there are less than one in so many.
const ROWS_PER_STRAY: usize = 100;
/// A silence is no pause of the data when it is longer than this, and longer than everything before it: 365 days.
const LONG_SILENCE_MS: i64 = 365 * 24 * MS_PER_HOUR;

/// The latest of these times that has another within the hour before it, two equal ones included; the latest of all
/// where none has; 0 without any. `times_ms` is gone through again only when the latest 1024 times all stand alone.
///
/// Times that are too few and too late to be part of the data do not count, even when they keep each other company: less
/// than one in a hundred, and fewer than 1024, after a silence of over a year that is longer than all of the data before it.
/// A receiver that loses its clock dates several rows alike.
pub(crate) fn data_end_ms<I: Iterator<Item = i64>>(times_ms: impl Fn() -> I) -> i64 {
    let mut looked_at = FIRST_LOOK;
    let mut times = Latest::new(times_ms(), looked_at);
    let strays = times.strays();
    loop {
        let latest_ms = &times.latest_ms[strays..];
        let supported = latest_ms.windows(2).find(|pair| pair[0] - pair[1] <= MS_PER_HOUR);
        match (supported, latest_ms.first()) {
            (Some(pair), _) => return pair[0],
            (None, _) if times.latest_ms.len() == looked_at => looked_at *= 32,
            (None, latest_ms) => return latest_ms.copied().unwrap_or(0),
        }
        times = Latest::new(times_ms(), looked_at);
    }
}

/// The end of a list of times.
struct Latest {
    /// The latest times, as many as there are up to a count, descending.
    latest_ms: Vec<i64>,
    earliest_ms: i64,
    count: usize,
}

impl Latest {
    fn new(times_ms: impl Iterator<Item = i64>, up_to: usize) -> Latest {
        let mut earliest_first = BinaryHeap::with_capacity(up_to + 1);
        let (mut earliest_ms, mut count, mut bar_ms) = (i64::MAX, 0, i64::MIN);
        for time_ms in times_ms {
            count += 1;
            earliest_ms = earliest_ms.min(time_ms);
            if time_ms > bar_ms {
                earliest_first.push(Reverse(time_ms));
                if earliest_first.len() > up_to {
                    earliest_first.pop();
                    bar_ms = earliest_first.peek().map_or(i64::MIN, |earliest| earliest.0);
                }
            }
        }
        let latest_ms = earliest_first.into_sorted_vec().into_iter().map(|time_ms| time_ms.0).collect();
        Latest { latest_ms, earliest_ms, count }
    }

    /// How many of the latest times lie too far behind all others to be part of the data.
    fn strays(&self) -> usize {
        let is_cut = |&strays: &usize| {
            let (last_ms, stray_ms) = (self.latest_ms[strays], self.latest_ms[strays - 1]);
            stray_ms - last_ms > LONG_SILENCE_MS.max(last_ms - self.earliest_ms)
        };
        let most = self.latest_ms.len().min(self.count.div_ceil(ROWS_PER_STRAY));
        (1..most).rev().find(is_cut).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 24 * MS_PER_HOUR;

    fn end(times_ms: &[i64]) -> i64 {
        data_end_ms(|| times_ms.iter().copied())
    }

    #[test]
    fn a_time_without_company_in_the_hour_before_is_not_the_end() {
        assert_eq!(end(&[]), 0);
        assert_eq!(end(&[5]), 5);
        assert_eq!(end(&[0, DAY_MS, 3 * DAY_MS]), 3 * DAY_MS);
        assert_eq!(end(&[9 * DAY_MS, 0, MS_PER_HOUR, 5 * DAY_MS]), MS_PER_HOUR);
        assert_eq!(end(&[9 * DAY_MS, 0, MS_PER_HOUR + 1, 5 * DAY_MS]), 9 * DAY_MS);
        assert_eq!(end(&[DAY_MS, 7, DAY_MS]), DAY_MS);
    }

    #[test]
    fn a_few_wrong_dates_are_passed_over_even_in_company() {
        let year_ms = 365 * DAY_MS;
        let day: Vec<i64> = (0..=1000).map(|step| step * 60_000).collect();
        let with = |late: &[i64]| end(&[&day[..], late].concat());
        let wrong = [75 * year_ms, 75 * year_ms + 1, 75 * year_ms + 2];
        assert_eq!(with(&wrong), 60_000_000);
        assert_eq!(with(&[&wrong[..], &[10 * year_ms, 10 * year_ms]].concat()), 60_000_000, "two wrong dates");
        assert_eq!(with(&[60_000_000 + year_ms + 1; 10]), 60_000_000);
        assert_eq!(with(&[60_000_000 + year_ms; 10]), 60_000_000 + year_ms, "a pause of a year");
        assert_eq!(with(&[75 * year_ms; 11]), 75 * year_ms, "more than one in a hundred");
        assert_eq!(
            end(&[&day[..], &[-76 * year_ms, 75 * year_ms, 75 * year_ms]].concat()),
            75 * year_ms,
            "after 76 years"
        );
        assert_eq!(end(&[0, 75 * year_ms, 75 * year_ms]), 75 * year_ms, "of three rows none is few");
    }

    #[test]
    fn any_number_of_wrong_dates_is_passed_over() {
        let wrong = (1..40_000).map(|day| day * DAY_MS);
        let times_ms: Vec<i64> = [3, 0].into_iter().chain(wrong).collect();
        assert_eq!(end(&times_ms), 3);
    }
}
