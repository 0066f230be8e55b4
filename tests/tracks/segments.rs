//! Our segments beside those that Global Fishing Watch's segmenter gave to the same messages.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;

use darkwake::{Fix, Fixes, Position, VesselId};
use flate2::read::MultiGzDecoder;

use super::rows::timestamp;
use crate::support::reference;

/// How many pairs of messages both put into one segment or both into two, of how many pairs.
fn agreement(file: &str) -> Option<(usize, usize)> {
    let mut text = String::new();
    MultiGzDecoder::new(File::open(reference(&format!("gfw/segments/{file}.json.gz"))?).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    let mut fixes = Fixes::builder();
    let mut theirs = BTreeMap::new();
    for (message, line) in text.lines().enumerate() {
        let line: serde_json::Value = serde_json::from_str(&line.replace(": NaN", ": null")).unwrap();
        let Some(position) = line["lat"].as_f64().zip(line["lon"].as_f64()) else { continue };
        let position = Position::new(position.0, position.1).unwrap();
        let mut fix = Fix::new(timestamp(line["timestamp"].as_str().unwrap()), position);
        if let Some(sog_kn) = line["speed"].as_f64().filter(|&sog_kn| sog_kn < 102.25) {
            fix = fix.with_sog_kn(sog_kn);
        }
        if let Some(cog_deg) = line["course"].as_f64().filter(|&cog_deg| cog_deg < 360.0) {
            fix = fix.with_cog_deg(cog_deg);
        }
        fixes.push(VesselId::new(line["ssvid"].as_str().unwrap()), fix);
        // A message without a segment is one of its own.
        let segment = line["expected"].as_str().map_or(format!("noise {message}"), str::to_owned);
        theirs.entry(key(&fix)).or_insert(segment);
    }
    let tracks = fixes.build().into_tracks();
    let mut ours = BTreeMap::new();
    for track in tracks.iter() {
        for (number, segment) in track.segments().enumerate() {
            ours.extend(segment.iter().map(|fix| (key(&fix), format!("{} {number}", track.hull()))));
        }
    }
    for (number, noise) in tracks.noise().iter().enumerate() {
        ours.insert(key(&noise.fix), format!("noise {number}"));
    }
    let labels: Vec<(&String, &String)> =
        theirs.iter().filter_map(|(fix, label)| Some((label, ours.get(fix)?))).collect();
    let mut same = 0;
    for (index, a) in labels.iter().enumerate() {
        same += labels[..index].iter().filter(|b| (a.0 == b.0) == (a.1 == b.1)).count();
    }
    if std::env::var("LOOK").is_ok_and(|name| name == file) {
        for (fix, label) in &theirs {
            println!(
                "{} {} {} | {label} | {:?}",
                darkwake::Timestamp::from_millisecond(fix.0).unwrap(),
                f64::from_bits(fix.1),
                f64::from_bits(fix.2),
                ours.get(fix)
            );
        }
    }
    Some((same, labels.len() * (labels.len() - 1) / 2))
}

fn key(fix: &Fix) -> (i64, u64, u64) {
    (fix.time_ms(), fix.position().lat_deg().to_bits(), fix.position().lon_deg().to_bits())
}

#[test]
fn agree_with_global_fishing_watch() {
    for file in [
        "regr_247391700",
        "regr_251138840",
        "regr_338142021",
        "regr_412420156",
        "regr_412420375",
        "regr_412421155",
        "regr_412440222",
        "regr_412588888",
        "regr_413503050",
        "regr_416004378",
        "regr_416229900",
        "regr_416239500",
        "regr_416558000",
        "regr_520318000",
        "regr_633310367",
        "regr_666666601",
    ] {
        let Some((same, pairs)) = agreement(file) else { return };
        println!("AG {file} {same} {pairs} {:.4}", same as f64 / pairs as f64);
    }
}
