//! How rows are told apart into hulls.

use serde::{Deserialize, Serialize};

use crate::ParamError;

/// How rows are told apart into hulls. [`TrackParams::default`] holds the values of the rules in `ALGORITHMS.md`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrackParams {
    /// Fixes of one identity and one time nearer than this are one place; metres. Default 1852.
    pub same_time_distance_m: f64,
    /// Speed beyond dead reckoning that no ship exceeds, in knots. Default 25.
    pub max_excess_speed_kn: f64,
    /// The same where a fix has no speed or no course. Default 40.
    pub max_excess_speed_unknown_kn: f64,
    /// Time added to a step before its speed is judged, in minutes. Default 15.
    pub time_allowance_min: f64,
    /// Silence that ends a segment, in hours. Default 24.
    pub segment_silence_h: f64,
}

impl Default for TrackParams {
    fn default() -> TrackParams {
        TrackParams {
            same_time_distance_m: 1852.0,
            max_excess_speed_kn: 25.0,
            max_excess_speed_unknown_kn: 40.0,
            time_allowance_min: 15.0,
            segment_silence_h: 24.0,
        }
    }
}

impl TrackParams {
    pub(crate) fn check(&self) -> Result<(), ParamError> {
        let positive = (std::ops::Bound::Excluded(0.0), std::ops::Bound::Unbounded);
        for (parameter, value) in [
            ("tracks.same_time_distance_m", self.same_time_distance_m),
            ("tracks.max_excess_speed_kn", self.max_excess_speed_kn),
            ("tracks.max_excess_speed_unknown_kn", self.max_excess_speed_unknown_kn),
            ("tracks.time_allowance_min", self.time_allowance_min),
            ("tracks.segment_silence_h", self.segment_silence_h),
        ] {
            ParamError::check(parameter, value, positive, "a number above 0")?;
        }
        Ok(())
    }
}
