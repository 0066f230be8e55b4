//! Two points under way: when they are nearest, and when they are within a distance.
//!
//! Each point sails a great circle at constant speed. On the unit sphere the offset D(t) = p(t) - q(t) is almost linear
//! over a short time: with angular speeds ω₁ ≤ ω₂,
//!
//! D″ = -ω₁² D + (ω₂² - ω₁²) q, so |D″| ≤ ω₁² |D| + ω₂² - ω₁²,
//!
//! and the straight line between two values of D misses it by at most Δt²/8 · max |D″|. Distances of a straight line from
//! the origin are known in closed form; so an interval either cannot hold the answer, or is answered by its line, or
//! is halved, which makes the bound four times smaller. Nothing is sampled, and nothing can be missed between samples.

use crate::geodesy::{GreatCircleArc, UnitVector, chord2_from_m, m_from_chord2};
use crate::{EARTH_RADIUS_M, Position};
use serde::{Deserialize, Serialize};

/// The bound on |D - line|, in radii, at which the line is taken for the truth: 6 micrometres on the earth.
const LINE_TOLERANCE: f64 = 1e-12;

/// Halvings after which the line is taken for the truth whatever its bound: an hour has become a microsecond.
const MAX_HALVINGS: u32 = 32;

/// A point that sails the great circle between two places at constant speed.
#[derive(Clone, Copy, Debug)]
pub struct MovingPoint {
    arc: GreatCircleArc,
    start_ms: i64,
    end_ms: i64,
}

impl MovingPoint {
    /// A point that leaves `from` at `start_ms` and reaches `to` at `end_ms`, both in milliseconds since any epoch. With
    /// `start_ms` = `end_ms` it is at `from` for that instant; `None` when the end is before the start.
    pub fn new(from: Position, start_ms: i64, to: Position, end_ms: i64) -> Option<MovingPoint> {
        let arc = GreatCircleArc::new(from.into(), to.into());
        (start_ms <= end_ms).then_some(MovingPoint { arc, start_ms, end_ms })
    }

    /// A point that stays at a place from `start_ms` to `end_ms`; `None` when the end is before the start.
    pub fn at_rest(place: Position, start_ms: i64, end_ms: i64) -> Option<MovingPoint> {
        MovingPoint::new(place, start_ms, place, end_ms)
    }

    /// Where it is at a time, in milliseconds of the same epoch; before its start it is at its start, after its end at
    /// its end.
    pub fn position_at(&self, time_ms: f64) -> Position {
        let since_start_ms = (time_ms - self.start_ms as f64).clamp(0.0, self.span_ms());
        self.arc.at(self.speed_rad_per_ms() * since_start_ms).to_position()
    }

    fn span_ms(&self) -> f64 {
        (self.end_ms - self.start_ms) as f64
    }

    fn speed_rad_per_ms(&self) -> f64 {
        match self.end_ms - self.start_ms {
            0 => 0.0,
            span_ms => self.arc.angle_rad / span_ms as f64,
        }
    }
}

/// When two points are nearest, and how near.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClosestApproach {
    /// Milliseconds since the epoch of the two points.
    pub time_ms: f64,
    /// Metres on a sphere of [`EARTH_RADIUS_M`].
    pub distance_m: f64,
}

/// When two points are nearest to each other within the time that both have; `None` when they have none in common.
///
/// # Units
/// Milliseconds of the points' epoch and metres on a sphere of [`EARTH_RADIUS_M`].
///
/// # Accuracy
/// The distance to 0.1 mm of the sphere (0.6 % of the ellipsoid). The time is one at which the points are that near:
/// where the distance hardly changes, as between ships that keep company, such a time is not the only one, and one of
/// the earliest is given.
///
/// # References
/// The bound is that of linear interpolation (K. E. Atkinson, *An Introduction to Numerical Analysis*, 2nd ed., Wiley
/// 1989, eq. 3.1.8), applied to the offset of two uniform motions on great circles; see the module's source.
pub fn closest_approach(a: &MovingPoint, b: &MovingPoint) -> Option<ClosestApproach> {
    let pair = Pair::new(a, b)?;
    let (first, last) = (pair.offset(0.0), pair.offset(pair.span_ms));
    let mut best = Nearest { since_ms: 0.0, distance: first.length() };
    best.improve(pair.span_ms, last.length());
    pair.descend(&Piece { low_ms: 0.0, low: first, high_ms: pair.span_ms, high: last }, 0, &mut best);
    Some(ClosestApproach {
        time_ms: pair.start_ms as f64 + best.since_ms,
        distance_m: m_from_chord2(best.distance * best.distance),
    })
}

/// The spans of time, in order, during which two points are within a distance of each other; none when they never are
/// or have no time in common.
///
/// # Units
/// The distance in metres on a sphere of [`EARTH_RADIUS_M`]; starts and ends in milliseconds of the points' epoch.
///
/// # Accuracy
/// Starts and ends are times at which the distance is that of the limit to 0.1 mm. Between the steps of ships it is one
/// span at most, but for points that sail more than a quarter of the earth.
pub fn times_within(a: &MovingPoint, b: &MovingPoint, distance_m: f64) -> Vec<(f64, f64)> {
    let mut spans = Vec::new();
    let Some(pair) = Pair::new(a, b).filter(|_| distance_m >= 0.0) else { return spans };
    let limit = match distance_m < std::f64::consts::PI * EARTH_RADIUS_M {
        true => chord2_from_m(distance_m).sqrt(),
        false => f64::INFINITY,
    };
    let (low, high) = (pair.offset(0.0), pair.offset(pair.span_ms));
    pair.collect(&Piece { low_ms: 0.0, low, high_ms: pair.span_ms, high }, 0, limit, &mut spans);
    for (from_ms, to_ms) in &mut spans {
        *from_ms += pair.start_ms as f64;
        *to_ms += pair.start_ms as f64;
    }
    spans
}

/// Two points over the time that both have; times from here on are milliseconds since its start.
struct Pair<'a> {
    a: &'a MovingPoint,
    b: &'a MovingPoint,
    speeds_rad_per_ms: (f64, f64),
    start_ms: i64,
    span_ms: f64,
}

/// A part of the common time, with the offsets at its ends.
struct Piece {
    low_ms: f64,
    low: UnitVector,
    high_ms: f64,
    high: UnitVector,
}

struct Nearest {
    since_ms: f64,
    distance: f64,
}

impl Nearest {
    fn improve(&mut self, since_ms: f64, distance: f64) {
        if distance < self.distance {
            *self = Nearest { since_ms, distance };
        }
    }
}

impl<'a> Pair<'a> {
    fn new(a: &'a MovingPoint, b: &'a MovingPoint) -> Option<Pair<'a>> {
        let (start_ms, end_ms) = (a.start_ms.max(b.start_ms), a.end_ms.min(b.end_ms));
        (start_ms <= end_ms).then(|| Pair {
            a,
            b,
            speeds_rad_per_ms: (a.speed_rad_per_ms(), b.speed_rad_per_ms()),
            start_ms,
            span_ms: (end_ms - start_ms) as f64,
        })
    }

    fn offset(&self, since_ms: f64) -> UnitVector {
        let at = |point: &MovingPoint, speed: f64| {
            point.arc.at(speed * ((self.start_ms - point.start_ms) as f64 + since_ms))
        };
        at(self.a, self.speeds_rad_per_ms.0) - at(self.b, self.speeds_rad_per_ms.1)
    }

    /// The most by which the straight line between the ends of a piece can miss the offset.
    fn line_error(&self, piece: &Piece) -> f64 {
        let span_ms = piece.high_ms - piece.low_ms;
        let (slow, fast) = (
            self.speeds_rad_per_ms.0.min(self.speeds_rad_per_ms.1),
            self.speeds_rad_per_ms.0.max(self.speeds_rad_per_ms.1),
        );
        let eighth = span_ms * span_ms / 8.0;
        let greatest = piece.low.length().max(piece.high.length()) + eighth * (slow * slow + fast * fast);
        eighth * (slow * slow * greatest.min(2.0) + (fast * fast - slow * slow))
    }

    fn halves(&self, piece: &Piece) -> [Piece; 2] {
        let middle_ms = f64::midpoint(piece.low_ms, piece.high_ms);
        let middle = self.offset(middle_ms);
        [
            Piece { low_ms: piece.low_ms, low: piece.low, high_ms: middle_ms, high: middle },
            Piece { low_ms: middle_ms, low: middle, high_ms: piece.high_ms, high: piece.high },
        ]
    }

    fn descend(&self, piece: &Piece, halvings: u32, best: &mut Nearest) {
        let line_error = self.line_error(piece);
        let foot = piece.foot();
        if piece.on_line(foot).length() - line_error >= best.distance - LINE_TOLERANCE {
            return;
        }
        let foot_ms = piece.low_ms + foot * (piece.high_ms - piece.low_ms);
        best.improve(foot_ms, self.offset(foot_ms).length());
        if line_error > LINE_TOLERANCE && halvings < MAX_HALVINGS {
            for half in self.halves(piece) {
                self.descend(&half, halvings + 1, best);
            }
        }
    }

    fn collect(&self, piece: &Piece, halvings: u32, limit: f64, spans: &mut Vec<(f64, f64)>) {
        let line_error = self.line_error(piece);
        if piece.on_line(piece.foot()).length() - line_error > limit {
            return;
        }
        if piece.low.length().max(piece.high.length()) + line_error <= limit {
            append(spans, piece.low_ms, piece.high_ms);
        } else if line_error > LINE_TOLERANCE && halvings < MAX_HALVINGS {
            for half in self.halves(piece) {
                self.collect(&half, halvings + 1, limit, spans);
            }
        } else if let Some((from, to)) = piece.within(limit) {
            let span_ms = piece.high_ms - piece.low_ms;
            append(spans, piece.low_ms + from * span_ms, piece.low_ms + to * span_ms);
        }
    }
}

impl Piece {
    fn on_line(&self, fraction: f64) -> UnitVector {
        self.low + (self.high - self.low) * fraction
    }

    /// The fraction of the line, ends included, at which it is nearest to the origin.
    fn foot(&self) -> f64 {
        self.endless_foot().clamp(0.0, 1.0)
    }

    /// The same for the line continued beyond its ends.
    fn endless_foot(&self) -> f64 {
        let line = self.high - self.low;
        let length2 = line.dot(line);
        if length2 > 0.0 { -self.low.dot(line) / length2 } else { 0.0 }
    }

    /// The fractions of the line between which it is within the limit of the origin.
    fn within(&self, limit: f64) -> Option<(f64, f64)> {
        if self.on_line(self.foot()).length() > limit {
            return None;
        }
        let foot = self.endless_foot();
        let least = self.on_line(foot).length();
        let reach = (limit * limit - least * least).max(0.0).sqrt() / (self.high - self.low).length();
        let from = if self.low.length() <= limit { 0.0 } else { (foot - reach).clamp(0.0, 1.0) };
        let to = if self.high.length() <= limit { 1.0 } else { (foot + reach).clamp(0.0, 1.0) };
        Some((from, to))
    }
}

/// Adds a span after those before it; what touches is one span.
fn append(spans: &mut Vec<(f64, f64)>, from_ms: f64, to_ms: f64) {
    match spans.last_mut() {
        Some(last) if from_ms <= last.1 => last.1 = to_ms.max(last.1),
        _ => spans.push((from_ms, to_ms)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::{any_position, at};
    use crate::geodesy::{destination, distance_m};

    const HOUR_MS: i64 = 3_600_000;

    #[test]
    fn head_on_ships_meet_half_way() {
        let a = MovingPoint::new(at(0.0, 179.9), 0, at(0.0, -179.9), HOUR_MS).unwrap();
        let b = MovingPoint::new(at(0.0, -179.9), 0, at(0.0, 179.9), HOUR_MS).unwrap();
        let met = closest_approach(&a, &b).unwrap();
        assert!((met.time_ms - 1_800_000.0).abs() < 0.01 && met.distance_m < 1e-4, "{met:?}");
        // They close at 0.4 degrees an hour: 500 m are crossed in 40.47 s.
        let within = times_within(&a, &b, 500.0);
        let half_ms = 500.0 / (EARTH_RADIUS_M * 0.4_f64.to_radians()) * HOUR_MS as f64;
        assert_eq!(within.len(), 1);
        assert!((within[0].0 - (1_800_000.0 - half_ms)).abs() < 0.01, "{within:?} {half_ms}");
        assert!((within[0].1 - (1_800_000.0 + half_ms)).abs() < 0.01, "{within:?} {half_ms}");
    }

    #[test]
    fn ships_with_no_time_in_common_never_meet() {
        let place = at(10.0, 10.0);
        let a = MovingPoint::at_rest(place, 0, 10).unwrap();
        let b = MovingPoint::at_rest(place, 11, 20).unwrap();
        assert_eq!(closest_approach(&a, &b), None);
        assert!(times_within(&a, &b, 1e9).is_empty());
        assert!(MovingPoint::at_rest(place, 1, 0).is_none());
        let touching = MovingPoint::at_rest(place, 10, 20).unwrap();
        assert_eq!(times_within(&a, &touching, 0.0), [(10.0, 10.0)]);
    }

    #[test]
    fn company_over_hours_is_one_span() {
        let (a0, a1) = (at(60.0, 10.0), at(60.5, 12.0));
        let beside = |p| destination(p, 90.0, 300.0);
        let a = MovingPoint::new(a0, 0, a1, 3 * HOUR_MS).unwrap();
        let b = MovingPoint::new(beside(a0), 0, beside(a1), 3 * HOUR_MS).unwrap();
        assert_eq!(times_within(&a, &b, 500.0), [(0.0, 3.0 * HOUR_MS as f64)]);
        assert!(times_within(&a, &b, 100.0).is_empty());
    }

    #[test]
    fn a_round_trip_of_the_earth_is_crossed_twice() {
        // A slow point near the equator and one that goes half round: within a quarter of the earth at both ends only.
        let a = MovingPoint::new(at(0.0, 0.0), 0, at(80.0, 179.0), HOUR_MS).unwrap();
        let b = MovingPoint::at_rest(at(0.0, 0.0), 0, HOUR_MS).unwrap();
        let met = closest_approach(&a, &b).unwrap();
        assert!(met.distance_m < 1e-3 && met.time_ms == 0.0, "{met:?}");
        assert_eq!(times_within(&a, &b, f64::INFINITY), [(0.0, HOUR_MS as f64)]);
        assert!(times_within(&a, &b, f64::NAN).is_empty());
    }

    /// Steps of up to 3 h at up to 60 kn, around one place.
    fn step() -> impl Strategy<Value = (f64, f64, f64, f64, i64, i64)> {
        (0.0..360.0, 0.0..30_000.0, 0.0..360.0, 0.0..300_000.0, 0_i64..HOUR_MS, 1_i64..3 * HOUR_MS)
    }

    fn moving(place: Position, step: (f64, f64, f64, f64, i64, i64)) -> MovingPoint {
        let (bearing, off_m, course, length_m, start_ms, span_ms) = step;
        let middle = destination(place, bearing, off_m);
        let from = destination(middle, course + 180.0, length_m / 2.0);
        let to = destination(middle, course, length_m / 2.0);
        MovingPoint::new(from, start_ms, to, start_ms + span_ms).unwrap()
    }

    proptest! {
        #[test]
        fn no_instant_is_nearer_and_every_instant_is_told(
            place in any_position(), a in step(), b in step(), limit_m in 10.0..20_000.0
        ) {
            let (a, b) = (moving(place, a), moving(place, b));
            let found = closest_approach(&a, &b);
            let (start, end) = (a.start_ms.max(b.start_ms), a.end_ms.min(b.end_ms));
            prop_assert_eq!(found.is_some(), start <= end);
            let Some(found) = found else { return Ok(()) };
            let apart_m = |time_ms: f64| distance_m(a.position_at(time_ms), b.position_at(time_ms));
            prop_assert!((apart_m(found.time_ms) - found.distance_m).abs() < 1e-3);
            let within = times_within(&a, &b, limit_m);
            for sample in 0..=2000 {
                let time_ms = start as f64 + (end - start) as f64 * f64::from(sample) / 2000.0;
                let now_m = apart_m(time_ms);
                prop_assert!(now_m >= found.distance_m - 1e-3, "{} at {} under {:?}", now_m, time_ms, found);
                let told = within.iter().any(|span| (span.0..=span.1).contains(&time_ms));
                prop_assert!(told == (now_m <= limit_m) || (now_m - limit_m).abs() < 1e-3, "{} {:?}", time_ms, within);
            }
            prop_assert!(within.windows(2).all(|pair| pair[0].1 < pair[1].0));
            prop_assert_eq!(within.is_empty(), found.distance_m > limit_m);
        }

        #[test]
        fn an_approach_is_the_same_from_either_ship(place in any_position(), a in step(), b in step()) {
            let (a, b) = (moving(place, a), moving(place, b));
            prop_assert_eq!(closest_approach(&a, &b), closest_approach(&b, &a));
            prop_assert_eq!(times_within(&a, &b, 5000.0), times_within(&b, &a, 5000.0));
        }
    }
}
