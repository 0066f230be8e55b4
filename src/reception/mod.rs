//! What could have been heard, where and when, learned from the data itself.
//!
//! # The model
//! A ship is *expected* in an hour when its fixes before and after that hour are at most `max_bracket_h` apart, step by step,
//! and *heard* when it has a fix in it. It counts once an hour, in the cell of 1° by 1° of its first fix in the hour or, when it
//! was not heard, of its place on the great circle at the middle of the hour. The hours of its first and last fix, which
//! nothing brackets, count nothing: they are heard by construction.
//!
//! Questions go to blocks of cells: three rows, and as many columns as make it about as wide. The model is counted within
//! each class of AIS and over all ships.
//!
//! A ship is left out of what is said about it: its own part is worked out from its track and taken away, if the model knows
//! the track (by a hash of its fixes).
//!
//! # Complexity
//! One parallel pass over the fixes, and a sort of the ship-hours. A question is two binary searches a cell.

mod cell;
mod contribution;
mod map;
mod params;
mod store;

use rayon::prelude::*;

pub(crate) use self::cell::{Block, Cell};
pub(crate) use self::contribution::{Contribution, HullHour, hour_of, middle_ms};
pub use self::map::ReceptionCell;
pub use self::params::ReceptionParams;
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
    /// The probability that a ship is heard: (heard + ½) / (expected + 1), Krichevsky and Trofimov's estimate.
    pub(crate) fn reception(self) -> f64 {
        (self.heard as f64 + 0.5) / (self.expected as f64 + 1.0)
    }

    fn add(&mut self, heard: bool) {
        self.expected += 1;
        self.heard += u64::from(heard);
    }
}

/// The ships of an hour in a cell: all, of class A, of class B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CellHour {
    cell: Cell,
    hour: i32,
    counts: [Count; 3],
}

/// What the whole of the data says of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CellTotal {
    cell: Cell,
    /// Where its hours start among all.
    first_hour: usize,
    /// Where the hulls heard in it start among all.
    first_visit: usize,
    counts: [Count; 3],
    /// Positions, and ships a day, of each class.
    positions: [u64; 3],
    ship_days: [u64; 3],
}

impl CellTotal {
    /// Without positions and days.
    fn of(cell: Cell, hours: &[CellHour], visits: &[CellVisit]) -> CellTotal {
        let first_hour = hours.partition_point(|hour| hour.cell < cell);
        let first_visit = visits.partition_point(|visit| visit.cell < cell);
        let mut counts = [Count::default(); 3];
        for hour in hours[first_hour..].iter().take_while(|hour| hour.cell == cell) {
            for (total, count) in counts.iter_mut().zip(hour.counts) {
                total.expected += count.expected;
                total.heard += count.heard;
            }
        }
        CellTotal { cell, first_hour, first_visit, counts, positions: [0; 3], ship_days: [0; 3] }
    }
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
    /// By (cell, hour).
    hours: Vec<CellHour>,
    /// By (cell, hull).
    visits: Vec<CellVisit>,
    /// By cell.
    totals: Vec<CellTotal>,
    /// Of every hull, sorted.
    hulls: Vec<u64>,
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
        let mut contributions: Vec<Contribution> = (0..tracks.len())
            .into_par_iter()
            .map(|index| tracks.track(index))
            .filter(|track| counts(track))
            .map(|track| Contribution::of(&track, params.max_bracket_h))
            .collect();
        contributions.par_sort_by_key(|contribution| contribution.fingerprint);
        let lost_before_ms = tracks.data_end().as_millisecond() - ms_from_hours(params.dead_reckoning_h);
        let hours = cell_hours(&contributions);
        let visits = cell_visits(&contributions, lost_before_ms);
        let totals = cell_totals(&contributions, &hours, &visits);
        let hulls = contributions.iter().map(|contribution| contribution.fingerprint).collect();
        let hour_range = hour_range(&hours);
        Ok(Reception { params: params.clone(), hours, visits, totals, hulls, hour_range })
    }

    /// A model that was learned from nothing.
    pub(crate) fn empty() -> Reception {
        Reception {
            params: ReceptionParams::default(),
            hours: Vec::new(),
            visits: Vec::new(),
            totals: Vec::new(),
            hulls: Vec::new(),
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

    /// How many cells a ship was expected or heard in.
    pub fn cells(&self) -> usize {
        self.totals.len()
    }

    /// The model without this hull.
    pub(crate) fn without(&self, track: &Track<'_>) -> Others<'_> {
        let own = Contribution::of(track, self.params.max_bracket_h);
        let hull = self.hulls.binary_search(&own.fingerprint).ok().filter(|_| counts(track));
        Others { model: self, own, hull: hull.and_then(|hull| u32::try_from(hull).ok()) }
    }

    fn total(&self, cell: Cell) -> Option<(usize, &CellTotal)> {
        let index = self.totals.binary_search_by_key(&cell, |total| total.cell).ok()?;
        Some((index, &self.totals[index]))
    }

    fn hours_of(&self, cell: Cell) -> &[CellHour] {
        let Some((index, total)) = self.total(cell) else { return &[] };
        let end = self.totals.get(index + 1).map_or(self.hours.len(), |next| next.first_hour);
        &self.hours[total.first_hour..end]
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
    let first = hours.iter().map(|at| at.hour).min().unwrap_or(0);
    (first, hours.iter().map(|at| at.hour).max().map_or(first, |last| last.saturating_add(1)))
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
    let mut rows: Vec<(Cell, i32, bool, Option<AisClass>)> = contributions
        .par_iter()
        .flat_map_iter(|own| own.hours.iter().map(|at| (at.cell, at.hour, at.heard, own.class)))
        .collect();
    rows.par_sort_unstable();
    let count = |rows: &[(Cell, i32, bool, Option<AisClass>)]| {
        let mut counts = [Count::default(); 3];
        for &(_, _, heard, class) in rows {
            groups(class).for_each(|group| counts[group].add(heard));
        }
        CellHour { cell: rows[0].0, hour: rows[0].1, counts }
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

fn cell_totals(contributions: &[Contribution], hours: &[CellHour], visits: &[CellVisit]) -> Vec<CellTotal> {
    let mut cells: Vec<Cell> = hours.iter().map(|hour| hour.cell).collect();
    cells.dedup();
    cells.extend(visits.iter().map(|visit| visit.cell));
    cells.sort_unstable();
    cells.dedup();
    let mut totals: Vec<CellTotal> = cells.into_iter().map(|cell| CellTotal::of(cell, hours, visits)).collect();
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

    /// The other ships of an hour in a block.
    pub(crate) fn at(&self, block: Block, hour: i32, among: Among) -> Count {
        let mut count = Count::default();
        for cell in block.cells() {
            let hours = self.model.hours_of(cell);
            if let Ok(index) = hours.binary_search_by_key(&hour, |at| at.hour) {
                let here = hours[index].counts[among.index()];
                count.expected += here.expected;
                count.heard += here.heard;
            }
        }
        let own = self.own.at_hour(hour).filter(|own| block.contains(own.cell));
        if let Some(own) = own.filter(|_| self.is_counted(among)) {
            count.expected = count.expected.saturating_sub(1);
            count.heard = count.heard.saturating_sub(u64::from(own.heard));
        }
        count
    }

    /// Hours in which other ships were expected in these cells, each counted once, over the whole of the data.
    pub(crate) fn ship_hours(&self, cells: &[Cell], among: Among) -> u64 {
        let totals = cells.iter().filter_map(|&cell| self.model.total(cell));
        let all: u64 = totals.map(|(_, total)| total.counts[among.index()].expected).sum();
        let is_here = |cell: Cell| cells.binary_search(&cell).is_ok();
        let own = || self.own.hours.iter().filter(|own| is_here(own.cell)).count() as u64;
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
