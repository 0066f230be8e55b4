//! A gap as a limit to where the ship can have been.

use rayon::prelude::*;

use super::{Reach, ReachableSet};
use crate::detect::Context;
use crate::geodesy::geodesic_m;
use crate::units::{MPS_PER_KN, knots};
use crate::{Event, EventId, EventKind, Position, TrackSet, VesselId};

/// A gap, the speed by which its reach is judged, and what follows.
pub(super) struct Silence<'a> {
    /// The number of the event among those judged.
    pub(super) event: usize,
    pub(super) id: EventId,
    pub(super) vessel: &'a VesselId,
    pub(super) hull: u32,
    pub(super) off: Position,
    /// `None` of an open gap.
    pub(super) on: Option<Position>,
    pub(super) start_ms: i64,
    /// When it ended, or until when it is judged.
    pub(super) end_ms: i64,
    pub(super) speed_kn: f64,
    pub(super) set: ReachableSet,
}

impl Silence<'_> {
    /// How far the ship goes in a millisecond.
    pub(super) fn m_per_ms(&self) -> f64 {
        self.speed_kn * MPS_PER_KN / 1000.0
    }

    /// How long it lasted, or is judged, in milliseconds.
    pub(super) fn span_ms(&self) -> f64 {
        (self.end_ms - self.start_ms) as f64
    }

    /// How far it goes in all.
    pub(super) fn way_m(&self) -> f64 {
        self.m_per_ms() * self.span_ms()
    }
}

impl Reach {
    /// Every gap among the events whose hull is in the tracks, in their order.
    pub(super) fn silences<'a>(
        &self,
        events: &'a [Event],
        tracks: &TrackSet,
        context: &Context<'_>,
    ) -> Vec<Silence<'a>> {
        let mut hulls: Vec<(&VesselId, u32)> =
            events.iter().filter(|event| is_gap(event)).map(|event| (&event.vessel, event.hull)).collect();
        hulls.sort_unstable();
        hulls.dedup();
        let plausible_kn: Vec<Option<f64>> = hulls
            .par_iter()
            .map(|&(vessel, hull)| {
                let track = tracks.track_of(vessel, hull).filter(|_| tracks.goes_on())?;
                Some(track.plausible_speed_kn())
            })
            .collect();
        let silences = events.iter().enumerate().filter_map(|(index, event)| {
            let hull = hulls.binary_search(&(&event.vessel, event.hull)).ok()?;
            self.silence(index, event, plausible_kn[hull]?, context)
        });
        silences.collect()
    }

    fn silence<'a>(
        &self,
        index: usize,
        event: &'a Event,
        plausible_kn: f64,
        context: &Context<'_>,
    ) -> Option<Silence<'a>> {
        let EventKind::Gap(gap) = &event.kind else { return None };
        let (off, start_ms) = (gap.off.position(), gap.off.time_ms());
        // A receiver without a position, not a ship.
        if off.is_null_island() {
            return None;
        }
        let on = gap.on.map(|on| on.position());
        let end_ms = match gap.on {
            Some(on) => on.time_ms(),
            None => context.data_end.as_millisecond().min(start_ms.saturating_add(self.max_open_ms)),
        };
        let span_ms = (end_ms > start_ms).then_some(end_ms - start_ms)?;
        let implied_kn = on.and_then(|on| knots(geodesic_m(off, on), span_ms));
        let speed_kn = implied_kn.map_or(plausible_kn, |kn| plausible_kn.max(kn * self.parameters.speed_margin));
        let way_m = speed_kn * MPS_PER_KN / 1000.0 * span_ms as f64;
        let set = match on {
            Some(on) => ReachableSet::between(off, on, way_m * (1.0 + 1e-9))?,
            None => ReachableSet::around(off, way_m)?,
        };
        let (id, vessel, hull) = (event.id, &event.vessel, event.hull);
        Some(Silence { event: index, id, vessel, hull, off, on, start_ms, end_ms, speed_kn, set })
    }
}

fn is_gap(event: &Event) -> bool {
    matches!(event.kind, EventKind::Gap(_))
}
