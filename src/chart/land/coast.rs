//! How far it is to the nearest point of the shore.

use rstar::{AABB, PointDistance, RStarInsertionStrategy, RTree, RTreeObject, RTreeParams};

use super::outlines::{Outlines, Side};
use crate::EARTH_RADIUS_M;
use crate::geodesy::{SurfacePoint, UnitVector, arc_m};

/// So many sides at most make a leaf of the tree.
const SIDES_PER_CHAIN: u32 = 12;

/// The greatest and the least curvature of the ellipsoid, per metre: along the meridian at the equator, a / b², and at the
/// poles, b / a².
const GREATEST_PER_M: f64 = 6_378_137.0 / (6_356_752.314_2 * 6_356_752.314_2);
const LEAST_PER_M: f64 = 6_356_752.314_2 / (6_378_137.0 * 6_378_137.0);

/// Over shorter chords, in metres, two geodesics differ by less than a millimetre: by d³ / 24 times the difference of the
/// squares of those curvatures.
const ALIKE_M: f64 = 30_000.0;

/// The sides that are shore, in chains, in a tree of boxes around them in three dimensions: neither the antimeridian nor
/// the poles are special there.
#[derive(Clone, Debug)]
pub(super) struct Coast {
    /// Where each corner of the outlines is, in metres from the earth's centre.
    corners_m: Vec<UnitVector>,
    chains: RTree<BoxedChain, Params>,
}

/// Nodes of 16, as the index of tracks has them.
#[derive(Clone, Debug)]
struct Params;

impl RTreeParams for Params {
    const MIN_SIZE: usize = 6;
    const MAX_SIZE: usize = 16;
    const REINSERTION_COUNT: usize = 4;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

/// Consecutive sides of one ring.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain {
    /// The corner at which the first side starts.
    first: u32,
    sides: u32,
}

/// A chain and the box around it.
#[derive(Clone, Copy, Debug)]
struct BoxedChain {
    low_m: [f64; 3],
    high_m: [f64; 3],
    chain: Chain,
}

impl RTreeObject for BoxedChain {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.low_m, self.high_m)
    }
}

impl PointDistance for BoxedChain {
    /// That of the box: never more than that of any side in it.
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        self.envelope().distance_2(point)
    }
}

/// The nearest point of a side, as the eye sees it through the earth.
#[derive(Clone, Copy, Debug)]
struct SidePoint {
    /// The square of the straight distance, in square metres.
    chord2: f64,
    side: u32,
    /// The part of the side up to the point, 0 to 1.
    share: f64,
}

impl SidePoint {
    /// Whether one side ends at the corner at which the other starts, and both have it as their nearest point.
    fn is_same_corner(&self, other: &SidePoint) -> bool {
        (self.side.wrapping_add(1) == other.side && self.share == 1.0 && other.share == 0.0)
            || (other.side.wrapping_add(1) == self.side && other.share == 1.0 && self.share == 0.0)
    }
}

/// The nearest point of all sides that were looked at, and how near the next one comes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nearest {
    point: SidePoint,
    /// The square of the least straight distance to any other point, in square metres.
    rival2: f64,
}

impl Nearest {
    pub(super) const NOTHING: Nearest =
        Nearest { point: SidePoint { chord2: f64::INFINITY, side: u32::MAX, share: 0.5 }, rival2: f64::INFINITY };

    /// The straight distance to the nearest point, in metres; infinite where nothing was looked at.
    pub(super) fn chord_m(&self) -> f64 {
        self.point.chord2.sqrt()
    }

    /// Of two points that are as near, the one of the lower side counts as the nearer, so that the order of looking does
    /// not matter.
    fn offer(&mut self, point: SidePoint) {
        if point.chord2 > self.rival2 {
            return;
        }
        let (new, known) = (point.chord2, self.point.chord2);
        let other = match new < known || (new == known && point.side < self.point.side) {
            true => std::mem::replace(&mut self.point, point),
            false => point,
        };
        if other.chord2 < self.rival2 && !other.is_same_corner(&self.point) {
            self.rival2 = other.chord2;
        }
    }
}

impl Coast {
    /// The sides of these outlines that are shore.
    pub(super) fn new(outlines: &Outlines) -> Coast {
        let corners_m: Vec<UnitVector> =
            outlines.corners.iter().map(|corner| SurfacePoint::from(corner.position()).point_m).collect();
        let mut chains: Vec<BoxedChain> =
            Vec::with_capacity(corners_m.len() / SIDES_PER_CHAIN as usize + outlines.rings.len());
        let mut add_stretch = |first: u32, last: u32| {
            for from in (first..last).step_by(SIDES_PER_CHAIN as usize) {
                chains.push(BoxedChain::new(&corners_m, from, SIDES_PER_CHAIN.min(last - from)));
            }
        };
        for ring in &outlines.rings {
            let corners = &outlines.corners[ring.first as usize..=ring.last as usize];
            let mut first = ring.first;
            for (from, pair) in (ring.first..).zip(corners.windows(2)) {
                if pair[0].side_to(pair[1]) != Side::Shore {
                    add_stretch(first, from);
                    first = from + 1;
                }
            }
            add_stretch(first, ring.last);
        }
        outlines.shore_on_seam.iter().for_each(|&(first, last)| add_stretch(first, last));
        Coast { corners_m, chains: RTree::bulk_load_with_params(chains) }
    }

    /// The corner at which each side starts, in order.
    pub(super) fn sides(&self) -> impl Iterator<Item = u32> {
        let mut chains: Vec<(u32, u32)> =
            self.chains.iter().map(|BoxedChain { chain, .. }| (chain.first, chain.sides)).collect();
        chains.sort_unstable();
        chains.into_iter().flat_map(|(first, sides)| first..first + sides)
    }

    /// Chains in the order of the least distance that their boxes allow, with the square of that distance.
    pub(super) fn by_distance(&self, from_m: UnitVector) -> impl Iterator<Item = (Chain, f64)> {
        let chains = self.chains.nearest_neighbor_iter_with_distance_2(from_m.axes());
        chains.map(|(boxed, least2)| (boxed.chain, least2))
    }

    /// Looks at the sides of a chain; the least straight distance to any of them, in metres.
    pub(super) fn look_at(&self, chain: Chain, from_m: UnitVector, nearest: &mut Nearest) -> f64 {
        let mut least2 = f64::INFINITY;
        self.points(chain, from_m).for_each(|point| {
            least2 = least2.min(point.chord2);
            nearest.offer(point);
        });
        least2.sqrt()
    }

    /// The nearest point of each side of a chain.
    fn points(&self, chain: Chain, from_m: UnitVector) -> impl Iterator<Item = SidePoint> {
        let first = chain.first as usize;
        let corners = &self.corners_m[first..=first + chain.sides as usize];
        (chain.first..).zip(corners.windows(2)).map(move |(side, ends)| {
            let (chord2, share) = chord2_to_side(from_m, ends[0], ends[1]);
            SidePoint { chord2, side, share }
        })
    }

    /// The WGS84 geodesic from a place to a point of a side, in metres.
    fn geodesic_m(&self, from: &SurfacePoint, point: SidePoint) -> f64 {
        let side = point.side as usize;
        let (a, b) = (self.corners_m[side], self.corners_m[side + 1]);
        // Two sides that share a corner must give the same corner.
        let point_m = if point.share < 1.0 { a + (b - a) * point.share } else { b };
        from.geodesic_m(&SurfacePoint::under(point_m))
    }

    /// The WGS84 geodesic from a place to the nearest point of the shore, in metres. `nearest` is the nearest as the eye
    /// sees it, `limit_m` the [`farthest_rival_m`] for it, and `rivals` are the chains that may come as near as that.
    pub(super) fn least_geodesic_m(
        &self,
        from: &SurfacePoint,
        nearest: &Nearest,
        limit_m: f64,
        rivals: impl Iterator<Item = Chain>,
    ) -> f64 {
        let least_m = self.geodesic_m(from, nearest.point);
        let limit2 = limit_m * limit_m;
        if nearest.rival2 > limit2 {
            return least_m;
        }
        let points = rivals.flat_map(|chain| self.points(chain, from.point_m));
        let in_question = points.filter(|point| point.chord2 <= limit2);
        in_question.map(|point| self.geodesic_m(from, point)).fold(least_m, f64::min)
    }
}

/// Up to which chord, in metres, a point may be nearer along the surface than the one over this least chord: the
/// ellipsoid bends less in some directions than in others.
pub(super) fn farthest_rival_m(least_chord_m: f64) -> f64 {
    if least_chord_m < ALIKE_M {
        return least_chord_m;
    }
    let longest_m = arc_m(GREATEST_PER_M, least_chord_m);
    2.0 / LEAST_PER_M * (LEAST_PER_M * longest_m / 2.0).min(std::f64::consts::FRAC_PI_2).sin()
}

impl BoxedChain {
    fn new(corners_m: &[UnitVector], first: u32, sides: u32) -> BoxedChain {
        let (mut low_m, mut high_m) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        for ends in corners_m[first as usize..=(first + sides) as usize].windows(2) {
            let (a, b) = (ends[0], ends[1]);
            let side = b - a;
            // The arc over a side rises above the straight line by up to l² / 8R.
            let rise_m = side.dot(side) / (8.0 * EARTH_RADIUS_M) * 1.01;
            for (axis, (a, b)) in [(a.x, b.x), (a.y, b.y), (a.z, b.z)].into_iter().enumerate() {
                low_m[axis] = low_m[axis].min(a.min(b) - rise_m);
                high_m[axis] = high_m[axis].max(a.max(b) + rise_m);
            }
        }
        BoxedChain { low_m, high_m, chain: Chain { first, sides } }
    }
}

/// The square of the straight distance to the nearest point of the arc over a side, and the part of the side up to it.
fn chord2_to_side(from: UnitVector, a: UnitVector, b: UnitVector) -> (f64, f64) {
    let (side, offset) = (b - a, from - a);
    let length2 = side.dot(side);
    // Corners that differ in degrees may be one place in metres, such as two at a pole.
    let share = if length2 > 0.0 { (offset.dot(side) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let off = offset - side * share;
    // Along u = p / R the arc rises by h = t (1 - t) l² / 2R above the point p of the side:
    // |q - p - h u|² = |q - p|² - 2 h u·(q - p) + h².
    let rise_m = share * (1.0 - share) * length2 / (2.0 * EARTH_RADIUS_M);
    let up_m = (from - off).dot(off) / EARTH_RADIUS_M;
    ((off.dot(off) - rise_m * (2.0 * up_m - rise_m)).max(0.0), share)
}
