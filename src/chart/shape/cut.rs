//! Polygons cut at the antimeridian, for those who want longitudes from -180 to 180.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::{Ring, Shape};

/// The pieces of a polygon, as RFC 7946 (section 3.1.9) has them. Where several pieces of a ring lie on one side of the
/// antimeridian they stay one ring, joined by sides along it.
pub(super) fn at_antimeridian(shape: &Shape) -> MultiPolygon<f64> {
    // The least longitude of a ring is in -180 to 180, so it has at most two such pieces.
    let halves = [(-180.0, 180.0), (180.0, 540.0)];
    let piece = |(west, east): (f64, f64)| {
        let exterior = within(shape.exterior().corners(), west, east)?;
        let holes = shape.rings()[1..].iter().flat_map(|hole| {
            let bounds = hole.bounds();
            let turns: Vec<f64> = shape.exterior().turns(bounds.west, bounds.east).collect();
            turns.into_iter().filter_map(move |turn_deg| within(&turned(hole, turn_deg), west, east))
        });
        let back = |ring: Vec<Coord<f64>>| {
            let base = if west > 0.0 { 360.0 } else { 0.0 };
            LineString(ring.into_iter().map(|at| Coord { x: (at.x - base).clamp(-180.0, 180.0), y: at.y }).collect())
        };
        Some(Polygon::new(back(exterior), holes.map(back).collect()))
    };
    MultiPolygon(halves.into_iter().filter_map(piece).collect())
}

/// The pieces of the polygon within a closed ring, whose longitudes go on without a jump from -180 to 540 degrees or from
/// -540 to 180.
pub(crate) fn pieces_of_ring(ring: &[Coord<f64>]) -> MultiPolygon<f64> {
    let piece = |turn: i32| {
        let base = f64::from(turn) * 360.0;
        let piece = within(ring, base - 180.0, base + 180.0)?;
        let back = |at: Coord<f64>| Coord { x: (at.x - base).clamp(-180.0, 180.0), y: at.y };
        Some(Polygon::new(LineString(piece.into_iter().map(back).collect()), Vec::new()))
    };
    MultiPolygon((-1..=1).filter_map(piece).collect())
}

fn turned(ring: &Ring, turn_deg: f64) -> Vec<Coord<f64>> {
    ring.corners().iter().map(|at| Coord { x: at.x + turn_deg, y: at.y }).collect()
}

/// The part of a closed ring between two meridians; `None` where it is nothing.
///
/// # References
/// I. E. Sutherland, G. W. Hodgman, "Reentrant polygon clipping", *Communications of the ACM* 17(1), 1974, 32-42.
pub(super) fn within(corners: &[Coord<f64>], west: f64, east: f64) -> Option<Vec<Coord<f64>>> {
    let ring = clip(&clip(corners, |at| at.x - west, west), |at| east - at.x, east);
    let (low, high) =
        ring.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at.x), high.max(at.x)));
    (ring.len() > 3 && high > low).then_some(ring)
}

/// The part of a closed ring on the side of a meridian where `inside` is not negative.
fn clip(corners: &[Coord<f64>], inside: impl Fn(Coord<f64>) -> f64, meridian: f64) -> Vec<Coord<f64>> {
    let mut kept: Vec<Coord<f64>> = Vec::with_capacity(corners.len() + 4);
    let mut keep = |at: Coord<f64>| {
        if kept.last() != Some(&at) {
            kept.push(at);
        }
    };
    for side in corners.windows(2) {
        let (from, to) = (side[0], side[1]);
        let (depth, next_depth) = (inside(from), inside(to));
        if depth >= 0.0 {
            keep(from);
        }
        if (depth < 0.0 && next_depth > 0.0) || (depth > 0.0 && next_depth < 0.0) {
            let share = (meridian - from.x) / (to.x - from.x);
            keep(Coord { x: meridian, y: from.y + (to.y - from.y) * share });
        }
    }
    if let Some(&first) = kept.first()
        && kept.last() != Some(&first)
    {
        kept.push(first);
    }
    kept
}
