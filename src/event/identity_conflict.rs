//! What is known about two ships under one identity.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::event::Tell;
use crate::fix::serialize_rfc3339;
use crate::{Event, IdentityKind, Position, Timestamp};

/// What two ships share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SharedIdentity {
    /// The identity under which the source knows them, such as the MMSI.
    Vessel,
    /// The IMO number; they send different MMSIs.
    Imo,
}

/// What is known about two ships that used one identity at the same time. The event's own hull has the smaller identity, or
/// the smaller number of the two under one identity; what is of the other is named so.
///
/// An *alternation* is a fix of one of the two followed by one of the other. Its distance is what a single ship would have had
/// to sail between them; nothing is interpolated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IdentityConflictEvidence {
    /// What they share.
    pub shared: SharedIdentity,
    /// What the shared identity is worth: whether it can be a ship's own at all.
    pub identity_kind: IdentityKind,
    /// Hours in which both were in use: from the first fix of the later to the last fix of the one that ended first.
    pub overlap_h: f64,
    /// How often a fix of one is followed by one of the other.
    pub alternations: u32,
    /// Those of them that no ship can sail: more than 60 knots beyond a nautical mile.
    pub impossible_alternations: u32,
    /// Fixes of the hull in the overlap.
    pub fixes: u32,
    /// Fixes of the other hull in the overlap.
    pub other_fixes: u32,
    /// The least distance of an alternation, a WGS84 geodesic in metres.
    pub least_distance_m: f64,
    /// The median distance of the alternations in metres; the lower of two.
    pub median_distance_m: f64,
    /// The largest distance of an alternation in metres.
    pub max_distance_m: f64,
    /// The median of the speeds that one ship would have had to make, in knots; times are counted to the second.
    pub median_needed_speed_kn: f64,
    /// The share of the other's fixes in the overlap (of up to 200, evenly chosen) that lie within a nautical mile of where the
    /// hull was by one and the same time earlier or later, within a day. Near 1 it may be one ship with two clocks.
    pub same_way_share: f64,
    /// The valid IMO numbers that the identity gave, the most frequent first.
    pub imo_numbers: Vec<u32>,
    /// The names that the identity gave, the most frequent first; eight at most.
    pub names: Vec<String>,
    /// When the other hull was where `other_start` says: at its last fix before the start, or at the start.
    #[serde(serialize_with = "serialize_rfc3339")]
    pub other_start_time: Timestamp,
    /// Where the other hull was at the start.
    pub other_start: Position,
    /// Where the other hull was at the end, by its last fix until then.
    pub other_end: Position,
    /// Why the verdict is undetermined.
    pub reason: Option<super::UndeterminedReason>,
}

impl Tell for IdentityConflictEvidence {
    fn tell(&self, _: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.shared {
            SharedIdentity::Vessel => "two ships under one identity",
            SharedIdentity::Imo => "two ships with one IMO number",
        };
        write!(
            f,
            ": {what} for {:.1} h, {} alternations, {} of them impossible, {:.1} km apart (median)",
            self.overlap_h,
            self.alternations,
            self.impossible_alternations,
            self.median_distance_m / 1000.0
        )
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::VesselId;
    use crate::event::{EventId, EventKind, EventType, Moment, OtherShip, UndeterminedReason, Verdict};
    use crate::fix::timestamp;

    pub(in crate::event) fn identity_conflict() -> Event {
        let vessel = VesselId::new("123456789");
        let place = |lat_deg, lon_deg| Position::new(lat_deg, lon_deg).unwrap();
        let start = Moment { time_ms: 1_545_738_042_000, position: place(36.5, 130.0) };
        let end = Moment { time_ms: 1_545_760_542_000, position: place(37.0, 130.5) };
        let kind = EventKind::IdentityConflict(IdentityConflictEvidence {
            shared: SharedIdentity::Vessel,
            identity_kind: IdentityKind::Placeholder,
            overlap_h: 6.25,
            alternations: 40,
            impossible_alternations: 38,
            fixes: 60,
            other_fixes: 21,
            least_distance_m: 17_100_000.5,
            median_distance_m: 17_200_000.5,
            max_distance_m: 17_300_000.5,
            median_needed_speed_kn: 55_000.25,
            same_way_share: 0.125,
            imo_numbers: vec![9_074_729],
            names: vec!["선박".to_owned(), "SHIP".to_owned()],
            other_start_time: timestamp(1_545_738_042_000),
            other_start: place(-40.0, -75.0),
            other_end: place(-40.5, -75.5),
            reason: Some(UndeterminedReason::PlaceholderIdentity),
        });
        Event {
            id: EventId::of_two(EventType::IdentityConflict, &vessel, start, (&vessel, place(-40.0, -75.0))),
            other: Some(OtherShip { vessel: vessel.clone(), hull: 2 }),
            observed_h: 6.0,
            verdict: Some(Verdict::Undetermined),
            ..Event::between(&vessel, 1, start, end, kind)
        }
    }

    #[test]
    fn a_line_for_the_eye() {
        insta::assert_snapshot!(identity_conflict(), @"identity_conflict 123456789#1 and 123456789#2 2018-12-25T11:40:42Z to 2018-12-25T17:55:42Z, 6.2 h at 36.5000, 130.0000: two ships under one identity for 6.2 h, 40 alternations, 38 of them impossible, 17200.0 km apart (median)");
        let mut by_imo = identity_conflict();
        let EventKind::IdentityConflict(evidence) = &mut by_imo.kind else { unreachable!("it is a conflict") };
        evidence.shared = SharedIdentity::Imo;
        assert!(by_imo.to_string().contains(": two ships with one IMO number for 6.2 h"), "{by_imo}");
    }

    #[test]
    fn both_hulls_took_part_though_they_have_one_identity() {
        let event = identity_conflict();
        let hulls: Vec<u32> = event.hulls().map(|(_, hull)| hull).collect();
        assert_eq!(hulls, [1, 2]);
    }

    #[test]
    fn as_json() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&identity_conflict()).unwrap(), @r#"
        {
          "id": "30af31574d6667254d43c3bc1e7b5b60",
          "type": "identity_conflict",
          "mmsi": 123456789,
          "vessel": "123456789",
          "hull": 1,
          "other_mmsi": 123456789,
          "other_vessel": "123456789",
          "other_hull": 2,
          "start": "2018-12-25T11:40:42.000Z",
          "end": "2018-12-25T17:55:42.000Z",
          "duration_h": 6.25,
          "observed_h": 6.0,
          "lat": 36.5,
          "lon": 130.0,
          "start_lat": 36.5,
          "start_lon": 130.0,
          "end_lat": 37.0,
          "end_lon": 130.5,
          "verdict": "undetermined",
          "evidence": {
            "shared": "vessel",
            "identity_kind": "placeholder",
            "overlap_h": 6.25,
            "alternations": 40,
            "impossible_alternations": 38,
            "fixes": 60,
            "other_fixes": 21,
            "least_distance_m": 17100000.5,
            "median_distance_m": 17200000.5,
            "max_distance_m": 17300000.5,
            "median_needed_speed_kn": 55000.25,
            "same_way_share": 0.125,
            "imo_numbers": [
              9074729
            ],
            "names": [
              "선박",
              "SHIP"
            ],
            "other_start_time": "2018-12-25T11:40:42.000Z",
            "other_start": {
              "lat": -40.0,
              "lon": -75.0
            },
            "other_end": {
              "lat": -40.5,
              "lon": -75.5
            },
            "reason": "placeholder_identity"
          }
        }
        "#);
    }
}
