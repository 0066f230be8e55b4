//! One panel of a time plot: a value over time.

use super::axis::{Axis, TimeMark};
use super::clip::Frame;
use super::svg::{Anchor, Paint, Px, Svg, Type};
use super::{FAINT_INK, FRAME, GRATICULE, INK};

/// The colour of hatches.
pub(super) const SILENT: &str = "#b9c0c6";

/// A line and dots over time in one unit.
pub(super) struct Panel {
    pub(super) title: String,
    pub(super) axis: Axis,
    pub(super) mark: fn(f64) -> String,
    pub(super) paint: Paint,
    /// One line a stretch without silence: times in milliseconds since 1970, and values.
    pub(super) lines: Vec<Vec<(i64, f64)>>,
    pub(super) dots: Vec<(i64, f64)>,
    pub(super) dot_colour: &'static str,
}

/// Time along the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) start_ms: i64,
    pub(super) end_ms: i64,
    pub(super) left: f64,
    pub(super) right: f64,
}

impl Clock {
    /// Where a time is in the picture; times beyond its ends are there.
    pub(super) fn x(&self, time_ms: i64) -> f64 {
        let time_ms = time_ms.clamp(self.start_ms, self.end_ms);
        let share = (time_ms - self.start_ms) as f64 / (self.end_ms - self.start_ms) as f64;
        self.left + share * (self.right - self.left)
    }

    /// The times in milliseconds that a pixel spans.
    pub(super) fn ms_per_px(&self) -> f64 {
        (self.end_ms - self.start_ms) as f64 / (self.right - self.left)
    }
}

impl Panel {
    /// The lines of the scale, and the panel's title and marks.
    pub(super) fn draw_scale(&self, frame: Frame, clock: &Clock, marks: &[TimeMark], svg: &mut Svg) {
        let mut rules: Vec<Vec<Px>> = Vec::new();
        for value in self.axis.marks() {
            let y = self.y(frame, value);
            rules.push(vec![[frame.left, y], [frame.right, y]]);
            let look = Type { fill: FAINT_INK, ..Type::of_size(9.5) }.at(Anchor::End);
            svg.text([frame.left - 5.0, y + 3.3], &(self.mark)(value), look);
        }
        for mark in marks {
            let x = clock.x(mark.time_ms);
            rules.push(vec![[x, frame.top], [x, frame.bottom]]);
        }
        svg.lines(&rules, Paint::line(GRATICULE, 0.5));
        svg.text([frame.left, frame.top - 5.0], &self.title, Type { fill: INK, ..Type::of_size(10.5) });
    }

    /// What was measured, and the border.
    pub(super) fn draw_values(&self, frame: Frame, clock: &Clock, svg: &mut Svg) {
        let dots = thinned(&self.dots, clock);
        let dots: Vec<Px> = dots.into_iter().map(|(time_ms, value)| [clock.x(time_ms), self.y(frame, value)]).collect();
        svg.dots(&dots, self.dot_colour, 2.0);
        let (mut drawn, mut alone) = (Vec::new(), Vec::new());
        for line in &self.lines {
            let line = thinned(line, clock);
            let line: Vec<Px> =
                line.into_iter().map(|(time_ms, value)| [clock.x(time_ms), self.y(frame, value)]).collect();
            match line.len() {
                1 => alone.extend(line),
                _ => drawn.push(line),
            }
        }
        svg.lines(&drawn, self.paint);
        svg.dots(&alone, self.paint.stroke, self.paint.width + 1.0);
        svg.rect([frame.left, frame.top], [frame.right, frame.bottom], Paint::line(FRAME, 0.8));
    }

    fn y(&self, frame: Frame, value: f64) -> f64 {
        frame.bottom - self.axis.share(value) * (frame.bottom - frame.top)
    }
}

/// Of the values in each half pixel the first, the least, the largest and the last: they look like all of them.
fn thinned(values: &[(i64, f64)], clock: &Clock) -> Vec<(i64, f64)> {
    let column = |time_ms: i64| ((time_ms - clock.start_ms) as f64 / clock.ms_per_px() * 2.0) as i64;
    let mut kept = Vec::new();
    for run in values.chunk_by(|a, b| column(a.0) == column(b.0)) {
        let by_value = |a: &&(i64, f64), b: &&(i64, f64)| a.1.total_cmp(&b.1);
        let ends = [run.first(), run.iter().min_by(by_value), run.iter().max_by(by_value), run.last()];
        let mut ends: Vec<(i64, f64)> = ends.into_iter().flatten().copied().collect();
        ends.sort_by_key(|value| value.0);
        ends.dedup();
        kept.extend(ends);
    }
    kept
}

/// The labels of the time under the lowest panel.
pub(super) fn draw_times(frame: Frame, clock: &Clock, marks: &[TimeMark], svg: &mut Svg) {
    let look = Type { fill: FAINT_INK, ..Type::of_size(9.5) }.at(Anchor::Middle);
    let mut free_from = 0.0;
    for mark in marks {
        let x = clock.x(mark.time_ms);
        svg.line(&[[x, frame.bottom], [x, frame.bottom + 4.0]], Paint::line(FRAME, 0.8));
        if let Some(text) = &mark.clock {
            svg.text([x.min(frame.right - 6.0), frame.bottom + 14.0], text, look);
        }
        if let Some(text) = &mark.date {
            let y = frame.bottom + if mark.clock.is_some() { 26.0 } else { 14.0 };
            let x = x.clamp(frame.left, frame.right - 22.0);
            if x >= free_from {
                svg.text([x, y], text, look);
                free_from = x + 60.0;
            }
        }
    }
    svg.text(
        [(frame.left + frame.right) / 2.0, frame.bottom + 40.0],
        "time (UTC)",
        Type::of_size(10.5).at(Anchor::Middle),
    );
}

/// Slanting lines over a part of a panel.
pub(super) fn hatch(frame: Frame, left: f64, right: f64, svg: &mut Svg) {
    let part = Frame { left, right, ..frame };
    let height = frame.bottom - frame.top;
    let mut strokes = Vec::new();
    // From one origin for all parts, so that neighbours join.
    let first = ((left - frame.left) / 6.0).floor() as i64;
    let last = ((right - frame.left + height) / 6.0).ceil() as i64;
    for stroke in first..=last {
        let x = frame.left + stroke as f64 * 6.0;
        strokes.extend(part.clip_line(&[[x, frame.top], [x - height, frame.bottom]]));
    }
    svg.lines(&strokes, Paint::line(SILENT, 0.6));
}
