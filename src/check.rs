//! Checks that the parameters of several settings share.

use crate::ParamError;
use crate::units::ms_from_hours;

/// The longest duration that a parameter may give, in hours: a hundred years.
const MOST_H: f64 = 876_000.0;

/// A parameter in hours as milliseconds, checked.
pub(crate) fn check_hours(parameter: &'static str, hours: f64) -> Result<i64, ParamError> {
    let expected = "a number of hours above 0 and at most 876000";
    ParamError::check(parameter, hours, f64::MIN_POSITIVE..=MOST_H, expected).map(ms_from_hours)
}

/// The same for a parameter that may be 0.
pub(crate) fn check_hours_from_0(parameter: &'static str, hours: f64) -> Result<i64, ParamError> {
    ParamError::check(parameter, hours, 0.0..=MOST_H, "a number of hours from 0 to 876000").map(ms_from_hours)
}

/// The baseline of speeds in minutes as milliseconds, checked.
pub(crate) fn check_baseline_min(parameter: &'static str, minutes: f64) -> Result<i64, ParamError> {
    let checked = ParamError::check(parameter, minutes, 0.0..=1440.0, "a number of minutes from 0 to 1440");
    checked.map(|minutes| (minutes * 60_000.0).round() as i64)
}

/// A parameter in metres, checked: no two places on the earth are 20,100 km apart.
pub(crate) fn check_distance_m(parameter: &'static str, metres: f64) -> Result<f64, ParamError> {
    ParamError::check(parameter, metres, 0.0..=20_100_000.0, "a number of metres from 0 to 20100000")
}
