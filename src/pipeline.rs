//! The whole way in one call: files in, events out.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::chart::{Anchorage, Port};
use crate::detect::{Context, Detector, LeftOut, null_island};
use crate::found::Found;
use crate::ingest::{Spill, SpilledRows};
use crate::watch::{Asking, Question, Watch};
use crate::{
    Chart, Config, Error, ErrorKind, Event, EventType, Fixes, Reader, Reception, Result, Selection, StreamParams,
    TrackSet, VesselList,
};

/// A stage of the whole way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Stage {
    /// Bytes to fixes.
    Read,
    /// Fixes to tracks.
    Tracks,
    /// Tracks to events.
    Detect,
    /// Events to files.
    Write,
}

/// How far the work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Progress {
    /// The stage that is going on, or about to start.
    pub stage: Stage,
    /// While reading: bytes read from all inputs so far, as stored.
    pub bytes_read: u64,
    /// While reading: the bytes of all inputs, where they are known.
    pub bytes_total: Option<u64>,
}

pub(crate) type Callback = Arc<dyn Fn(Progress) -> ControlFlow<()> + Send + Sync>;

/// The whole way from files to events.
///
/// ```no_run
/// let found = darkwake::Pipeline::new().input("data/east_sea/ais.csv").run()?;
/// for event in &found.events {
///     println!("{event}");
/// }
/// found.write("found", &darkwake::output::Format::DEFAULT)?;
/// # Ok::<(), darkwake::Error>(())
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Pipeline {
    inputs: Vec<PathBuf>,
    config: Config,
    selection: Selection,
    chart: Option<Chart>,
    vessel_list: Option<VesselList>,
    progress: Option<Callback>,
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline")
            .field("inputs", &self.inputs)
            .field("config", &self.config)
            .field("selection", &self.selection)
            .field("chart", &self.chart)
            .field("vessel_list", &self.vessel_list.as_ref().map(VesselList::len))
            .finish_non_exhaustive()
    }
}

impl Pipeline {
    /// Without inputs yet, with the default settings.
    pub fn new() -> Pipeline {
        Pipeline::default()
    }

    /// Adds an input: a file, a glob, a directory, or `-` for standard input, as
    /// [`ReaderBuilder::input`](crate::ReaderBuilder::input) takes it. Several inputs are one sea.
    pub fn input(mut self, input: impl Into<PathBuf>) -> Pipeline {
        self.inputs.push(input.into());
        self
    }

    /// Adds several inputs.
    pub fn inputs<P: Into<PathBuf>>(self, inputs: impl IntoIterator<Item = P>) -> Pipeline {
        inputs.into_iter().fold(self, Pipeline::input)
    }

    /// Uses these settings.
    pub fn config(mut self, config: Config) -> Pipeline {
        self.config = config;
        self
    }

    /// Processes the inputs as a stream, with a bounded working set, where that is enabled; it comes in place of the settings'.
    /// Fixes that are in memory already stay there.
    pub fn stream(mut self, stream: StreamParams) -> Pipeline {
        self.config.stream = stream;
        self
    }

    /// Uses this chart instead of the one that the settings describe.
    pub fn chart(mut self, chart: Chart) -> Pipeline {
        self.chart = Some(chart);
        self
    }

    /// Uses this list of vessels instead of the one that the settings name.
    pub fn vessel_list(mut self, list: VesselList) -> Pipeline {
        self.vessel_list = Some(list);
        self
    }

    /// Keeps only the events that are wanted.
    pub fn select(mut self, selection: Selection) -> Pipeline {
        self.selection = selection;
        self
    }

    /// Calls back before each stage and then many times a second until its end, on any thread.
    /// [`ControlFlow::Break`] ends the work with [`ErrorKind::Cancelled`].
    pub fn progress(mut self, callback: impl Fn(Progress) -> ControlFlow<()> + Send + Sync + 'static) -> Pipeline {
        self.progress = Some(Arc::new(callback));
        self
    }

    /// Reads the inputs and finds every event.
    ///
    /// # Errors
    /// Those of [`Reader::read`]; before anything is read, [`ErrorKind::Param`] when a setting is out of its range, and what is
    /// wrong with the files of the chart or the list of vessels.
    pub fn run(mut self) -> Result<Found> {
        self.prepare()?;
        if self.config.stream.enabled {
            return self.run_stream();
        }
        let started = Instant::now();
        let fixes = self.reader(self.progress.clone())?.read()?;
        self.find_in_fixes(fixes, BTreeMap::from([(Stage::Read, started.elapsed().as_secs_f64())]))
    }

    /// Finds every event in fixes that are there already; inputs and the settings of reading are left aside.
    ///
    /// # Errors
    /// [`ErrorKind::Param`] when a setting is out of its range; [`ErrorKind::Cancelled`].
    pub fn run_on(mut self, fixes: Fixes) -> Result<Found> {
        self.prepare()?;
        self.find_in_fixes(fixes, BTreeMap::new())
    }

    /// Reads the inputs and sorts them into tracks, without looking for events.
    ///
    /// # Errors
    /// As [`run`](Pipeline::run).
    pub fn tracks(self) -> Result<TrackSet> {
        let fixes = self.reader(self.progress.clone())?.read()?;
        self.sort(fixes)
    }

    /// The same with the rows in a temporary file, not in memory.
    fn run_stream(self) -> Result<Found> {
        let started = Instant::now();
        let stream = &self.config.stream;
        let watch = Arc::new(Watch::default());
        let (fixes, rows) = self.spill(&watch)?;
        let mut timings_s = BTreeMap::from([(Stage::Read, started.elapsed().as_secs_f64())]);
        let started = Instant::now();
        let asking = ask(&watch, self.progress.as_ref(), Stage::Tracks)?;
        let temp_dir = stream.temp_dir.as_deref();
        let tracks = TrackSet::streamed(fixes, rows, &self.config.tracks, temp_dir, Arc::clone(&watch))?;
        watch.check()?;
        drop(asking);
        timings_s.insert(Stage::Tracks, started.elapsed().as_secs_f64());
        let tracks = self.with_data_end(tracks);
        self.find(tracks, timings_s)
    }

    /// Reads the inputs into a temporary file. The callback is asked while rows are sorted and written, too.
    fn spill(&self, watch: &Arc<Watch>) -> Result<(Fixes, SpilledRows)> {
        let spill = Spill::new(&self.config.stream)?;
        let Some(callback) = self.progress.clone() else { return self.reader(None)?.spill(spill) };
        let start = Progress { stage: Stage::Read, bytes_read: 0, bytes_total: None };
        let (last, asked) = (Arc::new(Mutex::new(start)), Arc::clone(watch));
        let known = Arc::clone(&last);
        let note: Callback = Arc::new(move |progress| {
            *known.lock().unwrap_or_else(PoisonError::into_inner) = progress;
            if asked.goes_on() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let last = move || *last.lock().unwrap_or_else(PoisonError::into_inner);
        let _asking = watch.ask(Some(Box::new(move || callback(last()))))?;
        self.reader(Some(note))?.spill(spill)
    }

    /// Checks the settings and loads what stands beside the rows, so that what is wrong there is said before they are read.
    fn prepare(&mut self) -> Result<()> {
        self.config.stream.check()?;
        self.config.reception.check()?;
        self.rules()?;
        self.config.assess.build()?;
        self.config.anchorages.build()?;
        self.config.reach.build()?;
        if self.chart.is_none() {
            self.chart = self.config.chart.load()?;
        }
        if let (None, Some(path)) = (&self.vessel_list, &self.config.vessel_list) {
            self.vessel_list = Some(VesselList::from_path(path)?);
        }
        Ok(())
    }

    fn reader(&self, progress: Option<Callback>) -> Result<Reader> {
        let mut builder = self.config.reader.builder().inputs(&self.inputs);
        if let Some(callback) = progress {
            builder = builder.progress(move |read| {
                let (bytes_read, bytes_total) = (read.bytes_read, read.bytes_total);
                callback(Progress { stage: Stage::Read, bytes_read, bytes_total })
            });
        }
        builder.build()
    }

    /// The rules that are asked for, built from the settings.
    fn rules(&self) -> Result<Vec<Box<dyn Detector>>> {
        let mut rules = Vec::new();
        for event_type in EventType::ALL.into_iter().filter(|&event_type| self.config.looks_for(event_type)) {
            rules.extend(rule(event_type, &self.config)?);
        }
        Ok(rules)
    }

    fn sort(&self, fixes: Fixes) -> Result<TrackSet> {
        let watch = Arc::new(Watch::default());
        let _asking = ask(&watch, self.progress.as_ref(), Stage::Tracks)?;
        let tracks = TrackSet { watch: Arc::clone(&watch), ..TrackSet::new(fixes, &self.config.tracks)? };
        watch.check()?;
        Ok(self.with_data_end(tracks))
    }

    fn with_data_end(&self, tracks: TrackSet) -> TrackSet {
        match self.config.data_end {
            Some(data_end) => tracks.with_data_end(data_end),
            None => tracks,
        }
    }

    fn find_in_fixes(self, fixes: Fixes, mut timings_s: BTreeMap<Stage, f64>) -> Result<Found> {
        let started = Instant::now();
        let tracks = self.sort(fixes)?;
        timings_s.insert(Stage::Tracks, started.elapsed().as_secs_f64());
        self.find(tracks, timings_s)
    }

    fn find(self, tracks: TrackSet, mut timings_s: BTreeMap<Stage, f64>) -> Result<Found> {
        let rules = self.rules()?;
        let asking = ask(&tracks.watch, self.progress.as_ref(), Stage::Detect)?;
        let started = Instant::now();
        let Pipeline { config, selection, mut chart, vessel_list, progress, .. } = self;
        let mut anchorages = Vec::new();
        if config.chart.learn_anchorages {
            let known = chart.take().unwrap_or_default();
            anchorages = config.anchorages.build()?.learn(&tracks, Some(known.ports()));
            let ports = known.ports().clone().with(learned_ports(&anchorages));
            chart = Some(known.with_ports(ports));
        }
        let reception = reception(&tracks, &config)?;
        let context = Context::of(&tracks)
            .with_chart(chart.as_ref())
            .with_vessel_list(vessel_list.as_ref())
            .with_reception(reception.as_ref());
        let reach = config.reach.build()?;
        let mut events = Vec::new();
        let mut left_out = LeftOutCounts::new();
        let mut conditions_off: Vec<String> = Vec::new();
        let null_island_is_sailed = LazyCell::new(|| null_island::is_sailed(&tracks));
        let has_no_position = |event: &Event| null_island::is_there(event) && !*null_island_is_sailed;
        for rule in &rules {
            conditions_off.extend(rule.conditions_off(&context).into_iter().map(str::to_owned));
            let is_wanted = |event: &Event| config.looks_for(event.kind.event_type()) && selection.wants(event);
            let mut candidates = rule.candidates(&tracks, &context);
            // Before any is chosen: a ship that was silent too is known by its gap.
            reach.judge(&mut candidates, &tracks, &context);
            tracks.watch.check()?;
            for event in candidates.into_iter().filter(is_wanted) {
                let no_position = || has_no_position(&event).then_some(LeftOut::NoPosition);
                match rule.leaves_out(&event).or_else(no_position) {
                    None => events.push(event),
                    Some(why) => {
                        let reasons = left_out.entry(event.type_name().to_owned()).or_default();
                        *reasons.entry(why).or_default() += 1;
                    }
                }
            }
        }
        if config.looks_for(EventType::Gap) {
            conditions_off.extend(reach.conditions_off(&context).into_iter().map(str::to_owned));
        }
        if let Some(chart) = &chart {
            chart.surround(&mut events);
        }
        Event::sort(&mut events);
        let dossiers = config.assess.build()?.assess(&tracks, &events, &context);
        tracks.watch.check()?;
        drop(asking);
        timings_s.insert(Stage::Detect, started.elapsed().as_secs_f64());
        Ok(Found {
            events,
            dossiers,
            left_out,
            conditions_off,
            anchorages,
            tracks,
            chart,
            vessel_list,
            reception,
            config,
            selection,
            timings_s,
            progress,
        })
    }
}

/// The model of reception by which gaps are judged; `None` where none are looked for, or it is not wanted.
fn reception(tracks: &TrackSet, config: &Config) -> Result<Option<Reception>> {
    let params = &config.reception;
    if !params.enabled || !config.looks_for(EventType::Gap) {
        return Ok(None);
    }
    Ok(Some(match &params.file {
        Some(file) => Reception::load(file, params)?,
        None => Reception::learn(tracks, params)?,
    }))
}

/// What was learned, as a list of ports has it.
pub(crate) fn learned_ports(anchorages: &[Anchorage]) -> impl Iterator<Item = Port> {
    anchorages.iter().cloned().map(Port::from)
}

/// How many candidates of each type were left out, by reason.
type LeftOutCounts = BTreeMap<String, BTreeMap<LeftOut, u64>>;

/// The rule that finds events of this type; `None` where another that is asked for finds them too.
fn rule(event_type: EventType, config: &Config) -> Result<Option<Box<dyn Detector>>> {
    Ok(Some(match event_type {
        EventType::Encounter => Box::new(config.encounter.build()?),
        EventType::Gap => Box::new(config.gap.build()?),
        EventType::Gathering if config.looks_for(EventType::Encounter) => return Ok(None),
        EventType::Gathering => Box::new(config.encounter.build()?),
        EventType::IdentityConflict => Box::new(config.identity_conflict.build()?),
        EventType::ImpossiblePosition => Box::new(config.impossible_position.build()?),
        EventType::Loitering => Box::new(config.loitering.build()?),
        EventType::PortVisit => Box::new(config.port_visit.build()?),
        EventType::PositionJump => Box::new(config.position_jump.build()?),
        EventType::ZoneVisit => Box::new(config.zone_visit.build()?),
    }))
}

/// Asks the callback at the start of a stage after reading, and until the guard is dropped; an error when it wants to stop.
pub(crate) fn ask(watch: &Arc<Watch>, callback: Option<&Callback>, stage: Stage) -> Result<Asking> {
    let question = callback.cloned().map(|callback| -> Question {
        Box::new(move || callback(Progress { stage, bytes_read: 0, bytes_total: None }))
    });
    watch.ask(question)
}

/// Asks the callback now; an error when it wants to stop.
pub(crate) fn announce(callback: Option<&Callback>, stage: Stage) -> Result<()> {
    match callback.map(|callback| callback(Progress { stage, bytes_read: 0, bytes_total: None })) {
        Some(ControlFlow::Break(())) => Err(Error::new(ErrorKind::Cancelled)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::output::testing::fixes;
    use crate::output::{self, Format, Summary};
    use crate::scenario::Scenario;

    #[test]
    fn fixes_from_elsewhere_go_the_same_way() {
        let mut config = Config::default();
        config.gap.min_duration_h(2.0);
        let found = Pipeline::new().config(config.clone()).run_on(fixes()).unwrap();
        let shown: Vec<_> = found.events.iter().map(|event| (event.type_name(), event.duration_h)).collect();
        assert_eq!(shown, [("gap", 3.0)]);
        assert_eq!(found.summary().events["gap"], 1);
        let none = Selection::default().vessels([crate::VesselId::new("1")]);
        let found = Pipeline::new().config(config).select(none).run_on(fixes()).unwrap();
        assert_eq!(found.events, []);
    }

    #[test]
    fn only_rules_that_run_name_conditions_that_are_off() {
        let config =
            Config { only: vec![crate::EventType::Gap], chart: crate::ChartConfig::none(), ..Config::default() };
        let found = Pipeline::new().config(config).run_on(fixes()).unwrap();
        assert!(!found.conditions_off.is_empty());
        assert!(
            found.conditions_off.iter().all(|condition| condition.starts_with("gap")),
            "{:?}",
            found.conditions_off
        );
    }

    #[test]
    fn a_wrong_setting_stops_before_anything_is_read() {
        let mut config = Config::default();
        config.gap.min_duration_h(-6.0);
        let error = Pipeline::new().input("no/such/file.csv").config(config).run().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Param(error) if error.parameter == "gap.min_duration_h"), "{error}");
    }

    #[test]
    fn a_wrong_zone_stops_before_anything_is_read() {
        let mut config = Config::default();
        config.chart.zones.push("no/such/zones.geojson".into());
        let error = Pipeline::new().input("no/such/file.csv").config(config).run().unwrap_err();
        assert!(error.to_string().starts_with("reading no/such/zones.geojson: "), "{error}");
    }

    #[test]
    fn a_wrong_list_of_vessels_stops_before_anything_is_read() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("list.csv");
        std::fs::write(&path, "mmsi,class\n440123456,carrier\n4401,fishing,yes\n").unwrap();
        let config = Config { vessel_list: Some(path), ..Config::default() };
        let error = Pipeline::new().input("no/such/file.csv").config(config).run().unwrap_err();
        assert_eq!(error.position().map(|at| at.line), Some(3), "{error}");
    }

    #[test]
    fn every_stage_can_be_cancelled_and_leaves_no_file() {
        let temp = tempfile::tempdir().unwrap();
        for stage in [Stage::Tracks, Stage::Detect, Stage::Write] {
            let pipeline = Pipeline::new().progress(move |progress| match progress.stage == stage {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            });
            let done = pipeline.run_on(fixes()).and_then(|found| found.write(temp.path(), &Format::ALL));
            assert!(matches!(done.unwrap_err().kind(), ErrorKind::Cancelled), "{stage:?}");
            assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 0, "{stage:?}");
        }
    }

    #[test]
    fn cancelling_between_two_files_leaves_neither() {
        let temp = tempfile::tempdir().unwrap();
        let calls = AtomicU32::new(0);
        let pipeline = Pipeline::new().progress(move |progress| {
            // The first two calls of writing come before the directory and before the first file.
            let is_third = progress.stage == Stage::Write && calls.fetch_add(1, Ordering::Relaxed) == 2;
            if is_third { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let error = pipeline.run_on(fixes()).unwrap().write(temp.path(), &Format::ALL).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Cancelled), "{error}");
        assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_disk_that_fails_is_an_error_wherever_it_does() {
        let temp = tempfile::tempdir().unwrap();
        let sea = Scenario::builder().seed(3).ships(36).duration_h(60.0).interval_s(600.0).build().unwrap();
        let path = temp.path().join("sea.csv");
        std::fs::write(&path, sea.simulate().unwrap().csv()).unwrap();
        let stream = StreamParams { enabled: true, max_lateness_h: 1e6, ..StreamParams::default() };
        let pipeline = Pipeline::new().input(path).stream(stream);
        let tracks = |share_left: f64| {
            let watch = Arc::new(Watch::default());
            let (fixes, rows) = pipeline.spill(&watch).unwrap();
            let tracks = TrackSet::streamed(fixes, rows, &pipeline.config.tracks, None, watch).unwrap();
            tracks.lose_end(share_left);
            tracks
        };
        for share_left in [0.0, 0.3, 0.9] {
            let found = pipeline.clone().find(tracks(share_left), BTreeMap::new());
            let error = found.expect_err(&format!("{share_left} of the file is left"));
            assert!(matches!(error.kind(), ErrorKind::Io { .. }), "{share_left}: {error}");
        }
        let found = pipeline.clone().find(tracks(1.0), BTreeMap::new()).unwrap();
        found.tracks.lose_end(0.5);
        let out = temp.path().join("found");
        let error = found.write(&out, &[Format::Jsonl, Format::TracksCsv]).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Io { .. }), "{error}");
        assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0);
    }

    #[test]
    fn what_was_written_reads_back() {
        let temp = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.gap.min_duration_h(2.0);
        let found = Pipeline::new().config(config).run_on(fixes()).unwrap();
        let summary = found.write(temp.path(), &Format::DEFAULT).unwrap();
        let text = std::fs::read(temp.path().join("summary.json")).unwrap();
        let read: Summary = serde_json::from_slice(&text).unwrap();
        assert_eq!((read.files, read.events, read.parameters), (summary.files, summary.events, summary.parameters));
        let events = std::fs::read(temp.path().join("events.jsonl")).unwrap();
        let events = output::events_from_jsonl("events.jsonl", events.as_slice()).unwrap();
        assert_eq!(events[0].id, found.events[0].id);
    }
}
