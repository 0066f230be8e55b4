//! A closed ring of longitudes and latitudes, and on which side of it a place is.
//!
//! The sides are kept in the order of the ring, in groups of [`FAN`] that have a box around them, groups of groups, and so
//! on. Of a stretch of sides whose box lies east of a place, only its two ends tell whether a line due east from
//! the place crosses it an odd number of times; so no more than the stretches around the place itself are looked into,
//! and a ring of a million corners answers in well under a microsecond.

use geo_types::Coord;

/// Sides in a group, and groups in a group of groups.
const FAN: usize = 16;

/// A place nearer to a side than this, in degrees, lies on it: 0.1 mm, and far more than a coordinate's last digit.
pub(in crate::chart) const ON_BORDER_DEG: f64 = 1e-9;

/// A ring in degrees of longitude (x) and latitude (y). It is continuous: where it crosses the antimeridian it goes on
/// beyond 180, its least longitude is in -180 to 180, and it is at most 360 wide.
#[derive(Clone, Debug)]
pub(in crate::chart) struct Ring {
    /// The last is the first again.
    corners: Vec<Coord<f64>>,
    /// Boxes around [`FAN`] consecutive sides, around as many of those boxes, and so on; the last level has one.
    levels: Vec<Vec<Bounds>>,
    /// Where the south and the north pole lie.
    poles: [Side; 2],
}

/// On which side of a ring a place lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::chart) enum Side {
    Outside,
    Border,
    Inside,
}

/// A box of longitudes and latitudes, borders included. Longitudes may be any.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::chart) struct Bounds {
    pub(in crate::chart) west: f64,
    pub(in crate::chart) south: f64,
    pub(in crate::chart) east: f64,
    pub(in crate::chart) north: f64,
}

impl Bounds {
    pub(in crate::chart) const EMPTY: Bounds =
        Bounds { west: f64::INFINITY, south: f64::INFINITY, east: f64::NEG_INFINITY, north: f64::NEG_INFINITY };

    pub(in crate::chart) fn of(corners: &[Coord<f64>]) -> Bounds {
        corners.iter().fold(Bounds::EMPTY, |bounds, at| bounds.with(*at))
    }

    pub(in crate::chart) fn with(self, at: Coord<f64>) -> Bounds {
        Bounds {
            west: self.west.min(at.x),
            south: self.south.min(at.y),
            east: self.east.max(at.x),
            north: self.north.max(at.y),
        }
    }

    pub(in crate::chart) fn joined(self, other: Bounds) -> Bounds {
        Bounds {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// Whether they have a point in common.
    pub(in crate::chart) fn meets(&self, other: &Bounds) -> bool {
        (self.west <= other.east)
            & (other.west <= self.east)
            & (self.south <= other.north)
            & (other.south <= self.north)
    }

    pub(in crate::chart) fn turned(self, degrees: f64) -> Bounds {
        Bounds { west: self.west + degrees, east: self.east + degrees, ..self }
    }

    pub(in crate::chart) fn widened(self, degrees: f64) -> Bounds {
        Bounds {
            west: self.west - degrees,
            south: self.south - degrees,
            east: self.east + degrees,
            north: self.north + degrees,
        }
    }

    pub(in crate::chart) fn holds(&self, other: &Bounds) -> bool {
        self.west <= other.west && other.east <= self.east && self.south <= other.south && other.north <= self.north
    }

    pub(in crate::chart) fn width(&self) -> f64 {
        self.east - self.west
    }
}

impl Ring {
    /// The ring through these corners, the last of which is the first again.
    pub(super) fn new(corners: Vec<Coord<f64>>) -> Ring {
        debug_assert!(corners.len() > 3 && corners.first() == corners.last(), "a ring is closed");
        let sides = corners.len() - 1;
        let group = |first: usize| Bounds::of(&corners[first..=(first + FAN).min(sides)]);
        let mut levels: Vec<Vec<Bounds>> = vec![(0..sides).step_by(FAN).map(group).collect()];
        while let Some(below) = levels.last().filter(|below| below.len() > 1) {
            let join = |boxes: &[Bounds]| boxes.iter().copied().fold(Bounds::EMPTY, Bounds::joined);
            let above = below.chunks(FAN).map(join).collect();
            levels.push(above);
        }
        let mut ring = Ring { corners, levels, poles: [Side::Outside; 2] };
        ring.poles = [-90.0, 90.0].map(|pole_deg| ring.side_of_pole(pole_deg));
        ring
    }

    pub(in crate::chart) fn corners(&self) -> &[Coord<f64>] {
        &self.corners
    }

    pub(in crate::chart) fn bounds(&self) -> Bounds {
        self.levels.last().and_then(|top| top.first()).copied().unwrap_or(Bounds::EMPTY)
    }

    /// A pole is inside where the ring runs along all of its latitude, on the border where the ring only touches it.
    fn side_of_pole(&self, pole_deg: f64) -> Side {
        let at_pole = |at: &Coord<f64>| (at.y - pole_deg).abs() <= ON_BORDER_DEG;
        if !self.corners.iter().any(at_pole) {
            return Side::Outside;
        }
        let along = self.corners.windows(2).filter(|side| side.iter().all(at_pole));
        let run_deg: f64 = along.map(|side| side[1].x - side[0].x).sum();
        if run_deg.abs() >= 360.0 - ON_BORDER_DEG { Side::Inside } else { Side::Border }
    }

    /// On which side a place lies, whatever the turn of its longitude.
    pub(in crate::chart) fn side(&self, at: Coord<f64>) -> Side {
        if at.y.abs() >= 90.0 - ON_BORDER_DEG {
            return self.poles[usize::from(at.y > 0.0)];
        }
        let bounds = self.bounds();
        if self.is_all_round() {
            let east_of_seam = (at.x - bounds.west).rem_euclid(360.0);
            // On the seam nothing can be told; a little beside it, on the one side or the other, is the same.
            let beside = 4.0 * ON_BORDER_DEG;
            return self.side_as_is(Coord { x: bounds.west + east_of_seam.clamp(beside, 360.0 - beside), y: at.y });
        }
        let turns = self.turns(at.x - ON_BORDER_DEG, at.x + ON_BORDER_DEG);
        turns.map(|turn_deg| self.side_as_is(Coord { x: at.x + turn_deg, y: at.y })).max().unwrap_or(Side::Outside)
    }

    /// Whether it reaches all the way round the earth; its two ends are then one meridian.
    fn is_all_round(&self) -> bool {
        self.bounds().width() >= 360.0 - ON_BORDER_DEG
    }

    /// The whole turns, in degrees, by which longitudes between two come to lie within those of the ring.
    pub(in crate::chart) fn turns(&self, west: f64, east: f64) -> impl Iterator<Item = f64> + use<> {
        let bounds = self.bounds();
        let first = ((bounds.west - east) / 360.0).ceil() as i64;
        let last = ((bounds.east - west) / 360.0).floor() as i64;
        (first..=last).map(|turn| turn as f64 * 360.0)
    }

    /// On which side a place of this very longitude lies.
    fn side_as_is(&self, at: Coord<f64>) -> Side {
        let mut is_odd = false;
        match self.cross_eastward(self.levels.len() - 1, 0, at, &mut is_odd) {
            OnBorder(true) => Side::Border,
            OnBorder(false) if is_odd => Side::Inside,
            OnBorder(false) => Side::Outside,
        }
    }

    /// Counts, as odd or even, how often a line due east from the place crosses the sides of a box; stops on the border.
    fn cross_eastward(&self, level: usize, index: usize, at: Coord<f64>, is_odd: &mut bool) -> OnBorder {
        let bounds = &self.levels[level][index];
        let slack = ON_BORDER_DEG;
        if at.y < bounds.south - slack || at.y > bounds.north + slack || at.x > bounds.east + slack {
            return OnBorder(false);
        }
        let sides = self.sides_of(level, index);
        if at.x < bounds.west - slack {
            *is_odd ^= (self.corners[sides.start].y > at.y) != (self.corners[sides.end].y > at.y);
            return OnBorder(false);
        }
        if level == 0 {
            return OnBorder(sides.into_iter().any(|side| {
                let (from, to) = (self.corners[side], self.corners[side + 1]);
                *is_odd ^= crosses_eastward(from, to, at);
                distance2(from, to, at) <= slack * slack
            }));
        }
        let children = index * FAN..((index + 1) * FAN).min(self.levels[level - 1].len());
        OnBorder(children.into_iter().any(|child| self.cross_eastward(level - 1, child, at, is_odd).0))
    }

    /// The sides in a box, by the index of the corner from which they start.
    fn sides_of(&self, level: usize, index: usize) -> std::ops::Range<usize> {
        let size = FAN.pow(level as u32 + 1);
        index * size..((index + 1) * size).min(self.corners.len() - 1)
    }

    /// Calls back with the index of every side whose box meets this one, in the order of the ring, until the answer is
    /// to stop. Whether it was.
    pub(in crate::chart) fn sides_meeting(&self, bounds: &Bounds, found: &mut dyn FnMut(usize) -> bool) -> bool {
        self.descend(self.levels.len() - 1, 0, bounds, found)
    }

    fn descend(&self, level: usize, index: usize, bounds: &Bounds, found: &mut dyn FnMut(usize) -> bool) -> bool {
        if !self.levels[level][index].meets(bounds) {
            return false;
        }
        if level > 0 {
            let children = index * FAN..((index + 1) * FAN).min(self.levels[level - 1].len());
            return children.into_iter().any(|child| self.descend(level - 1, child, bounds, found));
        }
        self.sides_of(level, index).any(|side| Bounds::of(&self.corners[side..=side + 1]).meets(bounds) && found(side))
    }

    /// The two corners of a side.
    pub(in crate::chart) fn side_ends(&self, side: usize) -> (Coord<f64>, Coord<f64>) {
        (self.corners[side], self.corners[side + 1])
    }

    /// Whether a side is no border: along a pole that the ring surrounds, or where a ring all the way round the earth
    /// was cut open.
    pub(in crate::chart) fn is_artificial(&self, side: usize) -> bool {
        let (from, to) = self.side_ends(side);
        let bounds = self.bounds();
        let is_along = |meridian: f64| from.x == meridian && to.x == meridian;
        let on_pole = |pole_deg: f64, index: usize| {
            self.poles[index] == Side::Inside
                && (from.y - pole_deg).abs() <= ON_BORDER_DEG
                && (to.y - pole_deg).abs() <= ON_BORDER_DEG
        };
        (self.is_all_round() && (is_along(bounds.west) || is_along(bounds.east)))
            || on_pole(-90.0, 0)
            || on_pole(90.0, 1)
    }

    /// Visits the sides in the order in which `least` of their boxes says, as long as that is at most `most()`.
    pub(in crate::chart) fn nearest_first(
        &self,
        least: &dyn Fn(&Bounds) -> f64,
        most: &mut f64,
        visit: &mut dyn FnMut(usize, &mut f64),
    ) {
        let top = self.levels.len() - 1;
        self.search(top, 0, least(&self.levels[top][0]), least, most, visit);
    }

    fn search(
        &self,
        level: usize,
        index: usize,
        bound: f64,
        least: &dyn Fn(&Bounds) -> f64,
        most: &mut f64,
        visit: &mut dyn FnMut(usize, &mut f64),
    ) {
        if bound > *most {
            return;
        }
        if level == 0 {
            self.sides_of(level, index).for_each(|side| visit(side, most));
            return;
        }
        let children = index * FAN..((index + 1) * FAN).min(self.levels[level - 1].len());
        let mut order: Vec<(f64, usize)> =
            children.map(|child| (least(&self.levels[level - 1][child]), child)).collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (bound, child) in order {
            self.search(level - 1, child, bound, least, most, visit);
        }
    }
}

/// Whether a place was found to be on the border.
struct OnBorder(bool);

/// Whether a line due east from the place crosses a side. A corner at the latitude of the place counts as south of it.
fn crosses_eastward(from: Coord<f64>, to: Coord<f64>, at: Coord<f64>) -> bool {
    if (from.y > at.y) == (to.y > at.y) {
        return false;
    }
    // Left of a side that goes north is west of it.
    let turn = cross(to - from, at - from);
    if to.y > from.y { turn > 0.0 } else { turn < 0.0 }
}

pub(in crate::chart) fn cross(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.y - a.y * b.x
}

/// The squared distance, in degrees, of a place from a side.
fn distance2(from: Coord<f64>, to: Coord<f64>, at: Coord<f64>) -> f64 {
    let (along, off) = (to - from, at - from);
    let length2 = along.x * along.x + along.y * along.y;
    let share = if length2 > 0.0 { ((off.x * along.x + off.y * along.y) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let gap = off - along * share;
    gap.x * gap.x + gap.y * gap.y
}
