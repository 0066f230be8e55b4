//! Records against `csv`, for any delimiter, size of blocks and number of blocks at a time.
#![no_main]

use arbitrary::Arbitrary;
use darkwake::{RawOptions, RawRecord, raw_records};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    delimiter: Delimiter,
    block_bytes: u16,
    wave_blocks: u8,
    text: &'a [u8],
}

#[derive(Debug, Arbitrary)]
enum Delimiter {
    Comma,
    Semicolon,
    Tab,
    Bar,
}

fuzz_target!(|input: Input<'_>| {
    let delimiter = match input.delimiter {
        Delimiter::Comma => b',',
        Delimiter::Semicolon => b';',
        Delimiter::Tab => b'\t',
        Delimiter::Bar => b'|',
    };
    let options = RawOptions {
        delimiter,
        max_record_bytes: 1 << 20,
        block_bytes: usize::from(input.block_bytes) + 1,
        wave_blocks: usize::from(input.wave_blocks % 8) + 1,
    };
    let found = raw_records(std::io::Cursor::new(input.text.to_vec()), options).expect("memory can be read");
    assert_eq!(found, by_csv(input.text, delimiter), "{options:?}");
});

/// What `csv` reads, with the byte and the line at which each record starts.
fn by_csv(text: &[u8], delimiter: u8) -> Vec<RawRecord> {
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.has_headers(false).flexible(true).delimiter(delimiter).from_reader(text);
    let mut record = csv::ByteRecord::new();
    let mut records = Vec::new();
    while reader.read_byte_record(&mut record).expect("memory can be read") {
        let mut at = record.position().expect("a record that was read has a place").byte() as usize;
        if at == 0 && text.starts_with(b"\xef\xbb\xbf") {
            at = 3;
        }
        // The place that csv gives lies before blank lines.
        at += text[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        records.push(RawRecord {
            byte: at as u64,
            line: 1 + text[..at].iter().filter(|&&byte| byte == b'\n').count() as u64,
            fields: Some(record.iter().map(<[u8]>::to_vec).collect()),
        });
    }
    records
}
