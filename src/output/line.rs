//! Lines on a map that is cut at the antimeridian.

use geo::orient::{Direction, Orient};
use geo_types::{MultiPolygon, Polygon};
use serde::Serialize;

use crate::{Fix, Position, Track};

/// Longitude and latitude in degrees, in the order of GeoJSON.
pub(super) type Coordinates = [f64; 2];

/// A geometry of GeoJSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", content = "coordinates")]
pub(super) enum Geometry {
    Point(Coordinates),
    LineString(Vec<Coordinates>),
    MultiLineString(Vec<Vec<Coordinates>>),
    /// Rings: the exterior against the clock.
    Polygon(Vec<Vec<Coordinates>>),
    MultiPolygon(Vec<Vec<Vec<Coordinates>>>),
}

pub(super) fn coordinates(position: Position) -> Coordinates {
    [position.lon_deg(), position.lat_deg()]
}

impl Geometry {
    pub(super) fn point(position: Position) -> Geometry {
        Geometry::Point(coordinates(position))
    }

    /// The name of its type in GeoJSON.
    #[cfg(feature = "parquet")]
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Geometry::Point(_) => "Point",
            Geometry::LineString(_) => "LineString",
            Geometry::MultiLineString(_) => "MultiLineString",
            Geometry::Polygon(_) => "Polygon",
            Geometry::MultiPolygon(_) => "MultiPolygon",
        }
    }

    /// Hands out every position.
    #[cfg(feature = "parquet")]
    pub(super) fn for_each(&self, to: &mut impl FnMut(Coordinates)) {
        match self {
            Geometry::Point(position) => to(*position),
            Geometry::LineString(line) => line.iter().copied().for_each(to),
            Geometry::MultiLineString(lines) | Geometry::Polygon(lines) => lines.iter().flatten().copied().for_each(to),
            Geometry::MultiPolygon(polygons) => polygons.iter().flatten().flatten().copied().for_each(to),
        }
    }

    /// The same geometry with other positions.
    #[cfg(any(feature = "flatgeobuf", feature = "parquet"))]
    pub(super) fn map(mut self, to: impl Fn(Coordinates) -> Coordinates) -> Geometry {
        let change = |position: &mut Coordinates| *position = to(*position);
        match &mut self {
            Geometry::Point(position) => change(position),
            Geometry::LineString(line) => line.iter_mut().for_each(change),
            Geometry::MultiLineString(lines) | Geometry::Polygon(lines) => lines.iter_mut().flatten().for_each(change),
            Geometry::MultiPolygon(polygons) => polygons.iter_mut().flatten().flatten().for_each(change),
        }
        self
    }

    /// A rectangle by its south-western and north-eastern corners.
    pub(super) fn rectangle(south_west: Coordinates, north_east: Coordinates) -> Geometry {
        let ([west, south], [east, north]) = (south_west, north_east);
        Geometry::Polygon(vec![vec![[west, south], [east, south], [east, north], [west, north], [west, south]]])
    }

    /// Polygons that are cut at the antimeridian already and have no holes; one or several.
    pub(super) fn polygons(polygons: &MultiPolygon<f64>) -> Geometry {
        let ring = |polygon: &Polygon<f64>| vec![polygon.exterior().coords().map(|at| [at.x, at.y]).collect()];
        let mut rings: Vec<Vec<Vec<Coordinates>>> = polygons.orient(Direction::Default).iter().map(ring).collect();
        match rings.len() {
            1 => Geometry::Polygon(rings.remove(0)),
            _ => Geometry::MultiPolygon(rings),
        }
    }

    /// Lines through these stretches of positions, each cut where it crosses the antimeridian; a stretch of one position
    /// is a line from it to itself, which RFC 7946 allows. One position in all is a point.
    pub(super) fn lines(stretches: &[Vec<Coordinates>]) -> Geometry {
        if let [single] = stretches
            && let [position] = single[..]
        {
            return Geometry::Point(position);
        }
        let mut lines: Vec<Vec<Coordinates>> = stretches.iter().flat_map(|stretch| cut(stretch)).collect();
        match lines.len() {
            1 => Geometry::LineString(lines.remove(0)),
            _ => Geometry::MultiLineString(lines),
        }
    }
}

/// The pieces of a line, none of which crosses the antimeridian, each with at least two positions. The line crosses where the
/// shorter way between two longitudes does, at the latitude on the straight line between them, as RFC 7946
/// (sections 3.1.1 and 3.1.9) understands lines.
fn cut(line: &[Coordinates]) -> Vec<Vec<Coordinates>> {
    let Some(&first) = line.first() else { return Vec::new() };
    let mut pieces = Vec::new();
    let mut piece = vec![first];
    for step in line.windows(2) {
        let (from, to) = (step[0], step[1]);
        if (to[0] - from[0]).abs() > 180.0 {
            let border = 180f64.copysign(from[0]);
            let lat_deg = match to[0] == -border {
                true => to[1],
                false => from[1] + (border - from[0]) / (to[0] + 2.0 * border - from[0]) * (to[1] - from[1]),
            };
            push_new(&mut piece, [border, lat_deg]);
            pieces.push(std::mem::replace(&mut piece, vec![[-border, lat_deg]]));
        }
        push_new(&mut piece, to);
    }
    pieces.push(piece);
    match pieces.iter().any(|piece| piece.len() > 1) {
        true => pieces.retain(|piece| piece.len() > 1),
        false => pieces = vec![vec![first, first]],
    }
    pieces
}

/// The positions of a track between its silences.
pub(super) fn stretches(track: &Track<'_>, max_step_ms: i64) -> Vec<Vec<Coordinates>> {
    let heard = runs(track, |before, fix| fix.time_ms() - before.time_ms() <= max_step_ms);
    heard.iter().map(|fixes| fixes.iter().map(|fix| coordinates(fix.position())).collect()).collect()
}

/// The fixes of a track between its silences, and on either side of the antimeridian, for formats in which every position is a
/// fix with its time.
pub(super) fn fixes_in_line(track: &Track<'_>, max_step_ms: i64) -> Vec<Vec<Fix>> {
    runs(track, |before, fix| {
        let is_across = (lon_in_line_deg(before) - lon_in_line_deg(fix)).abs() > 180.0;
        fix.time_ms() - before.time_ms() <= max_step_ms && !is_across
    })
}

/// The longitude of a fix from -180 to below 180 degrees, so that the antimeridian is on one side.
pub(super) fn lon_in_line_deg(fix: &Fix) -> f64 {
    let lon_deg = fix.position().lon_deg();
    if lon_deg == 180.0 { -180.0 } else { lon_deg }
}

/// The fixes of a track, divided where one does not join the one before.
fn runs(track: &Track<'_>, joins: impl Fn(&Fix, &Fix) -> bool) -> Vec<Vec<Fix>> {
    let mut runs: Vec<Vec<Fix>> = Vec::new();
    for fix in track.iter() {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|before| joins(before, &fix)) => run.push(fix),
            _ => runs.push(vec![fix]),
        }
    }
    runs
}

/// Adds a position unless the line is there already.
fn push_new(piece: &mut Vec<Coordinates>, position: Coordinates) {
    if piece.last() != Some(&position) {
        piece.push(position);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_across_the_antimeridian_is_cut_there() {
        let pieces = cut(&[[179.0, 10.0], [-178.0, 13.0]]);
        assert_eq!(pieces, [vec![[179.0, 10.0], [180.0, 11.0]], vec![[-180.0, 11.0], [-178.0, 13.0]]]);
        let back = cut(&[[-178.0, 13.0], [179.0, 10.0]]);
        assert_eq!(back, [vec![[-178.0, 13.0], [-180.0, 11.0]], vec![[180.0, 11.0], [179.0, 10.0]]]);
    }

    #[test]
    fn a_position_on_the_antimeridian_makes_no_stump() {
        assert_eq!(cut(&[[180.0, 1.0], [-179.0, 2.0]]), [[[-180.0, 1.0], [-179.0, 2.0]]]);
        assert_eq!(cut(&[[179.0, 1.0], [-180.0, 2.0]]), [[[179.0, 1.0], [180.0, 2.0]]]);
        assert_eq!(cut(&[[180.0, 1.0], [-180.0, 1.0]]), [[[180.0, 1.0], [180.0, 1.0]]]);
    }

    #[test]
    fn one_position_is_a_point_or_a_line_to_itself() {
        assert_eq!(Geometry::lines(&[vec![[1.0, 2.0]]]), Geometry::Point([1.0, 2.0]));
        let lines = Geometry::lines(&[vec![[1.0, 2.0]], vec![[3.0, 4.0], [5.0, 6.0]]]);
        let expected = vec![vec![[1.0, 2.0], [1.0, 2.0]], vec![[3.0, 4.0], [5.0, 6.0]]];
        assert_eq!(lines, Geometry::MultiLineString(expected));
    }

    #[test]
    fn a_ship_that_lies_still_is_a_line_of_two_positions() {
        assert_eq!(cut(&[[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]]), [[[1.0, 2.0], [1.0, 2.0]]]);
    }

    proptest! {
        #[test]
        fn pieces_are_lines_that_never_cross(
            line in prop::collection::vec(
                (prop_oneof![-180.0..=180.0f64, Just(180.0), Just(-180.0)], -90.0..=90.0f64), 1..8),
        ) {
            let line: Vec<Coordinates> = line.into_iter().map(|(lon, lat)| [lon, lat]).collect();
            let pieces = cut(&line);
            prop_assert!(!pieces.is_empty());
            for piece in &pieces {
                prop_assert!(piece.len() >= 2);
                prop_assert!(piece.windows(2).all(|step| (step[1][0] - step[0][0]).abs() <= 180.0));
                prop_assert!(piece.iter().all(|[lon, lat]| lon.abs() <= 180.0 && lat.abs() <= 90.0 + 1e-9));
            }
            // Each piece after the first takes up where the one before it ended, on the other side of the map or not.
            for pair in pieces.windows(2) {
                let (end, start) = (pair[0][pair[0].len() - 1], pair[1][0]);
                prop_assert!(end[1] == start[1] && (end[0] + start[0] == 0.0 || end[0] == start[0]));
            }
        }
    }
}
