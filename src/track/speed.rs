//! The speed of a fix over a baseline long enough that the scatter of positions does not count as way.

use std::collections::VecDeque;

use crate::Fix;
use crate::geodesy::step_m;
use crate::units::knots;

/// Gives each fix of one hull its speed, as the fixes come in.
///
/// The *speed* of a fix is the net distance over the shortest window of consecutive fixes from it that spans at least
/// the baseline, over the window's time. A window lies within one *stretch*: consecutive fixes with no silence longer
/// than `max_step_ms` between them. The last fixes of a stretch, whose window forward cannot reach the baseline, share
/// the shortest window that does and ends with the stretch; in a stretch shorter than the baseline that is the whole
/// stretch. A stretch of a single fix has no speed.
///
/// Every fix pushed comes out once, in order; each as soon as its speed is known. The state holds the fixes of one
/// baseline. Distances are those of [`step_m`].
#[derive(Clone, Debug)]
pub(crate) struct SpeedWindow {
    min_baseline_ms: i64,
    max_step_ms: i64,
    /// The fixes of the stretch whose speed is not known yet; empty only before the first fix.
    pending: VecDeque<Fix>,
    /// The last fix of the stretch whose speed is known. The window back from any later end of the stretch that lies
    /// within a baseline of every pending fix starts here.
    known: Option<Fix>,
}

impl SpeedWindow {
    pub(crate) fn new(min_baseline_ms: i64, max_step_ms: i64) -> SpeedWindow {
        SpeedWindow { min_baseline_ms, max_step_ms, pending: VecDeque::new(), known: None }
    }

    /// Takes the hull's next fix, later than all before it, and gives out those whose speed in knots it settles.
    pub(crate) fn push(&mut self, fix: &Fix, out: &mut impl FnMut(Fix, Option<f64>)) {
        if self.pending.back().is_some_and(|last| fix.time_ms - last.time_ms > self.max_step_ms) {
            self.finish(out);
        }
        while let Some(front) = self.pending.front()
            && fix.time_ms - front.time_ms >= self.min_baseline_ms
        {
            let front = *front;
            out(front, speed_kn(&front, fix));
            self.known = Some(front);
            self.pending.pop_front();
        }
        self.pending.push_back(*fix);
    }

    /// Ends the stretch: gives out what is left. The next fix starts anew.
    pub(crate) fn finish(&mut self, out: &mut impl FnMut(Fix, Option<f64>)) {
        if let (Some(first), Some(last)) = (self.known.as_ref().or(self.pending.front()), self.pending.back()) {
            let speed_kn = speed_kn(first, last);
            self.pending.iter().for_each(|fix| out(*fix, speed_kn));
        }
        self.pending.clear();
        self.known = None;
    }
}

/// Net speed from one fix to a later one; none for one and the same.
fn speed_kn(from: &Fix, to: &Fix) -> Option<f64> {
    knots(step_m(from.position, to.position), to.time_ms - from.time_ms)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Position;

    fn fix(time_ms: i64, lat: f64, lon: f64) -> Fix {
        Fix::at_ms(time_ms, Position::new(lat, lon).unwrap())
    }

    fn run(window: &mut SpeedWindow, fixes: &[Fix]) -> Vec<(Fix, Option<f64>)> {
        let mut found = Vec::new();
        fixes.iter().for_each(|fix| window.push(fix, &mut |fix, speed| found.push((fix, speed))));
        window.finish(&mut |fix, speed| found.push((fix, speed)));
        found
    }

    /// The definition, word by word, over a whole stretch.
    fn by_definition(stretch: &[Fix], min_baseline_ms: i64) -> Vec<Option<f64>> {
        let last = stretch.len() - 1;
        let spans = |from: usize, to: usize| stretch[to].time_ms - stretch[from].time_ms >= min_baseline_ms;
        (0..=last)
            .map(|from| match (from + 1..=last).find(|&to| spans(from, to)) {
                Some(to) => speed_kn(&stretch[from], &stretch[to]),
                None => {
                    let start = (0..from).rev().find(|&start| spans(start, last)).unwrap_or(0);
                    speed_kn(&stretch[start], &stretch[last])
                }
            })
            .collect()
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(
            steps in prop::collection::vec((1_i64..900_000, -0.01..0.01_f64), 1..60),
            min_baseline_ms in prop_oneof![Just(0_i64), Just(1), 1_000_i64..600_000],
            max_step_ms in prop_oneof![Just(i64::MAX), Just(1_i64), 100_000_i64..900_000],
        ) {
            let (mut time_ms, mut lat) = (0, 0.0);
            let fixes: Vec<Fix> = steps.iter().map(|&(step_ms, north)| {
                time_ms += step_ms;
                lat += north;
                fix(time_ms, lat, 0.0)
            }).collect();
            let found = run(&mut SpeedWindow::new(min_baseline_ms, max_step_ms), &fixes);
            prop_assert_eq!(found.iter().map(|(fix, _)| *fix).collect::<Vec<_>>(), fixes.clone());
            let expected: Vec<Option<f64>> = fixes
                .chunk_by(|a, b| b.time_ms - a.time_ms <= max_step_ms)
                .flat_map(|stretch| by_definition(stretch, min_baseline_ms))
                .collect();
            prop_assert_eq!(found.iter().map(|(_, speed)| *speed).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn one_knot_is_one_minute_of_latitude_an_hour_whatever_the_sampling() {
        let fixes: Vec<Fix> =
            (0..720).map(|i| fix(i * 10_000, f64::from(i as i32) * 10.0 / 3600.0 / 60.0 * 7.0, 179.9)).collect();
        for (_, speed) in run(&mut SpeedWindow::new(300_000, 3_600_000), &fixes) {
            // A minute of latitude is 1843 m at the equator.
            assert!((speed.unwrap() - 7.0 * 1842.9 / 1852.0).abs() < 0.01, "{speed:?}");
        }
    }

    #[test]
    fn scatter_of_a_ship_lying_still_is_no_way() {
        let fixes: Vec<Fix> = (0..400).map(|i| fix(i * 10_000, 57.0 + 1e-4 * f64::from(i as i32 % 2), 10.0)).collect();
        let step = run(&mut SpeedWindow::new(0, 3_600_000), &fixes);
        assert!(step.iter().all(|(_, speed)| speed.unwrap() > 2.0));
        let baseline = run(&mut SpeedWindow::new(300_000, 3_600_000), &fixes);
        assert!(baseline.iter().all(|(_, speed)| speed.unwrap() < 0.1));
    }

    #[test]
    fn a_lone_fix_has_no_speed_and_a_silence_is_not_bridged() {
        let mut window = SpeedWindow::new(300_000, 3_600_000);
        let fixes = [fix(0, 0.0, 0.0), fix(3_600_001, 1.0, 0.0), fix(7_200_001, 1.1, 0.0)];
        let speeds: Vec<_> = run(&mut window, &fixes).into_iter().map(|(_, speed)| speed).collect();
        assert_eq!(speeds[0], None);
        assert!(speeds[1].unwrap() < 6.1 && speeds[1] == speeds[2], "{speeds:?}");
        assert_eq!(run(&mut window, &[]), []);
    }
}
