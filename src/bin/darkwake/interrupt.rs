//! Ctrl-C as a wish that the work is asked for at its own pace.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use darkwake::{Progress, Stage};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static WRITING: AtomicBool = AtomicBool::new(false);

/// The file that a program which ends at once has to remove.
static HALF_WRITTEN: Mutex<Option<PathBuf>> = Mutex::new(None);

/// From now on this file lies half written.
pub(crate) fn half_written(path: &Path) {
    *HALF_WRITTEN.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.to_owned());
}

/// From now on Ctrl-C takes a note; a second one ends the program at once while nothing is being written, as when standard
/// input has nothing to say.
pub(crate) fn listen() -> anyhow::Result<()> {
    let handler = || {
        let again = INTERRUPTED.swap(true, Ordering::Relaxed);
        if again && !WRITING.load(Ordering::Relaxed) {
            if let Some(path) = HALF_WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).take() {
                // There is no one left to tell when this fails.
                let _ = std::fs::remove_file(path);
            }
            std::process::exit(i32::from(crate::INTERRUPTED));
        }
    };
    Ok(ctrlc::set_handler(handler)?)
}

/// Whether to go on.
pub(crate) fn wish(progress: Progress) -> ControlFlow<()> {
    if progress.stage == Stage::Write {
        WRITING.store(true, Ordering::Relaxed);
    }
    wish_to_stop()
}

/// The same, of whatever is going on.
pub(crate) fn wish_to_stop() -> ControlFlow<()> {
    match INTERRUPTED.load(Ordering::Relaxed) {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    }
}
