//! How high what ships did unseen stands among what their gaps could hide.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::scenario::scored_event::ScoredEvent;
use crate::scenario::truth::{Behaviour, HiddenDeed, Truth};
use crate::{CouldHave, PortInReach, ShipInReach, VesselId};

/// The gap in which something was hidden starts within so many seconds of the true silence.
const GAP_STARTS_WITHIN_S: u64 = 600;

/// What scoring looks at of what a gap could hide: names, the likeliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ScoredReach {
    /// Ships that were heard and that it could have met.
    pub seen_ships: Vec<ScoredShip>,
    /// Ships that were silent too and that it could have met.
    pub silent_ships: Vec<ScoredShip>,
    /// Ports that it could have called at.
    pub ports: Vec<ScoredPort>,
}

/// A ship by its identity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScoredShip {
    /// The identity.
    pub vessel: VesselId,
}

/// A port by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScoredPort {
    /// The name.
    pub name: String,
}

impl From<&CouldHave> for ScoredReach {
    fn from(could_have: &CouldHave) -> ScoredReach {
        let ship = |ship: &ShipInReach| ScoredShip { vessel: ship.vessel.clone() };
        let port = |port: &PortInReach| ScoredPort { name: port.name.clone() };
        ScoredReach {
            seen_ships: could_have.seen_ships.iter().map(ship).collect(),
            silent_ships: could_have.silent_ships.iter().map(ship).collect(),
            ports: could_have.ports.iter().map(port).collect(),
        }
    }
}

/// How high what was hidden stands among what the gaps could hide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HiddenScore {
    /// Deeds of the truth.
    pub truths: usize,
    /// Those whose ship or port comes first.
    pub first: usize,
    /// Those whose ship or port is among the first three.
    pub in_first_three: usize,
    /// Those whose ship or port is listed at all.
    pub listed: usize,
}

/// The scores of what was hidden: by the gap that starts when the silence did.
pub(super) fn hidden_scores(events: &[ScoredEvent], truth: &Truth) -> BTreeMap<String, HiddenScore> {
    let mut scores: BTreeMap<String, HiddenScore> = BTreeMap::new();
    for hidden in &truth.hidden {
        let is_its_gap = |event: &&ScoredEvent| {
            event.type_name == Behaviour::Gap.name()
                && event.vessel == hidden.vessel
                && event.start.duration_since(hidden.gap_start).unsigned_abs().as_secs() < GAP_STARTS_WITHIN_S
        };
        let reach = events.iter().find(is_its_gap).and_then(|event| event.evidence.could_have.as_ref());
        let rank = reach.and_then(|reach| match &hidden.deed {
            HiddenDeed::Meeting { vessel, silent } => {
                let ships = if *silent { &reach.silent_ships } else { &reach.seen_ships };
                ships.iter().position(|ship| ship.vessel == *vessel)
            }
            HiddenDeed::PortCall { port } => reach.ports.iter().position(|listed| listed.name == *port),
        });
        let score = scores.entry(hidden.deed.name().to_owned()).or_default();
        score.truths += 1;
        score.first += usize::from(rank == Some(0));
        score.in_first_three += usize::from(rank.is_some_and(|rank| rank < 3));
        score.listed += usize::from(rank.is_some());
    }
    scores
}
