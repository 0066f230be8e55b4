//! What the page is given: typed here, unpacked by `page/script/payload.js`.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::Report;
use super::level::{LEVELS, tolerance_m};
use super::meeting::Distance;
use super::near::SailedWaters;
use super::rings::{Detail, Outline, RING_QUANTA_PER_DEG, Rings, land_outlines, within_budget};
use super::sailed::{Corner, Speed, TRACK_QUANTA_PER_DEG, Way, corners};
use crate::assess::{Dossier, Factor, Heard, Ship, WhyAbstained};
use crate::chart::{Chart, ChartInventory, Port, Zone};
use crate::detect::{LeftOut, Reach};
use crate::fix::{serialize_rfc3339, serialize_rfc3339_or_null};
use crate::output::{Parameters, Summary};
use crate::{Event, EventId, EventKind, Mmsi, RowAccount, Timestamp, Track, VesselId};

/// At most so many corners of tracks: about 2 MB. Where there are more, the finest levels are left out.
const MOST_TRACK_CORNERS: usize = 250_000;
/// At most so many corners of land, and as many of zones: about 0.4 MB each.
const MOST_CHART_CORNERS: usize = 60_000;
/// The coast near traffic is drawn as it is, elsewhere to 4,860 m.
const CHART_DETAIL: Detail = Detail { near: 0, far: 5 };
/// Reachable sets are drawn to 180 m.
const REACH_DETAIL: Detail = Detail { near: 2, far: 2 };
/// How far the outline of a reachable set may lie from its border: this share of its longest way, and no less than so many metres.
const REACH_TOLERANCE: (f64, f64) = (0.005, 200.0);

/// All that the page shows.
#[derive(Serialize)]
pub(super) struct Payload<'a> {
    account: Account<'a>,
    note: &'static str,
    factors: Vec<FactorEntry>,
    levels: Levels,
    /// Those with a dossier, the highest score first; then the others, by vessel and hull.
    hulls: Vec<HullEntry<'a>>,
    /// In the order of every output.
    events: Vec<EventEntry<'a>>,
    land: Option<Rings>,
    zones: Vec<ZoneEntry<'a>>,
    ports: Vec<&'a Port>,
}

/// How corners are written, and from which zoom they are drawn.
#[derive(Serialize)]
struct Levels {
    tolerances_m: Vec<f64>,
    /// The finest level of which the tracks have all corners.
    finest_of_tracks: u8,
    track_quanta_per_degree: f64,
    ring_quanta_per_degree: f64,
}

/// What became of every row, and by which settings events were found: of the summary what does not depend on how the rows
/// were stored, nor on how long it took.
#[derive(Serialize)]
struct Account<'a> {
    version: &'a str,
    dialect: &'a str,
    rows: &'a RowAccount,
    noise: usize,
    vessels: usize,
    hulls: usize,
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    first_fix: Option<Timestamp>,
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    last_fix: Option<Timestamp>,
    #[serde(serialize_with = "serialize_rfc3339")]
    data_end: Timestamp,
    coverage: Option<f64>,
    max_step_h: f64,
    chart: &'a Option<ChartInventory>,
    events: &'a BTreeMap<String, u64>,
    possible_events: &'a BTreeMap<String, u64>,
    left_out: &'a BTreeMap<String, BTreeMap<LeftOut, u64>>,
    warnings: &'a [String],
    conditions_off: &'a [String],
    parameters: &'a Parameters,
}

#[derive(Serialize)]
struct FactorEntry {
    name: &'static str,
    description: &'static str,
}

#[derive(Serialize)]
struct HullEntry<'a> {
    rank: Option<u64>,
    score: f64,
    mmsi: Option<Mmsi>,
    vessel: &'a VesselId,
    hull: u32,
    may_be_ship: bool,
    hulls_of_identity: u64,
    ship: Ship,
    heard: Heard,
    /// Numbers of its events.
    events: Vec<usize>,
    contributions: Vec<ContributionEntry<'a>>,
    abstained: Vec<AbstentionEntry>,
    way: Way,
    speed: Speed,
}

#[derive(Serialize)]
struct ContributionEntry<'a> {
    factor: Factor,
    points: f64,
    weight: f64,
    /// Numbers of events, and what each counts.
    cites: Vec<(usize, f64)>,
    facts: &'a [String],
}

#[derive(Serialize)]
struct AbstentionEntry {
    factor: Factor,
    reason: WhyAbstained,
    /// Numbers of events.
    events: Vec<usize>,
}

#[derive(Serialize)]
struct EventEntry<'a> {
    #[serde(flatten)]
    event: &'a Event,
    /// Numbers of the hulls that took part, its own first.
    hulls: Vec<usize>,
    /// Where a silent ship could have been.
    #[serde(skip_serializing_if = "Option::is_none")]
    reach: Option<Rings>,
    /// How far apart two ships were.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance: Option<Distance>,
}

#[derive(Serialize)]
struct ZoneEntry<'a> {
    name: &'a str,
    id: Option<&'a str>,
    category: Option<&'a str>,
    rings: Rings,
}

impl<'a> Payload<'a> {
    pub(super) fn of(report: &Report<'a>) -> Payload<'a> {
        let Report { tracks, events, dossiers, chart, vessel_list, summary } = *report;
        let max_step_h = summary.parameters.config.loitering.max_step_h;
        let event_numbers: BTreeMap<EventId, usize> = events.iter().map(|event| event.id).zip(0..).collect();

        let dossier_of: BTreeMap<(&VesselId, u32), (usize, &Dossier)> =
            (0..).zip(dossiers).map(|(place, dossier)| ((&dossier.vessel, dossier.hull), (place, dossier))).collect();
        let mut sailed: Vec<Sailed<'_>> = tracks
            .iter()
            .map(|track| Sailed { dossier: dossier_of.get(&(&track.vessel().id, track.hull())).copied(), track })
            .collect();
        // Tracks without a dossier come last and stay in the order of the track set.
        sailed.sort_by_key(|hull| hull.dossier.map_or(usize::MAX, |(place, _)| place));
        let hull_numbers: BTreeMap<(&VesselId, u32), usize> =
            sailed.iter().map(|hull| (&hull.track.vessel().id, hull.track.hull())).zip(0..).collect();

        let ways: Vec<Vec<Corner>> = sailed.par_iter().map(|hull| corners(&hull.track, max_step_h)).collect();
        let least_level = least_level(&ways);
        let hulls: Vec<HullEntry<'_>> = sailed
            .par_iter()
            .zip(&ways)
            .map(|(Sailed { track, dossier }, way)| {
                let vessel = track.vessel();
                let dossier = dossier.map(|(_, dossier)| dossier);
                let number = |id: &EventId| event_numbers.get(id).copied();
                let numbers = |ids: &[EventId]| ids.iter().filter_map(number).collect::<Vec<usize>>();
                HullEntry {
                    rank: dossier.and_then(|dossier| dossier.rank),
                    score: dossier.map_or(0.0, |dossier| dossier.score),
                    mmsi: vessel.id.mmsi(),
                    vessel: &vessel.id,
                    hull: track.hull(),
                    may_be_ship: vessel.may_be_ship(),
                    hulls_of_identity: tracks.tracks_of(&vessel.id).len() as u64,
                    ship: dossier.map_or_else(|| Ship::new(vessel, vessel_list), |dossier| dossier.ship.clone()),
                    heard: dossier
                        .map_or_else(|| Heard::new(track, tracks, max_step_h), |dossier| dossier.heard.clone()),
                    events: dossier.map_or_else(Vec::new, |dossier| numbers(&dossier.event_ids)),
                    contributions: dossier
                        .map_or(&[][..], |dossier| &dossier.contributions)
                        .iter()
                        .map(|part| {
                            let cites = part.cites.iter().filter_map(|cite| Some((number(&cite.event)?, cite.counts)));
                            ContributionEntry {
                                factor: part.factor,
                                points: part.points,
                                weight: part.weight,
                                cites: cites.collect(),
                                facts: &part.facts,
                            }
                        })
                        .collect(),
                    abstained: dossier
                        .map_or(&[][..], |dossier| &dossier.abstained)
                        .iter()
                        .map(|part| AbstentionEntry {
                            factor: part.factor,
                            reason: part.reason,
                            events: numbers(&part.events),
                        })
                        .collect(),
                    way: Way::of(way, least_level),
                    speed: Speed::of(track, max_step_h),
                }
            })
            .collect();

        let waters = SailedWaters::of(
            ways.iter()
                .flatten()
                .filter(|corner| corner.level >= least_level)
                .map(Corner::position)
                .chain(events.iter().map(|event| event.position)),
        );
        let event_entries = events.par_iter().map(|event| EventEntry {
            event,
            hulls: event.hulls().filter_map(|hull| hull_numbers.get(&hull).copied()).collect(),
            reach: reach(event),
            distance: match event.kind {
                EventKind::Encounter(_) => Distance::of(event, tracks, max_step_h),
                _ => None,
            },
        });
        Payload {
            account: Account::of(summary, max_step_h),
            note: Dossier::NOTE,
            factors: Factor::ALL.map(FactorEntry::of).into(),
            levels: Levels {
                tolerances_m: (0..LEVELS).map(tolerance_m).collect(),
                finest_of_tracks: least_level,
                track_quanta_per_degree: TRACK_QUANTA_PER_DEG,
                ring_quanta_per_degree: RING_QUANTA_PER_DEG,
            },
            hulls,
            events: event_entries.collect(),
            land: chart.and_then(Chart::land).map(|land| {
                let outlines = land_outlines(land, &waters, CHART_DETAIL);
                Rings::of(&within_budget(outlines, MOST_CHART_CORNERS))
            }),
            zones: chart.map_or_else(Vec::new, |chart| zones(chart, &waters)),
            ports: chart.map_or_else(Vec::new, |chart| {
                let is_near = |port: &&Port| waters.is_near(port.position.lat_deg(), port.position.lon_deg());
                chart.ports().iter().filter(is_near).collect()
            }),
        }
    }
}

/// A track with the dossier of its hull, and the place of that among all.
struct Sailed<'a> {
    track: Track<'a>,
    dossier: Option<(usize, &'a Dossier)>,
}

/// The finest level of which all corners have room.
fn least_level(ways: &[Vec<Corner>]) -> u8 {
    let count = |least: u8| ways.iter().flatten().filter(|corner| corner.level >= least).count();
    (0..LEVELS).find(|&least| count(least) <= MOST_TRACK_CORNERS).unwrap_or(LEVELS - 1)
}

fn reach(event: &Event) -> Option<Rings> {
    let set = Reach::set_of(event).filter(|set| !set.is_everywhere())?;
    let EventKind::Gap(gap) = &event.kind else { return None };
    let (share, least_m) = REACH_TOLERANCE;
    let tolerance_m = (gap.could_have.as_ref()?.way_m * share).max(least_m);
    let nowhere = SailedWaters::default();
    Some(Rings::of(&Outline::of_polygons(&set.outline(tolerance_m), &nowhere, REACH_DETAIL)))
}

/// The zones that ships sailed in or near.
fn zones<'a>(chart: &'a Chart, waters: &SailedWaters) -> Vec<ZoneEntry<'a>> {
    let zones = chart.zones();
    let mut holding = vec![false; zones.len()];
    for middle in waters.middles() {
        zones.numbers_containing(middle).into_iter().for_each(|zone| holding[zone] = true);
    }
    let is_near = |zone: &Zone| {
        let polygons = zone.polygons();
        let mut corners = polygons.iter().flat_map(|polygon| polygon.exterior().coords());
        corners.any(|corner| waters.is_near(corner.y, corner.x))
    };
    let wanted: Vec<(&Zone, Vec<Outline>)> = zones
        .iter()
        .zip(holding)
        .filter(|(zone, holds)| *holds || is_near(zone))
        .map(|(zone, _)| (zone, Outline::of_polygons(&zone.polygons(), waters, CHART_DETAIL)))
        .collect();
    let corners: usize = wanted.iter().flat_map(|(_, outlines)| outlines).map(Outline::len).sum();
    let shares = (MOST_CHART_CORNERS as f64 / corners.max(1) as f64).min(1.0);
    wanted
        .into_iter()
        .map(|(zone, outlines)| {
            let most = outlines.iter().map(Outline::len).sum::<usize>() as f64 * shares;
            let rings = Rings::of(&within_budget(outlines, most.ceil() as usize));
            ZoneEntry { name: zone.name(), id: zone.id(), category: zone.category(), rings }
        })
        .collect()
}

impl FactorEntry {
    fn of(factor: Factor) -> FactorEntry {
        FactorEntry { name: factor.name(), description: factor.description() }
    }
}

impl<'a> Account<'a> {
    fn of(summary: &'a Summary, max_step_h: f64) -> Account<'a> {
        Account {
            version: &summary.version,
            dialect: &summary.dialect,
            rows: &summary.rows,
            noise: summary.noise,
            vessels: summary.vessels,
            hulls: summary.hulls,
            first_fix: summary.first_fix,
            last_fix: summary.last_fix,
            data_end: summary.data_end,
            coverage: summary.coverage,
            max_step_h,
            chart: &summary.chart,
            events: &summary.events,
            possible_events: &summary.possible_events,
            left_out: &summary.left_out,
            warnings: &summary.warnings,
            conditions_off: &summary.conditions_off,
            parameters: &summary.parameters,
        }
    }
}
