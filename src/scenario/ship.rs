//! One ship of the sea: its part played out, and the check that what it did is beyond doubt.

use crate::geodesy::distance_m;
use crate::scenario::cast::{Fault, Part, Role, Silence, is_heard_by_satellite_only};
use crate::scenario::dice::Dice;
use crate::scenario::hidden;
use crate::scenario::itinerary::{Course, Currents};
use crate::scenario::motion::{Motion, beyond_reach_m};
use crate::scenario::radio::{Lost, Radio, Report, Sky};
use crate::scenario::truth::Cause;

/// The longest step across which a stay is observed, in seconds.
pub(super) const MAX_STEP_S: i64 = 3_600;
/// A longer silence is a gap, in seconds.
pub(super) const MIN_GAP_S: i64 = 6 * 3_600;
/// The least observed time of a stay or meeting, in seconds.
pub(super) const MIN_STAY_S: i64 = 2 * 3_600;

/// A ship with what it did and what was heard of it.
#[derive(Clone)]
pub(super) struct Ship {
    pub(super) part: Part,
    pub(super) motion: Motion,
    /// Everything heard, positions that jumped included.
    pub(super) reports: Vec<Report>,
    /// Everything that was sent and not heard, and what would have been sent, in order of time.
    pub(super) lost: Vec<(i64, Lost)>,
}

/// A silence between two fixes, or after the last one.
pub(super) struct SilentSpan {
    pub(super) off: Report,
    pub(super) on: Option<Report>,
    /// What explains it; none when several things do, or nothing but chance.
    pub(super) cause: Option<Cause>,
}

/// A run of fixes of a slow ship without a step over [`MAX_STEP_S`].
#[derive(Clone, Copy)]
pub(super) struct SlowRun {
    pub(super) start_s: i64,
    pub(super) end_s: i64,
    longest_step_s: i64,
}

/// What a ship is drawn from.
pub(super) struct Berth<'a> {
    pub(super) part: Part,
    pub(super) sky: &'a Sky,
    pub(super) currents: &'a Currents,
    pub(super) companion: Option<&'a Ship>,
    pub(super) until_s: f64,
    pub(super) hour_of_day: f64,
    pub(super) interval_s: f64,
    pub(super) dropout: f64,
}

impl Ship {
    pub(super) fn draw(berth: &Berth<'_>, dice: &mut Dice) -> Ship {
        let &Berth { part, until_s, .. } = berth;
        let always_there = matches!(
            part.role,
            Role::Carrier | Role::Catcher { .. } | Role::PairTrawler { .. } | Role::Moored | Role::Roads
        ) || part.silence != Silence::Never
            || part.same_identity_as.is_some();
        let from_s = if always_there { 0.0 } else { dice.between(0.0, 0.35) * until_s };
        let off_s = off_times_s(part.silence, until_s, dice);
        let jump_s = part.fault.map(|fault| {
            let start_s = from_s + dice.between(0.2, 0.8) * (until_s - from_s);
            let lasts_s = match fault {
                Fault::Jumps | Fault::NoPosition => dice.between(1_500.0, 2_400.0),
                // So that the ship can have come from there to where it is heard next.
                Fault::Frozen => dice.between(1_300.0, 1_500.0),
            };
            (start_s, start_s + lasts_s)
        });
        let mut radio =
            Radio { interval_s: berth.interval_s * dice.between(0.8, 1.2), dropout: berth.dropout, off_s, jump_s };
        let course = Course { dice, currents: berth.currents, from_s, until_s, hour_of_day: berth.hour_of_day };
        let motion = course.draw(part.role, berth.companion.map(|ship| &ship.motion));
        if part.silence == Silence::Hidden {
            radio.off_s = hidden::off_times_s(&motion, berth.companion.map(|ship| &ship.motion), dice);
        }
        let (reports, lost) = radio.listen(&motion, berth.sky, until_s, dice);
        Ship { part, motion, reports, lost }
    }

    /// The reports with a true position, in order of time.
    pub(super) fn fixes(&self) -> impl Iterator<Item = &Report> {
        self.reports.iter().filter(|report| !report.jumped)
    }

    pub(super) fn steps(&self) -> impl Iterator<Item = (&Report, &Report)> {
        self.fixes().zip(self.fixes().skip(1))
    }

    /// The silences longer than this, the one that lasts until the end included.
    pub(super) fn silences(&self, longer_than_s: i64, data_end_s: i64) -> Vec<SilentSpan> {
        let inner = self.steps().map(|(off, on)| (*off, Some(*on)));
        let last = self.fixes().last().map(|off| (*off, None));
        inner
            .chain(last)
            .filter(|(off, on)| on.map_or(data_end_s, |on| on.time_s) - off.time_s > longer_than_s)
            .map(|(off, on)| SilentSpan { off, on, cause: self.cause(off.time_s, on.map_or(i64::MAX, |on| on.time_s)) })
            .collect()
    }

    fn cause(&self, from_s: i64, until_s: i64) -> Option<Cause> {
        let lost_to = |reason: Lost| {
            self.lost.iter().any(|&(time_s, lost)| lost == reason && (from_s..until_s).contains(&time_s))
        };
        match (lost_to(Lost::SwitchedOff), lost_to(Lost::Outage), lost_to(Lost::Sparse)) {
            (true, false, false) => Some(Cause::Deliberate),
            (false, true, false) => Some(Cause::Outage),
            (false, false, true) => Some(Cause::Sparse),
            _ => None,
        }
    }

    /// What explains a silence best: the switch, where the ship was off for as long as the shortest gap; else what most of its
    /// reports were lost to.
    pub(super) fn main_cause(&self, from_s: i64, until_s: i64) -> Cause {
        let within = || self.lost.iter().filter(|(time_s, _)| (from_s..until_s).contains(time_s));
        let count = |reason: Lost| within().filter(|(_, lost)| *lost == reason).count();
        let mut off_s = within().filter(|(_, lost)| *lost == Lost::SwitchedOff).map(|&(time_s, _)| time_s);
        let first_off_s = off_s.next();
        if first_off_s.zip(off_s.next_back()).is_some_and(|(first_s, last_s)| last_s - first_s >= MIN_GAP_S) {
            return Cause::Deliberate;
        }
        let causes = [
            (count(Lost::Chance), Cause::Chance),
            (count(Lost::Sparse), Cause::Sparse),
            (count(Lost::Outage), Cause::Outage),
            (count(Lost::SwitchedOff), Cause::Deliberate),
        ];
        causes.into_iter().max_by_key(|&(count, _)| count).map_or(Cause::Chance, |(_, cause)| cause)
    }

    /// The runs of fixes within the ship's slow stretches.
    pub(super) fn slow_runs(&self) -> Vec<SlowRun> {
        let mut runs = Vec::new();
        for (from_s, until_s) in self.motion.slow_spans_s() {
            let mut run: Option<SlowRun> = None;
            for fix in self.fixes().filter(|fix| (from_s..until_s).contains(&(fix.time_s as f64))) {
                run = match run {
                    Some(run) if fix.time_s - run.end_s <= MAX_STEP_S => {
                        let longest_step_s = run.longest_step_s.max(fix.time_s - run.end_s);
                        Some(SlowRun { end_s: fix.time_s, longest_step_s, ..run })
                    }
                    ended => {
                        runs.extend(ended);
                        Some(SlowRun { start_s: fix.time_s, end_s: fix.time_s, longest_step_s: 0 })
                    }
                };
            }
            runs.extend(run);
        }
        runs
    }

    /// Whether the ship is observed, in steps of at most an hour, throughout a span.
    pub(super) fn is_observed(&self, from_s: i64, until_s: i64) -> bool {
        let fixes: Vec<i64> = self.fixes().map(|fix| fix.time_s).collect();
        let before = fixes.partition_point(|&time_s| time_s <= from_s);
        let after = fixes.partition_point(|&time_s| time_s < until_s);
        before > 0
            && after < fixes.len()
            && fixes[before - 1..=after].windows(2).all(|step| step[1] - step[0] <= MAX_STEP_S)
    }

    /// Whether what the rows show of this ship is beyond doubt: no silence, stay or step lies near a threshold, no two
    /// stays run into one another, every silence has one cause, and every step is one that a ship can make.
    pub(super) fn is_clear(&self, data_end_s: i64) -> bool {
        let near = |value_s: i64, threshold_s: i64, margin_s: i64| (value_s - threshold_s).abs() < margin_s;
        let enough_fixes = self.fixes().count() >= 20;
        let clear_end = self.fixes().last().is_some_and(|last| !near(data_end_s - last.time_s, MIN_GAP_S, 1_800));
        let clear_steps = self.steps().all(|(from, to)| {
            let seconds = to.time_s - from.time_s;
            let fits = beyond_reach_m(&from.leg, from.position, to.position, seconds as f64, 18.0) <= 0.0;
            fits && !near(seconds, MIN_GAP_S, 300) && !near(seconds, MAX_STEP_S, 360)
        });
        let clear_causes = self.silences(MIN_GAP_S, data_end_s).iter().all(|silence| silence.cause.is_some());
        let runs = self.slow_runs();
        let clear_runs = runs.iter().all(|run| !near(run.end_s - run.start_s, MIN_STAY_S, 1_500));
        let apart = runs.windows(2).all(|pair| {
            let (from_s, until_s) = (pair[0].end_s, pair[1].start_s);
            let between = self.fixes().filter(|fix| (from_s + 1..until_s).contains(&fix.time_s));
            between.count() >= 4 || !self.is_observed(from_s, until_s)
        });
        let clear_jump = self.part.fault.is_none_or(|fault| self.has_clear_fault(fault));
        let silences = self.silences(MIN_GAP_S, data_end_s);
        let silent_as_told = match self.part.silence {
            Silence::Hidden => silences.iter().filter(|s| s.cause == Some(Cause::Deliberate)).count() == 1,
            Silence::Dark(times) => {
                silences.iter().filter(|s| s.cause == Some(Cause::Deliberate)).count() == times as usize
            }
            Silence::Final => silences.last().is_some_and(|s| s.on.is_none() && s.cause == Some(Cause::Deliberate)),
            Silence::Never | Silence::Short => silences.iter().all(|s| s.cause != Some(Cause::Deliberate)),
        };
        let in_its_waters =
            !is_heard_by_satellite_only(self.part.role) || self.lost.iter().any(|&(_, lost)| lost == Lost::Sparse);
        enough_fixes
            && clear_end
            && clear_steps
            && clear_causes
            && clear_runs
            && apart
            && clear_jump
            && silent_as_told
            && in_its_waters
    }

    /// Three or more reports of a wrong position, with a fix of the ship within half an hour before the first and after the
    /// last; where the position stands still, of a ship well under way that is heard again soon.
    fn has_clear_fault(&self, fault: Fault) -> bool {
        let jumped: Vec<i64> = self.reports.iter().filter(|report| report.jumped).map(|report| report.time_s).collect();
        let (Some(&first), Some(&last)) = (jumped.first(), jumped.last()) else { return false };
        let is_far_on = fault != Fault::Frozen
            || self.reports.iter().filter(|report| report.jumped).all(|report| report.leg.speed_kn >= 9.0)
                && last - first >= 1_000
                && self.fixes().any(|fix| (last + 1..last + 600).contains(&fix.time_s));
        is_far_on
            && jumped.len() >= 3
            && self.fixes().any(|fix| (first - 1_800..first).contains(&fix.time_s))
            && self.fixes().any(|fix| (last + 1..last + 1_800).contains(&fix.time_s))
            && last - first >= 600
    }

    /// Whether the ship keeps clear of another: never near it for long while both are slow.
    pub(super) fn keeps_clear_of(&self, other: &Ship) -> bool {
        const CLEARANCE_M: f64 = 1_500.0;
        const SAMPLE_S: usize = 900;
        self.motion.slow_spans_s().iter().all(|&(from_s, until_s)| {
            other.motion.slow_spans_s().iter().all(|&(other_from_s, other_until_s)| {
                let (from_s, until_s) = (from_s.max(other_from_s), until_s.min(other_until_s));
                let shared_s = (until_s - from_s).max(0.0) as usize;
                (0..shared_s).step_by(SAMPLE_S).all(|after_s| {
                    let time_s = from_s + after_s as f64;
                    distance_m(self.motion.position_at(time_s), other.motion.position_at(time_s)) > CLEARANCE_M
                })
            })
        })
    }
}

fn off_times_s(silence: Silence, until_s: f64, dice: &mut Dice) -> Vec<(f64, f64)> {
    match silence {
        // A hidden deed has to be known first.
        Silence::Never | Silence::Hidden => Vec::new(),
        Silence::Short => {
            let start_s = dice.between(0.2, 0.8) * until_s;
            vec![(start_s, start_s + dice.between(3.0, 5.0) * 3_600.0)]
        }
        Silence::Final => vec![(until_s - dice.between(9.0, 24.0) * 3_600.0, f64::INFINITY)],
        Silence::Dark(times) => (0..times)
            .map(|time| {
                let share = 0.7 / f64::from(times);
                let start_s = (0.1 + share * (f64::from(time) + dice.between(0.1, 0.5))) * until_s;
                (start_s, start_s + dice.between(8.0, 16.0) * 3_600.0)
            })
            .collect(),
    }
}
