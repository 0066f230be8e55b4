//! Where the fixes of tracks are: in memory, or in a temporary file from which a track is read when it is asked for.

use std::collections::{HashMap, VecDeque};
use std::ops::{Deref, Range};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::fix::FixColumns;
use crate::spool::Spool;
use crate::watch::Watch;
use crate::{Fix, Position};

/// Of the tracks read last, so many bytes stay in memory.
const KEPT_BYTES: usize = 16 << 20;

/// The fixes of all tracks.
#[derive(Debug)]
pub(crate) enum FixStore {
    Memory(FixColumns),
    Disk {
        tracks: DiskTracks,
        /// Everything, for what cannot do with a track at a time.
        all: OnceLock<FixColumns>,
    },
}

impl FixStore {
    /// All fixes at once; those on disk are brought into memory for good.
    pub(crate) fn all(&self) -> &FixColumns {
        match self {
            FixStore::Memory(columns) => columns,
            FixStore::Disk { tracks, all } => all.get_or_init(|| tracks.read(0..tracks.fixes)),
        }
    }

    /// The first and the last time of a hull, which is never empty.
    pub(crate) fn ends_ms(&self, hull: usize, rows: &Range<usize>) -> (i64, i64) {
        match self {
            FixStore::Memory(columns) => (columns.time_ms[rows.start], columns.time_ms[rows.end - 1]),
            FixStore::Disk { tracks, .. } => tracks.ends_ms[hull],
        }
    }
}

/// Tracks in a temporary file, in the order of the hulls.
#[derive(Debug)]
pub(crate) struct DiskTracks {
    spool: Spool,
    fixes: usize,
    /// The first and the last time of each hull.
    ends_ms: Vec<(i64, i64)>,
    recent: Mutex<Recent>,
    watch: Arc<Watch>,
}

/// The tracks read last, by their first rows.
#[derive(Debug, Default)]
struct Recent {
    tracks: HashMap<usize, Arc<FixColumns>>,
    /// In the order in which they were read.
    order: VecDeque<usize>,
    bytes: usize,
}

impl DiskTracks {
    pub(crate) fn new(spool: Spool, fixes: usize, ends_ms: Vec<(i64, i64)>, watch: Arc<Watch>) -> DiskTracks {
        DiskTracks { spool, fixes, ends_ms, recent: Mutex::default(), watch }
    }

    /// The fixes of one hull.
    fn load(&self, rows: &Range<usize>) -> Arc<FixColumns> {
        let recent = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = recent().tracks.get(&rows.start) {
            return Arc::clone(known);
        }
        let read = Arc::new(self.read(rows.clone()));
        let mut recent = recent();
        if recent.tracks.insert(rows.start, Arc::clone(&read)).is_none() {
            recent.order.push_back(rows.start);
            recent.bytes += rows.len() * FixColumns::FIX_BYTES;
        }
        while recent.bytes > KEPT_BYTES
            && let Some(oldest) = recent.order.pop_front()
        {
            let fixes = recent.tracks.remove(&oldest).map_or(0, |track| track.len());
            recent.bytes -= fixes * FixColumns::FIX_BYTES;
        }
        read
    }

    #[cfg(test)]
    pub(crate) fn lose_end(&self, share_left: f64) {
        *self.recent.lock().unwrap() = Recent::default();
        self.spool.lose_end(share_left);
    }

    fn read(&self, rows: Range<usize>) -> FixColumns {
        let mut columns = FixColumns::with_capacity(rows.len());
        match self.spool.read(rows.start as u64, rows.len(), &mut columns) {
            Ok(()) => columns,
            Err(error) => {
                self.watch.fail(error);
                nowhere(rows.len())
            }
        }
    }
}

/// What stands for fixes that cannot be read back, until all that is made of them is thrown away: so many, a millisecond apart.
fn nowhere(count: usize) -> FixColumns {
    let place = Position::from_valid(0.0, 0.0);
    let mut columns = FixColumns::with_capacity(count);
    (0..count).for_each(|index| columns.push(Fix::at_ms(index as i64, place)));
    columns
}

/// The fixes of one track: borrowed, or read when they are first asked for.
#[derive(Clone, Debug)]
pub(crate) enum TrackFixes<'a> {
    Memory(&'a FixColumns),
    Disk { tracks: &'a DiskTracks, rows: Range<usize>, read: OnceLock<Arc<FixColumns>> },
}

/// The columns of one track, held for as long as needed.
#[derive(Clone, Debug)]
pub(crate) enum Held<'a> {
    Memory(&'a FixColumns),
    Disk(Arc<FixColumns>),
}

impl<'a> TrackFixes<'a> {
    pub(crate) fn columns(&self) -> &FixColumns {
        match self {
            TrackFixes::Memory(columns) => columns,
            TrackFixes::Disk { tracks, rows, read } => read.get_or_init(|| tracks.load(rows)),
        }
    }

    pub(crate) fn hold(&self) -> Held<'a> {
        match self {
            TrackFixes::Memory(columns) => Held::Memory(columns),
            TrackFixes::Disk { tracks, rows, read } => Held::Disk(Arc::clone(read.get_or_init(|| tracks.load(rows)))),
        }
    }

    /// The same with nothing read yet.
    pub(crate) fn unread(&self) -> TrackFixes<'a> {
        match self {
            TrackFixes::Memory(columns) => TrackFixes::Memory(columns),
            TrackFixes::Disk { tracks, rows, .. } => {
                TrackFixes::Disk { tracks, rows: rows.clone(), read: OnceLock::new() }
            }
        }
    }
}

impl Deref for Held<'_> {
    type Target = FixColumns;

    #[inline]
    fn deref(&self) -> &FixColumns {
        match self {
            Held::Memory(columns) => columns,
            Held::Disk(columns) => columns,
        }
    }
}
