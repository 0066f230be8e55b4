//! Whether what a tool claims of its events is as true as it says.

use serde::{Deserialize, Serialize};

use crate::scenario::score::ratio;
use crate::scenario::scored_event::ScoredEvent;
use crate::scenario::truth::{Cause, Support, TrueEvent};

/// How often events are right that state how sure they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Calibration {
    /// Events that state a probability.
    pub events: usize,
    /// The mean of what they state.
    pub stated: f64,
    /// The share of them that is right.
    pub right: f64,
    /// The mean squared difference between what is stated and 1 for a right event, 0 for a wrong one: 0 is best; who always says
    /// ½ has 0.25.
    ///
    /// # References
    /// G. W. Brier, "Verification of forecasts expressed in terms of probability", *Monthly Weather Review* 78(1), 1950, p. 1.
    pub brier: f64,
    /// The same by what is stated, in fifths.
    pub fifths: Vec<StatedBin>,
}

/// Events that state a probability within a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatedBin {
    /// From this probability.
    pub from: f64,
    /// To below this; the last has 1 too.
    pub below: f64,
    /// Events.
    pub events: usize,
    /// The mean of what they state.
    pub stated: f64,
    /// The share of them that is right.
    pub right: f64,
}

const FIFTHS: usize = 5;

impl Calibration {
    /// Of events, each by what it states and whether it is right; none where there is none.
    pub(super) fn of(events: impl Iterator<Item = (f64, bool)>) -> Option<Calibration> {
        let fifth = |index: usize| index as f64 / FIFTHS as f64;
        let bin = |index: usize| StatedBin { from: fifth(index), below: fifth(index + 1), ..StatedBin::default() };
        let empty = Calibration { fifths: (0..FIFTHS).map(bin).collect(), ..Calibration::default() };
        let all = events.fold(empty, |so_far, (stated, is_right)| {
            let right = f64::from(u8::from(is_right));
            let mut one = Calibration {
                events: 1,
                stated,
                right,
                brier: (stated - right).powi(2),
                fifths: so_far.fifths.clone(),
            };
            one.fifths.iter_mut().for_each(|bin| *bin = StatedBin { events: 0, ..*bin });
            let bin = &mut one.fifths[((stated * FIFTHS as f64) as usize).min(FIFTHS - 1)];
            *bin = StatedBin { events: 1, stated, right, ..*bin };
            so_far.and(&one)
        });
        (all.events > 0).then_some(all)
    }

    /// Together with another.
    pub(super) fn and(self, other: &Calibration) -> Calibration {
        let weighed = weighed((self.events, other.events));
        let fifths = self.fifths.iter().zip(&other.fifths).map(|(a, b)| a.and(b)).collect();
        Calibration {
            events: self.events + other.events,
            stated: weighed(self.stated, other.stated),
            right: weighed(self.right, other.right),
            brier: weighed(self.brier, other.brier),
            fifths,
        }
    }
}

impl StatedBin {
    fn and(&self, other: &StatedBin) -> StatedBin {
        let weighed = weighed((self.events, other.events));
        StatedBin {
            events: self.events + other.events,
            stated: weighed(self.stated, other.stated),
            right: weighed(self.right, other.right),
            ..*self
        }
    }
}

/// The mean of two means of so many.
fn weighed((a, b): (usize, usize)) -> impl Fn(f64, f64) -> f64 {
    move |of_a, of_b| if a + b == 0 { 0.0 } else { (a as f64 * of_a + b as f64 * of_b) / (a + b) as f64 }
}

/// Silences that were called deliberate (`"verdict": "likely_deliberate"`), against their causes. Only of seas whose truth tells
/// causes, and of tools that give verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Accusations {
    /// Deliberate silences that somebody could know of: those in good reception, where the truth tells that.
    pub asked: usize,
    /// Those of them that were called deliberate.
    pub found: usize,
    /// Silences that were called deliberate.
    pub called: usize,
    /// Those of them that were.
    pub right: usize,
    /// `right / called`; 1 where none was called so.
    pub precision: f64,
    /// `found / asked`; 1 where there is none.
    pub recall: f64,
}

impl Accusations {
    pub(super) fn count(&mut self, truths: &[&TrueEvent], events: &[&ScoredEvent], pairs: &[(usize, usize)]) {
        let was_meant = |truth: &TrueEvent| truth.cause == Some(Cause::Deliberate);
        let is_asked = |truth: &TrueEvent| was_meant(truth) && matches!(truth.support, None | Some(Support::Good));
        let called = || pairs.iter().filter(|pair| events[pair.1].is_called_deliberate()).map(|pair| truths[pair.0]);
        self.add(&Accusations {
            asked: truths.iter().filter(|truth| is_asked(truth)).count(),
            found: called().filter(|truth| is_asked(truth)).count(),
            called: events.iter().filter(|event| event.is_called_deliberate()).count(),
            right: called().filter(|truth| was_meant(truth)).count(),
            ..Accusations::default()
        });
    }

    pub(super) fn add(&mut self, other: &Accusations) {
        self.asked += other.asked;
        self.found += other.found;
        self.called += other.called;
        self.right += other.right;
        self.precision = ratio(self.right, self.called);
        self.recall = ratio(self.found, self.asked);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_as_right_as_it_says_is_calibrated() {
        let said = [(0.9, true), (0.9, true), (0.5, false), (1.0, true)];
        let calibration = Calibration::of(said.into_iter()).unwrap();
        assert_eq!(calibration.events, 4);
        assert!((calibration.stated - 0.825).abs() < 1e-12 && (calibration.right - 0.75).abs() < 1e-12);
        assert!((calibration.brier - (0.01 + 0.01 + 0.25) / 4.0).abs() < 1e-12);
        assert_eq!(calibration.fifths.iter().map(|bin| bin.events).collect::<Vec<_>>(), [0, 0, 1, 0, 3]);
        assert!(Calibration::of(std::iter::empty()).is_none());
    }

    #[test]
    fn two_halves_are_the_whole() {
        let said: Vec<(f64, bool)> = (0..20).map(|i| (f64::from(i) / 19.0, i % 3 != 0)).collect();
        let whole = Calibration::of(said.iter().copied()).unwrap();
        let half = |part: &[(f64, bool)]| Calibration::of(part.iter().copied()).unwrap();
        let joined = half(&said[..7]).and(&half(&said[7..]));
        assert!((whole.brier - joined.brier).abs() < 1e-12);
        assert!(
            whole
                .fifths
                .iter()
                .zip(&joined.fifths)
                .all(|(a, b)| a.events == b.events && (a.right - b.right).abs() < 1e-12)
        );
    }
}
