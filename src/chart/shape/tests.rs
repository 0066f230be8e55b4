//! Sides of rings against `geo` and against samples; every way to write a ring across the antimeridian or around a pole.

use geo::{Contains, Intersects};
use geo_types::Rect;
use proptest::prelude::*;

use super::*;

fn at(x: f64, y: f64) -> Coord<f64> {
    Coord { x, y }
}

fn ring(corners: &[(f64, f64)]) -> Vec<Coord<f64>> {
    corners.iter().map(|&(x, y)| at(x, y)).collect()
}

fn shape(corners: &[(f64, f64)]) -> Shape {
    Shape::new([ring(corners).as_slice()]).unwrap()
}

fn fault(rings: &[&[(f64, f64)]]) -> String {
    let rings: Vec<_> = rings.iter().map(|corners| ring(corners)).collect();
    Shape::new(rings.iter().map(Vec::as_slice)).unwrap_err()
}

/// A star-shaped ring around a place, its corners at these distances in degrees.
fn star(centre: (f64, f64), distances: &[f64]) -> Vec<Coord<f64>> {
    let step = std::f64::consts::TAU / distances.len() as f64;
    let corner = |(index, distance): (usize, &f64)| {
        let turn = index as f64 * step;
        at(centre.0 + distance * turn.cos(), centre.1 + distance * turn.sin())
    };
    distances.iter().enumerate().map(corner).collect()
}

/// Longitudes from -180 to 180, as a ring that jumps from 179 to -179.
fn with_jumps(corners: &[Coord<f64>]) -> Vec<Coord<f64>> {
    corners.iter().map(|corner| at(crate::geodesy::wrap_lon_deg(corner.x), corner.y)).collect()
}

fn is_near_border(shape: &Shape, place: Coord<f64>) -> bool {
    let near = |dx: f64, dy: f64| shape.contains(at(place.x + dx, place.y + dy));
    let here = shape.contains(place);
    [(2e-9, 0.0), (-2e-9, 0.0), (0.0, 2e-9), (0.0, -2e-9)].into_iter().any(|(dx, dy)| near(dx, dy) != here)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_place_is_inside_when_geo_says_so(
        distances in prop::collection::vec(0.5..9.0f64, 3..200),
        holes in prop::collection::vec(0.05..0.4f64, 3..40),
        places in prop::collection::vec((-10.0..10.0f64, -10.0..10.0f64), 1..40),
        reversed: bool,
    ) {
        let mut exterior = star((20.0, 35.0), &distances);
        if reversed {
            exterior.reverse();
        }
        // At most 0.2 from the centre; a triangle of corners at least 0.5 away comes no nearer to it than 0.25.
        let hole: Vec<_> = star((20.0, 35.0), &holes.iter().map(|distance| distance * 0.5).collect::<Vec<_>>());
        let ours = Shape::new([exterior.as_slice(), hole.as_slice()]).unwrap();
        let theirs = ours.to_polygon();
        for (dx, dy) in places.into_iter().chain([(0.0, 0.0), (0.3, 0.1)]) {
            let place = at(20.0 + dx, 35.0 + dy);
            prop_assume!(!is_near_border(&ours, place));
            prop_assert_eq!(ours.contains(place), theirs.contains(&place), "{:?}", place);
        }
        for corner in exterior.iter().chain(&hole) {
            prop_assert!(ours.contains(*corner), "borders belong to the polygon, those of holes too");
        }
    }

    #[test]
    fn a_ring_is_the_same_however_it_crosses_the_antimeridian(
        distances in prop::collection::vec(2.0..9.0f64, 3..60),
        centre_lon in 172.0..188.0f64,
        start in 0usize..60,
        reversed: bool,
        places in prop::collection::vec((-10.0..10.0f64, -10.0..10.0f64), 1..40),
    ) {
        let beyond = star((centre_lon, -12.0), &distances);
        let mut jumping = with_jumps(&beyond);
        jumping.rotate_left(start % distances.len());
        if reversed {
            jumping.reverse();
        }
        let west: Vec<_> = beyond.iter().map(|corner| at(corner.x - 360.0, corner.y)).collect();
        let shapes = [&beyond, &jumping, &west].map(|corners| Shape::new([corners.as_slice()]).unwrap());
        let pieces = shapes[0].to_pieces();
        for (dx, dy) in places {
            let place = at(crate::geodesy::wrap_lon_deg(centre_lon + dx), -12.0 + dy);
            prop_assume!(!is_near_border(&shapes[0], place) && place.x.abs() < 180.0 - 1e-8);
            let here = shapes[0].contains(place);
            prop_assert_eq!(shapes[1].contains(place), here, "{:?}", place);
            prop_assert_eq!(shapes[2].contains(place), here, "{:?}", place);
            prop_assert_eq!(pieces.intersects(&place), here, "{:?} in pieces", place);
        }
        for at in pieces.iter().flat_map(|piece| &piece.exterior().0) {
            prop_assert!(at.x.abs() <= 180.0);
        }
    }

    #[test]
    fn boxes_hold_what_rects_hold(
        west in -180.0..170.0f64, width in 0.1..9.0f64, south in -80.0..70.0f64, height in 0.1..9.0f64,
        dx in -1.0..10.0f64, dy in -1.0..10.0f64,
    ) {
        let rect = Rect::new(at(west, south), at(west + width, south + height));
        let corners = [(west, south), (west + width, south), (west + width, south + height), (west, south + height)];
        let place = at(west + dx, south + dy);
        prop_assume!(!is_near_border(&shape(&corners), place));
        prop_assert_eq!(shape(&corners).contains(place), rect.contains(&place));
    }
}

#[test]
fn the_antimeridian_itself_is_inside_from_either_side() {
    for corners in [
        [(170.0, 0.0), (180.0, 0.0), (180.0, 10.0), (170.0, 10.0)],
        [(-180.0, 0.0), (-170.0, 0.0), (-170.0, 10.0), (-180.0, 10.0)],
        [(179.0, 0.0), (-179.0, 0.0), (-179.0, 10.0), (179.0, 10.0)],
        [(179.0, 0.0), (181.0, 0.0), (181.0, 10.0), (179.0, 10.0)],
        [(-179.0, 0.0), (-181.0, 0.0), (-181.0, 10.0), (-179.0, 10.0)],
    ] {
        let zone = shape(&corners);
        for lon in [180.0, -180.0] {
            assert!(zone.contains(at(lon, 5.0)) && !zone.contains(at(lon, 11.0)), "{corners:?} at {lon}");
        }
        assert!(!zone.contains(at(0.0, 5.0)));
    }
}

/// The cap south of 60 S: with the pole among its corners as RFC 7946 has it, in one side or many along the antimeridian, and
/// as a bare ring around the earth, either way round.
#[test]
fn a_ring_around_a_pole_holds_the_pole_however_it_is_written() {
    let circle = |from: i32, step: i32| (0..36).map(move |index| (f64::from(from + step * index), -60.0));
    let bare: Vec<_> = circle(-175, 10).collect();
    let turned: Vec<_> = circle(175, -10).collect();
    let beyond: Vec<_> = circle(5, 10).collect();
    let along = [(-180.0, -90.0), (180.0, -90.0)];
    let with_pole: Vec<_> = along.into_iter().chain(circle(180, -10)).chain([(-180.0, -60.0)]).collect();
    let down_and_up =
        [(-180.0, -60.0), (-180.0, -75.0), (-180.0, -90.0), (180.0, -90.0), (180.0, -70.0), (180.0, -60.0)];
    let stepwise: Vec<_> = down_and_up.into_iter().chain(circle(170, -10).take(35)).collect();
    let eastern = |corners: &[(f64, f64)]| corners.iter().map(|&(lon, lat)| (lon + 180.0, lat)).collect::<Vec<_>>();
    let (from_greenwich, stepwise_from_greenwich) = (eastern(&with_pole), eastern(&stepwise));
    for corners in [bare, turned, beyond, with_pole, stepwise, from_greenwich, stepwise_from_greenwich] {
        let cap = shape(&corners);
        for lon in [-180.0, -179.5, -90.0, 0.0, 5.0, 77.0, 179.9, 180.0] {
            for (lat, inside) in
                [(-59.0, false), (-60.0, true), (-61.0, true), (-89.999, true), (-90.0, true), (90.0, false)]
            {
                assert_eq!(cap.contains(at(lon, lat)), inside, "{lat}, {lon} in {corners:?}");
            }
        }
        let pieces = cap.to_pieces();
        for lon in [-179.5, -90.0, 0.0, 5.0, 77.0, 179.9] {
            assert!(pieces.contains(&at(lon, -75.0)) && !pieces.contains(&at(lon, -55.0)), "{lon} in {pieces:?}");
        }
        let is_border = |line: &geo_types::Line<f64>| line.start.y > -90.0 && line.start.x.abs() < 180.0;
        let borders = pieces.iter().flat_map(|piece| piece.exterior().lines().collect::<Vec<_>>()).filter(is_border);
        assert!(borders.map(|line| line.start.y).all(|lat| lat == -60.0), "no border but the circle: {pieces:?}");
    }
}

/// A coast around the pole that crosses the antimeridian three times, and bays that reach across it.
#[test]
fn a_ring_around_a_pole_may_wander_across_the_antimeridian() {
    let mut coast =
        vec![(170.0, -70.0), (-175.0, -68.0), (-178.0, -72.0), (174.0, -74.0), (172.0, -78.0), (-170.0, -76.0)];
    coast.extend((0..33).map(|index| (f64::from(index) * 10.0 - 160.0, -70.0)));
    let inside = [(-179.0, -69.5), (179.0, -69.5), (180.0, -69.5), (-179.0, -80.0), (173.0, -73.0), (0.0, -75.0)];
    let outside = [(178.0, -75.0), (-176.0, -74.0), (-180.0, -75.0), (174.0, -75.5), (0.0, -65.0), (180.0, -65.0)];
    for start in 0..coast.len() {
        coast.rotate_left(1);
        let land = shape(&coast);
        let pieces = land.to_pieces();
        for (places, expected) in [(&inside, true), (&outside, false)] {
            for &(lon, lat) in places {
                assert_eq!(land.contains(at(lon, lat)), expected, "{lat}, {lon}, from corner {start}");
                if lon.abs() < 180.0 {
                    assert_eq!(pieces.contains(&at(lon, lat)), expected, "{lat}, {lon} in pieces, from corner {start}");
                }
            }
        }
    }
}

#[test]
fn a_hole_around_a_pole_leaves_the_pole_out() {
    let circle = |lat: f64| (0..24).map(move |index| (f64::from(index) * 15.0 - 175.0, lat)).collect::<Vec<_>>();
    let belt = Shape::new([ring(&circle(60.0)).as_slice(), ring(&circle(80.0)).as_slice()]).unwrap();
    for lon in [-180.0, -175.0, -30.0, 0.0, 100.0, 180.0] {
        for (lat, inside) in [(59.0, false), (60.5, true), (79.0, true), (81.0, false), (89.0, false), (90.0, false)] {
            assert_eq!(belt.contains(at(lon, lat)), inside, "{lat}, {lon}");
        }
    }
}

#[test]
fn belts_and_boxes_around_the_earth_are_read_as_they_stand() {
    let belt = shape(&[(-180.0, -10.0), (180.0, -10.0), (180.0, 10.0), (-180.0, 10.0)]);
    assert!(belt.contains(at(0.0, 0.0)) && belt.contains(at(180.0, 5.0)) && belt.contains(at(-180.0, 5.0)));
    assert!(!belt.contains(at(0.0, 11.0)) && !belt.contains(at(0.0, 90.0)));
    let southern = shape(&[
        (-180.0, -60.0),
        (180.0, -60.0),
        (180.0, -50.0),
        (90.0, -50.0),
        (0.0, -50.0),
        (-90.0, -50.0),
        (-180.0, -50.0),
    ]);
    assert!(
        southern.contains(at(45.0, -55.0)) && !southern.contains(at(45.0, -70.0)) && !southern.contains(at(0.0, -90.0))
    );
    let world = shape(&[(-180.0, -90.0), (180.0, -90.0), (180.0, 90.0), (-180.0, 90.0)]);
    for (lon, lat) in [(0.0, 0.0), (180.0, 1.0), (12.0, 90.0), (99.0, -90.0)] {
        assert!(world.contains(at(lon, lat)), "{lat}, {lon}");
    }
}

#[test]
fn a_crossing_ring_may_have_corners_on_both_sides_of_the_antimeridian() {
    let corners = [
        (179.0, 10.0),
        (180.0, 10.0),
        (-180.0, 10.0),
        (-179.0, 10.0),
        (-179.0, 12.0),
        (-180.0, 12.0),
        (180.0, 12.0),
        (179.0, 12.0),
    ];
    let zone = shape(&corners);
    assert!(zone.contains(at(179.5, 11.0)) && zone.contains(at(-179.5, 11.0)) && zone.contains(at(180.0, 11.0)));
    assert!(!zone.contains(at(0.0, 11.0)));
    assert_eq!(zone.bounds().width(), 2.0);
}

#[test]
fn a_sector_that_reaches_the_pole_holds_it() {
    let sector = shape(&[(20.0, 70.0), (60.0, 70.0), (60.0, 90.0), (20.0, 90.0)]);
    for lon in [-170.0, 0.0, 40.0] {
        assert!(sector.contains(at(lon, 90.0)), "the pole has every longitude");
    }
    assert!(sector.contains(at(40.0, 89.9)) && !sector.contains(at(100.0, 89.9)));
}

#[test]
fn a_ring_that_is_not_closed_is_closed() {
    let closed = shape(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]);
    let open = shape(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]);
    assert_eq!(closed.exterior().corners(), open.exterior().corners());
    assert_eq!((closed.was_open, open.was_open), (false, true));
}

#[test]
fn faults_say_what_was_found_and_what_would_be_right() {
    insta::assert_snapshot!(
        fault(&[&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)]]),
        @"the exterior: its sides 1 and 3 cross at [1, 1]; a ring must not cross itself"
    );
    insta::assert_snapshot!(
        fault(&[&[(178.0, 0.0), (-178.0, 2.0), (-178.0, 0.0), (178.0, 2.0)]]),
        @"the exterior: its sides 1 and 3 cross at [180, 1]; a ring must not cross itself"
    );
    insta::assert_snapshot!(
        fault(&[&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (2.0, 5.0), (2.0, 3.0), (0.0, 2.0)]]),
        @"the exterior: its sides 3 and 4 lie on one another at [2, 5]; a ring must not run back over itself"
    );
    insta::assert_snapshot!(
        fault(&[&[(0.0, 0.0), (2.0, 0.0), (0.0, 0.0)]]),
        @"the exterior: it has 2 different corners; a ring needs at least 3"
    );
    insta::assert_snapshot!(
        fault(&[&[(35.1, 129.0), (35.2, 129.0), (35.2, 129.1)]]),
        @"the exterior: its corner 1 is [35.1, 129]; latitudes lie in -90 to 90, and the longitude comes first: these may have been swapped"
    );
    insta::assert_snapshot!(
        fault(&[&[(14_366_000.0, 4_165_000.0), (14_367_000.0, 4_165_000.0), (14_367_000.0, 4_166_000.0)]]),
        @"the exterior: its corner 1 is [14366000, 4165000]; longitude and latitude are degrees of WGS84: these look like metres of a projection"
    );
    insta::assert_snapshot!(
        fault(&[&[(0.0, 0.0), (1.0, f64::NAN), (1.0, 1.0)]]),
        @"the exterior: its corner 2 is [1, NaN]; coordinates are finite numbers"
    );
    insta::assert_snapshot!(
        fault(&[&[(-120.0, -1.0), (0.0, 5.0), (120.0, 5.0)]]),
        @"the exterior: it goes round the earth and lies on both sides of the equator, from latitude -1 to 5, so that it cannot be told which pole it surrounds; lead it along the antimeridian to the pole that is meant (RFC 7946, section 3.1.9)"
    );
    insta::assert_snapshot!(
        fault(&[&[(0.0, 50.0), (120.0, 50.0), (-120.0, 50.0), (0.0, 60.0), (120.0, 60.0), (-120.0, 60.0)]]),
        @"the exterior: it goes round the earth more than once; a ring goes round at most once"
    );
    insta::assert_snapshot!(
        fault(&[&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)], &[(3.0, 1.0), (5.0, 1.0), (5.0, 2.0)]]),
        @"hole 1 crosses the exterior at [4, 1]; holes lie within the exterior and apart from each other"
    );
    insta::assert_snapshot!(
        fault(&[&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)], &[(5.0, 1.0), (6.0, 1.0), (6.0, 2.0)]]),
        @"hole 1 lies outside of the exterior, at [5, 1]; holes lie within it"
    );
    insta::assert_snapshot!(fault(&[]), @"it has no ring; a polygon has an exterior and any number of holes");
    insta::assert_snapshot!(fault(&[&[]]), @"the exterior: it has 0 different corners; a ring needs at least 3");
}
