//! Bytes to fixes: inputs, dialects, the exact parallel split, and the account of every row.

mod block;
mod by_csv;
mod clock;
mod collect;
mod columns;
mod dialect;
mod facts;
mod field;
mod fixes;
mod inputs;
mod layout;
mod mapping;
#[cfg(feature = "parquet")]
mod parquet;
mod quick;
mod raw;
mod reader;
#[cfg(test)]
mod reader_tests;
mod report;
mod rows;
mod source;
mod spill;
mod split;
#[cfg(test)]
mod split_tests;
mod time;
mod units;
mod variants;
mod walk;
mod words;

#[doc(hidden)]
pub use self::by_csv::fixes_by_csv;
pub(crate) use self::dialect::normalise as normalised_name;
pub use self::dialect::{Dialect, DialectChoice, DialectReport, ReportColumn};
pub(crate) use self::fixes::{FixBlock, KeyHasher, VesselKey};
pub use self::fixes::{Fixes, FixesBuilder};
pub use self::layout::Role as ColumnRole;
pub use self::mapping::{Column, ColumnMapping, FieldValue, MappingVariant, When};
#[cfg(feature = "parquet")]
#[doc(hidden)]
pub use self::parquet::hush_caught_panics;
#[doc(hidden)]
pub use self::raw::{RawOptions, RawRecord, parse_decimal, parse_time_ms, raw_records};
pub(crate) use self::reader::{MAX_COLUMNS, MAX_EXPANSION};
pub use self::reader::{Reader, ReaderBuilder};
pub use self::report::{InputReport, ReadReport, RejectExample, RejectReason, RowAccount};
pub use self::rows::Row;
pub use self::source::ReadProgress;
pub(crate) use self::source::{Input, Meter, Origin};
pub(crate) use self::spill::{Spill, SpilledRows, aside};
pub use self::time::TimeFormat;
pub use self::units::{CourseUnit, PositionUnit, SpeedUnit};
