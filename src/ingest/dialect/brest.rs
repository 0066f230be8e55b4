//! The heterogeneous integrated data set of Brest, of the French Naval Academy:
//! `sourcemmsi,navigationalstatus,rateofturn,speedoverground,courseoverground,trueheading,lon,lat,t`, the time in
//! epoch seconds.

use super::settle::Habits;
use super::{Dialect, Family};
use crate::ingest::time::TimeFormat;

pub(super) const FAMILY: Family = Family {
    dialect: Dialect::Brest,
    recognise: |header| {
        let whole = header.has_all(&["sourcemmsi", "t"]);
        whole.then_some("the header has sourcemmsi and t, as the Brest data set has it")
    },
    habits: Habits { time: Some(TimeFormat::EpochS), ..Habits::NONE },
};
