//! Loitering: slow stays.
//!
//! # What it finds
//! Maximal runs of fixes of one hull that are slower than `max_speed_kn`, observed for at least `min_duration_h`. A step
//! longer than `max_step_h` ends a run, always: nothing is bridged. Runs that are cut off by a silence or by the data
//! are reported and say so.
//!
//! # How
//! The speed of a fix is the net distance over the shortest window of consecutive fixes from it that spans at least
//! `min_baseline_min`, over its time: speeds of single steps at 10 s sampling are noise. Reported speeds can be chosen
//! instead. One fold over the fixes; a run is kept as sums and the corners of its convex hull.
//!
//! # Parameters
//! | name | unit | default | source |
//! |---|---|---|---|
//! | `max_speed_kn` | knots | 2 | Miller et al. 2018 |
//! | `min_duration_h` | hours | 2 | Global Fishing Watch's loitering events; [`Loitering::miller2018`] 8, [`Loitering::rfmo`] 4, [`Loitering::one_hour`] 1 |
//! | `max_step_h` | hours | 1 | [`Loitering::satellite`] 3 |
//! | `min_distance_from_shore_m` | metres | 37,040 (20 nm) | Global Fishing Watch's loitering events; needs a coastline |
//! | `min_distance_from_port_m` | metres | 10,000 | that of encounters (Miller et al.); needs ports or anchorages |
//! | `min_baseline_min` | minutes | 5 | of 109 ships lying still in an hour of the Kattegat, 15 have a step over 2 kn and none a window of 5 minutes |
//! | `speed` | | `baseline` | `reported` uses SOG, and the window where a fix has none |
//!
//! # Evidence
//! [`LoiteringEvidence`]. The position of the event is the unit-vector mean of its fixes.
//!
//! # Complexity
//! O(1) a fix, amortised; the state holds the fixes of one window and a few hundred corners.
//!
//! # References
//! N. A. Miller et al., "Identifying global patterns of transshipment behavior", *Frontiers in Marine Science* 5:240,
//! 2018, doi:10.3389/fmars.2018.00240.
//!
//! # Departures from the source
//! - Global Fishing Watch's code works in clock hours and bridges silences; a ship heard until 01:50 and again at 20:10
//!   became one event. This rule works on fixes and bridges nothing.
//! - Without a chart the distance from shore (at least 20 nm in the source) is not asked for.
//!
//! # Example
//! ```
//! use darkwake::detect::{Detector, Loitering};
//! let four_hours = Loitering::builder().min_duration_h(4.0).build()?;
//! assert_eq!(four_hours, Loitering::rfmo());
//! assert!(Loitering::builder().max_speed_kn(-1.0).build().is_err());
//! # Ok::<(), darkwake::ParamError>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::chart::ShoreCursor;
use crate::check::{check_baseline_min, check_distance_m, check_hours};
use crate::detect::slow::{Fixes, Slow};
use crate::detect::{Context, Fold, HullRef, LeftOut};
use crate::geodesy::{Cloud, geodesic_m, step_m};
use crate::track::SpeedWindow;
use crate::units::hours_from_ms;
use crate::{
    Chart, Event, EventKind, Fix, LoiteringEvidence, METRES_PER_NM, NavStatus, ParamError, Timestamp, Track, VesselId,
};

/// A hull slower than this over the baseline, on the mean, lies moored or at anchor, in knots.
const LYING_STILL_KN: f64 = 0.2;

/// The rule for loitering; see the [module](self) docs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LoiteringBuilder", into = "LoiteringBuilder")]
pub struct Loitering {
    parameters: LoiteringBuilder,
    min_duration_ms: i64,
    max_step_ms: i64,
    min_baseline_ms: i64,
}

/// Which speed of a fix a rule goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SpeedSource {
    /// Net distance over the shortest window that spans the baseline.
    #[default]
    Baseline,
    /// Reported speed over ground; of a fix without one, the baseline's.
    Reported,
}

/// The parameters of [`Loitering`], not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoiteringBuilder {
    max_speed_kn: f64,
    min_duration_h: f64,
    pub(crate) max_step_h: f64,
    min_baseline_min: f64,
    min_distance_from_shore_m: f64,
    min_distance_from_port_m: f64,
    speed: SpeedSource,
}

impl Default for LoiteringBuilder {
    fn default() -> LoiteringBuilder {
        LoiteringBuilder {
            max_speed_kn: 2.0,
            min_duration_h: 2.0,
            max_step_h: 1.0,
            min_baseline_min: 5.0,
            min_distance_from_shore_m: 20.0 * METRES_PER_NM,
            min_distance_from_port_m: 10_000.0,
            speed: SpeedSource::Baseline,
        }
    }
}

impl LoiteringBuilder {
    /// Fixes slower than this belong to a run; knots.
    pub fn max_speed_kn(&mut self, knots: f64) -> &mut LoiteringBuilder {
        self.max_speed_kn = knots;
        self
    }

    /// Runs observed for at least this long are events; hours.
    pub fn min_duration_h(&mut self, hours: f64) -> &mut LoiteringBuilder {
        self.min_duration_h = hours;
        self
    }

    /// A longer step ends a run; hours.
    pub fn max_step_h(&mut self, hours: f64) -> &mut LoiteringBuilder {
        self.max_step_h = hours;
        self
    }

    /// The least span of the window over which the speed of a fix is taken; minutes.
    pub fn min_baseline_min(&mut self, minutes: f64) -> &mut LoiteringBuilder {
        self.min_baseline_min = minutes;
        self
    }

    /// With a coastline, stays whose mean distance from shore is less are left out; metres.
    pub fn min_distance_from_shore_m(&mut self, metres: f64) -> &mut LoiteringBuilder {
        self.min_distance_from_shore_m = metres;
        self
    }

    /// With ports or anchorages, stays around a place nearer to one are left out; metres.
    pub fn min_distance_from_port_m(&mut self, metres: f64) -> &mut LoiteringBuilder {
        self.min_distance_from_port_m = metres;
        self
    }

    /// Which speed of a fix the rule goes by.
    pub fn speed(&mut self, speed: SpeedSource) -> &mut LoiteringBuilder {
        self.speed = speed;
        self
    }

    /// The rule with these parameters.
    ///
    /// # Errors
    /// When the speed is not above 0 and at most 100 knots, a duration not above 0 and at most 876,000 hours, the
    /// baseline not between 0 and 1440 minutes, or a distance not between 0 and 20,100,000 metres.
    pub fn build(&self) -> Result<Loitering, ParamError> {
        let expected = "a number of knots above 0 and at most 100";
        ParamError::check("loitering.max_speed_kn", self.max_speed_kn, f64::MIN_POSITIVE..=100.0, expected)?;
        let min_baseline_ms = check_baseline_min("loitering.min_baseline_min", self.min_baseline_min)?;
        check_distance_m("loitering.min_distance_from_shore_m", self.min_distance_from_shore_m)?;
        check_distance_m("loitering.min_distance_from_port_m", self.min_distance_from_port_m)?;
        Ok(Loitering {
            min_duration_ms: check_hours("loitering.min_duration_h", self.min_duration_h)?,
            max_step_ms: check_hours("loitering.max_step_h", self.max_step_h)?,
            min_baseline_ms,
            parameters: self.clone(),
        })
    }
}

impl TryFrom<LoiteringBuilder> for Loitering {
    type Error = ParamError;

    fn try_from(parameters: LoiteringBuilder) -> Result<Loitering, ParamError> {
        parameters.build()
    }
}

impl From<Loitering> for LoiteringBuilder {
    fn from(rule: Loitering) -> LoiteringBuilder {
        rule.parameters
    }
}

impl Default for Loitering {
    fn default() -> Loitering {
        Loitering::builder().build().expect("the default parameters are in range")
    }
}

impl Loitering {
    /// Parameters to set and check; they start as the default rule's.
    pub fn builder() -> LoiteringBuilder {
        LoiteringBuilder::default()
    }

    /// At least 8 hours, as Miller et al. 2018.
    pub fn miller2018() -> Loitering {
        Loitering::lasting(8.0)
    }

    /// At least 4 hours, as several regional fisheries organisations count.
    pub fn rfmo() -> Loitering {
        Loitering::lasting(4.0)
    }

    /// At least 1 hour: the shortest stay that is of use.
    pub fn one_hour() -> Loitering {
        Loitering::lasting(1.0)
    }

    /// For sparse satellite data: steps of up to 3 hours are taken as observed.
    pub fn satellite() -> Loitering {
        Loitering::builder().max_step_h(3.0).build().expect("the preset's parameters are in range")
    }

    fn lasting(hours: f64) -> Loitering {
        Loitering::builder().min_duration_h(hours).build().expect("the preset's parameters are in range")
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &LoiteringBuilder {
        &self.parameters
    }

    fn is_slow(&self, fix: &Fix, baseline_kn: Option<f64>) -> bool {
        let speed_kn = match self.parameters.speed {
            SpeedSource::Baseline => baseline_kn,
            SpeedSource::Reported => fix.sog_kn().or(baseline_kn),
        };
        speed_kn.is_some_and(|speed_kn| speed_kn < self.parameters.max_speed_kn)
    }

    /// The hull's next fix with its speed over the baseline.
    fn advance(
        &self,
        sweep: &mut Sweep,
        fix: Fix,
        baseline_kn: Option<f64>,
        chart: Option<&Chart>,
        emit: &mut dyn FnMut(Event),
    ) {
        let after_silence = sweep.last_ms.is_none_or(|last_ms| fix.time_ms - last_ms > self.max_step_ms);
        sweep.last_ms = Some(fix.time_ms);
        if after_silence {
            self.close(sweep, true, chart, emit);
        }
        if !self.is_slow(&fix, baseline_kn) {
            self.close(sweep, false, chart, emit);
            return;
        }
        let run = sweep.run.get_or_insert_with(|| Run::new(&fix, after_silence));
        run.push(&fix, baseline_kn.unwrap_or(0.0));
        let shore = &mut sweep.shore;
        if let Some(shore_m) = chart.and_then(|chart| chart.distance_from_shore_along_m(fix.position, shore)) {
            run.shore_m_sum += shore_m;
            run.shore_m_least = run.shore_m_least.min(shore_m);
        }
    }

    /// Ends the run, if there is one, and reports it if it lasted.
    fn close(&self, sweep: &mut Sweep, cut_at_end: bool, chart: Option<&Chart>, emit: &mut dyn FnMut(Event)) {
        if let Some(run) = sweep.run.take()
            && run.span_ms() >= self.min_duration_ms
        {
            emit(run.into_event(&sweep.vessel, sweep.hull, cut_at_end, chart));
        }
    }
}

/// A run of slow fixes.
#[derive(Debug)]
struct Run {
    first: Fix,
    last: Fix,
    last_baseline_kn: f64,
    fixes: u32,
    distance_m: f64,
    /// The speed over the baseline, summed over time: knots times milliseconds.
    baseline_kn_ms: f64,
    cloud: Cloud,
    /// Sum and least of the distances from shore.
    shore_m_sum: f64,
    shore_m_least: f64,
    fixes_with_status: u32,
    fixes_moored: u32,
    cut_at_start: bool,
}

impl Run {
    fn new(first: &Fix, cut_at_start: bool) -> Run {
        Run {
            first: *first,
            last: *first,
            last_baseline_kn: 0.0,
            fixes: 0,
            distance_m: 0.0,
            baseline_kn_ms: 0.0,
            cloud: Cloud::default(),
            shore_m_sum: 0.0,
            shore_m_least: f64::INFINITY,
            fixes_with_status: 0,
            fixes_moored: 0,
            cut_at_start,
        }
    }

    fn push(&mut self, fix: &Fix, baseline_kn: f64) {
        self.baseline_kn_ms += self.last_baseline_kn * (fix.time_ms - self.last.time_ms) as f64;
        self.last_baseline_kn = baseline_kn;
        self.distance_m += step_m(self.last.position, fix.position);
        self.cloud.push(fix.position);
        self.fixes = self.fixes.saturating_add(1);
        if let Some(status) = fix.status() {
            self.fixes_with_status += 1;
            self.fixes_moored += u32::from(matches!(status, NavStatus::AT_ANCHOR | NavStatus::MOORED));
        }
        self.last = *fix;
    }

    /// From the first to the last fix, in milliseconds. All of it is observed: no step is longer than `max_step`.
    fn span_ms(&self) -> i64 {
        self.last.time_ms - self.first.time_ms
    }

    fn into_event(self, vessel: &VesselId, hull: u32, cut_at_end: bool, chart: Option<&Chart>) -> Event {
        let duration_h = hours_from_ms(self.span_ms());
        let net_m = geodesic_m(self.first.position, self.last.position);
        let baseline_speed_kn = self.baseline_kn_ms / self.span_ms() as f64;
        let has_shore = self.shore_m_least.is_finite();
        let position = self.cloud.centroid();
        let kind = EventKind::Loitering(LoiteringEvidence {
            fixes: self.fixes,
            distance_m: self.distance_m,
            net_distance_m: net_m,
            mean_speed_kn: self.distance_m / METRES_PER_NM / duration_h,
            baseline_speed_kn,
            confinement_radius_m: self.cloud.radius_m(),
            straightness: if self.distance_m > 0.0 { (net_m / self.distance_m).min(1.0) } else { 1.0 },
            moored_or_anchored: 2 * self.fixes_moored > self.fixes_with_status || baseline_speed_kn < LYING_STILL_KN,
            mean_distance_from_shore_m: has_shore.then(|| self.shore_m_sum / f64::from(self.fixes)),
            min_distance_from_shore_m: has_shore.then_some(self.shore_m_least),
            distance_from_port_m: chart.and_then(|chart| chart.nearest_port(position)).map(|near| near.distance_m),
            cut_at_start: self.cut_at_start,
            cut_at_end,
        });
        Event { position, ..Event::between(vessel, hull, (&self.first).into(), (&self.last).into(), kind) }
    }
}

/// What [`Loitering`] remembers of one hull.
#[derive(Debug)]
pub struct LoiteringState {
    window: SpeedWindow,
    sweep: Sweep,
}

#[derive(Debug)]
struct Sweep {
    vessel: VesselId,
    hull: u32,
    last_ms: Option<i64>,
    run: Option<Run>,
    shore: ShoreCursor,
}

impl Fold for Loitering {
    type State = LoiteringState;

    fn start(&self, hull: HullRef<'_>) -> LoiteringState {
        LoiteringState {
            window: SpeedWindow::new(self.min_baseline_ms, self.max_step_ms),
            sweep: Sweep {
                vessel: hull.vessel.id.clone(),
                hull: hull.number,
                last_ms: None,
                run: None,
                shore: ShoreCursor::new(),
            },
        }
    }

    fn push(&self, state: &mut LoiteringState, fix: &Fix, chart: Option<&Chart>, emit: &mut dyn FnMut(Event)) {
        let LoiteringState { window, sweep } = state;
        window.push(fix, &mut |fix, speed_kn| self.advance(sweep, fix, speed_kn, chart, emit));
    }

    /// Whether the hull may have been slow for long enough.
    fn may_find_in(&self, track: &Track<'_>, _context: &Context<'_>) -> bool {
        let mut slow = Slow::new(self.parameters.max_speed_kn, self.min_baseline_ms, self.parameters.speed);
        let mut fixes = Fixes::of(track.columns(), track.rows());
        while let Some(stretch) = fixes.next_stretch(self.max_step_ms) {
            // The steps that follow each other: where they start, and the fix behind the last of them.
            let (mut start, mut behind, mut longest_ms) = (0, 0, 0);
            slow.each_step(&stretch, |index| {
                if index != behind {
                    start = index;
                }
                behind = index + 1;
                longest_ms = i64::max(longest_ms, stretch.times_ms[behind] - stretch.times_ms[start]);
            });
            if longest_ms >= self.min_duration_ms {
                return true;
            }
        }
        false
    }

    fn finish(
        &self,
        mut state: LoiteringState,
        _data_end: Timestamp,
        chart: Option<&Chart>,
        emit: &mut dyn FnMut(Event),
    ) {
        let LoiteringState { window, sweep } = &mut state;
        window.finish(&mut |fix, speed_kn| self.advance(sweep, fix, speed_kn, chart, emit));
        self.close(sweep, true, chart, emit);
    }

    fn conditions_off(&self, context: &Context<'_>) -> Vec<&'static str> {
        let mut off = Vec::new();
        if context.chart.is_none_or(|chart| chart.land().is_none()) {
            off.push("loitering: least mean distance from shore (no coastline)");
        }
        if context.chart.is_none_or(|chart| chart.ports().is_empty()) {
            off.push("loitering: least distance from port (no ports or anchorages)");
        }
        off
    }

    fn leaves_out(&self, event: &Event) -> Option<LeftOut> {
        let EventKind::Loitering(stay) = &event.kind else { return None };
        let is_under = |found_m: Option<f64>, least_m: f64| found_m.is_some_and(|found_m| found_m < least_m);
        if is_under(stay.distance_from_port_m, self.parameters.min_distance_from_port_m) {
            return Some(LeftOut::AtPort);
        }
        is_under(stay.mean_distance_from_shore_m, self.parameters.min_distance_from_shore_m)
            .then_some(LeftOut::NearShore)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::detect::Detector;
    use crate::detect::testing::{at, fix, lying, tracks};

    fn evidence(event: &Event) -> &LoiteringEvidence {
        match &event.kind {
            EventKind::Loitering(evidence) => evidence,
            _ => panic!("{event} is no loitering"),
        }
    }

    fn stays_of(fixes: impl IntoIterator<Item = Fix>) -> Vec<Event> {
        Loitering::default().find(&tracks(fixes.into_iter().map(|fix| ("440123456", fix))))
    }

    /// A ship that sails north at 10 kn, a fix every 5 minutes, both ends included.
    fn sailing(from_min: u32, to_min: u32, lat: f64) -> Vec<Fix> {
        (from_min..=to_min)
            .step_by(5)
            .map(|minute| fix(f64::from(minute), lat + f64::from(minute - from_min) / 360.0, 129.0))
            .collect()
    }

    #[test]
    fn a_stay_between_two_voyages_is_found_with_its_evidence() {
        let mut fixes = sailing(0, 60, 35.0);
        fixes.extend(lying(65.0, 365.0, 5.0, 35.2, 129.0));
        fixes.extend(sailing(370, 430, 35.2));
        let stays = stays_of(fixes);
        assert_eq!(stays.len(), 1, "{stays:?}");
        let stay = evidence(&stays[0]);
        assert_eq!((stays[0].start, stays[0].end), (at(65.0), Some(at(365.0))));
        assert_eq!(stays[0].observed_h, 5.0);
        assert_eq!((stay.distance_m, stay.straightness), (0.0, 1.0));
        assert!(stay.confinement_radius_m < 1e-6, "{stay:?}");
        assert!(stay.moored_or_anchored && !stay.cut_at_start && !stay.cut_at_end);
    }

    #[test]
    fn a_silence_is_never_bridged() {
        let mut fixes = lying(0.0, 110.0, 10.0, 35.0, 129.0);
        fixes.extend(lying(1210.0, 1320.0, 10.0, 35.0, 129.0));
        assert_eq!(stays_of(fixes), [], "two stays of 110 minutes, 18 hours apart, are no event");
        let mut fixes = lying(0.0, 130.0, 10.0, 35.0, 129.0);
        fixes.extend(lying(200.0, 330.0, 10.0, 35.0, 129.0));
        let cuts: Vec<_> = stays_of(fixes)
            .iter()
            .map(|stay| (stay.start, stay.end, evidence(stay).cut_at_start, evidence(stay).cut_at_end))
            .collect();
        let expected = [(at(0.0), Some(at(130.0)), true, true), (at(200.0), Some(at(330.0)), true, true)];
        assert_eq!(cuts, expected, "70 minutes of silence make two stays");
    }

    #[test]
    fn a_slow_but_straight_tow_says_so() {
        let fixes = (0..40).map(|step| fix(f64::from(step) * 10.0, 35.0 + f64::from(step) * 0.0025, 129.0));
        let stays = stays_of(fixes);
        let stay = evidence(&stays[0]);
        assert!((stay.straightness - 1.0).abs() < 1e-6 && !stay.moored_or_anchored, "{stay:?}");
        assert!((stay.mean_speed_kn - 0.899).abs() < 0.01, "{stay:?}");
        assert!((stay.distance_m - stay.net_distance_m).abs() < 0.1, "{stay:?}");
    }

    #[test]
    fn jitter_of_positions_does_not_break_a_stay() {
        let fixes = (0..2000).map(|step| {
            let east = if step % 2 == 0 { 1e-4 } else { -1e-4 };
            fix(f64::from(step) / 6.0, 57.0, 11.0 + east)
        });
        let stays = stays_of(fixes);
        assert_eq!(stays.len(), 1, "12 m to and fro every 10 s are steps of over 2 kn");
        assert!(evidence(&stays[0]).moored_or_anchored);
        assert!(evidence(&stays[0]).mean_speed_kn > 2.0);
    }

    #[test]
    fn a_stay_across_the_antimeridian_is_one_stay() {
        let fixes = (0..40).map(|step| {
            let lon = 179.98 + f64::from(step) * 0.001;
            fix(f64::from(step) * 10.0, 52.0, if lon > 180.0 { lon - 360.0 } else { lon })
        });
        let stays = stays_of(fixes);
        assert_eq!(stays.len(), 1);
        assert!(stays[0].position.lon_deg().abs() > 179.9, "{:?}", stays[0].position);
        assert!(evidence(&stays[0]).confinement_radius_m < 2000.0);
    }

    #[test]
    fn reported_speeds_can_be_chosen() {
        let fixes: Vec<_> = lying(0.0, 300.0, 10.0, 35.0, 129.0).into_iter().map(|fix| fix.with_sog_kn(5.0)).collect();
        let mut rule = Loitering::builder();
        rule.speed(SpeedSource::Reported);
        let sea = tracks(fixes.into_iter().map(|fix| ("440123456", fix)));
        assert_eq!(rule.build().unwrap().find(&sea), []);
        assert_eq!(Loitering::default().find(&sea).len(), 1);
    }

    #[test]
    fn parameters_out_of_range_are_refused_in_words() {
        let error = Loitering::builder().max_speed_kn(f64::INFINITY).build().unwrap_err();
        insta::assert_snapshot!(error, @"the parameter loitering.max_speed_kn must be a number of knots above 0 and at most 100, found inf");
        let error = Loitering::builder().min_baseline_min(-1.0).build().unwrap_err();
        insta::assert_snapshot!(error, @"the parameter loitering.min_baseline_min must be a number of minutes from 0 to 1440, found -1");
    }

    #[test]
    fn a_rule_as_json_is_its_parameters_and_is_checked_when_read() {
        let json = serde_json::to_string(&Loitering::satellite()).unwrap();
        assert_eq!(serde_json::from_str::<Loitering>(&json).unwrap(), Loitering::satellite());
        let error = serde_json::from_str::<Loitering>(r#"{"max_speed_kn": 0.0}"#).unwrap_err().to_string();
        insta::assert_snapshot!(error, @"the parameter loitering.max_speed_kn must be a number of knots above 0 and at most 100, found 0");
    }

    proptest! {
        #[test]
        fn stays_do_not_overlap_and_last(moves in prop::collection::vec((1u32..90, -0.02..0.02f64), 1..120)) {
            let (mut minute, mut lat) = (0, 35.0);
            let fixes: Vec<_> = moves.iter().map(|&(step, north)| {
                minute += step;
                lat += north;
                fix(f64::from(minute), lat, 129.0)
            }).collect();
            let sea = tracks(fixes.into_iter().map(|fix| ("440123456", fix)));
            let stays = Loitering::default().find(&sea);
            for stay in &stays {
                prop_assert!(stay.observed_h >= 2.0 && stay.observed_h == stay.duration_h);
                let stay = evidence(stay);
                prop_assert!((0.0..=1.0).contains(&stay.straightness) && stay.confinement_radius_m.is_finite());
            }
            prop_assert!(stays.windows(2).all(|pair| pair[0].end <= Some(pair[1].start)));
            let longer = Loitering::rfmo().find(&sea);
            prop_assert!(longer.iter().all(|stay| stays.iter().any(|other| other.id == stay.id)));
        }
    }
}
