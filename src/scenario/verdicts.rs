//! Whether the verdicts on silences are right.

use std::collections::BTreeMap;

use crate::scenario::score::matches;
use crate::scenario::scored_event::ScoredEvent;
use crate::scenario::truth::{Behaviour, Cause, Support, TrueEvent, Truth};

/// How many silences of one kind were found, and how many of them were called deliberate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accused {
    /// True silences.
    pub truths: usize,
    /// Those that an event matches.
    pub found: usize,
    /// Those whose event says `likely_deliberate`.
    pub accused: usize,
}

impl Accused {
    /// `accused / found`; none where nothing was found.
    pub fn rate(&self) -> Option<f64> {
        (self.found > 0).then(|| self.accused as f64 / self.found as f64)
    }

    fn add(&mut self, other: Accused) {
        self.truths += other.truths;
        self.found += other.found;
        self.accused += other.accused;
    }
}

/// Found silences whose event states how likely they are by chance, within one range of what it states.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CalibrationBin {
    /// From this stated value.
    pub from: f64,
    /// To below this one; the last bin has no end.
    pub below: f64,
    /// Silences.
    pub found: usize,
    /// Those that came by chance.
    pub chance: usize,
    /// Those of ships that faded.
    pub faded: usize,
    /// The sum of the stated values.
    pub stated_sum: f64,
}

impl CalibrationBin {
    /// `chance / found`; none where nothing was found.
    pub fn observed(&self) -> Option<f64> {
        (self.found > 0).then(|| self.chance as f64 / self.found as f64)
    }
}

/// The bins of the calibration begin at these stated values.
const BINS_FROM: [f64; 6] = [0.0, 0.01, 0.05, 0.2, 0.5, 1.0];

/// How the verdicts on silences compare with their true causes. A truth without causes gives zeros.
///
/// ```
/// use darkwake::scenario::{Airwaves, VerdictScores};
/// let sea = Airwaves::new(3).ships(40).duration_h(60.0).simulate()?;
/// let scores = VerdictScores::of(&[], sea.truth(), |_| None);
/// assert_eq!((scores.good_deliberate.found, scores.chance.accused), (0, 0));
/// # Ok::<(), darkwake::ParamError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct VerdictScores {
    /// Switched off in [good](Support::Good) reception: to be accused.
    pub good_deliberate: Accused,
    /// Switched off in [fair](Support::Fair) reception: who knew every receiver could be sure.
    pub fair_deliberate: Accused,
    /// Switched off in [weak](Support::Weak) reception: nobody can be sure.
    pub weak_deliberate: Accused,
    /// Switched off [without](Support::Without) others near: nobody can know.
    pub lone_deliberate: Accused,
    /// Sent, and by chance were not heard: each accused is wrong.
    pub chance: Accused,
    /// Sent, and were heard badly for hours, as with a failing antenna, while others were heard: each accused is wrong, and
    /// nothing that others tell of reception can save it.
    pub faded: Accused,
    /// The receivers had failed: each accused is wrong.
    pub outage: Accused,
    /// Outside of what is heard: each accused is wrong.
    pub left_coverage: Accused,
    /// All [without](Support::Without) others near, whatever their cause: each accused is a guess.
    pub lone: Accused,
    /// Events called deliberate that match no true silence.
    pub accused_without_truth: usize,
    /// By what the events state.
    pub calibration: Vec<CalibrationBin>,
}

impl VerdictScores {
    /// Compares the gaps among these events with the truth. `stated` gives what the event with this index in `events`
    /// says of how many such silences are expected by chance, if it says so.
    pub fn of(events: &[ScoredEvent], truth: &Truth, stated: impl Fn(usize) -> Option<f64>) -> VerdictScores {
        let mut scores = VerdictScores { calibration: bins(), ..VerdictScores::default() };
        for is_open in [false, true] {
            let is_it = |end: bool| end == is_open;
            let truths: Vec<&TrueEvent> =
                truth.events.iter().filter(|gap| gap.behaviour == Behaviour::Gap && is_it(gap.end.is_none())).collect();
            let indices: Vec<usize> = (0..events.len())
                .filter(|&index| events[index].type_name == Behaviour::Gap.name() && is_it(events[index].end.is_none()))
                .collect();
            let gaps: Vec<&ScoredEvent> = indices.iter().map(|&index| &events[index]).collect();
            let event_of: BTreeMap<usize, usize> =
                matches(&truths, &gaps, truth.data_end).into_iter().map(|(of, by)| (of, indices[by])).collect();
            for (index, gap) in truths.iter().enumerate() {
                scores.count(gap, event_of.get(&index).map(|&event| (&events[event], stated(event))));
            }
            let matched: Vec<usize> = event_of.into_values().collect();
            scores.accused_without_truth += indices
                .iter()
                .filter(|index| events[**index].is_called_deliberate() && !matched.contains(index))
                .count();
        }
        scores
    }

    fn count(&mut self, gap: &TrueEvent, event: Option<(&ScoredEvent, Option<f64>)>) {
        let one = Accused {
            truths: 1,
            found: usize::from(event.is_some()),
            accused: usize::from(event.is_some_and(|(event, _)| event.is_called_deliberate())),
        };
        match gap.cause {
            Some(Cause::Deliberate) => match gap.support {
                Some(Support::Good) => self.good_deliberate.add(one),
                Some(Support::Fair) => self.fair_deliberate.add(one),
                Some(Support::Weak) => self.weak_deliberate.add(one),
                Some(Support::Without) | None => self.lone_deliberate.add(one),
            },
            Some(Cause::Chance | Cause::Sparse) => self.chance.add(one),
            Some(Cause::Faded) => self.faded.add(one),
            Some(Cause::Outage) => self.outage.add(one),
            Some(Cause::LeftCoverage) => self.left_coverage.add(one),
            None => {}
        }
        if gap.support == Some(Support::Without) {
            self.lone.add(one);
        }
        let stated = event.and_then(|(_, stated)| stated);
        if let Some(bin) = stated.and_then(|stated| self.calibration.iter_mut().rev().find(|bin| bin.from <= stated)) {
            bin.found += 1;
            bin.chance += usize::from(matches!(gap.cause, Some(Cause::Chance | Cause::Sparse)));
            bin.faded += usize::from(gap.cause == Some(Cause::Faded));
            bin.stated_sum += stated.unwrap_or(0.0);
        }
    }

    /// Adds those of another sea.
    pub fn add(&mut self, other: &VerdictScores) {
        self.good_deliberate.add(other.good_deliberate);
        self.fair_deliberate.add(other.fair_deliberate);
        self.weak_deliberate.add(other.weak_deliberate);
        self.lone_deliberate.add(other.lone_deliberate);
        self.chance.add(other.chance);
        self.faded.add(other.faded);
        self.outage.add(other.outage);
        self.left_coverage.add(other.left_coverage);
        self.lone.add(other.lone);
        self.accused_without_truth += other.accused_without_truth;
        if self.calibration.is_empty() {
            self.calibration = bins();
        }
        for (bin, more) in self.calibration.iter_mut().zip(&other.calibration) {
            bin.found += more.found;
            bin.chance += more.chance;
            bin.faded += more.faded;
            bin.stated_sum += more.stated_sum;
        }
    }
}

fn bins() -> Vec<CalibrationBin> {
    let belows = BINS_FROM.into_iter().skip(1).chain([f64::INFINITY]);
    let bin = |(from, below)| CalibrationBin { from, below, ..CalibrationBin::default() };
    BINS_FROM.into_iter().zip(belows).map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Airwaves;

    /// An event for each true gap, all with the same verdict.
    fn found(truth: &Truth, verdict: &str) -> Vec<ScoredEvent> {
        let event = |gap: &TrueEvent| {
            serde_json::from_value(serde_json::json!({"type": "gap", "vessel": gap.vessel, "start": gap.start,
                "end": gap.end, "lat": gap.lat, "lon": gap.lon, "verdict": verdict}))
            .unwrap()
        };
        truth.events.iter().map(event).collect()
    }

    #[test]
    fn who_accuses_everybody_is_wrong_for_every_innocent_cause_and_who_accuses_nobody_for_none() {
        let sea = Airwaves::new(1).simulate().unwrap();
        let all = VerdictScores::of(&found(sea.truth(), "likely_deliberate"), sea.truth(), |_| None);
        let deliberate = [all.good_deliberate, all.fair_deliberate, all.weak_deliberate, all.lone_deliberate];
        let innocent = [all.chance, all.faded, all.outage, all.left_coverage];
        let kinds = [deliberate.as_slice(), innocent.as_slice()].concat();
        assert_eq!(kinds.iter().map(|kind| kind.truths).sum::<usize>(), sea.truth().events.len());
        assert!(kinds.iter().all(|kind| kind.accused == kind.found && kind.found == kind.truths), "{all:?}");
        let none = VerdictScores::of(&found(sea.truth(), "undetermined"), sea.truth(), |_| None);
        assert_eq!((none.chance.found, none.chance.accused), (all.chance.found, 0));
        assert_eq!(none.fair_deliberate.rate(), Some(0.0));
    }

    #[test]
    fn who_states_the_truth_is_calibrated() {
        let sea = Airwaves::new(1).simulate().unwrap();
        let truth = sea.truth();
        let stated = |index: usize| Some(f64::from(u8::from(truth.events[index].cause == Some(Cause::Chance))));
        let scores = VerdictScores::of(&found(truth, "undetermined"), truth, stated);
        assert_eq!(scores.calibration[0].observed(), Some(0.0));
        assert_eq!(scores.calibration[5].observed(), Some(1.0));
        assert_eq!(scores.calibration.iter().map(|bin| bin.found).sum::<usize>(), truth.events.len());
    }

    #[test]
    fn an_accusation_without_a_silence_is_counted() {
        let sea = Airwaves::new(1).simulate().unwrap();
        let mut events = found(sea.truth(), "likely_deliberate");
        events.truncate(1);
        events[0].vessel = crate::VesselId::new("999");
        assert_eq!(VerdictScores::of(&events, sea.truth(), |_| None).accused_without_truth, 1);
    }
}
