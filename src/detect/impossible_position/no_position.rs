//! Reports from 0° N 0° E.

use super::ImpossiblePosition;
use crate::detect::null_island;
use crate::geodesy::distance_m;
use crate::{Event, Fix, ImpossibleCause, METRES_PER_NM, Position, Track, TrackSet, VesselId};

/// A ship heard this near to 0° N 0° E may be there.
const NEAR_M: f64 = 100.0 * METRES_PER_NM;

/// A report without a position, and the hull that it belongs to or stands beside.
struct Lost<'a> {
    vessel: &'a VesselId,
    hull: u32,
    fix: Fix,
}

impl ImpossiblePosition {
    /// The stretches of each identity in which it sent no position; a longer step than `max_step` ends one, reports with a
    /// position do not.
    pub(super) fn without_position(&self, tracks: &TrackSet) -> Vec<Event> {
        let mut lost = of_hulls(tracks);
        lost.extend(of_noise(tracks));
        lost.sort_by_key(|lost| (lost.vessel, lost.fix.sort_key()));
        let goes_on =
            |a: &Lost<'_>, b: &Lost<'_>| a.vessel == b.vessel && b.fix.time_ms - a.fix.time_ms <= self.max_step_ms;
        let stretches = lost.chunk_by(goes_on);
        stretches
            .filter_map(|stretch| {
                let fixes: Vec<Fix> = stretch.iter().map(|lost| lost.fix).collect();
                self.event(stretch[0].vessel, stretch[0].hull, &fixes, ImpossibleCause::NoPosition)
            })
            .collect()
    }
}

/// The reports of hulls that lie there throughout.
fn of_hulls(tracks: &TrackSet) -> Vec<Lost<'_>> {
    let hulls: Vec<Track<'_>> =
        tracks.iter().filter(|track| track.vessel().may_be_ship() && track.unread().has_no_position()).collect();
    // A hull beside others of its identity is no ship there; one alone may be, where others sail.
    let is_sailed = !hulls.is_empty() && null_island::is_sailed(tracks);
    let is_alone = |track: &Track<'_>| tracks.tracks_of(&track.vessel().id).len() == 1;
    let mut lost = Vec::new();
    for track in hulls.iter().filter(|track| !(is_sailed && is_alone(track))) {
        let (vessel, hull) = (&track.vessel().id, track.hull());
        lost.extend(track.unread().iter().map(|fix| Lost { vessel, hull, fix }));
    }
    lost
}

/// The reports that were set aside beside a hull that is elsewhere.
fn of_noise(tracks: &TrackSet) -> impl Iterator<Item = Lost<'_>> {
    let noise = tracks.noise().iter().filter(|noise| noise.fix.position.is_null_island());
    noise.filter_map(|noise| {
        let vessel = &tracks.vessels()[noise.vessel as usize];
        let track = tracks.track_of_noise(noise);
        let is_near = track.is_some_and(|track| is_heard_near(&track, noise.fix.time_ms));
        (vessel.may_be_ship() && !is_near).then_some(Lost { vessel: &vessel.id, hull: noise.hull(), fix: noise.fix })
    })
}

/// Whether the last fix before this time or the first after it lies near 0° N 0° E.
fn is_heard_near(track: &Track<'_>, time_ms: i64) -> bool {
    let null_island = Position::from_valid(0.0, 0.0);
    let around = [track.last_before(time_ms), track.first_after(time_ms)];
    around.into_iter().flatten().any(|fix| distance_m(fix.position, null_island) <= NEAR_M)
}
