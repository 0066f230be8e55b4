//! MarineTraffic: `MMSI;SHIP_ID;STATUS;SPEED_KNOTSx10;LON;LAT;COURSE;HEADING;TIMESTAMP_UTC;...`. The name of the
//! column says that the speed is in tenths of a knot.

use super::settle::Habits;
use super::{Dialect, Family};
use crate::ingest::time::TimeFormat;

pub(super) const FAMILY: Family = Family {
    dialect: Dialect::MarineTraffic,
    recognise: |header| {
        let whole = header.has("speedknotsx10") || header.has_all(&["mmsi", "shipid", "timestamputc"]);
        whole.then_some("the header has SPEED_KNOTSx10, or SHIP_ID and TIMESTAMP_UTC, as MarineTraffic has it")
    },
    habits: Habits { time: Some(TimeFormat::Iso), ..Habits::NONE },
};
