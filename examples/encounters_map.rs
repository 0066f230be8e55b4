//! Who met whom: the encounters of a file, printed, and a map of both tracks within each meeting.
//!
//!     cargo run --release --example encounters_map -- [INPUT] [MAP.geojson]
//!
//! Without arguments it reads the simulated sea in `data/east_sea` and writes `target/encounters_map.geojson`; any GeoJSON
//! viewer shows it.

use std::path::{Path, PathBuf};

use darkwake::detect::{Detector, Encounter};
use darkwake::{Event, EventKind, Reader, TrackSet, VesselId};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let input = arguments.next().unwrap_or_else(|| root.join("data/east_sea/ais.csv"));
    let map = arguments.next().unwrap_or_else(|| root.join("target/encounters_map.geojson"));

    let tracks = Reader::from_path(input)?.read()?.into_tracks();
    let found = Encounter::default().find(&tracks);
    let mut features = Vec::new();
    for event in &found {
        println!("{event}");
        features.push(json!({
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [event.position.lon_deg(), event.position.lat_deg()]},
            "properties": event,
        }));
        let (Some(other), EventKind::Encounter(meeting)) = (&event.other, &event.kind) else { continue };
        for (vessel, hull, class) in
            [(&event.vessel, event.hull, &meeting.ship_class), (&other.vessel, other.hull, &meeting.other_ship_class)]
        {
            features.push(json!({
                "type": "Feature",
                "geometry": {"type": "MultiLineString", "coordinates": way(&tracks, vessel, hull, event)},
                "properties": {"vessel": vessel, "hull": hull, "class": class, "encounter": event.id},
            }));
        }
    }
    map.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    std::fs::write(&map, serde_json::to_vec(&json!({"type": "FeatureCollection", "features": features}))?)?;
    println!("\n{} events; the map is in {}", found.len(), map.display());
    Ok(())
}

/// Where a hull was from the start of an event to its end, cut where it crosses the antimeridian.
fn way(tracks: &TrackSet, vessel: &VesselId, hull: u32, event: &Event) -> Vec<Vec<Value>> {
    let end = event.end.unwrap_or(tracks.data_end());
    let mut lines: Vec<Vec<Value>> = Vec::new();
    let mut last_lon_deg = f64::INFINITY;
    for track in tracks.tracks_of(vessel).filter(|track| track.hull() == hull) {
        // Entry and exit lie between fixes.
        let ends = [event.start, end].map(|time| track.position_at(time, f64::INFINITY));
        let fixes = track.between(event.start, end);
        let places = ends[0].into_iter().chain(fixes.iter().map(|fix| fix.position())).chain(ends[1]);
        for place in places {
            let (lat_deg, lon_deg) = (place.lat_deg(), place.lon_deg());
            match lines.last_mut() {
                Some(line) if (lon_deg - last_lon_deg).abs() <= 180.0 => line.push(json!([lon_deg, lat_deg])),
                _ => lines.push(vec![json!([lon_deg, lat_deg])]),
            }
            last_lon_deg = lon_deg;
        }
    }
    lines.retain(|line| line.len() > 1);
    lines
}
