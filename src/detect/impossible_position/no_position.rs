//! Reports from 0° N 0° E.

use super::ImpossiblePosition;
use crate::geodesy::{UnitVector, chord2_from_m};
use crate::units::MS_PER_HOUR;
use crate::{Event, Fix, ImpossibleCause, NoiseFix, NoiseKind, TrackSet};

/// A ship may be where it was heard within so long.
const NEAR_IN_TIME_MS: i64 = 24 * MS_PER_HOUR;

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
        let (first, last) = (stretch.first()?, stretch.last()?);
        let vessel = &tracks.vessels()[first.vessel as usize];
        if !vessel.may_be_ship() || self.may_be_there(tracks, first, last) {
            return None;
        }
        let fixes: Vec<Fix> = stretch.iter().map(|noise| noise.fix).collect();
        self.event(&vessel.id, first.hull(), &fixes, ImpossibleCause::NoPosition)
    }

    /// Whether the hull is heard near 0° N 0° E, not long before or after.
    fn may_be_there(&self, tracks: &TrackSet, first: &NoiseFix, last: &NoiseFix) -> bool {
        let Some(track) = tracks.track_of_noise(first) else { return false };
        let near2 = chord2_from_m(self.parameters.near_zero_m);
        let around = [track.last_before(first.fix.time_ms), track.first_after(last.fix.time_ms)];
        around.into_iter().flatten().any(|fix| {
            let apart_ms = (first.fix.time_ms - fix.time_ms).max(fix.time_ms - last.fix.time_ms);
            let chord2 = UnitVector::from(fix.position).chord2(UnitVector::from(first.fix.position));
            apart_ms <= NEAR_IN_TIME_MS && chord2 <= near2
        })
    }
}
