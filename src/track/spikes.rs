//! Single fixes of a hull that stand out from its way.

use crate::NoiseKind;
use crate::track::assign::Chain;
use crate::track::classify::{Classified, NoiseRun};
use crate::track::motion::{Limits, Motion};

/// Moves the spikes of every hull to the noise, as wild fixes.
pub(crate) fn drop_spikes(classified: &mut Classified, motions: &[Motion], limits: &Limits) {
    for (hull, chain) in classified.hulls.iter_mut().enumerate() {
        for spike in take_spikes(chain, |from, to| motions[from as usize].outruns(&motions[to as usize], limits)) {
            classified.noise.push(NoiseRun { kind: NoiseKind::WildFix, hull, observations: vec![spike] });
        }
    }
    classified.noise.sort_by_key(|run| run.observations[0]);
}

/// Takes the spikes out of a chain.
///
/// A spike is a single observation to which the ship would have had to be faster than any ship and from which it would
/// have had to go on as fast. Each is judged between the last that was kept and the next. The first has none before it:
/// it is a spike where it fits neither of the two after it. The last is one where it does not fit the one before it
/// and that is not alone. Where two observations that follow each other fit together and are out of the way of the others, they stay: which
/// are right cannot be told.
fn take_spikes(chain: &mut Chain, outruns: impl Fn(u32, u32) -> bool) -> Vec<u32> {
    let mut spikes = Vec::new();
    let mut kept: Chain = Vec::with_capacity(chain.len());
    for (index, &seen) in chain.iter().enumerate() {
        let next = |ahead: usize| chain.get(index + ahead).map(|&next| outruns(seen, next));
        let is_spike = match kept.last() {
            Some(&before) => outruns(before, seen) && next(1).unwrap_or(kept.len() > 1),
            None => next(1) == Some(true) && next(2) == Some(true),
        };
        if is_spike { spikes.push(seen) } else { kept.push(seen) }
    }
    *chain = kept;
    spikes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places by the mile, one a minute: no ship makes more than a mile a minute and one of error.
    fn spikes(miles: &[i32]) -> Vec<u32> {
        let mut chain: Chain = (0..miles.len() as u32).collect();
        let outruns =
            |from: u32, to: u32| (miles[to as usize] - miles[from as usize]).unsigned_abs() > 1 + from.abs_diff(to);
        let spikes = take_spikes(&mut chain, outruns);
        assert_eq!(chain.len() + spikes.len(), miles.len());
        spikes
    }

    #[test]
    fn single_fixes_out_of_the_way_are_spikes() {
        assert_eq!(spikes(&[0, 0, 1, 9, 1, 2]), [3]);
        assert_eq!(spikes(&[0, 0, 9, 0, -8, 0, 0]), [2, 4], "what lies between two of them stays");
        assert_eq!(spikes(&[0, 0, 9, -9, 0, 0]), [2, 3], "two that do not fit each other");
        assert_eq!(spikes(&[9, 0, 0, 0]), [0]);
        assert_eq!(spikes(&[0, 9, 0, 0]), [1], "the first fits the one after the next");
        assert_eq!(spikes(&[9, -9, 0, 0]), [0, 1]);
        assert_eq!(spikes(&[0, 0, 0, 9]), [3]);
    }

    #[test]
    fn where_it_cannot_be_told_which_is_right_all_stay() {
        let none: [u32; 0] = [];
        assert_eq!(spikes(&[0, 0, 9, 9, 0, 0]), none);
        assert_eq!(spikes(&[0, 0, 9, 9, 9]), none, "a ship that does not come back");
        assert_eq!(spikes(&[0, 9]), none);
        assert_eq!(spikes(&[0]), none);
        assert_eq!(spikes(&[0, 1, 2, 3]), none);
    }
}
