//! Bytes to fixes: inputs, dialects, the exact parallel split, and the account of every row.

mod block;
mod collect;
mod detected;
mod facts;
mod fixes;
mod inputs;
mod layout;
mod raw;
mod reader;
#[cfg(test)]
mod reader_tests;
mod report;
mod source;
mod split;
#[cfg(test)]
mod split_tests;
mod walk;

pub(crate) use self::fixes::{FixBlock, VesselKey};
pub use self::fixes::{Fixes, FixesBuilder};
#[doc(hidden)]
pub use self::raw::{RawOptions, RawRecord, raw_records};
pub use self::reader::{Reader, ReaderBuilder};
pub use self::report::{InputReport, ReadReport, RejectExample, RejectReason, RowAccount};
pub use self::source::ReadProgress;
