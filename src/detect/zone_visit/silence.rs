//! Silences, and the zones in which a hull may have been in them.

use super::ZoneVisit;
use crate::chart::Zones;
use crate::event::Moment;
use crate::geodesy::geodesic_m;
use crate::units::{MPS_PER_KN, hours_from_ms, knots};
use crate::{Event, EventId, EventKind, Fix, Track, Verdict, ZoneVisitEvidence};

/// A step longer than `max_step`, or the time from the last fix to the end of the data.
pub(super) struct Silence {
    pub(super) off: Fix,
    /// The fix after it; `None` when there is none until the end of the data.
    pub(super) on: Option<Fix>,
    pub(super) until_ms: i64,
}

/// A reach widened by this share still holds what lies at its very edge.
const EDGE: f64 = 1e-9;

impl ZoneVisit {
    /// Adds the possible visits of a hull.
    pub(super) fn add_possible(&self, track: &Track<'_>, zones: &Zones, silences: &[Silence], events: &mut Vec<Event>) {
        let mut plausible_kn = None;
        let is_long = |silence: &&Silence| silence.until_ms - silence.off.time_ms > self.min_silence_ms;
        for silence in silences.iter().filter(is_long) {
            let plausible_kn = *plausible_kn.get_or_insert_with(|| track.plausible_speed_kn());
            self.add_possible_in(silence, track, zones, plausible_kn, events);
        }
    }

    fn add_possible_in(
        &self,
        silence: &Silence,
        track: &Track<'_>,
        zones: &Zones,
        plausible_kn: f64,
        events: &mut Vec<Event>,
    ) {
        let silence_ms = silence.until_ms - silence.off.time_ms;
        let off = silence.off.position;
        let implied_kn = silence.on.and_then(|on| knots(geodesic_m(off, on.position), silence_ms));
        let speed_kn = implied_kn.map_or(plausible_kn, |implied_kn| implied_kn.max(plausible_kn));
        let speed_mps = speed_kn * MPS_PER_KN;
        let reach_m = speed_mps * silence_ms as f64 / 1000.0 * (1.0 + EDGE);
        let reached = match silence.on {
            Some(on) => zones.within_reach(off, on.position, reach_m),
            None => zones.numbers_containing(off).into_iter().map(|zone| (zone, 0.0)).collect(),
        };
        for (number, way_m) in reached {
            let Some(zone) = zones.get(number) else { continue };
            let to_and_from_m = match silence.on {
                Some(on) => zone.distance_m(off) + zone.distance_m(on.position),
                None => way_m,
            };
            let at_most_ms = (silence_ms as f64 - to_and_from_m / speed_mps * 1000.0).max(0.0);
            if at_most_ms < self.min_duration_ms as f64 {
                continue;
            }
            let region = zone.region();
            let start = Moment::from(&silence.off);
            let id = EventId::in_zone(&track.vessel().id, start, &region, true);
            let kind = EventKind::ZoneVisit(ZoneVisitEvidence {
                zone: region.name,
                zone_id: region.id,
                zone_category: region.category,
                possible: true,
                inside_h: 0.0,
                fixes_inside: 0,
                distance_m: 0.0,
                mean_speed_kn: None,
                excursions: 0,
                cut_at_start: false,
                cut_at_end: false,
                at_most_inside_h: Some(hours_from_ms(at_most_ms.round() as i64)),
                way_over_zone_m: Some(way_m),
                reach_speed_kn: Some(speed_kn),
            });
            let event = match silence.on {
                Some(on) => Event::between(&track.vessel().id, track.hull(), start, (&on).into(), kind),
                None => Event::open(&track.vessel().id, track.hull(), start, silence.until_ms, kind),
            };
            events.push(Event { id, observed_h: 0.0, verdict: Some(Verdict::Undetermined), ..event });
        }
    }
}
