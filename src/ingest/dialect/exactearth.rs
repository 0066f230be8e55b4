//! Wide tables of all message types, as exactEarth and Spire give them: `MMSI,Message_ID,Repeat_indicator,Time,...`
//! with times as `20180401_120000`, or `timestamp,mmsi,msg_type,latitude,...`. The message type tells the static
//! messages (types 5 and 24, among others) from the position reports.

use super::settle::Habits;
use super::{Dialect, Family};
use crate::ingest::time::TimeFormat;

pub(super) const FAMILY: Family = Family {
    dialect: Dialect::ExactEarth,
    recognise: |header| {
        let exact_earth = header.has("messageid") && header.has("repeatindicator");
        let spire = header.has_all(&["msgtype", "collectiontype"]);
        (exact_earth || spire).then_some(
            "the header has a message type beside the fields of every message, as exactEarth and Spire have it",
        )
    },
    habits: Habits { time: Some(TimeFormat::Iso), ..Habits::NONE },
};
