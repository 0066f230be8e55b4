//! What is damaged: the starts of real files in every dialect where they are present, and of simulated ones.

use std::io::Read;
use std::path::Path;

use crate::support::reference;
use crate::support::rows::Rows;

/// So much of each: a few dozen rows, so that one wrong byte matters.
const BYTES: usize = 6_000;

pub(super) struct Source {
    pub(super) name: String,
    pub(super) text: Vec<u8>,
}

pub(super) fn all() -> Vec<Source> {
    let mut sources: Vec<Source> = (1..=3)
        .map(|seed| Source { name: format!("simulated {seed}"), text: cut(Rows::simulated(seed).text("\n")) })
        .collect();
    let small = |name: &str, text: &[u8]| Source { name: name.to_owned(), text: text.to_vec() };
    sources.push(small("quoted", &quoted()));
    sources.push(small(
        "epoch",
        b"mmsi;t;lon;lat;speed\n440000001;1714521600;129.5;35.1;10.5\n440000001;1714521660;129.6;35.1;10\n",
    ));
    if let Some(folder) = reference("ais") {
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        sources.extend(paths.iter().filter_map(|path| real(path)));
    }
    sources
}

/// The first bytes of a file; `None` where this build cannot read them.
fn real(path: &Path) -> Option<Source> {
    let file = std::fs::File::open(path).unwrap();
    let is_gzip = path.extension().is_some_and(|extension| extension == "gz");
    let mut text = Vec::new();
    if !is_gzip {
        file.take(BYTES as u64).read_to_end(&mut text).unwrap();
    } else {
        #[cfg(feature = "gzip")]
        flate2::read::MultiGzDecoder::new(file).take(BYTES as u64).read_to_end(&mut text).unwrap();
        #[cfg(not(feature = "gzip"))]
        return None;
    }
    Some(Source { name: path.file_name()?.display().to_string(), text })
}

/// Names over several lines, quotes in names, blank lines and lone carriage returns.
fn quoted() -> Vec<u8> {
    let mut text = b"MMSI,BaseDateTime,LAT,LON,SOG,COG,VesselName\r\n".to_vec();
    for row in 0..40 {
        let name = ["\"SEA \"\"B\"\"\"", "\"TWO\nLINES\"", "5\" GUN", "\"A,B\"", "PLAIN"][row % 5];
        let line = format!(
            "{},2024-05-01T00:{row:02}:00,35.{row:02},129.5,8.{},90,{name}\r\n",
            440_000_001 + row % 3,
            row % 10
        );
        text.extend_from_slice(line.as_bytes());
    }
    text
}

fn cut(mut text: Vec<u8>) -> Vec<u8> {
    text.truncate(BYTES);
    text
}
