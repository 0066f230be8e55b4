//! Vessel facts at next to no cost: the raw fields are compared with those of the vessel's last row and counted; only
//! what differs is ever parsed, once.
//!
//! Nearly every row says what the vessel said before, in this block and in those before it. So the tables outlive the
//! blocks: a block borrows one from the [`FactTables`] of its input, and hands over the counts of its own rows. A count
//! stands only once its block does; what a block that was cut wrong left in a table has no rows and is never parsed.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::VesselFacts;
use crate::ingest::layout::{Layout, Role, RowFields};
use crate::ingest::quick::Rests;
use crate::ingest::{KeyHasher, VesselKey};

const FIRST_FACT: usize = Role::FIRST_FACT as usize;
const FACTS: usize = Role::COUNT - FIRST_FACT;
/// The length that stands for a field the record does not have.
const ABSENT: usize = usize::MAX;
const NONE: u32 = u32::MAX;
/// How many variants of a vessel are looked through before a row counts as a new one. Equal variants that stand twice
/// cost memory, never correctness: their counts are added in the end.
const VARIANTS_LOOKED_AT: usize = 8;

/// The tables of an input: as many as blocks are parsed at a time.
#[derive(Debug, Default)]
pub(crate) struct FactTables {
    idle: Mutex<Vec<FactTable>>,
    made: AtomicUsize,
}

impl FactTables {
    /// A table that no other block is using.
    pub(crate) fn borrow(&self) -> FactTable {
        let idle = self.idle.lock().expect("nothing panics while it holds the tables").pop();
        idle.unwrap_or_else(|| FactTable { number: self.made.fetch_add(1, Ordering::Relaxed), ..FactTable::default() })
    }

    /// Takes a table back.
    pub(crate) fn give_back(&self, table: FactTable) {
        self.idle.lock().expect("nothing panics while it holds the tables").push(table);
    }

    /// All tables by number.
    pub(crate) fn into_tables(self) -> Vec<FactTable> {
        let mut tables = self.idle.into_inner().expect("nothing panics while it holds the tables");
        tables.sort_by_key(|table| table.number);
        tables
    }
}

/// How many rows of one block had each variant of a table.
#[derive(Debug, Default)]
pub(crate) struct FactCounts {
    /// The number of the table.
    pub(crate) table: usize,
    /// Indices of variants, and rows.
    pub(crate) rows: Vec<(u32, u32)>,
}

/// The variants of the fact fields, as raw bytes, with the rows that had them.
#[derive(Debug, Default)]
pub(crate) struct FactTable {
    number: usize,
    /// What each vessel's last row said behind its position.
    pub(crate) rests: Rests,
    vessels: HashMap<VesselKey, u32, BuildHasherDefault<KeyHasher>>,
    /// The identities that are no MMSI, as this table numbers them.
    texts: Vec<Box<[u8]>>,
    text_indices: HashMap<Box<[u8]>, u32>,
    variants: Vec<Variant>,
    /// The rows of each variant in the present block.
    block_rows: Vec<u32>,
    bytes: Vec<u8>,
    /// The variants with rows of the present block.
    counted: Vec<u32>,
}

#[derive(Debug)]
struct Variant {
    key: VesselKey,
    /// Of all blocks that stand, once the table is settled.
    rows: u64,
    /// Where its fields start in `bytes`; they follow each other.
    start: usize,
    lengths: [usize; FACTS],
    /// The variant of the same vessel that was added before it.
    before: u32,
}

/// The fact fields of a record.
type RawFacts<'a> = [Option<&'a [u8]>; FACTS];

fn raw_facts<'a>(row: &RowFields<'a>) -> RawFacts<'a> {
    std::array::from_fn(|fact| row.by_role[FIRST_FACT + fact])
}

impl FactTable {
    /// The key of a text identity in this table.
    pub(crate) fn text_key(&mut self, text: &[u8]) -> VesselKey {
        let index = match self.text_indices.get(text) {
            Some(&index) => index,
            None => {
                let index = u32::try_from(self.texts.len()).expect("fewer than 2^32 identities fit into memory");
                self.texts.push(text.into());
                self.text_indices.insert(text.into(), index);
                index
            }
        };
        VesselKey::from_text_index(index)
    }

    /// Counts a row of this vessel.
    #[inline]
    pub(crate) fn count(&mut self, key: VesselKey, row: &RowFields<'_>) {
        let index = self.variant(key, row);
        self.count_variant(index);
    }

    /// The index of the variant that this row of the vessel has.
    pub(crate) fn variant(&mut self, key: VesselKey, row: &RowFields<'_>) -> u32 {
        self.find_or_add(key, &raw_facts(row))
    }

    /// Counts a row that has the variant with this index.
    #[inline]
    pub(crate) fn count_variant(&mut self, index: u32) {
        let rows = &mut self.block_rows[index as usize];
        if *rows == 0 {
            self.counted.push(index);
        }
        *rows += 1;
    }

    /// The counts since the last time, which start anew.
    pub(crate) fn take_counts(&mut self) -> FactCounts {
        let take = |&index: &u32| (index, std::mem::take(&mut self.block_rows[index as usize]));
        let rows = self.counted.iter().map(take).collect();
        self.counted.clear();
        FactCounts { table: self.number, rows }
    }

    /// Gives the variants these many rows, and the vessels that have any the key that stands for them everywhere.
    pub(crate) fn settle(&mut self, rows: &[u64], mut text_key: impl FnMut(&[u8]) -> VesselKey) {
        let mut keys: Vec<Option<VesselKey>> = vec![None; self.texts.len()];
        for (variant, &rows) in self.variants.iter_mut().zip(rows) {
            variant.rows = rows;
            if rows > 0
                && let Some(text) = variant.key.text_index()
            {
                variant.key = *keys[text].get_or_insert_with(|| text_key(&self.texts[text]));
            }
        }
    }

    /// Adds what another table counted for the vessels that belong to this share out of so many.
    pub(crate) fn add_share(&mut self, other: &FactTable, share: u64, shares: u64) {
        let counted = other.variants.iter().filter(|variant| variant.rows > 0);
        for variant in counted.filter(|variant| variant.key.spread() % shares == share) {
            let index = self.find_or_add(variant.key, &other.fields(variant));
            self.variants[index as usize].rows += variant.rows;
        }
    }

    /// Parses every variant that has rows, in the order in which they were added.
    pub(crate) fn parse(&self, layout: &dyn Layout) -> Vec<(VesselKey, VesselFacts)> {
        let parse = |variant: &Variant| {
            let mut row = RowFields::default();
            row.by_role[FIRST_FACT..].copy_from_slice(&self.fields(variant));
            (variant.key, layout.facts(&row, variant.rows))
        };
        self.variants.iter().filter(|variant| variant.rows > 0).map(parse).collect()
    }

    /// The variant of this vessel with these fields.
    fn find_or_add(&mut self, key: VesselKey, facts: &RawFacts<'_>) -> u32 {
        let last = self.vessels.get(&key).copied().unwrap_or(NONE);
        let mut looked_at = last;
        for _ in 0..VARIANTS_LOOKED_AT {
            let Some(variant) = self.variants.get(looked_at as usize) else { break };
            if self.is_same(variant, facts) {
                return looked_at;
            }
            looked_at = variant.before;
        }
        let start = self.bytes.len();
        facts.iter().flatten().for_each(|field| self.bytes.extend_from_slice(field));
        let lengths = facts.map(|field| field.map_or(ABSENT, <[u8]>::len));
        let index = u32::try_from(self.variants.len()).expect("fewer than 2^32 variants fit into memory");
        self.variants.push(Variant { key, rows: 0, start, lengths, before: last });
        self.block_rows.push(0);
        self.vessels.insert(key, index);
        index
    }

    fn is_same(&self, variant: &Variant, facts: &RawFacts<'_>) -> bool {
        let mut start = variant.start;
        facts.iter().zip(variant.lengths).all(|(field, length)| match field {
            None => length == ABSENT,
            Some(field) => {
                let same = field.len() == length && is_same_text(field, &self.bytes[start..start + length]);
                start += field.len();
                same
            }
        })
    }

    fn fields(&self, variant: &Variant) -> RawFacts<'_> {
        let mut start = variant.start;
        variant.lengths.map(|length| {
            (length != ABSENT).then(|| {
                start += length;
                &self.bytes[start - length..start]
            })
        })
    }
}

/// Whether two texts of the same length are equal: in two overlapping words where they are short, as facts are.
#[inline]
fn is_same_text(a: &[u8], b: &[u8]) -> bool {
    match a.len() {
        4..8 => a.first_chunk::<4>() == b.first_chunk() && a.last_chunk::<4>() == b.last_chunk(),
        8..=16 => a.first_chunk::<8>() == b.first_chunk() && a.last_chunk::<8>() == b.last_chunk(),
        0..4 => a.iter().eq(b),
        _ => a == b,
    }
}

impl VesselKey {
    /// The key's bits, mixed so that any of them serve to choose a share.
    fn spread(self) -> u64 {
        let mut hasher = KeyHasher::default();
        std::hash::Hash::hash(&self, &mut hasher);
        hasher.finish() >> 32
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::Mmsi;

    fn key(number: u32) -> VesselKey {
        VesselKey::from_text_index(number)
    }

    fn row<'a>(name: &'a [u8], call_sign: Option<&'a [u8]>) -> RowFields<'a> {
        let mut row = RowFields::default();
        row.by_role[Role::Name as usize] = Some(name);
        row.by_role[Role::CallSign as usize] = call_sign;
        row
    }

    type Counts = BTreeMap<(VesselKey, Vec<Option<Vec<u8>>>), u64>;

    /// What tables hold, added up.
    fn counts(tables: &[FactTable]) -> Counts {
        let mut counts = Counts::new();
        for table in tables {
            for variant in &table.variants {
                let fields = table.fields(variant).map(|field| field.map(<[u8]>::to_vec)).to_vec();
                *counts.entry((variant.key, fields)).or_default() += variant.rows;
            }
        }
        counts
    }

    #[test]
    fn equal_rows_are_one_variant_and_an_absent_field_is_not_a_blank_one() {
        let mut table = FactTable::default();
        for _ in 0..3 {
            table.count(key(1), &row(b"A", None));
            table.count(key(1), &row(b"A", Some(b"")));
            table.count(key(2), &row(b"A", None));
        }
        assert_eq!(table.block_rows, [3, 3, 3]);
    }

    proptest! {
        #[test]
        fn short_texts_compare_as_slices_do(a in prop::collection::vec(0..2_u8, 0..40), at: prop::sample::Index) {
            let mut b = a.clone();
            prop_assert!(is_same_text(&a, &b));
            if !a.is_empty() {
                b[at.index(a.len())] ^= 1;
                prop_assert!(!is_same_text(&a, &b));
            }
        }

        #[test]
        fn shares_hold_what_the_rows_of_the_blocks_that_stand_hold(
            blocks in prop::collection::vec(
                (prop::collection::vec((0..6_u32, "[AB]{0,4}", any::<bool>()), 0..40), 0..2_usize, any::<bool>()), 0..12,
            ),
            shares in 1..5_u64,
        ) {
            // The first three are numbers, the others texts; texts are named by their last byte.
            let text_key = |text: &[u8]| VesselKey::from_text_index(u32::from(text[1]));
            let mut expected = Counts::new();
            let mut tables = [0, 1].map(|number| FactTable { number, ..FactTable::default() });
            let mut rows_of_tables = [Vec::new(), Vec::new()];
            for (rows, table, stands) in &blocks {
                let table = &mut tables[*table];
                for (vessel, name, has_call_sign) in rows {
                    let row = row(name.as_bytes(), has_call_sign.then_some(b"HLAB"));
                    let text = [b'v', b'0' + *vessel as u8];
                    let (own, key) = match Mmsi::new(vessel + 1).filter(|_| *vessel < 3) {
                        Some(mmsi) => (VesselKey::from_mmsi(mmsi), VesselKey::from_mmsi(mmsi)),
                        None => (table.text_key(&text), text_key(&text)),
                    };
                    table.count(own, &row);
                    if *stands {
                        let fields = raw_facts(&row).map(|field| field.map(<[u8]>::to_vec)).to_vec();
                        *expected.entry((key, fields)).or_insert(0) += 1;
                    }
                }
                let counts = table.take_counts();
                let known: &mut Vec<u64> = &mut rows_of_tables[counts.table];
                known.resize(table.variants.len(), 0);
                for (variant, rows) in counts.rows.into_iter().filter(|_| *stands) {
                    known[variant as usize] += u64::from(rows);
                }
            }
            for (table, rows) in tables.iter_mut().zip(&rows_of_tables) {
                table.settle(rows, text_key);
            }
            let shares: Vec<_> = (0..shares)
                .map(|share| {
                    let mut table = FactTable::default();
                    tables.iter().for_each(|other| table.add_share(other, share, shares));
                    table
                })
                .collect();
            prop_assert_eq!(counts(&shares), expected);
        }
    }
}
