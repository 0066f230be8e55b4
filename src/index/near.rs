//! Who came within a distance of a place.

use serde::{Deserialize, Serialize};
use std::ops::RangeBounds;

use jiff::Timestamp;

use super::extent::Extent;
use super::step::{Span, Step, instant};
use super::{NearHull, POINT_ERROR, TrackIndex, radians_from_m};
use crate::geodesy::{DistanceFrom, SPHERE_ERROR, UnitVector, chord2_from_m};
use crate::units::hours_from_ms;
use crate::{EARTH_RADIUS_M, Position};

/// A hull that came within a distance of a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Passage {
    /// The index of the hull in the track set.
    pub hull: usize,
    /// When, where and how near it was nearest.
    pub closest: NearHull,
    /// When it was within the distance for the first time in the span that was asked for.
    pub entered: Timestamp,
    /// When it was within the distance for the last time in that span.
    pub left: Timestamp,
    /// The time it was within the distance, in hours, silences not counted; less than from `entered` to `left` when it
    /// went away in between.
    pub inside_h: f64,
}

/// A part of a step within the distance, by fractions of the step; and the nearest instant on it.
struct Near {
    hull: u32,
    rows: (usize, usize),
    from_ms: f64,
    to_ms: f64,
    nearest: f64,
    sphere_m: f64,
}

impl TrackIndex<'_> {
    /// Every hull that came within `radius_m` metres of a place during a span of time, in the order of hulls; none for
    /// a radius that is negative or not a number.
    ///
    /// A bound of the span counts as its type says: `start..end` leaves out the end, `..` is all of the data.
    ///
    /// # Accuracy
    /// Distances are WGS84 geodesics from the place to the great circle that is taken to be the hull's way, found to 1e-5
    /// of the distance; times are those of such a distance, to a millisecond.
    ///
    /// # Complexity
    /// O(log n + steps near the place).
    pub fn within(&self, place: Position, radius_m: f64, during: impl RangeBounds<Timestamp>) -> Vec<Passage> {
        let mut found = Vec::new();
        let Some(span) = Span::new(during).filter(|_| radius_m >= 0.0) else { return Vec::new() };
        let (from, centre) = (DistanceFrom::new(place), UnitVector::from(place));
        let sphere_radius_m = radius_m * (1.0 + SPHERE_ERROR) + 1e-6;
        let reach = chord2_from_m(sphere_radius_m).sqrt();
        let extent = Extent::around(centre, reach, self.seconds(span.from_ms), self.seconds(span.to_ms));
        self.visit(&extent, |run| {
            for rows in self.steps_during(run, span) {
                if self.may_come_within(rows, centre, reach) {
                    let step = Step::new(self.tracks.columns(), rows.0, rows.1);
                    if let Some(near) = near(&step, &from, centre, radius_m, span) {
                        found.push(Near { hull: run.hull, rows, ..near });
                    }
                }
            }
        });
        found.sort_by_key(|near| (near.hull, near.rows));
        found.chunk_by(|a, b| a.hull == b.hull).map(|near| self.passage(near, &from, span)).collect()
    }

    /// Whether a step can come within a chord (in radii) of a point, by its ends in single precision.
    fn may_come_within(&self, rows: (usize, usize), centre: UnitVector, reach: f64) -> bool {
        let (from, to) = (self.point(rows.0) - centre, self.point(rows.1) - centre);
        let line = to - from;
        let length2 = line.dot(line);
        let foot = if length2 > 0.0 { (-from.dot(line) / length2).clamp(0.0, 1.0) } else { 0.0 };
        let least = from + line * foot;
        // The arc rises above its chord by 1 - √(1 - l²/4) <= l²/4 radii.
        let margin = reach + length2 / 4.0 + 2.0 * POINT_ERROR;
        least.dot(least) <= margin * margin
    }

    fn passage(&self, near: &[Near], from: &DistanceFrom, span: Span) -> Passage {
        let least_m = near.iter().map(|part| part.sphere_m).fold(f64::INFINITY, f64::min);
        // What the sphere puts farther than this cannot be the nearest on the ellipsoid.
        let farthest_m = least_m * (1.0 + SPHERE_ERROR) / (1.0 - SPHERE_ERROR) + 1e-6;
        let closest = near
            .iter()
            .filter(|part| part.sphere_m <= farthest_m)
            .map(|part| {
                let step = Step::new(self.tracks.columns(), part.rows.0, part.rows.1);
                (from.direction_m(step.direction(part.nearest)), step, part.nearest)
            })
            .reduce(|best, next| if next.0 < best.0 { next } else { best });
        let (_, step, nearest) = closest.expect("the part with the least distance passes the filter");
        let hull = near[0].hull as usize;
        Passage {
            hull,
            closest: NearHull::at(hull, from, &step, nearest, span),
            entered: instant(near.iter().map(|part| part.from_ms).fold(f64::INFINITY, f64::min)),
            left: instant(near.iter().map(|part| part.to_ms).fold(f64::NEG_INFINITY, f64::max)),
            inside_h: hours_from_ms(near.iter().map(|part| part.to_ms - part.from_ms).sum::<f64>().round() as i64),
        }
    }
}

/// The part of a step that lies in a span of time and within a distance of a place.
fn near(step: &Step, from: &DistanceFrom, centre: UnitVector, radius_m: f64, span: Span) -> Option<Near> {
    let (low, high) = step.fractions(span);
    let nearest = nearest_fraction(step, centre, low, high);
    let sphere_m = step.arc.at(step.arc.angle_rad * nearest).angle_rad(centre) * EARTH_RADIUS_M;
    let distance_m = |fraction: f64| from.direction_m(step.direction(fraction));
    // Only near the border the ellipsoid has to be asked.
    let is_within = |fraction: f64, sphere_m: f64| match sphere_m / radius_m {
        ratio if ratio < 1.0 - SPHERE_ERROR => true,
        ratio if ratio > 1.0 + SPHERE_ERROR && sphere_m > radius_m + 1e-6 => false,
        _ => distance_m(fraction) <= radius_m,
    };
    if !is_within(nearest, sphere_m) {
        return None;
    }
    let border = |end: f64| {
        let end_sphere_m = step.arc.at(step.arc.angle_rad * end).angle_rad(centre) * EARTH_RADIUS_M;
        match is_within(end, end_sphere_m) {
            true => end,
            false => root(|fraction| distance_m(fraction) - radius_m, nearest, end),
        }
    };
    let (from, to) = (border(low), border(high));
    let (from_ms, to_ms) = (step.time_ms(from), step.time_ms(to));
    Some(Near { hull: 0, rows: (0, 0), from_ms, to_ms, nearest, sphere_m })
}

/// The fraction of a step, between two of them, at which it is nearest to a point of the sphere.
pub(super) fn nearest_fraction(step: &Step, centre: UnitVector, low: f64, high: f64) -> f64 {
    match step.arc.angle_rad {
        0.0 => low,
        angle_rad => (step.arc.nearest_rad(centre, low * angle_rad, high * angle_rad) / angle_rad).clamp(low, high),
    }
}

/// Where a function that is at most 0 at `inside` and above 0 at `outside` passes 0: the last argument found on the inside.
///
/// Regula falsi with the Illinois step (M. Dowell, P. Jarratt, *BIT* 11, 1971, 168-174, doi:10.1007/BF01934364).
fn root(function: impl Fn(f64) -> f64, mut inside: f64, mut outside: f64) -> f64 {
    let (mut value_inside, mut value_outside) = (function(inside), function(outside));
    let mut was_inside = None;
    for _ in 0..60 {
        // 1e-11 of an hour is far below a millisecond.
        if (outside - inside).abs() < 1e-11 || value_inside == 0.0 {
            break;
        }
        let middle = inside - value_inside * (outside - inside) / (value_outside - value_inside);
        let value = function(middle);
        let is_inside = value <= 0.0;
        if is_inside {
            (inside, value_inside) = (middle, value);
        } else {
            (outside, value_outside) = (middle, value);
        }
        // The same side twice: the other side's value is halved, lest it never move.
        if was_inside == Some(is_inside) {
            *(if is_inside { &mut value_outside } else { &mut value_inside }) /= 2.0;
        }
        was_inside = Some(is_inside);
    }
    inside
}

/// The angle on the sphere that a distance on the ellipsoid can be at most.
pub(super) fn farthest_rad(distance_m: f64) -> f64 {
    radians_from_m(distance_m * (1.0 + SPHERE_ERROR) + 1e-6)
}
