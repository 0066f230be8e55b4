//! Anchorages learned from the tracks themselves: places where many hulls have lain still for long.
//!
//! # What it finds
//! The berths, quays and roads that ships of this data use. A list of ports gives one point a port, often kilometres from where
//! ships lie; with learned anchorages a meeting at a berth is known to be one, and port visits start and end where they do.
//!
//! # How
//! 1. *Stays* of each hull, in one pass in parallel: the longest runs of fixes, each within `radius_m` of the mean of those before
//!    it, no step longer than `max_step_h`, that last `min_stay_h` or longer.
//! 2. The place with the most hulls that stayed within `radius_m` of it becomes an anchorage, at the mean of their stays, if they
//!    are at least `min_hulls`; its stays are taken away; and so on.
//!
//! Nothing depends on the order of rows or the number of threads: places are taken by the number of hulls, equals by position.
//!
//! # Parameters
//! | name | unit | default | source |
//! |---|---|---|---|
//! | `radius_m` | metres | 500 | Global Fishing Watch: within half a kilometre |
//! | `min_stay_h` | hours | 12 | Global Fishing Watch; a twentieth of the data's length where that is shorter (so 12 from ten days on), but at least 3 |
//! | `min_hulls` | hulls | 20 | Global Fishing Watch, who count years; scaled by the data's length to a year, but at least 3 |
//! | `max_step_h` | hours | 1 | that of all rules; satellite data 3 |
//! | `name_distance_m` | metres | 10,000 | how near a known port gives an anchorage its name |
//!
//! Three hulls are the floor, since two that lie together may have met. Ships that wait for hours at one place in the open sea,
//! three or more of them, make an anchorage of it too: that is what a roadstead is.
//!
//! # References
//! Global Fishing Watch, *Anchorages, ports and voyages data*: an anchorage is where at least 20 vessels stayed within 0.5 km for
//! 12 hours or more.
//!
//! # Departures from the source
//! Theirs are cells of a fixed grid (S2, level 14); a berth on the border of two cells is split there. Ours lie where the
//! ships do. Theirs learn from years of the whole world; ours scale to the data. Theirs count identities, ours hulls, as the tracks
//! tell them apart: two ships that share an MMSI are two, and each fills a berth of its own. A ship that changes its MMSI counts
//! twice.
//!
//! # Example
//! ```
//! use darkwake::chart::Anchorages;
//! use darkwake::{Fix, Fixes, Position, Timestamp, VesselId};
//! let mut fixes = Fixes::builder();
//! for ship in 0..3 {
//!     let berth = Position::new(35.1, 129.04 + f64::from(ship) * 0.001).unwrap();
//!     for step in 0..48 {
//!         let time = Timestamp::from_second(1_714_521_600 + step * 1800)?;
//!         fixes.push(VesselId::new(&format!("44012345{ship}")), Fix::new(time, berth));
//!     }
//! }
//! let learned = Anchorages::default().learn(&fixes.build().into_tracks(), None);
//! assert_eq!((learned.len(), learned[0].hulls), (1, 3));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cluster;
mod parameters;
mod stays;
#[cfg(test)]
mod tests;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::cluster::clusters;
pub use self::parameters::{Anchorages, AnchoragesBuilder};
use self::stays::{Stay, stays};
use super::{Port, PortKind, Ports};
use crate::geodesy::mean_position;
use crate::units::hours_from_ms;
use crate::{Position, TrackSet};

/// The length of data by which Global Fishing Watch's 20 hulls are scaled, in hours.
const YEAR_H: f64 = 365.25 * 24.0;

/// The share of the data's length that a stay must last where the data is short: of a stay of days only a part is seen.
const SHARE_OF_DATA: f64 = 0.05;

/// The shortest that a stay may be asked to last, in hours.
const LEAST_STAY_H: f64 = 3.0;

/// The fewest hulls that make an anchorage.
const LEAST_HULLS: u32 = 3;

/// A place where hulls have lain still.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Anchorage {
    /// Its identifier: the position to four decimals.
    pub id: String,
    /// The name of the known port beside it, else its identifier.
    pub name: String,
    /// The mean of the stays, to six decimals: a list that was written and read back is the one that was learned.
    pub position: Position,
    /// How many hulls stayed there.
    pub hulls: u32,
    /// How many times one did.
    pub stays: u32,
}

impl From<Anchorage> for Port {
    fn from(anchorage: Anchorage) -> Port {
        Port::new(anchorage.id, anchorage.name, anchorage.position, PortKind::Anchorage)
    }
}

impl Anchorages {
    /// The anchorages of these tracks, those with the most hulls first; `known` gives names.
    pub fn learn(&self, tracks: &TrackSet, known: Option<&Ports>) -> Vec<Anchorage> {
        let (min_stay_ms, min_hulls) = self.scaled_to(data_length_h(tracks));
        let of_hulls: Vec<Vec<Stay>> = (0..tracks.len())
            .into_par_iter()
            .map(|index| (index, tracks.track(index)))
            .filter(|(_, track)| tracks.goes_on() && track.vessel().may_be_ship())
            .map(|(index, track)| stays(&track, index as u32, self.radius_m(), self.max_step_ms(), min_stay_ms))
            .collect();
        let all: Vec<Stay> = of_hulls.into_iter().flatten().collect();
        clusters(all, self.radius_m(), min_hulls)
            .into_iter()
            .filter_map(|cluster| {
                let position = mean_position(cluster.stays.iter().map(|stay| stay.position))?.to_micro_degrees();
                let near = known.and_then(|ports| ports.nearest(position));
                let id = place_name(position);
                let name = near.filter(|near| near.distance_m <= self.name_distance_m()).map(|near| &near.port.name);
                Some(Anchorage {
                    name: name.unwrap_or(&id).clone(),
                    id,
                    position,
                    hulls: cluster.hulls,
                    stays: cluster.stays.len() as u32,
                })
            })
            .collect()
    }
}

/// From the first to the last fix, in hours.
fn data_length_h(tracks: &TrackSet) -> f64 {
    let first_ms = (0..tracks.len()).map(|hull| tracks.ends_ms(hull).0).min();
    let last_ms = (0..tracks.len()).map(|hull| tracks.ends_ms(hull).1).max();
    first_ms.zip(last_ms).map_or(0.0, |(first_ms, last_ms)| hours_from_ms(last_ms - first_ms))
}

/// A place by its position: `35.1000N 129.0400E`.
fn place_name(position: Position) -> String {
    let (lat_deg, lon_deg) = (position.lat_deg(), position.lon_deg());
    let (north_south, east_west) = (if lat_deg < 0.0 { 'S' } else { 'N' }, if lon_deg < 0.0 { 'W' } else { 'E' });
    format!("{:.4}{north_south} {:.4}{east_west}", lat_deg.abs(), lon_deg.abs())
}
