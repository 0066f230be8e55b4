//! Bytes to fixes: inputs, dialects, the exact parallel split, and the account of every row.

mod fixes;
mod layout;
mod report;

pub(crate) use self::fixes::{FixBlock, VesselKey};
pub use self::fixes::{Fixes, FixesBuilder};
pub use self::report::{ReadReport, RejectExample, RejectReason, RowAccount};
