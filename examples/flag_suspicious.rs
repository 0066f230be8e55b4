//! The main job: AIS positions in, suspicious behaviour out, the most striking first.
//!
//!     cargo run --release --example flag_suspicious -- [INPUT] [OUT_DIR]
//!
//! Without arguments it reads the simulated sea in `data/east_sea` and writes the files into `target/flag_suspicious`.

use std::path::{Path, PathBuf};

use darkwake::output::Format;
use darkwake::{Event, EventKind, Pipeline};

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

    let mut ranked: Vec<&Event> = found.events.iter().filter(|event| !lies_in_harbour(event)).collect();
    ranked.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.id.cmp(&b.id)));
    println!("\nThe most striking, those moored or at anchor left out. Silence alone is no proof.");
    for event in ranked.iter().take(20) {
        println!("{event}");
    }

    found.write(&out_dir, &[Format::Jsonl, Format::Csv, Format::GeoJson])?;
    println!("\nAll events are in {}", out_dir.display());
    Ok(())
}

fn lies_in_harbour(event: &Event) -> bool {
    matches!(&event.kind, EventKind::Loitering(stay) if stay.moored_or_anchored)
}

/// Hours, with silences of ships that were heard well before counting double.
fn weight(event: &Event) -> f64 {
    match &event.kind {
        EventKind::Gap(gap) if gap.fixes_12h_before >= 14 => 2.0 * event.duration_h,
        _ => event.duration_h,
    }
}
