//! What each part does with its days.

use crate::Position;
use crate::geodesy::{bearing_deg, destination, distance_m};
use crate::scenario::cast::Role;
use crate::scenario::dice::Dice;
use crate::scenario::motion::{Activity, Helm, Motion};
use crate::scenario::waters::{ANCHORAGES, FLEET_GROUND, LANES, Lane, SOUTH_OF_JEJU, Waters, place};
use crate::units::MPS_PER_KN;

/// Drift of the sea's surface, one a day: bearing in degrees and speed in knots. Ships adrift share it, so that a fleet
/// keeps its distances.
pub(super) struct Currents(Vec<(f64, f64)>);

impl Currents {
    pub(super) fn draw(days: usize, dice: &mut Dice) -> Currents {
        Currents((0..days).map(|_| (dice.between(0.0, 360.0), dice.between(0.35, 0.7))).collect())
    }

    fn at(&self, time_s: f64) -> (f64, f64) {
        let day = (time_s / 86_400.0).max(0.0) as usize;
        self.0[day.min(self.0.len() - 1)]
    }
}

/// Everything that an itinerary is drawn from.
pub(super) struct Course<'a> {
    pub(super) dice: &'a mut Dice,
    pub(super) currents: &'a Currents,
    /// When the ship turns up, and when the scenario ends, in seconds.
    pub(super) from_s: f64,
    pub(super) until_s: f64,
    /// UTC hour of day at which the scenario starts.
    pub(super) hour_of_day: f64,
}

impl Course<'_> {
    /// The motion of a part. `companion` is the motion of the ship that the part names.
    pub(super) fn draw(mut self, role: Role, companion: Option<&Motion>) -> Motion {
        match (role, companion) {
            (Role::Squid(ground), _) => self.squid(ground),
            (Role::Trawl(ground), _) => self.trawl(ground),
            (Role::Longline(ground), _) => self.longline(ground),
            (Role::Carrier, _) => self.carrier(),
            (Role::Moored, _) => self.moored(),
            (Role::Roads, _) => self.in_roads(),
            (Role::Catcher { .. }, Some(carrier)) => self.catcher(carrier),
            (Role::Fleet { arrives_s, leaves_s, .. }, leader) => self.fleet(arrives_s, leaves_s, leader),
            (Role::PairTrawler { .. }, Some(mate)) => self.pair_trawler(mate),
            (Role::Transit | Role::Catcher { .. } | Role::PairTrawler { .. }, _) => self.transit(),
        }
    }

    fn helm(&self, at: Position) -> Helm {
        Helm::new(at, self.from_s, self.until_s)
    }

    fn helm_in(&mut self, waters: Waters) -> Helm {
        let at = waters.point(self.dice);
        self.helm(at)
    }

    /// The bearing to the farthest of a few points of a ground, so that the ship stays within it for a while.
    fn bearing_into(&mut self, ground: Waters, helm: &Helm) -> f64 {
        const POINTS: usize = 4;
        let points: [Position; POINTS] = std::array::from_fn(|_| ground.point(self.dice));
        let farthest =
            points.into_iter().max_by(|&a, &b| distance_m(helm.at(), a).total_cmp(&distance_m(helm.at(), b)));
        bearing_deg(helm.at(), farthest.unwrap_or(helm.at()))
    }

    fn transit(&mut self) -> Motion {
        let Lane { points, anchorage } = &LANES[self.dice.below(LANES.len())];
        let (north_deg, east_deg) = (self.dice.between(-0.04, 0.04), self.dice.between(-0.04, 0.04));
        let points: Vec<Position> = points.iter().map(|&(lat, lon)| place(lat + north_deg, lon + east_deg)).collect();
        let cruise_kn = self.dice.between(8.5, 17.0);
        let mut next = 1 + self.dice.below(points.len() - 1);
        let along = self.dice.unit() * distance_m(points[next - 1], points[next]);
        let mut helm = self.helm(destination(points[next - 1], bearing_deg(points[next - 1], points[next]), along));
        let mut outward = self.dice.chance(0.5);
        if !outward {
            next -= 1;
        }
        while !helm.is_done() {
            helm.sail_to(points[next], cruise_kn * self.dice.between(0.97, 1.03), Activity::UnderWay);
            match (outward, next) {
                (true, last) if last + 1 == points.len() => (outward, next) = (false, last - 1),
                (false, 0) => {
                    if let Some(anchorage) = anchorage.filter(|_| self.dice.chance(0.7)) {
                        helm.sail_to(anchorage.point(self.dice), 7.0, Activity::UnderWay);
                        self.lie_at_anchor(&mut helm);
                    }
                    (outward, next) = (true, 1);
                }
                (true, _) => next += 1,
                (false, _) => next -= 1,
            }
        }
        helm.finish()
    }

    /// Swings around the anchor for 6 to 16 hours.
    fn lie_at_anchor(&mut self, helm: &mut Helm) {
        let until_s = helm.time_s() + self.dice.between(6.0, 16.0) * 3600.0;
        let anchor = helm.at();
        while helm.time_s() < until_s {
            let swing = destination(anchor, self.dice.between(0.0, 360.0), self.dice.between(20.0, 110.0));
            helm.sail_to(swing, self.dice.between(0.05, 0.15), Activity::Anchored);
        }
    }

    /// At anchor in a roadstead from beginning to end.
    fn in_roads(&mut self) -> Motion {
        let berth = self.dice.pick(&ANCHORAGES).point(self.dice);
        let mut helm = self.helm(berth);
        while !helm.is_done() {
            self.lie_at_anchor(&mut helm);
        }
        helm.finish()
    }

    fn moored(&mut self) -> Motion {
        let berth = self.dice.pick(&ANCHORAGES).point(self.dice);
        let mut helm = self.helm(berth);
        helm.hold((self.until_s - self.from_s) / 3600.0 + 1.0, 0.0, self.dice.between(0.0, 360.0), Activity::Moored);
        helm.finish()
    }

    /// Lets the ship drift with the current until a time, in legs of a few hours.
    fn drift_until(&mut self, helm: &mut Helm, until_s: f64, activity: Activity) {
        while helm.time_s() < until_s {
            let (bearing_deg, speed_kn) = self.currents.at(helm.time_s());
            let hours = self.dice.between(1.5, 3.0).min((until_s - helm.time_s()) / 3600.0 + 0.01);
            let speed_kn = (speed_kn + self.dice.between(-0.08, 0.08)).clamp(0.2, 1.0);
            helm.hold(hours, speed_kn, bearing_deg + self.dice.normal(6.0), activity);
        }
    }

    /// Sails from point to point of a ground until a time. Near the time it holds its course, so that no hop is short.
    fn roam_until(&mut self, helm: &mut Helm, ground: Waters, until_s: f64, speeds_kn: (f64, f64), hop_h: (f64, f64)) {
        while until_s - helm.time_s() > 600.0 {
            let hours_left = (until_s - helm.time_s()) / 3600.0;
            let hours = match self.dice.between(hop_h.0, hop_h.1) {
                hop if hours_left < 1.6 * hop => hours_left,
                hop => hop,
            };
            let bearing_deg = self.bearing_into(ground, helm);
            helm.hold(hours, self.dice.between(speeds_kn.0, speeds_kn.1), bearing_deg, Activity::Fishing);
        }
    }

    fn squid(&mut self, ground: Waters) -> Motion {
        let mut helm = self.helm_in(ground);
        // Night over the East Sea: about 10:30 to 20:00 UTC.
        let mut day = ((helm.time_s() / 3600.0 + self.hour_of_day) / 24.0).floor();
        while !helm.is_done() {
            let midnight_s = (day * 24.0 - self.hour_of_day) * 3600.0;
            let dusk_s = midnight_s + self.dice.between(10.0, 11.2) * 3600.0;
            let dawn_s = midnight_s + self.dice.between(19.2, 20.4) * 3600.0;
            day += 1.0;
            if dusk_s - helm.time_s() > 1.5 * 3600.0 {
                self.roam_until(&mut helm, ground, dusk_s, (4.0, 7.0), (1.2, 3.0));
                self.drift_until(&mut helm, dawn_s, Activity::Fishing);
            } else {
                let until_s = dawn_s.max(helm.time_s() + 2.0 * 3600.0);
                self.roam_until(&mut helm, ground, until_s, (4.0, 7.0), (1.2, 3.0));
            }
        }
        helm.finish()
    }

    fn trawl(&mut self, ground: Waters) -> Motion {
        let mut helm = self.helm_in(ground);
        while !helm.is_done() {
            self.tow(&mut helm, ground);
            let (bearing_deg, _) = self.currents.at(helm.time_s());
            helm.hold(self.dice.between(0.35, 0.6), self.dice.between(0.5, 1.0), bearing_deg, Activity::Fishing);
            if self.dice.chance(0.25) {
                let target = ground.point(self.dice);
                helm.hold(1.0, self.dice.between(8.0, 9.5), bearing_deg_to(&helm, target), Activity::UnderWay);
            }
        }
        helm.finish()
    }

    /// A tow of two to four hours, in zigzags about its course.
    fn tow(&mut self, helm: &mut Helm, ground: Waters) {
        let until_s = helm.time_s() + self.dice.between(2.0, 4.0) * 3600.0;
        let mut side = 1.0;
        let bearing_deg = self.bearing_into(ground, helm);
        while helm.time_s() < until_s {
            let zigzag_deg = side * self.dice.between(5.0, 20.0);
            side = -side;
            let (hours, speed_kn) = (self.dice.between(0.5, 1.0), self.dice.between(3.1, 4.0));
            helm.hold(hours, speed_kn, bearing_deg + zigzag_deg, Activity::Fishing);
        }
    }

    fn longline(&mut self, ground: Waters) -> Motion {
        let mut helm = self.helm_in(ground);
        while !helm.is_done() {
            self.set_and_haul(&mut helm, ground);
        }
        helm.finish()
    }

    /// Sets at 7 to 9 knots, drifts beside the line, hauls at 3 to 4.5 knots, steams on.
    fn set_and_haul(&mut self, helm: &mut Helm, ground: Waters) {
        let hours = self.dice.between(2.5, 4.0);
        let bearing_deg = self.bearing_into(ground, helm);
        helm.hold(hours, self.dice.between(7.0, 9.0), bearing_deg, Activity::Fishing);
        let soaked_s = helm.time_s() + self.dice.between(4.0, 7.0) * 3600.0;
        self.drift_until(helm, soaked_s, Activity::Fishing);
        let hauled_s = helm.time_s() + self.dice.between(5.0, 8.0) * 3600.0;
        self.roam_until(helm, ground, hauled_s, (3.1, 4.5), (1.0, 2.0));
        let target = ground.point(self.dice);
        helm.sail_to(target, self.dice.between(8.0, 9.0), Activity::UnderWay);
    }

    fn carrier(&mut self) -> Motion {
        let mut helm = self.helm_in(SOUTH_OF_JEJU);
        while !helm.is_done() {
            let until_s = helm.time_s() + self.dice.between(26.0, 44.0) * 3600.0;
            self.drift_until(&mut helm, until_s, Activity::Drifting);
            let target = SOUTH_OF_JEJU.point(self.dice);
            let bearing_deg = bearing_deg_to(&helm, target);
            helm.hold(self.dice.between(2.0, 4.0), self.dice.between(10.0, 13.0), bearing_deg, Activity::UnderWay);
        }
        helm.finish()
    }

    /// Fishes south of Jeju, comes alongside the carrier for 3.5 to 6 hours, and fishes on.
    fn catcher(&mut self, carrier: &Motion) -> Motion {
        let mut helm = self.helm_in(SOUTH_OF_JEJU);
        let meet_s = self.from_s + self.dice.between(0.1, 0.7) * (self.until_s - self.from_s);
        while helm.time_s() < meet_s {
            self.set_and_haul(&mut helm, SOUTH_OF_JEJU);
        }
        helm.come_alongside(carrier, self.dice.between(60.0, 160.0), self.dice.between(7.0, 9.0));
        let leave_s = helm.time_s() + self.dice.between(3.5, 6.0) * 3600.0;
        helm.keep_with(carrier, leave_s);
        while !helm.is_done() {
            self.set_and_haul(&mut helm, SOUTH_OF_JEJU);
        }
        helm.finish()
    }

    /// Turns up an hour or two before, lies near the leader for the night, and roams until the end.
    fn fleet(&mut self, arrives_s: f64, leaves_s: f64, leader: Option<&Motion>) -> Motion {
        let (beside_deg, beside_m) = (self.dice.between(0.0, 360.0), self.dice.between(40.0, 180.0));
        let berth = match leader {
            Some(leader) => destination(leader.position_at(arrives_s), beside_deg, beside_m),
            None => FLEET_GROUND.point(self.dice),
        };
        let (speed_kn, hours) = (self.dice.between(5.0, 7.0), self.dice.between(1.0, 2.0));
        let start = destination(berth, self.dice.between(0.0, 360.0), speed_kn * MPS_PER_KN * hours * 3600.0);
        self.from_s = arrives_s - hours * 3600.0;
        let mut helm = self.helm(start);
        helm.sail_to(berth, speed_kn, Activity::Fishing);
        match leader {
            Some(leader) => helm.keep_with(leader, leaves_s),
            None => self.drift_until(&mut helm, leaves_s, Activity::Fishing),
        }
        while !helm.is_done() {
            self.roam_until(&mut helm, FLEET_GROUND, self.until_s + 3600.0, (4.0, 7.0), (1.2, 3.0));
        }
        helm.finish()
    }

    /// Tows 250 to 380 m beside its mate.
    fn pair_trawler(&mut self, mate: &Motion) -> Motion {
        let (bearing_deg, beside_m) = (self.dice.between(0.0, 360.0), self.dice.between(250.0, 380.0));
        self.from_s = self.from_s.max(mate.start_s());
        let mut helm = self.helm(destination(mate.position_at(self.from_s), bearing_deg, beside_m));
        helm.keep_with(mate, self.until_s + 3600.0);
        helm.finish()
    }
}

fn bearing_deg_to(helm: &Helm, target: Position) -> f64 {
    bearing_deg(helm.at(), target)
}
