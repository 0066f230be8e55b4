//! Which hulls may have met, and in which half hours: a join over time and place.
//!
//! Each half hour is worked on by itself, in parallel with others: its stays go into a grid, and stays that come within the
//! distance make a pair. A half hour in which some hull may be crowded is put aside, its pairs uncounted, until it is
//! known which crowds are gatherings; then only those pairs are made of which neither hull is crowded in one.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rayon::prelude::*;

use super::crowd::{Crowd, crowds};
use super::followed::Followed;
use super::gathering::{Gathering, crowded_half_hours, gatherings};
use super::stays::{Stay, stays_of};
use crate::geodesy::SPHERE_ERROR;
use crate::index::caps::{Cap, NearCaps};

/// Two hulls that may be within the distance, both slow, in a half hour; the first has the lower index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NearPair {
    pub(super) hulls: (u32, u32),
    pub(super) half_hour: i32,
}

/// What the join found.
#[derive(Debug)]
pub(super) struct Joined {
    /// By hulls and half hour.
    pub(super) pairs: Vec<NearPair>,
    pub(super) gatherings: Vec<Gathering>,
    /// The half hours in which each hull is crowded in a gathering, ascending.
    pub(super) crowded: BTreeMap<u32, Vec<i32>>,
}

/// Joins all hulls that may be ships.
pub(super) fn join(followed: &Followed<'_>) -> Joined {
    let &Followed { rule, tracks, .. } = followed;
    let hulls = 0..tracks.len();
    let of_hulls: Vec<Vec<Stay>> = hulls
        .into_par_iter()
        .filter(|&hull| tracks.goes_on() && tracks.vessels[tracks.hulls[hull].vessel as usize].may_be_ship())
        .map(|hull| stays_of(rule, tracks, hull))
        .collect();
    let mut stays: Vec<Stay> = of_hulls.into_iter().flatten().collect();
    stays.par_sort_unstable_by_key(|stay| (stay.half_hour, stay.hull));

    let join = Join { followed };
    let half_hours: Vec<&[Stay]> = stays.chunk_by(|a, b| a.half_hour == b.half_hour).collect();
    let seen: Vec<Seen> = half_hours.par_iter().map(|stays| join.look_at(stays)).collect();

    let (mut pairs, mut all_crowds, mut put_aside) = (Vec::new(), Vec::new(), Vec::new());
    for (seen, &stays) in seen.into_iter().zip(&half_hours) {
        match seen {
            Seen::Pairs(of_half_hour) => pairs.extend(of_half_hour),
            Seen::Crowds(crowds) => {
                all_crowds.extend(crowds);
                put_aside.push(stays);
            }
        }
    }
    let gatherings = gatherings(rule, all_crowds);
    let crowded = crowded_half_hours(&gatherings);
    let later: Vec<Vec<NearPair>> = put_aside
        .into_par_iter()
        .filter(|_| tracks.goes_on())
        .map(|stays| join.pairs_outside(stays, &crowded))
        .collect();
    pairs.extend(later.into_iter().flatten());
    pairs.par_sort_unstable();
    Joined { pairs, gatherings, crowded }
}

struct Join<'a> {
    followed: &'a Followed<'a>,
}

/// What a half hour holds.
enum Seen {
    /// Nobody is crowded: these are its pairs.
    Pairs(Vec<NearPair>),
    /// Somebody may be.
    Crowds(Vec<Crowd>),
}

impl Join<'_> {
    fn look_at(&self, stays: &[Stay]) -> Seen {
        if !self.followed.tracks.goes_on() {
            return Seen::Pairs(Vec::new());
        }
        let caps: Vec<Cap> = stays.iter().map(|stay| stay.cap).collect();
        let near = self.grid(&caps, |_| true);
        let most = self.followed.rule.parameters.max_partners;
        let mut partners = vec![0; stays.len()];
        let mut pairs = Vec::new();
        let end = near.pairs(|a, b| {
            let (one, other) = (&stays[a as usize], &stays[b as usize]);
            if self.vessel(one) != self.vessel(other) {
                partners[a as usize] += 1;
                partners[b as usize] += 1;
                if partners[a as usize].max(partners[b as usize]) > most {
                    return ControlFlow::Break(());
                }
                pairs.extend(self.pair(one, other));
            }
            ControlFlow::Continue(())
        });
        if end.is_continue() {
            return Seen::Pairs(pairs);
        }
        let are_others = |a: u32, b: u32| self.vessel(&stays[a as usize]) != self.vessel(&stays[b as usize]);
        let partners = near.count_up_to(most.saturating_add(1), are_others);
        let may_be_crowded = |index: u32| partners[index as usize] > most;
        let beside_crowded = near.count_up_to(1, |a, b| may_be_crowded(b) && are_others(a, b));
        let around = (0..).zip(stays).filter(|&(index, _)| may_be_crowded(index) || beside_crowded[index as usize] > 0);
        let hulls: Vec<u32> = around.map(|(_, stay)| stay.hull).collect();
        Seen::Crowds(crowds(self.followed, stays[0].half_hour, &hulls))
    }

    /// The pairs of a half hour of which neither hull is crowded in a gathering.
    fn pairs_outside(&self, stays: &[Stay], crowded: &BTreeMap<u32, Vec<i32>>) -> Vec<NearPair> {
        let caps: Vec<Cap> = stays.iter().map(|stay| stay.cap).collect();
        let near = self.grid(&caps, |index| {
            let Stay { hull, half_hour, .. } = &stays[index];
            crowded.get(hull).is_none_or(|half_hours| half_hours.binary_search(half_hour).is_err())
        });
        let mut pairs = Vec::new();
        let _: ControlFlow<()> = near.pairs(|a, b| {
            pairs.extend(self.pair(&stays[a as usize], &stays[b as usize]));
            ControlFlow::Continue(())
        });
        pairs
    }

    fn grid<'c>(&self, caps: &'c [Cap], is_wanted: impl Fn(usize) -> bool) -> NearCaps<'c> {
        // A metre for instants that are rounded to a millisecond.
        NearCaps::new(caps, self.followed.rule.parameters.max_distance_m * (1.0 + SPHERE_ERROR) + 1.0, is_wanted)
    }

    fn vessel(&self, stay: &Stay) -> u32 {
        self.followed.tracks.hulls[stay.hull as usize].vessel
    }

    /// The pair of two stays: of two identities, both of them heard for as long as an encounter lasts.
    fn pair(&self, one: &Stay, other: &Stay) -> Option<NearPair> {
        let heard_ms = |stay: &Stay| self.followed.tracks.ends_ms(stay.hull as usize);
        let (one_ms, other_ms) = (heard_ms(one), heard_ms(other));
        let both_ms = one_ms.1.min(other_ms.1) - one_ms.0.max(other_ms.0);
        let may_be = self.vessel(one) != self.vessel(other) && both_ms >= self.followed.rule.min_duration_ms;
        may_be
            .then(|| NearPair { hulls: (one.hull.min(other.hull), one.hull.max(other.hull)), half_hour: one.half_hour })
    }
}
