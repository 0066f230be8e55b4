//! The Piraeus AIS data set, of the University of Piraeus: `t,vessel_id,lon,lat,heading,speed,course`. Identities are
//! hashes, times are epoch milliseconds.

use super::settle::Habits;
use super::{Dialect, Family};
use crate::ingest::time::TimeFormat;

pub(super) const FAMILY: Family = Family {
    dialect: Dialect::Piraeus,
    recognise: |header| {
        let whole = header.has_all(&["t", "vesselid", "lon", "lat"]);
        whole.then_some("the header has t and vessel_id, as the Piraeus data set has it")
    },
    habits: Habits { time: Some(TimeFormat::EpochMs), ..Habits::NONE },
};
