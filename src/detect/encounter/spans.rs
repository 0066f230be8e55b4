//! When two hulls were within the distance, and which of those spans belong to one meeting.

use super::median::Stretch;
use super::way::{Piece, Way, each_piece};
use super::{HALF_HOUR_MS, half_hour};

/// A span of time in milliseconds since 1970, longer than an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from_ms: i64,
    pub(super) to_ms: i64,
}

impl Span {
    pub(super) fn length_ms(self) -> i64 {
        self.to_ms - self.from_ms
    }
}

/// Spans in order of time, and how far apart the hulls were in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Spans {
    spans: Vec<Span>,
    /// Where the stretches of each span end; those of the next begin there.
    stretches_until: Vec<usize>,
    stretches: Vec<Stretch>,
}

/// Spans that belong to one meeting: each less than the longest break after the one before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meeting<'a> {
    pub(super) spans: &'a [Span],
    pub(super) stretches: &'a [Stretch],
}

/// Two hulls that may have met.
#[derive(Debug)]
pub(super) struct Pair<'a> {
    pub(super) a: Way<'a>,
    pub(super) b: Way<'a>,
    /// The half hours, ascending, that one or the other spent in the crowd of a gathering: they do not count.
    pub(super) crowded: Vec<i32>,
    /// The straight line of the greatest distance, in metres.
    pub(super) chord_m: f64,
    /// Spans less than this apart belong to one meeting.
    pub(super) max_break_ms: i64,
}

impl Pair<'_> {
    /// Calls with every meeting, in order, that has a span in one of these half hours, ascending. A meeting is told whole,
    /// however long before and after it reaches.
    pub(super) fn each_meeting(&self, half_hours: &[i32], mut visit: impl FnMut(Meeting<'_>)) {
        let mut known_until_ms = i64::MIN;
        for run in half_hours.chunk_by(|one, next| one + 1 == *next) {
            let start_ms = i64::from(run[0]) * HALF_HOUR_MS;
            let end_ms = start_ms + run.len() as i64 * HALF_HOUR_MS;
            if end_ms <= known_until_ms {
                continue;
            }
            let from_ms = start_ms.max(known_until_ms);
            let spans = self.spans(from_ms, end_ms);
            if !spans.spans.is_empty() {
                let (spans, until_ms) = self.with_all_before_and_after(spans, (from_ms, end_ms), known_until_ms);
                spans.each_meeting(self.max_break_ms, &mut visit);
                known_until_ms = until_ms;
            }
        }
    }

    /// The spans of a time, with those before and after that belong to the first and the last of them; and until when all are
    /// known. Of the time before `floor_ms` it is known that nothing belongs to them.
    fn with_all_before_and_after(&self, spans: Spans, (from_ms, to_ms): (i64, i64), floor_ms: i64) -> (Spans, i64) {
        let (a_ms, b_ms) = (self.a.times_ms(), self.b.times_ms());
        let first_ms = a_ms[0].max(b_ms[0]).max(floor_ms);
        let last_ms = a_ms[a_ms.len() - 1].min(b_ms[b_ms.len() - 1]);
        // What reaches the border of the time is not known to its end, even where every break is too long.
        let near_ms = self.max_break_ms.max(1);
        let more_ms = self.max_break_ms.max(HALF_HOUR_MS);
        let (mut all, mut from_ms, mut to_ms) = (spans, from_ms, to_ms);
        while from_ms > first_ms && all.spans[0].from_ms - from_ms < near_ms {
            let earlier_ms = (from_ms - more_ms).max(first_ms);
            let mut earlier = self.spans(earlier_ms, from_ms);
            earlier.append(all);
            (all, from_ms) = (earlier, earlier_ms);
        }
        while to_ms < last_ms && to_ms - all.spans[all.spans.len() - 1].to_ms < near_ms {
            let later_ms = to_ms + more_ms;
            all.append(self.spans(to_ms, later_ms));
            to_ms = later_ms;
        }
        (all, to_ms)
    }

    /// The spans within the distance between two instants, crowded half hours left out.
    fn spans(&self, from_ms: i64, to_ms: i64) -> Spans {
        let mut spans = Spans::default();
        let mut free_from_ms = from_ms;
        let first = self.crowded.partition_point(|&crowded| crowded < half_hour(from_ms));
        for &crowded in &self.crowded[first..] {
            let start_ms = i64::from(crowded) * HALF_HOUR_MS;
            if start_ms >= to_ms {
                break;
            }
            self.add_spans(free_from_ms, start_ms, &mut spans);
            free_from_ms = start_ms + HALF_HOUR_MS;
        }
        self.add_spans(free_from_ms, to_ms, &mut spans);
        spans
    }

    fn add_spans(&self, from_ms: i64, to_ms: i64, spans: &mut Spans) {
        if from_ms >= to_ms {
            return;
        }
        let mut open: Option<(f64, f64)> = None;
        each_piece(&self.a, &self.b, from_ms, to_ms, |piece| {
            let Some((enters_ms, leaves_ms)) = piece.within(self.chord_m) else { return };
            match &mut open {
                Some(open) if open.1 == enters_ms => open.1 = leaves_ms,
                _ => {
                    if let Some(ended) = open.replace((enters_ms, leaves_ms)) {
                        spans.close(ended);
                    }
                }
            }
            spans.stretches.push(stretch(piece, enters_ms, leaves_ms));
        });
        if let Some(ended) = open {
            spans.close(ended);
        }
    }
}

/// The part of a piece between two instants of it.
fn stretch(piece: &Piece, from_ms: f64, to_ms: f64) -> Stretch {
    if from_ms == piece.from_ms && to_ms == piece.to_ms {
        return Stretch { square: piece.square(), span_ms: to_ms - from_ms, middle_m: piece.middle_m() };
    }
    let part = piece.between(from_ms, to_ms);
    Stretch { square: part.square(), span_ms: to_ms - from_ms, middle_m: part.middle_m() }
}

impl Spans {
    /// Ends a span with the stretches that were pushed since the last.
    fn close(&mut self, (from_ms, to_ms): (f64, f64)) {
        // Times are whole milliseconds.
        self.push(Span { from_ms: from_ms.round() as i64, to_ms: to_ms.round() as i64 }, self.stretches.len());
    }

    /// Adds a span whose stretches are there; what touches the span before is one with it, and an instant is none.
    fn push(&mut self, span: Span, stretches_until: usize) {
        match (self.spans.last_mut(), self.stretches_until.last_mut()) {
            (Some(last), Some(until)) if span.from_ms <= last.to_ms => {
                last.to_ms = span.to_ms.max(last.to_ms);
                *until = stretches_until;
            }
            _ if span.from_ms < span.to_ms => {
                self.spans.push(span);
                self.stretches_until.push(stretches_until);
            }
            _ => {}
        }
    }

    /// Adds later ones.
    fn append(&mut self, later: Spans) {
        let before = self.stretches.len();
        self.stretches.extend(later.stretches);
        for (span, until) in later.spans.into_iter().zip(later.stretches_until) {
            self.push(span, before + until);
        }
    }

    fn each_meeting(&self, max_break_ms: i64, visit: &mut impl FnMut(Meeting<'_>)) {
        let mut first = 0;
        for spans in self.spans.chunk_by(|one, next| next.from_ms - one.to_ms < max_break_ms) {
            let begin = if first == 0 { 0 } else { self.stretches_until[first - 1] };
            first += spans.len();
            visit(Meeting { spans, stretches: &self.stretches[begin..self.stretches_until[first - 1]] });
        }
    }
}
