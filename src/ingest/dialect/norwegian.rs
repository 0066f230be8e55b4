//! The Norwegian Coastal Administration: `mmsi;date_time_utc;sog;cog;true_heading;nav_status;calc_speed;lon;lat`.

use super::settle::Habits;
use super::{Dialect, Family};
use crate::ingest::time::TimeFormat;

pub(super) const FAMILY: Family = Family {
    dialect: Dialect::Norwegian,
    recognise: |header| {
        let whole = header.has_all(&["mmsi", "datetimeutc", "trueheading"]);
        whole.then_some(
            "the header has mmsi, date_time_utc and true_heading, as the Norwegian Coastal Administration has it",
        )
    },
    habits: Habits { time: Some(TimeFormat::Iso), ..Habits::NONE },
};
