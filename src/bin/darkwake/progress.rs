//! The progress bar: by bytes, on a terminal only.

use std::io::{self, IsTerminal};
use std::time::Duration;

use darkwake::{Progress, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error; nothing where that is no terminal, or when the user wants quiet.
#[derive(Clone)]
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new(quiet: bool) -> Bar {
        let bar = ProgressBar::no_length();
        let shown = !quiet && io::stderr().is_terminal();
        bar.set_draw_target(if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
        if shown {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Bar(bar)
    }

    pub(crate) fn show(&self, progress: Progress) {
        let template = match progress.stage {
            Stage::Read if progress.bytes_total.is_some() => {
                "reading {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta} left"
            }
            Stage::Read => "reading {spinner} {bytes} {bytes_per_sec}",
            Stage::Tracks => "{spinner} sorting fixes into tracks",
            Stage::Detect => "{spinner} looking for events",
            _ => "{spinner} writing",
        };
        self.0.set_style(ProgressStyle::with_template(template).expect("the templates are valid"));
        if let Some(total) = progress.bytes_total {
            self.0.set_length(total);
        }
        self.0.set_position(progress.bytes_read);
    }

    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
