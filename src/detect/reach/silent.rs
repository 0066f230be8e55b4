//! Ships that were silent at the same time, and where they could have met.

use std::cmp::Ordering;
use std::f64::consts::FRAC_PI_2;

use rstar::{AABB, RTree, RTreeObject};

use super::Reach;
use super::ships::NOT_SLOW;
use super::silence::Silence;
use super::whereabouts::Harbours;
use crate::fix::timestamp;
use crate::geodesy::{GreatCircleArc, UnitVector, least_between};
use crate::units::{MS_PER_HOUR, hours_from_ms};
use crate::{EARTH_RADIUS_M, ShipInReach, VesselId};

/// Silences are sought by place and time: an hour is as wide as so many radii, 20 km.
const HOUR: f64 = 20_000.0 / EARTH_RADIUS_M;
/// Of the ships that were silent too, so many times those that are listed are looked at closely.
const LOOKED_AT: usize = 4;
/// A meeting is longer than another by more than this, in milliseconds: less is rounding.
const A_LITTLE_MS: f64 = 1.0;
/// Sections of the search for the longest meeting: a millionth of the circle is left of the first, and 1e-9 of each of the
/// second, so that these do not blur the first.
const ALONG: u32 = 28;
const ACROSS: u32 = 43;
/// What a millisecond of sailing counts against one of meeting: so little that no meeting is shorter by more than a
/// thousandth of the sailing than the longest.
const LEAST_SAILING: f64 = 1e-3;

/// All silences, by place and time.
pub(super) struct SilentShips<'s, 'e> {
    silences: &'s [&'s Silence<'e>],
    tree: RTree<Extent>,
}

/// A box around where a silent ship can be, and when.
#[derive(Clone, Copy, Debug)]
struct Extent {
    low: [f64; 4],
    high: [f64; 4],
    index: usize,
}

impl RTreeObject for Extent {
    type Envelope = AABB<[f64; 4]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.low, self.high)
    }
}

impl Extent {
    fn new(silence: &Silence<'_>, index: usize) -> Extent {
        let (UnitVector { x, y, z }, radius_rad) = silence.set.cap();
        let [start, end] = [silence.start_ms, silence.end_ms].map(|ms| hours_from_ms(ms) * HOUR);
        let r = radius_rad;
        Extent { low: [x - r, y - r, z - r, start], high: [x + r, y + r, z + r, end], index }
    }
}

impl<'s, 'e> SilentShips<'s, 'e> {
    pub(super) fn new(silences: &'s [&'s Silence<'e>]) -> SilentShips<'s, 'e> {
        let extents = silences.iter().enumerate().map(|(index, silence)| Extent::new(silence, index));
        SilentShips { silences, tree: RTree::bulk_load(extents.collect()) }
    }

    /// Those of other identities whose boxes meet that of this one, in their order.
    fn near(&self, silence: &Silence<'_>) -> Vec<&'s Silence<'e>> {
        let around = Extent::new(silence, 0).envelope();
        let mut found: Vec<usize> =
            self.tree.locate_in_envelope_intersecting(around).map(|extent| extent.index).collect();
        found.sort_unstable();
        let others = found.into_iter().map(|index| self.silences[index]);
        others.filter(|other| other.vessel != silence.vessel).collect()
    }
}

/// A gap of another ship, what it has in common with the one that is judged, and their meeting.
struct Candidate<'a> {
    other: &'a Silence<'a>,
    pair: Pair,
    meeting: Meeting,
    score: f64,
}

impl Candidate<'_> {
    fn hull(&self) -> (&VesselId, u32) {
        (self.other.vessel, self.other.hull)
    }

    /// The highest score first.
    fn by_score(&self, other: &Candidate<'_>) -> Ordering {
        other.score.total_cmp(&self.score).then_with(|| self.hull().cmp(&other.hull()))
    }

    fn into_ship(self) -> ShipInReach {
        let place = self.meeting.place.to_position();
        ShipInReach {
            vessel: self.other.vessel.clone(),
            hull: self.other.hull,
            gap: Some(self.other.id),
            earliest: timestamp(self.pair.base_ms + self.pair.earliest_ms().round() as i64),
            at_most_h: self.meeting.span_ms() / MS_PER_HOUR as f64,
            slow_h: 0.0,
            lat: place.lat_deg(),
            lon: place.lon_deg(),
            score: self.score,
        }
    }
}

impl Reach {
    /// The ships that were silent too and that it could have met, each once: by the best of its gaps.
    pub(super) fn silent(
        &self,
        silence: &Silence<'_>,
        all: &SilentShips<'_, '_>,
        harbours: Harbours<'_>,
    ) -> Vec<ShipInReach> {
        let least_ms = self.min_meeting_ms as f64;
        let mut ships: Vec<Candidate<'_>> = Vec::new();
        for other in all.near(silence) {
            let pair = Pair::of(silence, other);
            if pair.longest_ms() < least_ms {
                continue;
            }
            let mut meetings = pair.guesses();
            if meetings.iter().all(|meeting| meeting.span_ms() < least_ms) {
                meetings.push(pair.longest_from(&meetings));
            }
            if let Some((meeting, weight)) = longest_at_sea(&mut meetings, least_ms, harbours) {
                let score = score(silence, other, &meeting, weight);
                ships.push(Candidate { other, pair, meeting, score });
            }
        }
        ships.sort_by(|a, b| a.hull().cmp(&b.hull()).then_with(|| a.by_score(b)));
        ships.dedup_by(|later, first| later.hull() == first.hull());
        ships.sort_by(Candidate::by_score);
        for ship in ships.iter_mut().take(LOOKED_AT * self.parameters.max_listed as usize) {
            let mut meetings = ship.pair.guesses();
            meetings.push(ship.pair.longest_from(&meetings));
            if let Some((meeting, weight)) = longest_at_sea(&mut meetings, least_ms, harbours) {
                ship.score = score(silence, ship.other, &meeting, weight);
                ship.meeting = meeting;
            }
        }
        ships.into_iter().map(Candidate::into_ship).collect()
    }
}

/// The share of the two silences that the meeting could have taken.
fn score(one: &Silence<'_>, other: &Silence<'_>, meeting: &Meeting, weight: f64) -> f64 {
    weight * (meeting.span_ms() / (one.span_ms() * other.span_ms()).sqrt()).min(1.0)
}

/// The better of two meetings; the first unless the next is better by more than rounding.
fn longer(first: Meeting, next: Meeting) -> Meeting {
    if next.worth_ms() > first.worth_ms() + A_LITTLE_MS { next } else { first }
}

/// The longest meeting that is at sea and at no port, if it is long enough, and what it counts for.
fn longest_at_sea(meetings: &mut Vec<Meeting>, least_ms: f64, harbours: Harbours<'_>) -> Option<(Meeting, f64)> {
    // Most often the longest is at sea, and no other has to be looked at.
    meetings.retain(|meeting| meeting.span_ms() >= least_ms);
    while let Some(longest) = meetings.iter().copied().reduce(longer) {
        let weight = harbours.weight(longest.place.to_position(), NOT_SLOW);
        if weight > 0.0 {
            return Some((longest, weight));
        }
        meetings.retain(|meeting| meeting.place != longest.place);
    }
    None
}

/// A meeting at one place.
#[derive(Clone, Copy, Debug)]
struct Meeting {
    place: UnitVector,
    /// Milliseconds after the first of the four fixes.
    from_ms: f64,
    to_ms: f64,
    /// The root of the sum of the squared times that the four ways there and back take.
    sailing_ms: f64,
}

impl Meeting {
    /// Negative where they miss each other by as much.
    fn span_ms(&self) -> f64 {
        self.to_ms - self.from_ms
    }

    /// What is greatest of the best meeting: its length, and among places that allow about as long a one, the least sailing.
    /// Without that the longest would often be anywhere along a line.
    fn worth_ms(&self) -> f64 {
        self.span_ms() - LEAST_SAILING * self.sailing_ms
    }
}

/// Two silences, in an order that does not depend on whose view is taken.
struct Pair {
    /// The first of the four fixes, from which times are counted: so they have the same digits in any year.
    base_ms: i64,
    offs: [End; 2],
    /// Without a place: a gap that is still open, or judged no longer.
    ons: [End; 2],
}

/// A fix at an end of a silence.
#[derive(Clone, Copy)]
struct End {
    at: Option<UnitVector>,
    /// Milliseconds after the first of the four fixes.
    time_ms: f64,
    /// How long the ship takes for a radian.
    ms_per_rad: f64,
}

impl End {
    /// How long the ship takes from here to a place, or from the place.
    fn ms_to(&self, place: UnitVector) -> f64 {
        self.at.map_or(0.0, |at| (2.0 * ((at - place).length() / 2.0).min(1.0).asin()) * self.ms_per_rad)
    }
}

impl Pair {
    fn of(one: &Silence<'_>, other: &Silence<'_>) -> Pair {
        let key = |silence: &Silence<'_>| (silence.start_ms, silence.id);
        let both = if (key(one), one.vessel) <= (key(other), other.vessel) { [one, other] } else { [other, one] };
        let base_ms = one.start_ms.min(other.start_ms);
        let end = |silence: &Silence<'_>, place: Option<crate::Position>, time_ms: i64| End {
            at: place.map(UnitVector::from),
            time_ms: (time_ms - base_ms) as f64,
            ms_per_rad: EARTH_RADIUS_M / silence.m_per_ms(),
        };
        Pair {
            base_ms,
            offs: both.map(|silence| end(silence, Some(silence.off), silence.start_ms)),
            ons: both.map(|silence| end(silence, silence.on, silence.end_ms)),
        }
    }

    /// The meeting at a place: from when both can be there until the first has to go.
    fn at(&self, place: UnitVector) -> Meeting {
        let [there, there_too] = self.offs.map(|off| off.ms_to(place));
        let [back, back_too] = self.ons.map(|on| on.ms_to(place));
        let squares = [there, there_too, back, back_too].map(|sailing_ms| sailing_ms * sailing_ms);
        Meeting {
            place,
            from_ms: (self.offs[0].time_ms + there).max(self.offs[1].time_ms + there_too),
            to_ms: (self.ons[0].time_ms - back).min(self.ons[1].time_ms - back_too),
            sailing_ms: squares.iter().sum::<f64>().sqrt(),
        }
    }

    /// When the two can have been at one place first.
    fn earliest_ms(&self) -> f64 {
        rendezvous(&self.offs[0], &self.offs[1], 1.0).map_or(f64::NEG_INFINITY, |(ms, _)| ms)
    }

    /// No meeting is longer than this, in milliseconds: that of any two of the four fixes alone.
    fn longest_ms(&self) -> f64 {
        let from_ms = self.earliest_ms();
        let to_ms = match rendezvous(&self.ons[0], &self.ons[1], -1.0) {
            Some((ms, _)) => ms,
            None => self.ons[0].time_ms.min(self.ons[1].time_ms),
        };
        let mut longest_ms = to_ms - from_ms;
        for (off, on) in self.offs.iter().flat_map(|off| self.ons.iter().map(move |on| (off, on))) {
            let apart_rad = off.at.zip(on.at).map_or(0.0, |(off, on)| off.angle_rad(on));
            let sailing_ms = apart_rad * off.ms_per_rad.min(on.ms_per_rad);
            longest_ms = longest_ms.min(on.time_ms - off.time_ms - sailing_ms);
        }
        longest_ms
    }

    /// The meetings at a few places: the fixes, where the two could have met first and parted last, half way between those,
    /// and the middle of all.
    fn guesses(&self) -> Vec<Meeting> {
        let ends = self.offs.iter().chain(&self.ons).filter_map(|end| end.at);
        let middle = ends.clone().fold(UnitVector::ZERO, |sum, at| sum + at);
        let met = rendezvous(&self.offs[0], &self.offs[1], 1.0).map(|(_, place)| place);
        let parted = rendezvous(&self.ons[0], &self.ons[1], -1.0).map(|(_, place)| place);
        let between = met.zip(parted).map(|(met, parted)| met.slerp(parted, 0.5));
        let places = ends.chain(met).chain(parted).chain(between).chain(unit(middle));
        places.map(|place| self.at(place)).collect()
    }

    /// The longest meeting anywhere, or one about as long with less sailing.
    ///
    /// Its length is the least of four sums of a constant and distances with a minus. Distances are convex along great circles
    /// short of a quarter of the earth, so the length has no other peak than the highest: golden sections of golden sections
    /// find it, in the gnomonic plane, where great circles are straight.
    fn longest_from(&self, guesses: &[Meeting]) -> Meeting {
        let guess = guesses.iter().copied().reduce(longer).expect("the place of a first fix is among them");
        if guess.span_ms() >= self.longest_ms() - A_LITTLE_MS {
            return guess;
        }
        // Where they are longer together, each sails less: both stay within a circle, of which the smaller is searched.
        let circles = self.offs.iter().zip(&self.ons).filter_map(|(off, on)| {
            let at = off.at?;
            let sailing_rad = (on.time_ms - off.time_ms - guess.span_ms()).max(0.0) / off.ms_per_rad;
            Some(on.at.map_or((at, sailing_rad), |to| (at.slerp(to, 0.5), sailing_rad / 2.0)))
        });
        let smaller = circles.min_by(|a, b| a.1.total_cmp(&b.1)).expect("both have a first fix");
        let (middle, half_width) = (smaller.0, smaller.1.clamp(1e-9, 1.3).tan());
        // Along a line that belongs to the pair, so that the same steps are taken wherever on the earth it is.
        let ends = self.offs.iter().chain(&self.ons).filter_map(|end| end.at);
        let farthest = ends.max_by(|a, b| middle.chord2(*a).total_cmp(&middle.chord2(*b)));
        let along_it = GreatCircleArc::new(middle, farthest.unwrap_or(middle)).at(FRAC_PI_2);
        let across = middle.cross(along_it);
        let at = |x: f64, y: f64| {
            let place = middle + along_it * x + across * y;
            self.at(place * (1.0 / place.length()))
        };
        let along = |x: f64| greatest(-half_width, half_width, ACROSS, &|y| at(x, y).worth_ms());
        let (x, _) = greatest(-half_width, half_width, ALONG, &|x| along(x).1);
        longer(guess, at(x, along(x).0))
    }
}

/// The earliest time at which two ships that leave these fixes can be at one place, and where; with `direction` -1 the
/// latest at which two can part that come to them. `None` where one has no place.
fn rendezvous(a: &End, b: &End, direction: f64) -> Option<(f64, UnitVector)> {
    let (at_a, at_b) = (a.at?, b.at?);
    let apart_rad = at_a.angle_rad(at_b);
    // How much later the other is free to go, in radians of a's way.
    let [a_ms, b_ms] = [a, b].map(|end| end.time_ms * direction);
    if a_ms + apart_rad * a.ms_per_rad <= b_ms {
        return Some((b.time_ms, at_b));
    }
    if b_ms + apart_rad * b.ms_per_rad <= a_ms {
        return Some((a.time_ms, at_a));
    }
    // a_ms + s A = b_ms + (D - s) B
    let way_rad = ((b_ms - a_ms + apart_rad * b.ms_per_rad) / (a.ms_per_rad + b.ms_per_rad)).clamp(0.0, apart_rad);
    let place = GreatCircleArc::new(at_a, at_b).at(way_rad);
    Some(((a_ms + way_rad * a.ms_per_rad) * direction, place))
}

fn unit(vector: UnitVector) -> Option<UnitVector> {
    let length = vector.length();
    (length > 1e-9).then(|| vector * (1.0 / length))
}

/// Where a function with one peak has it, and its value there.
fn greatest(low: f64, high: f64, sections: u32, f: &dyn Fn(f64) -> f64) -> (f64, f64) {
    let (place, least) = least_between(low, high, sections, &|x| -f(x));
    (place, -least)
}
