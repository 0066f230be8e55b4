//! Gatherings: crowds that last.
//!
//! A crowd of one half hour and one of a later half hour are the same gathering when a hull is crowded in both, less than
//! `max_break_h` apart, and went from where it stood to where it stands at less than `max_speed_kn`; and so on from
//! crowd to crowd. What is connected lasts for as many half hours as have a crowd; a gathering lasts `min_gathering_h` at
//! least. The half hours in which a hull is crowded in a gathering do not count as time within the distance for any of its
//! pairs; what comes before and after does, and so does the time with anybody elsewhere.

use std::collections::BTreeMap;

use super::crowd::{Crowd, Standing};
use super::{Encounter, HALF_HOUR_MS};
use crate::detect::Context;
use crate::event::Moment;
use crate::geodesy::{UnitVector, geodesic_from_chord_m, geodesic_m, normal_of_surface, surface_m};
use crate::units::{hours_from_ms, knots};
use crate::{Event, EventKind, GatheringEvidence, OtherShip, TrackSet};

/// Crowds of several half hours that are one gathering, in order of time.
#[derive(Debug)]
pub(super) struct Gathering(Vec<Crowd>);

/// The gatherings that these crowds make, in the order of their first crowds; crowds come in order of time.
pub(super) fn gatherings(rule: &Encounter, crowds: Vec<Crowd>) -> Vec<Gathering> {
    let mut groups = Groups::new(crowds.len());
    let mut last_of: BTreeMap<u32, (usize, Standing)> = BTreeMap::new();
    for (index, crowd) in crowds.iter().enumerate() {
        for &standing in &crowd.crowded {
            let Some((before, stood)) = last_of.insert(standing.hull, (index, standing)) else { continue };
            let between = i64::from(crowd.half_hour) - i64::from(crowds[before].half_hour) - 1;
            let chord_m = (standing.point_m - stood.point_m).length();
            let speed_kn = knots(geodesic_from_chord_m(chord_m), standing.at_ms - stood.at_ms);
            let stayed = speed_kn.is_some_and(|speed_kn| speed_kn < rule.parameters.max_speed_kn);
            if between * HALF_HOUR_MS < rule.max_break_ms.max(1) && stayed {
                groups.join(before, index);
            }
        }
    }
    let mut together: BTreeMap<usize, Vec<Crowd>> = BTreeMap::new();
    for (index, crowd) in crowds.into_iter().enumerate() {
        together.entry(groups.first_of(index)).or_default().push(crowd);
    }
    let lasts = |crowds: &Vec<Crowd>| {
        let half_hours = crowds.chunk_by(|a, b| a.half_hour == b.half_hour).count() as i64;
        half_hours * HALF_HOUR_MS >= rule.min_gathering_ms
    };
    together.into_values().filter(lasts).map(Gathering).collect()
}

/// The half hours in which each hull is crowded in a gathering, ascending.
pub(super) fn crowded_half_hours(gatherings: &[Gathering]) -> BTreeMap<u32, Vec<i32>> {
    let mut of_hull: BTreeMap<u32, Vec<i32>> = BTreeMap::new();
    for crowd in gatherings.iter().flat_map(|gathering| &gathering.0) {
        for standing in &crowd.crowded {
            of_hull.entry(standing.hull).or_default().push(crowd.half_hour);
        }
    }
    of_hull.values_mut().for_each(|half_hours| half_hours.sort_unstable());
    of_hull
}

impl Gathering {
    /// As an event. It goes by the name of the smallest identity that is crowded in its first half hour.
    pub(super) fn to_event(&self, tracks: &TrackSet, context: &Context<'_>) -> Event {
        let by_half_hour: Vec<&[Crowd]> = self.0.chunk_by(|a, b| a.half_hour == b.half_hour).collect();
        let (first, last) = (by_half_hour[0], by_half_hour[by_half_hour.len() - 1]);
        let named = first.iter().flat_map(|crowd| &crowd.crowded).min_by_key(|standing| standing.hull);
        let named = *named.expect("a crowd has crowded hulls");
        let last_named = self.standings().filter(|standing| standing.hull == named.hull).max_by_key(|s| s.at_ms);
        let end_place = last_named.expect("the hull that was found is one of them").place();

        let sum_m = self.standings().fold(UnitVector::ZERO, |sum, standing| sum + standing.point_m);
        let position = normal_of_surface(sum_m).to_position();
        let middle_m = surface_m(position.into());
        let away2 = |standing: &Standing| (standing.point_m - middle_m).dot(standing.point_m - middle_m);
        let farthest = self.standings().max_by(|a, b| away2(a).total_cmp(&away2(b)));
        let radius_m = farthest.map_or(0.0, |standing| geodesic_m(position, standing.place()));
        let mut hulls: Vec<u32> = self.standings().map(|standing| standing.hull).collect();
        hulls.sort_unstable();
        hulls.dedup();
        let mut crowded: Vec<u32> =
            self.0.iter().flat_map(|crowd| &crowd.crowded).map(|standing| standing.hull).collect();
        crowded.sort_unstable();
        crowded.dedup();

        let span_ms = |crowds: &[Crowd]| {
            let crowded = || crowds.iter().flat_map(|crowd| &crowd.crowded);
            let from_ms = crowded().map(|standing| standing.from_ms).min();
            let to_ms = crowded().map(|standing| standing.to_ms).max();
            from_ms.zip(to_ms).expect("a crowd has crowded hulls")
        };
        let observed_ms: i64 = by_half_hour.iter().map(|crowds| span_ms(crowds)).map(|(from, to)| to - from).sum();
        let most = |count: &dyn Fn(&[Crowd]) -> u64| by_half_hour.iter().map(|crowds| count(crowds)).max().unwrap_or(0);
        let data_start_ms = (0..tracks.len()).map(|hull| tracks.ends_ms(hull).0).min();
        let holds = |half_hour: i32, time_ms: i64| super::half_hour(time_ms) == half_hour;
        let ship = |&hull: &u32| {
            let track = tracks.track(hull as usize);
            OtherShip { vessel: track.vessel().id.clone(), hull: track.hull() }
        };
        let kind = EventKind::Gathering(GatheringEvidence {
            members: hulls.len() as u32,
            crowded: crowded.len() as u32,
            most_at_once: most(&standing_at_once) as u32,
            most_pairs_at_once: most(&|crowds| crowds.iter().map(|crowd| crowd.pairs).sum()),
            radius_m,
            distance_from_port_m: context
                .chart
                .and_then(|chart| chart.nearest_port(position))
                .map(|near| near.distance_m),
            cut_at_start: data_start_ms.is_some_and(|time_ms| holds(first[0].half_hour, time_ms)),
            cut_at_end: i64::from(last[0].half_hour) >= i64::from(super::half_hour(context.data_end.as_millisecond())),
            hulls: hulls.iter().map(ship).collect(),
        });
        let track = tracks.track(named.hull as usize);
        let start = Moment { time_ms: span_ms(first).0, position: named.place().to_micro_degrees() };
        let end = Moment { time_ms: span_ms(last).1, position: end_place.to_micro_degrees() };
        Event {
            position,
            observed_h: hours_from_ms(observed_ms),
            ..Event::between(&track.vessel().id, track.hull(), start, end, kind)
        }
    }

    fn standings(&self) -> impl Iterator<Item = &Standing> {
        self.0.iter().flat_map(|crowd| crowd.crowded.iter().chain(&crowd.others))
    }
}

/// How many hulls the crowds of one half hour hold; a hull on the border of two counts once.
fn standing_at_once(crowds: &[Crowd]) -> u64 {
    let mut hulls: Vec<u32> =
        crowds.iter().flat_map(|crowd| crowd.crowded.iter().chain(&crowd.others)).map(|s| s.hull).collect();
    hulls.sort_unstable();
    hulls.dedup();
    hulls.len() as u64
}

/// Which of many belong together; the lowest index stands for all.
///
/// R. E. Tarjan, "Efficiency of a good but not linear set union algorithm", *Journal of the ACM* 22(2), 1975, 215-225.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Groups {
        Groups((0..count).collect())
    }

    fn first_of(&mut self, index: usize) -> usize {
        let mut at = index;
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first_of(a), self.first_of(b));
        self.0[a.max(b)] = a.min(b);
    }
}
