//! Pictures for a paper: a map and a plot over time of the first event of each type, and of the ship to look at first.
//!
//!     cargo run --release --features world --example pictures -- [INPUT] [DIR]
//!
//! Without arguments it reads the simulated sea in `data/east_sea` and writes into `target/pictures`. Without the feature
//! `world` maps have no land.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use darkwake::output::plot::{EventMap, HullMap, TimePlot};
use darkwake::{Config, Pipeline};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let mut config = Config::default();
    let input = arguments.next().unwrap_or_else(|| {
        config.chart.zones.push(root.join("data/east_sea/zones.geojson"));
        config.chart.ports.push(root.join("data/east_sea/ports.csv"));
        root.join("data/east_sea/ais.csv")
    });
    let dir = arguments.next().unwrap_or_else(|| root.join("target/pictures"));
    fs::create_dir_all(&dir)?;

    let found = Pipeline::new().input(input).config(config).run()?;
    let chart = found.chart.as_ref();
    let mut drawn = BTreeSet::new();
    for event in &found.events {
        if drawn.insert(event.type_name()) {
            let (map, time) = (format!("{}.map.svg", event.type_name()), format!("{}.time.svg", event.type_name()));
            EventMap::new(event, &found.tracks).with_chart(chart).to_svg(File::create(dir.join(map))?)?;
            TimePlot::of_event(event, &found.tracks).with_chart(chart).to_svg(File::create(dir.join(time))?)?;
        }
    }
    if let Some(first) = found.dossiers.first()
        && let Some(track) = found.tracks.track_of(&first.vessel, first.hull)
    {
        let (map, time) = (File::create(dir.join("ship.map.svg"))?, File::create(dir.join("ship.time.svg"))?);
        HullMap::new(&track, &found.tracks, &found.events).with_chart(chart).to_svg(map)?;
        TimePlot::of_hull(&track, &found.tracks, &found.events).with_chart(chart).to_svg(time)?;
    }
    println!("an event each of {drawn:?} and a ship are drawn in {}", dir.display());
    Ok(())
}
