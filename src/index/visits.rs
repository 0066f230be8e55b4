//! Who crossed a region.

use serde::{Deserialize, Serialize};
use std::ops::RangeBounds;

use jiff::Timestamp;

use super::extent::Extent;
use super::region::{Region, Shape};
use super::step::{Span, Step, instant};
use super::{POINT_ERROR, TrackIndex};
use crate::units::hours_from_ms;

/// A hull that was in a region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RegionVisit {
    /// The index of the hull in the track set.
    pub hull: usize,
    /// When it was inside for the first time in the span that was asked for.
    pub entered: Timestamp,
    /// When it was inside for the last time in that span.
    pub left: Timestamp,
    /// The time it was inside, in hours, silences not counted; less than from `entered` to `left` when it went out in
    /// between.
    pub inside_h: f64,
}

/// A time inside, in milliseconds since 1970.
struct Inside {
    hull: u32,
    from_ms: f64,
    to_ms: f64,
}

impl TrackIndex<'_> {
    /// Every hull that was in a region during a span of time, in the order of hulls: a [`GeoBox`](crate::GeoBox), a
    /// polygon or several.
    ///
    /// A hull that crosses the region between two fixes counts, if the step is no longer than `max_step`.
    ///
    /// # Accuracy
    /// The borders of a box are crossed where the great circle crosses them, to a millisecond. Against the sides of a polygon
    /// the way is taken as pieces that are straight in longitude and latitude to 0.3 m.
    ///
    /// # Complexity
    /// O(log n + steps in the region's bounding box x corners of the region).
    pub fn crossing(&self, region: impl Into<Region>, during: impl RangeBounds<Timestamp>) -> Vec<RegionVisit> {
        let region = region.into();
        let Some(span) = Span::new(during) else { return Vec::new() };
        let mut found = Vec::new();
        for shape in region.shapes() {
            self.collect(shape, span, &mut found);
        }
        // Times of one hull in order, whatever shape they are from.
        found.sort_by(|a, b| {
            a.hull.cmp(&b.hull).then(a.from_ms.total_cmp(&b.from_ms)).then(a.to_ms.total_cmp(&b.to_ms))
        });
        found.chunk_by(|a, b| a.hull == b.hull).map(visit).collect()
    }

    fn collect(&self, shape: &Shape, span: Span, found: &mut Vec<Inside>) {
        let (low, high) = shape.bounds().corners();
        let with_time = |[x, y, z]: [f64; 3], time_ms| [x, y, z, self.seconds(time_ms)];
        let extent = Extent::new(with_time(low, span.from_ms), with_time(high, span.to_ms));
        self.visit(&extent, |run| {
            for rows in self.steps_during(run, span) {
                let (from, to) = (self.point(rows.0), self.point(rows.1));
                let margin = from.chord2(to) / 4.0 + 4.0 * POINT_ERROR;
                if extent.meets_segment(self.points[rows.0], self.points[rows.1], margin as f32) {
                    let step = Step::new(self.tracks.columns(), rows.0, rows.1);
                    let (low, high) = step.fractions(span);
                    found.extend(shape.inside(&step, low, high).into_iter().map(|(from, to)| Inside {
                        hull: run.hull,
                        from_ms: step.time_ms(from),
                        to_ms: step.time_ms(to),
                    }));
                }
            }
        });
    }
}

/// One hull's visit, from its times inside in order of their starts.
fn visit(inside: &[Inside]) -> RegionVisit {
    let mut inside_ms = 0.0;
    let mut left_ms = f64::NEG_INFINITY;
    for span in inside {
        // Shapes that overlap count once.
        inside_ms += (span.to_ms - span.from_ms.max(left_ms)).max(0.0);
        left_ms = left_ms.max(span.to_ms);
    }
    RegionVisit {
        hull: inside[0].hull as usize,
        entered: instant(inside[0].from_ms),
        left: instant(left_ms),
        inside_h: hours_from_ms(inside_ms.round() as i64),
    }
}
