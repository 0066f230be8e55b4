//! Land and the distance from shore.

use geo_types::{Coord, LineString, MultiPolygon};

use crate::Position;
use crate::geodesy::segment_distance_m;

/// A coastline.
#[derive(Clone, Debug)]
pub struct Land {
    polygons: MultiPolygon<f64>,
}

impl Land {
    /// The land within these polygons, in degrees of longitude (x) and latitude (y).
    pub fn new(polygons: MultiPolygon<f64>) -> Land {
        Land { polygons }
    }

    /// The distance from shore in metres, 0 on land; infinite where there is no land at all.
    pub fn distance_m(&self, position: Position) -> f64 {
        if self.contains(position) {
            return 0.0;
        }
        let place = |coord: Coord<f64>| Position::new(coord.y, coord.x);
        let lines = self.polygons.iter().flat_map(|polygon| {
            std::iter::once(polygon.exterior()).chain(polygon.interiors()).flat_map(LineString::lines)
        });
        let distances =
            lines.filter_map(|line| Some(segment_distance_m(position, place(line.start)?, place(line.end)?)));
        distances.fold(f64::INFINITY, f64::min)
    }

    /// Whether a position is on land.
    pub fn contains(&self, position: Position) -> bool {
        use geo::Contains;
        self.polygons.contains(&Coord { x: position.lon_deg(), y: position.lat_deg() })
    }
}
