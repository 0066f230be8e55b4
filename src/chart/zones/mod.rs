//! Zones: named areas of the sea, which of them hold a place, and when a ship under way enters and leaves them.

mod course;
mod follow;
mod near;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;

use geo_types::{Coord, MultiPolygon};
use rayon::prelude::*;
use rstar::{AABB, RTree, RTreeObject};
use serde::{Deserialize, Serialize};

use self::course::{Course, ONE_CUT};
pub(crate) use self::follow::Follower;
use super::file::ChartFile;
use super::geojson::{self, PropertyKeys};
use super::shape::{Bounds, ON_BORDER_DEG, Shape, coord};
use crate::geodesy::geodesic_m;
use crate::{Error, ErrorKind, Position, RegionName, Result};

/// A zone: a named area, such as an exclusive economic zone, a protected area or a closure.
///
/// Sides are straight lines in longitude and latitude, as in GeoJSON (RFC 7946, section 3.1.1). The border belongs to the zone:
/// a position within 10⁻⁹ degrees (0.1 mm) of it lies on it.
#[derive(Clone)]
pub struct Zone {
    name: String,
    id: Option<String>,
    category: Option<String>,
    shapes: Vec<Shape>,
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zone").field("name", &self.name).field("polygons", &self.shapes.len()).finish_non_exhaustive()
    }
}

impl Zone {
    /// A zone of these polygons, with x the longitude and y the latitude in degrees.
    ///
    /// Rings may run either way round. They may cross the antimeridian by longitudes beyond 180, by a jump from 179 to
    /// -179, or in pieces cut there; they may surround a pole with or without the pole among their corners.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] when there is no polygon or one is not sound: a coordinate is out of range or no number, a ring
    /// has fewer than three corners or crosses itself, a hole does not lie within its exterior.
    pub fn new(name: impl Into<String>, polygons: &MultiPolygon<f64>) -> Result<Zone> {
        let name = name.into();
        let mut shapes = Vec::with_capacity(polygons.0.len());
        for (number, polygon) in polygons.iter().enumerate() {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            shapes.push(Shape::new(rings.map(|ring| ring.0.as_slice())).map_err(|fault| {
                Error::new(ErrorKind::Format(format!("the zone {name:?}: in its polygon {}, {fault}", number + 1)))
            })?);
        }
        match shapes.is_empty() {
            true => Err(Error::new(ErrorKind::Format(format!("the zone {name:?} has no polygon")))),
            false => Ok(Zone { name, id: None, category: None, shapes }),
        }
    }

    /// The same with this identifier.
    #[must_use]
    pub fn with_id(self, id: impl Into<String>) -> Zone {
        Zone { id: Some(id.into()), ..self }
    }

    /// The same with this category.
    #[must_use]
    pub fn with_category(self, category: impl Into<String>) -> Zone {
        Zone { category: Some(category.into()), ..self }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The identifier that its source gives it, where there is one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What sort of zone it is, such as `eez` or `mpa`, where its source says so.
    pub fn category(&self) -> Option<&str> {
        self.category.as_deref()
    }

    /// Its polygons, each ring continuous: beyond 180 degrees where it crosses the antimeridian.
    pub fn polygons(&self) -> MultiPolygon<f64> {
        MultiPolygon(self.shapes.iter().map(Shape::to_polygon).collect())
    }

    /// The zone by its name, as events have it.
    pub fn region(&self) -> RegionName {
        RegionName { category: self.category.clone(), id: self.id.clone(), name: self.name.clone() }
    }

    /// Whether a position is inside or on the border.
    pub fn contains(&self, position: Position) -> bool {
        self.holds(coord(position))
    }

    fn holds(&self, at: Coord<f64>) -> bool {
        self.shapes.iter().any(|shape| shape.contains(at))
    }

    /// The distance from a position to the zone in metres; 0 inside and on the border.
    ///
    /// # Accuracy
    /// The WGS84 geodesic to a place of the border that is the nearest within 1.2 parts in 10⁵ at 1,000 km, less by the
    /// square of the distance below and more above.
    pub fn distance_m(&self, position: Position) -> f64 {
        self.distance_within_m(position, f64::INFINITY).unwrap_or(f64::INFINITY)
    }

    /// The same, if it is at most so many metres.
    pub fn distance_within_m(&self, position: Position, at_most_m: f64) -> Option<f64> {
        if self.contains(position) {
            return Some(0.0);
        }
        let mut least_m = at_most_m;
        let mut found = None;
        for shape in &self.shapes {
            if let Some((_, distance_m)) = near::nearest(shape, position, least_m) {
                least_m = distance_m;
                found = Some(distance_m);
            }
        }
        found
    }

    /// The length in metres of the shortest way from one position to another that touches the zone, if it is at most so many
    /// metres. Where the great circle between them touches the zone, that is their distance.
    ///
    /// A ship that covers no more than `at_most_m` between two positions can have been in the zone if and only if there
    /// is such a way: the zone meets the ellipse around the two.
    ///
    /// # Accuracy
    /// As [`distance_m`](Zone::distance_m).
    pub fn way_over_m(&self, from: Position, to: Position, at_most_m: f64) -> Option<f64> {
        let straight_m = geodesic_m(from, to);
        if straight_m > at_most_m {
            return None;
        }
        if !self.passages(from, to).is_empty() {
            return Some(straight_m);
        }
        let mut least_m = at_most_m;
        let mut found = None;
        for shape in &self.shapes {
            if let Some(way_m) = near::way_over_m(shape, from, to, least_m) {
                least_m = way_m;
                found = Some(way_m);
            }
        }
        found
    }

    /// When a ship on the great circle from one position to another, at constant speed, is inside: spans of fractions of the
    /// way, in order. A position on the border from which the way leads out is a span of no length.
    pub fn passages(&self, from: Position, to: Position) -> Vec<(f64, f64)> {
        let shapes = self.shapes.iter().collect::<Vec<_>>();
        self.spans(&Course::new(from, to), &shapes)
    }

    /// The spans of a course inside. Beside these polygons, none of the zone meets it.
    fn spans(&self, course: &Course, shapes: &[&Shape]) -> Vec<(f64, f64)> {
        let holds = |at: Coord<f64>| shapes.iter().any(|shape| shape.contains(at));
        let mut cuts = vec![0.0, 1.0];
        let rings = shapes.iter().flat_map(|shape| shape.rings());
        let is_near_border = rings.fold(false, |is_near, ring| course.cut(ring, &mut cuts) | is_near);
        if !is_near_border {
            return if holds(course.place(0.0)) { vec![(0.0, 1.0)] } else { Vec::new() };
        }
        cuts.sort_unstable_by(f64::total_cmp);
        // Of cuts that are one, the first is kept; the last of all is the end of the way.
        cuts.dedup_by(|later, earlier| *later - *earlier <= ONE_CUT && *later < 1.0);
        if let [.., before, _end] = cuts[..]
            && before > 0.0
            && 1.0 - before <= ONE_CUT
        {
            cuts.remove(cuts.len() - 2);
        }
        let mut spans: Vec<(f64, f64)> = Vec::new();
        for cut in cuts.windows(2) {
            if holds(course.place(f64::midpoint(cut[0], cut[1]))) {
                match spans.last_mut() {
                    Some(last) if last.1 == cut[0] => last.1 = cut[1],
                    _ => spans.push((cut[0], cut[1])),
                }
            }
        }
        // A position on the border from which the way leads out.
        if spans.first().is_none_or(|span| span.0 > 0.0) && holds(course.place(0.0)) {
            spans.insert(0, (0.0, 0.0));
        }
        if spans.last().is_none_or(|span| span.1 < 1.0) && holds(course.place(1.0)) {
            spans.push((1.0, 1.0));
        }
        spans
    }
}

/// The zones of a chart, indexed by place.
#[derive(Clone, Default)]
pub struct Zones {
    zones: Vec<Zone>,
    tree: RTree<Part>,
    /// The least and the greatest longitude of all parts.
    reach_deg: (f64, f64),
    /// Notes on what was made good while reading.
    notes: Vec<String>,
}

impl fmt::Debug for Zones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zones").field("zones", &self.zones.len()).finish_non_exhaustive()
    }
}

/// A polygon of a zone in the index. The least longitude of its box is in -180 to 180.
#[derive(Clone, Copy, Debug)]
struct Part {
    bounds: Bounds,
    zone: u32,
    shape: u32,
}

impl RTreeObject for Part {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> AABB<[f64; 2]> {
        envelope(&self.bounds)
    }
}

fn envelope(bounds: &Bounds) -> AABB<[f64; 2]> {
    AABB::from_corners([bounds.west, bounds.south], [bounds.east, bounds.north])
}

/// When a ship under way is inside of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Passage {
    /// The number of the zone, counted from 0.
    pub zone: usize,
    /// The fraction of the step at which it enters; 0 where it is inside from the start.
    pub enters: f64,
    /// The fraction of the step at which it leaves; 1 where it is inside at the end.
    pub leaves: f64,
}

impl Zones {
    /// These zones.
    pub fn new(zones: Vec<Zone>) -> Zones {
        let parts = (0..).zip(&zones).flat_map(|(zone, of)| {
            (0..).zip(&of.shapes).map(move |(shape, of)| Part {
                bounds: of.bounds().widened(ON_BORDER_DEG),
                zone,
                shape,
            })
        });
        let parts: Vec<Part> = parts.collect();
        let all = parts.iter().map(|part| part.bounds).fold(Bounds::EMPTY, Bounds::joined);
        Zones { tree: RTree::bulk_load(parts), zones, reach_deg: (all.west, all.east), notes: Vec::new() }
    }

    /// The zones of a GeoJSON file: each feature a zone, of polygons. Names, identifiers and categories come from the usual
    /// properties.
    ///
    /// # Errors
    /// When the file cannot be read, or holds anything but sound polygons; the message names the feature and what would be
    /// right. Nothing is half loaded.
    pub fn from_geojson(path: impl AsRef<Path>) -> Result<Zones> {
        Zones::from_geojson_by(path, &PropertyKeys::new())
    }

    /// The same, with names, identifiers and categories from the properties of these keys.
    ///
    /// # Errors
    /// As [`from_geojson`](Zones::from_geojson), and when no feature has a value for a key that is given.
    pub fn from_geojson_by(path: impl AsRef<Path>, keys: &PropertyKeys) -> Result<Zones> {
        Zones::of_file(&ChartFile::read(path.as_ref())?, keys)
    }

    pub(super) fn of_file(file: &ChartFile, keys: &PropertyKeys) -> Result<Zones> {
        let features = geojson::features(file)?;
        let naming = keys.of(file, &features)?;
        let shapes: Vec<Result<Vec<Shape>>> = features.par_iter().map(|feature| feature.shapes(file)).collect();
        let mut zones = Vec::with_capacity(features.len());
        let mut notes = Vec::new();
        for ((feature, naming), shapes) in features.iter().zip(naming).zip(shapes) {
            let shapes = shapes?;
            if shapes.iter().any(|shape| shape.was_open) {
                notes.push(format!(
                    "{}: {} has a ring that is not closed; it was closed by a straight side",
                    file.name,
                    feature.label()
                ));
            }
            // A zone without a name is known by its identifier, or by where it stands.
            let name = naming.name.or_else(|| naming.id.clone()).unwrap_or_else(|| feature.label());
            zones.push(Zone { name, id: naming.id, category: naming.category, shapes });
        }
        Ok(Zones { notes, ..Zones::new(zones) })
    }

    /// These and others, the others after these.
    #[must_use]
    pub fn and(mut self, others: Zones) -> Zones {
        self.notes.extend(others.notes);
        self.zones.extend(others.zones);
        Zones { notes: self.notes, ..Zones::new(self.zones) }
    }

    /// What was made good while reading: rings that were not closed.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Every zone, in the order given.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Zone> {
        self.zones.iter()
    }

    /// The zone of this number, counted from 0.
    pub fn get(&self, zone: usize) -> Option<&Zone> {
        self.zones.get(zone)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.zones.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.zones.is_empty()
    }

    /// The zones that hold a position, in the order given; those on whose border it lies included.
    pub fn containing(&self, position: Position) -> impl Iterator<Item = &Zone> {
        self.numbers_containing(position).into_iter().map(|zone| &self.zones[zone])
    }

    /// Their numbers, ascending.
    pub(crate) fn numbers_containing(&self, position: Position) -> Vec<usize> {
        let at = coord(position);
        let mut found = Vec::new();
        // At a pole the longitude is none.
        let bounds = match at.y.abs() >= 90.0 - ON_BORDER_DEG {
            true => Bounds { west: -180.0, south: at.y, east: 180.0, north: at.y }.widened(ON_BORDER_DEG),
            false => Bounds::of(&[at]),
        };
        self.each_part(&bounds, &mut |part| {
            let zone = part.zone as usize;
            if !found.contains(&zone) && self.shape(part).contains(at) {
                found.push(zone);
            }
        });
        found.sort_unstable();
        found
    }

    /// When a ship on the great circle from one position to another, at constant speed, is inside of which zone: by zone,
    /// and by time within a zone. Holes and several pieces of a zone make several passages.
    pub fn passages(&self, from: Position, to: Position) -> Vec<Passage> {
        let mut passages = Vec::new();
        self.add_passages(&Course::new(from, to), &mut passages);
        passages
    }

    fn add_passages(&self, course: &Course, passages: &mut Vec<Passage>) {
        let mut parts: Vec<(u32, u32)> = Vec::new();
        self.each_part(&course.bounds(), &mut |part| parts.push((part.zone, part.shape)));
        parts.sort_unstable();
        parts.dedup();
        for parts in parts.chunk_by(|a, b| a.0 == b.0) {
            let number = parts[0].0 as usize;
            let zone = &self.zones[number];
            let shapes: Vec<&Shape> = parts.iter().map(|&(_, shape)| &zone.shapes[shape as usize]).collect();
            let spans = zone.spans(course, &shapes).into_iter();
            passages.extend(spans.map(|(enters, leaves)| Passage { zone: number, enters, leaves }));
        }
    }

    /// The zones at most so many metres from a position, by number, with their distances; 0 where it is inside.
    pub fn near(&self, position: Position, at_most_m: f64) -> Vec<(usize, f64)> {
        let numbers = self.numbers_in_reach(position, position, 2.0 * at_most_m);
        let distance = |zone: usize| Some((zone, self.zones[zone].distance_within_m(position, at_most_m)?));
        numbers.into_iter().filter_map(distance).collect()
    }

    /// The zones that a ship can have touched between two positions, if it covered at most so many metres, by number; with
    /// the length of the shortest way over each. See [`Zone::way_over_m`].
    pub fn within_reach(&self, from: Position, to: Position, at_most_m: f64) -> Vec<(usize, f64)> {
        let way = |zone: usize| Some((zone, self.zones[zone].way_over_m(from, to, at_most_m)?));
        self.numbers_in_reach(from, to, at_most_m).into_iter().filter_map(way).collect()
    }

    /// The numbers of the zones whose boxes meet the box of the reach, ascending.
    fn numbers_in_reach(&self, from: Position, to: Position, at_most_m: f64) -> Vec<usize> {
        let mut numbers = Vec::new();
        if let Some(bounds) = near::bounds_of_reach(from, to, at_most_m) {
            self.each_part(&bounds, &mut |part| numbers.push(part.zone as usize));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn shape(&self, part: &Part) -> &Shape {
        &self.zones[part.zone as usize].shapes[part.shape as usize]
    }

    /// Calls back with every part whose box meets this one, whatever the turn of its longitudes; with some twice.
    fn each_part(&self, bounds: &Bounds, found: &mut dyn FnMut(&Part)) {
        // Parts lie between -180 and 540 degrees.
        for turn in -1..=2 {
            let bounds = bounds.turned(f64::from(turn) * 360.0);
            if bounds.east >= self.reach_deg.0 && bounds.west <= self.reach_deg.1 {
                self.tree.locate_in_envelope_intersecting(envelope(&bounds)).for_each(&mut *found);
            }
        }
    }
}
