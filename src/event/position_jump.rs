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
    /// The share of the run's fixes within a nautical mile of a fix that the hull has at another time within a day.
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
        insta::assert_snapshot!(position_jump(), @"");
        let mut alone = position_jump();
        let EventKind::PositionJump(evidence) = &mut alone.kind else { unreachable!("it is a jump") };
        (evidence.others_at_place, evidence.others_with_shift) = (0, 0);
        evidence.reason = Some(UndeterminedReason::NotShared);
        assert!(alone.to_string().ends_with("back at 360 kn"), "{alone}");
    }

    #[test]
    fn as_json() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&position_jump()).unwrap(), @"");
    }
}
