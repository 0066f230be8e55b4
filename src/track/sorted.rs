//! Rows of all inputs put in the order of (vessel, time).
//!
//! Files come in order of time, with the vessels mixed. So the rows are dealt out to their vessels first, each vessel's
//! in the order of reading, and only vessels whose times do not ascend then are sorted.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use rayon::prelude::*;

use crate::fix::FixColumns;
use crate::ingest::{FixBlock, KeyHasher, VesselKey};

/// All rows, those of one vessel side by side in order of time; rows of one vessel and one time are in the order of
/// reading.
pub(crate) struct SortedRows {
    pub(crate) columns: FixColumns,
    /// Each vessel that has rows, in order, and where they are.
    pub(crate) vessels: Vec<(VesselKey, Range<usize>)>,
}

impl SortedRows {
    /// Sorts the rows of all blocks. Each column of the blocks is freed as soon as it is sorted, so that little more
    /// than one column is held twice; at most 47 bytes a fix are held in all, and 16 more for each row of a vessel that
    /// is being sorted.
    ///
    /// # Panics
    /// With more than 4,294,967,295 rows.
    pub(crate) fn new(mut blocks: Vec<FixBlock>) -> SortedRows {
        let rows: usize = blocks.iter().map(|block| block.keys.len()).sum();
        assert!(u32::try_from(rows).is_ok(), "{rows} fixes are more than one track set can hold");
        let (vessels, mut order) = deal(&mut blocks, rows);

        let unsorted_ms = joined(&mut blocks, |block| &mut block.columns.time_ms);
        let hands = split(&mut order, &vessels);
        hands.into_par_iter().for_each(|hand| sort_by_time(hand, &unsorted_ms));
        let columns = FixColumns {
            time_ms: gather(&order, unsorted_ms),
            lat_deg: gather(&order, joined(&mut blocks, |block| &mut block.columns.lat_deg)),
            lon_deg: gather(&order, joined(&mut blocks, |block| &mut block.columns.lon_deg)),
            sog: gather(&order, joined(&mut blocks, |block| &mut block.columns.sog)),
            cog: gather(&order, joined(&mut blocks, |block| &mut block.columns.cog)),
            heading: gather(&order, joined(&mut blocks, |block| &mut block.columns.heading)),
            status: gather(&order, joined(&mut blocks, |block| &mut block.columns.status)),
        };
        SortedRows { columns, vessels }
    }
}

type Numbers = HashMap<VesselKey, u32, BuildHasherDefault<KeyHasher>>;

/// The vessels of a block numbered as they come.
struct NumberedBlock {
    /// The number of each row's vessel.
    rows: Vec<u32>,
    /// The vessels by number, with how many rows they have.
    vessels: Vec<(VesselKey, u32)>,
}

impl NumberedBlock {
    fn new(keys: Vec<VesselKey>) -> NumberedBlock {
        let mut numbers = Numbers::default();
        let mut vessels = Vec::new();
        let rows = keys.into_iter().map(|key| {
            let number = *numbers.entry(key).or_insert_with(|| {
                vessels.push((key, 0));
                (vessels.len() - 1) as u32
            });
            vessels[number as usize].1 += 1;
            number
        });
        NumberedBlock { rows: rows.collect(), vessels }
    }
}

/// Deals the rows out to their vessels: the vessels in order, and the rows in theirs, those of one vessel as they came.
fn deal(blocks: &mut [FixBlock], rows: usize) -> (Vec<(VesselKey, Range<usize>)>, Vec<u32>) {
    let blocks: Vec<NumberedBlock> =
        blocks.par_iter_mut().map(|block| NumberedBlock::new(std::mem::take(&mut block.keys))).collect();
    let mut numbers = Numbers::default();
    let mut counts: Vec<(VesselKey, usize, usize)> = Vec::new();
    let of_blocks: Vec<Vec<u32>> = blocks
        .iter()
        .map(|block| {
            let of_block = block.vessels.iter().map(|&(key, rows)| {
                let number = *numbers.entry(key).or_insert_with(|| {
                    counts.push((key, counts.len(), 0));
                    (counts.len() - 1) as u32
                });
                counts[number as usize].2 += rows as usize;
                number
            });
            of_block.collect()
        })
        .collect();
    counts.sort_unstable_by_key(|&(key, ..)| key);
    let mut vessels = Vec::with_capacity(counts.len());
    // Where the next row of each vessel goes.
    let mut next = vec![0_u32; counts.len()];
    let mut start = 0;
    for (key, number, rows) in counts {
        next[number] = start as u32;
        vessels.push((key, start..start + rows));
        start += rows;
    }
    let mut order = vec![0; rows];
    let mut row = 0;
    for (block, of_block) in blocks.into_iter().zip(of_blocks) {
        for number in block.rows {
            let place = &mut next[of_block[number as usize] as usize];
            order[*place as usize] = row;
            *place += 1;
            row += 1;
        }
    }
    (vessels, order)
}

/// The rows of each vessel.
fn split<'o>(mut order: &'o mut [u32], vessels: &[(VesselKey, Range<usize>)]) -> Vec<&'o mut [u32]> {
    let mut hands = Vec::with_capacity(vessels.len());
    for (_, rows) in vessels {
        let (hand, rest) = order.split_at_mut(rows.len());
        hands.push(hand);
        order = rest;
    }
    hands
}

/// Sorts rows that stand as they came by (time, row).
fn sort_by_time(rows: &mut [u32], times_ms: &[i64]) {
    if rows.is_sorted_by_key(|&row| times_ms[row as usize]) {
        return;
    }
    let mut entries: Vec<(i64, u32)> = rows.iter().map(|&row| (times_ms[row as usize], row)).collect();
    entries.sort_unstable();
    rows.iter_mut().zip(entries).for_each(|(row, entry)| *row = entry.1);
}

/// One column of all blocks, in the order of reading.
fn joined<T: Copy>(blocks: &mut [FixBlock], column: impl Fn(&mut FixBlock) -> &mut Vec<T>) -> Vec<T> {
    if let [block] = blocks {
        return std::mem::take(column(block));
    }
    let mut all = Vec::with_capacity(blocks.iter_mut().map(|block| column(block).len()).sum());
    for block in blocks {
        all.extend_from_slice(&std::mem::take(column(block)));
    }
    all
}

/// A column in this order of its rows.
fn gather<T: Copy + Send + Sync>(order: &[u32], unsorted: Vec<T>) -> Vec<T> {
    order.par_iter().with_min_len(1 << 14).map(|&row| unsorted[row as usize]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn rows_stand_in_the_order_of_vessel_time_and_row(
            rows in prop::collection::vec((0..5_u32, 0..40_i64), 0..300),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
            sorted_share in 0..=300_usize,
        ) {
            // The beginning comes in order of time, as files do.
            let mut rows = rows;
            let in_order = sorted_share.min(rows.len());
            rows[..in_order].sort_by_key(|&(_, time_ms)| time_ms);
            let key = |vessel: u32| match vessel {
                0..3 => VesselKey::from_mmsi(Mmsi::new(999_999_999 - vessel).unwrap()),
                _ => VesselKey::from_text_index(vessel),
            };
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(rows.len() + 1)).collect();
            cuts.sort_unstable();
            let mut blocks = vec![FixBlock::default(); cuts.len() + 1];
            for (row, &(vessel, time_ms)) in rows.iter().enumerate() {
                let block = &mut blocks[cuts.partition_point(|&cut| cut <= row)];
                block.keys.push(key(vessel));
                let position = Position::new(row as f64 / 10.0, -(row as f64) / 10.0).unwrap();
                block.columns.push(Fix::at_ms(time_ms, position).with_sog_kn(row as f64).with_cog_deg(1.0 + row as f64));
            }
            let all: Vec<(VesselKey, Fix)> = blocks
                .iter()
                .flat_map(|block| block.keys.iter().enumerate().map(|(row, &key)| (key, block.columns.get(row))))
                .collect();
            let mut expected: Vec<usize> = (0..all.len()).collect();
            expected.sort_unstable_by_key(|&row| (all[row].0, all[row].1.time_ms, row));

            let sorted = SortedRows::new(blocks);
            let found: Vec<(VesselKey, Fix)> = sorted
                .vessels
                .iter()
                .flat_map(|(key, rows)| rows.clone().map(|row| (*key, sorted.columns.get(row))))
                .collect();
            prop_assert_eq!(found, expected.iter().map(|&row| all[row]).collect::<Vec<_>>());
            prop_assert!(sorted.vessels.is_sorted_by(|a, b| a.0 < b.0 && a.1.end == b.1.start));
            prop_assert!(sorted.vessels.iter().all(|(_, rows)| !rows.is_empty()));
        }
    }
}
