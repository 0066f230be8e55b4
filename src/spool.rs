//! Fixes in a temporary file that has no name: it is gone with the process, however that ends.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::fix::{FixColumns, Hundredths};

/// A fix in the file, as in memory: time, latitude, longitude, speed, course, heading, status.
const RECORD_BYTES: usize = FixColumns::FIX_BYTES;
/// So many fixes are turned into bytes at a time.
const CHUNK_FIXES: usize = 1 << 15;

/// Fixes one after the other in a temporary file.
pub(crate) struct Spool {
    file: Mutex<File>,
    fixes: u64,
}

impl fmt::Debug for Spool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spool").field("fixes", &self.fixes).finish_non_exhaustive()
    }
}

impl Spool {
    /// An empty one in this directory, or in that of the system.
    pub(crate) fn new(dir: Option<&Path>) -> io::Result<Spool> {
        let file = match dir {
            Some(dir) => tempfile::tempfile_in(dir)?,
            None => tempfile::tempfile()?,
        };
        Ok(Spool { file: Mutex::new(file), fixes: 0 })
    }

    /// How many fixes it holds.
    pub(crate) fn len(&self) -> u64 {
        self.fixes
    }

    /// Adds fixes at the end.
    pub(crate) fn append(
        &mut self,
        columns: &FixColumns,
        rows: impl ExactSizeIterator<Item = usize>,
    ) -> io::Result<()> {
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.fixes * RECORD_BYTES as u64))?;
        self.fixes += rows.len() as u64;
        let mut bytes = Vec::with_capacity(rows.len().min(CHUNK_FIXES) * RECORD_BYTES);
        for row in rows {
            bytes.extend_from_slice(&columns.time_ms[row].to_le_bytes());
            bytes.extend_from_slice(&columns.lat_deg[row].to_le_bytes());
            bytes.extend_from_slice(&columns.lon_deg[row].to_le_bytes());
            for hundredths in [columns.sog[row], columns.cog[row], columns.heading[row]] {
                bytes.extend_from_slice(&hundredths.to_le_bytes());
            }
            bytes.push(columns.status[row]);
            if bytes.len() >= CHUNK_FIXES * RECORD_BYTES {
                file.write_all(&bytes)?;
                bytes.clear();
            }
        }
        file.write_all(&bytes)
    }

    /// Reads fixes back, behind those that the columns have.
    pub(crate) fn read(&self, first: u64, count: usize, columns: &mut FixColumns) -> io::Result<()> {
        let mut bytes = vec![0; count.min(CHUNK_FIXES) * RECORD_BYTES];
        let mut done = 0;
        while done < count {
            let now = (count - done).min(CHUNK_FIXES);
            let bytes = &mut bytes[..now * RECORD_BYTES];
            {
                let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start((first + done as u64) * RECORD_BYTES as u64))?;
                file.read_exact(bytes)?;
            }
            bytes.chunks_exact(RECORD_BYTES).for_each(|record| push(columns, record));
            done += now;
        }
        Ok(())
    }

    /// Makes the disk fail behind this share of the fixes.
    #[cfg(test)]
    pub(crate) fn lose_end(&self, share_left: f64) {
        let bytes = (self.fixes * RECORD_BYTES as u64) as f64 * share_left;
        self.file.lock().unwrap().set_len(bytes as u64).unwrap();
    }
}

fn push(columns: &mut FixColumns, record: &[u8]) {
    let eight = |at: usize| <[u8; 8]>::try_from(&record[at..at + 8]).expect("eight bytes were taken");
    let hundredths = |at: usize| Hundredths::from_le_bytes([record[at], record[at + 1]]);
    columns.time_ms.push(i64::from_le_bytes(eight(0)));
    columns.lat_deg.push(f64::from_le_bytes(eight(8)));
    columns.lon_deg.push(f64::from_le_bytes(eight(16)));
    columns.sog.push(hundredths(24));
    columns.cog.push(hundredths(26));
    columns.heading.push(hundredths(28));
    columns.status.push(record[30]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Fix, Position};

    proptest! {
        #[test]
        fn fixes_come_back_to_the_last_bit(
            rows in prop::collection::vec((any::<i64>(), -90.0..=90.0_f64, -180.0..=180.0_f64, 0.0..400.0_f64), 0..200),
            from in any::<prop::sample::Index>(),
        ) {
            let mut columns = FixColumns::default();
            for &(time_ms, lat, lon, number) in &rows {
                let fix = Fix::at_ms(time_ms, Position::new(lat, lon).unwrap());
                columns.push(fix.with_sog_kn(number).with_cog_deg(number / 2.0));
            }
            let mut spool = Spool::new(None).unwrap();
            let from = from.index(rows.len() + 1);
            spool.append(&columns, 0..from).unwrap();
            spool.append(&columns, from..rows.len()).unwrap();
            let mut all = FixColumns::default();
            spool.read(0, rows.len(), &mut all).unwrap();
            prop_assert_eq!(&all, &columns);
            let mut end = FixColumns::default();
            spool.read(from as u64, rows.len() - from, &mut end).unwrap();
            prop_assert_eq!(&end.time_ms[..], &columns.time_ms[from..]);
        }
    }
}
