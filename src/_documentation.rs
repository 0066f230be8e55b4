//! Longer texts: the rules and formulas, the map of the code, the changes.

/// Rules and formulas.
#[doc = include_str!("../ALGORITHMS.md")]
pub mod algorithms {}

/// The map of the code.
#[doc = include_str!("../ARCHITECTURE.md")]
pub mod architecture {}

/// What is new.
#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
