//! What the whole way found, and its files.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use crate::assess::Dossier;
use crate::chart::{Anchorage, ChartInventory, Ports};
use crate::detect::LeftOut;
use crate::output::{self, Format, OutputDir, Report, Summary};
use crate::pipeline::{Callback, Stage, announce, ask, learned_ports};
use crate::{Chart, Config, Event, Reception, Result, Selection, TrackSet, VesselList};

/// What was found.
#[non_exhaustive]
pub struct Found {
    /// The events that are wanted, in the order of every output.
    pub events: Vec<Event>,
    /// What is known of each hull, the highest score first.
    pub dossiers: Vec<Dossier>,
    /// How many of the wanted were left out as no finding after all, by type and reason.
    pub left_out: BTreeMap<String, BTreeMap<LeftOut, u64>>,
    /// Conditions of rules that could not be judged, and why.
    pub conditions_off: Vec<String>,
    /// The anchorages that were learned from the tracks, where that was asked for; they are on the chart.
    pub anchorages: Vec<Anchorage>,
    /// The tracks they were found in, with the account of every row.
    pub tracks: TrackSet,
    /// The chart by which they were judged.
    pub chart: Option<Chart>,
    /// What was known of ships beside the data.
    pub vessel_list: Option<VesselList>,
    /// The model of reception by which gaps were judged.
    pub reception: Option<Reception>,
    /// The settings in force.
    pub config: Config,
    /// What chose among the events.
    pub selection: Selection,
    pub(crate) timings_s: BTreeMap<Stage, f64>,
    pub(crate) progress: Option<Callback>,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("events", &self.events.len())
            .field("hulls", &self.tracks.len())
            .field("timings_s", &self.timings_s)
            .finish_non_exhaustive()
    }
}

impl Found {
    /// The account of the run, so far: without files.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::new(&self.tracks, &self.events, &self.config, &self.selection);
        summary.left_out.clone_from(&self.left_out);
        summary.conditions_off.clone_from(&self.conditions_off);
        if let Some(chart) = &self.chart {
            summary.chart = Some(ChartInventory { learned_anchorages: self.anchorages.len(), ..chart.inventory() });
            summary.warnings.extend(chart.zones().notes().iter().cloned());
        }
        summary.timings_s.clone_from(&self.timings_s);
        summary
    }

    /// A report on it, with this account of the run.
    pub fn report<'a>(&'a self, summary: &'a Summary) -> Report<'a> {
        Report::new(&self.tracks, &self.events, summary)
            .with_dossiers(&self.dossiers)
            .with_chart(self.chart.as_ref())
            .with_vessel_list(self.vessel_list.as_ref())
    }

    /// Writes the files of these formats, `vessels.csv` and `summary.json` into a directory, made if there is none, so that
    /// nobody takes half a set for a whole one; see [`OutputDir`]. Returns what `summary.json` holds.
    ///
    /// # Errors
    /// [`ErrorKind::Format`](crate::ErrorKind::Format) when this build cannot write a format;
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when a file cannot be written;
    /// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) by the pipeline's progress callback, which is asked before each
    /// file and meanwhile.
    pub fn write(&self, dir: impl AsRef<Path>, formats: &[Format]) -> Result<Summary> {
        formats.iter().try_for_each(|format| format.check_available())?;
        let started = Instant::now();
        let watch = &self.tracks.watch;
        let _asking = ask(watch, self.progress.as_ref(), Stage::Write)?;
        let before_file = || watch.check().and_then(|()| announce(self.progress.as_ref(), Stage::Write));
        let why = |error| watch.check().err().unwrap_or(error);
        let mut files = OutputDir::create(dir.as_ref())?;
        let mut summary = self.summary();
        if formats.contains(&Format::Gfw) {
            summary.warnings.extend(without_gfw_form(&self.events));
        }
        for format in Format::ALL.into_iter().filter(|format| formats.contains(format)) {
            before_file()?;
            let written =
                files.write(format.file_name(), |writer| self.write_as(format, &summary, watch.watched(writer)));
            written.map_err(why)?;
        }
        before_file()?;
        let written = files.write("vessels.csv", |writer| {
            let (list, writer) = (self.vessel_list.as_ref(), watch.watched(writer));
            output::vessels_to_csv(&self.tracks, &self.events, &self.dossiers, list, writer)
        });
        written.map_err(why)?;
        before_file()?;
        summary.files.clone_from(files.files());
        summary.timings_s.insert(Stage::Write, started.elapsed().as_secs_f64());
        files.finish(&summary)?;
        Ok(summary)
    }

    /// Writes the file of one format.
    fn write_as(&self, format: Format, summary: &Summary, writer: impl Write + Send) -> io::Result<()> {
        let max_step_h = self.config.loitering.max_step_h;
        match format {
            Format::Jsonl => output::events_to_jsonl(&self.events, writer),
            Format::Csv => output::events_to_csv(&self.events, writer),
            Format::GeoJson => output::events_to_geojson(&self.events, writer),
            Format::Anchorages => Ports::new(learned_ports(&self.anchorages).collect()).to_csv(writer),
            Format::Dossiers => output::dossiers_to_jsonl(&self.dossiers, writer),
            Format::Html => self.report(summary).to_html(writer),
            Format::Gfw => output::events_to_gfw(&self.events, &self.tracks, self.vessel_list.as_ref(), writer),
            Format::Reach => output::reach_to_geojson(&self.events, writer),
            Format::ReceptionGeoJson => match &self.reception {
                Some(reception) => output::reception_to_geojson(reception, writer),
                None => output::reception_to_geojson(&Reception::empty(), writer),
            },
            Format::TracksCsv => output::tracks_to_csv(&self.tracks, writer),
            Format::TracksGeoJson => output::tracks_to_geojson(&self.tracks, max_step_h, writer),
            Format::Kml => output::events_to_kml(&self.events, &self.tracks, writer),
            Format::TracksKml => output::tracks_to_kml(&self.tracks, max_step_h, writer),
            Format::TracksGpx => output::tracks_to_gpx(&self.tracks, max_step_h, writer),
            #[cfg(feature = "flatgeobuf")]
            Format::FlatGeobuf => output::events_to_flatgeobuf(&self.events, writer),
            #[cfg(feature = "flatgeobuf")]
            Format::TracksFlatGeobuf => output::tracks_to_flatgeobuf(&self.tracks, max_step_h, writer),
            #[cfg(feature = "parquet")]
            Format::GeoParquet => output::events_to_geoparquet(&self.events, writer),
            #[cfg(feature = "parquet")]
            Format::TracksGeoParquet => output::tracks_to_geoparquet(&self.tracks, max_step_h, writer),
            #[cfg(not(all(feature = "flatgeobuf", feature = "parquet")))]
            _ => format.check_available().map_err(io::Error::other),
        }
    }
}

/// Says which events the output in the shape of the Events API has no place for.
fn without_gfw_form(events: &[Event]) -> Option<String> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for event in events.iter().filter(|event| !output::has_gfw_form(event)) {
        *counts.entry(event.type_name()).or_default() += 1;
    }
    let told: Vec<String> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
    let file = Format::Gfw.file_name();
    (!told.is_empty())
        .then(|| format!("{file} has no place for these events, which the other files have: {}", told.join(", ")))
}
