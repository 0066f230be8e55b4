//! What is known about a stay in port.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::event::Tell;
use crate::{Event, Position};

/// What is known about a stay in port.
///
/// The event goes from the first fix in port to the first fix outside, or to the last fix in port where a silence hides when
/// the ship left. While it is open, the ship is not known to have left: silent or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PortVisitEvidence {
    /// How sure it is that the ship called there, 1 to 4: 4 a stop or a silence between an entry and an exit; 3 a stop or a
    /// silence with one of them, or with both at a place that is one point for a whole port; 2 a stop or a silence
    /// alone; 1 an entry or an exit without either.
    pub confidence: u8,
    /// The port nearest to its first fix in port.
    pub start_port: PortCall,
    /// The port nearest to where it stopped or was silent for longest; `None` where it did neither.
    pub stay_port: Option<PortCall>,
    /// The port nearest to its last fix in port; `None` while the visit is open.
    pub end_port: Option<PortCall>,
    /// Whether it was heard outside before.
    pub entered: bool,
    /// Whether it was heard outside after.
    pub left: bool,
    /// How many times it came to a stop, or lay stopped when the visit began.
    pub stops: u32,
    /// Hours that it was seen stopped; silences left out.
    pub stopped_h: f64,
    /// How many silences of at least the rule's length began in port, the one that hides its leaving included.
    pub silences: u32,
    /// Hours of the event in silences longer than `max_step`, up to the end of the data while it is open.
    pub silent_h: f64,
    /// Fixes in port.
    pub fixes: u32,
    /// Distance sailed in metres: the sum of the WGS84 steps no longer than `max_step`.
    pub distance_m: f64,
    /// Whether the data or a silence hides when it came, so that its true start may be earlier.
    pub cut_at_start: bool,
    /// Whether a silence hides when it left, so that its true end may be later.
    pub cut_at_end: bool,
}

/// A port or an anchorage, and how far a ship was from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PortCall {
    /// Its identifier among the ports of the chart.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is a place where ships lie, rather than one point for a whole port.
    pub is_anchorage: bool,
    /// Where it is.
    pub place: Position,
    /// From the ship, WGS84 geodesic in metres.
    pub distance_m: f64,
    /// How far the port itself lies from the shore in metres, 0 on land; `None` without a coastline.
    #[serde(default)]
    pub distance_from_shore_m: Option<f64>,
}

impl Tell for PortVisitEvidence {
    fn tell(&self, _: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = self.stay_port.as_ref().unwrap_or(&self.start_port);
        write!(f, ": in {}, confidence {}", port.name, self.confidence)?;
        match self.stops {
            0 => {}
            1 => write!(f, ", 1 stop of {:.1} h", self.stopped_h)?,
            stops => write!(f, ", {stops} stops of {:.1} h in all", self.stopped_h)?,
        }
        match self.silent_h > 0.0 {
            true => write!(f, ", {:.1} h silent", self.silent_h),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::event::{EventKind, Moment};
    use crate::{Timestamp, VesselId};

    /// A call of 26.5 hours, or one that is open.
    pub(in crate::event) fn port_visit(is_open: bool) -> Event {
        let at = |text: &str, lat, lon| Moment {
            time_ms: text.parse::<Timestamp>().unwrap().as_millisecond(),
            position: Position::new(lat, lon).unwrap(),
        };
        let call = |name: &str, distance_m| PortCall {
            id: "56170".to_owned(),
            name: name.to_owned(),
            is_anchorage: true,
            place: Position::new(19.733_333, -155.066_667).unwrap(),
            distance_m,
            distance_from_shore_m: Some(250.5),
        };
        let kind = EventKind::PortVisit(PortVisitEvidence {
            confidence: if is_open { 3 } else { 4 },
            start_port: call("Hilo roads", 2_900.05),
            stay_port: Some(call("Hilo", 312.5)),
            end_port: (!is_open).then(|| call("Hilo roads", 2_950.0)),
            entered: true,
            left: !is_open,
            stops: if is_open { 1 } else { 2 },
            stopped_h: 12.25,
            silences: 1,
            silent_h: if is_open { 6.5 } else { 0.0 },
            fixes: 131,
            distance_m: 9_120.5,
            cut_at_start: false,
            cut_at_end: !is_open,
        });
        let (start, end) = (at("2024-05-06T01:00:00Z", 19.7, -155.06), at("2024-05-07T03:30:00Z", 19.76, -155.06));
        let vessel = VesselId::new("366999001");
        match is_open {
            true => Event::open(&vessel, 0, start, end.time_ms, kind),
            false => Event::between(&vessel, 0, start, end, kind),
        }
    }

    #[test]
    fn the_evidence_as_json() {
        let evidence = serde_json::to_value(port_visit(false)).unwrap()["evidence"].to_string();
        insta::assert_snapshot!(evidence, @r#"{"confidence":4,"cut_at_end":true,"cut_at_start":false,"distance_m":9120.5,"end_port":{"distance_from_shore_m":250.5,"distance_m":2950.0,"id":"56170","is_anchorage":true,"name":"Hilo roads","place":{"lat":19.733333,"lon":-155.066667}},"entered":true,"fixes":131,"left":true,"silences":1,"silent_h":0.0,"start_port":{"distance_from_shore_m":250.5,"distance_m":2900.05,"id":"56170","is_anchorage":true,"name":"Hilo roads","place":{"lat":19.733333,"lon":-155.066667}},"stay_port":{"distance_from_shore_m":250.5,"distance_m":312.5,"id":"56170","is_anchorage":true,"name":"Hilo","place":{"lat":19.733333,"lon":-155.066667}},"stopped_h":12.25,"stops":2}"#);
        for event in [port_visit(true), port_visit(false)] {
            let json = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
        }
    }

    #[test]
    fn a_line_for_the_eye() {
        insta::assert_snapshot!(port_visit(false), @"port_visit 366999001#0 2024-05-06T01:00:00Z to 2024-05-07T03:30:00Z, 26.5 h at 19.7000, -155.0600: in Hilo, confidence 4, 2 stops of 12.2 h in all");
        insta::assert_snapshot!(port_visit(true), @"port_visit 366999001#0 2024-05-06T01:00:00Z to open, 26.5 h at 19.7000, -155.0600: in Hilo, confidence 3, 1 stop of 12.2 h, 6.5 h silent");
    }
}
