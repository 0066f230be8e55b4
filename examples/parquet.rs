//! Tracks to Parquet and back: the same events, to the last bit.
//!
//!     cargo run --release --features parquet --example parquet -- [INPUT] [TRACKS.parquet]
//!
//! Without arguments it reads the simulated sea in `data/east_sea` and writes `target/tracks.parquet`.

use std::path::{Path, PathBuf};

use darkwake::detect::{Detector, Gap};
use darkwake::output::{CleanParquet, CleanTable, OutputFile, tracks_to_table};
use darkwake::{Event, Reader, TrackSet};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let input = arguments.next().unwrap_or_else(|| root.join("data/east_sea/ais.csv"));
    let parquet = arguments.next().unwrap_or_else(|| root.join("target/tracks.parquet"));

    let tracks = Reader::from_path(&input)?.read()?.into_tracks();
    parquet.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    let mut file = OutputFile::create(&parquet)?;
    let mut table = Box::new(CleanParquet::new(&mut file, true)?);
    let rows = tracks_to_table(&tracks, &mut *table)?;
    table.finish()?;
    file.finish()?;
    println!("{rows} fixes, sorted by vessel, hull and time, are in {}", parquet.display());

    // Columns are known by their names, as those of a CSV file are; every row is accounted for.
    let fixes = Reader::from_path(&parquet)?.read()?;
    println!("read as {}: {:?}", fixes.report().inputs[0].dialect.name, fixes.report().rows);
    assert_eq!(gaps(&tracks), gaps(&fixes.into_tracks()));
    println!("{} gaps, the same from both", gaps(&tracks).len());
    Ok(())
}

fn gaps(tracks: &TrackSet) -> Vec<Event> {
    Gap::default().find(tracks)
}
