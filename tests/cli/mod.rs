//! The program as its users meet it.

#[cfg(target_os = "linux")]
mod disk;
mod failures;
#[cfg(target_os = "linux")]
mod faults;
mod plot;
mod reception;
mod sea;
mod simulate;
mod texts;
mod whole_way;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn darkwake() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_darkwake"));
    command.stdin(Stdio::null());
    command
}

fn run(arguments: impl IntoIterator<Item = impl AsRef<std::ffi::OsStr>>) -> Output {
    darkwake().args(arguments).output().unwrap()
}

/// Runs `darkwake detect INPUT --out OUT` with more arguments; it must succeed.
fn detect(input: &Path, out: &Path, more: &[&str]) -> Output {
    let output = darkwake().arg("detect").arg(input).arg("--out").arg(out).args(more).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    output
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn summary(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("summary.json")).unwrap()).unwrap()
}

fn events(out: &Path) -> Vec<Value> {
    let text = fs::read_to_string(out.join("events.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
