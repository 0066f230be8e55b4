//! Rows of all inputs put in the order of (vessel, time).
//!
//! Files come in order of time, with the vessels mixed. So every column is read once from its beginning and dealt out to
//! the vessels, in the order of reading, and only vessels whose times do not ascend then are sorted. Stretches of rows
//! are dealt out at the same time: how many rows each gives to each vessel says where they go.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::slice::IterMut;

use rayon::prelude::*;

use crate::fix::{FixColumns, Hundredths, NO_STATUS};
use crate::ingest::{FixBlock, KeyHasher, VesselKey};

/// Stretches for each thread: more even out their work.
const STRETCHES_PER_THREAD: usize = 4;

/// All rows, those of one vessel side by side in order of time; rows of one vessel and one time are in the order of
/// reading.
pub(crate) struct SortedRows {
    pub(crate) columns: FixColumns,
    /// Each vessel that has rows, in order, and where they are.
    pub(crate) vessels: Vec<(VesselKey, Range<usize>)>,
}

impl SortedRows {
    /// Sorts the rows. Each column is freed as soon as it is dealt out, so that little more than one column is held twice;
    /// at most 51 bytes a fix are held in all, and 16 more for each row of a vessel that is being sorted.
    ///
    /// # Panics
    /// With more than 4,294,967,295 rows.
    pub(crate) fn new(rows: FixBlock) -> SortedRows {
        let FixBlock { keys, columns } = rows;
        assert!(u32::try_from(keys.len()).is_ok(), "{} fixes are more than one track set can hold", keys.len());
        let (deal, vessels) = Deal::new(keys);
        let mut time_ms = deal.column(columns.time_ms, 0);
        let orders: Vec<Option<Vec<u32>>> =
            hands(&mut time_ms, vessels.iter().map(|(_, rows)| rows.len())).into_par_iter().map(sort_times).collect();
        let arrange = Arrange { deal: &deal, vessels: &vessels, orders: &orders };
        let none = Hundredths::NONE;
        let columns = FixColumns {
            time_ms,
            lat_deg: arrange.column(columns.lat_deg, 0.0),
            lon_deg: arrange.column(columns.lon_deg, 0.0),
            sog: arrange.column(columns.sog, none),
            cog: arrange.column(columns.cog, none),
            heading: arrange.column(columns.heading, none),
            status: arrange.column(columns.status, NO_STATUS),
        };
        SortedRows { columns, vessels }
    }
}

type Numbers = HashMap<VesselKey, u32, BuildHasherDefault<KeyHasher>>;

/// Some rows that follow each other, with their vessels numbered as they come.
struct Stretch {
    /// The number of each row's vessel.
    numbers: Vec<u32>,
    /// The vessels by number, with how many rows they have.
    vessels: Vec<(VesselKey, usize)>,
}

impl Stretch {
    fn new(keys: &[VesselKey]) -> Stretch {
        let mut known = Numbers::default();
        let mut vessels: Vec<(VesselKey, usize)> = Vec::new();
        let number = |&key: &VesselKey| {
            let number = *known.entry(key).or_insert_with(|| {
                vessels.push((key, 0));
                (vessels.len() - 1) as u32
            });
            vessels[number as usize].1 += 1;
            number
        };
        let numbers = keys.iter().map(number).collect();
        Stretch { numbers, vessels }
    }
}

/// Which row goes where.
struct Deal {
    rows_per_stretch: usize,
    stretches: Vec<Stretch>,
    /// Stretch, number of the vessel in it, and rows, in the order in which they come to lie.
    pieces: Vec<(usize, usize, usize)>,
    rows: usize,
}

impl Deal {
    fn new(keys: Vec<VesselKey>) -> (Deal, Vec<(VesselKey, Range<usize>)>) {
        let rows = keys.len();
        let rows_per_stretch = rows.div_ceil(STRETCHES_PER_THREAD * rayon::current_num_threads()).max(1);
        let stretches: Vec<Stretch> = keys.par_chunks(rows_per_stretch).map(Stretch::new).collect();
        drop(keys);
        let mut keyed: Vec<(VesselKey, usize, usize, usize)> = Vec::new();
        for (index, stretch) in stretches.iter().enumerate() {
            keyed.extend(stretch.vessels.iter().enumerate().map(|(number, &(key, rows))| (key, index, number, rows)));
        }
        keyed.par_sort_unstable();
        let mut vessels: Vec<(VesselKey, Range<usize>)> = Vec::new();
        let mut start = 0;
        for same in keyed.chunk_by(|a, b| a.0 == b.0) {
            let end = start + same.iter().map(|&(.., rows)| rows).sum::<usize>();
            vessels.push((same[0].0, start..end));
            start = end;
        }
        let pieces = keyed.into_iter().map(|(_, stretch, number, rows)| (stretch, number, rows)).collect();
        (Deal { rows_per_stretch, stretches, pieces, rows }, vessels)
    }

    /// Deals a column out, the rows of each vessel as they came.
    fn column<T: Copy + Send + Sync>(&self, column: Vec<T>, blank: T) -> Vec<T> {
        let mut dealt = vec![blank; self.rows];
        let mut hands_of: Vec<Vec<IterMut<'_, T>>> =
            self.stretches.iter().map(|stretch| stretch.vessels.iter().map(|_| IterMut::default()).collect()).collect();
        let all = hands(&mut dealt, self.pieces.iter().map(|&(.., rows)| rows));
        for (hand, &(stretch, number, _)) in all.into_iter().zip(&self.pieces) {
            hands_of[stretch][number] = hand.iter_mut();
        }
        let stretches = column.par_chunks(self.rows_per_stretch).zip(&self.stretches).zip(hands_of);
        stretches.for_each(|((values, stretch), mut hands)| {
            for (&value, &number) in values.iter().zip(&stretch.numbers) {
                *hands[number as usize].next().expect("the rows of each vessel were counted") = value;
            }
        });
        dealt
    }
}

/// The parts of these lengths of a column.
fn hands<T>(mut column: &mut [T], lengths: impl Iterator<Item = usize>) -> Vec<&mut [T]> {
    let hand = |length| {
        let (hand, rest) = std::mem::take(&mut column).split_at_mut(length);
        column = rest;
        hand
    };
    lengths.map(hand).collect()
}

/// Sorts the times of one vessel; returns which stood where, unless they stood in order.
fn sort_times(times_ms: &mut [i64]) -> Option<Vec<u32>> {
    if times_ms.is_sorted() {
        return None;
    }
    let mut entries: Vec<(i64, u32)> = times_ms.iter().copied().zip(0..).collect();
    entries.sort_unstable();
    times_ms.iter_mut().zip(&entries).for_each(|(time_ms, entry)| *time_ms = entry.0);
    Some(entries.into_iter().map(|entry| entry.1).collect())
}

/// Brings columns into the order of their times.
struct Arrange<'d> {
    deal: &'d Deal,
    vessels: &'d [(VesselKey, Range<usize>)],
    /// For each vessel that was not in order, which row came to stand where.
    orders: &'d [Option<Vec<u32>>],
}

impl Arrange<'_> {
    fn column<T: Copy + Send + Sync>(&self, column: Vec<T>, blank: T) -> Vec<T> {
        let mut sorted = self.deal.column(column, blank);
        let hands = hands(&mut sorted, self.vessels.iter().map(|(_, rows)| rows.len()));
        hands.into_par_iter().zip(self.orders).for_each(|(hand, order)| {
            if let Some(order) = order {
                let arranged: Vec<T> = order.iter().map(|&row| hand[row as usize]).collect();
                hand.copy_from_slice(&arranged);
            }
        });
        sorted
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Fix, Mmsi, Position};

    #[test]
    fn rows_are_sorted_by_vessel_and_time() {
        let keys = [VesselKey::from_text_index(0), VesselKey::from_mmsi(Mmsi::new(999_999_999).unwrap())];
        let last_ms = 4_102_444_799_999;
        let mut rows = FixBlock::default();
        for (row, (key, time_ms)) in
            [(0, last_ms), (1, 5), (1, 3), (0, 0), (1, last_ms), (0, 7)].into_iter().enumerate()
        {
            rows.keys.push(keys[key]);
            rows.columns.push(Fix::at_ms(time_ms, Position::new(row as f64, 0.0).unwrap()));
        }
        let sorted = SortedRows::new(rows);
        assert_eq!(sorted.vessels, [(keys[1], 0..3), (keys[0], 3..6)]);
        assert_eq!(sorted.columns.time_ms, [3, 5, last_ms, 0, 7, last_ms]);
        assert_eq!(sorted.columns.lat_deg, [2.0, 1.0, 4.0, 3.0, 5.0, 0.0]);
        assert!(SortedRows::new(FixBlock::default()).vessels.is_empty());
    }

    proptest! {
        #[test]
        fn rows_stand_in_the_order_of_vessel_time_and_row(
            rows in prop::collection::vec((0..5_u32, 0..40_i64), 0..300),
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
            let mut block = FixBlock::default();
            for (row, &(vessel, time_ms)) in rows.iter().enumerate() {
                block.keys.push(key(vessel));
                let position = Position::new(row as f64 / 10.0, -(row as f64) / 10.0).unwrap();
                block.columns.push(Fix::at_ms(time_ms, position).with_sog_kn(row as f64).with_cog_deg(1.0 + row as f64));
            }
            let all: Vec<(VesselKey, Fix)> =
                block.keys.iter().enumerate().map(|(row, &key)| (key, block.columns.get(row))).collect();
            let mut expected: Vec<usize> = (0..all.len()).collect();
            expected.sort_unstable_by_key(|&row| (all[row].0, all[row].1.time_ms, row));

            let sorted = SortedRows::new(block);
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
