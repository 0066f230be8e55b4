//! Real files and other programs' expectations; skipped where the reference data is absent.

#[cfg(feature = "gzip")]
mod encounters;
#[cfg(all(feature = "world", feature = "gzip"))]
mod files;
mod gfw_encounters;
#[cfg(feature = "gzip")]
mod gfw_events_api;
mod gfw_gaps;
mod gfw_loitering;
mod gfw_port_visits;
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
#[cfg(feature = "gzip")]
mod us_coast;
#[cfg(all(feature = "world", feature = "gzip"))]
mod with_chart;
