//! What one hull adds to the model: the hours in which it was expected, and the cells it was heard in.

use crate::geodesy::interpolate;
use crate::reception::silences::is_silence;
use crate::reception::{Cell, FineCell, FineGrid, OwnSilence, ReceptionParams};
use crate::units::{MS_PER_HOUR, ms_from_hours};
use crate::vessel::AisClass;
use crate::{Position, Track};

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
    /// In order of time; the last of all has no end.
    pub(crate) silences: Vec<OwnSilence>,
    /// The time of the last fix.
    pub(crate) last_ms: i64,
}

impl Contribution {
    /// That of this track.
    pub(crate) fn of(track: &Track<'_>, params: &ReceptionParams) -> Contribution {
        let class = track.vessel().facts.class.best().copied();
        let grid = FineGrid::new(params.cells_per_degree);
        Contribution {
            fingerprint: fingerprint(track, class),
            class,
            hours: hours_of(track, ms_from_hours(params.max_bracket_h), grid),
            visits: visits_of(track),
            silences: silences_of(track, grid),
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
    let times_ms = track.times_ms();
    let mut hours = Vec::new();
    let Some(&first_ms) = times_ms.first() else { return hours };
    // The hour of the last fix, its first fix, and whether a step leads into it.
    let (mut hour, mut first, mut is_led_into) = (hour_of(first_ms), 0, false);
    let mut behind_ms = end_of(hour);
    for (index, &time_ms) in times_ms.iter().enumerate() {
        if time_ms < behind_ms {
            continue;
        }
        let before_ms = times_ms[index - 1];
        let next_hour = hour_of(time_ms);
        let is_bracket = time_ms - before_ms <= max_bracket_ms;
        if is_led_into && is_bracket {
            hours.push(HullHour { hour, cell: grid.cell(track.fix(first).position()), heard: true });
        }
        if is_bracket {
            let span_ms = (time_ms - before_ms) as f64;
            let (before, fix) = (track.fix(index - 1).position(), track.fix(index).position());
            hours.extend((hour + 1..next_hour).map(|hour| {
                let fraction = (middle_ms(hour) - before_ms) as f64 / span_ms;
                HullHour { hour, cell: grid.cell(interpolate(before, fix, fraction)), heard: false }
            }));
        }
        (hour, first, is_led_into) = (next_hour, index, is_bracket);
        behind_ms = end_of(hour);
    }
    hours
}

/// The silences between fixes that may be company of others', and the one after the last fix.
fn silences_of(track: &Track<'_>, grid: FineGrid) -> Vec<OwnSilence> {
    let times_ms = track.times_ms();
    let cell = |index: usize| grid.cell(track.fix(index).position());
    let silent = (1..times_ms.len()).filter(|&next| is_silence(times_ms[next - 1], times_ms[next]));
    let closed =
        silent.map(|next| OwnSilence { off_ms: times_ms[next - 1], cell: cell(next - 1), on_ms: Some(times_ms[next]) });
    let last = times_ms.len().checked_sub(1);
    let open = last.map(|last| OwnSilence { off_ms: times_ms[last], cell: cell(last), on_ms: None });
    closed.chain(open).collect()
}

/// The first instant behind an hour; beyond the hours that there are, none.
fn end_of(hour: i32) -> i64 {
    if hour == i32::MAX { i64::MAX } else { (i64::from(hour) + 1) * MS_PER_HOUR }
}

/// Consecutive fixes in one cell.
struct InCell<'a> {
    cell: Cell,
    times_ms: &'a [i64],
}

/// Where the hull was, cell after cell.
fn ways_through_cells<'a>(track: &'a Track<'_>) -> Vec<InCell<'a>> {
    let times_ms = track.times_ms();
    let (lats_deg, lons_deg) = track.lats_lons_deg();
    let mut runs: Vec<InCell<'a>> = Vec::new();
    let mut start = 0;
    while start < times_ms.len() {
        let cell = Cell::of(Position::from_valid(lats_deg[start], lons_deg[start]));
        let (row, column) = Cell::floors(lats_deg[start], lons_deg[start]);
        let is_in = |(&lat_deg, &lon_deg): (&f64, &f64)| Cell::is_between(lat_deg, lon_deg, row, column);
        let places = lats_deg[start + 1..].iter().zip(&lons_deg[start + 1..]);
        let end = start + 1 + places.take_while(|&place| is_in(place)).count();
        runs.push(InCell { cell, times_ms: &times_ms[start..end] });
        start = end;
    }
    runs
}

fn visits_of(track: &Track<'_>) -> Vec<Visit> {
    let Some(&last_ms) = track.times_ms().last() else { return Vec::new() };
    let last_hour = hour_of(last_ms);
    let mut runs = ways_through_cells(track);
    let last_cell = runs.last().map(|run| run.cell);
    // Stable, so the times of a cell stay in order.
    runs.sort_by_key(|run| run.cell);
    let visit = |runs: &[InCell<'_>]| Visit {
        cell: runs[0].cell,
        last_hour: runs.iter().rev().find_map(|run| last_hour_before(run.times_ms, last_hour)),
        is_last: Some(runs[0].cell) == last_cell,
        fixes: u32::try_from(runs.iter().map(|run| run.times_ms.len()).sum::<usize>()).unwrap_or(u32::MAX),
        days: days_in(runs.iter().map(|run| run.times_ms)),
    };
    runs.chunk_by(|a, b| a.cell == b.cell).map(visit).collect()
}

/// The hour of the last of these times that lies in an hour before this one.
fn last_hour_before(times_ms: &[i64], hour: i32) -> Option<i32> {
    let count = times_ms.partition_point(|&time_ms| hour_of(time_ms) < hour);
    count.checked_sub(1).map(|last| hour_of(times_ms[last]))
}

/// The days of UTC in runs of times, all ascending.
fn days_in<'a>(runs: impl Iterator<Item = &'a [i64]>) -> u32 {
    const MS_PER_DAY: i64 = 24 * MS_PER_HOUR;
    let (mut days, mut last_day) = (0, None);
    for mut times_ms in runs {
        while let Some(&time_ms) = times_ms.first() {
            let day = time_ms.div_euclid(MS_PER_DAY);
            days += u32::from(last_day != Some(day));
            last_day = Some(day);
            times_ms = &times_ms[times_ms.partition_point(|&time_ms| time_ms.div_euclid(MS_PER_DAY) <= day)..];
        }
    }
    days
}

/// A hash of all fixes, and of the class: FNV-1a by words, with a finish that mixes them.
fn fingerprint(track: &Track<'_>, class: Option<AisClass>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ class.map_or(0, |class| 1 + class as u64);
    let mut mix = |word: u64| hash = (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29);
    let (lats_deg, lons_deg) = track.lats_lons_deg();
    for ((time_ms, lat_deg), lon_deg) in track.times_ms().iter().zip(lats_deg).zip(lons_deg) {
        mix(time_ms.cast_unsigned());
        mix(lat_deg.to_bits());
        mix(lon_deg.to_bits());
    }
    mix(track.len() as u64);
    hash ^ hash >> 31
}
