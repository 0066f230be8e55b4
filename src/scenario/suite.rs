//! The seas of the open benchmark.

use serde::Serialize;

use crate::ParamError;
use crate::Position;
use crate::scenario::airwaves::Airwaves;
use crate::scenario::builder::Scenario;
use crate::scenario::conditions::Conditions;
use crate::scenario::moved::Move;
use crate::scenario::sea::Sea;

/// A kind of sea of the open benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SeaKind {
    /// Coastal reception and nothing odd: a perfect score is possible at difficulty 0.
    Calm,
    /// Roadsteads full of ships at anchor beside one another.
    DensePort,
    /// Far from any coast, heard by passing satellites alone.
    HighSeas,
    /// Across 180 degrees of longitude.
    Antimeridian,
    /// Around the north pole.
    Arctic,
    /// Receivers fail, antennas fade, satellites pass: silences of all causes.
    Outage,
    /// Many ships that use another's identity.
    SharedIdentities,
    /// Receivers that jump, stand still or know no position, and half of the noise that there can be.
    Noisy,
}

impl SeaKind {
    /// All of them.
    pub const ALL: [SeaKind; 8] = [
        SeaKind::Calm,
        SeaKind::DensePort,
        SeaKind::HighSeas,
        SeaKind::Antimeridian,
        SeaKind::Arctic,
        SeaKind::Outage,
        SeaKind::SharedIdentities,
        SeaKind::Noisy,
    ];

    /// Its name, which is that of its directory in a suite.
    pub fn name(self) -> &'static str {
        match self {
            SeaKind::Calm => "calm",
            SeaKind::DensePort => "dense_port",
            SeaKind::HighSeas => "high_seas",
            SeaKind::Antimeridian => "antimeridian",
            SeaKind::Arctic => "arctic",
            SeaKind::Outage => "outage",
            SeaKind::SharedIdentities => "shared_identities",
            SeaKind::Noisy => "noisy",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<SeaKind> {
        SeaKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What it is, in a sentence.
    pub fn about(self) -> &'static str {
        match self {
            SeaKind::Calm => "coastal reception around the Korean peninsula, and nothing odd",
            SeaKind::DensePort => "the same with roadsteads full of ships at anchor beside one another",
            SeaKind::HighSeas => "the North Pacific, heard by passing satellites alone",
            SeaKind::Antimeridian => "the North Pacific across 180 degrees of longitude",
            SeaKind::Arctic => "the Arctic Ocean around the north pole",
            SeaKind::Outage => "receivers that fail, antennas that fade, satellites that pass: silences alone",
            SeaKind::SharedIdentities => "many ships that use the identity of another far away",
            SeaKind::Noisy => "receivers that jump, stand still or know no position, and noise",
        }
    }

    /// Whether it is heard by satellites alone: a tool may be told so.
    pub fn is_by_satellite(self) -> bool {
        self == SeaKind::HighSeas
    }

    /// How badly it is heard at a difficulty from 0 to 1. Each knob goes from the least of the kind to 1.
    pub fn conditions(self, difficulty: f64) -> Conditions {
        let from = |least: f64| least + (1.0 - least) * difficulty;
        let mut conditions = Conditions::of_difficulty(difficulty);
        conditions.by_satellite = self.is_by_satellite();
        if self == SeaKind::Noisy {
            // What is heard too rarely shows no failing receiver.
            conditions =
                Conditions { noise: from(0.5), sparsity: 0.5 * difficulty, dropouts: 0.5 * difficulty, ..conditions };
        }
        conditions
    }
}

/// One sea to be simulated: a kind, a seed, a size and conditions.
///
/// ```
/// use darkwake::scenario::{SeaKind, SeaPlan};
/// let plan = SeaPlan::new(SeaKind::Antimeridian, 7).size(36, 60.0);
/// assert!(plan.simulate()?.len() > 1000);
/// # Ok::<(), darkwake::ParamError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SeaPlan {
    /// What sea.
    pub kind: SeaKind,
    /// The seed of every draw.
    pub seed: u64,
    /// How many ships it has beside those that make it what it is, 36 to 300.
    pub ships: usize,
    /// How long it lasts in hours, 60 to 500.
    pub duration_h: f64,
    /// How badly it is heard.
    pub conditions: Conditions,
}

impl SeaPlan {
    /// A sea of 64 ships and 100 hours at difficulty 0.
    pub fn new(kind: SeaKind, seed: u64) -> SeaPlan {
        SeaPlan { kind, seed, ships: 64, duration_h: 100.0, conditions: kind.conditions(0.0) }
    }

    /// Another number of ships, and of hours.
    #[must_use]
    pub fn size(self, ships: usize, duration_h: f64) -> SeaPlan {
        SeaPlan { ships, duration_h, ..self }
    }

    /// Another difficulty, 0 to 1.
    #[must_use]
    pub fn difficulty(self, difficulty: f64) -> SeaPlan {
        SeaPlan { conditions: self.kind.conditions(difficulty), ..self }
    }

    /// Other conditions.
    #[must_use]
    pub fn conditions(self, conditions: Conditions) -> SeaPlan {
        SeaPlan { conditions, ..self }
    }

    /// Plays it. The same plan gives the same sea.
    ///
    /// # Errors
    /// When a value is out of the range that its field names, or the waters are too crowded.
    pub fn simulate(&self) -> Result<Sea, ParamError> {
        let &SeaPlan { kind, ships, duration_h, conditions, .. } = self;
        // Other ships in each kind, so that the seas of a set are no copies of each other.
        let seed = self.seed.wrapping_mul(SeaKind::ALL.len() as u64).wrapping_add(kind as u64);
        if kind == SeaKind::Outage {
            let airwaves = Airwaves::new(seed).ships(ships).duration_h(duration_h).feed_outages(2);
            return airwaves.conditions(conditions).simulate();
        }
        let sea = Scenario::builder().seed(seed).ships(ships).duration_h(duration_h).conditions(conditions);
        let sea = match kind {
            SeaKind::DensePort => sea.roads(ships.min(120)),
            // Satellites hear what falls into a pass, so ships have to send often.
            SeaKind::HighSeas => sea.interval_s(120.0).outages(0),
            SeaKind::Antimeridian | SeaKind::Arctic => sea.outages(0),
            SeaKind::SharedIdentities => sea.shared(8),
            SeaKind::Noisy => sea.faults(8),
            SeaKind::Calm | SeaKind::Outage => sea,
        };
        let sea = sea.build()?.simulate()?;
        Ok(match kind.movement() {
            Some(movement) => sea.moved(movement),
            None => sea,
        })
    }
}

impl SeaKind {
    /// Where it lies, if not around the Korean peninsula: in open water, more than 250 km from any land.
    fn movement(self) -> Option<Move> {
        match self {
            // 150 to 136 degrees west.
            SeaKind::HighSeas => Some(Move::East(87.5)),
            // The lane closure comes to lie across 180 degrees.
            SeaKind::Antimeridian => Some(Move::East(49.3)),
            // The middle of the sea comes to lie at 85 N 165 W, so that ships of the northern grounds sail past the pole.
            SeaKind::Arctic => {
                Some(Move::Onto { from: Position::from_valid(35.5, 129.5), to: Position::from_valid(85.0, -165.0) })
            }
            _ => None,
        }
    }
}
