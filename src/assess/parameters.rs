//! The parameters of the assessment.

use serde::{Deserialize, Serialize};

use super::{Factor, Weights};
use crate::ParamError;
use crate::check::check_hours;

/// How hulls are scored; see the [module](super) docs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "AssessmentBuilder", into = "AssessmentBuilder")]
pub struct Assessment {
    parameters: AssessmentBuilder,
}

/// The parameters of [`Assessment`], not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AssessmentBuilder {
    pub(super) weights: Weights,
    pub(super) each_next: f64,
    pub(super) zone_categories: Vec<String>,
    pub(super) max_step_h: f64,
}

impl Default for AssessmentBuilder {
    fn default() -> AssessmentBuilder {
        let closed = ["closure", "mpa", "mpa_no_take", "mpa_no_take_partial", "no_take", "restricted"];
        AssessmentBuilder {
            weights: Weights::default(),
            each_next: 0.5,
            zone_categories: closed.map(str::to_owned).to_vec(),
            max_step_h: 1.0,
        }
    }
}

impl AssessmentBuilder {
    /// The points that each factor is worth.
    pub fn weights(&mut self, weights: Weights) -> &mut AssessmentBuilder {
        self.weights = weights;
        self
    }

    /// The points that a factor is worth.
    #[cfg(feature = "toml")]
    pub(crate) fn weight(&self, factor: Factor) -> f64 {
        self.weights.of(factor)
    }

    /// What each further event of a factor counts of the one before, 0 to 1.
    pub fn each_next(&mut self, share: f64) -> &mut AssessmentBuilder {
        self.each_next = share;
        self
    }

    /// The categories of zones in which a stay counts.
    pub fn zone_categories<T: Into<String>>(&mut self, names: impl IntoIterator<Item = T>) -> &mut AssessmentBuilder {
        self.zone_categories = names.into_iter().map(Into::into).collect();
        self
    }

    /// A longer step is no time in which the hull was observed; hours.
    pub fn max_step_h(&mut self, hours: f64) -> &mut AssessmentBuilder {
        self.max_step_h = hours;
        self
    }

    /// The assessment with these parameters.
    ///
    /// # Errors
    /// When a weight is not from 0 to 1,000 points, `each_next` not from 0 to 1, or `max_step_h` not above 0 and at most 876,000
    /// hours.
    pub fn build(&self) -> Result<Assessment, ParamError> {
        for factor in Factor::ALL {
            let (parameter, points) = (Weights::parameter(factor), self.weights.of(factor));
            ParamError::check(parameter, points, 0.0..=1000.0, "a number of points from 0 to 1000")?;
        }
        ParamError::check("assess.each_next", self.each_next, 0.0..=1.0, "a share from 0 to 1")?;
        check_hours("assess.max_step_h", self.max_step_h)?;
        Ok(Assessment { parameters: self.clone() })
    }
}

impl TryFrom<AssessmentBuilder> for Assessment {
    type Error = ParamError;

    fn try_from(parameters: AssessmentBuilder) -> Result<Assessment, ParamError> {
        parameters.build()
    }
}

impl From<Assessment> for AssessmentBuilder {
    fn from(assessment: Assessment) -> AssessmentBuilder {
        assessment.parameters
    }
}

impl Default for Assessment {
    fn default() -> Assessment {
        Assessment::builder().build().expect("the default parameters are in range")
    }
}

impl Assessment {
    /// Parameters to set and check; they start as the default's.
    pub fn builder() -> AssessmentBuilder {
        AssessmentBuilder::default()
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &AssessmentBuilder {
        &self.parameters
    }
}
