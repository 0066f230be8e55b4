//! Reports from 0° N 0° E, which a receiver sends that has no position.

use rayon::prelude::*;

use crate::{Event, EventType, Position, TrackSet};

/// In degrees of latitude and longitude: others this near sail there; a nautical mile.
const SAILED_DEG: f64 = 1.0 / 60.0;

/// Whether a ship is heard within a mile of 0° N 0° E, but not exactly there. Then others may be there too.
pub(crate) fn is_sailed(tracks: &TrackSet) -> bool {
    let is_beside = |lat: f64, lon: f64| {
        lat.abs() <= SAILED_DEG && lon.abs() <= SAILED_DEG && !Position::from_valid(lat, lon).is_null_island()
    };
    (0..tracks.len()).into_par_iter().any(|hull| {
        let (columns, rows) = tracks.track(hull).held();
        let places = columns.lat_deg[rows.clone()].iter().zip(&columns.lon_deg[rows]);
        places.into_iter().any(|(&lat, &lon)| is_beside(lat, lon))
    })
}

/// Whether an event happens at 0° N 0° E and is not about that.
pub(crate) fn is_there(event: &Event) -> bool {
    event.kind.event_type() != EventType::ImpossiblePosition
        && event.start_position.is_null_island()
        && event.end_position.is_none_or(Position::is_null_island)
}
