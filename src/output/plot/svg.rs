//! A picture in SVG, written element by element.

use std::fmt::Write;

use crate::output::xml::escaped;

/// A place in the picture: pixels to the right and down.
pub(super) type Px = [f64; 2];

/// How a shape is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint {
    pub(super) fill: &'static str,
    pub(super) fill_opacity: f64,
    pub(super) stroke: &'static str,
    pub(super) width: f64,
    pub(super) opacity: f64,
    pub(super) dash: &'static str,
}

impl Paint {
    pub(super) const fn line(stroke: &'static str, width: f64) -> Paint {
        Paint { fill: "none", fill_opacity: 1.0, stroke, width, opacity: 1.0, dash: "" }
    }

    pub(super) const fn filled(fill: &'static str) -> Paint {
        Paint { fill, fill_opacity: 1.0, stroke: "none", width: 0.0, opacity: 1.0, dash: "" }
    }

    pub(super) const fn dashed(self, dash: &'static str) -> Paint {
        Paint { dash, ..self }
    }

    pub(super) const fn faint(self, opacity: f64) -> Paint {
        Paint { opacity, ..self }
    }

    pub(super) const fn over(self, fill: &'static str, fill_opacity: f64) -> Paint {
        Paint { fill, fill_opacity, ..self }
    }
}

/// Where a text stands from its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) fill: &'static str,
    pub(super) anchor: Anchor,
    /// Whether it has a white rim, to be read on top of lines.
    pub(super) rim: bool,
}

impl Type {
    pub(super) const fn of_size(size: f64) -> Type {
        Type { size, bold: false, fill: super::INK, anchor: Anchor::Start, rim: false }
    }

    pub(super) const fn at(self, anchor: Anchor) -> Type {
        Type { anchor, ..self }
    }
}

/// A picture that is being drawn.
pub(super) struct Svg {
    text: String,
}

impl Svg {
    /// An empty white picture of this size; the title is what a screen reader says.
    pub(super) fn new(width: f64, height: f64, title: &str) -> Svg {
        let (width, height) = (number(width), number(height));
        let mut svg = Svg { text: String::new() };
        svg.push(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" role=\"img\">"
        ));
        svg.push(&format!("<title>{}</title>", escaped(title)));
        svg.push(&format!("<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>"));
        svg
    }

    /// A part of a picture, to be [put into](Svg::add) one whose height is not known yet.
    pub(super) fn part() -> Svg {
        Svg { text: String::new() }
    }

    pub(super) fn add(&mut self, part: &Svg) {
        self.text.push_str(&part.text);
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// What follows, until [`end`](Svg::end), belongs together under this name.
    pub(super) fn begin(&mut self, class: &'static str) {
        self.push(&format!("<g class=\"{class}\">"));
    }

    pub(super) fn end(&mut self) {
        self.push("</g>");
    }

    /// A line through these places; nothing when there are fewer than two.
    pub(super) fn line(&mut self, points: &[Px], paint: Paint) {
        if points.len() > 1 {
            self.shape(&path(points, false), paint);
        }
    }

    /// Several lines as one shape.
    pub(super) fn lines(&mut self, lines: &[Vec<Px>], paint: Paint) {
        let all: String = lines.iter().filter(|line| line.len() > 1).map(|line| path(line, false)).collect();
        if !all.is_empty() {
            self.shape(&all, paint);
        }
    }

    /// What lies inside an odd number of these rings.
    pub(super) fn rings(&mut self, rings: &[Vec<Px>], paint: Paint) {
        let all: String = rings.iter().filter(|ring| ring.len() > 2).map(|ring| path(ring, true)).collect();
        if !all.is_empty() {
            self.shape(&all, paint);
        }
    }

    /// A round dot at each of these places, as one shape.
    pub(super) fn dots(&mut self, points: &[Px], stroke: &'static str, diameter: f64) {
        if points.is_empty() {
            return;
        }
        let all: String = points.iter().map(|&[x, y]| format!("M{} {}h0", number(x), number(y))).collect();
        let width = number(diameter);
        self.push(&format!(
            "<path d=\"{all}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\" stroke-linecap=\"round\"/>"
        ));
    }

    pub(super) fn circle(&mut self, [x, y]: Px, radius: f64, paint: Paint) {
        let (x, y, radius) = (number(x), number(y), number(radius));
        self.push(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{}/>", attributes(paint)));
    }

    pub(super) fn rect(&mut self, [left, top]: Px, [right, bottom]: Px, paint: Paint) {
        let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
        self.shape(&path(&corners, true), paint);
    }

    /// A text that starts, ends or has its middle here, on the base line.
    pub(super) fn text(&mut self, [x, y]: Px, text: &str, look: Type) {
        let mut more = String::new();
        match look.anchor {
            Anchor::Start => {}
            Anchor::Middle => more.push_str(" text-anchor=\"middle\""),
            Anchor::End => more.push_str(" text-anchor=\"end\""),
        }
        if look.bold {
            more.push_str(" font-weight=\"bold\"");
        }
        if look.rim {
            more.push_str(" stroke=\"#ffffff\" stroke-width=\"2.5\" stroke-linejoin=\"round\" paint-order=\"stroke\"");
        }
        let (x, y, size) = (number(x), number(y), number(look.size));
        let (fill, text) = (look.fill, escaped(text));
        self.push(&format!("<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{fill}\"{more}>{text}</text>"));
    }

    fn shape(&mut self, path: &str, paint: Paint) {
        self.push(&format!("<path d=\"{path}\"{}/>", attributes(paint)));
    }

    pub(super) fn finish(mut self) -> String {
        self.push("</svg>");
        self.text
    }
}

fn attributes(paint: Paint) -> String {
    let mut text = format!(" fill=\"{}\"", paint.fill);
    let mut add = |name: &str, value: String| text.push_str(&format!(" {name}=\"{value}\""));
    if paint.fill != "none" {
        add("fill-rule", "evenodd".to_owned());
        if paint.fill_opacity < 1.0 {
            add("fill-opacity", format!("{:.2}", paint.fill_opacity));
        }
    }
    if paint.stroke != "none" {
        add("stroke", paint.stroke.to_owned());
        add("stroke-width", number(paint.width));
        add("stroke-linejoin", "round".to_owned());
        if !paint.dash.is_empty() {
            add("stroke-dasharray", paint.dash.to_owned());
        }
    }
    if paint.opacity < 1.0 {
        add("opacity", format!("{:.2}", paint.opacity));
    }
    text
}

fn path(points: &[Px], is_closed: bool) -> String {
    let mut text = String::with_capacity(points.len() * 12);
    for (index, &[x, y]) in points.iter().enumerate() {
        let command = if index == 0 { 'M' } else { 'L' };
        // Writing into a string cannot fail.
        let _ = write!(text, "{command}{} {}", number(x), number(y));
    }
    if is_closed {
        text.push('Z');
    }
    text
}

/// A length to a tenth of a pixel.
fn number(value: f64) -> String {
    debug_assert!(value.is_finite(), "a coordinate must be a number");
    let tenths = (value * 10.0).round() + 0.0;
    match tenths % 10.0 == 0.0 {
        true => format!("{:.0}", tenths / 10.0),
        false => format!("{:.1}", tenths / 10.0),
    }
}

/// About how wide a text is in pixels: an upper bound for the usual fonts, DejaVu Sans, the widest of them, included, and one em
/// for letters of East Asia.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    let ems = |letter: char| match letter {
        letter if letter as u32 >= 0x1100 => 1.0,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | ' ' | '|' | '-' | '(' | ')' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.99,
        letter if letter.is_uppercase() => 0.76,
        '=' | '+' | '<' | '>' | '~' => 0.84,
        _ => 0.64,
    };
    text.chars().map(ems).sum::<f64>() * size
}

/// As much of a text as fits into this width, with an ellipsis where something is missing.
pub(super) fn fitted(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for letter in text.chars() {
        short.push(letter);
        if text_width(&short, size) > width - size {
            short.pop();
            break;
        }
    }
    format!("{}…", short.trim_end())
}

/// The lines of a text, broken between words so that each fits; of more than `most` lines the last ends with an ellipsis.
pub(super) fn wrapped(text: &str, size: f64, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let is_last = lines.len() == most;
        match lines.last_mut() {
            Some(line) if is_last || text_width(line, size) + text_width(word, size) + size <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| fitted(line, size, width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!([1.0, -0.04, 12.345, -3.25, 700.0].map(number), ["1", "0", "12.3", "-3.3", "700"]);
    }

    #[test]
    fn long_texts_are_cut_and_wrapped() {
        assert_eq!(fitted("short", 10.0, 100.0), "short");
        let cut = fitted(&"W".repeat(40), 10.0, 100.0);
        assert!(cut.ends_with('…') && text_width(&cut, 10.0) <= 100.0, "{cut}");
        let lines = wrapped("one two three four five six", 10.0, 60.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'), "{lines:?}");
    }
}
