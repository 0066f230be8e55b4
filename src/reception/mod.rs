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
//! Whether anybody else was ever heard at a place is told by those cells too, `coverage_block_cells` across. What else the whole of
//! the data says (how often others were heard, and what became of them) goes by cells of 1° and their
//! blocks: three rows, and as many columns as make it about as wide. All ships count alike, whatever their class of AIS: how much
//! better or worse than its neighbours a ship is heard is told by its own hours.
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

/// Whose positions are counted.
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
}

/// Ships expected and heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) expected: u64,
    pub(crate) heard: u64,
}

impl Count {
    fn sum(counts: impl Iterator<Item = Count>) -> Count {
        counts.fold(Count::default(), Count::and)
    }

    fn and(self, other: Count) -> Count {
        Count { expected: self.expected + other.expected, heard: self.heard + other.heard }
    }

    fn without(self, heard: bool) -> Count {
        Count { expected: self.expected.saturating_sub(1), heard: self.heard.saturating_sub(u64::from(heard)) }
    }

    fn add(&mut self, heard: bool) {
        self.expected += 1;
        self.heard += u64::from(heard);
    }
}

/// The ships of an hour in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CellHour {
    hour: i32,
    cell: FineCell,
    count: Count,
}

/// What the whole of the data says of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CellTotal {
    cell: Cell,
    /// Where the hulls heard in it start among all.
    first_visit: usize,
    count: Count,
    /// Positions, and ships a day: all, of class A, of class B.
    positions: [u64; 3],
    ship_days: [u64; 3],
}

impl CellTotal {
    /// Without positions and days. The counts are those of whole cells, in order.
    fn of(cell: Cell, counts: &[(Cell, Count)], visits: &[CellVisit]) -> CellTotal {
        let first_visit = visits.partition_point(|visit| visit.cell < cell);
        let count = match counts.binary_search_by_key(&cell, |&(cell, _)| cell) {
            Ok(index) => counts[index].1,
            Err(_) => Count::default(),
        };
        CellTotal { cell, first_visit, count, positions: [0; 3], ship_days: [0; 3] }
    }
}

/// The ships of cells over all hours, by cell.
fn over_hours(hours: &[CellHour]) -> Vec<(FineCell, Count)> {
    sums(hours.iter().map(|at| (at.cell, at.count)).collect())
}

/// Those of whole cells of 1°.
fn whole_cells(over_hours: &[(FineCell, Count)], grid: FineGrid) -> Vec<(Cell, Count)> {
    sums(over_hours.iter().map(|&(cell, count)| (grid.degree(cell), count)).collect())
}

/// The sums of what stands beside each cell, by cell.
fn sums<C: Copy + Ord>(mut rows: Vec<(C, Count)>) -> Vec<(C, Count)> {
    rows.sort_unstable_by_key(|&(cell, _)| cell);
    let sum = |rows: &[(C, Count)]| (rows[0].0, Count::sum(rows.iter().map(|&(_, count)| count)));
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

/// A model of reception: what was heard and what was expected, by cell and hour.
#[derive(Clone, Debug, PartialEq)]
pub struct Reception {
    params: ReceptionParams,
    /// By (hour, cell).
    hours: Vec<CellHour>,
    /// Over the whole of the data, by cell.
    over_hours: Vec<(FineCell, Count)>,
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
        let grid = FineGrid::new(params.cells_per_degree);
        let over_hours = over_hours(&hours);
        let totals = cell_totals(&contributions, &whole_cells(&over_hours, grid), &visits);
        let hulls = contributions.iter().map(|contribution| contribution.fingerprint).collect();
        let silences = Silences::of(&contributions, tracks.data_end().as_millisecond(), grid);
        let hour_range = hour_range(&hours);
        Ok(Reception { params: params.clone(), hours, over_hours, visits, totals, hulls, silences, hour_range })
    }

    /// A model that was learned from nothing.
    pub(crate) fn empty() -> Reception {
        Reception {
            params: ReceptionParams::default(),
            hours: Vec::new(),
            over_hours: Vec::new(),
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

/// The rows, by cell, that lie in rings, each with the ring.
fn in_rings<'a, T>(
    rows: &'a [T],
    cell: impl Fn(&T) -> FineCell + Copy + 'a,
    rings: &'a Rings,
) -> impl Iterator<Item = (usize, &'a T)> {
    rings.runs().flat_map(move |run| {
        let first = rows.partition_point(|row| cell(row) < *run.start());
        let of_run = rows[first..].iter().take_while(move |row| cell(row) <= *run.end());
        of_run.filter_map(move |row| rings.ring(cell(row)).map(|ring| (ring, row)))
    })
}

/// Whether a hull is a ship that can tell something of reception.
fn counts(track: &Track<'_>) -> bool {
    track.vessel().may_be_ship() && !track.has_no_position()
}

/// The groups that the positions of a class count in.
fn groups(class: Option<AisClass>) -> impl Iterator<Item = usize> {
    [Some(Among::All), class.map(Among::Class)].into_iter().flatten().map(Among::index)
}

fn cell_hours(contributions: &[Contribution]) -> Vec<CellHour> {
    let mut rows: Vec<(i32, FineCell, bool)> =
        contributions.par_iter().flat_map_iter(|own| own.hours.iter().map(|at| (at.hour, at.cell, at.heard))).collect();
    rows.par_sort_unstable();
    let count = |rows: &[(i32, FineCell, bool)]| {
        let mut count = Count::default();
        rows.iter().for_each(|&(_, _, heard)| count.add(heard));
        CellHour { hour: rows[0].0, cell: rows[0].1, count }
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

fn cell_totals(contributions: &[Contribution], counts: &[(Cell, Count)], visits: &[CellVisit]) -> Vec<CellTotal> {
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
    /// Those in the widest block.
    pub(crate) count: Count,
    /// Whether enough of them were expected to tell of reception.
    pub(crate) is_told: bool,
    /// Whether enough were expected in the middle block, and so in the widest too.
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
    pub(crate) fn near(&self, place: FineCell, hour: i32) -> Nearby {
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
        let mut of_ring = vec![Count::default(); widest + 1];
        for (ring, at) in in_rings(hours, |at| at.cell, &rings) {
            of_ring[ring] = of_ring[ring].and(at.count);
        }
        if self.hull.is_some()
            && let Some(own) = self.own.at_hour(hour)
            && let Some(ring) = rings.ring(own.cell)
        {
            of_ring[ring] = of_ring[ring].without(own.heard);
        }
        let within = |ring: usize| Count::sum(of_ring[..=ring].iter().copied());
        let count = within(widest);
        let mut reception = count.heard as f64 / (count.expected as f64 + 1.0);
        for narrower in [near, narrowest] {
            let (count, prior) = (within(narrower), params.block_prior_hulls);
            reception = (count.heard as f64 + prior * reception) / (count.expected as f64 + prior);
        }
        let is_near = within(near).expected >= fewest;
        Nearby { count, is_told: count.expected >= fewest, is_near, reception }
    }

    /// Hours in which other ships were heard in these cells, sorted, each counted once, over the whole of the data.
    pub(crate) fn heard_hours(&self, cells: &[Cell]) -> u64 {
        let totals = cells.iter().filter_map(|&cell| self.model.total(cell));
        let all: u64 = totals.map(|(_, total)| total.count.heard).sum();
        let grid = self.model.grid();
        let is_here = |own: &&HullHour| own.heard && cells.binary_search(&grid.degree(own.cell)).is_ok();
        let own = || self.own.hours.iter().filter(is_here).count() as u64;
        if self.hull.is_some() { all.saturating_sub(own()) } else { all }
    }

    /// Whether no other ship was ever heard around a place, over the whole of the data.
    pub(crate) fn is_unheard_of(&self, place: FineCell) -> bool {
        let rings = self.model.grid().rings(place, self.model.params.coverage_block_cells / 2);
        let all: u64 = in_rings(&self.model.over_hours, |row| row.0, &rings).map(|(_, row)| row.1.heard).sum();
        let is_own = |own: &&HullHour| own.heard && rings.ring(own.cell).is_some();
        let own = || self.own.hours.iter().filter(is_own).count() as u64;
        // The hull has no more hours than there are, so where others have more, its own need not be looked for.
        all == 0 || self.hull.is_some() && all <= self.own.hours.len() as u64 && all <= own()
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
}
