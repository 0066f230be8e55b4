//! Parquet by the program: the same rows, events and account as CSV, and a table that other programs read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;

use super::{convert, east_sea, events, events_of_sample, text};

#[test]
fn events_are_the_same_to_the_byte() {
    let temp = tempfile::tempdir().unwrap();
    let parquet = temp.path().join("ais.parquet");
    convert(east_sea(), &parquet, &[]);
    assert!(*events_of_sample() == *events(&parquet, &temp.path().join("parquet")), "the events differ");
    let (back, clean) = (temp.path().join("back.csv"), temp.path().join("clean.csv"));
    convert(&parquet, &back, &[]);
    convert(east_sea(), &clean, &[]);
    assert!(fs::read(back).unwrap() == fs::read(clean).unwrap(), "the rows differ");
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let temp = tempfile::tempdir().unwrap();
    let [one, two] = ["one.parquet", "two.parquet"].map(|name| temp.path().join(name));
    convert(east_sea(), &one, &[]);
    convert(&one, &two, &[]);
    assert!(fs::read(one).unwrap() == fs::read(two).unwrap());
}

/// A Python with pyarrow; `None`, with a word on stderr, where there is none.
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("DARKWAKE_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let has_pyarrow = Command::new(&python).args(["-c", "import pyarrow.parquet"]).output();
    if has_pyarrow.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    assert!(std::env::var_os("DARKWAKE_PYTHON").is_none(), "DARKWAKE_PYTHON has no pyarrow");
    eprintln!("skipped: no Python with pyarrow; name one in DARKWAKE_PYTHON");
    None
}

/// Prints a table as the clean CSV has it, by pyarrow alone.
const PRINT: &str = r#"
import csv, sys, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1])
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(table.column_names)
for row in table.to_pylist():
    cells = []
    for name, value in row.items():
        if value is None: value = ""
        elif name == "BaseDateTime":
            assert value.utcoffset().total_seconds() == 0
            value = value.strftime("%Y-%m-%dT%H:%M:%S")
        elif isinstance(value, float): value = repr(int(value)) if value == int(value) else repr(value)
        cells.append(str(value))
    out.writerow(cells)
"#;

#[test]
fn an_independent_reader_sees_the_same_table() {
    let Some(python) = python() else { return };
    let temp = tempfile::tempdir().unwrap();
    for more in [&[][..], &["--tracks"]] {
        let [parquet, csv] = ["a.parquet", "a.csv"].map(|name| temp.path().join(name));
        convert(east_sea(), &parquet, more);
        convert(east_sea(), &csv, more);
        let output = Command::new(&python).args(["-c", PRINT]).arg(&parquet).output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        let (seen, written) = (text(&output.stdout), fs::read_to_string(&csv).unwrap());
        let differing = seen.lines().zip(written.lines()).find(|(seen, written)| seen != written);
        assert_eq!(differing, None);
        assert_eq!(seen.lines().count(), written.lines().count());
    }
}

/// Writes the sample as other programs do: dictionaries, large texts, nanoseconds, integers, snappy, small row groups.
const WRITE: &str = r#"
import sys, pyarrow as pa, pyarrow.csv as pc, pyarrow.parquet as pq, pyarrow.compute as cp
table = pc.read_csv(sys.argv[1])
names = table.column("VesselName").dictionary_encode()
times = table.column("BaseDateTime").cast(pa.timestamp("ns"))
table = table.set_column(table.column_names.index("VesselName"), "VesselName", names)
table = table.set_column(table.column_names.index("BaseDateTime"), "BaseDateTime", times)
pq.write_table(table, sys.argv[2], row_group_size=1000, compression="snappy")
"#;

#[test]
fn a_table_of_an_independent_writer_holds_the_same_events() {
    let Some(python) = python() else { return };
    let temp = tempfile::tempdir().unwrap();
    let parquet = temp.path().join("a.parquet");
    let output = Command::new(python).args(["-c", WRITE]).arg(east_sea()).arg(&parquet).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let found = events(&parquet, &temp.path().join("parquet"));
    assert!(found == *events_of_sample(), "the events differ");
}

#[test]
fn another_codec_is_named_with_the_column() {
    let Some(python) = python() else { return };
    let temp = tempfile::tempdir().unwrap();
    let parquet = temp.path().join("a.parquet");
    let write = WRITE.replace("snappy", "gzip");
    let output = Command::new(python).args(["-c", &write]).arg(east_sea()).arg(&parquet).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let output = super::darkwake().arg("inspect").arg(&parquet).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("the column MMSI is compressed with GZIP, which this build cannot read"), "{said}");
}

fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[A-Z ]{0,8}",
        "[-+.,\"\\n@=0-9a-zäß]{0,6}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\""))),
        (-200.0..200.0_f64).prop_map(|number| format!("{number:.3}")),
        any::<i32>().prop_map(|number| number.to_string()),
    ]
}

fn row() -> impl Strategy<Value = String> {
    let identity = prop_oneof![Just("440123456".to_owned()), "[a-z]{1,4}", field()];
    let time = prop_oneof![
        (0..86_400_000_u32).prop_map(|ms| format!(
            "2024-05-01T{:02}:{:02}:{:02}.{:03}",
            ms / 3_600_000,
            ms / 60_000 % 60,
            ms / 1000 % 60,
            ms % 1000
        )),
        field()
    ];
    let degrees = |limit: f64| prop_oneof![4 => (-limit..limit).prop_map(|number| number.to_string()), 1 => field()];
    let others = proptest::collection::vec(field(), 11);
    (identity, time, degrees(90.0), degrees(180.0), others)
        .prop_map(|(identity, time, lat, lon, others)| format!("{identity},{time},{lat},{lon},{}", others.join(",")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// CSV to CSV is CSV to Parquet to CSV, whatever is in the fields.
    #[test]
    fn rows_come_back_from_parquet(rows in proptest::collection::vec(row(), 1..30)) {
        let temp = tempfile::tempdir().unwrap();
        let [input, parquet, back, clean] = ["a.csv", "b.parquet", "c.csv", "d.csv"].map(|name| temp.path().join(name));
        let usable = "440123456,2024-05-01T00:00:00,35,129,,,,,,,,,,,";
        let header = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,TransceiverClass";
        fs::write(&input, format!("{header}\n{usable}\n{usable}\n{usable}\n{}\n", rows.join("\n"))).unwrap();
        convert_or_refuse(&input, &clean);
        if clean.exists() {
            convert(&input, &parquet, &[]);
            convert(&parquet, &back, &[]);
            prop_assert_eq!(fs::read_to_string(&back).unwrap(), fs::read_to_string(&clean).unwrap());
        }
    }
}

/// Rows that leave the format of times open are refused, in CSV and Parquet alike.
fn convert_or_refuse(input: &Path, out: &Path) {
    let output = super::darkwake().arg("convert").arg(input).arg(out).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", text(&output.stderr));
}
