//! Hulls and their tracks.

mod laws;
mod point_pairs;
mod reference_files;
mod rows;
mod segments;
mod track;
