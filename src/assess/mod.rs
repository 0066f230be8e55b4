//! Dossiers: what is known of each hull, and a score by which to look at them, explained to the last point.
//!
//! # What it is
//! A [`Dossier`] holds one hull's events, what it says of itself, what a list of vessels says of it, how well it was heard,
//! and a score. **The score ranks; it does not accuse.** It is not a probability, and nothing follows from it but the order in
//! which to look. A ship that does its honest work can have one: a trawler meets its tender, a tanker drifts while it waits
//! for orders.
//!
//! # How
//! The score is a sum of contributions. Each has a name, the points that it is worth, and the events or facts that it rests on:
#![doc = include_str!("factors.md")]
//!
//! The events of a factor are put in the order of how much each counts by itself (the table says: whole, half, ...), ties by
//! id. The first counts that much, each next `each_next` (½) of the one before at its place, so that ten of a kind count
//! at most as twice one:
//!
//! points = weight · Σᵢ countᵢ · each_nextⁱ
//!
//! What a list says is of an identity. Where several hulls share it, it cannot be told which of them is meant, and each gets
//! its part: points / hulls. An event of two ships counts for both. Two hulls never share a dossier.
//!
//! # Abstentions
//! What could not be judged counts nothing and is listed, with the reason: silences with an undetermined verdict, stays
//! that are only possible, facts that no list gives, conditions that need a chart. Few contributions beside many
//! abstentions mean that little is known, not that nothing was done.
//!
//! # Parameters
//! | name | unit | default | source |
//! |---|---|---|---|
//! | `weights.*` | points | see the table | judgement, in the order of what follows from each: a silence that nothing explains and a meeting in which a catch can change ships come before what ports see every day |
//! | `each_next` | share | 0.5 | so that one sort of event never makes up for another |
//! | `zone_categories` | names | `closure`, `mpa`, `mpa_no_take`, `mpa_no_take_partial`, `no_take`, `restricted` | categories of zones in which a stay counts, however written |
//! | `max_step_h` | hours | 1 | that of all rules; satellite data 3: longer steps are no time in which the hull was observed |
//!
//! # References
//! Which meetings and stays point to transshipment: N. A. Miller, A. Roan, T. Hochberg, J. Amos, D. A. Kroodsma, "Identifying
//! global patterns of transshipment behavior", *Frontiers in Marine Science* 5:240, 2018.

mod abstain;
mod dossier;
mod factors;
mod parameters;
#[cfg(test)]
mod tests;
mod weigh;

use std::collections::BTreeMap;

use rayon::prelude::*;

pub use self::abstain::{Abstention, WhyAbstained};
pub use self::dossier::{Citation, Contribution, Dossier, Heard, Ship};
pub use self::factors::{Factor, Weights};
pub use self::parameters::{Assessment, AssessmentBuilder};
use self::weigh::Scale;
use crate::detect::Context;
use crate::{Event, EventType, Track, TrackSet, VesselId};

impl Assessment {
    /// A dossier of every hull that took part in an event or of which a list has something to say, the highest score first;
    /// of equals in the order of vessel and hull. Equal scores have equal ranks; a hull without points has none.
    pub fn assess(&self, tracks: &TrackSet, events: &[Event], context: &Context<'_>) -> Vec<Dossier> {
        let mut of_hull: BTreeMap<(&VesselId, u32), Vec<&Event>> = BTreeMap::new();
        for event in events {
            for hull in event.hulls() {
                of_hull.entry(hull).or_default().push(event);
            }
        }
        let of_each: Vec<Vec<&Event>> = tracks
            .iter()
            .map(|track| of_hull.remove(&(&track.vessel().id, track.hull())).unwrap_or_default())
            .collect();
        let mut dossiers: Vec<Dossier> = of_each
            .into_par_iter()
            .enumerate()
            .filter(|_| tracks.goes_on())
            .filter_map(|(index, events)| self.dossier(&tracks.track(index), tracks, &events, context))
            .collect();
        dossiers
            .sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| (&a.vessel, a.hull).cmp(&(&b.vessel, b.hull))));
        let scores: Vec<f64> = dossiers.iter().map(|dossier| dossier.score).collect();
        for dossier in dossiers.iter_mut().filter(|dossier| dossier.score > 0.0) {
            dossier.rank = Some(scores.partition_point(|&score| score > dossier.score) as u64 + 1);
        }
        dossiers
    }

    /// The dossier of one hull; `None` where there is nothing to tell.
    fn dossier(
        &self,
        track: &Track<'_>,
        tracks: &TrackSet,
        events: &[&Event],
        context: &Context<'_>,
    ) -> Option<Dossier> {
        let vessel = track.vessel();
        let hulls_of_identity = tracks.tracks_of(&vessel.id).len();
        let listed = context.vessel_list.and_then(|list| list.find(vessel));
        let scale = Scale { assessment: self, vessel, listed, context };
        let mut contributions = scale.of_events((&vessel.id, track.hull()), events);
        contributions.extend(scale.of_facts(hulls_of_identity));
        if events.is_empty() && contributions.is_empty() {
            return None;
        }
        contributions.sort_by(|a, b| b.points.total_cmp(&a.points).then_with(|| a.factor.cmp(&b.factor)));
        let counted = |event_type: EventType| {
            let of_type = events.iter().filter(|event| event.kind.event_type() == event_type && !event.is_possible());
            (event_type, of_type.count() as u64)
        };
        Some(Dossier {
            rank: None,
            score: contributions.iter().map(|contribution| contribution.points).sum(),
            mmsi: vessel.id.mmsi(),
            vessel: vessel.id.clone(),
            hull: track.hull(),
            note: Dossier::NOTE.to_owned(),
            hulls_of_identity: hulls_of_identity as u64,
            ship: Ship::new(vessel, context.vessel_list),
            heard: Heard::new(track, tracks, self.parameters().max_step_h),
            events: EventType::ALL.map(counted).into_iter().filter(|(_, count)| *count > 0).collect(),
            event_ids: events.iter().map(|event| event.id).collect(),
            contributions,
            abstained: scale.abstained(track, events),
        })
    }
}
