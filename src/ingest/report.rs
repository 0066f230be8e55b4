//! The account of every row.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::InputPosition;
use crate::ingest::DialectReport;

/// Why a row was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RejectReason {
    /// The identity is blank.
    NoIdentity,
    /// The time is blank, cannot be read, or lies outside 1990 to 2100.
    BadTime,
    /// Latitude and longitude are blank, as in static messages.
    NoPosition,
    /// Latitude 91 or longitude 181: "not available".
    PositionNotAvailable,
    /// Latitude beyond 90 or longitude beyond 180 degrees.
    PositionOutOfRange,
    /// A latitude or longitude that is no number.
    UnparsableField,
    /// The record ends before the last field that is needed.
    MissingField,
    /// The record is longer than the limit.
    LineTooLong,
    /// A static message among position reports, a message of another type without a position, or a record that fits no
    /// variant of a column mapping. No bad row: strict reading passes it over.
    StaticMessage,
    /// Same identity and time as a fix that fits its neighbours better, within a nautical mile of it.
    SameTime,
}

impl RejectReason {
    /// The name in every output.
    pub fn name(self) -> &'static str {
        match self {
            RejectReason::NoIdentity => "no_identity",
            RejectReason::BadTime => "bad_time",
            RejectReason::NoPosition => "no_position",
            RejectReason::PositionNotAvailable => "position_not_available",
            RejectReason::PositionOutOfRange => "position_out_of_range",
            RejectReason::UnparsableField => "unparsable_field",
            RejectReason::MissingField => "missing_field",
            RejectReason::LineTooLong => "line_too_long",
            RejectReason::StaticMessage => "static_message",
            RejectReason::SameTime => "same_time",
        }
    }

    /// Whether strict reading refuses such a row. A static message is no position report, and nothing is wrong with it.
    pub(crate) fn is_bad_row(self) -> bool {
        self != RejectReason::StaticMessage
    }
}

impl fmt::Display for RejectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What became of every row: `read = kept + duplicates + sum(rejected)`, always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RowAccount {
    /// Rows read; headers, metadata and blank lines are no rows.
    pub read: u64,
    /// Rows that became fixes, those set aside as noise included.
    pub kept: u64,
    /// Rows left out, by reason.
    pub rejected: BTreeMap<RejectReason, u64>,
    /// Exact repetitions of a kept row, found when tracks are made.
    pub duplicates: u64,
}

impl RowAccount {
    /// Rows left out, over all reasons.
    pub fn rejected_rows(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// Whether the sum is right.
    pub fn adds_up(&self) -> bool {
        self.read == self.kept + self.duplicates + self.rejected_rows()
    }

    pub(crate) fn add(&mut self, other: &RowAccount) {
        self.read += other.read;
        self.kept += other.kept;
        self.duplicates += other.duplicates;
        for (&reason, rows) in &other.rejected {
            *self.rejected.entry(reason).or_default() += rows;
        }
    }
}

/// One of the first rows that were left out for a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectExample {
    /// Where it is.
    #[serde(flatten)]
    pub position: InputPosition,
    /// The row, shortened; bytes that are no UTF-8 are replaced.
    pub text: String,
}

/// What one input held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InputReport {
    /// Its name: the path, `<stdin>`, or the name that was given to a reader.
    pub input: String,
    /// The dialect in which it was read, and why.
    pub dialect: DialectReport,
    /// The account of its rows.
    pub rows: RowAccount,
    /// Its size in bytes, decompressed.
    pub bytes: u64,
    /// Optional fields (speed, course, heading, status) that could not be read and became "not available".
    pub unreadable_fields: u64,
}

impl InputReport {
    pub(crate) fn new(input: &str, dialect: DialectReport) -> InputReport {
        let rows = RowAccount::default();
        InputReport { input: input.to_string(), dialect, rows, bytes: 0, unreadable_fields: 0 }
    }
}

/// What was read, in which dialect, and what became of every row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReadReport {
    /// The account over all inputs.
    pub rows: RowAccount,
    /// The first few rows left out for each reason, in the order of reading.
    pub examples: BTreeMap<RejectReason, Vec<RejectExample>>,
    /// Each input, in the order of reading.
    pub inputs: Vec<InputReport>,
    /// Optional fields of all inputs that could not be read and became "not available".
    pub unreadable_fields: u64,
    /// What is worth a look although nothing was left out for it.
    pub warnings: Vec<String>,
}
