//! How well a sea is heard: noise, sparsity and dropouts on top of what its ships truly did.

use serde::{Deserialize, Serialize};

use crate::ParamError;
use crate::scenario::dice::Dice;
use crate::scenario::flaws::Flaws;
use crate::scenario::radio::{Lost, Report};
use crate::scenario::ship::Ship;

/// How badly a sea is heard. Each knob goes from 0, the sea as its ships were drawn, to 1, and works by itself.
///
/// What ships did is drawn before; the truth of what they did does not change with the knobs, only what is heard of it. The
/// truth of silences does: it follows from what was heard. Nothing here is counted by the steps, cells or hours that a
/// detector might use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Conditions {
    /// Errors of positions from 8 m on the scale of [`gps_noise_m`](crate::scenario::ScenarioBuilder::gps_noise_m) to 80 m, up to 3
    /// wild fixes a ship, and up to ten times as many blank, repeated, displaced and late rows.
    pub noise: f64,
    /// Thinning, as archives do it: after a report was kept, the ship's next ones are dropped for up to 50 minutes.
    pub sparsity: f64,
    /// Spells of some minutes to two hours in which a ship loses 90 % of its reports; they take up to 60 % of the time.
    pub dropouts: f64,
    /// Heard by passing satellites alone.
    pub by_satellite: bool,
}

/// A pass of a satellite, and the share of it that lies in view of the sea.
struct Pass {
    from_s: f64,
    until_s: f64,
    share: f64,
}

/// After a report was kept, at full sparsity, in seconds.
const LONGEST_SPACING_S: f64 = 3_000.0;
/// The share of the time that bad spells take at most.
const MOST_BAD: f64 = 0.6;
/// The share of reports that a bad spell swallows.
const LOST_IN_BAD: f64 = 0.9;
/// Seconds for which spells last, at least and at most.
const SPELL_S: (f64, f64) = (300.0, 7_200.0);

impl Conditions {
    /// All three knobs at this value.
    pub fn of_difficulty(difficulty: f64) -> Conditions {
        Conditions { noise: difficulty, sparsity: difficulty, dropouts: difficulty, by_satellite: false }
    }

    pub(super) fn check(&self) -> Result<(), ParamError> {
        let knobs = [
            ("conditions.noise", self.noise),
            ("conditions.sparsity", self.sparsity),
            ("conditions.dropouts", self.dropouts),
        ];
        for (name, value) in knobs {
            ParamError::check(name, value, 0.0..=1.0, "0 to 1")?;
        }
        Ok(())
    }

    /// Whether everything that was drawn is heard.
    pub(super) fn is_calm(&self) -> bool {
        self.sparsity == 0.0 && self.dropouts == 0.0 && !self.by_satellite
    }

    pub(super) fn flaws(&self, calm: Flaws) -> Flaws {
        let worse = |share: f64, most: f64| (share * (1.0 + 9.0 * self.noise)).min(most.max(share));
        Flaws {
            gps_noise_m: calm.gps_noise_m + 72.0 * self.noise,
            blanks: worse(calm.blanks, 0.2),
            duplicates: worse(calm.duplicates, 0.2),
            same_time: worse(calm.same_time, 0.05),
            late: worse(calm.late, 1.0),
        }
    }

    /// Wild fixes of a ship that come with the noise.
    pub(super) fn wild_fixes(&self, dice: &mut Dice) -> u32 {
        if self.noise == 0.0 { 0 } else { (self.noise * dice.between(0.0, 4.0)) as u32 }
    }

    /// The ships as they are heard. Each is heard twice at least, so that each is known to be there.
    pub(super) fn hear(
        &self,
        ships: &[Ship],
        until_s: f64,
        sky: &mut Dice,
        of_ship: impl Fn(usize) -> Dice,
    ) -> Vec<Ship> {
        if self.is_calm() {
            return ships.to_vec();
        }
        let passes = if self.by_satellite { passes(until_s, sky) } else { Vec::new() };
        let each = |(index, ship): (usize, &Ship)| self.hear_ship(ship, until_s, &passes, &mut of_ship(index));
        ships.iter().enumerate().map(each).collect()
    }

    fn hear_ship(&self, ship: &Ship, until_s: f64, passes: &[Pass], dice: &mut Dice) -> Ship {
        // The power that leaves the ship's antenna differs more between ships than between days.
        let strength = dice.between(0.35, 1.0);
        let bad_s = self.bad_spells_s(until_s, dice);
        let mut kept: Option<i64> = None;
        let mut lost = ship.lost.clone();
        let mut reports: Vec<Report> = Vec::with_capacity(ship.reports.len());
        for &report in &ship.reports {
            let time_s = report.time_s as f64;
            let spacing_s = self.sparsity * LONGEST_SPACING_S * dice.between(0.85, 1.15);
            let (luck, pass_luck) = (dice.unit(), dice.unit());
            let in_view = passes.iter().find(|pass| (pass.from_s..pass.until_s).contains(&time_s));
            let reason = if self.by_satellite && in_view.is_none_or(|pass| pass_luck >= pass.share * strength) {
                Some(Lost::Sparse)
            } else if luck < LOST_IN_BAD && bad_s.iter().any(|spell| (spell.0..spell.1).contains(&time_s)) {
                Some(Lost::Chance)
            } else if kept.is_some_and(|kept_s| time_s - (kept_s as f64) < spacing_s) {
                Some(Lost::Sparse)
            } else {
                None
            };
            match reason {
                Some(reason) => lost.push((report.time_s, reason)),
                None => {
                    kept = Some(report.time_s);
                    reports.push(report);
                }
            }
        }
        if reports.iter().filter(|report| !report.jumped).count() < 2 {
            let mut ends: Vec<Report> = ship.fixes().take(1).chain(ship.fixes().last()).copied().collect();
            ends.extend(&reports);
            ends.sort_by_key(|report| report.time_s);
            ends.dedup_by_key(|report| report.time_s);
            reports = ends;
        }
        lost.sort_by_key(|&(time_s, _)| time_s);
        Ship { reports, lost, ..ship.clone() }
    }

    /// Good and bad spells by turns.
    fn bad_spells_s(&self, until_s: f64, dice: &mut Dice) -> Vec<(f64, f64)> {
        let share = MOST_BAD * self.dropouts;
        let mut spells = Vec::new();
        let mut time_s = 0.0;
        while share > 0.0 && time_s < until_s {
            // Short spells are much more frequent than long ones.
            let luck = dice.unit();
            let bad_s = SPELL_S.0 + (SPELL_S.1 - SPELL_S.0) * luck * luck;
            let mean_s = SPELL_S.0 + (SPELL_S.1 - SPELL_S.0) / 3.0;
            time_s += mean_s * (1.0 - share) / share * dice.between(0.0, 2.0);
            spells.push((time_s, time_s + bad_s));
            time_s += bad_s;
        }
        spells
    }
}

/// Passes of a few satellites: 9 to 14 minutes each, about 1½ hours apart, of which more or less lies in view.
fn passes(until_s: f64, dice: &mut Dice) -> Vec<Pass> {
    let mut passes = Vec::new();
    let mut time_s = dice.between(0.0, 5_000.0);
    while time_s < until_s {
        let until_s = time_s + dice.between(540.0, 840.0);
        // Slots that collide: the fuller the swath, the fewer reports get through.
        passes.push(Pass { from_s: time_s, until_s, share: dice.between(0.2, 1.0) });
        time_s = until_s + dice.between(3_000.0, 7_000.0);
    }
    passes
}
