//! What one hull adds to the model: the hours in which it was expected, and the cells it was heard in.

use crate::geodesy::interpolate;
use crate::reception::{Cell, FineCell, FineGrid, ReceptionParams};
use crate::units::{MS_PER_HOUR, ms_from_hours};
use crate::vessel::AisClass;
use crate::{Fix, Track};

/// An hour, counted from 1970.
pub(crate) fn hour_of(time_ms: i64) -> i32 {
    i32::try_from(time_ms.div_euclid(MS_PER_HOUR)).unwrap_or(if time_ms < 0 { i32::MIN } else { i32::MAX })
}

/// The middle of an hour, in milliseconds since 1970.
pub(crate) fn middle_ms(hour: i32) -> i64 {
    i64::from(hour) * MS_PER_HOUR + MS_PER_HOUR / 2
}

/// An hour in which a hull was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HullHour {
    pub(crate) hour: i32,
    /// Where it was: at its first fix in the hour, else on the way at the middle of it.
    pub(crate) cell: FineCell,
    pub(crate) heard: bool,
}

/// A cell in which a hull was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) cell: Cell,
    /// The last hour in which it was heard there, and later again anywhere; `None` where there is none.
    pub(crate) last_hour: Option<i32>,
    /// Whether its last fix of all lies there.
    pub(crate) is_last: bool,
    /// Its fixes there.
    pub(crate) fixes: u32,
    /// The days of UTC with a fix there.
    pub(crate) days: u32,
}

/// What one hull adds to the model.
#[derive(Clone, Debug)]
pub(crate) struct Contribution {
    /// Stands for the hull's fixes, all of them.
    pub(crate) fingerprint: u64,
    pub(crate) class: Option<AisClass>,
    /// In order of time, each hour at most once.
    pub(crate) hours: Vec<HullHour>,
    /// By cell, each at most once.
    pub(crate) visits: Vec<Visit>,
    /// The time of the last fix.
    pub(crate) last_ms: i64,
}

impl Contribution {
    /// That of this track.
    pub(crate) fn of(track: &Track<'_>, params: &ReceptionParams) -> Contribution {
        let class = track.vessel().facts.class.best().copied();
        Contribution {
            fingerprint: fingerprint(track, class),
            class,
            hours: hours_of(track, ms_from_hours(params.max_bracket_h), FineGrid::new(params.cells_per_degree)),
            visits: visits_of(track),
            last_ms: track.times_ms().last().copied().unwrap_or(i64::MIN),
        }
    }

    /// The hull's place in this hour, where it was expected.
    pub(crate) fn at_hour(&self, hour: i32) -> Option<&HullHour> {
        self.hours.binary_search_by_key(&hour, |expected| expected.hour).ok().map(|index| &self.hours[index])
    }
}

/// The hours that fixes bracket: between two fixes of other hours, no step that touches it longer than the bracket.
fn hours_of(track: &Track<'_>, max_bracket_ms: i64, grid: FineGrid) -> Vec<HullHour> {
    let mut hours = Vec::new();
    // The hour of the last fix: its first fix, and whether a step leads into it.
    let mut current: Option<(Fix, bool)> = None;
    let mut last: Option<Fix> = None;
    for fix in track.iter() {
        let hour = hour_of(fix.time_ms);
        let Some(before) = last.replace(fix) else {
            current = Some((fix, false));
            continue;
        };
        let before_hour = hour_of(before.time_ms);
        if hour == before_hour {
            continue;
        }
        let is_bracket = fix.time_ms - before.time_ms <= max_bracket_ms;
        if let Some((first, true)) = current
            && is_bracket
        {
            hours.push(HullHour { hour: before_hour, cell: grid.cell(first.position()), heard: true });
        }
        if is_bracket {
            let span_ms = (fix.time_ms - before.time_ms) as f64;
            hours.extend((before_hour + 1..hour).map(|hour| {
                let fraction = (middle_ms(hour) - before.time_ms) as f64 / span_ms;
                let position = interpolate(before.position(), fix.position(), fraction);
                HullHour { hour, cell: grid.cell(position), heard: false }
            }));
        }
        current = Some((fix, is_bracket));
    }
    hours
}

fn visits_of(track: &Track<'_>) -> Vec<Visit> {
    const MS_PER_DAY: i64 = 24 * MS_PER_HOUR;
    let Some(last) = track.last() else { return Vec::new() };
    let last_hour = hour_of(last.time_ms);
    let mut fixes: Vec<(Cell, i64)> = track.iter().map(|fix| (Cell::of(fix.position()), fix.time_ms)).collect();
    // Stable, so the times of a cell stay in order.
    fixes.sort_by_key(|&(cell, _)| cell);
    let visit = |fixes: &[(Cell, i64)]| Visit {
        cell: fixes[0].0,
        last_hour: fixes.iter().rev().map(|&(_, time_ms)| hour_of(time_ms)).find(|&hour| hour < last_hour),
        is_last: fixes[0].0 == Cell::of(last.position()),
        fixes: u32::try_from(fixes.len()).unwrap_or(u32::MAX),
        days: fixes.chunk_by(|a, b| a.1.div_euclid(MS_PER_DAY) == b.1.div_euclid(MS_PER_DAY)).count() as u32,
    };
    fixes.chunk_by(|a, b| a.0 == b.0).map(visit).collect()
}

/// A hash of all fixes, and of the class: FNV-1a by words, with a finish that mixes them.
fn fingerprint(track: &Track<'_>, class: Option<AisClass>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ class.map_or(0, |class| 1 + class as u64);
    let mut mix = |word: u64| hash = (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29);
    for fix in track.iter() {
        mix(fix.time_ms.cast_unsigned());
        mix(fix.position().lat_deg().to_bits());
        mix(fix.position().lon_deg().to_bits());
    }
    mix(track.len() as u64);
    hash ^ hash >> 31
}
