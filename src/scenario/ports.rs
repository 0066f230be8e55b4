//! Anchorages of the simulated sea, and which ships truly called there.
//!
//! Ships and rows are there before them, and no row depends on them. The anchorages of a roadstead are moved a little until no
//! ship is heard so near to the edge of one that it is not clear whether it was in port.

use crate::Position;
use crate::chart::{Port, PortKind, Ports};
use crate::geodesy::geodesic_m;
use crate::scenario::dice::Dice;
use crate::scenario::motion::Activity::{Anchored, Moored};
use crate::scenario::radio::Report;
use crate::scenario::ship::{MAX_STEP_S, Ship};
use crate::scenario::waters::{ANCHORAGES, Waters, place};
use crate::units::MPS_PER_KN;

/// In port at most so far from an anchorage, and out of it from so far on: the thresholds of port visits.
const ENTRY_M: f64 = 3_000.0;
const EXIT_M: f64 = 4_000.0;
/// Nearer than this to a threshold, the noise of positions decides.
const UNCLEAR_M: f64 = 40.0;
/// A silence of so many seconds in port counts as a stop, but for those about as long.
const SILENCE_S: i64 = 4 * 3_600;
const UNCLEAR_SILENCE_S: i64 = 900;
/// A ship that makes less between two fixes may be taken for one that has stopped, in knots.
const UNDER_WAY_KN: f64 = 1.0;
/// The fewest steps at anchor that make a stop clear.
const CLEAR_STEPS: usize = 4;
/// Two ports farther apart than this are not one roadstead.
const ONE_ROADSTEAD_M: f64 = 20_000.0;

/// How often a roadstead is drawn anew.
const MAX_DRAWS: u32 = 2_000;

/// Starts and ends are fixes.
pub(super) const CALL_TOLERANCE_S: u32 = 0;

const NAMES: [&str; ANCHORAGES.len()] = ["Busan", "Ulsan", "Yeosu"];

/// A call of a ship, in seconds since the scenario's start: from its first fix in port to its first fix outside, or to the
/// last in port where a silence hides when it left. None of those that only passed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TrueCall {
    /// The index of the ship.
    pub(super) ship: usize,
    pub(super) start_s: i64,
    /// `None` while it is not known to have left.
    pub(super) end_s: Option<i64>,
    pub(super) at: Position,
}

/// Draws the anchorages of every roadstead. One for which no clear place is found is left out.
pub(super) fn draw(ships: &[Ship], data_end_s: i64, dice: &mut Dice) -> (Ports, Vec<TrueCall>) {
    let mut roadsteads: Vec<Roadstead> = Vec::new();
    for (waters, name) in ANCHORAGES.into_iter().zip(NAMES) {
        let fixes = ships.iter().flat_map(Ship::fixes);
        let near: Vec<Position> = fixes.map(|fix| fix.position).filter(|&at| is_around(&waters, at)).collect();
        let drawn = (0..MAX_DRAWS).map(|_| Roadstead { name, waters, berths: berths(&waters, dice) });
        roadsteads.extend(drawn.into_iter().find(|roadstead| near.iter().all(|&at| roadstead.is_clear(at))));
    }
    loop {
        let calls = (0..ships.len()).map(|index| calls(index, &ships[index], &roadsteads, data_end_s));
        match calls.collect::<Result<Vec<Vec<TrueCall>>, Position>>() {
            Ok(calls) => return (ports(&roadsteads), calls.into_iter().flatten().collect()),
            Err(unclear_at) => roadsteads.retain(|roadstead| !is_around(&roadstead.waters, unclear_at)),
        }
    }
}

/// The anchorages of one place.
struct Roadstead {
    name: &'static str,
    waters: Waters,
    berths: Vec<Position>,
}

impl Roadstead {
    fn distance_m(&self, at: Position) -> f64 {
        if !is_around(&self.waters, at) {
            return f64::INFINITY;
        }
        self.berths.iter().map(|&berth| geodesic_m(berth, at)).fold(f64::INFINITY, f64::min)
    }

    fn is_clear(&self, at: Position) -> bool {
        let port_m = self.distance_m(at);
        (port_m - ENTRY_M).abs() > UNCLEAR_M && (port_m - EXIT_M).abs() > UNCLEAR_M
    }
}

/// Anchorages of a roadstead.
const BERTHS: usize = 9;

/// Three rows of three: wherever in the roadstead a ship lies, one of them is less than 3 km away.
fn berths(roads: &Waters, dice: &mut Dice) -> Vec<Position> {
    let along = |from_deg: f64, to_deg: f64, third: usize| from_deg + (to_deg - from_deg) * (third as f64 + 0.5) / 3.0;
    let rounded = |degrees: f64| (degrees * 1e4).round() / 1e4;
    let berth = |number: usize| {
        let lat = along(roads.south_deg, roads.north_deg, number / 3) + dice.between(-0.002, 0.002);
        let lon = along(roads.west_deg, roads.east_deg, number % 3) + dice.between(-0.002, 0.002);
        place(rounded(lat), rounded(lon))
    };
    (0..BERTHS).map(berth).collect()
}

fn is_around(roads: &Waters, at: Position) -> bool {
    const MARGIN_DEG: f64 = 0.06;
    (roads.south_deg - MARGIN_DEG..=roads.north_deg + MARGIN_DEG).contains(&at.lat_deg())
        && (roads.west_deg - MARGIN_DEG..=roads.east_deg + MARGIN_DEG).contains(&at.lon_deg())
}

fn ports(roadsteads: &[Roadstead]) -> Ports {
    let of_roadstead = |roadstead: &Roadstead| -> Vec<Port> {
        let port = |(number, &at): (usize, &Position)| {
            let id = format!("{}{}", roadstead.name[..1].to_lowercase(), number + 1);
            let name = format!("{} roads {}", roadstead.name, number + 1);
            let mut port = Port::new(id, name, at, PortKind::Anchorage);
            port.country = Some("KOR".to_owned());
            port
        };
        roadstead.berths.iter().enumerate().map(port).collect()
    };
    Ports::new(roadsteads.iter().flat_map(of_roadstead).collect())
}

/// The calls of a ship; where it is not clear what it did in port, the place.
fn calls(index: usize, ship: &Ship, roadsteads: &[Roadstead], data_end_s: i64) -> Result<Vec<TrueCall>, Position> {
    let fixes: Vec<&Report> = ship.fixes().collect();
    let mut calls = Vec::new();
    let mut first: Option<usize> = None;
    for (number, fix) in fixes.iter().enumerate() {
        let distances_m = roadsteads.iter().map(|roadstead| roadstead.distance_m(fix.position));
        let port_m = distances_m.fold(f64::INFINITY, f64::min);
        let is_in_port = port_m <= ENTRY_M || (first.is_some() && port_m < EXIT_M);
        match (first, is_in_port) {
            (None, true) => first = Some(number),
            (Some(start), false) => {
                let last = fixes[number - 1];
                let is_seen_leaving = fix.time_s - last.time_s <= MAX_STEP_S;
                if has_called(ship, &fixes[start..number], fix.time_s).ok_or(last.position)? {
                    let end_s = if is_seen_leaving { fix.time_s } else { last.time_s };
                    calls.push(call(index, fixes[start], Some(end_s)));
                }
                first = None;
            }
            _ => {}
        }
    }
    if let Some(start) = first
        && has_called(ship, &fixes[start..], data_end_s).ok_or(fixes[start].position)?
    {
        calls.push(call(index, fixes[start], None));
    }
    Ok(calls)
}

fn call(ship: usize, first: &Report, end_s: Option<i64>) -> TrueCall {
    TrueCall { ship, start_s: first.time_s, end_s, at: first.position }
}

/// Whether a ship with these fixes in port stopped there or was silent for long, the time until it was heard again
/// included; `None` where that is not clear.
fn has_called(ship: &Ship, in_port: &[&Report], next_s: i64) -> Option<bool> {
    let is_at_anchor = |fix: &Report| matches!(ship.motion.leg_at(fix.time_s as f64).activity, Anchored | Moored);
    let lying = |step: &&[&Report]| is_at_anchor(step[0]) && is_at_anchor(step[1]);
    let observed = || in_port.windows(2).filter(|step| step[1].time_s - step[0].time_s <= MAX_STEP_S);
    let lain = observed().filter(lying).count();
    let speed_kn = |step: &[&Report]| {
        geodesic_m(step[0].position, step[1].position) / (step[1].time_s - step[0].time_s) as f64 / MPS_PER_KN
    };
    let has_turned = observed().filter(|step| !lying(step)).any(|step| speed_kn(step) < UNDER_WAY_KN);
    let is_one_roadstead =
        in_port.windows(2).all(|step| geodesic_m(step[0].position, step[1].position) < ONE_ROADSTEAD_M);
    if !is_one_roadstead {
        return None;
    }
    if lain >= CLEAR_STEPS {
        return Some(true);
    }
    let times_s: Vec<i64> = in_port.iter().map(|fix| fix.time_s).chain([next_s]).collect();
    let longest_s = times_s.windows(2).map(|step| step[1] - step[0]).max()?;
    if longest_s > SILENCE_S + UNCLEAR_SILENCE_S {
        return Some(true);
    }
    let is_clear = lain == 0
        && !has_turned
        && longest_s < SILENCE_S - UNCLEAR_SILENCE_S
        && !in_port.iter().any(|fix| is_at_anchor(fix));
    is_clear.then_some(false)
}
