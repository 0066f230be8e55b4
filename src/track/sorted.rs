//! Rows of all inputs put in the order of (vessel, time).

use std::ops::Range;

use rayon::prelude::*;

use crate::fix::FixColumns;
use crate::ingest::{FixBlock, VesselKey};

/// All rows, those of one vessel side by side in order of time; rows of one vessel and one time are in no particular
/// order.
pub(crate) struct SortedRows {
    pub(crate) columns: FixColumns,
    /// Each vessel that has rows, in order, and where they are.
    pub(crate) vessels: Vec<(VesselKey, Range<usize>)>,
}

/// Vessel, time and row number in one integer that sorts by all three: 33 + 42 + 32 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry(u128);

impl Entry {
    const ROW_BITS: u32 = 32;
    /// The last millisecond of 2099 is below 2^42.
    const TIME_BITS: u32 = 42;

    fn new(key: VesselKey, time_ms: i64, row: usize) -> Entry {
        debug_assert!((0..1 << Entry::TIME_BITS).contains(&time_ms), "time {time_ms} of a row out of range");
        let (key, time, row) = (u128::from(key.to_bits()), time_ms as u128, row as u128);
        Entry(key << (Entry::TIME_BITS + Entry::ROW_BITS) | time << Entry::ROW_BITS | row)
    }

    fn key_bits(self) -> u64 {
        (self.0 >> (Entry::TIME_BITS + Entry::ROW_BITS)) as u64
    }

    fn time_ms(self) -> i64 {
        ((self.0 >> Entry::ROW_BITS) as u64 & ((1 << Entry::TIME_BITS) - 1)) as i64
    }

    fn row(self) -> usize {
        self.0 as u32 as usize
    }
}

impl SortedRows {
    /// Sorts the rows of all blocks. Each column of the blocks is freed as soon as it is sorted, so that little more
    /// than one column is held twice; at most 47 bytes a fix are held in all.
    ///
    /// # Panics
    /// With more than 4,294,967,295 rows.
    pub(crate) fn new(mut blocks: Vec<FixBlock>) -> SortedRows {
        let rows: usize = blocks.iter().map(|block| block.keys.len()).sum();
        assert!(u32::try_from(rows).is_ok(), "{rows} fixes are more than one track set can hold");
        let mut entries: Vec<Entry> = Vec::with_capacity(rows);
        for block in &mut blocks {
            let (keys, times) = (std::mem::take(&mut block.keys), std::mem::take(&mut block.columns.time_ms));
            let first = entries.len();
            entries.extend(
                keys.iter().zip(&times).enumerate().map(|(row, (&key, &time))| Entry::new(key, time, first + row)),
            );
        }
        entries.par_sort_unstable();

        let mut vessels = Vec::new();
        let mut start = 0;
        for chunk in entries.chunk_by(|a, b| a.key_bits() == b.key_bits()) {
            vessels.push((VesselKey::from_bits(chunk[0].key_bits()), start..start + chunk.len()));
            start += chunk.len();
        }

        let mut columns = FixColumns {
            lat_deg: gather(&entries, &mut blocks, |block| &mut block.columns.lat_deg),
            lon_deg: gather(&entries, &mut blocks, |block| &mut block.columns.lon_deg),
            sog: gather(&entries, &mut blocks, |block| &mut block.columns.sog),
            cog: gather(&entries, &mut blocks, |block| &mut block.columns.cog),
            heading: gather(&entries, &mut blocks, |block| &mut block.columns.heading),
            status: gather(&entries, &mut blocks, |block| &mut block.columns.status),
            // The standard library collects this in the memory of the entries.
            time_ms: entries.into_iter().map(Entry::time_ms).collect(),
        };
        columns.time_ms.shrink_to_fit();
        SortedRows { columns, vessels }
    }
}

/// One column in the order of the entries, taken out of the blocks.
fn gather<T: Copy + Send + Sync>(
    entries: &[Entry],
    blocks: &mut [FixBlock],
    column: impl Fn(&mut FixBlock) -> &mut Vec<T>,
) -> Vec<T> {
    let unsorted = match blocks {
        [block] => std::mem::take(column(block)),
        blocks => {
            let mut all = Vec::with_capacity(entries.len());
            for block in blocks {
                all.extend_from_slice(&std::mem::take(column(block)));
            }
            all
        }
    };
    entries.par_iter().with_min_len(1 << 14).map(|entry| unsorted[entry.row()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fix, Mmsi, Position};

    #[test]
    fn rows_of_several_blocks_are_sorted_by_vessel_and_time() {
        let keys = [VesselKey::from_text_index(0), VesselKey::from_mmsi(Mmsi::new(999_999_999).unwrap())];
        let last_ms = 4_102_444_799_999;
        let mut blocks = vec![FixBlock::default(); 3];
        for (row, (key, time_ms)) in
            [(0, last_ms), (1, 5), (1, 3), (0, 0), (1, last_ms), (0, 7)].into_iter().enumerate()
        {
            blocks[row % 3].keys.push(keys[key]);
            blocks[row % 3].columns.push(Fix::at_ms(time_ms, Position::new(row as f64, 0.0).unwrap()));
        }
        let sorted = SortedRows::new(blocks);
        assert_eq!(sorted.vessels, [(keys[1], 0..3), (keys[0], 3..6)]);
        assert_eq!(sorted.columns.time_ms, [3, 5, last_ms, 0, 7, last_ms]);
        assert_eq!(sorted.columns.lat_deg, [2.0, 1.0, 4.0, 3.0, 5.0, 0.0]);
        assert!(SortedRows::new(Vec::new()).vessels.is_empty());
    }
}
