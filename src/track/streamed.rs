//! Tracks of more rows than fit into memory: identity after identity is read back, told apart, and written to a file of tracks.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::Result;
use crate::fix::FixColumns;
use crate::ingest::{Fixes, SpilledRows, VesselKey, aside};
use crate::spool::Spool;
use crate::track::TrackParams;
use crate::track::data_end::data_end_ms;
use crate::track::separate::{Separation, Separator};
use crate::track::set::{Told, TrackSet, vessel};
use crate::track::store::{DiskTracks, FixStore};
use crate::watch::Watch;

/// So many rows are told apart at a time.
const BATCH_ROWS: usize = 1 << 18;

/// Identities that are told apart at the same time.
struct Batch<'a> {
    separator: Separator,
    waiting: Vec<FixColumns>,
    rows: usize,
    tracks: Spool,
    told: Told,
    ends_ms: Vec<(i64, i64)>,
    fixes: &'a mut Fixes,
    watch: &'a Watch,
}

impl Batch<'_> {
    fn work(&mut self) -> Result<()> {
        self.watch.check()?;
        let separations: Vec<Option<Separation>> =
            self.waiting.par_iter().map(|columns| self.separator.separate(columns, 0..columns.len())).collect();
        for (columns, separation) in self.waiting.drain(..).zip(&separations) {
            let fix = |row: u32| columns.get(row as usize);
            self.told.add(columns.len(), separation.as_ref(), fix, &mut self.fixes.report);
            match separation {
                None => {
                    self.tracks.append(&columns, 0..columns.len()).map_err(aside)?;
                    self.ends_ms.push((columns.time_ms[0], columns.time_ms[columns.len() - 1]));
                }
                Some(separation) => {
                    for hull in &separation.hulls {
                        self.tracks.append(&columns, hull.iter().map(|&row| row as usize)).map_err(aside)?;
                        self.ends_ms.push((fix(hull[0]).time_ms, fix(hull[hull.len() - 1]).time_ms));
                    }
                }
            }
        }
        self.rows = 0;
        Ok(())
    }
}

impl TrackSet {
    /// As [`TrackSet::new`], of rows that were put aside; `fixes` has their facts and their account. The tracks stay in a
    /// temporary file in this directory.
    pub(crate) fn streamed(
        mut fixes: Fixes,
        rows: SpilledRows,
        params: &TrackParams,
        temp_dir: Option<&Path>,
        watch: Arc<Watch>,
    ) -> Result<TrackSet> {
        params.check()?;
        let mut keys: Vec<VesselKey> = Vec::new();
        let mut batch = Batch {
            separator: Separator::new(params),
            waiting: Vec::new(),
            rows: 0,
            tracks: Spool::new(temp_dir).map_err(aside)?,
            told: Told::default(),
            ends_ms: Vec::new(),
            fixes: &mut fixes,
            watch: &watch,
        };
        rows.each_vessel(|key, columns| {
            keys.push(key);
            batch.rows += columns.len();
            batch.waiting.push(columns);
            if batch.rows >= BATCH_ROWS { batch.work() } else { Ok(()) }
        })?;
        batch.work()?;
        drop(rows);
        let Batch { tracks, told: Told { hulls, noise, fixes: kept, .. }, ends_ms, .. } = batch;
        let Fixes { texts, mut facts, report, .. } = fixes;
        let vessels = keys.into_iter().map(|key| vessel(key, &texts, &mut facts)).collect();
        let tracks = DiskTracks::new(tracks, kept, ends_ms, Arc::clone(&watch));
        let mut set = TrackSet {
            vessels,
            hulls,
            data_end_ms: 0,
            store: FixStore::Disk { tracks, all: OnceLock::new() },
            noise,
            report,
            params: params.clone(),
            watch,
        };
        set.data_end_ms = data_end_ms(|| {
            let in_tracks = set.iter().flat_map(|track| track.iter().map(|fix| fix.time_ms).collect::<Vec<_>>());
            in_tracks.chain(set.noise.iter().map(|noise| noise.fix.time_ms))
        });
        Ok(set)
    }
}
