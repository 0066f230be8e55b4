use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::*;
use crate::chart::{Land, Port, PortKind, Ports, Zone, Zones};
use crate::geodesy::{destination, distance_m};
use crate::{Chart, Fix, Fixes, Found, Pipeline, Position, VesselFacts};

fn at(lat_deg: f64, lon_deg: f64) -> Position {
    Position::new(lat_deg, lon_deg).unwrap()
}

fn polygon(corners: &[(f64, f64)]) -> geo_types::MultiPolygon<f64> {
    geo_types::Polygon::new(corners.iter().copied().collect(), Vec::new()).into()
}

/// A chart with an island, a port and a zone around a place.
fn chart(centre: Position) -> Chart {
    let corner = |bearing_deg: f64, far_m: f64| {
        let place = destination(centre, bearing_deg, far_m);
        (place.lon_deg(), place.lat_deg())
    };
    let square = |bearing_deg: f64, far_m: f64| [0.0, 90.0, 180.0, 270.0].map(|turn| corner(bearing_deg + turn, far_m));
    let zone = Zone::new("closure <A> & \"B\"", &polygon(&square(45.0, 60_000.0))).unwrap();
    let port = Port::new("1", "Port </text>", destination(centre, 200.0, 30_000.0), PortKind::Anchorage);
    Chart::new()
        .with_land(Land::new(polygon(&square(10.0, 4_000.0))).unwrap())
        .with_zones(Zones::new(vec![zone]))
        .with_ports(Ports::new(vec![port]))
}

/// Two ships that meet 25 km from a place, of which one is silent for ten hours afterwards.
fn fixes(centre: Position, name: &str) -> Fixes {
    let start_ms = "2024-05-01T00:00Z".parse::<Timestamp>().unwrap().as_millisecond();
    let meeting = destination(centre, 90.0, 25_000.0);
    let mut fixes = Fixes::builder();
    let (silent, other) = (VesselId::new("512000123"), VesselId::new("512000456"));
    for minute in (0..2400).step_by(10) {
        let hours = f64::from(minute) / 60.0;
        // Six hours there, three hours together, then on.
        let far_m = |speed_kn: f64| ((6.0 - hours).max(0.0) + (hours - 9.0).max(0.0)) * speed_kn * crate::METRES_PER_NM;
        let time = crate::fix::timestamp(start_ms + i64::from(minute) * 60_000);
        if !(660..1260).contains(&minute) {
            let place = destination(meeting, if hours < 7.0 { 300.0 } else { 60.0 }, far_m(5.0));
            fixes.push(silent.clone(), Fix::new(time, place).with_sog_kn(if far_m(5.0) > 0.0 { 5.0 } else { 0.2 }));
        }
        let place = destination(destination(meeting, 0.0, 150.0), if hours < 7.0 { 200.0 } else { 20.0 }, far_m(4.0));
        fixes.push(other.clone(), Fix::new(time, place));
    }
    let mut facts = VesselFacts::default();
    facts.name.add(name.to_owned(), 1);
    fixes.facts(silent, facts);
    fixes.build()
}

fn found(centre: Position, name: &str) -> Found {
    Pipeline::new().chart(chart(centre)).run_on(fixes(centre, name)).unwrap()
}

/// Every picture there is of what was found, with a name for each.
fn pictures(found: &Found) -> Vec<(String, String)> {
    let chart = found.chart.as_ref();
    let mut pictures = Vec::new();
    let text = |draw: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
        let mut svg = Vec::new();
        draw(&mut svg).unwrap();
        String::from_utf8(svg).unwrap()
    };
    for event in &found.events {
        let map = EventMap::new(event, &found.tracks).with_chart(chart);
        let plot = TimePlot::of_event(event, &found.tracks).with_chart(chart);
        pictures.push((format!("{}_map", event.type_name()), text(&|svg| map.to_svg(svg))));
        pictures.push((format!("{}_time", event.type_name()), text(&|svg| plot.to_svg(svg))));
    }
    for track in found.tracks.iter() {
        let map = HullMap::new(&track, &found.tracks, &found.events).with_chart(chart);
        let plot = TimePlot::of_hull(&track, &found.tracks, &found.events).with_chart(chart);
        pictures.push((format!("{}_map", track.vessel().id), text(&|svg| map.to_svg(svg))));
        pictures.push((format!("{}_time", track.vessel().id), text(&|svg| plot.to_svg(svg))));
    }
    pictures
}

/// The numbers in an attribute: of a path with its commands taken out.
fn numbers(text: &str) -> Vec<f64> {
    let parts = text.split(|letter: char| " ,MLZh".contains(letter)).filter(|part| !part.is_empty());
    parts.map(|part| part.parse().unwrap_or_else(|_| panic!("{part:?} is no number"))).collect()
}

/// Checks that a picture is XML of the elements it is made of, that every coordinate is a number inside the view box, and that
/// no text leaves it. Returns how many coordinates there were.
fn check(svg: &str) -> usize {
    let document = Document::parse(svg).unwrap();
    let root = document.root_element();
    assert_eq!((root.tag_name().name(), root.tag_name().namespace()), ("svg", Some("http://www.w3.org/2000/svg")));
    let view_box = numbers(root.attribute("viewBox").unwrap());
    let (width, height) = (view_box[2], view_box[3]);
    let inside = |x: f64, y: f64, node: Node| {
        assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{x}, {y} of {node:?} is outside");
    };
    let mut count = 0;
    for node in root.descendants().filter(Node::is_element) {
        let number = |name: &str| node.attribute(name).map(|text| numbers(text)[0]);
        match node.tag_name().name() {
            "svg" | "g" | "title" | "rect" => {}
            "path" => {
                let text = node.attribute("d").unwrap();
                // `h0` draws the dot that stands where the pen is.
                let coordinates = numbers(&text.replace("h0", ""));
                assert!(coordinates.len().is_multiple_of(2), "{text}");
                coordinates.chunks(2).for_each(|at| inside(at[0], at[1], node));
                count += coordinates.len();
            }
            "circle" => inside(number("cx").unwrap(), number("cy").unwrap(), node),
            "text" => {
                let (x, y) = (number("x").unwrap(), number("y").unwrap());
                let room = svg::text_width(node.text().unwrap_or_default(), number("font-size").unwrap());
                let (left, right) = match node.attribute("text-anchor") {
                    Some("end") => (x - room, x),
                    Some("middle") => (x - room / 2.0, x + room / 2.0),
                    _ => (x, x + room),
                };
                // The room is an upper bound, so that labels of axes may seem to stand out a little.
                inside(left.max(0.0), y, node);
                assert!(left > -12.0 && right < width + 12.0, "{:?} runs from {left} to {right}", node.text());
            }
            other => panic!("an element {other}"),
        }
    }
    count
}

#[test]
fn pictures_of_a_sea_across_the_antimeridian() {
    let found = found(at(-17.2, 179.95), "<script>alert('1')</script>");
    for (name, svg) in pictures(&found) {
        assert!(check(&svg) > 100, "{name}");
        if name == "gap_map" || name == "encounter_time" {
            insta::assert_snapshot!(name, svg);
        }
    }
    let names: Vec<&str> = found.events.iter().map(Event::type_name).collect();
    assert!(names.contains(&"gap") && names.contains(&"encounter"), "{names:?}");
}

#[test]
fn a_name_stays_text() {
    let name = "</title><script>alert(1)</script>\u{202e}\u{0}";
    for (_, svg) in pictures(&found(at(50.0, -5.0), name)) {
        check(&svg);
        assert!(!svg.contains("<script"), "{svg}");
    }
    let found = found(at(50.0, -5.0), name);
    let own = found.tracks.iter().find(|track| track.vessel().id == VesselId::new("512000123")).unwrap();
    let mut svg = Vec::new();
    HullMap::new(&own, &found.tracks, &found.events).to_svg(&mut svg).unwrap();
    let svg = String::from_utf8(svg).unwrap();
    let document = Document::parse(&svg).unwrap();
    let title = document.descendants().find(|node| node.has_tag_name("title")).and_then(|node| node.text());
    assert_eq!(title, Some("</title><script>alert(1)</script>\u{fffd}\u{fffd} (512000123): map"));
}

#[test]
fn land_is_where_it_is_on_the_far_side_of_the_earth_too() {
    // A continent that holds the place opposite to the centre comes out of the projection inside out.
    let continent = polygon(&[(-80.0, -50.0), (80.0, -50.0), (80.0, 50.0), (-80.0, 50.0)]);
    let land = Land::new(continent).unwrap();
    let frame = Frame { left: 0.0, top: 0.0, right: 100.0, bottom: 80.0 };
    for (centre, is_land) in [(at(5.0, 179.0), false), (at(5.0, 1.0), true), (at(5.0, -110.0), false)] {
        let view = view::View::of(&[centre, destination(centre, 45.0, 200_000.0)], frame);
        let rings = sea::land_rings(&land, &view);
        for place in [[50.0, 40.0], [3.0, 3.0], [97.0, 77.0]] {
            assert_eq!(clip::is_inside(place, &rings), is_land, "{centre:?}");
        }
    }
}

#[test]
fn a_visit_that_nobody_saw_is_not_drawn_as_one() {
    let none = Fixes::builder().build().into_tracks();
    let events = crate::output::testing::events();
    for event in events.iter().filter(|event| event.type_name() == "zone_visit") {
        let (mut map, mut plot) = (Vec::new(), Vec::new());
        EventMap::new(event, &none).to_svg(&mut map).unwrap();
        TimePlot::of_event(event, &none).to_svg(&mut plot).unwrap();
        for svg in [map, plot].map(|svg| String::from_utf8(svg).unwrap()) {
            assert_eq!(svg.contains("Possible zone visit (unseen)"), event.is_possible(), "{svg}");
            assert_eq!(svg.contains(">Zone visit"), !event.is_possible(), "{svg}");
        }
    }
    assert_eq!(events.iter().filter(|event| event.is_possible()).count(), 1);
}

#[test]
fn the_scale_is_true() {
    let centre = at(62.0, 20.0);
    let found = found(centre, "");
    let places: Vec<Position> =
        found.tracks.iter().flat_map(|track| track.iter().map(|fix| fix.position()).collect::<Vec<_>>()).collect();
    let frame = Frame { left: FRAME_LEFT, top: 60.0, right: FRAME_RIGHT, bottom: 60.0 + MAP_HEIGHT };
    let view = view::View::of(&places, frame);
    let middle = frame.middle();
    for far in [[100.0, 0.0], [0.0, -100.0], [-70.0, 70.0]] {
        let away = view.place([middle[0] + far[0], middle[1] + far[1]]);
        let ratio = distance_m(view.centre, away) / (far[0].hypot(far[1]) * view.m_per_px);
        assert!((ratio - 1.0).abs() < 1e-6, "{ratio}");
    }
}

#[test]
fn an_event_without_tracks_is_drawn_too() {
    let found = found(at(0.0, 0.5), "");
    let none = Fixes::builder().build().into_tracks();
    for event in crate::output::testing::events().iter().chain(&found.events) {
        let (mut map, mut plot) = (Vec::new(), Vec::new());
        EventMap::new(event, &none).to_svg(&mut map).unwrap();
        TimePlot::of_event(event, &none).to_svg(&mut plot).unwrap();
        check(std::str::from_utf8(&map).unwrap());
        check(std::str::from_utf8(&plot).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn anywhere_every_coordinate_is_a_number_in_the_picture(lat in -89.0..89.0_f64, lon in -180.0..180.0_f64) {
        let found = found(at(lat, lon), "새벽 & Åse");
        for (_, svg) in pictures(&found) {
            check(&svg);
        }
    }

    #[test]
    fn any_name_makes_xml(name in "\\PC{0,80}|[\\x00-\\x7f]{0,40}") {
        let found = found(at(0.0, -180.0), &name);
        let svgs = pictures(&found);
        prop_assert!(svgs.iter().all(|(_, svg)| Document::parse(svg).is_ok()));
    }
}
