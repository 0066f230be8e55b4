//! How much each corner of a line matters: one list of corners serves every zoom of the map.
//!
//! Corners are ranked by the tolerance at which they would be left out (D. H. Douglas, T. K. Peucker, *Cartographica* 10(2), 1973,
//! 112-122). A corner has the highest level whose tolerance it exceeds, and is drawn at that level and all below, so a
//! map at level n needs the corners of level n and more, and lies within the tolerance of n.

use crate::EARTH_RADIUS_M;
use crate::geodesy::UnitVector;

/// How many levels there are. The corners of the highest are always drawn.
pub(super) const LEVELS: u8 = 8;

/// The tolerance of a level, in metres: 20, 60, 180, 540, 1,620, 4,860, 14,580, 43,740.
pub(super) fn tolerance_m(level: u8) -> f64 {
    20.0 * 3_f64.powi(i32::from(level))
}

/// The level of a corner that lies so far from the line without it; `None` where no level needs it.
pub(super) fn level_of(distance_rad: f64) -> Option<u8> {
    let distance_m = distance_rad * EARTH_RADIUS_M;
    (0..LEVELS).rev().find(|&level| distance_m > tolerance_m(level))
}

/// For each corner from the first to the last, how far it lies from the line without it, in radians, and no more than the corner
/// that made it count; infinite for both ends. `distance_rad` tells how far a corner lies from the piece between two others.
///
/// Corners that lie within `least_rad` of the line of those that do not are 0.
pub(super) fn weights_rad(
    corners: usize,
    least_rad: f64,
    distance_rad: impl Fn(usize, usize, usize) -> f64,
) -> Vec<f64> {
    let mut weights_rad = vec![0.0; corners];
    let Some(last) = corners.checked_sub(1) else { return weights_rad };
    (weights_rad[0], weights_rad[last]) = (f64::INFINITY, f64::INFINITY);
    let mut pieces = vec![(0, last, f64::INFINITY)];
    while let Some((first, last, at_most_rad)) = pieces.pop() {
        let distances = (first + 1..last).map(|index| (distance_rad(first, last, index), index));
        let farthest = distances.reduce(|far, next| if next.0 > far.0 { next } else { far });
        if let Some((distance_rad, index)) = farthest.filter(|&(distance_rad, _)| distance_rad > least_rad) {
            let weight_rad = distance_rad.min(at_most_rad);
            weights_rad[index] = weight_rad;
            pieces.extend([(first, index, weight_rad), (index, last, weight_rad)]);
        }
    }
    weights_rad
}

/// How far a place lies from the shorter great circle between two others, in radians, within a ten-thousandth where it is less
/// than 1°.
pub(super) fn from_arc_rad(a: UnitVector, b: UnitVector, place: UnitVector) -> f64 {
    let normal = a.cross(b);
    let length = normal.length();
    let is_beside = normal.cross(a).dot(place) >= 0.0 && normal.cross(b).dot(place) <= 0.0;
    match length > 1e-12 && is_beside {
        true => normal.dot(place).abs() / length,
        false => a.chord2(place).min(b.chord2(place)).sqrt(),
    }
}

/// The place at a share of the straight line between two, brought to the surface, as the page places a ship between corners.
pub(super) fn between(a: UnitVector, b: UnitVector, share: f64) -> UnitVector {
    let on_line = a + (b - a) * share;
    on_line * (1.0 / on_line.length().max(f64::MIN_POSITIVE))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::segment_distance_m;
    use crate::geodesy::tests::at;

    #[test]
    fn levels_are_those_of_the_tolerances() {
        let level = |metres: f64| level_of(metres / EARTH_RADIUS_M);
        assert_eq!([level(19.0), level(21.0), level(61.0), level(5e4)], [None, Some(0), Some(1), Some(7)]);
        assert_eq!(level_of(f64::INFINITY), Some(LEVELS - 1));
    }

    proptest! {
        #[test]
        fn every_level_keeps_the_line_within_its_tolerance(
            places in prop::collection::vec((60.0..61.0f64, 179.0..181.0f64), 2..60),
        ) {
            let places: Vec<UnitVector> = places.iter().map(|&(lat, lon)| UnitVector::from_degrees(lat, lon)).collect();
            let weights = weights_rad(places.len(), 0.0, |a, b, c| from_arc_rad(places[a], places[b], places[c]));
            for level in 0..LEVELS {
                let kept: Vec<usize> =
                    (0..places.len()).filter(|&index| level_of(weights[index]).is_some_and(|of| of >= level)).collect();
                for piece in kept.windows(2) {
                    for index in piece[0] + 1..piece[1] {
                        let distance_m = segment_distance_m(
                            places[piece[0]].to_position(), places[piece[1]].to_position(), places[index].to_position());
                        prop_assert!(distance_m <= tolerance_m(level) * 1.001 + 1e-3, "{distance_m} m at {level}");
                    }
                }
            }
        }
    }

    #[test]
    fn beyond_the_ends_the_nearer_end_counts() {
        let [a, b] = [at(10.0, 0.0), at(10.0, 1.0)].map(UnitVector::from);
        let beyond = UnitVector::from(at(10.0, 1.1));
        assert!((from_arc_rad(a, b, beyond) - b.angle_rad(beyond)).abs() < 1e-8);
        assert_eq!(from_arc_rad(a, a, a), 0.0);
    }
}
