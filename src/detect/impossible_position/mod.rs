//! Impossible positions: reports from places where no ship can be.
//!
//! # What it finds
//! - **No position** (`no_position`): reports from exactly 0° N 0° E, which a receiver sends that has no position. A hull that is
//!   heard within 100 nautical miles of that place right before or after may be there; so may one that is heard nowhere else, where
//!   others sail within a mile. Other rules' events there are left out by [`Pipeline`](crate::Pipeline), and counted.
//! - **Frozen** (`frozen`): consecutive reports of one and the same position, to the last digit, each with a reported speed of at least
//!   `min_speed_kn`, for so long that these speeds would have brought the ship `min_way_m` away.
//! - **On land** (`on_land`): a hull all of whose fixes lie at least `min_inland_m` inland, where no other ship is heard, that takes
//!   over from another hull of its identity at sea: that one is silent from at most `max_step_h` before the hull inland is heard
//!   until after it, or from before it until at most `max_step_h` after. So it is one transmitter, and no ship can have gone there.
//!   A coastline knows no rivers, canals and lakes. So a hull inland alone says nothing, nor does one that shares its identity
//!   with a ship at sea and is heard beside it, and a hull that sails from sea to inland waters is never an event.
//!   Runs that jump inland and return are [position jumps](crate::detect::PositionJump), which say how far inland they lie.
//!
//! Each asks for at least `min_fixes` reports; a step over `max_step_h` ends an event (but not a hull on land).
//!
//! It says that the positions are wrong, not why: receivers fail, networks repeat what they last heard under new times,
//! satellite navigation is disturbed, and positions are forged. The verdict is
//! [`SharedByOthers`](crate::Verdict::SharedByOthers) where at least `min_others` other vessels show the same within
//! `shared_within_h`, otherwise undetermined (`placeholder_identity` or `not_shared`).
//!
//! # Parameters
//! | name | unit | default | source |
//! |---|---|---|---|
//! | `min_fixes` | | 3 | a report may be repeated by several stations |
//! | `max_step_h` | hours | 1 | that of all rules |
//! | `min_speed_kn` | knots | 3 | reported speeds of ships at rest stay below 2 or so |
//! | `min_way_m` | metres | 3,704 | 2 nm: more than the rounding of positions to two decimals |
//! | `min_inland_m` | metres | 10,000 | 100 times the error of the built-in coastline |
//! | `min_others` | | 2 | that of jumps |
//! | `shared_within_h` | hours | 1 | that of jumps |
//!
//! # Evidence
//! [`ImpossiblePositionEvidence`]. The event starts and ends with the fixes that have such positions; its position is the first.
//!
//! # Complexity
//! O(n) in the fixes of all hulls for frozen positions; the others look only at what was set aside and at identities of several hulls.
//!
//! # References
//! - Recommendation ITU-R M.1371-5, 2014, annex 8: positions that are not available are 91° and 181°; 0° is none of them.
//! - A. Harati-Mokhtari, A. Wall, P. Brooks, J. Wang, "Automatic Identification System (AIS): Data Reliability and Human Error
//!   Implications", *Journal of Navigation* 60(3), 2007, 373-389: positions on land and at 0° N 0° E.
//!
//! # Departures from the source
//! Positions on land alone are no finding here: inland waters are on land by every coastline.
//!
//! # Example
//! ```
//! use darkwake::detect::{Detector, ImpossiblePosition};
//! use darkwake::{EventKind, Fix, Fixes, ImpossibleCause, Position, VesselId};
//! let mut fixes = Fixes::builder();
//! for minute in (0..60).step_by(5) {
//!     let time = format!("2024-05-01T00:{minute:02}Z").parse()?;
//!     fixes.push(VesselId::new("440123456"), Fix::new(time, Position::new(36.5, 130.0).unwrap()).with_sog_kn(9.0));
//! }
//! let found = ImpossiblePosition::default().find(&fixes.build().into_tracks());
//! let EventKind::ImpossiblePosition(evidence) = &found[0].kind else { unreachable!() };
//! assert_eq!((evidence.cause, evidence.fixes, evidence.reported_speed_kn), (ImpossibleCause::Frozen, 12, Some(9.0)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod frozen;
mod no_position;
mod on_land;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::check::{check_distance_m, check_hours};
use crate::detect::reports::count_reports;
use crate::detect::{Context, Detector};
use crate::event::Moment;
use crate::geodesy::{UnitVector, chord2_from_m};
use crate::units::hours_from_ms;
use crate::{
    Event, EventKind, Fix, IdentityKind, ImpossibleCause, ImpossiblePositionEvidence, ParamError, TrackSet,
    UndeterminedReason, Verdict, VesselId,
};

/// Others on land count that lie no farther away.
const SHARED_LAND_M: f64 = 20_000.0;

/// The rule for impossible positions; see the [module](self) docs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ImpossiblePositionBuilder", into = "ImpossiblePositionBuilder")]
pub struct ImpossiblePosition {
    parameters: ImpossiblePositionBuilder,
    max_step_ms: i64,
    shared_within_ms: i64,
}

/// The parameters of [`ImpossiblePosition`], not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImpossiblePositionBuilder {
    min_fixes: u32,
    max_step_h: f64,
    min_speed_kn: f64,
    min_way_m: f64,
    min_inland_m: f64,
    min_others: u32,
    shared_within_h: f64,
}

impl Default for ImpossiblePositionBuilder {
    fn default() -> ImpossiblePositionBuilder {
        ImpossiblePositionBuilder {
            min_fixes: 3,
            max_step_h: 1.0,
            min_speed_kn: 3.0,
            min_way_m: 3_704.0,
            min_inland_m: 10_000.0,
            min_others: 2,
            shared_within_h: 1.0,
        }
    }
}

impl ImpossiblePositionBuilder {
    /// Events have at least so many reports.
    pub fn min_fixes(&mut self, fixes: u32) -> &mut ImpossiblePositionBuilder {
        self.min_fixes = fixes;
        self
    }

    /// A longer step ends an event; hours.
    pub fn max_step_h(&mut self, hours: f64) -> &mut ImpossiblePositionBuilder {
        self.max_step_h = hours;
        self
    }

    /// A frozen position has reported speeds of at least this; knots.
    pub fn min_speed_kn(&mut self, knots: f64) -> &mut ImpossiblePositionBuilder {
        self.min_speed_kn = knots;
        self
    }

    /// A frozen position is one that the reported speeds would have left by at least this; metres.
    pub fn min_way_m(&mut self, metres: f64) -> &mut ImpossiblePositionBuilder {
        self.min_way_m = metres;
        self
    }

    /// Hulls at least this far inland may be impossible; metres.
    pub fn min_inland_m(&mut self, metres: f64) -> &mut ImpossiblePositionBuilder {
        self.min_inland_m = metres;
        self
    }

    /// An event is shared when at least so many other vessels show the same.
    pub fn min_others(&mut self, others: u32) -> &mut ImpossiblePositionBuilder {
        self.min_others = others;
        self
    }

    /// Others count whose events lie no farther away in time; hours.
    pub fn shared_within_h(&mut self, hours: f64) -> &mut ImpossiblePositionBuilder {
        self.shared_within_h = hours;
        self
    }

    /// The rule with these parameters.
    ///
    /// # Errors
    /// When a duration is not above 0 and at most 876,000 hours, a distance not from 0 to 20,100,000 metres, the speed not above 0
    /// and at most 100 knots, fewer than 2 fixes are asked for, or no others.
    pub fn build(&self) -> Result<ImpossiblePosition, ParamError> {
        let least = |parameter, value: u32, least: f64, expected| {
            ParamError::check(parameter, f64::from(value), least..=f64::from(u32::MAX), expected)
        };
        least("impossible_position.min_fixes", self.min_fixes, 2.0, "a number from 2 on")?;
        least("impossible_position.min_others", self.min_others, 1.0, "a number from 1 on")?;
        check_distance_m("impossible_position.min_way_m", self.min_way_m)?;
        check_distance_m("impossible_position.min_inland_m", self.min_inland_m)?;
        let expected = "a number of knots above 0 and at most 100";
        ParamError::check("impossible_position.min_speed_kn", self.min_speed_kn, f64::MIN_POSITIVE..=100.0, expected)?;
        Ok(ImpossiblePosition {
            max_step_ms: check_hours("impossible_position.max_step_h", self.max_step_h)?,
            shared_within_ms: check_hours("impossible_position.shared_within_h", self.shared_within_h)?,
            parameters: self.clone(),
        })
    }
}

impl TryFrom<ImpossiblePositionBuilder> for ImpossiblePosition {
    type Error = ParamError;

    fn try_from(parameters: ImpossiblePositionBuilder) -> Result<ImpossiblePosition, ParamError> {
        parameters.build()
    }
}

impl From<ImpossiblePosition> for ImpossiblePositionBuilder {
    fn from(rule: ImpossiblePosition) -> ImpossiblePositionBuilder {
        rule.parameters
    }
}

impl Default for ImpossiblePosition {
    fn default() -> ImpossiblePosition {
        ImpossiblePosition::builder().build().expect("the default parameters are in range")
    }
}

impl ImpossiblePosition {
    /// Parameters to set and check; they start as the default rule's.
    pub fn builder() -> ImpossiblePositionBuilder {
        ImpossiblePositionBuilder::default()
    }

    /// For sparse satellite data: steps of up to 3 hours are taken as observed.
    pub fn satellite() -> ImpossiblePosition {
        ImpossiblePosition::builder().max_step_h(3.0).build().expect("the preset's parameters are in range")
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &ImpossiblePositionBuilder {
        &self.parameters
    }

    /// The event of these fixes of one hull, if there are enough of them.
    fn event(&self, vessel: &VesselId, hull: u32, fixes: &[Fix], cause: ImpossibleCause) -> Option<Event> {
        if count_reports(fixes) < self.parameters.min_fixes as usize {
            return None;
        }
        let (first, last) = (fixes.first()?, fixes.last()?);
        let kind = EventKind::ImpossiblePosition(ImpossiblePositionEvidence {
            cause,
            identity_kind: IdentityKind::of(vessel),
            fixes: u32::try_from(fixes.len()).unwrap_or(u32::MAX),
            reported_speed_kn: None,
            reported_way_m: None,
            inland_m: None,
            others: 0,
            reason: None,
        });
        let steps_ms = fixes.windows(2).map(|step| step[1].time_ms - step[0].time_ms);
        let observed_ms: i64 = steps_ms.filter(|&step_ms| step_ms <= self.max_step_ms).sum();
        let (start, end) = (Moment::from(first), Moment::from(last));
        Some(Event { observed_h: hours_from_ms(observed_ms), ..Event::between(vessel, hull, start, end, kind) })
    }

    /// Says of each event how many other vessels show the same, and what follows.
    fn judge(&self, events: &mut [Event]) {
        let seen: Vec<Seen> = events.iter().filter_map(Seen::of).collect();
        let mut by_start: Vec<(&VesselId, &Seen)> = events.iter().map(|event| &event.vessel).zip(&seen).collect();
        by_start.sort_by_key(|(vessel, seen)| (seen.start_ms, *vessel));
        let longest_ms = seen.iter().map(|seen| seen.end_ms - seen.start_ms).max().unwrap_or(0);
        let near2 = chord2_from_m(SHARED_LAND_M);
        let count_others = |vessel: &VesselId, own: &Seen| {
            let from = by_start
                .partition_point(|(_, other)| other.start_ms < own.start_ms - longest_ms - self.shared_within_ms);
            let others =
                by_start[from..].iter().take_while(|(_, other)| other.start_ms <= own.end_ms + self.shared_within_ms);
            let others = others.filter(|(_, other)| {
                other.cause == own.cause
                    && other.end_ms >= own.start_ms - self.shared_within_ms
                    && (own.cause != ImpossibleCause::OnLand || own.place.chord2(other.place) <= near2)
            });
            let mut vessels: Vec<&VesselId> =
                others.map(|(other, _)| *other).filter(|other| *other != vessel).collect();
            vessels.sort_unstable();
            vessels.dedup();
            u32::try_from(vessels.len()).unwrap_or(u32::MAX)
        };
        let others: Vec<u32> =
            events.iter().zip(&seen).map(|(event, seen)| count_others(&event.vessel, seen)).collect();
        for (event, others) in events.iter_mut().zip(others) {
            let EventKind::ImpossiblePosition(evidence) = &mut event.kind else { continue };
            evidence.others = others;
            evidence.reason = if others >= self.parameters.min_others {
                None
            } else if !evidence.identity_kind.may_be_of_one_ship() {
                Some(UndeterminedReason::PlaceholderIdentity)
            } else {
                Some(UndeterminedReason::NotShared)
            };
            event.verdict = Some(match evidence.reason {
                None => Verdict::SharedByOthers,
                Some(_) => Verdict::Undetermined,
            });
        }
    }
}

impl Detector for ImpossiblePosition {
    /// Hulls are worked on in parallel.
    fn candidates(&self, tracks: &TrackSet, context: &Context<'_>) -> Vec<Event> {
        let mut events = self.without_position(tracks);
        events.extend(self.frozen(tracks));
        if let Some(land) = context.chart.and_then(crate::Chart::land) {
            events.extend(self.on_land(tracks, land));
        }
        self.judge(&mut events);
        events
    }

    fn conditions_off(&self, context: &Context<'_>) -> Vec<&'static str> {
        match context.chart.and_then(crate::Chart::land) {
            Some(_) => Vec::new(),
            None => vec!["impossible_position: positions on land not looked for (no coastline)"],
        }
    }
}

/// What others can share of an event.
struct Seen {
    cause: ImpossibleCause,
    start_ms: i64,
    end_ms: i64,
    place: UnitVector,
}

impl Seen {
    fn of(event: &Event) -> Option<Seen> {
        let EventKind::ImpossiblePosition(evidence) = &event.kind else { return None };
        Some(Seen {
            cause: evidence.cause,
            start_ms: event.start.as_millisecond(),
            end_ms: event.end?.as_millisecond(),
            place: event.position.into(),
        })
    }
}
