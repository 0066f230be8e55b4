//! GICOMS, of the Ministry of Oceans and Fisheries of Korea: two lines of metadata, then
//! `MMSI,일시,위도,경도,SOG,COG,Heading`, in UTF-8 with or without a byte order mark, or in CP949.

use super::settle::Habits;
use super::{Dialect, Family};
use crate::ingest::time::TimeFormat;

pub(super) const FAMILY: Family = Family {
    dialect: Dialect::Gicoms,
    recognise: |header| {
        let whole = header.has_all(&["mmsi", "일시", "위도", "경도"]);
        whole.then_some("the header has MMSI, 일시, 위도 and 경도, as GICOMS has it")
    },
    habits: Habits { time: Some(TimeFormat::Iso), ..Habits::NONE },
};
