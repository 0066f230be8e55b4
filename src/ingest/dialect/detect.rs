//! The way from the first bytes of an input to its layout.

use super::header::{self, Header};
use super::sample::Sample;
use super::settle::{self, Habits, Settled, Undecided};
use super::{Detected, Dialect, DialectChoice, DialectReport, FAMILIES, Family, ReportColumn, dma, explain, mapped};
use crate::Result;
use crate::ingest::columns::ColumnLayout;

/// Decides the layout of an input from its first bytes, up to a mebibyte of them, cut anywhere.
///
/// # Errors
/// [`ErrorKind::Dialect`](crate::ErrorKind::Dialect) when something that is needed cannot be decided, with what was
/// seen and how to say it.
pub(crate) fn detect(input: &str, sample: &[u8], choice: &DialectChoice) -> Result<Detected> {
    let start = after_byte_order_mark(input, sample)?;
    if sample[start..].trim_ascii().is_empty() {
        return Err(explain::error(input, "there is nothing to read", "no record at all", "check the input"));
    }
    match choice {
        DialectChoice::Mapping(mapping) => mapped::detect(input, sample, start, mapping),
        DialectChoice::Named(Dialect::Custom) => Err(explain::error(
            input,
            "the dialect custom needs a column mapping",
            &format!("first line {}", explain::line_at(sample, start)),
            explain::GIVE_COLUMNS,
        )),
        DialectChoice::Auto | DialectChoice::Named(Dialect::Auto) => by_header(input, sample, start, None),
        DialectChoice::Named(dialect) => by_header(input, sample, start, Some(*dialect)),
    }
}

/// Where the text starts. UTF-16 is refused.
fn after_byte_order_mark(input: &str, sample: &[u8]) -> Result<usize> {
    match sample {
        [0xEF, 0xBB, 0xBF, ..] => Ok(3),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Err(explain::error(
            input,
            "the input is UTF-16",
            "its byte order mark",
            "convert it to UTF-8, for example: iconv -f UTF-16 -t UTF-8",
        )),
        _ => Ok(0),
    }
}

fn by_header(input: &str, sample: &[u8], start: usize, asked: Option<Dialect>) -> Result<Detected> {
    let may_be_dma = matches!(asked, None | Some(Dialect::Dma));
    let implied = || dma::implied_header(sample, start).filter(|_| may_be_dma);
    let (header, is_implied) = match header::find(sample, start) {
        Ok(header) => (header, false),
        Err(best) => match implied() {
            Some(header) => (header, true),
            None => return Err(no_header(input, sample, start, best)),
        },
    };
    let family = |dialect: Dialect| FAMILIES.into_iter().find(move |family| family.dialect == dialect);
    let (family, mut why): (Option<&Family>, String) = match asked {
        Some(dialect) => (family(dialect), format!("the dialect {dialect} was asked for")),
        None => match FAMILIES.into_iter().find_map(|family| Some((family, (family.recognise)(&header)?))) {
            Some((family, why)) => (Some(family), why.to_owned()),
            None => (None, "the names in the header say what the columns hold".to_owned()),
        },
    };
    if is_implied {
        why = "there is no header, and the first record is a day, a type of mobile and 22 or 26 fields in all, \
               as the Danish Maritime Authority has it"
            .to_owned();
    }
    if header.metadata_lines > 0 {
        why += &format!("; {} lines before it are no records", header.metadata_lines);
    }
    let records = Sample::new(&sample[header.data_start..], header.delimiter);
    let settled = settle::settle(&header, &records, family.map_or(Habits::NONE, |family| family.habits))
        .map_err(|undecided| undecided.into_error(input))?;
    let mut name = family.map_or(Dialect::Auto, |family| family.dialect);
    if settled.is_raw && name == Dialect::Auto {
        name = Dialect::Raw;
        why += "; positions are integers with the code for \"not available\" in 1/600000 degree among them";
    }
    Ok(compile(name, why, &header, is_implied, settled))
}

impl Undecided {
    pub(super) fn into_error(self, input: &str) -> crate::Error {
        explain::error(input, &self.what, &self.seen, &self.remedy)
    }
}

/// The error for an input in which no header is complete.
fn no_header(input: &str, sample: &[u8], start: usize, best: Option<Header>) -> crate::Error {
    let first_line = format!("first line {}", explain::line_at(sample, start));
    if let Some(header) = best.filter(|header| header.known() >= 2) {
        let what = format!("the header has no column for: {}", header.missing().join(", "));
        let seen = format!("columns {}", explain::columns(&header));
        return explain::error(input, &what, &seen, explain::GIVE_COLUMNS);
    }
    let opening = &sample[start..sample.len().min(start + 4096)];
    // Cut at a newline, so that no character is cut.
    let whole_lines = memchr::memrchr(b'\n', opening).map_or(opening, |at| &opening[..at]);
    if std::str::from_utf8(whole_lines).is_err() && !cfg!(feature = "encodings") {
        let remedy = "build with the feature `encodings` to read CP949, or convert the input to UTF-8";
        return explain::error(input, "the header is not in UTF-8, perhaps in CP949 (Korean)", &first_line, remedy);
    }
    explain::error(
        input,
        "there is no header that is known (its fields apart by comma, semicolon, tab or |), and no dialect without one fits",
        &first_line,
        explain::GIVE_COLUMNS,
    )
}

fn compile(name: Dialect, why: String, header: &Header, is_implied: bool, settled: Settled) -> Detected {
    let last = settled.columns.values().max().map_or(0, |&index| index + 1);
    let mut roles = vec![None; last];
    for (&role, &index) in &settled.columns {
        roles[index] = Some(role);
    }
    let columns = (0..last)
        .filter_map(|index| {
            let role = roles[index]?;
            let header = (!is_implied).then(|| header.names[index].clone());
            Some(ReportColumn { role, index, header, reading: explain::reading(role, &settled.reading) })
        })
        .collect();
    let is_unused = |index: &usize| roles.get(*index).copied().flatten().is_none();
    let unused = match is_implied {
        true => Vec::new(),
        false => (0..header.names.len()).filter(is_unused).map(|index| header.names[index].clone()).collect(),
    };
    let report = DialectReport {
        name,
        why,
        delimiter: char::from(header.delimiter),
        encoding: explain::encoding_name(header.encoding).to_owned(),
        columns,
        unused,
    };
    let layout = Box::new(ColumnLayout::new(header.delimiter, roles, settled.reading));
    Detected { layout, report, data_start: header.data_start as u64 }
}
