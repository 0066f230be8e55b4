//! The one source of chance: uniform numbers cut from a seeded stream.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A seeded stream of draws. Everything is made of `next_u64` by plain arithmetic, so a seed means the same draws on
/// every machine and with every version of the crates around.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream with this number of this seed; streams are independent of each other.
    pub(super) fn new(seed: u64, stream: u64) -> Dice {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Dice(rng)
    }

    /// Uniform in 0 to below 1, in steps of 2⁻⁵³.
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform between two numbers.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Uniform among 0 to below `count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.0.next_u64()) * count as u128) >> 64) as usize
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Nearly normal about 0 (the sum of twelve uniforms, Irwin-Hall), which needs no logarithm.
    pub(super) fn normal(&mut self, standard_deviation: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.unit()).sum();
        (sum - 6.0) * standard_deviation
    }

    /// One of these.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_in_range_and_spread_over_it() {
        let mut dice = Dice::new(1, 2);
        let mut counts = [0; 5];
        for _ in 0..5_000 {
            counts[dice.below(5)] += 1;
            assert!((2.0..3.0).contains(&dice.between(2.0, 3.0)));
        }
        assert!(counts.iter().all(|&count| (800..1_200).contains(&count)), "{counts:?}");
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..5_000 {
            let x = dice.normal(2.0);
            (sum, squares) = (sum + x, squares + x * x);
        }
        assert!((sum / 5_000.0).abs() < 0.1 && (squares / 5_000.0 - 4.0).abs() < 0.3);
    }

    #[test]
    fn streams_of_a_seed_differ_and_repeat() {
        let draw = |seed, stream| Dice::new(seed, stream).unit();
        assert_eq!(draw(7, 1), draw(7, 1));
        assert_ne!(draw(7, 1), draw(7, 2));
        assert_ne!(draw(7, 1), draw(8, 1));
    }
}
