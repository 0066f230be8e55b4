//! Land and the distance from shore.
//!
//! # How it is made, and why
//! *On land or not* (`inside`): the sides north of a place on its meridian are counted, by parts of 0.02 degrees of longitude.
//! Cuts along the antimeridian are never met, so they need no care.
//!
//! *How far* (`coast`): each corner becomes a point in three dimensions on the WGS84 ellipsoid, and chains of up to twelve
//! sides lie in an rstar tree of boxes. There the straight line stands for the geodesic: over one straight distance, geodesics
//! differ by half a millimetre at 30 km and by 20 m at 1,000 km, and all sides that this leaves in question are measured along
//! the surface. Great-circle distances would leave 1 % in question.
//!
//! *Along a track* (`cursor`) the chains around a place are kept with their distances from it. By the triangle inequality a
//! ship that moved by m is at least d - m from whatever was d away; so most questions look at a few chains and none at the
//! tree, and a ship that moved by less than its distance from shore has not crossed it.

mod coast;
mod cursor;
mod inside;
mod outlines;
#[cfg(test)]
mod tests;
#[cfg(feature = "world")]
mod world;

#[cfg(feature = "world")]
pub use self::world::WORLD_LAND_ERROR_M;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use geo_types::MultiPolygon;

use self::coast::Coast;
pub use self::cursor::ShoreCursor;
use self::inside::Meridians;
use self::outlines::Outlines;
pub use self::outlines::{LandError, RingFault};
use crate::Position;

/// Land: whether a place is on it, and how far it is from its shore.
///
/// # What land is
/// Polygons in longitude and latitude, as GeoJSON has them: their sides are straight in degrees, the shorter way round. Rings
/// may run either way and may have holes. They may be cut along the antimeridian, or cross it; they may go round a pole, by
/// a way along ±180 and ±90 degrees or without. Cuts along the antimeridian are shore only where land lies on one side of
/// them alone, and a way along a pole never is. What lies in any polygon and in none of that polygon's holes is on land.
///
/// # Accuracy
/// Sides are cut into pieces that follow the straight line in degrees to a metre. To that coastline a distance is the shortest
/// WGS84 geodesic to a centimetre (2 cm beyond 1,000 km).
///
/// ```
/// use darkwake::Position;
/// use darkwake::chart::{Land, ShoreCursor};
/// use geo_types::{MultiPolygon, Rect, coord};
///
/// let island = Rect::new(coord! { x: 179.9, y: -17.0 }, coord! { x: 180.0, y: -16.9 }).to_polygon();
/// let land = Land::new(MultiPolygon::new(vec![island]))?;
/// let at = |lat, lon| Position::new(lat, lon).unwrap();
/// assert!(land.contains(at(-16.95, 179.95)));
/// assert_eq!(land.distance_m(at(-16.95, 179.95)), 0.0);
/// assert!((land.distance_m(at(-16.95, -179.9)) - 10_650.0).abs() < 10.0);
///
/// // Along a track, a cursor shares the work between neighbouring fixes.
/// let mut cursor = ShoreCursor::new();
/// let track = (0..5).map(|step| at(-16.95, -179.9 + 0.001 * f64::from(step)));
/// let nearest_m = track.map(|fix| land.distance_along_m(fix, &mut cursor)).fold(f64::INFINITY, f64::min);
/// assert_eq!(nearest_m, land.distance_m(at(-16.95, -179.9)));
/// # Ok::<(), darkwake::chart::LandError>(())
/// ```
#[derive(Clone)]
pub struct Land {
    /// A number that no other land of this process has, so that a cursor knows which it was used with.
    number: u64,
    outlines: Outlines,
    meridians: Meridians,
    coast: Coast,
}

impl fmt::Debug for Land {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Land")
            .field("rings", &self.outlines.rings.len())
            .field("sides_of_shore", &self.coast.sides().count())
            .finish_non_exhaustive()
    }
}

impl Land {
    /// Its rings, and whether each is a hole: corners in degrees, longitude first, as they are after long sides were cut.
    pub(crate) fn rings(&self) -> impl Iterator<Item = (bool, Vec<[f64; 2]>)> {
        let mut polygon = None;
        self.outlines.rings.iter().map(move |ring| {
            let is_hole = polygon.replace(ring.polygon) == Some(ring.polygon);
            let corners = &self.outlines.corners[ring.first as usize..ring.last as usize];
            (is_hole, corners.iter().map(|corner| [corner.lon_deg, corner.lat_deg]).collect())
        })
    }

    /// The land within these polygons, in degrees of longitude (x) and latitude (y).
    ///
    /// Without any polygon, everything is sea and infinitely far from shore.
    ///
    /// # Errors
    /// When a corner is out of range or no number, or a ring has fewer than three different corners: the error names the
    /// polygon.
    ///
    /// # Panics
    /// When there are 4,294,967,296 corners or more.
    ///
    /// # Complexity
    /// O(n log n) for n corners; about 70 bytes a corner.
    pub fn new(polygons: MultiPolygon<f64>) -> Result<Land, LandError> {
        Outlines::of(&polygons).map(Land::within)
    }

    fn within(mut outlines: Outlines) -> Land {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        assert!(u32::try_from(outlines.corners.len()).is_ok(), "land has too many corners to be counted in 32 bits");
        let meridians = Meridians::new(&outlines);
        outlines.add_shore_on_seam(|outlines, position| meridians.contains(outlines, position));
        let coast = Coast::new(&outlines);
        Land { number: NEXT.fetch_add(1, Ordering::Relaxed), outlines, meridians, coast }
    }

    /// Whether a position is on land.
    pub fn contains(&self, position: Position) -> bool {
        self.meridians.contains(&self.outlines, position)
    }

    /// The distance from shore in metres, 0 on land; infinite where there is no land at all.
    ///
    pub fn distance_m(&self, position: Position) -> f64 {
        self.distance_along_m(position, &mut ShoreCursor::new())
    }

    /// The same to the last bit, and several times as fast for places that lie near the last one that this cursor was asked
    /// about.
    pub fn distance_along_m(&self, position: Position, cursor: &mut ShoreCursor) -> f64 {
        let answer = self.answer(position, cursor);
        if answer.on_land { 0.0 } else { answer.shore_m }
    }

    /// How far a position is from the shore in metres, be it at sea or on land; infinite where there is no shore.
    ///
    /// For a position on land it tells how far inland it is: whether a position that no ship can have is wrong by more than
    /// the coastline may be.
    pub fn shoreline_distance_m(&self, position: Position) -> f64 {
        self.answer(position, &mut ShoreCursor::new()).shore_m
    }

    /// How far inland a position is in metres: 0 at sea.
    pub fn inland_m(&self, position: Position) -> f64 {
        if self.contains(position) { self.shoreline_distance_m(position) } else { 0.0 }
    }

    /// Every side of the shore, from corner to corner, in the order of the polygons. Sides are the pieces into which long ones
    /// were cut.
    pub fn sides(&self) -> impl Iterator<Item = (Position, Position)> {
        self.coast.sides().map(|from| {
            let corner = |index: u32| self.outlines.corners[index as usize].position();
            (corner(from), corner(from + 1))
        })
    }

    fn answer(&self, position: Position, cursor: &mut ShoreCursor) -> cursor::Answer {
        cursor.set_land(self.number);
        // What is shore to the tree and what is to the meridians lie this far apart at most, with some room.
        let margin_m = 2.0 * outlines::STRAIGHT_M;
        cursor.answer(&self.coast, &position.into(), margin_m, || self.contains(position))
    }
}
