//! darkwake finds suspicious behaviour of ships in AIS position data: which went **dark**, which **loitered**, which **met at
//! sea**, which **entered a closure**, which **share an identity**, each claim with the numbers behind it.
//!
//! It reads the position files that agencies and receivers publish, accounts for every row, tells apart the ships that
//! share an identity, runs rules over the tracks, and puts what it finds of each hull into a dossier. One machine is enough.
//!
//! # What is not here
//!
//! - NMEA sentences (`!AIVDM`) are not decoded: use a decoder and feed its rows.
//! - Silence alone is no proof. A gap is judged by what others were heard in the same waters; where that says too little, the
//!   verdict is [`Undetermined`](Verdict::Undetermined) and names the reason.
//! - No legal finding is made. A score ranks what to look at first.
//!
//! # Usage
//!
//! ```no_run
//! # fn main() -> darkwake::Result<()> {
//! let found = darkwake::Pipeline::new().input("data/east_sea/ais.csv").run()?;
//! for event in &found.events {
//!     println!("{event}");
//! }
//! # Ok(()) }
//! ```
//!
//! Each stage can be used alone: [`Reader`] gives [`Fixes`], those give a [`TrackSet`], and a rule of [`detect`] finds
//! [`Event`]s in it.
//!
//! # Cookbook
//!
//! Fixes that come from somewhere else than a file:
//!
//! ```
//! use darkwake::detect::{Detector, Gap};
//! use darkwake::{Fix, Fixes, Position, VesselId};
//!
//! let mut fixes = Fixes::builder();
//! for (time, lat, lon) in [("2024-05-01T00:00Z", 37.2, 131.0), ("2024-05-01T09:30Z", 37.4, 131.6)] {
//!     let position = Position::new(lat, lon).expect("a valid position");
//!     fixes.push(VesselId::new("440123456"), Fix::new(time.parse()?, position).with_sog_kn(4.5));
//! }
//! let gaps = Gap::default().find(&fixes.build().into_tracks());
//! assert_eq!(gaps[0].duration_h, 9.5);
//! # Ok::<(), jiff::Error>(())
//! ```
//!
//! Thresholds of your own, checked when the rule is built:
//!
//! ```
//! use darkwake::detect::{Gap, Loitering};
//!
//! let rule = Gap::builder().min_duration_h(12.0).build()?;
//! let preset = Loitering::miller2018();
//! assert!(Gap::builder().min_duration_h(-1.0).build().is_err());
//! # Ok::<(), darkwake::ParamError>(())
//! ```
//!
//! Zones of your own, and the hulls to look at first:
//!
//! ```no_run
//! # fn main() -> darkwake::Result<()> {
//! let mut config = darkwake::Config::default();
//! config.chart.zones.push("closures.geojson".into());
//! let found = darkwake::Pipeline::new().input("ais.csv").config(config).run()?;
//! for dossier in found.dossiers.iter().take(10) {
//!     println!("{dossier}");
//! }
//! # Ok(()) }
//! ```
//!
//! More recipes, from columns of your own to rules of your own, are in the [cookbook](_documentation::cookbook).
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `gzip` | yes | reading gzip (flate2 with zlib-rs) |
//! | `zstd` | no | reading zstd (C library) |
//! | `encodings` | no | Korean text in CP949 (encoding_rs) |
//! | `toml` | no | settings and column mappings from TOML |
//! | `parquet` | no | reading and writing Parquet (arrow, parquet; with snappy and zstd), and GeoParquet |
//! | `flatgeobuf` | no | writing FlatGeobuf (flatgeobuf, geozero) |
//! | `world` | no | the world's coastline, built in |
//! | `cli` | no | the program `darkwake`, with all of the above but `parquet` |
//!
//! # Further reading
//!
//! A [tutorial](_documentation::tutorial) for the program, [units](_documentation::units), [words](_documentation::glossary); coming
//! from [MovingPandas](_documentation::from_movingpandas) or [Global Fishing Watch](_documentation::from_gfw);
//! [rules and formulas](_documentation::algorithms), [the map of the code](_documentation::architecture),
//! [changes](_documentation::changelog).

// Output belongs to the program and its callers.
#![cfg_attr(not(test), warn(clippy::print_stdout, clippy::print_stderr))]

pub mod _documentation;
pub mod assess;
pub mod chart;
mod check;
mod config;
pub mod detect;
mod error;
mod event;
mod file_digest;
mod fix;
mod found;
mod geo_box;
pub mod geodesy;
mod index;
mod ingest;
pub mod output;
mod pipeline;
mod position;
mod reception;
pub mod scenario;
mod selection;
mod similar;
mod spool;
mod stream;
mod text_cell;
mod track;
mod units;
mod vessel;
mod watch;

pub use jiff::Timestamp;

pub use crate::chart::Chart;
pub use crate::config::{ChartConfig, Config, Preset, ReaderConfig};
pub use crate::error::{Error, ErrorKind, InputPosition, ParamError, Result};
pub use crate::event::{
    CouldHave, EncounterEvidence, Event, EventId, EventKind, EventType, GapEvidence, GatheringEvidence,
    IdentityConflictEvidence, ImpossibleCause, ImpossiblePositionEvidence, LoiteringEvidence, OtherShip, PortCall,
    PortInReach, PortVisitEvidence, PositionJumpEvidence, ReceptionEvidence, RegionName, SharedIdentity, ShipInReach,
    Surroundings, UndeterminedReason, Verdict, Whereabouts, ZoneInReach, ZoneVisitEvidence,
};
pub(crate) use crate::file_digest::FileDigest;
pub use crate::fix::{Fix, NavStatus};
pub use crate::found::Found;
pub use crate::geo_box::GeoBox;
pub use crate::index::{NearFix, NearHull, Passage, Region, RegionVisit, TrackIndex};
#[cfg(feature = "parquet")]
#[doc(hidden)]
pub use crate::ingest::hush_caught_panics;
pub use crate::ingest::{
    Column, ColumnMapping, ColumnRole, CourseUnit, Dialect, DialectChoice, DialectReport, FieldValue, MappingVariant,
    PositionUnit, ReportColumn, SpeedUnit, TimeFormat, When,
};
pub use crate::ingest::{
    Fixes, FixesBuilder, InputReport, ReadProgress, ReadReport, Reader, ReaderBuilder, RejectExample, RejectReason,
    Row, RowAccount,
};
#[doc(hidden)]
pub use crate::ingest::{RawOptions, RawRecord, fixes_by_csv, parse_decimal, parse_time_ms, raw_records};
pub use crate::pipeline::{Pipeline, Progress, Stage};
pub use crate::position::Position;
pub use crate::reception::{Reception, ReceptionCell, ReceptionParams};
pub use crate::selection::Selection;
pub use crate::stream::StreamParams;
pub use crate::track::{Generalization, Hull, NoiseFix, NoiseKind, Track, TrackParams, TrackSet, Vessel};
pub use crate::units::{EARTH_RADIUS_M, METRES_PER_NM};
pub use crate::vessel::{
    AisClass, IdentityKind, ListError, ListedVessel, Mmsi, MmsiKind, ShipCategory, ShipType, Variants, VesselFacts,
    VesselId, VesselList,
};
