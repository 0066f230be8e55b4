//! What can stop the work.

use std::fmt;
use std::io;

/// An error of this crate: one word wide. [`kind`](Error::kind) tells what happened, [`position`](Error::position)
/// where in the input.
///
/// A bad row is no error: it is counted and located in the [`ReadReport`](crate::ReadReport), unless the reader is
/// [strict](crate::ReaderBuilder::strict).
#[derive(Debug)]
pub struct Error(Box<ErrorInner>);

#[derive(Debug)]
struct ErrorInner {
    kind: ErrorKind,
    position: Option<InputPosition>,
}

/// A `Result` whose error is [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// A place in an input.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InputPosition {
    /// The name of the file, or `<stdin>`, or the name that was given to a reader.
    pub input: String,
    /// The line, counted from 1 by the newlines (`\n`) before it.
    pub line: u64,
    /// The byte at which the record starts, counted from 0 in the decompressed input.
    pub byte: u64,
}

/// What happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Reading or writing failed.
    Io {
        /// What was being done, for example `reading ais.csv`.
        doing: String,
        /// The operating system's word.
        source: io::Error,
    },
    /// No input was given, or a glob or directory named no file that can be read.
    NoInput(String),
    /// The dialect of an input could not be decided, or what was asked for does not fit it.
    Dialect(String),
    /// A row was bad and the reader is strict.
    BadRow {
        /// Why the row was rejected.
        reason: crate::RejectReason,
        /// The row, shortened.
        text: String,
    },
    /// Not one row of an input could be used.
    NoUsableRow(String),
    /// A parameter is out of its range.
    Param(ParamError),
    /// A file that should hold events, truth or settings does not.
    Format(String),
    /// The work was cancelled by its progress callback.
    Cancelled,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Error {
        Error(Box::new(ErrorInner { kind, position: None }))
    }

    /// An input or output error, with what was being done.
    pub(crate) fn io(doing: impl Into<String>, source: io::Error) -> Error {
        Error::new(ErrorKind::Io { doing: doing.into(), source })
    }

    pub(crate) fn at(mut self, position: InputPosition) -> Error {
        self.0.position = Some(position);
        self
    }

    /// What happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Where in the input, when it is known.
    pub fn position(&self) -> Option<&InputPosition> {
        self.0.position.as_ref()
    }
}

impl fmt::Display for InputPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: line {}, byte {}", self.input, self.line, self.byte)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = &self.0.position {
            write!(f, "{position}: ")?;
        }
        match &self.0.kind {
            ErrorKind::Io { doing, source } => write!(f, "{doing}: {source}"),
            ErrorKind::BadRow { reason, text } => {
                write!(f, "{reason}; the row is {text:?}; without strict mode it would be counted and left out")
            }
            ErrorKind::NoInput(message)
            | ErrorKind::Dialect(message)
            | ErrorKind::NoUsableRow(message)
            | ErrorKind::Format(message) => f.write_str(message),
            ErrorKind::Param(error) => error.fmt(f),
            ErrorKind::Cancelled => f.write_str("cancelled"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            ErrorKind::Io { source, .. } => Some(source),
            ErrorKind::Param(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ParamError> for Error {
    fn from(error: ParamError) -> Error {
        Error::new(ErrorKind::Param(error))
    }
}

/// A parameter that is out of its range.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamError {
    /// The parameter, with the rule it belongs to: `gap.min_duration_h`.
    pub parameter: &'static str,
    /// What was given.
    pub found: f64,
    /// What would be right, for example `a number of hours above 0`.
    pub expected: &'static str,
}

impl ParamError {
    /// The value, if it is a finite number within the range.
    pub(crate) fn check(
        parameter: &'static str,
        found: f64,
        range: impl std::ops::RangeBounds<f64>,
        expected: &'static str,
    ) -> std::result::Result<f64, ParamError> {
        match found.is_finite() && range.contains(&found) {
            true => Ok(found),
            false => Err(ParamError { parameter, found, expected }),
        }
    }
}

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the parameter {} must be {}, found {}", self.parameter, self.expected, self.found)
    }
}

impl std::error::Error for ParamError {}
