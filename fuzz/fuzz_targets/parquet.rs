//! Any bytes as a Parquet file: read with every row accounted for, or refused in words, and the same for any size of blocks.
#![no_main]

use std::cell::RefCell;
use std::fs::File;
use std::io::{Seek, Write};
use std::path::PathBuf;
use std::sync::Once;

use darkwake::{Fixes, Reader, Result};
use libfuzzer_sys::fuzz_target;
use tempfile::TempPath;

/// A Parquet file starts and ends with it.
const MAGIC: &[u8] = b"PAR1";

/// libFuzzer ends at any panic, those that become errors included.
static WITHOUT_CAUGHT: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    WITHOUT_CAUGHT.call_once(darkwake::hush_caught_panics);
    // What does not start so is taken for text, which the target `rows` reads.
    let mut file = bytes.to_vec();
    if !file.starts_with(MAGIC) {
        file.splice(0..0, MAGIC.iter().copied());
    }
    if !file.ends_with(MAGIC) {
        file.extend_from_slice(MAGIC);
    }
    let path = file_with(&file);
    let read = |block_bytes: usize| -> Result<Fixes> {
        Reader::builder().input(&path).block_bytes(block_bytes).build()?.read()
    };
    match (read(1 << 20), read(61)) {
        (Ok(whole), Ok(pieces)) => {
            assert!(whole.report().rows.adds_up(), "{:?}", whole.report());
            assert!(whole.iter().eq(pieces.iter()), "rows depend on the size of blocks");
            assert_eq!(whole.report(), pieces.report());
        }
        (Err(whole), Err(pieces)) => assert_eq!(whole.to_string(), pieces.to_string()),
        (whole, pieces) => panic!("{:?} in one block, {:?} in many", whole.map(drop), pieces.map(drop)),
    }
});

/// A file is made once and written anew for each input.
fn file_with(bytes: &[u8]) -> PathBuf {
    thread_local! {
        static FILE: RefCell<Option<(File, TempPath)>> = const { RefCell::new(None) };
    }
    FILE.with_borrow_mut(|made| {
        let (file, path) = made.get_or_insert_with(|| {
            let file = tempfile::Builder::new().suffix(".parquet").tempfile().expect("a temporary file");
            file.into_parts()
        });
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(bytes)).expect("a file to write to");
        path.to_path_buf()
    })
}
