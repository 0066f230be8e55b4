//! What could not be judged.

use serde::{Deserialize, Serialize};

use super::Factor;
use super::weigh::{Scale, shares_in_reach};
use crate::{Event, EventId, EventKind, Track, UndeterminedReason, Verdict};

/// A factor that could not be judged, and therefore counts nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Abstention {
    /// What could not be judged.
    pub factor: Factor,
    /// Why.
    pub reason: WhyAbstained,
    /// The events that it is about; none where it is about the whole of the data.
    pub events: Vec<EventId>,
}

/// Why a factor could not be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WhyAbstained {
    /// It may have happened in a silence, unseen.
    OnlyPossible,
    /// The hull was never observed for a time: no step was short enough.
    NotObserved,
    /// There is no coastline, so the distance from shore is not known.
    NoCoastline,
    /// There are no ports on the chart, so whether it was in one is not known.
    NoPorts,
    /// There are no zones on the chart.
    NoZones,
    /// No list of vessels was given.
    NoVesselList,
    /// The list of vessels does not have the ship, or does not tell this of it.
    ListDoesNotTell,
    /// The list writes the flag in other words than a code of three letters, or the identity is no MMSI that has a flag.
    FlagNotComparable,
    /// Not all conditions of the published rule can be told: what sort of ship it is, the distance from shore, reception.
    ConditionsNotTold,
    /// The verdict is undetermined, for this reason.
    #[serde(untagged)]
    Undetermined(UndeterminedReason),
}

impl Scale<'_> {
    /// What could not be judged of a hull with these events, by factor and reason.
    pub(super) fn abstained(&self, track: &Track<'_>, events: &[&Event]) -> Vec<Abstention> {
        let mut abstained: Vec<(Factor, WhyAbstained, Option<EventId>)> = Vec::new();
        for event in events {
            let of_event = of_event(event).into_iter().chain(of_published_rule(event)).chain(of_reach(event));
            abstained.extend(of_event.map(|(factor, reason)| (factor, reason, Some(event.id))));
        }
        let mut of_data = |factor: Factor, reason: WhyAbstained| abstained.push((factor, reason, None));
        if track.observed_h(self.assessment.parameters().max_step_h) == 0.0 {
            of_data(Factor::Encounter, WhyAbstained::NotObserved);
            of_data(Factor::Loitering, WhyAbstained::NotObserved);
        }
        if self.context.chart.is_none_or(|chart| chart.land().is_none()) {
            of_data(Factor::Loitering, WhyAbstained::NoCoastline);
        }
        if self.context.chart.is_none_or(|chart| chart.ports().is_empty()) {
            of_data(Factor::Encounter, WhyAbstained::NoPorts);
        }
        if self.context.chart.is_none_or(|chart| chart.zones().is_empty()) {
            of_data(Factor::ZoneVisit, WhyAbstained::NoZones);
        }
        let tells_flag = self.listed.is_some_and(|listed| listed.flag.is_some());
        if tells_flag && self.flags().is_none() {
            of_data(Factor::FlagDiffers, WhyAbstained::FlagNotComparable);
        }
        let told = [
            (Factor::Listed, self.listed.is_some_and(|listed| listed.is_listed.is_some())),
            (Factor::NotAuthorised, self.listed.is_some_and(|listed| listed.is_authorised.is_some())),
            (Factor::FlagDiffers, tells_flag),
        ];
        for (factor, _) in told.into_iter().filter(|(_, is_told)| !is_told) {
            let reason = match self.context.vessel_list {
                Some(_) => WhyAbstained::ListDoesNotTell,
                None => WhyAbstained::NoVesselList,
            };
            of_data(factor, reason);
        }
        abstained.sort_by_key(|&(factor, reason, _)| (factor, reason));
        abstained
            .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
            .map(|same| Abstention {
                factor: same[0].0,
                reason: same[0].1,
                events: same.iter().filter_map(|abstained| abstained.2).collect(),
            })
            .collect()
    }
}

fn of_event(event: &Event) -> Option<(Factor, WhyAbstained)> {
    match &event.kind {
        EventKind::Gap(gap) if event.verdict == Some(Verdict::Undetermined) => {
            gap.reason.map(|reason| (Factor::GapLikelyDeliberate, WhyAbstained::Undetermined(reason)))
        }
        EventKind::IdentityConflict(conflict) => {
            conflict.reason.map(|reason| (Factor::IdentityConflict, WhyAbstained::Undetermined(reason)))
        }
        EventKind::ZoneVisit(visit) if visit.possible => Some((Factor::ZoneVisit, WhyAbstained::OnlyPossible)),
        _ => None,
    }
}

/// The rule of Welch et al. 2022, which counts where our own verdict is undetermined.
fn of_published_rule(event: &Event) -> Option<(Factor, WhyAbstained)> {
    let EventKind::Gap(gap) = &event.kind else { return None };
    let is_asked = event.verdict == Some(Verdict::Undetermined) && gap.welch2022.is_none();
    is_asked.then_some((Factor::GapWelch2022, WhyAbstained::ConditionsNotTold))
}

/// What a silence leaves room for where it is not known why the ship was silent: it counts nothing.
fn of_reach(event: &Event) -> Vec<(Factor, WhyAbstained)> {
    let EventKind::Gap(gap) = &event.kind else { return Vec::new() };
    let (Some(Verdict::Undetermined), Some(reason), Some(possible)) = (event.verdict, gap.reason, &gap.could_have)
    else {
        return Vec::new();
    };
    let of_some = shares_in_reach(possible).into_iter().filter(|(_, share)| *share > 0.0);
    of_some.map(|(factor, _)| (factor, WhyAbstained::Undetermined(reason))).collect()
}
