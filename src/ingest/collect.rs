//! Brings the blocks of all inputs together: positions, identities, facts and the account of every row.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::block::{ParsedBlock, RowExample, USUAL_FIELD_LINES};
use super::facts::{FactCounts, FactTable, FactTables};
use super::layout::Layout;
use super::report::{InputReport, ReadReport, RejectExample};
use super::rows::{RowSink, hand_over};
use super::spill::Spill;
use super::split::{Place, Stretch};
use super::{FixBlock, Fixes, VesselKey};
use crate::{Error, ErrorKind, InputPosition, RejectReason, Result, VesselFacts};

/// Everything read so far. Text identities are numbered as they come until [`Collected::finish`].
#[derive(Debug, Default)]
pub(crate) struct Collected {
    rows: FixBlock,
    texts: Vec<Arc<str>>,
    text_indices: HashMap<Arc<str>, u32>,
    facts: BTreeMap<VesselKey, VesselFacts>,
    report: ReadReport,
    /// Where rows go that are not to stay in memory.
    spill: Option<Spill>,
}

/// What is collected of one input.
#[derive(Debug)]
pub(crate) struct InputCollector<'c> {
    collected: &'c mut Collected,
    report: InputReport,
    strict: bool,
    examples_per_reason: usize,
    /// The rows of each variant of each table of facts.
    fact_rows: Vec<Vec<u64>>,
    first_bad: Option<(RejectReason, RejectExample)>,
    long_fields: u64,
    joined_lines: u64,
    first_long_field: Option<RejectExample>,
}

impl Collected {
    /// Puts rows aside instead of keeping them.
    pub(crate) fn spilling(spill: Spill) -> Collected {
        Collected { spill: Some(spill), ..Collected::default() }
    }

    pub(crate) fn input(
        &mut self,
        report: InputReport,
        strict: bool,
        examples_per_reason: usize,
    ) -> InputCollector<'_> {
        InputCollector {
            collected: self,
            report,
            strict,
            examples_per_reason,
            fact_rows: Vec::new(),
            first_bad: None,
            long_fields: 0,
            joined_lines: 0,
            first_long_field: None,
        }
    }

    fn text_index(&mut self, text: &[u8]) -> u32 {
        let text = String::from_utf8_lossy(text);
        if let Some(&index) = self.text_indices.get(&*text) {
            return index;
        }
        let index = u32::try_from(self.texts.len()).expect("fewer than 2^32 identities fit into memory");
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.text_indices.insert(text, index);
        index
    }

    /// The account alone, where the rows were handed over.
    pub(crate) fn into_report(self) -> ReadReport {
        self.report
    }

    /// The fixes, and those that were put aside, with text identities numbered by their order as text.
    pub(crate) fn finish(self) -> (Fixes, Option<Spill>) {
        let Collected { mut rows, texts, facts, report, mut spill, .. } = self;
        let mut by_text: Vec<usize> = (0..texts.len()).collect();
        by_text.sort_by(|&a, &b| texts[a].cmp(&texts[b]));
        let mut ranks = vec![0_u32; texts.len()];
        for (rank, &index) in (0..).zip(&by_text) {
            ranks[index] = rank;
        }
        if !ranks.is_empty() {
            rows.keys.par_iter_mut().for_each(|key| *key = renamed(*key, &ranks));
        }
        let facts = facts.into_iter().map(|(key, facts)| (renamed(key, &ranks), facts)).collect();
        if let Some(spill) = &mut spill {
            spill.rename(|key| renamed(key, &ranks));
        }
        let texts = by_text.into_iter().map(|index| Arc::clone(&texts[index])).collect();
        (Fixes { rows, texts, facts, report }, spill)
    }
}

fn renamed(key: VesselKey, indices: &[u32]) -> VesselKey {
    key.text_index().map_or(key, |index| VesselKey::from_text_index(indices[index]))
}

impl InputCollector<'_> {
    /// Takes the next blocks, in the order of the input.
    ///
    /// # Errors
    /// [`ErrorKind::BadRow`] at the first bad row, when reading is strict.
    pub(crate) fn accept(&mut self, blocks: Vec<Stretch<ParsedBlock>>) -> Result<()> {
        for Stretch { place, mut out } in blocks {
            self.account(place, &mut out)?;
            let indices: Vec<u32> = out.texts.iter().map(|text| self.collected.text_index(text)).collect();
            self.count_facts(&out.facts);
            if !indices.is_empty() {
                out.rows.keys.iter_mut().for_each(|key| *key = renamed(*key, &indices));
            }
            match &mut self.collected.spill {
                None => self.collected.rows.append(out.rows),
                Some(spill) => {
                    let position = |row: usize| out.row_places[row].position(&self.report.input, place);
                    spill.take(out.rows, position)?;
                }
            }
        }
        Ok(())
    }

    /// Hands the rows of a wave over instead of keeping them.
    ///
    /// # Errors
    /// Those of [`accept`](InputCollector::accept), and those of the sink.
    pub(crate) fn pass_on(&mut self, wave: Vec<Stretch<ParsedBlock>>, sink: RowSink<'_>) -> Result<()> {
        for Stretch { place, mut out } in wave {
            self.account(place, &mut out)?;
            hand_over(&out, sink)?;
        }
        Ok(())
    }

    fn count_facts(&mut self, counts: &FactCounts) {
        if self.fact_rows.len() <= counts.table {
            self.fact_rows.resize_with(counts.table + 1, Vec::new);
        }
        let known = &mut self.fact_rows[counts.table];
        for &(variant, rows) in &counts.rows {
            let variant = variant as usize;
            if known.len() <= variant {
                known.resize(variant + 1, 0);
            }
            known[variant] += u64::from(rows);
        }
    }

    /// Counts what a block holds.
    ///
    /// # Errors
    /// [`ErrorKind::BadRow`] at the first bad row, when reading is strict.
    fn account(&mut self, place: Place, block: &mut ParsedBlock) -> Result<()> {
        let input = &self.report.input;
        let located = |example: RowExample| RejectExample {
            position: InputPosition {
                input: input.clone(),
                line: place.newlines + example.newlines + 1,
                byte: place.byte + example.byte,
            },
            text: example.text,
        };
        if self.first_bad.is_none() {
            self.first_bad = block.first_bad.take().map(|(reason, example)| (reason, located(example)));
        }
        if self.first_long_field.is_none() {
            self.first_long_field = block.first_long_field.take().map(located);
        }
        self.long_fields += block.long_fields;
        self.joined_lines += block.joined_lines;
        let rows = &mut self.report.rows;
        let kept = block.rows.keys.len() as u64;
        rows.read += kept;
        rows.kept += kept;
        for (reason, rejects) in std::mem::take(&mut block.rejects) {
            rows.read += rejects.rows;
            *rows.rejected.entry(reason).or_default() += rejects.rows;
            let examples = self.collected.report.examples.entry(reason).or_default();
            let missing = self.examples_per_reason.saturating_sub(examples.len());
            examples.extend(rejects.examples.into_iter().take(missing).map(located));
        }
        self.report.unreadable_fields += block.unreadable_fields;
        match self.first_bad.take_if(|_| self.strict) {
            Some((reason, example)) => {
                Err(Error::new(ErrorKind::BadRow { reason, text: example.text }).at(example.position))
            }
            None => Ok(()),
        }
    }

    /// The end of the input, `bytes` long when decompressed.
    ///
    /// # Errors
    /// [`ErrorKind::NoUsableRow`] when not one row was usable.
    pub(crate) fn finish(mut self, bytes: u64, layout: &dyn Layout, facts: FactTables) -> Result<()> {
        self.report.bytes = bytes;
        if self.report.rows.kept == 0 {
            return Err(self.no_usable_row());
        }
        let mut tables = facts.into_tables();
        for (table, rows) in tables.iter_mut().zip(&self.fact_rows) {
            table.settle(rows, |text| VesselKey::from_text_index(self.collected.text_index(text)));
        }
        let shares = tables.len() as u64;
        let facts: Vec<_> = (0..shares)
            .into_par_iter()
            .map(|share| {
                let mut table = FactTable::default();
                tables.iter().for_each(|other| table.add_share(other, share, shares));
                table.parse(layout)
            })
            .collect();
        let known = facts.into_iter().flatten().filter(|(_, facts)| *facts != VesselFacts::default());
        for (key, facts) in known {
            self.collected.facts.entry(key).or_default().merge(facts);
        }
        let report = &mut self.collected.report;
        if let Some(RejectExample { position, .. }) = &self.first_long_field {
            report.warnings.push(format!(
                "{position}: a quoted field over more than {USUAL_FIELD_LINES} lines; where that is a stray quote, it joins \
                 rows: {} such records hold {} lines more",
                self.long_fields, self.joined_lines
            ));
        }
        report.rows.add(&self.report.rows);
        report.unreadable_fields += self.report.unreadable_fields;
        report.inputs.push(self.report);
        Ok(())
    }

    fn no_usable_row(self) -> Error {
        let InputReport { input, dialect, rows, .. } = self.report;
        let how = format!("read in the dialect {} ({})", dialect.name, dialect.why);
        if rows.read == 0 {
            return Error::new(ErrorKind::NoUsableRow(format!("{input} holds no rows, {how}")));
        }
        let reasons: Vec<_> = rows.rejected.iter().map(|(reason, rows)| format!("{rows} {reason}")).collect();
        let counts = format!("none of the {} rows could be used: {}; {how}", rows.read, reasons.join(", "));
        match self.first_bad {
            Some((reason, RejectExample { position, text })) => {
                let message = format!("{counts}; this is the first ({reason}): {text:?}");
                Error::new(ErrorKind::NoUsableRow(message)).at(position)
            }
            None => Error::new(ErrorKind::NoUsableRow(format!("{input}: {counts}"))),
        }
    }
}
