//! Tracks with fewer fixes.

use serde::{Deserialize, Serialize};

use crate::geodesy::{GreatCircleArc, UnitVector};
use crate::{EARTH_RADIUS_M, Fix};

/// How a track is made simpler; see [`Track::generalize`](crate::Track::generalize). A tolerance that is not above 0
/// keeps all that is not exactly on the way.
///
/// Distances are great-circle metres on the sphere, within 0.6 % of those on WGS84. The time is O(fixes x depth),
/// O(fixes²) at worst.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Generalization {
    /// Every fix left out lies within the tolerance of the great-circle piece between the kept fixes around it. Time
    /// does not count: where a ship waited on its way is lost.
    ///
    /// D. H. Douglas, T. K. Peucker, *Cartographica* 10(2), 1973, 112-122, doi:10.3138/FM57-6770-U75U-7727.
    DouglasPeucker {
        /// Metres.
        tolerance_m: f64,
    },
    /// Every fix left out lies within the tolerance of where the ship would have been at its time, at constant speed
    /// between the kept fixes around it.
    ///
    /// N. Meratnia, R. A. de By, "Spatiotemporal Compression Techniques for Moving Point Objects", *EDBT 2004*, 765-782,
    /// doi:10.1007/978-3-540-24741-8_44.
    TopDownTimeRatio {
        /// Metres.
        tolerance_m: f64,
    },
}

impl Generalization {
    fn tolerance_m(self) -> f64 {
        match self {
            Generalization::DouglasPeucker { tolerance_m } | Generalization::TopDownTimeRatio { tolerance_m } => {
                tolerance_m
            }
        }
    }

    /// Distance in radians of a fix from the piece between two others.
    fn distance_rad(
        self,
        (from, a): (&Fix, UnitVector),
        (to, b): (&Fix, UnitVector),
        (fix, p): (&Fix, UnitVector),
    ) -> f64 {
        match self {
            Generalization::DouglasPeucker { .. } => GreatCircleArc::new(a, b).distance_rad(p),
            Generalization::TopDownTimeRatio { .. } => {
                let fraction = (fix.time_ms - from.time_ms) as f64 / (to.time_ms - from.time_ms) as f64;
                a.slerp(b, fraction).angle_rad(p)
            }
        }
    }
}

pub(crate) fn generalize(fixes: &[Fix], by: Generalization) -> Vec<Fix> {
    let places: Vec<UnitVector> = fixes.iter().map(|fix| UnitVector::from(fix.position)).collect();
    let at = |index: usize| (&fixes[index], places[index]);
    let tolerance_rad = by.tolerance_m().max(0.0) / EARTH_RADIUS_M;
    let mut kept = vec![false; fixes.len()];
    let mut pieces = Vec::new();
    if let Some(last) = fixes.len().checked_sub(1) {
        (kept[0], kept[last]) = (true, true);
        pieces.push((0, last));
    }
    while let Some((first, last)) = pieces.pop() {
        let distances = (first + 1..last).map(|index| (by.distance_rad(at(first), at(last), at(index)), index));
        let farthest = distances.reduce(|far, next| if next.0 > far.0 { next } else { far });
        if let Some((_, index)) = farthest.filter(|&(distance_rad, _)| distance_rad > tolerance_rad) {
            kept[index] = true;
            pieces.extend([(first, index), (index, last)]);
        }
    }
    fixes.iter().zip(kept).filter_map(|(fix, kept)| kept.then_some(*fix)).collect()
}
