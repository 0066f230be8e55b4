//! Labels on a map that do not cover each other.

use super::clip::Frame;
use super::svg::{Anchor, Px, Svg, Type, fitted, text_width};

/// No label is wider than this.
const MOST_WIDTH: f64 = 190.0;

/// Labels of a map: each is placed where there is room around its point.
pub(super) struct Labels {
    frame: Frame,
    taken: Vec<Frame>,
}

impl Labels {
    pub(super) fn within(frame: Frame) -> Labels {
        Labels { frame, taken: Vec::new() }
    }

    /// Keeps labels out of this part of the map.
    pub(super) fn keep_free(&mut self, part: Frame) {
        self.taken.push(part);
    }

    /// Keeps labels off a symbol.
    pub(super) fn keep_free_around(&mut self, [x, y]: Px, radius: f64) {
        self.taken.push(Frame { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius });
    }

    /// Writes a label beside a point; where all places around are taken, it is left out unless it is needed.
    pub(super) fn write(&mut self, point: Px, text: &str, look: Type, is_needed: bool, svg: &mut Svg) {
        let text = fitted(text, look.size, MOST_WIDTH);
        let (width, height) = (text_width(&text, look.size), look.size);
        let [x, y] = point;
        let mut places = Vec::new();
        for far in [9.0, 17.0, 28.0, 42.0] {
            for [left, top] in [
                [x + far, y - height / 2.0],
                [x - far - width, y - height / 2.0],
                [x + far * 0.7, y - far * 0.7 - height],
                [x + far * 0.7, y + far * 0.7],
                [x - far * 0.7 - width, y - far * 0.7 - height],
                [x - far * 0.7 - width, y + far * 0.7],
                [x - width / 2.0, y - far - height],
                [x - width / 2.0, y + far],
            ] {
                places.push(Frame { left, top, right: left + width, bottom: top + height });
            }
        }
        let frame = self.frame;
        let is_inside = |place: &Frame| {
            place.left >= frame.left + 2.0
                && place.right <= frame.right - 2.0
                && place.top >= frame.top + 2.0
                && place.bottom <= frame.bottom - 2.0
        };
        let is_free = |place: &Frame| self.taken.iter().all(|other| !overlap(place, other));
        let found = places.iter().copied().find(|place| is_inside(place) && is_free(place));
        let place = match found.or_else(|| places.into_iter().find(|place| is_needed && is_inside(place))) {
            Some(place) => place,
            None => return,
        };
        self.taken.push(place);
        // The width is an upper bound: a label keeps to the side of its point.
        let (at, anchor) = match (place.left >= x, place.right <= x) {
            (true, _) => (place.left, Anchor::Start),
            (_, true) => (place.right, Anchor::End),
            _ => ((place.left + place.right) / 2.0, Anchor::Middle),
        };
        svg.text([at, place.bottom - look.size * 0.18], &text, Type { anchor, rim: true, ..look });
    }
}

fn overlap(a: &Frame, b: &Frame) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}
