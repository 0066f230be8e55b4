//! Against brute force: every side, measured along the ellipsoid at many of its points.

use geo::Contains;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;

use super::outlines::{STRAIGHT_M, Side};
use super::*;
use crate::geodesy::tests::{any_position, at};
use crate::geodesy::{distance_m, geodesic_destination, geodesic_m, wrap_lon_deg};

/// Distances may be off by the pieces' deviation from straight lines, and the documented centimetre or two.
const TOLERANCE_M: f64 = STRAIGHT_M + 0.02;

/// A side as the files mean it: from a corner, so many degrees east and north.
#[derive(Clone, Copy, Debug)]
pub(super) struct Straight {
    lon_deg: f64,
    lat_deg: f64,
    east_deg: f64,
    north_deg: f64,
}

impl Straight {
    pub(super) fn new(a: (f64, f64), b: (f64, f64)) -> Straight {
        Straight { lon_deg: a.0, lat_deg: a.1, east_deg: wrap_lon_deg(b.0 - a.0), north_deg: b.1 - a.1 }
    }

    fn at(&self, share: f64) -> Position {
        at(self.lat_deg + share * self.north_deg, wrap_lon_deg(self.lon_deg + share * self.east_deg))
    }

    /// By samples, and a narrowing search around each that is nearer than its neighbours.
    pub(super) fn distance_m(&self, from: Position, samples: usize) -> f64 {
        let away_m = |share: f64| geodesic_m(from, self.at(share));
        let share = |sample: usize| sample as f64 / samples as f64;
        let sampled: Vec<f64> = (0..=samples).map(|sample| away_m(share(sample))).collect();
        let is_low = |&sample: &usize| {
            let lowest = |other: usize| sampled.get(other).is_none_or(|&other_m| sampled[sample] <= other_m);
            lowest(sample.wrapping_sub(1)) && lowest(sample + 1)
        };
        let narrowed = (0..=samples).filter(is_low).map(|sample| {
            let (mut low, mut high) = (share(sample.saturating_sub(1)), share((sample + 1).min(samples)));
            for _ in 0..60 {
                let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
                if away_m(a) < away_m(b) { high = b } else { low = a }
            }
            away_m(f64::midpoint(low, high)).min(sampled[sample])
        });
        narrowed.fold(f64::INFINITY, f64::min)
    }
}

fn brute_force_m(sides: impl IntoIterator<Item = Straight>, from: Position) -> f64 {
    sides.into_iter().map(|side| side.distance_m(from, 100)).fold(f64::INFINITY, f64::min)
}

/// The sides of a ring of corners (longitude, latitude).
fn sides(ring: &[(f64, f64)]) -> impl Iterator<Item = Straight> {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(&a, &b)| Straight::new(a, b))
}

fn polygon(rings: &[Vec<(f64, f64)>]) -> Polygon<f64> {
    let line = |ring: &Vec<(f64, f64)>| LineString::from(ring.clone());
    Polygon::new(line(&rings[0]), rings[1..].iter().map(line).collect())
}

fn land(polygons: &[Vec<Vec<(f64, f64)>>]) -> Land {
    Land::new(polygons.iter().map(|rings| polygon(rings)).collect()).unwrap()
}

/// The corners of an island: directions and distances from its middle, in degrees.
type Shape = Vec<(f64, f64)>;

fn shape() -> impl Strategy<Value = Shape> {
    let size = prop_oneof![0.0005..0.01, 0.01..0.5, 0.5..8.0_f64];
    (prop::collection::vec((0.05..1.0_f64, 0.2..1.0_f64), 3..9), size, any::<bool>()).prop_map(
        |(corners, size, reversed)| {
            let whole: f64 = corners.iter().map(|corner| corner.0).sum();
            let mut turn = 0.0;
            let mut shape: Shape = corners
                .iter()
                .map(|&(part, away)| {
                    turn += part / whole * std::f64::consts::TAU;
                    (size * away * turn.sin(), size * away * turn.cos())
                })
                .collect();
            if reversed {
                shape.reverse();
            }
            shape
        },
    )
}

/// An island with its middle at a place, its corners' longitudes not yet brought into range.
fn unwrapped(shape: &Shape, middle: (f64, f64)) -> Vec<(f64, f64)> {
    shape.iter().map(|&(east, north)| (middle.0 + east, middle.1 + north)).collect()
}

fn wrapped(ring: &[(f64, f64)]) -> Vec<(f64, f64)> {
    ring.iter().map(|&(lon, lat)| (wrap_lon_deg(lon), lat)).collect()
}

/// The middle of an island and a place, near or far.
fn middle_and_place() -> impl Strategy<Value = ((f64, f64), Position)> {
    let middle = (prop_oneof![-180.0..180.0, 172.0..188.0_f64], -80.0..80.0_f64);
    let away_m = prop_oneof![0.0..100.0, 0.0..30_000.0, 0.0..1e6, 0.0..2e7];
    (middle, 0.0..360.0_f64, away_m).prop_map(|(middle, bearing, away_m)| {
        let centre = at(middle.1, wrap_lon_deg(middle.0));
        (middle, geodesic_destination(centre, bearing, away_m))
    })
}

/// Whether a planar polygon contains a place, by any of the names of its longitude.
fn planar_contains(ring: &[(f64, f64)], place: Position) -> bool {
    let polygon = polygon(&[ring.to_vec()]);
    [-360.0, 0.0, 360.0].iter().any(|turn| polygon.contains(&Coord { x: place.lon_deg() + turn, y: place.lat_deg() }))
}

/// A ring cut along the antimeridian, as files have it: Sutherland and Hodgman's clip of each half.
fn cut(ring: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    let half = |keeps: fn(f64) -> bool, shift: f64| {
        let mut out: Vec<(f64, f64)> = Vec::new();
        for (&a, &b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if keeps(a.0) {
                out.push((a.0 + shift, a.1));
            }
            if keeps(a.0) != keeps(b.0) {
                out.push((180.0 + shift, a.1 + (b.1 - a.1) * (180.0 - a.0) / (b.0 - a.0)));
            }
        }
        out
    };
    [half(|lon| lon < 180.0, 0.0), half(|lon| lon >= 180.0, -360.0)].into_iter().filter(|ring| ring.len() > 2).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_distance_is_that_of_brute_force(shape in shape(), (middle, place) in middle_and_place()) {
        let ring = unwrapped(&shape, middle);
        let land = land(&[vec![wrapped(&ring)]]);
        let expected_m = brute_force_m(sides(&wrapped(&ring)), place);
        let shore_m = land.shoreline_distance_m(place);
        prop_assert!((shore_m - expected_m).abs() <= TOLERANCE_M, "{shore_m} against {expected_m}");
        // On the shore itself the last digit decides.
        if expected_m > TOLERANCE_M {
            let inside = planar_contains(&ring, place);
            prop_assert_eq!(land.contains(place), inside);
            prop_assert_eq!(land.distance_m(place), if inside { 0.0 } else { shore_m });
        }
    }

    #[test]
    fn a_cut_along_the_antimeridian_changes_nothing(
        shape in shape(), east in -8.0..8.0_f64, lat in -80.0..80.0_f64, bearing in 0.0..360.0, away_m in prop_oneof![0.0..5e4, 0.0..2e6]
    ) {
        let ring = unwrapped(&shape, (180.0 + east, lat));
        let (whole, halves) = (land(&[vec![wrapped(&ring)]]), cut(&ring).into_iter().map(|half| vec![half]).collect::<Vec<_>>());
        let halves = land(&halves);
        for place in [geodesic_destination(at(lat, 180.0), bearing, away_m), at(lat, 180.0), at(lat, -180.0)] {
            let (one_m, other_m) = (whole.shoreline_distance_m(place), halves.shoreline_distance_m(place));
            prop_assert!((one_m - other_m).abs() <= 2.0 * STRAIGHT_M + 0.01, "{one_m} against {other_m} at {place:?}");
            if one_m > 2.0 * STRAIGHT_M {
                prop_assert_eq!(whole.contains(place), halves.contains(place), "{:?}", place);
            }
        }
    }

    #[test]
    fn a_way_along_the_pole_changes_nothing(
        lats in prop::collection::vec(55.0..85.0_f64, 4..20), south in any::<bool>(), reversed in any::<bool>(), place in any_position()
    ) {
        let side = if south { -1.0 } else { 1.0 };
        let corner = |index: usize| (-180.0 + 360.0 * index as f64 / lats.len() as f64, side * lats[index]);
        let around: Vec<_> = (0..lats.len()).map(corner).collect();
        let seam = (180.0, around[0].1);
        let by = |way: &[(f64, f64)]| {
            let mut ring = [&around[..], way].concat();
            if reversed {
                ring.reverse();
            }
            land(&[vec![ring]])
        };
        let plain = by(&[]);
        let by_pole = by(&[seam, (180.0, 90.0 * side), (-180.0, 90.0 * side)]);
        let by_steps = by(&[seam, (180.0, 88.0 * side), (180.0, 90.0 * side), (7.0, 90.0 * side), (-180.0, 90.0 * side)]);
        let expected_m = brute_force_m(sides(&around), place);
        for land in [&plain, &by_pole, &by_steps] {
            let shore_m = land.shoreline_distance_m(place);
            prop_assert!((shore_m - expected_m).abs() <= TOLERANCE_M, "{shore_m} against {expected_m}");
        }
        if expected_m > TOLERANCE_M {
            let planar = [&around[..], &[seam, (180.0, 90.0 * side), (-180.0, 90.0 * side)]].concat();
            let inside = place.lat_deg().abs() == 90.0 && place.lat_deg() * side > 0.0 || planar_contains(&planar, place)
                || place.lon_deg().abs() == 180.0 && planar_contains(&planar, at(place.lat_deg(), 180.0 - 1e-9));
            prop_assert_eq!([plain.contains(place), by_pole.contains(place), by_steps.contains(place)], [inside; 3]);
        }
    }

    #[test]
    fn a_cursor_changes_no_bit(
        islands in prop::collection::vec((shape(), (175.0..185.0_f64, 40.0..50.0_f64)), 1..6),
        start in (40.0..50.0_f64, 175.0..180.0_f64),
        steps in prop::collection::vec((0.0..360.0, prop_oneof![0.0..20.0, 0.0..1_000.0, 0.0..50_000.0, 0.0..3e6]), 1..60)
    ) {
        let islands: Vec<_> = islands.iter().map(|(shape, middle)| vec![wrapped(&unwrapped(shape, *middle))]).collect();
        let (land, other) = (land(&islands), land(&islands[..1]));
        let mut cursor = ShoreCursor::new();
        let mut place = at(start.0, start.1);
        for (index, (bearing, step_m)) in steps.into_iter().enumerate() {
            place = geodesic_destination(place, bearing, step_m);
            let (fresh, carried) = (land.distance_m(place), land.distance_along_m(place, &mut cursor));
            prop_assert_eq!(fresh.to_bits(), carried.to_bits(), "{} against {}", carried, fresh);
            if index % 20 == 19 {
                prop_assert_eq!(other.distance_along_m(place, &mut cursor).to_bits(), other.distance_m(place).to_bits());
            }
        }
    }
}

#[test]
fn a_hole_is_sea_and_its_border_is_shore() {
    let square = |half: f64| {
        vec![
            (50.0 - half, 40.0 - half),
            (50.0 + half, 40.0 - half),
            (50.0 + half, 40.0 + half),
            (50.0 - half, 40.0 + half),
        ]
    };
    let land = land(&[vec![square(5.0), square(2.0)], vec![square(0.1)]]);
    let expected_m = brute_force_m(sides(&square(2.0)), at(40.5, 51.0));
    assert!(!land.contains(at(40.5, 51.0)) && land.contains(at(40.0, 50.0)) && land.contains(at(43.0, 53.0)));
    assert!((land.distance_m(at(40.5, 51.0)) - expected_m).abs() < TOLERANCE_M);
    assert!(land.distance_m(at(40.0, 50.11)) < 1_000.0, "the island in the lake");
}

#[test]
fn polygons_that_overlap_are_all_land() {
    let square = |west: f64| vec![(west, 0.0), (west + 2.0, 0.0), (west + 2.0, 2.0), (west, 2.0)];
    let land = land(&[vec![square(0.0)], vec![square(1.0)]]);
    for lon in [0.5, 1.5, 2.5] {
        assert!(land.contains(at(1.0, lon)), "{lon}");
        assert_eq!(land.distance_m(at(1.0, lon)), 0.0);
    }
}

#[test]
fn a_cut_with_nothing_beyond_it_is_shore() {
    let east = vec![(179.0, 0.0), (180.0, 0.0), (180.0, 1.0), (179.0, 1.0)];
    let west = vec![(-180.0, 0.0), (-179.0, 0.0), (-179.0, 1.0), (-180.0, 1.0)];
    let half = land(&[vec![east.clone()]]);
    assert!((half.distance_m(at(0.5, -179.9)) - geodesic_m(at(0.5, -179.9), at(0.5, 180.0))).abs() < 0.1);
    let whole = land(&[vec![east], vec![west]]);
    assert_eq!(whole.distance_m(at(0.5, -179.9)), 0.0);
    for lon in [180.0, -180.0] {
        assert!(whole.contains(at(0.5, lon)));
        assert!(
            (whole.shoreline_distance_m(at(0.4, lon)) - geodesic_m(at(0.4, 0.0), at(0.0, 0.0))).abs() < TOLERANCE_M
        );
    }
}

#[test]
fn the_straight_line_through_the_earth_under_a_long_side_does_not_mislead() {
    // Half way along a side of 10 km the straight line lies 2 m under the ground. The other side of this spit is 1.1 m away,
    // in short pieces, which lie under it by millimetres.
    let west = (0..=40).map(|piece| (10.0, 50.0 + 0.089 * f64::from(piece) / 40.0));
    let spit: Vec<(f64, f64)> = west.chain([(10.000_015, 50.089), (10.000_015, 50.0)]).collect();
    let land = land(&[vec![spit]]);
    assert!(land.shoreline_distance_m(at(50.044_5, 10.000_015)) < 0.01);
    let off_m = geodesic_m(at(50.044_5, 10.0), at(50.044_5, 10.000_025));
    let found_m = land.distance_m(at(50.044_5, 10.000_04));
    assert!((found_m - off_m).abs() < 0.01, "{found_m} against {off_m}");
}

#[test]
fn a_cut_that_is_off_by_rounding_is_a_cut() {
    let half = |a: f64, b: f64| vec![(a, 60.0), (b, 60.0), (b, 70.0), (a, 70.0)];
    let land = land(&[vec![half(170.0, 180.0)], vec![half(-179.999_999_999_999_91, -170.0)]]);
    for lon in [180.0, -180.0, -179.999_999_999_999_95] {
        assert!(land.contains(at(65.0, lon)), "{lon}");
        assert!(land.shoreline_distance_m(at(65.0, lon)) > 400_000.0, "{lon}");
    }
}

#[test]
fn without_land_everything_is_sea() {
    let nothing = Land::new(MultiPolygon::new(Vec::new())).unwrap();
    assert_eq!((nothing.distance_m(at(1.0, 2.0)), nothing.contains(at(1.0, 2.0))), (f64::INFINITY, false));
    assert_eq!(nothing.shoreline_distance_m(at(90.0, 2.0)), f64::INFINITY);
}

#[test]
fn what_is_no_ring_of_places_is_refused_by_its_number() {
    let good = vec![(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)];
    let refused = |rings: &[Vec<(f64, f64)>]| {
        let error =
            Land::new(MultiPolygon::new(vec![polygon(std::slice::from_ref(&good)), polygon(rings)])).unwrap_err();
        assert_eq!(crate::Error::from(error.clone()).to_string(), format!("reading land: {error}"));
        error.to_string()
    };
    insta::assert_snapshot!(refused(&[vec![(0.0, 0.0), (f64::NAN, 0.0), (1.0, 1.0)]]), @"polygon 1: corner 1 must have a longitude from -180 to 180 and a latitude from -90 to 90 degrees, found longitude NaN, latitude 0");
    insta::assert_snapshot!(refused(&[vec![(0.0, 0.0), (1.0, 0.0), (190.0, 1.0)]]), @"polygon 1: corner 2 must have a longitude from -180 to 180 and a latitude from -90 to 90 degrees, found longitude 190, latitude 1");
    insta::assert_snapshot!(refused(&[good.clone(), vec![(0.0, 0.0), (1.0, 0.0), (1.0, 91.0)]]), @"polygon 1, hole 0: corner 2 must have a longitude from -180 to 180 and a latitude from -90 to 90 degrees, found longitude 1, latitude 91");
    insta::assert_snapshot!(refused(&[vec![(0.0, 0.0), (1.0, 0.0), (0.0, 0.0)]]), @"polygon 1: a ring must have at least 3 different corners, found 2");
    insta::assert_snapshot!(refused(&[vec![]]), @"polygon 1: a ring must have at least 3 different corners, found 0");
    insta::assert_snapshot!(refused(&[good.clone(), vec![(2.0, 2.0), (2.0, 2.0), (2.0, 2.0)]]), @"polygon 1, hole 0: a ring must have at least 3 different corners, found 1");
}

#[test]
fn long_sides_are_cut_until_they_are_straight_enough() {
    // Along 70 degrees north the straight line in degrees bends far away from the great circle.
    let corners = [(-60.0, 70.0), (60.0, 70.0), (0.0, 60.0)];
    let land = land(&[vec![corners.to_vec()]]);
    for pair in land.outlines.corners.windows(2) {
        let (a, b) = (pair[0].position(), pair[1].position());
        assert!(distance_m(a, b) < 10_001.0);
        let middle = at(f64::midpoint(a.lat_deg(), b.lat_deg()), f64::midpoint(a.lon_deg(), b.lon_deg()));
        assert!(crate::geodesy::segment_distance_m(a, b, middle) <= STRAIGHT_M * 1.01);
    }
    assert!((land.distance_m(at(70.1, 0.0)) - geodesic_m(at(70.1, 0.0), at(70.0, 0.0))).abs() < TOLERANCE_M);
    assert!(land.contains(at(69.9, 0.0)) && !land.contains(at(70.1, 0.0)));
    assert!(land.outlines.corners.windows(2).all(|pair| pair[0].side_to(pair[1]) == Side::Shore));
}
