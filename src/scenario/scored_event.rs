//! Events as scoring looks at them, whoever found them.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use crate::scenario::score_hidden::ScoredReach;
use crate::{Error, ErrorKind, Event, EventKind, Position, VesselId};

/// What scoring looks at of an event. Every line of an `events.jsonl` has it, and other tools need to write little:
/// `{"type": "gap", "mmsi": 440123456, "start": "2024-05-01T00:00:00Z", "end": null}`.
///
/// Read from JSON, `type`, `start` and `end` have to be there (`end` may be null: open), and `vessel` or `mmsi`; the rest may be
/// absent. Instead of `other_vessel` there may be `other_mmsi`; `zone` and `possible` may stand in `evidence` or beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Line")]
#[non_exhaustive]
pub struct ScoredEvent {
    /// The name of its type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The identity of the vessel.
    pub vessel: VesselId,
    /// The other vessel of an encounter.
    pub other_vessel: Option<VesselId>,
    /// When it started.
    pub start: Timestamp,
    /// When it ended; none while open.
    pub end: Option<Timestamp>,
    /// Representative latitude in degrees; a gathering is known by it alone.
    pub lat: Option<f64>,
    /// Representative longitude in degrees.
    pub lon: Option<f64>,
    /// What the rule concluded, where it concludes something.
    pub verdict: Option<String>,
    /// How sure the tool is that it happened, 0 to 1, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// What is looked at of the evidence.
    pub evidence: ScoredEvidence,
}

/// What scoring looks at of the evidence of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ScoredEvidence {
    /// The name of the zone of a zone visit.
    pub zone: Option<String>,
    /// Whether it only may have happened: such an event is neither right nor wrong.
    pub possible: bool,
    /// What a gap could hide.
    pub could_have: Option<ScoredReach>,
}

/// An event as tools write it.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "type")]
    type_name: Option<String>,
    mmsi: Option<serde_json::Value>,
    vessel: Option<VesselId>,
    other_mmsi: Option<serde_json::Value>,
    other_vessel: Option<VesselId>,
    start: Option<Timestamp>,
    /// None where it is absent; an open event has to say that it is.
    #[serde(default, deserialize_with = "even_null")]
    end: Option<Option<Timestamp>>,
    lat: Option<f64>,
    lon: Option<f64>,
    verdict: Option<String>,
    probability: Option<f64>,
    zone: Option<String>,
    #[serde(default)]
    possible: bool,
    #[serde(default)]
    evidence: ScoredEvidence,
}

fn even_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Timestamp>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// An MMSI as a number or as text; none where it is null.
fn identity(key: &str, value: Option<serde_json::Value>) -> Result<Option<VesselId>, String> {
    match value {
        None | Some(serde_json::Value::Null) => Ok(None),
        Some(serde_json::Value::String(text)) => Ok(Some(VesselId::new(&text))),
        Some(serde_json::Value::Number(number)) if number.is_u64() => Ok(Some(VesselId::new(&number.to_string()))),
        Some(other) => Err(format!("`{key}` is {other}; expected the MMSI as a number or text")),
    }
}

impl TryFrom<Line> for ScoredEvent {
    type Error = String;

    fn try_from(line: Line) -> Result<ScoredEvent, String> {
        let lacks = |field: &str, hint: &str| format!("the event lacks `{field}`, {hint}");
        let type_name = line.type_name.ok_or_else(|| lacks("type", "such as \"gap\" or \"loitering\""))?;
        let vessel = match line.vessel {
            Some(vessel) => vessel,
            None => identity("mmsi", line.mmsi)?
                .ok_or_else(|| lacks("mmsi", "the identity of the ship (or `vessel`, where it is no MMSI)"))?,
        };
        let other_vessel = match line.other_vessel {
            Some(vessel) => Some(vessel),
            None => identity("other_mmsi", line.other_mmsi)?,
        };
        if type_name == "encounter" && other_vessel.is_none() {
            return Err(lacks("other_mmsi", "the other ship of an encounter (or `other_vessel`)"));
        }
        let start = line.start.ok_or_else(|| lacks("start", "an instant such as 2024-05-01T00:00:00Z"))?;
        let end = line
            .end
            .ok_or_else(|| lacks("end", "an instant, or null while the event goes on at the end of the data"))?;
        if end.is_some_and(|end| end < start) {
            return Err("`end` lies before `start`".to_owned());
        }
        if line.probability.is_some_and(|probability| !(0.0..=1.0).contains(&probability)) {
            return Err("`probability` is not from 0 to 1".to_owned());
        }
        let evidence = ScoredEvidence {
            zone: line.zone.or(line.evidence.zone),
            possible: line.possible || line.evidence.possible,
            ..line.evidence
        };
        let (lat, lon, verdict, probability) = (line.lat, line.lon, line.verdict, line.probability);
        Ok(ScoredEvent { type_name, vessel, other_vessel, start, end, lat, lon, verdict, probability, evidence })
    }
}

impl From<&Event> for ScoredEvent {
    fn from(event: &Event) -> ScoredEvent {
        let verdict = event.verdict.and_then(|verdict| serde_json::to_value(verdict).ok());
        ScoredEvent {
            type_name: event.type_name().to_owned(),
            vessel: event.vessel.clone(),
            other_vessel: event.other.as_ref().map(|other| other.vessel.clone()),
            start: event.start,
            end: event.end,
            lat: Some(event.position.lat_deg()),
            lon: Some(event.position.lon_deg()),
            verdict: verdict.and_then(|verdict| verdict.as_str().map(str::to_owned)),
            probability: None,
            evidence: match &event.kind {
                EventKind::ZoneVisit(visit) => ScoredEvidence {
                    zone: Some(visit.zone.clone()),
                    possible: visit.possible,
                    ..ScoredEvidence::default()
                },
                EventKind::Gap(gap) => ScoredEvidence {
                    could_have: gap.could_have.as_deref().map(ScoredReach::from),
                    ..ScoredEvidence::default()
                },
                _ => ScoredEvidence::default(),
            },
        }
    }
}

impl ScoredEvent {
    /// Whether it is a silence that is called deliberate.
    pub(super) fn is_called_deliberate(&self) -> bool {
        self.verdict.as_deref() == Some("likely_deliberate")
    }

    /// Reads the lines of an `events.jsonl`; blank lines are skipped.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] with the number of the first line that is no event, and what it lacks.
    pub fn read_jsonl(jsonl: &str) -> crate::Result<Vec<ScoredEvent>> {
        let lines = jsonl.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(index, line)| {
                serde_json::from_str(line).map_err(|error| {
                    Error::new(ErrorKind::Format(format!(
                        "reading events, line {}: {error}; expected one JSON object a line with type, mmsi, start and end",
                        index + 1
                    )))
                })
            })
            .collect()
    }

    /// Where it is, if it says so.
    pub fn position(&self) -> Option<Position> {
        Position::new(self.lat?, self.lon?)
    }

    pub(super) fn zone(&self) -> Option<&str> {
        self.evidence.zone.as_deref()
    }

    pub(super) fn is_only_possible(&self) -> bool {
        self.evidence.possible
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> String {
        ScoredEvent::read_jsonl(line).unwrap_err().to_string()
    }

    #[test]
    fn four_fields_are_enough() {
        let line = r#"{"type":"gap","mmsi":440123456,"start":"2024-05-01T00:00:00Z","end":null}"#;
        let event = &ScoredEvent::read_jsonl(line).unwrap()[0];
        assert_eq!((event.vessel.clone(), event.end, event.position()), (VesselId::new("440123456"), None, None));
        let as_text = ScoredEvent::read_jsonl(&line.replace("440123456", "\"440123456\"")).unwrap();
        assert_eq!(as_text[0], *event);
        let again: ScoredEvent = serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap();
        assert_eq!(again, *event);
    }

    #[test]
    fn what_is_lacking_is_named() {
        let whole = serde_json::json!({"type": "encounter", "mmsi": 1, "other_mmsi": 2, "start": "2024-05-01T00:00:00Z", "end": null});
        assert!(ScoredEvent::read_jsonl(&whole.to_string()).is_ok());
        for field in ["type", "mmsi", "other_mmsi", "start", "end"] {
            let mut line = whole.clone();
            line.as_object_mut().unwrap().remove(field);
            assert!(
                error(&format!("\n{line}")).starts_with(&format!("reading events, line 2: the event lacks `{field}`")),
                "{field}"
            );
        }
        assert!(
            error(&whole.to_string().replace("null", "\"2024-04-30T00:00:00Z\"")).contains("`end` lies before `start`")
        );
        assert!(error(&whole.to_string().replace("}", ",\"probability\":1.5}")).contains("`probability`"));
        assert!(error(&whole.to_string().replace(":1,", ":1.5,")).contains("`mmsi` is 1.5"));
    }
}
