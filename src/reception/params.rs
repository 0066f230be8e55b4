//! The parameters of the model and of the verdicts that rest on it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::ParamError;
use crate::check::check_hours_from_0;

/// No block is wider, in cells across.
const WIDEST_BLOCK_CELLS: u32 = 101;

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
    /// Cells by which other ships are found, to a degree of latitude and of longitude; 1 to 20.
    pub cells_per_degree: u32,
    /// The widest block around a ship that is asked, in cells across; odd.
    pub widest_block_cells: u32,
    /// Other ships in a block so wide are near; in cells across, odd.
    pub near_block_cells: u32,
    /// The narrowest block that is asked, in cells across; odd.
    pub narrowest_block_cells: u32,
    /// Where no other ship was ever heard in a block so wide there may be no coverage; in cells across, odd.
    pub coverage_block_cells: u32,
    /// What a wider block says counts in a narrower one as so many ships.
    pub block_prior_hulls: f64,
    /// So many other ships must be expected near in an hour for it to say anything.
    pub min_other_hulls: u32,
    /// An hour in which a smaller share of the expected ships was heard is an outage; 0 to 1.
    pub outage_share: f64,
    /// After a silence of which outages were a third, an accusation takes an expectation so many times smaller; for other
    /// shares the exponent goes by the cube of the share, up to a half.
    pub outage_doubt: f64,
    /// Others in a block so wide can fall silent together with a ship; in cells across, odd.
    pub silent_together_block_cells: u32,
    /// So many of them have to do so for it to be more than the ship's own doing, or a pair's.
    pub min_silent_together: u32,
    /// And chance has to make so many with a smaller probability than this; 0 to 1.
    pub silent_together_below: f64,
    /// Where chance alone would show more silences as long as this one, reception explains it.
    pub explained_above: f64,
    /// Where chance alone would show fewer, the silence is likely deliberate.
    pub deliberate_below: f64,
    /// How much ships differ in how well they are heard: the standard deviation of the natural logarithm of the reports that
    /// get through, before a ship's own hours tell.
    pub own_spread: f64,
    /// No ship is taken to be heard better than its neighbours by more than this factor.
    pub own_at_most: f64,
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
            cells_per_degree: 4,
            widest_block_cells: 13,
            near_block_cells: 7,
            narrowest_block_cells: 3,
            coverage_block_cells: 3,
            block_prior_hulls: 4.0,
            min_other_hulls: 3,
            outage_share: 0.2,
            outage_doubt: 500.0,
            silent_together_block_cells: 9,
            min_silent_together: 2,
            silent_together_below: 0.03,
            explained_above: 1.0,
            deliberate_below: 0.01,
            own_spread: 0.5,
            own_at_most: 1.3,
            min_own_hours: 3,
            dead_reckoning_h: 6.0,
            min_heard_afterwards: 3,
            max_lost_share: 0.1,
        }
    }
}

impl ReceptionParams {
    /// The blocks that are asked, in cells across, widest first.
    pub(super) fn blocks_cells(&self) -> [u32; 3] {
        [self.widest_block_cells, self.near_block_cells, self.narrowest_block_cells]
    }

    /// By how much smaller an expectation an accusation takes after a silence of which this share were outages.
    pub(crate) fn doubt(&self, share: f64) -> f64 {
        self.outage_doubt.powf((3.0 * share.min(0.5)).powi(3))
    }

    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// Names the first that is not.
    pub fn check(&self) -> Result<(), ParamError> {
        let share = "a number from 0 to 1";
        let count = "a number of silences from 0 to 1000000000";
        check_hours_from_0("reception.max_bracket_h", self.max_bracket_h)?;
        let nested = "an odd number of cells from 1 to 101, none wider than the one before";
        let [widest, near, narrowest] = self.blocks_cells();
        ParamError::check("reception.cells_per_degree", f64::from(self.cells_per_degree), 1.0..=20.0, "1 to 20 cells")?;
        check_block("reception.widest_block_cells", widest, WIDEST_BLOCK_CELLS, nested)?;
        check_block("reception.near_block_cells", near, widest, nested)?;
        check_block("reception.narrowest_block_cells", narrowest, near, nested)?;
        ParamError::check("reception.block_prior_hulls", self.block_prior_hulls, 0.1..=1e6, "0.1 to 1000000 ships")?;
        ParamError::check("reception.outage_share", self.outage_share, 0.0..=1.0, share)?;
        let odd = "an odd number of cells from 1 to 101";
        let (coverage, together) = (self.coverage_block_cells, self.silent_together_block_cells);
        check_block("reception.coverage_block_cells", coverage, WIDEST_BLOCK_CELLS, odd)?;
        check_block("reception.silent_together_block_cells", together, WIDEST_BLOCK_CELLS, odd)?;
        ParamError::check("reception.silent_together_below", self.silent_together_below, 0.0..=1.0, share)?;
        ParamError::check("reception.explained_above", self.explained_above, 0.0..=1e9, count)?;
        ParamError::check("reception.deliberate_below", self.deliberate_below, 0.0..=1e9, count)?;
        ParamError::check("reception.own_spread", self.own_spread, 0.01..=10.0, "0.01 to 10")?;
        ParamError::check("reception.own_at_most", self.own_at_most, 0.1..=10.0, "0.1 to 10")?;
        ParamError::check("reception.outage_doubt", self.outage_doubt, 1.0..=1e9, "1 to 1000000000")?;
        check_hours_from_0("reception.dead_reckoning_h", self.dead_reckoning_h)?;
        ParamError::check("reception.max_lost_share", self.max_lost_share, 0.0..=1.0, share)?;
        Ok(())
    }
}

/// Checks that a block has a middle and is no wider than it may be.
fn check_block(name: &'static str, cells: u32, at_most: u32, expected: &'static str) -> Result<(), ParamError> {
    let least = if cells % 2 == 1 { 1.0 } else { f64::INFINITY };
    ParamError::check(name, f64::from(cells), least..=f64::from(at_most), expected)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubt_grows_with_the_share_of_outages() {
        let params = ReceptionParams::default();
        assert_eq!(params.doubt(0.0), 1.0);
        for (share, doubt) in
            [(1.0 / 6.0, 500.0_f64.powf(0.125)), (1.0 / 3.0, 500.0), (0.5, 1.285_357e9), (1.0, 1.285_357e9)]
        {
            assert!((params.doubt(share) / doubt - 1.0).abs() < 1e-6, "{share}: {}", params.doubt(share));
        }
    }

    #[test]
    fn blocks_have_a_middle_and_lie_within_one_another() {
        let check = |change: fn(&mut ReceptionParams)| {
            let mut params = ReceptionParams::default();
            change(&mut params);
            params.check().map_err(|error| error.to_string())
        };
        let wrong = |change: fn(&mut ReceptionParams)| check(change).unwrap_err();
        assert_eq!(check(|params| params.coverage_block_cells = 101), Ok(()));
        assert!(wrong(|params| params.coverage_block_cells = 4).contains("reception.coverage_block_cells"));
        assert!(wrong(|params| params.silent_together_block_cells = 103).contains("silent_together_block_cells"));
        assert!(wrong(|params| params.near_block_cells = 15).contains("reception.near_block_cells"));
        assert!(wrong(|params| params.narrowest_block_cells = 0).contains("reception.narrowest_block_cells"));
    }

    #[test]
    fn a_parameter_out_of_range_is_refused_in_words() {
        let params = ReceptionParams { outage_share: 1.5, ..ReceptionParams::default() };
        insta::assert_snapshot!(params.check().unwrap_err(), @"the parameter reception.outage_share must be a number from 0 to 1, found 1.5");
        assert_eq!(ReceptionParams::default().check(), Ok(()));
    }
}
