//! Thresholds are yours to set: the same tracks under several rules, side by side.
//!
//!     cargo run --release --example tune_detectors -- [INPUT]

use std::path::{Path, PathBuf};

use darkwake::detect::{Detector, Gap, Loitering, SpeedSource};
use darkwake::{Reader, TrackSet};

fn main() -> darkwake::Result<()> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/east_sea/ais.csv");
    let input = std::env::args_os().nth(1).map_or(sample, PathBuf::from);
    let tracks = Reader::from_path(input)?.read()?.into_tracks();

    println!("Silences longer than so many hours:");
    for hours in [3.0, 6.0, 12.0, 24.0] {
        let gaps = Gap::builder().min_duration_h(hours).build()?.find(&tracks);
        let open = gaps.iter().filter(|gap| gap.end.is_none()).count();
        println!("  {hours:>4} h  {:>4} gaps, {open} of them open at the end of the data", gaps.len());
    }

    println!("Slow stays:");
    count("Global Fishing Watch, 2 h", &Loitering::default(), &tracks);
    count("Miller et al. 2018, 8 h", &Loitering::miller2018(), &tracks);
    count("RFMO practice, 4 h", &Loitering::rfmo(), &tracks);
    count("satellite, steps of 3 h", &Loitering::satellite(), &tracks);
    let mut own = Loitering::builder();
    own.max_speed_kn(1.0).min_duration_h(3.0).speed(SpeedSource::Reported);
    count("1 kn by reported speed, 3 h", &own.build()?, &tracks);

    match Gap::builder().min_duration_h(-6.0).build() {
        Ok(_) => unreachable!("a negative duration is refused"),
        Err(error) => println!("A wrong value is refused in words: {error}"),
    }
    Ok(())
}

fn count(name: &str, rule: &Loitering, tracks: &TrackSet) {
    let stays = rule.find(tracks);
    let hours: f64 = stays.iter().map(|stay| stay.observed_h).sum();
    println!("  {name:<28} {:>4} stays, {hours:>7.1} h observed", stays.len());
}
