//! All integration tests as one program.

#[cfg(feature = "cli")]
mod cli;
mod ingest;
mod reference;
mod scenario;
mod support;
mod tracks;
