//! The parameters of the model and of the verdicts that rest on it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::ParamError;

/// How reception is learned, and what verdicts on gaps ask of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ReceptionParams {
    /// Whether gaps are judged by reception at all.
    pub enabled: bool,
    /// A model that was saved before, in place of what the data themselves tell; see [`Reception::load`](crate::Reception::load).
    #[serde(serialize_with = "crate::config::serialize_path")]
    pub file: Option<PathBuf>,
    /// A ship is expected in an hour when its fixes before and after are no farther apart than this; hours.
    pub max_bracket_h: f64,
    /// So many other ships must be expected in an hour for it to say anything.
    pub min_other_hulls: u32,
    /// An hour in which a smaller share of the expected ships was heard is an outage; 0 to 1.
    pub outage_share: f64,
    /// Where chance alone would show more silences as long as this one, reception explains it.
    pub explained_above: f64,
    /// Where chance alone would show fewer, the silence is likely deliberate.
    pub deliberate_below: f64,
    /// A ship's own reception is taken for that of its neighbours with the weight of so many hours.
    pub own_prior_hours: f64,
    /// A ship that was expected in fewer hours outside the gap is not accused.
    pub min_own_hours: u32,
    /// For so long a ship that is not heard again is thought to keep its course and speed; hours.
    pub dead_reckoning_h: f64,
    /// A ship that is not heard again is not accused unless so many others were heard there afterwards.
    pub min_heard_afterwards: u32,
    /// Nor where a greater share of the others was not heard again either; 0 to 1.
    pub max_lost_share: f64,
}

impl Default for ReceptionParams {
    fn default() -> ReceptionParams {
        ReceptionParams {
            enabled: true,
            file: None,
            max_bracket_h: 48.0,
            min_other_hulls: 3,
            outage_share: 0.2,
            explained_above: 1.0,
            deliberate_below: 0.05,
            own_prior_hours: 2.0,
            min_own_hours: 3,
            dead_reckoning_h: 6.0,
            min_heard_afterwards: 3,
            max_lost_share: 0.1,
        }
    }
}

impl ReceptionParams {
    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// Names the first that is not.
    pub fn check(&self) -> Result<(), ParamError> {
        let hours = "a number of hours from 0 to 876000";
        let share = "a number from 0 to 1";
        let count = "a number of silences from 0 to 1000000000";
        ParamError::check("reception.max_bracket_h", self.max_bracket_h, 0.0..=876_000.0, hours)?;
        ParamError::check("reception.outage_share", self.outage_share, 0.0..=1.0, share)?;
        ParamError::check("reception.explained_above", self.explained_above, 0.0..=1e9, count)?;
        ParamError::check("reception.deliberate_below", self.deliberate_below, 0.0..=1e9, count)?;
        ParamError::check("reception.own_prior_hours", self.own_prior_hours, 0.0..=876_000.0, hours)?;
        ParamError::check("reception.dead_reckoning_h", self.dead_reckoning_h, 0.0..=876_000.0, hours)?;
        ParamError::check("reception.max_lost_share", self.max_lost_share, 0.0..=1.0, share)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_out_of_range_is_refused_in_words() {
        let params = ReceptionParams { outage_share: 1.5, ..ReceptionParams::default() };
        insta::assert_snapshot!(params.check().unwrap_err(), @"the parameter reception.outage_share must be a number from 0 to 1, found 1.5");
        assert_eq!(ReceptionParams::default().check(), Ok(()));
    }
}
