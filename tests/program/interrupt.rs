//! Ctrl-C while reading, while converting, while writing: 130, and nothing half written.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use super::{darkwake, east_sea, names, text};

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn spawn(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits until a file that is being written lies in the directory; false where the program ended before.
fn wait_for_part(child: &mut Child, dir: &Path) -> bool {
    loop {
        let is_there = fs::read_dir(dir).is_ok_and(|mut entries| {
            entries.any(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().ends_with(".part")))
        });
        if is_there {
            return true;
        }
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::yield_now();
    }
}

fn assert_interrupted(output: &Output) {
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("interrupted; nothing was left half written"));
}

/// The rows of the sample, again and again, until the program has had enough of them.
fn feed(child: &mut Child, mut at_each: impl FnMut(&mut Child, usize)) {
    let rows = fs::read(east_sea()).unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for round in 0..200 {
        at_each(child, round);
        if child.try_wait().unwrap().is_some() || stdin.write_all(&rows).is_err() {
            return;
        }
    }
    panic!("the program goes on reading after an interrupt");
}

#[test]
fn converting_a_larger_input_stops_and_leaves_the_old_file() {
    for name in ["out.csv", if cfg!(feature = "parquet") { "out.parquet" } else { "other.csv" }] {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join(name);
        fs::write(&out, "old").unwrap();
        let mut child = spawn(darkwake().args(["convert", "-"]).arg(&out).stdin(Stdio::piped()));
        feed(&mut child, |child, round| {
            if round == 5 {
                assert!(wait_for_part(child, temp.path()), "five times the sample is more than it reads ahead");
                interrupt(child);
            }
        });
        assert_interrupted(&child.wait_with_output().unwrap());
        assert_eq!(names(temp.path()), [name]);
        assert_eq!(fs::read_to_string(&out).unwrap(), "old");
    }
}

#[test]
fn a_stream_that_is_stopped_leaves_no_temporary_file() {
    let temp = tempfile::tempdir().unwrap();
    let (aside, out) = (temp.path().join("aside"), temp.path().join("found"));
    fs::create_dir(&aside).unwrap();
    let stream = || {
        let mut command = darkwake();
        command.args(["detect", "-", "--no-chart", "--stream", "--temp-dir"]).arg(&aside).arg("--out").arg(&out);
        command.stdin(Stdio::piped());
        command
    };
    let mut child = spawn(stream().args(["--max-lateness", "100000h"]));
    feed(&mut child, |child, round| {
        if round == 5 {
            interrupt(child);
        }
    });
    assert_interrupted(&child.wait_with_output().unwrap());
    assert_eq!(names(temp.path()), ["aside"]);
    assert_eq!(names(&aside), [] as [&str; 0]);

    // Without that leave the sample is out of order the second time it comes.
    let mut child = spawn(&mut stream());
    feed(&mut child, |_, _| ());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("without --stream"), "{}", text(&output.stderr));
    assert_eq!(names(temp.path()), ["aside"]);
    assert_eq!(names(&aside), [] as [&str; 0]);
}

#[test]
fn a_second_interrupt_ends_a_program_that_waits_and_removes_what_it_wrote() {
    let temp = tempfile::tempdir().unwrap();
    let mut child = spawn(darkwake().args(["convert", "-"]).arg(temp.path().join("out.csv")).stdin(Stdio::piped()));
    let stdin = child.stdin.take().unwrap();
    assert!(wait_for_part(&mut child, temp.path()));
    // Nothing comes in, so that the first one is noted only. Both may arrive as one: then another is needed.
    while child.try_wait().unwrap().is_none() {
        interrupt(&child);
        std::thread::yield_now();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(names(temp.path()), [] as [&str; 0]);
    drop(stdin);
}

#[test]
fn interrupting_while_files_are_written_leaves_all_of_them_or_none() {
    let mut interrupted = 0;
    for _ in 0..5 {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join("found");
        let formats = "jsonl,csv,geojson,dossiers,tracks-csv,tracks-geojson";
        let mut child = spawn(
            darkwake().arg("detect").arg(east_sea()).args(["--no-chart", "--format", formats, "--out"]).arg(&out),
        );
        if wait_for_part(&mut child, &out) {
            // A program that has just ended is no failure of this test.
            let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        }
        let output = child.wait_with_output().unwrap();
        match output.status.code() {
            Some(0) => assert!(out.join("summary.json").exists()),
            _ => {
                assert_interrupted(&output);
                assert_eq!(names(&out), [] as [&str; 0]);
                interrupted += 1;
            }
        }
        if interrupted == 2 {
            return;
        }
    }
    assert!(interrupted > 0, "the program was never interrupted while it wrote");
}

#[test]
fn interrupts_are_json_where_that_is_asked_for() {
    let temp = tempfile::tempdir().unwrap();
    let mut child =
        spawn(darkwake().args(["convert", "-", "--json"]).arg(temp.path().join("out.csv")).stdin(Stdio::piped()));
    feed(&mut child, |child, round| {
        if round == 5 {
            interrupt(child);
        }
    });
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let message: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((&message["level"], &message["code"]), (&"error".into(), &"interrupted".into()));
    assert_eq!(output.stdout, b"");
}
