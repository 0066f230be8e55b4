//! The end of the data, in spite of rows with a wrong date.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::units::MS_PER_HOUR;

/// The latest of these times that has another within the hour before it, two equal ones included; the latest of all
/// where none has; 0 without any. `times_ms` is gone through again only when the latest 1024 times all stand alone.
pub(crate) fn data_end_ms<I: Iterator<Item = i64>>(times_ms: impl Fn() -> I) -> i64 {
    let mut looked_at = 1024;
    loop {
        let latest_ms = latest(times_ms(), looked_at);
        let supported = latest_ms.windows(2).find(|pair| pair[0] - pair[1] <= MS_PER_HOUR);
        match (supported, latest_ms.first()) {
            (Some(pair), _) => return pair[0],
            (None, _) if latest_ms.len() == looked_at => looked_at *= 32,
            (None, latest_ms) => return latest_ms.copied().unwrap_or(0),
        }
    }
}

/// The latest times, as many as there are up to `count`, descending.
fn latest(times_ms: impl Iterator<Item = i64>, count: usize) -> Vec<i64> {
    let mut earliest_first = BinaryHeap::with_capacity(count + 1);
    let mut bar_ms = i64::MIN;
    for time_ms in times_ms {
        if time_ms > bar_ms {
            earliest_first.push(Reverse(time_ms));
            if earliest_first.len() > count {
                earliest_first.pop();
                bar_ms = earliest_first.peek().map_or(i64::MIN, |earliest| earliest.0);
            }
        }
    }
    earliest_first.into_sorted_vec().into_iter().map(|time_ms| time_ms.0).collect()
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
    fn any_number_of_wrong_dates_is_passed_over() {
        let wrong = (1..40_000).map(|day| day * DAY_MS);
        let times_ms: Vec<i64> = [3, 0].into_iter().chain(wrong).collect();
        assert_eq!(end(&times_ms), 3);
    }
}
