//! The rings of polygons as one list of corners, with what is no shore left out.

use std::fmt;

use geo_types::{Coord, LineString, MultiPolygon};

use crate::Position;
use crate::geodesy::wrap_lon_deg;
use crate::{EARTH_RADIUS_M, Error, ErrorKind};

/// Corners this near to the antimeridian or to a pole, in degrees (a decimetre), lie on it.
const ON_SEAM_DEG: f64 = 1e-6;

/// A side is cut into pieces until the great circle between the ends of each lies this near to the straight line in
/// longitude and latitude, in metres.
pub(super) const STRAIGHT_M: f64 = 1.0;

/// No piece of a side is longer than this, in metres.
const LONGEST_PIECE_M: f64 = 10_000.0;

/// Why polygons are no land.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LandError {
    /// The polygon, counted from 0.
    pub polygon: usize,
    /// The hole in it, counted from 0; `None` for its outline.
    pub hole: Option<usize>,
    /// What is wrong with the ring.
    pub fault: RingFault,
}

/// What can be wrong with a ring.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RingFault {
    /// A corner is no place on the earth.
    Corner {
        /// Its number, counted from 0.
        index: usize,
        /// Its longitude in degrees.
        lon_deg: f64,
        /// Its latitude in degrees.
        lat_deg: f64,
    },
    /// The ring has fewer than three different corners in a row; so many.
    TooFewCorners(usize),
}

impl fmt::Display for LandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "polygon {}", self.polygon)?;
        if let Some(hole) = self.hole {
            write!(f, ", hole {hole}")?;
        }
        match &self.fault {
            RingFault::Corner { index, lon_deg, lat_deg } => write!(
                f,
                ": corner {index} must have a longitude from -180 to 180 and a latitude from -90 to 90 degrees, found \
                 longitude {lon_deg}, latitude {lat_deg}"
            ),
            RingFault::TooFewCorners(corners) => {
                write!(f, ": a ring must have at least 3 different corners, found {corners}")
            }
        }
    }
}

impl std::error::Error for LandError {}

impl From<LandError> for Error {
    fn from(error: LandError) -> Error {
        Error::new(ErrorKind::Format(format!("reading land: {error}")))
    }
}

/// The rings of all polygons.
#[derive(Clone, Debug, Default)]
pub(super) struct Outlines {
    /// The corners of ring after ring, each ring closed by its first corner; sides go from one to the next. A side that
    /// crosses the antimeridian goes the shorter way.
    pub(super) corners: Vec<Corner>,
    pub(super) rings: Vec<Ring>,
    /// The stretches of the antimeridian that are shore, as corners on from those of the rings.
    pub(super) shore_on_seam: Vec<(u32, u32)>,
    /// Sides along a pole, between two longitudes in degrees, west first, and the polygon they belong to: the meridians
    /// between them end inside the polygon, or begin there.
    pub(super) north_pole: Vec<(f64, f64, u32)>,
}

/// A corner in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Corner {
    pub(super) lon_deg: f64,
    pub(super) lat_deg: f64,
}

/// A ring's corners, from the first to the one that closes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ring {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) polygon: u32,
}

/// What a side is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// A piece of shore.
    Shore,
    /// A cut along the antimeridian.
    Seam,
    /// At a pole, where it has no length.
    Pole,
}

impl Corner {
    /// A corner in range. One that lies on the antimeridian or at a pole but for rounding is put there: Natural Earth's
    /// own files cut Siberia at 180 and at -179.99999999999991, and a place at -180 is on land.
    pub(super) fn new(lon_deg: f64, lat_deg: f64) -> Corner {
        let snapped =
            |degrees: f64, end: f64| if end - degrees.abs() < ON_SEAM_DEG { end.copysign(degrees) } else { degrees };
        Corner { lon_deg: snapped(lon_deg, 180.0), lat_deg: snapped(lat_deg, 90.0) }
    }

    fn is_on_antimeridian(self) -> bool {
        self.lon_deg.abs() == 180.0
    }

    /// -1 at the south pole, 1 at the north pole, 0 elsewhere.
    fn pole(self) -> i32 {
        if self.lat_deg.abs() == 90.0 { self.lat_deg.signum() as i32 } else { 0 }
    }

    pub(super) fn position(self) -> Position {
        Position::from_valid(self.lat_deg, self.lon_deg)
    }

    /// What the side to another corner is.
    pub(super) fn side_to(self, next: Corner) -> Side {
        if self.pole() != 0 && self.pole() == next.pole() {
            Side::Pole
        } else if self.is_on_antimeridian() && next.is_on_antimeridian() {
            Side::Seam
        } else {
            Side::Shore
        }
    }

    /// How far east the next corner lies, in degrees, the shorter way.
    pub(super) fn east_to_deg(self, next: Corner) -> f64 {
        wrap_lon_deg(next.lon_deg - self.lon_deg)
    }
}

impl Outlines {
    /// Those of polygons in degrees.
    ///
    /// # Errors
    /// The first ring that is no ring of places on the earth.
    pub(super) fn of(polygons: &MultiPolygon<f64>) -> Result<Outlines, LandError> {
        let mut outlines = Outlines::default();
        for (index, polygon) in polygons.iter().enumerate() {
            let holes = polygon.interiors().iter().enumerate().map(|(hole, ring)| (Some(hole), ring));
            for (hole, ring) in std::iter::once((None, polygon.exterior())).chain(holes) {
                let corners = corners_of(ring).map_err(|fault| LandError { polygon: index, hole, fault })?;
                outlines.push(corners, index as u32);
            }
        }
        Ok(outlines)
    }

    /// Adds a ring of at least three corners, of which none is the same as the one before it, the first not as the last.
    pub(super) fn push(&mut self, ring: impl IntoIterator<Item = Corner>, polygon: u32) {
        let first = self.corners.len();
        // How far the sides go round the earth, in degrees, and how far they keep to the north.
        let (mut round_deg, mut north_deg, mut touches_pole) = (0.0, 0.0, false);
        for corner in ring {
            if let Some(&before) = self.corners.get(first..).and_then(<[Corner]>::last) {
                self.push_side(before, corner, polygon, &mut round_deg);
                touches_pole |= before.side_to(corner) == Side::Pole;
            }
            north_deg += corner.lat_deg;
            self.corners.push(corner);
        }
        let (start, end) = (self.corners[first], self.corners[self.corners.len() - 1]);
        self.push_side(end, start, polygon, &mut round_deg);
        touches_pole |= end.side_to(start) == Side::Pole;
        self.corners.push(start);
        // A ring that goes round the earth encloses a pole, the nearer one, unless it names the pole itself.
        if round_deg.abs() > 180.0 && !touches_pole && north_deg > 0.0 {
            self.north_pole.push((-180.0, 180.0, polygon));
        }
        self.rings.push(Ring { first: first as u32, last: self.corners.len() as u32 - 1, polygon });
    }

    /// Finds the stretches of the antimeridian that are shore: those with land on one side and none on the other. A cut
    /// through land has it on both, and where a ring was clipped to one half it may run along the antimeridian with
    /// sea on both.
    pub(super) fn add_shore_on_seam(&mut self, is_land: impl Fn(&Outlines, Position) -> bool) {
        let mut lats_deg: Vec<f64> = Vec::new();
        for ring in &self.rings {
            for pair in self.corners[ring.first as usize..=ring.last as usize].windows(2) {
                if pair[0].side_to(pair[1]) == Side::Seam {
                    lats_deg.extend([pair[0].lat_deg, pair[1].lat_deg]);
                }
            }
        }
        lats_deg.sort_by(f64::total_cmp);
        lats_deg.dedup();
        for pair in lats_deg.windows(2) {
            let middle_deg = f64::midpoint(pair[0], pair[1]);
            let beside = |lon_deg: f64| is_land(self, Position::from_valid(middle_deg, lon_deg));
            if beside(180.0 - 2.0 * ON_SEAM_DEG) != beside(-180.0 + 2.0 * ON_SEAM_DEG) {
                let first = self.corners.len() as u32;
                let [south, north] = [pair[0], pair[1]].map(|lat_deg| Corner { lon_deg: 180.0, lat_deg });
                self.corners.push(south);
                self.push_between(south, north);
                self.corners.push(north);
                self.shore_on_seam.push((first, self.corners.len() as u32 - 1));
            }
        }
    }

    /// Adds the corners between two, and what their side means.
    fn push_side(&mut self, from: Corner, to: Corner, polygon: u32, round_deg: &mut f64) {
        if from.side_to(to) == Side::Pole {
            // Along a pole it matters which way round: (180, 90) to (-180, 90) passes every meridian.
            if from.pole() > 0 {
                let (west, east) = (from.lon_deg.min(to.lon_deg), from.lon_deg.max(to.lon_deg));
                self.north_pole.push((west, east, polygon));
            }
            return;
        }
        *round_deg += from.east_to_deg(to);
        self.push_between(from, to);
    }

    /// Adds the corners that cut a side into pieces.
    fn push_between(&mut self, from: Corner, to: Corner) {
        let (east_deg, north_deg) = (from.east_to_deg(to), to.lat_deg - from.lat_deg);
        let pieces = pieces(from, to);
        self.corners.extend((1..pieces).map(|piece| {
            let share = f64::from(piece) / f64::from(pieces);
            let lon_deg = wrap_lon_deg(from.lon_deg + share * east_deg);
            Corner { lon_deg, lat_deg: from.lat_deg + share * north_deg }
        }));
    }
}

/// The different corners of a closed ring, without the last.
fn corners_of(ring: &LineString<f64>) -> Result<Vec<Corner>, RingFault> {
    let mut corners: Vec<Corner> = Vec::with_capacity(ring.0.len());
    for (index, &Coord { x: lon_deg, y: lat_deg }) in ring.0.iter().enumerate() {
        if Position::new(lat_deg, lon_deg).is_none() {
            return Err(RingFault::Corner { index, lon_deg, lat_deg });
        }
        corners.push(Corner::new(lon_deg, lat_deg));
    }
    corners.dedup();
    while corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    if corners.len() < 3 { Err(RingFault::TooFewCorners(corners.len())) } else { Ok(corners) }
}

/// Into how many pieces a side has to be cut.
///
/// On a line that is straight in longitude λ and latitude φ, a geodesic would have φ'' = -sin φ cos φ λ'² and
/// λ'' = 2 tan φ λ' φ'. Over a piece the two part by an eighth of that, in metres R sin φ cos φ Δλ² / 8 and
/// R sin φ Δλ Δφ / 4.
fn pieces(from: Corner, to: Corner) -> u32 {
    let (east_rad, north_rad) = (from.east_to_deg(to).to_radians(), (to.lat_deg - from.lat_deg).to_radians());
    let bend = |sin: f64, cos: f64| {
        EARTH_RADIUS_M * sin * (cos * east_rad * east_rad / 8.0 + (east_rad * north_rad).abs() / 4.0)
    };
    // Nearly all sides are short enough wherever they lie.
    if bend(1.0, 1.0) < STRAIGHT_M && EARTH_RADIUS_M * (east_rad.abs() + north_rad.abs()) < LONGEST_PIECE_M {
        return 1;
    }
    let (low_deg, high_deg) = (from.lat_deg.abs().min(to.lat_deg.abs()), from.lat_deg.abs().max(to.lat_deg.abs()));
    let (sin, cos) = (high_deg.to_radians().sin(), low_deg.to_radians().cos());
    let off_m = bend(sin, cos);
    let length_m = EARTH_RADIUS_M * (cos * east_rad).hypot(north_rad);
    let pieces = (off_m / STRAIGHT_M).sqrt().max(length_m / LONGEST_PIECE_M).ceil();
    // At most 180 degrees of longitude in pieces of 1 m deviation: some 2,000.
    (pieces as u32).max(1)
}
