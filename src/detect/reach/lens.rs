//! Where a silent ship can be at an instant: near enough to OFF, and near enough to ON.

use std::f64::consts::PI;

use super::silence::Silence;
use crate::geodesy::distance_m;

/// The two distances within which the ship is at an instant, in metres; from ON none where there is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lens {
    pub(super) from_off_m: f64,
    pub(super) from_on_m: Option<f64>,
    /// How far apart the two ends are.
    ends_apart_m: f64,
}

impl Silence<'_> {
    /// Where it can be at a time, or within a distance of it.
    pub(super) fn lens(&self, time_ms: i64, within_m: f64) -> Lens {
        let reach_m = |span_ms: i64| self.m_per_ms() * span_ms.max(0) as f64 + within_m;
        Lens {
            from_off_m: reach_m(time_ms - self.start_ms),
            from_on_m: self.on.map(|_| reach_m(self.end_ms - time_ms)),
            ends_apart_m: self.on.map_or(0.0, |on| distance_m(self.off, on)),
        }
    }
}

impl Lens {
    /// Its area in square metres, by the circles of the plane: two of radii r and s whose middles are d apart share
    /// r² acos((d² + r² - s²) / 2dr) + s² acos((d² + s² - r²) / 2ds) - ½ √((s + r - d)(d + r - s)(d - r + s)(d + r + s)).
    ///
    /// # References
    /// E. W. Weisstein, "Circle-Circle Intersection", *MathWorld*, eq. 14.
    pub(super) fn area_m2(&self) -> f64 {
        let (r, d) = (self.from_off_m, self.ends_apart_m);
        let Some(s) = self.from_on_m else { return PI * r * r };
        let least = r.min(s);
        if d <= (r - s).abs() {
            return PI * least * least;
        }
        let share =
            |near: f64, far: f64| ((d * d + near * near - far * far) / (2.0 * d * near)).clamp(-1.0, 1.0).acos();
        let kite = ((s + r - d) * (d + r - s) * (d - r + s) * (d + r + s)).max(0.0).sqrt() / 2.0;
        (r * r * share(r, s) + s * s * share(s, r) - kite).max(0.0)
    }

    /// The share of the area that lies within a distance of a place in it: the chance to be there. At most 1.
    pub(super) fn chance_within(&self, distance_m: f64) -> f64 {
        chance_within(self.area_m2(), distance_m)
    }
}

/// The share of an area that a circle of this radius has; at most 1.
pub(super) fn chance_within(area_m2: f64, radius_m: f64) -> f64 {
    let circle_m2 = PI * radius_m * radius_m;
    if circle_m2 >= area_m2 { 1.0 } else { circle_m2 / area_m2 }
}
