//! Encounters in real files: each of those that other programs count on a day of the US coast accounted for, and what a user
//! would see of the rest.
//!
//! `../peers/polars_baseline.py` counts 21 encounters: ships placed on a grid of ten minutes, within 500 m at every
//! instant for two hours. They are of 18 pairs, since three pairs are within reach for two such runs. Ours:
//!
//! - 15 of the 18 pairs are found, each once.
//! - 3 are not: they keep company under way, at 9.7 kn (two on a river), 4.8 kn, and 2.16 and 1.95 kn. The grid asks for no speed.
//! - 11 pairs are found beside them: they come and go, in 3 to 20 spans that sum to two hours and more, none of which lasts for
//!   two hours on the grid.
//!
//! What they are: two fishing vessels off Cape Hatteras and what seem to be their net buoys (identities 9412xxxxx, to which
//! M.585 gives no kind) make 8 of the 26; small craft of the York River and at Bayfield on Lake Superior make 6; the rest
//! lie rafted or work side by side in harbours, on rivers and at anchor. Of the 26, 11 lie within 10 km of a port of the World Port
//! Index.

use std::collections::{BTreeMap, BTreeSet};

use darkwake::detect::{Detector, Encounter};
use darkwake::geodesy::distance_m;
use darkwake::{EncounterEvidence, Event, EventKind, Position, Reader, TrackSet, VesselId};

use super::leave_evidence;
use crate::support::reference;

const TICK_MS: i64 = 600_000;

type Pair = (VesselId, VesselId);

fn tracks(file: &str) -> Option<TrackSet> {
    let path = reference(&format!("ais/{file}.csv.gz"))?;
    Some(Reader::from_path(path).unwrap().read().unwrap().into_tracks())
}

fn evidence(event: &Event) -> &EncounterEvidence {
    match &event.kind {
        EventKind::Encounter(evidence) => evidence,
        other => panic!("{} is no encounter", other.name()),
    }
}

fn pair(event: &Event) -> Pair {
    (event.vessel.clone(), event.other.as_ref().unwrap().vessel.clone())
}

/// The encounters of the grid: pairs, and first and last instant. Rows are read by themselves: the first of an identity and
/// time counts, hulls are not told apart, and positions are linear in degrees.
fn on_a_grid(file: &str) -> Option<Vec<(Pair, i64, i64)>> {
    let path = reference(&format!("ais/{file}.csv.gz"))?;
    let fixes = Reader::from_path(path).unwrap().read().unwrap();
    let mut rows: BTreeMap<VesselId, BTreeMap<i64, Position>> = BTreeMap::new();
    for (vessel, fix) in fixes.iter() {
        rows.entry(vessel).or_default().entry(fix.time_ms()).or_insert(fix.position());
    }
    let mut on_grid: BTreeMap<i64, Vec<(f64, f64, &VesselId)>> = BTreeMap::new();
    for (vessel, fixes) in &rows {
        for ((from_ms, from), (to_ms, to)) in fixes.iter().zip(fixes.iter().skip(1)) {
            if (1_000..=3_600_000).contains(&(to_ms - from_ms)) {
                for tick in (from_ms + TICK_MS - 1) / TICK_MS..(to_ms + TICK_MS - 1) / TICK_MS {
                    let share = (tick * TICK_MS - from_ms) as f64 / (to_ms - from_ms) as f64;
                    let lat = from.lat_deg() + share * (to.lat_deg() - from.lat_deg());
                    let lon = from.lon_deg() + share * (to.lon_deg() - from.lon_deg());
                    on_grid.entry(tick).or_default().push((lat, lon, vessel));
                }
            }
        }
    }
    let mut near: BTreeMap<Pair, Vec<i64>> = BTreeMap::new();
    for (tick, mut ships) in on_grid {
        ships.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (index, a) in ships.iter().enumerate() {
            for b in ships[index + 1..].iter().take_while(|b| b.0 - a.0 < 0.005) {
                let place = |ship: &(f64, f64, &VesselId)| Position::new(ship.0, ship.1).unwrap();
                if distance_m(place(a), place(b)) <= 500.0 {
                    near.entry((a.2.min(b.2).clone(), a.2.max(b.2).clone())).or_default().push(tick);
                }
            }
        }
    }
    let runs = near.iter().flat_map(|(pair, ticks)| {
        let runs =
            ticks.chunk_by(|one, next| one + 1 == *next).map(|run| (run[0] * TICK_MS, run[run.len() - 1] * TICK_MS));
        runs.filter(|(first, last)| last - first >= 7_200_000).map(|(first, last)| (pair.clone(), first, last))
    });
    Some(runs.collect())
}

#[test]
fn every_encounter_that_others_count_on_the_us_coast_is_accounted_for() {
    let file = "us_coast_2020-06-30_day";
    let (Some(tracks), Some(on_grid)) = (tracks(file), on_a_grid(file)) else { return };
    let found = Encounter::default().find(&tracks);
    assert_eq!((on_grid.len(), found.len()), (21, 26));
    let grid_pairs: BTreeSet<Pair> = on_grid.iter().map(|(pair, ..)| pair.clone()).collect();
    let our_pairs: BTreeSet<Pair> = found.iter().map(pair).collect();
    assert_eq!((grid_pairs.len(), our_pairs.len()), (18, 26));

    // Each run of the grid lies within our encounter of the pair ...
    let mut fast = BTreeSet::new();
    for (grid_pair, first_ms, last_ms) in &on_grid {
        match found.iter().find(|event| pair(event) == *grid_pair) {
            Some(event) => {
                let (start_ms, end_ms) = (event.start.as_millisecond(), event.end.unwrap().as_millisecond());
                assert!(start_ms <= *first_ms && *last_ms <= end_ms, "{event}");
            }
            None => {
                fast.insert(grid_pair.clone());
            }
        }
    }
    // ... but for those of ships under way.
    let told = |pair: &Pair| format!("{} {}", pair.0, pair.1);
    let fast_pairs: Vec<String> = fast.iter().map(told).collect();
    assert_eq!(fast_pairs, ["366999503 368048110", "367593770 368021320", "367654150 941202028"]);
    leave_evidence("pairs within 500 m for two hours", grid_pairs.len(), grid_pairs.len() - fast.len());
    leave_evidence("pairs that come and go", 0, our_pairs.len() - (grid_pairs.len() - fast.len()));
    let any_speed = Encounter::builder().max_speed_kn(100.0).build().unwrap().find(&tracks);
    let in_company: Vec<&Event> = any_speed.iter().filter(|event| fast.contains(&pair(event))).collect();
    assert_eq!(in_company.len(), 3);
    for told in in_company.into_iter().map(evidence) {
        assert!(told.median_speed_kn.max(told.other_median_speed_kn) > 2.0, "{told:?}");
    }

    // What the grid does not see comes and goes.
    let beside: Vec<&Event> = found.iter().filter(|event| !grid_pairs.contains(&pair(event))).collect();
    assert_eq!(beside.len(), 11);
    assert!(beside.iter().all(|event| evidence(event).spans_within >= 3), "{beside:?}");
}

/// Files of an hour have no encounter of two hours. By the rule of half an hour within 250 m there are many: ships that lie
/// side by side in Hvide Sande and Esbjerg, at the piers of New York and in Portsmouth. All but a few lie still: the
/// ferries at St. George, and in the Solent tugs with the ship that they berth.
#[test]
fn in_an_hour_ships_lie_side_by_side_in_harbours() {
    for (file, encounters, gatherings, lying) in [
        ("kattegat_2022-11-01_hour", 510, 1, 504),
        ("noaa_nyharbor_2020-06-30_hour", 249, 0, 246),
        ("solent_2016-01-12", 122, 0, 106),
    ] {
        let Some(tracks) = tracks(file) else { return };
        assert_eq!(Encounter::default().find(&tracks), [], "{file}");
        let (crowds, met): (Vec<Event>, Vec<Event>) =
            Encounter::skylight().find(&tracks).into_iter().partition(|event| event.type_name() == "gathering");
        let is_lying = |event: &&Event| {
            let told = evidence(event);
            told.median_speed_kn.max(told.other_median_speed_kn) < 0.2
        };
        let found = (met.len(), crowds.len(), met.iter().filter(is_lying).count());
        assert_eq!(found, (encounters, gatherings, lying), "{file}");
        assert!(met.iter().all(|event| evidence(event).median_distance_m <= 250.0), "{file}");
    }
}

/// The ships of these files are heard seldom, or are far from each other; ten of them share their identities with others.
#[test]
fn sparse_files_have_none() {
    for file in ["shared_mmsi_2014", "pelagos_2012_satellite", "noaa_2023-01-11"] {
        let Some(tracks) = tracks(file) else { return };
        assert_eq!(Encounter::default().find(&tracks), [], "{file}");
        assert_eq!(Encounter::satellite().find(&tracks), [], "{file}");
    }
}
