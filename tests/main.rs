//! All integration tests as one program.

mod ingest;
mod reference;
mod support;
mod tracks;
