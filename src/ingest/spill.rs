//! Rows that come nearly in order of time, put aside window by window, each sorted by vessel and time.
//!
//! A window is what is in memory. The rows of one vessel lie in one piece of each window, so they are read back with one
//! access a window; what came late, within the limit, is put into its place then.

use crate::fix::{FixColumns, timestamp};
use crate::ingest::clock::StreamClock;
use crate::ingest::{FixBlock, VesselKey};
use crate::spool::Spool;
use crate::track::SortedRows;
use crate::units::{hours_from_ms, ms_from_hours};
use crate::{Error, ErrorKind, InputPosition, Result, StreamParams};

/// The rows of a vessel in one window.
#[derive(Clone, Copy, Debug)]
struct Piece {
    key: VesselKey,
    first: u64,
    rows: u32,
}

/// Takes rows and puts them aside.
#[derive(Debug)]
pub(crate) struct Spill {
    spool: Spool,
    pieces: Vec<Piece>,
    window: FixBlock,
    window_rows: usize,
    clock: StreamClock,
}

impl Spill {
    pub(crate) fn new(params: &StreamParams) -> Result<Spill> {
        Ok(Spill {
            spool: Spool::new(params.temp_dir.as_deref()).map_err(aside)?,
            pieces: Vec::new(),
            window: FixBlock::default(),
            window_rows: params.window_rows,
            clock: StreamClock::new(ms_from_hours(params.max_lateness_h)),
        })
    }

    /// Takes the next rows, in the order of the input; `position` tells where one of them stands.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] at a row that comes too late; [`ErrorKind::Io`].
    pub(crate) fn take(&mut self, rows: FixBlock, position: impl Fn(usize) -> InputPosition) -> Result<()> {
        for (row, &time_ms) in rows.columns.time_ms.iter().enumerate() {
            if let Err(clock_ms) = self.clock.take(time_ms) {
                return Err(self.too_late(time_ms, clock_ms).at(position(row)));
            }
        }
        self.window.append(rows);
        if self.window.keys.len() >= self.window_rows {
            self.put_aside().map_err(aside)?;
        }
        Ok(())
    }

    fn too_late(&self, time_ms: i64, clock_ms: i64) -> Error {
        Error::new(ErrorKind::OutOfOrder(format!(
            "a row of {} comes when rows are at {}, {:.2} hours later: more than stream.max_lateness_h, {} hours; name the \
             inputs in order of time, allow more lateness, or run in memory, without --stream, where rows may come in any \
             order",
            timestamp(time_ms),
            timestamp(clock_ms),
            hours_from_ms(clock_ms.saturating_sub(time_ms)),
            hours_from_ms(self.clock.max_lateness_ms())
        )))
    }

    fn put_aside(&mut self) -> std::io::Result<()> {
        let SortedRows { columns, vessels } = SortedRows::new(std::mem::take(&mut self.window));
        let first = self.spool.len();
        self.spool.append(&columns, 0..columns.len())?;
        self.pieces.extend(vessels.into_iter().map(|(key, rows)| Piece {
            key,
            first: first + rows.start as u64,
            rows: u32::try_from(rows.len()).expect("a window has fewer than 2^32 rows"),
        }));
        Ok(())
    }

    pub(crate) fn rename(&mut self, renamed: impl Fn(VesselKey) -> VesselKey) {
        let waiting = self.window.keys.iter_mut();
        waiting.chain(self.pieces.iter_mut().map(|piece| &mut piece.key)).for_each(|key| *key = renamed(*key));
    }

    pub(crate) fn finish(mut self) -> Result<SpilledRows> {
        self.put_aside().map_err(aside)?;
        let Spill { spool, mut pieces, .. } = self;
        pieces.sort_unstable_by_key(|piece| (piece.key, piece.first));
        Ok(SpilledRows { spool, pieces })
    }
}

/// An error while rows are put aside.
pub(crate) fn aside(error: std::io::Error) -> Error {
    Error::io("keeping rows in a temporary file", error)
}

/// All rows, by vessel.
#[derive(Debug)]
pub(crate) struct SpilledRows {
    spool: Spool,
    /// By vessel, then in the order of reading.
    pieces: Vec<Piece>,
}

impl SpilledRows {
    /// Calls with each vessel, in order, and its rows in order of time; those of one time in the order of reading.
    pub(crate) fn each_vessel(&self, mut visit: impl FnMut(VesselKey, FixColumns) -> Result<()>) -> Result<()> {
        for pieces in self.pieces.chunk_by(|a, b| a.key == b.key) {
            let mut columns = FixColumns::with_capacity(pieces.iter().map(|piece| piece.rows as usize).sum());
            for piece in pieces {
                self.spool.read(piece.first, piece.rows as usize, &mut columns).map_err(aside)?;
            }
            visit(pieces[0].key, in_order(columns))?;
        }
        Ok(())
    }
}

/// Late rows put into their place.
fn in_order(columns: FixColumns) -> FixColumns {
    if columns.time_ms.is_sorted() {
        return columns;
    }
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|&row| columns.time_ms[row]);
    let mut sorted = FixColumns::with_capacity(columns.len());
    order.into_iter().for_each(|row| sorted.push(columns.get(row)));
    sorted
}
