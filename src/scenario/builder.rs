//! What a sea is to be like.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ParamError;
use crate::scenario::cast::FEWEST_SHIPS;
use crate::scenario::conditions::Conditions;
use crate::scenario::flaws::Flaws;
use crate::scenario::fleet;

/// What a sea is to be like. [`simulate`](Scenario::simulate) plays it.
///
/// ```
/// use darkwake::scenario::Scenario;
/// let sea = Scenario::builder().seed(11).ships(36).duration_h(60.0).build()?.simulate()?;
/// assert!(sea.truth().events.len() > 20);
/// # Ok::<(), darkwake::ParamError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scenario {
    pub(super) seed: u64,
    pub(super) start: Timestamp,
    pub(super) duration_h: f64,
    pub(super) ships: usize,
    pub(super) fleet: usize,
    pub(super) faults: usize,
    pub(super) hidden: usize,
    pub(super) shared: usize,
    pub(super) roads: usize,
    pub(super) outages: u32,
    pub(super) interval_s: f64,
    pub(super) dropout: f64,
    pub(super) gps_noise_m: f64,
    pub(super) blanks: f64,
    pub(super) duplicates: f64,
    pub(super) same_time: f64,
    pub(super) late: f64,
    pub(super) conditions: Conditions,
}

impl Scenario {
    /// The sea of `data/east_sea`, but for its seed, to start from.
    pub fn builder() -> ScenarioBuilder {
        ScenarioBuilder::default()
    }

    pub(super) fn flaws(&self) -> Flaws {
        Flaws {
            gps_noise_m: self.gps_noise_m,
            blanks: self.blanks,
            duplicates: self.duplicates,
            same_time: self.same_time,
            late: self.late,
        }
    }
}

/// Sets what a sea is to be like; made by [`Scenario::builder`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScenarioBuilder {
    seed: u64,
    start: Timestamp,
    duration_h: f64,
    ships: usize,
    fleet: usize,
    faults: usize,
    hidden: usize,
    shared: usize,
    roads: usize,
    outages: u32,
    interval_s: f64,
    dropout: f64,
    gps_noise_m: f64,
    blanks: f64,
    duplicates: f64,
    same_time: f64,
    late: f64,
    conditions: Conditions,
}

impl Default for ScenarioBuilder {
    fn default() -> ScenarioBuilder {
        ScenarioBuilder {
            seed: 1,
            start: Timestamp::constant(1_714_521_600, 0),
            duration_h: 100.0,
            ships: 64,
            fleet: 0,
            faults: 0,
            hidden: 0,
            shared: 0,
            roads: 0,
            outages: 2,
            interval_s: 360.0,
            dropout: 0.03,
            gps_noise_m: 8.0,
            blanks: 0.004,
            duplicates: 0.004,
            same_time: 0.001,
            late: 0.005,
            conditions: Conditions::default(),
        }
    }
}

impl ScenarioBuilder {
    /// The seed of every draw. Default 1.
    #[must_use]
    pub fn seed(self, seed: u64) -> ScenarioBuilder {
        ScenarioBuilder { seed, ..self }
    }

    /// When it starts, to the second. Default 2024-05-01T00:00:00Z.
    #[must_use]
    pub fn start(self, start: Timestamp) -> ScenarioBuilder {
        ScenarioBuilder { start, ..self }
    }

    /// How long it lasts in hours, 60 to 1000. Default 100.
    #[must_use]
    pub fn duration_h(self, duration_h: f64) -> ScenarioBuilder {
        ScenarioBuilder { duration_h, ..self }
    }

    /// How many ships there are, 36 to 300. The first 36 play the parts that every sea has. Default 64.
    #[must_use]
    pub fn ships(self, ships: usize) -> ScenarioBuilder {
        ScenarioBuilder { ships, ..self }
    }

    /// How many ships more gather at one place for a night: 0, or 24 to 200. Default 0. The truth then speaks of gatherings.
    #[must_use]
    pub fn fleet(self, fleet: usize) -> ScenarioBuilder {
        ScenarioBuilder { fleet, ..self }
    }

    /// How many ships more have a position receiver that fails for a while: 0 to 40. Default 0. Every other one's position stands
    /// still, the others' is 0° N 0° E. The truth then speaks of impossible positions.
    #[must_use]
    pub fn faults(self, faults: usize) -> ScenarioBuilder {
        ScenarioBuilder { faults, ..self }
    }

    /// How many times five ships more do something unseen: 0 to 8. Default 0. Each time two ships meet while both are silent, a
    /// silent one meets one that is heard, and one calls at its port while it is silent. The truth then speaks of what
    /// is hidden.
    #[must_use]
    pub fn hidden(self, hidden: usize) -> ScenarioBuilder {
        ScenarioBuilder { hidden, ..self }
    }

    /// How many pairs of ships more share an identity: 0 to 8. Default 0; two pairs are always there.
    #[must_use]
    pub fn shared(self, shared: usize) -> ScenarioBuilder {
        ScenarioBuilder { shared, ..self }
    }

    /// How many ships more lie at anchor in the roadsteads, near to one another: 0 to 120. Default 0.
    #[must_use]
    pub fn roads(self, roads: usize) -> ScenarioBuilder {
        ScenarioBuilder { roads, ..self }
    }

    /// How badly all of it is heard. Default: as drawn.
    #[must_use]
    pub fn conditions(self, conditions: Conditions) -> ScenarioBuilder {
        ScenarioBuilder { conditions, ..self }
    }

    /// How many times the receivers of an area fail, for 7.5 to 10 hours each; 0 to 3. Default 2.
    #[must_use]
    pub fn outages(self, outages: u32) -> ScenarioBuilder {
        ScenarioBuilder { outages, ..self }
    }

    /// Mean seconds between the reports of a ship under way, 10 to 600; twice as many while it is slow. Default 360.
    #[must_use]
    pub fn interval_s(self, interval_s: f64) -> ScenarioBuilder {
        ScenarioBuilder { interval_s, ..self }
    }

    /// The chance that a report is lost, 0 to 0.2. Default 0.03.
    #[must_use]
    pub fn dropout(self, dropout: f64) -> ScenarioBuilder {
        ScenarioBuilder { dropout, ..self }
    }

    /// Scale of the positions' errors in metres, 0 to 30. Default 8.
    #[must_use]
    pub fn gps_noise_m(self, gps_noise_m: f64) -> ScenarioBuilder {
        ScenarioBuilder { gps_noise_m, ..self }
    }

    /// The share of reports with a field "not available", and again of those without a position, 0 to 0.2.
    /// Default 0.004.
    #[must_use]
    pub fn blanks(self, blanks: f64) -> ScenarioBuilder {
        ScenarioBuilder { blanks, ..self }
    }

    /// The share of reports that are written twice, 0 to 0.2. Default 0.004.
    #[must_use]
    pub fn duplicates(self, duplicates: f64) -> ScenarioBuilder {
        ScenarioBuilder { duplicates, ..self }
    }

    /// The share of reports beside which another of the same time stands, 150 to 900 m away; 0 to 0.05.
    /// Default 0.001.
    #[must_use]
    pub fn same_time(self, same_time: f64) -> ScenarioBuilder {
        ScenarioBuilder { same_time, ..self }
    }

    /// The share of rows that are written up to two hours late, 0 to 1. Default 0.005.
    #[must_use]
    pub fn late(self, late: f64) -> ScenarioBuilder {
        ScenarioBuilder { late, ..self }
    }

    /// The scenario.
    ///
    /// # Errors
    /// When a value is out of the range that its setter names, or the start lies outside 1990 to 2099.
    pub fn build(self) -> Result<Scenario, ParamError> {
        let year_1990_s = 631_152_000.0;
        let year_2099_s = 4_070_908_800.0;
        let start_s = self.start.as_second();
        let share = "a share from 0 to the largest that its setter names";
        ParamError::check(
            "scenario.start",
            start_s as f64,
            year_1990_s..year_2099_s,
            "seconds since 1970 of an instant from 1990 to 2098",
        )?;
        ParamError::check("scenario.duration_h", self.duration_h, 60.0..=1000.0, "60 to 1000 hours")?;
        ParamError::check("scenario.ships", self.ships as f64, FEWEST_SHIPS as f64..=300.0, "36 to 300 ships")?;
        if self.fleet > 0 {
            let range = fleet::FEWEST as f64..=fleet::MOST as f64;
            ParamError::check("scenario.fleet", self.fleet as f64, range, "0, or 24 to 200 ships")?;
        }
        ParamError::check("scenario.faults", self.faults as f64, 0.0..=40.0, "0 to 40 ships")?;
        ParamError::check("scenario.hidden", self.hidden as f64, 0.0..=8.0, "0 to 8 times")?;
        ParamError::check("scenario.shared", self.shared as f64, 0.0..=8.0, "0 to 8 pairs")?;
        ParamError::check("scenario.roads", self.roads as f64, 0.0..=120.0, "0 to 120 ships")?;
        self.conditions.check()?;
        ParamError::check("scenario.outages", f64::from(self.outages), 0.0..=3.0, "0 to 3 outages")?;
        ParamError::check("scenario.interval_s", self.interval_s, 10.0..=600.0, "10 to 600 seconds")?;
        ParamError::check("scenario.dropout", self.dropout, 0.0..=0.2, share)?;
        ParamError::check("scenario.gps_noise_m", self.gps_noise_m, 0.0..=30.0, "0 to 30 metres")?;
        ParamError::check("scenario.blanks", self.blanks, 0.0..=0.2, share)?;
        ParamError::check("scenario.duplicates", self.duplicates, 0.0..=0.2, share)?;
        ParamError::check("scenario.same_time", self.same_time, 0.0..=0.05, share)?;
        ParamError::check("scenario.late", self.late, 0.0..=1.0, share)?;
        Ok(Scenario {
            seed: self.seed,
            start: Timestamp::constant(start_s, 0),
            duration_h: self.duration_h,
            ships: self.ships,
            fleet: self.fleet,
            faults: self.faults,
            hidden: self.hidden,
            shared: self.shared,
            roads: self.roads,
            outages: self.outages,
            interval_s: self.interval_s,
            dropout: self.dropout,
            gps_noise_m: self.gps_noise_m,
            blanks: self.blanks,
            duplicates: self.duplicates,
            same_time: self.same_time,
            late: self.late,
            conditions: self.conditions,
        })
    }
}
