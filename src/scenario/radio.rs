//! Which reports a ship sends, and which of them are heard.

use crate::Position;
use crate::scenario::dice::Dice;
use crate::scenario::motion::{Leg, Motion};
use crate::scenario::waters::{RECEIVERS, SATELLITE_ONLY};

/// Why a report was not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    SwitchedOff,
    Outage,
    Sparse,
    Chance,
}

/// A report that was heard: where the ship truly was, and what it was doing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report {
    /// Whole seconds since the start of the scenario.
    pub(super) time_s: i64,
    pub(super) position: Position,
    pub(super) leg: Leg,
    /// Whether the receiver got another position than the true one.
    pub(super) jumped: bool,
}

/// What all ships share: outages of receivers and passes of satellites.
pub(super) struct Sky {
    /// Index of the receiver, from, until.
    outages_s: Vec<(usize, f64, f64)>,
    passes_s: Vec<(f64, f64)>,
}

impl Sky {
    pub(super) fn draw(hours: f64, outages: u32, dice: &mut Dice) -> Sky {
        let outages_s = (0..outages as usize)
            .map(|outage| {
                let start_s = dice.between(0.2, 0.75) * hours * 3600.0;
                (outage % RECEIVERS.len(), start_s, start_s + dice.between(7.5, 10.0) * 3600.0)
            })
            .collect();
        let mut passes_s = Vec::new();
        let mut time_s = 600.0;
        while time_s < hours * 3600.0 {
            passes_s.push((time_s, time_s + 600.0));
            time_s += dice.between(1.6, 3.2) * 3600.0;
        }
        Sky { outages_s, passes_s }
    }

    fn is_out(&self, time_s: f64, position: Position) -> bool {
        self.outages_s.iter().any(|&(receiver, from_s, until_s)| {
            (from_s..until_s).contains(&time_s) && RECEIVERS[receiver].contains(position)
        })
    }

    /// The number of the satellite pass at this time.
    fn pass(&self, time_s: f64) -> Option<usize> {
        self.passes_s.iter().position(|&(from_s, until_s)| (from_s..until_s).contains(&time_s))
    }
}

/// One ship's transponder and luck.
pub(super) struct Radio {
    /// Mean seconds between reports under way; twice as many when slow.
    pub(super) interval_s: f64,
    /// The chance that a report is lost.
    pub(super) dropout: f64,
    /// Times at which the transponder is off.
    pub(super) off_s: Vec<(f64, f64)>,
    /// When the receiver gets other positions than the true ones.
    pub(super) jump_s: Option<(f64, f64)>,
}

/// The chance that a satellite hears a given ship in a pass, for want of free slots.
const HEARD_IN_PASS: f64 = 0.6;

impl Radio {
    /// Reports from a ship's first appearance until the end: those heard, and the times of those lost.
    pub(super) fn listen(
        &self,
        motion: &Motion,
        sky: &Sky,
        until_s: f64,
        dice: &mut Dice,
    ) -> (Vec<Report>, Vec<(i64, Lost)>) {
        let (mut heard, mut lost) = (Vec::new(), Vec::new());
        let caught: Vec<bool> = sky.passes_s.iter().map(|_| dice.chance(HEARD_IN_PASS)).collect();
        let mut faded_until_s = 0.0;
        let mut time_s = motion.start_s() + dice.unit() * self.interval_s;
        while time_s < until_s {
            let second = time_s.floor();
            let position = motion.position_at(second);
            let leg = *motion.leg_at(second);
            let by_satellite = SATELLITE_ONLY.contains(position);
            if dice.chance(0.003) {
                faded_until_s = second + dice.between(600.0, 1_500.0);
            }
            let jumped = self.jump_s.is_some_and(|(from_s, to_s)| (from_s..to_s).contains(&second));
            let reason = if self.off_s.iter().any(|&(from_s, to_s)| (from_s..to_s).contains(&second)) {
                Some(Lost::SwitchedOff)
            } else if by_satellite && !sky.pass(second).is_some_and(|pass| caught[pass]) {
                Some(Lost::Sparse)
            } else if sky.is_out(second, position) {
                Some(Lost::Outage)
            } else if !jumped && (dice.chance(self.dropout) || second < faded_until_s) {
                Some(Lost::Chance)
            } else {
                None
            };
            match reason {
                Some(reason) => lost.push((second as i64, reason)),
                None => heard.push(Report { time_s: second as i64, position, leg, jumped }),
            }
            let mean_s = match (by_satellite, jumped, leg.is_slow()) {
                (true, ..) => 120.0,
                (false, true, _) => self.interval_s.min(240.0),
                (false, false, true) => 2.0 * self.interval_s,
                (false, false, false) => self.interval_s,
            };
            time_s += (mean_s * dice.between(0.85, 1.15)).max(1.0);
        }
        (heard, lost)
    }
}
