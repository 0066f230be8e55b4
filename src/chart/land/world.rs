//! The coastline of the world that is built into the crate. `src/chart/world_land.md` tells where it is from, and the
//! format.

use std::sync::{Arc, LazyLock};

use super::Land;
use super::outlines::{Corner, Outlines};

/// How far the embedded coastline lies from that of its source at most, in metres: what `scripts/make_world_land.py` and the
/// tests measure, rounded up.
pub const WORLD_LAND_ERROR_M: f64 = 105.0;

static FILE: &[u8] = include_bytes!("../world_land.bin");
const MAGIC: &[u8] = b"darkwake land 1\n";

/// Made when it is first asked for, and shared from then on.
static WORLD: LazyLock<Arc<Land>> = LazyLock::new(|| {
    let outlines = decode(FILE).expect("the embedded coastline is whole: a test decodes it");
    Arc::new(Land::within(outlines))
});

impl Land {
    /// The coastline that is built into the crate: Natural Earth 5.1.1 at 1:10m with its minor islands, thinned to
    /// [`WORLD_LAND_ERROR_M`]. Lakes are land but for the Caspian Sea, and so are rivers; the ice shelves of Antarctica are
    /// sea.
    ///
    /// It is decoded when it is asked for the first time, and shared from then on.
    pub fn world() -> Arc<Land> {
        Arc::clone(&WORLD)
    }
}

/// The outlines in a file; `None` where it is not whole.
fn decode(file: &[u8]) -> Option<Outlines> {
    let mut rest = Bytes(file.strip_prefix(MAGIC)?);
    let quanta_per_deg = f64::from(i32::try_from(rest.varint()?).ok().filter(|&quanta| quanta > 0)?);
    let degrees = |quanta: i64| quanta as f64 / quanta_per_deg;
    let mut outlines = Outlines::default();
    let (mut lon, mut lat) = (0, 0);
    for polygon in 0..u32::try_from(rest.varint()?).ok()? {
        for _ring in 0..rest.varint()? {
            let corners = (0..rest.varint()?).map(|_| {
                lon += rest.varint()?;
                lat += rest.varint()?;
                let corner = Corner { lon_deg: degrees(lon), lat_deg: degrees(lat) };
                (corner.lon_deg.abs() <= 180.0 && corner.lat_deg.abs() <= 90.0).then_some(corner)
            });
            let corners = corners.collect::<Option<Vec<Corner>>>().filter(|corners| corners.len() >= 3)?;
            outlines.push(corners, polygon);
        }
    }
    rest.0.is_empty().then_some(outlines)
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    /// Seven bits a byte, the lowest first, the highest bit says that more follow; then zigzag.
    fn varint(&mut self) -> Option<i64> {
        let mut bits = 0_u64;
        for shift in (0..63).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            bits |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some((bits >> 1) as i64 ^ -((bits & 1) as i64));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use geo::Contains;
    use geo_types::{Coord, LineString, MultiPolygon, Polygon};

    use super::*;
    use crate::Position;
    use crate::chart::land::tests::Straight;
    use crate::chart::{Chart, ShoreCursor};
    use crate::geodesy::tests::at;
    use crate::geodesy::{SPHERE_ERROR, distance_m, geodesic_destination};

    #[test]
    fn the_embedded_file_is_whole_and_no_part_of_it_is() {
        let outlines = decode(FILE).unwrap();
        // 6,838 rings in the source, less Null Island.
        assert_eq!(outlines.rings.len(), 6_837);
        for length in [0, 10, MAGIC.len(), MAGIC.len() + 2, 1_000, FILE.len() / 2, FILE.len() - 1] {
            assert!(decode(&FILE[..length]).is_none(), "{length} bytes");
        }
        assert!(decode(&[FILE, &[0]].concat()).is_none(), "a byte too many");
    }

    #[test]
    fn numbers_of_any_size_and_sign_are_read() {
        let read = |bytes: &[u8]| Bytes(bytes).varint();
        assert_eq!(read(&[0]), Some(0));
        assert_eq!(read(&[1]), Some(-1));
        assert_eq!(read(&[2]), Some(1));
        assert_eq!(read(&[0xAC, 0x02]), Some(150));
        assert_eq!(read(&[0x80]), None);
        assert_eq!(read(&[0xFF; 12]), None);
    }

    #[test]
    fn every_chart_shares_it() {
        let (a, b) = (Chart::world(), Chart::world());
        assert!(std::ptr::eq(a.land().unwrap(), b.land().unwrap()));
        assert_eq!(a.distance_from_shore_m(at(0.0, -150.0)), b.distance_from_shore_m(at(0.0, -150.0)));
        assert!(a.ports().is_empty());
    }

    /// Places whose distance from shore is known from elsewhere, and how far apart the two may be, in kilometres.
    #[test]
    fn distances_at_sea_are_those_that_are_known() {
        for (name, lat, lon, known_km, within_km) in [
            // The farthest place from land, from the rocks of Ducie, Motu Nui and Maher Island: H. Lukatela, 1992, 2,688 km.
            ("Point Nemo", -48.8767, -123.3933, 2_688.2, 1.0),
            // From the islets off Achowa Point, Ghana, at 4.7583 N 1.9758 W.
            ("Null Island", 0.0, 0.0, 569.7, 1.0),
            // From Kaffeklubben Island at 83.6657 N.
            ("the North Pole", 90.0, 0.0, 707.4, 4.0),
            // Malden Island at 4.017 S 154.933 W, of which nothing else lies nearer.
            ("the mid-Pacific", 0.0, -150.0, 706.0, 6.0),
            // Between Ulleungdo (37.50 N 130.87 E) and Dokdo (37.24 N 131.87 E), 87.4 km apart.
            ("half way to Dokdo", 37.371, 131.385, 42.5, 3.0),
            // Without Dokdo, Ulleungdo at 110 km were the nearest land.
            ("east of Dokdo", 37.24, 132.1, 20.7, 0.5),
            // The middle of the deepest part of the Caspian, some 110 km from either shore.
            ("the southern Caspian", 38.8, 51.4, 130.0, 30.0),
        ] {
            let found_km = Land::world().distance_m(at(lat, lon)) / 1000.0;
            assert!((found_km - known_km).abs() <= within_km, "{name}: {found_km:.1} km, known are {known_km} km");
            assert!(!Land::world().contains(at(lat, lon)), "{name}");
        }
    }

    /// Islands far from other land, which coarser coastlines lack. The source draws some of
    /// them a few kilometres off.
    #[test]
    fn small_islands_are_there() {
        for (name, lat, lon) in [
            ("Dokdo", 37.2426, 131.862),
            ("Ulleungdo", 37.50, 130.87),
            ("Wake", 19.29, 166.62),
            ("Clipperton", 10.30, -109.22),
            ("Pitcairn", -25.07, -130.10),
            ("Tristan da Cunha", -37.11, -12.28),
            ("Minamitorishima", 24.29, 153.98),
            ("Ducie", -24.68, -124.79),
            ("Bouvet", -54.42, 3.36),
            ("Johnston", 16.73, -169.53),
            ("Jarvis", -0.37, -160.0),
            ("Rockall", 57.596, -13.687),
            ("Cargados Carajos", -16.60, 59.70),
            ("Suwarrow", -13.25, -163.11),
            ("Agalega", -10.4, 56.6),
        ] {
            let found_m = Land::world().distance_m(at(lat, lon));
            assert!(found_m < 5_000.0, "{name}: {found_m:.0} m");
            // And all around it is sea: each of them lies more than 20 nm from anything else.
            let around = (0..8).map(|turn| geodesic_destination(at(lat, lon), 45.0 * f64::from(turn), 25_000.0));
            assert!(around.filter(|&place| Land::world().contains(place)).count() == 0, "{name}");
        }
        for (name, lat, lon) in [("Dokdo", 37.2426, 131.862), ("Ulleungdo", 37.50, 130.87), ("Seoul", 37.57, 126.98)] {
            assert!(Land::world().contains(at(lat, lon)) && Land::world().distance_m(at(lat, lon)) == 0.0, "{name}");
        }
    }

    /// The poles of inaccessibility: D. Garcia-Castellanos and U. Lombardo, "Poles of inaccessibility: a calculation algorithm
    /// for the remotest places on earth", *Scottish Geographical Journal* 123(3), 2007, table 1. Their coastline is another one; South America's is left aside, since
    /// here the mouth of the Amazon is sea 50 km farther up.
    #[test]
    fn distances_inland_are_those_that_are_known() {
        for (name, lat, lon, known_km) in [
            ("Africa", 5.65, 26.17, 1_814.0),
            ("North America", 43.36, -101.97, 1_650.0),
            ("Australia", -23.17, 132.27, 928.0),
        ] {
            let found_km = Land::world().shoreline_distance_m(at(lat, lon)) / 1000.0;
            assert!(
                (found_km - known_km).abs() <= 0.015 * known_km,
                "{name}: {found_km:.1} km, known are {known_km} km"
            );
            assert!(Land::world().contains(at(lat, lon)), "{name}");
        }
    }

    /// Near shores, at the antimeridian, at both poles, inland, by small islands and in mid-ocean.
    fn places() -> impl Iterator<Item = Position> {
        let named = [
            (90.0, 0.0),
            (-90.0, 0.0),
            (89.9, 77.0),
            (-89.0, 180.0),
            (-77.5, 180.0),
            (-78.0, -179.99),
            (71.3, 180.0),
            (71.3, -180.0),
            (65.0, 179.999),
            (-16.5, 180.0),
            (-16.9, -179.99),
            (51.9, 179.8),
            (0.0, 0.0),
            (37.2426, 131.862),
            (35.1, 129.1),
            (40.7, -74.04),
            (19.3, 166.63),
            (-48.8767, -123.3933),
            (45.3, 88.1),
            (42.0, 50.5),
            (83.7, -30.0),
            (-60.0, -45.5),
            (-37.3, -12.7),
            (60.5, 5.0),
            (-53.0, -73.0),
        ];
        let anywhere = (0..15).map(|index| {
            let lat = (2.0 * (f64::from(index) + 0.5) / 15.0 - 1.0).asin().to_degrees();
            (lat, (f64::from(index) * 137.507_764_05).rem_euclid(360.0) - 180.0)
        });
        named.into_iter().chain(anywhere).map(|(lat, lon)| at(lat, lon))
    }

    #[test]
    fn distances_are_those_of_brute_force() {
        let sides: Vec<(Position, Position)> = Land::world().sides().collect();
        for place in places() {
            // No side is longer than 10 km, so one whose start is farther than this cannot hold the nearest point.
            let starts: Vec<f64> = sides.iter().map(|side| distance_m(place, side.0)).collect();
            let least_m = starts.iter().copied().fold(f64::INFINITY, f64::min);
            let limit_m = least_m * (1.0 + 2.5 * SPHERE_ERROR) + 10_500.0;
            let near = sides.iter().zip(starts).filter(|(_, start_m)| *start_m <= limit_m).map(|(side, _)| side);
            let expected_m = near
                .map(|(a, b)| {
                    Straight::new((a.lon_deg(), a.lat_deg()), (b.lon_deg(), b.lat_deg())).distance_m(place, 4)
                })
                .fold(f64::INFINITY, f64::min);
            let found_m = Land::world().shoreline_distance_m(place);
            assert!((found_m - expected_m).abs() < 1.1, "{place:?}: {found_m} against {expected_m}");
        }
    }

    #[test]
    fn land_is_where_the_planar_polygons_are() {
        let outlines = decode(FILE).unwrap();
        let ring = |ring: &super::super::outlines::Ring| {
            let corners = &outlines.corners[ring.first as usize..=ring.last as usize];
            corners.iter().map(|corner| Coord { x: corner.lon_deg, y: corner.lat_deg }).collect::<LineString>()
        };
        let polygons: MultiPolygon = (outlines.rings.chunk_by(|a, b| a.polygon == b.polygon))
            .map(|rings| Polygon::new(ring(&rings[0]), rings[1..].iter().map(ring).collect()))
            .collect();
        let mut on_land = 0;
        for index in 0..150 {
            let lat = (2.0 * (f64::from(index) + 0.5) / 150.0 - 1.0).asin().to_degrees();
            let place = at(lat, (f64::from(index) * 137.507_764_05).rem_euclid(360.0) - 180.0);
            let expected = polygons.contains(&Coord { x: place.lon_deg(), y: place.lat_deg() });
            assert_eq!(Land::world().contains(place), expected, "{place:?}");
            on_land += usize::from(expected);
        }
        assert!((30..60).contains(&on_land), "29 % of the earth is land: {on_land} of 150");
    }

    #[test]
    fn a_cursor_changes_no_bit_of_a_voyage() {
        let land = Land::world();
        // From Busan over the antimeridian to Vancouver Island, and from Bering Strait over the North Pole to Svalbard.
        for (from, bearing, step_m) in [(at(35.0, 129.2), 40.0, 1_300.0), (at(65.5, -168.9), 2.0, 2_100.0)] {
            let (mut cursor, mut crossed) = (ShoreCursor::new(), 0);
            for step in 0..1_500 {
                let place = geodesic_destination(from, bearing, f64::from(step) * step_m);
                let (fresh_m, carried_m) = (land.distance_m(place), land.distance_along_m(place, &mut cursor));
                assert_eq!(fresh_m.to_bits(), carried_m.to_bits(), "{place:?}: {carried_m} against {fresh_m}");
                crossed += usize::from(fresh_m == 0.0);
            }
            assert!(crossed < 1_400, "{crossed} places on land");
        }
    }
}
