//! Models of reception that are saved and used again.

use std::fs;

use serde_json::{Value, json};

use super::{detect, events, run, sea, stderr, summary};

/// Gaps with their verdicts and evidence, whatever else may differ.
fn gaps(events: &[Value]) -> Vec<&Value> {
    events.iter().filter(|event| event["type"] == "gap").collect()
}

/// Six more ships, around the silent one, in every quarter of an hour.
fn among_others() -> Vec<String> {
    let mut rows = sea::rows();
    let silent: Vec<String> = rows.iter().filter(|row| row.starts_with(sea::SILENT)).cloned().collect();
    for ship in 1..=6 {
        for minute in (0..=840_u32).step_by(15) {
            let lat = 35.0 + f64::from(minute) / 360.0;
            let (hour, minute) = (minute / 60, minute % 60);
            let lon = 130.0 + 0.02 * f64::from(ship);
            rows.push(format!(
                "41200010{ship},2024-05-01T{hour:02}:{minute:02}:0{ship},{lat:.5},{lon:.5},9.9,0.0,0,OTHER,,,70,0,90,14,,,A"
            ));
        }
    }
    assert!(!silent.is_empty());
    rows
}

#[test]
fn a_saved_model_gives_the_same_verdicts() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &among_others());
    let (first, second, model) = (temp.path().join("a"), temp.path().join("b"), temp.path().join("waters.reception"));
    let model = model.to_str().unwrap();
    detect(&input, &first, &["--save-reception", model]);
    detect(&input, &second, &["--reception", model]);
    let (learned, loaded) = (events(&first), events(&second));
    assert_eq!(gaps(&learned).len(), 1);
    assert_eq!(gaps(&learned)[0]["verdict"], "likely_deliberate", "{}", gaps(&learned)[0]);
    assert_eq!(learned, loaded);
    assert_eq!(summary(&first)["verdicts"]["gap"], json!({"likely_deliberate": 1}));
    assert_eq!(summary(&second)["parameters"]["reception"]["file"], model);
}

#[test]
fn a_model_of_other_rows_judges_rows_that_say_nothing_by_themselves() {
    let temp = tempfile::tempdir().unwrap();
    let all = sea::file(temp.path(), "all.csv", &among_others());
    let alone = sea::file(temp.path(), "alone.csv", &sea::rows());
    let model = temp.path().join("waters.reception");
    let model = model.to_str().unwrap();
    detect(&all, &temp.path().join("a"), &["--save-reception", model]);
    let judged = |out: &str, more: &[&str]| {
        let out = temp.path().join(out);
        detect(&alone, &out, more);
        gaps(&events(&out))[0]["verdict"].clone()
    };
    assert_eq!(judged("b", &[]), "undetermined");
    assert_eq!(judged("c", &["--reception", model]), "likely_deliberate");
}

#[test]
fn what_is_no_model_is_refused_and_leaves_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &sea::rows());
    let (out, model) = (temp.path().join("found"), temp.path().join("rows.csv"));
    fs::write(&model, "MMSI,LAT,LON\n").unwrap();
    let [input, out_text, model] = [&input, &out, &model].map(|path| path.to_str().unwrap());
    let output = run(["detect", input, "--out", out_text, "--reception", model]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("rows.csv: this is no model of reception"), "{}", stderr(&output));
    assert!(!out.join("summary.json").exists());
    let output = run(["detect", input, "--out", out_text, "--save-reception", model, "--only", "loitering"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}
