//! What of lines and areas lies within a rectangle.

use super::svg::Px;

/// A rectangle of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Frame {
    pub(super) fn contains(&self, [x, y]: Px) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    pub(super) fn middle(&self) -> Px {
        [(self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0]
    }

    pub(super) fn corners(&self) -> [Px; 4] {
        [[self.left, self.top], [self.right, self.top], [self.right, self.bottom], [self.left, self.bottom]]
    }

    /// The pieces of a line that lie inside.
    ///
    /// Y.-D. Liang, B. A. Barsky, "A New Concept and Method for Line Clipping", *ACM TOG* 3(1), 1984, 1-22.
    pub(super) fn clip_line(&self, line: &[Px]) -> Vec<Vec<Px>> {
        let mut pieces: Vec<Vec<Px>> = Vec::new();
        let mut is_open = false;
        for step in line.windows(2) {
            let (from, to) = (step[0], step[1]);
            let Some((enter, leave)) = self.span(from, to) else {
                is_open = false;
                continue;
            };
            let at = |t: f64| self.held([from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])]);
            match pieces.last_mut() {
                Some(piece) if is_open && enter == 0.0 => piece.push(at(leave)),
                _ => pieces.push(vec![at(enter), at(leave)]),
            }
            is_open = leave == 1.0;
        }
        pieces
    }

    /// From which share of a step to which it is inside.
    fn span(&self, from: Px, to: Px) -> Option<(f64, f64)> {
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        for (slope, room) in [
            (-dx, from[0] - self.left),
            (dx, self.right - from[0]),
            (-dy, from[1] - self.top),
            (dy, self.bottom - from[1]),
        ] {
            match slope {
                0.0 if room < 0.0 => return None,
                0.0 => {}
                slope if slope < 0.0 => enter = enter.max(room / slope),
                slope => leave = leave.min(room / slope),
            }
        }
        (enter <= leave).then_some((enter, leave))
    }

    /// The nearest place inside: takes rounding off what was cut.
    pub(super) fn held(&self, [x, y]: Px) -> Px {
        [x.clamp(self.left, self.right), y.clamp(self.top, self.bottom)]
    }

    /// The part of a ring that lies inside, as one ring, which may run along the border; empty when nothing does.
    ///
    /// I. E. Sutherland, G. W. Hodgman, "Reentrant Polygon Clipping", *CACM* 17(1), 1974, 32-42.
    pub(super) fn clip_ring(&self, ring: &[Px]) -> Vec<Px> {
        let is_beside = |outside: &dyn Fn(&Px) -> bool| ring.iter().all(outside);
        if is_beside(&|at| at[0] < self.left)
            || is_beside(&|at| at[0] > self.right)
            || is_beside(&|at| at[1] < self.top)
            || is_beside(&|at| at[1] > self.bottom)
        {
            return Vec::new();
        }
        let mut ring = ring.to_vec();
        for (axis, limit, sign) in
            [(0, self.left, 1.0), (0, self.right, -1.0), (1, self.top, 1.0), (1, self.bottom, -1.0)]
        {
            let inside = |at: Px| (at[axis] - limit) * sign >= 0.0;
            let mut cut = Vec::with_capacity(ring.len() + 4);
            let Some(&last) = ring.last() else { break };
            let mut from = last;
            for &to in &ring {
                if inside(from) != inside(to) {
                    let t = (limit - from[axis]) / (to[axis] - from[axis]);
                    let mut border = [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
                    border[axis] = limit;
                    cut.push(border);
                }
                if inside(to) {
                    cut.push(to);
                }
                from = to;
            }
            ring = cut;
        }
        ring.iter().map(|&at| self.held(at)).collect()
    }
}

/// Whether a place lies inside an odd number of these rings.
pub(super) fn is_inside<'a>([x, y]: Px, rings: impl IntoIterator<Item = &'a Vec<Px>>) -> bool {
    let mut inside = false;
    for ring in rings {
        let Some(&last) = ring.last() else { continue };
        let mut from = last;
        for &to in ring {
            if (from[1] > y) != (to[1] > y) && x < from[0] + (y - from[1]) / (to[1] - from[1]) * (to[0] - from[0]) {
                inside = !inside;
            }
            from = to;
        }
    }
    inside
}

/// The same line or ring without corners nearer than this to the one before.
pub(super) fn thinned(points: &[Px], at_least: f64) -> Vec<Px> {
    let mut kept: Vec<Px> = Vec::with_capacity(points.len());
    for (index, &point) in points.iter().enumerate() {
        let is_end = index + 1 == points.len();
        let is_far = kept.last().is_none_or(|last| (point[0] - last[0]).hypot(point[1] - last[1]) >= at_least);
        if is_far || (is_end && kept.last() != Some(&point)) {
            kept.push(point);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FRAME: Frame = Frame { left: 0.0, top: 0.0, right: 10.0, bottom: 8.0 };

    #[test]
    fn a_line_is_cut_where_it_leaves_and_comes_back() {
        let line = [[-5.0, 4.0], [5.0, 4.0], [5.0, 12.0], [20.0, 12.0], [8.0, 0.0]];
        let expected = [vec![[0.0, 4.0], [5.0, 4.0], [5.0, 8.0]], vec![[10.0, 2.0], [8.0, 0.0]]];
        assert_eq!(FRAME.clip_line(&line), expected);
        assert!(FRAME.clip_line(&[[-1.0, -1.0], [11.0, -1.0]]).is_empty());
    }

    #[test]
    fn a_ring_around_the_frame_fills_it_and_one_beside_is_gone() {
        let around = [[-50.0, -50.0], [50.0, -50.0], [50.0, 50.0], [-50.0, 50.0]];
        assert!(is_inside([5.0, 4.0], &[FRAME.clip_ring(&around)]));
        assert!(FRAME.clip_ring(&[[-3.0, 0.0], [-1.0, 0.0], [-1.0, 5.0]]).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_left_lies_inside_and_nothing_inside_is_lost(
            ring in prop::collection::vec([-20.0..30.0_f64, -20.0..30.0_f64], 3..12),
            at in [0.01..9.99_f64, 0.01..7.99_f64],
        ) {
            let clipped = FRAME.clip_ring(&ring);
            prop_assert!(clipped.iter().all(|&at| FRAME.contains(at)));
            prop_assert_eq!(is_inside(at, [&clipped]), is_inside(at, [&ring]));
            for piece in FRAME.clip_line(&ring) {
                prop_assert!(piece.len() > 1 && piece.iter().all(|&at| FRAME.contains(at)));
            }
        }
    }
}
