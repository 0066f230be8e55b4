//! What the program says beside its results: lines for people, or one JSON object a line for programs (`--json`).
//!
//! ```json
//! {"level":"error","code":"bad_row","message":"ais.csv: line 3, byte 117: ...","input":"ais.csv","line":3,"byte":117}
//! {"level":"warning","code":"warning","message":"..."}
//! ```
//! `level` is `error` (the program failed), `warning` or `note`; `code` is one of [`Code`], the same in every version; `message` is
//! what a person would read; `input`, `line` and `byte` say where, if that is known.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::builder::styling::{AnsiColor, Style};
use darkwake::{ErrorKind, InputPosition};
use serde::Serialize;

static JSON: AtomicBool = AtomicBool::new(false);

/// From now on messages are JSON.
pub(crate) fn speak_json() {
    JSON.store(true, Ordering::Relaxed);
}

/// Whether results and messages are to be JSON.
pub(crate) fn in_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// What happened, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Code {
    /// Reading or writing failed.
    Io,
    /// No input was given, or one names no file.
    NoInput,
    /// The dialect of an input cannot be decided, or does not fit.
    Dialect,
    /// A bad row, with `--strict`.
    BadRow,
    /// Not one row of an input could be used.
    NoUsableRow,
    /// A row of a stream comes later than is allowed.
    OutOfOrder,
    /// A setting is out of its range.
    Parameter,
    /// A file does not hold what it should.
    Format,
    /// The work was interrupted.
    Interrupted,
    /// The options are wrong.
    Usage,
    /// Something is worth a look although nothing failed.
    Warning,
    /// Anything else.
    Other,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Error,
    Warning,
}

#[derive(Serialize)]
struct Message<'m> {
    level: Level,
    code: Code,
    message: &'m str,
    #[serde(flatten)]
    position: Option<&'m InputPosition>,
}

/// Says what went wrong.
pub(crate) fn error(error: &anyhow::Error) {
    let known = error.chain().find_map(|cause| cause.downcast_ref::<darkwake::Error>());
    let code = known.map_or(Code::Other, |known| code(known.kind()));
    let mut text = error.to_string();
    if code == Code::Dialect && text.contains("mapping") {
        text +=
            "\n  a mapping stands under [reader.mapping] in a file for --config; `darkwake detect --help` shows one";
    }
    match in_json() {
        true => say_json(Level::Error, code, &text, known.and_then(darkwake::Error::position)),
        false => say(AnsiColor::Red.on_default().bold(), "error", &text),
    }
}

/// Says that the work was interrupted.
pub(crate) fn interrupted() {
    let text = "interrupted; nothing was left half written";
    match in_json() {
        true => say_json(Level::Error, Code::Interrupted, text, None),
        false => say_line(text),
    }
}

/// Says what is wrong with the options, as clap found it.
pub(crate) fn usage(error: &clap::Error) {
    let text = error.to_string();
    // The first paragraph says what is wrong and what would be right; the rest is for people.
    let (what, _) = text.split_once("\n\nUsage:").unwrap_or((&text, ""));
    let what = what.trim_start_matches("error: ").trim_end_matches("For more information, try '--help'.\n").trim();
    say_json(Level::Error, Code::Usage, what, None);
}

/// Says on standard error what is worth a look. For people it stands with the results instead.
pub(crate) fn warnings<'w>(texts: impl IntoIterator<Item = &'w str>) {
    texts.into_iter().for_each(|text| say_json(Level::Warning, Code::Warning, text, None));
}

fn code(kind: &ErrorKind) -> Code {
    match kind {
        ErrorKind::Io { .. } => Code::Io,
        ErrorKind::NoInput(_) => Code::NoInput,
        ErrorKind::Dialect(_) => Code::Dialect,
        ErrorKind::BadRow { .. } => Code::BadRow,
        ErrorKind::NoUsableRow(_) => Code::NoUsableRow,
        ErrorKind::OutOfOrder(_) => Code::OutOfOrder,
        ErrorKind::Param(_) => Code::Parameter,
        ErrorKind::Format(_) => Code::Format,
        ErrorKind::Cancelled => Code::Interrupted,
        _ => Code::Other,
    }
}

/// Prints a line with a coloured head, on a terminal that wants colours (`NO_COLOR`, `CLICOLOR_FORCE`).
fn say(style: Style, head: &str, text: &str) {
    // Where standard error is closed, there is no one left to tell.
    let _ = writeln!(anstream::stderr(), "{style}{head}:{style:#} {text}");
}

fn say_line(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

fn say_json(level: Level, code: Code, message: &str, position: Option<&InputPosition>) {
    let message = Message { level, code, message, position };
    let line = serde_json::to_string(&message).expect("texts and numbers are JSON");
    say_line(&line);
}
