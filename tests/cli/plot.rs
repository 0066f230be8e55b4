//! `darkwake plot`.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::sea::{SILENT, STILL, file, rows};
use super::{darkwake, detect, events, names, stderr, stdout};

fn plot(input: &Path, out: &Path, more: &[&str]) -> Output {
    darkwake().arg("plot").arg(input).arg("--out").arg(out).args(more).output().unwrap()
}

#[test]
fn the_first_ships_are_drawn_where_nothing_is_asked_for() {
    let temp = tempfile::tempdir().unwrap();
    let (input, out) = (file(temp.path(), "ais.csv", &rows()), temp.path().join("pictures"));
    let output = plot(&input, &out, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let expected = [STILL, SILENT].map(|mmsi| [format!("{mmsi}-0.map.svg"), format!("{mmsi}-0.time.svg")]).concat();
    assert_eq!(names(&out), expected);
    assert!(stdout(&output).ends_with("4 pictures of 2 ships and 0 events\n"), "{}", stdout(&output));
}

#[test]
fn an_event_is_drawn_the_same_whether_it_was_found_before_or_not() {
    let temp = tempfile::tempdir().unwrap();
    let (input, found) = (file(temp.path(), "ais.csv", &rows()), temp.path().join("found"));
    detect(&input, &found, &[]);
    let gap = events(&found).into_iter().find(|event| event["type"] == "gap").unwrap();
    let id = gap["id"].as_str().unwrap();
    let (once, again) = (temp.path().join("once"), temp.path().join("again"));
    assert_eq!(plot(&input, &once, &["--event", id]).status.code(), Some(0));
    let list = found.join("events.jsonl");
    let output = plot(&input, &again, &["--event", &id[..12], "--events", list.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(names(&once), [format!("{id}.map.svg"), format!("{id}.time.svg")]);
    for name in names(&once) {
        assert_eq!(fs::read(once.join(&name)).unwrap(), fs::read(again.join(&name)).unwrap(), "{name}");
    }
}

#[test]
fn a_ship_is_drawn_with_each_of_its_events() {
    let temp = tempfile::tempdir().unwrap();
    let (input, out) = (file(temp.path(), "ais.csv", &rows()), temp.path().join("pictures"));
    let output = plot(&input, &out, &["--mmsi", SILENT]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(names(&out).len(), 4, "{:?}", names(&out));
    assert!(names(&out).contains(&format!("{SILENT}-0.map.svg")));
}

#[test]
fn what_is_not_there_is_said_and_nothing_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let (input, out) = (file(temp.path(), "ais.csv", &rows()), temp.path().join("pictures"));
    for (arguments, message) in [
        (["--mmsi", "123456789"], "no ship in the inputs has the identity 123456789"),
        (["--event", "0000000000"], "has an id that starts with 0000000000"),
    ] {
        let output = plot(&input, &out, &arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
        assert!(!out.exists());
    }
    assert_eq!(plot(&input, &out, &["--event", "../etc"]).status.code(), Some(2));
}

#[test]
fn an_identity_cannot_lead_out_of_the_directory() {
    let temp = tempfile::tempdir().unwrap();
    let evil = rows().into_iter().map(|row| row.replace(SILENT, "../../evil"));
    let (input, out) = (file(temp.path(), "ais.csv", &evil.collect::<Vec<_>>()), temp.path().join("a/b/pictures"));
    let output = plot(&input, &out, &["--mmsi", "../../evil"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(names(temp.path()), ["a", "ais.csv"]);
    assert!(names(&out).iter().any(|name| name.starts_with("ship-evil-")), "{:?}", names(&out));
}
