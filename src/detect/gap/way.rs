//! The cells that a silent ship went through, however long it took.

use std::ops::Range;

use crate::Position;
use crate::geodesy::{GreatCircleArc, interpolate};
use crate::reception::{FineCell, FineGrid, middle_ms};

/// Consecutive hours whose middle a ship spent in one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InCell {
    pub(super) hours: Range<i32>,
    pub(super) cell: FineCell,
}

/// A great circle sailed by constant speed from one time in milliseconds to another.
pub(super) struct Way {
    from: Position,
    to: Position,
    from_ms: i64,
    to_ms: i64,
    arc: GreatCircleArc,
}

impl Way {
    pub(super) fn new((from_ms, from): (i64, Position), (to_ms, to): (i64, Position)) -> Way {
        Way { from, to, from_ms, to_ms, arc: GreatCircleArc::new(from.into(), to.into()) }
    }

    pub(super) fn place(&self, time_ms: i64) -> Position {
        interpolate(self.from, self.to, self.share(time_ms))
    }

    fn share(&self, time_ms: i64) -> f64 {
        (time_ms - self.from_ms) as f64 / (self.to_ms - self.from_ms) as f64
    }

    /// Whether it leads north.
    fn is_northward(&self, time_ms: i64) -> bool {
        let (sin, cos) = (self.arc.angle_rad * self.share(time_ms)).sin_cos();
        // The derivative of z by the angle.
        self.arc.toward.z * cos >= self.arc.start.z * sin
    }

    /// The cells at the middle of these hours, in order of time.
    ///
    /// Along a great circle the longitude turns one way, and so does the latitude until the circle's northernmost or
    /// southernmost point. So where both ends of a stretch lie in one cell and lead alike, all of it lies there, and hours are
    /// halved only where they do not: a silence of a century takes no more than the cells that it passes.
    pub(super) fn cells(&self, hours: Range<i32>, grid: FineGrid) -> Vec<InCell> {
        let mut found = Vec::new();
        if !hours.is_empty() {
            let at = |hour: i32| (hour, grid.cell(self.place(middle_ms(hour))), self.is_northward(middle_ms(hour)));
            self.halve(at(hours.start), at(hours.end - 1), &at, &mut found);
        }
        found
    }

    fn halve(&self, first: At, last: At, at: &dyn Fn(i32) -> At, found: &mut Vec<InCell>) {
        if last.0 - first.0 <= 1 || (first.1, first.2) == (last.1, last.2) {
            if first.1 == last.1 {
                append(found, first.0..last.0 + 1, first.1);
            } else {
                append(found, first.0..first.0 + 1, first.1);
                append(found, last.0..last.0 + 1, last.1);
            }
            return;
        }
        let middle = at(first.0 + (last.0 - first.0) / 2);
        self.halve(first, middle, at, found);
        self.halve(middle, last, at, found);
    }
}

/// An hour, the cell, and whether the way leads north.
type At = (i32, FineCell, bool);

/// The first hour may be the last of the stretch before.
fn append(found: &mut Vec<InCell>, hours: Range<i32>, cell: FineCell) {
    match found.last_mut() {
        Some(before) if before.cell == cell => before.hours.end = hours.end,
        before => {
            let start = before.map_or(hours.start, |before| before.hours.end);
            found.push(InCell { hours: start..hours.end, cell });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::any_position;
    use crate::units::MS_PER_HOUR;

    fn hour_by_hour(way: &Way, hours: Range<i32>, grid: FineGrid) -> Vec<FineCell> {
        hours.map(|hour| grid.cell(way.place(middle_ms(hour)))).collect()
    }

    proptest! {
        #[test]
        fn cells_are_those_of_each_hour(
            from in any_position(), to in any_position(), north in -0.5..0.5_f64, is_near in any::<bool>(),
            first in -100_000..1_000_000_i32, count in 0..3_000_i32,
        ) {
            let grid = FineGrid::new(4);
            let near = Position::new((from.lat_deg() + north).clamp(-90.0, 90.0), from.lon_deg()).unwrap();
            let (from_ms, to_ms) = ((i64::from(first) - 1) * MS_PER_HOUR, i64::from(first + count) * MS_PER_HOUR + 1);
            let way = Way::new((from_ms, from), (to_ms, if is_near { near } else { to }));
            let stays = way.cells(first..first + count, grid);
            let cells: Vec<FineCell> = stays.iter().flat_map(|stay| vec![stay.cell; stay.hours.len()]).collect();
            prop_assert_eq!(cells, hour_by_hour(&way, first..first + count, grid));
            prop_assert!(stays.windows(2).all(|pair| pair[0].hours.end == pair[1].hours.start && pair[0].cell != pair[1].cell));
        }
    }

    #[test]
    fn a_century_takes_no_more_than_its_cells() {
        let at = |lat, lon| Position::new(lat, lon).unwrap();
        // Over the northernmost point of its great circle: west and east of it the ship is in the same rows.
        let way = Way::new((0, at(60.0, -170.0)), (1_000_000 * MS_PER_HOUR, at(60.0, 150.0)));
        let stays = way.cells(1..999_999, FineGrid::new(4));
        assert!((160..400).contains(&stays.len()), "{}", stays.len());
        assert_eq!(stays.iter().map(|stay| stay.hours.len()).sum::<usize>(), 999_998);
        let still = Way::new((0, at(10.0, 10.0)), (1_000_000 * MS_PER_HOUR, at(10.0, 10.0)));
        assert_eq!(still.cells(0..1_000_000, FineGrid::new(4)).len(), 1);
    }
}
