//! Columns cut down, in place, to what is in tracks.

use std::ops::Range;

use crate::fix::FixColumns;
use crate::ingest::VesselKey;
use crate::track::separate::Separation;

/// Brings the rows of every hull into the order of (vessel, hull, time) and drops all others.
pub(crate) fn keep_tracks(
    columns: &mut FixColumns,
    vessels: &[(VesselKey, Range<usize>)],
    separations: &[Option<Separation>],
) {
    if separations.iter().all(Option::is_none) {
        return;
    }
    let FixColumns { time_ms, lat_deg, lon_deg, sog, cog, heading, status } = columns;
    rayon::scope(|scope| {
        scope.spawn(|_| keep_in(time_ms, vessels, separations));
        scope.spawn(|_| keep_in(lat_deg, vessels, separations));
        scope.spawn(|_| keep_in(lon_deg, vessels, separations));
        for column in [sog, cog, heading] {
            scope.spawn(|_| keep_in(column, vessels, separations));
        }
        scope.spawn(|_| keep_in(status, vessels, separations));
    });
}

/// The same for one column. A vessel never ends up behind where it stood, so nothing is written over unread.
fn keep_in<T: Copy>(column: &mut Vec<T>, vessels: &[(VesselKey, Range<usize>)], separations: &[Option<Separation>]) {
    let mut end = 0;
    let mut kept = Vec::new();
    for ((_, rows), separation) in vessels.iter().zip(separations) {
        match separation {
            None => {
                if end < rows.start {
                    column.copy_within(rows.clone(), end);
                }
                end += rows.len();
            }
            Some(separation) => {
                kept.clear();
                kept.extend(separation.hulls.iter().flatten().map(|&row| column[rows.start + row as usize]));
                column[end..end + kept.len()].copy_from_slice(&kept);
                end += kept.len();
            }
        }
    }
    column.truncate(end);
}
