//! Medians weighted by time, and the mean of a distance that changes.

use super::way::Square;
use crate::geodesy::UnitVector;

/// The least value that is not exceeded for more than half of the weight; none without any weight.
///
/// More than half, not half: so two ships whose medians are both under a speed are both under it at some instant.
pub(super) fn weighted_median(values: &mut [(f64, i64)]) -> Option<f64> {
    let total: i64 = values.iter().map(|(_, weight)| weight).sum();
    let (mut rest, mut before) = (values, 0);
    if total == 0 {
        return None;
    }
    while rest.len() > 1 {
        let middle = (rest.len() - 1) / 2;
        rest.select_nth_unstable_by(middle, |a, b| a.0.total_cmp(&b.0));
        let (low, high) = rest.split_at_mut(middle + 1);
        let low_weight: i64 = low.iter().map(|(_, weight)| weight).sum();
        if 2 * (before + low_weight) > total {
            rest = low;
        } else {
            before += low_weight;
            rest = high;
        }
    }
    rest.first().map(|(value, _)| *value)
}

/// A time in which the distance of two hulls changes as a square tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) square: Square,
    pub(super) span_ms: f64,
    /// Half way between the two in the middle of the time, in metres from the earth's centre.
    pub(super) middle_m: UnitVector,
}

/// The distance that is not exceeded for half of the time, to a millimetre.
///
/// A distance is known at every instant, so the median is that of the distance itself, not of some samples. It is enclosed:
/// the time within a distance grows with the distance, so a root is sought, by false position with the weights of the
/// Illinois rule as long as that converges and by halving after that.
///
/// M. Dowell, P. Jarratt, "A modified regula falsi method for computing the root of an equation", *BIT* 11, 1971, 168-174.
pub(super) fn median_distance(stretches: &[Stretch]) -> f64 {
    const TOLERANCE_M: f64 = 1e-3;
    const FALSE_POSITIONS: u32 = 16;
    let half_ms = stretches.iter().map(|stretch| stretch.span_ms).sum::<f64>() / 2.0;
    // The time within a distance beyond half of the time, in milliseconds.
    let beyond_half_ms = |metres: f64| {
        let within_ms = |stretch: &Stretch| match stretch.square.within(metres) {
            Some((from, to)) => (to - from) * stretch.span_ms,
            None => 0.0,
        };
        stretches.iter().map(within_ms).sum::<f64>() - half_ms
    };
    let ends2 = |Stretch { square, .. }: &Stretch| square.a.max(square.a + 2.0 * square.b + square.c);
    let mut low = (least_distance(stretches), -half_ms);
    let mut high = (stretches.iter().map(ends2).fold(0.0, f64::max).sqrt(), half_ms);
    let mut last_was_low = None;
    for step in 0.. {
        let width_m = high.0 - low.0;
        if width_m <= TOLERANCE_M {
            break;
        }
        let share = if step < FALSE_POSITIONS { low.1 / (low.1 - high.1) } else { 0.5 };
        // Never nearer to an end than half of the tolerance, so that the other end comes closer in time.
        let metres = (low.0 + share * width_m).clamp(low.0 + TOLERANCE_M / 2.0, high.0 - TOLERANCE_M / 2.0);
        let beyond_ms = beyond_half_ms(metres);
        let is_low = beyond_ms < 0.0;
        let end_that_stays = if is_low { &mut high } else { &mut low };
        if last_was_low == Some(is_low) {
            end_that_stays.1 /= 2.0;
        }
        *(if is_low { &mut low } else { &mut high }) = (metres, beyond_ms);
        last_was_low = Some(is_low);
    }
    f64::midpoint(low.0, high.0)
}

/// The least distance.
pub(super) fn least_distance(stretches: &[Stretch]) -> f64 {
    stretches.iter().map(|stretch| stretch.square.least2()).fold(f64::INFINITY, f64::min).sqrt()
}

/// The mean of the distance over the time.
pub(super) fn mean_distance(stretches: &[Stretch]) -> f64 {
    let (sum, total_ms) = stretches.iter().fold((0.0, 0.0), |(sum, total_ms), &Stretch { square, span_ms, .. }| {
        (sum + square.mean() * span_ms, total_ms + span_ms)
    });
    sum / total_ms
}

impl Square {
    /// The mean of √(a + 2 b u + c u²) for u from 0 to 1.
    fn mean(self) -> f64 {
        // Where the distance changes by less than a tenth, Simpson's rule errs by less than 1e-6 of it.
        if self.c <= 0.01 * self.a.min(self.at(1.0).powi(2)) {
            return (self.at(0.0) + 4.0 * self.at(0.5) + self.at(1.0)) / 6.0;
        }
        // With x = √c (u + b / c) and h² = a - b² / c: ∫ √(h² + x²) dx = (x √(h² + x²) + h² asinh(x / h)) / 2
        let root_c = self.c.sqrt();
        let h2 = (self.a - self.b * self.b / self.c).max(0.0);
        let integral = |x: f64| {
            let bent = if h2 > 0.0 { h2 * (x / h2.sqrt()).asinh() } else { 0.0 };
            (x * (h2 + x * x).sqrt() + bent) / 2.0
        };
        let from = self.b / root_c;
        (integral(from + root_c) - integral(from)) / root_c
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two points that sail straight lines: offsets at both ends, and how long it takes.
    fn stretch() -> impl Strategy<Value = Stretch> {
        let metres = prop_oneof![Just(0.0), -500.0..500.0_f64, -1.0..1.0_f64];
        let offset = (metres.clone(), metres);
        (offset.clone(), offset, 1.0..1e6_f64).prop_map(|(from, way, span_ms)| {
            let dot = |a: (f64, f64), b: (f64, f64)| a.0 * b.0 + a.1 * b.1;
            let square = Square { a: dot(from, from), b: dot(from, way), c: dot(way, way) };
            Stretch { square, span_ms, middle_m: UnitVector::ZERO }
        })
    }

    #[test]
    fn of_a_tie_the_upper_value_is_the_median() {
        assert_eq!(weighted_median(&mut [(1.0, 5), (3.0, 5)]), Some(3.0));
        assert_eq!(weighted_median(&mut [(3.0, 5), (1.0, 6)]), Some(1.0));
        assert_eq!(weighted_median(&mut [(1.0, 0)]), None);
        assert_eq!(weighted_median(&mut []), None);
    }

    proptest! {
        #[test]
        fn more_than_half_lies_at_or_under_the_median_and_no_more_than_half_under_it(
            mut values in prop::collection::vec((-3..3_i32, 0..50_i64), 1..40)
        ) {
            values.push((0, 1));
            let mut weighted: Vec<(f64, i64)> = values.iter().map(|&(value, weight)| (f64::from(value), weight)).collect();
            let median = weighted_median(&mut weighted).unwrap();
            let total: i64 = values.iter().map(|(_, weight)| weight).sum();
            let up_to = |limit: f64, equal: bool| -> i64 {
                let counts = |value: f64| value < limit || (equal && value == limit);
                values.iter().filter(|(value, _)| counts(f64::from(*value))).map(|(_, weight)| weight).sum()
            };
            prop_assert!(2 * up_to(median, true) > total && 2 * up_to(median, false) <= total);
        }

        #[test]
        fn the_distance_is_within_its_median_for_half_of_the_time(stretches in prop::collection::vec(stretch(), 1..30)) {
            let median = median_distance(&stretches);
            let total_ms: f64 = stretches.iter().map(|stretch| stretch.span_ms).sum();
            let within_ms = |metres: f64| -> f64 {
                let of = |&Stretch { square, span_ms, .. }: &Stretch| square.within(metres).map_or(0.0, |(from, to)| (to - from) * span_ms);
                stretches.iter().map(of).sum()
            };
            // Enclosed by what is 2 mm to either side.
            prop_assert!(within_ms(median + 2e-3) >= total_ms / 2.0 - 1e-6 * total_ms);
            prop_assert!(median < 2e-3 || within_ms(median - 2e-3) <= total_ms / 2.0 + 1e-6 * total_ms);
        }

        #[test]
        fn the_mean_is_that_of_many_samples(stretch in stretch()) {
            let samples = 20_000;
            let sum: f64 = (0..samples).map(|at| stretch.square.at((f64::from(at) + 0.5) / f64::from(samples))).sum();
            let sampled = sum / f64::from(samples);
            prop_assert!((mean_distance(&[stretch]) - sampled).abs() < 1e-6 * (1.0 + sampled), "{} {}", mean_distance(&[stretch]), sampled);
        }

        #[test]
        fn the_fractions_within_are_where_the_distance_is(Stretch { square, .. } in stretch(), metres in 0.0..800.0_f64) {
            let found = square.within(metres);
            let least = square.least2().sqrt();
            for sample in 0..=100 {
                let fraction = f64::from(sample) / 100.0;
                let now = square.at(fraction);
                prop_assert!(now >= least - 1e-6);
                let told = found.is_some_and(|(from, to)| (from..=to).contains(&fraction));
                prop_assert!(told == (now <= metres) || (now - metres).abs() < 1e-6, "{fraction}: {now} {found:?}");
            }
        }
    }
}
