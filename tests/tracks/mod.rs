//! Hulls and their tracks.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod laws;
#[cfg(feature = "gzip")]
mod reference_files;
#[cfg(feature = "gzip")]
pub(crate) mod rows;
mod track;
