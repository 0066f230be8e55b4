//! Who sails: the parts that every sea has, and the traffic around them.

use crate::scenario::dice::Dice;
use crate::scenario::waters::SOUTH_OF_JEJU;
use crate::scenario::waters::{
    LONGLINE_GROUND, OUTER_SEA, SQUID_CORNER, SQUID_GROUND, TRAWL_CORNER, TRAWL_GROUND, Waters,
};

/// What a ship is there for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    /// Sails a lane to and fro, with a call at its anchorage.
    Transit,
    /// Jigs for squid at night, adrift, and searches by day.
    Squid(Waters),
    /// Tows at 3 to 4 knots, with short hauls.
    Trawl(Waters),
    /// Sets, drifts and hauls longlines.
    Longline(Waters),
    /// Waits adrift for days for ships that come alongside.
    Carrier,
    /// Fishes, and comes alongside the carrier with this index.
    Catcher { carrier: usize },
    /// Tows beside the trawler with this index.
    PairTrawler { mate: usize },
    /// Lies in a harbour.
    Moored,
    /// Lies at anchor in a crowded roadstead.
    Roads,
    /// Jigs for squid for a night within a few hundred metres of the ship with this index; that ship names none.
    Fleet { leader: Option<usize>, arrives_s: f64, leaves_s: f64 },
}

/// When a ship switches its transponder off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    Never,
    /// For 3 to 5 hours: no gap by the rule.
    Short,
    /// This many times for 8 to 16 hours.
    Dark(u32),
    /// While it does what must not be seen: meets another, or calls at a port.
    Hidden,
    /// From some time on until the end.
    Final,
}

/// What a ship's position receiver does wrong for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Its position jumps away.
    Jumps,
    /// Its position stands still.
    Frozen,
    /// It has none, and sends 0° N 0° E.
    NoPosition,
}

/// The part of one ship.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) role: Role,
    pub(super) silence: Silence,
    /// What its position receiver does wrong for a while.
    pub(super) fault: Option<Fault>,
    /// How many of its reports are wild.
    pub(super) wild_fixes: u32,
    /// The index of an earlier ship whose identity it uses too.
    pub(super) same_identity_as: Option<usize>,
}

impl Part {
    pub(super) fn new(role: Role) -> Part {
        Part { role, silence: Silence::Never, fault: None, wild_fixes: 0, same_identity_as: None }
    }

    pub(super) fn silent(role: Role, silence: Silence) -> Part {
        Part { silence, ..Part::new(role) }
    }
}

/// The parts of so many ships whose receivers fail, by turns in one way or the other.
pub(super) fn faulty(ships: usize) -> impl Iterator<Item = Part> {
    let faults = [Fault::Frozen, Fault::NoPosition];
    (0..ships).map(move |ship| Part { fault: Some(faults[ship % 2]), ..Part::new(Role::Transit) })
}

/// The parts of so many ships that lie in the roadsteads.
pub(super) fn in_roads(ships: usize) -> impl Iterator<Item = Part> {
    (0..ships).map(|_| Part::new(Role::Roads))
}

/// The parts of so many pairs of ships that share an identity, the first of which has this index: one fishes far in the west or
/// south, the other far in the north-east.
pub(super) fn sharing(pairs: usize, first: usize) -> impl Iterator<Item = Part> {
    let grounds = [Role::Trawl(TRAWL_CORNER), Role::Longline(SOUTH_OF_JEJU)];
    (0..pairs).flat_map(move |pair| {
        let owner = first + 2 * pair;
        let other = Part { same_identity_as: Some(owner), ..Part::new(Role::Squid(SQUID_CORNER)) };
        [Part::new(grounds[pair % grounds.len()]), other]
    })
}

/// The fewest ships a sea can have: the parts that are always there.
pub(super) const FEWEST_SHIPS: usize = 36;

/// The parts of a sea of `ships` ships. An index that a part names is below its own.
pub(super) fn cast(ships: usize, dice: &mut Dice) -> Vec<Part> {
    let mut parts = vec![
        Part::new(Role::Carrier),
        Part::new(Role::Carrier),
        Part::new(Role::Catcher { carrier: 0 }),
        Part::new(Role::Catcher { carrier: 0 }),
        Part::new(Role::Catcher { carrier: 1 }),
        Part::new(Role::Trawl(TRAWL_GROUND)),
        Part::new(Role::PairTrawler { mate: 5 }),
        Part::new(Role::Trawl(TRAWL_CORNER)),
        Part { same_identity_as: Some(7), ..Part::silent(Role::Squid(SQUID_CORNER), Silence::Dark(1)) },
        Part::new(Role::Longline(SOUTH_OF_JEJU)),
        Part { same_identity_as: Some(9), ..Part::new(Role::Squid(SQUID_CORNER)) },
        Part::silent(Role::Squid(SQUID_GROUND), Silence::Dark(2)),
        Part::silent(Role::Squid(SQUID_GROUND), Silence::Dark(1)),
        Part::silent(Role::Longline(LONGLINE_GROUND), Silence::Dark(2)),
        Part::silent(Role::Trawl(TRAWL_GROUND), Silence::Dark(1)),
        Part::silent(Role::Transit, Silence::Dark(1)),
        Part::silent(Role::Squid(SQUID_GROUND), Silence::Final),
        Part::silent(Role::Longline(LONGLINE_GROUND), Silence::Final),
        Part::silent(Role::Trawl(TRAWL_GROUND), Silence::Final),
        Part::silent(Role::Transit, Silence::Final),
        Part::silent(Role::Transit, Silence::Short),
        Part::silent(Role::Trawl(TRAWL_GROUND), Silence::Short),
        Part::new(Role::Longline(OUTER_SEA)),
        Part::new(Role::Longline(OUTER_SEA)),
        Part::new(Role::Squid(OUTER_SEA)),
        Part { fault: Some(Fault::Jumps), ..Part::new(Role::Transit) },
        Part { fault: Some(Fault::Jumps), ..Part::new(Role::Trawl(TRAWL_GROUND)) },
        Part { wild_fixes: 3, ..Part::new(Role::Transit) },
        Part { wild_fixes: 2, ..Part::new(Role::Squid(SQUID_GROUND)) },
        Part { wild_fixes: 1, ..Part::new(Role::Longline(LONGLINE_GROUND)) },
        Part::new(Role::Moored),
        Part::new(Role::Moored),
        Part::new(Role::Transit),
        Part::new(Role::Squid(SQUID_GROUND)),
        Part::new(Role::Trawl(TRAWL_GROUND)),
        Part::new(Role::Longline(LONGLINE_GROUND)),
    ];
    debug_assert_eq!(parts.len(), FEWEST_SHIPS);
    let traffic = [
        Role::Transit,
        Role::Transit,
        Role::Squid(SQUID_GROUND),
        Role::Trawl(TRAWL_GROUND),
        Role::Transit,
        Role::Longline(LONGLINE_GROUND),
        Role::Squid(SQUID_GROUND),
        Role::Transit,
        Role::Longline(OUTER_SEA),
    ];
    for extra in 0..ships.saturating_sub(parts.len()) {
        let silence = match dice.unit() {
            x if x < 0.06 => Silence::Short,
            x if x < 0.12 => Silence::Dark(1),
            x if x < 0.14 => Silence::Final,
            _ => Silence::Never,
        };
        let role = traffic[extra % traffic.len()];
        let silence = if is_heard_by_satellite_only(role) { Silence::Never } else { silence };
        parts.push(Part::silent(role, silence));
    }
    parts
}

/// Whether the ship works where only satellites hear, so that its silences need no switch.
pub(super) fn is_heard_by_satellite_only(role: Role) -> bool {
    match role {
        Role::Squid(ground) | Role::Longline(ground) | Role::Trawl(ground) => ground.west_deg == OUTER_SEA.west_deg,
        _ => false,
    }
}
