//! Gaps, each with what other ships tell of reception: was it chance, an outage, or neither?
//!
//!     cargo run --release --example dark_gaps_with_reception -- [INPUT]
//!
//! Without arguments it reads the simulated sea in `data/east_sea`.

use std::path::{Path, PathBuf};

use darkwake::detect::{Context, Detector, Gap};
use darkwake::{EventKind, Reader, Reception, ReceptionParams};

fn main() -> darkwake::Result<()> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/east_sea/ais.csv");
    let input = std::env::args_os().nth(1).map_or(sample, PathBuf::from);

    let tracks = Reader::from_path(&input)?.read()?.into_tracks();
    let reception = Reception::learn(&tracks, &ReceptionParams::default())?;
    println!("reception learned from {} hulls in {} cells", reception.hulls(), reception.cells());

    let context = Context::of(&tracks).with_reception(&reception);
    for event in Gap::default().find_with(&tracks, &context) {
        let (EventKind::Gap(gap), Some(verdict)) = (&event.kind, event.verdict) else { continue };
        println!("\n{event}");
        match gap.reason {
            Some(reason) => println!("    {verdict:?}: {reason:?}"),
            None => println!("    {verdict:?}"),
        }
        if let Some(found) = &gap.reception {
            println!(
                "    {} of {} hours tell; {:.1} other ships expected, {:.0} % of them heard; this one is heard {:.2} times as well",
                found.supported_hours,
                found.hours,
                found.mean_other_hulls,
                100.0 * found.mean_reception.unwrap_or(0.0),
                found.own_reception
            );
            println!("    chance alone would show {:.2e} such silences here", found.expected_by_chance);
        }
    }
    Ok(())
}
