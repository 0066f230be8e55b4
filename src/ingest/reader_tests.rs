//! The reader as a whole, by a layout of five columns: mmsi, time in ms, latitude, longitude, name.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;

use super::dialect::{Detected, Dialect, DialectReport};
use super::layout::{Identity, Layout, ParsedRow, Role, RowFields};
use super::reader::Detect;
use super::{Fixes, Reader, ReaderBuilder};
use crate::{Error, ErrorKind, Fix, Mmsi, Position, RejectReason, Result, VesselFacts};

const COLUMNS: [Option<Role>; 6] =
    [Some(Role::Identity), Some(Role::Time), Some(Role::Latitude), Some(Role::Longitude), None, Some(Role::Name)];

struct FiveColumns;

impl Layout for FiveColumns {
    fn delimiter(&self) -> u8 {
        b','
    }

    fn columns(&self) -> &[Option<Role>] {
        &COLUMNS
    }

    fn parse<'a>(&self, row: &RowFields<'a>) -> std::result::Result<ParsedRow<'a>, RejectReason> {
        let field = |role: Role| row.by_role[role as usize].map(<[u8]>::trim_ascii).ok_or(RejectReason::MissingField);
        let text = |role: Role| Ok(std::str::from_utf8(field(role)?).unwrap_or("?"));
        let number = |role: Role| text(role)?.parse::<f64>().map_err(|_| RejectReason::UnparsableField);
        let identity = match field(Role::Identity)? {
            b"" => return Err(RejectReason::NoIdentity),
            b"static" => return Err(RejectReason::StaticMessage),
            bytes => match text(Role::Identity)?.parse().ok().and_then(Mmsi::new) {
                Some(mmsi) => Identity::Mmsi(mmsi),
                None => Identity::Text(bytes),
            },
        };
        let time_ms = text(Role::Time)?.parse::<i64>().map_err(|_| RejectReason::BadTime)?;
        let position = Position::new(number(Role::Latitude)?, number(Role::Longitude)?);
        let position = position.ok_or(RejectReason::PositionOutOfRange)?;
        Ok(ParsedRow { identity, fix: Fix::at_ms(time_ms, position), unreadable_fields: 1 })
    }

    /// A static message has its MMSI in the second field.
    fn identity<'a>(&self, row: &RowFields<'a>) -> Option<Identity<'a>> {
        let text = std::str::from_utf8(row.by_role[Role::Time as usize]?).ok()?;
        text.parse().ok().and_then(Mmsi::new).map(Identity::Mmsi)
    }

    fn facts(&self, row: &RowFields<'_>, rows: u64) -> VesselFacts {
        let mut facts = VesselFacts::default();
        if let Some(name) = row.by_role[Role::Name as usize].filter(|name| !name.is_empty()) {
            facts.name.add(String::from_utf8_lossy(name).into_owned(), rows);
        }
        facts
    }
}

/// Says that every input has five columns. A header is a first line that begins with `mmsi`.
struct AlwaysFiveColumns;

impl Detect for AlwaysFiveColumns {
    fn detect(&self, input: &str, sample: &[u8]) -> Result<Detected> {
        if sample.is_empty() {
            return Err(Error::new(ErrorKind::Dialect(format!("{input} is empty"))));
        }
        let start = if sample.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let header = sample[start..].starts_with(b"mmsi");
        let line = sample.iter().position(|&byte| byte == b'\n').map_or(sample.len(), |at| at + 1);
        let report = DialectReport {
            name: Dialect::Custom,
            why: "the test says so".to_string(),
            delimiter: ',',
            encoding: "utf-8".to_string(),
            columns: Vec::new(),
            unused: Vec::new(),
        };
        Ok(Detected { layout: Box::new(FiveColumns), report, data_start: if header { line as u64 } else { 0 } })
    }
}

fn builder() -> ReaderBuilder {
    Reader::builder().detect_with(AlwaysFiveColumns)
}

fn read_with(bytes: &[u8], set: impl Fn(ReaderBuilder) -> ReaderBuilder) -> Result<Fixes> {
    set(builder().reader("ais.csv", io::Cursor::new(bytes.to_vec()))).build()?.read()
}

fn read(bytes: &[u8]) -> Result<Fixes> {
    read_with(bytes, |builder| builder)
}

/// Everything of some fixes that anyone can see.
fn seen(fixes: &Fixes) -> String {
    let rows: Vec<_> = fixes.iter().collect();
    let facts: Vec<_> = fixes.facts.iter().map(|(&key, facts)| (fixes.vessel_id(key), facts)).collect();
    format!("{rows:?} {facts:?} {:?}", fixes.report())
}

const GOOD: &str = "440123456,1700000000000,35.1,129.1,x,SAEHAN\n";

#[test]
fn every_row_is_accounted_for() {
    let text = format!(
        "mmsi,time,lat,lon,x,name\r\n{GOOD}\n,1,2,3,,\nstatic,,,\n440123456,soon,35,129\n440123456,1,95,129,,A\n\
         \"hash-é\",1,1,1,,\"A \"\"B\"\"\"\nshort,1\n{GOOD}hash-\u{ff},1,1,1,,C"
    );
    let fixes = read(text.as_bytes()).unwrap();
    let report = fixes.report();
    assert!(report.rows.adds_up());
    assert_eq!((report.rows.read, report.rows.kept, fixes.len()), (9, 4, 4));
    let rejected: Vec<_> = report.rows.rejected.iter().map(|(reason, rows)| (reason.name(), *rows)).collect();
    let expected = [
        ("no_identity", 1),
        ("bad_time", 1),
        ("position_out_of_range", 1),
        ("missing_field", 1),
        ("static_message", 1),
    ];
    assert_eq!(rejected, expected);
    let example = &report.examples[&RejectReason::BadTime][0];
    assert_eq!(example.text, "440123456,soon,35,129");
    assert_eq!((example.position.line, example.position.byte), (6, text.find("440123456,soon").unwrap() as u64));
    let input = &report.inputs[0];
    assert_eq!(
        (&*input.input, input.dialect.name, &*input.dialect.why),
        ("ais.csv", Dialect::Custom, "the test says so")
    );
    assert_eq!((input.bytes, input.unreadable_fields, &input.rows), (text.len() as u64, 4, &report.rows));
    let vessels: Vec<_> = fixes.iter().map(|(vessel, _)| vessel.to_string()).collect();
    assert_eq!(vessels, ["440123456", "hash-é", "440123456", "hash-ÿ"]);
    let names: Vec<_> = fixes.facts.values().flat_map(|facts| facts.name.iter()).collect();
    assert_eq!(names, [(&"SAEHAN".to_string(), 2), (&"A \"B\"".to_string(), 1), (&"C".to_string(), 1)]);
}

#[test]
fn an_identity_that_is_no_utf8_is_kept_with_its_bytes_replaced() {
    let fixes = read(b"h\xffx,1,1,1\nh\xfex,2,1,1\n").unwrap();
    assert_eq!(fixes.texts.iter().map(|text| &**text).collect::<Vec<_>>(), ["h\u{fffd}x"]);
    assert_eq!(fixes.len(), 2);
}

#[test]
fn static_messages_have_facts() {
    let fixes = read(format!("{GOOD}static,440123456,,,,HANBADA\nstatic,,,,,NOBODY\n").as_bytes()).unwrap();
    let names: Vec<_> = fixes.facts.values().flat_map(|facts| facts.name.iter()).collect();
    assert_eq!(names, [(&"HANBADA".to_string(), 1), (&"SAEHAN".to_string(), 1)]);
    assert_eq!(fixes.report().rows.rejected[&RejectReason::StaticMessage], 2);
}

#[test]
fn facts_can_be_left_out() {
    let fixes = read_with(GOOD.as_bytes(), |builder| builder.facts(false)).unwrap();
    assert_eq!((fixes.len(), fixes.facts.len()), (1, 0));
}

#[test]
fn strict_stops_at_the_first_bad_row_in_the_order_of_the_input() {
    let text = format!("{GOOD}static\n{GOOD}1,2,3,200\n,,,\n");
    for block_bytes in [1, 10, 50, 1000] {
        let error = read_with(text.as_bytes(), |builder| builder.strict(true).block_bytes(block_bytes)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "ais.csv: line 4, byte 95: position_out_of_range; the row is \"1,2,3,200\"; without strict mode it would \
             be counted and left out"
        );
    }
}

#[test]
fn an_input_without_a_usable_row_says_what_was_seen() {
    let message = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert_eq!(
        message(b"mmsi\n1,x,1,1\n,1,1,1\n2,y,1,1\n"),
        "ais.csv: line 2, byte 5: none of the 3 rows could be used: 1 no_identity, 2 bad_time; read in the dialect \
         custom (the test says so); this is the first (bad_time): \"1,x,1,1\""
    );
    assert_eq!(message(b"mmsi,time\n\n"), "ais.csv holds no rows, read in the dialect custom (the test says so)");
    assert_eq!(
        message(b"static\n"),
        "ais.csv: none of the 1 rows could be used: 1 static_message; read in the dialect custom (the test \
         says so)"
    );
    assert_eq!(message(b""), "ais.csv is empty");
}

#[test]
fn utf16_and_foreign_formats_are_named() {
    let message = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    let utf16 = "ais.csv is UTF-16 text; convert it to UTF-8 first, for example with iconv -f UTF-16 -t UTF-8";
    assert_eq!(message(b"\xff\xfem\0m\0s\0i\0"), utf16);
    assert_eq!(message(b"\0m\0m\0s\0i\0,\0t"), utf16);
    assert_eq!(message(b"PK\x03\x04...."), "ais.csv is no text but a ZIP archive; take the files out of it first");
    assert!(message(b"PAR1....").contains("a Parquet file"));
}

#[test]
fn a_row_over_the_limit_is_shown_in_part_the_same_for_any_block() {
    let long = "é".repeat(150);
    let text = format!("{GOOD}440,1,1,1,{long}\n{GOOD}");
    for block_bytes in [1, 7, 64, 4096] {
        let set = |builder: ReaderBuilder| builder.max_record_bytes(250).block_bytes(block_bytes);
        let fixes = read_with(text.as_bytes(), set).unwrap();
        assert_eq!((fixes.len(), fixes.report().rows.rejected[&RejectReason::LineTooLong]), (2, 1));
        let example = &fixes.report().examples[&RejectReason::LineTooLong][0];
        assert_eq!(example.text, format!("440,1,1,1,{}…", "é".repeat(95)));
        assert_eq!(example.position.line, 2);
    }
}

#[test]
fn a_quoted_field_over_many_lines_is_warned_about() {
    let text = format!("{GOOD}1,1,1,1,\"a\nb\nc\",three\n{GOOD}1,1,1,1,\"a\nb\nc\nd\",four\n");
    let fixes = read(text.as_bytes()).unwrap();
    assert_eq!(
        fixes.report().warnings,
        [
            "ais.csv: line 6, byte 110: a quoted field over more than 3 lines; where that is a stray quote, it joins rows: \
             1 such records hold 3 lines more"
        ]
    );
}

#[test]
fn the_order_of_inputs_changes_nothing_but_the_order_of_reading() {
    let parts = ["b-hash,1,1,1,,N1\n1,2,2,2\n", "a-hash,1,1,1,,N2\nb-hash,3,3,3,,N3\n"];
    let read_in = |order: [usize; 2]| {
        let add = |builder: ReaderBuilder, part: usize| builder.reader(format!("{part}"), io::Cursor::new(parts[part]));
        order.into_iter().fold(builder(), add).build().unwrap().read().unwrap()
    };
    let (one, other) = (read_in([0, 1]), read_in([1, 0]));
    assert_eq!(one.texts, other.texts);
    assert_eq!(one.facts, other.facts);
    let keys = |fixes: &Fixes| {
        let mut keys: Vec<_> = fixes.rows.keys.clone();
        keys.sort();
        keys
    };
    assert_eq!(keys(&one), keys(&other));
}

#[test]
fn progress_counts_every_stored_byte_and_can_cancel() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ais.csv");
    std::fs::write(&path, GOOD.repeat(5000)).unwrap();
    let size = (GOOD.len() * 5000) as u64;
    let last = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&last);
    let callback = move |progress: super::ReadProgress| {
        assert_eq!(progress.bytes_total, Some(size));
        seen.fetch_max(progress.bytes_read, Ordering::Relaxed);
        ControlFlow::Continue(())
    };
    assert_eq!(builder().input(&path).progress(callback).build().unwrap().read().unwrap().len(), 5000);
    assert_eq!(last.load(Ordering::Relaxed), size);
    let cancelled = builder().input(&path).progress(|_| ControlFlow::Break(())).build().unwrap().read();
    assert!(matches!(cancelled.unwrap_err().kind(), ErrorKind::Cancelled));
}

/// Fails after its bytes.
struct Breaks(io::Cursor<Vec<u8>>);

impl Read for Breaks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the disk is gone")),
            count => Ok(count),
        }
    }
}

#[test]
fn a_read_error_stops_the_work_where_it_happened() {
    // Beyond the sample, so that rows were parsed before.
    let bytes = GOOD.repeat(30_000).into_bytes();
    let end = bytes.len();
    let error = builder().reader("pipe", Breaks(io::Cursor::new(bytes))).build().unwrap().read().unwrap_err();
    let expected = format!("pipe: line 30001, byte {end}: reading broke off here: the disk is gone");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn parameters_and_missing_inputs_are_checked() {
    let message = |builder: ReaderBuilder| builder.build().unwrap_err().to_string();
    assert_eq!(
        message(builder().reader("x", io::empty()).block_bytes(0)),
        "the parameter reader.block_bytes must be a number of bytes, at least 1, found 0"
    );
    assert_eq!(message(builder()), "no input was given; name a file, a directory, a glob, or - for standard input");
    assert_eq!(message(builder().input("no/such/file.csv")), "there is no file no/such/file.csv");
}

#[cfg(feature = "gzip")]
fn gzipped(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;

    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[cfg(feature = "gzip")]
#[test]
fn gzip_of_several_members_is_read_whole_and_a_cut_one_is_an_error() {
    let noise = |from: usize| {
        (from..from + 40_000)
            .map(|row| format!("{},{},1.5,{},,\n", 1 + row % 977, row * 7919, row % 180))
            .collect::<String>()
    };
    let (first, second) = (noise(0), noise(40_000));
    let members = [gzipped(first.as_bytes()), gzipped(second.as_bytes())].concat();
    let fixes = read(&members).unwrap();
    assert_eq!(fixes.len(), 80_000);
    assert_eq!(fixes.report().inputs[0].bytes, (first.len() + second.len()) as u64);
    for cut in [1, 9, members.len() / 4] {
        let error = read(&members[..members.len() - cut]).unwrap_err();
        let position = error.position().unwrap();
        assert!(matches!(error.kind(), ErrorKind::Io { .. }), "{error}");
        assert!(position.input == "ais.csv" && position.byte > first.len() as u64, "{error}");
        assert_eq!(
            position.line,
            1 + format!("{first}{second}")[..position.byte as usize].matches('\n').count() as u64
        );
    }
    let mut damaged = members.clone();
    damaged[members.len() / 4] ^= 0x55;
    assert!(matches!(read(&damaged).unwrap_err().kind(), ErrorKind::Io { .. }));
}

#[cfg(feature = "zstd")]
#[test]
fn zstd_of_several_frames_is_read_whole_and_a_cut_one_is_an_error() {
    let frame = zstd::encode_all(GOOD.repeat(100).as_bytes(), 0).unwrap();
    let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9][..], &frame, &frame].concat();
    assert_eq!(read(&skippable).unwrap().len(), 200);
    let error = read(&frame[..frame.len() - 3]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Io { .. }), "{error}");
}

#[cfg(not(feature = "gzip"))]
#[test]
fn gzip_without_its_feature_names_it() {
    assert_eq!(
        read(b"\x1f\x8b....").unwrap_err().to_string(),
        "ais.csv is compressed with gzip, which this build cannot read: enable the feature `gzip`"
    );
}

#[cfg(not(feature = "zstd"))]
#[test]
fn zstd_without_its_feature_names_it() {
    assert_eq!(
        read(b"\x28\xb5\x2f\xfd....").unwrap_err().to_string(),
        "ais.csv is compressed with zstd, which this build cannot read: enable the feature `zstd`"
    );
}

fn rows() -> impl Strategy<Value = String> {
    let row = prop_oneof![
        4 => (1..5_u32, 0..1000_i64, prop::sample::select(vec!["A", "B", "\"C\nD\"", "\"E \"\"F\"\"\""]))
            .prop_map(|(mmsi, time, name)| format!("{mmsi},{time},1,2,,{name}")),
        2 => (0..4_u32, prop::sample::select(vec!["", "G"])).prop_map(|(hash, name)| format!("h{hash},5,1,2,,{name}")),
        1 => prop::sample::select(vec![",,,", "1,2", "9,x,1,2", "9,1,99,2", "\"", "static", ""]).prop_map(str::to_string),
        1 => (30..90_usize).prop_map(|count| format!("1,1,1,1,{}", "z".repeat(count))),
    ];
    (prop::collection::vec(row, 1..40), prop::sample::select(vec!["\n", "\r\n", "\r"]))
        .prop_map(|(rows, end)| rows.join(end))
}

proptest! {
    #[test]
    fn any_size_of_blocks_gives_the_same_fixes_facts_and_report(text in rows(), block_bytes in 1..200_usize) {
        let limited = |bytes: usize| move |builder: ReaderBuilder| {
            builder.max_record_bytes(60).block_bytes(bytes).examples_per_reason(2)
        };
        let outcome = |bytes: usize| match read_with(text.as_bytes(), limited(bytes)) {
            Ok(fixes) => {
                assert!(fixes.report().rows.adds_up());
                seen(&fixes)
            }
            Err(error) => error.to_string(),
        };
        prop_assert_eq!(outcome(block_bytes), outcome(1 << 20));
    }
}
