//! What stands on and under a map beside the sea: scale, north, title and legend.

use super::clip::Frame;
use super::svg::{Anchor, Paint, Px, Svg, Type, fitted, text_width, wrapped};
use super::view::View;
use super::{FAINT_INK, INK, MARGIN, WIDTH};
use crate::METRES_PER_NM;

/// How much wider bold letters are.
const BOLD: f64 = 1.12;
/// How long a scale bar may be, in pixels.
const LONGEST_BAR: f64 = 150.0;

/// The bars of the scale, and the part of the map that they take.
pub(super) fn scale(view: &View, svg: &mut Svg) -> Frame {
    let frame = view.frame;
    let (left, base) = (frame.left + 14.0, frame.bottom - 14.0);
    let part = Frame { left: frame.left, top: base - 36.0, right: left + LONGEST_BAR + 50.0, bottom: frame.bottom };
    svg.begin("scale");
    for (y, unit_m, unit) in [(base - 18.0, 1000.0, "km"), (base, METRES_PER_NM, "nm")] {
        let length = nice_below(LONGEST_BAR * view.m_per_px / unit_m);
        let right = left + length * unit_m / view.m_per_px;
        let bar = [[left, y - 4.0], [left, y], [right, y], [right, y - 4.0]];
        svg.line(&bar, Paint::line("#ffffff", 4.0));
        svg.line(&bar, Paint::line(INK, 1.2));
        let look = Type { rim: true, ..Type::of_size(9.5) };
        svg.text([right + 5.0, y], &format!("{} {unit}", plain(length)), look);
    }
    svg.end();
    part
}

/// The largest of 1, 2, 5 times a power of ten that is no larger.
fn nice_below(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|factor| factor * power).find(|&nice| nice <= value * (1.0 + 1e-9)).unwrap_or(power)
}

/// A nice number without needless digits.
pub(super) fn plain(value: f64) -> String {
    let decimals = (0..6).find(|&decimals| {
        let scaled = value * 10f64.powi(decimals);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
    });
    format!("{value:.*}", decimals.unwrap_or(6) as usize)
}

/// An arrow to the north at the middle of the map, and the part of the map that it takes.
pub(super) fn north(view: &View, svg: &mut Svg) -> Frame {
    let frame = view.frame;
    let (x, top) = (frame.right - 20.0, frame.top + 26.0);
    svg.begin("north");
    let arrow = vec![[x, top - 2.0], [x + 5.0, top + 18.0], [x, top + 13.0], [x - 5.0, top + 18.0]];
    svg.rings(&[arrow], Paint { stroke: "#ffffff", width: 1.0, ..Paint::filled(INK) });
    svg.text([x, top - 6.0], "N", Type { bold: true, rim: true, ..Type::of_size(11.0) }.at(Anchor::Middle));
    svg.end();
    Frame { left: x - 12.0, top: frame.top, right: frame.right, bottom: top + 22.0 }
}

/// Title and lines under it, from the top of the picture.
pub(super) struct Heading {
    title: String,
    lines: Vec<String>,
}

impl Heading {
    /// Each text is one line, but for the last, which may take two.
    pub(super) fn new(title: &str, lines: &[String], last: &str) -> Heading {
        let room = WIDTH - 2.0 * MARGIN;
        let mut all: Vec<String> = lines.iter().map(|line| fitted(line, 10.5, room)).collect();
        all.extend(wrapped(last, 10.5, room, 2));
        Heading { title: fitted(title, 14.0 * BOLD, room), lines: all }
    }

    pub(super) fn height(&self) -> f64 {
        28.0 + 14.0 * self.lines.len() as f64
    }

    pub(super) fn draw(&self, svg: &mut Svg) {
        svg.begin("heading");
        svg.text([MARGIN, 21.0], &self.title, Type { bold: true, ..Type::of_size(14.0) });
        for (index, line) in self.lines.iter().enumerate() {
            let y = 37.0 + 14.0 * index as f64;
            svg.text([MARGIN, y], line, Type { fill: FAINT_INK, ..Type::of_size(10.5) });
        }
        svg.end();
    }
}

/// How an entry of the legend looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sample {
    Line(Paint),
    Area(Paint),
    Symbol(Symbol),
}

/// A sign on a map. Each has a shape of its own, so that nothing rests on colour alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Symbol {
    /// A filled disc: where something starts.
    Start(&'static str),
    /// An empty square: where it ends.
    End(&'static str),
    /// A diamond: the place that stands for it.
    Place(&'static str),
    /// A cross: a position that no track has.
    Cross(&'static str),
    /// An anchor's square: a port or an anchorage.
    Port,
}

impl Symbol {
    pub(super) fn draw(self, [x, y]: Px, svg: &mut Svg) {
        match self {
            Symbol::Start(colour) => {
                svg.circle([x, y], 4.5, Paint { stroke: "#ffffff", width: 1.0, ..Paint::filled(colour) });
            }
            Symbol::End(colour) => {
                svg.rect([x - 4.0, y - 4.0], [x + 4.0, y + 4.0], Paint::line(colour, 2.0).over("#ffffff", 1.0));
            }
            Symbol::Place(colour) => {
                let diamond = vec![[x, y - 5.5], [x + 5.5, y], [x, y + 5.5], [x - 5.5, y]];
                svg.rings(&[diamond], Paint::line("#ffffff", 1.0).over(colour, 1.0));
            }
            Symbol::Cross(colour) => {
                let strokes =
                    [vec![[x - 3.5, y - 3.5], [x + 3.5, y + 3.5]], vec![[x - 3.5, y + 3.5], [x + 3.5, y - 3.5]]];
                svg.lines(&strokes, Paint::line(colour, 1.5));
            }
            Symbol::Port => {
                svg.rect([x - 2.5, y - 2.5], [x + 2.5, y + 2.5], Paint::line("#ffffff", 0.7).over(super::PORT, 1.0));
            }
        }
    }
}

/// What the signs of a picture mean: entries in rows, as many as fit.
#[derive(Default)]
pub(super) struct Legend {
    entries: Vec<(Sample, String)>,
}

impl Legend {
    pub(super) fn add(&mut self, sample: Sample, text: impl Into<String>) {
        let text = fitted(&text.into(), 10.0, 300.0);
        if self.entries.iter().all(|(_, other)| *other != text) {
            self.entries.push((sample, text));
        }
    }

    /// The left end of each entry, and the row it is in.
    fn places(&self) -> Vec<(f64, usize)> {
        let (mut x, mut row) = (MARGIN, 0);
        let place = |(_, text): &(Sample, String)| {
            let width = 30.0 + text_width(text, 10.0) + 14.0;
            if x + width > WIDTH - MARGIN && x > MARGIN {
                (x, row) = (MARGIN, row + 1);
            }
            let place = (x, row);
            x += width;
            place
        };
        self.entries.iter().map(place).collect()
    }

    pub(super) fn height(&self) -> f64 {
        self.places().last().map_or(0.0, |&(_, row)| 10.0 + 16.0 * (row + 1) as f64)
    }

    pub(super) fn draw(&self, top: f64, svg: &mut Svg) {
        svg.begin("legend");
        for ((x, row), (sample, text)) in self.places().into_iter().zip(&self.entries) {
            let y = top + 12.0 + 16.0 * row as f64;
            match sample {
                Sample::Line(paint) => svg.line(&[[x, y - 3.5], [x + 24.0, y - 3.5]], *paint),
                Sample::Area(paint) => svg.rect([x, y - 8.0], [x + 24.0, y + 1.0], *paint),
                Sample::Symbol(symbol) => symbol.draw([x + 12.0, y - 3.5], svg),
            }
            svg.text([x + 30.0, y], text, Type::of_size(10.0));
        }
        svg.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_have_nice_lengths() {
        assert_eq!([0.23, 1.0, 7.3, 49.9, 50.0].map(nice_below), [0.2, 1.0, 5.0, 20.0, 50.0]);
        assert_eq!([0.05, 0.2, 5.0, 200.0].map(plain), ["0.05", "0.2", "5", "200"]);
    }
}
