//! Where ships were at each half hour of UTC, as far as they were heard.

use std::ops::RangeInclusive;

use rayon::prelude::*;
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::Reach;
use super::silence::Silence;
use super::whereabouts::Harbours;
use crate::chart::ShoreCursor;
use crate::geodesy::{UnitVector, chord2_from_m, interpolate, step_m};
use crate::units::{MS_PER_HOUR, knots};
use crate::{Track, TrackSet};

/// Half an hour in milliseconds.
pub(super) const HALF_HOUR_MS: i64 = MS_PER_HOUR / 2;
/// The baseline of a speed in milliseconds: 5 minutes, that of all rules.
const BASELINE_MS: i64 = MS_PER_HOUR / 12;

/// A ship at a half hour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    at: [f64; 3],
    /// Index into the hulls of the track set.
    pub(super) hull: u32,
    /// Whether it was slow, and not where harbours may be that nobody knows.
    pub(super) is_slow: bool,
}

impl RTreeObject for Heard {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.at)
    }
}

impl PointDistance for Heard {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        self.at.distance_2(point)
    }
}

/// The ships that were heard, by half hour: those half hours at which any was, in order of time. A silence of a century is
/// worth no more than the ships that were heard in it.
pub(super) struct HeardShips {
    half_hours: Vec<(i64, RTree<Heard>)>,
}

/// Half hours are counted from 1970.
pub(super) fn half_hours_within(silence: &Silence<'_>) -> RangeInclusive<i64> {
    let first = silence.start_ms.div_euclid(HALF_HOUR_MS) + 1;
    let last = (silence.end_ms - 1).div_euclid(HALF_HOUR_MS);
    first..=last
}

impl HeardShips {
    /// The ships that were heard, away from ports, while some other was silent.
    pub(super) fn new(
        rule: &Reach,
        silences: &[&Silence<'_>],
        tracks: &TrackSet,
        harbours: Harbours<'_>,
    ) -> HeardShips {
        let wanted = united(silences.iter().map(|silence| half_hours_within(silence)));
        let mut heard: Vec<(i64, Heard)> = (0..tracks.len())
            .into_par_iter()
            .filter(|_| tracks.goes_on())
            .flat_map_iter(|hull| heard_of(rule, tracks, hull, &wanted, harbours))
            .collect();
        heard.par_sort_by_key(|&(half_hour, _)| half_hour);
        let chunks: Vec<&[(i64, Heard)]> = heard.chunk_by(|a, b| a.0 == b.0).collect();
        let tree = |chunk: &[(i64, Heard)]| RTree::bulk_load(chunk.iter().map(|&(_, heard)| heard).collect());
        HeardShips { half_hours: chunks.into_par_iter().map(|chunk| (chunk[0].0, tree(chunk))).collect() }
    }

    /// The half hours among these at which any ship was heard, with those ships.
    pub(super) fn during(&self, half_hours: RangeInclusive<i64>) -> impl Iterator<Item = (i64, HeardThen<'_>)> {
        let from = self.half_hours.partition_point(|(half_hour, _)| half_hour < half_hours.start());
        let rest = self.half_hours[from..].iter();
        rest.take_while(move |(half_hour, _)| half_hour <= half_hours.end())
            .map(|(half_hour, tree)| (*half_hour, HeardThen(tree)))
    }
}

/// The ships that were heard at one half hour.
pub(super) struct HeardThen<'a>(&'a RTree<Heard>);

impl<'a> HeardThen<'a> {
    /// Those within a distance of a place, in any order.
    pub(super) fn within(&self, place: UnitVector, distance_m: f64) -> impl Iterator<Item = &'a Heard> + use<'a> {
        self.0.locate_within_distance(place.axes(), chord2_from_m(distance_m))
    }
}

/// These spans as few as can be, in order.
fn united(spans: impl Iterator<Item = RangeInclusive<i64>>) -> Vec<RangeInclusive<i64>> {
    let mut spans: Vec<_> = spans.filter(|span| !span.is_empty()).collect();
    spans.sort_unstable_by_key(|span| *span.start());
    let mut united: Vec<RangeInclusive<i64>> = Vec::new();
    for span in spans {
        match united.last_mut() {
            Some(last) if span.start() <= last.end() => *last = *last.start()..=*last.end().max(span.end()),
            _ => united.push(span),
        }
    }
    united
}

impl Heard {
    pub(super) fn place(&self) -> UnitVector {
        let [x, y, z] = self.at;
        UnitVector { x, y, z }
    }

    /// Whether it is within a distance of a place.
    pub(super) fn is_within(&self, place: UnitVector, distance_m: f64) -> bool {
        self.distance_2(&place.axes()) <= chord2_from_m(distance_m)
    }
}

/// Where a hull was at each half hour that is wanted, in order of time.
fn heard_of(
    rule: &Reach,
    tracks: &TrackSet,
    hull: usize,
    mut wanted: &[RangeInclusive<i64>],
    harbours: Harbours<'_>,
) -> Vec<(i64, Heard)> {
    let track = tracks.track(hull);
    let mut heard = Vec::new();
    if !track.vessel().may_be_ship() {
        return heard;
    }
    let times_ms = track.times_ms();
    let mut cursor = ShoreCursor::default();
    for (index, step) in times_ms.windows(2).enumerate().filter(|(_, step)| step[1] - step[0] <= rule.max_step_ms) {
        let from = (step[0] + HALF_HOUR_MS - 1).div_euclid(HALF_HOUR_MS);
        for half_hour in from..=(step[1] - 1).div_euclid(HALF_HOUR_MS) {
            while wanted.first().is_some_and(|span| *span.end() < half_hour) {
                wanted = &wanted[1..];
            }
            if !wanted.first().is_some_and(|span| span.contains(&half_hour)) {
                continue;
            }
            let share = (half_hour * HALF_HOUR_MS - step[0]) as f64 / (step[1] - step[0]) as f64;
            let place = interpolate(track.fix(index).position(), track.fix(index + 1).position(), share);
            if place.is_null_island() || harbours.are_at(place) {
                continue;
            }
            let is_slow = speed_kn(&track, index, rule.max_step_ms).is_some_and(|kn| kn < rule.parameters.max_speed_kn)
                && !harbours.may_be_at(place, &mut cursor);
            heard.push((half_hour, Heard { at: UnitVector::from(place).axes(), hull: hull as u32, is_slow }));
        }
    }
    heard
}

/// The speed of a fix that has a next within its stretch; that of [`Track::speeds_kn`].
fn speed_kn(track: &Track<'_>, index: usize, max_step_ms: i64) -> Option<f64> {
    let times_ms = track.times_ms();
    let goes_on = |index: usize| times_ms.get(index + 1).is_some_and(|next| next - times_ms[index] <= max_step_ms);
    let (mut from, mut to) = (index, index);
    while goes_on(to) && times_ms[to] - times_ms[from] < BASELINE_MS {
        to += 1;
    }
    while from > 0 && goes_on(from - 1) && times_ms[to] - times_ms[from] < BASELINE_MS {
        from -= 1;
    }
    knots(step_m(track.fix(from).position(), track.fix(to).position()), times_ms[to] - times_ms[from])
}
