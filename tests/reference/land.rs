//! The embedded coastline against the file it was made from, corner by corner: Natural Earth 5.1.1, land at 1:10m.
//!
//! What was looked at: the largest distance either way is that which `scripts/make_world_land.py` prints, 104.9 m; the one
//! ring that is missing is "Null Island", a marker at 0 N 0 E.

use std::collections::BTreeSet;

use darkwake::Position;
use darkwake::chart::{Land, WORLD_LAND_ERROR_M};
use geo_types::{LineString, MultiPolygon, Polygon};

use crate::support::reference;

/// A file of a ZIP archive that is stored or deflated.
fn unzip(archive: &[u8], name: &str) -> Vec<u8> {
    let number = |at: usize, bytes: usize| (0..bytes).fold(0, |sum, i| sum | usize::from(archive[at + i]) << (8 * i));
    let end = archive.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    let (entries, mut at) = (number(end + 10, 2), number(end + 16, 4));
    for _ in 0..entries {
        assert_eq!(&archive[at..at + 4], b"PK\x01\x02");
        let (method, packed, size) = (number(at + 10, 2), number(at + 20, 4), number(at + 24, 4));
        let (name_length, more) = (number(at + 28, 2), number(at + 30, 2) + number(at + 32, 2));
        if &archive[at + 46..at + 46 + name_length] == name.as_bytes() {
            let local = number(at + 42, 4);
            let start = local + 30 + number(local + 26, 2) + number(local + 28, 2);
            let mut content = archive[start..start + packed].to_vec();
            if method == 8 {
                let mut unpacked = Vec::new();
                std::io::Read::read_to_end(&mut flate2::read::DeflateDecoder::new(&content[..]), &mut unpacked)
                    .unwrap();
                content = unpacked;
            }
            assert_eq!(content.len(), size);
            return content;
        }
        at += 46 + name_length + more;
    }
    panic!("{name} is not in the archive");
}

/// The rings of a shapefile of polygons, as lists of (longitude, latitude).
fn rings(shp: &[u8]) -> Vec<Vec<(f64, f64)>> {
    let little = |at: usize| u32::from_le_bytes(shp[at..at + 4].try_into().unwrap()) as usize;
    let double = |at: usize| f64::from_le_bytes(shp[at..at + 8].try_into().unwrap());
    let (mut rings, mut at) = (Vec::new(), 100);
    while at < shp.len() {
        let words = u32::from_be_bytes(shp[at + 4..at + 8].try_into().unwrap()) as usize;
        let content = at + 8;
        let (parts, points) = (little(content + 36), little(content + 40));
        let start = |part: usize| if part < parts { little(content + 44 + 4 * part) } else { points };
        let xy = content + 44 + 4 * parts;
        let point = |index: usize| (double(xy + 16 * index), double(xy + 16 * index + 8));
        rings.extend((0..parts).map(|part| (start(part)..start(part + 1)).map(point).collect()));
        at = content + 2 * words;
    }
    rings
}

/// Outlines run clockwise in a shapefile, holes the other way. The one hole is the Caspian Sea, in the largest ring.
fn polygons(rings: &[Vec<(f64, f64)>]) -> MultiPolygon<f64> {
    let area =
        |ring: &[(f64, f64)]| ring.windows(2).map(|pair| pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1).sum::<f64>();
    let (outlines, holes): (Vec<_>, Vec<_>) = rings.iter().partition(|ring| area(ring) < 0.0);
    assert_eq!(holes.len(), 1);
    let largest = outlines.iter().map(|ring| ring.len()).max().unwrap();
    let polygon = |ring: &Vec<(f64, f64)>| {
        let holes = if ring.len() == largest { vec![LineString::from(holes[0].clone())] } else { Vec::new() };
        Polygon::new(LineString::from(ring.clone()), holes)
    };
    outlines.into_iter().map(polygon).collect()
}

/// The rings of the source, Null Island left out.
fn source() -> Option<Vec<Vec<(f64, f64)>>> {
    let archive = std::fs::read(reference("geography/ne_10m_land.zip")?).unwrap();
    let mut rings = rings(&unzip(&archive, "ne_10m_land.shp"));
    assert_eq!(rings.len(), 6_838);
    rings.retain(|ring| ring.iter().any(|(lon, lat)| lon.abs() > 0.01 || lat.abs() > 0.01));
    assert_eq!(rings.len(), 6_837);
    Some(rings)
}

fn at(lon: f64, lat: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

fn is_on_seam(position: Position) -> bool {
    position.lon_deg().abs() > 180.0 - 1e-9 || position.lat_deg().abs() > 90.0 - 1e-9
}

#[test]
fn the_embedded_coastline_is_that_of_its_source() {
    let Some(rings) = source() else { return };
    let world = Land::world();
    // Every corner of every small ring, and some of the others: looking at all 439,333 takes a debug build too long.
    let corners = rings.iter().flat_map(|ring| {
        let step = (ring.len() / 40).max(1);
        ring.iter().step_by(step).map(|&(lon, lat)| at(lon, lat))
    });
    let off_m = corners.filter(|&corner| !is_on_seam(corner)).map(|corner| world.shoreline_distance_m(corner));
    let largest_m = off_m.fold(0.0, f64::max);
    assert!((50.0..=WORLD_LAND_ERROR_M).contains(&largest_m), "{largest_m} m");

    let source = Land::new(polygons(&rings)).unwrap();
    let sides = world.sides().step_by(29).map(|side| side.0);
    let off_m = sides.filter(|&corner| !is_on_seam(corner)).map(|corner| source.shoreline_distance_m(corner));
    let largest_m = off_m.fold(0.0, f64::max);
    assert!((5.0..=WORLD_LAND_ERROR_M).contains(&largest_m), "{largest_m} m");

    // Anywhere, by the golden angle.
    let places = (0..2_000).map(|index| {
        let lat = (2.0 * (f64::from(index) + 0.5) / 2_000.0 - 1.0).asin().to_degrees();
        at((f64::from(index) * 137.507_764_05).rem_euclid(360.0) - 180.0, lat)
    });
    let mut sides = BTreeSet::new();
    for place in places {
        let (one_m, other_m) = (world.shoreline_distance_m(place), source.shoreline_distance_m(place));
        // Each coastline follows straight lines in degrees to a metre.
        assert!((one_m - other_m).abs() < WORLD_LAND_ERROR_M + 2.0, "{place:?}: {one_m} and {other_m}");
        if one_m > WORLD_LAND_ERROR_M {
            assert_eq!(world.contains(place), source.contains(place), "{place:?}");
            sides.insert(world.contains(place));
        }
    }
    assert_eq!(sides.len(), 2);
}
