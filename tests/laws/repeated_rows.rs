//! Rows that are there twice say nothing new.

use crate::support::outputs::{Outputs, outputs, reader_of};
use crate::support::rows::Rows;

fn count(outputs: &Outputs, key: &str) -> u64 {
    outputs.summary["rows"][key].as_u64().unwrap()
}

fn rejected(outputs: &Outputs) -> Vec<(String, u64)> {
    let rejected = outputs.summary["rows"]["rejected"].as_object().unwrap();
    rejected.iter().map(|(reason, rows)| (reason.clone(), rows.as_u64().unwrap())).collect()
}

/// Each row twice, the second time somewhere else.
fn assert_repetitions_change_nothing(rows: &Rows, what: &str) {
    let twice = rows.with(rows.rows.iter().chain(&rows.shuffled(13).rows).cloned());
    let once = outputs(reader_of(rows.text("\n")));
    let twice = outputs(reader_of(twice.text("\n")));
    assert_eq!(twice.jsonl, once.jsonl, "{what}");
    assert_eq!(twice.csv, once.csv, "{what}");
    assert_eq!(twice.geojson, once.geojson, "{what}");
    assert_eq!(twice.vessels, once.vessels, "{what}");

    // Rows of one time are told apart after repetitions, so those that lose count once; their repetitions are
    // repetitions. What cannot be read is rejected each time.
    let lost = once.summary["rows"]["rejected"]["same_time"].as_u64().unwrap_or(0);
    let distinct = count(&once, "kept") + lost;
    assert_eq!(count(&twice, "read"), 2 * count(&once, "read"), "{what}");
    assert_eq!(count(&twice, "kept"), count(&once, "kept"), "{what}");
    assert_eq!(count(&twice, "duplicates"), 2 * count(&once, "duplicates") + distinct, "{what}");
    let expected: Vec<_> = rejected(&once)
        .into_iter()
        .map(|(reason, rows)| if reason == "same_time" { (reason, rows) } else { (reason, 2 * rows) })
        .collect();
    assert_eq!(rejected(&twice), expected, "{what}");
    let all: u64 = rejected(&twice).iter().map(|(_, rows)| rows).sum();
    assert_eq!(count(&twice, "read"), count(&twice, "kept") + count(&twice, "duplicates") + all, "{what}");
    for key in ["noise", "vessels", "hulls", "first_fix", "last_fix", "data_end", "coverage", "events", "warnings"] {
        assert_eq!(twice.summary[key], once.summary[key], "{what}: {key}");
    }
}

#[test]
fn in_simulated_seas() {
    for seed in [1, 2, 3] {
        assert_repetitions_change_nothing(&Rows::simulated(seed), &format!("seed {seed}"));
    }
}

#[cfg(feature = "gzip")]
#[test]
fn in_real_files() {
    for file in ["kattegat_2022-11-01_hour", "solent_2016-01-12", "shared_mmsi_2014"] {
        let Some(path) = crate::support::reference(&format!("ais/{file}.csv.gz")) else { return };
        assert_repetitions_change_nothing(&Rows::of_gzip(&path), file);
    }
}
