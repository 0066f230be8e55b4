//! What is known about a slow stay.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Event;
use crate::event::Tell;

/// What is known about a slow stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LoiteringEvidence {
    /// Fixes of the run.
    pub fixes: u32,
    /// Distance travelled, the sum of the steps' WGS84 geodesics, in metres.
    pub distance_m: f64,
    /// WGS84 geodesic from the first to the last fix, in metres.
    pub net_distance_m: f64,
    /// The travelled distance over the observed time, in knots. The noise of positions counts as travel.
    pub mean_speed_kn: f64,
    /// The time-weighted mean of the speeds over the baseline, in knots: what is left of the mean speed without the noise
    /// of positions.
    pub baseline_speed_kn: f64,
    /// The largest distance of a fix from the centroid, in metres.
    pub confinement_radius_m: f64,
    /// Net distance over travelled distance, 0 to 1; 1 where nothing was travelled.
    pub straightness: f64,
    /// Whether the hull lay moored or at anchor: by the status (1 or 5) of most fixes that have one, or
    /// with a baseline speed under 0.2 knots.
    pub moored_or_anchored: bool,
    /// The mean distance of its fixes from shore, in metres; `None` without a coastline.
    pub mean_distance_from_shore_m: Option<f64>,
    /// The least distance of a fix from shore, in metres; `None` without a coastline.
    pub min_distance_from_shore_m: Option<f64>,
    /// From the nearest port or anchorage to the representative position, in metres; `None` where the chart has none.
    pub distance_from_port_m: Option<f64>,
    /// Whether the data starts with the run, so that its true start may be earlier.
    pub cut_at_start: bool,
    /// Whether a silence or the end of the data cuts the run off, so that its true end may be later.
    pub cut_at_end: bool,
}

impl Tell for LoiteringEvidence {
    fn tell(&self, event: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moored = if self.moored_or_anchored { ", moored or at anchor" } else { "" };
        let (radius_m, speed_kn) = (self.confinement_radius_m, self.mean_speed_kn);
        write!(f, ": {:.1} h observed, within {radius_m:.0} m, mean {speed_kn:.2} kn{moored}", event.observed_h)?;
        match self.mean_distance_from_shore_m {
            Some(shore_m) => write!(f, ", {:.0} km from shore", shore_m / 1000.0),
            None => Ok(()),
        }
    }
}
