//! Reports from 0° N 0° E.

use super::ImpossiblePosition;
use crate::{Event, Fix, ImpossibleCause, NoiseFix, NoiseKind, TrackSet};

impl ImpossiblePosition {
    /// The stretches of each identity in which it sent no position; a longer step than `max_step` ends one, reports with a
    /// position do not.
    pub(super) fn without_position(&self, tracks: &TrackSet) -> Vec<Event> {
        let noise: Vec<&NoiseFix> = tracks.noise().iter().filter(|noise| noise.kind == NoiseKind::NoPosition).collect();
        let goes_on = |a: &&NoiseFix, b: &&NoiseFix| {
            (a.vessel, a.hull) == (b.vessel, b.hull) && b.fix.time_ms - a.fix.time_ms <= self.max_step_ms
        };
        noise.chunk_by(goes_on).filter_map(|stretch| self.stretch(tracks, stretch)).collect()
    }

    fn stretch(&self, tracks: &TrackSet, stretch: &[&NoiseFix]) -> Option<Event> {
        let first = stretch.first()?;
        let vessel = &tracks.vessels()[first.vessel as usize];
        if !vessel.may_be_ship() {
            return None;
        }
        let fixes: Vec<Fix> = stretch.iter().map(|noise| noise.fix).collect();
        self.event(&vessel.id, first.hull(), &fixes, ImpossibleCause::NoPosition)
    }
}
