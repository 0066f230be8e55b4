//! Ctrl-C as a wish that the work is asked for at its own pace.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use darkwake::{Progress, Stage};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static WRITING: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C takes a note; a second one ends the program at once while nothing is being written, as when standard
/// input has nothing to say.
pub(crate) fn listen() -> anyhow::Result<()> {
    let handler = || {
        let again = INTERRUPTED.swap(true, Ordering::Relaxed);
        if again && !WRITING.load(Ordering::Relaxed) {
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
    match INTERRUPTED.load(Ordering::Relaxed) {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    }
}
