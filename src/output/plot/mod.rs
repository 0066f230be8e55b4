//! Pictures of events and hulls in SVG, for a paper or a file: no browser is needed to make them, nor a network.
//!
//! - [`EventMap`]: one event on the sea, with the ships that took part and what a silence leaves within reach.
//! - [`HullMap`]: one hull, its whole track and its events.
//! - [`TimePlot`]: speed, distance to the other ship and distance from shore over time, with events shaded and silences
//!   hatched.
//!
//! ```
//! use darkwake::output::plot::{EventMap, TimePlot};
//! # let mut fixes = darkwake::Fixes::builder();
//! # for (time, lat) in [("2024-05-01T00:00Z", 37.2), ("2024-05-01T00:10Z", 37.3), ("2024-05-01T10:00Z", 38.0)] {
//! #     let position = darkwake::Position::new(lat, 131.0).expect("valid");
//! #     fixes.push(darkwake::VesselId::new("440123456"), darkwake::Fix::new(time.parse()?, position));
//! # }
//! # let fixes = fixes.build();
//! let found = darkwake::Pipeline::new().run_on(fixes)?;
//! for event in &found.events {
//!     let (mut map, mut plot) = (Vec::new(), Vec::new());
//!     EventMap::new(event, &found.tracks).with_chart(found.chart.as_ref()).to_svg(&mut map)?;
//!     TimePlot::of_event(event, &found.tracks).to_svg(&mut plot)?;
//! #   assert!(map.starts_with(b"<svg") && plot.starts_with(b"<svg"));
//!     // std::fs::write(format!("{}.svg", event.id), map)?;
//! }
//! # assert_eq!(found.events.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How they look
//! 720 pixels wide, texts of 9 to 14 pixels: at the width of a page (17 cm) they print at 6 to 9 points. Colours are those of
//! Okabe and Ito for tracks; lines differ by dash and signs by shape too, so that nothing rests on colour alone. Whatever stands in
//! the data, such as the name of a ship, stays text.
//!
//! M. Okabe, K. Ito, *Color Universal Design*, 2008, <https://jfly.uni-koeln.de/color/>.

mod axis;
mod clip;
mod event_map;
mod furniture;
mod graticule;
mod hull_map;
mod labels;
mod panel;
mod projection;
mod sea;
mod svg;
#[cfg(test)]
mod tests;
mod time_plot;
mod view;

use jiff::Timestamp;

use self::clip::Frame;
pub use self::event_map::EventMap;
use self::furniture::{Heading, Legend};
pub use self::hull_map::HullMap;
use self::svg::Svg;
pub use self::time_plot::TimePlot;
use crate::{Event, EventType, Track, TrackSet, Verdict, Vessel, VesselId};

/// The width of every picture in pixels.
const WIDTH: f64 = 720.0;
/// Free space left and right of texts.
const MARGIN: f64 = 12.0;
/// The height of the sea on a map.
const MAP_HEIGHT: f64 = 470.0;
/// Where the frame of a map, or of a panel, begins and ends: its labels stand left of it.
const FRAME_LEFT: f64 = 58.0;
const FRAME_RIGHT: f64 = WIDTH - MARGIN;

/// A longer silence is dashed or hatched unless another time is asked for, in hours: the longest step of most rules.
const MAX_STEP_H: f64 = 1.0;
/// How much is shown before and after an event, as a share of its duration, and at least, in hours.
const CONTEXT_SHARE: f64 = 0.5;
const LEAST_CONTEXT_H: f64 = 6.0;

const INK: &str = "#1b2229";
const FAINT_INK: &str = "#55606a";
const SEA: &str = "#f6f9fb";
const LAND: &str = "#e2ded4";
const COAST: &str = "#8f897c";
const FRAME: &str = "#3a444d";
const GRATICULE: &str = "#c3ccd3";
const ZONE: &str = "#007a58";
const PORT: &str = "#3a444d";
const REACH: &str = "#3a8fc2";
const OWN: &str = super::colour::TRACK_COLOUR;
const OTHER: &str = "#d55e00";
const OTHERS: &str = "#8a949c";
const EVENT: &str = "#a3195b";

/// The colour of a type of events: as everywhere, but that of zone visits is darker, to be read as a text on white too.
fn colour_of(event_type: EventType) -> &'static str {
    match event_type {
        EventType::ZoneVisit => "#8a6800",
        event_type => super::colour::colour_of(event_type),
    }
}

/// What an event is called in a title. What was not seen is never called as if it had been.
fn type_in_words(event: &Event) -> &'static str {
    match event.kind.event_type() {
        EventType::Encounter => "Encounter",
        EventType::Gap => "Gap",
        EventType::Gathering => "Gathering",
        EventType::IdentityConflict => "Identity conflict",
        EventType::ImpossiblePosition => "Impossible position",
        EventType::Loitering => "Loitering",
        EventType::PortVisit => "Port visit",
        EventType::PositionJump => "Position jump",
        EventType::ZoneVisit if event.is_possible() => "Possible zone visit (unseen)",
        EventType::ZoneVisit => "Zone visit",
    }
}

fn verdict_in_words(verdict: Verdict) -> String {
    let words = match verdict {
        Verdict::LikelyDeliberate => "likely deliberate",
        Verdict::ExplainedByReception => "explained by reception",
        Verdict::SeveralShips => "several ships",
        Verdict::SharedByOthers => "shared by others",
        Verdict::Undetermined => "undetermined",
    };
    format!("; verdict: {words}")
}

/// A time to the minute, as ISO 8601 has it.
fn when(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%MZ").to_string()
}

fn span_in_words(event: &Event) -> String {
    let end = event.end.map_or("open at the end of the data".to_owned(), |end| format!("to {}", when(end)));
    format!("{} {end}, {:.1} h", when(event.start), event.duration_h)
}

/// The end of an event, or of the data while it is open.
fn end_of(event: &Event, tracks: &TrackSet) -> Timestamp {
    event.end.unwrap_or_else(|| tracks.data_end()).max(event.start)
}

/// A hull as a title has it: its name where it gave one, its identity, and its number where others share that.
fn name_of(tracks: &TrackSet, vessel: &VesselId, hull: u32) -> String {
    let name = tracks.vessel(vessel).and_then(|vessel: &Vessel| vessel.facts.name.best());
    let number = if tracks.tracks_of(vessel).len() > 1 { format!(" #{hull}") } else { String::new() };
    match name {
        Some(name) => format!("{name} ({vessel}{number})"),
        None => format!("{vessel}{number}"),
    }
}

/// The events in which the hull of a track took part.
fn events_of<'a>(track: &Track<'_>, events: &'a [Event]) -> Vec<&'a Event> {
    let (vessel, hull) = (&track.vessel().id, track.hull());
    events.iter().filter(|event| event.hulls().any(|(id, number)| id == vessel && number == hull)).collect()
}

/// Where things stand in a picture: a heading, what is drawn, a legend.
struct Page {
    map: Frame,
}

impl Page {
    fn under(heading: &Heading) -> Page {
        let top = heading.height() + 4.0;
        Page { map: Frame { left: FRAME_LEFT, top, right: FRAME_RIGHT, bottom: top + MAP_HEIGHT } }
    }

    fn finish(&self, heading: &Heading, legend: &Legend, body: &Svg, title: &str) -> String {
        finish(heading, legend, body, self.map.bottom + 18.0, title)
    }
}

/// A whole picture: a heading, a body, and a legend from here on.
fn finish(heading: &Heading, legend: &Legend, body: &Svg, legend_top: f64, title: &str) -> String {
    let mut svg = Svg::new(WIDTH, legend_top + legend.height() + 8.0, title);
    heading.draw(&mut svg);
    svg.add(body);
    legend.draw(legend_top, &mut svg);
    svg.finish()
}
