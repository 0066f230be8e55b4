//! What a ship can do between two fixes: reach and likelihood of a step.

use crate::geodesy::{UnitVector, lon_between_deg};
use crate::track::TrackParams;
use crate::units::MPS_PER_KN;
use crate::{EARTH_RADIUS_M, Fix};

/// No ship makes more knots: the fastest ferries make 58 (HSC Francisco, 2013). A speed over ground above it is taken as not
/// reported.
pub(crate) const FASTEST_SHIP_KN: f64 = 60.0;
/// Dead reckoning is worth something for this long when tracks compete for a fix, in seconds.
const RECKONING_S: f64 = 3.0 * 3600.0;
/// Scatter of a position around dead reckoning: at no time, and its growth (10 kn).
const SCATTER_M: f64 = 100.0;
const SCATTER_GROWTH_MPS: f64 = 10.0 * MPS_PER_KN;
/// A difference of velocity counts like the distance it makes in this time, in seconds.
const VELOCITY_MEMORY_S: f64 = 120.0;

/// The limits of what a ship can do, in metres and seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    excess_mps: f64,
    excess_unknown_mps: f64,
    allowance_ms: i64,
    /// Places no farther apart than this are one place, in metres.
    one_place_m: f64,
}

impl Limits {
    pub(crate) fn new(params: &TrackParams) -> Limits {
        Limits {
            excess_mps: params.max_excess_speed_kn * MPS_PER_KN,
            excess_unknown_mps: params.max_excess_speed_unknown_kn * MPS_PER_KN,
            allowance_ms: (params.time_allowance_min * 60_000.0).round() as i64,
            one_place_m: params.same_time_distance_m,
        }
    }

    /// How many degrees of a great circle every ship can make in this time: an exact step within it needs no judging.
    pub(crate) fn sure_deg(&self, span_ms: i64) -> f64 {
        let excess_mps = self.excess_mps.min(self.excess_unknown_mps);
        let possible_m = excess_mps * 1e-3 * (span_ms + self.allowance_ms) as f64;
        possible_m.min(self.fastest_m(span_ms)) / EARTH_RADIUS_M.to_radians()
    }

    /// Metres that no ship exceeds in this time, an error of positions and times included.
    fn fastest_m(&self, span_ms: i64) -> f64 {
        self.one_place_m + FASTEST_SHIP_KN * MPS_PER_KN * 1e-3 * span_ms as f64
    }

    /// Metres beyond dead reckoning that are still possible.
    fn reach_m(&self, reckoned: bool, span_ms: i64) -> f64 {
        let excess_mps = if reckoned { self.excess_mps } else { self.excess_unknown_mps };
        excess_mps * (span_ms + self.allowance_ms) as f64 / 1000.0
    }
}

/// A fix as a point on the unit sphere that moves.
///
/// What one fix is to another is worked out from the difference of their longitudes alone: the same ships somewhere else
/// along their parallels give the same numbers to the last bit, and of two tracks that fit equally well the same one wins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Motion {
    pub(crate) time_ms: i64,
    sin_phi: f64,
    cos_phi: f64,
    lon_deg: f64,
    /// East and north part of the direction of the course; zero when speed or course is not known.
    east: f64,
    north: f64,
    speed_mps: f64,
    /// Whether speed and course are known.
    reckoned: bool,
}

/// A place on the unit sphere and the unit tangent of the course there, in axes whose x lies on the meridian of a fix.
#[derive(Clone, Copy)]
struct Sight {
    place: UnitVector,
    course: UnitVector,
}

impl Sight {
    /// The place after sailing this angle along the course.
    fn ahead(&self, angle_rad: f64) -> UnitVector {
        let (sin, cos) = angle_rad.sin_cos();
        self.place * cos + self.course * sin
    }
}

impl Motion {
    pub(crate) fn new(fix: &Fix) -> Motion {
        let (sin_phi, cos_phi) = fix.position.lat_deg().to_radians().sin_cos();
        let still = Motion {
            time_ms: fix.time_ms,
            sin_phi,
            cos_phi,
            lon_deg: fix.position.lon_deg(),
            east: 0.0,
            north: 0.0,
            speed_mps: 0.0,
            reckoned: false,
        };
        match (fix.sog_kn().filter(|&sog_kn| sog_kn <= FASTEST_SHIP_KN), fix.cog_deg()) {
            (Some(sog_kn), Some(cog_deg)) => {
                let (east, north) = cog_deg.to_radians().sin_cos();
                Motion { east, north, speed_mps: sog_kn * MPS_PER_KN, reckoned: true, ..still }
            }
            _ => still,
        }
    }

    /// This fix from a meridian so far west of it.
    fn sight(&self, lambda_deg: f64) -> Sight {
        let Motion { sin_phi, cos_phi, east, north, .. } = *self;
        let (sin_lambda, cos_lambda) = lambda_deg.to_radians().sin_cos();
        Sight {
            place: UnitVector { x: cos_phi * cos_lambda, y: cos_phi * sin_lambda, z: sin_phi },
            course: UnitVector {
                x: -north * sin_phi * cos_lambda - east * sin_lambda,
                y: -north * sin_phi * sin_lambda + east * cos_lambda,
                z: north * cos_phi,
            },
        }
    }

    /// This fix and another, from the meridian of this one.
    fn sights(&self, to: &Motion) -> (Sight, Sight) {
        (self.sight(0.0), to.sight(lon_between_deg(self.lon_deg, to.lon_deg)))
    }

    /// Whether a ship that was here can be there at its later time: whether that lies within
    /// `excess speed x (time + allowance)` of the way of dead reckoning, from where the ship was to where its speed
    /// and course would have brought it. A ship that stops or turns back is as possible as one that goes on.
    pub(crate) fn can_reach(&self, to: &Motion, limits: &Limits) -> bool {
        let span_ms = to.time_ms - self.time_ms;
        let reach_rad = limits.reach_m(self.reckoned, span_ms) / EARTH_RADIUS_M;
        let (here, there) = self.sights(to);
        let chord2 = here.place.chord2(there.place);
        if chord2 <= chord2_from_rad(reach_rad) {
            return true;
        }
        let way_rad = (self.speed_mps * span_ms as f64 / 1000.0 / EARTH_RADIUS_M).min(std::f64::consts::PI);
        if way_rad == 0.0 || chord2 > chord2_from_rad(reach_rad + way_rad) {
            return false;
        }
        let abeam_rad = there.place.dot(here.course).atan2(there.place.dot(here.place)).clamp(0.0, way_rad);
        let within_reach = |angle_rad| here.ahead(angle_rad).chord2(there.place) <= chord2_from_rad(reach_rad);
        within_reach(abeam_rad) || within_reach(way_rad)
    }

    /// Whether a later fix is farther away than any ship sails in the time, even if places and times are a little wrong.
    ///
    /// Over short steps this is the narrower test, since the allowance of [`can_reach`](Motion::can_reach) is 15 minutes at
    /// full speed: 8 miles in a minute are within that reach.
    pub(crate) fn outruns(&self, to: &Motion, limits: &Limits) -> bool {
        let (here, there) = self.sights(to);
        let fastest_rad = limits.fastest_m(to.time_ms - self.time_ms) / EARTH_RADIUS_M;
        here.place.chord2(there.place) > chord2_from_rad(fastest_rad)
    }

    /// How badly a later fix fits this one, in metres; the least wins.
    ///
    /// With d the distance from dead reckoning and s its scatter, which grows with time, it is s + d² / 2s. That orders
    /// candidates by their likelihood under a Student t distribution with 2 degrees of freedom in the plane,
    /// 1 / s² (1 + d² / 2s²)⁻²: a ship heard a moment ago beats one that was silent for long and could be anywhere,
    /// and a fix far out does not count for more than it is worth.
    pub(crate) fn misfit_m(&self, to: &Motion) -> f64 {
        let span_s = (to.time_ms - self.time_ms) as f64 / 1000.0;
        let (here, there) = self.sights(to);
        let expected = here.ahead(self.speed_mps * span_s.min(RECKONING_S) / EARTH_RADIUS_M);
        let mut d2 = expected.chord2(there.place) * EARTH_RADIUS_M * EARTH_RADIUS_M;
        if self.reckoned && to.reckoned {
            let velocity = here.course * self.speed_mps - there.course * to.speed_mps;
            d2 += velocity.dot(velocity) * VELOCITY_MEMORY_S * VELOCITY_MEMORY_S;
        }
        let scatter_m = SCATTER_M + SCATTER_GROWTH_MPS * span_s;
        scatter_m + d2 / (2.0 * scatter_m)
    }
}

/// The squared chord of an angle, for angles up to a half turn; all of the sphere beyond.
fn chord2_from_rad(angle_rad: f64) -> f64 {
    let half_chord = (angle_rad / 2.0).min(std::f64::consts::FRAC_PI_2).sin();
    4.0 * half_chord * half_chord
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Position;
    use crate::geodesy::destination;

    const HOUR_MS: i64 = 3_600_000;

    fn reaches(from: Fix, to: Fix) -> bool {
        Motion::new(&from).can_reach(&Motion::new(&to), &Limits::new(&TrackParams::default()))
    }

    fn sail(from: Fix, bearing_deg: f64, nautical_miles: f64) -> Fix {
        Fix::at_ms(from.time_ms + HOUR_MS, destination(from.position, bearing_deg, nautical_miles * 1852.0))
    }

    #[test]
    fn a_step_may_exceed_dead_reckoning_by_the_limit_and_no_more() {
        for (lat, lon) in [(0.0, 0.0), (55.0, 179.99), (-89.9, 10.0)] {
            let unknown = Fix::at_ms(0, Position::new(lat, lon).unwrap());
            let known = unknown.with_sog_kn(20.0).with_cog_deg(90.0);
            // Speed or course not known: 40 kn x 1.25 h = 50 nm, whatever the bearing.
            for bearing in [0.0, 90.0, 200.0] {
                assert!(reaches(unknown, sail(unknown, bearing, 49.9)));
                assert!(!reaches(unknown, sail(unknown, bearing, 50.1)));
                assert!(!reaches(unknown.with_sog_kn(61.0).with_cog_deg(90.0), sail(unknown, bearing, 50.1)));
            }
            // Known: 25 kn x 1.25 h = 31.25 nm from any place of the 20 nm ahead.
            assert!(reaches(known, sail(known, 90.0, 51.2)));
            assert!(!reaches(known, sail(known, 90.0, 51.3)));
            assert!(reaches(known, sail(known, 270.0, 31.2)));
            assert!(!reaches(known, sail(known, 270.0, 31.3)));
            let abeam = |miles| {
                let halfway = Fix { time_ms: 0, ..sail(known, 90.0, 10.0) };
                sail(halfway, crate::geodesy::bearing_deg(halfway.position, known.position) + 90.0, miles)
            };
            assert!(reaches(known, abeam(31.2)));
            assert!(!reaches(known, abeam(31.35)));
        }
    }

    #[test]
    fn what_is_sure_is_possible() {
        let limits = Limits::new(&TrackParams::default());
        let start = Fix::at_ms(0, Position::new(0.0, 0.0).unwrap()).with_sog_kn(3.0).with_cog_deg(180.0);
        for span_ms in [1, 60_000, HOUR_MS, 100 * HOUR_MS] {
            let there = Fix::at_ms(span_ms, Position::new(limits.sure_deg(span_ms) * 0.999_999, 0.0).unwrap());
            assert!(reaches(start, there));
        }
    }

    #[test]
    fn a_silent_track_does_not_outbid_an_active_one() {
        let place = |lat, lon| Position::new(lat, lon).unwrap();
        let active = Motion::new(&Fix::at_ms(10 * HOUR_MS - 10_000, place(10.0, 0.0)));
        let silent = Motion::new(&Fix::at_ms(0, place(10.02, 0.0)));
        let fix = Motion::new(&Fix::at_ms(10 * HOUR_MS, place(10.02, 0.0)));
        assert!(active.misfit_m(&fix) < silent.misfit_m(&fix));
    }
}
