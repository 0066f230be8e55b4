//! Events and tracks as KML 2.3, for Google Earth and other globes.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::colour::{TRACK_COLOUR, colour_of};
use super::csv::{EVENT_COLUMNS, leaves};
use super::geojson::{TrackProperties, geometry};
use super::line::{Coordinates, Geometry, fixes_in_line, lon_in_line_deg};
use super::number::written;
use super::xml::{Xml, escaped};
use crate::fix::rfc3339;
use crate::units::ms_from_hours;
use crate::{Event, EventType, TrackSet, VesselId};

/// The columns of events and tracks by which a program may filter: names and types of KML.
const EVENT_FIELDS: [(&str, &str); 13] = [
    ("event_id", "string"),
    ("type", "string"),
    ("mmsi", "int"),
    ("vessel", "string"),
    ("hull", "int"),
    ("other_mmsi", "int"),
    ("other_vessel", "string"),
    ("other_hull", "int"),
    ("duration_h", "double"),
    ("observed_h", "double"),
    ("lat", "double"),
    ("lon", "double"),
    ("verdict", "string"),
];
const TRACK_FIELDS: [(&str, &str); 5] =
    [("mmsi", "int"), ("vessel", "string"), ("hull", "int"), ("duration_h", "double"), ("fixes", "int")];

/// Writes events as KML: a folder a type, a placemark an event with the time it took, so that a slider of time shows it. Lines are cut
/// at the antimeridian, as [`events_to_geojson`](super::events_to_geojson) has them. What a click shows holds all that is known of the
/// event, as `events.csv` has it; ships are named as the tracks name them.
///
/// Nothing in the file is fetched from elsewhere. Texts from the data stay texts, in what a click shows too, which is HTML.
///
/// # Errors
/// When writing fails.
///
/// # References
/// *OGC KML 2.3*, Open Geospatial Consortium 12-007r2, 2015.
pub fn events_to_kml(events: &[Event], tracks: &TrackSet, writer: impl Write) -> io::Result<()> {
    let mut kml = document("darkwake events", writer)?;
    for event_type in EventType::ALL {
        style(event_type.name(), colour_of(event_type), &mut kml)?;
    }
    schema("event", &EVENT_FIELDS, &mut kml)?;
    for event_type in EventType::ALL {
        let mut of_type = events.iter().filter(|event| event.type_name() == event_type.name()).peekable();
        if of_type.peek().is_some() {
            kml.start("Folder", &[])?;
            kml.leaf("name", &[], event_type.name())?;
            of_type.try_for_each(|event| placemark(event, tracks, &mut kml))?;
            kml.end()?;
        }
    }
    kml.finish()
}

/// Writes every track as KML: a placemark a hull, which moves as the slider of time does. Every position is a fix with its time; the
/// track is in parts where the ship was silent for longer than `max_step_h` hours, and at the antimeridian.
///
/// # Errors
/// When writing fails.
pub fn tracks_to_kml(tracks: &TrackSet, max_step_h: f64, writer: impl Write) -> io::Result<()> {
    let max_step_ms = ms_from_hours(max_step_h);
    let mut kml = document("darkwake tracks", writer)?;
    style("track", TRACK_COLOUR, &mut kml)?;
    schema("track", &TRACK_FIELDS, &mut kml)?;
    for track in tracks.iter() {
        let cells = cells(&TrackProperties::of(&track))?;
        let name = named(tracks, &track.vessel().id);
        let told = format!("hull {}, {} fixes", track.hull(), track.len());
        kml.start("Placemark", &[])?;
        kml.leaf("name", &[], &name)?;
        kml.leaf("description", &[], &description(&name, &told, &cells))?;
        kml.leaf("styleUrl", &[], "#track")?;
        write_fields("track", &TRACK_FIELDS, &cells, &mut kml)?;
        kml.start("gx:MultiTrack", &[])?;
        for fixes in fixes_in_line(&track, max_step_ms) {
            kml.start("gx:Track", &[])?;
            fixes.iter().try_for_each(|fix| kml.leaf("when", &[], &rfc3339(fix.time())))?;
            for fix in &fixes {
                let position = [lon_in_line_deg(fix), fix.position().lat_deg()];
                kml.leaf("gx:coord", &[], &format!("{} 0", coordinate(position, " ")))?;
            }
            kml.end()?;
        }
        kml.end()?;
        kml.end()?;
    }
    kml.finish()
}

fn document<W: Write>(name: &str, writer: W) -> io::Result<Xml<W>> {
    let mut kml = Xml::begin(writer)?;
    let namespaces = [("xmlns", "http://www.opengis.net/kml/2.2"), ("xmlns:gx", "http://www.google.com/kml/ext/2.2")];
    kml.start("kml", &namespaces)?;
    kml.start("Document", &[])?;
    kml.leaf("name", &[], name)?;
    Ok(kml)
}

/// A style for points and lines of a colour, given as `#` and red, green and blue; KML has them the other way round.
fn style<W: Write>(name: &str, rgb: &str, kml: &mut Xml<W>) -> io::Result<()> {
    let colour = format!("ff{}{}{}", &rgb[5..7], &rgb[3..5], &rgb[1..3]);
    kml.start("Style", &[("id", name)])?;
    for (element, width) in [("IconStyle", None), ("LineStyle", Some("2"))] {
        kml.start(element, &[])?;
        kml.leaf("color", &[], &colour)?;
        width.map_or(Ok(()), |width| kml.leaf("width", &[], width))?;
        kml.end()?;
    }
    // Without it, the name would be shown as HTML too.
    kml.start("BalloonStyle", &[])?;
    kml.leaf("text", &[], "$[description]")?;
    kml.end()?;
    kml.end()
}

fn schema<W: Write>(name: &str, fields: &[(&str, &str)], kml: &mut Xml<W>) -> io::Result<()> {
    kml.start("Schema", &[("name", name), ("id", name)])?;
    for &(field, field_type) in fields {
        kml.start("SimpleField", &[("type", field_type), ("name", field)])?;
        kml.end()?;
    }
    kml.end()
}

/// The name of a ship, or its identity where it has none.
fn named(tracks: &TrackSet, id: &VesselId) -> String {
    let name = tracks.vessel(id).and_then(|vessel| vessel.facts.name.best());
    name.map_or_else(|| id.to_string(), |name| format!("{name} ({id})"))
}

fn placemark<W: Write>(event: &Event, tracks: &TrackSet, kml: &mut Xml<W>) -> io::Result<()> {
    let cells = cells(event)?;
    let possible = if event.is_possible() { "possible " } else { "" };
    let mut name = format!("{possible}{}: {}", event.type_name(), named(tracks, &event.vessel));
    if let Some(other) = &event.other {
        name.push_str(&format!(" and {}", named(tracks, &other.vessel)));
    }
    kml.start("Placemark", &[])?;
    kml.leaf("name", &[], &name)?;
    kml.leaf("description", &[], &description(&name, &event.told(), &cells))?;
    kml.start("TimeSpan", &[])?;
    kml.leaf("begin", &[], &rfc3339(event.start))?;
    if let Some(end) = event.end {
        kml.leaf("end", &[], &rfc3339(end))?;
    }
    kml.end()?;
    kml.leaf("styleUrl", &[], &format!("#{}", event.type_name()))?;
    write_fields("event", &EVENT_FIELDS, &cells, kml)?;
    write_geometry(&geometry(event), kml)?;
    kml.end()
}

/// What is known of an event or a track, in the order of the columns of `events.csv`.
fn cells(of: &impl Serialize) -> io::Result<Vec<(String, String)>> {
    let mut cells = Vec::new();
    leaves(of, &mut |name, leaf| {
        let cell = match leaf {
            Value::String(text) => text.clone(),
            leaf => leaf.to_string(),
        };
        cells.push((name.to_owned(), cell));
    })?;
    cells.sort_by_key(|(name, _)| EVENT_COLUMNS.iter().position(|column| column == name));
    // GDAL takes a field `id` for that of the element.
    cells.iter_mut().filter(|(name, _)| name == "id").for_each(|(name, _)| *name = "event_id".to_owned());
    Ok(cells)
}

fn write_fields<W: Write>(
    schema: &str,
    fields: &[(&str, &str)],
    cells: &[(String, String)],
    kml: &mut Xml<W>,
) -> io::Result<()> {
    kml.start("ExtendedData", &[])?;
    kml.start("SchemaData", &[("schemaUrl", &format!("#{schema}"))])?;
    for (field, _) in fields {
        if let Some((_, cell)) = cells.iter().find(|(name, _)| name == field) {
            kml.leaf("SimpleData", &[("name", field)], cell)?;
        }
    }
    kml.end()?;
    kml.end()
}

/// What a click shows, as HTML: an event or a track in words, then all that is known of it.
fn description(name: &str, told: &str, cells: &[(String, String)]) -> String {
    let mut html = format!("<h3>{}</h3><p>{}</p><table>", escaped(name), escaped(told));
    for (name, cell) in cells {
        html.push_str(&format!("<tr><td>{name}</td><td>{}</td></tr>", escaped(cell)));
    }
    // Google Earth takes `$[name]` for the text of that name.
    html.replace("$[", "$&#91;") + "</table>"
}

fn write_geometry<W: Write>(geometry: &Geometry, kml: &mut Xml<W>) -> io::Result<()> {
    match geometry {
        Geometry::Point(position) => {
            kml.start("Point", &[])?;
            kml.leaf("coordinates", &[], &coordinate(*position, ","))?;
            kml.end()
        }
        Geometry::LineString(line) => write_line(line, kml),
        Geometry::MultiLineString(lines) => {
            kml.start("MultiGeometry", &[])?;
            lines.iter().try_for_each(|line| write_line(line, kml))?;
            kml.end()
        }
        Geometry::Polygon(_) | Geometry::MultiPolygon(_) => unreachable!("an event is a point or a line"),
    }
}

fn write_line<W: Write>(line: &[Coordinates], kml: &mut Xml<W>) -> io::Result<()> {
    let places: Vec<String> = line.iter().map(|&position| coordinate(position, ",")).collect();
    kml.start("LineString", &[])?;
    // Along the sea, not through the earth.
    kml.leaf("tessellate", &[], "1")?;
    kml.leaf("coordinates", &[], &places.join(" "))?;
    kml.end()
}

fn coordinate([lon, lat]: Coordinates, between: &str) -> String {
    format!("{}{between}{}", written("lon", lon), written("lat", lat))
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document, Node};

    use super::*;
    use crate::output::geojson::tracks_to_geojson;
    use crate::output::testing::{event_with, events, fixes, tracks};

    fn kml(events: &[Event]) -> String {
        let mut bytes = Vec::new();
        events_to_kml(events, &tracks(), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn named<'a>(within: Node<'a, 'a>, name: &str) -> Vec<Node<'a, 'a>> {
        within.descendants().filter(|node| node.tag_name().name() == name).collect()
    }

    fn text<'a>(within: Node<'a, 'a>, name: &str) -> Option<&'a str> {
        named(within, name).first()?.text()
    }

    #[test]
    fn a_folder_a_type_and_a_placemark_an_event() {
        let text_of_all = kml(&events());
        let document = Document::parse(&text_of_all).unwrap();
        let mut shown = String::new();
        for folder in named(document.root(), "Folder") {
            shown.push_str(&format!("{}\n", text(folder, "name").unwrap()));
            for placemark in named(folder, "Placemark") {
                let lines: Vec<&str> = named(placemark, "coordinates").iter().filter_map(Node::text).collect();
                let [begin, end] = ["begin", "end"].map(|name| text(placemark, name).unwrap_or("-"));
                let name = text(placemark, "name").unwrap();
                shown.push_str(&format!("  {name} | {begin} to {end} | {}\n", lines.join(" | ")));
            }
        }
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn every_style_and_schema_is_there() {
        let text_of_all = kml(&events());
        let document = Document::parse(&text_of_all).unwrap();
        let has = |id: &str| document.descendants().any(|node| node.attribute("id") == Some(id));
        for name in named(document.root(), "styleUrl") {
            assert!(has(name.text().unwrap().strip_prefix('#').unwrap()), "{name:?}");
        }
        for fields in named(document.root(), "SchemaData") {
            assert!(has(fields.attribute("schemaUrl").unwrap().strip_prefix('#').unwrap()));
        }
    }

    #[test]
    fn fields_say_what_the_event_says() {
        let event = &events()[0];
        let text_of_all = kml(std::slice::from_ref(event));
        let document = Document::parse(&text_of_all).unwrap();
        let fields: Vec<(&str, &str)> = named(document.root(), "SimpleData")
            .iter()
            .map(|field| (field.attribute("name").unwrap(), field.text().unwrap()))
            .collect();
        let known: Vec<(String, String)> = cells(event).unwrap();
        for (name, cell) in &fields {
            assert!(known.iter().any(|(known, value)| known == name && value == cell), "{name}");
        }
        assert!(fields.contains(&("event_id", &event.id.to_string())), "{fields:?}");
        assert!(fields.contains(&("type", event.type_name())), "{fields:?}");
    }

    /// A click shows HTML: there, the name must not be an element either.
    #[test]
    fn a_hostile_name_stays_a_name() {
        let hostile = "<script>alert(1)</script>&]]>\u{7}$[id]";
        let text_of_all = kml(&[event_with(hostile, "lat", 1.0)]);
        let document = Document::parse(&text_of_all).unwrap();
        let name = text(document.root(), "description").unwrap();
        assert!(!name.contains("<script") && !name.contains("$["), "{name}");
        assert!(name.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;]]&gt;\u{fffd}$&#91;id]"), "{name}");
        let placemark = named(document.root(), "Placemark")[0];
        assert!(text(placemark, "name").unwrap().contains("<script>alert(1)</script>&]]>\u{fffd}"));
    }

    #[test]
    fn fields_of_a_track_are_the_properties_of_geojson() {
        let mut bytes = Vec::new();
        tracks_to_kml(&fixes().into_tracks(), 1.0, &mut bytes).unwrap();
        let text_of_all = String::from_utf8(bytes).unwrap();
        let mut bytes = Vec::new();
        tracks_to_geojson(&fixes().into_tracks(), 1.0, &mut bytes).unwrap();
        let of_geojson: Value = serde_json::from_slice(&bytes).unwrap();
        let document = Document::parse(&text_of_all).unwrap();
        let placemarks = named(document.root(), "Placemark");
        assert_eq!(placemarks.len(), of_geojson["features"].as_array().unwrap().len());
        for (placemark, feature) in placemarks.iter().zip(of_geojson["features"].as_array().unwrap()) {
            let fields = named(*placemark, "SimpleData");
            assert!(fields.len() >= 4, "{fields:?}");
            // A click shows them too.
            let shown = text(*placemark, "description").unwrap();
            assert!(
                shown.contains(&format!("<td>start</td><td>{}</td>", feature["properties"]["start"].as_str().unwrap())),
                "{shown}"
            );
            for field in fields {
                let property = &feature["properties"][field.attribute("name").unwrap()];
                assert_eq!(
                    field.text().unwrap(),
                    property.as_str().map_or_else(|| property.to_string(), str::to_owned)
                );
            }
        }
    }

    #[test]
    fn a_track_is_in_parts_between_silences() {
        let mut bytes = Vec::new();
        tracks_to_kml(&fixes().into_tracks(), 1.0, &mut bytes).unwrap();
        let text_of_all = String::from_utf8(bytes).unwrap();
        let document = Document::parse(&text_of_all).unwrap();
        let parts: Vec<Vec<&str>> = named(document.root(), "Track")
            .iter()
            .map(|track| track.children().filter(Node::is_element).filter_map(|child| child.text()).collect())
            .collect();
        assert_eq!(parts.len(), 4);
        assert_eq!(parts[0], ["2024-05-01T00:00:00.000Z", "179.800000 10.000000 0"]);
        assert_eq!(parts[1], ["2024-05-01T01:00:00.000Z", "-179.800000 10.000000 0"]);
    }
}
