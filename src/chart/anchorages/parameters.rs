//! The parameters of learning anchorages.

use serde::{Deserialize, Serialize};

use super::{LEAST_HULLS, LEAST_STAY_H, SHARE_OF_DATA, YEAR_H};
use crate::ParamError;
use crate::units::ms_from_hours;

/// How anchorages are learned; see [`Anchorages::learn`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "AnchoragesBuilder", into = "AnchoragesBuilder")]
pub struct Anchorages {
    parameters: AnchoragesBuilder,
}

/// The parameters of [`Anchorages`], not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnchoragesBuilder {
    radius_m: f64,
    min_stay_h: f64,
    min_hulls: u32,
    max_step_h: f64,
    name_distance_m: f64,
}

impl Default for AnchoragesBuilder {
    fn default() -> AnchoragesBuilder {
        AnchoragesBuilder {
            radius_m: 500.0,
            min_stay_h: 12.0,
            min_hulls: 20,
            max_step_h: 1.0,
            name_distance_m: 10_000.0,
        }
    }
}

impl AnchoragesBuilder {
    /// How near its middle a ship stays that lies still, and how near each other ships lie at one anchorage; metres.
    pub fn radius_m(&mut self, metres: f64) -> &mut AnchoragesBuilder {
        self.radius_m = metres;
        self
    }

    /// The least duration of a stay where the data is long enough; hours.
    pub fn min_stay_h(&mut self, hours: f64) -> &mut AnchoragesBuilder {
        self.min_stay_h = hours;
        self
    }

    /// The fewest hulls in data of a year.
    pub fn min_hulls(&mut self, hulls: u32) -> &mut AnchoragesBuilder {
        self.min_hulls = hulls;
        self
    }

    /// The longest step that counts as observed; hours.
    pub fn max_step_h(&mut self, hours: f64) -> &mut AnchoragesBuilder {
        self.max_step_h = hours;
        self
    }

    /// How near a known port gives an anchorage its name; metres.
    pub fn name_distance_m(&mut self, metres: f64) -> &mut AnchoragesBuilder {
        self.name_distance_m = metres;
        self
    }

    /// The way of learning with these parameters.
    ///
    /// # Errors
    /// When `radius_m` is not from 1 to 10,000 metres, a duration not above 0 and at most 876,000 hours, `min_hulls` not from 1 to
    /// 1,000,000, or `name_distance_m` not from 0 to 20,100,000 metres.
    pub fn build(&self) -> Result<Anchorages, ParamError> {
        let hours = |parameter, hours| {
            let expected = "a number of hours above 0 and at most 876000";
            ParamError::check(parameter, hours, f64::MIN_POSITIVE..=876_000.0, expected)
        };
        ParamError::check("anchorages.radius_m", self.radius_m, 1.0..=10_000.0, "a number of metres from 1 to 10000")?;
        hours("anchorages.min_stay_h", self.min_stay_h)?;
        hours("anchorages.max_step_h", self.max_step_h)?;
        let hulls = f64::from(self.min_hulls);
        ParamError::check("anchorages.min_hulls", hulls, 1.0..=1e6, "a number of hulls from 1 to 1000000")?;
        let expected = "a number of metres from 0 to 20100000";
        ParamError::check("anchorages.name_distance_m", self.name_distance_m, 0.0..=20_100_000.0, expected)?;
        Ok(Anchorages { parameters: self.clone() })
    }
}

impl TryFrom<AnchoragesBuilder> for Anchorages {
    type Error = ParamError;

    fn try_from(parameters: AnchoragesBuilder) -> Result<Anchorages, ParamError> {
        parameters.build()
    }
}

impl From<Anchorages> for AnchoragesBuilder {
    fn from(anchorages: Anchorages) -> AnchoragesBuilder {
        anchorages.parameters
    }
}

impl Default for Anchorages {
    fn default() -> Anchorages {
        Anchorages::builder().build().expect("the default parameters are in range")
    }
}

impl Anchorages {
    /// Parameters to set and check; they start as the default's.
    pub fn builder() -> AnchoragesBuilder {
        AnchoragesBuilder::default()
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &AnchoragesBuilder {
        &self.parameters
    }

    /// The least duration of a stay in milliseconds and the fewest hulls, in data of this length.
    pub(super) fn scaled_to(&self, length_h: f64) -> (i64, u32) {
        let AnchoragesBuilder { min_stay_h, min_hulls, .. } = self.parameters;
        let stay_h = min_stay_h.min((length_h * SHARE_OF_DATA).max(LEAST_STAY_H));
        let of_year = (f64::from(min_hulls) * length_h / YEAR_H).ceil() as u32;
        (ms_from_hours(stay_h), of_year.max(LEAST_HULLS).min(min_hulls))
    }

    pub(super) fn radius_m(&self) -> f64 {
        self.parameters.radius_m
    }

    pub(super) fn max_step_ms(&self) -> i64 {
        ms_from_hours(self.parameters.max_step_h)
    }

    pub(super) fn name_distance_m(&self) -> f64 {
        self.parameters.name_distance_m
    }
}
