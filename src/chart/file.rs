//! A file of the chart, read whole.

use std::io::{Cursor, Read};
use std::path::Path;

use crate::ingest::{Input, MAX_EXPANSION, Meter, Origin};
use crate::{Error, FileDigest, Result};

/// A file of the chart: its bytes, decompressed, and what identifies them.
#[derive(Debug)]
pub(super) struct ChartFile {
    /// As it was named.
    pub(super) name: String,
    /// Without compression and byte order mark.
    pub(super) bytes: Vec<u8>,
    /// Size and hash of the file as it is stored.
    pub(super) digest: FileDigest,
}

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl ChartFile {
    /// Reads a file, plain or compressed as inputs may be.
    pub(super) fn read(path: &Path) -> Result<ChartFile> {
        let name = path.display().to_string();
        let failed = |source| Error::io(format!("reading {}", path.display()), source);
        let stored = std::fs::read(path).map_err(failed)?;
        let digest = FileDigest::of_bytes(&stored);
        let input = Input { name: name.clone(), origin: Origin::Reader(Box::new(Cursor::new(stored))) };
        let mut bytes = Vec::new();
        input.open(&Meter::new(None, None), MAX_EXPANSION)?.read_to_end(&mut bytes).map_err(failed)?;
        if bytes.starts_with(BYTE_ORDER_MARK) {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(ChartFile { name, bytes, digest })
    }

    /// Whether it is JSON rather than a table.
    pub(super) fn is_json(&self) -> bool {
        matches!(self.bytes.trim_ascii_start().first(), Some(b'{' | b'['))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_text() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("zones.geojson");
        std::fs::write(&path, b"\xef\xbb\xbf {}").unwrap();
        let file = ChartFile::read(&path).unwrap();
        assert_eq!((file.bytes.as_slice(), file.is_json(), file.digest.bytes), (b" {}".as_slice(), true, 6));
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn gzip_is_read_as_it_is_and_vouched_for_as_it_is_stored() {
        use std::io::Write;
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("ports.csv.gz");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"name,lat,lon\n").unwrap();
        let stored = encoder.finish().unwrap();
        std::fs::write(&path, &stored).unwrap();
        let file = ChartFile::read(&path).unwrap();
        assert_eq!((file.bytes.as_slice(), file.is_json()), (b"name,lat,lon\n".as_slice(), false));
        assert_eq!(file.digest, FileDigest::of_bytes(&stored));
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = ChartFile::read(Path::new("no/such.geojson")).unwrap_err();
        assert!(error.to_string().starts_with("reading no/such.geojson: "), "{error}");
    }
}
