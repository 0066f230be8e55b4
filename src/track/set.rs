//! All tracks of all hulls, as columns sorted by (vessel, hull, time).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use rayon::prelude::*;

use crate::fix::{FixColumns, timestamp};
use crate::ingest::{Fixes, ReadReport, VesselKey};
use crate::track::compact::keep_tracks;
use crate::track::data_end::data_end_ms;
use crate::track::separate::{NoiseRow, Separation, Separator};
use crate::track::sorted::SortedRows;
use crate::track::store::{FixStore, TrackFixes};
use crate::track::{Track, TrackParams};
use crate::watch::Watch;
use crate::{Fix, ParamError, RejectReason, VesselFacts, VesselId};

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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

impl NoiseFix {
    /// The number of the hull it would have belonged to; 0 where its identity has no hull.
    pub fn hull(&self) -> u32 {
        self.hull
    }

    /// Counts the runs of one identity in order of time: the fixes of one jump share a number.
    pub fn run(&self) -> u32 {
        self.run
    }
}

/// The tracks of every hull.
#[derive(Debug)]
pub struct TrackSet {
    pub(crate) store: FixStore,
    pub(crate) hulls: Vec<Hull>,
    pub(crate) vessels: Vec<Vessel>,
    pub(crate) noise: Vec<NoiseFix>,
    pub(crate) data_end_ms: i64,
    pub(crate) report: ReadReport,
    pub(crate) params: TrackParams,
    pub(crate) watch: Arc<Watch>,
}

/// A vessel by its key, with its facts taken out of those of all.
pub(super) fn vessel(key: VesselKey, texts: &[Arc<str>], facts: &mut BTreeMap<VesselKey, VesselFacts>) -> Vessel {
    Vessel {
        id: match key.text_index() {
            Some(index) => VesselId::new(&texts[index]),
            None => VesselId::from(key.mmsi().expect("a key without a text is an MMSI")),
        },
        facts: facts.remove(&key).unwrap_or_default(),
    }
}

/// Hulls and noise as identity after identity is told apart.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) hulls: Vec<Hull>,
    pub(super) noise: Vec<NoiseFix>,
    /// Fixes in tracks so far.
    pub(super) fixes: usize,
    vessels: u32,
}

impl Told {
    /// Adds the next identity, which has so many rows, and accounts for them.
    pub(super) fn add(
        &mut self,
        rows: usize,
        separation: Option<&Separation>,
        fix: impl Fn(u32) -> Fix,
        report: &mut ReadReport,
    ) {
        let vessel = self.vessels;
        self.vessels += 1;
        let one_hull = [rows];
        let lengths: &mut dyn Iterator<Item = usize> = match separation {
            None => &mut one_hull.into_iter(),
            Some(separation) => &mut separation.hulls.iter().map(Vec::len),
        };
        for (number, length) in (0..).zip(lengths) {
            self.hulls.push(Hull { vessel, number, rows: self.fixes..self.fixes + length });
            self.fixes += length;
        }
        let Some(separation) = separation else { return };
        self.noise.extend(separation.noise.iter().map(|&NoiseRow { row, hull, run, kind }| {
            let fix = fix(row);
            NoiseFix { vessel, hull, run, kind, fix }
        }));
        report.rows.duplicates += separation.duplicates;
        report.rows.kept -= separation.duplicates + separation.same_time;
        if separation.same_time > 0 {
            *report.rows.rejected.entry(RejectReason::SameTime).or_default() += separation.same_time;
        }
    }
}

impl Fixes {
    /// Sorts the fixes into tracks, with the default parameters.
    ///
    /// # Panics
    /// With more than 4,294,967,295 fixes.
    pub fn into_tracks(self) -> TrackSet {
        TrackSet::new(self, &TrackParams::default()).expect("the default parameters are valid")
    }
}

impl TrackSet {
    /// Sorts fixes into tracks: drops duplicates, tells hulls apart, sets noise aside. The same set of fixes gives the
    /// same tracks, in whatever order they come and on however many threads.
    ///
    /// # Errors
    /// When a parameter is not a finite number above 0.
    ///
    /// # Panics
    /// With more than 4,294,967,295 fixes.
    pub fn new(fixes: Fixes, params: &TrackParams) -> Result<TrackSet, ParamError> {
        params.check()?;
        let Fixes { rows, texts, mut facts, mut report, .. } = fixes;
        let SortedRows { mut columns, vessels: ranges } = SortedRows::new(rows);
        let separator = Separator::new(params);
        let separations: Vec<Option<Separation>> =
            ranges.par_iter().map(|(_, rows)| separator.separate(&columns, rows.clone())).collect();

        let mut told = Told::default();
        for ((_, rows), separation) in ranges.iter().zip(&separations) {
            told.add(rows.len(), separation.as_ref(), |row| columns.get(rows.start + row as usize), &mut report);
        }
        keep_tracks(&mut columns, &ranges, &separations);
        debug_assert_eq!(columns.len(), told.fixes);
        let Told { hulls, noise, .. } = told;
        let vessels = ranges.iter().map(|&(key, _)| vessel(key, &texts, &mut facts));
        Ok(TrackSet {
            vessels: vessels.collect(),
            hulls,
            data_end_ms: data_end_ms(|| columns.time_ms.iter().copied().chain(noise.iter().map(|n| n.fix.time_ms))),
            store: FixStore::Memory(columns),
            noise,
            report,
            params: params.clone(),
            watch: Arc::default(),
        })
    }

    /// Sets the end of the data: what is silent then is judged silent until then, later fixes notwithstanding.
    #[must_use]
    pub fn with_data_end(self, data_end: Timestamp) -> TrackSet {
        TrackSet { data_end_ms: data_end.as_millisecond(), ..self }
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
        let (rows, fixes) = match &self.store {
            FixStore::Memory(columns) => (hull.rows.clone(), TrackFixes::Memory(columns)),
            FixStore::Disk { tracks, .. } => {
                (0..hull.rows.len(), TrackFixes::Disk { tracks, rows: hull.rows.clone(), read: OnceLock::new() })
            }
        };
        Track::new(&self.vessels[hull.vessel as usize], hull.number, rows, fixes, &self.params)
    }

    /// The tracks of every hull that sailed under this identity, by number.
    pub fn tracks_of(&self, vessel: &VesselId) -> impl ExactSizeIterator<Item = Track<'_>> {
        let hulls = match self.vessels.binary_search_by(|known| known.id.cmp(vessel)) {
            Ok(index) => {
                let start = self.hulls.partition_point(|hull| (hull.vessel as usize) < index);
                start..self.hulls.partition_point(|hull| (hull.vessel as usize) <= index)
            }
            Err(_) => 0..0,
        };
        hulls.map(|index| self.track(index))
    }

    /// The track of one hull; `None` where it has none.
    pub fn track_of(&self, vessel: &VesselId, hull: u32) -> Option<Track<'_>> {
        self.tracks_of(vessel).find(|track| track.hull() == hull)
    }

    /// What is known of this identity; `None` where it has no row.
    pub fn vessel(&self, id: &VesselId) -> Option<&Vessel> {
        self.vessels.binary_search_by(|known| known.id.cmp(id)).ok().map(|index| &self.vessels[index])
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
        self.hulls.last().map_or(0, |hull| hull.rows.end)
    }

    /// The fixes of all tracks as columns. Those of a stream are brought into memory for it: rules do without.
    pub(crate) fn columns(&self) -> &FixColumns {
        self.store.all()
    }

    /// Whether work on these tracks is to go on; what is found after that is thrown away.
    #[inline]
    pub(crate) fn goes_on(&self) -> bool {
        self.watch.goes_on()
    }

    /// What `of` makes of each track, in order. Tracks are worked on in parallel, and left out once the work is to stop.
    pub(crate) fn filter_map<T: Send>(&self, of: impl Fn(Track<'_>) -> Option<T> + Sync) -> Vec<T> {
        let of_track = |index| if self.goes_on() { of(self.track(index)) } else { None };
        (0..self.len()).into_par_iter().filter_map(of_track).collect()
    }

    /// Makes the disk fail behind this share of the fixes.
    #[cfg(test)]
    pub(crate) fn lose_end(&self, share_left: f64) {
        if let FixStore::Disk { tracks, .. } = &self.store {
            tracks.lose_end(share_left);
        }
    }

    /// The first and the last time of a hull.
    pub(crate) fn ends_ms(&self, hull: usize) -> (i64, i64) {
        self.store.ends_ms(hull, &self.hulls[hull].rows)
    }

    /// Hours that all hulls were under observation: the spans of their tracks, silences included.
    pub fn ship_hours(&self) -> f64 {
        self.iter().map(|track| track.duration_h()).sum()
    }

    /// The share of ship-hours that lie in steps no longer than this many hours, 0 to 1; `None` when no track lasts
    /// longer than an instant.
    ///
    /// Loitering and encounters can only be seen in that share.
    pub fn coverage(&self, max_step_h: f64) -> Option<f64> {
        let observed_h: f64 = self.iter().map(|track| track.observed_h(max_step_h)).sum();
        let ship_hours = self.ship_hours();
        (ship_hours > 0.0).then(|| observed_h / ship_hours)
    }

    /// Every identity with a usable row, in order; those whose rows are all noise included.
    pub fn vessels(&self) -> &[Vessel] {
        &self.vessels
    }

    /// The fixes that were set aside, by vessel, run and time.
    pub fn noise(&self) -> &[NoiseFix] {
        &self.noise
    }

    /// The same in runs: fixes of one vessel that were set aside together.
    pub(crate) fn noise_runs(&self) -> impl Iterator<Item = &[NoiseFix]> {
        self.noise.chunk_by(|a, b| (a.vessel, a.run) == (b.vessel, b.run))
    }

    /// The track of the hull that this fix would have belonged to; `None` where its identity has no hull.
    pub(crate) fn track_of_noise(&self, noise: &NoiseFix) -> Option<Track<'_>> {
        let key = (noise.vessel, noise.hull);
        self.hulls.binary_search_by_key(&key, |hull| (hull.vessel, hull.number)).ok().map(|index| self.track(index))
    }

    /// Those of one identity.
    pub fn noise_of(&self, vessel: &VesselId) -> &[NoiseFix] {
        let Ok(index) = self.vessels.binary_search_by(|known| known.id.cmp(vessel)) else { return &[] };
        let start = self.noise.partition_point(|noise| (noise.vessel as usize) < index);
        &self.noise[start..self.noise.partition_point(|noise| noise.vessel as usize <= index)]
    }

    /// The parameters that told the hulls apart.
    pub fn params(&self) -> &TrackParams {
        &self.params
    }

    /// The end of the data: the latest fix that has another, of any ship, within the hour before it; the latest of all
    /// where none has. Repeated rows count once, and a few that follow a silence of over a year, longer than everything
    /// before it, are taken for wrong dates.
    pub fn data_end(&self) -> Timestamp {
        timestamp(self.data_end_ms)
    }

    /// What was read, and what became of every row, duplicates and fixes of the same time included.
    pub fn report(&self) -> &ReadReport {
        &self.report
    }
}
