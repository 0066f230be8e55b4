//! What is known about positions that jump away and return.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::event::Tell;
use crate::{Event, Fix, IdentityKind};

/// What is known about a run of positions that jumps away from a hull and returns. The event starts and ends with the run;
/// its position is the first of the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PositionJumpEvidence {
    /// What the identity is worth: whether it can be a ship's own at all.
    pub identity_kind: IdentityKind,
    /// The hull's last fix before the jump.
    pub off: Fix,
    /// The hull's first fix after it.
    pub on: Fix,
    /// How many fixes jumped.
    pub fixes: u32,
    /// From the hull's last fix to the first that jumped: a WGS84 geodesic in metres.
    pub distance_m: f64,
    /// The speed that this would have taken, in knots; times are counted to the second.
    pub implied_speed_kn: f64,
    /// From the last fix that jumped back to the hull's next, in metres.
    pub return_distance_m: f64,
    /// The speed that this would have taken, in knots; times are counted to the second.
    pub return_speed_kn: f64,
    /// From where the hull was on its way between `off` and `on` to the first fix that jumped, in metres.
    pub shift_m: f64,
    /// The direction of that shift, in degrees clockwise from true north.
    pub shift_deg: f64,
    /// The largest distance between a fix of the run and its first, in metres.
    pub spread_m: f64,
    /// Other vessels of which fixes were set aside at the same place within the hour.
    pub others_at_place: u32,
    /// Other vessels of which fixes were shifted by the same distance and direction within the hour.
    pub others_with_shift: u32,
    /// The share of the run's fixes that lie within a nautical mile of where the hull was by one and the same time earlier or
    /// later, within a day.
    pub same_way_share: f64,
    /// How far inland the first of the run lies, in metres: 0 at sea, `None` without a coastline.
    pub inland_m: Option<f64>,
    /// Why the verdict is undetermined.
    pub reason: Option<super::UndeterminedReason>,
}

impl Tell for PositionJumpEvidence {
    fn tell(&self, _: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            ": {} fixes {:.1} km away, {:.0} kn implied, back at {:.0} kn",
            self.fixes,
            self.distance_m / 1000.0,
            self.implied_speed_kn,
            self.return_speed_kn
        )?;
        match self.others_at_place.max(self.others_with_shift) {
            0 => Ok(()),
            others => write!(f, ", shared by {others} others"),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::event::{EventKind, UndeterminedReason, Verdict};
    use crate::{Position, VesselId};

    pub(in crate::event) fn position_jump() -> Event {
        let vessel = VesselId::new("440123456");
        let fix = |minutes: i64, lat_deg, lon_deg| {
            Fix::at_ms(1_545_738_042_000 + minutes * 60_000, Position::new(lat_deg, lon_deg).unwrap())
        };
        let (first, last) = (fix(10, 44.5, 33.5), fix(40, 44.5, 33.5));
        let kind = EventKind::PositionJump(PositionJumpEvidence {
            identity_kind: IdentityKind::Allocated,
            off: fix(0, 43.5, 33.5).with_sog_kn(9.5),
            on: fix(50, 43.5, 33.5),
            fixes: 4,
            distance_m: 111_100.5,
            implied_speed_kn: 359.9,
            return_distance_m: 111_100.5,
            return_speed_kn: 359.9,
            shift_m: 111_100.5,
            shift_deg: 0.0,
            spread_m: 12.5,
            others_at_place: 3,
            others_with_shift: 1,
            same_way_share: 0.0,
            inland_m: Some(1_250.0),
            reason: None,
        });
        let event = Event::between(&vessel, 0, (&first).into(), (&last).into(), kind);
        Event { verdict: Some(Verdict::SharedByOthers), ..event }
    }

    #[test]
    fn a_line_for_the_eye() {
        insta::assert_snapshot!(position_jump(), @"position_jump 440123456#0 2018-12-25T11:50:42Z to 2018-12-25T12:20:42Z, 0.5 h at 44.5000, 33.5000: 4 fixes 111.1 km away, 360 kn implied, back at 360 kn, shared by 3 others");
        let mut alone = position_jump();
        let EventKind::PositionJump(evidence) = &mut alone.kind else { unreachable!("it is a jump") };
        (evidence.others_at_place, evidence.others_with_shift) = (0, 0);
        evidence.reason = Some(UndeterminedReason::NotShared);
        assert!(alone.to_string().ends_with("back at 360 kn"), "{alone}");
    }

    #[test]
    fn as_json() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&position_jump()).unwrap(), @r#"
        {
          "id": "b62dee646f6155d84e7c7cbb09309ce4",
          "type": "position_jump",
          "mmsi": 440123456,
          "vessel": "440123456",
          "hull": 0,
          "start": "2018-12-25T11:50:42.000Z",
          "end": "2018-12-25T12:20:42.000Z",
          "duration_h": 0.5,
          "observed_h": 0.5,
          "lat": 44.5,
          "lon": 33.5,
          "start_lat": 44.5,
          "start_lon": 33.5,
          "end_lat": 44.5,
          "end_lon": 33.5,
          "verdict": "shared_by_others",
          "evidence": {
            "identity_kind": "allocated",
            "off": {
              "time": "2018-12-25T11:40:42.000Z",
              "lat": 43.5,
              "lon": 33.5,
              "sog_kn": 9.5,
              "cog_deg": null,
              "heading_deg": null,
              "status": null
            },
            "on": {
              "time": "2018-12-25T12:30:42.000Z",
              "lat": 43.5,
              "lon": 33.5,
              "sog_kn": null,
              "cog_deg": null,
              "heading_deg": null,
              "status": null
            },
            "fixes": 4,
            "distance_m": 111100.5,
            "implied_speed_kn": 359.9,
            "return_distance_m": 111100.5,
            "return_speed_kn": 359.9,
            "shift_m": 111100.5,
            "shift_deg": 0.0,
            "spread_m": 12.5,
            "others_at_place": 3,
            "others_with_shift": 1,
            "same_way_share": 0.0,
            "inland_m": 1250.0,
            "reason": null
          }
        }
        "#);
    }
}
