//! Each law for every rule at once, over the same waters: what may change, and that nothing else does.
//!
//! How many cases each law was held in, and how many events of each type were compared, stands in `docs/trust.md`, and is held
//! to what is counted here where the reference data is present.

use std::collections::{BTreeMap, BTreeSet};

use darkwake::EventType;
use rayon::prelude::*;
use serde_json::Value;

use super::other_ships::{lines, strangers};
use super::waters::{ALL, Drawn, Waters, found_by};
use crate::support::moves::{HOUR_MS, east_of, is_close, map, mirrored, moved, moved_event};
use crate::support::outputs::{Outputs, assert_same, fixes_of, on_threads, reader, reader_of};
use crate::support::rows::{Rows, draws, shuffle};

/// Holds a law over all waters: `check` panics where it is broken and says in how many cases it was held.
fn hold(law: &str, check: impl Fn(&Waters) -> u64 + Send + Sync) {
    let cases: Vec<u64> = ALL.par_iter().map(&check).collect();
    let mut compared: BTreeMap<String, u64> = BTreeMap::new();
    for (waters, cases) in ALL.iter().zip(&cases) {
        for (event_type, events) in waters.counts() {
            *compared.entry(event_type).or_default() += cases * events;
        }
    }
    let of_type = |event_type: EventType| compared.get(event_type.name()).copied().unwrap_or(0);
    for event_type in EventType::ALL {
        assert!(of_type(event_type) > 0, "{law}: there is no {} to compare", event_type.name());
    }
    let cells: Vec<String> = EventType::ALL.into_iter().map(|event_type| of_type(event_type).to_string()).collect();
    let row = format!("| {law} | {} | {} |", cases.iter().sum::<u64>(), cells.join(" | "));
    println!("{row}");
    if cfg!(feature = "gzip") && crate::support::reference("ais").is_some() {
        crate::support::page::holds("docs/trust.md", &row);
    }
}

/// What is found in text that is read by this reader.
fn read(waters: &Waters, reader: darkwake::ReaderBuilder) -> Outputs {
    Outputs::of(&found_by(&waters.drawn, reader.build().unwrap().read().unwrap()))
}

fn pieces(files: Vec<Rows>) -> Vec<(String, Vec<u8>)> {
    files.into_iter().zip(0..).map(|(rows, number)| (format!("part-{number}.csv"), rows.text("\n"))).collect()
}

/// The order of rows changes the examples of rejects, and nothing else.
#[test]
fn permuted_rows() {
    hold("permuted rows", |waters| {
        let sorted = waters.of_text.clone().without_places();
        let mut reversed = waters.text.clone();
        reversed.rows.reverse();
        for (order, rows) in [reversed, waters.text.shuffled(1), waters.text.shuffled(2)].iter().enumerate() {
            let found = read(waters, reader_of(rows.text("\n"))).without_places();
            assert_same(&found, &sorted, &format!("{}, order {order}", waters.name));
        }
        3
    });
}

/// The number of threads changes no byte.
#[test]
fn one_to_eight_threads() {
    hold("1 to 8 threads", |waters| {
        for threads in 1..=8 {
            let found = on_threads(threads, || read(waters, reader_of(waters.text.text("\n"))));
            assert_same(&found, &waters.of_text, &format!("{}, {threads} threads", waters.name));
        }
        8
    });
}

/// The size of the blocks in which bytes are taken changes no byte, down to blocks of one byte.
#[test]
fn sizes_of_blocks() {
    hold("blocks from 1 byte up", |waters| {
        let sizes = [1, 64, 997, 1 << 20];
        for block_bytes in sizes {
            let found = read(waters, reader_of(waters.text.text("\n")).block_bytes(block_bytes));
            assert_same(&found, &waters.of_text, &format!("{}, blocks of {block_bytes}", waters.name));
        }
        sizes.len() as u64
    });
}

/// How rows are spread over files, and in which order those come, changes the list of inputs and the examples of rejects, and
/// nothing else.
#[test]
fn one_file_or_many() {
    hold("one file or many", |waters| {
        let whole = waters.of_text.clone().without_places();
        for count in [2, 3, 7] {
            let mut draw = draws(count as u64);
            let at: Vec<usize> = (1..count).map(|_| draw(waters.text.len())).collect();
            let mut files: Vec<Rows> = waters.text.shuffled(count as u64).cut(&at);
            files.retain(|rows| rows.len() > 0);
            shuffle(&mut files, count as u64);
            let found = read(waters, reader(pieces(files))).without_places();
            assert_same(&found, &whole, &format!("{}, {count} files cut at {at:?}", waters.name));
        }
        3
    });
}

/// Rows that are there twice change the account of rows, and nothing else.
#[test]
fn doubled_rows() {
    hold("doubled rows", |waters| {
        let text = &waters.text;
        let twice = text.with(text.rows.iter().chain(&text.shuffled(13).rows).cloned());
        let (mut found, mut once) = (read(waters, reader_of(twice.text("\n"))), waters.of_text.clone());
        for outputs in [&mut found, &mut once] {
            for key in ["rows", "inputs", "reject_examples", "facts"] {
                outputs.summary.as_object_mut().unwrap().remove(key);
            }
        }
        assert_same(&found, &once, &waters.name);
        1
    });
}

/// Ships of another ocean, heard within the time span of the data, add events of their own, and change no byte of those that were there.
#[test]
fn far_away_ships() {
    hold("far-away ships added", |waters| {
        let vessels: BTreeSet<_> = waters.rows.iter().map(|(vessel, _)| vessel.clone()).collect();
        let alone = found_by(&waters.drawn, fixes_of(&waters.rows));
        let others = strangers(&waters.rows, alone.tracks.data_end());
        let together = found_by(&waters.drawn, fixes_of(&[others, waters.rows.clone()].concat()));
        assert!(together.events.len() > alone.events.len(), "{}: strangers have events too", waters.name);
        assert_eq!(lines(&together, &vessels), lines(&alone, &vessels), "{}", waters.name);
        1
    });
}

/// That the events there are those from here, moved.
fn assert_moved(waters: &Waters, there: &Outputs, degrees: i32, hours: i64) {
    let what = format!("{}, {degrees} degrees, {hours} hours", waters.name);
    let by_deed = |mut events: Vec<Value>| {
        // Ids are other ones there, and decide between events that begin together.
        events.sort_by_cached_key(|event| ["start", "type", "vessel", "hull", "end"].map(|key| event[key].to_string()));
        events
    };
    let here: Vec<Value> =
        waters.of_rows.events().into_iter().map(|event| moved_event(event, degrees, hours)).collect();
    let there_events: Vec<Value> = there.events().into_iter().map(|event| moved_event(event, 0, 0)).collect();
    assert_eq!(here.len(), there_events.len(), "{what}");
    for (expected, found) in by_deed(here).iter().zip(&by_deed(there_events)) {
        assert!(is_close("", expected, found), "{what}: expected {expected:#}\nfound {found:#}");
    }
    for key in ["rows", "noise", "vessels", "hulls", "events"] {
        assert_eq!(waters.of_rows.summary[key], there.summary[key], "{what}: {key}");
    }
}

fn found_moved(drawn: &Drawn, waters: &Waters, change: impl Fn(darkwake::Fix) -> darkwake::Fix) -> Outputs {
    Outputs::of(&found_by(drawn, fixes_of(&map(&waters.rows, change))))
}

/// Whole degrees of longitude, with ports, zones and land, over the antimeridian and Greenwich, change longitudes and ids, and of
/// other numbers the last digit that is written.
#[test]
fn shifted_longitudes() {
    hold("shifted longitudes", |waters| {
        let west = waters.rows.iter().map(|(_, fix)| fix.position().lon_deg()).fold(f64::INFINITY, f64::min);
        // So that the antimeridian, or Greenwich, runs through the middle half of the rows.
        let over = |meridian: f64| (meridian - waters.drawn.zone[1]).floor() as i32 - i32::from(west < -179.0);
        let shifts = [-1, over(180.0), over(0.0), 90, 359];
        for degrees in shifts {
            let drawn = waters.drawn.moved(|lon| east_of(lon, degrees), false);
            let there = found_moved(&drawn, waters, |fix| {
                let at = fix.position();
                moved(fix, fix.time_ms(), at.lat_deg(), east_of(at.lon_deg(), degrees), |course| course)
            });
            assert_moved(waters, &there, degrees, 0);
        }
        shifts.len() as u64
    });
}

/// Whole hours change times and ids, and nothing else.
#[test]
fn shifted_times() {
    hold("shifted times", |waters| {
        let shifts = [-100_000, -1, 12, 600_000];
        for hours in shifts {
            let there = found_moved(&waters.drawn, waters, |fix| {
                let at = fix.position();
                moved(fix, fix.time_ms() + hours * HOUR_MS, at.lat_deg(), at.lon_deg(), |course| course)
            });
            assert_moved(waters, &there, 0, hours);
        }
        shifts.len() as u64
    });
}

/// The other hemisphere, courses turned with the ships, changes latitudes, courses and ids: the same events of the same ships
/// at the same times.
#[test]
fn mirrored_hemispheres() {
    hold("mirrored hemisphere", |waters| {
        let there = found_moved(&waters.drawn.moved(|lon| lon, true), waters, mirrored);
        let told = |outputs: &Outputs| -> Vec<String> {
            let keys = ["type", "vessel", "hull", "other_vessel", "start", "end", "duration_h", "observed_h", "lon"];
            let mut told: Vec<String> =
                outputs.events().iter().map(|event| keys.map(|key| event[key].to_string()).join(" ")).collect();
            told.sort();
            told
        };
        assert_eq!(told(&there), told(&waters.of_rows), "{}", waters.name);
        for key in ["rows", "noise", "vessels", "hulls", "events"] {
            assert_eq!(there.summary[key], waters.of_rows.summary[key], "{}: {key}", waters.name);
        }
        1
    });
}
