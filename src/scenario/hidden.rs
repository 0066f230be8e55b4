//! What ships do while they are silent: meetings that no row shows, and calls at a port.

use crate::chart::{Port, PortKind, Ports};
use crate::geodesy::distance_m;
use crate::scenario::cast::{Part, Role, Silence};
use crate::scenario::derive::{Clock, Named, TOGETHER_M};
use crate::scenario::dice::Dice;
use crate::scenario::motion::{Activity, Motion};
use crate::scenario::ship::{MIN_GAP_S, Ship};
use crate::scenario::truth::{Hidden, HiddenDeed};
use crate::scenario::waters::place;

/// The least time in which two lie together unseen, in seconds.
const MIN_MEETING_S: f64 = 3.0 * 3_600.0;
/// A deed starts so long after the silence did at least, and ends so long before it, in seconds.
const MARGIN_S: f64 = 1_800.0;

/// The parts of so many rounds, the first of which has this index. A round is a carrier and a catcher that meet while both are
/// silent, another two of which the carrier is heard, and a ship that calls at its port unseen.
pub(super) fn parts(rounds: usize, first: usize) -> Vec<Part> {
    let round = |round: usize| {
        let carrier = first + 5 * round;
        [
            Part::silent(Role::Carrier, Silence::Dark(1)),
            Part::silent(Role::Catcher { carrier }, Silence::Hidden),
            Part::new(Role::Carrier),
            Part::silent(Role::Catcher { carrier: carrier + 2 }, Silence::Hidden),
            Part::silent(Role::Transit, Silence::Hidden),
        ]
    };
    (0..rounds).flat_map(round).collect()
}

/// When a ship is switched off that hides its meeting with a companion, or else its call at a port; in seconds.
pub(super) fn off_times_s(motion: &Motion, companion: Option<&Motion>, dice: &mut Dice) -> Vec<(f64, f64)> {
    let deed_s = match companion {
        Some(companion) => together_s(motion, companion),
        None => port_call_s(motion),
    };
    let hours = |dice: &mut Dice| dice.between(1.0, 4.0) * 3_600.0;
    deed_s.map(|(from_s, until_s)| (from_s - hours(dice), until_s + hours(dice))).into_iter().collect()
}

/// The longest time that two are together; none where it is short.
fn together_s(a: &Motion, b: &Motion) -> Option<(f64, f64)> {
    const SAMPLE_S: f64 = 60.0;
    let from_s = a.start_s().max(b.start_s());
    let until_s = a.end_s().min(b.end_s());
    let mut longest = (0.0, 0.0);
    let mut current: Option<(f64, f64)> = None;
    let mut time_s = from_s;
    while time_s <= until_s {
        let is_together = distance_m(a.position_at(time_s), b.position_at(time_s)) <= TOGETHER_M;
        current = is_together.then(|| (current.map_or(time_s, |(start_s, _)| start_s), time_s));
        if let Some(span_s) = current.filter(|span_s| span_s.1 - span_s.0 > longest.1 - longest.0) {
            longest = span_s;
        }
        time_s += SAMPLE_S;
    }
    (longest.1 - longest.0 >= MIN_MEETING_S).then_some(longest)
}

/// The first time that a ship lies at anchor.
fn port_call_s(motion: &Motion) -> Option<(f64, f64)> {
    let is_anchored = |activity| activity == Activity::Anchored;
    let first = motion.legs().iter().position(|leg| is_anchored(leg.activity))?;
    let last = motion.legs()[first..].iter().take_while(|leg| is_anchored(leg.activity)).last()?;
    Some((motion.legs()[first].start_s, last.end_s))
}

/// The silence of a ship that covers a span; none where it was heard then, or not again afterwards.
fn silence_s(ship: &Ship, (from_s, until_s): (f64, f64), data_end_s: i64) -> Option<i64> {
    let silences = ship.silences(MIN_GAP_S, data_end_s);
    let covers = silences.into_iter().find(|silence| {
        (silence.off.time_s as f64) < from_s - MARGIN_S
            && silence.on.is_some_and(|on| on.time_s as f64 > until_s + MARGIN_S)
    });
    covers.map(|silence| silence.off.time_s)
}

/// When the silences of a ship and its companion began that hide what they did; that of the companion is none where it was
/// heard.
fn hidden_s(ship: &Ship, companion: Option<&Ship>, data_end_s: i64) -> Option<(i64, Option<i64>)> {
    let Some(companion) = companion else {
        let own_s = silence_s(ship, port_call_s(&ship.motion)?, data_end_s)?;
        return Some((own_s, None));
    };
    let span_s = together_s(&ship.motion, &companion.motion)?;
    let own_s = silence_s(ship, span_s, data_end_s)?;
    match companion.part.silence {
        Silence::Never if companion.is_observed(span_s.0 as i64, span_s.1 as i64) => Some((own_s, None)),
        Silence::Never => None,
        _ => Some((own_s, Some(silence_s(companion, span_s, data_end_s)?))),
    }
}

/// Whether the ship did in its silence what it is there for.
pub(super) fn is_hidden(ship: &Ship, companion: Option<&Ship>, data_end_s: i64) -> bool {
    hidden_s(ship, companion, data_end_s).is_some()
}

/// What a ship, and its companion, did unseen.
pub(super) fn deeds(ship: &Named<'_>, companion: Option<&Named<'_>>, clock: Clock) -> Vec<Hidden> {
    let Some((own_s, other_s)) = hidden_s(ship.ship, companion.map(|other| other.ship), clock.data_end_s) else {
        return Vec::new();
    };
    let deed = |of: &Named<'_>, gap_s: i64, what: HiddenDeed| Hidden {
        vessel: of.vessel.clone(),
        hull: of.hull,
        gap_start: clock.at(gap_s),
        deed: what,
    };
    let Some(other) = companion else {
        let call_s = port_call_s(&ship.ship.motion).map_or(0.0, |(from_s, _)| from_s);
        let at = ship.ship.motion.position_at(call_s);
        let nearest = harbours().nearest(at).map(|near| near.port.name.clone());
        return nearest.map(|port| deed(ship, own_s, HiddenDeed::PortCall { port })).into_iter().collect();
    };
    let meeting = |with: &Named<'_>| HiddenDeed::Meeting { vessel: with.vessel.clone(), silent: other_s.is_some() };
    let own = deed(ship, own_s, meeting(other));
    let others = other_s.map(|gap_s| deed(other, gap_s, meeting(ship)));
    std::iter::once(own).chain(others).collect()
}

/// Harbours around the sea: the anchorages where ships call, and others where none does; to a tenth of a degree.
pub(super) fn harbours() -> Ports {
    const HARBOURS: [(&str, f64, f64); 15] = [
        ("Busan", 35.0, 129.2),
        ("Ulsan", 35.4, 129.5),
        ("Yeosu", 34.6, 128.0),
        ("Pohang", 36.0, 129.4),
        ("Donghae", 37.5, 129.1),
        ("Sokcho", 38.2, 128.6),
        ("Ulleung", 37.5, 130.9),
        ("Jeju", 33.5, 126.5),
        ("Seogwipo", 33.2, 126.6),
        ("Mokpo", 34.8, 126.4),
        ("Gunsan", 36.0, 126.6),
        ("Incheon", 37.5, 126.6),
        ("Tsushima", 34.7, 129.5),
        ("Fukuoka", 33.6, 130.4),
        ("Hamada", 34.9, 132.1),
    ];
    let ports = HARBOURS.iter().map(|&(name, lat_deg, lon_deg)| {
        Port::new(name.to_lowercase(), name, place(lat_deg, lon_deg), PortKind::Listed)
    });
    Ports::new(ports.collect())
}
