//! Identity conflicts: two ships that use one identity at the same time.
//!
//! # What it finds
//! Two hulls of one identity that were heard in turns: at least `min_alternations` times a fix of one followed by a fix of
//! the other, over at least `min_overlap_h`. One event for each pair of hulls; its own hull is the one with the smaller number,
//! `other_hull` the other. With `by_imo`, also two hulls under different MMSIs that both give one valid IMO number, which
//! stays with a ship for life; those only where as many of the alternations are impossible, since a ship with two
//! transceivers gives its number twice.
//!
//! A receiver that has no position sends 0° N 0° E; a hull that lies there throughout is no second ship.
//!
//! The verdict is [`SeveralShips`](crate::Verdict::SeveralShips) where at least `min_alternations` of the alternations are
//! impossible: no ship makes 60 knots. It is undetermined, with its reason, where
//!
//! - the identity cannot be a ship's own ([`IdentityKind`]): whoever left a transceiver as it came from the factory shares its
//!   number with others, and nobody took anybody's identity (`placeholder_identity`);
//! - the other's fixes lie on the hull's own way at another time, so that it may be one ship heard by receivers with different
//!   clocks (`wrong_time`);
//! - a very fast ship could have made all but a few of the steps (`within_reach`);
//! - one of two ships with one IMO number gives other numbers too (`flickering_facts`).
//!
//! It says that two ships use one identity; not which of them it belongs to, nor that anybody meant it.
//!
//! # How
//! The separation of hulls has done the work (see `ALGORITHMS.md`, "Hulls and noise"). The fixes of both are merged in order of
//! time. What is measured are the steps from a fix of one to the next of the other; nothing is interpolated.
//!
//! # Parameters
//! | name | unit | default | source |
//! |---|---|---|---|
//! | `min_alternations` | | 3 | one stray run returns after two |
//! | `min_overlap_h` | hours | 1 | a shorter one is a jump |
//! | `max_step_h` | hours | 1 | that of all rules; longer steps do not count as observed |
//! | `by_imo` | | true | |
//!
//! # Evidence
//! [`IdentityConflictEvidence`]. The event starts with the first fix of the later hull and ends with the last fix of the one
//! that ends first, so far: silence never ends a hull, so a conflict may grow when more data comes, under the same id. Its
//! position is the hull's last fix until the start.
//!
//! # Complexity
//! O(n) in the fixes of both, for each pair of hulls of one identity whose times overlap.
//!
//! # References
//! - Recommendation ITU-R M.585-9, 2022: an MMSI is one ship's.
//! - IMO Resolution A.1117(30), 2017: an IMO number is one ship's, for life.
//!
//! # Departures from the source
//! Neither says how a breach shows in positions; that part of the rule is ours.
//!
//! # Example
//! ```
//! use darkwake::detect::{Detector, IdentityConflict};
//! use darkwake::{EventKind, Fix, Fixes, Position, VesselId, Verdict};
//! let mut fixes = Fixes::builder();
//! for hour in 0..6 {
//!     let time = |minute: u32| format!("2024-05-01T{hour:02}:{minute:02}Z").parse();
//!     // Off Korea at the hour, off Chile at half past.
//!     fixes.push(VesselId::new("440123456"), Fix::new(time(0)?, Position::new(36.5, 130.0).unwrap()));
//!     fixes.push(VesselId::new("440123456"), Fix::new(time(30)?, Position::new(-40.0, -75.0).unwrap()));
//! }
//! let conflicts = IdentityConflict::default().find(&fixes.build().into_tracks());
//! let EventKind::IdentityConflict(evidence) = &conflicts[0].kind else { unreachable!() };
//! assert_eq!((conflicts.len(), conflicts[0].verdict), (1, Some(Verdict::SeveralShips)));
//! assert_eq!((evidence.overlap_h, evidence.alternations, evidence.impossible_alternations), (4.5, 11, 11));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod imo;
mod pair;
#[cfg(test)]
mod tests;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::pair::Turns;
use crate::check::check_hours;
use crate::detect::own_way::{SAME_WAY_SHARE, same_way_share};
use crate::detect::{Context, Detector};
use crate::event::{EventId, Moment};
use crate::{
    Event, EventKind, EventType, Fix, IdentityConflictEvidence, IdentityKind, OtherShip, ParamError, SharedIdentity,
    Track, TrackSet, UndeterminedReason, Verdict,
};

/// So many names are shown.
const MAX_NAMES: usize = 8;

/// The rule for identity conflicts; see the [module](self) docs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "IdentityConflictBuilder", into = "IdentityConflictBuilder")]
pub struct IdentityConflict {
    parameters: IdentityConflictBuilder,
    min_overlap_ms: i64,
    max_step_ms: i64,
}

/// The parameters of [`IdentityConflict`], not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IdentityConflictBuilder {
    min_alternations: u32,
    min_overlap_h: f64,
    max_step_h: f64,
    by_imo: bool,
}

impl Default for IdentityConflictBuilder {
    fn default() -> IdentityConflictBuilder {
        IdentityConflictBuilder { min_alternations: 3, min_overlap_h: 1.0, max_step_h: 1.0, by_imo: true }
    }
}

impl IdentityConflictBuilder {
    /// Two hulls are reported when a fix of one is followed by one of the other at least so often.
    pub fn min_alternations(&mut self, alternations: u32) -> &mut IdentityConflictBuilder {
        self.min_alternations = alternations;
        self
    }

    /// Two hulls are reported when both were in use for at least this long; hours.
    pub fn min_overlap_h(&mut self, hours: f64) -> &mut IdentityConflictBuilder {
        self.min_overlap_h = hours;
        self
    }

    /// A longer step does not count as observed; hours.
    pub fn max_step_h(&mut self, hours: f64) -> &mut IdentityConflictBuilder {
        self.max_step_h = hours;
        self
    }

    /// Whether ships that give one IMO number under different MMSIs are compared too.
    pub fn by_imo(&mut self, by_imo: bool) -> &mut IdentityConflictBuilder {
        self.by_imo = by_imo;
        self
    }

    /// The rule with these parameters.
    ///
    /// # Errors
    /// When a duration is not above 0 and at most 876,000 hours, or fewer than 2 alternations are asked for: one is a ship that
    /// was renamed or replaced.
    pub fn build(&self) -> Result<IdentityConflict, ParamError> {
        let (parameter, alternations) = ("identity_conflict.min_alternations", f64::from(self.min_alternations));
        ParamError::check(parameter, alternations, 2.0..=f64::from(u32::MAX), "a number from 2 on")?;
        Ok(IdentityConflict {
            min_overlap_ms: check_hours("identity_conflict.min_overlap_h", self.min_overlap_h)?,
            max_step_ms: check_hours("identity_conflict.max_step_h", self.max_step_h)?,
            parameters: self.clone(),
        })
    }
}

impl TryFrom<IdentityConflictBuilder> for IdentityConflict {
    type Error = ParamError;

    fn try_from(parameters: IdentityConflictBuilder) -> Result<IdentityConflict, ParamError> {
        parameters.build()
    }
}

impl From<IdentityConflict> for IdentityConflictBuilder {
    fn from(rule: IdentityConflict) -> IdentityConflictBuilder {
        rule.parameters
    }
}

impl Default for IdentityConflict {
    fn default() -> IdentityConflict {
        IdentityConflict::builder().build().expect("the default parameters are in range")
    }
}

impl IdentityConflict {
    /// Parameters to set and check; they start as the default rule's.
    pub fn builder() -> IdentityConflictBuilder {
        IdentityConflictBuilder::default()
    }

    /// For sparse satellite data: steps of up to 3 hours are taken as observed.
    pub fn satellite() -> IdentityConflict {
        IdentityConflict::builder().max_step_h(3.0).build().expect("the preset's parameters are in range")
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &IdentityConflictBuilder {
        &self.parameters
    }

    /// The conflict of two hulls, if it is one. The first has the smaller identity and number.
    fn conflict(&self, pair: [&Track<'_>; 2], shared: SharedIdentity, flickers: bool) -> Option<Event> {
        let turns = Turns::of(pair, self.min_overlap_ms, self.max_step_ms)?;
        if turns.alternations.len() < self.parameters.min_alternations as usize {
            return None;
        }
        let [own, other] = pair;
        let seen_from = |track: &Track<'_>| last_until(track, turns.start_ms).or(track.first());
        let (own_start, other_start) = (seen_from(own)?, seen_from(other)?);
        let (own_end, other_end) = (last_until(own, turns.end_ms)?, last_until(other, turns.end_ms)?);

        let identity_kind = IdentityKind::of(&own.vessel().id);
        let distances_m = sorted(turns.alternations.iter().map(|turn| turn.distance_m));
        let speeds_kn = sorted(turns.alternations.iter().map(|turn| turn.needed_speed_kn));
        let impossible = turns.alternations.iter().filter(|turn| turn.is_impossible).count();
        // One ship with two transceivers gives one IMO number twice, and is never far from itself.
        if shared == SharedIdentity::Imo && impossible < self.parameters.min_alternations as usize {
            return None;
        }
        let same_way_share = same_way_share(own, &turns.other_fixes);
        let reason = if shared == SharedIdentity::Vessel && !identity_kind.may_be_of_one_ship() {
            Some(UndeterminedReason::PlaceholderIdentity)
        } else if same_way_share >= SAME_WAY_SHARE {
            Some(UndeterminedReason::WrongTime)
        } else if impossible < self.parameters.min_alternations as usize {
            Some(UndeterminedReason::WithinReach)
        } else if flickers {
            Some(UndeterminedReason::FlickeringFacts)
        } else {
            None
        };
        let kind = EventKind::IdentityConflict(IdentityConflictEvidence {
            shared,
            identity_kind,
            overlap_h: crate::units::hours_from_ms(turns.end_ms - turns.start_ms),
            alternations: count(turns.alternations.len()),
            impossible_alternations: count(impossible),
            fixes: turns.own_fixes,
            other_fixes: count(turns.other_fixes.len()),
            least_distance_m: distances_m[0],
            median_distance_m: median(&distances_m),
            max_distance_m: distances_m[distances_m.len() - 1],
            median_needed_speed_kn: median(&speeds_kn),
            same_way_share,
            imo_numbers: imo::valid_numbers([own, other]),
            names: names([own, other]),
            other_start_time: other_start.time(),
            other_start: other_start.position,
            other_end: other_end.position,
            reason,
        });
        let start = Moment { time_ms: turns.start_ms, position: own_start.position };
        let end = Moment { time_ms: turns.end_ms, position: own_end.position };
        let (vessel, other_vessel) = (&own.vessel().id, &other.vessel().id);
        Some(Event {
            id: EventId::of_two(EventType::IdentityConflict, vessel, start, (other_vessel, other_start.position)),
            other: Some(OtherShip { vessel: other_vessel.clone(), hull: other.hull() }),
            observed_h: turns.observed_h,
            verdict: Some(if reason.is_some() { Verdict::Undetermined } else { Verdict::SeveralShips }),
            ..Event::between(vessel, own.hull(), start, end, kind)
        })
    }

    /// The conflicts among the hulls of one identity, which stand in the order of their first fixes.
    fn among(&self, hulls: &[Track<'_>]) -> Vec<Event> {
        let mut events = Vec::new();
        for (index, own) in hulls.iter().enumerate() {
            let own = own.unread();
            let Some(&end_ms) = own.times_ms().last() else { continue };
            let overlaps = |other: &&Track<'_>| {
                let other = other.unread();
                other.times_ms().first().is_some_and(|start_ms| start_ms.saturating_add(self.min_overlap_ms) <= end_ms)
            };
            let others = hulls[index + 1..].iter().take_while(overlaps);
            events.extend(
                others.filter_map(|other| self.conflict([&own, &other.unread()], SharedIdentity::Vessel, false)),
            );
        }
        events
    }
}

impl Detector for IdentityConflict {
    /// Identities are worked on in parallel.
    fn candidates(&self, tracks: &TrackSet, _: &Context<'_>) -> Vec<Event> {
        let is_ship = |track: &Track<'_>| track.vessel().may_be_ship() && !track.unread().has_no_position();
        let hulls: Vec<Track<'_>> = tracks.iter().filter(is_ship).collect();
        let identities: Vec<&[Track<'_>]> =
            hulls.chunk_by(|a, b| a.vessel().id == b.vessel().id).filter(|hulls| hulls.len() > 1).collect();
        let per_identity: Vec<Vec<Event>> =
            identities.into_par_iter().filter(|_| tracks.goes_on()).map(|hulls| self.among(hulls)).collect();
        let mut events: Vec<Event> = per_identity.into_iter().flatten().collect();
        if self.parameters.by_imo {
            let pairs = imo::pairs(&hulls, self.min_overlap_ms);
            let by_imo: Vec<Option<Event>> = pairs
                .into_par_iter()
                .filter(|_| tracks.goes_on())
                .map(|pair| {
                    let [own, other] = pair.hulls.map(Track::unread);
                    self.conflict([&own, &other], SharedIdentity::Imo, pair.flickers)
                })
                .collect();
            events.extend(by_imo.into_iter().flatten());
        }
        events
    }
}

/// The last fix of a track at or before this time.
fn last_until(track: &Track<'_>, time_ms: i64) -> Option<Fix> {
    track.last_before(time_ms.saturating_add(1))
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The middle of sorted values, the lower of two.
fn median(sorted: &[f64]) -> f64 {
    sorted[(sorted.len() - 1) / 2]
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The names that two hulls gave, the most frequent first.
fn names(pair: [&Track<'_>; 2]) -> Vec<String> {
    let mut names = pair[0].vessel().facts.name.clone();
    if pair[0].vessel().id != pair[1].vessel().id {
        names.merge(pair[1].vessel().facts.name.clone());
    }
    names.iter().take(MAX_NAMES).map(|(name, _)| name.clone()).collect()
}
