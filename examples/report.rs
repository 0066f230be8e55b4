//! The report, alone: one page for a person to look at, with zones, ports and what a list says of ships.
//!
//!     cargo run --release --features world --example report -- [INPUT] [REPORT.html]
//!
//! Without arguments it reads the simulated sea in `data/east_sea` with its zones and anchorages, and writes
//! `target/report.html`. Without the feature `world` the map has no land.

use std::path::{Path, PathBuf};

use darkwake::output::OutputFile;
use darkwake::{Config, Pipeline, Selection, Timestamp, VesselList};

/// What is known of two ships beside the data: made up, as they are.
const LIST: &str = "\
mmsi,class,flag,authorised
351100000,carrier,PAN,yes
441100993,fishing,KOR,no
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let mut pipeline = Pipeline::new();
    let input = arguments.next();
    let page = arguments.next().unwrap_or_else(|| root.join("target/report.html"));

    if input.is_none() {
        let sea = root.join("data/east_sea");
        let mut config = Config::default();
        config.chart.zones.push(sea.join("zones.geojson"));
        config.chart.ports.push(sea.join("ports.csv"));
        // Chosen among events, never among rows: tracks are whole, and no ship falls silent for it.
        let from: Timestamp = "2024-05-02T00:00Z".parse()?;
        pipeline = pipeline
            .config(config)
            .vessel_list(VesselList::from_csv("list", LIST.as_bytes())?)
            .select(Selection::default().from(from));
    }
    let found = pipeline.input(input.unwrap_or_else(|| root.join("data/east_sea/ais.csv"))).run()?;

    // Whole or not there: it is written beside its place first.
    let summary = found.summary();
    page.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    let mut file = OutputFile::create(&page)?;
    found.report(&summary).to_html(&mut file)?;
    file.finish()?;
    println!("{} events of {} hulls: open {} in a browser", found.events.len(), found.tracks.len(), page.display());
    for condition in &summary.conditions_off {
        println!("not judged: {condition}");
    }
    Ok(())
}
