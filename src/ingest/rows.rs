//! Rows one by one, in the order of the input, without keeping them: for converting files larger than memory.

use std::collections::HashMap;

use super::block::ParsedBlock;
use super::layout::{Layout, Role, RowFields};
use crate::{Fix, Result, VesselFacts, VesselId};

/// A usable row as it stands in its file.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Row<'r> {
    /// Who it is.
    pub vessel: &'r VesselId,
    /// When, where, how fast.
    pub fix: Fix,
    /// What this row says of the vessel: at most one value each.
    pub facts: &'r VesselFacts,
}

/// Takes rows, in the order of the input.
pub(crate) type RowSink<'s> = &'s mut (dyn FnMut(Row<'_>) -> Result<()> + Send);

/// The facts of each row of a block; rows that say the same share one set.
#[derive(Debug, Default)]
pub(crate) struct RowFacts {
    /// For each row of the block, which set.
    of_row: Vec<u32>,
    sets: Vec<VesselFacts>,
    /// The sets by the fields that they were read from.
    known: HashMap<Vec<u8>, u32>,
    /// The fields of the row at hand.
    fields: Vec<u8>,
}

impl RowFacts {
    pub(crate) fn push(&mut self, layout: &dyn Layout, row: &RowFields<'_>) {
        self.fields.clear();
        for field in &row.by_role[Role::FIRST_FACT as usize..] {
            // With the length in front, no two rows of fields look the same.
            let length = field.map_or(u64::MAX, |field| field.len() as u64);
            self.fields.extend_from_slice(&length.to_le_bytes());
            self.fields.extend_from_slice(field.unwrap_or_default());
        }
        let set = match self.known.get(&self.fields) {
            Some(&set) => set,
            None => {
                let set = u32::try_from(self.sets.len()).expect("a block has fewer than 2^32 rows");
                self.sets.push(layout.facts(row, 1));
                self.known.insert(self.fields.clone(), set);
                set
            }
        };
        self.of_row.push(set);
    }
}

/// Hands the rows of a block over.
///
/// # Errors
/// The first that the sink returns.
pub(crate) fn hand_over(block: &ParsedBlock, sink: RowSink<'_>) -> Result<()> {
    let text_id = |text: &[u8]| VesselId::new(&String::from_utf8_lossy(text));
    let texts: Vec<VesselId> = block.texts.iter().map(|text| text_id(text)).collect();
    let RowFacts { of_row, sets, .. } = &block.row_facts;
    let nothing = VesselFacts::default();
    for (row, key) in block.rows.keys.iter().enumerate() {
        let fix = block.rows.columns.get(row);
        // Where no facts are wanted, rows have none.
        let facts = of_row.get(row).map_or(&nothing, |&set| &sets[set as usize]);
        match (key.mmsi(), key.text_index()) {
            (Some(mmsi), _) => sink(Row { vessel: &mmsi.into(), fix, facts })?,
            (None, Some(index)) => sink(Row { vessel: &texts[index], fix, facts })?,
            (None, None) => unreachable!("a key is an MMSI or the index of a text"),
        }
    }
    Ok(())
}

/// What becomes of the rows of an input.
pub(crate) enum Destination<'s> {
    /// They are kept, for tracks.
    Kept,
    /// They are put aside in a temporary file, with the facts of the vessels kept.
    PutAside,
    /// They are handed over one by one.
    HandedOver(RowSink<'s>),
}
