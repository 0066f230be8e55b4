//! Rows against `csv`, for any size of blocks and number of threads: the file as it is, and the same records as `csv` reads and
//! writes them, every field quoted, give the same fixes and the same account.
#![no_main]

use std::cell::RefCell;
use std::collections::BTreeMap;

use arbitrary::Arbitrary;
use darkwake::{Dialect, Fixes, Reader, Result};
use libfuzzer_sys::fuzz_target;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The header, and a row by which the shapes of its columns are known.
const START: &str = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n\
    440000001,2024-05-01T00:00:00,35.1,129.5,8.0,90.0,511.0,SEA ONE,IMO9074729,HLAB,70.0,0.0,120,20,6.5,70,A\n";

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    block_bytes: u16,
    threads: u8,
    facts: bool,
    text: &'a [u8],
}

fuzz_target!(|input: Input<'_>| {
    let text = [START.as_bytes(), input.text].concat();
    let threads = usize::from(input.threads % 8) + 1;
    let found = in_pool(threads, || read(text.clone(), usize::from(input.block_bytes) + 1, input.facts));
    let expected = in_pool(1, || read(quoted(&text), 1 << 20, input.facts));
    let (found, expected) = match (found, expected) {
        (Ok(found), Ok(expected)) => (found, expected),
        // The message quotes the row as it was written.
        (Err(_), Err(_)) => return,
        (found, expected) => panic!("{:?}, and by csv {:?}: {input:?}", found.map(drop), expected.map(drop)),
    };
    assert!(found.iter().eq(expected.iter()), "{input:?}");
    let (found, expected) = (&found.report().rows, &expected.report().rows);
    assert!(found.adds_up(), "{found:?}");
    assert_eq!(found, expected, "{input:?}");
});

fn read(text: Vec<u8>, block_bytes: usize, facts: bool) -> Result<Fixes> {
    Reader::builder()
        .reader("rows.csv", std::io::Cursor::new(text))
        .dialect(Dialect::MarineCadastre)
        .block_bytes(block_bytes)
        .facts(facts)
        .build()?
        .read()
}

/// The records as `csv` finds them, with all fields in quotes: nothing is left of the shape in which they were written.
fn quoted(text: &[u8]) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut writer =
        csv::WriterBuilder::new().flexible(true).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    for record in reader.byte_records() {
        writer.write_byte_record(&record.expect("memory can be read")).expect("memory can be written");
    }
    let mut quoted = writer.into_inner().expect("memory can be written");
    // A last record without an end may be cut, so formats are told without it.
    if !text.ends_with(b"\n") {
        quoted.pop();
    }
    quoted
}

/// Pools are made once each.
fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    thread_local! {
        static POOLS: RefCell<BTreeMap<usize, ThreadPool>> = const { RefCell::new(BTreeMap::new()) };
    }
    POOLS.with_borrow_mut(|pools| {
        let made = || ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
        pools.entry(threads).or_insert_with(made).install(work)
    })
}
