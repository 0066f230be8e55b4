//! `report.html`: what was found, for a person to look at, in one file that needs no network.
//!
//! `payload` says what the page is given, as typed values; `page/` holds the page itself as HTML, style and script, one file
//! an idea; `page` joins them. Tracks and outlines keep fewer corners, each with the zoom from which it is drawn
//! (`level`), as differences of whole numbers in base64 (`packed`).
//!
//! The page never sees degrees jump: positions become directions from the middle of the earth as soon as they are read, so
//! neither the antimeridian nor the poles are special, as everywhere in this crate.

mod level;
mod meeting;
mod near;
mod packed;
mod page;
mod payload;
mod rings;
mod sailed;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use self::payload::Payload;
use crate::assess::Dossier;
use crate::output::Summary;
use crate::{Chart, Event, TrackSet, VesselList};

/// A report in the making: see [`Report::to_html`].
///
/// ```
/// use darkwake::output::Report;
/// let found = darkwake::Pipeline::new().run_on(darkwake::Fixes::builder().build())?;
/// let summary = found.summary();
/// let mut html = Vec::new();
/// Report::new(&found.tracks, &found.events, &summary).with_dossiers(&found.dossiers).to_html(&mut html)?;
/// assert!(html.starts_with(b"<!doctype html>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Report<'a> {
    tracks: &'a TrackSet,
    events: &'a [Event],
    dossiers: &'a [Dossier],
    chart: Option<&'a Chart>,
    vessel_list: Option<&'a VesselList>,
    summary: &'a Summary,
}

impl<'a> Report<'a> {
    /// One on these events and the tracks they were found in, with the account of the run.
    pub fn new(tracks: &'a TrackSet, events: &'a [Event], summary: &'a Summary) -> Report<'a> {
        Report { tracks, events, dossiers: &[], chart: None, vessel_list: None, summary }
    }

    /// The same with these dossiers, which rank the hulls.
    pub fn with_dossiers(self, dossiers: &'a [Dossier]) -> Report<'a> {
        Report { dossiers, ..self }
    }

    /// The same with land, ports and zones of this chart.
    pub fn with_chart(self, chart: Option<&'a Chart>) -> Report<'a> {
        Report { chart, ..self }
    }

    /// The same with what this list says of ships that have no dossier.
    pub fn with_vessel_list(self, vessel_list: Option<&'a VesselList>) -> Report<'a> {
        Report { vessel_list, ..self }
    }

    /// Writes it as one HTML file that loads nothing from elsewhere.
    ///
    /// It holds neither timings nor the names of inputs: the same rows give the same bytes, in any order, on any number of threads.
    /// Whatever stands in the rows, such as the name of a ship, stays text. Tracks lie within 20 m of every fix; of many
    /// long tracks, within the next larger of 60, 180, 540, ... m with which they fit into some 2 MB.
    ///
    /// # Errors
    /// When writing fails.
    pub fn to_html(&self, writer: impl Write) -> io::Result<()> {
        page::write(&Payload::of(self), writer)
    }
}
