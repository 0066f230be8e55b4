//! One clean table of any dialect, and the account of its rows.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{convert, darkwake, east_sea, events, events_of_sample, names, text};
use crate::support::reference;

#[test]
fn what_was_converted_holds_the_same_events() {
    let temp = tempfile::tempdir().unwrap();
    let clean = temp.path().join("clean.csv");
    assert_eq!(
        convert(east_sea(), &clean, &[]),
        "42460 rows read = 42295 written + 0 duplicates + 165 rejected\n        165 position_not_available\n"
    );
    assert!(*events_of_sample() == events(&clean, &temp.path().join("found")), "the events differ");
    let again = temp.path().join("again.csv");
    convert(&clean, &again, &[]);
    assert_eq!(fs::read(&clean).unwrap(), fs::read(&again).unwrap(), "what is clean stays as it is");
}

#[test]
fn tracks_are_sorted_and_account_for_every_row() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("tracks.csv");
    let said = convert(east_sea(), &out, &["--tracks"]);
    assert!(said.starts_with("42460 rows read = 42071 written + 175 duplicates + 214 rejected\n"), "{said}");
    let rows: Vec<csv::StringRecord> = csv::Reader::from_path(&out).unwrap().records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 42_071);
    let (of_hulls, noise): (Vec<_>, Vec<_>) = rows.iter().partition(|row| !row[15].is_empty());
    assert_eq!((of_hulls.len(), noise.len()), (42_050, 21));
    let key =
        |row: &csv::StringRecord| (row[0].parse::<u32>().unwrap(), row[15].parse::<u32>().unwrap(), row[1].to_owned());
    assert!(of_hulls.windows(2).all(|pair| key(pair[0]) < key(pair[1])));
}

#[test]
fn texts_like_formulas_are_texts_to_a_spreadsheet_and_come_back() {
    let temp = tempfile::tempdir().unwrap();
    let [input, clean, again] = ["ais.csv", "clean.csv", "again.csv"].map(|name| temp.path().join(name));
    let table = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign\n\
        440000001,2024-05-01T00:00:00,-35.1,-129.5,8,,,=HYPERLINK(1),,+A1\n\
        @ship,2024-05-01T00:00:00,-35.1,-129.5,8,,,-2+3,,'=x\n\
        440000002,2024-05-01T00:00:00,-35.1,-129.5,8,,,'QUOTED',,\n";
    fs::write(&input, table).unwrap();
    for out in [&clean, &again] {
        convert(&input, out, &[]);
        let rows: Vec<csv::StringRecord> = csv::Reader::from_path(out).unwrap().records().map(Result::unwrap).collect();
        let texts: Vec<[&str; 3]> = rows.iter().map(|row| [&row[0], &row[7], &row[9]]).collect();
        // Of the apostrophe that was there before, one more would be needed to tell it apart: it was taken for one of ours.
        let expected =
            [["440000001", "'=HYPERLINK(1)", "'+A1"], ["'@ship", "'-2+3", "'=x"], ["440000002", "'QUOTED'", ""]];
        assert_eq!(texts, expected);
        assert_eq!([&rows[0][2], &rows[0][3]], ["-35.1", "-129.5"], "numbers stay");
        fs::copy(out, &input).unwrap();
    }
}

#[test]
fn every_dialect_comes_out_the_same() {
    for name in ["ais/dma_2026_head.csv", "ais/noaa_2026_head.csv", "ais/noaa_2022_head.csv"] {
        let Some(input) = reference(name) else { return };
        let temp = tempfile::tempdir().unwrap();
        let clean = temp.path().join("clean.csv");
        convert(&input, &clean, &[]);
        let table = fs::read_to_string(&clean).unwrap();
        assert!(table.starts_with("MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,"), "{name}");
        let again = temp.path().join("again.csv");
        convert(&clean, &again, &[]);
        assert_eq!(table, fs::read_to_string(&again).unwrap(), "{name}");
    }
}

#[test]
fn results_and_messages_are_json_for_programs() {
    let temp = tempfile::tempdir().unwrap();
    let said = convert(Path::new("tests/cmd/bad_rows.csv"), &temp.path().join("out.csv"), &["--json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&said["written"], &said["rows"]["read"]), (&3.into(), &7.into()));
    assert_eq!(said["examples"]["bad_time"][0]["line"], 4);
}

#[test]
fn the_table_can_go_to_standard_output() {
    let output = darkwake().args(["convert", "tests/cmd/bad_rows.csv", "-"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).starts_with("MMSI,"));
    assert_eq!(text(&output.stdout).lines().count(), 4);
    assert!(text(&output.stderr).starts_with("7 rows read = 3 written"));
}

#[test]
fn what_cannot_be_done_is_said_before_anything_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let input = temp.path().join("ais.csv");
    fs::copy("tests/cmd/bad_rows.csv", &input).unwrap();
    for (out, more, said) in [
        (input.clone(), &[][..], "give the output another name"),
        (temp.path().join("out.xlsx"), &[], ".csv or .parquet"),
        (temp.path().join("no/such/out.csv"), &[], "out.csv"),
        (temp.path().join("out.csv"), &["--strict"], "line 3, byte 117"),
    ] {
        let output = darkwake().arg("convert").arg(&input).arg(&out).args(more).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
        assert_eq!(names(temp.path()), ["ais.csv"]);
    }
}
