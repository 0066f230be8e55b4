//! What is known about a silence.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event::{CouldHave, Tell};
use crate::fix::serialize_rfc3339_or_null;
use crate::{Event, Fix};

/// What is known about a silence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GapEvidence {
    /// The last fix before the silence.
    pub off: Fix,
    /// The first fix after it; `None` while the gap is open.
    pub on: Option<Fix>,
    /// WGS84 geodesic from OFF to ON in metres.
    pub distance_m: Option<f64>,
    /// That distance over the duration, in knots.
    pub implied_speed_kn: Option<f64>,
    /// Fixes heard in the 12 hours before the silence, the OFF fix included.
    pub fixes_12h_before: u32,
    /// Whether the ON fix lies after the end of the data, on its own in time: its clock may be wrong.
    pub on_after_data_end: bool,
    /// When the hull's gap before this one ended.
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    pub previous_gap_end: Option<Timestamp>,
    /// When the hull's next gap starts.
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    pub next_gap_start: Option<Timestamp>,
    /// The rule of Welch et al. 2022; `None` where it cannot be computed.
    pub welch2022: Option<bool>,
    /// Why the verdict is undetermined.
    pub reason: Option<UndeterminedReason>,
    /// Mean positions a ship and day in the cell of the OFF fix, within the class of AIS: the reception of Welch et al. 2022.
    pub positions_per_ship_day: Option<f64>,
    /// What other ships tell of reception; `None` without a model of it.
    pub reception: Option<ReceptionEvidence>,
    /// What it could hide; `None` until that is judged, and where too much would be in reach.
    #[serde(default)]
    pub could_have: Option<Box<CouldHave>>,
}

/// What other ships tell of reception during a silence. The silent hull is left out of all counts of others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReceptionEvidence {
    /// The probability that a ship as well heard as this one is not heard in any of the supported hours.
    pub p_chance: f64,
    /// How many silences as long chance alone would show in the same cells over the whole of the data.
    pub expected_by_chance: f64,
    /// Hours in which other ships were heard in those cells, over the whole of the data: after each of them a silence can begin.
    pub heard_hours: u64,
    /// Whole hours of the silence that are judged; of an open gap those of dead reckoning.
    pub hours: u32,
    /// Those in which enough other ships were expected near.
    pub supported_hours: u32,
    /// Supported hours in which so few of them were heard that reception failed.
    pub outage_hours: u32,
    /// Other ships expected, the mean of the judged hours.
    pub mean_other_hulls: f64,
    /// The probability that a ship there is heard in an hour, the mean of the supported hours.
    pub mean_reception: Option<f64>,
    /// How well this hull is heard outside the silence, relative to its neighbours then: 1 is like them, 0.5 as if half of its
    /// reports were lost to it alone.
    pub own_reception: f64,
    /// The hours outside the silence that this rests on.
    pub own_hours: u32,
    /// Hours of the way, ends of it, and where the ship was heading if it cannot have gone straight, at which no other ship was
    /// ever heard near.
    pub places_without_others: u32,
    /// Other ships near the OFF fix that fell silent within an hour of it, for half as long or more.
    #[serde(default)]
    pub silent_together: u32,
    /// How many would by chance, by how often ships fall silent for so long in the waters around; 0 where none did.
    #[serde(default)]
    pub silent_together_expected: f64,
    /// The probability that chance alone makes so many of them.
    #[serde(default)]
    pub silent_together_p_chance: f64,
    /// Supported hours until most of them were heard again, where they are too many for chance; else 0.
    #[serde(default)]
    pub silent_together_hours: u32,
    /// `expected_by_chance` of the other hours alone.
    #[serde(default)]
    pub expected_by_chance_apart: f64,
    /// Open gaps: other ships heard near the place of dead reckoning at that time or later, and later again.
    pub heard_afterwards: Option<u32>,
    /// Open gaps: other ships that were heard near the OFF fix.
    pub others_near_off: Option<u32>,
    /// Open gaps: those of them that were last heard there too.
    pub others_lost: Option<u32>,
}

/// Why a verdict is undetermined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UndeterminedReason {
    /// No model of reception was given, so it is not known what could have been heard.
    NoReceptionModel,
    /// Too few other ships were expected there and then to tell whether the ship could be heard.
    NoSupport,
    /// The way, or the way of dead reckoning, touches waters where no other ship was heard, or where others fell silent for good too:
    /// the ship may have left coverage.
    LeftCoverage,
    /// Too few others were heard there afterwards.
    NotHeardAfterwards,
    /// The ship lay moored, at anchor or still, or was inshore or in port, and was not seen to leave: it may have been laid up.
    AtRest,
    /// Several others near fell silent with it, more than chance would have it, and what it was silent longer than they were does not
    /// tell enough: a receiver may have failed that heard these ships alone, unless all of them switched off.
    SilentTogether,
    /// Too little is known of how well this ship is heard.
    LittleOwnRecord,
    /// Chance is neither likely enough to explain the silence nor unlikely enough to rule it out.
    Between,
    /// The identity cannot be that of one ship, so it says nothing of who uses it: see [`IdentityKind`](crate::IdentityKind).
    PlaceholderIdentity,
    /// Too often a very fast ship could have gone from one place to the other.
    WithinReach,
    /// The fixes lie on the ship's own way at another time: it may be one ship with two clocks.
    WrongTime,
    /// What the ships say of themselves changes too often to rest on it.
    FlickeringFacts,
    /// No other ship shows the same at the time, so the cause cannot be told.
    NotShared,
}

impl Tell for GapEvidence {
    fn tell(&self, _: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(distance_m), Some(speed_kn)) = (self.distance_m, self.implied_speed_kn) {
            write!(f, ": reappeared {:.1} km away, {speed_kn:.1} kn implied", distance_m / 1000.0)?;
        }
        write!(f, "; {} fixes in the 12 h before", self.fixes_12h_before)
    }
}
