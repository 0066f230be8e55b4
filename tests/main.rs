//! All integration tests as one program.

mod reference;
mod support;
mod tracks;
