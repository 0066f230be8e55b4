//! Who came within 2 km of a place, and when?
//!
//! ```text
//! cargo run --release --example who_was_here [FILE [LAT LON [FROM TO]]]
//! ```
//! Without a place it takes the first fix of the hull with the most fixes; without times, all of the data.

use std::error::Error;

use darkwake::{Position, Reader, Timestamp, TrackIndex};

const RADIUS_M: f64 = 2000.0;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument = |index: usize| arguments.get(index).map(String::as_str);
    let default_path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/east_sea/ais.csv");
    let tracks = Reader::from_path(argument(0).unwrap_or(default_path))?.read()?.into_tracks();

    let place = match (argument(1), argument(2)) {
        (Some(lat), Some(lon)) => Position::new(lat.parse()?, lon.parse()?).ok_or("LAT or LON is out of range")?,
        (Some(_), None) => return Err("LAT needs a LON".into()),
        _ => {
            let longest = tracks.iter().reduce(|best, next| if next.len() > best.len() { next } else { best });
            longest.ok_or("the file has no fix")?.fix(0).position()
        }
    };
    let from = argument(3).map_or(Ok(Timestamp::MIN), str::parse)?;
    let to = argument(4).map_or(Ok(Timestamp::MAX), str::parse)?;

    let index = TrackIndex::new(&tracks);
    let passages = index.within(place, RADIUS_M, from..=to);
    println!("{} hulls within {RADIUS_M} m of {:.5}, {:.5}", passages.len(), place.lat_deg(), place.lon_deg());
    println!("{:<12} {:>9}  {:<20} {:<20} {:>8}", "vessel", "nearest m", "entered", "left", "hours");
    for passage in &passages {
        let vessel = &tracks.track(passage.hull).vessel().id;
        let (nearest_m, inside_h) = (passage.closest.distance_m, passage.inside_h);
        let [entered, left] = [passage.entered, passage.left].map(|time| format!("{time:.0}"));
        println!("{vessel:<12} {nearest_m:>9.0}  {entered:<20} {left:<20} {inside_h:>8.2}");
    }

    println!("\nthe five nearest at any time in that span");
    for near in index.nearest_hulls(place, from..=to, 5) {
        let vessel = &tracks.track(near.hull).vessel().id;
        println!("{vessel:<12} {:>9.0} m at {:.0}", near.distance_m, near.time);
    }
    Ok(())
}
