//! Plain traffic of any size, without truth: for benchmarks, and for tests that only need many realistic rows.

use crate::geodesy::destination;
use crate::scenario::cast::Role;
use crate::scenario::dice::Dice;
use crate::scenario::identity::Identity;
use crate::scenario::row::{HEADING_NOT_AVAILABLE, Row, RowWriter, e5};
use crate::scenario::sea::fix;
use crate::scenario::waters::{OUTER_SEA, place};
use crate::units::MPS_PER_KN;
use crate::{AisClass, Fixes, Position, VesselId};

/// 2024-05-01T00:00:00Z.
const START_S: i64 = 1_714_521_600;

/// Ships in a box of open ocean, 10 to 30 N and 140 to 170 E, each reporting once per interval, in the order of time.
/// A third of them lie still; the others sail legs of hours at 4 to 18 knots.
struct Traffic {
    dice: Dice,
    sailing: Vec<Sailing>,
    identities: Vec<Identity>,
    interval_s: f64,
    /// The report that comes next.
    next: usize,
}

struct Sailing {
    at: Position,
    bearing_deg: f64,
    speed_kn: f64,
    time_s: i64,
    turns_s: i64,
}

const SOUTH_DEG: f64 = 10.0;
const NORTH_DEG: f64 = 30.0;
const WEST_DEG: f64 = 140.0;
const EAST_DEG: f64 = 170.0;

impl Traffic {
    fn new(ships: usize, interval_s: f64, seed: u64) -> Traffic {
        let mut dice = Dice::new(seed, 0);
        let mut sailing = Vec::with_capacity(ships);
        let mut identities = Vec::with_capacity(ships);
        for index in 0..ships {
            let role = if index % 3 == 0 { Role::Squid(OUTER_SEA) } else { Role::Transit };
            identities.push(Identity::draw(index, role, None, &mut dice));
            let at = place(dice.between(SOUTH_DEG, NORTH_DEG), dice.between(WEST_DEG, EAST_DEG));
            let speed_kn = if index % 3 == 1 { 0.0 } else { dice.between(4.0, 18.0) };
            let bearing_deg = dice.between(0.0, 360.0);
            sailing.push(Sailing { at, bearing_deg, speed_kn, time_s: 0, turns_s: dice.below(20_000) as i64 });
        }
        Traffic { dice, sailing, identities, interval_s, next: 0 }
    }
}

impl Iterator for Traffic {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let ships = self.sailing.len();
        let ship = self.next % ships;
        let time_s = (self.next as f64 / ships as f64 * self.interval_s) as i64;
        self.next += 1;
        let (sailing, identity) = (&mut self.sailing[ship], &self.identities[ship]);
        let sailed_m = sailing.speed_kn * MPS_PER_KN * (time_s - sailing.time_s) as f64;
        sailing.at = destination(sailing.at, sailing.bearing_deg, sailed_m);
        sailing.time_s = time_s;
        let (lat_deg, lon_deg) = (sailing.at.lat_deg(), sailing.at.lon_deg());
        let is_inside = (SOUTH_DEG..NORTH_DEG).contains(&lat_deg) && (WEST_DEG..EAST_DEG).contains(&lon_deg);
        if sailing.speed_kn > 0.0 && (time_s >= sailing.turns_s || !is_inside) {
            let centre = place((SOUTH_DEG + NORTH_DEG) / 2.0, (WEST_DEG + EAST_DEG) / 2.0);
            sailing.bearing_deg = match is_inside {
                true => sailing.bearing_deg + self.dice.between(-60.0, 60.0),
                false => crate::geodesy::bearing_deg(sailing.at, centre),
            };
            sailing.speed_kn = self.dice.between(4.0, 18.0);
            sailing.turns_s = time_s + 3_600 + self.dice.below(4 * 3_600) as i64;
        }
        let noisy = |degrees: f64, dice: &mut Dice| e5(degrees) + dice.below(11) as i32 - 5;
        let is_class_a = identity.class == AisClass::A;
        let cog_deg = sailing.bearing_deg.rem_euclid(360.0);
        Some(Row {
            epoch_s: START_S + time_s,
            station: ship as u32,
            lat_e5: noisy(lat_deg, &mut self.dice),
            lon_e5: noisy(lon_deg, &mut self.dice),
            sog_tenths: Some((sailing.speed_kn * 10.0) as u16 + self.dice.below(3) as u16),
            cog_tenths: Some((cog_deg * 10.0) as u16 % 3600),
            heading: Some(if is_class_a { cog_deg as u16 % 360 } else { HEADING_NOT_AVAILABLE }),
            status: is_class_a.then_some(if sailing.speed_kn > 0.0 { 0 } else { 1 }),
        })
    }
}

/// Clean traffic as fixes, in the order of time: `ships` ships for `hours` hours, each heard every `interval_s` seconds.
/// The same arguments give the same fixes.
///
/// # Panics
/// When there is no ship, or more than 1,000, or the interval is not above 0.
pub fn traffic(ships: usize, hours: f64, interval_s: f64, seed: u64) -> Fixes {
    assert!(interval_s > 0.0, "reports need an interval above 0 seconds, found {interval_s}");
    assert_ships(ships);
    let mut traffic = Traffic::new(ships, interval_s, seed);
    let reports = (hours.max(0.0) * 3600.0 / interval_s * ships as f64) as usize;
    let mut builder = Fixes::builder();
    for _ in 0..reports {
        if let Some((row, fix)) = traffic.next().and_then(|row| Some((row, fix(&row)?))) {
            builder.push(VesselId::from(traffic.identities[row.station as usize].mmsi), fix);
        }
    }
    builder.build()
}

/// A MarineCadastre file of clean traffic with this many rows under its header, in the order of time: a ship for every
/// 500 rows, 50 at least and 1,000 at most, each heard every three minutes. The same arguments give the same bytes; a
/// file of fewer rows is the beginning of a larger one with as many ships.
pub fn marine_cadastre_csv(rows: usize, seed: u64) -> Vec<u8> {
    let ships = (rows / 500).clamp(50, MOST_SHIPS);
    let mut traffic = Traffic::new(ships, 180.0, seed);
    let mut writer = RowWriter::new(Vec::with_capacity(rows * 110 + 200)).expect("writing to memory does not fail");
    for _ in 0..rows {
        if let Some(row) = traffic.next() {
            writer.write(&row, &traffic.identities[row.station as usize]).expect("writing to memory does not fail");
        }
    }
    writer.into_inner()
}

/// Six digits hold this many different ships.
const MOST_SHIPS: usize = 1_000;

fn assert_ships(ships: usize) {
    assert!((1..=MOST_SHIPS).contains(&ships), "traffic needs 1 to {MOST_SHIPS} ships, found {ships}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_in_order_of_time_and_the_same_seed_gives_the_same_bytes() {
        let csv = marine_cadastre_csv(5_000, 3);
        assert_eq!(csv, marine_cadastre_csv(5_000, 3));
        assert_ne!(csv, marine_cadastre_csv(5_000, 4));
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let mut times: Vec<String> = Vec::new();
        for record in reader.records() {
            let record = record.unwrap();
            assert_eq!(record.len(), 17);
            times.push(record[1].to_owned());
            let (lat_deg, lon_deg): (f64, f64) = (record[2].parse().unwrap(), record[3].parse().unwrap());
            assert!(Position::new(lat_deg, lon_deg).is_some());
        }
        assert_eq!(times.len(), 5_000);
        assert!(times.is_sorted());
    }

    #[test]
    fn no_ship_outruns_its_speed() {
        let traffic = Traffic::new(20, 60.0, 9);
        let mut last: Vec<Option<Row>> = vec![None; 20];
        for row in traffic.take(20_000) {
            if let Some(before) = last[row.station as usize] {
                let (a, b) = (before.position().unwrap(), row.position().unwrap());
                let seconds = (row.epoch_s - before.epoch_s) as f64;
                assert!(crate::geodesy::distance_m(a, b) <= 18.0 * MPS_PER_KN * seconds + 30.0);
            }
            last[row.station as usize] = Some(row);
        }
    }
}
