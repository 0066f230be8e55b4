//! What the program says, returns and leaves behind when something is wrong.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::{darkwake, names, run, sea, stderr, stdout};

fn failing(input: &Path, out: &Path, more: &[&str]) -> Output {
    let output = darkwake().arg("detect").arg(input).arg("--out").arg(out).args(more).output().unwrap();
    assert_eq!(stdout(&output), "");
    output
}

#[test]
fn wrong_usage_is_2_and_says_what_is_right() {
    for (arguments, said) in [
        (&["detect", "x.csv"][..], "--out"),
        (&["detect", "--out", "o"], "INPUT"),
        (&["detect", "x.csv", "--out", "o", "--min-gap", "6"], "such as 6h, 90m"),
        (&["detect", "x.csv", "--out", "o", "--only", "piracy"], "encounter, gap, gathering"),
        (&["detect", "x.csv", "--out", "o", "--format", "xls"], "geojson"),
        (&["detect", "x.csv", "--out", "o", "--preset", "x"], "welch2022"),
        (&["detect", "x.csv", "--out", "o", "--dialect", "x"], "marinecadastre"),
        (&["detect", "x.csv", "--out", "o", "--bbox", "1,2,3"], "west,south,east,north"),
        (&["detect", "x.csv", "--out", "o", "--from", "noon"], "2024-05-01"),
        (&["detect", "x.csv", "--out", "o", "--threads", "0"], "--threads"),
        (&["detect", "x.csv", "--out", "o", "--no-chart", "--zones", "z.geojson"], "--zones"),
        (&["detect", "x.csv", "--out", "o", "--ports", "p.csv", "--no-chart"], "--no-chart"),
        (&["sail"], "sail"),
        (&[], "Usage"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(said), "{arguments:?}: {}", stderr(&output));
        assert!(!Path::new("o").exists());
    }
}

#[test]
fn help_is_no_failure() {
    for arguments in [&["--help"][..], &["detect", "--help"], &["inspect", "--help"], &["score", "--help"]] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("Usage: darkwake"));
    }
}

#[test]
fn a_missing_file_is_named() {
    let temp = tempfile::tempdir().unwrap();
    let output = failing(Path::new("no/such.csv"), &temp.path().join("found"), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("error: ") && stderr(&output).contains("no/such.csv"), "{}", stderr(&output));
    assert_eq!(names(temp.path()), [] as [&str; 0], "not even the directory is made");
}

#[test]
fn a_file_without_a_usable_row_fails() {
    let temp = tempfile::tempdir().unwrap();
    let unusable: Vec<String> = sea::rows().into_iter().filter(|row| row.contains(",91.0,181.0,")).collect();
    let input = sea::file(temp.path(), "ais.csv", &unusable);
    let out = temp.path().join("found");
    let output = failing(&input, &out, &["--quiet"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("ais.csv") && stderr(&output).contains("position_not_available"),
        "{}",
        stderr(&output)
    );
    assert!(!out.exists());
}

#[test]
fn strict_names_the_line_and_the_byte() {
    let temp = tempfile::tempdir().unwrap();
    let rows = sea::rows();
    let input = sea::file(temp.path(), "ais.csv", &rows);
    let output = failing(&input, &temp.path().join("found"), &["--strict"]);
    assert_eq!(output.status.code(), Some(1));
    let good = rows.len() - 2;
    let byte = sea::text(&rows[..good]).len();
    let place = format!("ais.csv: line {}, byte {byte}: ", good + 2);
    assert!(stderr(&output).contains(&place), "{place:?} is not in {}", stderr(&output));
}

#[test]
fn a_place_that_is_taken_leaves_nothing_half_written() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &sea::rows());
    let out = temp.path().join("found");
    fs::create_dir_all(out.join("events.geojson")).unwrap();
    fs::write(out.join("summary.json"), "{}").unwrap();
    fs::write(out.join("events.jsonl"), "old\n").unwrap();
    let output = failing(&input, &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("events.geojson"), "{}", stderr(&output));
    assert_eq!(names(&out), ["events.geojson", "events.jsonl"], "no summary vouches for what is there");
    assert_eq!(fs::read_to_string(out.join("events.jsonl")).unwrap(), "old\n");
}

#[test]
fn an_output_that_is_no_directory_is_refused_before_reading() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("file");
    fs::write(&out, "").unwrap();
    let output = failing(Path::new("no/such.csv"), &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("is no directory"), "{}", stderr(&output));
}

#[test]
fn wrong_settings_are_named_with_their_file() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &sea::rows());
    let config = temp.path().join("darkwake.toml");
    for (text, said) in
        [("[gap]\nmin = 3.0\n", "min_duration_h"), ("[gap]\nmin_duration_h = -1.0\n", "gap.min_duration_h")]
    {
        fs::write(&config, text).unwrap();
        let output = failing(&input, &temp.path().join("found"), &["--config", config.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
}

#[test]
fn a_zone_that_is_not_sound_stops_the_work_before_anything_is_read() {
    let temp = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = temp.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let bow_tie = r#"{"type": "Feature", "properties": {"name": "closure"}, "geometry": {"type": "Polygon",
        "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}}"#;
    for (option, path, said) in [
        ("--zones", file("zones.geojson", bow_tie), "zones.geojson: the feature (\"closure\") is no sound Polygon"),
        ("--land", file("land.geojson", bow_tie), "land.geojson: the feature (\"closure\") is no sound Polygon"),
        (
            "--ports",
            file("ports.csv", "name,lat,lon\nBusan,129.0,35.1\n"),
            "ports.csv: line 2, byte 13: the port lies at",
        ),
        ("--zones", "no/such.geojson".to_owned(), "reading no/such.geojson: "),
    ] {
        let out = temp.path().join("found");
        let output = failing(Path::new("no/such.csv"), &out, &[option, &path]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
        assert!(!out.exists());
    }
}

#[test]
fn score_names_what_it_cannot_read() {
    let temp = tempfile::tempdir().unwrap();
    let events = temp.path().join("events.jsonl");
    fs::write(&events, "{\"type\": 3}\n").unwrap();
    for (path, said) in [(temp.path().join("none.jsonl"), "none.jsonl"), (events, "line 1")] {
        let output = darkwake().arg("score").arg(&path).arg("truth.json").output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_is_130_and_leaves_nothing() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("found");
    let mut child = darkwake()
        .args(["detect", "-", "--out"])
        .arg(&out)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let text = sea::text(&sea::rows());
    // More than the sample by which the dialect is decided, so that it listens by now.
    for _ in 0..200 {
        stdin.write_all(text.as_bytes()).unwrap();
    }
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    // Rows go on coming in until the program has had enough of them.
    while child.try_wait().unwrap().is_none() {
        if stdin.write_all(text.as_bytes()).is_err() {
            break;
        }
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(stderr(&output).contains("interrupted"), "{}", stderr(&output));
    assert!(!out.exists());
}
