//! An event as one flat JSON object with `type`, `lat`, `lon`, and the evidence as an object of its own.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::event::kind::EvidenceRef;
use crate::event::{EventId, EventKind, EventType, OtherShip, Surroundings, Verdict};
use crate::fix::rfc3339;
use crate::{Event, Mmsi, Position, VesselId};

#[derive(Serialize)]
struct EventRef<'a> {
    id: EventId,
    r#type: &'static str,
    mmsi: Option<Mmsi>,
    vessel: &'a VesselId,
    hull: u32,
    #[serde(flatten)]
    other: Option<OtherRef<'a>>,
    start: String,
    end: Option<String>,
    duration_h: f64,
    observed_h: f64,
    lat: f64,
    lon: f64,
    start_lat: f64,
    start_lon: f64,
    end_lat: Option<f64>,
    end_lon: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    surroundings: Option<&'a Surroundings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    evidence: EvidenceRef<'a>,
}

#[derive(Serialize)]
struct OtherRef<'a> {
    other_mmsi: Option<Mmsi>,
    other_vessel: &'a VesselId,
    other_hull: u32,
}

#[derive(Deserialize)]
struct EventOwned {
    id: EventId,
    r#type: EventType,
    vessel: VesselId,
    hull: u32,
    other_vessel: Option<VesselId>,
    #[serde(default)]
    other_hull: u32,
    start: Timestamp,
    end: Option<Timestamp>,
    duration_h: f64,
    observed_h: f64,
    lat: f64,
    lon: f64,
    start_lat: f64,
    start_lon: f64,
    end_lat: Option<f64>,
    end_lon: Option<f64>,
    surroundings: Option<Surroundings>,
    verdict: Option<Verdict>,
    evidence: serde_json::Value,
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        EventRef {
            id: self.id,
            r#type: self.type_name(),
            mmsi: self.mmsi(),
            vessel: &self.vessel,
            hull: self.hull,
            other: self.other.as_ref().map(|other| OtherRef {
                other_mmsi: other.vessel.mmsi(),
                other_vessel: &other.vessel,
                other_hull: other.hull,
            }),
            start: rfc3339(self.start),
            end: self.end.map(rfc3339),
            duration_h: self.duration_h,
            observed_h: self.observed_h,
            lat: self.position.lat_deg(),
            lon: self.position.lon_deg(),
            start_lat: self.start_position.lat_deg(),
            start_lon: self.start_position.lon_deg(),
            end_lat: self.end_position.map(Position::lat_deg),
            end_lon: self.end_position.map(Position::lon_deg),
            surroundings: self.surroundings.as_deref(),
            verdict: self.verdict,
            evidence: self.kind.evidence(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Event, D::Error> {
        use serde::de::Error;
        let owned = EventOwned::deserialize(deserializer)?;
        let position = |lat: f64, lon: f64| {
            Position::new(lat, lon).ok_or_else(|| D::Error::custom(format!("position {lat}, {lon} is out of range")))
        };
        let end_position = match (owned.end_lat, owned.end_lon) {
            (Some(lat), Some(lon)) => Some(position(lat, lon)?),
            _ => None,
        };
        Ok(Event {
            id: owned.id,
            vessel: owned.vessel,
            hull: owned.hull,
            other: owned.other_vessel.map(|vessel| OtherShip { vessel, hull: owned.other_hull }),
            start: owned.start,
            end: owned.end,
            duration_h: owned.duration_h,
            observed_h: owned.observed_h,
            position: position(owned.lat, owned.lon)?,
            start_position: position(owned.start_lat, owned.start_lon)?,
            end_position,
            surroundings: owned.surroundings.map(Box::new),
            verdict: owned.verdict,
            kind: EventKind::from_json(owned.r#type, owned.evidence).map_err(D::Error::custom)?,
        })
    }
}
