//! How well a ship is heard by its own record, and the chance that a ship so heard is silent.
//!
//! An hour in which others are heard at a rate λ is an hour in which this ship is not heard with probability e^(-θλ), where θ is
//! its strength: 1 for one like its neighbours. Before its own hours tell, ln θ is normal around 0; afterwards each θ weighs
//! by the probability of the hours heard and not heard. The chance of a silence is the mean of e^(-θΛ) over these weights, Λ
//! the sum of λ over its hours, so a ship with a short record is not accused as if its strength were known.

use std::ops::Range;

use crate::reception::ReceptionParams;

/// How many strengths are weighed.
const STRENGTHS: usize = 57;
/// The least and the greatest.
const LEAST_STRENGTH: f64 = 1.0 / 32.0;
const GREATEST_STRENGTH: f64 = 4.0;
/// Where nobody else was heard the rate is 0, yet this ship may have been.
const LEAST_HAZARD: f64 = 1e-9;

/// An hour in which the ship was expected, and how well others were heard there and then.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnHour {
    pub(super) hour: i32,
    pub(super) heard: bool,
    /// The rate at which others were heard.
    pub(super) hazard: f64,
}

/// The record of one hull.
#[derive(Debug)]
pub(super) struct OwnReception {
    hours: Vec<OwnHour>,
    strengths: [f64; STRENGTHS],
    /// The logarithms of the weights by all hours.
    log_weights: [f64; STRENGTHS],
    at_most: f64,
}

/// What the record says of one silence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outside {
    /// The hours outside the silence that tell.
    pub(super) hours: u32,
    /// The mean strength.
    pub(super) mean: f64,
    /// The chance that the ship is not heard.
    pub(super) p_unheard: f64,
}

impl OwnReception {
    /// Of these hours, in order of time.
    pub(super) fn of(hours: Vec<OwnHour>, params: &ReceptionParams) -> OwnReception {
        let span = (GREATEST_STRENGTH / LEAST_STRENGTH).ln();
        let strengths: [f64; STRENGTHS] =
            std::array::from_fn(|step| LEAST_STRENGTH * (span * step as f64 / (STRENGTHS - 1) as f64).exp());
        let mut log_weights = strengths.map(|strength| -0.5 * (strength.ln() / params.own_spread).powi(2));
        for hour in &hours {
            for (weight, strength) in log_weights.iter_mut().zip(strengths) {
                *weight += hour.log_likelihood(strength);
            }
        }
        OwnReception { hours, strengths, log_weights, at_most: params.own_at_most }
    }

    /// By the hours outside a silence, for one in which the rates add up to `hazard`.
    pub(super) fn outside(&self, silence: Range<i32>, hazard: f64) -> Outside {
        let first = self.hours.partition_point(|own| own.hour < silence.start);
        let last = self.hours.partition_point(|own| own.hour < silence.end).max(first);
        let mut logs = self.log_weights;
        for hour in &self.hours[first..last] {
            for (weight, strength) in logs.iter_mut().zip(self.strengths) {
                *weight -= hour.log_likelihood(strength);
            }
        }
        let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (mut all, mut mean, mut p_unheard) = (0.0, 0.0, 0.0);
        for (log, strength) in logs.into_iter().zip(self.strengths) {
            let (weight, strength) = ((log - highest).exp(), strength.min(self.at_most));
            all += weight;
            mean += weight * strength;
            p_unheard += weight * (-strength * hazard).exp();
        }
        let hours = self.hours.len() - (last - first);
        Outside { hours: u32::try_from(hours).unwrap_or(u32::MAX), mean: mean / all, p_unheard: p_unheard / all }
    }
}

impl OwnHour {
    fn log_likelihood(&self, strength: f64) -> f64 {
        let hazard = strength * self.hazard.max(LEAST_HAZARD);
        if self.heard { (-(-hazard).exp_m1()).ln() } else { -hazard }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(hours: i32, hazard: f64, heard: impl Fn(i32) -> bool) -> OwnReception {
        let hour = |hour| OwnHour { hour, heard: heard(hour), hazard };
        OwnReception::of((0..hours).map(hour).collect(), &ReceptionParams::default())
    }

    #[test]
    fn without_a_record_a_ship_is_like_its_neighbours_and_nobody_is_sure() {
        let nothing = record(0, 1.0, |_| true).outside(0..0, 12.0);
        assert_eq!(nothing.hours, 0);
        assert!((0.9..1.1).contains(&nothing.mean), "{nothing:?}");
        assert!(nothing.p_unheard > 100.0 * (-12.0_f64).exp(), "it may be weak: {nothing:?}");
        assert_eq!(
            record(0, 1.0, |_| true).outside(0..0, 0.0).p_unheard,
            1.0,
            "where nobody is heard, silence is certain"
        );
    }

    #[test]
    fn a_record_makes_sure() {
        let like_others = |hours| record(hours, 1.0, |hour| hour % 8 < 5).outside(0..0, 12.0);
        let (short, long) = (like_others(16), like_others(160));
        assert!((0.8..1.1).contains(&long.mean), "{long:?}");
        assert!(
            long.p_unheard < short.p_unheard
                && short.p_unheard < record(0, 1.0, |_| true).outside(0..0, 12.0).p_unheard
        );
        let weak = record(160, 1.0, |hour| hour % 8 == 0).outside(0..0, 12.0);
        assert!(weak.mean < 0.25 && weak.p_unheard > 0.05, "{weak:?}");
        let strong = record(160, 1.0, |_| true).outside(0..0, 12.0);
        assert!(strong.mean <= 1.3 && strong.p_unheard >= (-1.3 * 12.0_f64).exp(), "capped: {strong:?}");
    }

    #[test]
    fn the_hours_of_the_silence_do_not_count() {
        let silent = record(100, 1.0, |hour| !(40..60).contains(&hour) && hour % 8 < 5);
        let told = silent.outside(40..60, 12.0);
        let kept: Vec<OwnHour> = silent.hours.iter().copied().filter(|own| !(40..60).contains(&own.hour)).collect();
        let without = OwnReception::of(kept, &ReceptionParams::default()).outside(0..0, 12.0);
        assert_eq!(told.hours, 80);
        assert!((told.p_unheard / without.p_unheard - 1.0).abs() < 1e-9);
    }
}
