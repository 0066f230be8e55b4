//! One visit, from its first fix in port on, and the event that it becomes.

use super::PortVisit;
use crate::chart::{PortKind, Ports};
use crate::event::PortCall;
use crate::geodesy::step_m;
use crate::units::hours_from_ms;
use crate::{Event, EventKind, Fix, PortVisitEvidence, Position, VesselId};

/// A visit that has not ended.
#[derive(Debug)]
pub(super) struct Visit {
    start: Fix,
    entered: bool,
    cut_at_start: bool,
    /// The last fix in port.
    last: Fix,
    fixes: u32,
    distance_m: f64,
    observed_ms: i64,
    silent_ms: i64,
    silences: u32,
    stops: u32,
    stopped_ms: i64,
    /// Where and when the stop began that goes on.
    stopped_since: Option<(Position, i64)>,
    /// Where it stopped or was silent for longest, and how long.
    longest: Option<(Position, i64)>,
}

/// How a visit ends.
#[derive(Clone, Copy)]
pub(super) enum End<'a> {
    /// The hull is heard outside, or in another port too far away to be the same visit.
    Gone { next: &'a Fix, is_outside: bool },
    /// The data ends.
    Open { data_end_ms: i64 },
}

impl Visit {
    /// A visit that starts with this fix; `entered` when the hull was outside before.
    pub(super) fn new(first: &Fix, entered: bool, cut_at_start: bool) -> Visit {
        Visit {
            start: *first,
            entered,
            cut_at_start,
            last: *first,
            fixes: 1,
            distance_m: 0.0,
            observed_ms: 0,
            silent_ms: 0,
            silences: 0,
            stops: 0,
            stopped_ms: 0,
            stopped_since: None,
            longest: None,
        }
    }

    /// The last fix in port.
    pub(super) fn last(&self) -> &Fix {
        &self.last
    }

    /// The next fix in port, of this visit.
    pub(super) fn go_on(&mut self, rule: &PortVisit, fix: &Fix) {
        self.pass(rule, fix);
        self.fixes = self.fixes.saturating_add(1);
        self.last = *fix;
    }

    /// The speed at the last fix; nothing changes where it is not known. A hull that reports to be under way does not stop.
    pub(super) fn heed_speed(&mut self, rule: &PortVisit, speed_kn: Option<f64>, reported_kn: Option<f64>) {
        let Some(speed_kn) = speed_kn else { return };
        let start_kn = rule.parameters.min_start_speed_kn;
        match self.stopped_since {
            None if reported_kn.is_some_and(|reported_kn| reported_kn >= start_kn) => {}
            None if speed_kn <= rule.parameters.max_stop_speed_kn => {
                self.stops = self.stops.saturating_add(1);
                self.stopped_since = Some((self.last.position, self.last.time_ms));
            }
            Some(_) if speed_kn >= start_kn => self.end_stop(),
            _ => {}
        }
    }

    fn end_stop(&mut self) {
        if let Some((place, since_ms)) = self.stopped_since.take() {
            self.halted(place, self.last.time_ms - since_ms);
        }
    }

    fn halted(&mut self, place: Position, for_ms: i64) {
        if self.longest.is_none_or(|(_, longest_ms)| for_ms > longest_ms) {
            self.longest = Some((place, for_ms));
        }
    }

    /// The step to a fix of the event.
    fn pass(&mut self, rule: &PortVisit, to: &Fix) {
        let step_ms = to.time_ms - self.last.time_ms;
        if step_ms > rule.max_step_ms {
            self.silent_ms += step_ms;
            self.fall_silent(rule, step_ms);
            return;
        }
        self.observed_ms += step_ms;
        self.distance_m += step_m(self.last.position, to.position);
        if self.stopped_since.is_some() {
            self.stopped_ms += step_ms;
        }
    }

    fn fall_silent(&mut self, rule: &PortVisit, silent_ms: i64) {
        if silent_ms > rule.max_step_ms && silent_ms >= rule.min_silence_ms {
            self.silences = self.silences.saturating_add(1);
            self.halted(self.last.position, silent_ms);
        }
    }

    /// The visit as an event; `None` where there is neither an entry, an exit, a stop nor a silence.
    pub(super) fn into_event(
        mut self,
        rule: &PortVisit,
        ports: &Ports,
        (vessel, hull): (&VesselId, u32),
        end: End<'_>,
    ) -> Option<Event> {
        let (end_fix, left, cut_at_end, open_until_ms) = match end {
            End::Gone { next, is_outside } => {
                let away_ms = next.time_ms - self.last.time_ms;
                if away_ms > rule.max_step_ms {
                    self.fall_silent(rule, away_ms);
                    (self.last, is_outside, true, None)
                } else {
                    let last = self.last;
                    self.pass(rule, next);
                    self.last = last;
                    (*next, is_outside, false, None)
                }
            }
            End::Open { data_end_ms } => {
                let silent_ms = data_end_ms - self.last.time_ms;
                if silent_ms > rule.max_step_ms {
                    self.silent_ms += silent_ms;
                    self.fall_silent(rule, silent_ms);
                }
                (self.last, false, false, Some(data_end_ms))
            }
        };
        self.end_stop();
        let call = |position| rule.call(ports, position);
        let start_port = call(self.start.position)?;
        let stay_port = self.longest.and_then(|(place, _)| call(place));
        let confidence = self.confidence(left, stay_port.as_ref())?;
        let kind = EventKind::PortVisit(PortVisitEvidence {
            confidence,
            start_port,
            stay_port,
            end_port: if open_until_ms.is_none() { call(self.last.position) } else { None },
            entered: self.entered,
            left,
            stops: self.stops,
            stopped_h: hours_from_ms(self.stopped_ms),
            silences: self.silences,
            silent_h: hours_from_ms(self.silent_ms),
            fixes: self.fixes,
            distance_m: self.distance_m,
            cut_at_start: self.cut_at_start,
            cut_at_end,
        });
        let start = (&self.start).into();
        let event = match open_until_ms {
            Some(data_end_ms) => Event::open(vessel, hull, start, data_end_ms, kind),
            None => Event::between(vessel, hull, start, (&end_fix).into(), kind),
        };
        Some(Event { observed_h: hours_from_ms(self.observed_ms), ..event })
    }

    /// 1 to 4; see [`PortVisitEvidence::confidence`].
    fn confidence(&self, left: bool, stay_port: Option<&PortCall>) -> Option<u8> {
        let halted = self.stops > 0 || self.silences > 0;
        let at_anchorage = stay_port.is_some_and(|port| port.is_anchorage);
        match (halted, self.entered, left) {
            (true, true, true) if at_anchorage => Some(4),
            (true, true, true) => Some(3),
            (true, false, false) => Some(2),
            (true, _, _) => Some(3),
            (false, false, false) => None,
            (false, _, _) => Some(1),
        }
    }
}

impl PortVisit {
    /// The port that a hull in port is at.
    fn call(&self, ports: &Ports, position: Position) -> Option<PortCall> {
        // At the very exit distance, the nearest of all.
        let near = ports.within(position, |kind| self.exit_m(kind)).or_else(|| ports.nearest(position))?;
        Some(PortCall {
            id: near.port.id.clone(),
            name: near.port.name.clone(),
            is_anchorage: near.port.kind == PortKind::Anchorage,
            place: near.port.position,
            distance_m: near.distance_m,
            distance_from_shore_m: None,
        })
    }
}
