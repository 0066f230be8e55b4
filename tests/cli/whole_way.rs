//! From a file to events, and what the options change.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{darkwake, detect, events, names, run, sea, stderr, stdout, summary};

fn found_in(dir: &Path, more: &[&str]) -> Vec<Value> {
    let out = dir.join("found");
    detect(&sea::file(dir, "ais.csv", &sea::rows()), &out, more);
    events(&out)
}

fn types(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

#[test]
fn a_silence_and_a_stay_are_found_with_their_evidence() {
    let temp = tempfile::tempdir().unwrap();
    let events = found_in(temp.path(), &[]);
    assert_eq!(types(&events), ["loitering", "gap"]);
    let [stay, gap] = &events[..] else { unreachable!() };
    assert_eq!((&gap["mmsi"], &gap["vessel"], &gap["hull"]), (&json!(440123456), &json!(sea::SILENT), &json!(0)));
    assert_eq!((&gap["start"], &gap["end"]), (&json!("2024-05-01T03:00:00.000Z"), &json!("2024-05-01T11:00:00.000Z")));
    assert_eq!((&gap["duration_h"], &gap["observed_h"]), (&json!(8.0), &json!(0.0)));
    assert_eq!((&gap["lat"], &gap["lon"], &gap["verdict"]), (&json!(35.5), &json!(130.0), &json!("undetermined")));
    assert_eq!(stay["mmsi"], 366999001);
    assert_eq!(stay["observed_h"], 14.0);
}

#[test]
fn anchorages_that_were_learned_serve_as_a_list_of_ports() {
    let temp = tempfile::tempdir().unwrap();
    let mut rows = sea::rows();
    let still = |row: &String| row.starts_with(sea::STILL) && row.contains(",40.70000,-64.00000,");
    let lying: Vec<String> = rows.iter().filter(|row| still(row)).cloned().collect();
    for (number, lon) in [(1, "-64.00137"), (2, "-64.00251"), (3, "-63.99871")] {
        let beside = |row: &String| row.replace("-64.00000", lon).replace("IMO9241061", "");
        rows.extend(lying.iter().map(|row| beside(row).replace(sea::STILL, &format!("41200010{number}"))));
    }
    let input = sea::file(temp.path(), "ais.csv", &rows);
    let [learned, listed] = ["learned", "listed"].map(|name| temp.path().join(name));
    detect(&input, &learned, &["--learn-anchorages", "--format", "jsonl,anchorages"]);
    let anchorages = learned.join("anchorages.csv");
    assert_eq!(fs::read_to_string(&anchorages).unwrap().lines().count(), 2, "a header and one anchorage");
    detect(&input, &listed, &["--ports", anchorages.to_str().unwrap(), "--format", "jsonl"]);
    for file in ["events.jsonl", "vessels.csv"] {
        assert_eq!(fs::read(learned.join(file)).unwrap(), fs::read(listed.join(file)).unwrap(), "{file}");
    }
    assert_eq!(types(&events(&learned)), ["port_visit", "port_visit", "port_visit", "port_visit", "gap"]);
    let left_out = json!({"encounter": {"at_port": 6}, "loitering": {"at_port": 4}});
    assert_eq!(summary(&learned)["left_out"], left_out);
    assert_eq!(summary(&listed)["left_out"], left_out);
}

#[test]
fn the_summary_accounts_for_every_row_and_vouches_for_every_file() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("found");
    let output = detect(&sea::file(temp.path(), "ais.csv", &sea::rows()), &out, &["--no-chart"]);
    assert_eq!(
        names(&out),
        [
            "dossiers.jsonl",
            "events.csv",
            "events.geojson",
            "events.jsonl",
            "report.html",
            "summary.json",
            "vessels.csv"
        ]
    );
    let summary = summary(&out);
    let read = sea::rows().len();
    let rejected = json!({"bad_time": 1, "position_not_available": 1});
    assert_eq!(summary["rows"], json!({"read": read, "kept": read - 3, "rejected": rejected, "duplicates": 1}));
    assert_eq!((&summary["vessels"], &summary["hulls"], &summary["noise"]), (&json!(2), &json!(2), &json!(0)));
    let counts = json!({
        "encounter": 0, "gap": 1, "gathering": 0, "identity_conflict": 0, "impossible_position": 0, "loitering": 1,
        "port_visit": 0, "position_jump": 0, "zone_visit": 0
    });
    assert_eq!(summary["events"], counts);
    assert_eq!(summary["parameters"]["gap"]["min_duration_h"], 6.0);
    assert!(
        summary["conditions_off"]
            .as_array()
            .unwrap()
            .iter()
            .any(|text| text.as_str().unwrap().contains("no coastline"))
    );
    let files = summary["files"].as_object().unwrap();
    assert_eq!(files.len(), 6);
    for (name, digest) in files {
        let bytes = fs::read(out.join(name)).unwrap();
        assert_eq!(digest["bytes"], bytes.len());
        let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest["sha256"], sha256, "{name}");
    }
    assert!(stdout(&output).contains("1 duplicates, 2 rejected"), "{}", stdout(&output));
    assert_eq!(stderr(&output), "", "there is no progress bar where there is no terminal");
}

/// The ship that falls silent enters at 02:00 and is inside when it does, at 03:00; it comes back at 11:00, beyond the zone.
const ZONES: &str = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"GEONAME": "closure", "MRGID": 7},
    "geometry": {"type": "Polygon", "coordinates": [[[129.5, 35.33333], [130.5, 35.33333], [130.5, 36.0], [129.5, 36.0]]]}}]}"#;

#[test]
fn zones_from_a_file_are_visited_and_named_everywhere() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &sea::rows());
    let (zones, ports) = (temp.path().join("zones.geojson"), temp.path().join("ports.csv"));
    fs::write(&zones, ZONES).unwrap();
    fs::write(&ports, "name,lat,lon,kind\nGunsan,35.98,129.9,listed\nMooring 3,40.7,-64.01,anchorage\n").unwrap();
    let out = temp.path().join("found");
    let layers = ["--zones", zones.to_str().unwrap(), "--ports", ports.to_str().unwrap()];
    let output = detect(&input, &out, &layers);
    let events = events(&out);
    let of_type = |name: &str| events.iter().filter(|event| event["type"] == name).collect::<Vec<_>>();
    let [visit, possible] = of_type("zone_visit")[..] else { panic!("a visit and a possible one: {events:#?}") };
    assert_eq!(
        (&visit["start"], &visit["end"]),
        (&json!("2024-05-01T02:00:00.000Z"), &json!("2024-05-01T03:00:00.000Z"))
    );
    let evidence = &visit["evidence"];
    assert_eq!(
        (&evidence["zone"], &evidence["zone_id"], &evidence["inside_h"]),
        (&json!("closure"), &json!("7"), &json!(1.0))
    );
    assert_eq!(
        (&evidence["cut_at_end"], &evidence["possible"], visit.get("verdict")),
        (&json!(true), &json!(false), None)
    );
    assert_eq!(
        (&possible["start"], &possible["end"]),
        (&json!("2024-05-01T03:00:00.000Z"), &json!("2024-05-01T11:00:00.000Z"))
    );
    assert_eq!((&possible["verdict"], &possible["evidence"]["possible"]), (&json!("undetermined"), &json!(true)));
    let gap = of_type("gap")[0];
    assert_eq!(gap["surroundings"]["regions"], json!([{"category": null, "id": "7", "name": "closure"}]));
    assert_eq!(gap["surroundings"]["start"]["port"], "Gunsan");
    assert_eq!(of_type("loitering").len(), 0, "the ship that lies still does so at a port");
    let [call] = of_type("port_visit")[..] else { panic!("and that is a visit: {events:#?}") };
    let evidence = &call["evidence"];
    assert_eq!((&evidence["stay_port"]["name"], &evidence["stops"]), (&json!("Mooring 3"), &json!(1)));

    let summary = summary(&out);
    assert_eq!((&summary["events"]["zone_visit"], &summary["possible_events"]), (&json!(1), &json!({"zone_visit": 1})));
    assert_eq!(summary["left_out"], json!({"loitering": {"at_port": 1}}));
    let chart = &summary["chart"];
    assert_eq!((&chart["zones"], &chart["listed_ports"], &chart["anchorages"]), (&json!(1), &json!(1), &json!(1)));
    let file = chart["files"].as_array().unwrap().iter().find(|file| file["layer"] == "zones").unwrap();
    let sha256: String = Sha256::digest(ZONES.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        (&file["items"], &file["sha256"], &file["path"]),
        (&json!(1), &json!(sha256), &json!(zones.to_str().unwrap()))
    );
    assert!(stdout(&output).contains("has a ring that is not closed"), "{}", stdout(&output));
    let vessels = fs::read_to_string(out.join("vessels.csv")).unwrap();
    let silent = vessels.lines().find(|line| line.starts_with(sea::SILENT)).unwrap();
    assert!(silent.ends_with(",0,1,0,0,0,0,0,0,1"), "a gap, no stay, and one visit that was seen: {silent}");
}

#[test]
fn zones_can_be_set_in_the_file_of_settings() {
    let temp = tempfile::tempdir().unwrap();
    let zones = temp.path().join("zones.geojson");
    fs::write(&zones, ZONES.replace("GEONAME", "Bezeichnung")).unwrap();
    let config = temp.path().join("darkwake.toml");
    let text = format!(
        "only = [\"zone_visit\"]\n[chart]\nzones = [{:?}]\n[chart.zone_keys]\nname = \"bezeichnung\"\n[zone_visit]\nmin_silence_h = 9.0\n",
        zones.to_str().unwrap()
    );
    fs::write(&config, text).unwrap();
    let config = config.to_str().unwrap();
    let events = found_in(temp.path(), &["--config", config]);
    assert_eq!(events.len(), 1, "the silence lasts eight hours: {events:#?}");
    assert_eq!(events[0]["evidence"]["zone"], "closure");
    assert_eq!(found_in(temp.path(), &["--config", config, "--no-chart"]), [] as [Value; 0]);
}

#[test]
fn a_stay_in_harbour_is_left_out_and_counted() {
    let temp = tempfile::tempdir().unwrap();
    // The Upper Bay of New York.
    let rows: Vec<String> = sea::rows().iter().map(|row| row.replace(",-64.0", ",-74.04")).collect();
    let input = sea::file(temp.path(), "ais.csv", &rows);
    for (options, left) in [(&[][..], &["gap"][..]), (&["--no-chart"], &["loitering", "gap"])] {
        let out = temp.path().join("found");
        detect(&input, &out, options);
        assert_eq!(types(&events(&out)), left, "{options:?}");
        let left_out = if options.is_empty() { json!({"loitering": {"near_shore": 1}}) } else { json!({}) };
        assert_eq!(summary(&out)["left_out"], left_out, "{options:?}");
        let no_coastline = summary(&out)["conditions_off"].to_string().contains("no coastline");
        assert_eq!(no_coastline, !options.is_empty(), "{options:?}");
    }
}

#[test]
fn threads_order_and_split_change_no_byte() {
    let temp = tempfile::tempdir().unwrap();
    let rows = sea::rows();
    let whole = sea::file(temp.path(), "whole.csv", &rows);
    let mut turned = rows.clone();
    turned.reverse();
    turned.rotate_left(17);
    let turned = sea::file(temp.path(), "turned.csv", &turned);
    let parts = temp.path().join("parts");
    fs::create_dir(&parts).unwrap();
    sea::file(&parts, "1.csv", &rows[100..]);
    sea::file(&parts, "2.csv", &rows[..100]);

    let all = ["--format", "jsonl,csv,geojson,gfw,tracks-csv,tracks-geojson,reception-geojson"];
    let reference = temp.path().join("reference");
    detect(&whole, &reference, &all);
    for (name, input, threads) in
        [("one", &whole, "1"), ("four", &whole, "4"), ("turned", &turned, "3"), ("parts", &parts, "2")]
    {
        let out = temp.path().join(name).join("found");
        detect(input, &out, &[&all[..], &["--threads", threads]].concat());
        for file in names(&reference).iter().filter(|file| *file != "summary.json") {
            assert!(
                fs::read(out.join(file)).unwrap() == fs::read(reference.join(file)).unwrap(),
                "{name}: {file} differs"
            );
        }
        let (mut one, mut other) = (summary(&reference), summary(&out));
        for summary in [&mut one, &mut other] {
            for key in ["timings_s", "inputs", "reject_examples"] {
                assert!(summary.as_object_mut().unwrap().remove(key).is_some());
            }
        }
        assert_eq!(one, other, "{name}: summary.json differs");
    }
}

#[test]
fn standard_input_is_an_input() {
    let temp = tempfile::tempdir().unwrap();
    let mut child =
        darkwake().args(["detect", "-", "--quiet", "--out"]).arg(temp.path()).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(sea::text(&sea::rows()).as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(events(temp.path()).len(), 2);
}

#[test]
fn quiet_is_quiet() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &sea::rows());
    let output = detect(&input, &temp.path().join("found"), &["--quiet", "--no-chart"]);
    assert_eq!((stdout(&output), stderr(&output)), (String::new(), String::new()));
}

#[test]
fn types_of_the_schema_without_a_rule_are_named_as_such() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &sea::rows());
    let out = temp.path().join("found");
    let output = detect(&input, &out, &["--only", "gap,fishing"]);
    assert!(stdout(&output).contains("note: this version does not look for fishing"), "{}", stdout(&output));
    assert_eq!(types(&events(&out)), ["gap"]);
    assert!(summary(&out)["events"].get("fishing").is_none(), "nothing is claimed of what was not looked for");
}

#[test]
fn thresholds_come_from_presets_then_the_file_then_options() {
    let temp = tempfile::tempdir().unwrap();
    assert_eq!(types(&found_in(temp.path(), &["--min-gap", "8h"])), ["loitering"], "exactly 8 h is no gap");
    assert_eq!(types(&found_in(temp.path(), &["--min-gap", "479m"])), ["loitering", "gap"]);
    assert_eq!(types(&found_in(temp.path(), &["--preset", "welch2022"])), ["loitering"]);
    let config = temp.path().join("darkwake.toml");
    fs::write(&config, "[gap]\nmin_duration_h = 7.0\n[loitering]\nmin_duration_h = 15.0\n").unwrap();
    let config = config.to_str().unwrap();
    assert_eq!(types(&found_in(temp.path(), &["--preset", "welch2022", "--config", config])), ["gap"]);
    assert_eq!(types(&found_in(temp.path(), &["--config", config, "--min-gap", "9h"])), [] as [&str; 0]);
    assert_eq!(types(&found_in(temp.path(), &["--only", "gap"])), ["gap"]);
}

#[test]
fn choosing_events_keeps_them_as_they_are() {
    let temp = tempfile::tempdir().unwrap();
    let all = found_in(temp.path(), &[]);
    let [stay, gap] = &all[..] else { panic!("two events") };
    for (options, kept) in [
        (["--mmsi", sea::SILENT], gap),
        (["--bbox", "-65,40,-63,41"], stay),
        (["--to", "2024-05-01T03:00"], stay),
        (["--from", "2024-05-01T11:30"], stay),
    ] {
        assert_eq!(found_in(temp.path(), &options), std::slice::from_ref(kept), "{options:?}");
    }
    assert_eq!(found_in(temp.path(), &["--from", "2024-05-02"]), [] as [Value; 0]);
}

#[test]
fn a_given_end_of_the_data_opens_gaps() {
    let temp = tempfile::tempdir().unwrap();
    let events = found_in(temp.path(), &["--data-end", "2024-05-02", "--only", "gap"]);
    let open: Vec<_> = events.iter().filter(|event| event["end"].is_null()).collect();
    assert_eq!(open.len(), 2);
    assert!(open.iter().all(|event| event["duration_h"] == 10.0));
    let before = found_in(temp.path(), &["--only", "gap"]);
    assert!(events.contains(&{
        let mut gap = before[0].clone();
        gap["evidence"]["next_gap_start"] = json!("2024-05-01T14:00:00.000Z");
        gap
    }));
}

#[test]
fn names_like_formulas_are_text_in_the_vessels_table() {
    let temp = tempfile::tempdir().unwrap();
    found_in(temp.path(), &[]);
    let mut reader = csv::Reader::from_path(temp.path().join("found/vessels.csv")).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0][column("vessel")], &rows[0][column("name")]), (sea::STILL, "'=1+1"));
    assert_eq!((&rows[1][column("flag")], &rows[1][column("events_gap")]), ("KOR", "1"));
    assert_eq!((&rows[1][column("imo")], &rows[1][column("ship_type")]), ("9074729", "30"));
}

#[test]
fn inspect_says_what_a_file_holds() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &sea::rows());
    let output = run([std::ffi::OsStr::new("inspect"), input.as_os_str()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    for said in [
        "marinecadastre: ",
        "BaseDateTime",
        "not read    Draft, Cargo",
        "1 duplicates + 2 rejected",
        "1 bad_time",
        "yesterday",
        "vessels       2, of which 2 may be ships; 2 hulls",
        "2024-05-01T00:00:00.000Z to 2024-05-01T14:00:00.000Z",
        "a fix every 5.0 min (median)",
        "coverage      71.4 %",
    ] {
        assert!(text.contains(said), "{said:?} is not in\n{text}");
    }
}

#[test]
fn events_score_against_a_truth() {
    let temp = tempfile::tempdir().unwrap();
    found_in(temp.path(), &[]);
    let gap = json!({"type": "gap", "vessel": sea::SILENT, "hull": 0, "start": "2024-05-01T03:00:00Z",
                     "end": "2024-05-01T11:00:00Z", "lat": 35.5, "lon": 130.0, "tolerance_s": 0, "cause": "deliberate"});
    let missed = json!({"type": "gap", "vessel": "1", "hull": 0, "start": "2024-05-01T03:00:00Z",
                        "end": "2024-05-01T11:00:00Z", "lat": 5.5, "lon": 13.0, "tolerance_s": 0, "cause": "deliberate"});
    let truth = json!({"seed": 1, "data_start": "2024-05-01T00:00:00Z", "data_end": "2024-05-01T14:00:00Z",
                       "covers": ["gap"], "events": [gap, missed], "decoys": []});
    let path = temp.path().join("truth.json");
    fs::write(&path, truth.to_string()).unwrap();
    let score = |more: &[&str]| {
        let mut command = darkwake();
        command.arg("score").arg(temp.path().join("found/events.jsonl")).arg(&path).args(more);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    assert!(score(&[]).contains("gap"));
    let scores: Value = serde_json::from_str(&score(&["--json"])).unwrap();
    let gap = &scores["by_behaviour"]["gap"];
    assert_eq!((&gap["precision"], &gap["recall"]), (&json!(1.0), &json!(0.5)));
    assert_eq!(gap["misses"][0]["vessel"], "1");
}
