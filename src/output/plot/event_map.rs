//! The map of one event.

use std::io::{self, Write};

use jiff::Timestamp;

use super::furniture::{Heading, Sample, Symbol};
use super::sea::Sea;
use super::svg::{Paint, Svg};
use super::view::View;
use super::{
    CONTEXT_SHARE, EVENT, FAINT_INK, LEAST_CONTEXT_H, OTHER, OTHERS, OWN, Page, end_of, name_of, span_in_words,
    verdict_in_words, when,
};
use crate::detect::Reach;
use crate::units::ms_from_hours;
use crate::{Chart, Event, EventKind, Fix, OtherShip, Position, TrackSet, VesselId};

/// No more members of a gathering than this are drawn.
const MOST_MEMBERS: usize = 100;

/// How wide tracks are: the other ship's shows on both sides where the two sail side by side.
const OWN_WIDTH: f64 = 1.8;
const OTHER_WIDTH: f64 = 3.4;

/// A map of one event in SVG: the ships that took part, where and when it began and ended, and what lay around. See
/// [`EventMap::to_svg`].
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct EventMap<'a> {
    event: &'a Event,
    tracks: &'a TrackSet,
    chart: Option<&'a Chart>,
    max_step_h: f64,
}

impl<'a> EventMap<'a> {
    /// Of this event, in the tracks that it was found in.
    pub fn new(event: &'a Event, tracks: &'a TrackSet) -> EventMap<'a> {
        EventMap { event, tracks, chart: None, max_step_h: super::MAX_STEP_H }
    }

    /// With the land, ports and zones of this chart.
    pub fn with_chart(self, chart: Option<&'a Chart>) -> EventMap<'a> {
        EventMap { chart, ..self }
    }

    /// With tracks dashed over silences longer than this many hours; 1 by default.
    pub fn with_max_step_h(self, max_step_h: f64) -> EventMap<'a> {
        EventMap { max_step_h, ..self }
    }

    /// Writes the map as one SVG.
    ///
    /// The map is the azimuthal equidistant one of a sphere around the middle of what is shown, so that scale and direction
    /// are true from there within 0.6 %, across the antimeridian and at the poles too. The tracks of the ships are strong during the event and
    /// faint for some hours before and after it.
    ///
    /// The same event, tracks and chart give the same bytes.
    ///
    /// # Errors
    /// When writing fails.
    pub fn to_svg(&self, mut writer: impl Write) -> io::Result<()> {
        writer.write_all(self.draw().as_bytes())
    }

    fn draw(&self) -> String {
        let event = self.event;
        let heading = Heading::new(&self.title(), &[self.when_and_where()], &event.told());
        let page = Page::under(&heading);
        let view = View::of(&self.places(), page.map);
        // The height is known when the legend is, so the map is drawn first.
        let mut body = Svg::part();
        let mut sea = Sea::begin(view, self.chart, &mut body);
        sea.zones(self.chart, &mut body);
        if let Some(set) = Reach::set_of(event).filter(|set| !set.is_everywhere()) {
            sea.reach(&set, &mut body);
        }
        self.ships(&mut sea, &mut body);
        sea.furnish(&mut body);
        self.signs(&mut sea, &mut body);
        sea.zone_names(&mut body);
        sea.ports(self.chart, &mut body);
        page.finish(&heading, &sea.legend, &body, &format!("{}: map", self.title()))
    }

    fn title(&self) -> String {
        let event = self.event;
        let own = name_of(self.tracks, &event.vessel, event.hull);
        let what = super::type_in_words(event);
        match &event.other {
            Some(other) => format!("{what}: {own} and {}", name_of(self.tracks, &other.vessel, other.hull)),
            None => format!("{what}: {own}"),
        }
    }

    fn when_and_where(&self) -> String {
        let verdict = self.event.verdict.map(verdict_in_words).unwrap_or_default();
        let place = super::graticule::place_in_words(self.event.position);
        format!("{}, at {place}{verdict}", span_in_words(self.event))
    }

    /// The hulls that took part beside the event's own.
    fn others(&self) -> Vec<&'a OtherShip> {
        let members = match &self.event.kind {
            EventKind::Gathering(gathering) => gathering.hulls.as_slice(),
            _ => &[],
        };
        let is_own = |ship: &&OtherShip| ship.vessel == self.event.vessel && ship.hull == self.event.hull;
        self.event.other.iter().chain(members).filter(|ship| !is_own(ship)).take(MOST_MEMBERS).collect()
    }

    /// The fixes of a hull between two times, with where it was at both.
    fn way(&self, vessel: &VesselId, hull: u32, start: Timestamp, end: Timestamp) -> Vec<Fix> {
        let Some(track) = self.tracks.track_of(vessel, hull) else { return Vec::new() };
        let at = |time| track.position_at(time, self.max_step_h).map(|place| Fix::new(time, place));
        let mut fixes: Vec<Fix> =
            at(start).into_iter().chain(track.between(start, end).iter()).chain(at(end)).collect();
        fixes.dedup_by_key(|fix| fix.time_ms());
        fixes
    }

    fn during(&self, vessel: &VesselId, hull: u32) -> Vec<Fix> {
        self.way(vessel, hull, self.event.start, end_of(self.event, self.tracks))
    }

    /// Positions that were set aside while the event lasted, where it is about them.
    fn set_aside(&self) -> Vec<Position> {
        if !matches!(self.event.kind, EventKind::PositionJump(_) | EventKind::ImpossiblePosition(_)) {
            return Vec::new();
        }
        let (start, end) = (self.event.start, end_of(self.event, self.tracks));
        let noise = self.tracks.noise_of(&self.event.vessel).iter().map(|noise| noise.fix);
        noise.filter(|fix| (start..=end).contains(&fix.time())).map(|fix| fix.position()).collect()
    }

    /// Straight ways that the event is about, of which nothing was heard.
    fn leaps(&self) -> Vec<[Position; 2]> {
        match &self.event.kind {
            EventKind::Gap(gap) => gap.on.iter().map(|on| [gap.off.position(), on.position()]).collect(),
            EventKind::PositionJump(jump) => {
                let mut leaps = vec![[jump.off.position(), self.event.position]];
                leaps.extend(self.event.end_position.map(|back| [back, jump.on.position()]));
                leaps
            }
            _ => Vec::new(),
        }
    }

    /// What the map must show.
    fn places(&self) -> Vec<Position> {
        let event = self.event;
        let mut places = vec![event.position, event.start_position];
        places.extend(event.end_position);
        let own = [(&event.vessel, event.hull)];
        let hulls = own.into_iter().chain(self.others().into_iter().map(|ship| (&ship.vessel, ship.hull)));
        for (vessel, hull) in hulls {
            places.extend(self.during(vessel, hull).iter().map(Fix::position));
        }
        places.extend(self.leaps().into_iter().flatten());
        places.extend(self.set_aside());
        if let Some(set) = Reach::set_of(event).filter(|set| !set.is_everywhere()) {
            let corners = set.outline(10_000.0);
            let corners = corners.iter().flat_map(|part| part.exterior().coords().copied().collect::<Vec<_>>());
            places.extend(corners.filter_map(|at| Position::new(at.y, at.x)));
        }
        places
    }

    fn ships(&self, sea: &mut Sea, svg: &mut Svg) {
        let event = self.event;
        let around_ms = ms_from_hours((event.duration_h * CONTEXT_SHARE).max(LEAST_CONTEXT_H));
        let end = end_of(event, self.tracks);
        let [before, after] = [(event.start, -around_ms), (end, around_ms)]
            .map(|(time, by_ms)| crate::fix::timestamp(time.as_millisecond().saturating_add(by_ms)));
        let around = [(before, event.start), (end, after)];
        let is_gathering = matches!(event.kind, EventKind::Gathering(_));
        let is_gap = matches!(event.kind, EventKind::Gap(_));
        let others = self.others();
        let is_pair = !is_gathering && others.len() == 1;
        svg.begin("tracks");
        sea.legend.add(Sample::Line(Paint::line(OWN, OWN_WIDTH)), name_of(self.tracks, &event.vessel, event.hull));
        let faint = |colour| Paint::line(colour, 1.0).faint(0.45);
        for ship in &others {
            let paint = if is_gathering { Paint::line(OTHERS, 0.8) } else { Paint::line(OTHER, OTHER_WIDTH) };
            if !is_gathering {
                for (from, to) in around {
                    sea.track(&self.way(&ship.vessel, ship.hull, from, to), self.max_step_h, faint(OTHER), svg);
                }
            }
            if sea.track(&self.during(&ship.vessel, ship.hull), self.max_step_h, paint, svg) {
                let name =
                    if is_pair { name_of(self.tracks, &ship.vessel, ship.hull) } else { "other ships".to_owned() };
                sea.legend.add(Sample::Line(paint), name);
            }
        }
        let mut is_around = false;
        for (from, to) in around {
            is_around |= sea.track(&self.way(&event.vessel, event.hull, from, to), self.max_step_h, faint(OWN), svg);
        }
        // The way over a gap is drawn as the silence that it is.
        if self.leaps().is_empty() || !is_gap {
            sea.track(&self.during(&event.vessel, event.hull), self.max_step_h, Paint::line(OWN, OWN_WIDTH), svg);
        }
        if is_around {
            sea.legend.add(Sample::Line(faint(FAINT_INK)), "before and after");
        }
        for (index, leap) in self.leaps().into_iter().enumerate() {
            // A way back beside the way there is told apart by its dots.
            let paint = Paint::line(EVENT, 1.8).dashed(if index == 0 { "6 4" } else { "1.5 8.5" });
            svg.lines(&sea.view.way(&leap), paint);
            let text = match (is_gap, index) {
                (true, _) => "the silence",
                (false, 0) => "the jump",
                (false, _) => "the way back",
            };
            sea.legend.add(Sample::Line(paint), format!("{text}, as the crow flies"));
        }
        svg.end();
    }

    fn signs(&self, sea: &mut Sea, svg: &mut Svg) {
        let event = self.event;
        let is_gap = matches!(event.kind, EventKind::Gap(_));
        let [start, end] = if is_gap { ["OFF", "ON"] } else { ["start", "end"] };
        svg.begin("signs");
        sea.legend.add(Sample::Symbol(Symbol::Start(OWN)), start);
        if event.position != event.start_position && Some(event.position) != event.end_position {
            sea.mark(event.position, Symbol::Place(EVENT), "", svg);
            sea.legend.add(Sample::Symbol(Symbol::Place(EVENT)), "the event's position");
        }
        if let (Some(place), Some(time)) = (event.end_position, event.end) {
            sea.mark(place, Symbol::End(OWN), &format!("{end} {}", when(time)), svg);
            sea.legend.add(Sample::Symbol(Symbol::End(OWN)), end);
        }
        sea.mark(event.start_position, Symbol::Start(OWN), &format!("{start} {}", when(event.start)), svg);
        for place in self.set_aside() {
            sea.mark(place, Symbol::Cross(EVENT), "", svg);
            sea.legend.add(Sample::Symbol(Symbol::Cross(EVENT)), "position that no track has");
        }
        if let EventKind::Encounter(meeting) = &event.kind {
            sea.mark(meeting.other_end, Symbol::End(OTHER), "", svg);
            sea.mark(meeting.other_start, Symbol::Start(OTHER), "", svg);
        }
        svg.end();
    }
}
