//! Bytes to fixes: inputs, dialects, the exact parallel split, and the account of every row.

mod columns;
mod dialect;
mod field;
mod fixes;
mod layout;
mod mapping;
mod report;
mod time;
mod units;
mod variants;
mod words;

pub(crate) use self::dialect::{Detected, detect};
pub use self::dialect::{Dialect, DialectChoice, DialectReport, ReportColumn};
pub(crate) use self::fixes::{FixBlock, VesselKey};
pub use self::fixes::{Fixes, FixesBuilder};
pub use self::layout::Role as ColumnRole;
pub use self::mapping::{Column, ColumnMapping, FieldValue, MappingVariant, When};
pub use self::report::{ReadReport, RejectExample, RejectReason, RowAccount};
pub use self::time::TimeFormat;
pub use self::units::{CourseUnit, PositionUnit, SpeedUnit};
