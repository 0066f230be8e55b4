//! Bytes to fixes: inputs, dialects, the exact parallel split, and the account of every row.

mod fixes;
mod layout;
mod raw;
mod report;
mod split;
#[cfg(test)]
mod split_tests;
mod walk;

pub(crate) use self::fixes::{FixBlock, VesselKey};
pub use self::fixes::{Fixes, FixesBuilder};
#[doc(hidden)]
pub use self::raw::{RawOptions, RawRecord, raw_records};
pub use self::report::{ReadReport, RejectExample, RejectReason, RowAccount};
