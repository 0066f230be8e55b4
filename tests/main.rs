//! All integration tests as one program.
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

#[cfg(feature = "cli")]
mod cli;
mod damage;
mod ingest;
mod laws;
#[cfg(feature = "cli")]
mod program;
mod reference;
#[cfg(all(feature = "gzip", feature = "world"))]
mod report;
mod scenario;
mod support;
mod tracks;
mod validation;
