//! The integers of AIS position reports, undecoded: latitude and longitude in 1/600000 degree, speed and course in
//! tenths. Such numbers are only taken for it when they cannot be anything else; see
//! [`settle`](super::settle).

use super::settle::Habits;
use super::{Dialect, Family};
use crate::ingest::units::{CourseUnit, PositionUnit, SpeedUnit};

pub(super) const FAMILY: Family = Family {
    dialect: Dialect::Raw,
    recognise: |_| None,
    habits: Habits {
        position: PositionUnit::TenThousandthMinutes,
        speed: SpeedUnit::TenthKnots,
        course: CourseUnit::TenthDegrees,
        ..Habits::NONE
    },
};
