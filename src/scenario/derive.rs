//! The truth of a sea, from how its ships moved and what was heard of them.

use jiff::Timestamp;

use crate::geodesy::distance_m;
use crate::scenario::cast::{Fault, Role};
use crate::scenario::motion::SLOW_BELOW_KN;
use crate::scenario::ports::{CALL_TOLERANCE_S, TrueCall};
use crate::scenario::radio::Report;
use crate::scenario::ship::{MIN_GAP_S, MIN_STAY_S, Ship};
use crate::scenario::truth::{Behaviour, Decoy, TrueEvent};
use crate::scenario::waters::ANCHORAGES;
use crate::scenario::zones::{TrueStay, ZONE_TOLERANCE_S};
use crate::{Position, VesselId};

/// Two ships nearer than this are together.
pub(super) const TOGETHER_M: f64 = 500.0;

/// Starts and ends of stays lie between fixes up to half an hour apart, and speeds are measured over five minutes.
const STAY_TOLERANCE_S: u32 = 2_400;

/// A ship under its identity.
pub(super) struct Named<'a> {
    /// As it was drawn: what it did.
    pub(super) ship: &'a Ship,
    /// As it was heard.
    pub(super) heard: &'a Ship,
    pub(super) vessel: VesselId,
    pub(super) hull: u32,
    pub(super) wild_s: &'a [i64],
}

/// Turns seconds since the scenario's start into instants.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) epoch_s: i64,
    pub(super) data_end_s: i64,
}

impl Clock {
    pub(super) fn at(self, time_s: i64) -> Timestamp {
        Timestamp::from_second(self.epoch_s + time_s).expect("a scenario lies between 1990 and 2100")
    }
}

impl Named<'_> {
    pub(super) fn event(
        &self,
        behaviour: Behaviour,
        clock: Clock,
        span_s: (i64, Option<i64>),
        at: Position,
    ) -> TrueEvent {
        let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
        TrueEvent {
            behaviour,
            vessel: self.vessel.clone(),
            hull: self.hull,
            other_vessel: None,
            zone: None,
            start: clock.at(span_s.0),
            end: span_s.1.map(|end_s| clock.at(end_s)),
            lat: round(at.lat_deg()),
            lon: round(at.lon_deg()),
            tolerance_s: 0,
            cause: None,
            support: None,
            near_shore: false,
            unseen: false,
        }
    }

    fn decoy(&self, behaviour: Behaviour, clock: Clock, span_s: (i64, i64), why: &str) -> Decoy {
        Decoy {
            behaviour,
            vessel: self.vessel.clone(),
            start: clock.at(span_s.0),
            end: clock.at(span_s.1),
            why: why.to_owned(),
        }
    }

    /// The first and last fix, in seconds.
    pub(super) fn span_s(&self) -> (i64, i64) {
        let times: Vec<i64> = self.heard.fixes().map(|fix| fix.time_s).collect();
        (times[0], times[times.len() - 1])
    }

    /// Everything that this ship did by itself.
    pub(super) fn own_events(&self, clock: Clock) -> Vec<TrueEvent> {
        let mut events = Vec::new();
        for silence in self.heard.silences(MIN_GAP_S, clock.data_end_s) {
            let span_s = (silence.off.time_s, silence.on.map(|on| on.time_s));
            let gap = self.event(Behaviour::Gap, clock, span_s, silence.off.position);
            let cause = self.heard.main_cause(span_s.0, span_s.1.unwrap_or(i64::MAX));
            events.push(TrueEvent { cause: Some(cause), ..gap });
        }
        for run in self.ship.slow_runs().into_iter().filter(|run| run.end_s - run.start_s >= MIN_STAY_S) {
            let middle_s = (run.start_s + run.end_s) as f64 / 2.0;
            let at = self.ship.motion.position_at(middle_s);
            let near_shore = ANCHORAGES.iter().any(|anchorage| anchorage.contains(at)) || self.is_at_anchor(middle_s);
            let stay = self.event(Behaviour::Loitering, clock, (run.start_s, Some(run.end_s)), at);
            events.push(TrueEvent { tolerance_s: STAY_TOLERANCE_S, near_shore, ..stay });
        }
        let jumped: Vec<&Report> = self.ship.reports.iter().filter(|report| report.jumped).collect();
        if let (Some(first), Some(last)) = (jumped.first(), jumped.last()) {
            let span_s = (first.time_s, Some(last.time_s));
            let behaviour = match self.ship.part.fault {
                Some(Fault::Frozen | Fault::NoPosition) => Behaviour::ImpossiblePosition,
                Some(Fault::Jumps) | None => Behaviour::PositionJump,
            };
            events.push(self.event(behaviour, clock, span_s, first.position));
        }
        events
    }

    /// A stay in a zone of this name.
    pub(super) fn zone_visit(&self, stay: &TrueStay, zone: &str, clock: Clock) -> TrueEvent {
        let whole_s = |seconds: f64| seconds.round() as i64;
        let at = self.ship.motion.position_at(f64::midpoint(stay.start_s, stay.end_s));
        let span_s = (whole_s(stay.start_s), (!stay.is_open).then(|| whole_s(stay.end_s)));
        let visit = self.event(Behaviour::ZoneVisit, clock, span_s, at);
        TrueEvent { zone: Some(zone.to_owned()), tolerance_s: ZONE_TOLERANCE_S, ..visit }
    }

    /// A call at a port.
    pub(super) fn port_visit(&self, call: &TrueCall, clock: Clock) -> TrueEvent {
        let visit = self.event(Behaviour::PortVisit, clock, (call.start_s, call.end_s), call.at);
        TrueEvent { tolerance_s: CALL_TOLERANCE_S, ..visit }
    }

    fn is_at_anchor(&self, time_s: f64) -> bool {
        use crate::scenario::motion::Activity::{Anchored, Moored};
        matches!(self.ship.motion.leg_at(time_s).activity, Anchored | Moored)
    }

    /// What this ship did that only looks like something.
    pub(super) fn own_decoys(&self, clock: Clock) -> Vec<Decoy> {
        let mut decoys = Vec::new();
        let silences = self.heard.silences(2 * 3_600, clock.data_end_s);
        let short =
            silences.iter().filter(|silence| silence.on.is_some_and(|on| on.time_s - silence.off.time_s < MIN_GAP_S));
        for (off, on) in short.filter_map(|silence| Some((silence.off, silence.on?))) {
            let span_s = (off.time_s, on.time_s);
            decoys.push(self.decoy(Behaviour::Gap, clock, span_s, "a silence of less than 6 hours"));
        }
        let stays = self.ship.slow_runs().iter().any(|run| run.end_s - run.start_s >= MIN_STAY_S);
        if matches!(self.ship.part.role, Role::Trawl(_) | Role::PairTrawler { .. }) && !stays {
            let why = "trawling at 3 to 4 knots, with hauls of half an hour";
            decoys.push(self.decoy(Behaviour::Loitering, clock, self.span_s(), why));
        }
        for &wild_s in self.wild_s {
            let span_s = (wild_s - 900, wild_s + 900);
            decoys.push(self.decoy(Behaviour::PositionJump, clock, span_s, "a single wild fix"));
        }
        decoys
    }
}

impl Named<'_> {
    /// Ships that lie near each other in a roadstead are no meeting.
    pub(super) fn company_in_roads(&self, clock: Clock) -> Decoy {
        self.decoy(Behaviour::Encounter, clock, self.span_s(), "at anchor in a crowded roadstead")
    }
}

/// The meeting of two ships that were drawn to meet, if they were together and slow for long enough.
pub(super) fn meeting(a: &Named<'_>, b: &Named<'_>, clock: Clock) -> Option<TrueEvent> {
    let (start_s, end_s) = together_s(a.ship, b.ship)?;
    let (first, second) = if a.vessel <= b.vessel { (a, b) } else { (b, a) };
    let at = first.ship.motion.position_at((start_s + end_s) as f64 / 2.0);
    let event = first.event(Behaviour::Encounter, clock, (start_s, Some(end_s)), at);
    Some(TrueEvent { other_vessel: Some(second.vessel.clone()), tolerance_s: 600, ..event })
}

/// The longest stretch in which two ships are within reach of each other and slow, if it is a meeting by the rule
/// and observed throughout.
pub(super) fn together_s(a: &Ship, b: &Ship) -> Option<(i64, i64)> {
    const SAMPLE_S: i64 = 10;
    let from_s = a.motion.start_s().max(b.motion.start_s()) as i64;
    let until_s = a.reports.last()?.time_s.min(b.reports.last()?.time_s);
    let mut longest: Option<(i64, i64)> = None;
    let mut current: Option<(i64, i64)> = None;
    let mut time_s = from_s;
    while time_s <= until_s {
        let (at_a, at_b) = (a.motion.position_at(time_s as f64), b.motion.position_at(time_s as f64));
        current = match (distance_m(at_a, at_b) <= TOGETHER_M, current) {
            (true, None) => Some((time_s, time_s)),
            (true, Some((start_s, _))) => Some((start_s, time_s)),
            (false, _) => None,
        };
        let length_s = |span: Option<(i64, i64)>| span.map_or(-1, |(start_s, end_s)| end_s - start_s);
        if length_s(current) > length_s(longest) {
            longest = current;
        }
        time_s += SAMPLE_S;
    }
    let (start_s, end_s) = longest?;
    let slow = |ship: &Ship| {
        // Both are slow by far more than half of the time, or not at all: ships are drawn so.
        let middle_s = (start_s + end_s) as f64 / 2.0;
        ship.motion.leg_at(middle_s).speed_kn < SLOW_BELOW_KN
    };
    let long_enough = end_s - start_s >= MIN_STAY_S;
    (long_enough && slow(a) && slow(b) && a.is_observed(start_s, end_s) && b.is_observed(start_s, end_s))
        .then_some((start_s, end_s))
}

/// Two ships that use one identity, over the time in which both are heard.
pub(super) fn shared_identity(a: &Named<'_>, b: &Named<'_>, clock: Clock) -> TrueEvent {
    let (first, second) = if a.hull <= b.hull { (a, b) } else { (b, a) };
    let (span_first, span_second) = (first.span_s(), second.span_s());
    let (start_s, end_s) = (span_first.0.max(span_second.0), span_first.1.min(span_second.1));
    let at = first.ship.motion.position_at((start_s + end_s) as f64 / 2.0);
    let event = first.event(Behaviour::IdentityConflict, clock, (start_s, Some(end_s)), at);
    TrueEvent { other_vessel: Some(second.vessel.clone()), tolerance_s: 3_600, ..event }
}

/// Two trawlers side by side are no meeting.
pub(super) fn pair_trawling(a: &Named<'_>, b: &Named<'_>, clock: Clock) -> Decoy {
    let (span_a, span_b) = (a.span_s(), b.span_s());
    let first = if a.vessel <= b.vessel { a } else { b };
    let span_s = (span_a.0.max(span_b.0), span_a.1.min(span_b.1));
    first.decoy(Behaviour::Encounter, clock, span_s, "pair trawlers side by side at 3 to 4 knots")
}
