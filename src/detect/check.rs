//! Checks that the parameters of several rules share.

use crate::ParamError;
use crate::units::ms_from_hours;

/// A parameter in hours as milliseconds, checked.
pub(super) fn check_hours(parameter: &'static str, hours: f64) -> Result<i64, ParamError> {
    let range = f64::MIN_POSITIVE..=876_000.0;
    ParamError::check(parameter, hours, range, "a number of hours above 0 and at most 876000").map(ms_from_hours)
}

/// A parameter in metres, checked: no two places on the earth are 20,100 km apart.
pub(super) fn check_distance_m(parameter: &'static str, metres: f64) -> Result<f64, ParamError> {
    ParamError::check(parameter, metres, 0.0..=20_100_000.0, "a number of metres from 0 to 20100000")
}
