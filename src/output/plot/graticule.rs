//! Meridians and parallels, with their degrees on the border of the map.

use super::svg::{Anchor, Paint, Px, Svg, Type, text_width};
use super::view::View;
use super::{FAINT_INK, GRATICULE};
use crate::Position;
use crate::geodesy::{UnitVector, lon_between_deg, wrap_lon_deg};

/// Steps that read well, in degrees.
const STEPS_DEG: [f64; 15] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0];
/// About how many lines there are each way.
const LINES: f64 = 5.0;
const LABEL: Type = Type { fill: FAINT_INK, ..Type::of_size(9.5) };
/// Each line is drawn as so many pieces.
const PIECES: u32 = 96;

/// The degrees that a map shows: how far north and south, and how far east and west of its centre.
struct Extent {
    south_deg: f64,
    north_deg: f64,
    west_deg: f64,
    east_deg: f64,
}

impl Extent {
    fn of(view: &View) -> Extent {
        let frame = view.frame;
        let centre_lon_deg = view.centre.lon_deg();
        let mut extent = Extent { south_deg: 90.0, north_deg: -90.0, west_deg: 0.0, east_deg: 0.0 };
        for row in 0..=24 {
            for column in 0..=24 {
                let at = [
                    frame.left + (frame.right - frame.left) * f64::from(column) / 24.0,
                    frame.top + (frame.bottom - frame.top) * f64::from(row) / 24.0,
                ];
                let place = view.place(at);
                let east_deg = lon_between_deg(centre_lon_deg, place.lon_deg());
                extent.south_deg = extent.south_deg.min(place.lat_deg());
                extent.north_deg = extent.north_deg.max(place.lat_deg());
                extent.west_deg = extent.west_deg.min(east_deg);
                extent.east_deg = extent.east_deg.max(east_deg);
            }
        }
        for pole_deg in [-90.0, 90.0] {
            if frame.contains(view.px(UnitVector::from_degrees(pole_deg, 0.0))) {
                (extent.west_deg, extent.east_deg) = (-180.0, 180.0);
                extent.south_deg = extent.south_deg.min(pole_deg);
                extent.north_deg = extent.north_deg.max(pole_deg);
            }
        }
        extent
    }
}

/// The smallest step with no more than about the wanted number of lines.
fn step_deg(span_deg: f64) -> f64 {
    STEPS_DEG.into_iter().find(|step| span_deg / step <= LINES).unwrap_or(30.0)
}

/// The multiples of a step in a range.
fn multiples(step: f64, low: f64, high: f64) -> impl Iterator<Item = f64> {
    ((low / step).ceil() as i64..=(high / step).floor() as i64).map(move |count| count as f64 * step)
}

pub(super) fn draw(view: &View, svg: &mut Svg) {
    let extent = Extent::of(view);
    let lat_step_deg = step_deg(extent.north_deg - extent.south_deg);
    let lon_step_deg = step_deg(extent.east_deg - extent.west_deg);
    let centre_lon_deg = view.centre.lon_deg();
    let (mut lines, mut parallels, mut meridians) = (Vec::new(), Vec::new(), Vec::new());
    let between = |low: f64, high: f64, piece: u32| low + (high - low) * f64::from(piece) / f64::from(PIECES);
    for lat_deg in multiples(lat_step_deg, extent.south_deg.max(-89.999), extent.north_deg.min(89.999)) {
        let place = |piece| {
            UnitVector::from_degrees(lat_deg, centre_lon_deg + between(extent.west_deg, extent.east_deg, piece))
        };
        let line: Vec<Px> = (0..=PIECES).map(|piece| view.px(place(piece))).collect();
        let pieces = view.frame.clip_line(&line);
        parallels.push((degrees(lat_deg, lat_step_deg, ["S", "N"]), pieces.clone()));
        lines.extend(pieces);
    }
    let (west_deg, east_deg) = (centre_lon_deg + extent.west_deg, centre_lon_deg + extent.east_deg);
    let mut drawn: Vec<f64> = Vec::new();
    for unwrapped_deg in multiples(lon_step_deg, west_deg, east_deg) {
        let lon_deg = wrap_lon_deg(unwrapped_deg);
        let is_drawn = drawn.iter().any(|&other_deg| lon_between_deg(other_deg, lon_deg).abs() < lon_step_deg / 2.0);
        if is_drawn {
            continue;
        }
        drawn.push(lon_deg);
        // Meridians end short of a pole, where they would run into each other.
        let most_deg = if extent.east_deg - extent.west_deg > 350.0 { 90.0 - lat_step_deg / 2.0 } else { 90.0 };
        let (south_deg, north_deg) = (extent.south_deg.max(-most_deg), extent.north_deg.min(most_deg));
        let place = |piece| UnitVector::from_degrees(between(south_deg, north_deg, piece), lon_deg);
        let line: Vec<Px> = (0..=PIECES).map(|piece| view.px(place(piece))).collect();
        let pieces = view.frame.clip_line(&line);
        meridians.push((degrees(lon_deg, lon_step_deg, ["W", "E"]), pieces.clone()));
        lines.extend(pieces);
    }
    svg.begin("graticule");
    svg.lines(&lines, Paint::line(GRATICULE, 0.5));
    label_parallels(view, &parallels, svg);
    label_meridians(view, &meridians, svg);
    svg.end();
}

type Labelled = (String, Vec<Vec<Px>>);

fn ends(pieces: &[Vec<Px>]) -> impl Iterator<Item = Px> {
    pieces.iter().flat_map(|piece| [piece[0], piece[piece.len() - 1]])
}

fn label_parallels(view: &View, parallels: &[Labelled], svg: &mut Svg) {
    let frame = view.frame;
    let mut taken: Vec<f64> = Vec::new();
    for (text, pieces) in parallels {
        let on_left = ends(pieces).find(|at| (at[0] - frame.left).abs() < 0.05);
        let Some([_, y]) = on_left.filter(|at| taken.iter().all(|y| (y - at[1]).abs() > 13.0)) else { continue };
        taken.push(y);
        let y = (y + 3.3).clamp(frame.top + 7.0, frame.bottom);
        svg.text([frame.left - 5.0, y], text, LABEL.at(Anchor::End));
    }
}

fn label_meridians(view: &View, meridians: &[Labelled], svg: &mut Svg) {
    let frame = view.frame;
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for (text, pieces) in meridians {
        let half = text_width(text, LABEL.size) / 2.0;
        let is_free = |at: &Px| taken.iter().all(|&(x, other)| (x - at[0]).abs() > half + other + 4.0);
        let on_bottom = ends(pieces).find(|at| (at[1] - frame.bottom).abs() < 0.05);
        let Some([x, _]) = on_bottom.filter(is_free) else { continue };
        taken.push((x, half));
        svg.text([x.clamp(frame.left, frame.right - half), frame.bottom + 13.0], text, LABEL.at(Anchor::Middle));
    }
}

/// Degrees with as many decimals as the step has, and the letter of the side.
fn degrees(value_deg: f64, step_deg: f64, [negative, positive]: [&str; 2]) -> String {
    let decimals = (0..4).find(|&decimals| {
        let scaled = step_deg * 10f64.powi(decimals);
        (scaled - scaled.round()).abs() < 1e-6
    });
    let decimals = decimals.unwrap_or(4) as usize;
    let text = format!("{:.decimals$}°", value_deg.abs());
    let side = match value_deg {
        value if value.abs() < step_deg / 2.0 || value.abs() > 180.0 - step_deg / 1000.0 => "",
        value if value < 0.0 => negative,
        _ => positive,
    };
    format!("{text}{side}")
}

/// A place in words: for captions.
pub(super) fn place_in_words(place: Position) -> String {
    format!("{} {}", degrees(place.lat_deg(), 0.001, ["S", "N"]), degrees(place.lon_deg(), 0.001, ["W", "E"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_read_as_on_a_chart() {
        assert_eq!(degrees(-18.5, 0.5, ["S", "N"]), "18.5°S");
        assert_eq!(degrees(180.0, 1.0, ["W", "E"]), "180°");
        assert_eq!(degrees(-180.0, 1.0, ["W", "E"]), "180°");
        assert_eq!(degrees(0.0, 5.0, ["S", "N"]), "0°");
        assert_eq!(degrees(131.02, 0.02, ["W", "E"]), "131.02°E");
    }

    #[test]
    fn steps_give_a_handful_of_lines() {
        assert_eq!([0.013, 1.0, 3.0, 47.0, 180.0, 360.0].map(step_deg), [0.005, 0.2, 1.0, 10.0, 30.0, 30.0]);
    }
}
