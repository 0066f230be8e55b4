//! Whether a place is inside polygons: the sides that lie north of it on its meridian, counted.

use super::outlines::{Corner, Outlines, Side};
use crate::Position;

/// How many parts the longitudes are cut into.
const PARTS: usize = 18_000;
const PARTS_PER_DEG: f64 = PARTS as f64 / 360.0;

/// Sides by longitude.
///
/// A meridian that runs north from a place in a polygon leaves it once more often than it enters it. Sides along a
/// meridian are not met, so the cuts along the antimeridian need no care, and those along the south pole lie south of
/// every place.
#[derive(Clone, Debug)]
pub(super) struct Meridians {
    /// Where each part's sides start, and where the last one's end.
    starts: Vec<u32>,
    /// The sides of each part, in order of polygons.
    sides: Vec<MetSide>,
}

#[derive(Clone, Copy, Debug)]
struct MetSide {
    /// The corner it starts at.
    from: u32,
    polygon: u32,
    /// No corner of it lies farther north, in degrees.
    north_deg: f32,
}

impl Meridians {
    pub(super) fn new(outlines: &Outlines) -> Meridians {
        // Counted first, then filled in, so that each part's sides lie together in the order of the polygons.
        let mut starts = vec![0_u32; PARTS + 1];
        for_each_side(outlines, |_, _, part| starts[part + 1] += 1);
        for part in 0..PARTS {
            starts[part + 1] += starts[part];
        }
        let mut next = starts.clone();
        let mut sides = vec![MetSide { from: 0, polygon: 0, north_deg: 0.0 }; starts[PARTS] as usize];
        for_each_side(outlines, |from, polygon, part| {
            let (a, b) = (outlines.corners[from as usize], outlines.corners[from as usize + 1]);
            let north_deg = (a.lat_deg.max(b.lat_deg) as f32).next_up();
            sides[next[part] as usize] = MetSide { from, polygon, north_deg };
            next[part] += 1;
        });
        Meridians { starts, sides }
    }

    /// Whether a place is inside any of the polygons.
    pub(super) fn contains(&self, outlines: &Outlines, position: Position) -> bool {
        let lat_deg = position.lat_deg();
        // The antimeridian goes by one of its two names.
        let lon_deg = if position.lon_deg() < 180.0 { position.lon_deg() } else { -180.0 };
        let part = part_of(lon_deg);
        let mut sides =
            self.sides[self.starts[part] as usize..self.starts[part + 1] as usize].iter().copied().peekable();
        let mut caps = outlines.north_pole.iter().filter(|cap| (cap.0..cap.1).contains(&lon_deg)).peekable();
        // Polygon by polygon: two that overlap are both land.
        loop {
            let polygon = match (sides.peek(), caps.peek()) {
                (Some(side), Some(cap)) => side.polygon.min(cap.2),
                (Some(side), None) => side.polygon,
                (None, Some(cap)) => cap.2,
                (None, None) => return false,
            };
            let mut is_inside = false;
            while let Some(side) = sides.next_if(|side| side.polygon == polygon) {
                let from = side.from as usize;
                is_inside ^= f64::from(side.north_deg) > lat_deg
                    && lies_north(outlines.corners[from], outlines.corners[from + 1], lon_deg, lat_deg);
            }
            while caps.next_if(|cap| cap.2 == polygon).is_some() {
                is_inside = !is_inside;
            }
            if is_inside {
                return true;
            }
        }
    }
}

fn part_of(lon_deg: f64) -> usize {
    // Rounding may reach 180 degrees, which is -180.
    ((lon_deg + 180.0) * PARTS_PER_DEG) as usize % PARTS
}

/// Every side that meridians can meet, with its polygon, once for each part of the longitudes that it reaches into.
fn for_each_side(outlines: &Outlines, mut visit: impl FnMut(u32, u32, usize)) {
    for ring in &outlines.rings {
        for from in ring.first..ring.last {
            let (a, b) = (outlines.corners[from as usize], outlines.corners[from as usize + 1]);
            if a.side_to(b) != Side::Pole
                && let Some(span) = Span::of(a, b)
            {
                let [first, last] = [span.west_deg, span.west_deg + span.length_deg()]
                    .map(|lon_deg| ((lon_deg + 180.0) * PARTS_PER_DEG) as usize);
                // One more than needed where a side ends at the border of a part.
                (first..=last).for_each(|part| visit(from, ring.polygon, part % PARTS));
            }
        }
    }
}

/// The longitudes of a side, from its western end on to below its eastern one: so a meridian through a corner meets two
/// sides or none, or one where the ring goes on.
struct Span {
    west: Corner,
    east: Corner,
    /// From -180 to below 180.
    west_deg: f64,
}

impl Span {
    /// `None` where the side lies on a meridian.
    fn of(a: Corner, b: Corner) -> Option<Span> {
        let east_deg = a.east_to_deg(b);
        let (west, east) = if east_deg > 0.0 { (a, b) } else { (b, a) };
        let west_deg = if west.lon_deg < 180.0 { west.lon_deg } else { -180.0 };
        (east_deg != 0.0).then_some(Span { west, east, west_deg })
    }

    fn length_deg(&self) -> f64 {
        self.west.east_to_deg(self.east)
    }

    fn contains(&self, lon_deg: f64) -> bool {
        // Compared as they are: no sum is as exact.
        let (after_west, before_east) = (lon_deg >= self.west_deg, lon_deg < self.east.lon_deg);
        if self.west_deg < self.east.lon_deg { after_west && before_east } else { after_west || before_east }
    }

    fn lat_deg_at(&self, lon_deg: f64) -> f64 {
        let share = (lon_deg - self.west_deg).rem_euclid(360.0) / self.length_deg();
        self.west.lat_deg + share * (self.east.lat_deg - self.west.lat_deg)
    }
}

/// Whether the meridian of a place meets a side north of it.
fn lies_north(a: Corner, b: Corner, lon_deg: f64, lat_deg: f64) -> bool {
    Span::of(a, b).is_some_and(|span| span.contains(lon_deg) && span.lat_deg_at(lon_deg) > lat_deg)
}
