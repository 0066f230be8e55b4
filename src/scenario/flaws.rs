//! From what was heard to rows: receiver noise, rounding, and everything that is wrong with real files.

use crate::AisClass;
use crate::Position;
use crate::geodesy::destination;
use crate::scenario::cast::Fault;
use crate::scenario::dice::Dice;
use crate::scenario::identity::Identity;
use crate::scenario::motion::Activity;
use crate::scenario::radio::Report;
use crate::scenario::row::{
    COG_NOT_AVAILABLE, HEADING_NOT_AVAILABLE, LAT_NOT_AVAILABLE, LON_NOT_AVAILABLE, Row, SOG_NOT_AVAILABLE, e5,
};
use crate::scenario::ship::Ship;
use crate::units::METRES_PER_NM;

/// How flawed the rows are: shares of all rows from 0 to 1, and metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flaws {
    pub(super) gps_noise_m: f64,
    pub(super) blanks: f64,
    pub(super) duplicates: f64,
    pub(super) same_time: f64,
    pub(super) late: f64,
}

/// A row, and how many seconds late it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct LateRow {
    pub(super) row: Row,
    pub(super) late_s: i64,
}

/// All rows of one ship, and the times of its wild fixes in seconds since the scenario's start.
pub(super) fn rows(
    ship: &Ship,
    identity: &Identity,
    station: u32,
    epoch_s: i64,
    flaws: &Flaws,
    dice: &mut Dice,
) -> (Vec<LateRow>, Vec<i64>) {
    let mut rows = Vec::with_capacity(ship.reports.len() + 16);
    let fault = ship.part.fault;
    let mut pen =
        Pen { identity, station, epoch_s, flaws, dice, wander_m: (0.0, 0.0), fault, jump: None, frozen: None };
    for report in &ship.reports {
        let row = pen.write(report);
        rows.push(LateRow { row, late_s: pen.lateness_s() });
        if pen.dice.chance(flaws.duplicates) {
            rows.push(LateRow { row, late_s: pen.lateness_s() });
        }
        if !report.jumped && pen.dice.chance(flaws.same_time) {
            let displaced = destination(report.position, pen.dice.between(0.0, 360.0), pen.dice.between(150.0, 900.0));
            let row = Row { lat_e5: e5(displaced.lat_deg()), lon_e5: e5(displaced.lon_deg()), ..row };
            rows.push(LateRow { row, late_s: pen.lateness_s() });
        }
        if pen.dice.chance(flaws.blanks) {
            // A report without a position, between two others: sent as 91 and 181.
            let row = Row { lat_e5: LAT_NOT_AVAILABLE, lon_e5: LON_NOT_AVAILABLE, epoch_s: row.epoch_s + 1, ..row };
            rows.push(LateRow { row, late_s: 0 });
        }
    }
    let mut wild_s = Vec::new();
    for report in places_for_wild_fixes(ship, pen.dice) {
        let far_m = pen.dice.between(150.0, 350.0) * METRES_PER_NM;
        let position = destination(report.position, pen.dice.between(0.0, 360.0), far_m);
        wild_s.push(report.time_s);
        rows.push(LateRow { row: pen.write(&Report { position, ..report }), late_s: 0 });
    }
    (rows, wild_s)
}

/// Instants in the middle of short steps, far from each other, from jumps and from silences.
fn places_for_wild_fixes(ship: &Ship, dice: &mut Dice) -> Vec<Report> {
    const CALM_FIXES: usize = 6;
    let calm: Vec<(Report, Report)> = ship
        .reports
        .windows(2 * CALM_FIXES)
        .filter(|around| around.windows(2).all(|step| step[1].time_s - step[0].time_s <= 1_500))
        .filter(|around| around.iter().all(|report| !report.jumped))
        .map(|around| (around[CALM_FIXES - 1], around[CALM_FIXES]))
        .filter(|(before, after)| (4..=900).contains(&(after.time_s - before.time_s)))
        .collect();
    let mut places: Vec<Report> = Vec::new();
    for _ in 0..200 {
        if places.len() >= ship.part.wild_fixes as usize || calm.is_empty() {
            break;
        }
        let (before, after) = calm[dice.below(calm.len())];
        let place = Report { time_s: (before.time_s + after.time_s) / 2, ..before };
        if places.iter().all(|other| (other.time_s - place.time_s).abs() > 4 * 3_600) {
            places.push(place);
        }
    }
    places
}

/// Writes what a ship's transponder says.
struct Pen<'a> {
    identity: &'a Identity,
    station: u32,
    epoch_s: i64,
    flaws: &'a Flaws,
    dice: &'a mut Dice,
    /// The slow part of the position's error, north and east.
    wander_m: (f64, f64),
    /// What the receiver does wrong for a while.
    fault: Option<Fault>,
    /// Where a jump leads: bearing and distance.
    jump: Option<(f64, f64)>,
    /// Where the position stands still.
    frozen: Option<Position>,
}

impl Pen<'_> {
    fn write(&mut self, report: &Report) -> Row {
        let leg = &report.leg;
        let noise_m = self.flaws.gps_noise_m;
        // Half of the error lingers from report to report, half is new; one report in a hundred is ten times as bad.
        let fresh_m = if self.dice.chance(0.01) { 5.0 * noise_m } else { 0.5 * noise_m };
        self.wander_m.0 = 0.8 * self.wander_m.0 + self.dice.normal(0.5 * noise_m);
        self.wander_m.1 = 0.8 * self.wander_m.1 + self.dice.normal(0.5 * noise_m);
        let mut position = report.position;
        let fault = self.fault.filter(|_| report.jumped);
        if fault == Some(Fault::Jumps) {
            let jump = *self.jump.get_or_insert_with(|| {
                (self.dice.between(0.0, 360.0), self.dice.between(150.0, 300.0) * METRES_PER_NM)
            });
            position = destination(position, jump.0, jump.1);
        }
        let north_m = self.wander_m.0 + self.dice.normal(fresh_m);
        let east_m = self.wander_m.1 + self.dice.normal(fresh_m);
        position = destination(destination(position, 0.0, north_m), 90.0, east_m);
        match fault {
            Some(Fault::Frozen) => position = *self.frozen.get_or_insert(position),
            Some(Fault::NoPosition) => position = Position::from_valid(0.0, 0.0),
            Some(Fault::Jumps) | None => {}
        }

        let sog_kn = (leg.speed_kn + self.dice.normal(0.1)).max(0.0);
        let cog_deg =
            if leg.speed_kn < 0.3 { self.dice.between(0.0, 360.0) } else { leg.bearing_deg + self.dice.normal(2.0) };
        let heading_deg = match leg.activity {
            Activity::UnderWay | Activity::Fishing if !leg.is_slow() => leg.bearing_deg + self.dice.normal(1.5),
            Activity::Moored => leg.bearing_deg + 40.0,
            _ => leg.bearing_deg + 90.0 + self.dice.normal(15.0),
        };
        let has_compass = self.identity.class == AisClass::A;
        let status = match leg.activity {
            _ if !has_compass => None,
            Activity::Fishing => Some(7),
            Activity::Anchored => Some(1),
            Activity::Moored => Some(5),
            Activity::UnderWay | Activity::Drifting => Some(0),
        };
        let tenths = |value: f64| (value * 10.0).round() as u16;
        let whole_turn = |degrees: f64| degrees.rem_euclid(360.0);
        let mut row = Row {
            epoch_s: self.epoch_s + report.time_s,
            station: self.station,
            lat_e5: e5(position.lat_deg()),
            lon_e5: e5(position.lon_deg()),
            sog_tenths: Some(tenths(sog_kn)),
            cog_tenths: Some(tenths(whole_turn(cog_deg)) % 3600),
            heading: Some(match has_compass {
                true => whole_turn(heading_deg).round() as u16 % 360,
                false => HEADING_NOT_AVAILABLE,
            }),
            status,
        };
        let is_whole = fault == Some(Fault::Frozen);
        if !is_whole && self.dice.chance(self.flaws.blanks) {
            match self.dice.below(5) {
                0 => row.sog_tenths = Some(SOG_NOT_AVAILABLE),
                1 => row.cog_tenths = Some(COG_NOT_AVAILABLE),
                2 => row.heading = Some(HEADING_NOT_AVAILABLE),
                3 => (row.sog_tenths, row.cog_tenths, row.heading) = (None, None, None),
                _ => row.status = has_compass.then_some(15),
            }
        }
        row
    }

    fn lateness_s(&mut self) -> i64 {
        match self.dice.chance(self.flaws.late) {
            true => self.dice.between(60.0, 7_200.0) as i64,
            false => 0,
        }
    }
}
