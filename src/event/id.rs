//! The identity of an event.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::event::{EventType, Moment, RegionName};
use crate::{Position, VesselId};

/// The identity of an event: 128 bits of a SHA-256 over its type, vessel, start time and start position, of a meeting the
/// other vessel and its position too, and of a zone visit the zone and whether it is only possible; written as 32
/// hexadecimal digits.
///
/// Neither the hull's number nor the end enters, so an open event keeps its id when it closes, and other ships
/// never change it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId([u8; 16]);

impl EventId {
    /// The id of an event of this type that starts at this moment of this vessel.
    pub(crate) fn new(event_type: EventType, vessel: &VesselId, start: Moment) -> EventId {
        EventId::hash(event_type, vessel, start, |_| ())
    }

    /// The id of a visit to a zone: a ship can enter several at one moment, and may be where it was just seen.
    pub(crate) fn in_zone(vessel: &VesselId, start: Moment, zone: &RegionName, is_possible: bool) -> EventId {
        EventId::hash(EventType::ZoneVisit, vessel, start, |hash| {
            for text in [zone.name.as_str(), zone.id.as_deref().unwrap_or_default()] {
                hash.update(text.as_bytes());
                hash.update([0]);
            }
            hash.update([u8::from(is_possible)]);
        })
    }

    /// The id of an event of two ships: where the other is when it starts enters too.
    pub(crate) fn of_two(
        event_type: EventType,
        vessel: &VesselId,
        start: Moment,
        other: (&VesselId, Position),
    ) -> EventId {
        EventId::hash(event_type, vessel, start, |hash| update(hash, other.0, None, other.1))
    }

    fn hash(event_type: EventType, vessel: &VesselId, start: Moment, more: impl FnOnce(&mut Sha256)) -> EventId {
        let mut hash = Sha256::new();
        hash.update(event_type.name().as_bytes());
        hash.update([0]);
        update(&mut hash, vessel, Some(start.time_ms), start.position);
        more(&mut hash);
        let mut id = [0; 16];
        id.copy_from_slice(&hash.finalize()[..16]);
        EventId(id)
    }
}

/// Feeds a vessel, a time and a place to the hash: the text, a zero byte, then little-endian numbers.
fn update(hash: &mut Sha256, vessel: &VesselId, time_ms: Option<i64>, position: Position) {
    let degrees_bits = |degrees: f64| (degrees + 0.0).to_bits().to_le_bytes();
    hash.update(vessel.to_string().as_bytes());
    hash.update([0]);
    if let Some(time_ms) = time_ms {
        hash.update(time_ms.to_le_bytes());
    }
    hash.update(degrees_bits(position.lat_deg()));
    hash.update(degrees_bits(position.lon_deg()));
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventId({self})")
    }
}

impl Serialize for EventId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<EventId, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_id = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bytes = is_id.then(|| u128::from_str_radix(&text, 16).ok()).flatten();
        match bytes {
            Some(number) => Ok(EventId(number.to_be_bytes())),
            None => Err(serde::de::Error::custom(format!("an event id is 32 hexadecimal digits, found {text:?}"))),
        }
    }
}
