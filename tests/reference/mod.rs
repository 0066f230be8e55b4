//! Real files, each with what was looked at; skipped where the reference data is absent.

#[cfg(all(feature = "world", feature = "gzip"))]
mod files;
#[cfg(all(feature = "world", feature = "gzip"))]
mod identity;
#[cfg(all(feature = "world", feature = "gzip"))]
mod land;
#[cfg(feature = "gzip")]
mod port_visits;
#[cfg(feature = "gzip")]
mod reach;
#[cfg(feature = "gzip")]
mod stream;
#[cfg(all(feature = "world", feature = "gzip"))]
mod with_chart;
