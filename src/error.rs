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
    /// A row of a stream came later than [`StreamParams::max_lateness_h`](crate::StreamParams::max_lateness_h) allows.
    OutOfOrder(String),
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

    /// The wish to stop, for a callback that has had enough: [`ErrorKind::Cancelled`].
    pub fn stopped() -> Error {
        Error::new(ErrorKind::Cancelled)
    }

    /// Adds to the words of an error about a dialect or about rows.
    #[cfg(feature = "parquet")]
    pub(crate) fn with_remark(mut self, remark: &str) -> Error {
        if let ErrorKind::Dialect(message) | ErrorKind::NoUsableRow(message) = &mut self.0.kind {
            *message = format!("{message}\n  schema: {remark}");
        }
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
            | ErrorKind::OutOfOrder(message)
            | ErrorKind::Format(message) => f.write_str(message),
            ErrorKind::Param(error) => error.fmt(f),
            ErrorKind::Cancelled => f.write_str("cancelled"),
        }
    }
}

impl std::error::Error for Error {
    /// What lies behind the cause. The message already tells the cause itself, so a program that prints the whole chain
    /// says nothing twice; [`kind`](Error::kind) has the cause as a value.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            ErrorKind::Io { source, .. } => source.source(),
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

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;
    use crate::RejectReason;

    #[test]
    fn an_error_is_one_word_wide_and_may_cross_threads() {
        fn crosses_threads<T: Send + Sync + 'static>() {}
        crosses_threads::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
    }

    #[test]
    fn messages() {
        let not_found = io::Error::new(io::ErrorKind::NotFound, "No such file or directory (os error 2)");
        insta::assert_snapshot!(
            Error::io("reading ais.csv", not_found),
            @"reading ais.csv: No such file or directory (os error 2)"
        );
        insta::assert_snapshot!(
            Error::new(ErrorKind::NoInput("the glob data/*.csv names no file".to_owned())),
            @"the glob data/*.csv names no file"
        );
        insta::assert_snapshot!(
            Error::new(ErrorKind::Dialect("ais.csv: no column is a time".to_owned())),
            @"ais.csv: no column is a time"
        );
        insta::assert_snapshot!(
            Error::new(ErrorKind::NoUsableRow("ais.csv: not one of 3 rows could be used".to_owned())),
            @"ais.csv: not one of 3 rows could be used"
        );
        insta::assert_snapshot!(
            Error::new(ErrorKind::Format("truth.json: no events".to_owned())),
            @"truth.json: no events"
        );
        insta::assert_snapshot!(Error::new(ErrorKind::Cancelled), @"cancelled");
        insta::assert_snapshot!(
            Error::from(ParamError::check("gap.min_duration_h", -1.0, 0.0.., "a number of hours from 0").unwrap_err()),
            @"the parameter gap.min_duration_h must be a number of hours from 0, found -1"
        );
        let position = InputPosition { input: "ais.csv".to_owned(), line: 12, byte: 1042 };
        let bad_row = ErrorKind::BadRow { reason: RejectReason::BadTime, text: "440123456,31/02".to_owned() };
        let error = Error::new(bad_row).at(position.clone());
        insta::assert_snapshot!(
            error,
            @r#"ais.csv: line 12, byte 1042: bad_time; the row is "440123456,31/02"; without strict mode it would be counted and left out"#
        );
        assert_eq!(error.position(), Some(&position));
        assert!(matches!(error.kind(), ErrorKind::BadRow { reason: RejectReason::BadTime, .. }));
    }

    #[test]
    fn a_chain_of_sources_says_nothing_twice() {
        #[derive(Debug)]
        struct Outer(ParamError);
        impl fmt::Display for Outer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the stream broke")
            }
        }
        impl std::error::Error for Outer {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                Some(&self.0)
            }
        }
        let inner = ParamError { parameter: "a", found: 0.0, expected: "b" };
        let error = Error::io("reading", io::Error::other(Outer(inner.clone())));
        assert_eq!(error.to_string(), "reading: the stream broke");
        assert_eq!(error.source().unwrap().to_string(), inner.to_string());
        assert!(Error::io("reading", io::Error::from(io::ErrorKind::UnexpectedEof)).source().is_none());
        assert!(Error::from(inner).source().is_none());
    }

    #[test]
    fn parameters_are_finite_and_in_range() {
        let check = |found: f64| ParamError::check("p", found, 0.0..=30.0, "a number from 0 to 30").ok();
        assert_eq!([0.0, 12.5, 30.0].map(check), [Some(0.0), Some(12.5), Some(30.0)]);
        assert_eq!([-0.1, 30.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(check), [None; 5]);
        assert!(ParamError::check("p", f64::INFINITY, .., "a finite number").is_err());
    }

    #[test]
    fn a_place_survives_json() {
        let position = InputPosition { input: "<stdin>".to_owned(), line: 1, byte: 0 };
        let json = serde_json::to_string(&position).unwrap();
        assert_eq!(json, r#"{"input":"<stdin>","line":1,"byte":0}"#);
        assert_eq!(serde_json::from_str::<InputPosition>(&json).unwrap(), position);
    }
}
