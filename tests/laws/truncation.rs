//! A file that ends anywhere is read as far as it goes, or refused in words.

use darkwake::{ErrorKind, Found, Result};

use crate::support::outputs::{found, reader_of};
use crate::support::rows::{Rows, draws};

/// That it was found, with an account that adds up, or that the error says something; how many rows were read.
fn check(found: Result<Found>, what: &str) -> Option<u64> {
    match found {
        Ok(found) => {
            let rows = &found.tracks.report().rows;
            assert!(rows.adds_up(), "{what}: {rows:?}");
            assert_eq!(rows.kept as usize, found.tracks.fix_count() + found.tracks.noise().len(), "{what}");
            Some(rows.read)
        }
        Err(error) => {
            let told = matches!(
                error.kind(),
                ErrorKind::Dialect(_) | ErrorKind::NoUsableRow(_) | ErrorKind::Format(_) | ErrorKind::Io { .. }
            );
            assert!(told && error.to_string().contains("ais.csv"), "{what}: {error}");
            None
        }
    }
}

#[test]
fn of_text_at_any_byte() {
    let rows = Rows::simulated(9);
    let text = rows.with(rows.rows[..12].iter().cloned()).text("\n");
    let header = rows.header.len() + 1;
    for end in 0..=text.len() {
        let rows = check(found(reader_of(text[..end].to_vec()).block_bytes(64)), &format!("the first {end} bytes"));
        let lines = text[..end].split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).count() as u64;
        if let Some(rows) = rows {
            assert_eq!(rows, lines - 1, "the first {end} bytes");
        } else {
            // The first row may be cut before it has a position.
            assert!(end < header + 120, "the first {end} bytes");
        }
    }
}

#[test]
fn of_text_of_many_blocks() {
    let text = Rows::simulated(10).text("\n");
    let mut draw = draws(10);
    for _ in 0..12 {
        let end = 400 + draw(text.len() - 400);
        let cut = reader_of(text[..end].to_vec()).block_bytes(5_000);
        assert!(check(found(cut), &format!("the first {end} bytes")).is_some());
    }
}

#[cfg(feature = "gzip")]
#[test]
fn of_gzip_at_any_byte() {
    use std::io::Write;
    let rows = Rows::simulated(9);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&rows.with(rows.rows[..60].iter().cloned()).text("\n")).unwrap();
    let stored = encoder.finish().unwrap();
    for end in 0..stored.len() {
        let cut = check(found(reader_of(stored[..end].to_vec())), &format!("the first {end} bytes"));
        assert_eq!(cut, None, "the first {end} bytes are no whole file");
    }
    assert_eq!(check(found(reader_of(stored)), "all of it"), Some(60));
}

#[cfg(feature = "gzip")]
#[test]
fn of_real_files() {
    let Some(path) = crate::support::reference("ais/solent_2016-01-12.csv.gz") else { return };
    let stored = std::fs::read(path).unwrap();
    let mut draw = draws(12);
    for _ in 0..12 {
        let end = draw(stored.len());
        assert_eq!(check(found(reader_of(stored[..end].to_vec())), &format!("the first {end} bytes")), None);
    }
}
