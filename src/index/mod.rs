//! Who was where and when: the steps of all tracks, to be searched by place and time.
//!
//! # How it is made, and why
//! Consecutive fixes are near each other in space and time, so the leaf of the tree is not a fix nor a step but a *run*
//! of up to 16 steps of one hull, with one box around it: sixteen times fewer leaves to sort and to walk. The steps
//! of a run that was found are looked at one by one, first by their times, then by their ends as unit vectors in single
//! precision, and only what is still in question is solved exactly.
//!
//! A box has four axes: x, y, z on the unit sphere and time. Latitude and longitude would need one axis less, but also
//! a cut at the antimeridian and a special case at each pole. Boxes are kept in single precision, rounded outwards, and
//! are widened by what the great circle rises above the chord, so no step ever leaves its box.
//!
//! Runs are sorted by time and cut into slices of equal size; each slice is a tree of its own. The slices are built in
//! parallel, and a search in a narrow span of time passes over most of them with one comparison. How many slices there
//! are depends on the data only.
//!
//! Questions that fixes alone answer have a packed tree of their own: all fixes, halved along the widest axis down to leaves of
//! 16, with eight children to a node, whose boxes stand beside each other axis by axis and are measured at one go.
//!
//! # What was measured
//! A million fixes of 500 ships over four days on two cores, by `cargo bench --bench main -- index/`, each against a plain
//! rstar tree with default parameters that measures, sorts and counts with the same functions. The index counts
//! fixes within 1 or 10 km 2.1 to 4.6 times as fast, and lists those of six hours 1.4 to 1.9 times as fast, and the 8 nearest 1.4 times. Lists of
//! all fixes take 1.1 to 1.2 times as long in the plain tree: most of either is the geodesics of what was found. It is built 5 times as fast.

pub(crate) mod caps;
mod extent;
mod fixes;
mod near;
mod nearest;
mod region;
mod runs;
mod step;
#[cfg(test)]
mod tests;
mod visits;

use std::fmt;
use std::ops::ControlFlow;

use rstar::{Envelope, RTree};

pub use self::near::Passage;
pub use self::nearest::{NearFix, NearHull};
pub use self::region::Region;
pub use self::visits::RegionVisit;

use self::extent::{Extent, Params, Run, SpaceTime};
use self::fixes::FixTree;
use self::step::Span;
use crate::geodesy::UnitVector;
use crate::units::ms_from_hours;
use crate::{EARTH_RADIUS_M, ParamError, TrackSet};

/// All tracks of a [`TrackSet`], to be searched by place and time.
///
/// Between two fixes a hull is taken to sail the great circle at constant speed, unless they are more than `max_step`
/// apart: across a longer silence only the fixes themselves count. Every hull is in the index, also those of
/// stations that are no ships.
///
/// Answers have the same order and the same numbers whatever the count of threads. Distances are those of WGS84.
///
/// ```
/// use darkwake::{Fix, Fixes, Position, TrackIndex, VesselId};
/// let mut fixes = Fixes::builder();
/// let place = |lat, lon| Position::new(lat, lon).unwrap();
/// for (time, lon) in [("2024-05-01T00:00:00Z", 179.9), ("2024-05-01T00:40:00Z", -179.9)] {
///     fixes.push(VesselId::new("440123456"), Fix::new(time.parse()?, place(0.0, lon)));
/// }
/// let tracks = fixes.build().into_tracks();
/// let index = TrackIndex::new(&tracks);
/// let passages = index.within(place(0.001, 180.0), 500.0, ..);
/// assert_eq!(passages.len(), 1);
/// assert_eq!(passages[0].closest.time, "2024-05-01T00:20:00Z".parse()?);
/// assert!((passages[0].closest.distance_m - 110.6).abs() < 0.1);
/// # Ok::<(), jiff::Error>(())
/// ```
pub struct TrackIndex<'a> {
    tracks: &'a TrackSet,
    slices: Vec<RTree<Run, Params>>,
    /// Every fix as a unit vector, rounded to 0.4 m.
    points: Vec<[f32; 3]>,
    fixes: FixTree,
    /// The instant from which the boxes count their seconds.
    base_ms: i64,
}

impl fmt::Debug for TrackIndex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs: usize = self.slices.iter().map(RTree::size).sum();
        f.debug_struct("TrackIndex")
            .field("hulls", &self.tracks.len())
            .field("fixes", &self.points.len())
            .field("runs", &runs)
            .field("slices", &self.slices.len())
            .finish()
    }
}

impl<'a> TrackIndex<'a> {
    /// The longest step across which positions are interpolated unless another is given, in hours.
    pub const DEFAULT_MAX_STEP_H: f64 = 1.0;

    /// Indexes all tracks; steps of at most an hour are interpolated.
    ///
    /// # Complexity
    /// O(n log n) for n fixes, in parallel; about 38 bytes a fix.
    ///
    /// # Panics
    /// When there are 4,294,967,296 fixes or more.
    pub fn new(tracks: &'a TrackSet) -> TrackIndex<'a> {
        TrackIndex::build(tracks, ms_from_hours(TrackIndex::DEFAULT_MAX_STEP_H))
    }

    /// Indexes all tracks; steps of at most `max_step_h` hours are interpolated. With 0 only the fixes count.
    ///
    /// # Errors
    /// When the hours are no finite number or below 0.
    pub fn with_max_step_h(tracks: &'a TrackSet, max_step_h: f64) -> Result<TrackIndex<'a>, ParamError> {
        let expected = "a number of hours, 0 or above";
        let max_step_h = ParamError::check("track_index.max_step_h", max_step_h, 0.0.., expected)?;
        Ok(TrackIndex::build(tracks, ms_from_hours(max_step_h)))
    }

    /// The tracks that are indexed.
    pub fn tracks(&self) -> &'a TrackSet {
        self.tracks
    }

    /// Seconds since the base, as boxes have them; spans without an end become infinite.
    fn seconds(&self, time_ms: i64) -> f64 {
        match time_ms {
            i64::MIN => f64::NEG_INFINITY,
            i64::MAX => f64::INFINITY,
            _ => time_ms.saturating_sub(self.base_ms) as f64 / 1000.0,
        }
    }

    /// The unit vector of a row, to [`POINT_ERROR`].
    fn point(&self, row: usize) -> UnitVector {
        let [x, y, z] = self.points[row].map(f64::from);
        UnitVector { x, y, z }
    }

    /// Every run whose box meets another, in no order that may be relied on.
    fn visit(&self, extent: &Extent, mut visitor: impl FnMut(&Run)) {
        for slice in &self.slices {
            if slice.root().envelope().intersects(extent) {
                let _: ControlFlow<()> = slice.locate_in_envelope_intersecting_int(extent.clone(), |run| {
                    visitor(run);
                    ControlFlow::Continue(())
                });
            }
        }
    }

    /// The steps of a run that share an instant with a span of time, as pairs of rows; of a run without steps its one fix,
    /// twice.
    fn steps_during(&self, run: &Run, span: Span) -> impl Iterator<Item = (usize, usize)> {
        let times_ms = &self.tracks.columns().time_ms;
        let (first, last) = (run.first_row, run.first_row + usize::from(run.steps));
        (first..last.max(first + 1))
            .map(move |row| (row, (row + 1).min(last)))
            .filter(move |(from, to)| times_ms[*from] <= span.to_ms && times_ms[*to] >= span.from_ms)
    }

    /// Runs in the order of the least distance that their boxes allow, until the visitor says that no farther one
    /// matters: it tells the greatest squared distance, in radii and with the drift, that still does.
    fn visit_by_distance(&self, from: &SpaceTime, mut visitor: impl FnMut(&Run) -> f64) {
        let mut slices: Vec<(f64, &RTree<Run, Params>)> =
            self.slices.iter().map(|slice| (slice.root().envelope().distance_2(from), slice)).collect();
        slices.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut matters = f64::MAX;
        for (least, slice) in slices {
            if least > matters {
                break;
            }
            for (run, distance_2) in slice.nearest_neighbor_iter_with_distance_2(from.clone()) {
                if distance_2 > matters {
                    break;
                }
                matters = visitor(run).min(f64::MAX);
            }
        }
    }
}

/// How far a fix's unit vector in single precision can be from the true one, in radii: each axis is off by 2⁻²⁵ at most.
const POINT_ERROR: f64 = 6e-8;

/// Metres on the sphere as an angle, which is never less than the chord.
fn radians_from_m(distance_m: f64) -> f64 {
    distance_m / EARTH_RADIUS_M
}
