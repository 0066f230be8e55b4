//! Which columns an input has and how it writes them: named dialects, any header with known names, explicit mappings.
//!
//! One family of files is one file here: it says by which names a header is known and what is particular about the
//! fields. The names of columns are in one table, [`aliases`], for all.

mod aliases;
mod brest;
mod detect;
mod dma;
mod exactearth;
mod explain;
mod gfw;
mod gicoms;
mod header;
mod mapped;
#[cfg(test)]
mod mapped_tests;
mod marinecadastre;
mod marinetraffic;
mod norwegian;
mod piraeus;
mod raw;
#[cfg(test)]
mod reference_tests;
mod sample;
mod settle;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub(crate) use self::aliases::normalise;
#[cfg(feature = "parquet")]
pub(crate) use self::aliases::role_of_name;
pub(crate) use self::detect::detect;
pub(crate) use self::header::DELIMITERS;
use super::layout::{Layout, Role};
use super::mapping::ColumnMapping;
use crate::similar::did_you_mean;
use crate::{Error, ErrorKind};

/// A way in which a source of AIS data writes its files.
///
/// Each has a name, by which it can be asked for; asked or not, its header is looked for by the names of the columns,
/// in any order and letter case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Dialect {
    /// MarineCadastre.gov: US coast, all generations of its header.
    MarineCadastre,
    /// Danish Maritime Authority.
    Dma,
    /// The Brest data set: Naval Academy, France.
    Brest,
    /// Norwegian Coastal Administration.
    Norwegian,
    /// GICOMS: Ministry of Oceans and Fisheries, Korea.
    Gicoms,
    /// Global Fishing Watch: tracks with labels of fishing.
    Gfw,
    /// MarineTraffic exports.
    MarineTraffic,
    /// The Piraeus data set.
    Piraeus,
    /// exactEarth and Spire: all message types in one wide table.
    ExactEarth,
    /// The integers of AIS messages, undecoded.
    Raw,
    /// Any other header whose names are known.
    Auto,
    /// An explicit [`ColumnMapping`].
    Custom,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Dialect; 12] = [
        Dialect::MarineCadastre,
        Dialect::Dma,
        Dialect::Brest,
        Dialect::Norwegian,
        Dialect::Gicoms,
        Dialect::Gfw,
        Dialect::MarineTraffic,
        Dialect::Piraeus,
        Dialect::ExactEarth,
        Dialect::Raw,
        Dialect::Auto,
        Dialect::Custom,
    ];

    /// The name by which it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::MarineCadastre => "marinecadastre",
            Dialect::Dma => "dma",
            Dialect::Brest => "brest",
            Dialect::Norwegian => "norwegian",
            Dialect::Gicoms => "gicoms",
            Dialect::Gfw => "gfw",
            Dialect::MarineTraffic => "marinetraffic",
            Dialect::Piraeus => "piraeus",
            Dialect::ExactEarth => "exactearth",
            Dialect::Raw => "raw",
            Dialect::Auto => "auto",
            Dialect::Custom => "custom",
        }
    }

    /// What it is, in one line.
    pub fn description(self) -> &'static str {
        match self {
            Dialect::MarineCadastre => "MarineCadastre.gov (NOAA, US), old and new headers, signed courses of 2020",
            Dialect::Dma => "Danish Maritime Authority, 26 or 22 columns, with or without header, day before month",
            Dialect::Brest => "Brest data set (Naval Academy, France), epoch seconds",
            Dialect::Norwegian => "Norwegian Coastal Administration, semicolons",
            Dialect::Gicoms => "GICOMS (Korea), metadata lines, Korean header, UTF-8 or CP949",
            Dialect::Gfw => "Global Fishing Watch tracks, identities and epoch seconds as floats",
            Dialect::MarineTraffic => "MarineTraffic exports, speed in tenths of a knot where the header says so",
            Dialect::Piraeus => "Piraeus data set, hashed identities, epoch milliseconds",
            Dialect::ExactEarth => "exactEarth and Spire wide tables, static messages among the positions",
            Dialect::Raw => "integers of AIS messages: 1/600000 degree, tenths of a knot and of a degree",
            Dialect::Auto => "whatever the names in the header say (the default)",
            Dialect::Custom => "the columns that a mapping names",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Dialect {
    type Err = Error;

    /// Finds a dialect by its name, whatever the letter case.
    ///
    /// # Errors
    /// [`ErrorKind::Dialect`] with all the names, when there is none of this name.
    fn from_str(text: &str) -> Result<Dialect, Error> {
        let wanted = text.trim();
        Dialect::ALL.into_iter().find(|dialect| dialect.name().eq_ignore_ascii_case(wanted)).ok_or_else(|| {
            let names = explain::dialect_names();
            let meant = did_you_mean(wanted, Dialect::ALL.map(Dialect::name));
            Error::new(ErrorKind::Dialect(format!("there is no dialect {wanted:?}; the dialects are {names}{meant}")))
        })
    }
}

/// How the dialect of an input is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DialectChoice {
    /// From its header.
    #[default]
    Auto,
    /// It is known; the header tells the order of the columns.
    Named(Dialect),
    /// The columns are given.
    Mapping(ColumnMapping),
}

impl From<Dialect> for DialectChoice {
    fn from(dialect: Dialect) -> DialectChoice {
        DialectChoice::Named(dialect)
    }
}

impl From<ColumnMapping> for DialectChoice {
    fn from(mapping: ColumnMapping) -> DialectChoice {
        DialectChoice::Mapping(mapping)
    }
}

/// Which dialect was chosen for an input, why, and what is read from which column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DialectReport {
    /// The dialect.
    pub name: Dialect,
    /// Why it was chosen, in a sentence.
    pub why: String,
    /// The character between fields.
    pub delimiter: char,
    /// `utf-8` or `cp949`.
    pub encoding: String,
    /// The columns that are read, in the order of the file; by shape of record where there are several.
    pub columns: Vec<ReportColumn>,
    /// The names of the columns that are not read.
    pub unused: Vec<String>,
}

/// A column that is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReportColumn {
    /// What it holds.
    pub role: Role,
    /// Its index, counted from 0.
    pub index: usize,
    /// Its name in the header, where there is a header.
    pub header: Option<String>,
    /// In which unit or format it is read, where there is a choice; the condition, where records differ in shape.
    pub reading: String,
}

/// What [`detect`] found.
pub(crate) struct Detected {
    pub(crate) layout: Box<dyn Layout>,
    pub(crate) report: DialectReport,
    /// The byte, in the decompressed input, at which the first data record starts.
    pub(crate) data_start: u64,
}

impl fmt::Debug for Detected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Detected")
            .field("report", &self.report)
            .field("data_start", &self.data_start)
            .finish_non_exhaustive()
    }
}

/// A family of files: how its header is known, and what is particular about its fields.
struct Family {
    dialect: Dialect,
    /// Why a header is of this family, or `None`.
    recognise: fn(&header::Header) -> Option<&'static str>,
    /// What is particular.
    habits: settle::Habits,
}

/// Every family, in the order in which they are tried. No header is of two.
const FAMILIES: [&Family; 10] = [
    &marinecadastre::FAMILY,
    &dma::FAMILY,
    &brest::FAMILY,
    &norwegian::FAMILY,
    &gicoms::FAMILY,
    &gfw::FAMILY,
    &marinetraffic::FAMILY,
    &piraeus::FAMILY,
    &exactearth::FAMILY,
    &raw::FAMILY,
];
