//! A simulated sea: its rows and its truth.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::chart::{Ports, Zones};
use crate::scenario::Scenario;
use crate::scenario::cast::{Part, Role, Silence, cast, faulty, in_roads, sharing};
use crate::scenario::derive::{Clock, Named, meeting, pair_trawling, shared_identity, together_s};
use crate::scenario::dice::Dice;
use crate::scenario::flaws::{self, LateRow};
use crate::scenario::fleet;
use crate::scenario::hidden;
use crate::scenario::identity::Identity;
use crate::scenario::itinerary::Currents;
use crate::scenario::ports;
use crate::scenario::radio::{Report, Sky};
use crate::scenario::row::{Row, RowWriter, e5};
use crate::scenario::ship::{Berth, Ship};
use crate::scenario::truth::{Behaviour, Decoy, Hidden, TrueEvent, Truth};
use crate::scenario::waters::place;
use crate::scenario::zones::{self, TrueStay};
use crate::{Fix, Fixes, Mmsi, NavStatus, ParamError, Position, VesselId};

/// A simulated sea: rows as receivers would have written them, and the truth about its ships.
#[derive(Debug)]
pub struct Sea {
    identities: Vec<Identity>,
    /// In the order of writing.
    pub(super) rows: Vec<Row>,
    pub(super) zones: Zones,
    pub(super) ports: Ports,
    pub(super) truth: Truth,
}

impl Sea {
    pub(super) fn of(identities: Vec<Identity>, rows: Vec<Row>, zones: Zones, truth: Truth) -> Sea {
        Sea { identities, rows, zones, ports: Ports::default(), truth }
    }

    /// What happened.
    pub fn truth(&self) -> &Truth {
        &self.truth
    }

    /// The closures of the sea, of which the truth knows every visit.
    pub fn zones(&self) -> &Zones {
        &self.zones
    }

    /// The harbours around the sea, at some of which ships call.
    pub fn harbours(&self) -> Ports {
        hidden::harbours()
    }

    /// The zones as a GeoJSON file.
    pub fn zones_geojson(&self) -> String {
        zones::to_geojson(&self.zones)
    }

    /// The anchorages of the sea, of which the truth knows every call.
    pub fn ports(&self) -> &Ports {
        &self.ports
    }

    /// The same as a CSV file.
    pub fn ports_csv(&self) -> Vec<u8> {
        let mut csv = Vec::new();
        self.ports.to_csv(&mut csv).expect("writing to memory does not fail");
        csv
    }

    /// What a register of ships would say, as a CSV file: an MMSI, the name, class and flag. Of ships that share an identity it knows
    /// the first.
    pub fn vessels_csv(&self) -> String {
        let mut csv = String::from("mmsi,name,class,flag\n");
        let mut seen = BTreeSet::new();
        for identity in self.identities.iter().filter(|identity| !identity.kind.is_empty()) {
            if seen.insert(identity.mmsi) {
                csv.push_str(&identity.register_line());
            }
        }
        csv
    }

    /// How many rows there are, repeated ones and those without a position included.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Every row that has a position, with its vessel, in the order of writing.
    pub fn iter(&self) -> impl Iterator<Item = (VesselId, Fix)> {
        self.rows.iter().filter_map(|row| {
            let vessel = VesselId::from(self.identities[row.station as usize].mmsi);
            Some((vessel, fix(row)?))
        })
    }

    /// The rows as the reader would give them, without static facts.
    pub fn fixes(&self) -> Fixes {
        let mut builder = Fixes::builder();
        for (vessel, fix) in self.iter() {
            builder.push(vessel, fix);
        }
        builder.build()
    }

    /// Writes the rows in the layout of MarineCadastre: 17 columns under a header, LF at the ends of lines.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_csv<W: Write>(&self, out: W) -> io::Result<()> {
        let mut writer = RowWriter::new(out)?;
        self.rows.iter().try_for_each(|row| writer.write(row, &self.identities[row.station as usize]))
    }

    /// The same as bytes.
    pub fn csv(&self) -> Vec<u8> {
        let mut csv = Vec::with_capacity(self.rows.len() * 120);
        self.write_csv(&mut csv).expect("writing to memory does not fail");
        csv
    }
}

/// The row as a fix; none where the position is "not available".
pub(super) fn fix(row: &Row) -> Option<Fix> {
    let mut fix = Fix::at_ms(row.epoch_s * 1000, row.position()?);
    if let Some(tenths) = row.sog_tenths.filter(|&tenths| tenths < 1023) {
        fix = fix.with_sog_kn(f64::from(tenths) / 10.0);
    }
    if let Some(tenths) = row.cog_tenths.filter(|&tenths| tenths < 3600) {
        fix = fix.with_cog_deg(f64::from(tenths) / 10.0);
    }
    if let Some(degrees) = row.heading.filter(|&degrees| degrees < 360) {
        fix = fix.with_heading_deg(f64::from(degrees));
    }
    if let Some(status) = row.status.and_then(NavStatus::new) {
        fix = fix.with_status(status);
    }
    Some(fix)
}

/// Streams of dice, so that no draw depends on how many went before it elsewhere.
mod stream {
    pub(super) const SKY: u64 = 1;
    pub(super) const CAST: u64 = 2;
    pub(super) const CURRENTS: u64 = 3;
    pub(super) const FLEET: u64 = 4;
    pub(super) const PASSES: u64 = 5;
    /// Ships begin here; each has room for all its attempts.
    pub(super) const SHIPS: u64 = 1 << 32;
    pub(super) const ROWS: u64 = 1 << 48;
    pub(super) const IDENTITIES: u64 = 1 << 49;
    pub(super) const ZONES: u64 = 1 << 50;
    pub(super) const PORTS: u64 = 1 << 51;
    /// What of each ship is heard.
    pub(super) const HEARD: u64 = 1 << 52;
    pub(super) const WILD: u64 = 1 << 53;
}

/// How often a ship is drawn anew until what it does is beyond doubt.
const MAX_DRAWS: u64 = 3_000;

impl Scenario {
    /// Plays the scenario.
    ///
    /// Every ship is drawn until what it did is clear: no silence, stay or speed near a threshold, one cause for each
    /// silence, no unplanned company. So nothing that shows in the rows has to be left out of the truth.
    ///
    /// # Errors
    /// When the waters are too crowded or too sparsely heard for one more clear ship: `scenario.ships` names the one
    /// that found no place.
    pub fn simulate(&self) -> Result<Sea, ParamError> {
        let until_s = self.duration_h * 3600.0;
        let sky = Sky::draw(self.duration_h, self.outages, &mut Dice::new(self.seed, stream::SKY));
        let days = (self.duration_h / 24.0).ceil() as usize + 1;
        let currents = Currents::draw(days, &mut Dice::new(self.seed, stream::CURRENTS));
        let mut parts = cast(self.ships, &mut Dice::new(self.seed, stream::CAST));
        parts.extend(fleet::parts(self.fleet, parts.len(), self.duration_h, &mut Dice::new(self.seed, stream::FLEET)));
        parts.extend(faulty(self.faults));
        parts.extend(hidden::parts(self.hidden, parts.len()));
        parts.extend(sharing(self.shared, parts.len()));
        parts.extend(in_roads(self.roads));
        let mut ships: Vec<Ship> = Vec::with_capacity(parts.len());
        for (index, &part) in parts.iter().enumerate() {
            let companion = companion(part).map(|companion| &ships[companion]);
            let berth = Berth {
                part,
                sky: &sky,
                currents: &currents,
                companion,
                until_s,
                hour_of_day: (self.start.as_second().rem_euclid(86_400)) as f64 / 3600.0,
                interval_s: self.interval_s,
                dropout: self.dropout,
            };
            let ship = (0..MAX_DRAWS)
                .map(|draw| {
                    let stream = stream::SHIPS + index as u64 * MAX_DRAWS + draw;
                    Ship::draw(&berth, &mut Dice::new(self.seed, stream))
                })
                .find(|ship| self.has_clear_place(ship, &ships, until_s as i64))
                .ok_or(ParamError {
                    parameter: "scenario.ships",
                    found: index as f64 + 1.0,
                    expected: "few enough, heard often enough, that each can keep clear of the others",
                })?;
            ships.push(ship);
        }
        for (index, ship) in ships.iter_mut().enumerate() {
            let mut dice = Dice::new(self.seed, stream::WILD + index as u64);
            ship.part.wild_fixes += self.conditions.wild_fixes(&mut dice);
        }
        let of_ship = |index: usize| Dice::new(self.seed, stream::HEARD + index as u64);
        let heard = self.conditions.hear(&ships, until_s, &mut Dice::new(self.seed, stream::PASSES), of_ship);
        Ok(self.write_down(&ships, &heard))
    }

    fn has_clear_place(&self, ship: &Ship, ships: &[Ship], data_end_s: i64) -> bool {
        let meets_as_planned = match ship.part.role {
            _ if ship.part.silence == Silence::Hidden => {
                hidden::is_hidden(ship, companion(ship.part).map(|companion| &ships[companion]), data_end_s)
            }
            Role::Catcher { carrier } => together_s(ship, &ships[carrier]).is_some(),
            _ => true,
        };
        let companion = companion(ship.part);
        let is_fleet = |ship: &Ship| matches!(ship.part.role, Role::Fleet { .. });
        // A roadstead is crowded, and company there is no meeting.
        if matches!(ship.part.role, Role::Roads) {
            return ship.is_clear(data_end_s);
        }
        ship.is_clear(data_end_s)
            && meets_as_planned
            && ships.iter().enumerate().all(|(other, there)| {
                Some(other) == companion || (is_fleet(ship) && is_fleet(there)) || ship.keeps_clear_of(there)
            })
    }

    /// Rows and truth of ships that were all drawn, and of what was heard of them.
    fn write_down(&self, ships: &[Ship], heard: &[Ship]) -> Sea {
        let epoch_s = self.start.as_second();
        let flaws = self.conditions.flaws(self.flaws());
        let mut identities: Vec<Identity> = Vec::with_capacity(ships.len() + STATIONS.len());
        let mut late_rows: Vec<LateRow> = Vec::new();
        let mut wild_s: Vec<Vec<i64>> = Vec::with_capacity(ships.len());
        for (index, ship) in heard.iter().enumerate() {
            let shared: Option<Mmsi> = ship.part.same_identity_as.map(|other| identities[other].mmsi);
            let mut dice = Dice::new(self.seed, stream::IDENTITIES + index as u64);
            let identity = Identity::draw(index, ship.part.role, shared, &mut dice);
            let mut dice = Dice::new(self.seed, stream::ROWS + index as u64);
            let (rows, wild) = flaws::rows(ship, &identity, index as u32, epoch_s, &flaws, &mut dice);
            late_rows.extend(rows);
            wild_s.push(wild);
            identities.push(identity);
        }
        for &(mmsi, lat_deg, lon_deg) in &STATIONS {
            let station = identities.len() as u32;
            identities.push(Identity::station(mmsi));
            late_rows.extend(station_rows(station, place(lat_deg, lon_deg), epoch_s, self.duration_h));
        }
        late_rows.sort_by_key(|late| (late.row.epoch_s + late.late_s, late.row.station, late.row.epoch_s));
        let rows: Vec<Row> = late_rows.into_iter().map(|late| late.row).collect();
        let times = || rows.iter().filter(|row| row.position().is_some()).map(|row| row.epoch_s);
        let data_start_s = times().min().unwrap_or(epoch_s) - epoch_s;
        let data_end_s = times().max().unwrap_or(epoch_s) - epoch_s;
        let (zones, stays) = zones::draw(ships, data_end_s, &mut Dice::new(self.seed, stream::ZONES));
        let (ports, calls) = ports::draw(ships, data_end_s, &mut Dice::new(self.seed, stream::PORTS));
        let clock = Clock { epoch_s, data_end_s };
        let named: Vec<Named<'_>> = (0..ships.len())
            .map(|index| Named {
                ship: &ships[index],
                heard: &heard[index],
                vessel: VesselId::from(identities[index].mmsi),
                hull: hull_number(heard, index),
                wild_s: &wild_s[index],
            })
            .collect();
        let mut truth = self.truth(&named, (&zones, &stays), data_start_s, clock);
        if !ports.is_empty() {
            truth.covers.push(Behaviour::PortVisit);
            truth.events.extend(calls.iter().map(|call| named[call.ship].port_visit(call, clock)));
        }
        // Ships were drawn until all of what they did shows in what was drawn to be heard.
        if !self.conditions.is_calm() {
            mark_unseen(&mut truth.events, &named, epoch_s);
        }
        in_order(&mut truth.events);
        Sea { identities, rows, zones, ports, truth }
    }

    fn truth(
        &self,
        named: &[Named<'_>],
        (zones, stays): (&Zones, &[TrueStay]),
        data_start_s: i64,
        clock: Clock,
    ) -> Truth {
        let mut events: Vec<_> = named.iter().flat_map(|ship| ship.own_events(clock)).collect();
        let mut decoys: Vec<Decoy> = named.iter().flat_map(|ship| ship.own_decoys(clock)).collect();
        for ship in named {
            match ship.ship.part.role {
                Role::Catcher { carrier } => events.extend(meeting(ship, &named[carrier], clock)),
                Role::PairTrawler { mate } => decoys.push(pair_trawling(ship, &named[mate], clock)),
                Role::Roads => decoys.push(ship.company_in_roads(clock)),
                _ => {}
            }
            if let Some(other) = ship.ship.part.same_identity_as {
                events.push(shared_identity(ship, &named[other], clock));
            }
        }
        let visit = |stay: &TrueStay| Some(named[stay.ship].zone_visit(stay, zones.get(stay.zone)?.name(), clock));
        events.extend(stays.iter().filter_map(visit));
        let fleet: Vec<&Named<'_>> =
            named.iter().filter(|ship| matches!(ship.ship.part.role, Role::Fleet { .. })).collect();
        events.extend(fleet::gathering(&fleet, clock));
        let is_hidden = |ship: &&Named<'_>| ship.ship.part.silence == Silence::Hidden;
        let deeds =
            |ship: &Named<'_>| hidden::deeds(ship, companion(ship.ship.part).map(|companion| &named[companion]), clock);
        let mut hidden: Vec<Hidden> = named.iter().filter(is_hidden).flat_map(deeds).collect();
        hidden.sort();
        for &(mmsi, ..) in &STATIONS {
            decoys.extend(Mmsi::new(mmsi).map(|mmsi| Decoy {
                behaviour: Behaviour::Loitering,
                vessel: VesselId::from(mmsi),
                start: clock.at(data_start_s),
                end: clock.at(clock.data_end_s),
                why: "a base station or an aid to navigation".to_owned(),
            }));
        }
        in_order(&mut events);
        decoys.sort_by(|a, b| (a.start, a.behaviour, &a.vessel, a.end).cmp(&(b.start, b.behaviour, &b.vessel, b.end)));
        let mut covers = vec![
            Behaviour::Gap,
            Behaviour::Loitering,
            Behaviour::Encounter,
            Behaviour::IdentityConflict,
            Behaviour::PositionJump,
        ];
        if !zones.is_empty() {
            covers.push(Behaviour::ZoneVisit);
        }
        if self.fleet > 0 {
            covers.push(Behaviour::Gathering);
        }
        if self.faults > 0 {
            covers.push(Behaviour::ImpossiblePosition);
        }
        let (data_start, data_end) = (clock.at(data_start_s), clock.at(clock.data_end_s));
        Truth { seed: self.seed, data_start, data_end, covers, events, decoys, hidden }
    }
}

fn in_order(events: &mut [TrueEvent]) {
    events.sort_by(|a, b| {
        (a.start, a.behaviour, &a.vessel, a.hull, &a.other_vessel, &a.zone).cmp(&(
            b.start,
            b.behaviour,
            &b.vessel,
            b.hull,
            &b.other_vessel,
            &b.zone,
        ))
    });
}

/// Fewer fixes than this of a ship do not show what it did.
const FEWEST_HEARD: usize = 3;

/// Marks what nobody can see in the rows: events in which fewer than 3 reports of a ship were heard.
fn mark_unseen(events: &mut [TrueEvent], named: &[Named<'_>], epoch_s: i64) {
    for event in events.iter_mut().filter(|event| event.behaviour != Behaviour::Gap) {
        let is_of_two_hulls = event.behaviour == Behaviour::IdentityConflict;
        let takes_part = |ship: &&Named<'_>| {
            let is_own = ship.vessel == event.vessel && (is_of_two_hulls || ship.hull == event.hull);
            is_own || Some(&ship.vessel) == event.other_vessel.as_ref()
        };
        let is_wrong = matches!(event.behaviour, Behaviour::PositionJump | Behaviour::ImpossiblePosition);
        let fewest = if event.behaviour == Behaviour::PositionJump { 2 } else { FEWEST_HEARD };
        let start_s = event.start.as_second() - epoch_s;
        let end_s = event.end.map_or(i64::MAX, |end| end.as_second() - epoch_s);
        let heard = |ship: &Named<'_>| {
            let within = |report: &&Report| (start_s..=end_s).contains(&report.time_s) && report.jumped == is_wrong;
            ship.heard.reports.iter().filter(within).count()
        };
        let is_unseen = named.iter().filter(takes_part).any(|ship| heard(ship) < fewest);
        event.unseen = is_unseen;
    }
}

fn companion(part: Part) -> Option<usize> {
    match part.role {
        Role::Catcher { carrier } => Some(carrier),
        Role::PairTrawler { mate } => Some(mate),
        Role::Fleet { leader, .. } => leader,
        _ => None,
    }
}

/// The number of a ship among those with its identity, in the order of their first fixes.
fn hull_number(ships: &[Ship], index: usize) -> u32 {
    let owner = |index: usize| ships[index].part.same_identity_as.unwrap_or(index);
    let first_s = |index: usize| ships[index].fixes().next().map_or(i64::MAX, |fix| fix.time_s);
    let key = |index: usize| (first_s(index), index);
    (0..ships.len()).filter(|&other| owner(other) == owner(index) && key(other) < key(index)).count() as u32
}

/// Base stations (coast stations that lost their leading zeros) and aids to navigation: MMSI, latitude, longitude.
const STATIONS: [(u32, f64, f64); 4] = [
    (4_401_001, 35.0912, 129.0733),
    (4_401_002, 37.4921, 130.9167),
    (994_401_001, 34.9021, 129.1507),
    (994_401_002, 35.4411, 129.4602),
];

/// One report every two hours, without course or speed.
fn station_rows(station: u32, at: Position, epoch_s: i64, duration_h: f64) -> impl Iterator<Item = LateRow> {
    let reports = (duration_h / 2.0).ceil() as i64;
    (0..reports).map(move |report| {
        let row = Row {
            epoch_s: epoch_s + report * 7_200 + i64::from(station % 60),
            station,
            lat_e5: e5(at.lat_deg()),
            lon_e5: e5(at.lon_deg()),
            sog_tenths: None,
            cog_tenths: None,
            heading: None,
            status: None,
        };
        LateRow { row, late_s: 0 }
    })
}
