//! Polygons on the sea, exactly: rings made continuous, checked, and fast to search.
//!
//! Sides are straight lines in longitude and latitude, as in GeoJSON (RFC 7946, section 3.1.1). What is inside follows from
//! the rings alone, whichever way round they run: within the exterior, and not within a hole. Borders, those of holes
//! included, belong to the polygon.

mod cut;
mod ring;
mod simple;
#[cfg(test)]
mod tests;
mod unroll;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

pub(crate) use self::cut::pieces_of_ring;
pub(super) use self::ring::{Bounds, ON_BORDER_DEG, Ring, Side};
pub(super) use self::unroll::range_advice;
use self::unroll::{Shown, unroll};
use crate::Position;

/// A polygon: an exterior ring and the holes in it.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// The exterior, then the holes.
    rings: Vec<Ring>,
    /// Whether a ring had to be closed.
    pub(super) was_open: bool,
}

impl Shape {
    /// The polygon of these rings, the exterior first. The error says of which ring what was found and what would be right.
    pub(super) fn new<'a>(rings: impl IntoIterator<Item = &'a [Coord<f64>]>) -> Result<Shape, String> {
        let mut shape = Shape { rings: Vec::new(), was_open: false };
        for (number, corners) in rings.into_iter().enumerate() {
            let (ring, was_open) = unroll(corners).map_err(|fault| format!("{}: {fault}", ring_name(number)))?;
            shape.rings.push(ring);
            shape.was_open |= was_open;
        }
        match shape.rings.is_empty() {
            true => Err("it has no ring; a polygon has an exterior and any number of holes".to_owned()),
            false => shape.check_holes().map(|()| shape),
        }
    }

    fn check_holes(&self) -> Result<(), String> {
        for (number, hole) in self.rings.iter().enumerate().skip(1) {
            let Bounds { west, east, .. } = hole.bounds();
            for (other_number, other) in self.rings[..number].iter().enumerate() {
                let clash =
                    other.turns(west, east).find_map(|turn_deg| simple::crossing_between(other, hole, turn_deg));
                if let Some(clash) = clash {
                    return Err(format!(
                        "{} crosses {} at {}; holes lie within the exterior and apart from each other",
                        ring_name(number),
                        ring_name(other_number),
                        Shown(clash.at)
                    ));
                }
            }
            // Without a crossing, one corner off the border speaks for all.
            let off_border = hole.corners().iter().map(|&at| (at, self.exterior().side(at)));
            if let Some((at, Side::Outside)) = off_border.clone().find(|(_, side)| *side != Side::Border) {
                let name = ring_name(number);
                return Err(format!("{name} lies outside of the exterior, at {}; holes lie within it", Shown(at)));
            }
        }
        Ok(())
    }

    pub(super) fn exterior(&self) -> &Ring {
        &self.rings[0]
    }

    /// The exterior, then the holes.
    pub(super) fn rings(&self) -> &[Ring] {
        &self.rings
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.exterior().bounds()
    }

    /// Whether a place is inside or on the border.
    pub(super) fn contains(&self, at: Coord<f64>) -> bool {
        self.exterior().side(at) != Side::Outside && self.rings[1..].iter().all(|hole| hole.side(at) != Side::Inside)
    }

    /// The polygon as its rings run on, longitudes beyond 180 included.
    pub(super) fn to_polygon(&self) -> Polygon<f64> {
        let mut lines = self.rings.iter().map(|ring| LineString(ring.corners().to_vec()));
        let exterior = lines.next().unwrap_or_else(|| LineString(Vec::new()));
        Polygon::new(exterior, lines.collect())
    }

    /// The same in pieces with longitudes from -180 to 180.
    pub(super) fn to_pieces(&self) -> MultiPolygon<f64> {
        cut::at_antimeridian(self)
    }
}

/// The place of a position in longitude and latitude.
pub(super) fn coord(position: Position) -> Coord<f64> {
    Coord { x: position.lon_deg(), y: position.lat_deg() }
}

fn ring_name(number: usize) -> String {
    match number {
        0 => "the exterior".to_owned(),
        hole => format!("hole {hole}"),
    }
}
