//! `darkwake simulate`, and `darkwake score` over a set of seas.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use super::{darkwake, detect, names, run, stderr, stdout};

const SMALL: [&str; 4] = ["--ships", "36", "--days", "2.5"];

fn simulate(arguments: &[&str], dir: &Path) -> Output {
    let output = darkwake().arg("simulate").args(arguments).arg(dir).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    output
}

/// Every file below a directory, by its path there.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            let below = files(&entry.path());
            found.extend(below.into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    found
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_set_has_eight_seas_a_licence_and_the_same_bytes_on_any_number_of_threads() {
    let temp = tempfile::tempdir().unwrap();
    let (first, second) = (temp.path().join("a"), temp.path().join("b"));
    let said = stdout(&simulate(&[&SMALL[..], &["--suite"]].concat(), &first));
    assert_eq!(said.lines().count(), 8, "{said}");
    let alone =
        darkwake().args(["simulate", "--suite"]).arg(&second).args(SMALL).env("RAYON_NUM_THREADS", "1").output();
    assert_eq!(alone.unwrap().status.code(), Some(0));
    let (a, b) = (files(&first), files(&second));
    assert_eq!(a, b, "the same options, other bytes");
    assert!(String::from_utf8_lossy(&a["LICENSE.txt"]).contains("CC0 1.0 Universal"));
    assert!(String::from_utf8_lossy(&a["README.md"]).contains("Licence: CC0-1.0"));
    let summary: Value = serde_json::from_slice(&a["summary.json"]).unwrap();
    for (sea, plan) in summary["seas"].as_object().unwrap() {
        for file in ["ais.csv", "truth.json", "vessels.csv", "summary.json"] {
            assert!(a.contains_key(&format!("{sea}/{file}")), "{sea}/{file}");
        }
        assert_eq!(plan["rows"], String::from_utf8_lossy(&a[&format!("{sea}/ais.csv")]).lines().count() - 1, "{sea}");
    }
}

#[test]
fn what_a_calm_sea_holds_is_what_darkwake_finds_in_it() {
    let temp = tempfile::tempdir().unwrap();
    for kind in ["calm", "antimeridian"] {
        let (sea, found) = (temp.path().join(kind), temp.path().join(format!("{kind}_found")));
        simulate(&["--kind", kind, "--difficulty", "0", "--ships", "36", "--days", "3", "--out"], &sea);
        let chart = [sea.join("zones.geojson"), sea.join("ports.csv"), sea.join("vessels.csv")];
        let [zones, ports, vessels] = chart.each_ref().map(|path| path.to_str().unwrap());
        detect(&sea.join("ais.csv"), &found, &["--zones", zones, "--ports", ports, "--vessels", vessels]);
        let output =
            darkwake().args(["--json", "score"]).args([found.join("events.jsonl"), sea.join("truth.json")]).output();
        let scores = json_of(&output.unwrap());
        let by_behaviour = scores["by_behaviour"].as_object().unwrap();
        assert!(by_behaviour.len() >= 7, "{kind}: {by_behaviour:?}");
        for (name, score) in by_behaviour {
            assert!(score["truths"].as_u64().unwrap() > 0 || score["events"] == 0, "{kind}, {name}");
            assert_eq!((&score["precision"], &score["recall"]), (&json!(1.0), &json!(1.0)), "{kind}, {name}");
        }
        assert_eq!(scores["accusations"]["precision"], 1.0, "{kind}");
        assert!(scores["accusations"]["right"].as_u64().unwrap() > 0, "{kind}");
    }
}

#[test]
fn another_tool_needs_four_fields_and_is_told_what_it_lacks() {
    let temp = tempfile::tempdir().unwrap();
    let (seas, events) = (temp.path().join("seas"), temp.path().join("events"));
    fs::create_dir(&events).unwrap();
    simulate(&["--difficulty", "0", "--ships", "36", "--days", "2.5", "--out"], &seas.join("calm"));
    let suite =
        |more: &[&str]| run([&["score", "--suite", seas.to_str().unwrap(), events.to_str().unwrap()], more].concat());
    let nothing = suite(&[]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(stderr(&nothing).contains("where a tool finds nothing the file is empty"), "{}", stderr(&nothing));

    let truth: Value = serde_json::from_slice(&fs::read(seas.join("calm/truth.json")).unwrap()).unwrap();
    let gaps = truth["events"].as_array().unwrap().iter().filter(|event| event["type"] == "gap");
    let line = |gap: &Value| {
        let mmsi: u32 = gap["vessel"].as_str().unwrap().parse().unwrap();
        format!(
            "{}\n",
            json!({"type": "gap", "mmsi": mmsi, "start": gap["start"], "end": gap["end"], "probability": 0.75})
        )
    };
    let lines: String = gaps.map(line).collect();
    fs::write(events.join("calm.jsonl"), &lines).unwrap();
    let table = stdout(&suite(&[]));
    let row = table.lines().find(|line| line.starts_with("calm") && line.contains("gap ")).unwrap();
    assert!(row.contains("1.000   1.000") && row.trim_end().ends_with("0.062"), "{row}");
    let scores = json_of(&suite(&["--json"]));
    assert_eq!(scores["seas"]["calm"]["by_behaviour"]["gap"]["calibration"]["right"], 1.0);
    assert_eq!(scores["all"]["by_behaviour"]["loitering"]["recall"], 0.0);

    fs::write(events.join("calm.jsonl"), lines.replacen("\"end\"", "\"until\"", 1)).unwrap();
    let lacking = suite(&[]);
    assert_eq!(lacking.status.code(), Some(1));
    assert!(stderr(&lacking).contains("line 1: the event lacks `end`"), "{}", stderr(&lacking));
}

#[test]
fn a_sea_that_cannot_be_is_refused_and_leaves_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("sea");
    let out = dir.to_str().unwrap();
    for (arguments, status, message) in [
        (vec!["--out", out, "--difficulty", "2"], 1, "must be 0 to 1, found 2"),
        (vec!["--out", out, "--ships", "5"], 1, "must be 36 to 300 ships, found 5"),
        (vec!["--out", out, "--kind", "foggy"], 2, "there is no such sea; the kinds are calm, dense_port"),
        (vec!["--suite", out, "--kind", "calm"], 2, "cannot be used with"),
        (vec![], 2, "--out"),
    ] {
        let output = darkwake().arg("simulate").args(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        assert!(stderr(&output).contains(message), "{arguments:?}: {}", stderr(&output));
        assert_eq!(names(temp.path()), [""; 0], "{arguments:?}");
    }
}
