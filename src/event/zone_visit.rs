//! What is known about a stay in a zone.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Event;
use crate::event::Tell;

/// What is known about a stay in a zone, or about a silence in which a ship may have been there.
///
/// A *possible* visit is no visit: nothing of it was seen. Its event is the silence, from the fix before it to the fix after
/// it; how much of that the ship can have been in the zone, at its plausible speed, is [`at_most_inside_h`](Self::at_most_inside_h).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ZoneVisitEvidence {
    /// The name of the zone.
    pub zone: String,
    /// The identifier that the zone's source gives it, where there is one.
    pub zone_id: Option<String>,
    /// What sort of zone it is, such as `eez` or `mpa`, where its source says so.
    pub zone_category: Option<String>,
    /// Whether the ship only may have been there, unseen in a silence.
    pub possible: bool,
    /// Hours that it was seen inside, excursions left out; 0 for a possible visit.
    pub inside_h: f64,
    /// Fixes inside or on the border; 0 for a possible visit, whose ends belong to the visits beside it.
    pub fixes_inside: u32,
    /// Distance sailed inside in metres: the share of each WGS84 step that lies inside; 0 for a possible visit.
    pub distance_m: f64,
    /// That distance over the hours inside, in knots; `None` where it was inside for no time, as for a possible visit.
    pub mean_speed_kn: Option<f64>,
    /// How many times it left for so short a while, and so little, that the visit went on.
    pub excursions: u32,
    /// Whether it was inside when the data or a silence before it ended, so that its true entry is earlier.
    pub cut_at_start: bool,
    /// Whether it was inside when a silence began, so that its true exit is later.
    pub cut_at_end: bool,
    /// Possible visits: the longest that it can have been inside, in hours.
    pub at_most_inside_h: Option<f64>,
    /// Possible visits: the shortest way from the fix before the silence over the zone to the fix after it, in metres; 0 where
    /// no fix comes after.
    pub way_over_zone_m: Option<f64>,
    /// Possible visits: the speed by which the ship's reach was judged, in knots: its plausible speed, or that of the
    /// silence itself where it is higher.
    pub reach_speed_kn: Option<f64>,
}

impl Tell for ZoneVisitEvidence {
    fn tell(&self, _: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zone = &self.zone;
        if let Some(at_most_inside_h) = self.at_most_inside_h {
            return write!(f, ": possibly in {zone}, unseen, for at most {at_most_inside_h:.1} h");
        }
        write!(f, ": in {zone}, {:.2} h inside, {} fixes", self.inside_h, self.fixes_inside)?;
        match self.mean_speed_kn {
            Some(speed_kn) => write!(f, ", mean {speed_kn:.1} kn"),
            None => Ok(()),
        }
    }
}
