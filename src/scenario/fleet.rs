//! A fleet that gathers at one place for a night: so many ships that nobody lists their pairs.

use crate::scenario::cast::{Part, Role};
use crate::scenario::derive::{Clock, Named};
use crate::scenario::dice::Dice;
use crate::scenario::truth::{Behaviour, TrueEvent};

/// The fewest ships of a fleet, if there is one: two more than make a gathering, so that none of them is needed for it.
pub(super) const FEWEST: usize = 24;
/// The most.
pub(super) const MOST: usize = 200;

/// A ship with more partners than this is in a crowd.
const MAX_PARTNERS: usize = 20;

/// Ships come and leave within so many seconds.
const SPREAD_S: f64 = 600.0;

/// Crowds are told by half hours, and a ship is heard some minutes after it arrived.
const TOLERANCE_S: u32 = 2_700;

/// The parts of a fleet whose first ship has this index. The first arrives first, leaves last, and all others drift as it
/// does.
pub(super) fn parts(ships: usize, first: usize, duration_h: f64, dice: &mut Dice) -> Vec<Part> {
    let from_s = dice.between(0.3, 0.45) * duration_h * 3600.0;
    let until_s = from_s + dice.between(8.0, 10.0) * 3600.0;
    (0..ships)
        .map(|ship| {
            let (arrives_s, leaves_s) = match ship {
                0 => (from_s, until_s + SPREAD_S),
                _ => (from_s + dice.between(0.0, SPREAD_S), until_s + dice.between(0.0, SPREAD_S)),
            };
            Part::new(Role::Fleet { leader: (ship > 0).then_some(first), arrives_s, leaves_s })
        })
        .collect()
}

/// The gathering of the ships of a fleet: from when there were enough of them until there no longer were.
pub(super) fn gathering(fleet: &[&Named<'_>], clock: Clock) -> Option<TrueEvent> {
    let there_s = fleet.iter().filter_map(|ship| match ship.ship.part.role {
        Role::Fleet { arrives_s, leaves_s, .. } => Some((arrives_s, leaves_s)),
        _ => None,
    });
    let (mut arrivals_s, mut leaves_s): (Vec<f64>, Vec<f64>) = there_s.unzip();
    arrivals_s.sort_by(f64::total_cmp);
    leaves_s.sort_by(|a, b| b.total_cmp(a));
    let (start_s, end_s) = (*arrivals_s.get(MAX_PARTNERS + 1)? as i64, *leaves_s.get(MAX_PARTNERS + 1)? as i64);
    let named = fleet.iter().min_by(|a, b| a.vessel.cmp(&b.vessel))?;
    let at = named.ship.motion.position_at((start_s + end_s) as f64 / 2.0);
    let event = named.event(Behaviour::Gathering, clock, (start_s, Some(end_s)), at);
    Some(TrueEvent { tolerance_s: TOLERANCE_S, ..event })
}
