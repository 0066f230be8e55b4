//! Faults of the machine, with the real things: a full disk, a limit of memory, `kill -9`, files that change while they are
//! read, pipes that close. The set of files is whole or its summary absent, and the message says what happened.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{darkwake, detect, names, sea, stderr, stdout, summary};

const PROGRAM: &str = env!("CARGO_BIN_EXE_darkwake");

/// Rows of a few hundred ships, so that reading and writing take a while.
pub(super) fn many_rows() -> Vec<String> {
    let some = sea::rows();
    let ship = |row: &str, number: usize| row.replace(sea::SILENT, &format!("44{number:07}"));
    (0..60).flat_map(|number| some.iter().map(move |row| ship(row, number))).collect()
}

/// That a summary is absent, or vouches for files that are there as it says.
pub(super) fn is_whole_or_absent(out: &Path) -> bool {
    if !out.join("summary.json").exists() {
        return false;
    }
    let summary = summary(out);
    for (name, digest) in summary["files"].as_object().unwrap() {
        let bytes = fs::read(out.join(name)).unwrap();
        assert_eq!(digest["bytes"], bytes.len(), "{name}");
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest["sha256"], hash, "{name}");
    }
    true
}

/// Runs a line of `sh` with the program, the input and the directory as `$1`, `$2` and `$3`.
pub(super) fn shell(line: &str, input: &Path, out: &Path) -> Output {
    Command::new("sh").args(["-c", line, "sh", PROGRAM]).arg(input).arg(out).stdin(Stdio::null()).output().unwrap()
}

/// `darkwake detect`, on its way.
fn started(input: &Path, out: &Path) -> Child {
    let mut command = darkwake();
    command.args(["detect", "--quiet"]).arg(input).arg("--out").arg(out);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_full_disk_is_named_and_leaves_no_half() {
    let temp = tempfile::tempdir().unwrap();
    let mount = "mount -t tmpfs -o size=64k tmpfs \"$3\"";
    // A place of its own for mounting, which only root and user namespaces have.
    let namespace = ["", "--user --map-root-user"].into_iter().find(|user| {
        shell(&format!("unshare {user} --mount sh -c '{mount}' sh \"$1\" \"$2\" \"$3\""), temp.path(), temp.path())
            .status
            .success()
    });
    let Some(user) = namespace else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let input = sea::file(temp.path(), "ais.csv", &many_rows());
    let disk = temp.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let inner = format!("{mount} && \"$1\" detect \"$2\" --out \"$3/found\"; echo \"status $?\"; ls -A \"$3/found\"");
    let output = shell(&format!("unshare {user} --mount sh -c '{inner}' sh \"$1\" \"$2\" \"$3\""), &input, &disk);
    assert_eq!(stdout(&output), "status 1\n", "{}", stderr(&output));
    let said = stderr(&output);
    assert!(said.contains("writing ") && said.contains("No space left on device"), "{said}");
}

#[test]
fn too_little_memory_leaves_nothing_half_written() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &many_rows());
    let out = temp.path().join("found");
    for kibibytes in [60_000, 90_000] {
        let line = format!("ulimit -v {kibibytes}; exec \"$1\" detect \"$2\" --out \"$3\" --threads 1");
        let output = shell(&line, &input, &out);
        if output.status.success() {
            assert!(is_whole_or_absent(&out));
        } else {
            assert!(!is_whole_or_absent(&out), "{}", stderr(&output));
            assert!(!stderr(&output).is_empty(), "it says why it ends");
        }
    }
    detect(&input, &out, &[]);
    assert!(is_whole_or_absent(&out));
}

#[test]
fn killed_at_any_moment_it_leaves_a_whole_set_or_none() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &many_rows());
    let out = temp.path().join("found");
    detect(&input, &out, &[]);
    let whole = names(&out);
    let mut killed = 0;
    for attempt in 0..24 {
        let mut child = started(&input, &out);
        sleep(Duration::from_millis(attempt * 25));
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        is_whole_or_absent(&out);
    }
    assert!(killed > 0, "none of the runs was killed before its end");
    // The next run finds nothing to repair, and leaves nothing of those before.
    detect(&input, &out, &[]);
    assert!(is_whole_or_absent(&out));
    assert_eq!(names(&out), whole);
}

#[test]
fn a_file_that_grows_or_shrinks_while_it_is_read_is_accounted_for() {
    let temp = tempfile::tempdir().unwrap();
    let text = sea::text(&many_rows());
    for grows in [true, false] {
        let path = temp.path().join("ais.csv");
        fs::write(&path, &text).unwrap();
        let out = temp.path().join("found");
        let child = started(&path, &out);
        let file = OpenOptions::new().append(true).open(&path).unwrap();
        for step in 1..=20 {
            if grows {
                (&file).write_all(sea::rows()[0].as_bytes()).unwrap();
                (&file).write_all(b"\n").unwrap();
            } else {
                file.set_len((text.len() - step * text.len() / 40) as u64).unwrap();
            }
            sleep(Duration::from_millis(3));
        }
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(is_whole_or_absent(&out));
        let rows = summary(&out)["rows"].clone();
        let rejected: u64 = rows["rejected"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
        let [read, kept, duplicates] = ["read", "kept", "duplicates"].map(|key| rows[key].as_u64().unwrap());
        assert_eq!(read, kept + duplicates + rejected);
    }
}

#[test]
fn a_pipe_that_closes_in_the_middle_of_a_row_ends_the_input_there() {
    let temp = tempfile::tempdir().unwrap();
    let rows = sea::rows();
    let text = sea::text(&rows[..40]);
    let input = temp.path().join("ais.csv");
    fs::write(&input, &text).unwrap();
    let out = temp.path().join("found");
    let bytes = text.len() - 60;
    let output = shell(&format!("head -c {bytes} \"$2\" | \"$1\" detect - --out \"$3\""), &input, &out);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(is_whole_or_absent(&out));
    assert_eq!(summary(&out)["rows"]["read"], 40);
}

#[test]
fn a_reader_of_its_output_may_leave_early() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &many_rows());
    let out = temp.path().join("found");
    for line in ["\"$1\" inspect \"$2\" | true", "\"$1\" detect \"$2\" --out \"$3\" | true", "\"$1\" --help | true"] {
        let output = shell(line, &input, &out);
        assert!(!stderr(&output).contains("panicked"), "{line}: {}", stderr(&output));
    }
    // The files were written before anything was said.
    assert!(is_whole_or_absent(&out));
}

/// Writes rows into a terminal, hangs up, and runs the program on what is left of it: its rows, and then an error.
const HANG_UP: &str = "\
import os, subprocess, sys, tty
ours, theirs = os.openpty()
tty.setraw(theirs)
os.write(theirs, sys.argv[1].encode())
os.close(theirs)
sys.exit(subprocess.run(sys.argv[2:], stdin=ours).returncode)";

#[test]
fn a_read_error_in_the_middle_says_how_far_it_came_and_leaves_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("found");
    let rows = sea::text(&sea::rows()[..20]);
    // More would not fit into what a terminal holds.
    assert!(rows.len() < 4_000);
    let mut command = Command::new("python3");
    command.args(["-c", HANG_UP, &rows, PROGRAM, "detect", "-", "--out"]).arg(&out);
    let Ok(output) = command.output() else {
        eprintln!("skipped: there is no python3");
        return;
    };
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let place = format!("line 22, byte {}", rows.len());
    assert!(said.contains(&place) && said.contains("os error 5"), "{said}");
    assert!(!out.exists());
}

#[test]
fn a_device_that_cannot_be_read_is_named() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("found");
    // Nothing is mapped at the start of a process's memory.
    let output = darkwake().args(["detect", "/proc/self/mem", "--out"]).arg(&out).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("/proc/self/mem") && stderr(&output).contains("os error"), "{}", stderr(&output));
    assert!(!out.exists());
}
