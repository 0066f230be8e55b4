//! The places that a ship can have come to between two fixes.

use geo_types::{MultiPolygon, polygon};

use super::outline;
use crate::geodesy::{GreatCircleArc, SPHERE_ERROR, UnitVector, geodesic_m};
use crate::{EARTH_RADIUS_M, Position};

/// The places p with d(OFF, p) + d(p, ON) ≤ v T: where a ship can have been that sailed no faster than v in the time T
/// from one fix to the other. Where no fix came after, the places with d(OFF, p) ≤ v T.
///
/// Distances are WGS84 geodesics, over land too: a place beyond a cape or an isthmus may be farther by sea.
///
/// ```
/// use darkwake::Position;
/// use darkwake::detect::ReachableSet;
/// let (off, on) = (Position::new(10.0, 179.5).unwrap(), Position::new(10.0, -179.5).unwrap());
/// let set = ReachableSet::between(off, on, 150_000.0).unwrap();
/// assert!(set.contains(Position::new(10.3, 180.0).unwrap()));
/// assert!(!set.contains(Position::new(10.6, 180.0).unwrap()));
/// assert_eq!(set.outline(500.0).0.len(), 2, "cut at the antimeridian");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReachableSet {
    pub(super) ends: [Position; 2],
    /// From one end over a place to the other, at most.
    pub(super) at_most_m: f64,
}

impl ReachableSet {
    /// Between two fixes, when at most so many metres were covered; `None` when these are too few, or no number.
    pub fn between(off: Position, on: Position, at_most_m: f64) -> Option<ReachableSet> {
        let is_enough = at_most_m.is_finite() && at_most_m >= geodesic_m(off, on);
        is_enough.then_some(ReachableSet { ends: [off, on], at_most_m })
    }

    /// Within so many metres of a fix; `None` when they are no number, or negative.
    pub fn around(off: Position, at_most_m: f64) -> Option<ReachableSet> {
        // A way out and back of twice the length reaches the same places.
        ReachableSet::between(off, off, 2.0 * at_most_m)
    }

    /// The length in metres of the shortest way from one end over a place to the other; around one fix, there and back.
    pub fn way_over_m(&self, place: Position) -> f64 {
        self.ends.iter().map(|&end| geodesic_m(end, place)).sum()
    }

    /// Whether the ship can have been at a place.
    pub fn contains(&self, place: Position) -> bool {
        self.way_over_m(place) <= self.at_most_m
    }

    /// Whether the set is so wide that its outline is drawn as the whole earth: the longest way is half round it, 19,900 km,
    /// or more.
    pub fn is_everywhere(&self) -> bool {
        self.at_most_m / EARTH_RADIUS_M * (1.0 + SPHERE_ERROR) >= std::f64::consts::PI
    }

    /// The outline, with x the longitude and y the latitude in degrees, cut at the antimeridian; sides are straight lines in
    /// both, as in GeoJSON (RFC 7946). A pole inside is a side along 90 degrees.
    ///
    /// # Accuracy
    /// Corners are on the border of the set to 1 m, and sides run within `tolerance_m` of it (not less than 10 m, nor than a
    /// thousandth of the longest way). A set thinner than that is drawn so wide. One [wide as the
    /// earth](ReachableSet::is_everywhere) is all of it.
    pub fn outline(&self, tolerance_m: f64) -> MultiPolygon<f64> {
        match self.is_everywhere() {
            true => MultiPolygon(vec![
                polygon![(x: -180.0, y: -90.0), (x: 180.0, y: -90.0), (x: 180.0, y: 90.0), (x: -180.0, y: 90.0)],
            ]),
            false => outline::of(self, tolerance_m),
        }
    }

    /// The middle between the ends, and the angle from it within which all of the set lies: half of the longest way.
    pub(super) fn cap(&self) -> (UnitVector, f64) {
        let arc = GreatCircleArc::new(self.ends[0].into(), self.ends[1].into());
        let radius_rad = self.at_most_m / 2.0 / EARTH_RADIUS_M * (1.0 + 2.0 * SPHERE_ERROR);
        (arc.at(arc.angle_rad / 2.0), radius_rad)
    }
}
