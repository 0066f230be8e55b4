//! Speed and distances over time.

use std::io::{self, Write};

use jiff::Timestamp;

use super::axis::{Axis, TimeMark, metres, time_marks, window};
use super::clip::Frame;
use super::furniture::{Heading, Legend, Sample, plain};
use super::hull_map::account;
use super::panel::{Clock, Panel, SILENT, draw_times, hatch};
use super::svg::{Anchor, Paint, Svg, Type, fitted, text_width};
use super::{
    CONTEXT_SHARE, FRAME_LEFT, FRAME_RIGHT, LEAST_CONTEXT_H, OTHER, OWN, colour_of, end_of, finish, name_of,
    span_in_words, type_in_words, verdict_in_words,
};
use crate::chart::ShoreCursor;
use crate::fix::timestamp;
use crate::geodesy::geodesic_m;
use crate::units::ms_from_hours;
use crate::{Chart, Event, EventType, Fix, OtherShip, Track, TrackSet, VesselId};

/// The speed of positions is that over at least so many hours: 5 minutes.
const BASELINE_H: f64 = 5.0 / 60.0;
const PANEL_HEIGHT: f64 = 120.0;
/// Between panels: room for a title.
const PANEL_GAP: f64 = 26.0;
const LANE_HEIGHT: f64 = 13.0;
/// Events that overlap lie in lanes, of which there are no more than this.
const MOST_LANES: usize = 6;
/// Positions of AIS tell distances no better than this, in metres.
const LEAST_DISTANCE_M: f64 = 10.0;
const SHORE: &str = "#5d5233";
const REPORTED: &str = "#8a949c";

/// What a hull did over time, in SVG: its speed, its distance to the other ship of an encounter, its distance from shore where
/// a chart has one. Events are shaded, silences hatched. See [`TimePlot::to_svg`].
#[derive(Clone, Debug)]
#[must_use]
pub struct TimePlot<'a> {
    tracks: &'a TrackSet,
    vessel: &'a VesselId,
    hull: u32,
    /// The one that it is about; without one, it is about all of the hull.
    event: Option<&'a Event>,
    events: Vec<&'a Event>,
    chart: Option<&'a Chart>,
    max_step_h: f64,
}

impl<'a> TimePlot<'a> {
    /// Of the hull of this event, from some hours before to some hours after it.
    pub fn of_event(event: &'a Event, tracks: &'a TrackSet) -> TimePlot<'a> {
        TimePlot {
            tracks,
            vessel: &event.vessel,
            hull: event.hull,
            event: Some(event),
            events: vec![event],
            chart: None,
            max_step_h: super::MAX_STEP_H,
        }
    }

    /// Of this track of a track set, all of it, with those of the events in which its hull took part.
    pub fn of_hull(track: &Track<'a>, tracks: &'a TrackSet, events: &'a [Event]) -> TimePlot<'a> {
        let (vessel, hull) = (&track.vessel().id, track.hull());
        let events = super::events_of(track, events);
        TimePlot { tracks, vessel, hull, event: None, events, chart: None, max_step_h: super::MAX_STEP_H }
    }

    /// With the distance from the shore of this chart.
    pub fn with_chart(self, chart: Option<&'a Chart>) -> TimePlot<'a> {
        TimePlot { chart, ..self }
    }

    /// With silences longer than this many hours hatched, and no line across them; 1 by default.
    pub fn with_max_step_h(self, max_step_h: f64) -> TimePlot<'a> {
        TimePlot { max_step_h, ..self }
    }

    /// Writes the plot as one SVG.
    ///
    /// Of speeds there are two: what the ship reported (dots) and what its positions show, as
    /// [`Track::speeds_kn`] over 5 minutes (line). The distance to the other ship is on a logarithmic scale.
    ///
    /// The same tracks, events and chart give the same bytes.
    ///
    /// # Errors
    /// When writing fails.
    pub fn to_svg(&self, mut writer: impl Write) -> io::Result<()> {
        writer.write_all(self.draw().as_bytes())
    }

    fn draw(&self) -> String {
        let name = name_of(self.tracks, self.vessel, self.hull);
        let track = self.tracks.track_of(self.vessel, self.hull);
        let (start, end) = self.span(track.as_ref());
        let (start_ms, end_ms) = window(start, end);
        let clock = Clock { start_ms, end_ms, left: FRAME_LEFT, right: FRAME_RIGHT };
        let heading = self.heading(&name, track.as_ref());
        let shown = track.as_ref().map(|track| track.between(timestamp(start_ms), timestamp(end_ms)));
        let mut legend = Legend::default();
        let panels = self.panels(track.as_ref(), shown.as_ref(), &mut legend);
        let marks = time_marks(start_ms, end_ms);

        let mut body = Svg::part();
        let lanes = self.lanes(&clock);
        let lane_count = lanes.iter().map(|&(lane, _, _)| lane + 1).max().unwrap_or(0);
        let lanes_top = heading.height() + 6.0;
        let mut top = lanes_top + LANE_HEIGHT * lane_count as f64 + PANEL_GAP - 6.0;
        let mut last = Frame { left: FRAME_LEFT, right: FRAME_RIGHT, top, bottom: top };
        for panel in &panels {
            last = Frame { left: FRAME_LEFT, right: FRAME_RIGHT, top, bottom: top + PANEL_HEIGHT };
            self.draw_panel(panel, last, &clock, &marks, &mut legend, &mut body);
            top = last.bottom + PANEL_GAP;
        }
        body.begin("times");
        draw_times(last, &clock, &marks, &mut body);
        body.end();
        self.draw_lanes(&lanes, lanes_top, &clock, &mut body);
        for event in self.events.iter().filter(|event| event.is_possible()) {
            let paint = Paint::line(colour_of(event.kind.event_type()), 1.0).dashed("3 2");
            legend.add(Sample::Area(paint), type_in_words(event));
        }
        finish(&heading, &legend, &body, last.bottom + 46.0, &format!("{name}: over time"))
    }

    fn heading(&self, name: &str, track: Option<&Track<'_>>) -> Heading {
        match self.event {
            Some(event) => {
                let what = type_in_words(event);
                let other = event.other.as_ref().map(|other| name_of(self.tracks, &other.vessel, other.hull));
                let title = format!("{what}: {name}{}", other.map(|other| format!(" and {other}")).unwrap_or_default());
                let verdict = event.verdict.map(verdict_in_words).unwrap_or_default();
                Heading::new(&title, &[format!("{}{verdict}", span_in_words(event))], &event.told())
            }
            None => Heading::new(name, &[], &track.map(|track| account(track, &self.events)).unwrap_or_default()),
        }
    }

    /// The time that is shown.
    fn span(&self, track: Option<&Track<'_>>) -> (Timestamp, Timestamp) {
        let whole = track.and_then(|track| Some((track.start()?, track.end()?)));
        let Some(event) = self.event else {
            let (first, last) = whole.unwrap_or((self.tracks.data_end(), self.tracks.data_end()));
            // An open gap reaches beyond the last fix.
            let ends = self.events.iter().map(|event| end_of(event, self.tracks));
            return (first, ends.fold(last, Timestamp::max));
        };
        let end = end_of(event, self.tracks);
        let around_ms = ms_from_hours((event.duration_h * CONTEXT_SHARE).max(LEAST_CONTEXT_H));
        let beyond = |time: Timestamp, by_ms: i64| timestamp(time.as_millisecond().saturating_add(by_ms));
        match whole {
            Some((first, last)) => {
                (beyond(event.start, -around_ms).max(first).min(event.start), beyond(end, around_ms).min(last).max(end))
            }
            None => (event.start, end),
        }
    }

    fn panels(&self, track: Option<&Track<'_>>, shown: Option<&Track<'_>>, legend: &mut Legend) -> Vec<Panel> {
        let mut panels = vec![self.speeds(track, shown, legend)];
        let Some(shown) = shown else { return panels };
        if let Some(other) = self.event.filter(|event| event.kind.event_type() == EventType::Encounter)
            && let Some(ship) = &other.other
        {
            panels.extend(self.distances(shown, ship));
        }
        panels.extend(self.chart.filter(|chart| chart.land().is_some()).map(|chart| self.shore(shown, chart)));
        panels
    }

    /// Values of fixes as lines that end at silences.
    fn lines(&self, values: impl Iterator<Item = (i64, Option<f64>)>) -> Vec<Vec<(i64, f64)>> {
        let max_step_ms = ms_from_hours(self.max_step_h);
        let mut lines: Vec<Vec<(i64, f64)>> = Vec::new();
        let mut is_open = false;
        for (time_ms, value) in values {
            let Some(value) = value.filter(|value| value.is_finite()) else {
                is_open = false;
                continue;
            };
            match lines.last_mut() {
                Some(line) if is_open && line.last().is_some_and(|last| time_ms - last.0 <= max_step_ms) => {
                    line.push((time_ms, value));
                }
                _ => lines.push(vec![(time_ms, value)]),
            }
            is_open = true;
        }
        lines
    }

    fn speeds(&self, track: Option<&Track<'_>>, shown: Option<&Track<'_>>, legend: &mut Legend) -> Panel {
        let paint = Paint::line(OWN, 1.3);
        // The speed at an end of the window rests on what lies beyond.
        let all = track.map(|track| track.speeds_kn(BASELINE_H, self.max_step_h)).unwrap_or_default();
        let times_ms = track.map(Track::times_ms).unwrap_or_default();
        let range = shown.map_or(&[][..], Track::times_ms);
        let within = |time_ms: &i64| range.first() <= Some(time_ms) && Some(time_ms) <= range.last();
        let values = times_ms.iter().copied().zip(all).filter(|(time_ms, _)| within(time_ms));
        let lines = self.lines(values);
        let reported = |fix: Fix| fix.sog_kn().map(|sog_kn| (fix.time_ms(), sog_kn));
        let dots: Vec<(i64, f64)> = shown.iter().flat_map(|track| track.iter().filter_map(reported)).collect();
        let most = lines.iter().flatten().chain(&dots).map(|value| value.1).fold(0.0, f64::max);
        legend.add(Sample::Line(paint), "speed of positions, over 5 min");
        if !dots.is_empty() {
            legend.add(Sample::Line(Paint::line(REPORTED, 2.0).dashed("2 4")), "speed reported (SOG)");
        }
        Panel {
            title: "speed over ground (kn)".to_owned(),
            axis: Axis::linear(most),
            mark: plain,
            paint,
            lines,
            dots,
            dot_colour: REPORTED,
        }
    }

    /// The distance to the other ship, at each fix of either.
    fn distances(&self, shown: &Track<'_>, ship: &OtherShip) -> Option<Panel> {
        let other = self.tracks.track_of(&ship.vessel, ship.hull)?;
        let (start, end) = (shown.start()?, shown.end()?);
        let mut times_ms: Vec<i64> = [shown.times_ms(), other.between(start, end).times_ms()].concat();
        times_ms.sort_unstable();
        times_ms.dedup();
        let distance = |time_ms: i64| {
            let time = timestamp(time_ms);
            let own = shown.position_at(time, self.max_step_h)?;
            Some(geodesic_m(own, other.position_at(time, self.max_step_h)?))
        };
        let lines = self.lines(times_ms.into_iter().map(|time_ms| (time_ms, distance(time_ms))));
        let values = || lines.iter().flatten().map(|value| value.1);
        let (least, most) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
        if !least.is_finite() {
            return None;
        }
        let other_name = fitted(&name_of(self.tracks, &ship.vessel, ship.hull), 10.5, 250.0);
        Some(Panel {
            title: format!("distance to {other_name} (logarithmic; what is under 10 m is drawn at 10 m)"),
            axis: Axis::log(least, most, LEAST_DISTANCE_M),
            mark: metres,
            paint: Paint::line(OTHER, 1.3),
            lines,
            dots: Vec::new(),
            dot_colour: OTHER,
        })
    }

    fn shore(&self, shown: &Track<'_>, chart: &Chart) -> Panel {
        let mut cursor = ShoreCursor::new();
        let mut distance_km =
            |fix: Fix| chart.distance_from_shore_along_m(fix.position(), &mut cursor).map(|shore_m| shore_m / 1000.0);
        let lines = self.lines(shown.iter().map(|fix| (fix.time_ms(), distance_km(fix))));
        let most = lines.iter().flatten().map(|value| value.1).fold(0.0, f64::max);
        Panel {
            title: "distance from shore (km)".to_owned(),
            axis: Axis::linear(most),
            mark: plain,
            paint: Paint::line(SHORE, 1.3),
            lines,
            dots: Vec::new(),
            dot_colour: SHORE,
        }
    }

    /// The lane of each event and its ends in the picture: the first lane that is free.
    fn lanes(&self, clock: &Clock) -> Vec<(usize, f64, f64)> {
        let mut free_from: Vec<f64> = Vec::new();
        let mut lane_of = |event: &&Event| {
            let [left, right] = [event.start, end_of(event, self.tracks)].map(|time| clock.x(time.as_millisecond()));
            let right = right.max((left + 1.5).min(clock.right));
            let free = free_from.iter().position(|&from| from <= left).unwrap_or(free_from.len().min(MOST_LANES - 1));
            match free_from.get_mut(free) {
                Some(from) => *from = from.max(right + 1.0),
                None => free_from.push(right + 1.0),
            }
            (free, left.min(right - 1.5).max(clock.left), right)
        };
        self.events.iter().map(&mut lane_of).collect()
    }

    fn draw_lanes(&self, lanes: &[(usize, f64, f64)], top: f64, clock: &Clock, svg: &mut Svg) {
        svg.begin("events");
        for (&(lane, left, right), event) in lanes.iter().zip(&self.events) {
            let event_type = event.kind.event_type();
            let y = top + LANE_HEIGHT * lane as f64;
            let colour = colour_of(event_type);
            // What was not seen is an empty bar.
            let (paint, ink) = match event.is_possible() {
                true => (Paint::line(colour, 1.0).dashed("3 2").over("#ffffff", 1.0), colour),
                false => (Paint::filled(colour), "#ffffff"),
            };
            svg.rect([left, y + 1.0], [right, y + LANE_HEIGHT - 1.0], paint);
            let name = type_in_words(event);
            if text_width(name, 9.0) + 6.0 < right - left {
                let look = Type { fill: ink, ..Type::of_size(9.0) };
                svg.text([left + 3.0, y + LANE_HEIGHT - 3.7], name, look);
            }
        }
        if !lanes.is_empty() {
            let look = Type { fill: super::FAINT_INK, ..Type::of_size(9.5) }.at(Anchor::End);
            svg.text([clock.left - 5.0, top + LANE_HEIGHT - 3.5], "events", look);
        }
        svg.end();
    }

    fn draw_panel(
        &self,
        panel: &Panel,
        frame: Frame,
        clock: &Clock,
        marks: &[TimeMark],
        legend: &mut Legend,
        svg: &mut Svg,
    ) {
        svg.begin("panel");
        for event in self.events.iter().filter(|event| !event.is_possible()) {
            let [left, right] = [event.start, end_of(event, self.tracks)].map(|time| clock.x(time.as_millisecond()));
            let colour = colour_of(event.kind.event_type());
            let paint = Paint::filled(colour).over(colour, 0.13);
            if right > left {
                svg.rect([left, frame.top], [right, frame.bottom], paint);
            }
            legend.add(Sample::Area(paint), type_in_words(event));
        }
        let max_step_ms = ms_from_hours(self.max_step_h);
        let track = self.tracks.track_of(self.vessel, self.hull);
        let times_ms = track.as_ref().map(Track::times_ms).unwrap_or_default();
        let steps = times_ms.windows(2).map(|step| (step[0], step[1]));
        // Behind the last fix the ship was silent as far as the data goes.
        let data_end_ms = self.tracks.data_end().as_millisecond();
        let after = times_ms.last().map(|&last_ms| (last_ms, data_end_ms.min(clock.end_ms)));
        for (from_ms, to_ms) in steps.chain(after).filter(|(from_ms, to_ms)| to_ms - from_ms > max_step_ms) {
            let (left, right) = (clock.x(from_ms), clock.x(to_ms));
            if right > left {
                let text = format!("silent for over {} h", plain(self.max_step_h));
                legend.add(Sample::Line(Paint::line(SILENT, 6.0).dashed("1.5 3")), text);
                hatch(frame, left, right, svg);
            }
        }
        panel.draw_scale(frame, clock, marks, svg);
        panel.draw_values(frame, clock, svg);
        svg.end();
    }
}
