//! Real files and other programs' expectations; skipped where the reference data is absent.

mod encounters;
#[cfg(feature = "world")]
mod files;
mod gfw_encounters;
mod gfw_events_api;
mod gfw_gaps;
mod gfw_loitering;
mod gfw_port_visits;
#[cfg(feature = "world")]
mod identity;
#[cfg(all(feature = "world", feature = "gzip"))]
mod land;
#[cfg(feature = "gzip")]
mod port_visits;
mod reach;
mod stream;
mod us_coast;
