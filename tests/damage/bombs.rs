//! Files made to do harm: they end in words, within the memory that limits allow.

use std::io::Read;

use darkwake::{Error, Fix, NavStatus, Position, Reader, RejectReason, VesselId};

use crate::support::outputs::found_in;

/// A header and one usable row.
const HEAD: &str = "MMSI,BaseDateTime,LAT,LON,SOG\n440000001,2024-05-01T00:00:00,35.1,129.5,8.0\n";

/// A gigabyte, which takes a minute to read without optimisation: an eighth of it then.
const GIGABYTE: u64 = if cfg!(debug_assertions) { 1 << 27 } else { 1 << 30 };

/// Bytes that are made as they are read.
fn endless(head: &'static str, byte: u8, count: u64, tail: &'static str) -> impl Read + Send {
    head.as_bytes().chain(std::io::repeat(byte).take(count)).chain(tail.as_bytes())
}

#[test]
fn a_line_of_a_gigabyte_is_one_rejected_row() {
    let tail = "\n440000001,2024-05-01T00:01:00,35.1,129.5,8.0\n";
    let source = endless(HEAD, b'x', GIGABYTE, tail);
    let fixes = Reader::builder().reader("ais.csv", source).build().unwrap().read().unwrap();
    assert_eq!(fixes.len(), 2);
    assert_eq!(fixes.report().rows.rejected[&RejectReason::LineTooLong], 1);
    assert!(fixes.report().rows.adds_up());
}

#[test]
fn a_quote_that_never_closes_takes_no_more_than_the_limit() {
    let head = "MMSI,BaseDateTime,LAT,LON,VesselName\n440000001,2024-05-01T00:00:00,35.1,129.5,A\n440000001,2024-05-01T00:01:00,35.1,129.5,\"";
    let source = endless(head, b'\n', 8 << 20, "440000001,2024-05-01T00:02:00,35.1,129.5,B\n");
    let fixes = Reader::builder().reader("ais.csv", source).build().unwrap().read().unwrap();
    assert_eq!(fixes.len(), 2, "{:?}", fixes.report().rows);
    assert!(fixes.report().rows.adds_up());
}

#[test]
fn a_million_columns_are_refused_by_number() {
    // Of its two megabytes the first tells.
    let header = vec!["A"; 1_000_000].join(",");
    let text = format!("{header}\n{header}\n");
    let refused = |builder: darkwake::ReaderBuilder| builder.build().unwrap().read().unwrap_err().to_string();
    let read = || Reader::builder().reader("ais.csv", std::io::Cursor::new(text.clone()));
    assert_eq!(
        refused(read()),
        "the first line of ais.csv has 524289 columns or more, and 1000 are allowed; if it is an AIS file, allow more with max_columns"
    );
    assert!(refused(read().max_columns(1 << 20)).contains("ais.csv"), "another reason then");
}

#[test]
fn a_row_of_a_million_columns_is_one_row() {
    let wide = format!("440000001,2024-05-01T00:01:00,35.1,129.5,8.0{}\n", ",".repeat(1_000_000));
    let source = std::io::Cursor::new(format!("{HEAD}{wide}440000001,2024-05-01T00:02:00,35.1,129.5,8.0\n"));
    let fixes = Reader::builder().reader("ais.csv", source).build().unwrap().read().unwrap();
    assert_eq!((fixes.len(), fixes.report().rows.read), (3, 3), "{:?}", fixes.report().rows);
}

#[cfg(feature = "gzip")]
#[test]
fn gzip_that_expands_a_thousand_times_is_refused_before_memory_is_short() {
    use std::io::Write;
    // The same row again and again, stored as a thousandth: the same member of the file many times.
    let row = "440000001,2024-05-01T00:00:00,35.1,129.5,8.0\n";
    let gzip = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let member = std::io::Cursor::new(gzip(&row.repeat((4 << 20) / row.len())));
    let mut stored: Box<dyn Read + Send> = Box::new(std::io::Cursor::new(gzip(HEAD)));
    for _ in 0..512 {
        stored = Box::new(stored.chain(member.clone()));
    }
    let error = Reader::builder().reader("ais.csv.gz", stored).build().unwrap().read().unwrap_err();
    let told = error.to_string();
    assert!(matches!(error.kind(), darkwake::ErrorKind::Io { .. }), "{told}");
    assert!(told.starts_with("ais.csv.gz: line ") && told.ends_with("allow more with max_expansion"), "{told}");
    // It stops soon after the bytes that any file may have.
    assert!(error.position().unwrap().byte <= 66 << 20, "{told}");
}

#[cfg(feature = "gzip")]
#[test]
fn a_short_file_may_shrink_as_much_as_it_likes() {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(HEAD.as_bytes()).unwrap();
    encoder.write_all(&vec![b'\n'; 8 << 20]).unwrap();
    let stored = std::io::Cursor::new(encoder.finish().unwrap());
    let fixes = Reader::builder().reader("ais.csv.gz", stored).max_expansion(1).build().unwrap().read().unwrap();
    assert_eq!(fixes.len(), 1);
}

fn fix(time: &str, lat: f64, lon: f64) -> Fix {
    Fix::new(time.parse().unwrap(), Position::new(lat, lon).unwrap())
}

#[test]
fn a_silence_of_a_century_is_one_gap() {
    let ship = VesselId::new("440000001");
    let rows = [
        (ship.clone(), fix("1990-01-01T00:00:00Z", 35.0, 129.0).with_sog_kn(8.0)),
        (ship, fix("2099-12-31T23:59:59Z", 35.1, 129.1).with_sog_kn(8.0)),
    ];
    let found = found_in(&rows);
    let gaps: Vec<_> = found.events.iter().filter(|event| event.type_name() == "gap").collect();
    assert_eq!(gaps.len(), 1, "{:?}", found.events);
    assert!(gaps[0].duration_h > 960_000.0);
}

#[test]
fn all_ships_at_one_point_are_a_gathering_at_most() {
    let ships = 400;
    let mut rows = Vec::new();
    for ship in 0..ships {
        for step in 0..30 {
            let time = format!("2024-05-01T{:02}:{:02}:00Z", step / 6, step % 6 * 10);
            rows.push((VesselId::new(&format!("4400{ship:05}")), fix(&time, 35.0, 129.0).with_sog_kn(0.0)));
        }
    }
    let found = found_in(&rows);
    let pairs = found.events.iter().filter(|event| event.type_name() == "encounter").count();
    assert_eq!(pairs, 0, "400 ships at one place are not 79,800 meetings");
    assert_eq!(found.tracks.len(), ships);
}

#[test]
fn one_ship_may_have_all_the_fixes() {
    let ship = VesselId::new("440000001");
    let start = "2024-05-01T00:00:00Z".parse::<darkwake::Timestamp>().unwrap().as_second();
    let at = |step: i64| darkwake::Timestamp::from_second(start + 2 * step).unwrap();
    let place = |step: i64| Position::new(35.0 + step as f64 * 1e-6, 129.0).unwrap();
    let status = NavStatus::AT_ANCHOR;
    let rows: Vec<_> =
        (0..100_000).map(|step| (ship.clone(), Fix::new(at(step), place(step)).with_status(status))).collect();
    let found = found_in(&rows);
    assert_eq!(found.tracks.len(), 1);
    assert_eq!(found.tracks.fix_count(), 100_000);
}

#[test]
fn times_before_1970_and_after_2100_are_counted_as_bad() {
    let text = "MMSI,BaseDateTime,LAT,LON\n440000001,1969-12-31T23:59:59,35.1,129.5\n440000001,2100-01-01T00:00:00,35.1,129.5\n440000001,2024-05-01T00:00:00,35.1,129.5\n440000001,99999-01-01T00:00:00,35.1,129.5\n";
    let source = std::io::Cursor::new(text);
    let fixes = Reader::builder().reader("ais.csv", source).build().unwrap().read().unwrap();
    assert_eq!(fixes.len(), 1);
    assert_eq!(fixes.report().rows.rejected[&RejectReason::BadTime], 3);
}

/// A source that gives some rows and then fails.
struct Failing<R>(R);

impl<R: Read> Read for Failing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(std::io::Error::other("the disk is gone")),
            count => Ok(count),
        }
    }
}

#[test]
fn a_read_error_in_the_middle_says_how_far_it_came() {
    let source = Failing(std::io::Cursor::new(HEAD.repeat(3)));
    let error: Error = Reader::builder().reader("ais.csv", source).build().unwrap().read().unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("ais.csv: line 7, byte {}: reading broke off here: the disk is gone", 3 * HEAD.len())
    );
}
