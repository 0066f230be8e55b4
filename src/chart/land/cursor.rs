//! Neighbouring questions share work: what lies near one fix lies near the next.

use super::coast::{Chain, Coast, Nearest, farthest_rival_m};
use crate::geodesy::{SurfacePoint, UnitVector};

/// The chains that are looked up serve at least until the ship is this far away, in metres, or this part of the distance
/// from shore.
const LEAST_SLACK_M: f64 = 200.0;
const SLACK_SHARE: f64 = 0.01;
/// And for about so many more steps like the last.
const STEPS_AHEAD: f64 = 8.0;
/// But no more chains than this are kept, unless they are needed for the place itself.
const MOST_CHAINS: usize = 48;
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
    /// Chains with their straight distances from the place in metres, the nearest first.
    near: Vec<(f64, Chain)>,
    /// Every other chain is at least this far from the place, in metres.
    complete_m: f64,
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
        let nearest = match self.anchor.as_ref().and_then(|anchor| anchor.nearest(coast, at.point_m)) {
            Some(nearest) => nearest,
            None => {
                let (anchor, nearest) = Anchor::new(coast, at.point_m, moved_m);
                self.anchor = Some(anchor);
                nearest
            }
        };
        let chord_m = nearest.chord2.sqrt();
        self.last = Some(Last { at_m: at.point_m, on_land, shore_m: chord_m });
        let shore_m = if chord_m.is_finite() {
            let rivals = self.anchor.iter().flat_map(|anchor| anchor.within(at.point_m, farthest_rival_m(chord_m)));
            coast.least_geodesic_m(at, nearest, rivals)
        } else {
            f64::INFINITY
        };
        Answer { on_land, shore_m }
    }
}

impl Anchor {
    /// Looks up the shore around a place, and the nearest point of it. Without a step before, nothing is looked up for
    /// places to come.
    fn new(coast: &Coast, at_m: UnitVector, step_m: Option<f64>) -> (Anchor, Nearest) {
        let mut anchor = Anchor { at_m, near: Vec::new(), complete_m: f64::INFINITY };
        let mut nearest = Nearest::NOTHING;
        let (mut needed_m, mut wanted_m) = (f64::INFINITY, f64::INFINITY);
        for (chain, least2) in coast.by_distance(at_m) {
            let least_m = least2.sqrt();
            if least_m > needed_m && (least_m > wanted_m || anchor.near.len() >= MOST_CHAINS) {
                anchor.complete_m = least_m;
                break;
            }
            let here = coast.nearest_of(chain, at_m);
            anchor.near.push((here.chord2.sqrt(), *chain));
            if here.chord2 < nearest.chord2 || nearest.chord2.is_infinite() {
                let chord_m = here.chord2.sqrt();
                needed_m = farthest_rival_m(chord_m) + ROUNDING_M;
                let slack_m =
                    step_m.map_or(0.0, |step_m| (STEPS_AHEAD * step_m).max(SLACK_SHARE * chord_m).max(LEAST_SLACK_M));
                wanted_m = needed_m + 2.0 * slack_m;
            }
            nearest = nearest.nearer(here);
        }
        anchor.near.sort_by(|a, b| a.0.total_cmp(&b.0));
        (anchor, nearest)
    }

    /// The nearest point of the shore, as far as these chains can tell.
    fn nearest(&self, coast: &Coast, from_m: UnitVector) -> Option<Nearest> {
        let moved_m = (from_m - self.at_m).length();
        let mut nearest = Nearest::NOTHING;
        let mut chord_m = f64::INFINITY;
        for (least_m, chain) in &self.near {
            if least_m - moved_m > chord_m + ROUNDING_M {
                break;
            }
            nearest = nearest.nearer(coast.nearest_of(chain, from_m));
            chord_m = nearest.chord2.sqrt();
        }
        (farthest_rival_m(chord_m) + moved_m + ROUNDING_M <= self.complete_m).then_some(nearest)
    }

    /// The chains that may come within a straight distance of a place, in metres.
    fn within(&self, from_m: UnitVector, reach_m: f64) -> impl Iterator<Item = &Chain> {
        let moved_m = (from_m - self.at_m).length();
        self.near
            .iter()
            .take_while(move |(least_m, _)| least_m - moved_m <= reach_m + ROUNDING_M)
            .map(|(_, chain)| chain)
    }
}
