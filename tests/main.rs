//! All integration tests as one program.

mod ingest;
mod support;
