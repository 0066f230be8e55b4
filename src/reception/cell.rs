//! Cells of one degree by one degree, and the blocks of them that are about as wide as high.

use crate::Position;

/// Columns of cells around the earth.
const COLUMNS: i32 = 360;
/// Rows of cells from pole to pole.
const ROWS: i32 = 180;

/// A cell of one degree by one degree: its row from the south pole times 360, and its column from 180° W.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cell(pub(crate) u32);

impl Cell {
    /// The cell that a position lies in; 180° E is 180° W.
    pub(crate) fn of(position: Position) -> Cell {
        let row = ((position.lat_deg() + 90.0).floor() as i32).clamp(0, ROWS - 1);
        let column = ((position.lon_deg() + 180.0).floor() as i32).rem_euclid(COLUMNS);
        Cell::at(row, column)
    }

    /// Latitude and longitude counted from the south-western corner of all cells, cut to whole degrees.
    pub(super) fn floors(lat_deg: f64, lon_deg: f64) -> (f64, f64) {
        ((lat_deg + 90.0).floor(), (lon_deg + 180.0).floor())
    }

    /// Whether the [`floors`](Cell::floors) of a position are these. Positions that have them lie in one cell.
    #[inline]
    pub(super) fn is_between(lat_deg: f64, lon_deg: f64, row: f64, column: f64) -> bool {
        let is_of = |degrees: f64, whole: f64| degrees >= whole && degrees < whole + 1.0;
        is_of(lat_deg + 90.0, row) && is_of(lon_deg + 180.0, column)
    }

    /// That of a row and column.
    pub(super) fn at(row: i32, column: i32) -> Cell {
        Cell((row * COLUMNS + column).unsigned_abs())
    }

    fn row(self) -> i32 {
        (self.0 / COLUMNS.unsigned_abs()).cast_signed()
    }

    fn column(self) -> i32 {
        (self.0 % COLUMNS.unsigned_abs()).cast_signed()
    }

    /// Latitude and longitude of the south-western corner, in degrees.
    pub(crate) fn corner_deg(self) -> (f64, f64) {
        (f64::from(self.row() - ROWS / 2), f64::from(self.column() - COLUMNS / 2))
    }

    /// Whether the number is that of a cell.
    pub(super) fn is_valid(self) -> bool {
        self.0 < (ROWS * COLUMNS).unsigned_abs()
    }

    /// The cells around this one that are `across` degrees of latitude high, and as many miles wide: as many columns as fit
    /// best at this latitude, an odd number.
    pub(crate) fn block(self, across: i32) -> Block {
        let cos_lat = (f64::from(self.row() - ROWS / 2) + 0.5).to_radians().cos();
        let half = ((f64::from(across) / cos_lat - 1.0) / 2.0 + 0.5).floor() as i32;
        Block { cell: self, half_rows: (across - 1) / 2, half_columns: half.min(COLUMNS / 2) }
    }
}

/// A block of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    cell: Cell,
    half_rows: i32,
    half_columns: i32,
}

impl Block {
    /// Its cells, each once.
    pub(crate) fn cells(self) -> impl Iterator<Item = Cell> {
        let (row, column, half) = (self.cell.row(), self.cell.column(), self.half_columns);
        let rows = (row - self.half_rows).max(0)..=(row + self.half_rows).min(ROWS - 1);
        let last = if 2 * half >= COLUMNS { half - 1 } else { half };
        rows.flat_map(move |row| (-half..=last).map(move |step| Cell::at(row, (column + step).rem_euclid(COLUMNS))))
    }

    /// Its cells in order.
    pub(crate) fn sorted_cells(self) -> Vec<Cell> {
        let mut cells: Vec<Cell> = self.cells().collect();
        cells.sort_unstable();
        cells
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::any_position;

    fn cell(lat: f64, lon: f64) -> Cell {
        Cell::of(Position::new(lat, lon).unwrap())
    }

    #[test]
    fn the_antimeridian_and_the_poles_are_no_border() {
        assert_eq!(cell(10.5, 180.0), cell(10.5, -180.0));
        assert!(cell(10.5, 179.9).block(3).cells().any(|near| near == cell(10.5, -179.9)));
        assert_eq!(cell(90.0, 0.0), cell(89.5, 0.5));
        assert_eq!(cell(-90.0, 17.5).block(3).cells().count(), 2 * 343, "nearly all of the two rows at the pole");
    }

    #[test]
    fn blocks_are_about_as_wide_as_high() {
        let columns = |lat: f64, across: i32| cell(lat, 0.0).block(across).cells().count() as i32 / across;
        assert_eq!([0.0, 35.0, 60.0, 75.0].map(|lat| columns(lat, 1)), [1, 1, 3, 3]);
        assert_eq!([0.0, 35.0, 60.0, 75.0].map(|lat| columns(lat, 3)), [3, 3, 7, 11]);
    }

    proptest! {
        #[test]
        fn a_block_holds_its_cells_each_once(position in any_position(), wide in any::<bool>()) {
            let block = Cell::of(position).block(if wide { 3 } else { 1 });
            let mut cells = block.sorted_cells();
            let count = cells.len();
            cells.dedup();
            prop_assert_eq!(cells.len(), count);
            prop_assert!(cells.iter().all(|&cell| cell.is_valid()));
            prop_assert!(cells.contains(&Cell::of(position)));
        }
    }
}
