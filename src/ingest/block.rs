//! One block of bytes to fixes: every record goes through the layout, and every row is accounted for.

use std::collections::{BTreeMap, HashMap};

use memchr::{memchr, memchr_iter};

use crate::fix::FixColumns;
use crate::ingest::facts::{FactCounts, FactTable, FactTables};
use crate::ingest::layout::{Identity, Layout, Role, RowFields};
use crate::ingest::quick::{Head, Known, LastDay, QuickRows};
use crate::ingest::rows::RowFacts;
use crate::ingest::split::{ParseBlock, Place};
use crate::ingest::walk::{Grammar, PlainFields, RecordSink, Span, Walked, plain_fields, walk};
use crate::ingest::{FixBlock, VesselKey};
use crate::{Fix, InputPosition, RejectReason};

/// How many bytes of a row an example shows.
const SHOWN_BYTES: usize = 200;
/// A quoted field over more lines than this is probably the work of a stray quote.
pub(crate) const USUAL_FIELD_LINES: usize = 3;

/// Parses blocks by a layout.
pub(crate) struct LayoutParser<'l> {
    layout: &'l dyn Layout,
    /// The role of each wanted column.
    columns: Vec<Option<Role>>,
    grammar: Grammar,
    /// Where its rows have a usual shape.
    quick: Option<QuickRows<'l>>,
    examples_per_reason: usize,
    tables: FactTables,
    /// Whether facts are wanted by vessel and there are any.
    counts_facts: bool,
    /// Whether each row keeps its own facts.
    facts_by_row: bool,
    /// Whether it is told where each row stands.
    row_places: bool,
}

/// Which facts of vessels are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactsWanted {
    /// None.
    No,
    /// Counted by vessel.
    ByVessel,
    /// Those of each row.
    ByRow,
}

impl<'l> LayoutParser<'l> {
    pub(crate) fn new(
        layout: &'l dyn Layout,
        max_record_bytes: usize,
        examples_per_reason: usize,
        facts: FactsWanted,
    ) -> LayoutParser<'l> {
        let wanted = |slot: &Role| facts != FactsWanted::No || layout.fixes_need(*slot);
        let mut columns: Vec<_> = layout.columns().iter().map(|slot| slot.filter(wanted)).collect();
        while columns.last().is_some_and(Option::is_none) {
            columns.pop();
        }
        let counts_facts =
            facts == FactsWanted::ByVessel && columns.iter().flatten().any(|role| *role >= Role::FIRST_FACT);
        let facts_by_row = facts == FactsWanted::ByRow;
        let grammar = Grammar { delimiter: layout.delimiter(), max_record_bytes };
        // Rows that are read at one go are not looked at field by field.
        let quick = layout.as_columns().filter(|_| !facts_by_row);
        let quick = quick.and_then(|layout| QuickRows::new(layout, &columns));
        let tables = FactTables::default();
        LayoutParser {
            layout,
            columns,
            grammar,
            quick,
            examples_per_reason,
            tables,
            counts_facts,
            facts_by_row,
            row_places: false,
        }
    }

    /// Tells where each row stands.
    pub(crate) fn with_row_places(self) -> LayoutParser<'l> {
        LayoutParser { row_places: true, ..self }
    }

    /// The facts of all that was parsed, without their counts.
    pub(crate) fn into_facts(self) -> FactTables {
        self.tables
    }
}

/// What came of a block. Text identities are numbered by `texts`.
#[derive(Debug, Default)]
pub(crate) struct ParsedBlock {
    pub(crate) rows: FixBlock,
    pub(crate) texts: Vec<Box<[u8]>>,
    pub(crate) rejects: BTreeMap<RejectReason, Rejects>,
    /// The first row that strict reading refuses.
    pub(crate) first_bad: Option<(RejectReason, RowExample)>,
    pub(crate) unreadable_fields: u64,
    /// Records with a quoted field over unusually many lines, and the first of them.
    pub(crate) long_fields: u64,
    /// The newlines within those fields.
    pub(crate) joined_lines: u64,
    pub(crate) first_long_field: Option<RowExample>,
    pub(crate) facts: FactCounts,
    /// Where each row keeps its own.
    pub(crate) row_facts: RowFacts,
    /// Where each row stands, if that is wanted.
    pub(crate) row_places: Vec<RowPlace>,
}

/// Where a row stands in its block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowPlace {
    byte: u64,
    /// The newlines before it.
    newlines: u64,
}

impl RowPlace {
    /// Where it stands in the input, of which the block starts here.
    pub(crate) fn position(self, input: &str, block: Place) -> InputPosition {
        InputPosition {
            input: input.to_owned(),
            line: block.newlines + self.newlines + 1,
            byte: block.byte + self.byte,
        }
    }
}

/// The rows left out for one reason.
#[derive(Debug, Default)]
pub(crate) struct Rejects {
    pub(crate) rows: u64,
    pub(crate) examples: Vec<RowExample>,
}

/// A row within a block.
#[derive(Clone, Debug)]
pub(crate) struct RowExample {
    pub(crate) byte: u64,
    /// The newlines before it.
    pub(crate) newlines: u64,
    pub(crate) text: String,
}

impl ParseBlock for LayoutParser<'_> {
    type Out = ParsedBlock;

    fn parse(&self, block: &[u8], newlines: u64, last: bool) -> (ParsedBlock, Walked) {
        let capacity = newlines as usize + 1;
        let rows = FixBlock { keys: Vec::with_capacity(capacity), columns: FixColumns::with_capacity(capacity) };
        let mut sink = LayoutSink {
            parser: self,
            block,
            parsed: ParsedBlock { rows, ..ParsedBlock::default() },
            text_indices: HashMap::new(),
            table: self.tables.borrow(),
            table_keys: Vec::new(),
            last_day: None,
            counted_to: 0,
            newlines: 0,
        };
        let walked = walk(block, self.grammar, last, &mut sink);
        let LayoutSink { mut parsed, mut table, .. } = sink;
        parsed.facts = table.take_counts();
        self.tables.give_back(table);
        (parsed, walked)
    }
}

struct LayoutSink<'p> {
    parser: &'p LayoutParser<'p>,
    block: &'p [u8],
    parsed: ParsedBlock,
    text_indices: HashMap<Box<[u8]>, u32>,
    table: FactTable,
    /// The keys of the texts in the table.
    table_keys: Vec<VesselKey>,
    last_day: Option<LastDay>,
    /// Up to here the newlines of the block are counted.
    counted_to: usize,
    newlines: u64,
}

impl LayoutSink<'_> {
    fn key(&mut self, identity: Identity<'_>) -> VesselKey {
        let text = match identity {
            Identity::Mmsi(mmsi) => return VesselKey::from_mmsi(mmsi),
            Identity::Text(text) => text,
        };
        let index = match self.text_indices.get(text) {
            Some(&index) => index,
            None => {
                let index = u32::try_from(self.parsed.texts.len()).expect("a block has fewer than 2^32 rows");
                self.parsed.texts.push(text.into());
                self.text_indices.insert(text.into(), index);
                self.table_keys.push(self.table.text_key(text));
                index
            }
        };
        VesselKey::from_text_index(index)
    }

    /// The key in the table of a key in this block.
    #[inline]
    fn table_key(&self, key: VesselKey) -> VesselKey {
        key.text_index().map_or(key, |index| self.table_keys[index])
    }

    #[inline]
    fn count_facts(&mut self, key: VesselKey, row: &RowFields<'_>) {
        if self.parser.counts_facts {
            self.table.count(self.table_key(key), row);
        }
    }

    #[inline]
    fn keep(&mut self, key: VesselKey, fix: Fix, start: usize) {
        if self.parser.row_places {
            let newlines = self.newlines_before(start);
            self.parsed.row_places.push(RowPlace { byte: start as u64, newlines });
        }
        self.parsed.rows.keys.push(key);
        self.parsed.rows.columns.push(fix);
    }

    /// Reads what the fields beside a usual head say, and remembers it for the vessel.
    #[inline(never)]
    fn learn(&mut self, quick: &QuickRows<'_>, key: VesselKey, head: &Head<'_>, plain: &[u8]) -> Option<Known> {
        let mut row = RowFields::default();
        for (role, field) in quick.sides_by_role(&head.sides) {
            row.by_role[role as usize] = Some(field);
        }
        let at = head.end + 1;
        let mut length = 0;
        if quick.has_rest() {
            let fields = PlainFields { column: quick.head_columns(), at };
            let end = plain_fields(plain, fields, self.parser.grammar.delimiter, self, &mut row)?;
            length = end + usize::from(plain[end] == b'\r') + 1 - at;
        }
        let status = quick.layout().status_code(&row)?;
        let variant = if self.parser.counts_facts { self.table.variant(key, &row) } else { 0 };
        let known = Known { length, status, variant };
        self.table.rests.learn(key, &head.sides, &plain[at..at + length], known);
        Some(known)
    }

    fn newlines_before(&mut self, start: usize) -> u64 {
        self.newlines += memchr_iter(b'\n', &self.block[self.counted_to..start]).count() as u64;
        self.counted_to = start;
        self.newlines
    }

    fn example(&mut self, start: usize, end: usize) -> RowExample {
        RowExample {
            byte: start as u64,
            newlines: self.newlines_before(start),
            text: shortened(&self.block[start..end]),
        }
    }

    fn reject(&mut self, reason: RejectReason, start: usize, end: usize) {
        let rejects = self.parsed.rejects.entry(reason).or_default();
        rejects.rows += 1;
        let is_example = rejects.examples.len() < self.parser.examples_per_reason;
        let is_first_bad = self.parsed.first_bad.is_none() && reason.is_bad_row();
        if !is_example && !is_first_bad {
            return;
        }
        let example = self.example(start, end);
        if is_first_bad {
            self.parsed.first_bad = Some((reason, example.clone()));
        }
        if is_example {
            self.parsed.rejects.entry(reason).or_default().examples.push(example);
        }
    }
}

impl RecordSink for LayoutSink<'_> {
    type Row<'a> = RowFields<'a>;

    fn columns(&self) -> usize {
        self.parser.columns.len()
    }

    fn row<'a>(&self) -> RowFields<'a> {
        RowFields::default()
    }

    #[inline]
    fn put<'a>(&self, row: &mut RowFields<'a>, column: usize, field: &'a [u8]) {
        if let Some(role) = self.parser.columns[column] {
            row.by_role[role as usize] = Some(field);
        }
    }

    fn truncate(&self, row: &mut RowFields<'_>, columns: usize) {
        for role in self.parser.columns[columns..].iter().flatten() {
            row.by_role[*role as usize] = None;
        }
    }

    #[inline]
    fn record(&mut self, span: Span, row: &RowFields<'_>) {
        if span.newlines_in_field >= USUAL_FIELD_LINES {
            self.parsed.long_fields += 1;
            self.parsed.joined_lines += span.newlines_in_field as u64;
            if self.parsed.first_long_field.is_none() {
                self.parsed.first_long_field = Some(self.example(span.start, span.end));
            }
        }
        match self.parser.layout.parse(row) {
            Ok(parsed) => {
                let key = self.key(parsed.identity);
                self.keep(key, parsed.fix, span.start);
                self.parsed.unreadable_fields += u64::from(parsed.unreadable_fields);
                self.count_facts(key, row);
                if self.parser.facts_by_row {
                    self.parsed.row_facts.push(self.parser.layout, row);
                }
            }
            Err(reason) => {
                // The row of a ship that does not know where it is still says who she is.
                let has_facts = matches!(
                    reason,
                    RejectReason::StaticMessage | RejectReason::NoPosition | RejectReason::PositionNotAvailable
                );
                if has_facts
                    && self.parser.counts_facts
                    && let Some(identity) = self.parser.layout.identity(row)
                {
                    let key = self.key(identity);
                    self.count_facts(key, row);
                }
                self.reject(reason, span.start, span.end);
            }
        }
    }

    #[inline]
    fn quick(&mut self, plain: &[u8], start: usize) -> Option<usize> {
        let parser = self.parser;
        let quick = parser.quick.as_ref()?;
        let mut head = quick.head(plain, start, &mut self.last_day)?;
        let key = match head.identity {
            Identity::Mmsi(mmsi) => VesselKey::from_mmsi(mmsi),
            // A text is new until a row of it was kept.
            Identity::Text(text) => VesselKey::from_text_index(*self.text_indices.get(text)?),
        };
        let is_whole = plain[head.end] != parser.grammar.delimiter;
        let mut known = None;
        if quick.has_sides_or_rest() {
            if is_whole && quick.has_rest() {
                return None;
            }
            let table_key = self.table_key(key);
            let found = self.table.rests.find(table_key, &head.sides, &plain[head.end + 1..]);
            known = Some(match found {
                Some(found) => found,
                None => self.learn(quick, table_key, &head, plain)?,
            });
        }
        let newline = match known {
            Some(Known { length: length @ 1.., .. }) => head.end + length,
            _ if is_whole => head.end,
            _ => head.end + memchr(b'\n', &plain[head.end..])?,
        };
        if newline - start > parser.grammar.max_record_bytes {
            return None;
        }
        if let Some(known) = known {
            head.fix.status = known.status;
            if parser.counts_facts {
                self.table.count_variant(known.variant);
            }
        }
        self.keep(key, head.fix, start);
        Some(newline)
    }

    fn too_long(&mut self, start: usize) {
        // As many bytes as the limit are there however the block was cut.
        let known = self.parser.grammar.max_record_bytes.min(SHOWN_BYTES) + 1;
        self.reject(RejectReason::LineTooLong, start, start + known);
    }
}

/// The start of a row as text.
fn shortened(row: &[u8]) -> String {
    let Some(mut shown) = row.get(..SHOWN_BYTES).filter(|_| row.len() > SHOWN_BYTES) else {
        return String::from_utf8_lossy(row).into_owned();
    };
    // A character is not cut in two.
    if let Err(error) = std::str::from_utf8(shown)
        && error.error_len().is_none()
    {
        shown = &shown[..error.valid_up_to()];
    }
    format!("{}…", String::from_utf8_lossy(shown))
}
