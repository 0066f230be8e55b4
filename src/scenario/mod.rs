//! Simulated seas with known truth, and the scoring of any list of events against a truth.
//!
//! A [`Scenario`] says what a sea is to be like; [`simulate`](Scenario::simulate) gives a [`Sea`]: rows as receivers
//! would have written them, and the [`Truth`] about its ships. The truth comes from how the ships moved and from what was
//! heard of them; no detector takes part. [`score`] compares events with a truth, whoever found them.
//! A [`SeaPlan`] names one of the kinds of sea of the open benchmark (docs/benchmark.md in the repository), made as hard as its
//! [`Conditions`] say.
//! [`traffic`](fn@traffic) and [`marine_cadastre_csv`] make plain traffic of any size for benchmarks.
//!
//! ```
//! use darkwake::scenario::{Scenario, score};
//! let sea = Scenario::builder().seed(3).ships(36).duration_h(72.0).build()?.simulate()?;
//! let scores = score(&[], sea.truth());
//! assert_eq!(scores.get("gap (open)").map(|gaps| gaps.recall), Some(0.0));
//! # Ok::<(), darkwake::ParamError>(())
//! ```

mod airwaves;
mod builder;
mod calibration;
mod cast;
mod conditions;
mod derive;
mod dice;
mod flaws;
mod fleet;
mod hidden;
mod identity;
mod itinerary;
mod motion;
mod moved;
mod ports;
mod radio;
mod row;
mod score;
mod score_hidden;
mod score_table;
mod scored_event;
mod sea;
mod ship;
mod suite;
mod traffic;
mod truth;
mod verdicts;
mod waters;
mod zones;

pub use self::airwaves::Airwaves;
pub use self::builder::{Scenario, ScenarioBuilder};
pub use self::calibration::{Accusations, Calibration, StatedBin};
pub use self::conditions::Conditions;
pub use self::score::{BoundaryError, FalseAlarm, MIN_SHARED_TIME, Score, Scores, score};
pub use self::score_hidden::{HiddenScore, ScoredPort, ScoredReach, ScoredShip};
pub use self::scored_event::{ScoredEvent, ScoredEvidence};
pub use self::sea::Sea;
pub use self::suite::{SeaKind, SeaPlan};
pub use self::traffic::{marine_cadastre_csv, traffic};
pub use self::truth::{Behaviour, Cause, Decoy, Hidden, HiddenDeed, Support, TrueEvent, Truth};
pub use self::verdicts::{Accused, CalibrationBin, VerdictScores};
