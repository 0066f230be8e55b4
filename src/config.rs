//! Every setting of the whole way, by the same names in the API and in TOML.

#[cfg(feature = "toml")]
mod commented;
#[cfg(feature = "toml")]
mod sections;

use std::path::PathBuf;

use serde::{Deserialize, Serialize, Serializer};

use crate::assess::AssessmentBuilder;
use crate::chart::{AnchoragesBuilder, PropertyKeys};
use crate::detect::{
    Encounter, EncounterBuilder, Gap, GapBuilder, IdentityConflictBuilder, ImpossiblePositionBuilder, Loitering,
    LoiteringBuilder, PortVisit, PortVisitBuilder, PositionJumpBuilder, ReachBuilder, ZoneVisitBuilder,
};
use crate::ingest::{MAX_COLUMNS, MAX_EXPANSION};
use crate::{
    Chart, ColumnMapping, Dialect, DialectChoice, Error, ErrorKind, EventType, Reader, ReaderBuilder, ReceptionParams,
    Result, StreamParams, Timestamp, TrackParams,
};

/// Every setting of the whole way from rows to events. [`Config::default`] holds the rules as documented.
///
/// In TOML (feature `toml`) the sections and keys have the names of the fields:
/// ```toml
/// only = ["gap"]
/// data_end = "2024-05-03T00:00:00Z"
/// [reader]
/// strict = true
/// [stream]
/// max_lateness_h = 2.0
/// [tracks]
/// segment_silence_h = 24.0
/// [gap]
/// min_duration_h = 12.0
/// [loitering]
/// max_speed_kn = 1.0
/// [chart]
/// zones = ["eez.geojson", "closures.geojson"]
/// ports = ["ports.csv"]
/// learn_anchorages = true
/// [chart.zone_keys]
/// name = "SITE_NAME"
/// [port_visit]
/// min_confidence = 3
/// [zone_visit]
/// min_duration_h = 0.5
/// [reach]
/// max_listed = 10
/// [assess.weights]
/// encounter = 20.0
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Config {
    /// The types of events to look for; empty means all.
    pub only: Vec<EventType>,
    /// The end of the data, where it is known better than the data shows.
    pub data_end: Option<Timestamp>,
    /// A list of vessels as CSV; see [`VesselList::from_csv`](crate::VesselList::from_csv).
    #[serde(serialize_with = "serialize_path")]
    pub vessel_list: Option<PathBuf>,
    /// How rows are read.
    pub reader: ReaderConfig,
    /// How inputs larger than memory are processed.
    pub stream: StreamParams,
    /// How rows are told apart into hulls.
    pub tracks: TrackParams,
    /// What the chart is made of.
    pub chart: ChartConfig,
    /// How anchorages are learned, where they are.
    pub anchorages: AnchoragesBuilder,
    /// How reception is learned, and what verdicts ask of it.
    pub reception: ReceptionParams,
    /// The rule for encounters and gatherings.
    pub encounter: EncounterBuilder,
    /// The rule for dark gaps.
    pub gap: GapBuilder,
    /// The rule for identity conflicts.
    pub identity_conflict: IdentityConflictBuilder,
    /// The rule for impossible positions.
    pub impossible_position: ImpossiblePositionBuilder,
    /// The rule for what a gap could hide.
    pub reach: ReachBuilder,
    /// The rule for loitering.
    pub loitering: LoiteringBuilder,
    /// The rule for port visits.
    pub port_visit: PortVisitBuilder,
    /// The rule for position jumps.
    pub position_jump: PositionJumpBuilder,
    /// The rule for zone visits.
    pub zone_visit: ZoneVisitBuilder,
    /// How hulls are scored.
    pub assess: AssessmentBuilder,
}

/// What the chart is made of. Paths are relative to the working directory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ChartConfig {
    /// Whether to use the coastline that is built into the crate (feature `world`); without the feature there is none.
    pub world: bool,
    /// Coastlines: GeoJSON files with polygons of land, in place of the one that is built in.
    #[serde(serialize_with = "serialize_paths")]
    pub land: Vec<PathBuf>,
    /// Ports and anchorages: tables or GeoJSON; see [`Ports::from_file`](crate::chart::Ports::from_file).
    #[serde(serialize_with = "serialize_paths")]
    pub ports: Vec<PathBuf>,
    /// Whether anchorages are learned from the data too; see [`Anchorages`](crate::chart::Anchorages).
    pub learn_anchorages: bool,
    /// Zones: GeoJSON files; see [`Zones::from_geojson`](crate::chart::Zones::from_geojson).
    #[serde(serialize_with = "serialize_paths")]
    pub zones: Vec<PathBuf>,
    /// Which properties of zones are their names, identifiers and categories; by default the usual ones.
    pub zone_keys: PropertyKeys,
}

/// Paths as text, as far as they are: a summary must not fail for a name that is none.
fn serialize_paths<S: Serializer>(paths: &[PathBuf], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_seq(paths.iter().map(|path| path.to_string_lossy()))
}

/// As [`serialize_paths`].
#[expect(clippy::ref_option, reason = "serde gives the field")]
pub(crate) fn serialize_path<S: Serializer>(
    path: &Option<PathBuf>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    path.as_ref().map(|path| path.to_string_lossy()).serialize(serializer)
}

impl Default for ChartConfig {
    fn default() -> ChartConfig {
        ChartConfig { world: true, ..ChartConfig::none() }
    }
}

impl ChartConfig {
    /// No chart at all: the conditions that need one are off.
    pub fn none() -> ChartConfig {
        ChartConfig {
            world: false,
            land: Vec::new(),
            ports: Vec::new(),
            learn_anchorages: false,
            zones: Vec::new(),
            zone_keys: PropertyKeys::new(),
        }
    }

    /// The chart; `None` where nothing is to be on it.
    ///
    /// # Errors
    /// When a file cannot be read, or does not hold what it should; the message names it, and the feature or line in it.
    pub fn load(&self) -> Result<Option<Chart>> {
        #[cfg(feature = "world")]
        let mut chart = (self.world && self.land.is_empty()).then(Chart::world);
        #[cfg(not(feature = "world"))]
        let mut chart: Option<Chart> = None;
        if !self.land.is_empty() {
            chart = Some(chart.unwrap_or_default().with_land_files(&self.land)?);
        }
        if !self.ports.is_empty() {
            chart = Some(chart.unwrap_or_default().with_port_files(&self.ports)?);
        }
        if !self.zones.is_empty() {
            chart = Some(chart.unwrap_or_default().with_zone_files(&self.zones, &self.zone_keys)?);
        }
        Ok(chart)
    }
}

/// How rows are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ReaderConfig {
    /// The dialect of every input; `auto` goes by the names in the header.
    pub dialect: Dialect,
    /// Which column holds what, for files that no dialect fits; it comes before `dialect`.
    pub mapping: Option<ColumnMapping>,
    /// Whether the first bad row is an error.
    pub strict: bool,
    /// The longest record in bytes.
    pub max_record_bytes: usize,
    /// The most columns that a file may have.
    pub max_columns: usize,
    /// How many times its stored bytes a compressed input may hold.
    pub max_expansion: u32,
    /// How many rejected rows are shown for each reason.
    pub examples_per_reason: usize,
}

impl Default for ReaderConfig {
    fn default() -> ReaderConfig {
        ReaderConfig {
            dialect: Dialect::Auto,
            mapping: None,
            strict: false,
            max_record_bytes: 1 << 20,
            max_columns: MAX_COLUMNS,
            max_expansion: MAX_EXPANSION,
            examples_per_reason: 5,
        }
    }
}

impl ReaderConfig {
    /// A reader with these settings, still without inputs.
    pub fn builder(&self) -> ReaderBuilder {
        Reader::builder()
            .dialect(self.dialect_choice())
            .strict(self.strict)
            .max_record_bytes(self.max_record_bytes)
            .max_columns(self.max_columns)
            .max_expansion(self.max_expansion)
            .examples_per_reason(self.examples_per_reason)
    }

    /// How the dialect of each input is chosen.
    pub fn dialect_choice(&self) -> DialectChoice {
        match (&self.mapping, self.dialect) {
            (Some(mapping), _) => DialectChoice::Mapping(mapping.clone()),
            (None, Dialect::Auto) => DialectChoice::Auto,
            (None, dialect) => DialectChoice::Named(dialect),
        }
    }
}

/// A named set of thresholds with its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Preset {
    /// Gaps over 12 hours, as Welch et al. 2022.
    Welch2022,
    /// Loitering of at least 8 hours, and encounters, as Miller et al. 2018.
    Miller2018,
    /// Loitering of at least 4 hours, as regional fisheries organisations count.
    Rfmo,
    /// Loitering of at least 1 hour.
    OneHour,
    /// For sparse satellite data: steps of up to 3 hours count as observed, for all rules.
    Satellite,
    /// Encounters as Global Fishing Watch publishes them.
    Gfw,
    /// Encounters within 250 m for half an hour, as Skylight's standard rendezvous.
    Skylight,
    /// Encounters within 200 m for half an hour, as Starboard's.
    Starboard,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Preset; 8] = [
        Preset::Welch2022,
        Preset::Miller2018,
        Preset::Rfmo,
        Preset::OneHour,
        Preset::Satellite,
        Preset::Gfw,
        Preset::Skylight,
        Preset::Starboard,
    ];

    /// The name by which it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Preset::Welch2022 => "welch2022",
            Preset::Miller2018 => "miller2018",
            Preset::Rfmo => "rfmo",
            Preset::OneHour => "one_hour",
            Preset::Satellite => "satellite",
            Preset::Gfw => "gfw",
            Preset::Skylight => "skylight",
            Preset::Starboard => "starboard",
        }
    }

    /// What it sets, in a sentence.
    pub fn description(self) -> &'static str {
        match self {
            Preset::Welch2022 => "gaps over 12 hours (Welch et al. 2022)",
            Preset::Miller2018 => {
                "loitering of at least 8 hours; encounters within 500 m for 2 hours (Miller et al. 2018)"
            }
            Preset::Rfmo => "loitering of at least 4 hours (practice of regional fisheries organisations)",
            Preset::OneHour => "loitering of at least 1 hour",
            Preset::Satellite => "for sparse satellite data: steps of up to 3 hours count as observed",
            Preset::Gfw => "encounters within 500 m for 2 hours; port visits by reported speeds (Global Fishing Watch)",
            Preset::Skylight => "encounters within 250 m for half an hour (Skylight)",
            Preset::Starboard => "encounters within 200 m for half an hour (Starboard)",
        }
    }
}

impl std::fmt::Display for Preset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for Preset {
    type Err = Error;

    fn from_str(text: &str) -> Result<Preset> {
        Preset::ALL.into_iter().find(|preset| preset.name() == text).ok_or_else(|| {
            let names = Preset::ALL.map(Preset::name).join(", ");
            Error::new(ErrorKind::Format(format!("there is no preset {text:?}; the presets are {names}")))
        })
    }
}

impl Config {
    /// The settings with a preset put over them: it changes the thresholds it names and nothing else.
    #[must_use]
    pub fn with_preset(mut self, preset: Preset) -> Config {
        match preset {
            Preset::Welch2022 => self.gap = Gap::welch2022().parameters().clone(),
            Preset::Miller2018 => {
                self.loitering = Loitering::miller2018().parameters().clone();
                self.encounter = Encounter::miller2018().parameters().clone();
            }
            Preset::Rfmo => self.loitering = Loitering::rfmo().parameters().clone(),
            Preset::OneHour => self.loitering = Loitering::one_hour().parameters().clone(),
            Preset::Satellite => {
                self.gap.max_step_h(SATELLITE_MAX_STEP_H);
                self.reach.max_step_h(SATELLITE_MAX_STEP_H);
                self.loitering.max_step_h(SATELLITE_MAX_STEP_H);
                self.zone_visit.max_step_h(SATELLITE_MAX_STEP_H);
                self.port_visit.max_step_h(SATELLITE_MAX_STEP_H);
                self.encounter.max_step_h(SATELLITE_MAX_STEP_H);
                self.identity_conflict.max_step_h(SATELLITE_MAX_STEP_H);
                self.impossible_position.max_step_h(SATELLITE_MAX_STEP_H);
                self.position_jump.max_step_h(SATELLITE_MAX_STEP_H);
                self.assess.max_step_h(SATELLITE_MAX_STEP_H);
                self.anchorages.max_step_h(SATELLITE_MAX_STEP_H);
            }
            Preset::Gfw => {
                self.encounter = Encounter::gfw().parameters().clone();
                self.port_visit = PortVisit::gfw().parameters().clone();
            }
            Preset::Skylight => self.encounter = Encounter::skylight().parameters().clone(),
            Preset::Starboard => self.encounter = Encounter::starboard().parameters().clone(),
        }
        self
    }

    /// The settings with those of a TOML text put over them; what the text does not name stays.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] when the text is no TOML, names an unknown setting, or gives one a value of the wrong kind.
    /// Whether numbers are in range is checked when they are used.
    #[cfg(feature = "toml")]
    pub fn with_toml(self, text: &str) -> Result<Config> {
        let wrong = |error: String| Error::new(ErrorKind::Format(error.trim_end().to_owned()));
        let over: toml::Table = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let mut settings = toml::Table::try_from(self).map_err(|error| wrong(error.to_string()))?;
        put_over(&mut settings, over);
        settings.try_into().map_err(|error: toml::de::Error| {
            // Read by itself, the text tells the line of what is wrong with it.
            wrong(toml::from_str::<Config>(text).err().unwrap_or(error).to_string())
        })
    }

    /// The longest step between two fixes, in hours, over which a track is drawn as heard: that of loitering.
    pub fn drawn_step_h(&self) -> f64 {
        self.loitering.max_step_h
    }

    /// Whether events of this type are looked for.
    pub fn looks_for(&self, event_type: EventType) -> bool {
        self.only.is_empty() || self.only.contains(&event_type)
    }
}

/// The longest step that counts as observed in sparse satellite data, in hours; that of
/// [`Loitering::satellite`] and [`Encounter::satellite`].
const SATELLITE_MAX_STEP_H: f64 = 3.0;

#[cfg(feature = "toml")]
fn put_over(settings: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (settings.get_mut(&key), value) {
            (Some(toml::Value::Table(section)), toml::Value::Table(over)) => put_over(section, over),
            (_, value) => {
                settings.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_change_what_they_name() {
        let config = Config::default().with_preset(Preset::Welch2022).with_preset(Preset::Miller2018);
        assert_eq!(config.gap.build().unwrap(), Gap::welch2022());
        assert_eq!(config.loitering.build().unwrap(), Loitering::miller2018());
        assert_eq!(config.encounter.build().unwrap(), Encounter::miller2018());
        assert_eq!(config.tracks, TrackParams::default());
        let sparse = Config::default().with_preset(Preset::Satellite);
        assert_eq!(sparse.loitering.build().unwrap(), Loitering::satellite());
        assert_eq!(sparse.encounter.build().unwrap(), Encounter::satellite());
        let near = Config::default().with_preset(Preset::Skylight);
        assert_eq!(near.encounter.build().unwrap(), Encounter::skylight());
        let near = near.with_preset(Preset::Starboard);
        assert_eq!(near.encounter.build().unwrap(), Encounter::starboard());
        let gfw = near.with_preset(Preset::Gfw);
        assert_eq!(gfw.encounter.build().unwrap(), Encounter::gfw());
        assert_eq!(gfw.port_visit.build().unwrap(), PortVisit::gfw());
    }

    #[test]
    fn presets_are_known_by_the_same_name_everywhere() {
        for preset in Preset::ALL {
            assert_eq!(preset.name().parse::<Preset>().unwrap(), preset);
            assert_eq!(serde_json::to_value(preset).unwrap(), preset.name());
        }
        insta::assert_snapshot!(
            "strict".parse::<Preset>().unwrap_err(),
            @r#"there is no preset "strict"; the presets are welch2022, miller2018, rfmo, one_hour, satellite, gfw, skylight, starboard"#
        );
    }

    #[test]
    fn settings_survive_json() {
        let config = Config::default().with_preset(Preset::Satellite);
        let text = serde_json::to_string(&config).unwrap();
        assert_eq!(serde_json::from_str::<Config>(&text).unwrap(), config);
    }

    #[cfg(feature = "toml")]
    #[test]
    fn toml_is_put_over_what_is_set() {
        let text =
            "only = [\"gap\"]\ndata_end = \"2024-05-03T00:00:00Z\"\n[gap]\nmax_step_h = 2.0\n[reader]\nstrict = true";
        let config = Config::default().with_preset(Preset::Welch2022).with_toml(text).unwrap();
        let mut gap = Gap::welch2022().parameters().clone();
        gap.max_step_h(2.0);
        assert_eq!(config.gap, gap, "the preset's duration stays");
        assert!(config.reader.strict);
        assert_eq!(config.data_end, Some("2024-05-03T00:00:00Z".parse().unwrap()));
        assert!(config.looks_for(EventType::Gap) && !config.looks_for(EventType::Loitering));
        let everything = toml::to_string(&config).unwrap();
        assert_eq!(Config::default().with_toml(&everything).unwrap(), config);
    }

    #[cfg(feature = "toml")]
    #[test]
    fn an_unknown_setting_is_refused_by_name() {
        let error = Config::default().with_toml("[gap]\nmin_duration = 3.0").unwrap_err().to_string();
        assert!(error.contains("min_duration") && error.contains("min_duration_h"), "{error}");
        assert!(error.contains("line 2, column 1"), "{error}");
        let error = Config::default().with_toml("[gap]\nmin_duration_h = \"3h\"").unwrap_err().to_string();
        assert!(error.contains("min_duration_h") && error.contains("line 2, column 18"), "{error}");
    }
}
