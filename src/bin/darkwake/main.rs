//! The program `darkwake`.

mod config;
mod convert;
mod detect;
mod inspect;
mod interrupt;
mod messages;
mod options;
mod plot;
mod progress;
mod score;
mod settings;
mod shell;
mod simulate;

use std::io;
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
Where to start:
  darkwake inspect ais.csv.gz                # what does the file hold, and what can be seen in it?
  darkwake detect ais.csv.gz --out found     # what did the ships do?
  darkwake config > darkwake.toml            # which thresholds are there, and where do they come from?
  darkwake convert ais.csv.gz clean.csv      # the same rows in one clean table
  darkwake help detect                       # all that can be asked for, with examples

Exit codes: 0 done, 1 failed (a file without one usable row included), 2 wrong usage, 130 interrupted.
Colours and progress are for terminals only; NO_COLOR=1 turns colours off.

Silence alone is no proof: the verdict on a gap says what the data can tell and what it cannot."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Print JSON for programs: the result as one value on standard output; messages on standard error, one object a line, with
    /// level (error or warning), code, message and, where it is known, input, line and byte.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    Detect(Box<detect::Detect>),
    Inspect(inspect::Inspect),
    Convert(convert::Convert),
    Plot(plot::Plot),
    Simulate(simulate::Simulate),
    Score(score::Score),
    Config(config::ShowConfig),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// What the shell is told when the work was interrupted: 128 and the number of SIGINT.
pub(crate) const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    // What panics over a damaged Parquet file ends as an error, which is said once.
    #[cfg(feature = "parquet")]
    darkwake::hush_caught_panics();
    let Arguments { command, json } = Arguments::try_parse().unwrap_or_else(|error| wrong_usage(&error));
    if json {
        messages::speak_json();
    }
    let done = match command {
        Command::Detect(detect) => detect.run(),
        Command::Inspect(inspect) => inspect.run(),
        Command::Convert(convert) => convert.run(),
        Command::Plot(plot) => plot.run(),
        Command::Simulate(simulate) => simulate.run(),
        Command::Score(score) => score.run(),
        Command::Config(config) => config.run(),
        Command::Completions(completions) => completions.run(),
        Command::Man(man) => man.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report(&error),
    }
}

/// Says what is wrong with the options, or the help that was asked for, and ends the program as clap does.
pub(crate) fn wrong_usage(error: &clap::Error) -> ! {
    if error.use_stderr() && (messages::in_json() || std::env::args_os().any(|argument| argument == "--json")) {
        messages::usage(error);
        std::process::exit(error.exit_code());
    }
    error.exit()
}

/// Says once what went wrong, and how the program ends.
fn report(error: &anyhow::Error) -> ExitCode {
    if matches!(error.downcast_ref::<darkwake::Error>().map(darkwake::Error::kind), Some(ErrorKind::Cancelled)) {
        messages::interrupted();
        return ExitCode::from(INTERRUPTED);
    }
    if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    messages::error(error);
    ExitCode::FAILURE
}
