//! Simulated seas with known truth.

mod builder;
mod cast;
mod derive;
mod dice;
mod flaws;
mod identity;
mod itinerary;
mod motion;
mod radio;
mod row;
mod score;
mod score_table;
mod sea;
mod ship;
mod traffic;
mod truth;
mod waters;

pub use self::builder::{Scenario, ScenarioBuilder};
pub use self::score::{BoundaryError, FalseAlarm, MIN_SHARED_TIME, Score, ScoredEvent, Scores, score};
pub use self::sea::Sea;
pub use self::traffic::{marine_cadastre_csv, traffic};
pub use self::truth::{Behaviour, Cause, Decoy, TrueEvent, Truth};
