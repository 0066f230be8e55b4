//! Events in the shape of Global Fishing Watch's Events API.

mod entry;
#[cfg(test)]
mod tests;
mod vessel;

use std::io::{self, Write};

use self::entry::entries;
use self::vessel::Ships;
use super::number::write_json;
use crate::{Event, EventType, TrackSet, VesselList};

/// The types that the Events API knows among those that are found here.
const TYPES: [EventType; 4] = [EventType::Encounter, EventType::Gap, EventType::Loitering, EventType::PortVisit];

/// Whether the Events API has a place for an event.
pub fn has_gfw_form(event: &Event) -> bool {
    TYPES.contains(&event.kind.event_type()) && !event.is_possible()
}

/// Writes events in the shape of Global Fishing Watch's Events API, in the order given, so that tools made for it read ours.
///
/// # Shape
/// One JSON object, as their API answers a query that fits on one page: `limit`, `offset`, `nextOffset`, `total` and
/// `entries`, one entry a line. The keys, their spelling, and which numbers are texts are theirs (public API version 3,
/// as their Python client documents it).
///
/// # What is theirs and what is ours
/// - Their API has events of five types. We write `encounter`, `gap`, `loitering` and `port_visit`; what else darkwake
///   finds, and visits that are only possible, has no place there and is left out.
/// - An encounter stands twice, as theirs does: once from each ship, with `.1` and `.2` behind the id.
/// - `intentionalDisabling` is `true` for a verdict of likely deliberate, `false` where reception explains the silence, and
///   `null` where nothing can be told. Theirs is never null.
/// - `positions12HoursBeforeSat` counts every fix, of satellites and of stations: our input does not tell them apart.
/// - `vessel.id` is the identity and the number of the hull; `ssvid` is the identity as found.
/// - The anchorages of a port visit are `null` where none is known; `id` and `anchorageId` are both the port's identifier on
///   the chart, which does not know of docks, flags and destinations. Their `distanceFromShoreKm` is in whole kilometres, and
///   `null` without a coastline. `visitId` is the event's id.
/// - `regions` holds the zones of the categories that they know (`eez`, `mpa`, `rfmo`, `fao`, `majorFao`, `eez12Nm`,
///   `highSeas`, `mpaNoTake`, `mpaNoTakePartial`), however written, by identifier or else by name.
/// - `boundingBox` is of the fixes from start to end: west, south, east, north; west is greater than east across the
///   antimeridian.
/// - `end` is an empty text while an event is open.
///
/// # Errors
/// When writing fails.
pub fn events_to_gfw(
    events: &[Event],
    tracks: &TrackSet,
    list: Option<&VesselList>,
    mut writer: impl Write,
) -> io::Result<()> {
    let ships = Ships { tracks, list };
    let told = || events.iter().filter(|event| has_gfw_form(event));
    let total: usize = told().map(|event| 1 + usize::from(event.other.is_some())).sum();
    write!(writer, "{{\"limit\":null,\"offset\":0,\"nextOffset\":null,\"total\":{total},\"entries\":[")?;
    let mut is_first = true;
    for entry in told().flat_map(|event| entries(event, &ships)) {
        writer.write_all(if is_first { b"\n" } else { b",\n" })?;
        is_first = false;
        write_json(&entry, &mut writer)?;
    }
    writer.write_all(b"\n]}\n")
}
