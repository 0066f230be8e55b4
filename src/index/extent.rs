//! What the tree holds: boxes in space and time around runs of steps.

use rstar::{Envelope, PointDistance, RStarInsertionStrategy, RTreeObject, RTreeParams};

use crate::geodesy::UnitVector;

/// Nodes of 16: two parts along each of the four axes.
pub(super) struct Params;

impl RTreeParams for Params {
    const MIN_SIZE: usize = 6;
    const MAX_SIZE: usize = 16;
    const REINSERTION_COUNT: usize = 4;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

/// A box: x, y and z on the unit sphere, and seconds since the first fix; both ends included. Half the size of `f64`, and
/// always rounded outwards, so that nothing in it is lost.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Extent {
    low: [f32; 4],
    high: [f32; 4],
}

fn round_down(value: f64) -> f32 {
    let rounded = value as f32;
    if f64::from(rounded) > value { rounded.next_down() } else { rounded }
}

fn round_up(value: f64) -> f32 {
    let rounded = value as f32;
    if f64::from(rounded) < value { rounded.next_up() } else { rounded }
}

impl Extent {
    /// A box that holds nothing.
    pub(super) const EMPTY: Extent = Extent { low: [f32::INFINITY; 4], high: [f32::NEG_INFINITY; 4] };

    /// The smallest box that holds these bounds.
    pub(super) fn new(low: [f64; 4], high: [f64; 4]) -> Extent {
        Extent { low: low.map(round_down), high: high.map(round_up) }
    }

    /// The box between two corners.
    pub(super) fn from_corners(low: [f32; 4], high: [f32; 4]) -> Extent {
        Extent { low, high }
    }

    pub(super) fn corners(&self) -> ([f32; 4], [f32; 4]) {
        (self.low, self.high)
    }

    /// The box around all points within a straight distance (in radii) of a point, over a span of time.
    pub(super) fn around(centre: UnitVector, reach: f64, from_s: f64, to_s: f64) -> Extent {
        Extent::new(
            [centre.x - reach, centre.y - reach, centre.z - reach, from_s],
            [centre.x + reach, centre.y + reach, centre.z + reach, to_s],
        )
    }

    /// Whether a box in space alone, given by two opposite corners, shares a point with this one when it is widened by a
    /// margin.
    pub(super) fn meets_segment(&self, a: [f32; 3], b: [f32; 3], margin: f32) -> bool {
        (0..3).all(|axis| {
            a[axis].max(b[axis]) + margin >= self.low[axis] && a[axis].min(b[axis]) - margin <= self.high[axis]
        })
    }

    fn size(&self, axis: usize) -> f64 {
        (f64::from(self.high[axis]) - f64::from(self.low[axis])).max(0.0)
    }
}

/// Where a search starts: a place, and a span of time outside of which every second is as far as `drift` (in radii), or
/// infinitely far.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SpaceTime {
    /// x, y, z and the first second of the span.
    low: [f64; 4],
    to_s: f64,
    drift_per_s: f64,
}

impl SpaceTime {
    pub(super) fn new(place: UnitVector, from_s: f64, to_s: f64, drift_per_s: f64) -> SpaceTime {
        SpaceTime { low: [place.x, place.y, place.z, from_s], to_s, drift_per_s }
    }
}

impl rstar::Point for SpaceTime {
    type Scalar = f64;
    const DIMENSIONS: usize = 4;

    fn generate(generator: impl FnMut(usize) -> f64) -> SpaceTime {
        let low: [f64; 4] = std::array::from_fn(generator);
        SpaceTime { to_s: low[3], low, drift_per_s: 1.0 }
    }

    fn nth(&self, index: usize) -> f64 {
        self.low[index]
    }

    fn nth_mut(&mut self, index: usize) -> &mut f64 {
        &mut self.low[index]
    }
}

impl Envelope for Extent {
    type Point = SpaceTime;

    fn new_empty() -> Extent {
        Extent::EMPTY
    }

    fn contains_point(&self, point: &SpaceTime) -> bool {
        self.distance_2(point) == 0.0
    }

    fn contains_envelope(&self, other: &Extent) -> bool {
        (0..4).all(|axis| self.low[axis] <= other.low[axis] && other.high[axis] <= self.high[axis])
    }

    fn merge(&mut self, other: &Extent) {
        for axis in 0..4 {
            self.low[axis] = self.low[axis].min(other.low[axis]);
            self.high[axis] = self.high[axis].max(other.high[axis]);
        }
    }

    fn merged(&self, other: &Extent) -> Extent {
        let mut merged = self.clone();
        merged.merge(other);
        merged
    }

    fn intersects(&self, other: &Extent) -> bool {
        // Without short cuts: eight comparisons at once are faster than a branch.
        (0..4).fold(true, |meets, axis| {
            meets & (self.low[axis] <= other.high[axis]) & (other.low[axis] <= self.high[axis])
        })
    }

    fn intersection_area(&self, other: &Extent) -> f64 {
        let low = std::array::from_fn(|axis| self.low[axis].max(other.low[axis]));
        let high = std::array::from_fn(|axis| self.high[axis].min(other.high[axis]));
        Extent { low, high }.area()
    }

    fn area(&self) -> f64 {
        (0..4).map(|axis| self.size(axis)).product()
    }

    fn distance_2(&self, point: &SpaceTime) -> f64 {
        let [x, y, z] = std::array::from_fn(|axis| {
            let value = point.low[axis];
            (f64::from(self.low[axis]) - value).max(value - f64::from(self.high[axis])).max(0.0)
        });
        let silence_s = (f64::from(self.low[3]) - point.to_s).max(point.low[3] - f64::from(self.high[3]));
        let drift = if silence_s > 0.0 { silence_s * point.drift_per_s } else { 0.0 };
        x * x + y * y + z * z + drift * drift
    }

    fn min_max_dist_2(&self, point: &SpaceTime) -> f64 {
        let [x, y, z] = std::array::from_fn(|axis| {
            let value = point.low[axis];
            (f64::from(self.high[axis]) - value).max(value - f64::from(self.low[axis]))
        });
        let silence_s = (f64::from(self.high[3]) - point.to_s).max(point.low[3] - f64::from(self.low[3]));
        let drift = if silence_s > 0.0 { silence_s * point.drift_per_s } else { 0.0 };
        x * x + y * y + z * z + drift * drift
    }

    fn center(&self) -> SpaceTime {
        rstar::Point::generate(|axis| f64::midpoint(f64::from(self.low[axis]), f64::from(self.high[axis])))
    }

    fn perimeter_value(&self) -> f64 {
        (0..4).map(|axis| self.size(axis)).sum()
    }

    fn sort_envelopes<T: RTreeObject<Envelope = Extent>>(axis: usize, envelopes: &mut [T]) {
        envelopes.sort_by(|a, b| a.envelope().low[axis].total_cmp(&b.envelope().low[axis]));
    }

    fn partition_envelopes<T: RTreeObject<Envelope = Extent>>(axis: usize, envelopes: &mut [T], selection_size: usize) {
        envelopes
            .select_nth_unstable_by(selection_size, |a, b| a.envelope().low[axis].total_cmp(&b.envelope().low[axis]));
    }
}

/// Consecutive steps of one hull, none longer than the longest that is interpolated; or a fix with silence on both
/// sides.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) extent: Extent,
    /// The row of its first fix; its last is `steps` rows on.
    pub(super) first_row: usize,
    /// Index into the hulls of the track set.
    pub(super) hull: u32,
    pub(super) steps: u16,
    /// Whether its last fix is not also the first of the next run.
    pub(super) ends: bool,
}

impl RTreeObject for Run {
    type Envelope = Extent;

    fn envelope(&self) -> Extent {
        self.extent.clone()
    }
}

impl PointDistance for Run {
    /// That of the box: never more than that of any step in it.
    fn distance_2(&self, point: &SpaceTime) -> f64 {
        self.extent.distance_2(point)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn extent() -> impl Strategy<Value = ([f64; 4], [f64; 4])> {
        proptest::array::uniform4((-1.0..1.0, 0.0..0.5)).prop_map(|axes| {
            let low = axes.map(|axis: (f64, f64)| axis.0);
            (low, axes.map(|axis| axis.0 + axis.1))
        })
    }

    proptest! {
        #[test]
        fn rounding_loses_nothing((low, high) in extent()) {
            let extent = Extent::new(low, high);
            for axis in 0..4 {
                prop_assert!(f64::from(extent.low[axis]) <= low[axis] && high[axis] <= f64::from(extent.high[axis]));
            }
        }

        #[test]
        fn distances_bound_those_of_the_points_inside(
            (low, high) in extent(), share in proptest::array::uniform4(0.0..=1.0_f64), place in extent(), drift in 0.0..2.0
        ) {
            let extent = Extent::new(low, high);
            let inside: [f64; 4] = std::array::from_fn(|axis| low[axis] + (high[axis] - low[axis]) * share[axis]);
            let query = SpaceTime { low: place.0, to_s: place.1[3], drift_per_s: drift };
            let silence_s = (inside[3] - query.to_s).max(query.low[3] - inside[3]).max(0.0);
            let space: f64 = (0..3).map(|axis| (inside[axis] - place.0[axis]).powi(2)).sum();
            let exact = space + (silence_s * drift).powi(2);
            prop_assert!(extent.distance_2(&query) <= exact + 1e-12);
            prop_assert!(extent.min_max_dist_2(&query) >= exact - 1e-12);
        }

        #[test]
        fn boxes_meet_when_they_share_a_box(a in extent(), b in extent()) {
            let (a, b) = (Extent::new(a.0, a.1), Extent::new(b.0, b.1));
            let meets = (0..4).all(|axis| a.low[axis].max(b.low[axis]) <= a.high[axis].min(b.high[axis]));
            prop_assert_eq!(a.intersects(&b), meets);
            prop_assert_eq!(b.intersects(&a), meets);
            let both = a.merged(&b);
            prop_assert!(both.contains_envelope(&a) && both.contains_envelope(&b) && both.intersects(&a));
            prop_assert!(a.intersection_area(&b) <= a.area());
        }
    }
}
