//! Geometries as well-known binary.
//!
//! # References
//! OGC 06-103r4, *Simple feature access, part 1*, section 8.2.

use super::line::{Coordinates, Geometry};

const LITTLE_ENDIAN: u8 = 1;

/// The codes of the types.
const POINT: u32 = 1;
const LINE_STRING: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_LINE_STRING: u32 = 5;
const MULTI_POLYGON: u32 = 6;

/// The geometry in the little-endian form: longitude, then latitude.
pub(super) fn wkb(geometry: &Geometry) -> Vec<u8> {
    let mut bytes = Vec::new();
    match geometry {
        Geometry::Point(position) => {
            head(POINT, &mut bytes);
            push(*position, &mut bytes);
        }
        Geometry::LineString(line) => push_line(line, &mut bytes),
        Geometry::MultiLineString(lines) => {
            head(MULTI_LINE_STRING, &mut bytes);
            count(lines.len(), &mut bytes);
            lines.iter().for_each(|line| push_line(line, &mut bytes));
        }
        Geometry::Polygon(rings) => push_polygon(rings, &mut bytes),
        Geometry::MultiPolygon(polygons) => {
            head(MULTI_POLYGON, &mut bytes);
            count(polygons.len(), &mut bytes);
            polygons.iter().for_each(|rings| push_polygon(rings, &mut bytes));
        }
    }
    bytes
}

fn head(geometry_type: u32, bytes: &mut Vec<u8>) {
    bytes.push(LITTLE_ENDIAN);
    bytes.extend(geometry_type.to_le_bytes());
}

fn count(parts: usize, bytes: &mut Vec<u8>) {
    let parts = u32::try_from(parts).expect("a geometry in memory has fewer than 2^32 parts of 16 bytes");
    bytes.extend(parts.to_le_bytes());
}

fn push([lon, lat]: Coordinates, bytes: &mut Vec<u8>) {
    bytes.extend(lon.to_le_bytes());
    bytes.extend(lat.to_le_bytes());
}

fn push_line(line: &[Coordinates], bytes: &mut Vec<u8>) {
    head(LINE_STRING, bytes);
    push_positions(line, bytes);
}

fn push_polygon(rings: &[Vec<Coordinates>], bytes: &mut Vec<u8>) {
    head(POLYGON, bytes);
    count(rings.len(), bytes);
    rings.iter().for_each(|ring| push_positions(ring, bytes));
}

fn push_positions(positions: &[Coordinates], bytes: &mut Vec<u8>) {
    count(positions.len(), bytes);
    positions.iter().for_each(|&position| push(position, bytes));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(geometry: &Geometry) -> String {
        wkb(geometry).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// As PostGIS writes them: `SELECT ST_AsBinary('POINT(1 2)'::geometry)`.
    #[test]
    fn the_bytes_are_those_of_the_standard() {
        let (one, two) = ("000000000000f03f", "0000000000000040");
        assert_eq!(hex(&Geometry::Point([1.0, 2.0])), format!("0101000000{one}{two}"));
        let line = vec![[1.0, 2.0], [2.0, 1.0]];
        let line_hex = format!("010200000002000000{one}{two}{two}{one}");
        assert_eq!(hex(&Geometry::LineString(line.clone())), line_hex);
        let lines = Geometry::MultiLineString(vec![line.clone(), line]);
        assert_eq!(hex(&lines), format!("010500000002000000{line_hex}{line_hex}"));
        let rings = vec![vec![[1.0, 1.0], [2.0, 1.0], [1.0, 2.0], [1.0, 1.0]]];
        let polygon_hex = format!("01030000000100000004000000{one}{one}{two}{one}{one}{two}{one}{one}");
        assert_eq!(hex(&Geometry::Polygon(rings.clone())), polygon_hex);
        assert_eq!(hex(&Geometry::MultiPolygon(vec![rings])), format!("010600000001000000{polygon_hex}"));
    }
}
