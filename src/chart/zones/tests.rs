//! Passages and distances against brute force and against `geo`, wherever on the earth; what a file becomes.

use geo::{Contains, Densify, Euclidean};
use geo_types::{Line, LineString, Polygon};
use proptest::prelude::*;

use super::*;
use crate::geodesy::tests::at;
use crate::geodesy::{destination, geodesic_destination, interpolate, wrap_lon_deg};

fn ring(corners: &[(f64, f64)]) -> LineString<f64> {
    corners.iter().map(|&(x, y)| Coord { x, y }).collect()
}

fn polygon(exterior: &[(f64, f64)], holes: &[&[(f64, f64)]]) -> MultiPolygon<f64> {
    MultiPolygon(vec![Polygon::new(ring(exterior), holes.iter().map(|hole| ring(hole)).collect())])
}

fn zone(exterior: &[(f64, f64)]) -> Zone {
    Zone::new("zone", &polygon(exterior, &[])).unwrap()
}

fn square(west: f64, south: f64, size: f64) -> Vec<(f64, f64)> {
    vec![(west, south), (west + size, south), (west + size, south + size), (west, south + size)]
}

/// A star-shaped zone around a place, corners by bearing and distance on the sphere, with a hole in its middle where that
/// is sound: straight lines in longitude and latitude bend much around a pole.
fn star(centre: Position, distances_m: &[f64]) -> Option<Zone> {
    let step_deg = 360.0 / distances_m.len() as f64;
    let corners = |scale: f64| -> Vec<(f64, f64)> {
        let corner = |(index, distance_m): (usize, &f64)| {
            let corner = destination(centre, index as f64 * step_deg, distance_m * scale);
            (corner.lon_deg(), corner.lat_deg())
        };
        distances_m.iter().enumerate().map(corner).collect()
    };
    let with_hole = Zone::new("star", &polygon(&corners(1.0), &[&corners(0.3)]));
    with_hole.or_else(|_| Zone::new("star", &polygon(&corners(1.0), &[]))).ok()
}

/// Whether a place within a hundred-millionth of a degree is on the other side of the border: either answer is right then.
fn is_near_border(zone: &Zone, place: Position) -> bool {
    let is_inside = zone.contains(place);
    [(1e-8, 0.0), (-1e-8, 0.0), (0.0, 1e-8), (0.0, -1e-8)].into_iter().any(|(dy, dx)| {
        let lat_deg = (place.lat_deg() + dy).clamp(-90.0, 90.0);
        zone.contains(at(lat_deg, wrap_lon_deg(place.lon_deg() + dx))) != is_inside
    })
}

/// The sides of a zone but those along a pole or, where a ring surrounds one, the antimeridian.
fn borders(zone: &Zone) -> Vec<Line<f64>> {
    let outline = zone.polygons();
    let rings = outline.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let of_ring = |ring: &LineString<f64>| {
        let is_cap = ring.0.iter().any(|at| at.y.abs() == 90.0);
        let ends_at = |line: &Line<f64>, test: fn(Coord<f64>) -> bool| test(line.start) && test(line.end);
        let is_border = move |line: &Line<f64>| {
            !is_cap || !(ends_at(line, |at| at.y.abs() == 90.0) || ends_at(line, |at| at.x.abs() == 180.0))
        };
        ring.lines().filter(is_border).collect::<Vec<_>>()
    };
    rings.flat_map(of_ring).collect()
}

/// Anywhere a zone can be: mid latitudes, the antimeridian, 80 N and both poles.
fn centre() -> impl Strategy<Value = Position> {
    prop_oneof![
        3 => (-70.0..70.0f64, -180.0..180.0f64),
        2 => (-60.0..60.0f64, prop_oneof![179.0..180.0f64, -180.0..-179.0f64]),
        2 => (79.0..81.0f64, -180.0..180.0f64),
        1 => (89.0..90.0f64, -180.0..180.0f64),
        1 => (-90.0..-89.0f64, -180.0..180.0f64),
    ]
    .prop_map(|(lat, lon)| at(lat, lon))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// At every sample, and just beside every cut, the ship is inside exactly when a passage says so.
    #[test]
    fn passages_are_those_that_a_sampler_sees(
        centre in centre(),
        distances_m in prop::collection::vec(20_000.0..90_000.0f64, 8..40),
        ends in ((0.0..360.0f64, 0.0..150_000.0f64), (0.0..360.0f64, 0.0..150_000.0f64)),
    ) {
        let zone = star(centre, &distances_m);
        prop_assume!(zone.is_some());
        let zone = zone.unwrap();
        let from = destination(centre, ends.0.0, ends.0.1);
        let to = destination(centre, ends.1.0, ends.1.1);
        let passages = zone.passages(from, to);
        prop_assert!(passages.windows(2).all(|pair| pair[0].1 < pair[1].0), "{:?}", passages);
        let cuts = passages.iter().flat_map(|&(enters, leaves)| [enters, leaves]);
        let beside = cuts.flat_map(|cut| [-1e-4, -1e-6, -1e-8, 1e-8, 1e-6, 1e-4].map(|off| cut + off));
        let samples = (0..=400).map(|sample| f64::from(sample) / 400.0);
        for fraction in samples.chain(beside).filter(|fraction| (0.0..=1.0).contains(fraction)) {
            let place = interpolate(from, to, fraction);
            let is_found = passages.iter().any(|&(enters, leaves)| (enters..=leaves).contains(&fraction));
            let is_inside = zone.contains(place);
            prop_assert!(is_found == is_inside || is_near_border(&zone, place), "{} inside: {}, {:?}", fraction, is_inside, passages);
        }
    }

    #[test]
    fn a_follower_sees_what_each_step_shows(
        centre in centre(),
        stars in prop::collection::vec(((0.0..360.0f64, 0.0..400_000.0f64), prop::collection::vec(5_000.0..60_000.0f64, 5..12)), 1..6),
        legs in prop::collection::vec((0.0..360.0f64, prop_oneof![0.0..3_000.0f64, 0.0..150_000.0f64]), 1..60),
    ) {
        let zones = stars.iter().map(|((bearing, off_m), distances_m)| star(destination(centre, *bearing, *off_m), distances_m));
        let zones = Zones::new(zones.flatten().collect());
        let mut follower = Follower::new(&zones);
        let mut from = centre;
        for (bearing, length_m) in legs {
            let to = destination(from, bearing, length_m);
            let mut passages = Vec::new();
            follower.step(from, to, &mut passages);
            prop_assert_eq!(&passages, &zones.passages(from, to));
            let alone: Vec<(usize, f64, f64)> = zones
                .iter()
                .enumerate()
                .flat_map(|(number, zone)| zone.passages(from, to).into_iter().map(move |span| (number, span.0, span.1)))
                .collect();
            let found: Vec<_> = passages.iter().map(|passage| (passage.zone, passage.enters, passage.leaves)).collect();
            prop_assert_eq!(found, alone);
            let inside: Vec<&str> = zones.containing(from).map(Zone::name).collect();
            let by_hand = zones.iter().filter(|zone| zone.contains(from)).count();
            prop_assert_eq!(inside.len(), by_hand);
            from = to;
        }
    }

    /// Against geo: the same polygon with sides of a hundredth of a degree, which great circles follow to centimetres.
    #[test]
    fn the_distance_is_that_of_geo_along_a_dense_border(
        lat in -75.0..75.0f64, lon in -170.0..170.0f64,
        distances_m in prop::collection::vec(20_000.0..90_000.0f64, 5..12),
        off in (0.0..360.0f64, 0.0..400_000.0f64),
    ) {
        let centre = at(lat, lon);
        let zone = star(centre, &distances_m).unwrap();
        let position = destination(centre, off.0, off.1);
        prop_assume!(position.lon_deg().abs() < 179.0 && position.lat_deg().abs() < 85.0);
        let outline = zone.polygons();
        let within = outline.contains(&geo_types::Point::from(position));
        let distance_m = zone.distance_m(position);
        if within {
            prop_assert_eq!(distance_m, 0.0);
        } else {
            let dense = Euclidean.densify(&outline.0[0], 0.002);
            let rings = std::iter::once(dense.exterior()).chain(dense.interiors());
            let corners = rings.flat_map(|ring| &ring.0);
            let brute_m = corners.map(|corner| geodesic_m(position, at(corner.y, corner.x))).fold(f64::INFINITY, f64::min);
            // A corner every 222 m at most: none is farther than half of that from the nearest place.
            prop_assert!(distance_m <= brute_m * (1.0 + 3e-6) + 1e-3, "{} against {}", distance_m, brute_m);
            let sagitta_m = 120.0 * 120.0 / (2.0 * distance_m.max(1.0));
            prop_assert!(brute_m <= distance_m + sagitta_m.min(120.0) + 1.0, "{} against {}", distance_m, brute_m);
        }
    }

    /// No way over the zone is shorter than the one found, and there is one as short.
    #[test]
    fn the_way_over_a_zone_is_the_shortest(
        centre in centre(),
        distances_m in prop::collection::vec(20_000.0..90_000.0f64, 5..12),
        ends in ((0.0..360.0f64, 0.0..300_000.0f64), (0.0..360.0f64, 0.0..300_000.0f64)),
    ) {
        let zone = star(centre, &distances_m);
        prop_assume!(zone.is_some());
        let zone = zone.unwrap();
        let from = destination(centre, ends.0.0, ends.0.1);
        let to = destination(centre, ends.1.0, ends.1.1);
        let way_m = zone.way_over_m(from, to, f64::INFINITY).unwrap();
        let straight_m = geodesic_m(from, to);
        prop_assert!(way_m >= straight_m - 1e-3);
        if zone.passages(from, to).is_empty() {
            let mut brute_m = f64::INFINITY;
            for line in borders(&zone) {
                for step in 0..100 {
                    let corner = line.start + line.delta() * (f64::from(step) / 100.0);
                    let corner = at(corner.y.clamp(-90.0, 90.0), wrap_lon_deg(corner.x));
                    brute_m = brute_m.min(geodesic_m(from, corner) + geodesic_m(corner, to));
                }
            }
            prop_assert!(way_m <= brute_m * (1.0 + 1e-5) + 1e-3, "{} against {}", way_m, brute_m);
            // Samples lie up to a kilometre apart at 90 km from the centre.
            prop_assert!(brute_m <= way_m + 1_500.0, "{} against {}", way_m, brute_m);
            prop_assert_eq!(zone.way_over_m(from, to, way_m - 1.0), None);
            prop_assert!(zone.way_over_m(from, to, way_m + 1.0).is_some());
        } else {
            prop_assert_eq!(way_m, straight_m);
        }
        let zones = Zones::new(vec![zone]);
        let reached = |at_most_m: f64| zones.within_reach(from, to, at_most_m).len();
        prop_assert_eq!((reached(way_m + 1.0), reached(way_m - 1.0)), (1, 0));
        prop_assert_eq!(reached(30_000_000.0), 1);
    }

    #[test]
    fn a_long_side_is_as_near_as_its_nearest_place(
        lat in -60.0..60.0f64, width in 5.0..170.0f64, position in (-80.0..80.0f64, -180.0..180.0f64),
    ) {
        let belt = zone(&[(-20.0, lat), (-20.0 + width, lat), (-20.0 + width, lat + 3.0), (-20.0, lat + 3.0)]);
        let position = at(position.0, position.1);
        let distance_m = belt.distance_m(position);
        let brute_m = (0..=2_000).flat_map(|step| {
            let lon = -20.0 + width * f64::from(step) / 2_000.0;
            [lat, lat + 3.0].map(|lat| geodesic_m(position, at(lat, wrap_lon_deg(lon))))
        });
        let brute_m = brute_m.fold(f64::INFINITY, f64::min);
        prop_assert!(distance_m == 0.0 || (distance_m <= brute_m * (1.0 + 1e-3) + 1.0 && brute_m <= distance_m * (1.0 + 1e-3) + 170_000.0), "{} against {}", distance_m, brute_m);
    }
}

#[test]
fn a_step_that_clips_a_corner_is_found() {
    let zone = zone(&square(129.0, 35.0, 1.0));
    // From the west of the south-western corner to the south of it.
    let (from, to) = (at(35.01, 128.99), at(34.99, 129.01));
    let [(enters, leaves)] = zone.passages(from, to)[..] else { panic!("one passage") };
    assert!((enters - 0.5).abs() < 1e-3 && (leaves - 0.5).abs() < 1e-3 && leaves >= enters, "{enters} {leaves}");
    let (from, to) = (at(35.02, 128.99), at(34.99, 129.02));
    let [(enters, leaves)] = zone.passages(from, to)[..] else { panic!("one passage") };
    assert!((enters - 1.0 / 3.0).abs() < 1e-3 && (leaves - 2.0 / 3.0).abs() < 1e-3, "{enters} {leaves}");
}

#[test]
fn holes_and_pieces_make_several_passages_in_order() {
    let with_hole = polygon(&square(0.0, 0.0, 3.0), &[&square(1.0, 1.0, 1.0)]);
    let mut pieces = with_hole.clone();
    pieces.0.push(Polygon::new(ring(&square(4.0, 0.0, 1.0)), vec![]));
    let zone = Zone::new("pieces", &pieces).unwrap();
    let spans = zone.passages(at(0.5, -1.0), at(0.5, 6.0));
    let lons: Vec<_> = spans
        .iter()
        .flat_map(|span| [span.0, span.1])
        .map(|fraction| interpolate(at(0.5, -1.0), at(0.5, 6.0), fraction).lon_deg())
        .collect();
    assert!(
        lons.len() == 4 && lons.iter().zip([0.0, 3.0, 4.0, 5.0]).all(|(lon, border)| (lon - border).abs() < 1e-9),
        "{lons:?}"
    );
    let zone = Zone::new("hole", &with_hole).unwrap();
    let spans = zone.passages(at(1.5, -1.0), at(1.5, 4.0));
    assert_eq!(spans.len(), 2, "{spans:?}");
    assert!(!zone.contains(at(1.5, 1.5)) && zone.contains(at(1.0, 1.5)), "the border of a hole belongs to the zone");
    let to_hole_m = zone.distance_m(at(1.5, 1.4));
    assert!(
        (to_hole_m - geodesic_m(at(1.5, 1.4), at(1.5, 1.0))).abs() < 1e-3,
        "from within a hole its border is nearest"
    );
}

#[test]
fn pieces_cut_at_the_antimeridian_are_one_stay() {
    let mut pieces = polygon(&square(178.0, -18.0, 2.0), &[]);
    pieces.0.extend(polygon(&square(-180.0, -18.0, 2.0), &[]));
    let cut = Zone::new("Fiji", &pieces).unwrap();
    let whole = zone(
        &square(178.0, -18.0, 4.0)[..1]
            .iter()
            .copied()
            .chain([(182.0, -18.0), (182.0, -16.0), (178.0, -16.0)])
            .collect::<Vec<_>>(),
    );
    for (from, to) in [
        (at(-17.0, 177.0), at(-17.2, -177.0)),
        (at(-17.1, -177.5), at(-16.9, 179.0)),
        (at(-17.0, 180.0), at(-17.0, -179.0)),
    ] {
        let [mut both, mut one] = [&cut, &whole].map(|zone| zone.passages(from, to));
        for spans in [&mut both, &mut one] {
            spans.iter_mut().for_each(|span| *span = ((span.0 * 1e9).round() / 1e9, (span.1 * 1e9).round() / 1e9));
        }
        assert_eq!((both.len(), &both), (1, &one));
    }
}

#[test]
fn a_step_over_the_pole_crosses_a_cap_once() {
    let circle: Vec<(f64, f64)> = (0..36).map(|index| (f64::from(index) * 10.0 - 175.0, 85.0)).collect();
    let cap = zone(&circle);
    let spans = cap.passages(at(80.0, 20.0), at(80.0, -160.0));
    assert_eq!(spans.len(), 1, "{spans:?}");
    assert!((spans[0].0 - 0.25).abs() < 1e-9 && (spans[0].1 - 0.75).abs() < 1e-9, "{spans:?}");
    assert!((cap.distance_m(at(80.0, 3.0)) - geodesic_m(at(80.0, 3.0), at(85.0, 3.0))).abs() < 1e-2);
    assert_eq!(cap.distance_m(at(90.0, 120.0)), 0.0);
    let zones = Zones::new(vec![cap]);
    assert_eq!(zones.containing(at(90.0, 120.0)).count(), 1);
}

#[test]
fn sailing_along_a_border_is_one_stay() {
    let zone = zone(&square(129.0, 35.0, 1.0));
    let mut from = at(35.1, 129.0);
    for step in 0..80 {
        let to = at(35.1 + f64::from(step) * 0.01, 129.0);
        assert_eq!(zone.passages(from, to), [(0.0, 1.0)], "from {from:?}");
        from = to;
    }
}

#[test]
fn a_fix_on_the_border_is_inside_for_no_time() {
    let zone = zone(&square(129.0, 35.0, 1.0));
    assert_eq!(zone.passages(at(35.5, 129.0), at(35.5, 128.0)), [(0.0, 0.0)]);
    assert_eq!(zone.passages(at(35.5, 128.0), at(35.5, 129.0)), [(1.0, 1.0)]);
    assert_eq!(zone.passages(at(35.5, 129.0), at(35.5, 129.0)), [(0.0, 1.0)]);
    assert_eq!(zone.passages(at(35.5, 128.0), at(35.5, 128.0)), []);
}

/// The shortest way that touches a zone is by reflection, as light takes it: here on a meridian as a mirror.
#[test]
fn the_ellipse_of_a_silence_meets_the_zone_or_not() {
    let zone = zone(&square(10.0, -5.0, 10.0));
    let (off, on) = (at(0.0, 9.0), at(1.0, 9.0));
    let way_m = zone.way_over_m(off, on, f64::INFINITY).unwrap();
    let mirrored_m = geodesic_m(off, at(1.0, 11.0));
    assert!((way_m / mirrored_m - 1.0).abs() < 1e-4, "{way_m} against {mirrored_m}");
    assert_eq!(zone.way_over_m(off, on, geodesic_m(off, on) * 0.9), None, "not even the straight way is so short");
}

#[test]
fn distances_by_hand() {
    let zone = zone(&square(129.0, 35.0, 1.0));
    let north = at(37.0, 129.5);
    assert!(
        (zone.distance_m(north) - geodesic_m(north, at(36.0, 129.5))).abs() < 1.0,
        "a parallel bends away by metres"
    );
    let corner = geodesic_destination(at(35.0, 129.0), 225.0, 40_000.0);
    assert!((zone.distance_m(corner) - 40_000.0).abs() < 1e-3);
    assert_eq!(zone.distance_within_m(corner, 39_999.0), None);
    assert_eq!(zone.distance_m(at(35.5, 129.5)), 0.0);
    let zones = Zones::new(vec![zone, self::zone(&square(140.0, 35.0, 1.0))]);
    assert_eq!(zones.near(corner, 39_999.0), []);
    let [(number, distance_m)] = zones.near(corner, 40_001.0)[..] else { panic!("one zone") };
    assert!(number == 0 && (distance_m - 40_000.0).abs() < 1e-3);
}

#[test]
fn an_unsound_zone_is_refused() {
    let bow_tie = polygon(&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)], &[]);
    insta::assert_snapshot!(
        Zone::new("closure", &bow_tie).unwrap_err(),
        @r#"the zone "closure": in its polygon 1, the exterior: its sides 1 and 3 cross at [1, 1]; a ring must not cross itself"#
    );
    insta::assert_snapshot!(Zone::new("closure", &MultiPolygon(vec![])).unwrap_err(), @r#"the zone "closure" has no polygon"#);
}

#[test]
fn a_file_becomes_zones_with_their_names() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("zones.geojson");
    let feature = |properties: &str, west: f64, close: &str| {
        format!(
            r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":[[[{west},0],[{},0],[{},1],[{west},1]{close}]]}}}}"#,
            west + 1.0,
            west + 1.0
        )
    };
    let features = [
        feature(r#"{"GEONAME": "Korean EEZ", "MRGID": 8327, "POL_TYPE": "200NM"}"#, 129.0, ",[129,0]"),
        feature(r#"{"wdpaid": 77}"#, 129.5, ""),
        feature("null", 140.0, ",[140,0]"),
    ];
    std::fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))).unwrap();
    let zones = Zones::from_geojson(&path).unwrap();
    let names: Vec<_> = zones.iter().map(|zone| (zone.name(), zone.id(), zone.category())).collect();
    assert_eq!(
        names,
        [("Korean EEZ", Some("8327"), Some("eez")), ("77", Some("77"), Some("mpa")), ("feature 3", None, None)]
    );
    let held: Vec<_> = zones.containing(at(0.5, 129.7)).map(Zone::name).collect();
    assert_eq!(held, ["Korean EEZ", "77"]);
    assert_eq!(zones.notes().len(), 1);
    assert!(
        zones.notes()[0]
            .ends_with("zones.geojson: feature 2 has a ring that is not closed; it was closed by a straight side"),
        "{}",
        zones.notes()[0]
    );
    let twice = zones.clone().and(zones);
    assert_eq!((twice.len(), twice.containing(at(0.5, 129.7)).count(), twice.notes().len()), (6, 4, 2));
}
