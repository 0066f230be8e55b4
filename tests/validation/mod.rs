//! Validation against what others found or judged: other programs' cases, people's judgements, counts on which other programs agree.
//!
//! Each comparison leaves its numbers in `docs/validation.md`, which says of every difference why there is one; the tests hold
//! the page to the numbers. Skipped where the reference data is absent.

mod gfw_encounters;
#[cfg(feature = "gzip")]
mod gfw_events_api;
mod gfw_gaps;
mod gfw_loitering;
mod gfw_port_visits;
#[cfg(feature = "gzip")]
mod gfw_segments;
#[cfg(feature = "gzip")]
mod judgements;
#[cfg(feature = "gzip")]
mod us_coast;
#[cfg(feature = "gzip")]
mod us_coast_encounters;

/// Holds a row of the page of evidence: what was compared, as many as they have, and as many of ours as are the same.
#[track_caller]
fn leave_evidence(what: &str, theirs: impl std::fmt::Display, ours: impl std::fmt::Display) {
    crate::support::page::holds("docs/validation.md", &format!("| {what} | {theirs} | {ours} |"));
}
