//! Runs of other vessels that jumped at the same time to the same place, or by the same way.

use crate::geodesy::{UnitVector, bearing_deg, chord2_from_m, geodesic_m};
use crate::{NoiseFix, Position, TrackSet, VesselId};

/// A run of fixes that were set aside, and by how much it is off the hull it was taken from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Displaced<'a> {
    vessel: &'a VesselId,
    start_ms: i64,
    end_ms: i64,
    place: UnitVector,
    pub(super) shift_m: f64,
    pub(super) shift_deg: f64,
}

impl<'a> Displaced<'a> {
    /// `None` where there is no hull to be off from.
    pub(super) fn of(tracks: &'a TrackSet, run: &[NoiseFix]) -> Option<Displaced<'a>> {
        let (first, last) = (run.first()?, run.last()?);
        let track = tracks.track_of_noise(first)?;
        let expected: Position = track
            .position_at(first.fix.time(), f64::INFINITY)
            .or_else(|| track.last_before(first.fix.time_ms).map(|fix| fix.position))
            .or_else(|| track.first().map(|fix| fix.position))?;
        Some(Displaced {
            vessel: &track.vessel().id,
            start_ms: first.fix.time_ms,
            end_ms: last.fix.time_ms,
            place: first.fix.position.into(),
            shift_m: geodesic_m(expected, first.fix.position),
            shift_deg: bearing_deg(expected, first.fix.position),
        })
    }

    /// How much two shifts differ, in metres: as vectors in the plane of the places they start from.
    fn differs_m(&self, other: &Displaced<'_>) -> f64 {
        let vector = |shift: &Displaced<'_>| {
            let (sin, cos) = shift.shift_deg.to_radians().sin_cos();
            (shift.shift_m * sin, shift.shift_m * cos)
        };
        let (own, other) = (vector(self), vector(other));
        (own.0 - other.0).hypot(own.1 - other.1)
    }
}

/// Everything that was set aside, by time.
pub(super) struct Shared<'a> {
    by_start: Vec<Displaced<'a>>,
    /// The longest of them; how far back one that is still going on may have started.
    longest_ms: i64,
}

impl<'a> Shared<'a> {
    pub(super) fn new(mut displaced: Vec<Displaced<'a>>) -> Shared<'a> {
        displaced.sort_by(|a, b| (a.start_ms, a.vessel).cmp(&(b.start_ms, b.vessel)));
        let longest_ms = displaced.iter().map(|run| run.end_ms - run.start_ms).max().unwrap_or(0);
        Shared { by_start: displaced, longest_ms }
    }

    /// How many other vessels were set aside at the same place, and how many by the same shift, at the time of this run.
    pub(super) fn with(&self, run: &Displaced<'_>, rule: &super::PositionJump) -> (u32, u32) {
        let within_ms = rule.shared_within_ms;
        let near2 = chord2_from_m(rule.parameters.shared_place_m);
        let from = self.by_start.partition_point(|other| other.start_ms < run.start_ms - within_ms - self.longest_ms);
        let (mut at_place, mut with_shift) = (Vec::new(), Vec::new());
        for other in self.by_start[from..].iter().take_while(|other| other.start_ms <= run.end_ms + within_ms) {
            if other.vessel == run.vessel || other.end_ms < run.start_ms - within_ms {
                continue;
            }
            if run.place.chord2(other.place) <= near2 {
                at_place.push(other.vessel);
            }
            if run.differs_m(other) < rule.parameters.shared_shift_share * run.shift_m {
                with_shift.push(other.vessel);
            }
        }
        (distinct(at_place), distinct(with_shift))
    }
}

fn distinct(mut vessels: Vec<&VesselId>) -> u32 {
    vessels.sort_unstable();
    vessels.dedup();
    u32::try_from(vessels.len()).unwrap_or(u32::MAX)
}
