//! What could have been heard, where and when, learned from the data itself.
//!
//! # The model
//! A ship is *expected* in an hour when its fixes before and after that hour are at most `max_bracket_h` apart, step by step,
//! and *heard* when it has a fix in it. It counts once an hour, in the cell of ¼° by ¼° of its first fix in the hour or, when it
//! was not heard, of its place on the great circle at the middle of the hour. The hours of its first and last fix, which
//! nothing brackets, count nothing: they are heard by construction.
//!
//! How well a place was heard in an hour is told by three blocks of such cells around it, one within the other. The widest, 3¼°
//! across, tells what a satellite or the weather did; the narrower ones, 1¾° and ¾°, whether the place lies within the reach of
//! a station. What a block says counts in the next narrower one as 4 ships, so many ships near outweigh it and few do not. A
//! block of whole degrees alone is wrong where reception ends, as it does some 40 nm off a station on the shore.
//!
//! What the whole of the data says (who was ever expected or heard, and what became of them) goes by cells of 1° and their
//! blocks: three rows, and as many columns as make it about as wide. The model is counted within each class of AIS and over all
//! ships.
//!
//! Silences of three hours and more are kept, so that those of ships that fell silent together are found (`silences`).
//!
//! A ship is left out of what is said about it: its own part is worked out from its track and taken away, if the model knows
//! the track (by a hash of its fixes).
//!
//! # Complexity
//! One parallel pass over the fixes, and a sort of the ship-hours. A question is a binary search a row of the block.

mod cell;
mod contribution;
mod fine;
mod map;
mod params;
mod silences;
mod store;

use std::ops::Range;

use rayon::prelude::*;

pub(crate) use self::cell::{Block, Cell};
pub(crate) use self::contribution::{Contribution, HullHour, hour_of, middle_ms};
use self::fine::Rings;
pub(crate) use self::fine::{FineCell, FineGrid};
pub use self::map::ReceptionCell;
pub use self::params::ReceptionParams;
pub(crate) use self::silences::Company;
use self::silences::{OwnSilence, Silence, Silences};
use crate::units::ms_from_hours;
use crate::vessel::AisClass;
use crate::{ParamError, Track, TrackSet};

/// Whose ships are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Among {
    All,
    Class(AisClass),
}

impl Among {
    fn index(self) -> usize {
        match self {
            Among::All => 0,
            Among::Class(AisClass::A) => 1,
            Among::Class(AisClass::B) => 2,
        }
    }

    fn includes(self, class: Option<AisClass>) -> bool {
        match self {
            Among::All => true,
            Among::Class(wanted) => class == Some(wanted),
        }
    }
}

/// Ships expected and heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) expected: u64,
    pub(crate) heard: u64,
}

impl Count {
    fn add_all(&mut self, other: Count) {
        self.expected += other.expected;
        self.heard += other.heard;
    }

    fn without(self, heard: bool) -> Count {
        Count { expected: self.expected.saturating_sub(1), heard: self.heard.saturating_sub(u64::from(heard)) }
    }

    fn add(&mut self, heard: bool) {
        self.expected += 1;
        self.heard += u64::from(heard);
    }
}

/// The ships of an hour in a cell: all, of class A, of class B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CellHour {
    hour: i32,
    cell: FineCell,
    counts: [Count; 3],
}

/// What the whole of the data says of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CellTotal {
    cell: Cell,
    /// Where the hulls heard in it start among all.
    first_visit: usize,
    counts: [Count; 3],
    /// Positions, and ships a day, of each class.
    positions: [u64; 3],
    ship_days: [u64; 3],
}

impl CellTotal {
    /// Without positions and days. The counts are those of whole cells, in order.
    fn of(cell: Cell, counts: &[(Cell, [Count; 3])], visits: &[CellVisit]) -> CellTotal {
        let first_visit = visits.partition_point(|visit| visit.cell < cell);
        let counts = match counts.binary_search_by_key(&cell, |&(cell, _)| cell) {
            Ok(index) => counts[index].1,
            Err(_) => [Count::default(); 3],
        };
        CellTotal { cell, first_visit, counts, positions: [0; 3], ship_days: [0; 3] }
    }
}

/// The ships of whole cells of 1° over all hours.
fn whole_cells(hours: &[CellHour], grid: FineGrid) -> Vec<(Cell, [Count; 3])> {
    let mut rows: Vec<(Cell, [Count; 3])> = hours.iter().map(|at| (grid.degree(at.cell), at.counts)).collect();
    rows.sort_unstable_by_key(|&(cell, _)| cell);
    let sum = |rows: &[(Cell, [Count; 3])]| {
        let mut counts = [Count::default(); 3];
        for (_, more) in rows {
            counts.iter_mut().zip(more).for_each(|(count, &more)| count.add_all(more));
        }
        (rows[0].0, counts)
    };
    rows.chunk_by(|a, b| a.0 == b.0).map(sum).collect()
}

/// A hull that was heard in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CellVisit {
    cell: Cell,
    /// Index among the fingerprints.
    hull: u32,
    last_hour: Option<i32>,
    /// Whether it was not heard again, for longer than a ship is dead reckoned.
    is_lost: bool,
}

/// What became of the other ships that were heard in a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fates {
    pub(crate) hulls: u32,
    /// Heard there at this hour or later, and anywhere after that.
    pub(crate) heard_afterwards: u32,
    /// Last heard there, and not again until the end of the data.
    pub(crate) lost: u32,
}

/// A model of reception: what was heard and what was expected, by cell, hour and class of AIS.
#[derive(Clone, Debug, PartialEq)]
pub struct Reception {
    params: ReceptionParams,
    /// By (hour, cell).
    hours: Vec<CellHour>,
    /// By (cell, hull).
    visits: Vec<CellVisit>,
    /// By cell.
    totals: Vec<CellTotal>,
    /// Of every hull, sorted.
    hulls: Vec<u64>,
    silences: Silences,
    /// The first hour in which a ship was expected, and the one after the last.
    hour_range: (i32, i32),
}

impl Reception {
    /// Learns from all ships of these tracks. The same tracks give the same model on any number of threads.
    ///
    /// # Errors
    /// When a parameter is out of its range.
    pub fn learn(tracks: &TrackSet, params: &ReceptionParams) -> Result<Reception, ParamError> {
        params.check()?;
        let mut contributions: Vec<Contribution> =
            tracks.filter_map(|track| counts(&track).then(|| Contribution::of(&track, params)));
        contributions.par_sort_by_key(|contribution| contribution.fingerprint);
        let lost_before_ms = tracks.data_end().as_millisecond() - ms_from_hours(params.dead_reckoning_h);
        let hours = cell_hours(&contributions);
        let visits = cell_visits(&contributions, lost_before_ms);
        let totals = cell_totals(&contributions, &whole_cells(&hours, FineGrid::new(params.cells_per_degree)), &visits);
        let hulls = contributions.iter().map(|contribution| contribution.fingerprint).collect();
        let grid = FineGrid::new(params.cells_per_degree);
        let silences = Silences::of(&contributions, tracks.data_end().as_millisecond(), grid);
        let hour_range = hour_range(&hours);
        Ok(Reception { params: params.clone(), hours, visits, totals, hulls, silences, hour_range })
    }

    /// A model that was learned from nothing.
    pub(crate) fn empty() -> Reception {
        Reception {
            params: ReceptionParams::default(),
            hours: Vec::new(),
            visits: Vec::new(),
            totals: Vec::new(),
            hulls: Vec::new(),
            silences: Silences::default(),
            hour_range: (0, 0),
        }
    }

    /// The parameters in force.
    pub fn params(&self) -> &ReceptionParams {
        &self.params
    }

    /// How many hulls it was learned from.
    pub fn hulls(&self) -> usize {
        self.hulls.len()
    }

    /// How many cells of 1° a ship was expected or heard in.
    pub fn cells(&self) -> usize {
        self.totals.len()
    }

    /// The model without this hull.
    pub(crate) fn without(&self, track: &Track<'_>) -> Others<'_> {
        let own = Contribution::of(track, &self.params);
        let hull = self.hulls.binary_search(&own.fingerprint).ok().filter(|_| counts(track));
        Others { model: self, own, hull: hull.and_then(|hull| u32::try_from(hull).ok()) }
    }

    fn total(&self, cell: Cell) -> Option<(usize, &CellTotal)> {
        let index = self.totals.binary_search_by_key(&cell, |total| total.cell).ok()?;
        Some((index, &self.totals[index]))
    }

    /// The cells by which the nearest others are found.
    pub(crate) fn grid(&self) -> FineGrid {
        FineGrid::new(self.params.cells_per_degree)
    }

    fn at_hour(&self, hour: i32) -> &[CellHour] {
        let first = self.hours.partition_point(|at| at.hour < hour);
        let later = &self.hours[first..];
        &later[..later.partition_point(|at| at.hour == hour)]
    }

    fn visits_of(&self, cell: Cell) -> &[CellVisit] {
        let Some((index, total)) = self.total(cell) else { return &[] };
        let end = self.totals.get(index + 1).map_or(self.visits.len(), |next| next.first_visit);
        &self.visits[total.first_visit..end]
    }

    /// Mean positions a ship and day in a cell, of one class or of all: what Welch et al. 2022 call reception. `None` where no
    /// ship was heard.
    pub(crate) fn positions_per_ship_day(&self, cell: Cell, among: Among) -> Option<f64> {
        let (_, total) = self.total(cell)?;
        let ship_days = total.ship_days[among.index()];
        (ship_days > 0).then(|| total.positions[among.index()] as f64 / ship_days as f64)
    }
}

/// The first hour in which a ship was expected, and the one after the last; nothing where there is none.
fn hour_range(hours: &[CellHour]) -> (i32, i32) {
    let first = hours.first().map_or(0, |at| at.hour);
    (first, hours.last().map_or(first, |at| at.hour.saturating_add(1)))
}

/// Those of one hour, by cell, that lie in rings, each with the ring.
fn in_rings<'a>(hours: &'a [CellHour], rings: &'a Rings) -> impl Iterator<Item = (usize, &'a CellHour)> {
    rings.runs().flat_map(move |run| {
        let first = hours.partition_point(|at| at.cell < *run.start());
        let of_run = hours[first..].iter().take_while(move |at| at.cell <= *run.end());
        of_run.filter_map(|at| rings.ring(at.cell).map(|ring| (ring, at)))
    })
}

/// Whether a hull is a ship that can tell something of reception.
fn counts(track: &Track<'_>) -> bool {
    track.vessel().may_be_ship() && !track.has_no_position()
}

/// The groups that a class counts in.
fn groups(class: Option<AisClass>) -> impl Iterator<Item = usize> {
    [Some(Among::All), class.map(Among::Class)].into_iter().flatten().map(Among::index)
}

fn cell_hours(contributions: &[Contribution]) -> Vec<CellHour> {
    let mut rows: Vec<(i32, FineCell, bool, Option<AisClass>)> = contributions
        .par_iter()
        .flat_map_iter(|own| own.hours.iter().map(|at| (at.hour, at.cell, at.heard, own.class)))
        .collect();
    rows.par_sort_unstable();
    let count = |rows: &[(i32, FineCell, bool, Option<AisClass>)]| {
        let mut counts = [Count::default(); 3];
        for &(_, _, heard, class) in rows {
            groups(class).for_each(|group| counts[group].add(heard));
        }
        CellHour { hour: rows[0].0, cell: rows[0].1, counts }
    };
    rows.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(count).collect()
}

fn cell_visits(contributions: &[Contribution], lost_before_ms: i64) -> Vec<CellVisit> {
    let mut visits: Vec<CellVisit> = (0_u32..)
        .zip(contributions)
        .flat_map(|(hull, own)| {
            own.visits.iter().map(move |visit| CellVisit {
                cell: visit.cell,
                hull,
                last_hour: visit.last_hour,
                is_lost: visit.is_last && own.last_ms < lost_before_ms,
            })
        })
        .collect();
    visits.par_sort_unstable_by_key(|visit| (visit.cell, visit.hull));
    visits
}

fn cell_totals(contributions: &[Contribution], counts: &[(Cell, [Count; 3])], visits: &[CellVisit]) -> Vec<CellTotal> {
    let mut cells: Vec<Cell> = counts.iter().map(|&(cell, _)| cell).collect();
    cells.extend(visits.iter().map(|visit| visit.cell));
    cells.sort_unstable();
    cells.dedup();
    let mut totals: Vec<CellTotal> = cells.into_iter().map(|cell| CellTotal::of(cell, counts, visits)).collect();
    for own in contributions {
        for visit in &own.visits {
            let index = totals.binary_search_by_key(&visit.cell, |total| total.cell);
            let total = &mut totals[index.expect("every visited cell has a total")];
            for group in groups(own.class) {
                total.positions[group] += u64::from(visit.fixes);
                total.ship_days[group] += u64::from(visit.days);
            }
        }
    }
    totals
}

/// The other ships of an hour around a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Nearby {
    /// Those asked, in the widest block.
    pub(crate) count: Count,
    /// Whether enough of them were expected in the widest block to tell of reception.
    pub(crate) is_told: bool,
    /// Whether enough ships of any class were expected near.
    pub(crate) is_near: bool,
    /// The probability that a ship at this place is heard.
    pub(crate) reception: f64,
}

impl Nearby {
    /// The rate of being heard, in an hour: a ship of usual strength is not heard with probability e to the minus that.
    pub(crate) fn hazard(self) -> f64 {
        -(-self.reception).ln_1p()
    }
}

/// The model without one hull, and that hull's own part.
#[derive(Debug)]
pub(crate) struct Others<'a> {
    model: &'a Reception,
    pub(crate) own: Contribution,
    /// Its number in the model, where the model knows it.
    hull: Option<u32>,
}

impl Others<'_> {
    /// The first hour in which any ship was expected, and the one after the last.
    pub(crate) fn hour_range(&self) -> (i32, i32) {
        self.model.hour_range
    }

    /// Those of these hours in which any ship was expected, in order.
    pub(crate) fn hours_within(&self, hours: Range<i32>) -> impl Iterator<Item = i32> {
        let mut rest = &self.model.hours[self.model.hours.partition_point(|at| at.hour < hours.start)..];
        std::iter::from_fn(move || {
            let hour = rest.first()?.hour;
            rest = &rest[rest.partition_point(|at| at.hour == hour)..];
            (hour < hours.end).then_some(hour)
        })
    }

    /// The other ships of an hour around a place.
    ///
    /// Reception is heard / (expected + 1) in the widest block, so that where nobody is heard it is 0. What a block says counts
    /// in the next narrower one as `block_prior_hulls` ships: where there are many near, they tell; where there are few, all do.
    pub(crate) fn near(&self, place: FineCell, hour: i32, among: Among) -> Nearby {
        let Reception { params, .. } = self.model;
        let [widest, near, narrowest] = params.blocks_cells().map(|cells| cells as usize / 2);
        let hours = self.model.at_hour(hour);
        let fewest = u64::from(params.min_other_hulls);
        // Most hours of a silence of decades, where nobody needs to be looked for.
        if hours.is_empty() {
            let is_enough = fewest == 0;
            return Nearby { count: Count::default(), is_told: is_enough, is_near: is_enough, reception: 0.0 };
        }
        let rings = self.model.grid().rings(place, widest as u32);
        let mut asked = vec![Count::default(); widest + 1];
        let mut all = vec![Count::default(); widest + 1];
        for (ring, at) in in_rings(hours, &rings) {
            asked[ring].add_all(at.counts[among.index()]);
            all[ring].add_all(at.counts[Among::All.index()]);
        }
        let own = self.own.at_hour(hour).and_then(|own| rings.ring(own.cell).map(|ring| (own, ring)));
        if let Some((own, ring)) = own {
            if self.is_counted(among) {
                asked[ring] = asked[ring].without(own.heard);
            }
            if self.is_counted(Among::All) {
                all[ring] = all[ring].without(own.heard);
            }
        }
        let sum = |rings: &[Count]| {
            let mut sum = Count::default();
            rings.iter().for_each(|&count| sum.add_all(count));
            sum
        };
        let count = sum(&asked);
        let mut reception = count.heard as f64 / (count.expected as f64 + 1.0);
        for narrower in [near, narrowest] {
            let (count, prior) = (sum(&asked[..=narrower]), params.block_prior_hulls);
            reception = (count.heard as f64 + prior * reception) / (count.expected as f64 + prior);
        }
        let is_near = sum(&all[..=near]).expected >= fewest;
        Nearby { count, is_told: count.expected >= fewest, is_near, reception }
    }

    /// Hours in which other ships were heard in these cells, sorted, each counted once, over the whole of the data.
    pub(crate) fn heard_hours(&self, cells: &[Cell], among: Among) -> u64 {
        let totals = cells.iter().filter_map(|&cell| self.model.total(cell));
        let all: u64 = totals.map(|(_, total)| total.counts[among.index()].heard).sum();
        let grid = self.model.grid();
        let is_here = |cell: FineCell| cells.binary_search(&grid.degree(cell)).is_ok();
        let own = || self.own.hours.iter().filter(|own| own.heard && is_here(own.cell)).count() as u64;
        if self.is_counted(among) { all.saturating_sub(own()) } else { all }
    }

    /// What became of the other ships that were heard in a block.
    pub(crate) fn fates(&self, block: Block, from_hour: i32) -> Fates {
        let mut visits: Vec<&CellVisit> = block
            .cells()
            .flat_map(|cell| self.model.visits_of(cell))
            .filter(|visit| Some(visit.hull) != self.hull)
            .collect();
        visits.sort_unstable_by_key(|visit| visit.hull);
        let mut fates = Fates::default();
        for hull in visits.chunk_by(|a, b| a.hull == b.hull) {
            fates.hulls += 1;
            fates.heard_afterwards += u32::from(hull.iter().any(|visit| visit.last_hour >= Some(from_hour)));
            fates.lost += u32::from(hull.iter().any(|visit| visit.is_lost));
        }
        fates
    }

    fn is_counted(&self, among: Among) -> bool {
        self.hull.is_some() && among.includes(self.own.class)
    }
}
