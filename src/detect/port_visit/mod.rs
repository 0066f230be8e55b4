//! Port visits: when a hull was at a port or an anchorage, and how sure that is.
//!
//! # What it finds
//! Stays within reach of a port or an anchorage of the chart, from the first fix in port to the first fix outside. Calling at
//! a port is nothing suspicious: visits tell where a voyage began and ended, and what a silence or a slow stay is worth.
//!
//! A hull is in port at most `anchorage_entry_m` from an anchorage, or `listed_entry_m` from a port of which the chart has one
//! point only; it stays in port until it is `anchorage_exit_m` and `listed_exit_m` or more from all of them. In port it is
//! stopped at `max_stop_speed_kn` or less, until it makes `min_start_speed_kn` or more. A hull that turns back makes no way over a
//! baseline either: one that reports `min_start_speed_kn` or more does not come to a stop.
//!
//! Each visit has a confidence: 4 a stop or a silence of at least `min_silence_h`, with an entry and an exit; 3 with one of
//! them; 2 with neither; 1 an entry or an exit alone, as of a ship that passes. Where the chart has one point for the whole
//! port, 3 at most. Those under `min_confidence` are counted as left out.
//!
//! # How
//! One fold over the fixes. Nothing is interpolated: a visit starts and ends with fixes. A silence, a step longer than
//! `max_step_h`, with both ends in port and these at most `max_silent_distance_m` apart, goes on with the visit, and its
//! hours are no observed ones. Where it leads out of port, the visit ends with the last fix in port and says that it is
//! cut; it is certain then that the hull left, not when. A hull in port at its last fix has an open visit: it is not known to
//! have left. The same holds at the start.
//!
//! The chart is asked only where the answer may have changed: a hull that is 50 km from every port sails 47 km before it can
//! be in one.
//!
//! # Parameters
//! | name | unit | default | source |
//! |---|---|---|---|
//! | `anchorage_entry_m` | metres | 3,000 | Global Fishing Watch |
//! | `anchorage_exit_m` | metres | 4,000 | Global Fishing Watch |
//! | `listed_entry_m` | metres | 10,000 | ours: positions of whole minutes, harbours that stretch for miles; that of encounters |
//! | `listed_exit_m` | metres | 12,000 | ours |
//! | `max_stop_speed_kn` | knots | 0.2 | Global Fishing Watch |
//! | `min_start_speed_kn` | knots | 0.5 | Global Fishing Watch |
//! | `min_silence_h` | hours | 4 | Global Fishing Watch |
//! | `max_silent_distance_m` | metres | 111,120 (60 nm) | Global Fishing Watch |
//! | `min_confidence` | | 2 | Global Fishing Watch publishes visits of 2 and more |
//! | `max_step_h` | hours | 1 | that of all rules; [`PortVisit::satellite`] 3 |
//! | `min_baseline_min` | minutes | 5 | see [`loitering`](super::loitering) |
//! | `speed` | | `baseline` | `reported` uses SOG, and the window where a fix has none; [`PortVisit::gfw`] |
//!
//! # Evidence
//! [`PortVisitEvidence`](crate::PortVisitEvidence). The position of a visit is its first fix in port.
//!
//! # Complexity
//! O(1) a fix at sea and at rest; O(log n) in the ports where a hull moves near one. A state of fixed size for each hull, beside
//! the fixes of one window.
//!
//! # References
//! - Global Fishing Watch, the code of `pipe-anchorages` (port events and port visits), Apache-2.0.
//! - Global Fishing Watch, "Anchorages, ports and voyages data".
//!
//! # Departures from the source
//! - A visit across the edge of a silence ends with the last fix in port; theirs ends with the first fix outside, however much
//!   later. The confidence is the same.
//! - A hull that lies stopped when its track begins is stopped; theirs needs to see it come to a stop.
//! - Theirs splits a visit at 60 nm between segments, ours at 60 nm across any silence.
//! - Speeds are net ones over a baseline by default, so a receiver's noise is no sailing; theirs are reported. A fix alone
//!   between two silences goes by its reported speed.
//! - Theirs has anchorages only.
//!
//! # Example
//! ```
//! use darkwake::chart::{Chart, Port, PortKind, Ports};
//! use darkwake::detect::{Context, Detector, PortVisit};
//! use darkwake::{EventKind, Fix, Fixes, Position, VesselId};
//! let at = |lon| Position::new(35.0, lon).unwrap();
//! let chart = Chart::new().with_ports(Ports::new(vec![Port::new("1", "Busan", at(129.0), PortKind::Anchorage)]));
//! let mut fixes = Fixes::builder();
//! for (time, lon) in [("00:00", 129.1), ("00:40", 129.0), ("01:30", 129.0), ("02:10", 129.1)] {
//!     fixes.push(VesselId::new("440123456"), Fix::new(format!("2024-05-01T{time}Z").parse()?, at(lon)));
//! }
//! let tracks = fixes.build().into_tracks();
//! let visits = PortVisit::default().find_with(&tracks, &Context::of(&tracks).with_chart(&chart));
//! let EventKind::PortVisit(evidence) = &visits[0].kind else { unreachable!() };
//! assert_eq!((visits.len(), evidence.confidence, evidence.stops), (1, 4, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(test)]
mod tests;
mod visit;
mod watch;

use serde::{Deserialize, Serialize};

use self::visit::{End, Visit};
use self::watch::Watch;
use crate::chart::{PortKind, Ports};
use crate::check::{check_baseline_min, check_distance_m, check_hours};
use crate::detect::{Context, Fold, HullRef, LeftOut, SpeedSource};
use crate::geodesy::geodesic_m;
use crate::track::SpeedWindow;
use crate::{Chart, Event, EventKind, Fix, METRES_PER_NM, ParamError, Timestamp, VesselId};

/// The rule for port visits; see the [module](self) docs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "PortVisitBuilder", into = "PortVisitBuilder")]
pub struct PortVisit {
    parameters: PortVisitBuilder,
    max_step_ms: i64,
    min_silence_ms: i64,
    min_baseline_ms: i64,
}

/// The parameters of [`PortVisit`], not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PortVisitBuilder {
    anchorage_entry_m: f64,
    anchorage_exit_m: f64,
    listed_entry_m: f64,
    listed_exit_m: f64,
    max_stop_speed_kn: f64,
    min_start_speed_kn: f64,
    min_silence_h: f64,
    max_silent_distance_m: f64,
    min_confidence: u8,
    max_step_h: f64,
    min_baseline_min: f64,
    speed: SpeedSource,
}

impl Default for PortVisitBuilder {
    fn default() -> PortVisitBuilder {
        PortVisitBuilder {
            anchorage_entry_m: PortKind::Anchorage.entry_distance_m(),
            anchorage_exit_m: PortKind::Anchorage.exit_distance_m(),
            listed_entry_m: PortKind::Listed.entry_distance_m(),
            listed_exit_m: PortKind::Listed.exit_distance_m(),
            max_stop_speed_kn: 0.2,
            min_start_speed_kn: 0.5,
            min_silence_h: 4.0,
            max_silent_distance_m: 60.0 * METRES_PER_NM,
            min_confidence: 2,
            max_step_h: 1.0,
            min_baseline_min: 5.0,
            speed: SpeedSource::Baseline,
        }
    }
}

impl PortVisitBuilder {
    /// A hull this near to an anchorage or nearer is in port; metres.
    pub fn anchorage_entry_m(&mut self, metres: f64) -> &mut PortVisitBuilder {
        self.anchorage_entry_m = metres;
        self
    }

    /// A hull this far or farther from every anchorage has left them; metres.
    pub fn anchorage_exit_m(&mut self, metres: f64) -> &mut PortVisitBuilder {
        self.anchorage_exit_m = metres;
        self
    }

    /// A hull this near to a listed port or nearer is in port; metres.
    pub fn listed_entry_m(&mut self, metres: f64) -> &mut PortVisitBuilder {
        self.listed_entry_m = metres;
        self
    }

    /// A hull this far or farther from every listed port has left them; metres.
    pub fn listed_exit_m(&mut self, metres: f64) -> &mut PortVisitBuilder {
        self.listed_exit_m = metres;
        self
    }

    /// At this speed or a lower one a hull in port stops; knots.
    pub fn max_stop_speed_kn(&mut self, knots: f64) -> &mut PortVisitBuilder {
        self.max_stop_speed_kn = knots;
        self
    }

    /// At this speed or a higher one a stop ends; knots.
    pub fn min_start_speed_kn(&mut self, knots: f64) -> &mut PortVisitBuilder {
        self.min_start_speed_kn = knots;
        self
    }

    /// Silences of at least this length, and longer than `max_step_h`, count as a stop does; hours.
    pub fn min_silence_h(&mut self, hours: f64) -> &mut PortVisitBuilder {
        self.min_silence_h = hours;
        self
    }

    /// A silence whose ends lie farther apart ends a visit, both in port or not; metres.
    pub fn max_silent_distance_m(&mut self, metres: f64) -> &mut PortVisitBuilder {
        self.max_silent_distance_m = metres;
        self
    }

    /// Visits of a lower confidence are left out; 1 to 4.
    pub fn min_confidence(&mut self, confidence: u8) -> &mut PortVisitBuilder {
        self.min_confidence = confidence;
        self
    }

    /// A longer step is a silence; hours.
    pub fn max_step_h(&mut self, hours: f64) -> &mut PortVisitBuilder {
        self.max_step_h = hours;
        self
    }

    /// The least span of the window over which the speed of a fix is taken; minutes.
    pub fn min_baseline_min(&mut self, minutes: f64) -> &mut PortVisitBuilder {
        self.min_baseline_min = minutes;
        self
    }

    /// Which speed of a fix the rule goes by.
    pub fn speed(&mut self, speed: SpeedSource) -> &mut PortVisitBuilder {
        self.speed = speed;
        self
    }

    /// The rule with these parameters.
    ///
    /// # Errors
    /// When a distance is not between 0 and 20,100,000 metres or that of an exit is less than that of its entry, a speed not
    /// between 0 and 100 knots or that of a start not above that of a stop, a time not above 0 and at most 876,000 hours, the
    /// confidence not between 1 and 4, or the baseline not between 0 and 1440 minutes.
    pub fn build(&self) -> Result<PortVisit, ParamError> {
        let entry_m = check_distance_m("port_visit.anchorage_entry_m", self.anchorage_entry_m)?;
        let expected = "a number of metres not less than anchorage_entry_m, at most 20100000";
        ParamError::check("port_visit.anchorage_exit_m", self.anchorage_exit_m, entry_m..=20_100_000.0, expected)?;
        let entry_m = check_distance_m("port_visit.listed_entry_m", self.listed_entry_m)?;
        let expected = "a number of metres not less than listed_entry_m, at most 20100000";
        ParamError::check("port_visit.listed_exit_m", self.listed_exit_m, entry_m..=20_100_000.0, expected)?;
        check_distance_m("port_visit.max_silent_distance_m", self.max_silent_distance_m)?;
        let expected = "a number of knots from 0 to 100";
        let stop_kn = ParamError::check("port_visit.max_stop_speed_kn", self.max_stop_speed_kn, 0.0..=100.0, expected)?;
        let expected = "a number of knots above max_stop_speed_kn, at most 100";
        let start_kn = stop_kn.next_up()..=100.0;
        ParamError::check("port_visit.min_start_speed_kn", self.min_start_speed_kn, start_kn, expected)?;
        let expected = "a whole number from 1 to 4";
        ParamError::check("port_visit.min_confidence", f64::from(self.min_confidence), 1.0..=4.0, expected)?;
        let min_baseline_ms = check_baseline_min("port_visit.min_baseline_min", self.min_baseline_min)?;
        Ok(PortVisit {
            max_step_ms: check_hours("port_visit.max_step_h", self.max_step_h)?,
            min_silence_ms: check_hours("port_visit.min_silence_h", self.min_silence_h)?,
            min_baseline_ms,
            parameters: self.clone(),
        })
    }
}

impl TryFrom<PortVisitBuilder> for PortVisit {
    type Error = ParamError;

    fn try_from(parameters: PortVisitBuilder) -> Result<PortVisit, ParamError> {
        parameters.build()
    }
}

impl From<PortVisit> for PortVisitBuilder {
    fn from(rule: PortVisit) -> PortVisitBuilder {
        rule.parameters
    }
}

impl Default for PortVisit {
    fn default() -> PortVisit {
        PortVisit::builder().build().expect("the default parameters are in range")
    }
}

impl PortVisit {
    /// Parameters to set and check; they start as the default rule's.
    pub fn builder() -> PortVisitBuilder {
        PortVisitBuilder::default()
    }

    /// By reported speeds, as Global Fishing Watch's code.
    pub fn gfw() -> PortVisit {
        PortVisit::builder().speed(SpeedSource::Reported).build().expect("the preset's parameters are in range")
    }

    /// For sparse satellite data: steps of up to 3 hours are taken as observed.
    pub fn satellite() -> PortVisit {
        PortVisit::builder().max_step_h(3.0).build().expect("the preset's parameters are in range")
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &PortVisitBuilder {
        &self.parameters
    }

    fn entry_m(&self, kind: PortKind) -> f64 {
        match kind {
            PortKind::Anchorage => self.parameters.anchorage_entry_m,
            PortKind::Listed => self.parameters.listed_entry_m,
        }
    }

    fn exit_m(&self, kind: PortKind) -> f64 {
        match kind {
            PortKind::Anchorage => self.parameters.anchorage_exit_m,
            PortKind::Listed => self.parameters.listed_exit_m,
        }
    }

    /// The hull's next fix with its speed over the baseline.
    fn advance(
        &self,
        sweep: &mut Sweep,
        fix: Fix,
        baseline_kn: Option<f64>,
        ports: &Ports,
        emit: &mut dyn FnMut(Event),
    ) {
        let is_in_port = sweep.watch.is_in_port(self, ports, fix.position);
        let last_ms = sweep.last_ms.replace(fix.time_ms);
        let after_silence = last_ms.is_none_or(|last_ms| fix.time_ms - last_ms > self.max_step_ms);
        let begun = match sweep.visit.take() {
            None => is_in_port.then(|| Visit::new(&fix, last_ms.is_some(), after_silence)),
            Some(mut visit) => {
                let max_silent_m = self.parameters.max_silent_distance_m;
                let is_far = after_silence && geodesic_m(visit.last().position, fix.position) > max_silent_m;
                if is_in_port && !is_far {
                    visit.go_on(self, &fix);
                    Some(visit)
                } else {
                    let end = End::Gone { next: &fix, is_outside: !is_in_port };
                    sweep.close(self, visit, ports, end, emit);
                    is_in_port.then(|| Visit::new(&fix, false, true))
                }
            }
        };
        sweep.visit = begun.map(|mut visit| {
            visit.heed_speed(self, self.speed_kn(&fix, baseline_kn), fix.sog_kn());
            visit
        });
    }

    fn speed_kn(&self, fix: &Fix, baseline_kn: Option<f64>) -> Option<f64> {
        match self.parameters.speed {
            SpeedSource::Baseline => baseline_kn.or(fix.sog_kn()),
            SpeedSource::Reported => fix.sog_kn().or(baseline_kn),
        }
    }
}

/// What [`PortVisit`] remembers of one hull.
#[derive(Debug)]
pub struct PortVisitState {
    window: SpeedWindow,
    sweep: Sweep,
}

#[derive(Debug)]
struct Sweep {
    vessel: VesselId,
    hull: u32,
    watch: Watch,
    last_ms: Option<i64>,
    visit: Option<Visit>,
}

impl Sweep {
    fn close(&self, rule: &PortVisit, visit: Visit, ports: &Ports, end: End<'_>, emit: &mut dyn FnMut(Event)) {
        if let Some(event) = visit.into_event(rule, ports, (&self.vessel, self.hull), end) {
            emit(event);
        }
    }
}

fn ports_of(chart: Option<&Chart>) -> Option<&Ports> {
    chart.map(Chart::ports).filter(|ports| !ports.is_empty())
}

impl Fold for PortVisit {
    type State = PortVisitState;

    fn start(&self, hull: HullRef<'_>) -> PortVisitState {
        PortVisitState {
            window: SpeedWindow::new(self.min_baseline_ms, self.max_step_ms),
            sweep: Sweep {
                vessel: hull.vessel.id.clone(),
                hull: hull.number,
                watch: Watch::default(),
                last_ms: None,
                visit: None,
            },
        }
    }

    fn push(&self, state: &mut PortVisitState, fix: &Fix, chart: Option<&Chart>, emit: &mut dyn FnMut(Event)) {
        let Some(ports) = ports_of(chart) else { return };
        let PortVisitState { window, sweep } = state;
        window.push(fix, &mut |fix, speed_kn| self.advance(sweep, fix, speed_kn, ports, emit));
    }

    fn finish(
        &self,
        mut state: PortVisitState,
        data_end: Timestamp,
        chart: Option<&Chart>,
        emit: &mut dyn FnMut(Event),
    ) {
        let Some(ports) = ports_of(chart) else { return };
        let PortVisitState { window, sweep } = &mut state;
        window.finish(&mut |fix, speed_kn| self.advance(sweep, fix, speed_kn, ports, emit));
        if let Some(visit) = sweep.visit.take() {
            // A fix beyond the end of the data is still the last that is known.
            let data_end_ms = data_end.as_millisecond().max(visit.last().time_ms);
            sweep.close(self, visit, ports, End::Open { data_end_ms }, emit);
        }
    }

    /// How far each port lies from the shore.
    fn judge(&self, events: &mut [Event], context: &Context<'_>) {
        let Some(chart) = context.chart.filter(|chart| chart.land().is_some()) else { return };
        for event in events {
            let EventKind::PortVisit(visit) = &mut event.kind else { continue };
            let others = [visit.stay_port.as_mut(), visit.end_port.as_mut()].into_iter().flatten();
            for port in std::iter::once(&mut visit.start_port).chain(others) {
                port.distance_from_shore_m = chart.distance_from_shore_m(port.place);
            }
        }
    }

    fn leaves_out(&self, event: &Event) -> Option<LeftOut> {
        let EventKind::PortVisit(visit) = &event.kind else { return None };
        (visit.confidence < self.parameters.min_confidence).then_some(LeftOut::LowConfidence)
    }

    fn conditions_off(&self, context: &Context<'_>) -> Vec<&'static str> {
        match ports_of(context.chart) {
            None => vec!["port_visit: not looked for (no ports or anchorages)"],
            Some(_) => Vec::new(),
        }
    }
}
