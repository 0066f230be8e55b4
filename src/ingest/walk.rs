//! Records and fields of a block of bytes, exactly as the `csv` crate cuts them.
//!
//! The grammar is that of `csv::ReaderBuilder` with its defaults: a record ends at a newline, a carriage return, or
//! both; blank lines are no records; a quote opens a field only as its first byte, a doubled quote inside stands for
//! one, and what follows the closing quote up to the delimiter belongs to the field as it is.
//!
//! Two paths give the same answer. Up to the first quote or lone carriage return a record ends at the next newline and
//! its fields at the next delimiter: that is all the *plain* path looks for. A record that holds either goes through
//! [`split_record`].
//!
//! The one departure from `csv` is the limit on the length of a record. A record starts at its first byte after blank
//! lines, at `s`, and ends before its terminator, at `e`. When `e - s` exceeds the limit `m` it is too long: it counts
//! as one row, and reading resumes after the first newline at or after `s + m`. This depends on the bytes alone, never
//! on how they were cut into blocks.

use memchr::{memchr, memchr_iter, memchr2_iter, memchr3};

/// What cuts bytes into records and fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grammar {
    pub(crate) delimiter: u8,
    pub(crate) max_record_bytes: usize,
}

/// Where a record lies in its block, terminator excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The newlines inside the quoted field that has the most of them.
    pub(crate) newlines_in_field: usize,
}

/// Receives the records of a block in their order.
pub(crate) trait RecordSink {
    /// The wanted fields of one record.
    type Row<'a>;

    /// How many of the first fields of a record are wanted at all.
    fn columns(&self) -> usize;

    /// A row without fields.
    fn row<'a>(&self) -> Self::Row<'a>;

    /// Sets a field. Columns come in ascending order from 0.
    fn put<'a>(&self, row: &mut Self::Row<'a>, column: usize, field: &'a [u8]);

    /// Takes back the fields of an earlier record from this column on: the record has no more.
    fn truncate(&self, row: &mut Self::Row<'_>, columns: usize);

    /// A whole record.
    fn record(&mut self, span: Span, row: &Self::Row<'_>);

    /// Takes the record at `start`, if it has a shape that the sink knows and ends within `plain`, in which neither
    /// quotes nor lone carriage returns are. Returns where its newline stands.
    #[inline]
    fn quick(&mut self, plain: &[u8], start: usize) -> Option<usize> {
        let _ = (plain, start);
        None
    }

    /// A record over the limit, by its start. As many bytes as the limit follow in the block.
    fn too_long(&mut self, start: usize);
}

/// How a block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Walked {
    /// Where the record that has not ended starts; the length of the block when there is none.
    pub(crate) tail: usize,
    /// Whether a record over the limit still waits for the newline after which reading resumes.
    pub(crate) skipping: bool,
}

/// Walks a block that starts where a record may start. With `last`, the end of the block ends its last record.
pub(crate) fn walk<S: RecordSink>(block: &[u8], grammar: Grammar, last: bool, sink: &mut S) -> Walked {
    let mut pieces = Pieces::default();
    let mut row = sink.row();
    let mut start = 0;
    // Neither a quote nor a lone carriage return lies in block[start..plain_end].
    let mut plain_end = 0;
    loop {
        while matches!(block.get(start), Some(b'\n' | b'\r')) {
            start += 1;
        }
        if start >= block.len() {
            return Walked { tail: block.len(), skipping: false };
        }
        if plain_end <= start {
            plain_end = plain_run_end(block, start);
        }
        let plain = &block[..plain_end];
        if let Some(newline) = sink.quick(plain, start) {
            start = newline + 1;
            continue;
        }
        let fields = PlainFields { column: 0, at: start };
        if let Some(end) = plain_fields(plain, fields, grammar.delimiter, sink, &mut row) {
            // Past the first newline at or after the limit: this one, since there is no other in the record.
            let newline = end + usize::from(block[end] == b'\r');
            match end - start > grammar.max_record_bytes {
                true => sink.too_long(start),
                false => sink.record(Span { start, end, newlines_in_field: 0 }, &row),
            }
            start = newline + 1;
            continue;
        }
        let limit = start.saturating_add(grammar.max_record_bytes);
        let window = &block[start..limit.saturating_add(1).min(block.len())];
        let end = match split_record(window, grammar.delimiter, &mut pieces) {
            Some(length) => start + length,
            None if block.len() > limit => {
                sink.too_long(start);
                match memchr(b'\n', &block[limit..]) {
                    Some(offset) => start = limit + offset + 1,
                    None => return Walked { tail: block.len(), skipping: !last },
                }
                continue;
            }
            None if last => block.len(),
            None => return Walked { tail: start, skipping: false },
        };
        let mut row = sink.row();
        pieces.fill(window, sink, &mut row);
        sink.record(Span { start, end, newlines_in_field: pieces.newlines_in_field }, &row);
        start = end;
    }
}

/// Where the first quote or lone carriage return stands at or after `from`. A carriage return as the last byte counts
/// as lone: what follows it is not known.
fn plain_run_end(block: &[u8], from: usize) -> usize {
    memchr2_iter(b'"', b'\r', &block[from..])
        .map(|offset| from + offset)
        .find(|&at| block[at] == b'"' || block.get(at + 1) != Some(&b'\n'))
        .unwrap_or(block.len())
}

/// A column of a record, and where its field starts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainFields {
    pub(crate) column: usize,
    pub(crate) at: usize,
}

/// Reads the fields from there on of a record that ends at a newline within `plain`; returns where its content ends.
pub(crate) fn plain_fields<'a, S: RecordSink>(
    plain: &'a [u8],
    from: PlainFields,
    delimiter: u8,
    sink: &S,
    row: &mut S::Row<'a>,
) -> Option<usize> {
    let columns = sink.columns();
    let mut field_start = from.at;
    for column in from.column..columns {
        let at = field_end(plain, field_start, delimiter)?;
        if plain[at] == delimiter {
            sink.put(row, column, &plain[field_start..at]);
            field_start = at + 1;
            continue;
        }
        let end = content_end(plain, from.at, at);
        sink.put(row, column, &plain[field_start..end]);
        sink.truncate(row, column + 1);
        return Some(end);
    }
    let newline = field_start + memchr(b'\n', &plain[field_start..])?;
    Some(content_end(plain, from.at, newline))
}

/// Where the next delimiter or newline stands.
///
/// Fields are short: looking at eight bytes at a time in a register beats calling a vector search for each.
///
/// # References
/// H. S. Warren, *Hacker's Delight*, 2nd edition, section 6-1: the lowest zero byte of a word.
#[inline]
pub(crate) fn field_end(plain: &[u8], from: usize, delimiter: u8) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let delimiters = ONES * u64::from(delimiter);
    let newlines = ONES * u64::from(b'\n');
    let mut words = plain[from..].chunks_exact(8);
    let mut at = from;
    for word in &mut words {
        let word = u64::from_le_bytes(word.try_into().expect("the chunks are of eight bytes"));
        let (a, b) = (word ^ delimiters, word ^ newlines);
        // Bits above the lowest zero byte may be wrong; only the lowest is used.
        let zeros = (a.wrapping_sub(ONES) & !a | b.wrapping_sub(ONES) & !b) & (ONES << 7);
        if zeros != 0 {
            return Some(at + (zeros.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    let last = words.remainder().iter().position(|&byte| byte == delimiter || byte == b'\n')?;
    Some(at + last)
}

/// Where the content of a record ends, given its newline.
pub(crate) fn content_end(plain: &[u8], start: usize, newline: usize) -> usize {
    newline - usize::from(newline > start && plain[newline - 1] == b'\r')
}

/// The fields of one record: slices of the record where they can be, unescaped copies where they must.
#[derive(Debug, Default)]
struct Pieces {
    fields: Vec<Piece>,
    unescaped: Vec<u8>,
    newlines_in_field: usize,
}

#[derive(Debug)]
struct Piece {
    in_record: bool,
    start: usize,
    end: usize,
}

impl Pieces {
    fn fill<'a, S: RecordSink>(&'a self, record: &'a [u8], sink: &S, row: &mut S::Row<'a>) {
        let columns = sink.columns();
        for (column, piece) in self.fields.iter().take(columns).enumerate() {
            let bytes = if piece.in_record { record } else { &self.unescaped };
            sink.put(row, column, &bytes[piece.start..piece.end]);
        }
        if self.fields.len() < columns {
            sink.truncate(row, self.fields.len());
        }
    }
}

/// Cuts the record at the start of `bytes` into its fields; returns where its terminator stands, or `None` when the
/// bytes end first.
fn split_record(bytes: &[u8], delimiter: u8, pieces: &mut Pieces) -> Option<usize> {
    pieces.fields.clear();
    pieces.unescaped.clear();
    pieces.newlines_in_field = 0;
    let unquoted_end =
        |from: usize| memchr3(delimiter, b'\n', b'\r', &bytes[from..]).map_or(bytes.len(), |offset| from + offset);
    let mut start = 0;
    loop {
        let end = if bytes.get(start) == Some(&b'"') {
            quoted_field(bytes, start + 1, pieces, unquoted_end)
        } else {
            let end = unquoted_end(start);
            pieces.fields.push(Piece { in_record: true, start, end });
            end
        };
        match bytes.get(end) {
            None => return None,
            Some(&byte) if byte == delimiter => start = end + 1,
            Some(_) => return Some(end),
        }
    }
}

/// Reads a field from behind its opening quote; returns where it ends.
fn quoted_field(bytes: &[u8], start: usize, pieces: &mut Pieces, unquoted_end: impl Fn(usize) -> usize) -> usize {
    let copy_start = pieces.unescaped.len();
    let mut from = start;
    let mut look = start;
    let (quoted_end, end) = loop {
        let Some(quote) = memchr(b'"', &bytes[look..]).map(|offset| look + offset) else {
            break (bytes.len(), bytes.len());
        };
        if bytes.get(quote + 1) != Some(&b'"') {
            break (quote, unquoted_end(quote + 1));
        }
        // One quote of the two is kept.
        pieces.unescaped.extend_from_slice(&bytes[from..=quote]);
        from = quote + 2;
        look = from;
    };
    let newlines = memchr_iter(b'\n', &bytes[start..quoted_end]).count();
    pieces.newlines_in_field = pieces.newlines_in_field.max(newlines);
    let is_slice = from == start && end <= quoted_end + 1;
    if is_slice {
        pieces.fields.push(Piece { in_record: true, start, end: quoted_end });
    } else {
        pieces.unescaped.extend_from_slice(&bytes[from..quoted_end]);
        pieces.unescaped.extend_from_slice(bytes.get(quoted_end + 1..end).unwrap_or_default());
        pieces.fields.push(Piece { in_record: false, start: copy_start, end: pieces.unescaped.len() });
    }
    end
}
