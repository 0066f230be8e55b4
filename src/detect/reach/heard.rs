//! Where ships were at each half hour of UTC, as far as they were heard.

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

/// The ships that were heard, by half hour.
pub(super) struct HeardShips {
    first_half_hour: i64,
    half_hours: Vec<RTree<Heard>>,
}

/// Half hours are counted from 1970.
pub(super) fn half_hours_within(silence: &Silence<'_>) -> std::ops::RangeInclusive<i64> {
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
        let spans = silences.iter().map(|silence| half_hours_within(silence)).filter(|span| !span.is_empty());
        let (mut first_half_hour, mut last) = (i64::MAX, i64::MIN);
        for span in spans.clone() {
            (first_half_hour, last) = (first_half_hour.min(*span.start()), last.max(*span.end()));
        }
        let count = usize::try_from(last.saturating_sub(first_half_hour).saturating_add(1)).unwrap_or(0);
        // One more where a span starts, one less behind its end.
        let mut steps = vec![0_i32; count + 1];
        for span in spans {
            steps[(span.start() - first_half_hour) as usize] += 1;
            steps[(span.end() - first_half_hour) as usize + 1] -= 1;
        }
        let silent_then = steps.iter().scan(0, |silent, step| {
            *silent += step;
            Some(*silent > 0)
        });
        let is_wanted: Vec<bool> = silent_then.take(count).collect();
        let per_hull: Vec<Vec<(u32, Heard)>> = (0..tracks.len())
            .into_par_iter()
            .filter(|_| tracks.goes_on())
            .map(|hull| heard_of(rule, tracks, hull, (first_half_hour, &is_wanted), harbours))
            .collect();
        let mut by_half_hour: Vec<Vec<Heard>> = vec![Vec::new(); count];
        for (half_hour, heard) in per_hull.into_iter().flatten() {
            by_half_hour[half_hour as usize].push(heard);
        }
        let half_hours = by_half_hour.into_par_iter().map(RTree::bulk_load).collect();
        HeardShips { first_half_hour, half_hours }
    }

    /// The ships within a distance of a place at a half hour, in any order.
    pub(super) fn within(&self, half_hour: i64, place: UnitVector, distance_m: f64) -> impl Iterator<Item = &Heard> {
        let tree = usize::try_from(half_hour - self.first_half_hour).ok().and_then(|index| self.half_hours.get(index));
        let chord2 = chord2_from_m(distance_m);
        tree.into_iter().flat_map(move |tree| tree.locate_within_distance(place.axes(), chord2))
    }
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

/// Where a hull was at each half hour that is wanted; half hours counted from the first.
fn heard_of(
    rule: &Reach,
    tracks: &TrackSet,
    hull: usize,
    (first_half_hour, is_wanted): (i64, &[bool]),
    harbours: Harbours<'_>,
) -> Vec<(u32, Heard)> {
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
            let number = half_hour - first_half_hour;
            if !usize::try_from(number).is_ok_and(|number| is_wanted.get(number) == Some(&true)) {
                continue;
            }
            let share = (half_hour * HALF_HOUR_MS - step[0]) as f64 / (step[1] - step[0]) as f64;
            let place = interpolate(track.fix(index).position(), track.fix(index + 1).position(), share);
            if place.is_null_island() || harbours.are_at(place) {
                continue;
            }
            let is_slow = speed_kn(&track, index, rule.max_step_ms).is_some_and(|kn| kn < rule.parameters.max_speed_kn)
                && !harbours.may_be_at(place, &mut cursor);
            heard.push((number as u32, Heard { at: UnitVector::from(place).axes(), hull: hull as u32, is_slow }));
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
