//! Vessel facts at next to no cost: the raw fields are compared with those of the vessel's last row and counted; only
//! what differs is ever parsed, once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::VesselFacts;
use crate::ingest::layout::{Layout, Role, RowFields};
use crate::ingest::{KeyHasher, VesselKey};

const FIRST_FACT: usize = Role::FIRST_FACT as usize;
const FACTS: usize = Role::COUNT - FIRST_FACT;
/// The length that stands for a field the record does not have.
const ABSENT: usize = usize::MAX;
const NONE: u32 = u32::MAX;
/// How many variants of a vessel are looked through before a row counts as a new one. Equal variants that stand twice
/// cost memory, never correctness: their counts are added in the end.
const VARIANTS_LOOKED_AT: usize = 8;

/// The variants of the fact fields, as raw bytes, with the rows that had them.
#[derive(Debug, Default)]
pub(crate) struct FactTable {
    vessels: HashMap<VesselKey, u32, BuildHasherDefault<KeyHasher>>,
    variants: Vec<Variant>,
    bytes: Vec<u8>,
}

#[derive(Debug)]
struct Variant {
    key: VesselKey,
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
    /// Counts a row of this vessel.
    #[inline]
    pub(crate) fn count(&mut self, key: VesselKey, row: &RowFields<'_>) {
        self.add(key, &raw_facts(row), 1);
    }

    /// Adds what another table counted for the vessels that belong to this share out of so many.
    pub(crate) fn add_share(&mut self, other: &FactTable, share: u64, shares: u64) {
        for variant in other.variants.iter().filter(|variant| variant.key.spread() % shares == share) {
            self.add(variant.key, &other.fields(variant), variant.rows);
        }
    }

    /// Gives every vessel another key.
    pub(crate) fn rename(&mut self, rename: impl Fn(VesselKey) -> VesselKey) {
        for variant in &mut self.variants {
            variant.key = rename(variant.key);
        }
        self.vessels.clear();
    }

    /// Parses every variant, in the order in which they were added.
    pub(crate) fn parse(&self, layout: &dyn Layout) -> Vec<(VesselKey, VesselFacts)> {
        let parse = |variant: &Variant| {
            let mut row = RowFields::default();
            row.by_role[FIRST_FACT..].copy_from_slice(&self.fields(variant));
            (variant.key, layout.facts(&row, variant.rows))
        };
        self.variants.iter().map(parse).collect()
    }

    fn add(&mut self, key: VesselKey, facts: &RawFacts<'_>, rows: u64) {
        let last = self.vessels.get(&key).copied().unwrap_or(NONE);
        let mut looked_at = last;
        for _ in 0..VARIANTS_LOOKED_AT {
            let Some(variant) = self.variants.get(looked_at as usize) else { break };
            if self.is_same(variant, facts) {
                self.variants[looked_at as usize].rows += rows;
                return;
            }
            looked_at = variant.before;
        }
        let start = self.bytes.len();
        facts.iter().flatten().for_each(|field| self.bytes.extend_from_slice(field));
        let lengths = facts.map(|field| field.map_or(ABSENT, <[u8]>::len));
        let index = u32::try_from(self.variants.len()).expect("fewer than 2^32 variants fit into memory");
        self.variants.push(Variant { key, rows, start, lengths, before: last });
        self.vessels.insert(key, index);
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
        assert_eq!(table.variants.iter().map(|variant| variant.rows).collect::<Vec<_>>(), [3, 3, 3]);
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
        fn shares_hold_what_the_rows_hold(
            rows in prop::collection::vec((0..6_u32, "[AB]{0,4}", any::<bool>()), 0..200), shares in 1..5_u64,
        ) {
            let mut expected = Counts::new();
            let mut blocks = [FactTable::default(), FactTable::default()];
            for (index, (vessel, name, has_call_sign)) in rows.iter().enumerate() {
                let row = row(name.as_bytes(), has_call_sign.then_some(b"HLAB"));
                blocks[index % 2].count(key(*vessel), &row);
                let fields = raw_facts(&row).map(|field| field.map(<[u8]>::to_vec)).to_vec();
                *expected.entry((key(*vessel), fields)).or_insert(0) += 1;
            }
            let tables: Vec<_> = (0..shares)
                .map(|share| {
                    let mut table = FactTable::default();
                    blocks.iter().for_each(|block| table.add_share(block, share, shares));
                    table
                })
                .collect();
            prop_assert_eq!(counts(&tables), expected);
        }
    }
}
