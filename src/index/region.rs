//! Boxes and polygons of latitude and longitude, and when a step is inside.

use geo::{BoundingRect, Intersects};
use geo_types::{Coord, Line, MultiPolygon, Polygon, Rect};

use super::step::Step;
use crate::geodesy::{UnitVector, wrap_lon_deg};
use crate::{GeoBox, Position};

impl GeoBox {
    /// The least box of the unit sphere's coordinates around it.
    pub(super) fn corners(self) -> ([f64; 3], [f64; 3]) {
        let (south, north) = (self.south_deg().to_radians(), self.north_deg().to_radians());
        let cos_least = south.cos().min(north.cos()).max(0.0);
        let cos_most = if south <= 0.0 && north >= 0.0 { 1.0 } else { south.cos().max(north.cos()) };
        let width_deg = (self.east_deg() - self.west_deg()).rem_euclid(360.0);
        // From -180 to 180 is all the way round, though both are one meridian.
        let width_deg = if self.east_deg() - self.west_deg() == 360.0 { 360.0 } else { width_deg };
        let axis = |peak_deg: f64| {
            let value = |lon_deg: f64| (lon_deg - peak_deg).to_radians().cos();
            let reaches = |lon_deg: f64| (lon_deg - self.west_deg()).rem_euclid(360.0) <= width_deg;
            let (west, east) = (value(self.west_deg()), value(self.east_deg()));
            let most = if reaches(peak_deg) { 1.0 } else { west.max(east) };
            let least = if reaches(peak_deg + 180.0) { -1.0 } else { west.min(east) };
            ((least * cos_least).min(least * cos_most), (most * cos_least).max(most * cos_most))
        };
        let ((low_x, high_x), (low_y, high_y)) = (axis(0.0), axis(90.0));
        // A little more than the rounding of sines and cosines.
        let slack = 1e-12;
        ([low_x - slack, low_y - slack, south.sin() - slack], [high_x + slack, high_y + slack, north.sin() + slack])
    }

    /// The fractions at which a step may cross one of the borders.
    fn crossings(self, step: &Step, cuts: &mut Vec<f64>) {
        let (s, t) = (step.arc.start, step.arc.toward);
        let mut solve = |a: f64, b: f64, c: f64| {
            // a cos α + b sin α = c
            let (middle, ratio) = (b.atan2(a), c / a.hypot(b));
            if ratio.abs() <= 1.0 {
                for alpha in [middle - ratio.acos(), middle + ratio.acos()] {
                    cuts.push(alpha.rem_euclid(std::f64::consts::TAU) / step.arc.angle_rad);
                }
            }
        };
        for lat_deg in [self.south_deg(), self.north_deg()] {
            solve(s.z, t.z, lat_deg.to_radians().sin());
        }
        for lon_deg in [self.west_deg(), self.east_deg()] {
            let (sin, cos) = lon_deg.to_radians().sin_cos();
            let meridian = UnitVector { x: -sin, y: cos, z: 0.0 };
            solve(s.dot(meridian), t.dot(meridian), 0.0);
        }
    }
}

/// A part of the sea to search: a [`GeoBox`], or polygons of `geo-types` with x the longitude and y the latitude in
/// degrees.
///
/// The sides of a polygon are straight lines in longitude and latitude, as in GeoJSON (RFC 7946, section 3.1.1).
/// Longitudes may go beyond ±180 degrees, so that a polygon can cross the antimeridian; one that is cut there into two
/// serves as well. Borders count as inside; a ring with a coordinate that is no number, or with fewer than three
/// corners, encloses nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Region(Vec<Shape>);

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Box(GeoBox),
    Polygon { polygon: Polygon<f64>, rect: Rect<f64> },
}

impl From<GeoBox> for Region {
    fn from(geo_box: GeoBox) -> Region {
        Region(vec![Shape::Box(geo_box)])
    }
}

impl From<Polygon<f64>> for Region {
    fn from(polygon: Polygon<f64>) -> Region {
        Region::from(MultiPolygon(vec![polygon]))
    }
}

impl From<MultiPolygon<f64>> for Region {
    fn from(polygons: MultiPolygon<f64>) -> Region {
        let is_ring = |polygon: &Polygon<f64>| {
            let corners = &polygon.exterior().0;
            let finite =
                |ring: &geo_types::LineString<f64>| ring.0.iter().all(|at| at.x.is_finite() && at.y.is_finite());
            corners.len() > 3 && finite(polygon.exterior()) && polygon.interiors().iter().all(finite)
        };
        let shape = |polygon: Polygon<f64>| polygon.bounding_rect().map(|rect| Shape::Polygon { polygon, rect });
        Region(polygons.0.into_iter().filter(is_ring).filter_map(shape).collect())
    }
}

impl Region {
    /// Whether a position is inside or on the border.
    pub fn contains(&self, position: Position) -> bool {
        self.0.iter().any(|shape| shape.contains(position))
    }

    pub(super) fn shapes(&self) -> &[Shape] {
        &self.0
    }
}

impl Shape {
    pub(super) fn contains(&self, position: Position) -> bool {
        match self {
            Shape::Box(geo_box) => geo_box.contains(position),
            Shape::Polygon { polygon, rect } => {
                let at = Coord { x: position.lon_deg(), y: position.lat_deg() };
                turns(rect, at.x, at.x).any(|turn_deg| polygon.intersects(&Coord { x: at.x + turn_deg, y: at.y }))
            }
        }
    }

    /// The box around it.
    pub(super) fn bounds(&self) -> GeoBox {
        match self {
            Shape::Box(geo_box) => *geo_box,
            Shape::Polygon { rect, .. } => {
                let (south_deg, north_deg) = (rect.min().y.clamp(-90.0, 90.0), rect.max().y.clamp(-90.0, 90.0));
                let (west_deg, east_deg) = match rect.width() < 360.0 {
                    true => (wrap_lon_deg(rect.min().x), wrap_lon_deg(rect.max().x)),
                    false => (-180.0, 180.0),
                };
                GeoBox::new(west_deg, south_deg, east_deg, north_deg)
                    .expect("latitudes are clamped, longitudes wrapped")
            }
        }
    }

    /// The fractions of a step, between two of them, during which it is inside; in order, touching ones not joined.
    pub(super) fn inside(&self, step: &Step, low: f64, high: f64) -> Vec<(f64, f64)> {
        if step.from == step.to || low == high {
            return if self.contains(step.position(low)) { vec![(low, high)] } else { Vec::new() };
        }
        let mut cuts = vec![low, high];
        match self {
            Shape::Box(geo_box) => geo_box.crossings(step, &mut cuts),
            Shape::Polygon { polygon, rect } => polygon_crossings(polygon, rect, step, low, high, &mut cuts),
        }
        cuts.retain(|cut| (low..=high).contains(cut));
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
        let mut spans: Vec<(f64, f64)> = cuts
            .windows(2)
            .map(|pair| (pair[0], pair[1]))
            .filter(|(from, to)| self.contains(step.position(f64::midpoint(*from, *to))))
            .collect();
        // A fix on the border itself.
        if spans.first().is_none_or(|span| span.0 > low) && self.contains(step.position(low)) {
            spans.insert(0, (low, low));
        }
        if spans.last().is_none_or(|span| span.1 < high) && self.contains(step.position(high)) {
            spans.push((high, high));
        }
        spans
    }
}

/// The whole turns by which longitudes between two come to lie in a rectangle's.
fn turns(rect: &Rect<f64>, west_deg: f64, east_deg: f64) -> impl Iterator<Item = f64> {
    let first = ((rect.min().x - east_deg) / 360.0).ceil() as i64;
    let last = ((rect.max().x - west_deg) / 360.0).floor() as i64;
    (first..=last).map(|turn| turn as f64 * 360.0)
}

/// A piece of a step is a straight line in longitude and latitude when its middle is off it by less than this in
/// radii: 0.3 m.
const STRAIGHT: f64 = 5e-8;

/// Halvings after which a piece is taken as straight anyway: at a pole no piece ever is.
const MAX_HALVINGS: u32 = 16;

fn polygon_crossings(polygon: &Polygon<f64>, rect: &Rect<f64>, step: &Step, low: f64, high: f64, cuts: &mut Vec<f64>) {
    let coord = |fraction: f64| {
        let position = step.position(fraction);
        Coord { x: position.lon_deg(), y: position.lat_deg() }
    };
    let mut pieces = vec![(low, coord(low), high, coord(high), 0)];
    while let Some((from, start, to, end, halvings)) = pieces.pop() {
        let turn_deg = ((end.x - start.x) / 360.0).round() * 360.0;
        let end = Coord { x: end.x - turn_deg, y: end.y };
        let middle = f64::midpoint(from, to);
        let on_line = UnitVector::from(Position::from_valid(
            f64::midpoint(start.y, end.y),
            wrap_lon_deg(f64::midpoint(start.x, end.x)),
        ));
        let at_middle = step.arc.at(step.arc.angle_rad * middle);
        if halvings < MAX_HALVINGS && on_line.chord2(at_middle) > STRAIGHT * STRAIGHT {
            let between = coord(middle);
            pieces.push((middle, between, to, end, halvings + 1));
            pieces.push((from, start, middle, between, halvings + 1));
            // Where the longitude turns round, between a pole and the antimeridian, a cut does no harm.
            cuts.push(middle);
            continue;
        }
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        for turn_deg in turns(rect, start.x.min(end.x), start.x.max(end.x)) {
            let turned = |at: Coord<f64>| Coord { x: at.x + turn_deg, y: at.y };
            let course = Line::new(turned(start), turned(end));
            for side in rings.clone().flat_map(geo::LineString::lines) {
                cuts.extend(crossing(&course, &side).map(|share| from + (to - from) * share));
            }
        }
    }
}

/// The share of a line at which it crosses another; `None` when it does not, or is parallel.
fn crossing(line: &Line<f64>, side: &Line<f64>) -> Option<f64> {
    let apart = |a: f64, b: f64, c: f64, d: f64| a.max(b) < c.min(d) || c.max(d) < a.min(b);
    if apart(line.start.y, line.end.y, side.start.y, side.end.y)
        || apart(line.start.x, line.end.x, side.start.x, side.end.x)
    {
        return None;
    }
    let cross = |a: Coord<f64>, b: Coord<f64>| a.x * b.y - a.y * b.x;
    let (along, across, offset) = (line.end - line.start, side.end - side.start, side.start - line.start);
    let turn = cross(along, across);
    let (share, side_share) = (cross(offset, across) / turn, cross(offset, along) / turn);
    // A little beyond the side's ends, lest a course slip between two sides; a cut too many does no harm.
    let slack = 1e-9;
    let crosses = turn != 0.0 && (0.0..=1.0).contains(&share) && (-slack..=1.0 + slack).contains(&side_share);
    crosses.then_some(share)
}
