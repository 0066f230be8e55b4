//! Makes the simulated sea of `data/east_sea` again: `ais.csv`, `ports.csv`, `zones.geojson` and `truth.json`.
//!
//! ```text
//! cargo run --release --example make_east_sea -- [SEED] [DIRECTORY]
//! ```
//!
//! The seed is 20240501 and the directory `data/east_sea` unless given.

use std::error::Error;
use std::path::PathBuf;

use darkwake::scenario::Scenario;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let seed: u64 = arguments.next().unwrap_or_else(|| "20240501".to_owned()).parse()?;
    let directory = PathBuf::from(arguments.next().unwrap_or_else(|| "data/east_sea".to_owned()));

    let sea = Scenario::builder().seed(seed).build()?.simulate()?;
    std::fs::create_dir_all(&directory)?;
    std::fs::write(directory.join("ais.csv"), sea.csv())?;
    std::fs::write(directory.join("ports.csv"), sea.ports_csv())?;
    std::fs::write(directory.join("zones.geojson"), sea.zones_geojson())?;
    std::fs::write(directory.join("truth.json"), sea.truth().to_json())?;
    eprintln!("{} rows and {} true events in {}", sea.len(), sea.truth().events.len(), directory.display());
    Ok(())
}
