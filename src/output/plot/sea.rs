//! The layers that every map shares: land, graticule, zones, ports, and tracks over them.

use super::clip::is_inside;
use super::furniture::{self, Legend, Sample, Symbol};
use super::labels::Labels;
use super::svg::{Paint, Px, Svg, Type};
use super::view::View;
use super::{COAST, FAINT_INK, FRAME, LAND, PORT, REACH, SEA, ZONE, graticule};
use geo_types::LineString;

use crate::chart::{Land, Zone};
use crate::detect::ReachableSet;
use crate::units::ms_from_hours;
use crate::{Chart, Fix, Position};

/// No more ports than this get a label,
const MOST_PORTS: usize = 8;
/// and none that lies nearer than this to one that has, in pixels.
const PORTS_APART: f64 = 40.0;
/// Sides of zones and outlines are cut until they are no longer than this many degrees: they are straight in degrees, not on
/// the map.
const LONGEST_SIDE_DEG: f64 = 0.5;
/// And by no more pieces than this.
const MOST_PIECES: f64 = 720.0;
/// The outline of a reachable set lies within this of its border.
const OUTLINE_TOLERANCE_M: f64 = 100.0;

/// A map in the making.
pub(super) struct Sea {
    pub(super) view: View,
    pub(super) labels: Labels,
    pub(super) legend: Legend,
    /// Names of zones and where they belong: written when the tracks are there.
    zone_names: Vec<(Px, String)>,
}

impl Sea {
    /// The sea of this view, with its land and graticule, and room kept for scale and north.
    pub(super) fn begin(view: View, chart: Option<&Chart>, svg: &mut Svg) -> Sea {
        let frame = view.frame;
        let (top_left, bottom_right) = ([frame.left, frame.top], [frame.right, frame.bottom]);
        svg.rect(top_left, bottom_right, Paint::filled(SEA));
        if let Some(land) = chart.and_then(Chart::land) {
            svg.begin("land");
            svg.rings(&land_rings(land, &view), Paint::filled(LAND));
            let coast = land.rings().flat_map(|(_, corners)| border(&view, &corners)).collect::<Vec<_>>();
            svg.lines(&coast, Paint::line(COAST, 0.6));
            svg.end();
        }
        graticule::draw(&view, svg);
        Sea { view, labels: Labels::within(frame), legend: Legend::default(), zone_names: Vec::new() }
    }

    /// Scale, north and the border of the map.
    pub(super) fn furnish(&mut self, svg: &mut Svg) {
        let frame = self.view.frame;
        let (top_left, bottom_right) = ([frame.left, frame.top], [frame.right, frame.bottom]);
        svg.rect(top_left, bottom_right, Paint::line(FRAME, 1.0));
        let taken = [furniture::scale(&self.view, svg), furniture::north(&self.view, svg)];
        taken.into_iter().for_each(|part| self.labels.keep_free(part));
    }

    /// The zones of the chart.
    pub(super) fn zones(&mut self, chart: Option<&Chart>, svg: &mut Svg) {
        let Some(chart) = chart else { return };
        let (near_m, centre) = (self.view.radius_m(), self.view.centre);
        let paint = Paint::line(ZONE, 1.1).dashed("7 2 1.5 2");
        svg.begin("zones");
        for zone in chart.zones().iter().filter(|zone| zone.distance_within_m(centre, near_m).is_some()) {
            let outlines = outlines(zone);
            let areas: Vec<Vec<Px>> =
                outlines.iter().map(|ring| self.area(ring)).filter(|area| area.len() > 2).collect();
            let Some(middle) = middle_of_largest(&areas) else { continue };
            svg.rings(&areas, Paint::filled(ZONE).over(ZONE, 0.07));
            let borders: Vec<Vec<Px>> = outlines.iter().flat_map(|ring| border(&self.view, ring)).collect();
            svg.lines(&borders, paint);
            self.zone_names.push((middle, zone.name().to_owned()));
        }
        svg.end();
        match self.zone_names.len() {
            0 => {}
            1 => self.legend.add(Sample::Area(paint.over(ZONE, 0.07)), "zone"),
            _ => self.legend.add(Sample::Area(paint.over(ZONE, 0.07)), "zones"),
        }
    }

    /// What of the area within a ring of corners in degrees is in the frame.
    fn area(&self, corners: &[[f64; 2]]) -> Vec<Px> {
        self.view.frame.clip_ring(&self.view.ring(corners))
    }

    /// The set of places that a silent ship could have reached.
    pub(super) fn reach(&mut self, set: &ReachableSet, svg: &mut Svg) {
        let outline = set.outline(OUTLINE_TOLERANCE_M);
        let outlines: Vec<Vec<[f64; 2]>> = outline.iter().map(|part| fine(part.exterior())).collect();
        let areas: Vec<Vec<Px>> = outlines.iter().map(|ring| self.area(ring)).collect();
        let borders: Vec<Vec<Px>> = outlines.iter().flat_map(|ring| border(&self.view, ring)).collect();
        if areas.iter().all(|area| area.len() < 3) {
            return;
        }
        svg.begin("reach");
        svg.rings(&areas, Paint::filled(REACH).over(REACH, 0.16));
        svg.lines(&borders, Paint::line(REACH, 1.0));
        svg.end();
        let paint = Paint::line(REACH, 1.0).over(REACH, 0.16);
        self.legend.add(Sample::Area(paint), "within reach in the silence (not seen there)");
    }

    /// The names of the zones.
    pub(super) fn zone_names(&mut self, svg: &mut Svg) {
        for (at, name) in std::mem::take(&mut self.zone_names) {
            self.labels.write(at, &name, Type { fill: ZONE, ..Type::of_size(10.0) }, false, svg);
        }
    }

    /// Ports and anchorages in the frame, those nearest to the middle first.
    pub(super) fn ports(&mut self, chart: Option<&Chart>, svg: &mut Svg) {
        let Some(chart) = chart else { return };
        let centre = self.view.frame.middle();
        let mut shown: Vec<(f64, Px, &str)> = Vec::new();
        for port in chart.ports().iter() {
            let at = self.view.px(port.position);
            if self.view.frame.contains(at) {
                shown.push(((at[0] - centre[0]).hypot(at[1] - centre[1]), at, &port.name));
            }
        }
        if shown.is_empty() {
            return;
        }
        shown.sort_by(|a, b| (a.0, a.2).partial_cmp(&(b.0, b.2)).unwrap_or(std::cmp::Ordering::Equal));
        svg.begin("ports");
        let mut labelled: Vec<(Px, &str)> = Vec::new();
        for &(_, at, name) in &shown {
            Symbol::Port.draw(at, svg);
            self.labels.keep_free_around(at, 3.0);
            // Of ports that lie side by side, one stands for all.
            let is_apart = labelled.iter().all(|(other, _)| (other[0] - at[0]).hypot(other[1] - at[1]) > PORTS_APART);
            if is_apart && labelled.len() < MOST_PORTS {
                labelled.push((at, name));
            }
        }
        for (at, name) in labelled {
            self.labels.write(at, name, Type { fill: PORT, ..Type::of_size(9.0) }, false, svg);
        }
        svg.end();
        self.legend.add(Sample::Symbol(Symbol::Port), "port or anchorage");
    }

    /// A track: as painted where it was heard, dashed over silences longer than this. Whether any of it is in the frame.
    pub(super) fn track(&mut self, fixes: &[Fix], max_step_h: f64, paint: Paint, svg: &mut Svg) -> bool {
        let max_step_ms = ms_from_hours(max_step_h);
        let (mut heard, mut silent) = (Vec::new(), Vec::new());
        let mut stretches = fixes.chunk_by(|from, to| to.time_ms() - from.time_ms() <= max_step_ms).peekable();
        while let Some(stretch) = stretches.next() {
            let places: Vec<Position> = stretch.iter().map(Fix::position).collect();
            heard.extend(self.view.way(&places));
            if let (Some(&from), Some(next)) = (places.last(), stretches.peek()) {
                silent.extend(self.view.way(&[from, next[0].position()]));
            }
        }
        svg.lines(&heard, paint);
        svg.lines(&silent, paint.dashed("4 3"));
        if !silent.is_empty() {
            let text = format!("silent for over {} h (the way is not known)", furniture::plain(max_step_h));
            self.legend.add(Sample::Line(Paint::line(FAINT_INK, 1.5).dashed("4 3")), text);
        }
        !heard.is_empty() || !silent.is_empty()
    }

    /// A sign at a place, with a label where there is one.
    pub(super) fn mark(&mut self, place: Position, symbol: Symbol, label: &str, svg: &mut Svg) {
        let at = self.view.px(place);
        if !self.view.frame.contains(at) {
            return;
        }
        symbol.draw(at, svg);
        self.labels.keep_free_around(at, 5.0);
        if !label.is_empty() {
            self.labels.write(at, label, Type::of_size(9.5), true, svg);
        }
    }
}

/// The rings of the land in the frame. A ring around the place opposite to the centre comes out inside out; which way round
/// all of them together are is asked of the place in the frame that is farthest from any shore.
pub(super) fn land_rings(land: &Land, view: &View) -> Vec<Vec<Px>> {
    let rings: Vec<Vec<Px>> = land.rings().map(|(_, corners)| view.ring(&corners)).collect();
    let frame = view.frame;
    let corners = frame.corners().map(|corner| {
        let middle = frame.middle();
        [middle[0] + 0.9 * (corner[0] - middle[0]), middle[1] + 0.9 * (corner[1] - middle[1])]
    });
    let places = corners.into_iter().chain([frame.middle()]).map(|at| (at, view.place(at)));
    let farthest = places.max_by(|a, b| land.shoreline_distance_m(a.1).total_cmp(&land.shoreline_distance_m(b.1)));
    let mut inside: Vec<Vec<Px>> =
        rings.iter().map(|ring| frame.clip_ring(ring)).filter(|ring| ring.len() > 2).collect();
    if let Some((at, place)) = farthest
        && is_inside(at, &inside) != land.contains(place)
    {
        inside.push(frame.corners().to_vec());
    }
    inside
}

/// The rings of a zone in short sides.
fn outlines(zone: &Zone) -> Vec<Vec<[f64; 2]>> {
    let polygons = zone.polygons();
    polygons
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(fine))
        .collect()
}

/// A ring whose sides are short enough to be straight on the map as well as in degrees.
fn fine(ring: &LineString<f64>) -> Vec<[f64; 2]> {
    let mut corners: Vec<[f64; 2]> = ring.coords().take(1).map(|at| [at.x, at.y]).collect();
    for side in ring.lines() {
        let (from, step) = (side.start, side.delta());
        let pieces = (step.x.hypot(step.y) / LONGEST_SIDE_DEG).ceil().clamp(1.0, MOST_PIECES);
        corners.extend((1..=pieces as u32).map(|piece| {
            let share = f64::from(piece) / pieces;
            [from.x + step.x * share, from.y + step.y * share]
        }));
    }
    corners
}

/// The border of a ring of corners in degrees as far as it is in the frame, without sides along the antimeridian, where areas are
/// cut in two, and at the poles.
fn border(view: &View, corners: &[[f64; 2]]) -> Vec<Vec<Px>> {
    let is_cut = |from: &[f64; 2], to: &[f64; 2]| {
        (from[0].abs() == 180.0 && to[0].abs() == 180.0) || (from[1].abs() == 90.0 && to[1].abs() == 90.0)
    };
    let runs = corners.chunk_by(|from, to| !is_cut(from, to));
    runs.flat_map(|run| view.frame.clip_line(&view.ring(run))).collect()
}

/// The middle of the largest ring, by its corners' box.
fn middle_of_largest(rings: &[Vec<Px>]) -> Option<Px> {
    let boxed = |ring: &Vec<Px>| {
        let of = |axis: usize| {
            let values = ring.iter().map(|at| at[axis]);
            (values.clone().fold(f64::INFINITY, f64::min), values.fold(f64::NEG_INFINITY, f64::max))
        };
        let ((left, right), (top, bottom)) = (of(0), of(1));
        ((right - left) * (bottom - top), [(left + right) / 2.0, (top + bottom) / 2.0])
    };
    rings.iter().map(boxed).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, middle)| middle)
}
