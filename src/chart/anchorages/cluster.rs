//! Places that many hulls share.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rstar::primitives::GeomWithData;
use rstar::{PointDistance, RTree};

use super::Stay;
use crate::geodesy::{UnitVector, chord2_from_m};

/// Stays near one another.
pub(super) struct Cluster {
    pub(super) stays: Vec<Stay>,
    /// Different hulls among them.
    pub(super) hulls: u32,
}

/// The places with at least `min_hulls` hulls within the radius, the fullest first; each stay belongs to one at most.
pub(super) fn clusters(mut stays: Vec<Stay>, radius_m: f64, min_hulls: u32) -> Vec<Cluster> {
    let key = |stay: &Stay| (stay.position.lat_deg(), stay.position.lon_deg(), stay.hull);
    stays.sort_by(|a, b| {
        let (a, b) = (key(a), key(b));
        a.0.total_cmp(&b.0).then_with(|| a.1.total_cmp(&b.1)).then_with(|| a.2.cmp(&b.2))
    });
    let radius2 = chord2_from_m(radius_m);
    let axes = |stay: &Stay| {
        let UnitVector { x, y, z } = stay.position.into();
        [x, y, z]
    };
    let tree = RTree::bulk_load(
        stays.iter().enumerate().map(|(index, stay)| GeomWithData::new(axes(stay), index)).collect::<Vec<_>>(),
    );
    let mut is_taken = vec![false; stays.len()];
    let near = |index: usize, is_taken: &[bool]| -> Vec<usize> {
        let at = axes(&stays[index]);
        let found = tree.locate_within_distance(at, radius2).filter(|place| place.geom().distance_2(&at) <= radius2);
        let mut near: Vec<usize> = found.map(|place| place.data).filter(|&index| !is_taken[index]).collect();
        near.sort_unstable();
        near
    };
    let hulls = |near: &[usize]| {
        let mut hulls: Vec<u32> = near.iter().map(|&index| stays[index].hull).collect();
        hulls.sort_unstable();
        hulls.dedup();
        hulls.len() as u32
    };
    // The fullest place first; a count may have become too high since, and is then counted again.
    let mut fullest: BinaryHeap<(u32, Reverse<usize>)> =
        (0..stays.len()).map(|index| (hulls(&near(index, &is_taken)), Reverse(index))).collect();
    let mut clusters = Vec::new();
    while let Some((count, Reverse(index))) = fullest.pop() {
        if count < min_hulls {
            break;
        }
        if is_taken[index] {
            continue;
        }
        let near = near(index, &is_taken);
        let now = hulls(&near);
        if now < count {
            fullest.push((now, Reverse(index)));
            continue;
        }
        near.iter().for_each(|&index| is_taken[index] = true);
        clusters.push(Cluster { stays: near.into_iter().map(|index| stays[index]).collect(), hulls: now });
    }
    clusters
}
