//! Dark gaps: silences of a hull.
//!
//! # What it finds
//! Silences between two consecutive fixes of one hull that last strictly longer than `min_duration_h`, and hulls that
//! are still silent at the end of the data (*open* gaps). Gaps lie between the fixes of a hull, whatever segments,
//! files, midnights or meridians lie between them; never between fixes of two ships that share an identity.
//!
//! # How
//! One fold over the hull's fixes. A gap is held back until the hull's next gap or the end of its fixes, so that it can
//! name its neighbours in time.
//!
//! # Parameters
//! | name | unit | default | source |
//! |---|---|---|---|
//! | `min_duration_h` | hours | 6 | Global Fishing Watch's published gap events; [`Gap::welch2022`] 12 |
//! | `max_step_h` | hours | 1 | the longest step that counts as observed |
//!
//! The verdict is by the parameters in `[reception]` ([`ReceptionParams`](crate::ReceptionParams)):
//!
//! | name | unit | default | what for |
//! |---|---|---|---|
//! | `enabled` | | true | whether gaps are judged by reception |
//! | `file` | path | none | a model that was saved before, in place of what the data tell |
//! | `max_bracket_h` | hours | 48 | the longest step across which a ship is expected |
//! | `cells_per_degree` | cells | 4 | how finely ships are counted |
//! | `widest_block_cells` | cells | 13 | the widest block asked: what satellites and weather do |
//! | `near_block_cells` | cells | 7 | who is near |
//! | `narrowest_block_cells` | cells | 3 | the narrowest block: the reach of a station |
//! | `coverage_block_cells` | cells | 3 | where others must have been heard at some time |
//! | `block_prior_hulls` | ships | 4 | what a wider block counts in a narrower one |
//! | `min_other_hulls` | ships | 3 | so many others near make an hour count |
//! | `own_spread` | ln | 0.5 | how much ships differ in strength |
//! | `own_at_most` | factor | 1.3 | no ship is taken to be heard better than that, relative to others |
//! | `min_own_hours` | hours | 3 | the least record of its own of a ship that is accused |
//! | `outage_share` | 0 to 1 | 0.2 | under this share of the expected, an hour is an outage |
//! | `outage_doubt` | factor | 500 | how much less likely than else a silence must be of which outages were a third |
//! | `silent_together_block_cells` | cells | 9 | where others can fall silent together with a ship |
//! | `min_silent_together` | ships | 2 | so many of them are no pair's doing |
//! | `silent_together_below` | probability | 0.03 | and they are too many for chance |
//! | `explained_above` | silences | 1 | expected by chance: more are explained |
//! | `deliberate_below` | silences | 0.01 | expected by chance: fewer are likely deliberate |
//! | `dead_reckoning_h` | hours | 6 | how long a ship is thought to keep its course and speed |
//! | `min_heard_afterwards` | ships | 3 | open gaps: others heard there afterwards |
//! | `max_lost_share` | 0 to 1 | 0.1 | open gaps: others that were not heard again either |
//!
//! # Evidence
//! [`GapEvidence`]: both fixes, distance, implied speed, fixes in the 12 hours before, the neighbouring gaps, the rule
//! of Welch et al., what other ships tell of reception ([`ReceptionEvidence`](crate::ReceptionEvidence)), and why the verdict is
//! undetermined. Silence alone is no proof: without a model of reception the verdict is always undetermined, with the reason
//! `no_reception_model`. With one ([`Context::with_reception`]) it is by the rule in ALGORITHMS.md, "Reception, and the verdict on a
//! gap", by the thresholds of [`ReceptionParams`](crate::ReceptionParams).
//!
//! # Complexity
//! O(1) a fix, amortised; the state holds the times of the last 12 hours. A verdict takes a few searches for each hour of the gap and
//! cell of the block.
//!
//! # References
//! - H. Welch et al., "Hot spots of unseen fishing vessels", *Science Advances* 8(44), 2022, doi:10.1126/sciadv.abq2109.
//! - J. H. Ford et al., "Chasing the fish oil", *PLoS ONE* 13(7), 2018, e0201640, on the statistics of gaps.
//!
//! # Departures from the source
//! - Welch et al. and Global Fishing Watch look for gaps between the positions of an identity; this rule looks within
//!   hulls, since a gap found by mixing two ships is a false accusation.
//! - Welch et al. take 12 hours or more, this rule strictly more: a silence of exactly the minimum is no gap.
//!
//! # Example
//! ```
//! use darkwake::detect::{Detector, Gap};
//! use darkwake::{EventKind, Fix, Fixes, Position, VesselId};
//! let mut fixes = Fixes::builder();
//! for (time, lon) in [("2018-12-25T11:40:42Z", 131.0), ("2018-12-26T04:25:31Z", 131.9)] {
//!     let position = Position::new(37.5, lon).unwrap();
//!     fixes.push(VesselId::new("440123456"), Fix::new(time.parse()?, position));
//! }
//! let gaps = Gap::default().find(&fixes.build().into_tracks());
//! assert_eq!(format!("{:.4}", gaps[0].duration_h), "16.7469");
//! let EventKind::Gap(evidence) = &gaps[0].kind else { unreachable!() };
//! assert_eq!(evidence.welch2022, Some(false), "one fix in the 12 hours before is too few for Welch's rule");
//! # Ok::<(), jiff::Error>(())
//! ```

mod own_reception;
#[cfg(test)]
mod reception_tests;
mod verdict;
mod way;
mod welch;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::check::check_hours;
use crate::detect::gap::welch::{WELCH_MIN_DURATION_H, welch2022_refuted};
use crate::detect::{Context, Fold, HullRef};
use crate::fix::timestamp;
use crate::geodesy::geodesic_m;
use crate::units::{hours_from_ms, knots};
use crate::{
    Chart, Event, EventKind, Fix, GapEvidence, ParamError, Timestamp, Track, UndeterminedReason, Verdict, VesselId,
};

/// How far back the fixes before a silence are counted, in milliseconds: the 12 hours of Welch et al. 2022.
const LOOK_BACK_MS: i64 = 12 * crate::units::MS_PER_HOUR;

/// The rule for dark gaps; see the [module](self) docs. `Gap::default()` looks for silences over 6 hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "GapBuilder", into = "GapBuilder")]
pub struct Gap {
    parameters: GapBuilder,
    min_duration_ms: i64,
    max_step_ms: i64,
}

/// The parameters of [`Gap`], not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GapBuilder {
    min_duration_h: f64,
    max_step_h: f64,
}

impl Default for GapBuilder {
    fn default() -> GapBuilder {
        GapBuilder { min_duration_h: 6.0, max_step_h: 1.0 }
    }
}

impl GapBuilder {
    /// Silences strictly longer than this are gaps; hours.
    pub fn min_duration_h(&mut self, hours: f64) -> &mut GapBuilder {
        self.min_duration_h = hours;
        self
    }

    /// The longest step that counts as observed; hours.
    pub fn max_step_h(&mut self, hours: f64) -> &mut GapBuilder {
        self.max_step_h = hours;
        self
    }

    /// The rule with these parameters.
    ///
    /// # Errors
    /// When a parameter is not a number of hours above 0 and at most 876,000 (a hundred years).
    pub fn build(&self) -> Result<Gap, ParamError> {
        Ok(Gap {
            min_duration_ms: check_hours("gap.min_duration_h", self.min_duration_h)?,
            max_step_ms: check_hours("gap.max_step_h", self.max_step_h)?,
            parameters: self.clone(),
        })
    }
}

impl TryFrom<GapBuilder> for Gap {
    type Error = ParamError;

    fn try_from(parameters: GapBuilder) -> Result<Gap, ParamError> {
        parameters.build()
    }
}

impl From<Gap> for GapBuilder {
    fn from(rule: Gap) -> GapBuilder {
        rule.parameters
    }
}

impl Default for Gap {
    fn default() -> Gap {
        Gap::builder().build().expect("the default parameters are in range")
    }
}

impl Gap {
    /// Parameters to set and check; they start as the default rule's.
    pub fn builder() -> GapBuilder {
        GapBuilder::default()
    }

    /// The duration of Welch et al. 2022: 12 hours.
    pub fn welch2022() -> Gap {
        Gap::builder().min_duration_h(WELCH_MIN_DURATION_H).build().expect("the preset's parameters are in range")
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &GapBuilder {
        &self.parameters
    }

    /// A gap after the fix `off`, closed by the fix `on` or open until the end of the data.
    fn event(&self, state: &GapState, off: &Fix, on: Option<&Fix>, data_end_ms: i64) -> Event {
        let silence_ms = on.map_or(data_end_ms, |on| on.time_ms) - off.time_ms;
        let duration_h = hours_from_ms(silence_ms);
        let distance_m = on.map(|on| geodesic_m(off.position, on.position));
        let fixes_12h_before = u32::try_from(state.recent_ms.len()).unwrap_or(u32::MAX);
        let kind = EventKind::Gap(GapEvidence {
            off: *off,
            on: on.copied(),
            distance_m,
            implied_speed_kn: distance_m.and_then(|metres| knots(metres, silence_ms)),
            fixes_12h_before,
            on_after_data_end: false,
            previous_gap_end: state.previous_gap_end,
            next_gap_start: None,
            welch2022: welch2022_refuted(state.is_fishing_vessel, duration_h, fixes_12h_before),
            reason: Some(UndeterminedReason::NoReceptionModel),
            positions_per_ship_day: None,
            reception: None,
            could_have: None,
        });
        let gap = match on {
            Some(on) => Event::between(&state.vessel, state.hull, off.into(), on.into(), kind),
            None => Event::open(&state.vessel, state.hull, off.into(), data_end_ms, kind),
        };
        let observed_h = if silence_ms <= self.max_step_ms { duration_h } else { 0.0 };
        Event { observed_h, verdict: Some(Verdict::Undetermined), ..gap }
    }
}

/// What [`Gap`] remembers of one hull.
#[derive(Debug)]
pub struct GapState {
    vessel: VesselId,
    hull: u32,
    is_fishing_vessel: Option<bool>,
    last: Option<Fix>,
    /// Times of the fixes in the 12 hours up to the last one.
    recent_ms: VecDeque<i64>,
    previous_gap_end: Option<Timestamp>,
    /// The last gap found, held back until its successor is known.
    held: Option<Event>,
}

impl GapState {
    /// Holds a gap back and lets go of the one before it, which now knows its successor.
    fn hold(&mut self, gap: Event, emit: &mut dyn FnMut(Event)) {
        self.previous_gap_end = gap.end;
        let next_start = gap.start;
        if let Some(mut before) = self.held.replace(gap) {
            if let EventKind::Gap(evidence) = &mut before.kind {
                evidence.next_gap_start = Some(next_start);
            }
            emit(before);
        }
    }
}

impl Fold for Gap {
    type State = GapState;

    fn start(&self, hull: HullRef<'_>) -> GapState {
        GapState {
            vessel: hull.vessel.id.clone(),
            hull: hull.number,
            is_fishing_vessel: welch::is_fishing_vessel(hull.vessel, None),
            last: None,
            recent_ms: VecDeque::new(),
            previous_gap_end: None,
            held: None,
        }
    }

    fn push(&self, state: &mut GapState, fix: &Fix, _chart: Option<&Chart>, emit: &mut dyn FnMut(Event)) {
        if let Some(off) = state.last
            && fix.time_ms - off.time_ms > self.min_duration_ms
        {
            let gap = self.event(state, &off, Some(fix), fix.time_ms);
            state.hold(gap, emit);
        }
        while state.recent_ms.front().is_some_and(|&time_ms| time_ms < fix.time_ms - LOOK_BACK_MS) {
            state.recent_ms.pop_front();
        }
        state.recent_ms.push_back(fix.time_ms);
        state.last = Some(*fix);
    }

    fn finish(&self, mut state: GapState, data_end: Timestamp, _chart: Option<&Chart>, emit: &mut dyn FnMut(Event)) {
        let data_end_ms = data_end.as_millisecond();
        if let Some(off) = state.last
            && data_end_ms - off.time_ms > self.min_duration_ms
        {
            let gap = self.event(&state, &off, None, data_end_ms);
            state.hold(gap, emit);
        }
        if let Some(last) = state.held {
            emit(last);
        }
    }

    fn may_find_in(&self, track: &Track<'_>, context: &Context<'_>) -> bool {
        let times_ms = track.times_ms();
        let is_gap = |from_ms: i64, to_ms: i64| to_ms - from_ms > self.min_duration_ms;
        let data_end_ms = context.data_end.as_millisecond();
        times_ms.last().is_some_and(|&last_ms| is_gap(last_ms, data_end_ms))
            || times_ms.windows(2).any(|step| is_gap(step[0], step[1]))
    }

    fn judge(&self, events: &mut [Event], context: &Context<'_>) {
        for event in events.iter_mut() {
            if let EventKind::Gap(evidence) = &mut event.kind {
                evidence.on_after_data_end = evidence.on.is_some_and(|on| timestamp(on.time_ms) > context.data_end);
            }
        }
        if let (Some(reception), Some(tracks)) = (context.reception, context.tracks) {
            verdict::judge(events, reception, tracks, context);
        }
    }

    fn conditions_off(&self, context: &Context<'_>) -> Vec<&'static str> {
        let mut off = Vec::new();
        if context.chart.is_none_or(|chart| chart.land().is_none()) {
            off.push("gap: distance from shore at both ends (no coastline)");
        }
        if context.chart.is_none_or(|chart| chart.ports().is_empty()) {
            off.push("gap: distance from port at both ends (no ports or anchorages)");
        }
        if context.reception.is_none() {
            off.push("gap: verdict, and the rule of Welch et al. 2022 beyond what refutes it (no model of reception)");
        }
        off
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::detect::Detector;
    use crate::detect::testing::{at, fix, lying, tracks};
    use crate::{Fixes, Position, ShipType, VesselFacts};

    fn evidence(event: &Event) -> &GapEvidence {
        match &event.kind {
            EventKind::Gap(evidence) => evidence,
            _ => panic!("{event} is no gap"),
        }
    }

    fn gaps_of(fixes: impl IntoIterator<Item = Fix>) -> Vec<Event> {
        Gap::default().find(&tracks(fixes.into_iter().map(|fix| ("440123456", fix))))
    }

    #[test]
    fn a_silence_of_exactly_the_minimum_is_no_gap() {
        assert_eq!(gaps_of([fix(0.0, 35.0, 129.0), fix(360.0, 35.1, 129.0)]), []);
        let gaps = gaps_of([fix(0.0, 35.0, 129.0), fix(360.0 + 1.0 / 60_000.0, 35.1, 129.0)]);
        assert_eq!(gaps.len(), 1);
        assert_eq!((gaps[0].start, gaps[0].observed_h), (at(0.0), 0.0));
    }

    #[test]
    fn the_confirmed_case_of_christmas_2018_lasts_16_7469_hours() {
        let off = Fix::new("2018-12-25T11:40:42Z".parse().unwrap(), Position::new(37.5, 131.0).unwrap());
        let on = Fix::new("2018-12-26T04:25:31Z".parse().unwrap(), Position::new(37.5, 131.9).unwrap());
        let gaps = gaps_of([off, on]);
        assert_eq!(format!("{:.4}", gaps[0].duration_h), "16.7469");
    }

    #[test]
    fn a_gap_lies_between_fixes_of_one_ship() {
        let one = lying(0.0, 300.0, 10.0, 35.0, 129.0).into_iter().map(|fix| ("440123456", fix));
        let other = lying(700.0, 1000.0, 10.0, 35.0, 129.0).into_iter().map(|fix| ("440654321", fix));
        let gaps = Gap::default().find(&tracks(one.chain(other)));
        let ends: Vec<_> = gaps.iter().map(|gap| (gap.vessel.to_string(), gap.start, gap.end)).collect();
        assert_eq!(ends, [("440123456".to_owned(), at(300.0), None)], "only the ship that falls silent has one, open");
    }

    #[test]
    fn midnight_the_antimeridian_and_a_first_lone_fix_lose_no_gap() {
        let gaps = gaps_of([fix(1200.0, 10.0, 179.9), fix(1700.0, 10.0, -179.9), fix(1701.0, 10.0, -179.899)]);
        assert_eq!((gaps.len(), gaps[0].start, gaps[0].end), (1, at(1200.0), Some(at(1700.0))));
        let distance_m = evidence(&gaps[0]).distance_m.unwrap();
        assert!((distance_m - 21_928.0).abs() < 2.0, "0.2 degrees of longitude at 10 N, found {distance_m}");
    }

    #[test]
    fn a_straight_steady_run_has_no_gap() {
        let fixes = (0..200).map(|step| fix(f64::from(step) * 5.0, 35.0 + f64::from(step) * 0.01, 130.0));
        assert_eq!(gaps_of(fixes), []);
    }

    #[test]
    fn a_gap_names_its_neighbours_and_the_fixes_before_it() {
        let mut fixes = lying(0.0, 60.0, 10.0, 35.0, 129.0);
        fixes.extend(lying(500.0, 600.0, 10.0, 35.0, 129.0));
        fixes.extend(lying(1000.0, 1010.0, 10.0, 35.0, 129.0));
        let gaps = gaps_of(fixes);
        assert_eq!(gaps.len(), 2);
        let (first, second) = (evidence(&gaps[0]), evidence(&gaps[1]));
        assert_eq!((first.previous_gap_end, first.next_gap_start), (None, Some(at(600.0))));
        assert_eq!((second.previous_gap_end, second.next_gap_start), (Some(at(500.0)), None));
        assert_eq!((first.fixes_12h_before, second.fixes_12h_before), (7, 18), "7 of 7, and all 18 of the last 12 h");
    }

    #[test]
    fn an_open_gap_keeps_its_id_when_it_closes() {
        let other = lying(0.0, 1000.0, 10.0, 36.0, 130.0).into_iter().map(|fix| ("440654321", fix));
        let mut rows: Vec<_> = other.chain([("440123456", fix(0.0, 35.0, 129.0))]).collect();
        let open = Gap::default().find(&tracks(rows.clone()));
        rows.push(("440123456", fix(900.0, 35.0, 129.5)));
        let closed = Gap::default().find(&tracks(rows));
        assert_eq!((open.len(), closed.len()), (1, 1));
        assert_eq!((open[0].end, closed[0].end), (None, Some(at(900.0))));
        assert_eq!(open[0].id, closed[0].id);
        assert!((open[0].duration_h - 1000.0 / 60.0).abs() < 1e-9, "open until the end of the data");
    }

    #[test]
    fn one_row_from_the_future_opens_no_gap_for_the_others() {
        let mut rows: Vec<_> = lying(0.0, 300.0, 10.0, 36.0, 130.0).into_iter().map(|fix| ("440654321", fix)).collect();
        rows.push(("440123456", fix(300.0, 35.0, 129.0)));
        rows.push(("440123456", fix(6_000_000.0, 35.0, 129.0)));
        let gaps = Gap::default().find(&tracks(rows));
        assert_eq!(gaps.len(), 1);
        assert!(evidence(&gaps[0]).on_after_data_end);
    }

    #[test]
    fn stations_that_are_no_ships_have_no_gaps() {
        let rows = [("992351000", fix(0.0, 50.0, -1.0)), ("992351000", fix(900.0, 50.0, -1.0))];
        assert_eq!(Gap::default().find(&tracks(rows)), []);
    }

    #[test]
    fn welch_is_refuted_or_open_but_never_confirmed_without_shore_and_reception() {
        let welch = |ship_type: Option<u16>, hours: f64| {
            let mut fixes = Fixes::builder();
            let vessel = VesselId::new("440123456");
            for fix in lying(0.0, 300.0, 10.0, 35.0, 129.0).into_iter().chain([fix(300.0 + hours * 60.0, 35.0, 129.0)])
            {
                fixes.push(vessel.clone(), fix);
            }
            let mut facts = VesselFacts::default();
            ship_type.into_iter().for_each(|code| facts.ship_type.add(ShipType(code), 1));
            fixes.facts(vessel, facts);
            evidence(&Gap::default().find(&fixes.build().into_tracks())[0]).welch2022
        };
        assert_eq!(welch(Some(30), 13.0), None, "a fishing vessel, long enough: shore and reception would tell");
        assert_eq!(welch(None, 13.0), None);
        assert_eq!(welch(Some(70), 13.0), Some(false), "a cargo ship");
        assert_eq!(welch(Some(30), 11.0), Some(false), "too short");
    }

    #[test]
    fn a_parameter_out_of_range_is_refused_in_words() {
        let error = Gap::builder().min_duration_h(0.0).build().unwrap_err();
        insta::assert_snapshot!(error, @"the parameter gap.min_duration_h must be a number of hours above 0 and at most 876000, found 0");
        assert!(Gap::builder().max_step_h(f64::NAN).build().is_err());
    }

    proptest! {
        /// The rule restated as plainly as can be: consecutive differences, and the end of the data.
        #[test]
        fn gaps_are_the_long_differences(steps_min in prop::collection::vec(1u32..900, 1..60)) {
            let mut minutes = vec![0.0];
            minutes.extend(steps_min.iter().scan(0, |total, step| { *total += step; Some(f64::from(*total)) }));
            let gaps = gaps_of(minutes.iter().map(|&minute| fix(minute, 35.0, 129.0)));
            let expected: Vec<_> = minutes.windows(2).filter(|pair| pair[1] - pair[0] > 360.0)
                .map(|pair| (at(pair[0]), Some(at(pair[1])))).collect();
            let found: Vec<_> = gaps.iter().filter(|gap| gap.end.is_some()).map(|gap| (gap.start, gap.end)).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_longer_minimum_never_adds_gaps(steps_min in prop::collection::vec(1u32..900, 1..60), more_h in 0.0..9.0f64) {
            let mut minute = 0;
            let rows: Vec<_> = steps_min.iter().map(|step| { minute += step; ("440123456", fix(f64::from(minute), 35.0, 129.0)) }).collect();
            let tracks = tracks(rows);
            let few = Gap::builder().min_duration_h(6.0 + more_h).build().unwrap().find(&tracks);
            let many = Gap::default().find(&tracks);
            prop_assert!(few.iter().all(|gap| many.iter().any(|other| other.id == gap.id)));
        }
    }
}
