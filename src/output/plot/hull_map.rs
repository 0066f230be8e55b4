//! The map of one hull and all its events.

use std::io::{self, Write};

use super::furniture::{Heading, Sample, Symbol};
use super::sea::Sea;
use super::svg::{Paint, Svg};
use super::view::View;
use super::{OWN, Page, colour_of, name_of, type_in_words, when};
use crate::{Chart, Event, EventKind, Fix, Position, Track, TrackSet};

/// A map of one hull in SVG: its whole track and its events, numbered in order of time. See [`HullMap::to_svg`].
#[derive(Clone, Debug)]
#[must_use]
pub struct HullMap<'a> {
    track: Track<'a>,
    tracks: &'a TrackSet,
    events: Vec<&'a Event>,
    chart: Option<&'a Chart>,
    max_step_h: f64,
}

impl<'a> HullMap<'a> {
    /// Of this track of a track set, with those of the events in which its hull took part.
    pub fn new(track: &Track<'a>, tracks: &'a TrackSet, events: &'a [Event]) -> HullMap<'a> {
        let events = super::events_of(track, events);
        HullMap { track: track.clone(), tracks, events, chart: None, max_step_h: super::MAX_STEP_H }
    }

    /// With the land, ports and zones of this chart.
    pub fn with_chart(self, chart: Option<&'a Chart>) -> HullMap<'a> {
        HullMap { chart, ..self }
    }

    /// With the track dashed over silences longer than this many hours; 1 by default.
    pub fn with_max_step_h(self, max_step_h: f64) -> HullMap<'a> {
        HullMap { max_step_h, ..self }
    }

    /// Writes the map as one SVG, in the projection of [`EventMap::to_svg`](super::EventMap::to_svg).
    ///
    /// The same track, events and chart give the same bytes.
    ///
    /// # Errors
    /// When writing fails.
    pub fn to_svg(&self, mut writer: impl Write) -> io::Result<()> {
        writer.write_all(self.draw().as_bytes())
    }

    fn draw(&self) -> String {
        let title = name_of(self.tracks, &self.track.vessel().id, self.track.hull());
        let heading = Heading::new(&title, &[], &account(&self.track, &self.events));
        let page = Page::under(&heading);
        let fixes: Vec<Fix> = self.track.iter().collect();
        let places: Vec<Position> = fixes.iter().map(Fix::position).collect();
        let view = View::of(&places, page.map);
        let mut body = Svg::part();
        let mut sea = Sea::begin(view, self.chart, &mut body);
        sea.zones(self.chart, &mut body);
        body.begin("tracks");
        let paint = Paint::line(OWN, 1.4);
        sea.legend.add(Sample::Line(paint), "heard");
        sea.track(&fixes, self.max_step_h, paint, &mut body);
        body.end();
        sea.furnish(&mut body);
        self.signs(&mut sea, &mut body);
        sea.zone_names(&mut body);
        sea.ports(self.chart, &mut body);
        page.finish(&heading, &sea.legend, &body, &format!("{title}: map"))
    }

    fn signs(&self, sea: &mut Sea, svg: &mut Svg) {
        svg.begin("signs");
        for (index, event) in self.events.iter().enumerate() {
            let colour = colour_of(event.kind.event_type());
            // An event of two stands where this hull was.
            let at = self.track.position_at(event.start, f64::INFINITY).unwrap_or(event.position);
            let place = if event.other.is_some() { at } else { event.position };
            let paint = Paint::line(colour, 1.6);
            if let EventKind::Gap(gap) = &event.kind
                && let Some(on) = &gap.on
            {
                svg.lines(&sea.view.way(&[gap.off.position(), on.position()]), paint.dashed("6 4"));
            }
            sea.mark(place, Symbol::Place(colour), &format!("{}", index + 1), svg);
            let what = type_in_words(event);
            sea.legend.add(Sample::Symbol(Symbol::Place(colour)), what);
        }
        if let (Some(first), Some(last)) = (self.track.first(), self.track.last()) {
            sea.mark(last.position(), Symbol::End(OWN), &format!("last fix {}", when(last.time())), svg);
            sea.mark(first.position(), Symbol::Start(OWN), &format!("first fix {}", when(first.time())), svg);
            sea.legend.add(Sample::Symbol(Symbol::Start(OWN)), "first fix");
            sea.legend.add(Sample::Symbol(Symbol::End(OWN)), "last fix");
        }
        svg.end();
    }
}

/// What there is of a hull, in a line.
pub(super) fn account(track: &Track<'_>, events: &[&Event]) -> String {
    let span = match (track.start(), track.end()) {
        (Some(start), Some(end)) => format!("{} to {}, ", when(start), when(end)),
        _ => String::new(),
    };
    let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    format!("{span}{}, {}", counted(track.len(), "fix", "fixes"), counted(events.len(), "event", "events"))
}
