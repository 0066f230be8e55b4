//! Real files and other programs' expectations; skipped where the reference data is absent.

mod files;
mod gfw_gaps;
mod gfw_loitering;
mod us_coast;
