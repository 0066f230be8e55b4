//! From the spans of a meeting to an event with its evidence.

use super::followed::Followed;
use super::median::{least_distance, mean_distance, median_distance, weighted_median};
use super::spans::{Meeting, Pair, Span};
use super::way::Way;
use crate::detect::Context;
use crate::event::{EventId, Moment};
use crate::geodesy::{UnitVector, geodesic_from_chord_m, normal_of_surface};
use crate::units::hours_from_ms;
use crate::{EncounterEvidence, Event, EventKind, EventType, OtherShip};

/// The encounter that this meeting is by the rule, if it is one. Of the two hulls the first has the smaller identity.
pub(super) fn encounter(
    followed: &Followed<'_>,
    context: &Context<'_>,
    hulls: (u32, u32),
    pair: &Pair<'_>,
    Meeting { spans, stretches }: Meeting<'_>,
) -> Option<Event> {
    let &Followed { rule, tracks, .. } = followed;
    let within_ms: i64 = spans.iter().map(|span| span.length_ms()).sum();
    if within_ms < rule.min_duration_ms {
        return None;
    }
    let (track, other_track) = (tracks.track(hulls.0 as usize), tracks.track(hulls.1 as usize));
    let median_kn = median_speed_kn(&pair.a, spans);
    let is_slow = |speed_kn: f64| speed_kn < rule.parameters.max_speed_kn;
    if !is_slow(median_kn) {
        return None;
    }
    let other_median_kn = median_speed_kn(&pair.b, spans);
    if !is_slow(other_median_kn) {
        return None;
    }

    let (start_ms, end_ms) = (spans[0].from_ms, spans[spans.len() - 1].to_ms);
    let observed_ms = observed_ms(pair, start_ms, end_ms);
    let place = |way: &Way<'_>, time_ms: i64| way.place_at(time_ms).to_micro_degrees();
    let middle_m = stretches.iter().fold(UnitVector::ZERO, |sum, stretch| sum + stretch.middle_m * stretch.span_ms);
    let position = normal_of_surface(middle_m).to_position();
    let (class, other_class) = (class(&track, context), class(&other_track, context));
    let other_start = place(&pair.b, start_ms);
    let kind = EventKind::Encounter(EncounterEvidence {
        within_h: hours_from_ms(within_ms),
        spans_within: spans.len() as u32,
        least_distance_m: geodesic_from_chord_m(least_distance(stretches)),
        median_distance_m: geodesic_from_chord_m(median_distance(stretches)),
        mean_distance_m: geodesic_from_chord_m(mean_distance(stretches)),
        median_speed_kn: median_kn,
        other_median_speed_kn: other_median_kn,
        fixes_within: fixes_within(&pair.a, spans),
        other_fixes_within: fixes_within(&pair.b, spans),
        type_pair: format!("{}-{}", class.clone().min(other_class.clone()), class.clone().max(other_class.clone())),
        ship_class: class,
        other_ship_class: other_class,
        other_start,
        other_end: place(&pair.b, end_ms),
        distance_from_port_m: context.chart.and_then(|chart| chart.nearest_port(position)).map(|near| near.distance_m),
        silent_between: observed_ms < end_ms - start_ms,
        cut_at_start: is_cut(&pair.a, start_ms, true) || is_cut(&pair.b, start_ms, true),
        cut_at_end: is_cut(&pair.a, end_ms, false) || is_cut(&pair.b, end_ms, false),
    });
    let start = Moment { time_ms: start_ms, position: place(&pair.a, start_ms) };
    let end = Moment { time_ms: end_ms, position: place(&pair.a, end_ms) };
    let (vessel, other_vessel) = (&track.vessel().id, &other_track.vessel().id);
    Some(Event {
        id: EventId::of_two(EventType::Encounter, vessel, start, (other_vessel, other_start)),
        other: Some(OtherShip { vessel: other_vessel.clone(), hull: other_track.hull() }),
        position,
        observed_h: hours_from_ms(observed_ms),
        ..Event::between(vessel, track.hull(), start, end, kind)
    })
}

fn class(track: &crate::Track<'_>, context: &Context<'_>) -> String {
    track.vessel().class(context.vessel_list).to_owned()
}

/// The time-weighted median speed over spans in which the hull is observed, in knots: each step counts with the speed of its
/// first fix and as long as it lies in the spans.
fn median_speed_kn(way: &Way<'_>, spans: &[Span]) -> f64 {
    let times_ms = way.times_ms();
    let mut step = way.index_at(spans[0].from_ms);
    let mut weighted = Vec::new();
    for span in spans {
        while times_ms[step + 1] <= span.from_ms {
            step += 1;
        }
        while times_ms[step] < span.to_ms {
            let in_span_ms = times_ms[step + 1].min(span.to_ms) - times_ms[step].max(span.from_ms);
            weighted.push((way.speed_kn(step), in_span_ms));
            if times_ms[step + 1] > span.to_ms {
                break;
            }
            step += 1;
        }
    }
    weighted_median(&mut weighted).unwrap_or(f64::INFINITY)
}

/// The time between two instants in which both are observed.
fn observed_ms(pair: &Pair<'_>, start_ms: i64, end_ms: i64) -> i64 {
    let times_ms = (pair.a.times_ms(), pair.b.times_ms());
    let (mut a, mut b) = (pair.a.index_at(start_ms), pair.b.index_at(start_ms));
    let (mut at_ms, mut observed_ms) = (start_ms, 0);
    while at_ms < end_ms {
        let next = |times_ms: &[i64], index: usize| times_ms.get(index + 1).copied().unwrap_or(i64::MAX);
        let (next_a, next_b) = (next(times_ms.0, a), next(times_ms.1, b));
        let until_ms = next_a.min(next_b).min(end_ms);
        if pair.a.is_step(a) && pair.b.is_step(b) {
            observed_ms += until_ms - at_ms;
        }
        a += usize::from(next_a == until_ms);
        b += usize::from(next_b == until_ms);
        at_ms = until_ms;
    }
    observed_ms
}

fn fixes_within(way: &Way<'_>, spans: &[Span]) -> u32 {
    let times_ms = way.times_ms();
    let fixes = spans.iter().map(|span| {
        let first = times_ms.partition_point(|&time_ms| time_ms < span.from_ms);
        times_ms[first..].partition_point(|&time_ms| time_ms <= span.to_ms)
    });
    fixes.sum::<usize>() as u32
}

/// Whether an instant is a fix with a silence, or nothing at all, on its other side.
fn is_cut(way: &Way<'_>, time_ms: i64, is_start: bool) -> bool {
    match way.times_ms().binary_search(&time_ms) {
        Ok(index) if is_start => index == 0 || !way.is_step(index - 1),
        Ok(index) => !way.is_step(index),
        Err(_) => false,
    }
}
