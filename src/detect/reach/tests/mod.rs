//! Tests of the reachable set and of the zones and ports in it.

mod ships;

use geo::Contains;
use geo_types::{MultiPolygon, Point, polygon};
use proptest::prelude::*;

use super::*;
use crate::chart::{Land, Port, PortKind, Ports, Zone, Zones};
use crate::detect::testing::{fix, tracks};
use crate::detect::{Detector, Gap};
use crate::geodesy::tests::{any_position, at};
use crate::geodesy::{destination, geodesic_destination, geodesic_m};
use crate::{Chart, Fix, Position};

/// The gaps of these fixes, judged by this chart.
fn judged(rows: &[(&str, Fix)], chart: &Chart) -> Vec<Event> {
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

#[test]
fn what_a_chart_lacks_is_said() {
    let rows = tracks([("440123456", fix(0.0, 35.0, 129.0))]);
    let off = |chart: Option<&Chart>| {
        let context = Context::of(&rows);
        Reach::default().conditions_off(&chart.map_or(context, |chart| context.with_chart(chart)))
    };
    assert_eq!(
        off(None),
        [
            "gap: zones in reach (no zones)",
            "gap: ports in reach (no ports or anchorages)",
            "gap: least distance from port of meetings in reach (no ports or anchorages)",
            "gap: meetings in reach on land not left out (no coastline)",
        ]
    );
    let square = polygon![(x: 129.0, y: 35.0), (x: 130.0, y: 35.0), (x: 130.0, y: 36.0)];
    let zone = Zone::new("closure", &MultiPolygon(vec![square.clone()])).unwrap();
    let port = Port::new("1", "Busan", at(35.1, 129.04), PortKind::Listed);
    let ports = Chart::new().with_ports(Ports::new(vec![port]));
    assert_eq!(off(Some(&ports)).len(), 2, "zones and coastline");
    let all = ports.with_zones(Zones::new(vec![zone])).with_land(Land::new(MultiPolygon(vec![square])).unwrap());
    assert_eq!(off(Some(&all)), [""; 0]);
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

/// A square of half a degree around a place.
fn square(name: &str, lat: f64, lon: f64) -> Zone {
    let (south, west) = (lat - 0.25, lon - 0.25);
    let ring = polygon![
        (x: west, y: south), (x: west + 0.5, y: south), (x: west + 0.5, y: south + 0.5), (x: west, y: south + 0.5)
    ];
    Zone::new(name, &MultiPolygon(vec![ring])).unwrap()
}

/// Two fixes of a ship 12 hours and 55 km apart. Of two fixes no speed is known: 12 knots, 266.7 km in all.
fn silent_ship() -> [(&'static str, Fix); 2] {
    [("440000001", fix(0.0, 36.0, 131.0)), ("440000001", fix(720.0, 36.5, 131.0))]
}

#[test]
fn zones_in_reach_are_ranked_by_the_longest_stay() {
    let zones = vec![square("far", 40.0, 131.0), square("north", 37.5, 131.0), square("here", 36.0, 131.0)];
    let chart = Chart::new().with_zones(Zones::new(zones));
    let gaps = judged(&silent_ship(), &chart);
    let found = could_have(&gaps[0]);
    assert_eq!((found.zones_in_reach, found.ports_in_reach), (Some(2), None), "no ports are known, not: none in reach");
    let [here, north] = &found.zones[..] else { panic!("two zones") };
    assert_eq!((here.name.as_str(), here.distance_m), ("here", 0.0));
    // It is left at 36.25 N: 0.25 degrees remain to 36.5 N.
    let speed_mps = 12.0 * 1852.0 / 3600.0;
    let hours = |metres: f64| metres / speed_mps / 3600.0;
    assert!((here.at_most_h - (12.0 - hours(geodesic_m(at(36.25, 131.0), at(36.5, 131.0))))).abs() < 1e-3);
    let there_m = geodesic_m(at(36.0, 131.0), at(37.25, 131.0));
    let back_m = geodesic_m(at(37.25, 131.0), at(36.5, 131.0));
    assert!((north.at_most_h - (12.0 - hours(there_m + back_m))).abs() < 1e-3, "{north:?}");
    assert!((north.distance_m - there_m).abs() < 0.1);
    let late_h = (north.earliest.as_millisecond() - gaps[0].start.as_millisecond()) as f64 / 3.6e6;
    assert!((late_h - hours(there_m)).abs() < 1e-3);
}

#[test]
fn ports_in_reach_are_ranked_by_the_longest_stay_and_all_are_counted() {
    let port = |id: &str, lat: f64, lon: f64, kind| Port::new(id, format!("port {id}"), at(lat, lon), kind);
    let ports = vec![
        port("out of reach", 39.0, 131.0, PortKind::Listed),
        port("near", 36.25, 131.2, PortKind::Anchorage),
        port("farther", 36.25, 131.9, PortKind::Listed),
        port("edge", 36.25, 130.0, PortKind::Anchorage),
    ];
    let chart = Chart::new().with_ports(Ports::new(ports));
    let found = judged(&silent_ship(), &chart);
    let found = could_have(&found[0]);
    let ids: Vec<&str> = found.ports.iter().map(|port| port.id.as_str()).collect();
    assert_eq!((ids, found.ports_in_reach), (vec!["near", "farther", "edge"], Some(3)));
    // It is in the anchorage from 3 km on, on the way there and back.
    let way_m: f64 = [36.0, 36.5].map(|lat| geodesic_m(at(lat, 131.0), at(36.25, 131.2)) - 3_000.0).iter().sum();
    assert!((found.ports[0].at_most_h - (12.0 - way_m / (12.0 * 1852.0))).abs() < 1e-3, "{:?}", found.ports[0]);

    let many = (0..40).map(|index| port(&index.to_string(), 36.25, 131.0 + f64::from(index) / 100.0, PortKind::Listed));
    let chart = Chart::new().with_ports(Ports::new(many.collect()));
    let gaps = judged(&silent_ship(), &chart);
    assert_eq!((could_have(&gaps[0]).ports_in_reach, could_have(&gaps[0]).ports.len()), (Some(40), 5));
}

#[test]
fn an_open_gap_reaches_as_far_as_its_time_allows_and_no_farther_than_the_limit() {
    // Another ship is heard until the end.
    let mut rows = vec![("440000001", fix(0.0, 36.0, 131.0))];
    let until = |hours: u32| (0..=hours).map(|hour| ("440000002", fix(f64::from(hour) * 60.0, 20.0, 150.0)));
    rows.extend(until(10));
    let chart = Chart::new().with_zones(Zones::new(vec![square("north", 37.5, 131.0)]));
    let gaps = judged(&rows, &chart);
    let found = could_have(&gaps[0]);
    assert_eq!((found.time_h, found.zones_in_reach), (10.0, Some(1)));
    let there_h = geodesic_m(at(36.0, 131.0), at(37.25, 131.0)) / (12.0 * 1852.0);
    assert!((found.zones[0].at_most_h - (10.0 - there_h)).abs() < 1e-3, "it need not come back");
    rows.extend(until(100));
    let gaps = judged(&rows, &chart);
    assert_eq!(could_have(&gaps[0]).time_h, 48.0);
    let set = Reach::set_of(&gaps[0]).unwrap();
    let edge_m = 48.0 * 12.0 * 1852.0;
    let toward = |metres: f64| geodesic_destination(at(36.0, 131.0), 80.0, metres);
    assert!(set.contains(toward(edge_m - 10.0)) && !set.contains(toward(edge_m + 10.0)));
}

#[test]
fn the_speed_is_at_least_that_of_the_silence_and_a_margin() {
    // 25 kn over 7 hours: more than the 12 kn of a ship of which nothing is known.
    let on = geodesic_destination(at(36.0, 131.0), 90.0, 7.0 * 25.0 * 1852.0);
    let rows = [("440000001", fix(0.0, 36.0, 131.0)), ("440000001", fix(420.0, on.lat_deg(), on.lon_deg()))];
    let gaps = judged(&rows, &Chart::new());
    assert!((could_have(&gaps[0]).reach_speed_kn - 27.5).abs() < 1e-6);
}

#[test]
fn an_outline_that_starts_on_the_antimeridian_is_closed_there() {
    // The border starts a hair west of 180° and comes back a hair east of it.
    let off = at(89.020_663_265_073_99, 180.0);
    let set = ReachableSet::between(off, off, 164_100.477_288_218_6).unwrap();
    let place = at(89.077_365_534_438_2, -178.921_094_790_844_28);
    assert!(set.contains(place) && is_inside(&set.outline(500.0), place));
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
