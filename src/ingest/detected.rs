//! The seam between the reader and the dialects: who decides how an input is read, and what was decided.

use super::layout::Layout;
use crate::Result;

/// How one input is read.
pub(crate) struct Detected {
    pub(crate) layout: Box<dyn Layout>,
    /// The dialect's name.
    pub(crate) dialect: String,
    /// Why it was chosen, in a sentence.
    pub(crate) why: String,
    /// The byte of the input at which its first record that is no header or metadata starts.
    pub(crate) data_start: u64,
}

/// Decides how an input is read, by its name and its first bytes (decompressed, cut anywhere).
pub(crate) trait Detect: Send + Sync {
    /// # Errors
    /// [`ErrorKind::Dialect`](crate::ErrorKind::Dialect) when it cannot be decided.
    fn detect(&self, input: &str, sample: &[u8]) -> Result<Detected>;
}

impl<F: Fn(&str, &[u8]) -> Result<Detected> + Send + Sync> Detect for F {
    fn detect(&self, input: &str, sample: &[u8]) -> Result<Detected> {
        self(input, sample)
    }
}
