//! Position jumps: runs of positions that jump away from a ship and return.
//!
//! # What it finds
//! At least `min_fixes` position reports in a row to which no ship can have sailed from the hull's last fix, after which the hull goes on
//! where it was, with no fix of the hull itself between them. They must hang together: none lies farther from the one
//! before it than any ship sails. Rows at one and the same place within 30 seconds are one report that several stations heard or repeated.
//! A single wild fix is noise and no event; a run that lasts longer than
//! the silence that ends a segment, or from which the hull does not return, is a hull of its own. Runs at 0° N 0° E are
//! [impossible positions](crate::detect::ImpossiblePosition).
//!
//! A jump has many causes: interference with satellite navigation, a transceiver that restarts, another ship with the same
//! identity that was heard briefly, a message decoded wrongly, a forged message. The rule does not guess. The verdict is
//! [`SharedByOthers`](crate::Verdict::SharedByOthers) where fixes of at least `min_others` other vessels were set aside at the same
//! time and either lie at the same place (a transmitter that forges satellite signals brings all receivers in its reach to one place, or
//! around one) or were shifted by the same distance and direction (an error of the network that received them): then it is
//! not of this ship's doing. Otherwise it is undetermined, with the reason: `placeholder_identity` or `not_shared`. A run on the
//! hull's own way, where it was or would be some time earlier or later, has wrong times, not wrong positions: it is left out, and counted.
//!
//! # How
//! The separation of hulls has set the runs aside already (see `ALGORITHMS.md`, "Hulls and noise"). Each is put beside the
//! hull it was taken from. What others share is looked for among all that was set aside, single fixes included.
//!
//! # Parameters
//! | name | unit | default | source |
//! |---|---|---|---|
//! | `min_fixes` | | 2 | one wild fix is noise |
//! | `max_step_h` | hours | 1 | that of all rules; longer steps do not count as observed |
//! | `min_others` | | 2 | two ships may have one fault by chance; three have one cause |
//! | `shared_within_h` | hours | 1 | others count whose runs lie no farther away in time |
//! | `shared_place_m` | metres | 10,000 | circles of forged positions measure up to some kilometres |
//! | `shared_shift_share` | | 0.1 | shifts are the same when their difference is less than this part of them |
//!
//! # Evidence
//! [`PositionJumpEvidence`]. The event starts with the first fix of the run and ends with the last; its position is the first.
//!
//! # Complexity
//! O(n log n) in the fixes set aside, and for each jump the number of runs set aside within `shared_within_h` of it.
//!
//! # References
//! - A. Androjna, M. Perkovič, I. Pavic, J. Mišković, "AIS Data Vulnerability Indicated by a Spoofing Case-Study", *Applied
//!   Sciences* 11(11):5015, 2021: many ships at one place at once.
//! - C4ADS, *Above Us Only Stars*, 2019: ships in the Black Sea shown at airports, all at the same time.
//!
//! # Departures from the source
//! Both look at single incidents; the thresholds are ours.
//!
//! # Example
//! ```
//! use darkwake::detect::{Detector, PositionJump};
//! use darkwake::{EventKind, Fix, Fixes, Position, VesselId};
//! let mut fixes = Fixes::builder();
//! for minute in (0..60).step_by(5) {
//!     // For ten minutes the ship seems to be 3 degrees farther north.
//!     let lat = if (20..35).contains(&minute) { 39.5 } else { 36.5 };
//!     let time = format!("2024-05-01T00:{minute:02}Z").parse()?;
//!     fixes.push(VesselId::new("440123456"), Fix::new(time, Position::new(lat, 130.0).unwrap()));
//! }
//! let jumps = PositionJump::default().find(&fixes.build().into_tracks());
//! let EventKind::PositionJump(evidence) = &jumps[0].kind else { unreachable!() };
//! assert_eq!((jumps.len(), evidence.fixes, jumps[0].start.to_string().as_str()), (1, 3, "2024-05-01T00:20:00Z"));
//! assert!((evidence.distance_m - 333_000.0).abs() < 500.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod shared;
#[cfg(test)]
mod tests;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::shared::{Displaced, Shared};
use crate::check::{check_distance_m, check_hours};
use crate::detect::own_way::{SAME_WAY_SHARE, is_impossible_step, needed_speed_kn, same_way_share};
use crate::detect::reports::count_reports;
use crate::detect::{Context, Detector, LeftOut};
use crate::event::Moment;
use crate::geodesy::geodesic_m;
use crate::units::hours_from_ms;
use crate::{
    Event, EventKind, Fix, IdentityKind, NoiseFix, NoiseKind, ParamError, PositionJumpEvidence, TrackSet,
    UndeterminedReason, Verdict,
};

/// The rule for position jumps; see the [module](self) docs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "PositionJumpBuilder", into = "PositionJumpBuilder")]
pub struct PositionJump {
    parameters: PositionJumpBuilder,
    max_step_ms: i64,
    shared_within_ms: i64,
}

/// The parameters of [`PositionJump`], not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PositionJumpBuilder {
    min_fixes: u32,
    max_step_h: f64,
    min_others: u32,
    shared_within_h: f64,
    shared_place_m: f64,
    shared_shift_share: f64,
}

impl Default for PositionJumpBuilder {
    fn default() -> PositionJumpBuilder {
        PositionJumpBuilder {
            min_fixes: 2,
            max_step_h: 1.0,
            min_others: 2,
            shared_within_h: 1.0,
            shared_place_m: 10_000.0,
            shared_shift_share: 0.1,
        }
    }
}

impl PositionJumpBuilder {
    /// Runs of at least so many fixes are events.
    pub fn min_fixes(&mut self, fixes: u32) -> &mut PositionJumpBuilder {
        self.min_fixes = fixes;
        self
    }

    /// A longer step does not count as observed; hours.
    pub fn max_step_h(&mut self, hours: f64) -> &mut PositionJumpBuilder {
        self.max_step_h = hours;
        self
    }

    /// A jump is shared when at least so many other vessels show the same.
    pub fn min_others(&mut self, others: u32) -> &mut PositionJumpBuilder {
        self.min_others = others;
        self
    }

    /// Others count whose runs lie no farther away in time; hours.
    pub fn shared_within_h(&mut self, hours: f64) -> &mut PositionJumpBuilder {
        self.shared_within_h = hours;
        self
    }

    /// Others count that lie no farther from the first fix of the run; metres.
    pub fn shared_place_m(&mut self, metres: f64) -> &mut PositionJumpBuilder {
        self.shared_place_m = metres;
        self
    }

    /// Others count whose shift differs by less than this part of the run's own.
    pub fn shared_shift_share(&mut self, share: f64) -> &mut PositionJumpBuilder {
        self.shared_shift_share = share;
        self
    }

    /// The rule with these parameters.
    ///
    /// # Errors
    /// When a duration is not above 0 and at most 876,000 hours, the distance not from 0 to 20,100,000 metres, the share not from 0
    /// to 1, fewer than 2 fixes are asked for, or no others.
    pub fn build(&self) -> Result<PositionJump, ParamError> {
        let least = |parameter, value: u32, least: f64, expected| {
            ParamError::check(parameter, f64::from(value), least..=f64::from(u32::MAX), expected)
        };
        least("position_jump.min_fixes", self.min_fixes, 2.0, "a number from 2 on")?;
        least("position_jump.min_others", self.min_others, 1.0, "a number from 1 on")?;
        check_distance_m("position_jump.shared_place_m", self.shared_place_m)?;
        let share = self.shared_shift_share;
        ParamError::check("position_jump.shared_shift_share", share, 0.0..=1.0, "a share from 0 to 1")?;
        Ok(PositionJump {
            max_step_ms: check_hours("position_jump.max_step_h", self.max_step_h)?,
            shared_within_ms: check_hours("position_jump.shared_within_h", self.shared_within_h)?,
            parameters: self.clone(),
        })
    }
}

impl TryFrom<PositionJumpBuilder> for PositionJump {
    type Error = ParamError;

    fn try_from(parameters: PositionJumpBuilder) -> Result<PositionJump, ParamError> {
        parameters.build()
    }
}

impl From<PositionJump> for PositionJumpBuilder {
    fn from(rule: PositionJump) -> PositionJumpBuilder {
        rule.parameters
    }
}

impl Default for PositionJump {
    fn default() -> PositionJump {
        PositionJump::builder().build().expect("the default parameters are in range")
    }
}

impl PositionJump {
    /// Parameters to set and check; they start as the default rule's.
    pub fn builder() -> PositionJumpBuilder {
        PositionJumpBuilder::default()
    }

    /// For sparse satellite data: steps of up to 3 hours are taken as observed.
    pub fn satellite() -> PositionJump {
        PositionJump::builder().max_step_h(3.0).build().expect("the preset's parameters are in range")
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &PositionJumpBuilder {
        &self.parameters
    }

    /// The event of a run that hangs together, if it is one.
    fn jump(&self, tracks: &TrackSet, run: &[NoiseFix], shared: &Shared<'_>, context: &Context<'_>) -> Option<Event> {
        let (first, last) = (run.first()?, run.last()?);
        let fixes: Vec<Fix> = run.iter().map(|noise| noise.fix).collect();
        if first.kind != NoiseKind::Jump
            || count_reports(&fixes) < self.parameters.min_fixes as usize
            || fixes.iter().all(|fix| fix.position.is_null_island())
        {
            return None;
        }
        let track = tracks.track_of_noise(first)?;
        if !track.vessel().may_be_ship() {
            return None;
        }
        let (off, on) = (track.last_before(first.fix.time_ms)?, track.first_after(last.fix.time_ms)?);
        let displaced = Displaced::of(tracks, run)?;
        let (others_at_place, others_with_shift) = shared.with(&displaced, self);
        let same_way_share = same_way_share(&track, &fixes);
        let identity_kind = IdentityKind::of(&track.vessel().id);
        let is_shared = others_at_place.max(others_with_shift) >= self.parameters.min_others;
        let reason = if is_shared {
            None
        } else if same_way_share >= SAME_WAY_SHARE {
            Some(UndeterminedReason::WrongTime)
        } else if !identity_kind.may_be_of_one_ship() {
            Some(UndeterminedReason::PlaceholderIdentity)
        } else {
            Some(UndeterminedReason::NotShared)
        };
        let distance_m = geodesic_m(off.position, first.fix.position);
        let return_distance_m = geodesic_m(last.fix.position, on.position);
        let from_first = fixes.iter().map(|fix| geodesic_m(first.fix.position, fix.position));
        let land = context.chart.and_then(crate::Chart::land);
        let kind = EventKind::PositionJump(PositionJumpEvidence {
            identity_kind,
            off,
            on,
            fixes: u32::try_from(run.len()).unwrap_or(u32::MAX),
            distance_m,
            implied_speed_kn: needed_speed_kn(distance_m, first.fix.time_ms - off.time_ms),
            return_distance_m,
            return_speed_kn: needed_speed_kn(return_distance_m, on.time_ms - last.fix.time_ms),
            shift_m: displaced.shift_m,
            shift_deg: displaced.shift_deg,
            spread_m: from_first.fold(0.0, f64::max),
            others_at_place,
            others_with_shift,
            same_way_share,
            inland_m: land.map(|land| land.inland_m(first.fix.position)),
            reason,
        });
        let steps_ms = fixes.windows(2).map(|step| step[1].time_ms - step[0].time_ms);
        let observed_ms: i64 = steps_ms.filter(|&step_ms| step_ms <= self.max_step_ms).sum();
        let (start, end) = (Moment::from(&first.fix), Moment::from(&last.fix));
        Some(Event {
            observed_h: hours_from_ms(observed_ms),
            verdict: Some(if is_shared { Verdict::SharedByOthers } else { Verdict::Undetermined }),
            ..Event::between(&track.vessel().id, track.hull(), start, end, kind)
        })
    }
}

impl Detector for PositionJump {
    /// Runs are worked on in parallel.
    fn candidates(&self, tracks: &TrackSet, context: &Context<'_>) -> Vec<Event> {
        let hangs_together = |a: &NoiseFix, b: &NoiseFix| {
            !is_impossible_step(&a.fix, &b.fix, geodesic_m(a.fix.position, b.fix.position))
        };
        let runs: Vec<&[NoiseFix]> = tracks.noise_runs().flat_map(|run| run.chunk_by(hangs_together)).collect();
        let displaced = runs.iter().filter_map(|run| Displaced::of(tracks, run)).collect();
        let shared = Shared::new(displaced);
        let events: Vec<Option<Event>> = runs
            .into_par_iter()
            .filter(|_| tracks.goes_on())
            .map(|run| self.jump(tracks, run, &shared, context))
            .collect();
        events.into_iter().flatten().collect()
    }

    fn leaves_out(&self, event: &Event) -> Option<LeftOut> {
        match &event.kind {
            EventKind::PositionJump(jump) if jump.reason == Some(UndeterminedReason::WrongTime) => {
                Some(LeftOut::WrongTime)
            }
            _ => None,
        }
    }
}
