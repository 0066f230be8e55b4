//! Hulls far inland, where no other ship is heard.

use super::ImpossiblePosition;
use crate::chart::Land;
use crate::{Event, EventKind, Fix, ImpossibleCause, Position, Track, TrackSet};

/// Other ships count as heard there in the same cell of so many degrees or in one beside it.
const CELL_DEG: f64 = 0.25;

impl ImpossiblePosition {
    /// Hulls all of whose fixes lie inland and that take over from another hull of their identity at sea.
    pub(super) fn on_land(&self, tracks: &TrackSet, land: &Land) -> Vec<Event> {
        let hulls: Vec<Track<'_>> = tracks.iter().collect();
        let mut inland: Vec<(usize, f64)> = Vec::new();
        let mut start = 0;
        for identity in hulls.chunk_by(|a, b| a.vessel().id == b.vessel().id) {
            if identity.len() > 1 && identity[0].vessel().may_be_ship() {
                let least_m: Vec<f64> = identity.iter().map(|hull| self.least_inland_m(&hull.unread(), land)).collect();
                let hulls_at = identity.iter().zip(&least_m);
                let at_sea: Vec<&Track<'_>> = hulls_at.filter(|(_, m)| **m == 0.0).map(|(hull, _)| hull).collect();
                for (index, (hull, &least_m)) in identity.iter().zip(&least_m).enumerate() {
                    if least_m > 0.0 && at_sea.iter().any(|sea| self.takes_over(&hull.unread(), &sea.unread())) {
                        inland.push((start + index, least_m));
                    }
                }
            }
            start += identity.len();
        }
        if inland.is_empty() {
            return Vec::new();
        }
        let waters = Waters::of(&hulls, &inland);
        let found = inland.into_iter().filter(|&(hull, _)| !waters.are_of_others(&hulls[hull].unread()));
        found
            .filter_map(|(hull, least_m)| {
                let fixes: Vec<Fix> = hulls[hull].unread().iter().collect();
                let track = &hulls[hull];
                let mut event = self.event(&track.vessel().id, track.hull(), &fixes, ImpossibleCause::OnLand)?;
                if let EventKind::ImpossiblePosition(evidence) = &mut event.kind {
                    evidence.inland_m = Some(least_m);
                }
                Some(event)
            })
            .collect()
    }

    /// Whether a hull inland is heard only while the one at sea is not, and from right after it, or until right before: one
    /// transmitter, whose ship cannot have gone there. Two ships that share an identity do not take turns like that.
    fn takes_over(&self, inland: &Track<'_>, sea: &Track<'_>) -> bool {
        let (Some(&start_ms), Some(&end_ms)) = (inland.times_ms().first(), inland.times_ms().last()) else {
            return false;
        };
        let is_silent_between = sea.times_ms().partition_point(|&time_ms| time_ms < start_ms)
            == sea.times_ms().partition_point(|&time_ms| time_ms <= end_ms);
        let (before, after) = (sea.last_before(start_ms), sea.first_after(end_ms));
        let is_next = before.is_some_and(|fix| start_ms - fix.time_ms <= self.max_step_ms)
            || after.is_some_and(|fix| fix.time_ms - end_ms <= self.max_step_ms);
        is_silent_between && is_next
    }

    /// How far inland all fixes of a hull are at least; 0 where one of them is less than `min_inland_m` inland.
    fn least_inland_m(&self, hull: &Track<'_>, land: &Land) -> f64 {
        let mut least_m = f64::INFINITY;
        for fix in hull.iter() {
            least_m = least_m.min(land.inland_m(fix.position()));
            if least_m < self.parameters.min_inland_m || least_m == 0.0 {
                return 0.0;
            }
        }
        least_m
    }
}

/// Where hulls inland were, and which of those places are waters, since other ships are heard there.
struct Waters {
    /// Cells around the hulls inland, sorted, with whether another ship is heard there.
    cells: Vec<((i32, i32), bool)>,
}

impl Waters {
    fn of(hulls: &[Track<'_>], inland: &[(usize, f64)]) -> Waters {
        let mut cells: Vec<((i32, i32), bool)> = Vec::new();
        for &(hull, _) in inland {
            let hull = hulls[hull].unread();
            cells.extend(hull.iter().flat_map(|fix| around(cell(fix.position()))).map(|cell| (cell, false)));
        }
        cells.sort_unstable();
        cells.dedup();
        let mut next = inland.iter().map(|&(hull, _)| hull).peekable();
        for (index, hull) in hulls.iter().enumerate() {
            if next.next_if_eq(&index).is_some() {
                continue;
            }
            for fix in hull.unread().iter() {
                if let Ok(found) = cells.binary_search_by_key(&cell(fix.position()), |cell| cell.0) {
                    cells[found].1 = true;
                }
            }
        }
        Waters { cells }
    }

    /// Whether another ship is heard near any fix of this hull.
    fn are_of_others(&self, hull: &Track<'_>) -> bool {
        let is_heard = |wanted: (i32, i32)| {
            self.cells.binary_search_by_key(&wanted, |cell| cell.0).is_ok_and(|found| self.cells[found].1)
        };
        hull.iter().any(|fix| around(cell(fix.position())).any(is_heard))
    }
}

fn cell(position: Position) -> (i32, i32) {
    // Degrees are at most 180, so the numbers are small.
    ((position.lat_deg() / CELL_DEG).floor() as i32, (position.lon_deg() / CELL_DEG).floor() as i32)
}

/// A cell and those beside it; longitudes go round.
fn around((lat, lon): (i32, i32)) -> impl Iterator<Item = (i32, i32)> {
    let round = (360.0 / CELL_DEG) as i32;
    let wrapped = move |lon: i32| (lon + round / 2).rem_euclid(round) - round / 2;
    (-1..=1).flat_map(move |north| (-1..=1).map(move |east| (lat + north, wrapped(lon + east))))
}
