//! Neighbouring questions share work: what lies near one fix lies near the next.

use super::coast::{Chain, Coast, Nearest, farthest_rival_m};
use crate::geodesy::{SurfacePoint, UnitVector};

/// The chains that are looked up serve at least until the ship is this far away, in metres, or this part of the distance
/// from shore.
const LEAST_SLACK_M: f64 = 200.0;
const SLACK_SHARE: f64 = 0.01;
/// And for about so many more steps like the last.
const STEPS_AHEAD: f64 = 4.0;
/// But no more chains than this are kept, unless they are needed for the place itself.
const MOST_CHAINS: usize = 32;
/// What rounding may take from a sum of distances, in metres.
const ROUNDING_M: f64 = 1e-6;

/// What was found near the last place: questions along a track answered by one cursor are several times as fast as
/// questions without, and the answers are the same to the last bit.
///
/// One cursor a track. A cursor that was used with another coastline starts anew.
#[derive(Clone, Debug, Default)]
pub struct ShoreCursor {
    /// The number of the land it was used with; 0 for none.
    land: u64,
    anchor: Option<Anchor>,
    last: Option<Last>,
}

/// The shore around a place.
#[derive(Clone, Debug)]
struct Anchor {
    at_m: UnitVector,
    near: Vec<NearChain>,
    /// Every other chain is at least this far from the place, in metres.
    complete_m: f64,
}

/// A chain that is at least so far from the anchor, in metres along a straight line.
#[derive(Clone, Copy, Debug)]
struct NearChain {
    least_m: f64,
    chain: Chain,
}

/// The last answer.
#[derive(Clone, Copy, Debug)]
struct Last {
    at_m: UnitVector,
    on_land: bool,
    /// The straight distance to the nearest shore, in metres.
    shore_m: f64,
}

/// What a place is to the shore.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    pub(super) on_land: bool,
    /// The WGS84 geodesic to the nearest point of the shore, in metres, on land or not.
    pub(super) shore_m: f64,
}

impl ShoreCursor {
    /// Without anything found yet.
    pub fn new() -> ShoreCursor {
        ShoreCursor::default()
    }

    /// Forgets everything if the last question was about another land.
    pub(super) fn set_land(&mut self, land: u64) {
        if self.land != land {
            *self = ShoreCursor { land, ..ShoreCursor::default() };
        }
    }

    /// `is_inside` says whether the place is on land; it is asked only where the ship may have crossed the shore since the
    /// last answer, which it cannot have done within less than its distance from it. `margin_m` is taken from that.
    pub(super) fn answer(
        &mut self,
        coast: &Coast,
        at: &SurfacePoint,
        margin_m: f64,
        is_inside: impl FnOnce() -> bool,
    ) -> Answer {
        let moved_m = self.last.map(|last| (at.point_m - last.at_m).length());
        let on_land = match (self.last, moved_m) {
            (Some(last), Some(moved_m)) if moved_m < last.shore_m - margin_m => last.on_land,
            _ => is_inside(),
        };
        let found = self.anchor.as_mut().and_then(|anchor| anchor.find(coast, at.point_m));
        let found = found.unwrap_or_else(|| {
            let (anchor, found) = Anchor::new(coast, at.point_m, moved_m);
            self.anchor = Some(anchor);
            found
        });
        self.last = Some(Last { at_m: at.point_m, on_land, shore_m: found.nearest.chord_m() });
        let shore_m = if found.nearest.chord_m().is_finite() {
            let rivals = self.anchor.iter().flat_map(|anchor| anchor.within(at.point_m, found.limit_m));
            coast.least_geodesic_m(at, &found.nearest, found.limit_m, rivals)
        } else {
            f64::INFINITY
        };
        Answer { on_land, shore_m }
    }
}

/// The nearest point of the shore as the eye sees it, and up to which straight distance, in metres, another may be nearer
/// along the surface.
struct Found {
    nearest: Nearest,
    limit_m: f64,
}

impl Anchor {
    /// Looks up the shore around a place, and the nearest point of it. Without a step before, nothing is looked up for
    /// places to come.
    fn new(coast: &Coast, at_m: UnitVector, step_m: Option<f64>) -> (Anchor, Found) {
        let mut anchor = Anchor { at_m, near: Vec::new(), complete_m: f64::INFINITY };
        let mut found = Found { nearest: Nearest::NOTHING, limit_m: f64::INFINITY };
        let mut wanted_m = f64::INFINITY;
        for (chain, least2) in coast.by_distance(at_m) {
            let mut near = NearChain { least_m: least2.sqrt(), chain };
            if near.least_m > found.limit_m + ROUNDING_M {
                // For places to come: its box will do until one of them needs to know better.
                if near.least_m > wanted_m || anchor.near.len() >= MOST_CHAINS {
                    anchor.complete_m = near.least_m;
                    break;
                }
            } else {
                let before_m = found.nearest.chord_m();
                near.least_m = coast.look_at(chain, at_m, &mut found.nearest);
                if near.least_m < before_m {
                    found.limit_m = farthest_rival_m(near.least_m);
                    let slack_m = step_m.map_or(0.0, |step_m| {
                        (STEPS_AHEAD * step_m).max(SLACK_SHARE * near.least_m).max(LEAST_SLACK_M)
                    });
                    wanted_m = found.limit_m + 2.0 * slack_m;
                }
            }
            anchor.near.push(near);
        }
        anchor.near.sort_by(|a, b| a.least_m.total_cmp(&b.least_m));
        (anchor, found)
    }

    /// The nearest point of the shore, where these chains can tell. What is learnt of a chain's distance is kept, and the
    /// chain that had it comes first from then on.
    fn find(&mut self, coast: &Coast, from_m: UnitVector) -> Option<Found> {
        let moved_m = (from_m - self.at_m).length();
        let mut found = Found { nearest: Nearest::NOTHING, limit_m: f64::INFINITY };
        let mut first = 0;
        for (index, near) in self.near.iter_mut().enumerate() {
            if near.least_m - moved_m <= found.limit_m + ROUNDING_M {
                let before_m = found.nearest.chord_m();
                let chain_m = coast.look_at(near.chain, from_m, &mut found.nearest);
                near.least_m = near.least_m.max(chain_m - moved_m - ROUNDING_M);
                if chain_m < before_m {
                    found.limit_m = farthest_rival_m(chain_m);
                    first = index;
                }
            }
        }
        if !self.near.is_empty() {
            self.near.swap(0, first);
        }
        (found.limit_m + moved_m + ROUNDING_M <= self.complete_m).then_some(found)
    }

    /// The chains that may come within a straight distance of a place, in metres.
    fn within(&self, from_m: UnitVector, reach_m: f64) -> impl Iterator<Item = Chain> {
        let moved_m = (from_m - self.at_m).length();
        let may_reach = move |near: &&NearChain| near.least_m - moved_m <= reach_m + ROUNDING_M;
        self.near.iter().filter(may_reach).map(|near| near.chain)
    }
}
