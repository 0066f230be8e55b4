//! `darkwake plot`: pictures of events and hulls in SVG.

use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::Args;
use darkwake::output::events_from_jsonl;
use darkwake::output::plot::{EventMap, HullMap, TimePlot};
use darkwake::{Chart, ChartConfig, Config, Dialect, Event, Pipeline, Track, TrackSet, VesselId};

use crate::progress::Bar;
use crate::{interrupt, messages, settings};

/// Draws events and ships: a map and a plot over time for each, as SVG.
///
/// Reads the INPUTs and looks for events as `detect` does with the same settings; or draws the events that `detect` found,
/// with --events. Without --event and --mmsi it draws the ships to look at first; with --events, every event. An event becomes ID.map.svg and ID.time.svg,
/// a ship MMSI-HULL.map.svg and MMSI-HULL.time.svg in DIR.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  darkwake plot ais.csv --out pictures
  darkwake plot ais.csv --out pictures --mmsi 440123456
  darkwake detect ais.csv --out found
  darkwake plot ais.csv --events found/events.jsonl --event 3f2a --out pictures

Maps are drawn around their middle, across the antimeridian and at the poles too. `rsvg-convert -f pdf` makes a PDF of an SVG.")]
pub(crate) struct Plot {
    /// Files, globs, directories, or - for standard input, as `detect` takes them.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// The directory to write into; made if there is none. Pictures of the same names are replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Draw this event: its id, or the beginning of it. May be given several times.
    #[arg(long, value_name = "ID", value_parser = id_prefix)]
    event: Vec<String>,
    /// Draw the ships of these identities, and each of their events.
    #[arg(long, value_name = "MMSI,...", value_delimiter = ',', value_parser = crate::options::vessel_id)]
    mmsi: Vec<VesselId>,
    /// Draw the first N ships by the score of their dossiers; 5 where neither --event nor --mmsi is given.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Draw these events instead of looking for them: the events.jsonl of `detect` on the same INPUTs. --top needs the
    /// dossiers, so it cannot be had with it.
    #[arg(long, value_name = "FILE", conflicts_with = "top")]
    events: Option<PathBuf>,
    /// A TOML file with any of the settings, as for `detect`.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How the files are written; by default the header tells.
    #[arg(long, value_name = "NAME", long_help = settings::dialect_help())]
    dialect: Option<Dialect>,
    /// Zones, as for `detect`.
    #[arg(long, value_name = "FILE", conflicts_with = "no_chart")]
    zones: Vec<PathBuf>,
    /// Ports and anchorages, as for `detect`.
    #[arg(long, value_name = "FILE", conflicts_with = "no_chart")]
    ports: Vec<PathBuf>,
    /// A coastline of your own, as for `detect`.
    #[arg(long, value_name = "FILE", conflicts_with = "no_chart")]
    land: Vec<PathBuf>,
    /// Do without a chart: no coastline, no ports, no zones.
    #[arg(long)]
    no_chart: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

/// How many ships are drawn where nothing is asked for.
const SHIPS: usize = 5;

fn id_prefix(text: &str) -> Result<String, String> {
    let is_prefix = (1..=32).contains(&text.len()) && text.bytes().all(|letter| letter.is_ascii_hexdigit());
    match is_prefix {
        true => Ok(text.to_ascii_lowercase()),
        false => Err("an event's id is up to 32 hexadecimal digits, as in events.jsonl".to_owned()),
    }
}

/// What there is to draw.
struct Sea {
    tracks: TrackSet,
    events: Vec<Event>,
    chart: Option<Chart>,
    max_step_h: f64,
    /// Hulls in the order of their dossiers.
    ranked: Vec<(VesselId, u32)>,
}

impl Plot {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let config = self.settings()?;
        if self.out.exists() && !self.out.is_dir() {
            bail!("--out {} is no directory", self.out.display());
        }
        interrupt::listen()?;
        let sea = self.sea(config)?;
        let (events, hulls) = (self.chosen_events(&sea)?, self.chosen_hulls(&sea)?);
        fs::create_dir_all(&self.out).map_err(|error| anyhow!("making {}: {error}", self.out.display()))?;
        let mut drawn = Vec::new();
        for track in &hulls {
            let name = file_name(track);
            let map = HullMap::new(track, &sea.tracks, &sea.events);
            let plot = TimePlot::of_hull(track, &sea.tracks, &sea.events);
            drawn.push(self.write(&format!("{name}.map.svg"), |svg| {
                map.with_chart(sea.chart.as_ref()).with_max_step_h(sea.max_step_h).to_svg(svg)
            })?);
            drawn.push(self.write(&format!("{name}.time.svg"), |svg| {
                plot.with_chart(sea.chart.as_ref()).with_max_step_h(sea.max_step_h).to_svg(svg)
            })?);
        }
        for event in &events {
            let map = EventMap::new(event, &sea.tracks).with_chart(sea.chart.as_ref()).with_max_step_h(sea.max_step_h);
            let plot = TimePlot::of_event(event, &sea.tracks);
            drawn.push(self.write(&format!("{}.map.svg", event.id), |svg| map.to_svg(svg))?);
            drawn.push(self.write(&format!("{}.time.svg", event.id), |svg| {
                plot.with_chart(sea.chart.as_ref()).with_max_step_h(sea.max_step_h).to_svg(svg)
            })?);
        }
        if !self.quiet || messages::in_json() {
            self.print(&hulls, &events, &drawn)?;
        }
        Ok(())
    }

    fn settings(&self) -> anyhow::Result<Config> {
        let mut config = settings::from_file(Config::default(), self.config.as_deref())?;
        settings::set_dialect(&mut config, self.dialect);
        if self.no_chart {
            config.chart = ChartConfig::none();
        }
        settings::set_chart_files(&mut config.chart, &self.zones, &self.ports, &self.land);
        Ok(config)
    }

    /// Reads the inputs, and finds or reads the events.
    fn sea(&self, config: Config) -> anyhow::Result<Sea> {
        let max_step_h = config.drawn_step_h();
        let bar = Bar::new(self.quiet || messages::in_json());
        let shown = bar.clone();
        let pipeline = Pipeline::new().inputs(&self.inputs).config(config.clone()).progress(move |progress| {
            shown.show(progress);
            interrupt::wish(progress)
        });
        let Some(path) = &self.events else {
            let found = pipeline.run();
            bar.clear();
            let found = found?;
            let ranked = found.dossiers.iter().map(|dossier| (dossier.vessel.clone(), dossier.hull)).collect();
            return Ok(Sea { tracks: found.tracks, events: found.events, chart: found.chart, max_step_h, ranked });
        };
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| anyhow!("reading {name}: {error}"))?;
        let events = events_from_jsonl(&name, BufReader::new(file))?;
        let chart = config.chart.load()?;
        let tracks = pipeline.tracks();
        bar.clear();
        Ok(Sea { tracks: tracks?, events, chart, max_step_h, ranked: Vec::new() })
    }

    /// The events that are asked for by their ids, and those of the ships that are asked for by theirs.
    fn chosen_events<'a>(&self, sea: &'a Sea) -> anyhow::Result<Vec<&'a Event>> {
        for prefix in &self.event {
            match sea.events.iter().filter(|event| event.id.to_string().starts_with(prefix.as_str())).count() {
                0 => bail!(
                    "no event of {} has an id that starts with {prefix}; ids depend on the settings, so pass those of \
                     `detect`, or its events.jsonl with --events",
                    sea.events.len()
                ),
                1 => {}
                several => bail!("{several} events have an id that starts with {prefix}; give more of its digits"),
            }
        }
        let is_chosen = |event: &&Event| {
            self.event.iter().any(|prefix| event.id.to_string().starts_with(prefix.as_str()))
                || event.hulls().any(|(vessel, _)| self.mmsi.contains(vessel))
        };
        let every = self.events.is_some() && self.event.is_empty() && self.mmsi.is_empty();
        Ok(sea.events.iter().filter(|event| every || is_chosen(event)).collect())
    }

    fn chosen_hulls<'a>(&self, sea: &'a Sea) -> anyhow::Result<Vec<Track<'a>>> {
        let mut chosen = Vec::new();
        for vessel in &self.mmsi {
            if sea.tracks.tracks_of(vessel).len() == 0 {
                bail!("no ship in the inputs has the identity {vessel}");
            }
            chosen.extend(sea.tracks.tracks_of(vessel));
        }
        let asked_for = !self.event.is_empty() || !self.mmsi.is_empty();
        let most = self.top.unwrap_or(if asked_for { 0 } else { SHIPS });
        for (vessel, hull) in sea.ranked.iter().take(most) {
            let is_there = chosen.iter().any(|track: &Track<'_>| track.vessel().id == *vessel && track.hull() == *hull);
            chosen.extend(sea.tracks.track_of(vessel, *hull).filter(|_| !is_there));
        }
        Ok(chosen)
    }

    /// Draws a picture and puts it in its place in one step, so that no half of one is ever there.
    fn write(&self, name: &str, draw: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> anyhow::Result<String> {
        if interrupt::wish_to_stop().is_break() {
            return Err(darkwake::Error::stopped().into());
        }
        let mut svg = Vec::new();
        draw(&mut svg)?;
        let (place, beside) = (self.out.join(name), self.out.join(format!(".{name}.part")));
        put(&beside, &place, &svg).map_err(|error| {
            // What is left of it is of no use; if it cannot be removed, the first error says more.
            let _ = fs::remove_file(&beside);
            anyhow!("writing {}: {error}", place.display())
        })?;
        Ok(name.to_owned())
    }

    fn print(&self, hulls: &[Track<'_>], events: &[&Event], drawn: &[String]) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        if messages::in_json() {
            let paths: Vec<String> = drawn.iter().map(|name| self.out.join(name).display().to_string()).collect();
            serde_json::to_writer_pretty(&mut stdout, &paths).map_err(io::Error::from)?;
            return writeln!(stdout);
        }
        for name in drawn {
            writeln!(stdout, "{}", self.out.join(name).display())?;
        }
        let counted = |number: usize, noun: &str| format!("{number} {noun}{}", if number == 1 { "" } else { "s" });
        let (ships, of_events) = (counted(hulls.len(), "ship"), counted(events.len(), "event"));
        writeln!(stdout, "{} of {ships} and {of_events}", counted(drawn.len(), "picture"))
    }
}

fn put(beside: &Path, place: &Path, svg: &[u8]) -> io::Result<()> {
    fs::write(beside, svg)?;
    fs::rename(beside, place)
}

/// The name of a hull's files. Of an identity that is no MMSI only letters and digits enter, as any text may be one; a
/// fingerprint tells such identities apart.
fn file_name(track: &Track<'_>) -> String {
    let (vessel, hull) = (&track.vessel().id, track.hull());
    if let Some(mmsi) = vessel.mmsi() {
        return format!("{mmsi}-{hull}");
    }
    let text = vessel.to_string();
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
    // FNV-1a: any hash does that is the same on every machine.
    let fingerprint = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("ship-{plain}-{fingerprint:016x}-{hull}")
}
