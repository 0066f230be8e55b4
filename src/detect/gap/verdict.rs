//! Verdicts on gaps, by what other ships tell of reception.

use rayon::prelude::*;

use crate::detect::Context;
use crate::detect::gap::own_reception::{OwnHour, OwnReception};
use crate::detect::gap::way::{InCell, Way};
use crate::detect::gap::welch;
use crate::event::ReceptionEvidence;
use crate::geodesy::{destination, geodesic_bearing_deg};
use crate::reception::{
    Block, Cell, Company, FineGrid, HullHour, Others, Reception, ReceptionParams, hour_of, middle_ms,
};
use crate::units::{METRES_PER_NM, hours_from_ms, knots, ms_from_hours};
use crate::{
    Chart, Event, EventKind, Fix, GapEvidence, IdentityKind, Position, Track, TrackSet, UndeterminedReason as Reason,
    Verdict,
};

/// What the whole of the data says is asked of blocks so many degrees of latitude high: a cell and its neighbours.
const BLOCK: i32 = 3;
/// A ship that makes less than this is at rest, in knots.
const REST_KN: f64 = 0.2;
/// A ship that reappears nearer than this to where it rested was not seen to leave, in metres.
const REST_M: f64 = 1000.0;
/// Nearer to the shore than this a ship may have gone in, in metres: 3 nautical miles.
const INSHORE_M: f64 = 3.0 * METRES_PER_NM;
/// It may have lain in one harbour, if it is heard again inshore nearer than this, in metres.
const SAME_HARBOUR_M: f64 = 10_000.0;
/// A ship whose ends of silence ask for less than this share of its speed at OFF cannot have gone straight.
const NOT_STRAIGHT: f64 = 0.5;
/// The way of a ship that gives no speed and course is taken from its fixes over so many hours.
const COURSE_OVER_H: f64 = 3.0;
/// And at least so many, 5 minutes.
const COURSE_AT_LEAST_H: f64 = 5.0 / 60.0;

/// Judges the gaps among these events. Hulls are worked on in parallel.
pub(super) fn judge(events: &mut [Event], reception: &Reception, tracks: &TrackSet, context: &Context<'_>) {
    let same_hull = |a: &Event, b: &Event| (&a.vessel, a.hull) == (&b.vessel, b.hull);
    let hulls: Vec<&mut [Event]> = events.chunk_by_mut(same_hull).collect();
    hulls.into_par_iter().for_each(|events| {
        let Some(track) = tracks.track_of(&events[0].vessel, events[0].hull).filter(|_| tracks.goes_on()) else {
            return;
        };
        let witness = Witness::new(reception, &track, context.chart);
        let is_fishing = welch::is_fishing_vessel(track.vessel(), context.vessel_list);
        for event in events {
            let EventKind::Gap(gap) = &event.kind else { continue };
            let (evidence, verdict, reason) = witness.judge(gap, context.data_end.as_millisecond());
            let positions = welch::positions_per_ship_day(gap, track.vessel(), reception);
            let welch2022 = welch::welch2022(event, gap, is_fishing, positions, context.chart);
            let EventKind::Gap(gap) = &mut event.kind else { continue };
            (gap.reception, gap.reason) = (Some(evidence), reason);
            (gap.positions_per_ship_day, gap.welch2022) = (positions, welch2022);
            event.verdict = Some(verdict);
        }
    });
}

/// All that is known of one hull's reception.
struct Witness<'a> {
    params: &'a ReceptionParams,
    chart: Option<&'a Chart>,
    track: &'a Track<'a>,
    others: Others<'a>,
    grid: FineGrid,
    own: OwnReception,
}

/// The hours of a silence that are judged, with the places of the ship.
struct Silence {
    places: Vec<InCell>,
    /// The ends of the way, and where the ship was heading if it cannot have gone straight.
    ends: Vec<Position>,
    /// All hours, those outside the data too.
    hours: u32,
}

impl Silence {
    /// That of a ship of which nothing tells where it went.
    fn of_no_hours(gap: &GapEvidence) -> Silence {
        Silence { places: Vec::new(), ends: vec![gap.off.position(); 2], hours: 0 }
    }
}

impl<'a> Witness<'a> {
    fn new(reception: &'a Reception, track: &'a Track<'a>, chart: Option<&'a Chart>) -> Witness<'a> {
        let others = reception.without(track);
        let params = reception.params();
        let hour = |own: &HullHour| {
            let near = others.near(own.cell, own.hour);
            near.is_told.then(|| OwnHour { hour: own.hour, heard: own.heard, hazard: near.hazard() })
        };
        let own = OwnReception::of(others.own.hours.iter().filter_map(hour).collect(), params);
        Witness { params, chart, track, others, grid: reception.grid(), own }
    }

    /// The evidence, the verdict, and why it is undetermined.
    fn judge(&self, gap: &GapEvidence, data_end_ms: i64) -> (ReceptionEvidence, Verdict, Option<Reason>) {
        let silence = self.silence(gap, data_end_ms);
        let is_way_known = silence.is_some();
        let silence = silence.unwrap_or_else(|| Silence::of_no_hours(gap));
        let evidence = self.evidence(gap, &silence);
        let (verdict, reason) = match self.verdict(gap, &evidence, is_way_known) {
            Ok(verdict) => (verdict, None),
            Err(reason) => (Verdict::Undetermined, Some(reason)),
        };
        (evidence, verdict, reason)
    }

    fn verdict(&self, gap: &GapEvidence, found: &ReceptionEvidence, is_way_known: bool) -> Result<Verdict, Reason> {
        let params = self.params;
        if !IdentityKind::of(&self.track.vessel().id).may_be_of_one_ship() {
            return Err(Reason::PlaceholderIdentity);
        }
        if found.places_without_others > 0 || !is_way_known {
            return Err(Reason::LeftCoverage);
        }
        if found.hours == 0 || 2 * found.supported_hours <= found.hours {
            return Err(Reason::NoSupport);
        }
        // Hours in which most others were not heard, or were silent too, ask for stronger numbers.
        let doubt = |hours: u32| params.doubt(f64::from(hours) / f64::from(found.supported_hours));
        if found.expected_by_chance * doubt(found.outage_hours) >= params.deliberate_below {
            let is_outage = 2 * found.outage_hours >= found.supported_hours;
            let is_explained = is_outage || found.expected_by_chance > params.explained_above;
            return if is_explained { Ok(Verdict::ExplainedByReception) } else { Err(Reason::Between) };
        }
        if may_be_laid_up(gap, self.chart) {
            return Err(Reason::AtRest);
        }
        if let (Some(near), Some(lost)) = (found.others_near_off, found.others_lost)
            && f64::from(lost) > params.max_lost_share * f64::from(near)
        {
            return Err(Reason::LeftCoverage);
        }
        if found.heard_afterwards.is_some_and(|heard| heard < params.min_heard_afterwards) {
            return Err(Reason::NotHeardAfterwards);
        }
        if found.own_hours < params.min_own_hours {
            return Err(Reason::LittleOwnRecord);
        }
        let together = found.silent_together_hours;
        if together > 0 && found.expected_by_chance_apart * doubt(together) >= params.deliberate_below {
            return Err(Reason::SilentTogether);
        }
        Ok(Verdict::LikelyDeliberate)
    }

    /// The whole hours between the fixes; of an open gap those of dead reckoning, `None` when nothing tells where it went.
    fn silence(&self, gap: &GapEvidence, data_end_ms: i64) -> Option<Silence> {
        let off = &gap.off;
        let reckoned_ms = off.time_ms.saturating_add(ms_from_hours(self.params.dead_reckoning_h));
        let way = self.way_of(off);
        let mut turned_at = None;
        let first = hour_of(off.time_ms) + 1;
        let known = |until_ms: i64| {
            let (known_first, known_end) = self.others.hour_range();
            first.max(known_first)..hour_of(until_ms).min(known_end)
        };
        let (until_ms, until, places) = match &gap.on {
            Some(on) => {
                let straight_kn = gap.implied_speed_kn.unwrap_or(f64::INFINITY);
                if let Some(way) = way.filter(|way| straight_kn < NOT_STRAIGHT * way.0) {
                    // It turned back at half of the time at the latest.
                    let half_ms = off.time_ms + (on.time_ms - off.time_ms) / 2;
                    turned_at = Some(reckoned(off, way, reckoned_ms.min(half_ms)));
                }
                let straight = Way::new((off.time_ms, off.position()), (on.time_ms, on.position()));
                (on.time_ms, on.position(), straight.cells(known(on.time_ms), self.grid))
            }
            None => {
                let (way, until_ms) = (way?, reckoned_ms.min(data_end_ms));
                let cell = |hour: i32| self.grid.cell(reckoned(off, way, middle_ms(hour)));
                let places = known(until_ms).map(|hour| InCell { hours: hour..hour + 1, cell: cell(hour) }).collect();
                (until_ms, reckoned(off, way, until_ms), places)
            }
        };
        Some(Silence {
            places,
            ends: [off.position(), until].into_iter().chain(turned_at).collect(),
            hours: u32::try_from(i64::from(hour_of(until_ms)) - i64::from(first)).unwrap_or(0),
        })
    }

    /// Speed in knots and course in degrees at the OFF fix: as reported, else from the fixes before.
    fn way_of(&self, off: &Fix) -> Option<(f64, f64)> {
        match (off.sog_kn(), off.cog_deg()) {
            (Some(speed_kn), Some(course_deg)) => return Some((speed_kn, course_deg)),
            (Some(speed_kn), None) if speed_kn < REST_KN => return Some((0.0, 0.0)),
            _ => {}
        }
        let before = self.track.last_before(off.time_ms - ms_from_hours(COURSE_AT_LEAST_H))?;
        let span_ms = off.time_ms - before.time_ms;
        if span_ms > ms_from_hours(COURSE_OVER_H) {
            return None;
        }
        let distance_m = crate::geodesy::geodesic_m(before.position(), off.position());
        Some((knots(distance_m, span_ms)?, geodesic_bearing_deg(before.position(), off.position())))
    }

    /// The others that fell silent with it, near its OFF fix.
    fn company(&self, gap: &GapEvidence, silence: &Silence) -> Company {
        let off = &gap.off;
        self.others.company(off.time_ms, self.grid.cell(off.position()), silence.hours.saturating_add(1))
    }

    fn evidence(&self, gap: &GapEvidence, silence: &Silence) -> ReceptionEvidence {
        let company = self.company(gap, silence);
        let (mut supported, mut outages, mut expected, mut reception, mut hazard) = (0_u32, 0_u32, 0_u64, 0.0, 0.0);
        let together_until = company.until_hour(self.params);
        let (mut together, mut hazard_apart) = (0_u32, 0.0);
        let mut cells: Vec<Cell> = Vec::new();
        let mut last_block: Option<Block> = None;
        for InCell { hours, cell } in &silence.places {
            let block = self.grid.degree(*cell).block(BLOCK);
            if last_block.replace(block) != Some(block) {
                cells.extend(block.cells());
            }
            // Of hours without any ship, which are most of a silence of decades, the number is all there is to know.
            let in_company = |hour: i32| together_until.is_some_and(|until| hour <= until);
            let mut alone = hours.len() as u32;
            let mut alone_together =
                together_until.map_or(0, |until| (hours.start..hours.end.min(until.saturating_add(1))).len() as u32);
            for hour in self.others.hours_within(hours.clone()) {
                alone -= 1;
                alone_together -= u32::from(in_company(hour));
                let near = self.others.near(*cell, hour);
                let count = near.count;
                expected += count.expected;
                if !near.is_near {
                    continue;
                }
                supported += 1;
                outages += u32::from((count.heard as f64) < self.params.outage_share * count.expected as f64);
                reception += near.reception;
                hazard += near.hazard();
                if in_company(hour) {
                    together += 1;
                } else {
                    hazard_apart += near.hazard();
                }
            }
            if self.params.min_other_hulls == 0 {
                supported += alone;
                together += alone_together;
            }
        }
        cells.sort_unstable();
        cells.dedup();
        let heard_hours = self.others.heard_hours(&cells);
        let gap_hours = hour_of(gap.off.time_ms) + 1..gap.on.map_or(i32::MAX, |on| hour_of(on.time_ms));
        let p_apart = self.own.outside(gap_hours.clone(), hazard_apart).p_unheard;
        let own = self.own.outside(gap_hours, hazard);
        let stays = silence.places.iter().map(|stay| (stay.cell, stay.hours.len() as u32));
        let ends = silence.ends.iter().map(|&end| (self.grid.cell(end), 1));
        let unheard_of = stays.chain(ends).filter(|&(place, _)| self.others.is_unheard_of(place));
        let places_without_others: u32 = unheard_of.map(|(_, hours)| hours).sum();
        let is_open = gap.on.is_none();
        let off_block = Cell::of(silence.ends[0]).block(BLOCK);
        let last_hour = hour_of(gap.off.time_ms) + 1 + i32::try_from(silence.hours).unwrap_or(0);
        let near = is_open.then(|| self.others.fates(off_block, last_hour));
        let afterwards = is_open.then(|| self.others.fates(Cell::of(silence.ends[1]).block(1), last_hour));
        ReceptionEvidence {
            p_chance: own.p_unheard,
            expected_by_chance: own.p_unheard * heard_hours as f64,
            heard_hours,
            hours: silence.hours,
            supported_hours: supported,
            outage_hours: outages,
            mean_other_hulls: expected as f64 / f64::from(silence.hours.max(1)),
            mean_reception: (supported > 0).then(|| reception / f64::from(supported)),
            own_reception: own.mean,
            own_hours: own.hours,
            places_without_others,
            silent_together: company.hulls(),
            silent_together_expected: company.expected,
            silent_together_p_chance: company.p_chance(),
            silent_together_hours: together,
            expected_by_chance_apart: p_apart * heard_hours as f64,
            heard_afterwards: afterwards.map(|fates| fates.heard_afterwards),
            others_near_off: near.map(|fates| fates.hulls),
            others_lost: near.map(|fates| fates.lost),
        }
    }
}

/// Where a ship is that keeps its speed in knots and course in degrees.
fn reckoned(from: &Fix, (speed_kn, course_deg): (f64, f64), time_ms: i64) -> Position {
    let distance_m = speed_kn * METRES_PER_NM * hours_from_ms(time_ms - from.time_ms);
    destination(from.position(), course_deg, distance_m)
}

/// Whether the ship may have been laid up: moored, at anchor, still or, with a chart, inshore or in port, and not seen to have left.
fn may_be_laid_up(gap: &GapEvidence, chart: Option<&Chart>) -> bool {
    const AT_ANCHOR: u8 = 1;
    const MOORED: u8 = 5;
    let is_moored = gap.off.status().is_some_and(|status| [AT_ANCHOR, MOORED].contains(&status.code()));
    let lies = is_moored || gap.off.sog_kn().is_none_or(|speed_kn| speed_kn < REST_KN);
    let is_in_harbour = |fix: &Fix| {
        chart.is_some_and(|chart| {
            let shore_m = chart.distance_from_shore_m(fix.position());
            shore_m.is_some_and(|metres| metres < INSHORE_M) || chart.in_port(fix.position()).is_some()
        })
    };
    let moved_m = gap.distance_m.unwrap_or(0.0);
    lies && moved_m < REST_M
        || moved_m < SAME_HARBOUR_M && is_in_harbour(&gap.off) && gap.on.as_ref().is_none_or(is_in_harbour)
}
