//! Reports from 0° N 0° E, which a receiver sends that has no position.

use rayon::prelude::*;

use crate::{Event, EventType, Position, TrackSet};

/// In degrees of latitude and longitude: others this near sail there; a nautical mile.
const SAILED_DEG: f64 = 1.0 / 60.0;

/// Whether a ship is heard within a mile of 0° N 0° E, but not exactly there. Then others may be there too.
pub(crate) fn is_sailed(tracks: &TrackSet) -> bool {
    let places = tracks.columns.lat_deg.par_iter().zip(&tracks.columns.lon_deg);
    places.any(|(lat, lon)| {
        lat.abs() <= SAILED_DEG && lon.abs() <= SAILED_DEG && !Position::from_valid(*lat, *lon).is_null_island()
    })
}

/// Whether an event happens at 0° N 0° E and is not about that.
pub(crate) fn is_there(event: &Event) -> bool {
    event.kind.event_type() != EventType::ImpossiblePosition
        && event.start_position.is_null_island()
        && event.end_position.is_none_or(Position::is_null_island)
}
