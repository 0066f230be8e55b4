//! Which ships were in which zone, and which may have been there unseen.
//!
//!     cargo run --release --example zones -- [INPUT [ZONES.geojson]]
//!
//! Without arguments: the simulated sea in `data/east_sea` and the two closures made up for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use darkwake::chart::Zones;
use darkwake::detect::{Context, Detector, ZoneVisit};
use darkwake::{Chart, Event, EventKind, Reader, ZoneVisitEvidence};

fn main() -> darkwake::Result<()> {
    let sea = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/east_sea");
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let input = arguments.next().unwrap_or_else(|| sea.join("ais.csv"));
    let zones = Zones::from_geojson(arguments.next().unwrap_or_else(|| sea.join("zones.geojson")))?;

    let tracks = Reader::from_path(&input)?.read()?.into_tracks();
    let chart = Chart::new().with_zones(zones);
    let context = Context::of(&tracks).with_chart(&chart);
    let events = ZoneVisit::default().find_with(&tracks, &context);
    let (possible, visits): (Vec<&Event>, Vec<&Event>) = events.iter().partition(|event| event.is_possible());

    let mut by_zone: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    for visit in visits.iter().filter_map(|event| evidence(event)) {
        let (count, hours) = by_zone.entry(&visit.zone).or_default();
        *count += 1;
        *hours += visit.inside_h;
    }
    for (zone, (count, hours)) in &by_zone {
        println!("{zone}: {count} visits, {hours:.1} ship-hours seen inside");
    }

    println!("\nThe longest:");
    let mut longest = visits.clone();
    longest.sort_by(|a, b| b.duration_h.total_cmp(&a.duration_h).then(a.id.cmp(&b.id)));
    for visit in longest.iter().take(5) {
        println!("{visit}");
    }

    println!("\n{} silences in which a ship may have been in a zone; the longest:", possible.len());
    let mut unseen = possible;
    let at_most_h = |event: &Event| evidence(event).and_then(|visit| visit.at_most_inside_h).unwrap_or(0.0);
    unseen.sort_by(|a, b| at_most_h(b).total_cmp(&at_most_h(a)).then(a.id.cmp(&b.id)));
    for silence in unseen.iter().take(5) {
        println!("{silence}");
    }
    Ok(())
}

fn evidence(event: &Event) -> Option<&ZoneVisitEvidence> {
    match &event.kind {
        EventKind::ZoneVisit(evidence) => Some(evidence),
        _ => None,
    }
}
