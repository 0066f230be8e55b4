//! Tests of the reachable set and of the zones and ports in it.

use geo::{Contains, EuclideanDistance};
use geo_types::{Coord, MultiPolygon, Point, polygon};
use proptest::prelude::*;

use super::*;
use crate::chart::{Port, PortKind, Ports, Zone, Zones};
use crate::detect::testing::{fix, tracks};
use crate::detect::{Detector, Gap};
use crate::geodesy::tests::{any_position, at};
use crate::geodesy::{destination, geodesic_destination, geodesic_m};
use crate::{Chart, Position};

/// The gaps of these fixes, judged by this chart.
fn judged(rows: &[(&str, crate::Fix)], chart: &Chart) -> Vec<Event> {
    let tracks = tracks(rows.iter().map(|(vessel, fix)| (*vessel, *fix)));
    let context = Context::of(&tracks).with_chart(chart);
    let mut gaps = Gap::default().find_with(&tracks, &context);
    Reach::default().judge(&mut gaps, &tracks, &context);
    gaps
}

fn could_have(gap: &Event) -> &CouldHave {
    let EventKind::Gap(evidence) = &gap.kind else { panic!("a gap") };
    evidence.could_have.as_ref().expect("it was judged")
}

fn is_inside(outline: &MultiPolygon<f64>, place: Position) -> bool {
    outline.contains(&Point::from(place))
}

#[test]
fn an_outline_across_the_antimeridian_is_cut_there_and_one_around_a_pole_holds_it() {
    let set = ReachableSet::between(at(-17.0, 179.0), at(-17.0, -179.0), 300_000.0).unwrap();
    let outline = set.outline(100.0);
    assert_eq!(outline.0.len(), 2);
    assert!(outline.0.iter().flat_map(|piece| piece.exterior().0.iter()).all(|corner| corner.x.abs() <= 180.0));
    assert!(is_inside(&outline, at(-17.5, 179.9)) && is_inside(&outline, at(-17.5, -179.9)));
    for sign in [1.0, -1.0] {
        let around = ReachableSet::around(at(sign * 88.0, 20.0), 400_000.0).unwrap().outline(100.0);
        assert!(is_inside(&around, at(sign * 89.9, -100.0)) && is_inside(&around, at(sign * 89.0, -160.0)));
        assert!(!is_inside(&around, at(sign * 85.0, -160.0)) && !is_inside(&around, at(-sign * 89.9, 20.0)));
    }
}

#[test]
fn too_short_a_way_reaches_nothing_and_half_the_earth_is_everywhere() {
    let (off, on) = (at(10.0, 20.0), at(10.0, 21.0));
    assert_eq!(ReachableSet::between(off, on, geodesic_m(off, on) - 1.0), None);
    assert_eq!(ReachableSet::between(off, on, f64::NAN), None);
    assert_eq!(ReachableSet::around(off, -1.0), None);
    let wide = ReachableSet::around(off, 10_100_000.0).unwrap();
    assert!(wide.is_everywhere() && is_inside(&wide.outline(1000.0), at(-80.0, -170.0)));
    let point = ReachableSet::around(off, 0.0).unwrap();
    assert!(point.contains(off) && is_inside(&point.outline(10.0), off), "drawn as a spot");
}

/// The distance in metres from a place to the border of an outline, sides along the antimeridian and a pole aside.
fn to_border_m(outline: &MultiPolygon<f64>, place: Position) -> f64 {
    let cos = place.lat_deg().to_radians().cos().max(1e-9);
    let scaled = |corner: Coord<f64>| {
        let east_deg = crate::geodesy::lon_between_deg(place.lon_deg(), corner.x);
        Point::new(east_deg * cos * 111_195.0, (corner.y - place.lat_deg()) * 111_195.0)
    };
    let sides = outline.0.iter().flat_map(|piece| piece.exterior().0.windows(2));
    let here = Point::new(0.0, 0.0);
    let is_cut = |side: &&[Coord<f64>]| {
        (side[0].x == side[1].x && side[0].x.abs() == 180.0) || (side[0].y == side[1].y && side[0].y.abs() == 90.0)
    };
    sides
        .filter(|side| !is_cut(side))
        .map(|side| here.euclidean_distance(&geo_types::Line::new(scaled(side[0]), scaled(side[1]))))
        .fold(f64::INFINITY, f64::min)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Against geodesics: a place that is in reach by more than the tolerance is inside, one out of reach by more is not.
    #[test]
    fn the_outline_is_where_geodesics_say(
        off in any_position(), bearing in 0.0..360.0, straight_m in prop_oneof![Just(0.0), 1_000.0..2_000_000.0],
        longer in 1.02..4.0f64, least_m in 5_000.0..300_000.0,
        places in prop::collection::vec((0.0..360.0, 0.0..1.4f64), 30),
    ) {
        let on = geodesic_destination(off, bearing, straight_m);
        let at_most_m = (straight_m * longer).max(least_m);
        let set = ReachableSet::between(off, on, at_most_m).unwrap();
        let tolerance_m = 500.0_f64.max(at_most_m / 1000.0);
        let outline = set.outline(tolerance_m);
        let middle = crate::geodesy::interpolate(off, on, 0.5);
        for (bearing, share) in places {
            let place = destination(middle, bearing, share * at_most_m / 2.0);
            // A place d from the border changes the way by at most 2 d.
            let beyond_m = set.way_over_m(place) - at_most_m;
            let is_inside = is_inside(&outline, place);
            // At its flanks the way grows more slowly than the distance: the places around tell.
            let near = (0..12).any(|turn| {
                set.contains(destination(place, f64::from(turn) * 30.0, 1.2 * tolerance_m)) != (beyond_m <= 0.0)
            });
            prop_assert!(is_inside == (beyond_m <= 0.0) || near, "{:?} {} {:?}", place, beyond_m, set);
        }
    }

    #[test]
    fn corners_lie_on_the_border(
        off in any_position(), bearing in 0.0..360.0, straight_m in 0.0..3_000_000.0, longer in 1.02..5.0f64,
    ) {
        let on = geodesic_destination(off, bearing, straight_m);
        let at_most_m = (straight_m * longer).max(1_000.0);
        let outline = ReachableSet::between(off, on, at_most_m).unwrap().outline(1000.0);
        for corner in outline.0.iter().flat_map(|piece| piece.exterior().0.iter()) {
            if corner.x.abs() < 180.0 && corner.y.abs() < 90.0 {
                let place = at(corner.y, corner.x);
                let way_m = geodesic_m(off, place) + geodesic_m(place, on);
                prop_assert!((way_m - at_most_m).abs() < 1.0, "{} of {} at {:?}", way_m, at_most_m, place);
            }
        }
    }
}
