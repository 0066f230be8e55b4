//! Tracks with labels of fishing, of Global Fishing Watch:
//! `mmsi,timestamp,distance_from_shore,distance_from_port,speed,course,lat,lon,is_fishing,source`. Identities are
//! hashed and written as floats, times are epoch seconds as floats.

use super::settle::Habits;
use super::{Dialect, Family};
use crate::ingest::time::TimeFormat;

pub(super) const FAMILY: Family = Family {
    dialect: Dialect::Gfw,
    recognise: |header| {
        let whole = header.has_all(&["distancefromshore", "distancefromport", "timestamp"]);
        whole.then_some("the header has distance_from_shore and distance_from_port, as Global Fishing Watch has it")
    },
    habits: Habits { time: Some(TimeFormat::EpochS), ..Habits::NONE },
};
