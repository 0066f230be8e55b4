//! MarineCadastre.gov, the archive of NOAA and BOEM for the coasts of the United States.
//!
//! Two generations: `MMSI,BaseDateTime,LAT,LON,SOG,COG,...,TransceiverClass` until 2024 (with `TranscieverClass` in
//! some years), and `mmsi,base_date_time,longitude,latitude,...,transceiver` since. Both have ISO times; numbers may
//! be written as floats, IMO numbers have a prefix. In files of about 2020 the course is a signed 12-bit number of
//! tenths.

use super::settle::Habits;
use super::{Dialect, Family};
use crate::ingest::time::TimeFormat;
use crate::ingest::units::CourseUnit;

pub(super) const FAMILY: Family = Family {
    dialect: Dialect::MarineCadastre,
    recognise: |header| {
        let whole = header.has_all(&["mmsi", "basedatetime"]);
        whole.then_some("the header has MMSI and BaseDateTime, as MarineCadastre.gov has it")
    },
    habits: Habits { time: Some(TimeFormat::Iso), course: CourseUnit::SignedDegrees, ..Habits::NONE },
};
