//! How inputs larger than memory are processed.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::ParamError;
use crate::config::serialize_path;

/// How inputs are processed that are larger than memory: as a stream of rows nearly in order of time, the way agencies
/// publish them, a day a file. The events are those of one run in memory, byte for byte.
///
/// ```no_run
/// let mut stream = darkwake::StreamParams::default();
/// stream.enabled = true;
/// stream.max_lateness_h = 2.0;
/// let found = darkwake::Pipeline::new().inputs(["days/1.csv", "days/2.csv"]).stream(stream).run()?;
/// # Ok::<(), darkwake::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct StreamParams {
    /// Whether to process the inputs as a stream. Off by default: everything is in memory then.
    pub enabled: bool,
    /// How far a row may lie behind the time that the rows before it have come to, in hours; it is put into its place. One that
    /// comes later ends the stream with [`ErrorKind::OutOfOrder`](crate::ErrorKind::OutOfOrder). A time that leads by more than
    /// this (than ten minutes, where this is less) counts only once ten rows in a row lead so: one wrong time does not
    /// make the rest late. Default 1.
    pub max_lateness_h: f64,
    /// The directory for temporary files, 62 bytes a row at most; that of the system by default. They have no names and
    /// are gone with the process. It should be on a disk, not in memory.
    #[serde(serialize_with = "serialize_path")]
    pub temp_dir: Option<PathBuf>,
    /// How many rows are put in order at a time; they take about 100 bytes each. It changes memory and speed, never the
    /// result. Default 1,048,576.
    pub window_rows: usize,
}

impl Default for StreamParams {
    fn default() -> StreamParams {
        StreamParams { enabled: false, max_lateness_h: 1.0, temp_dir: None, window_rows: 1 << 20 }
    }
}

impl StreamParams {
    pub(crate) fn check(&self) -> Result<(), ParamError> {
        ParamError::check("stream.max_lateness_h", self.max_lateness_h, 0.0..f64::INFINITY, "a finite number from 0")?;
        ParamError::check("stream.window_rows", self.window_rows as f64, 1.0.., "a number of rows, at least 1")?;
        Ok(())
    }
}
