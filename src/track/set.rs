//! All tracks of all hulls, as columns sorted by (vessel, hull, time).

use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fix::{FixColumns, timestamp};
use crate::ingest::{Fixes, ReadReport};
use crate::{Fix, ParamError, VesselFacts, VesselId};

/// One identity found in the data, and what it says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Vessel {
    /// The identity.
    pub id: VesselId,
    /// Names, call signs, types and so on, with every variant seen.
    pub facts: VesselFacts,
}

impl Vessel {
    /// Whether detectors look at it: ships and identities of unknown kind, hashed ones included.
    pub fn may_be_ship(&self) -> bool {
        self.id.mmsi().is_none_or(|mmsi| mmsi.kind().may_be_ship())
    }
}

/// One ship: fixes of one identity that one hull can have sailed. Silence never ends it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hull {
    /// Index into the vessels of the track set.
    pub(crate) vessel: u32,
    /// Number among the hulls of that vessel, by (first fix time, lat, lon).
    pub(crate) number: u32,
    /// Its fixes in the columns.
    pub(crate) rows: Range<usize>,
}

/// Why a fix was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoiseKind {
    /// A single fix that no hull can have sailed to.
    WildFix,
    /// One of a run of fixes that jumps away and returns, with no fix of the hull itself inside.
    Jump,
}

/// A fix that was kept but belongs to no track.
#[derive(Clone, Debug, PartialEq)]
pub struct NoiseFix {
    /// Index into the vessels of the track set.
    pub(crate) vessel: u32,
    /// The number of the hull it would have belonged to.
    pub(crate) hull: u32,
    /// Counts the runs of one vessel, so that the fixes of one jump belong together.
    pub(crate) run: u32,
    /// Why it was set aside.
    pub kind: NoiseKind,
    /// The fix.
    pub fix: Fix,
}

/// How rows are told apart into hulls. [`TrackParams::default`] holds the values of the rules in `ALGORITHMS.md`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrackParams {
    /// Fixes of one identity and one time nearer than this are one place; metres. Default 1852.
    pub same_time_distance_m: f64,
    /// Speed beyond dead reckoning that no ship exceeds, in knots. Default 25.
    pub max_excess_speed_kn: f64,
    /// The same where a fix has no speed or no course. Default 40.
    pub max_excess_speed_unknown_kn: f64,
    /// Time added to a step before its speed is judged, in minutes. Default 15.
    pub time_allowance_min: f64,
    /// Silence that ends a segment, in hours. Default 24.
    pub segment_silence_h: f64,
}

impl Default for TrackParams {
    fn default() -> TrackParams {
        TrackParams {
            same_time_distance_m: 1852.0,
            max_excess_speed_kn: 25.0,
            max_excess_speed_unknown_kn: 40.0,
            time_allowance_min: 15.0,
            segment_silence_h: 24.0,
        }
    }
}

/// The tracks of every hull.
#[derive(Debug)]
pub struct TrackSet {
    pub(crate) columns: FixColumns,
    pub(crate) hulls: Vec<Hull>,
    pub(crate) vessels: Vec<Vessel>,
    pub(crate) noise: Vec<NoiseFix>,
    pub(crate) data_end_ms: i64,
    pub(crate) report: ReadReport,
    pub(crate) params: TrackParams,
}

impl Fixes {
    /// Sorts the fixes into tracks, with the default parameters.
    pub fn into_tracks(self) -> TrackSet {
        TrackSet::new(self, &TrackParams::default()).expect("the default parameters are valid")
    }
}

impl TrackSet {
    /// Sorts fixes into tracks: drops duplicates, tells hulls apart, sets noise aside. The same set of fixes gives the
    /// same tracks, in whatever order they come.
    ///
    /// # Errors
    /// When a parameter is not a finite number above 0.
    pub fn new(fixes: Fixes, params: &TrackParams) -> Result<TrackSet, ParamError> {
        let _ = (fixes, params);
        todo!("track")
    }

    /// Every hull's track, by vessel and hull number.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Track<'_>> {
        (0..self.hulls.len()).map(|index| self.track(index))
    }

    /// The track of the hull with this index.
    ///
    /// # Panics
    /// When the index is not below [`len`](TrackSet::len).
    pub fn track(&self, index: usize) -> Track<'_> {
        let hull = &self.hulls[index];
        Track {
            vessel: &self.vessels[hull.vessel as usize],
            hull: hull.number,
            rows: hull.rows.clone(),
            columns: &self.columns,
        }
    }

    /// How many hulls there are.
    pub fn len(&self) -> usize {
        self.hulls.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.hulls.is_empty()
    }

    /// Fixes in tracks, noise not included.
    pub fn fix_count(&self) -> usize {
        self.columns.len()
    }

    /// Every identity in the data, in order.
    pub fn vessels(&self) -> &[Vessel] {
        &self.vessels
    }

    /// The fixes that were set aside.
    pub fn noise(&self) -> &[NoiseFix] {
        &self.noise
    }

    /// The end of the data: the latest fix that has another row, of any ship, within the hour before it.
    pub fn data_end(&self) -> Timestamp {
        timestamp(self.data_end_ms)
    }

    /// What was read, and what became of every row, duplicates and fixes of the same time included.
    pub fn report(&self) -> &ReadReport {
        &self.report
    }
}

/// The track of one hull: fixes in order of time, no two at the same time.
#[derive(Clone, Debug)]
pub struct Track<'a> {
    vessel: &'a Vessel,
    hull: u32,
    rows: Range<usize>,
    columns: &'a FixColumns,
}

impl<'a> Track<'a> {
    /// The identity and facts under which the hull sailed.
    pub fn vessel(&self) -> &'a Vessel {
        self.vessel
    }

    /// The hull's number among those that share the identity.
    pub fn hull(&self) -> u32 {
        self.hull
    }

    /// How many fixes it has; never 0 for a track of a track set.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no fix.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The fix at this index.
    ///
    /// # Panics
    /// When the index is not below the length.
    pub fn fix(&self, index: usize) -> Fix {
        assert!(index < self.len(), "fix {index} of a track of {}", self.len());
        self.columns.get(self.rows.start + index)
    }

    /// Its fixes in order of time.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Fix> + DoubleEndedIterator + 'a {
        let columns = self.columns;
        self.rows.clone().map(move |row| columns.get(row))
    }

    /// Times of its fixes in milliseconds since 1970, ascending.
    pub fn times_ms(&self) -> &'a [i64] {
        &self.columns.time_ms[self.rows.clone()]
    }
}
