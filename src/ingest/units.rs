//! The units in which columns give positions, speeds and courses.

use serde::{Deserialize, Serialize};

use crate::METRES_PER_NM;

/// In what a column gives latitude and longitude.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PositionUnit {
    /// Degrees.
    #[default]
    Degrees,
    /// Ten-thousandths of a minute, 1/600000 of a degree: the integers of AIS position reports.
    TenThousandthMinutes,
    /// Tenths of a minute, 1/600 of a degree: the integers of long-range reports (message type 27).
    TenthMinutes,
}

impl PositionUnit {
    #[inline]
    pub(super) fn degrees(self, value: f64) -> f64 {
        match self {
            PositionUnit::Degrees => value,
            PositionUnit::TenThousandthMinutes => value / 600_000.0,
            PositionUnit::TenthMinutes => value / 600.0,
        }
    }

    pub(super) fn describe(self) -> &'static str {
        match self {
            PositionUnit::Degrees => "degrees",
            PositionUnit::TenThousandthMinutes => "1/600000 degree",
            PositionUnit::TenthMinutes => "1/600 degree",
        }
    }
}

/// In what a column gives speed over ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SpeedUnit {
    /// Knots.
    #[default]
    Knots,
    /// Tenths of a knot, as AIS sends it.
    TenthKnots,
    /// Metres per second.
    MetresPerSecond,
    /// Kilometres per hour.
    KilometresPerHour,
}

impl SpeedUnit {
    #[inline]
    pub(super) fn knots(self, value: f64) -> f64 {
        match self {
            SpeedUnit::Knots => value,
            SpeedUnit::TenthKnots => value / 10.0,
            SpeedUnit::MetresPerSecond => value * 3600.0 / METRES_PER_NM,
            SpeedUnit::KilometresPerHour => value * 1000.0 / METRES_PER_NM,
        }
    }

    pub(super) fn describe(self) -> &'static str {
        match self {
            SpeedUnit::Knots => "knots",
            SpeedUnit::TenthKnots => "tenths of a knot",
            SpeedUnit::MetresPerSecond => "m/s",
            SpeedUnit::KilometresPerHour => "km/h",
        }
    }
}

/// In what a column gives course over ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CourseUnit {
    /// Degrees.
    #[default]
    Degrees,
    /// Degrees whose 12 bits were taken for a signed number of tenths, -204.8 to 204.7: a negative value needs +409.6.
    SignedDegrees,
    /// Tenths of a degree, as AIS sends it.
    TenthDegrees,
}

impl CourseUnit {
    #[inline]
    pub(super) fn degrees(self, value: f64) -> f64 {
        match self {
            CourseUnit::Degrees | CourseUnit::SignedDegrees => value,
            CourseUnit::TenthDegrees => value / 10.0,
        }
    }

    pub(super) fn describe(self) -> &'static str {
        match self {
            CourseUnit::Degrees => "degrees",
            CourseUnit::SignedDegrees => "degrees, negative ones +409.6",
            CourseUnit::TenthDegrees => "tenths of a degree",
        }
    }
}
