//! The split against two oracles: the `csv` crate, and a plain sequential model of the limit.

use std::io::{self, Cursor, Read};

use proptest::prelude::*;
use rayon::prelude::*;

use super::raw::{RawOptions, RawRecord, raw_records};

const NO_LIMIT: usize = 1 << 20;

/// Records as `csv` reads them, with the place of their first byte.
fn by_csv(bytes: &[u8], delimiter: u8) -> Vec<RawRecord> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut records = Vec::new();
    while reader.read_byte_record(&mut record).unwrap() {
        let mut at = record.position().unwrap().byte() as usize;
        if at == 0 && bytes.starts_with(b"\xef\xbb\xbf") {
            at = 3;
        }
        // csv gives the place behind the terminator before, blank lines and the second half of \r\n included.
        at += bytes[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        records.push(RawRecord {
            byte: at as u64,
            line: line_at(bytes, at),
            fields: Some(record.iter().map(<[u8]>::to_vec).collect()),
        });
    }
    records
}

fn line_at(bytes: &[u8], at: usize) -> u64 {
    1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count() as u64
}

/// The limit as the definition says it: read a record with `csv`; if it is too long, go on behind the first newline
/// at or after the limit.
fn by_model(bytes: &[u8], delimiter: u8, limit: usize) -> Vec<RawRecord> {
    let mut start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut records = Vec::new();
    loop {
        start += bytes[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if start == bytes.len() {
            return records;
        }
        let (fields, end) = one_record(&bytes[start..], delimiter);
        let (byte, line) = (start as u64, line_at(bytes, start));
        if end > limit {
            records.push(RawRecord { byte, line, fields: None });
            let from = start + limit;
            match bytes[from..].iter().position(|&byte| byte == b'\n') {
                Some(offset) => start = from + offset + 1,
                None => return records,
            }
        } else {
            records.push(RawRecord { byte, line, fields: Some(fields) });
            start += end;
        }
    }
}

/// The first record and its length without terminator, a byte at a time.
fn one_record(bytes: &[u8], delimiter: u8) -> (Vec<Vec<u8>>, usize) {
    #[derive(PartialEq)]
    enum State {
        Start,
        Plain,
        Quoted,
        AfterQuote,
    }
    let mut fields = vec![Vec::new()];
    let mut state = State::Start;
    for (at, &byte) in bytes.iter().enumerate() {
        let field = fields.last_mut().unwrap();
        match (&state, byte) {
            (State::Quoted, b'"') => state = State::AfterQuote,
            (State::Quoted, _) => field.push(byte),
            (State::Start, b'"') => state = State::Quoted,
            (State::AfterQuote, b'"') => {
                field.push(byte);
                state = State::Quoted;
            }
            (_, b'\n' | b'\r') => return (fields, at),
            (_, byte) if byte == delimiter => {
                fields.push(Vec::new());
                state = State::Start;
            }
            _ => {
                field.push(byte);
                state = State::Plain;
            }
        }
    }
    (fields, bytes.len())
}

/// Hands out a few bytes at a time.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(buffer.len());
        (&mut self.0).take(count as u64).read(&mut buffer[..count])
    }
}

fn by_split(bytes: &[u8], delimiter: u8, limit: usize, block_bytes: usize, wave_blocks: usize) -> Vec<RawRecord> {
    let options = RawOptions { delimiter, max_record_bytes: limit, block_bytes, wave_blocks };
    raw_records(Cursor::new(bytes), options).unwrap()
}

fn nasty_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![&b"a"[..], b"7", b"xyz", b"-1.5", b" "]).prop_map(<[u8]>::to_vec),
        5 => Just(b",".to_vec()),
        1 => Just(b";".to_vec()),
        4 => Just(b"\"".to_vec()),
        4 => Just(b"\n".to_vec()),
        2 => Just(b"\r\n".to_vec()),
        1 => Just(b"\r".to_vec()),
        1 => prop::sample::select(vec![&b"\0"[..], b"\xff", b"\xef\xbb\xbf", b"\xef"]).prop_map(<[u8]>::to_vec),
        1 => (1..40_usize).prop_map(|count| vec![b'z'; count]),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_split_reads_what_csv_reads(
        bytes in nasty_bytes(), block in 1..80_usize, wave in 1..6_usize, semicolon: bool,
    ) {
        let delimiter = if semicolon { b';' } else { b',' };
        prop_assert_eq!(by_split(&bytes, delimiter, NO_LIMIT, block, wave), by_csv(&bytes, delimiter));
    }

    #[test]
    fn the_limit_is_the_same_for_any_split(
        bytes in nasty_bytes(), block in 1..80_usize, wave in 1..6_usize, limit in 1..50_usize,
    ) {
        prop_assert_eq!(by_split(&bytes, b',', limit, block, wave), by_model(&bytes, b',', limit));
    }

    #[test]
    fn the_size_of_reads_changes_nothing(bytes in nasty_bytes(), chunk in 1..9_usize, block in 1..40_usize) {
        let options = RawOptions { delimiter: b',', max_record_bytes: 20, block_bytes: block, wave_blocks: 2 };
        let trickled = raw_records(Trickle(&bytes, chunk), options).unwrap();
        prop_assert_eq!(trickled, by_split(&bytes, b',', 20, 1 << 16, 2));
    }
}

/// Every string of up to seven of the bytes that matter, for two block sizes and two limits.
#[test]
fn every_short_string_is_read_as_csv_reads_it() {
    const ALPHABET: &[u8] = b"a,\"\n\r";
    let compare = |length: u32, code: usize| {
        let byte = |place: u32| ALPHABET[code / ALPHABET.len().pow(place) % ALPHABET.len()];
        let bytes: Vec<u8> = (0..length).map(byte).collect();
        let shown = bytes.escape_ascii();
        let expected = by_csv(&bytes, b',');
        assert_eq!(by_model(&bytes, b',', NO_LIMIT), expected, "the model on {shown}");
        for block_bytes in [3, 64] {
            let found = by_split(&bytes, b',', NO_LIMIT, block_bytes, 2);
            assert_eq!(found, expected, "{shown} in blocks of {block_bytes}");
        }
        let found = by_split(&bytes, b',', 2, 4, 2);
        assert_eq!(found, by_model(&bytes, b',', 2), "{shown} with a limit of 2");
    };
    let lengths = (0..=7).map(|length| {
        let strings = ALPHABET.len().pow(length);
        (0..strings).into_par_iter().for_each(|code| compare(length, code));
        strings
    });
    assert_eq!(lengths.sum::<usize>(), (5_usize.pow(8) - 1) / 4);
}

#[test]
fn a_byte_order_mark_is_stripped_at_the_start_of_the_input_only() {
    let bytes = b"\xef\xbb\xbfa,b\n\xef\xbb\xbfc,d\n";
    for block_bytes in 1..20 {
        let records = by_split(bytes, b',', NO_LIMIT, block_bytes, 2);
        assert_eq!(records, by_csv(bytes, b','));
        assert_eq!(records[1].fields.as_ref().unwrap()[0], b"\xef\xbb\xbfc");
    }
}

#[test]
fn a_long_open_record_is_read_in_linear_time() {
    let mut bytes = b"\"".to_vec();
    bytes.resize(1 << 20, b'\n');
    let records = by_split(&bytes, b',', usize::MAX, 64, 4);
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].fields.as_ref().unwrap()[0].len(), (1 << 20) - 1);
}
