//! From an explicit mapping to a layout.

use std::collections::BTreeMap;

use super::aliases;
use super::header::{DELIMITERS, Header, split_record};
use super::sample::Sample;
use super::settle::decide_time_format;
use super::{Detected, Dialect, DialectReport, ReportColumn, explain};
use crate::Result;
use crate::ingest::columns::{ColumnLayout, Reading, TextEncoding, TimeReading};
use crate::ingest::field;
use crate::ingest::layout::{Layout, Role};
use crate::ingest::mapping::{Column, ColumnMapping, FieldValue};
use crate::ingest::time::TimeFormat;
use crate::ingest::variants::{Shape, VariantLayout};
use crate::similar::did_you_mean;

/// The layout that a mapping asks for.
///
/// # Errors
/// [`ErrorKind::Dialect`](crate::ErrorKind::Dialect) when the mapping does not fit the input or itself.
pub(super) fn detect(input: &str, sample: &[u8], start: usize, mapping: &ColumnMapping) -> Result<Detected> {
    compile(sample, start, mapping).map_err(|what| {
        let seen = format!("first line {}", explain::line_at(sample, start));
        explain::error(input, &format!("the column mapping does not fit: {what}"), &seen, "correct the column mapping")
    })
}

fn compile(sample: &[u8], start: usize, mapping: &ColumnMapping) -> std::result::Result<Detected, String> {
    let start = after_lines(sample, start, mapping.skip_lines)?;
    let delimiter = delimiter(sample, start, mapping)?;
    let (header, data_start) = match mapping.has_header {
        false => (None, start),
        true => {
            let (record, data_start) =
                split_record(sample, start, delimiter).ok_or("after the lines to skip there is no header")?;
            let names: Vec<String> =
                record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
            let normalised = names.iter().map(|name| aliases::normalise(name)).collect();
            let encoding = TextEncoding::Utf8;
            (Some(Header { names, normalised, delimiter, encoding, metadata_lines: 0, data_start }), data_start)
        }
    };
    let header = header.as_ref();
    let records = Sample::new(&sample[data_start..], delimiter);
    let mut report = DialectReport {
        name: Dialect::Custom,
        why: "a column mapping was given".to_owned(),
        delimiter: char::from(delimiter),
        encoding: explain::encoding_name(TextEncoding::Utf8).to_owned(),
        columns: Vec::new(),
        unused: Vec::new(),
    };
    let layout: Box<dyn Layout> = if mapping.variants.is_empty() {
        let columns = resolve_all(mapping.columns.iter().map(|(&role, column)| (role, column)), header)?;
        check(&columns, false)?;
        let (columns, reading) = reading(mapping, columns, &records, false)?;
        check_width(&columns, header, &records)?;
        report_columns(&mut report, &columns, &reading, header, "");
        let mut roles = vec![None; columns.values().max().map_or(0, |&index| index + 1)];
        for (&role, &index) in &columns {
            roles[index] = Some(role);
        }
        Box::new(ColumnLayout::new(delimiter, roles, reading))
    } else {
        let mut shapes = Vec::with_capacity(mapping.variants.len());
        for (number, variant) in mapping.variants.iter().enumerate() {
            let in_variant = |what: String| format!("variant {}: {what}", number + 1);
            let columns = resolve_all(variant.columns_within(mapping).into_iter(), header).map_err(in_variant)?;
            check(&columns, variant.is_static()).map_err(in_variant)?;
            let condition = variant.condition();
            let when_column = resolve(&condition.column, header).map_err(in_variant)?;
            let these = records.filtered(|record| {
                record.get(when_column).is_some_and(|text| is_value(field::trim(text), &condition.values))
            });
            let (columns, reading) = reading(mapping, columns, &these, variant.is_static()).map_err(in_variant)?;
            let values: Vec<String> = condition.values.iter().map(show_value).collect();
            let shape = format!("where column {when_column} is {}", values.join(" or "));
            report_columns(&mut report, &columns, &reading, header, &shape);
            shapes.push(Shape { when_column, values: condition.values.clone(), columns, reading });
        }
        Box::new(VariantLayout::new(delimiter, shapes)?)
    };
    if let Some(header) = header {
        let is_used = |index: usize| report.columns.iter().any(|column| column.index == index);
        report.unused =
            (0..header.names.len()).filter(|&index| !is_used(index)).map(|index| header.names[index].clone()).collect();
    }
    Ok(Detected { layout, report, data_start: data_start as u64 })
}

fn is_value(text: &[u8], values: &[FieldValue]) -> bool {
    crate::ingest::variants::is_one_of(text, values)
}

fn show_value(value: &FieldValue) -> String {
    match value {
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Text(text) => format!("{text:?}"),
    }
}

/// Where the text starts after some lines.
fn after_lines(sample: &[u8], start: usize, lines: u64) -> std::result::Result<usize, String> {
    let Some(last) = usize::try_from(lines).ok().and_then(|lines| lines.checked_sub(1)) else { return Ok(start) };
    let newline = memchr::memchr_iter(b'\n', &sample[start..]).nth(last);
    newline.map(|at| start + at + 1).ok_or_else(|| format!("there are no {lines} lines to skip"))
}

/// The delimiter that was given, or the one that alone splits the first record into the most fields.
fn delimiter(sample: &[u8], start: usize, mapping: &ColumnMapping) -> std::result::Result<u8, String> {
    if let Some(given) = mapping.delimiter {
        let byte = u8::try_from(given).ok().filter(|&byte| byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r'));
        return byte.ok_or_else(|| format!("{given:?} cannot be a delimiter, which is one ASCII character"));
    }
    let fields = |delimiter: u8| split_record(sample, start, delimiter).map_or(0, |(record, _)| record.len());
    let most = DELIMITERS.into_iter().map(fields).max().unwrap_or(0);
    match DELIMITERS.into_iter().filter(|&delimiter| fields(delimiter) == most).collect::<Vec<_>>()[..] {
        [delimiter] if most > 1 => Ok(delimiter),
        _ => Err("the first record does not tell the delimiter; give it, for example: delimiter = \";\"".to_owned()),
    }
}

fn resolve_all<'a>(
    columns: impl Iterator<Item = (Role, &'a Column)>,
    header: Option<&Header>,
) -> std::result::Result<BTreeMap<Role, usize>, String> {
    let mut indices: BTreeMap<Role, usize> = BTreeMap::new();
    for (role, column) in columns {
        let index = resolve(column, header)?;
        if let Some((other, _)) = indices.iter().find(|&(_, &taken)| taken == index) {
            return Err(format!("column {index} is given both as {other} and as {role}"));
        }
        indices.insert(role, index);
    }
    Ok(indices)
}

/// How many columns an input may have.
const MOST_COLUMNS: usize = 10_000;

fn resolve(column: &Column, header: Option<&Header>) -> std::result::Result<usize, String> {
    let name = match (column, header) {
        (Column::Index(index), None) if *index < MOST_COLUMNS => return Ok(*index),
        (Column::Index(index), None) => return Err(format!("there is no column {index}")),
        (Column::Index(index), Some(header)) => {
            let found = header.names.len();
            let exists = *index < found;
            let error = || format!("there is no column {index}: the header has {found}, and indices count from 0");
            return exists.then_some(*index).ok_or_else(error);
        }
        (Column::Name(name), None) => {
            return Err(format!("the column {name:?} is given by name, and has_header is false"));
        }
        (Column::Name(name), Some(header)) => (name.trim(), header),
    };
    let (name, header) = name;
    let matching = |same: &dyn Fn(&str) -> bool| -> Vec<usize> {
        header.names.iter().enumerate().filter(|(_, found)| same(found)).map(|(index, _)| index).collect()
    };
    let exact = matching(&|found| found == name);
    let candidates =
        if exact.is_empty() { matching(&|found| found.to_lowercase() == name.to_lowercase()) } else { exact };
    match candidates[..] {
        [index] => Ok(index),
        [] => {
            let meant = did_you_mean(name, &header.names);
            Err(format!("there is no column {name:?} among {}{meant}", explain::columns(header)))
        }
        _ => Err(format!("the name {name:?} stands {} times in the header; give the index", candidates.len())),
    }
}

/// That all is there that a fix needs.
fn check(columns: &BTreeMap<Role, usize>, is_static: bool) -> std::result::Result<(), String> {
    let has = |role: Role| columns.contains_key(&role);
    let needed: &[Role] = match is_static {
        true => &[Role::Identity],
        false => &[Role::Identity, Role::Time, Role::Latitude, Role::Longitude],
    };
    let present = |role: &Role| has(*role) || (*role == Role::Time && has(Role::TimeOfDay));
    let missing: Vec<&str> = needed.iter().filter(|role| !present(role)).map(|role| role.name()).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("it has no column for: {}", missing.join(", "))) }
}

/// That the records have the columns, where there is no header to tell.
fn check_width(
    columns: &BTreeMap<Role, usize>,
    header: Option<&Header>,
    records: &Sample,
) -> std::result::Result<(), String> {
    let widest = records.widths().keys().next_back().copied();
    let needed = [Role::Identity, Role::Time, Role::Latitude, Role::Longitude];
    let last = needed.iter().filter_map(|role| columns.get(role)).max().copied();
    match (header, widest, last) {
        (None, Some(widest), Some(last)) if last >= widest => {
            Err(format!("there is no column {last}: records have {widest} fields, and indices count from 0"))
        }
        _ => Ok(()),
    }
}

fn reading(
    mapping: &ColumnMapping,
    mut columns: BTreeMap<Role, usize>,
    records: &Sample,
    is_static: bool,
) -> std::result::Result<(BTreeMap<Role, usize>, Reading), String> {
    let mut reading = Reading {
        decimal_comma: mapping.decimal_comma,
        position: mapping.position_unit,
        speed: mapping.speed_unit,
        course: mapping.course_unit,
        static_only: is_static,
        ..Reading::default()
    };
    if let Some(types) = &mapping.message_types {
        reading.accepted_messages = Reading::message_bits(types);
    }
    let is_time_of_day = mapping.time_format == TimeFormat::TimeOfDay;
    if mapping.date.is_some() != is_time_of_day {
        return Err("date and time_format = \"time_of_day\" belong together".to_owned());
    }
    if is_static {
        return Ok((columns, reading));
    }
    if let Some(date) = mapping.date {
        // A time of day stands where the time is looked for, by whichever of the two names it was given.
        match (columns.remove(&Role::TimeOfDay), columns.get(&Role::Time)) {
            (Some(_), Some(_)) => return Err("with a date, one column for the time of day is enough".to_owned()),
            (Some(index), None) => _ = columns.insert(Role::Time, index),
            (None, _) => {}
        }
        let start = format!("{date}T00:00:00Z");
        let start_ms = TimeFormat::Iso.parse_ms(start.as_bytes());
        let start_ms = start_ms.ok_or_else(|| format!("the date {date} does not lie between 1990 and 2100"))?;
        reading.time = TimeReading::OnDay { start_ms };
        return Ok((columns, reading));
    }
    let Some(&time) = columns.get(&Role::Time) else {
        return Err("a time of day without a column for the date needs date = \"YYYY-MM-DD\"".to_owned());
    };
    let in_two = columns.contains_key(&Role::TimeOfDay);
    let format = match mapping.time_format {
        TimeFormat::Auto => {
            let read = if in_two { TimeFormat::parse_date_ms } else { TimeFormat::parse_ms };
            decide_time_format(&records.column(time), &time.to_string(), None, read)
                .map_err(|undecided| format!("{} ({})", undecided.what, undecided.seen))?
        }
        format => format,
    };
    reading.time = if in_two { TimeReading::DateAndTime(format) } else { TimeReading::Whole(format) };
    Ok((columns, reading))
}

fn report_columns(
    report: &mut DialectReport,
    columns: &BTreeMap<Role, usize>,
    reading: &Reading,
    header: Option<&Header>,
    shape: &str,
) {
    let mut by_index: Vec<(usize, Role)> = columns.iter().map(|(&role, &index)| (index, role)).collect();
    by_index.sort_unstable();
    for (index, role) in by_index {
        let unit = explain::reading(role, reading);
        let reading = [unit.as_str(), shape].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let header = header.map(|header| header.names[index].clone());
        report.columns.push(ReportColumn { role, index, header, reading });
    }
}
