//! Tracks of real ships.

mod point_pairs;
mod reference_files;
mod rows;
mod segments;
