//! The program `darkwake`.

mod detect;
mod inspect;
mod interrupt;
mod options;
mod plot;
mod progress;
mod score;
mod settings;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use darkwake::ErrorKind;

/// Finds suspicious behaviour of ships in AIS position files: which went dark, which loitered, and the numbers behind
/// each claim.
#[derive(Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "\
Exit codes: 0 done, 1 failed (a file without one usable row included), 2 wrong usage, 130 interrupted.

Silence alone is no proof: the verdict on a gap says what the data can tell and what it cannot."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Detect(Box<detect::Detect>),
    Inspect(inspect::Inspect),
    Plot(plot::Plot),
    Score(score::Score),
}

/// What the shell is told when the work was interrupted: 128 and the number of SIGINT.
pub(crate) const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Detect(detect) => detect.run(),
        Command::Inspect(inspect) => inspect.run(),
        Command::Plot(plot) => plot.run(),
        Command::Score(score) => score.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report(&error),
    }
}

/// Says once what went wrong, and how the program ends.
fn report(error: &anyhow::Error) -> ExitCode {
    if matches!(error.downcast_ref::<darkwake::Error>().map(darkwake::Error::kind), Some(ErrorKind::Cancelled)) {
        say("interrupted; nothing was left half written");
        return ExitCode::from(INTERRUPTED);
    }
    if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    say(&format!("error: {error}"));
    ExitCode::FAILURE
}

/// Prints a line on standard error. Where that is closed, there is no one left to tell.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
