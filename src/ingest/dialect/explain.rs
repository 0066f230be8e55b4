//! In words: what was decided, for the report; what cannot be decided, what was seen, and how to say it.

use super::Dialect;
use super::header::Header;
use crate::ingest::columns::{Reading, TextEncoding, TimeReading};
use crate::ingest::layout::Role;
use crate::ingest::units::{CourseUnit, PositionUnit};
use crate::{Error, ErrorKind};

/// How much of a line a message shows.
const SHOWN_CHARACTERS: usize = 160;

/// The names of the dialects, in a row.
pub(super) fn dialect_names() -> String {
    Dialect::ALL.map(Dialect::name).join(", ")
}

/// The first line at a place, shortened, its odd bytes escaped.
pub(super) fn line_at(sample: &[u8], start: usize) -> String {
    let line =
        sample[start.min(sample.len())..].split(|&byte| byte == b'\n' || byte == b'\r').next().unwrap_or_default();
    let text = String::from_utf8_lossy(line);
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{:?} ...", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// Fields as a message shows them.
pub(super) fn fields(fields: &[&[u8]]) -> String {
    let shown: Vec<String> =
        fields.iter().take(3).map(|field| format!("{:?}", String::from_utf8_lossy(field))).collect();
    shown.join(", ")
}

/// The columns of a header.
pub(super) fn columns(header: &Header) -> String {
    header.names.join(", ")
}

/// An error about an input: what is the matter, what was seen, what would decide it.
pub(super) fn error(input: &str, what: &str, seen: &str, remedy: &str) -> Error {
    Error::new(ErrorKind::Dialect(format!("{input}: {what}\n  seen: {seen}\n  remedy: {remedy}")))
}

/// The remedy where the columns are not known.
pub(super) const GIVE_COLUMNS: &str = "name the dialect, or give a column mapping that says which column holds what, \
     for example: has_header = false, columns = { identity = 0, time = 1, latitude = 2, longitude = 3 } \
     (indices count from 0; with a header, names can stand in their place)";

/// The name of an encoding in the report.
pub(super) fn encoding_name(encoding: TextEncoding) -> &'static str {
    match encoding {
        TextEncoding::Utf8 => "utf-8",
        TextEncoding::Cp949 => "cp949",
    }
}

/// In which unit or format a role is read.
pub(super) fn reading(role: Role, reading: &Reading) -> String {
    let text = match role {
        Role::Time => match reading.time {
            TimeReading::Whole(format) => format.describe(),
            TimeReading::DateAndTime(_) => "the date, UTC",
            TimeReading::OnDay { .. } => "time of day on the date that was given, UTC",
        },
        Role::TimeOfDay => "time of day, UTC",
        Role::Latitude | Role::Longitude if reading.decimal_comma && reading.position == PositionUnit::Degrees => {
            "degrees, decimal comma"
        }
        Role::Latitude | Role::Longitude => reading.position.describe(),
        Role::Sog => reading.speed.describe(),
        Role::Cog => reading.course.describe(),
        Role::Heading => CourseUnit::Degrees.describe(),
        Role::Length | Role::Width => "metres",
        _ => "",
    };
    text.to_owned()
}
