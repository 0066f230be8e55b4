//! Outlines of land, zones and reachable sets for the page: fewer corners, each with the level from which it is drawn.

use rayon::prelude::*;
use serde::Serialize;

use super::level::{LEVELS, from_arc_rad, level_of, tolerance_m, weights_rad};
use super::near::SailedWaters;
use super::packed::Packed;
use crate::EARTH_RADIUS_M;
use crate::geodesy::UnitVector;

/// Steps of a degree in which corners are written: 11 m of latitude.
pub(super) const RING_QUANTA_PER_DEG: f64 = 1e4;
/// No side of a polygon is longer, in degrees, before corners are left out: sides are straight in longitude and latitude, and
/// the map is not.
const LONGEST_SIDE_DEG: f64 = 0.5;

/// A ring on its way to the page.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    /// Corners in degrees, with longitudes that may be beyond 180, and the level of each.
    corners: Vec<([f64; 2], u8)>,
}

/// Rings in packed form: for each its number of corners, and for each corner the longitude and the latitude in quanta as differences
/// from the corner before (of the first of all from 0), and its level. Exteriors run against the clock, holes with it; the last
/// corner is not the first again.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Rings {
    rings: usize,
    corners: usize,
    packed: String,
}

/// The levels below which corners are left out, near traffic and elsewhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Detail {
    pub(super) near: u8,
    pub(super) far: u8,
}

impl Outline {
    /// How many corners it has.
    pub(super) fn len(&self) -> usize {
        self.corners.len()
    }

    /// The outline of a ring of corners in degrees, closed or not; `None` where nothing of it is worth drawing.
    pub(super) fn of(ring: &[[f64; 2]], is_hole: bool, waters: &SailedWaters, detail: Detail) -> Option<Outline> {
        let different = ring.windows(2).filter(|side| side[0] != side[1]).count();
        if different < 3 && ring.first() == ring.last() || different < 2 {
            return None;
        }
        let mut ring = with_short_sides(ring);
        let least = |[lon_deg, lat_deg]: [f64; 2]| match waters.is_near(lat_deg, lon_deg) {
            true => detail.near,
            false => detail.far,
        };
        let finest = ring.iter().map(|&corner| least(corner)).min()?;
        let mut places: Vec<UnitVector> = ring.iter().map(|&[lon, lat]| UnitVector::from_degrees(lat, lon)).collect();
        if is_clockwise(&places) != is_hole {
            ring.reverse();
            places.reverse();
        }
        let weights_rad = ring_weights_rad(&places, tolerance_m(finest) / EARTH_RADIUS_M);
        let corners: Vec<([f64; 2], u8)> = ring
            .iter()
            .zip(weights_rad)
            .filter_map(|(&corner, weight_rad)| Some((corner, level_of(weight_rad)?)))
            .filter(|&(corner, level)| level >= least(corner))
            .collect();
        (corners.len() >= 3).then_some(Outline { corners })
    }

    /// The outlines of polygons: of each its exterior and its holes.
    pub(super) fn of_polygons(
        polygons: &geo_types::MultiPolygon<f64>,
        waters: &SailedWaters,
        detail: Detail,
    ) -> Vec<Outline> {
        let mut outlines = Vec::new();
        for polygon in polygons {
            let rings = std::iter::once((polygon.exterior(), false));
            for (ring, is_hole) in rings.chain(polygon.interiors().iter().map(|hole| (hole, true))) {
                let corners: Vec<[f64; 2]> = ring.coords().map(|at| [at.x, at.y]).collect();
                outlines.extend(Outline::of(&corners, is_hole, waters, detail));
            }
        }
        outlines
    }
}

/// Those of these outlines, with no more than so many corners in all: the finest levels are given up first.
pub(super) fn within_budget(outlines: Vec<Outline>, most_corners: usize) -> Vec<Outline> {
    let count = |least: u8| -> usize {
        outlines.iter().map(|outline| outline.corners.iter().filter(|(_, level)| *level >= least).count()).sum()
    };
    let least = (0..LEVELS).find(|&least| count(least) <= most_corners).unwrap_or(LEVELS - 1);
    let thinned = outlines.into_iter().filter_map(|mut outline| {
        outline.corners.retain(|(_, level)| *level >= least);
        (outline.corners.len() >= 3).then_some(outline)
    });
    thinned.collect()
}

impl Rings {
    pub(super) fn of(outlines: &[Outline]) -> Rings {
        let mut packed = Packed::default();
        let mut before = [0, 0];
        for outline in outlines {
            packed.push_unsigned(outline.corners.len() as u64);
            for &(corner, level) in &outline.corners {
                let [lon, lat] = corner.map(|degrees| (degrees * RING_QUANTA_PER_DEG).round() as i64);
                packed.push_signed(lon - before[0]);
                packed.push_signed(lat - before[1]);
                packed.push_unsigned(u64::from(level));
                before = [lon, lat];
            }
        }
        let corners = outlines.iter().map(|outline| outline.corners.len()).sum();
        Rings { rings: outlines.len(), corners, packed: packed.into_text() }
    }
}

/// The rings of land: those whose polygon has been seen before are holes.
pub(super) fn land_outlines(land: &crate::chart::Land, waters: &SailedWaters, detail: Detail) -> Vec<Outline> {
    let rings: Vec<(bool, Vec<[f64; 2]>)> = land.rings().collect();
    rings.par_iter().filter_map(|(is_hole, ring)| Outline::of(ring, *is_hole, waters, detail)).collect()
}

/// The corners of a ring without repetitions, and more on its long sides.
fn with_short_sides(ring: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut corners: Vec<[f64; 2]> = Vec::with_capacity(ring.len());
    for (index, &to) in ring.iter().enumerate() {
        let from = if index > 0 { ring[index - 1] } else { ring[ring.len() - 1] };
        let (east_deg, north_deg) = (to[0] - from[0], to[1] - from[1]);
        // A ring that is cut at the antimeridian, or passes it by a jump, has no side along the way back.
        if east_deg.abs() <= 180.0 {
            let pieces = (east_deg.abs().max(north_deg.abs()) / LONGEST_SIDE_DEG).ceil().max(1.0);
            for piece in 1..pieces as u32 {
                let share = f64::from(piece) / pieces;
                corners.push([from[0] + share * east_deg, from[1] + share * north_deg]);
            }
        }
        if corners.last() != Some(&to) {
            corners.push(to);
        }
    }
    while corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    corners
}

/// Whether a ring runs with the clock, seen from above its middle.
fn is_clockwise(places: &[UnitVector]) -> bool {
    let (mut area, mut middle) = (UnitVector::ZERO, UnitVector::ZERO);
    for (index, &place) in places.iter().enumerate() {
        let next = places[(index + 1) % places.len()];
        area = area + place.cross(next);
        middle = middle + place;
    }
    area.dot(middle) < 0.0
}

/// What each corner of a ring weighs: the first and the one farthest from it as much as they are apart, so that a small ring goes
/// altogether.
fn ring_weights_rad(places: &[UnitVector], least_rad: f64) -> Vec<f64> {
    let extents = places.iter().map(|place| places[0].chord2(*place)).enumerate();
    let (middle, extent2) = extents.reduce(|far, next| if next.1 > far.1 { next } else { far }).unwrap_or_default();
    let extent_rad = extent2.sqrt();
    if middle == 0 || extent_rad <= least_rad {
        return vec![0.0; places.len()];
    }
    let place = |index: usize| places[index % places.len()];
    let half = |from: usize, to: usize| {
        weights_rad(to - from + 1, least_rad, |a, b, at| {
            from_arc_rad(place(from + a), place(from + b), place(from + at))
        })
    };
    let mut weights_rad = half(0, middle);
    weights_rad.pop();
    weights_rad.extend(half(middle, places.len()));
    weights_rad.pop();
    weights_rad.iter().map(|weight_rad| weight_rad.min(extent_rad)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::distance_m;
    use crate::geodesy::tests::at;
    use crate::output::report::packed::tests::Unpacked;

    const ALL: Detail = Detail { near: 0, far: 0 };

    /// Rings as the page unpacks them: degrees and levels.
    fn unpacked(rings: &Rings) -> Vec<Vec<([f64; 2], u64)>> {
        let mut numbers = Unpacked::new(&rings.packed);
        let (mut lon, mut lat) = (0, 0);
        let all = (0..rings.rings).map(|_| {
            let corners = (0..numbers.unsigned()).map(|_| {
                lon += numbers.signed();
                lat += numbers.signed();
                ([lon, lat].map(|quanta| quanta as f64 / RING_QUANTA_PER_DEG), numbers.unsigned())
            });
            corners.collect()
        });
        let all: Vec<Vec<_>> = all.collect();
        assert!(numbers.is_done());
        assert_eq!(rings.corners, all.iter().map(Vec::len).sum::<usize>());
        all
    }

    fn outline(ring: &[[f64; 2]], is_hole: bool, detail: Detail) -> Option<Outline> {
        Outline::of(ring, is_hole, &SailedWaters::of([at(50.5, 0.5)]), detail)
    }

    #[test]
    fn a_square_keeps_its_corners_against_the_clock_and_a_hole_with_it() {
        let clockwise = [[179.0, 10.0], [179.0, 11.0], [181.0, 11.0], [181.0, 10.0], [179.0, 10.0]];
        for (is_hole, sign) in [(false, 1.0), (true, -1.0)] {
            let [ring] = &unpacked(&Rings::of(&[outline(&clockwise, is_hole, ALL).unwrap()]))[..] else { panic!() };
            let twice_the_area: f64 = (0..ring.len())
                .map(|index| {
                    let ([ax, ay], [bx, by]) = (ring[index].0, ring[(index + 1) % ring.len()].0);
                    ax * by - bx * ay
                })
                .sum();
            assert!((twice_the_area - 4.0 * sign).abs() < 0.01, "goes on beyond 180: {ring:?}");
            for corner in &clockwise[..4] {
                assert!(ring.iter().any(|(place, _)| place == corner), "{corner:?} of {ring:?}");
            }
        }
    }

    #[test]
    fn a_long_side_keeps_to_its_parallel() {
        let ring = [[0.0, 60.0], [30.0, 60.0], [30.0, 70.0], [0.0, 70.0]];
        let [ring] = &unpacked(&Rings::of(&[outline(&ring, false, ALL).unwrap()]))[..] else { panic!() };
        let south = ring.iter().filter(|([_, lat], _)| *lat == 60.0).count();
        assert!(south > 20, "{south} corners on a side that is no great circle");
    }

    #[test]
    fn far_from_traffic_small_islands_go_and_near_it_they_stay() {
        let island = |lat: f64| [[0.5, lat], [0.51, lat], [0.505, lat + 0.01]];
        let detail = Detail { near: 0, far: 5 };
        assert!(outline(&island(50.5), false, detail).is_some());
        assert!(outline(&island(30.5), false, detail).is_none());
        assert!(outline(&[[0.0, 1.0], [1.0, 1.0]], false, ALL).is_none(), "no ring");
    }

    #[test]
    fn a_budget_gives_up_the_finest_levels() {
        let wavy: Vec<[f64; 2]> = (0..3600)
            .map(|tenth| {
                let angle = f64::from(tenth).to_radians() / 10.0;
                let radius_deg = 5.0 + 0.002 * f64::from(tenth % 2);
                [radius_deg * angle.cos(), radius_deg * angle.sin()]
            })
            .collect();
        let whole = outline(&wavy, false, ALL).unwrap();
        assert!(whole.len() > 3000);
        let [few] = &within_budget(vec![whole], 500)[..] else { panic!("nothing is left") };
        assert!((20..=500).contains(&few.len()), "{}", few.len());
        for &([lon, lat], level) in &few.corners {
            assert!(level > 0);
            let off_m = (distance_m(at(lat, lon), at(0.0, 0.0)) / 111_195.0 - 5.0).abs();
            assert!(off_m < 0.01, "corners are those of the ring");
        }
    }
}
