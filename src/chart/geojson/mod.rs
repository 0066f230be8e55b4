//! GeoJSON from files (RFC 7946): points and polygons with their properties.
//!
//! A document is a `FeatureCollection`, a `Feature` or a bare geometry: `Point`, `Polygon` or `MultiPolygon`, of which heights
//! are left aside. Anything else, and any geometry that is not sound, is an error that names the file, the feature and
//! what would be right; nothing is loaded then.

mod parse;
mod properties;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;

use geo_types::{Coord, MultiPolygon};
use rayon::prelude::*;

use self::parse::{Coordinates, Properties, RawObject};
pub use self::properties::PropertyKeys;
use super::file::ChartFile;
use super::shape::{Shape, range_advice};
use crate::{Error, ErrorKind, InputPosition, Position, Result};

/// A feature of a file: a geometry with its properties.
#[derive(Debug)]
pub(super) struct Feature {
    /// Its number in its collection, counted from 1; `None` where it is the whole document.
    pub(super) number: Option<usize>,
    /// Its member `id`.
    id: Option<String>,
    properties: Properties,
    geometry: Geometry,
}

#[derive(Debug)]
struct Geometry {
    kind: Kind,
    coordinates: Coordinates,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Point,
    Polygon,
    MultiPolygon,
}

impl Kind {
    /// How deep its coordinates are nested.
    fn depth(self) -> usize {
        match self {
            Kind::Point => 1,
            Kind::Polygon => 3,
            Kind::MultiPolygon => 4,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Every polygon of a GeoJSON file, checked, in pieces with longitudes from -180 to 180 degrees, as a coastline needs
/// them.
///
/// # Errors
/// When the file cannot be read, or holds anything but sound polygons; the message names the feature and what would be
/// right.
pub fn polygons_from_geojson(path: impl AsRef<Path>) -> Result<MultiPolygon<f64>> {
    polygons_of(&ChartFile::read(path.as_ref())?)
}

pub(super) fn polygons_of(file: &ChartFile) -> Result<MultiPolygon<f64>> {
    let features = features(file)?;
    let shapes: Vec<Result<Vec<Shape>>> = features.par_iter().map(|feature| feature.shapes(file)).collect();
    let mut pieces = Vec::new();
    for shapes in shapes {
        shapes?.iter().for_each(|shape| pieces.extend(shape.to_pieces()));
    }
    Ok(MultiPolygon(pieces))
}

/// The features of a file.
pub(super) fn features(file: &ChartFile) -> Result<Vec<Feature>> {
    let mut features = Vec::new();
    let mut take = |number: usize, object: RawObject| {
        features.push(Feature::new(Some(number), object)?);
        Ok(())
    };
    let document = parse::parse(&file.bytes, &mut take).map_err(|error| not_parsed(file, &error))?;
    let refused = |message: String| Err(format_error(format!("{}: {message}", file.name)));
    if let Some(crs) = &document.crs
        && !is_wgs84(crs)
    {
        return refused(format!(
            "the coordinates are in another system, says its member crs: {}; GeoJSON is in longitude and latitude of WGS84 \
             (RFC 7946, section 4): convert it, for example with ogr2ogr -t_srs EPSG:4326",
            crs_name(crs)
        ));
    }
    if document.has_features {
        return match document.type_name.as_deref() {
            Some("FeatureCollection") => Ok(features),
            other => {
                refused(format!("it has features, but its type is {}; it would be FeatureCollection", shown(other)))
            }
        };
    }
    match Feature::new(None, document) {
        Ok(feature) => Ok(vec![feature]),
        Err(message) => refused(message),
    }
}

/// A document that does not parse, or a feature of it that is none, at its place in the file.
fn not_parsed(file: &ChartFile, error: &serde_json::Error) -> Error {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    let lines = file.bytes.split_inclusive(|&byte| byte == b'\n');
    let before: usize = lines.take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
    let byte = (before + error.column().saturating_sub(1)) as u64;
    let position = InputPosition { input: file.name.clone(), line: error.line() as u64, byte };
    match error.is_data() {
        true => format_error(message.to_owned()).at(position),
        false => format_error(format!("this is no JSON: {message}")).at(position),
    }
}

pub(super) fn format_error(message: String) -> Error {
    Error::new(ErrorKind::Format(message))
}

/// Whether a member `crs`, which RFC 7946 has no longer, says what holds without it.
fn is_wgs84(crs: &serde_json::Value) -> bool {
    let name = crs_name(crs).to_ascii_uppercase();
    crs.is_null() || ["CRS84", "CRS:84", "EPSG:4326", "EPSG::4326"].iter().any(|known| name.ends_with(known))
}

fn crs_name(crs: &serde_json::Value) -> String {
    match crs.pointer("/properties/name").and_then(serde_json::Value::as_str) {
        Some(name) => name.to_owned(),
        None => crs.to_string(),
    }
}

fn shown(name: Option<&str>) -> String {
    name.map_or("missing".to_owned(), |name| format!("{name:?}"))
}

impl Feature {
    /// What stands in a collection, or the whole document.
    fn new(number: Option<usize>, object: RawObject) -> std::result::Result<Feature, String> {
        let label = label(number, &object.id, &object.properties);
        let refused = |message: &str| Err(format!("{label} {message}"));
        let RawObject { type_name, id, properties, geometry, .. } = object;
        let (geometry_type, has_geometries, coordinates) = match (type_name.as_deref(), geometry) {
            (Some("Feature"), Some(Some(geometry))) => {
                (geometry.type_name, geometry.has_geometries, geometry.coordinates)
            }
            (Some("Feature"), Some(None) | None) => {
                return refused("has no geometry; give it one, or leave it out of the file");
            }
            (Some("FeatureCollection"), _) => return refused("is a collection without features"),
            (Some("Topology"), _) => return refused("is TopoJSON; convert it to GeoJSON, for example with topo2geo"),
            (_, _) if number.is_some() => {
                return refused(&format!("has the type {}; it would be Feature", shown(type_name.as_deref())));
            }
            (_, _) => (type_name, object.has_geometries, object.coordinates),
        };
        let kind = match geometry_type.as_deref() {
            Some("Point") => Kind::Point,
            Some("Polygon") => Kind::Polygon,
            Some("MultiPolygon") => Kind::MultiPolygon,
            _ if has_geometries => {
                return refused("is a GeometryCollection; make each of its geometries a feature of its own");
            }
            other => {
                return refused(&format!(
                    "is a geometry of the type {}; a Point, a Polygon or a MultiPolygon can be used",
                    shown(other)
                ));
            }
        };
        let Some(coordinates) = coordinates else { return refused(&format!("is a {kind} without coordinates")) };
        if coordinates.has_empty || coordinates.depth == 0 {
            return refused(&format!("is a {kind} with an empty list of coordinates; leave out what is empty"));
        }
        if coordinates.depth != kind.depth() {
            return refused(&format!(
                "is a {kind} whose coordinates are nested {} deep; it would be {}",
                coordinates.depth,
                kind.depth()
            ));
        }
        Ok(Feature { number, id, properties, geometry: Geometry { kind, coordinates } })
    }

    /// How messages name it: `feature 3 ("Marine park")`.
    pub(super) fn label(&self) -> String {
        label(self.number, &self.id, &self.properties)
    }

    fn refused(&self, file: &ChartFile, message: &str) -> Error {
        format_error(format!("{}: {} {message}", file.name, self.label()))
    }

    /// Its polygons, checked.
    pub(super) fn shapes(&self, file: &ChartFile) -> Result<Vec<Shape>> {
        let Geometry { kind, coordinates } = &self.geometry;
        match kind {
            Kind::Point => Err(self.refused(file, "is a Point; a Polygon or a MultiPolygon is wanted here")),
            Kind::Polygon => Shape::new(coordinates.rings(0..coordinates.line_ends.len()))
                .map(|shape| vec![shape])
                .map_err(|fault| self.refused(file, &format!("is no sound Polygon: {fault}"))),
            Kind::MultiPolygon => {
                let of = |(number, rings): (usize, std::ops::Range<usize>)| {
                    Shape::new(coordinates.rings(rings)).map_err(|fault| {
                        let message = format!("is no sound MultiPolygon: in its polygon {}, {fault}", number + 1);
                        self.refused(file, &message)
                    })
                };
                coordinates.polygons().enumerate().map(of).collect()
            }
        }
    }

    /// Its point.
    pub(super) fn point(&self, file: &ChartFile) -> Result<Position> {
        let Geometry { kind, coordinates } = &self.geometry;
        let &Coord { x, y } = match (kind, coordinates.positions.first()) {
            (Kind::Point, Some(at)) => at,
            _ => return Err(self.refused(file, &format!("is a {kind}; a Point is wanted here"))),
        };
        let lon_deg = if x.abs() <= 360.0 { crate::geodesy::wrap_lon_deg(x) } else { x };
        Position::new(y, lon_deg)
            .ok_or_else(|| self.refused(file, &format!("is a Point at [{x}, {y}]; {}", range_advice(Coord { x, y }))))
    }
}

fn label(number: Option<usize>, id: &Option<String>, properties: &Properties) -> String {
    let feature = number.map_or("the feature".to_owned(), |number| format!("feature {number}"));
    match properties::usual_name(properties).or(id.as_deref()) {
        Some(name) => format!("{feature} ({name:?})"),
        None => feature,
    }
}

impl Coordinates {
    /// The rings of these numbers.
    fn rings(&self, rings: std::ops::Range<usize>) -> impl Iterator<Item = &[Coord<f64>]> {
        rings.map(|ring| {
            let start = if ring == 0 { 0 } else { self.line_ends[ring - 1] };
            &self.positions[start..self.line_ends[ring]]
        })
    }

    /// The numbers of the rings of each polygon.
    fn polygons(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let mut start = 0;
        self.polygon_ends.iter().map(move |&end| std::mem::replace(&mut start, end)..end)
    }
}
