//! Fine cells, by which the nearest witnesses are found.

use std::ops::RangeInclusive;

use crate::Position;
use crate::reception::Cell;

/// A cell of a [`FineGrid`]: its row from the south pole times the columns, and its column from 180° W.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FineCell(pub(super) u32);

/// A grid of cells, so many to a degree of latitude and of longitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FineGrid {
    per_degree: i32,
}

/// The cells around a place, by how far they are: ring 0 is the cell itself, and rings 0 to n are a block about as wide as high.
#[derive(Debug)]
pub(super) struct Rings {
    columns: i32,
    row: i32,
    column: i32,
    rows: RangeInclusive<i32>,
    /// How many columns the block of each ring reaches to the east and west.
    half_columns: Vec<i32>,
}

impl FineGrid {
    /// So many cells to a degree: 1 to 20.
    pub(crate) fn new(cells_per_degree: u32) -> FineGrid {
        FineGrid { per_degree: cells_per_degree.clamp(1, 20).cast_signed() }
    }

    fn columns(self) -> i32 {
        360 * self.per_degree
    }

    fn rows(self) -> i32 {
        180 * self.per_degree
    }

    /// The cell that a position lies in; 180° E is 180° W.
    pub(crate) fn cell(self, position: Position) -> FineCell {
        let scale = f64::from(self.per_degree);
        let row = (((position.lat_deg() + 90.0) * scale).floor() as i32).clamp(0, self.rows() - 1);
        let column = (((position.lon_deg() + 180.0) * scale).floor() as i32).rem_euclid(self.columns());
        FineCell((row * self.columns() + column).unsigned_abs())
    }

    /// The cell of whole degrees that it lies in.
    pub(crate) fn degree(self, cell: FineCell) -> Cell {
        let (row, column) = self.row_and_column(cell);
        Cell::at(row / self.per_degree, column / self.per_degree)
    }

    /// Whether it is one of the grid.
    pub(super) fn has(self, cell: FineCell) -> bool {
        cell.0 < (self.rows() * self.columns()).unsigned_abs()
    }

    fn row_and_column(self, cell: FineCell) -> (i32, i32) {
        let columns = self.columns().unsigned_abs();
        ((cell.0 / columns).cast_signed(), (cell.0 % columns).cast_signed())
    }

    /// The cells around one, up to the ring with this number. A ring has as many columns as fit best at this latitude, all of
    /// them near the poles.
    pub(super) fn rings(self, around: FineCell, last: u32) -> Rings {
        let (row, column) = self.row_and_column(around);
        let last = last.cast_signed();
        let cos_lat = ((f64::from(row) + 0.5) / f64::from(self.per_degree) - 90.0).to_radians().cos();
        let half_columns = (0..=last).map(|ring| {
            let half = ((f64::from(2 * ring + 1) / cos_lat - 1.0) / 2.0 + 0.5).floor() as i32;
            half.min(self.columns() / 2)
        });
        Rings {
            columns: self.columns(),
            row,
            column,
            rows: (row - last).max(0)..=(row + last).min(self.rows() - 1),
            half_columns: half_columns.collect(),
        }
    }
}

impl Rings {
    /// The cells as runs of consecutive ones, each cell once.
    pub(super) fn runs(&self) -> impl Iterator<Item = RangeInclusive<FineCell>> {
        let widest = self.half_columns.last().copied().unwrap_or(0);
        let (west, east) = (self.column - widest, self.column + widest);
        // Across the antimeridian a row is two runs.
        let parts = if 2 * widest + 1 >= self.columns {
            vec![(0, self.columns - 1)]
        } else if west < 0 {
            vec![(0, east), (west + self.columns, self.columns - 1)]
        } else if east >= self.columns {
            vec![(0, east - self.columns), (west, self.columns - 1)]
        } else {
            vec![(west, east)]
        };
        self.rows.clone().flat_map(move |row| {
            let first = row * self.columns;
            parts
                .clone()
                .into_iter()
                .map(move |(from, to)| FineCell((first + from).unsigned_abs())..=FineCell((first + to).unsigned_abs()))
        })
    }

    /// The ring that a cell lies in; `None` beyond the last.
    pub(super) fn ring(&self, cell: FineCell) -> Option<usize> {
        let columns = self.columns.unsigned_abs();
        let (row, column) = ((cell.0 / columns).cast_signed(), (cell.0 % columns).cast_signed());
        let rows_off = (row - self.row).unsigned_abs() as usize;
        let columns_off = (column - self.column).rem_euclid(self.columns);
        let columns_off = columns_off.min(self.columns - columns_off);
        let ring = self.half_columns.partition_point(|&half| half < columns_off).max(rows_off);
        (ring < self.half_columns.len()).then_some(ring)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::any_position;

    #[test]
    fn the_antimeridian_is_no_border() {
        let grid = FineGrid::new(4);
        let cell = |lon: f64| grid.cell(Position::from_valid(10.6, lon));
        assert_eq!(cell(180.0), cell(-180.0));
        let rings = grid.rings(cell(179.9), 2);
        assert_eq!([179.9, -179.9, -179.7, -179.4].map(|lon| rings.ring(cell(lon))), [Some(0), Some(1), Some(2), None]);
    }

    #[test]
    fn one_cell_to_a_degree_is_the_cell_of_whole_degrees() {
        let grid = FineGrid::new(1);
        let position = Position::from_valid(59.5, -20.5);
        assert_eq!(grid.degree(grid.cell(position)), Cell::of(position));
        let block = Cell::of(position).block(3);
        let rings = grid.rings(grid.cell(position), 1);
        let cells: Vec<u32> = rings.runs().flat_map(|run| run.start().0..=run.end().0).collect();
        assert_eq!(cells, block.cells().map(|cell| cell.0).collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn runs_hold_the_cells_of_the_rings_each_once(
            position in any_position(), other in any_position(), near in -0.9..0.9_f64, last in 0_u32..7
        ) {
            let grid = FineGrid::new(4);
            let cell = grid.cell(position);
            let rings = grid.rings(cell, last);
            let mut cells: Vec<u32> = rings.runs().flat_map(|run| run.start().0..=run.end().0).collect();
            let count = cells.len();
            cells.sort_unstable();
            cells.dedup();
            prop_assert_eq!(cells.len(), count);
            prop_assert_eq!(rings.ring(cell), Some(0));
            prop_assert!(cells.iter().all(|&cell| grid.has(FineCell(cell))));
            let close = Position::from_valid((position.lat_deg() + near).clamp(-90.0, 90.0), position.lon_deg());
            for other in [other, close] {
                let other = grid.cell(other);
                prop_assert_eq!(rings.ring(other).is_some(), cells.contains(&other.0));
            }
        }
    }
}
