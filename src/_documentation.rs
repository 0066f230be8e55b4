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

pub mod cookbook;

/// From a downloaded day to a report.
#[doc = include_str!("../docs/tutorial.md")]
pub mod tutorial {}

/// The units of names, files and settings.
#[doc = include_str!("../docs/units.md")]
pub mod units {}

/// The words that the code, the settings and the files use.
#[doc = include_str!("../docs/glossary.md")]
pub mod glossary {}

/// The words and parameters of MovingPandas, and ours.
#[doc = include_str!("../docs/from_movingpandas.md")]
pub mod from_movingpandas {}

/// The words and parameters of Global Fishing Watch, and ours.
#[doc = include_str!("../docs/from_gfw.md")]
pub mod from_gfw {}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
