//! The track of one hull, and what can be asked of it.

use std::ops::Range;
use std::time::Duration;

use jiff::Timestamp;

use crate::fix::{FixColumns, timestamp};
use crate::geodesy::{interpolate, step_m};
use crate::track::generalize::{Generalization, generalize};
use crate::track::speed::SpeedWindow;
use crate::track::store::{Held, TrackFixes};
use crate::units::{hours_from_ms, ms_from_hours};
use crate::{Fix, Position, TrackParams, Vessel};

/// The baseline of a ship's plausible speed, in hours: 5 minutes.
const PLAUSIBLE_BASELINE_H: f64 = 5.0 / 60.0;
/// The longest step that counts for it, in hours: that of the preset for satellite data.
const PLAUSIBLE_MAX_STEP_H: f64 = 3.0;
/// Slower than this a ship is not under way, in knots.
const UNDER_WAY_KN: f64 = 2.0;
/// With fewer speeds under way than this, they tell nothing of the ship.
const PLAUSIBLE_MIN_SPEEDS: usize = 20;
/// A ship of which nothing is known makes this many knots.
const UNKNOWN_SHIP_KN: f64 = 12.0;

/// The track of one hull: fixes in order of time, no two at the same time.
#[derive(Clone, Debug)]
pub struct Track<'a> {
    vessel: &'a Vessel,
    hull: u32,
    rows: Range<usize>,
    fixes: TrackFixes<'a>,
    params: &'a TrackParams,
}

impl<'a> Track<'a> {
    pub(crate) fn new(
        vessel: &'a Vessel,
        hull: u32,
        rows: Range<usize>,
        fixes: TrackFixes<'a>,
        params: &'a TrackParams,
    ) -> Track<'a> {
        Track { vessel, hull, rows, fixes, params }
    }

    /// The identity and facts under which the hull sailed.
    pub fn vessel(&self) -> &'a Vessel {
        self.vessel
    }

    /// The hull's number among those that share the identity.
    pub fn hull(&self) -> u32 {
        self.hull
    }

    /// How many fixes it has; never 0 for a track of a track set.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no fix.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The fix at this index.
    ///
    /// # Panics
    /// When the index is not below the length.
    pub fn fix(&self, index: usize) -> Fix {
        assert!(index < self.len(), "fix {index} of a track of {}", self.len());
        self.columns().get(self.rows.start + index)
    }

    /// The first fix; `None` for an empty slice of a track.
    pub fn first(&self) -> Option<Fix> {
        (!self.is_empty()).then(|| self.fix(0))
    }

    /// The last fix; `None` for an empty slice of a track.
    pub fn last(&self) -> Option<Fix> {
        (!self.is_empty()).then(|| self.fix(self.len() - 1))
    }

    /// Its fixes in order of time.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Fix> + DoubleEndedIterator {
        let FixColumns { time_ms, lat_deg, lon_deg, sog, cog, heading, status } = self.columns();
        let rows = || self.rows.clone();
        let places = lat_deg[rows()].iter().zip(&lon_deg[rows()]);
        let reported = sog[rows()].iter().zip(&cog[rows()]).zip(heading[rows()].iter().zip(&status[rows()]));
        time_ms[rows()].iter().zip(places).zip(reported).map(|((&time_ms, (&lat_deg, &lon_deg)), reported)| {
            let ((&sog, &cog), (&heading, &status)) = reported;
            Fix { time_ms, position: Position::from_valid(lat_deg, lon_deg), sog, cog, heading, status }
        })
    }

    /// The columns that its fixes are in.
    pub(crate) fn columns(&self) -> &FixColumns {
        self.fixes.columns()
    }

    /// Where its fixes are in the columns.
    pub(crate) fn rows(&self) -> Range<usize> {
        self.rows.clone()
    }

    /// Latitudes and longitudes of its fixes in degrees.
    pub(crate) fn lats_lons_deg(&self) -> (&[f64], &[f64]) {
        (&self.columns().lat_deg[self.rows.clone()], &self.columns().lon_deg[self.rows.clone()])
    }

    /// Times of its fixes in milliseconds since 1970, ascending.
    pub fn times_ms(&self) -> &[i64] {
        &self.columns().time_ms[self.rows.clone()]
    }

    /// The columns that its rows are in, and which rows these are.
    pub(crate) fn held(&self) -> (Held<'a>, Range<usize>) {
        (self.fixes.hold(), self.rows.clone())
    }

    /// The same track without the fixes that were read from disk for this one, to be let go after use.
    pub(crate) fn unread(&self) -> Track<'a> {
        Track { fixes: self.fixes.unread(), ..self.clone() }
    }

    /// The last fix before this time.
    pub(crate) fn last_before(&self, time_ms: i64) -> Option<Fix> {
        let next = self.times_ms().partition_point(|&fix_ms| fix_ms < time_ms);
        next.checked_sub(1).map(|index| self.fix(index))
    }

    /// The first fix after this time.
    pub(crate) fn first_after(&self, time_ms: i64) -> Option<Fix> {
        let next = self.times_ms().partition_point(|&fix_ms| fix_ms <= time_ms);
        (next < self.len()).then(|| self.fix(next))
    }

    /// Whether it lies at 0° N 0° E throughout: a receiver that had no position, not a ship.
    pub(crate) fn has_no_position(&self) -> bool {
        self.iter().all(|fix| fix.position.is_null_island())
    }

    /// The time of the first fix; `None` for an empty slice of a track.
    pub fn start(&self) -> Option<Timestamp> {
        self.times_ms().first().map(|&time_ms| timestamp(time_ms))
    }

    /// The time of the last fix; `None` for an empty slice of a track.
    pub fn end(&self) -> Option<Timestamp> {
        self.times_ms().last().map(|&time_ms| timestamp(time_ms))
    }

    /// Hours from the first to the last fix, silences included; 0 when there are fewer than two fixes.
    pub fn duration_h(&self) -> f64 {
        match self.times_ms() {
            [first, .., last] => hours_from_ms(last - first),
            _ => 0.0,
        }
    }

    /// Hours in steps no longer than this many hours.
    pub fn observed_h(&self, max_step_h: f64) -> f64 {
        let max_step_ms = ms_from_hours(max_step_h);
        let steps_ms = self.times_ms().windows(2).map(|step| step[1] - step[0]);
        hours_from_ms(steps_ms.filter(|&step_ms| step_ms <= max_step_ms).sum())
    }

    /// Length of the way over all fixes in metres: the sum of its WGS84 [steps](step_m).
    pub fn length_m(&self) -> f64 {
        let (lats_deg, lons_deg) = self.lats_lons_deg();
        let mut places = lats_deg.iter().zip(lons_deg).map(|(&lat, &lon)| Position::from_valid(lat, lon));
        let Some(mut from) = places.next() else { return 0.0 };
        places.map(|to| step_m(std::mem::replace(&mut from, to), to)).sum()
    }

    /// Where the hull was at this time: at a fix, or on the great circle between two fixes no farther than
    /// `max_step_h` hours apart, at constant speed. `None` before the first fix, after the last, and in a longer silence;
    /// `f64::INFINITY` bridges every silence.
    pub fn position_at(&self, time: Timestamp, max_step_h: f64) -> Option<Position> {
        let (times_ms, time_ms) = (self.times_ms(), time.as_millisecond());
        let next = times_ms.partition_point(|&fix_ms| fix_ms < time_ms);
        match times_ms.get(next) {
            Some(&next_ms) if next_ms == time_ms => Some(self.fix(next).position()),
            Some(&next_ms) if next > 0 && next_ms - times_ms[next - 1] <= ms_from_hours(max_step_h) => {
                let (step_ms, since_ms) = (next_ms - times_ms[next - 1], time_ms - times_ms[next - 1]);
                let fraction = since_ms as f64 / step_ms as f64;
                Some(interpolate(self.fix(next - 1).position(), self.fix(next).position(), fraction))
            }
            _ => None,
        }
    }

    /// The fixes from `start` to `end`, both included. Nothing is interpolated at the ends.
    #[must_use]
    pub fn between(&self, start: Timestamp, end: Timestamp) -> Track<'a> {
        let (start_ms, end_ms) = (start.as_millisecond(), end.as_millisecond());
        let first = self.times_ms().partition_point(|&time_ms| time_ms < start_ms);
        let behind = self.times_ms().partition_point(|&time_ms| time_ms <= end_ms).max(first);
        self.slice(first..behind)
    }

    fn slice(&self, fixes: Range<usize>) -> Track<'a> {
        Track { rows: self.rows.start + fixes.start..self.rows.start + fixes.end, ..self.clone() }
    }

    /// The unbroken stretches of the track: cut at each silence longer than [`TrackParams::segment_silence_h`].
    pub fn segments(&self) -> impl Iterator<Item = Track<'a>> {
        let silence_ms = ms_from_hours(self.params.segment_silence_h);
        let mut next = 0;
        self.times_ms().chunk_by(move |from, to| to - from <= silence_ms).map({
            let track = self.clone();
            move |stretch| {
                let start = next;
                next += stretch.len();
                track.slice(start..next)
            }
        })
    }

    /// The speed of each fix in knots: net distance over the shortest window of consecutive fixes from it that spans at
    /// least `min_baseline_h`, over the window's time. A window holds no step over `max_step_h`. The last fixes before
    /// such a silence, or before the end, share the shortest window that reaches back from the last of them; a stretch
    /// shorter than the baseline is one window; a fix between two silences has no speed.
    pub fn speeds_kn(&self, min_baseline_h: f64, max_step_h: f64) -> Vec<Option<f64>> {
        let mut speeds_kn = Vec::with_capacity(self.len());
        let mut window = SpeedWindow::new(ms_from_hours(min_baseline_h), ms_from_hours(max_step_h));
        let mut take = |_, speed_kn| speeds_kn.push(speed_kn);
        self.iter().for_each(|fix| window.push(&fix, &mut take));
        window.finish(&mut take);
        speeds_kn
    }

    /// The speed this ship is known to make: the 95th percentile (nearest rank) of its speeds under way, at least 5 and
    /// at most 30 knots; 12 knots when fewer than 20 fixes have one.
    ///
    /// A fix is under way when its [speed](Track::speeds_kn) over at least 5 minutes, across steps of at most 3 hours,
    /// exceeds 2 knots.
    pub fn plausible_speed_kn(&self) -> f64 {
        let speeds_kn = self.speeds_kn(PLAUSIBLE_BASELINE_H, PLAUSIBLE_MAX_STEP_H).into_iter().flatten();
        let mut under_way_kn: Vec<f64> = speeds_kn.filter(|&speed_kn| speed_kn > UNDER_WAY_KN).collect();
        if under_way_kn.len() < PLAUSIBLE_MIN_SPEEDS {
            return UNKNOWN_SHIP_KN;
        }
        let rank = (under_way_kn.len() * 95).div_ceil(100) - 1;
        under_way_kn.select_nth_unstable_by(rank, f64::total_cmp).1.clamp(5.0, 30.0)
    }

    /// A fix every `interval` from the first on, placed as by [`position_at`](Track::position_at), with no speed,
    /// course, heading or status. Where the position is not known there is no fix.
    ///
    /// # Panics
    /// When the interval is shorter than a millisecond.
    pub fn resample(&self, interval: Duration, max_step_h: f64) -> Vec<Fix> {
        let interval_ms = i64::try_from(interval.as_millis()).unwrap_or(i64::MAX);
        assert!(interval_ms > 0, "a track cannot be resampled every {interval:?}");
        let max_step_ms = ms_from_hours(max_step_h);
        let times_ms = self.times_ms();
        let Some((&start_ms, _)) = times_ms.split_first() else { return Vec::new() };
        let mut fixes = vec![Fix::at_ms(start_ms, self.fix(0).position())];
        for (index, step) in times_ms.windows(2).enumerate() {
            let (from_ms, to_ms) = (step[0], step[1]);
            let (from, to) = (self.fix(index).position(), self.fix(index + 1).position());
            if to_ms - from_ms <= max_step_ms {
                let instants = (from_ms - start_ms) / interval_ms + 1..=(to_ms - 1 - start_ms) / interval_ms;
                fixes.extend(instants.map(|count| {
                    let time_ms = start_ms + count * interval_ms;
                    let fraction = (time_ms - from_ms) as f64 / (to_ms - from_ms) as f64;
                    Fix::at_ms(time_ms, interpolate(from, to, fraction))
                }));
            }
            if (to_ms - start_ms) % interval_ms == 0 {
                fixes.push(Fix::at_ms(to_ms, to));
            }
        }
        fixes
    }

    /// Fewer fixes that keep the shape of the track within a tolerance: some of its own, the first and the last
    /// included.
    ///
    /// It is for drawing and storing. Rules want every fix: a straight run without its middle looks like a silence.
    pub fn generalize(&self, by: Generalization) -> Vec<Fix> {
        generalize(&self.iter().collect::<Vec<Fix>>(), by)
    }
}
