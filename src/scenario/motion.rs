//! How a ship truly moves: legs of constant speed on great circles, free of noise.

use crate::Position;
use crate::geodesy::{bearing_deg, destination, distance_m};
use crate::units::{METRES_PER_NM, MPS_PER_KN};

/// What a ship does on a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Activity {
    UnderWay,
    Fishing,
    Drifting,
    Anchored,
    Moored,
}

/// A stretch of constant speed from a place along a great circle. Times are seconds since the start of the scenario.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg {
    pub(super) start_s: f64,
    pub(super) end_s: f64,
    pub(super) from: Position,
    pub(super) bearing_deg: f64,
    pub(super) speed_kn: f64,
    pub(super) activity: Activity,
}

/// Legs one after the other, without holes between them.
#[derive(Clone, Debug)]
pub(super) struct Motion {
    legs: Vec<Leg>,
}

/// Legs are drawn well away from this speed, on either side.
pub(super) const SLOW_BELOW_KN: f64 = 2.0;

impl Leg {
    pub(super) fn position_at(&self, time_s: f64) -> Position {
        destination(self.from, self.bearing_deg, self.speed_kn * MPS_PER_KN * (time_s - self.start_s))
    }

    pub(super) fn is_slow(&self) -> bool {
        self.speed_kn < SLOW_BELOW_KN
    }
}

impl Motion {
    pub(super) fn start_s(&self) -> f64 {
        self.legs[0].start_s
    }

    pub(super) fn end_s(&self) -> f64 {
        self.legs[self.legs.len() - 1].end_s
    }

    pub(super) fn legs(&self) -> &[Leg] {
        &self.legs
    }

    pub(super) fn leg_at(&self, time_s: f64) -> &Leg {
        let after = self.legs.partition_point(|leg| leg.start_s <= time_s);
        &self.legs[after.saturating_sub(1)]
    }

    pub(super) fn position_at(&self, time_s: f64) -> Position {
        self.leg_at(time_s).position_at(time_s)
    }

    /// The stretches in which the ship is slow without a break.
    pub(super) fn slow_spans_s(&self) -> Vec<(f64, f64)> {
        let mut spans: Vec<(f64, f64)> = Vec::new();
        for leg in self.legs.iter().filter(|leg| leg.is_slow()) {
            match spans.last_mut() {
                Some(last) if last.1 == leg.start_s => last.1 = leg.end_s,
                _ => spans.push((leg.start_s, leg.end_s)),
            }
        }
        spans
    }
}

/// Lays down legs one after the other until the scenario's end is reached.
pub(super) struct Helm {
    legs: Vec<Leg>,
    at: Position,
    time_s: f64,
    until_s: f64,
}

impl Helm {
    pub(super) fn new(at: Position, start_s: f64, until_s: f64) -> Helm {
        Helm { legs: Vec::new(), at, time_s: start_s, until_s }
    }

    pub(super) fn is_done(&self) -> bool {
        self.time_s >= self.until_s
    }

    pub(super) fn time_s(&self) -> f64 {
        self.time_s
    }

    pub(super) fn at(&self) -> Position {
        self.at
    }

    /// Sails to a place at this speed.
    pub(super) fn sail_to(&mut self, target: Position, speed_kn: f64, activity: Activity) {
        let seconds = distance_m(self.at, target) / (speed_kn * MPS_PER_KN);
        self.hold(seconds / 3600.0, speed_kn, bearing_deg(self.at, target), activity);
    }

    /// Keeps a course and speed for some hours.
    pub(super) fn hold(&mut self, hours: f64, speed_kn: f64, bearing_deg: f64, activity: Activity) {
        let seconds = hours * 3600.0;
        if seconds < 1.0 {
            return;
        }
        let end_s = self.time_s + seconds;
        let leg = Leg { start_s: self.time_s, end_s, from: self.at, bearing_deg, speed_kn, activity };
        self.at = leg.position_at(end_s);
        self.time_s = end_s;
        self.legs.push(leg);
    }

    /// Moves as another ship does, from wherever this one is, until a time.
    pub(super) fn keep_with(&mut self, other: &Motion, until_s: f64) {
        while self.time_s < until_s {
            let leg = other.leg_at(self.time_s);
            let end_s = if leg.end_s > self.time_s { leg.end_s.min(until_s) } else { until_s };
            self.hold(((end_s - self.time_s) / 3600.0).max(0.001), leg.speed_kn, leg.bearing_deg, leg.activity);
        }
    }

    /// Sails to a place beside another ship, to be there when it is.
    pub(super) fn come_alongside(&mut self, other: &Motion, beside_m: f64, speed_kn: f64) {
        let beside = |time_s: f64| destination(other.position_at(time_s), 90.0, beside_m);
        let mut arrival_s = self.time_s;
        // The other drifts at a tenth of this speed, so each round leaves a tenth of the error.
        for _ in 0..12 {
            arrival_s = self.time_s + distance_m(self.at, beside(arrival_s)) / (speed_kn * MPS_PER_KN);
        }
        self.sail_to(beside(arrival_s), speed_kn, Activity::UnderWay);
    }

    /// # Panics
    /// When not a single leg was laid.
    pub(super) fn finish(self) -> Motion {
        assert!(!self.legs.is_empty(), "a motion has at least one leg");
        Motion { legs: self.legs }
    }
}

/// How far the second of two reported places lies beyond what dead reckoning from the first allows at this speed, with
/// a quarter of an hour added to the time, in metres; negative when it lies within.
pub(super) fn beyond_reach_m(from: &Leg, from_at: Position, to: Position, seconds: f64, excess_kn: f64) -> f64 {
    let reckoned = destination(from_at, from.bearing_deg, from.speed_kn * MPS_PER_KN * seconds);
    distance_m(reckoned, to) - excess_kn * (seconds / 3600.0 + 0.25) * METRES_PER_NM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_join_and_slow_spans_merge() {
        let start = Position::new(36.0, 131.0).unwrap();
        let mut helm = Helm::new(start, 0.0, 36_000.0);
        helm.hold(1.0, 8.0, 90.0, Activity::UnderWay);
        helm.hold(2.0, 0.5, 10.0, Activity::Drifting);
        helm.hold(1.0, 0.7, 200.0, Activity::Drifting);
        helm.hold(1.0, 9.0, 0.0, Activity::UnderWay);
        let motion = helm.finish();
        assert_eq!(motion.slow_spans_s(), [(3_600.0, 14_400.0)]);
        for joint_s in [3_600.0, 10_800.0, 14_400.0] {
            let step_m = distance_m(motion.position_at(joint_s - 1e-3), motion.position_at(joint_s));
            assert!(step_m < 0.1, "{step_m} m at {joint_s}");
        }
        assert!((distance_m(start, motion.position_at(1_800.0)) - 4.0 * METRES_PER_NM).abs() < 1.0);
    }

    #[test]
    fn a_ship_arrives_beside_one_that_drifts() {
        let mut helm = Helm::new(Position::new(32.0, 126.0).unwrap(), 0.0, 1e6);
        helm.hold(60.0, 0.8, 45.0, Activity::Drifting);
        let carrier = helm.finish();
        let mut helm = Helm::new(Position::new(32.5, 126.5).unwrap(), 0.0, 1e6);
        helm.come_alongside(&carrier, 120.0, 8.0);
        let arrival_s = helm.time_s();
        helm.keep_with(&carrier, arrival_s + 4.0 * 3600.0);
        let guest = helm.finish();
        for hours in 0..4 {
            let time_s = arrival_s + f64::from(hours) * 3600.0;
            let apart_m = distance_m(carrier.position_at(time_s), guest.position_at(time_s));
            assert!((apart_m - 120.0).abs() < 5.0, "{apart_m} m after {hours} h");
        }
    }
}
