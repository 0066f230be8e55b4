//! Encounters: two ships that meet and keep company; and gatherings, where too many do to list their pairs.
//!
//! # What it finds
//! Two hulls of different identities that were within `max_distance_m` of each other for at least `min_duration_h`, each
//! with a median speed under `max_speed_kn` over that time. Only the time within the distance counts. Spans less than
//! `max_break_h` apart belong to one encounter; a step longer than `max_step_h` ends a span, always: nothing is bridged. It is
//! one event a meeting, the same seen from either ship; the smaller identity comes first.
//!
//! Hulls with more than `max_partners` partners in the same half hour of UTC form a gathering, if that lasts for
//! `min_gathering_h`: one event for all of them, their pairs counted and not listed. *Partners* are hulls of other
//! identities that stand within the distance, each where it is at the slow instant of the half hour nearest to its middle.
//!
//! - A pair of which only one is crowded is part of the gathering all the same: a carrier with thirty ships around it is no
//!   list of thirty encounters. Two ships at the edge, neither of them crowded, have their encounter listed.
//! - Only those half hours in which one of the two is crowded are left out of the time of a pair. A ship that leaves a
//!   gathering and meets a carrier elsewhere has that encounter; so have two ships that stay behind when the others leave.
//!
//! # How
//! Both ships are slow for more than half of the time within the distance, so there is an instant at which both are. A
//! pass over all fixes leaves, for each hull and half hour, a cap around where it may have been slow; a grid finds caps
//! that come within the distance of each other (`join`). Only those pairs are followed closely, in the half hours found and
//! as far before and after as spans belong together: both sail great circles, linear in time within each step, and the
//! instants of entry and exit are roots of quadratics on WGS84 (`way`, `spans`), right across midnight, borders of files, the
//! antimeridian and the poles. Nothing is sampled.
//!
//! Everything is worked on in parallel, and nothing depends on the order of that.
//!
//! # Parameters
//! | name | unit | default | source |
//! |---|---|---|---|
//! | `max_distance_m` | metres | 500 | Miller et al. 2018; [`Encounter::skylight`] 250, [`Encounter::starboard`] 200 |
//! | `min_duration_h` | hours | 2 | Miller et al. 2018; [`Encounter::skylight`] and [`Encounter::starboard`] 0.5 |
//! | `max_speed_kn` | knots | 2 | Miller et al. 2018 |
//! | `max_step_h` | hours | 1 | Global Fishing Watch's code; [`Encounter::satellite`] 3 |
//! | `max_break_h` | hours | 4 | Global Fishing Watch's encounters are merged within 4 hours |
//! | `min_distance_from_port_m` | metres | 10,000 | Miller et al. 2018; needs ports or anchorages |
//! | `min_baseline_min` | minutes | 5 | see [`loitering`](super::loitering) |
//! | `speed` | | `baseline` | `reported` uses SOG, and the window where a fix has none |
//! | `max_partners` | hulls | 20 | ours |
//! | `min_gathering_h` | hours | 2 | that of encounters |
//!
//! # Evidence
//! [`EncounterEvidence`](crate::EncounterEvidence) and [`GatheringEvidence`](crate::GatheringEvidence). An encounter starts
//! with the first entry and ends with the last exit; its position is the mean of both ships over the time within. One that
//! lasts until the end of the data ends there and says that it is cut.
//!
//! # Complexity
//! O(n log n) for n fixes, and O(s) for the s steps of pairs that come near each other while slow. Memory beside the tracks:
//! 24 bytes for each hull and half hour in which it may be slow, 12 bytes for each pair of such that are near, of which a hull
//! that is not crowded has few, and 32 bytes a fix of those parts of tracks that are followed: 3 bytes a fix of open traffic, 42 in a
//! harbour where all ships lie together. A crowd makes no pairs, whatever its size.
//!
//! As a stream: half hours depend on nothing but the fixes that touch them, so a window of them can be joined and
//! dropped as the data goes on; what is kept is a state for each pair in company and the fixes of the last `max_break_h`.
//!
//! # References
//! - N. A. Miller et al., "Identifying global patterns of transshipment behavior", *Frontiers in Marine Science* 5:240,
//!   2018, doi:10.3389/fmars.2018.00240.
//! - Global Fishing Watch, "What is a vessel encounter?", and the code of `pipe-encounters`.
//! - Skylight (Allen Institute for AI), "Event icons": standard rendezvous.
//! - Starboard Maritime Intelligence, "How are vessel encounters identified?".
//! - Gatherings: M. Ester et al., "A density-based algorithm for discovering clusters", *KDD-96*, 226-231.
//!
//! # Departures from the source
//! - Global Fishing Watch's code places ships every ten minutes and counts instants; a span here is solved to the
//!   millisecond. Theirs bridges silences: a hole of 8.3 hours became part of an encounter of 12.5. Theirs reports an
//!   encounter twice, once from each ship.
//! - Theirs asks for the duration from first to last instant; here only the time within the distance counts.
//! - The median speed is that not exceeded for *more* than half of the time, over speeds of fixes by a baseline.
//! - Skylight and Starboard publish no speed; 2 knots is kept. Starboard's other criterion (50 m for 10 minutes) is not
//!   part of its preset.
//! - Without a chart the distance from port is not asked for.
//!
//! # Example
//! ```
//! use darkwake::detect::{Detector, Encounter};
//! let alongside = Encounter::builder().max_distance_m(100.0).min_duration_h(3.0).build()?;
//! assert!(Encounter::builder().max_distance_m(0.0).build().is_err());
//! assert_eq!(Encounter::miller2018(), Encounter::default());
//! # Ok::<(), darkwake::ParamError>(())
//! ```

mod crowd;
mod followed;
mod gathering;
mod join;
mod median;
mod meeting;
mod spans;
mod stays;
#[cfg(test)]
mod tests;
mod way;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::followed::Followed;
use self::join::{Joined, NearPair, join};
use self::meeting::encounter;
use self::spans::Pair;
use self::way::Way;
use crate::check::{check_baseline_min, check_distance_m, check_hours};
use crate::detect::{Context, Detector, LeftOut, SpeedSource};
use crate::geodesy::chord_from_geodesic_m;
use crate::units::MS_PER_HOUR;
use crate::{Event, EventKind, ParamError, TrackSet};

/// What "at the same time" means for a crowd, and the slices of the join.
const HALF_HOUR_MS: i64 = MS_PER_HOUR / 2;

/// The half hour that an instant lies in, counted from 1970.
fn half_hour(time_ms: i64) -> i32 {
    // 2³¹ half hours are 122,000 years.
    time_ms.div_euclid(HALF_HOUR_MS) as i32
}

/// The rule for encounters and gatherings; see the [module](self) docs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "EncounterBuilder", into = "EncounterBuilder")]
pub struct Encounter {
    parameters: EncounterBuilder,
    min_duration_ms: i64,
    max_step_ms: i64,
    max_break_ms: i64,
    min_baseline_ms: i64,
    min_gathering_ms: i64,
}

/// The parameters of [`Encounter`], not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EncounterBuilder {
    max_distance_m: f64,
    min_duration_h: f64,
    max_speed_kn: f64,
    max_step_h: f64,
    max_break_h: f64,
    min_distance_from_port_m: f64,
    min_baseline_min: f64,
    speed: SpeedSource,
    max_partners: u32,
    min_gathering_h: f64,
}

impl Default for EncounterBuilder {
    fn default() -> EncounterBuilder {
        EncounterBuilder {
            max_distance_m: 500.0,
            min_duration_h: 2.0,
            max_speed_kn: 2.0,
            max_step_h: 1.0,
            max_break_h: 4.0,
            min_distance_from_port_m: 10_000.0,
            min_baseline_min: 5.0,
            speed: SpeedSource::Baseline,
            max_partners: 20,
            min_gathering_h: 2.0,
        }
    }
}

impl EncounterBuilder {
    /// Ships this near or nearer are within the distance; metres.
    pub fn max_distance_m(&mut self, metres: f64) -> &mut EncounterBuilder {
        self.max_distance_m = metres;
        self
    }

    /// The least time within the distance; hours.
    pub fn min_duration_h(&mut self, hours: f64) -> &mut EncounterBuilder {
        self.min_duration_h = hours;
        self
    }

    /// The median speed of each ship over the time within the distance lies under this; knots.
    pub fn max_speed_kn(&mut self, knots: f64) -> &mut EncounterBuilder {
        self.max_speed_kn = knots;
        self
    }

    /// Across a longer step nothing is known; hours.
    pub fn max_step_h(&mut self, hours: f64) -> &mut EncounterBuilder {
        self.max_step_h = hours;
        self
    }

    /// Spans of a pair less than this apart belong to one encounter, crowds of a ship less than this apart to one gathering;
    /// hours.
    pub fn max_break_h(&mut self, hours: f64) -> &mut EncounterBuilder {
        self.max_break_h = hours;
        self
    }

    /// With ports or anchorages, encounters and gatherings around a place nearer to one are left out; metres.
    pub fn min_distance_from_port_m(&mut self, metres: f64) -> &mut EncounterBuilder {
        self.min_distance_from_port_m = metres;
        self
    }

    /// The least span of the window over which the speed of a fix is taken; minutes.
    pub fn min_baseline_min(&mut self, minutes: f64) -> &mut EncounterBuilder {
        self.min_baseline_min = minutes;
        self
    }

    /// Which speed of a fix the rule goes by.
    pub fn speed(&mut self, speed: SpeedSource) -> &mut EncounterBuilder {
        self.speed = speed;
        self
    }

    /// A hull with more partners than this in one half hour is crowded.
    pub fn max_partners(&mut self, hulls: u32) -> &mut EncounterBuilder {
        self.max_partners = hulls;
        self
    }

    /// The least time for which a crowd has to last to be a gathering, counted in half hours of UTC; hours.
    pub fn min_gathering_h(&mut self, hours: f64) -> &mut EncounterBuilder {
        self.min_gathering_h = hours;
        self
    }

    /// The rule with these parameters.
    ///
    /// # Errors
    /// When the distance is not above 0 and at most 50,000 metres, that from port not between 0 and 20,100,000 metres, the
    /// speed not above 0 and at most 100 knots, the longest step not above 0 and at most 24 hours, another time not above 0 and
    /// at most 876,000 hours, or the baseline not between 0 and 1440 minutes.
    pub fn build(&self) -> Result<Encounter, ParamError> {
        let expected = "a number of metres above 0 and at most 50000";
        ParamError::check("encounter.max_distance_m", self.max_distance_m, f64::MIN_POSITIVE..=50_000.0, expected)?;
        let expected = "a number of knots above 0 and at most 100";
        ParamError::check("encounter.max_speed_kn", self.max_speed_kn, f64::MIN_POSITIVE..=100.0, expected)?;
        let min_baseline_ms = check_baseline_min("encounter.min_baseline_min", self.min_baseline_min)?;
        let expected = "a number of hours above 0 and at most 24";
        ParamError::check("encounter.max_step_h", self.max_step_h, f64::MIN_POSITIVE..=24.0, expected)?;
        check_distance_m("encounter.min_distance_from_port_m", self.min_distance_from_port_m)?;
        Ok(Encounter {
            min_duration_ms: check_hours("encounter.min_duration_h", self.min_duration_h)?,
            max_step_ms: check_hours("encounter.max_step_h", self.max_step_h)?,
            max_break_ms: check_hours("encounter.max_break_h", self.max_break_h)?,
            min_baseline_ms,
            min_gathering_ms: check_hours("encounter.min_gathering_h", self.min_gathering_h)?,
            parameters: self.clone(),
        })
    }
}

impl TryFrom<EncounterBuilder> for Encounter {
    type Error = ParamError;

    fn try_from(parameters: EncounterBuilder) -> Result<Encounter, ParamError> {
        parameters.build()
    }
}

impl From<Encounter> for EncounterBuilder {
    fn from(rule: Encounter) -> EncounterBuilder {
        rule.parameters
    }
}

impl Default for Encounter {
    fn default() -> Encounter {
        Encounter::builder().build().expect("the default parameters are in range")
    }
}

impl Encounter {
    /// Parameters to set and check; they start as the default rule's.
    pub fn builder() -> EncounterBuilder {
        EncounterBuilder::default()
    }

    /// Within 500 m for 2 hours at under 2 knots, 10 km from port, as Miller et al. 2018: the default rule.
    pub fn miller2018() -> Encounter {
        Encounter::default()
    }

    /// As Global Fishing Watch publishes encounters: the thresholds of Miller et al. 2018, steps of at most an hour, encounters
    /// less than 4 hours apart merged; the default rule.
    pub fn gfw() -> Encounter {
        Encounter::default()
    }

    /// Within 250 m for 30 minutes, as Skylight's standard rendezvous.
    pub fn skylight() -> Encounter {
        Encounter::brief(250.0)
    }

    /// Within 200 m for 30 minutes, as Starboard's encounters.
    pub fn starboard() -> Encounter {
        Encounter::brief(200.0)
    }

    /// For sparse satellite data: steps of up to 3 hours are taken as observed.
    pub fn satellite() -> Encounter {
        Encounter::builder().max_step_h(3.0).build().expect("the preset's parameters are in range")
    }

    /// Within so many metres for half an hour.
    fn brief(max_distance_m: f64) -> Encounter {
        let mut builder = Encounter::builder();
        builder.max_distance_m(max_distance_m).min_duration_h(0.5).min_gathering_h(0.5);
        builder.build().expect("the presets' parameters are in range")
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &EncounterBuilder {
        &self.parameters
    }

    /// The encounters of two hulls, which may have met in these half hours.
    fn encounters_of(
        &self,
        followed: &Followed<'_>,
        context: &Context<'_>,
        joined: &Joined,
        near: &[NearPair],
    ) -> Vec<Event> {
        let hulls = near[0].hulls;
        let half_hours: Vec<i32> = near.iter().map(|near| near.half_hour).collect();
        let mut crowded: Vec<i32> =
            [hulls.0, hulls.1].iter().filter_map(|hull| joined.crowded.get(hull)).flatten().copied().collect();
        crowded.sort_unstable();
        crowded.dedup();
        let pair = Pair {
            a: Way::new(followed, hulls.0),
            b: Way::new(followed, hulls.1),
            crowded,
            chord_m: chord_from_geodesic_m(self.parameters.max_distance_m),
            max_break_ms: self.max_break_ms,
        };
        let mut events = Vec::new();
        pair.each_meeting(&half_hours, |meeting| events.extend(encounter(followed, context, hulls, &pair, meeting)));
        events
    }
}

impl Detector for Encounter {
    /// Encounters and gatherings.
    fn candidates(&self, tracks: &TrackSet, context: &Context<'_>) -> Vec<Event> {
        let followed = Followed::new(self, tracks);
        let joined = join(&followed);
        let of_pairs: Vec<&[NearPair]> = joined.pairs.chunk_by(|a, b| a.hulls == b.hulls).collect();
        let of_pairs = of_pairs.into_par_iter().filter(|_| tracks.goes_on());
        let found: Vec<Vec<Event>> =
            of_pairs.map(|near| self.encounters_of(&followed, context, &joined, near)).collect();
        let gatherings = joined.gatherings.iter().map(|gathering| gathering.to_event(tracks, context));
        gatherings.chain(found.into_iter().flatten()).collect()
    }

    fn leaves_out(&self, event: &Event) -> Option<LeftOut> {
        let distance_from_port_m = match &event.kind {
            EventKind::Encounter(meeting) => meeting.distance_from_port_m,
            EventKind::Gathering(gathering) => gathering.distance_from_port_m,
            _ => None,
        };
        let is_at_port = distance_from_port_m.is_some_and(|port_m| port_m < self.parameters.min_distance_from_port_m);
        is_at_port.then_some(LeftOut::AtPort)
    }

    fn conditions_off(&self, context: &Context<'_>) -> Vec<&'static str> {
        match context.chart.is_none_or(|chart| chart.ports().is_empty()) {
            true => vec!["encounter: least distance from port (no ports or anchorages)"],
            false => Vec::new(),
        }
    }
}
