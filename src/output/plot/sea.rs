//! The layers that every map shares: land, graticule, zones, ports, and tracks over them.

use super::clip::is_inside;
use super::furniture::{self, Legend, Sample, Symbol};
use super::labels::Labels;
use super::svg::{Paint, Px, Svg, Type};
use super::view::View;
use super::{COAST, FAINT_INK, FRAME, LAND, PORT, REACH, SEA, ZONE, graticule};
use crate::chart::{Land, Zone};
use crate::detect::ReachableSet;
use crate::geodesy::UnitVector;
use crate::units::ms_from_hours;
use crate::{Chart, Fix, Position};

/// No more ports than this get a label.
const MOST_PORTS: usize = 12;
/// Sides of zones and outlines are cut until they are no longer than this many degrees: they are straight in degrees, not on
/// the map.
const LONGEST_SIDE_DEG: f64 = 0.5;
/// The outline of a reachable set lies within this of its border.
const OUTLINE_TOLERANCE_M: f64 = 100.0;

/// A map in the making.
pub(super) struct Sea {
    pub(super) view: View,
    pub(super) labels: Labels,
    pub(super) legend: Legend,
}

impl Sea {
    /// The sea of this view, with its land and graticule, and room kept for scale and north.
    pub(super) fn begin(view: View, chart: Option<&Chart>, svg: &mut Svg) -> Sea {
        let frame = view.frame;
        let (top_left, bottom_right) = ([frame.left, frame.top], [frame.right, frame.bottom]);
        svg.rect(top_left, bottom_right, Paint::filled(SEA));
        if let Some(land) = chart.and_then(Chart::land) {
            svg.begin("land");
            svg.rings(&land_rings(land, &view), Paint::line(COAST, 0.6).over(LAND, 1.0));
            svg.end();
        }
        graticule::draw(&view, svg);
        Sea { view, labels: Labels::within(frame), legend: Legend::default() }
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
        let near_m = self.view.radius_m();
        let centre = self.view.centre;
        let mut names: Vec<(Px, String)> = Vec::new();
        svg.begin("zones");
        for zone in chart.zones().iter().filter(|zone| zone.distance_within_m(centre, near_m).is_some()) {
            let rings = self.zone_rings(zone);
            let Some(label) = middle_of_longest(&rings) else { continue };
            svg.rings(&rings, Paint::line(ZONE, 1.1).dashed("7 2 1.5 2").over(ZONE, 0.07));
            names.push((label, zone.name().to_owned()));
        }
        svg.end();
        if !names.is_empty() {
            let paint = Paint::line(ZONE, 1.1).dashed("7 2 1.5 2").over(ZONE, 0.07);
            self.legend.add(Sample::Area(paint), if names.len() == 1 { "zone" } else { "zones" });
        }
        for (at, name) in names {
            let look = Type { fill: ZONE, ..Type::of_size(10.0) };
            self.labels.write(at, &name, look, false, svg);
        }
    }

    fn zone_rings(&self, zone: &Zone) -> Vec<Vec<Px>> {
        let mut rings = Vec::new();
        for polygon in &zone.polygons() {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                rings.push(self.area(ring.coords().map(|corner| [corner.x, corner.y])));
            }
        }
        rings.retain(|ring| ring.len() > 2);
        rings
    }

    /// What of a ring of corners in degrees is in the frame.
    fn area(&self, corners: impl Iterator<Item = [f64; 2]>) -> Vec<Px> {
        let corners: Vec<[f64; 2]> = corners.collect();
        let mut fine: Vec<[f64; 2]> = corners.first().copied().into_iter().collect();
        for side in corners.windows(2) {
            let ([from_lon, from_lat], [to_lon, to_lat]) = (side[0], side[1]);
            let pieces = ((to_lon - from_lon).hypot(to_lat - from_lat) / LONGEST_SIDE_DEG).ceil().clamp(1.0, 720.0);
            for piece in 1..=pieces as u32 {
                let share = f64::from(piece) / pieces;
                fine.push([from_lon + (to_lon - from_lon) * share, from_lat + (to_lat - from_lat) * share]);
            }
        }
        self.view.frame.clip_ring(&self.view.ring(&fine))
    }

    /// The set of places that a silent ship could have reached.
    pub(super) fn reach(&mut self, set: &ReachableSet, svg: &mut Svg) {
        let outline = set.outline(OUTLINE_TOLERANCE_M);
        let rings: Vec<Vec<Px>> =
            outline.iter().map(|part| self.area(part.exterior().coords().map(|at| [at.x, at.y]))).collect();
        if rings.iter().all(|ring| ring.len() < 3) {
            return;
        }
        // Where the outline is cut at the antimeridian, a border along the cut would be no border of the set.
        svg.begin("reach");
        svg.rings(&rings, Paint::filled(REACH).over(REACH, 0.16));
        for part in &outline {
            let corners: Vec<[f64; 2]> = part.exterior().coords().map(|at| [at.x, at.y]).collect();
            for side in corners.windows(2).filter(|side| !(side[0][0].abs() == 180.0 && side[1][0] == side[0][0])) {
                let ends = [side[0], side[1]].map(|[lon, lat]| self.view.px(UnitVector::from_degrees(lat, lon)));
                svg.lines(&self.view.frame.clip_line(&ends), Paint::line(REACH, 1.0));
            }
        }
        svg.end();
        let paint = Paint::line(REACH, 1.0).over(REACH, 0.16);
        self.legend.add(Sample::Area(paint), "within reach in the silence (not seen there)");
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
        for &(_, at, _) in &shown {
            Symbol::Port.draw(at, svg);
            self.labels.keep_free_around(at, 3.0);
        }
        svg.end();
        for &(_, at, name) in shown.iter().take(MOST_PORTS) {
            self.labels.write(at, name, Type { fill: PORT, ..Type::of_size(9.0) }, false, svg);
        }
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
fn land_rings(land: &Land, view: &View) -> Vec<Vec<Px>> {
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

/// The middle of the largest ring, by its corners' box.
fn middle_of_longest(rings: &[Vec<Px>]) -> Option<Px> {
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
