//! All integration tests as one program.

#[cfg(feature = "cli")]
mod cli;
mod ingest;
mod reference;
mod support;
mod tracks;
