//! Events and tracks for other programs: Google Earth, QGIS, GeoPandas, a chart plotter.
//!
//!     cargo run --release --features flatgeobuf,parquet --example formats_for_maps -- [INPUT] [DIR]
//!
//! Without arguments it reads the simulated sea in `data/east_sea` and writes into `target/formats_for_maps`. Without the features it
//! says which files it cannot write.

use std::path::{Path, PathBuf};

use darkwake::output::Format;
use darkwake::{Pipeline, Result};

const WANTED: [(Format, &str); 7] = [
    (Format::Kml, "Google Earth: a folder a type, a slider of time, the evidence on a click"),
    (Format::TracksKml, "Google Earth: ships that move with the slider"),
    (Format::TracksGpx, "chart plotters: every fix with its time"),
    (Format::FlatGeobuf, "QGIS, or `ogrinfo -so -al events.fgb`"),
    (Format::TracksFlatGeobuf, "QGIS: a line a hull"),
    (Format::GeoParquet, "GeoPandas: `geopandas.read_parquet(\"events.parquet\")`"),
    (Format::TracksGeoParquet, "GeoPandas: a row a hull"),
];

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let input = arguments.next().unwrap_or_else(|| root.join("data/east_sea/ais.csv"));
    let dir = arguments.next().unwrap_or_else(|| root.join("target/formats_for_maps"));

    let mut formats = Vec::new();
    for (format, program) in WANTED {
        match format.check_available() {
            Ok(()) => formats.push((format, program)),
            Err(error) => println!("{:<16} left out: {error}", format.file_name()),
        }
    }
    let found = Pipeline::new().inputs([input]).run()?;
    let names: Vec<Format> = formats.iter().map(|&(format, _)| format).collect();
    let summary = found.write(&dir, &names)?;
    for (format, program) in formats {
        let bytes = summary.files[format.file_name()].bytes;
        println!("{:<16} {bytes:>9} bytes, for {program}", format.file_name());
    }
    println!("written into {}", dir.display());
    Ok(())
}
