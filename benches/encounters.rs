//! Encounters, beside what one would otherwise write: every ship placed on a grid of ten minutes, pairs within 500 m at each
//! instant, runs of two hours; once with a hash of cells and once with an rstar tree an instant. Throughput in fixes.
//!
//! The seas have one ship for 25 km² of open water, whatever their number: half of them drift, half sail at 10 knots, and
//! one in 50 lies beside another. All are heard every 6 minutes for a day. In the harbours all ships lie within 250 m.

use std::collections::{BTreeMap, HashMap};

use criterion::{BenchmarkId, Criterion, Throughput};
use darkwake::detect::{Detector, Encounter};
use darkwake::geodesy::{UnitVector, chord2_from_m, destination, distance_m};
use darkwake::{Fix, Fixes, Mmsi, Position, Timestamp, TrackSet, VesselId};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::targets::Targets;

const START_S: i64 = 1_714_521_600;
const DAY_S: i64 = 86_400;
const TICK_S: i64 = 600;
const MAX_STEP_S: i64 = 3_600;
const MIN_RUN_TICKS: i64 = 12;
const MAX_DISTANCE_M: f64 = 500.0;

fn share(rng: &mut ChaCha8Rng) -> f64 {
    f64::from(rng.next_u32()) / f64::from(u32::MAX)
}

/// A sea of ships that are heard so often: where each is at the start, its course and its speed in metres per second.
fn tracks(ships: &[(Position, f64, f64)], every_s: i64, rng: &mut ChaCha8Rng) -> TrackSet {
    let mut fixes = Fixes::builder();
    for (ship, &(start, course_deg, speed_mps)) in (0..).zip(ships) {
        let id = VesselId::from(Mmsi::new(440_000_000 + ship).expect("below 999,999,999"));
        let after_s = i64::from(rng.next_u32()) % every_s;
        for time_s in (after_s..DAY_S).step_by(every_s as usize) {
            let true_place = destination(start, course_deg, speed_mps * time_s as f64);
            let place = destination(true_place, 360.0 * share(rng), 8.0 * share(rng));
            fixes.push(id.clone(), Fix::new(Timestamp::from_second(START_S + time_s).expect("in 2024"), place));
        }
    }
    fixes.build().into_tracks()
}

fn open_sea(ships: u32) -> TrackSet {
    let mut rng = ChaCha8Rng::seed_from_u64(13);
    let side_deg = (f64::from(ships) * 25.0).sqrt() / 111.2;
    let mut placed: Vec<(Position, f64, f64)> = Vec::new();
    for ship in 0..ships {
        let (course_deg, is_under_way) = (360.0 * share(&mut rng), ship % 2 == 0);
        let lat = side_deg * (share(&mut rng) - 0.5);
        let lon = side_deg * (share(&mut rng) - 0.5);
        let at = Position::new(lat, lon).expect("around 0 N 0 E");
        placed.push(match placed.last() {
            Some(&(beside, course_deg, speed_mps)) if ship % 50 == 0 => {
                (destination(beside, 90.0, 100.0), course_deg, speed_mps)
            }
            _ => (at, course_deg, if is_under_way { 5.1 } else { 0.25 }),
        });
    }
    tracks(&placed, 360, &mut rng)
}

fn harbour(ships: u32) -> TrackSet {
    let mut rng = ChaCha8Rng::seed_from_u64(17);
    let middle = Position::new(35.0, 129.0).expect("off Busan");
    let berths: Vec<_> = (0..ships)
        .map(|_| (destination(middle, 360.0 * share(&mut rng), 250.0 * share(&mut rng).sqrt()), 0.0, 0.0))
        .collect();
    tracks(&berths, 180, &mut rng)
}

/// Where every ship is at each instant of the grid.
fn on_grid(tracks: &TrackSet) -> BTreeMap<i64, Vec<(u32, Position)>> {
    let mut on_grid: BTreeMap<i64, Vec<(u32, Position)>> = BTreeMap::new();
    for (ship, track) in (0..).zip(tracks.iter()) {
        let fixes: Vec<Fix> = track.iter().collect();
        for step in fixes.windows(2) {
            let (from_s, to_s) = (step[0].time_ms() / 1000, step[1].time_ms() / 1000);
            if !(1..=MAX_STEP_S).contains(&(to_s - from_s)) {
                continue;
            }
            for tick in (from_s + TICK_S - 1) / TICK_S..(to_s + TICK_S - 1) / TICK_S {
                let share = (tick * TICK_S - from_s) as f64 / (to_s - from_s) as f64;
                let (from, to) = (step[0].position(), step[1].position());
                let lat = from.lat_deg() + share * (to.lat_deg() - from.lat_deg());
                let lon = from.lon_deg() + share * (to.lon_deg() - from.lon_deg());
                on_grid.entry(tick).or_default().push((ship, Position::new(lat, lon).expect("between two positions")));
            }
        }
    }
    on_grid
}

fn runs(near: HashMap<(u32, u32), Vec<i64>>) -> usize {
    let lasting = |ticks: &[i64]| {
        ticks.chunk_by(|a, b| a + 1 == *b).filter(|run| run[run.len() - 1] - run[0] >= MIN_RUN_TICKS).count()
    };
    near.into_values().map(|ticks| lasting(&ticks)).sum()
}

fn by_cells(tracks: &TrackSet) -> usize {
    const CELL_DEG: f64 = 0.0045;
    let cell =
        |place: Position| ((place.lat_deg() / CELL_DEG).floor() as i32, (place.lon_deg() / CELL_DEG).floor() as i32);
    let mut near: HashMap<(u32, u32), Vec<i64>> = HashMap::new();
    for (tick, ships) in on_grid(tracks) {
        let mut cells: HashMap<(i32, i32), Vec<(u32, Position)>> = HashMap::new();
        for &(ship, place) in &ships {
            cells.entry(cell(place)).or_default().push((ship, place));
        }
        for &(ship, place) in &ships {
            let (y, x) = cell(place);
            for (dy, dx) in (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dy, dx))) {
                for &(other, there) in cells.get(&(y + dy, x + dx)).into_iter().flatten() {
                    if ship < other && distance_m(place, there) <= MAX_DISTANCE_M {
                        near.entry((ship, other)).or_default().push(tick);
                    }
                }
            }
        }
    }
    runs(near)
}

fn by_rstar(tracks: &TrackSet) -> usize {
    let unit = |place: Position| {
        let UnitVector { x, y, z } = place.into();
        [x, y, z]
    };
    let reach2 = chord2_from_m(MAX_DISTANCE_M);
    let mut near: HashMap<(u32, u32), Vec<i64>> = HashMap::new();
    for (tick, ships) in on_grid(tracks) {
        let tree = RTree::bulk_load(ships.iter().map(|&(ship, place)| GeomWithData::new(unit(place), ship)).collect());
        for &(ship, place) in &ships {
            for other in tree.locate_within_distance(unit(place), reach2).filter(|other| ship < other.data) {
                near.entry((ship, other.data)).or_default().push(tick);
            }
        }
    }
    runs(near)
}

pub(crate) fn targets(targets: &Targets) {
    let seas = [1_000, 4_000, 16_000].map(open_sea);
    let find = |sea: &TrackSet| Encounter::default().find(sea).len();
    let turns = targets.turns([&|| find(&seas[0]), &|| find(&seas[1]), &|| find(&seas[2])]);
    let what = "encounters at constant density: time a ship over that of 1,000 ships,";
    targets.row(&format!("{what} 4,000 ships"), "about 1", &turns, |[least, more, _]| more / least / 4.0);
    targets.row(&format!("{what} 16,000 ships"), "about 1", &turns, |[least, _, most]| most / least / 16.0);
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let rule = Encounter::default();
    let find = |tracks: &TrackSet| rule.find(tracks).len();
    let mut group = criterion.benchmark_group("encounter/open sea");
    for ships in [1_000, 4_000, 16_000] {
        let tracks = open_sea(ships);
        group.throughput(Throughput::Elements(tracks.fix_count() as u64)).sample_size(10);
        group.bench_function(BenchmarkId::new("encounters", ships), |bench| bench.iter(|| find(&tracks)));
        if ships <= 4_000 {
            // What lasts for two hours on the grid lasts for as long without it.
            assert!(by_cells(&tracks) == by_rstar(&tracks) && find(&tracks) >= by_cells(&tracks));
            group.bench_function(BenchmarkId::new("baseline: cells", ships), |bench| bench.iter(|| by_cells(&tracks)));
            group.bench_function(BenchmarkId::new("baseline: rstar", ships), |bench| bench.iter(|| by_rstar(&tracks)));
        }
    }
    group.finish();

    let mut group = criterion.benchmark_group("encounter/harbour");
    for ships in [500, 1_000, 2_000] {
        let tracks = harbour(ships);
        group.throughput(Throughput::Elements(tracks.fix_count() as u64)).sample_size(10);
        group.bench_function(BenchmarkId::new("encounters", ships), |bench| bench.iter(|| find(&tracks)));
    }
    group.finish();
}
