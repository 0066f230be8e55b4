//! Our segments beside those that Global Fishing Watch's segmenter gave to the same messages.
//!
//! Every pair of messages that their code put into segments is in one segment or in two by both. What differs are the
//! messages to which theirs gave none. Each of those repeats the place of another at most ten minutes away, most of them
//! its speed and course too and a few seconds later, as a second receiver brings them with another clock. Theirs sets
//! them aside; ours keep them in the track, where they say no more than that the ship was still there, as only exact
//! repetitions are dropped.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;

use darkwake::{Fix, Fixes, Position, VesselId};
use flate2::read::MultiGzDecoder;

use super::leave_evidence;
use crate::support::reference;
use crate::tracks::rows::timestamp;

/// Of how many pairs of messages how many are together in both or apart in both.
#[derive(Debug, PartialEq)]
struct Agreement {
    /// Among the messages to which theirs gave a segment.
    segmented: (usize, usize),
    /// Among all; a message without a segment is one of its own.
    all: (usize, usize),
}

type Key = (i64, u64, u64);

fn key(fix: &Fix) -> Key {
    (fix.time_ms(), fix.position().lat_deg().to_bits(), fix.position().lon_deg().to_bits())
}

/// The messages of a file as fixes, with their segments.
fn messages(text: &str) -> (Fixes, BTreeMap<Key, Option<String>>) {
    let mut fixes = Fixes::builder();
    let mut segments = BTreeMap::new();
    for line in text.lines() {
        let line: serde_json::Value = serde_json::from_str(&line.replace(": NaN", ": null")).unwrap();
        let position = line["lat"].as_f64().zip(line["lon"].as_f64());
        let Some(position) = position.and_then(|(lat, lon)| Position::new(lat, lon)) else { continue };
        let mut fix = Fix::new(timestamp(line["timestamp"].as_str().unwrap()), position);
        if let Some(sog_kn) = line["speed"].as_f64().filter(|&sog_kn| sog_kn < 102.25) {
            fix = fix.with_sog_kn(sog_kn);
        }
        if let Some(cog_deg) = line["course"].as_f64().filter(|&cog_deg| cog_deg < 360.0) {
            fix = fix.with_cog_deg(cog_deg);
        }
        fixes.push(VesselId::new(line["ssvid"].as_str().unwrap()), fix);
        segments.entry(key(&fix)).or_insert(line["expected"].as_str().map(str::to_owned));
    }
    (fixes.build(), segments)
}

/// Whether another message has the same place at most ten minutes away.
fn is_repeated(messages: &BTreeMap<Key, Option<String>>, &(time_ms, lat, lon): &Key) -> bool {
    let around = messages.range((time_ms - 600_000, 0, 0)..=(time_ms + 600_000, u64::MAX, u64::MAX));
    around.filter(|((_, other_lat, other_lon), _)| (*other_lat, *other_lon) == (lat, lon)).count() > 1
}

fn agreement(file: &str) -> Option<Agreement> {
    let path = reference(&format!("gfw/segments/{file}.json.gz"))?;
    let mut text = String::new();
    MultiGzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let (fixes, theirs) = messages(&text);
    assert!(theirs.iter().all(|(key, segment)| segment.is_some() || is_repeated(&theirs, key)), "{file}");
    let tracks = fixes.into_tracks();
    let mut ours = BTreeMap::new();
    for track in tracks.iter() {
        for (number, segment) in track.segments().enumerate() {
            ours.extend(segment.iter().map(|fix| (key(&fix), (Some(track.hull()), number))));
        }
    }
    ours.extend(tracks.noise().iter().enumerate().map(|(number, noise)| (key(&noise.fix), (None, number))));

    // Messages that lost against another of the same time are in neither.
    let labels: Vec<_> = theirs.iter().filter_map(|(key, theirs)| Some((theirs.as_ref(), ours.get(key)?))).collect();
    let mut found = Agreement { segmented: (0, 0), all: (0, 0) };
    for (index, (their_a, our_a)) in labels.iter().enumerate() {
        for (their_b, our_b) in &labels[..index] {
            let together = their_a.is_some() && their_a == their_b;
            let agrees = usize::from(together == (our_a == our_b));
            found.all = (found.all.0 + agrees, found.all.1 + 1);
            if their_a.is_some() && their_b.is_some() {
                found.segmented = (found.segmented.0 + agrees, found.segmented.1 + 1);
            }
        }
    }
    Some(found)
}

#[test]
fn segments_agree_with_those_of_global_fishing_watch() {
    let (mut segmented_pairs, mut all_pairs) = ((0, 0), (0, 0));
    for (file, least_of_all) in [
        ("regr_247391700", 0.98),
        ("regr_251138840", 1.0),
        ("regr_338142021", 1.0),
        ("regr_412420156", 1.0),
        ("regr_412420375", 0.81),
        ("regr_412421155", 0.73),
        ("regr_412440222", 1.0),
        ("regr_412588888", 0.999),
        ("regr_413503050", 1.0),
        ("regr_416004378", 1.0),
        ("regr_416229900", 0.95),
        ("regr_416239500", 1.0),
        ("regr_416558000", 0.95),
        ("regr_520318000", 0.99),
        ("regr_633310367", 1.0),
        ("regr_666666601", 0.70),
    ] {
        let Some(Agreement { segmented, all }) = agreement(file) else { return };
        let rand_index = all.0 as f64 / all.1 as f64;
        assert_eq!(segmented.0, segmented.1, "{file}");
        assert!(rand_index >= least_of_all, "{file}: {rand_index}");
        segmented_pairs = (segmented_pairs.0 + segmented.1, segmented_pairs.1 + segmented.0);
        all_pairs = (all_pairs.0 + all.1, all_pairs.1 + all.0);
    }
    leave_evidence("pairs of messages with segments", segmented_pairs.0, segmented_pairs.1);
    leave_evidence("pairs of all messages", all_pairs.0, all_pairs.1);
}
