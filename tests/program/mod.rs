//! The program's own: interrupting, converting, talking to programs.

mod convert;
mod gis;
mod interrupt;
#[cfg(feature = "parquet")]
mod parquet;

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

fn darkwake() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_darkwake"));
    command.stdin(Stdio::null());
    command
}

/// Runs `darkwake convert INPUT OUT` with more arguments; it must succeed. Returns what it printed.
fn convert(input: &Path, out: &Path, more: &[&str]) -> String {
    let output = darkwake().arg("convert").arg(input).arg(out).args(more).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// The events that are found in a file, as they are written.
fn events(input: &Path, out: &Path) -> Vec<u8> {
    let output: Output = darkwake().arg("detect").arg(input).arg("--quiet").arg("--out").arg(out).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    std::fs::read(out.join("events.jsonl")).unwrap()
}

/// The events of the sample itself.
fn events_of_sample() -> &'static [u8] {
    static EVENTS: OnceLock<Vec<u8>> = OnceLock::new();
    EVENTS.get_or_init(|| events(east_sea(), &tempfile::tempdir().unwrap().path().join("found")))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn east_sea() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data/east_sea/ais.csv"))
}
