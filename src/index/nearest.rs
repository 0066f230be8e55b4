//! The nearest fixes and the nearest hulls.

use serde::{Deserialize, Serialize};
use std::ops::RangeBounds;

use jiff::Timestamp;

use super::extent::SpaceTime;
use super::near::{farthest_rad, nearest_fraction};
use super::step::{Span, Step, instant};
use super::{POINT_ERROR, TrackIndex, radians_from_m};
use crate::geodesy::{DistanceFrom, SPHERE_ERROR, UnitVector};
use crate::units::MPS_PER_KN;
use crate::{EARTH_RADIUS_M, Fix, Position};

/// Where a hull was when it was nearest to a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NearHull {
    /// The index of the hull in the track set.
    pub hull: usize,
    /// When it was nearest, to a millisecond.
    pub time: Timestamp,
    /// Where it was.
    pub position: Position,
    /// How far from the place, in metres (WGS84).
    pub distance_m: f64,
}

/// A fix near a place and an instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NearFix {
    /// The index of the hull in the track set.
    pub hull: usize,
    /// The index of the fix in the hull's track.
    pub index: usize,
    /// The fix.
    pub fix: Fix,
    /// How far from the place, in metres (WGS84).
    pub distance_m: f64,
}

/// Keeps a weight of seconds finite.
const MAX_SPEED_KN: f64 = 1e6;

impl TrackIndex<'_> {
    /// The `k` fixes nearest to a place and an instant, the nearest first; ties in the order of hulls and times.
    ///
    /// A fix that is `t` seconds away and `d` metres off counts as √(d² + (v t)²) metres, with v the speed given: how far
    /// a ship can be from where it was heard last. With 10 kn, six minutes weigh as much as a nautical mile. With 0
    /// only the place counts; a speed that is negative or not a number is taken as 0, one above 1,000,000 as that.
    ///
    /// # Complexity
    /// O((k + log n) log n) in practice.
    pub fn nearest_fixes(&self, place: Position, time: Timestamp, speed_kn: f64, k: usize) -> Vec<NearFix> {
        let speed_kn = if speed_kn > 0.0 { speed_kn.min(MAX_SPEED_KN) } else { 0.0 };
        if speed_kn == 0.0 {
            return self.nearest_in_space(place, Span { from_ms: i64::MIN, to_ms: i64::MAX }, k);
        }
        let speed_mps = speed_kn * MPS_PER_KN;
        let time_ms = time.as_millisecond();
        let seconds = self.seconds(time_ms);
        let from = SpaceTime::new(place.into(), seconds, seconds, radians_from_m(speed_mps));
        let weigh_m = |distance_m: f64, row: usize| {
            distance_m.hypot((self.tracks.columns().time_ms[row] - time_ms) as f64 / 1000.0 * speed_mps)
        };
        self.nearest_rows(place, &from, k, weigh_m)
    }

    /// The `k` fixes nearest to a place among those of a span of time, the nearest first; ties in the order of hulls and
    /// times.
    pub fn nearest_fixes_during(&self, place: Position, during: impl RangeBounds<Timestamp>, k: usize) -> Vec<NearFix> {
        let Some(span) = Span::new(during) else { return Vec::new() };
        self.nearest_in_space(place, span, k)
    }

    /// The `k` rows of the least weight, where the weight is never less than the distance.
    fn nearest_rows(
        &self,
        place: Position,
        from: &SpaceTime,
        k: usize,
        weigh_m: impl Fn(f64, usize) -> f64,
    ) -> Vec<NearFix> {
        let columns = &self.tracks.columns();
        let (measure, centre) = (DistanceFrom::new(place), UnitVector::from(place));
        let mut best: Best<(u32, usize), f64> = Best::new(k);
        self.visit_by_distance(from, |run| {
            // The last fix of a run is the first of the next one, unless the run ends there.
            let fixes = usize::from(run.steps) + usize::from(run.ends);
            for row in run.first_row..run.first_row + fixes {
                let chord = (self.point(row).chord2(centre).sqrt() - 2.0 * POINT_ERROR).max(0.0);
                let least_m = chord * EARTH_RADIUS_M * (1.0 - SPHERE_ERROR);
                if weigh_m(least_m, row) <= best.limit() {
                    let position = Position::from_valid(columns.lat_deg[row], columns.lon_deg[row]);
                    let distance_m = measure.to_m(position);
                    best.offer((run.hull, row), weigh_m(distance_m, row), distance_m);
                }
            }
            farthest_rad(best.limit()).powi(2)
        });
        let near_fix = |((hull, row), _, distance_m)| {
            let hull = hull as usize;
            NearFix { hull, index: row - self.tracks.hulls[hull].rows.start, fix: columns.get(row), distance_m }
        };
        best.found.into_iter().map(near_fix).collect()
    }

    /// The `k` hulls that came nearest to a place during a span of time, each with its closest approach, the nearest
    /// first; ties in the order of hulls. With `time..=time` it tells who was nearest at that instant.
    ///
    /// # Accuracy
    /// As [`within`](TrackIndex::within).
    pub fn nearest_hulls(&self, place: Position, during: impl RangeBounds<Timestamp>, k: usize) -> Vec<NearHull> {
        let Some(span) = Span::new(during) else { return Vec::new() };
        let (measure, centre) = (DistanceFrom::new(place), UnitVector::from(place));
        let (from_s, to_s) = (self.seconds(span.from_ms), self.seconds(span.to_ms));
        let from = SpaceTime::new(centre, from_s, to_s, f64::INFINITY);
        let mut best: Best<u32, (usize, NearHull)> = Best::new(k);
        self.visit_by_distance(&from, |run| {
            for rows in self.steps_during(run, span) {
                let step = Step::new(self.tracks.columns(), rows.0, rows.1);
                let (low, high) = step.fractions(span);
                let nearest = nearest_fraction(&step, centre, low, high);
                let sphere_m = step.arc.at(step.arc.angle_rad * nearest).angle_rad(centre) * EARTH_RADIUS_M;
                if sphere_m * (1.0 - SPHERE_ERROR) - 1e-6 <= best.limit() {
                    let near = NearHull::at(run.hull as usize, &measure, &step, nearest, span);
                    best.offer_earliest(run.hull, near.distance_m, (rows.0, near));
                }
            }
            farthest_rad(best.limit()).powi(2)
        });
        best.found.into_iter().map(|(_, _, (_, near))| near).collect()
    }
}

impl NearHull {
    /// The closest approach of a step on the ellipsoid, from that on the sphere.
    pub(super) fn at(hull: usize, from: &DistanceFrom, step: &Step, nearest: f64, span: Span) -> NearHull {
        let (low, high) = step.fractions(span);
        let distance_m = |fraction: f64| from.direction_m(step.direction(fraction));
        let (mut fraction, mut least_m) = (nearest, distance_m(nearest));
        // The squared distance along a step is a parabola but for the earth's curvature. On the ellipsoid the vertex is
        // off that of the sphere by less than 1 % of the distance: a parabola through three points finds it.
        let length_m = step.arc.angle_rad * EARTH_RADIUS_M;
        if length_m > 0.0 && low < high {
            let width = (0.01 * least_m / length_m).max(1e-6).min((high - low) / 2.0);
            // No clamp: rounding may put the lower end above the upper one.
            let middle = nearest.max(low + width).min(high - width);
            let squares = [-1.0, 0.0, 1.0].map(|side| distance_m(middle + side * width).powi(2));
            let bend = squares[0] - 2.0 * squares[1] + squares[2];
            if bend > 0.0 {
                let vertex = middle + width * (squares[0] - squares[2]) / (2.0 * bend);
                let vertex = vertex.clamp(low, high);
                let vertex_m = distance_m(vertex);
                if vertex_m < least_m {
                    (fraction, least_m) = (vertex, vertex_m);
                }
            }
        }
        NearHull { hull, time: instant(step.time_ms(fraction)), position: step.position(fraction), distance_m: least_m }
    }
}

/// The `k` least of what is offered, one of each key, in order of weight and key.
struct Best<K, V> {
    k: usize,
    found: Vec<(K, f64, V)>,
}

impl<K: Ord + Copy, V> Best<K, V> {
    fn new(k: usize) -> Best<K, V> {
        Best { k, found: Vec::with_capacity(k.min(64)) }
    }

    /// The weight above which nothing is taken any more.
    fn limit(&self) -> f64 {
        match self.found.len() < self.k {
            true => f64::MAX,
            false => self.found.last().map_or(-1.0, |last| last.1),
        }
    }

    fn offer(&mut self, key: K, weight: f64, value: V) {
        if weight <= self.limit() {
            let place = self.found.partition_point(|known| (known.1, known.0) < (weight, key));
            self.found.insert(place, (key, weight, value));
            self.found.truncate(self.k);
        }
    }
}

impl<K: Ord + Copy> Best<K, (usize, NearHull)> {
    /// Offers a closest approach of a hull, of which one is kept: the nearer, or the earlier of two that are as near.
    fn offer_earliest(&mut self, key: K, weight: f64, value: (usize, NearHull)) {
        if let Some(known) = self.found.iter().position(|known| known.0 == key) {
            if (self.found[known].1, self.found[known].2.0) <= (weight, value.0) {
                return;
            }
            self.found.remove(known);
        }
        self.offer(key, weight, value);
    }
}
