//! The main job: AIS positions in, suspicious behaviour out, the hulls to look at first on top.
//!
//!     cargo run --release --features world --example flag_suspicious -- [INPUT] [OUT_DIR]
//!
//! Without arguments it reads the simulated sea in `data/east_sea` and writes the files into `target/flag_suspicious`.
//! Without the feature `world` there is no land, and slow stays near the shore are listed too.

use std::path::{Path, PathBuf};

use darkwake::Pipeline;
use darkwake::assess::Dossier;
use darkwake::output::Format;

fn main() -> darkwake::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let input = arguments.next().unwrap_or_else(|| root.join("data/east_sea/ais.csv"));
    let out_dir = arguments.next().unwrap_or_else(|| root.join("target/flag_suspicious"));

    let found = Pipeline::new().input(&input).run()?;

    let rows = &found.tracks.report().rows;
    let rejected: u64 = rows.rejected.values().sum();
    println!("{} rows read: {} kept, {} duplicates, {rejected} rejected", rows.read, rows.kept, rows.duplicates);
    println!("{} vessels, {} hulls, {} events", found.tracks.vessels().len(), found.tracks.len(), found.events.len());

    println!("\nWhat to look at first. {}", Dossier::NOTE);
    for dossier in found.dossiers.iter().filter(|dossier| dossier.rank.is_some()).take(10) {
        println!("\n{dossier}");
        for event in found.events.iter().filter(|event| dossier.cites(event.id)).take(4) {
            println!("    {event}");
        }
    }

    found.write(&out_dir, &Format::DEFAULT)?;
    println!("\nAll events are in {}", out_dir.display());
    Ok(())
}
