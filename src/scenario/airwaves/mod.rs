//! A sea in which ships fall silent for many reasons, to judge rules that say why.

mod antennas;

use self::antennas::Antennas;
use crate::chart::Zones;
use crate::geodesy::{bearing_deg, distance_m};
use crate::scenario::cast::Role;
use crate::scenario::conditions::Conditions;
use crate::scenario::derive::Clock;
use crate::scenario::dice::Dice;
use crate::scenario::identity::Identity;
use crate::scenario::row::{HEADING_NOT_AVAILABLE, Row, e5};
use crate::scenario::sea::Sea;
use crate::scenario::truth::{Behaviour, Cause, Support, TrueEvent, Truth};
use crate::scenario::waters::LONGLINE_GROUND;
use crate::{AisClass, ParamError, Position, VesselId};

/// Seconds between the reports of a ship.
const REPORT_S: i64 = 240;
const HOUR_S: i64 = 3_600;
const MIN_GAP_S: i64 = 6 * HOUR_S;
/// 2024-05-01T00:00:00Z.
const EPOCH_S: i64 = 1_714_521_600;
/// Ships east of this are outside of what the feed covers.
const COVERED_UNTIL_LON_DEG: f64 = 162.0;
/// Others this near are neighbours, in metres.
const NEIGHBOUR_M: f64 = 150_000.0;
/// So many of them have to be near in an hour for it to count.
const FEWEST_NEIGHBOURS: usize = 3;
/// A silence is improbable where fewer like it than this are to be expected in all ship-hours of the sea.
const IMPROBABLE_BELOW: f64 = 0.05;
/// Reception is good where more than this share of the neighbours was heard.
const GOOD_SHARE: f64 = 0.8;

/// What a sea of many silences is to be like. [`simulate`](Airwaves::simulate) plays it.
///
/// Reception is played report by report: satellites that pass every 80 to 107 minutes over a swath, stations on one shore
/// whose reach drifts with the weather and is shadowed by sector, slots that run short as ships come into view, transmitters
/// of different strength, and ships that fade. Nothing of it is counted by cells or hours, as a rule might assume. Some ships
/// switch off, some leave the covered area and return.
///
/// Three ships in ten fade: their antenna or its plug fails, so now and again, for 3 to 14 hours, with 6 to 30 hours between,
/// a share of 3 to 50 % of their reports is strong enough, another share each time. That is not rare at sea, and no other ship
/// can tell it from switching off; only the ship's own record can.
///
/// The truth speaks of gaps only. The [`Cause`] of each is `deliberate` if the ship was off for 6 hours of it or more, whatever
/// else held before or after. Else it is `chance` if for most of its time the ship was sending within what is heard and
/// receivers and antennas worked, or what held longest: off, outside of the area (`left_coverage`), the feed or the station
/// near the ship had failed (`outage`), or the ship faded (`faded`). [`support`](TrueEvent::support) says whether anybody
/// could know that the ship would have been heard, had it sent: see [`Support`].
///
/// ```
/// use darkwake::scenario::Airwaves;
/// let sea = Airwaves::new(3).ships(40).duration_h(60.0).simulate()?;
/// assert!(sea.truth().events.iter().all(|gap| gap.cause.is_some() && gap.support.is_some()));
/// # Ok::<(), darkwake::ParamError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Airwaves {
    seed: u64,
    ships: usize,
    duration_h: f64,
    feed_outages: u32,
    conditions: Conditions,
}

/// One ship's way, transmitter and luck.
struct Sailor {
    /// Time and place of each turn; straight between.
    turns: Vec<(f64, Position)>,
    /// The share of reports that are strong enough.
    strength: f64,
    off_s: Vec<(f64, f64)>,
    /// When it fades.
    fades: Vec<Fade>,
}

/// A time in which a ship itself is heard badly, wherever it is.
struct Fade {
    from_s: f64,
    until_s: f64,
    /// The share of its reports that is strong enough still.
    share: f64,
}

/// What was heard of a ship, and what would have been.
#[derive(Default)]
struct Log {
    heard_s: Vec<i64>,
    /// By hour: the chance that nothing is heard of the ship if it sends, faded as badly as it ever is.
    missed: Vec<f64>,
}

impl Log {
    fn is_heard_in(&self, hour: i64) -> bool {
        let first = self.heard_s.partition_point(|&heard_s| heard_s < hour * HOUR_S);
        self.heard_s.get(first).is_some_and(|&heard_s| heard_s < (hour + 1) * HOUR_S)
    }
}

impl Airwaves {
    /// A sea of 100 ships and 96 hours with one outage of the whole feed.
    pub fn new(seed: u64) -> Airwaves {
        Airwaves { seed, ships: 100, duration_h: 96.0, feed_outages: 1, conditions: Conditions::default() }
    }

    /// How many ships, 20 to 300. Default 100.
    #[must_use]
    pub fn ships(self, ships: usize) -> Airwaves {
        Airwaves { ships, ..self }
    }

    /// How long it lasts in hours, 48 to 500. Default 96.
    #[must_use]
    pub fn duration_h(self, duration_h: f64) -> Airwaves {
        Airwaves { duration_h, ..self }
    }

    /// How many times nothing is heard of anybody for 7 to 11 hours, 0 to 2. Default 1.
    #[must_use]
    pub fn feed_outages(self, feed_outages: u32) -> Airwaves {
        Airwaves { feed_outages, ..self }
    }

    /// How badly it is heard. Dropouts go from 3 ships in ten that fade to 8 and weaken every ship by up to a half; sparsity has
    /// ships send every 4 to 20 minutes. Positions have no noise here, and the feed is what it is. Default: neither.
    #[must_use]
    pub fn conditions(self, conditions: Conditions) -> Airwaves {
        Airwaves { conditions, ..self }
    }

    /// Plays it.
    ///
    /// # Errors
    /// When a value is out of the range that its setter names.
    pub fn simulate(&self) -> Result<Sea, ParamError> {
        ParamError::check("airwaves.ships", self.ships as f64, 20.0..=300.0, "20 to 300 ships")?;
        ParamError::check("airwaves.duration_h", self.duration_h, 48.0..=500.0, "48 to 500 hours")?;
        ParamError::check("airwaves.feed_outages", f64::from(self.feed_outages), 0.0..=2.0, "0 to 2 outages")?;
        self.conditions.check()?;
        let antennas = Antennas::draw(self.duration_h, self.feed_outages, &mut Dice::new(self.seed, 1));
        let identities: Vec<Identity> = (0..self.ships)
            .map(|index| {
                let role = if index % 2 == 0 { Role::Transit } else { Role::Longline(LONGLINE_GROUND) };
                Identity::draw(index, role, None, &mut Dice::new(self.seed, 1_000 + index as u64))
            })
            .collect();
        let sailors: Vec<Sailor> = (0..self.ships)
            .map(|index| {
                let mut dice = Dice::new(self.seed, 10_000 + index as u64);
                Sailor::draw(index, identities[index].class, self, &mut dice)
            })
            .collect();
        let logs = self.listen(&antennas, &sailors);
        Ok(write_down(self.seed, identities, &sailors, &logs, &antennas))
    }

    fn listen(&self, antennas: &Antennas, sailors: &[Sailor]) -> Vec<Log> {
        let hours = self.duration_h.ceil() as usize;
        let mut dice = Dice::new(self.seed, 2);
        let mut logs: Vec<Log> = Vec::with_capacity(sailors.len());
        logs.resize_with(sailors.len(), || Log { heard_s: Vec::new(), missed: vec![1.0; hours] });
        let until_s = (self.duration_h * 3600.0) as i64;
        let report_s = REPORT_S + (4.0 * self.conditions.sparsity * REPORT_S as f64) as i64;
        for time_s in (0..until_s).step_by(report_s as usize) {
            let now_s = time_s as f64;
            let hour = (time_s / HOUR_S) as usize;
            let places: Vec<Position> = sailors.iter().map(|sailor| sailor.at(now_s)).collect();
            let sends = |index: &usize| !within(&sailors[*index].off_s, now_s);
            let on_air: Vec<Position> = (0..sailors.len()).filter(sends).map(|index| places[index]).collect();
            let chances = antennas.chances(now_s, &on_air, &places);
            for (index, sailor) in sailors.iter().enumerate() {
                let luck = dice.unit();
                let covered = places[index].lon_deg() < COVERED_UNTIL_LON_DEG;
                let chance = if covered { sailor.strength * chances[index] } else { 0.0 };
                logs[index].missed[hour] *= 1.0 - chance * sailor.worst_share();
                if sends(&index) && luck < chance * sailor.share(now_s) {
                    // Each ship has its own second in the step.
                    logs[index].heard_s.push(time_s + index as i64 * 7 % REPORT_S);
                }
            }
        }
        logs
    }
}

fn within(spans_s: &[(f64, f64)], time_s: f64) -> bool {
    spans_s.iter().any(|span| (span.0..span.1).contains(&time_s))
}

impl Fade {
    /// Those of one ship, over the whole time.
    fn draw(until_s: f64, dice: &mut Dice) -> Vec<Fade> {
        let hours = |dice: &mut Dice, least: f64, most: f64| dice.between(least, most) * 3600.0;
        let mut fades = Vec::new();
        let mut from_s = hours(dice, 0.0, 30.0);
        while from_s < until_s {
            // As likely between 3 and 12 % as between 12 and 50 %: loss is in decibels.
            let share = dice.between(0.03_f64.ln(), 0.5_f64.ln()).exp();
            fades.push(Fade { from_s, until_s: from_s + hours(dice, 3.0, 14.0), share });
            from_s = fades[fades.len() - 1].until_s + hours(dice, 6.0, 30.0);
        }
        fades
    }

    fn holds(&self, time_s: f64) -> bool {
        (self.from_s..self.until_s).contains(&time_s)
    }
}

impl Sailor {
    fn draw(index: usize, class: AisClass, sea: &Airwaves, dice: &mut Dice) -> Sailor {
        let (until_s, dropouts) = (sea.duration_h * 3600.0, sea.conditions.dropouts);
        let leaves = index % 10 == 3;
        let place = |dice: &mut Dice, west: f64, east: f64| {
            Position::from_valid(dice.between(31.0, 39.0), dice.between(west, east))
        };
        let mut at = if leaves { place(dice, 159.5, 161.0) } else { place(dice, 150.1, 160.0) };
        let mut turns = vec![(0.0, at)];
        let mut time_s = 0.0;
        while time_s < until_s {
            let away = leaves && turns.len() % 2 == 1;
            // Every third ship keeps to the shore.
            let next = match (leaves, index % 3) {
                (true, _) if away => place(dice, 163.0, 164.5),
                (true, _) => place(dice, 159.5, 161.0),
                (false, 0) => place(dice, 150.1, 151.2),
                (false, _) => place(dice, 150.1, 160.0),
            };
            time_s += distance_m(at, next) / dice.between(4.0, 8.0) + 1.0;
            turns.push((time_s, next));
            at = next;
        }
        let strength = (1.0 - 0.5 * dropouts)
            * match class {
                AisClass::A => dice.between(0.7, 1.0),
                AisClass::B => dice.between(0.25, 0.5),
            };
        let spell = |dice: &mut Dice, least_h: f64, most_h: f64| {
            let start_s = dice.between(0.1, 0.75) * until_s;
            (start_s, start_s + dice.between(least_h, most_h) * 3600.0)
        };
        let off_s = if index % 5 == 1 { vec![spell(dice, 8.0, 20.0)] } else { Vec::new() };
        let fades = if dice.chance(0.3 + 0.5 * dropouts) { Fade::draw(until_s, dice) } else { Vec::new() };
        Sailor { turns, strength, off_s, fades }
    }

    /// The share of its reports that is strong enough for its own antenna.
    fn share(&self, time_s: f64) -> f64 {
        self.fades.iter().find(|fade| fade.holds(time_s)).map_or(1.0, |fade| fade.share)
    }

    /// The least such share.
    fn worst_share(&self) -> f64 {
        self.fades.iter().map(|fade| fade.share).fold(1.0, f64::min)
    }

    fn at(&self, time_s: f64) -> Position {
        let (from, to) = self.leg(time_s);
        let share = (time_s - from.0) / (to.0 - from.0);
        let mix = |a: f64, b: f64| a + (b - a) * share;
        Position::from_valid(mix(from.1.lat_deg(), to.1.lat_deg()), mix(from.1.lon_deg(), to.1.lon_deg()))
    }

    fn leg(&self, time_s: f64) -> ((f64, Position), (f64, Position)) {
        let next = self.turns.partition_point(|turn| turn.0 <= time_s).clamp(1, self.turns.len() - 1);
        (self.turns[next - 1], self.turns[next])
    }

    fn row(&self, station: u32, class: AisClass, time_s: i64) -> Row {
        let at = self.at(time_s as f64);
        let (from, to) = self.leg(time_s as f64);
        let speed_kn = distance_m(from.1, to.1) / (to.0 - from.0) * 3600.0 / crate::units::METRES_PER_NM;
        Row {
            epoch_s: EPOCH_S + time_s,
            station,
            lat_e5: e5(at.lat_deg()),
            lon_e5: e5(at.lon_deg()),
            sog_tenths: Some((speed_kn * 10.0).round() as u16),
            cog_tenths: Some((bearing_deg(at, to.1) * 10.0).round() as u16 % 3600),
            heading: Some(HEADING_NOT_AVAILABLE),
            status: (class == AisClass::A).then_some(0),
        }
    }
}

fn write_down(seed: u64, identities: Vec<Identity>, sailors: &[Sailor], logs: &[Log], antennas: &Antennas) -> Sea {
    let mut rows: Vec<Row> = Vec::new();
    for (index, log) in logs.iter().enumerate() {
        let row = |&time_s: &i64| sailors[index].row(index as u32, identities[index].class, time_s);
        rows.extend(log.heard_s.iter().map(row));
    }
    rows.sort_by_key(|row| (row.epoch_s, row.station));
    let data_start_s = rows.first().map_or(0, |row| row.epoch_s - EPOCH_S);
    let data_end_s = rows.last().map_or(0, |row| row.epoch_s - EPOCH_S);
    let clock = Clock { epoch_s: EPOCH_S, data_end_s };
    let mut events = Vec::new();
    for (index, log) in logs.iter().enumerate() {
        let ends = log.heard_s.iter().skip(1).map(|&end_s| Some(end_s)).chain([None]);
        for (&start_s, end_s) in log.heard_s.iter().zip(ends) {
            let until_s = end_s.unwrap_or(data_end_s);
            if until_s - start_s <= MIN_GAP_S {
                continue;
            }
            let row = sailors[index].row(index as u32, identities[index].class, start_s);
            events.push(TrueEvent {
                behaviour: Behaviour::Gap,
                vessel: VesselId::from(identities[index].mmsi),
                hull: 0,
                other_vessel: None,
                zone: None,
                start: clock.at(start_s),
                end: end_s.map(|end_s| clock.at(end_s)),
                lat: f64::from(row.lat_e5) / 1e5,
                lon: f64::from(row.lon_e5) / 1e5,
                tolerance_s: 0,
                cause: Some(cause(&sailors[index], antennas, start_s, until_s)),
                support: Some(support(index, sailors, logs, start_s, until_s)),
                near_shore: false,
                unseen: false,
            });
        }
    }
    events.sort_by(|a, b| (a.start, &a.vessel).cmp(&(b.start, &b.vessel)));
    let truth = Truth {
        seed,
        data_start: clock.at(data_start_s),
        data_end: clock.at(data_end_s),
        covers: vec![Behaviour::Gap],
        events,
        decoys: Vec::new(),
        hidden: Vec::new(),
    };
    Sea::of(identities, rows, Zones::default(), truth)
}

/// Deliberate, if the ship was off for as long as the shortest gap; else what held longest of what is no chance, if together
/// they held for at least half of the silence.
fn cause(sailor: &Sailor, antennas: &Antennas, start_s: i64, until_s: i64) -> Cause {
    const NAMED: [Cause; 4] = [Cause::Deliberate, Cause::LeftCoverage, Cause::Outage, Cause::Faded];
    let (mut all, mut held) = (0, [0; NAMED.len()]);
    for time_s in (start_s..until_s).step_by(REPORT_S as usize).skip(1) {
        let time_s = time_s as f64;
        let at = sailor.at(time_s);
        let holds = [
            within(&sailor.off_s, time_s),
            at.lon_deg() >= COVERED_UNTIL_LON_DEG,
            antennas.is_out(time_s, at),
            sailor.share(time_s) < 1.0,
        ];
        all += 1;
        // Who is off is not outside, and so on: each moment counts once.
        if let Some(first) = holds.iter().position(|&holds| holds) {
            held[first] += 1;
        }
    }
    if i64::from(held[0]) * REPORT_S >= MIN_GAP_S {
        return Cause::Deliberate;
    }
    if 2 * held.iter().sum::<u32>() < all {
        return Cause::Chance;
    }
    let longest = (0..NAMED.len()).rev().max_by_key(|&named| held[named]);
    longest.map_or(Cause::Chance, |named| NAMED[named])
}

/// Whether anybody could know that the ship would have been heard: see [`Support`].
fn support(index: usize, sailors: &[Sailor], logs: &[Log], start_s: i64, until_s: i64) -> Support {
    let (mut hours, mut hours_with_others, mut good_hours, mut missed) = (0, 0, 0, 1.0);
    for hour in (start_s + HOUR_S - 1) / HOUR_S..until_s / HOUR_S {
        let middle_s = (hour * HOUR_S + HOUR_S / 2) as f64;
        let at = sailors[index].at(middle_s);
        let is_near = |other: &usize| *other != index && distance_m(at, sailors[*other].at(middle_s)) <= NEIGHBOUR_M;
        let near: Vec<usize> = (0..sailors.len()).filter(is_near).collect();
        hours += 1;
        if near.len() >= FEWEST_NEIGHBOURS {
            hours_with_others += 1;
            let heard = near.iter().filter(|&&other| logs[other].is_heard_in(hour)).count();
            good_hours += usize::from(heard as f64 > GOOD_SHARE * near.len() as f64);
            missed *= logs[index].missed[hour as usize];
        }
    }
    let ship_hours = (sailors.len() * logs[index].missed.len()) as f64;
    match () {
        () if 2 * hours_with_others <= hours => Support::Without,
        () if missed * ship_hours >= IMPROBABLE_BELOW => Support::Weak,
        () if 2 * good_hours > hours => Support::Good,
        () => Support::Fair,
    }
}

#[cfg(test)]
mod tests;
