//! Parquet files of other programs: types, nulls, damage.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::file::properties::WriterProperties;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array, Float64Array, Int64Array,
    LargeStringArray, ListArray, RecordBatch, StringArray, Time64MicrosecondArray, TimestampMicrosecondArray,
    TimestampNanosecondArray, TimestampSecondArray, UInt32Array,
};
use tempfile::TempDir;

use crate::{Fixes, Reader, RejectReason};

fn write(path: &Path, columns: Vec<(&str, ArrayRef)>, properties: WriterProperties) {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
            .unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn file(columns: Vec<(&str, ArrayRef)>) -> (TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("a.parquet");
    write(&path, columns, WriterProperties::builder().set_compression(Compression::SNAPPY).build());
    (temp, path)
}

fn read(columns: Vec<(&str, ArrayRef)>) -> Fixes {
    let (_temp, path) = file(columns);
    Reader::from_path(path).unwrap().read().unwrap()
}

/// What is said of a file, without its directory.
fn message(columns: Vec<(&str, ArrayRef)>) -> String {
    let (temp, path) = file(columns);
    message_of(&path, &temp)
}

fn message_of(path: &Path, temp: &TempDir) -> String {
    let error = Reader::from_path(path).unwrap().read().unwrap_err().to_string();
    error.replace(&format!("{}/", temp.path().display()), "")
}

fn three<T>(values: [T; 3]) -> ArrayRef
where
    Vec<T>: Into<Column>,
{
    Into::<Column>::into(values.into_iter().collect::<Vec<_>>()).0
}

struct Column(ArrayRef);

macro_rules! columns {
    ($($value:ty => $array:ty),+) => {
        $(impl From<Vec<$value>> for Column {
            fn from(values: Vec<$value>) -> Column {
                Column(Arc::new(<$array>::from(values)))
            }
        })+
    };
}
columns!(i64 => Int64Array, f64 => Float64Array, &str => StringArray, Option<f64> => Float64Array, Option<i64> => Int64Array,
    Option<&str> => StringArray, bool => BooleanArray);

const SECONDS: [i64; 3] = [1_714_521_600, 1_714_521_660, 1_714_521_720];

fn plain() -> Vec<(&'static str, ArrayRef)> {
    vec![
        ("mmsi", three([440_123_456_i64, 440_123_457, 440_123_458])),
        ("base_date_time", Arc::new(TimestampSecondArray::from(SECONDS.to_vec()))),
        ("longitude", three([129.0, 129.25, -129.5])),
        ("latitude", three([35.0, 35.25, -35.5])),
    ]
}

fn with(name: &'static str, column: ArrayRef) -> Vec<(&'static str, ArrayRef)> {
    plain().into_iter().map(|(known, old)| (known, if known == name { Arc::clone(&column) } else { old })).collect()
}

fn rows(fixes: &Fixes) -> Vec<String> {
    fixes
        .iter()
        .map(|(vessel, fix)| {
            format!("{vessel} {} {} {}", fix.time(), fix.position().lat_deg(), fix.position().lon_deg())
        })
        .collect()
}

#[test]
fn whatever_types_say_the_same_are_the_same_rows() {
    let expected = rows(&read(plain()));
    assert_eq!(
        expected,
        [
            "440123456 2024-05-01T00:00:00Z 35 129",
            "440123457 2024-05-01T00:01:00Z 35.25 129.25",
            "440123458 2024-05-01T00:02:00Z -35.5 -129.5"
        ]
    );
    let texts = ["440123456", "440123457", "440123458"];
    let dictionary: DictionaryArray<Int32Type> = texts.into_iter().collect();
    let times = ["2024-05-01 00:00:00", "2024-05-01 00:01:00", "2024-05-01 00:02:00"];
    let micros = SECONDS.map(|seconds| seconds * 1_000_000).to_vec();
    let columns: Vec<(&'static str, ArrayRef)> = vec![
        ("mmsi", three(texts)),
        ("mmsi", Arc::new(LargeStringArray::from(texts.to_vec()))),
        ("mmsi", Arc::new(dictionary)),
        ("mmsi", Arc::new(UInt32Array::from(vec![440_123_456, 440_123_457, 440_123_458]))),
        ("mmsi", three([440_123_456.0, 440_123_457.0, 440_123_458.0])),
        ("base_date_time", Arc::new(TimestampMicrosecondArray::from(micros).with_timezone("Asia/Seoul"))),
        (
            "base_date_time",
            Arc::new(TimestampNanosecondArray::from(SECONDS.map(|seconds| seconds * 1_000_000_000).to_vec())),
        ),
        ("base_date_time", three(times)),
        ("latitude", Arc::new(Float32Array::from(vec![35.0, 35.25, -35.5]))),
        ("latitude", three(["35.0", "35.25", "-35.5"])),
        (
            "latitude",
            Arc::new(Decimal128Array::from(vec![350_000, 352_500, -355_000]).with_precision_and_scale(9, 4).unwrap()),
        ),
    ];
    for (name, column) in columns {
        let kind = column.data_type().clone();
        assert_eq!(rows(&read(with(name, column))), expected, "{name} as {kind}");
    }
}

#[test]
fn dates_and_times_of_day_are_put_together() {
    let fixes = read(vec![
        ("mmsi", three([440_123_456_i64, 440_123_456, 440_123_456])),
        ("date", Arc::new(Date32Array::from(vec![19_844; 3]))),
        ("time", Arc::new(Time64MicrosecondArray::from(vec![0, 60_000_000, 120_500_000]))),
        ("lat", three([35.0, 35.1, 35.2])),
        ("lon", three([129.0; 3])),
    ]);
    let times: Vec<String> = fixes.iter().map(|(_, fix)| fix.time().to_string()).collect();
    assert_eq!(times, ["2024-05-01T00:00:00Z", "2024-05-01T00:01:00Z", "2024-05-01T00:02:00.5Z"]);
}

#[test]
fn nulls_and_bad_values_are_counted_by_reason() {
    let report = |columns| read(columns).report().clone();
    let rejected = |columns, reason| report(columns).rows.rejected.get(&reason).copied();
    let blank = with("mmsi", three([Some("440123456"), None, Some(" ")]));
    assert_eq!(rejected(blank, RejectReason::NoIdentity), Some(2));
    let no_time =
        with("base_date_time", Arc::new(TimestampSecondArray::from(vec![Some(SECONDS[0]), None, Some(i64::MAX)])));
    assert_eq!(rejected(no_time, RejectReason::BadTime), Some(2));
    let mut no_place = with("latitude", three([Some(35.0), None, Some(f64::NAN)]));
    no_place = no_place
        .into_iter()
        .map(|(name, column)| (name, if name == "longitude" { three([Some(129.0), None, None]) } else { column }))
        .collect();
    let report = report(no_place);
    assert_eq!(report.rows.rejected, [(RejectReason::NoPosition, 2)].into());
    assert!(report.rows.adds_up());
    let example = &report.examples[&RejectReason::NoPosition][0];
    assert_eq!((example.position.line, example.text.as_str()), (3, "440123457,1714521660,,"));
    assert_eq!(rejected(with("latitude", three([35.0, 91.0, 95.0])), RejectReason::PositionNotAvailable), Some(1));
    assert_eq!(rejected(with("latitude", three([35.0, 91.0, 95.0])), RejectReason::PositionOutOfRange), Some(1));
    assert_eq!(rejected(with("latitude", three(["35", "36", "north"])), RejectReason::UnparsableField), Some(1));
}

#[test]
fn texts_with_marks_of_csv_stay_whole() {
    let mut columns = plain();
    columns.push(("vessel_name", three(["A \"B\", C", "two\nlines", "plain"])));
    let tracks = read(columns).into_tracks();
    let names: Vec<&str> = tracks.vessels().iter().map(|vessel| vessel.facts.name.best().unwrap().as_str()).collect();
    assert_eq!(names, ["A \"B\", C", "two\nlines", "plain"]);
}

#[test]
fn danish_columns_are_known_with_times_as_timestamps() {
    let fixes = read(vec![
        ("# Timestamp", Arc::new(TimestampMicrosecondArray::from(SECONDS.map(|seconds| seconds * 1_000_000).to_vec()))),
        ("Type of mobile", three(["Class A", "Class A", "Base Station"])),
        ("MMSI", three([219_000_001_i64, 219_000_001, 2_190_064])),
        ("Latitude", three([55.0, 55.1, 56.0])),
        ("Longitude", three([11.0, 11.1, 12.0])),
    ]);
    assert_eq!(fixes.report().inputs[0].dialect.name, crate::Dialect::Dma);
    assert_eq!(rows(&fixes)[1], "219000001 2024-05-01T00:01:00Z 55.1 11.1");
}

#[test]
fn columns_with_parts_are_left_aside() {
    let mut columns = plain();
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)]), None, Some(vec![])]);
    columns.insert(1, ("notes", Arc::new(list)));
    assert_eq!(rows(&read(columns)), rows(&read(plain())));
}

#[test]
fn a_wrong_schema_names_the_column_what_it_is_and_what_would_be_right() {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)]), None, None]);
    let said = message(with("latitude", Arc::new(list)));
    assert!(said.starts_with("a.parquet: the header has no column for: latitude"), "{said}");
    insta::assert_snapshot!(
        said.lines().last().unwrap(),
        @"  schema: the column latitude is of the type List(Int32), and a latitude or longitude is a number of degrees, or one as text"
    );
    let said = message(with("latitude", three([true, false, true])));
    assert!(said.contains("none of the 3 rows could be used: 3 unparsable_field"), "{said}");
    insta::assert_snapshot!(
        said.lines().last().unwrap(),
        @"  schema: the column latitude is of the type Boolean, and a latitude or longitude is a number of degrees, or one as text"
    );
    let said = message(with("base_date_time", three([true, false, true])));
    insta::assert_snapshot!(
        said.lines().last().unwrap(),
        @"  schema: the column base_date_time is of the type Boolean, and a time is a timestamp, a text, or seconds or milliseconds since 1970"
    );
}

#[test]
fn damage_is_said_in_words() {
    let (temp, path) = file(plain());
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    insta::assert_snapshot!(
        message_of(&path, &temp),
        @"a.parquet is no whole Parquet file: Parquet error: Invalid Parquet file. Corrupt footer; what it holds stands at its end, so a file that was cut off cannot be read in part: fetch or write it again"
    );
    std::fs::write(&path, &whole[..4]).unwrap();
    assert!(message_of(&path, &temp).contains("is no whole Parquet file"));
    // A footer that is whole does not make up for pages that are not.
    let mut holed = whole.clone();
    holed[4..60].fill(0xff);
    std::fs::write(&path, &holed).unwrap();
    let said = message_of(&path, &temp);
    assert!(said.contains("a.parquet: line 2") && said.contains("reading broke off here"), "{said}");
}

/// A text that the file holds once, in each of many rows.
#[test]
fn a_file_that_grows_a_thousand_times_is_refused() {
    let rows = 4000;
    let name = "x".repeat(20_000);
    let (temp, path) = file(vec![
        ("mmsi", Arc::new(Int64Array::from(vec![440_000_001; rows]))),
        ("name", Arc::new(StringArray::from(vec![name.as_str(); rows]))),
        ("time", Arc::new(StringArray::from(vec!["2024-05-01T00:00:00Z"; rows]))),
        ("lat", Arc::new(Float64Array::from(vec![35.0; rows]))),
        ("lon", Arc::new(Float64Array::from(vec![129.0; rows]))),
    ]);
    let said = message_of(&path, &temp);
    assert!(said.starts_with("a.parquet: line ") && said.ends_with("allow more with max_expansion"), "{said}");
    let more = Reader::builder().input(&path).max_expansion(1_000_000).build().unwrap();
    assert_eq!(more.read().unwrap().report().rows.read, rows as u64);
}

#[test]
fn every_place_to_cut_a_file_is_an_error_and_no_panic() {
    let (_temp, path) = file(plain());
    let whole = std::fs::read(&path).unwrap();
    for length in (4..whole.len()).step_by(7) {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(Reader::from_path(&path).unwrap().read().is_err(), "{length} bytes");
    }
}

#[test]
fn rows_do_not_depend_on_row_groups() {
    let count = 20_000_i64;
    let columns = || -> Vec<(&str, ArrayRef)> {
        vec![
            ("mmsi", Arc::new(Int64Array::from_iter_values((0..count).map(|row| 440_000_000 + row % 7)))),
            (
                "base_date_time",
                Arc::new(TimestampSecondArray::from_iter_values((0..count).map(|row| SECONDS[0] + row))),
            ),
            ("lat", Arc::new(Float64Array::from_iter_values((0..count).map(|row| row as f64 / 1000.0)))),
            ("lon", Arc::new(Float64Array::from_iter_values((0..count).map(|row| row as f64 / 900.0)))),
        ]
    };
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("a.parquet");
    let mut read = Vec::new();
    for group_rows in [100, 8191, 8192, 1 << 20] {
        write(&path, columns(), WriterProperties::builder().set_max_row_group_row_count(Some(group_rows)).build());
        read.push(rows(&Reader::from_path(&path).unwrap().read().unwrap()));
    }
    assert_eq!(read[0].len(), 20_000);
    assert!(read.windows(2).all(|pair| pair[0] == pair[1]));
}

/// Found by fuzzing: a column at a negative place stopped the reader with a panic.
#[test]
fn a_column_outside_the_file_is_damage() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("a.parquet");
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/parquet/found_negative_place");
    std::fs::copy(found, &path).unwrap();
    let message = message_of(&path, &temp);
    assert!(message.contains("does not lie within it"), "{message}");
}
