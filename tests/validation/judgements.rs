//! Human judgements: whether two fixes belong to one segment of one ship.

use darkwake::{Mmsi, TrackSet, VesselId};

use super::leave_evidence;
use crate::support::reference;
use crate::tracks::rows::{SHARED_MMSI, read, timestamp};

/// Which segment a fix is in, as (hull, segment); every noise fix is a segment of its own.
fn segment(tracks: &TrackSet, vessel: &VesselId, time: &str, lat: f64, lon: f64) -> Option<(u32, usize)> {
    let time = timestamp(time);
    let is_it = |fix: darkwake::Fix| {
        let (dlat, dlon) = (fix.position().lat_deg() - lat, fix.position().lon_deg() - lon);
        fix.time() == time && dlat.abs() < 1e-4 && dlon.abs() < 1e-4
    };
    tracks.tracks_of(vessel).find_map(|track| {
        let index = track.segments().position(|segment| segment.iter().any(is_it));
        index.map(|index| (track.hull(), index))
    })
}

#[test]
fn twelve_of_thirteen_judgements_come_out() {
    let (Some(pairs), Some(file)) =
        (reference("gfw/gpsdio-segment-point-pairs.json"), reference("ais/shared_mmsi_2014.csv.gz"))
    else {
        return;
    };
    let tracks = read(&file, &SHARED_MMSI).into_tracks();
    let pairs: serde_json::Value = serde_json::from_slice(&std::fs::read(pairs).unwrap()).unwrap();
    let pairs = pairs["pairs"].as_array().unwrap();
    let mut wrong = Vec::new();
    for pair in pairs {
        let vessel = VesselId::from(Mmsi::new(pair["mmsi"].as_u64().unwrap() as u32).unwrap());
        let [first, second] = ["p1", "p2"].map(|point| {
            let point = &pair[point];
            let (lat, lon) = (point["lat"].as_f64().unwrap(), point["lon"].as_f64().unwrap());
            segment(&tracks, &vessel, point["timestamp"].as_str().unwrap(), lat, lon)
        });
        let same = first.is_some() && first == second;
        if same != pair["same_track_2019"].as_bool().unwrap() {
            wrong.push(format!("{} {first:?} {second:?}", pair["note"]));
        }
    }
    assert_eq!(pairs.len(), 13);
    leave_evidence("judgements of pairs of fixes", pairs.len(), pairs.len() - wrong.len());
    // 600011817 sails 11.6 nm in 12 min from a fix that reports speed and course: over 25 kn x 27 min = 11.25 nm beyond
    // dead reckoning, so the later fix is wild. It is the judgement that was turned round later.
    assert_eq!(wrong.len(), 1, "{wrong:#?}");
    assert!(wrong[0].contains("11.6 nm in 12 min"), "{wrong:#?}");
}
