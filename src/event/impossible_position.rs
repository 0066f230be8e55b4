//! What is known about positions where no ship can be.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::event::Tell;
use crate::{Event, IdentityKind};

/// Why a position is impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ImpossibleCause {
    /// Exactly at 0° N 0° E, which a receiver sends that has no position.
    NoPosition,
    /// The position stands still while the speed says under way.
    Frozen,
    /// Far inland, where no other ship is heard, right after or before the same identity is heard at sea.
    OnLand,
}

/// What is known about positions where no ship can be. The event starts and ends with the fixes that have them; its position
/// is the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ImpossiblePositionEvidence {
    /// Why they are impossible.
    pub cause: ImpossibleCause,
    /// What the identity is worth: whether it can be a ship's own at all.
    pub identity_kind: IdentityKind,
    /// How many fixes have such a position.
    pub fixes: u32,
    /// Frozen positions: the median reported speed, in knots.
    pub reported_speed_kn: Option<f64>,
    /// Frozen positions: how far the reported speeds would have brought the ship, in metres.
    pub reported_way_m: Option<f64>,
    /// Positions on land: the least distance inland, in metres.
    pub inland_m: Option<f64>,
    /// Other vessels that show the same at the same time: positions on land within 20 km or so, the others anywhere.
    pub others: u32,
    /// Why the verdict is undetermined.
    pub reason: Option<super::UndeterminedReason>,
}

impl Tell for ImpossiblePositionEvidence {
    fn tell(&self, _: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fixes = self.fixes;
        match (self.cause, self.reported_speed_kn, self.inland_m) {
            (ImpossibleCause::Frozen, Some(speed_kn), _) => {
                write!(f, ": {fixes} fixes at one place, at {speed_kn:.1} kn as reported")?;
            }
            (ImpossibleCause::OnLand, _, Some(inland_m)) => {
                write!(f, ": {fixes} fixes at least {:.0} km inland", inland_m / 1000.0)?;
            }
            _ => write!(f, ": {fixes} fixes without a position")?,
        }
        match self.others {
            0 => Ok(()),
            others => write!(f, ", as {others} others"),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::event::{EventKind, Moment, UndeterminedReason, Verdict};
    use crate::{Position, VesselId};

    pub(in crate::event) fn impossible_position(cause: ImpossibleCause) -> Event {
        let place = Position::new(36.5, 127.5).unwrap();
        let moment = |time_ms| Moment { time_ms, position: place };
        let is = |wanted: ImpossibleCause, value: f64| (cause == wanted).then_some(value);
        let kind = EventKind::ImpossiblePosition(ImpossiblePositionEvidence {
            cause,
            identity_kind: IdentityKind::Allocated,
            fixes: 12,
            reported_speed_kn: is(ImpossibleCause::Frozen, 9.5),
            reported_way_m: is(ImpossibleCause::Frozen, 35_188.0),
            inland_m: is(ImpossibleCause::OnLand, 71_234.5),
            others: u32::from(cause == ImpossibleCause::OnLand),
            reason: Some(UndeterminedReason::NotShared),
        });
        let (start, end) = (moment(1_545_738_042_000), moment(1_545_745_242_000));
        let event = Event::between(&VesselId::new("440123456"), 0, start, end, kind);
        Event { verdict: Some(Verdict::Undetermined), ..event }
    }

    #[test]
    fn a_line_for_the_eye() {
        insta::assert_snapshot!(impossible_position(ImpossibleCause::NoPosition), @"impossible_position 440123456#0 2018-12-25T11:40:42Z to 2018-12-25T13:40:42Z, 2.0 h at 36.5000, 127.5000: 12 fixes without a position");
        insta::assert_snapshot!(impossible_position(ImpossibleCause::Frozen), @"impossible_position 440123456#0 2018-12-25T11:40:42Z to 2018-12-25T13:40:42Z, 2.0 h at 36.5000, 127.5000: 12 fixes at one place, at 9.5 kn as reported");
        insta::assert_snapshot!(impossible_position(ImpossibleCause::OnLand), @"impossible_position 440123456#0 2018-12-25T11:40:42Z to 2018-12-25T13:40:42Z, 2.0 h at 36.5000, 127.5000: 12 fixes at least 71 km inland, as 1 others");
    }

    #[test]
    fn as_json() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&impossible_position(ImpossibleCause::Frozen)).unwrap(), @r#"
        {
          "id": "eaa05231a08b99b380e6fc6ab957d0ab",
          "type": "impossible_position",
          "mmsi": 440123456,
          "vessel": "440123456",
          "hull": 0,
          "start": "2018-12-25T11:40:42.000Z",
          "end": "2018-12-25T13:40:42.000Z",
          "duration_h": 2.0,
          "observed_h": 2.0,
          "lat": 36.5,
          "lon": 127.5,
          "start_lat": 36.5,
          "start_lon": 127.5,
          "end_lat": 36.5,
          "end_lon": 127.5,
          "verdict": "undetermined",
          "evidence": {
            "cause": "frozen",
            "identity_kind": "allocated",
            "fixes": 12,
            "reported_speed_kn": 9.5,
            "reported_way_m": 35188.0,
            "inland_m": null,
            "others": 0,
            "reason": "not_shared"
          }
        }
        "#);
    }
}
