//! What a file holds, before anything is looked for: the way of `darkwake inspect`.
//!
//!     cargo run --release --example inspect_file -- [FILE]

use std::error::Error;

use darkwake::{GeoBox, Pipeline};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| "data/noaa_nyharbor/ais.csv.gz".to_owned());
    let tracks = Pipeline::new().input(&file).tracks()?;
    let report = tracks.report();

    for input in &report.inputs {
        println!("{}: {} ({})", input.input, input.dialect.name, input.dialect.why);
        for column in &input.dialect.columns {
            println!("  {:<14} from column {} {}", column.role, column.index, column.header.as_deref().unwrap_or(""));
        }
    }

    // Nothing is dropped silently: read = kept + duplicates + rejected, and the first rejects of each reason are located.
    let rows = &report.rows;
    println!("{} rows read, {} kept, {} duplicates", rows.read, rows.kept, rows.duplicates);
    for (reason, count) in &rows.rejected {
        println!("  {count} {reason}, for example {}", report.examples[reason][0].position);
    }

    let positions: Vec<_> =
        tracks.iter().flat_map(|track| track.iter().map(|fix| fix.position()).collect::<Vec<_>>()).collect();
    if let Some(bbox) = GeoBox::around(positions) {
        println!("{} identities, {} hulls, within {bbox}", tracks.vessels().len(), tracks.len());
    }
    // Slow stays and meetings can be seen only while a ship is heard often enough.
    for max_step_h in [0.1, 1.0, 3.0] {
        let share = tracks.coverage(max_step_h).unwrap_or_default();
        println!("{:5.1} % of ship-hours lie in steps of at most {max_step_h} h", 100.0 * share);
    }
    Ok(())
}
