//! Hulls and their tracks.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod laws;
mod point_pairs;
mod reference_files;
mod rows;
mod segments;
mod track;
