//! The layout of inputs whose records have several shapes.

use std::collections::BTreeMap;

use super::columns::{ColumnLayout, Reading};
use super::field;
use super::layout::{Identity, Layout, ParsedRow, Role, RowFields};
use super::mapping::FieldValue;
use crate::VesselFacts;
use crate::ingest::RejectReason;

/// One shape of record before it is compiled: which records, where their fields are, and how to read them.
pub(super) struct Shape {
    pub(super) when_column: usize,
    pub(super) values: Vec<FieldValue>,
    pub(super) columns: BTreeMap<Role, usize>,
    pub(super) reading: Reading,
}

/// A layout that picks, for each record, the first shape whose condition holds.
///
/// The roles of its columns are only slots: the walker fills them, and each shape knows in which slot its fields are.
pub(super) struct VariantLayout {
    delimiter: u8,
    slots: Vec<Option<Role>>,
    variants: Vec<Variant>,
}

struct Variant {
    when: Role,
    values: Vec<FieldValue>,
    /// By role, the slot that has it.
    slot_of_role: [Option<Role>; Role::COUNT],
    layout: ColumnLayout,
}

impl VariantLayout {
    /// Compiles the shapes.
    ///
    /// # Errors
    /// A sentence, when the shapes look at more columns than there are slots.
    pub(super) fn new(delimiter: u8, shapes: Vec<Shape>) -> Result<VariantLayout, String> {
        let slots = assign_slots(&shapes)?;
        let last = slots.keys().next_back().map_or(0, |&column| column + 1);
        let mut variants = Vec::with_capacity(shapes.len());
        for shape in shapes {
            let mut columns = vec![None; shape.columns.values().max().map_or(0, |&column| column + 1)];
            for (&role, &column) in &shape.columns {
                columns[column] = Some(role);
            }
            let layout = ColumnLayout::new(delimiter, columns, shape.reading);
            let mut slot_of_role = [None; Role::COUNT];
            for (column, role) in layout.columns().iter().enumerate() {
                if let Some(role) = role {
                    slot_of_role[*role as usize] = Some(slots[&column]);
                }
            }
            variants.push(Variant { when: slots[&shape.when_column], values: shape.values, slot_of_role, layout });
        }
        let slots = (0..last).map(|column| slots.get(&column).copied()).collect();
        Ok(VariantLayout { delimiter, slots, variants })
    }

    fn choose<'a>(&self, row: &RowFields<'a>) -> Option<(&ColumnLayout, RowFields<'a>)> {
        let variant = self.variants.iter().find(|variant| {
            row.by_role[variant.when as usize].is_some_and(|text| is_one_of(field::trim(text), &variant.values))
        })?;
        let mut arranged = RowFields::default();
        for (field, slot) in arranged.by_role.iter_mut().zip(variant.slot_of_role) {
            *field = slot.and_then(|slot| row.by_role[slot as usize]);
        }
        Some((&variant.layout, arranged))
    }
}

pub(super) fn is_one_of(text: &[u8], values: &[FieldValue]) -> bool {
    values.iter().any(|value| match value {
        FieldValue::Number(number) => field::integer(text) == Some(*number),
        FieldValue::Text(expected) => text == expected.as_bytes(),
    })
}

/// A slot for every column that is looked at. What facts depend on, conditions included, goes into the slots of facts.
fn assign_slots(shapes: &[Shape]) -> Result<BTreeMap<usize, Role>, String> {
    let (mut of_facts, mut of_fixes) = (Vec::new(), Vec::new());
    for shape in shapes {
        of_facts.push(shape.when_column);
        for (&role, &column) in &shape.columns {
            match role >= Role::FIRST_FACT || role == Role::MessageType {
                true => of_facts.push(column),
                false => of_fixes.push(column),
            }
        }
    }
    of_facts.sort_unstable();
    of_facts.dedup();
    of_fixes.retain(|column| !of_facts.contains(column));
    of_fixes.sort_unstable();
    of_fixes.dedup();
    let (fix_slots, fact_slots) = Role::ALL.split_at(Role::FIRST_FACT as usize);
    for (columns, slots, what) in
        [(&of_facts, fact_slots, "facts of the vessel or conditions"), (&of_fixes, fix_slots, "fixes alone")]
    {
        if columns.len() > slots.len() {
            let (found, most) = (columns.len(), slots.len());
            return Err(format!(
                "its variants look at {found} columns for {what} ({columns:?}), and at most {most} can be told apart; \
                 leave some out"
            ));
        }
    }
    let facts = of_facts.into_iter().zip(fact_slots.iter().copied());
    Ok(facts.chain(of_fixes.into_iter().zip(fix_slots.iter().copied())).collect())
}

impl Layout for VariantLayout {
    fn delimiter(&self) -> u8 {
        self.delimiter
    }

    fn columns(&self) -> &[Option<Role>] {
        &self.slots
    }

    fn fixes_need(&self, slot: Role) -> bool {
        self.variants.iter().any(|variant| {
            let reads =
                |role: &Role| variant.layout.fixes_need(*role) && variant.slot_of_role[*role as usize] == Some(slot);
            variant.when == slot || Role::ALL.iter().any(reads)
        })
    }

    fn parse<'a>(&self, row: &RowFields<'a>) -> Result<ParsedRow<'a>, RejectReason> {
        let (layout, row) = self.choose(row).ok_or(RejectReason::StaticMessage)?;
        layout.parse(&row)
    }

    fn identity<'a>(&self, row: &RowFields<'a>) -> Option<Identity<'a>> {
        let (layout, row) = self.choose(row)?;
        layout.identity(&row)
    }

    fn facts(&self, row: &RowFields<'_>, rows: u64) -> VesselFacts {
        self.choose(row).map_or_else(VesselFacts::default, |(layout, row)| layout.facts(&row, rows))
    }
}
