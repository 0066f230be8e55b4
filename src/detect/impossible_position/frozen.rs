//! Positions that stand still while the speed says under way.

use super::ImpossiblePosition;
use crate::units::MPS_PER_KN;
use crate::{Event, EventKind, Fix, ImpossibleCause, Track, TrackSet};

impl ImpossiblePosition {
    pub(super) fn frozen(&self, tracks: &TrackSet) -> Vec<Event> {
        let per_hull = tracks.filter_map(|track| track.vessel().may_be_ship().then(|| self.frozen_in(&track)));
        per_hull.into_iter().flatten().collect()
    }

    /// The frozen runs of one hull.
    fn frozen_in(&self, track: &Track<'_>) -> Vec<Event> {
        let mut events = Vec::new();
        let mut run: Vec<Fix> = Vec::new();
        for fix in track.iter() {
            let goes_on = run
                .last()
                .is_some_and(|last| last.position == fix.position && fix.time_ms - last.time_ms <= self.max_step_ms);
            if !goes_on || !self.is_under_way(&fix) {
                events.extend(self.freeze(track, &run));
                run.clear();
            }
            if self.is_under_way(&fix) {
                run.push(fix);
            }
        }
        events.extend(self.freeze(track, &run));
        events
    }

    fn is_under_way(&self, fix: &Fix) -> bool {
        fix.sog_kn()
            .is_some_and(|sog_kn| sog_kn >= self.parameters.min_speed_kn && sog_kn <= crate::track::FASTEST_SHIP_KN)
    }

    /// The event of a run at one position, each fix of which says under way.
    fn freeze(&self, track: &Track<'_>, run: &[Fix]) -> Option<Event> {
        if run.len() < 2 {
            return None;
        }
        let sog_kn = |fix: &Fix| fix.sog_kn().unwrap_or(0.0);
        let step_m = |step: &[Fix]| {
            let slower_kn = sog_kn(&step[0]).min(sog_kn(&step[1]));
            slower_kn * MPS_PER_KN * (step[1].time_ms - step[0].time_ms) as f64 / 1000.0
        };
        let way_m: f64 = run.windows(2).map(step_m).sum();
        if way_m < self.parameters.min_way_m {
            return None;
        }
        let mut event = self.event(&track.vessel().id, track.hull(), run, ImpossibleCause::Frozen)?;
        let mut speeds_kn: Vec<f64> = run.iter().map(sog_kn).collect();
        speeds_kn.sort_by(f64::total_cmp);
        if let EventKind::ImpossiblePosition(evidence) = &mut event.kind {
            evidence.reported_speed_kn = Some(speeds_kn[(speeds_kn.len() - 1) / 2]);
            evidence.reported_way_m = Some(way_m);
        }
        Some(event)
    }
}
