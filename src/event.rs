//! What was found: events, each with its evidence.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::fix::{rfc3339, serialize_rfc3339_or_null};
use crate::{Fix, Mmsi, Position, VesselId};

/// The identity of an event: 128 bits of a SHA-256 over its type, vessel, start time and start position, written as 32
/// hexadecimal digits.
///
/// Neither the hull's number nor the end enters, so an open event keeps its id when it closes, and other ships
/// never change it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId([u8; 16]);

impl EventId {
    /// The id of an event of this type that starts with this fix of this vessel.
    pub(crate) fn new(event_type: EventType, vessel: &VesselId, start: &Fix) -> EventId {
        let degrees_bits = |degrees: f64| (degrees + 0.0).to_bits().to_le_bytes();
        let mut hash = Sha256::new();
        hash.update(event_type.name().as_bytes());
        hash.update([0]);
        hash.update(vessel.to_string().as_bytes());
        hash.update([0]);
        hash.update(start.time_ms.to_le_bytes());
        hash.update(degrees_bits(start.position.lat_deg()));
        hash.update(degrees_bits(start.position.lon_deg()));
        let mut id = [0; 16];
        id.copy_from_slice(&hash.finalize()[..16]);
        EventId(id)
    }
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

/// One thing that a hull did, or that befell it.
///
/// As JSON it is one flat object with `type`, `lat`, `lon`, the evidence as an object of its own and, where the type
/// has one, the verdict.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// A hash of what, who, when and where.
    pub id: EventId,
    /// The identity under which the hull sailed.
    pub vessel: VesselId,
    /// The hull's number among those that share the identity, from 0 in the order of their first fixes.
    pub hull: u32,
    /// When it started.
    pub start: Timestamp,
    /// When it ended; `None` while it is open at the end of the data.
    pub end: Option<Timestamp>,
    /// From start to end, or to the end of the data while open, in hours.
    pub duration_h: f64,
    /// How much of it was observed: the sum of its steps no longer than `max_step`, in hours.
    pub observed_h: f64,
    /// The representative position; see each kind.
    pub position: Position,
    /// What the rule concludes, for the kinds that conclude something.
    pub verdict: Option<Verdict>,
    /// What it is, with its evidence.
    pub kind: EventKind,
}

/// What a rule concludes about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// The silence is not explained by reception.
    LikelyDeliberate,
    /// Reception explains the silence.
    ExplainedByReception,
    /// The evidence cannot tell; it names the reason.
    Undetermined,
}

/// The kinds of events, each with its evidence.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EventKind {
    /// A silence: see [`Gap`](crate::detect::Gap).
    Gap(GapEvidence),
    /// A slow stay: see [`Loitering`](crate::detect::Loitering).
    Loitering(LoiteringEvidence),
}

impl EventKind {
    /// The type, without the evidence.
    pub fn event_type(&self) -> EventType {
        match self {
            EventKind::Gap(_) => EventType::Gap,
            EventKind::Loitering(_) => EventType::Loitering,
        }
    }

    /// The name of the type in every output: `gap`, `loitering`, ...
    pub fn name(&self) -> &'static str {
        self.event_type().name()
    }
}

/// The types of events, without evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventType {
    /// A silence.
    Gap,
    /// A slow stay.
    Loitering,
}

impl EventType {
    /// Every type there is, in the order of their names.
    pub const ALL: [EventType; 2] = [EventType::Gap, EventType::Loitering];

    /// The name in every output.
    pub fn name(self) -> &'static str {
        match self {
            EventType::Gap => "gap",
            EventType::Loitering => "loitering",
        }
    }
}

/// What is known about a silence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GapEvidence {
    /// The last fix before the silence.
    pub off: Fix,
    /// The first fix after it; `None` while the gap is open.
    pub on: Option<Fix>,
    /// WGS84 geodesic from OFF to ON in metres.
    pub distance_m: Option<f64>,
    /// That distance over the duration, in knots.
    pub implied_speed_kn: Option<f64>,
    /// Fixes heard in the 12 hours before the silence, the OFF fix included.
    pub fixes_12h_before: u32,
    /// Whether the ON fix lies after the end of the data, on its own in time: its clock may be wrong.
    pub on_after_data_end: bool,
    /// When the hull's gap before this one ended.
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    pub previous_gap_end: Option<Timestamp>,
    /// When the hull's next gap starts.
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    pub next_gap_start: Option<Timestamp>,
    /// The rule of Welch et al. 2022; `None` where it cannot be computed.
    pub welch2022: Option<bool>,
    /// Why the verdict is undetermined.
    pub reason: Option<UndeterminedReason>,
}

/// Why a verdict is undetermined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UndeterminedReason {
    /// No model of reception was given, so it is not known what could have been heard.
    NoReceptionModel,
}

/// What is known about a slow stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LoiteringEvidence {
    /// Fixes of the run.
    pub fixes: u32,
    /// Distance travelled, the sum of the steps' WGS84 geodesics, in metres.
    pub distance_m: f64,
    /// WGS84 geodesic from the first to the last fix, in metres.
    pub net_distance_m: f64,
    /// The travelled distance over the observed time, in knots. The noise of positions counts as travel.
    pub mean_speed_kn: f64,
    /// The time-weighted mean of the speeds over the baseline, in knots: what is left of the mean speed without the noise
    /// of positions.
    pub baseline_speed_kn: f64,
    /// The largest distance of a fix from the centroid, in metres.
    pub confinement_radius_m: f64,
    /// Net distance over travelled distance, 0 to 1; 1 where nothing was travelled.
    pub straightness: f64,
    /// Whether the hull lay moored or at anchor: by the status (1 or 5) of most fixes that have one, or
    /// with a baseline speed under 0.2 knots.
    pub moored_or_anchored: bool,
    /// Whether the data starts with the run, so that its true start may be earlier.
    pub cut_at_start: bool,
    /// Whether a silence or the end of the data cuts the run off, so that its true end may be later.
    pub cut_at_end: bool,
}

impl Event {
    /// The vessel's MMSI, where its identity is one.
    pub fn mmsi(&self) -> Option<Mmsi> {
        self.vessel.mmsi()
    }

    /// The name of its type: `gap`, `loitering`, ...
    pub fn type_name(&self) -> &'static str {
        self.kind.name()
    }

    /// Puts events into the order of every output: start, type, MMSI, vessel, hull, id.
    pub fn sort(events: &mut [Event]) {
        events.sort_by(|a, b| {
            (a.start, a.type_name(), &a.vessel, a.hull, a.id).cmp(&(b.start, b.type_name(), &b.vessel, b.hull, b.id))
        });
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum EvidenceRef<'a> {
    Gap(&'a GapEvidence),
    Loitering(&'a LoiteringEvidence),
}

#[derive(Serialize)]
struct EventRef<'a> {
    id: EventId,
    r#type: &'static str,
    mmsi: Option<Mmsi>,
    vessel: &'a VesselId,
    hull: u32,
    start: String,
    end: Option<String>,
    duration_h: f64,
    observed_h: f64,
    lat: f64,
    lon: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    evidence: EvidenceRef<'a>,
}

#[derive(Deserialize)]
struct EventOwned {
    id: EventId,
    r#type: EventType,
    vessel: VesselId,
    hull: u32,
    start: Timestamp,
    end: Option<Timestamp>,
    duration_h: f64,
    observed_h: f64,
    lat: f64,
    lon: f64,
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
            start: rfc3339(self.start),
            end: self.end.map(rfc3339),
            duration_h: self.duration_h,
            observed_h: self.observed_h,
            lat: self.position.lat_deg(),
            lon: self.position.lon_deg(),
            verdict: self.verdict,
            evidence: match &self.kind {
                EventKind::Gap(evidence) => EvidenceRef::Gap(evidence),
                EventKind::Loitering(evidence) => EvidenceRef::Loitering(evidence),
            },
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Event, D::Error> {
        use serde::de::Error;
        let owned = EventOwned::deserialize(deserializer)?;
        let kind = match owned.r#type {
            EventType::Gap => GapEvidence::deserialize(owned.evidence).map(EventKind::Gap),
            EventType::Loitering => LoiteringEvidence::deserialize(owned.evidence).map(EventKind::Loitering),
        };
        Ok(Event {
            id: owned.id,
            vessel: owned.vessel,
            hull: owned.hull,
            start: owned.start,
            end: owned.end,
            duration_h: owned.duration_h,
            observed_h: owned.observed_h,
            position: Position::new(owned.lat, owned.lon)
                .ok_or_else(|| D::Error::custom(format!("position {}, {} is out of range", owned.lat, owned.lon)))?,
            verdict: owned.verdict,
            kind: kind.map_err(D::Error::custom)?,
        })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.end.map_or("open".to_owned(), |end| format!("{end:.0}"));
        write!(
            f,
            "{:<9} {}#{} {:.0} to {end}, {:.1} h at {:.4}, {:.4}",
            self.type_name(),
            self.vessel,
            self.hull,
            self.start,
            self.duration_h,
            self.position.lat_deg(),
            self.position.lon_deg()
        )?;
        match &self.kind {
            EventKind::Gap(gap) => {
                if let (Some(distance_m), Some(speed_kn)) = (gap.distance_m, gap.implied_speed_kn) {
                    write!(f, ": reappeared {:.1} km away, {speed_kn:.1} kn implied", distance_m / 1000.0)?;
                }
                write!(f, "; {} fixes in the 12 h before", gap.fixes_12h_before)?;
            }
            EventKind::Loitering(stay) => {
                let moored = if stay.moored_or_anchored { ", moored or at anchor" } else { "" };
                write!(
                    f,
                    ": {:.1} h observed, within {:.0} m, mean {:.2} kn{moored}",
                    self.observed_h, stay.confinement_radius_m, stay.mean_speed_kn
                )?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
