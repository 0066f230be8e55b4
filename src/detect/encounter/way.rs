//! Two hulls under way: their offset as straight lines between the instants at which one of them turns.
//!
//! Both sail great circles, linear in time within each step. A great circle of up to a kilometre is so nearly the straight
//! line between its ends that distances of the lines are those of the ships to a tenth of a millimetre (for distances of
//! 100 m and more): the line lies at most l²/8R = 20 mm under the arc, almost at right angles to the offset of the ships. Longer
//! steps are cut into such parts along their great circle. So the offset of two hulls is linear piece by piece, and the
//! instants at which it has a given length are roots of a quadratic.
//!
//! Lines are drawn in space between points of the WGS84 ellipsoid, so their lengths are those of geodesics.

use std::ops::Range;

use super::followed::Followed;
use crate::geodesy::{GreatCircleArc, SPHERE_ERROR, UnitVector, interpolate, surface_m};
use crate::track::Held;
use crate::{EARTH_RADIUS_M, Position};

/// Longest part of a step that is taken as a straight line, in metres.
const LONGEST_LINE_M: f64 = 1_000.0;

/// One hull that is followed.
#[derive(Clone, Debug)]
pub(super) struct Way<'a> {
    followed: &'a Followed<'a>,
    hull: u32,
    columns: Held<'a>,
    rows: Range<usize>,
    max_step_ms: i64,
}

impl<'a> Way<'a> {
    pub(super) fn new(followed: &'a Followed<'a>, hull: u32) -> Way<'a> {
        let (columns, rows) = followed.tracks.track(hull as usize).held();
        Way { followed, hull, columns, rows, max_step_ms: followed.rule.max_step_ms }
    }

    /// Times of the fixes, ascending.
    pub(super) fn times_ms(&self) -> &[i64] {
        &self.columns.time_ms[self.rows.clone()]
    }

    /// The speed of the fix at this index by the rule, in knots.
    pub(super) fn speed_kn(&self, index: usize) -> f64 {
        self.followed.speed_kn(self.hull, index)
    }

    /// Whether the hull is observed from the fix at this index to the next one.
    pub(super) fn is_step(&self, index: usize) -> bool {
        let times_ms = self.times_ms();
        index + 1 < times_ms.len() && times_ms[index + 1] - times_ms[index] <= self.max_step_ms
    }

    /// The index of the step that holds an instant, its end not included; of the last fix at or before it, if there is none.
    pub(super) fn index_at(&self, time_ms: i64) -> usize {
        self.times_ms().partition_point(|&fix_ms| fix_ms <= time_ms).saturating_sub(1)
    }

    fn position(&self, index: usize) -> Position {
        let row = self.rows.start + index;
        Position::from_valid(self.columns.lat_deg[row], self.columns.lon_deg[row])
    }

    /// The fix at this index as a point in space, in metres.
    fn point_m(&self, index: usize) -> UnitVector {
        self.followed.point_m(self.hull, index)
    }

    /// Where the hull is at an instant within one of its steps, as a point in space, in metres.
    pub(super) fn point_at_m(&self, time_ms: i64) -> UnitVector {
        let time_ms = time_ms as f64;
        let line = self.lines_from(time_ms as i64).find(|line| line.to_ms >= time_ms);
        line.map_or_else(|| self.point_m(self.times_ms().len() - 1), |line| line.at_ms(time_ms))
    }

    /// Where the hull is at an instant within one of its steps.
    pub(super) fn place_at(&self, time_ms: i64) -> Position {
        let (times_ms, index) = (self.times_ms(), self.index_at(time_ms));
        match times_ms.get(index + 1) {
            Some(&next_ms) if time_ms > times_ms[index] => {
                let fraction = (time_ms - times_ms[index]) as f64 / (next_ms - times_ms[index]) as f64;
                interpolate(self.position(index), self.position(index + 1), fraction)
            }
            _ => self.position(index),
        }
    }

    /// The straight lines of the hull from an instant on.
    fn lines_from(&self, time_ms: i64) -> Lines<'_> {
        Lines { way: self, index: self.index_at(time_ms), from_m: None, arc: None }
    }
}

/// A hull's motion along a straight line at constant speed.
#[derive(Clone, Copy, Debug)]
struct Line {
    from_ms: f64,
    to_ms: f64,
    from_m: UnitVector,
    to_m: UnitVector,
}

impl Line {
    /// The place at an instant of the line; at its ends to the last bit, so that lines that meet agree.
    fn at_ms(&self, time_ms: f64) -> UnitVector {
        if time_ms == self.from_ms {
            self.from_m
        } else if time_ms == self.to_ms {
            self.to_m
        } else {
            let fraction = (time_ms - self.from_ms) / (self.to_ms - self.from_ms);
            self.from_m + (self.to_m - self.from_m) * fraction
        }
    }
}

/// The lines of a hull one after the other.
struct Lines<'a> {
    way: &'a Way<'a>,
    /// The step that comes next, or is being cut.
    index: usize,
    /// The place of its first fix, where the step before told it.
    from_m: Option<UnitVector>,
    arc: Option<CutStep>,
}

/// A step that is cut into lines.
struct CutStep {
    arc: GreatCircleArc,
    parts: u32,
    given: u32,
}

impl Iterator for Lines<'_> {
    type Item = Line;

    #[inline]
    fn next(&mut self) -> Option<Line> {
        if self.arc.is_some() {
            return self.next_part();
        }
        let times_ms = self.way.times_ms();
        let span_ms = loop {
            let from_ms = *times_ms.get(self.index)?;
            let span_ms = *times_ms.get(self.index + 1)? - from_ms;
            if span_ms <= self.way.max_step_ms {
                break (from_ms as f64, (from_ms + span_ms) as f64);
            }
            (self.index, self.from_m) = (self.index + 1, None);
        };
        let from_m = self.from_m.unwrap_or_else(|| self.way.point_m(self.index));
        let to_m = self.way.point_m(self.index + 1);
        self.from_m = Some(to_m);
        let chord = to_m - from_m;
        if chord.dot(chord) > LONGEST_LINE_M * LONGEST_LINE_M {
            let (start, end) = (self.way.position(self.index), self.way.position(self.index + 1));
            let arc = GreatCircleArc::new(start.into(), end.into());
            let parts = (arc.angle_rad * EARTH_RADIUS_M * (1.0 + SPHERE_ERROR) / LONGEST_LINE_M).ceil() as u32;
            self.arc = Some(CutStep { arc, parts, given: 0 });
            return self.next_part();
        }
        self.index += 1;
        Some(Line { from_ms: span_ms.0, to_ms: span_ms.1, from_m, to_m })
    }
}

impl Lines<'_> {
    /// The next part of the step that is being cut; its ends are the fixes to the last bit.
    #[inline(never)]
    fn next_part(&mut self) -> Option<Line> {
        let CutStep { arc, parts, given } = *self.arc.as_ref()?;
        let (start_ms, end_ms) = (self.way.times_ms()[self.index] as f64, self.way.times_ms()[self.index + 1] as f64);
        let end = |part: u32| match part {
            0 => (start_ms, self.way.point_m(self.index)),
            part if part == parts => (end_ms, self.way.point_m(self.index + 1)),
            part => {
                let fraction = f64::from(part) / f64::from(parts);
                (start_ms + (end_ms - start_ms) * fraction, surface_m(arc.at(arc.angle_rad * fraction)))
            }
        };
        let ((from_ms, from_m), (to_ms, to_m)) = (end(given), end(given + 1));
        if given + 1 == parts {
            self.arc = None;
            self.index += 1;
        } else {
            self.arc = Some(CutStep { arc, parts, given: given + 1 });
        }
        Some(Line { from_ms, to_ms, from_m, to_m })
    }
}

/// A time in which the offset of two hulls is linear.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Milliseconds since 1970.
    pub(super) from_ms: f64,
    pub(super) to_ms: f64,
    /// From the other hull to the first, in metres.
    pub(super) from_m: UnitVector,
    pub(super) to_m: UnitVector,
    /// Where each is at both ends, in metres from the earth's centre.
    a: (UnitVector, UnitVector),
    b: (UnitVector, UnitVector),
}

/// Calls with every piece of the time between two instants in which both hulls are observed, in order of time.
#[inline]
pub(super) fn each_piece(a: &Way<'_>, b: &Way<'_>, from_ms: i64, to_ms: i64, mut visit: impl FnMut(&Piece)) {
    let (low_ms, high_ms) = (from_ms as f64, to_ms as f64);
    let (mut lines_a, mut lines_b) = (a.lines_from(from_ms), b.lines_from(from_ms));
    let (mut line_a, mut line_b) = (lines_a.next(), lines_b.next());
    // Where both were when the last piece ended.
    let mut last = (f64::NEG_INFINITY, UnitVector::ZERO, UnitVector::ZERO);
    while let (Some(of_a), Some(of_b)) = (&line_a, &line_b) {
        let start_ms = of_a.from_ms.max(of_b.from_ms).max(low_ms);
        let end_ms = of_a.to_ms.min(of_b.to_ms).min(high_ms);
        if start_ms >= high_ms {
            return;
        }
        if start_ms < end_ms {
            let (a0, b0) = match last.0 == start_ms {
                true => (last.1, last.2),
                false => (of_a.at_ms(start_ms), of_b.at_ms(start_ms)),
            };
            let (a1, b1) = (of_a.at_ms(end_ms), of_b.at_ms(end_ms));
            last = (end_ms, a1, b1);
            visit(&Piece {
                from_ms: start_ms,
                to_ms: end_ms,
                a: (a0, a1),
                b: (b0, b1),
                from_m: a0 - b0,
                to_m: a1 - b1,
            });
        }
        let (next_a, next_b) = (of_a.to_ms <= of_b.to_ms, of_b.to_ms <= of_a.to_ms);
        if next_a {
            line_a = lines_a.next();
        }
        if next_b {
            line_b = lines_b.next();
        }
    }
}

impl Piece {
    /// The squared offset at a fraction of the piece as A + 2 B u + C u².
    pub(super) fn square(&self) -> Square {
        let way = self.to_m - self.from_m;
        Square { a: self.from_m.dot(self.from_m), b: self.from_m.dot(way), c: way.dot(way) }
    }

    /// The instants between which the hulls are within a straight distance of each other.
    pub(super) fn within(&self, chord_m: f64) -> Option<(f64, f64)> {
        let limit2 = chord_m * chord_m;
        let is_within = |offset: UnitVector| offset.dot(offset) <= limit2;
        let span_ms = self.to_ms - self.from_ms;
        match (is_within(self.from_m), is_within(self.to_m)) {
            (true, true) => Some((self.from_ms, self.to_ms)),
            (starts, ends) => {
                let (low, high) = self.square().within(chord_m)?;
                let from_ms = if starts { self.from_ms } else { self.from_ms + span_ms * low };
                let to_ms = if ends { self.to_ms } else { self.from_ms + span_ms * high };
                Some((from_ms, to_ms.max(from_ms)))
            }
        }
    }

    /// The part between two instants of the piece.
    pub(super) fn between(&self, from_ms: f64, to_ms: f64) -> Piece {
        let part = |(from, to): (UnitVector, UnitVector)| {
            let at = |time_ms: f64| from + (to - from) * ((time_ms - self.from_ms) / (self.to_ms - self.from_ms));
            (at(from_ms), at(to_ms))
        };
        let (from_m, to_m) = part((self.from_m, self.to_m));
        Piece { from_ms, to_ms, a: part(self.a), b: part(self.b), from_m, to_m }
    }

    /// Half way between the two hulls in the middle of the time, in metres from the earth's centre.
    pub(super) fn middle_m(&self) -> UnitVector {
        ((self.a.0 + self.b.0) + (self.a.1 + self.b.1)) * 0.25
    }
}

/// A squared distance over a fraction u of a time, 0 to 1: a + 2 b u + c u².
#[derive(Clone, Copy, Debug)]
pub(super) struct Square {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
}

impl Square {
    /// The fractions between which the distance is at most this; none where it never is.
    pub(super) fn within(self, distance_m: f64) -> Option<(f64, f64)> {
        let over = self.a - distance_m * distance_m;
        if self.c <= 0.0 {
            return (over <= 0.0).then_some((0.0, 1.0));
        }
        // c u² + 2 b u + over = 0, without the difference of nearly equal numbers.
        let discriminant = self.b * self.b - self.c * over;
        if discriminant < 0.0 {
            return None;
        }
        let sum = -(self.b + discriminant.sqrt().copysign(self.b));
        let (one, other) = (sum / self.c, if sum == 0.0 { 0.0 } else { over / sum });
        let (low, high) = (one.min(other).max(0.0), one.max(other).min(1.0));
        (low <= high).then_some((low, high))
    }

    /// The square of the least distance.
    pub(super) fn least2(self) -> f64 {
        let foot = if self.b >= 0.0 { 0.0 } else { (-self.b / self.c).min(1.0) };
        (self.a + foot * (2.0 * self.b + foot * self.c)).max(0.0)
    }

    /// The distance at a fraction.
    pub(super) fn at(self, fraction: f64) -> f64 {
        (self.a + fraction * (2.0 * self.b + fraction * self.c)).max(0.0).sqrt()
    }
}
