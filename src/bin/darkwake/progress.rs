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
        let bar = ProgressBar::no_length().with_style(style("reading {spinner}"));
        let shown = !quiet && io::stderr().is_terminal();
        bar.set_draw_target(if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
        if shown {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Bar(bar)
    }

    pub(crate) fn show(&self, progress: Progress) {
        match progress.stage {
            Stage::Read => self.show_reading(progress.bytes_read, progress.bytes_total),
            stage => self.show_stage(stage),
        }
    }

    /// How far reading has come, at which rate, and how long it will take.
    pub(crate) fn show_reading(&self, bytes_read: u64, bytes_total: Option<u64>) {
        self.0.set_style(style(match bytes_total {
            Some(_) => "reading {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta} left",
            None => "reading {spinner} {bytes} {bytes_per_sec}",
        }));
        if let Some(total) = bytes_total {
            self.0.set_length(total);
        }
        self.0.set_position(bytes_read);
    }

    /// A stage of which nothing tells how far it has come: for how long it has been going on.
    pub(crate) fn show_stage(&self, stage: Stage) {
        self.0.set_style(style(match stage {
            Stage::Read => "reading {spinner}",
            Stage::Tracks => "{spinner} sorting fixes into tracks, {elapsed} in all",
            Stage::Detect => "{spinner} looking for events, {elapsed} in all",
            _ => "{spinner} writing, {elapsed} in all",
        }));
    }

    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates are valid")
}
