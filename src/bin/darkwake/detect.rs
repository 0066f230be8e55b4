//! `darkwake detect`: files in, events out.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use darkwake::output::{EventTable, Format, Summary};
use darkwake::scenario::Behaviour;
use darkwake::{
    ChartConfig, Config, Dialect, Event, EventType, GeoBox, Pipeline, Preset, Selection, Timestamp, VesselId,
};

use crate::progress::Bar;
use crate::{interrupt, messages, options, settings};

/// Finds dark gaps, loitering, encounters, gatherings and visits to zones, and writes them with their evidence.
///
/// Reads every INPUT as one sea, accounts for every row, tells apart the ships that share an identity, and writes into DIR:
/// events.jsonl, events.csv, events.geojson, vessels.csv and summary.json. The summary comes last: where it is there and
/// its hashes match, the set is whole.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  darkwake detect ais.csv --out found
  darkwake detect 'days/*.csv.zst' --out found --min-gap 12h --only gap
  zcat ais.csv.gz | darkwake detect - --out found --format jsonl
  darkwake detect ais.csv --out found --zones closures.geojson --ports ports.csv
  darkwake detect ais.csv --out found --bbox 124,33,132,39 --from 2024-05-01 --to 2024-05-03

Settings come in this order, the later over the earlier: the defaults, --preset, --config, the other options. The file of
--config has the sections [reader], [tracks], [chart], and one for each type of events, such as [gap] and [loitering]; its
keys are those of `parameters` in summary.json.
For a file that no dialect fits, it says which column holds what (indices count from 0; with a header, names do too):
  [reader.mapping]
  delimiter = \";\"
  has_header = false
  time_format = \"time_of_day\"      # auto, iso, dmy, mdy, epoch_s, epoch_ms
  date = \"2018-06-02\"              # for files with a time of day only
  speed_unit = \"knots\"             # tenth_knots, metres_per_second, kilometres_per_hour
  columns = { time = 0, name = 1, identity = 2, latitude = 3, longitude = 4, sog = 5 }")]
pub(crate) struct Detect {
    /// Files, globs, directories (their *.csv, *.txt, *.gz and *.zst), or - for standard input. gzip and zstd are read as
    /// they are.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// The directory to write into; made if there is none.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The files to write besides vessels.csv and summary.json. kml is for Google Earth, flatgeobuf for QGIS, geoparquet (a build
    /// with the feature parquet) for GeoPandas, tracks-gpx for chart plotters.
    #[arg(long, value_name = "FORMAT,...", value_delimiter = ',', default_values_t = Format::DEFAULT,
          value_parser = options::named(Format::ALL, Format::name))]
    format: Vec<Format>,
    /// Look only for these types of events: encounter, gap, gathering, identity_conflict, impossible_position,
    /// loitering, port_visit, position_jump, zone_visit. The other type of the schema (fishing) may be named beside these;
    /// this version does not look for it, and says so.
    #[arg(long, value_name = "TYPE,...", value_delimiter = ',', value_parser = behaviour)]
    only: Vec<Behaviour>,
    /// Silences longer than this are gaps: 6h (the default), 90m, 1d.
    #[arg(long, value_name = "DURATION", value_parser = options::hours, allow_hyphen_values = true)]
    min_gap: Option<f64>,
    /// Thresholds by name; several are put over one another.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = options::named(Preset::ALL, Preset::name),
          long_help = settings::preset_help())]
    preset: Vec<Preset>,
    /// A TOML file with any of the settings.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How the files are written; by default the header tells.
    #[arg(long, value_name = "NAME", long_help = settings::dialect_help())]
    dialect: Option<Dialect>,
    /// Stop at the first bad row instead of counting it.
    #[arg(long)]
    strict: bool,
    /// Process inputs larger than memory as a stream: rows come nearly in order of time, as in files of a day each, and go
    /// through temporary files. The results are the same.
    #[arg(long)]
    stream: bool,
    /// With --stream: how far a row may lie behind the time that the rows before it have come to: 1h (the default), 90m. One
    /// that comes later ends the work; one wrong time far ahead of all others does no harm.
    #[arg(long, value_name = "DURATION", value_parser = options::hours, allow_hyphen_values = true, requires = "stream")]
    max_lateness: Option<f64>,
    /// With --stream: the directory for temporary files, on a disk; that of the system by default.
    #[arg(long, value_name = "DIR", requires = "stream")]
    temp_dir: Option<PathBuf>,
    /// The end of the data, if it is known better than the data shows. A ship silent until then has an open gap.
    #[arg(long, value_name = "TIME", value_parser = options::instant)]
    data_end: Option<Timestamp>,
    /// Keep events that last until this time or later. This and the next three choose among the events that were found,
    /// never among rows.
    #[arg(long, value_name = "TIME", value_parser = options::instant)]
    from: Option<Timestamp>,
    /// Keep events that start before this time.
    #[arg(long, value_name = "TIME", value_parser = options::instant)]
    to: Option<Timestamp>,
    /// Keep events in this box of degrees; west greater than east lies across the antimeridian.
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true)]
    bbox: Option<GeoBox>,
    /// Keep events in which one of these identities took part.
    #[arg(long, value_name = "MMSI,...", value_delimiter = ',', value_parser = options::vessel_id)]
    mmsi: Vec<VesselId>,
    /// Zones to look for visits to: a GeoJSON file with a polygon or multipolygon a feature, such as exclusive economic zones,
    /// protected areas or closures. May be given several times.
    #[arg(long, value_name = "FILE", conflicts_with = "no_chart")]
    zones: Vec<PathBuf>,
    /// Ports and anchorages: a table with the columns name, lat, lon and, if there are such, id, country and kind (listed or
    /// anchorage); the World Port Index as CSV; or GeoJSON points. May be given several times.
    #[arg(long, value_name = "FILE", conflicts_with = "no_chart")]
    ports: Vec<PathBuf>,
    /// Learn anchorages from the data: places where several ships lay still for long. They count as ports; --format anchorages
    /// writes them as a file for --ports.
    #[arg(long, conflicts_with = "no_chart")]
    learn_anchorages: bool,
    /// A coastline of your own: a GeoJSON file with polygons of land. May be given several times.
    #[arg(long, value_name = "FILE", conflicts_with = "no_chart")]
    land: Vec<PathBuf>,
    /// What is known of ships: a CSV file with the columns mmsi, imo (one of the two at least), name, class, gear, flag,
    /// listed, authorised.
    #[arg(long, value_name = "LIST.csv")]
    vessels: Option<PathBuf>,
    /// Judge gaps by a model of reception that was saved before, such as one of a longer time in the same waters, in place of
    /// what these inputs themselves tell. A ship is left out of what is said about it where the model was learned from its
    /// very track.
    #[arg(long, value_name = "FILE")]
    reception: Option<PathBuf>,
    /// Save the model of reception by which gaps were judged.
    #[arg(long, value_name = "FILE")]
    save_reception: Option<PathBuf>,
    /// Do without a chart: no coastline, no ports, no zones. summary.json names the conditions that are off for it.
    #[arg(long)]
    no_chart: bool,
    /// How many threads to use; all cores by default. The results are the same.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

fn behaviour(text: &str) -> Result<Behaviour, String> {
    Behaviour::from_name(text).ok_or_else(|| {
        let names = EventType::ALL.map(EventType::name).join(", ");
        format!("there is no type of event of this name; this version looks for {names}")
    })
}

/// The rule for this behaviour, if there is one.
fn event_type(behaviour: Behaviour) -> Option<EventType> {
    EventType::ALL.into_iter().find(|event_type| event_type.name() == behaviour.name())
}

impl Detect {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let config = self.settings()?;
        self.format.iter().try_for_each(|format| format.check_available())?;
        if self.out.exists() && !self.out.is_dir() {
            bail!("--out {} is no directory", self.out.display());
        }
        if self.save_reception.is_some() && !(config.reception.enabled && config.looks_for(EventType::Gap)) {
            options::wrong_usage("--save-reception needs gaps to be looked for, and reception to be enabled");
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from >= to
        {
            options::wrong_usage(&format!("--from {from} is not before --to {to}: no event can lie between"));
        }
        if let Some(threads) = self.threads {
            rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global()?;
        }
        interrupt::listen()?;
        let bar = Bar::new(self.quiet || messages::in_json());
        let shown = bar.clone();
        let pipeline = Pipeline::new()
            .inputs(self.inputs)
            .config(config)
            .select(Selection::default().from(self.from).to(self.to).bbox(self.bbox).vessels(self.mmsi))
            .progress(move |progress| {
                shown.show(progress);
                interrupt::wish(progress)
            });
        let done = pipeline.run().and_then(|found| {
            let summary = found.write(&self.out, &self.format)?;
            if let (Some(file), Some(reception)) = (&self.save_reception, &found.reception) {
                reception.save(file)?;
            }
            Ok((found.events, summary))
        });
        bar.clear();
        let (events, summary) = done?;
        if !self.quiet || messages::in_json() {
            let unseen: Vec<&str> =
                self.only.iter().filter(|&&wanted| event_type(wanted).is_none()).map(|wanted| wanted.name()).collect();
            print(&events, &summary, &unseen, &self.out)?;
        }
        Ok(())
    }

    /// The defaults, then presets, then the file, then the options.
    fn settings(&self) -> anyhow::Result<Config> {
        let mut config = settings::in_order(&self.preset, self.config.as_deref())?;
        if let Some(hours) = self.min_gap {
            config.gap.min_duration_h(hours);
        }
        if !self.only.is_empty() {
            config.only = self.only.iter().copied().filter_map(event_type).collect();
            if config.only.is_empty() {
                let names = EventType::ALL.map(EventType::name).join(", ");
                options::wrong_usage(&format!("--only names no type of event that this version looks for: {names}"));
            }
        }
        if self.vessels.is_some() {
            config.vessel_list.clone_from(&self.vessels);
        }
        if self.reception.is_some() {
            config.reception.file.clone_from(&self.reception);
        }
        if self.no_chart {
            config.chart = ChartConfig::none();
        }
        settings::set_chart_files(&mut config.chart, &self.zones, &self.ports, &self.land);
        config.chart.learn_anchorages |= self.learn_anchorages;
        config.data_end = self.data_end.or(config.data_end);
        config.reader.strict |= self.strict;
        config.stream.enabled |= self.stream;
        config.stream.max_lateness_h = self.max_lateness.unwrap_or(config.stream.max_lateness_h);
        if self.temp_dir.is_some() {
            config.stream.temp_dir.clone_from(&self.temp_dir);
        }
        settings::set_dialect(&mut config, self.dialect);
        Ok(config)
    }
}

fn print(events: &[Event], summary: &Summary, unseen: &[&str], out: &Path) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    if messages::in_json() {
        messages::warnings(summary.warnings.iter().map(String::as_str));
        serde_json::to_writer_pretty(&mut stdout, summary).map_err(io::Error::from)?;
        return writeln!(stdout);
    }
    let rows = &summary.rows;
    let rejected: u64 = rows.rejected.values().sum();
    writeln!(
        stdout,
        "{} rows read: {} kept, {} duplicates, {rejected} rejected; {} fixes set aside as noise",
        rows.read, rows.kept, rows.duplicates, summary.noise
    )?;
    writeln!(stdout, "{} vessels, {} hulls", summary.vessels, summary.hulls)?;
    for warning in &summary.warnings {
        writeln!(stdout, "note: {warning}")?;
    }
    if !unseen.is_empty() {
        writeln!(stdout, "note: this version does not look for {}", unseen.join(", "))?;
    }
    writeln!(stdout, "\n{}\n\nwritten into {}", EventTable(events), out.display())
}
