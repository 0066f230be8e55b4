//! Events and tracks as GeoJSON (RFC 7946): a feature collection, one feature a line.

use std::io::{self, Write};

use serde::Serialize;

use super::line::{Geometry, coordinates, stretches};
use super::number::write_json;
use crate::detect::Reach;
use crate::fix::rfc3339;
use crate::units::ms_from_hours;
use crate::{Event, EventId, EventKind, Mmsi, Reception, Track, TrackSet, VesselId};

/// How far the sides of the outline of a reachable set may lie from its border, in metres, where the set is small.
const OUTLINE_TOLERANCE_M: f64 = 100.0;

#[derive(Serialize)]
#[serde(tag = "type")]
struct Feature<'a, P> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<EventId>,
    geometry: Geometry,
    properties: &'a P,
}

/// Writes events as GeoJSON, in the order given. The properties of a feature are the event as in `events.jsonl`.
///
/// A closed gap is a line from its OFF to its ON fix, cut in two at the antimeridian; it is not the way the ship took. So is a
/// position jump, from the last fix before it to the first that jumped, and an identity conflict, from one ship to the other.
/// Anything else is a point at the event's position.
///
/// # Errors
/// When writing fails.
pub fn events_to_geojson(events: &[Event], writer: impl Write) -> io::Result<()> {
    let mut collection = Collection::begin(writer)?;
    for event in events {
        collection.push(&Feature { id: Some(event.id), geometry: geometry(event), properties: event })?;
    }
    collection.end()
}

/// An event as it lies on the map; see [`events_to_geojson`].
pub(super) fn geometry(event: &Event) -> Geometry {
    match &event.kind {
        EventKind::Gap(gap) => match &gap.on {
            Some(on) => Geometry::lines(&[vec![coordinates(gap.off.position()), coordinates(on.position())]]),
            None => Geometry::point(event.position),
        },
        EventKind::PositionJump(jump) => {
            Geometry::lines(&[vec![coordinates(jump.off.position()), coordinates(event.position)]])
        }
        EventKind::IdentityConflict(conflict) => {
            Geometry::lines(&[vec![coordinates(event.position), coordinates(conflict.other_start)]])
        }
        _ => Geometry::point(event.position),
    }
}

#[derive(Serialize)]
struct ReachProperties<'a> {
    mmsi: Option<Mmsi>,
    vessel: &'a VesselId,
    hull: u32,
    start: String,
    end: Option<String>,
    reach_speed_kn: f64,
    time_h: f64,
    way_m: f64,
}

/// Writes as GeoJSON where the ship of each gap could have been: a polygon a gap, cut at the antimeridian, with the gap's id.
/// Corners are on the border of the [set](crate::detect::ReachableSet), sides within a thousandth of the longest way of it, and no
/// nearer than 100 m. Events without a judged reach are left out.
///
/// # Errors
/// When writing fails.
pub fn reach_to_geojson(events: &[Event], writer: impl Write) -> io::Result<()> {
    let mut collection = Collection::begin(writer)?;
    for event in events {
        let (EventKind::Gap(gap), Some(set)) = (&event.kind, Reach::set_of(event)) else { continue };
        let Some(could_have) = &gap.could_have else { continue };
        let properties = ReachProperties {
            mmsi: event.mmsi(),
            vessel: &event.vessel,
            hull: event.hull,
            start: rfc3339(event.start),
            end: event.end.map(rfc3339),
            reach_speed_kn: could_have.reach_speed_kn,
            time_h: could_have.time_h,
            way_m: could_have.way_m,
        };
        let geometry = Geometry::polygons(&set.outline(OUTLINE_TOLERANCE_M));
        collection.push(&Feature { id: Some(event.id), geometry, properties: &properties })?;
    }
    collection.end()
}

/// What is known of a track as a whole.
#[derive(Serialize)]
pub(super) struct TrackProperties<'a> {
    mmsi: Option<Mmsi>,
    vessel: &'a VesselId,
    hull: u32,
    name: Option<&'a str>,
    start: Option<String>,
    end: Option<String>,
    duration_h: f64,
    fixes: usize,
}

impl<'a> TrackProperties<'a> {
    pub(super) fn of(track: &Track<'a>) -> TrackProperties<'a> {
        let vessel = track.vessel();
        TrackProperties {
            mmsi: vessel.id.mmsi(),
            vessel: &vessel.id,
            hull: track.hull(),
            name: vessel.facts.name.best().map(String::as_str),
            start: track.start().map(rfc3339),
            end: track.end().map(rfc3339),
            duration_h: track.duration_h(),
            fixes: track.len(),
        }
    }
}

/// Writes every track as GeoJSON: a feature a hull. A line is broken where the ship was silent for longer than `max_step_h`
/// hours, and at the antimeridian; a fix alone between two silences is a line from it to itself.
///
/// # Errors
/// When writing fails.
pub fn tracks_to_geojson(tracks: &TrackSet, max_step_h: f64, writer: impl Write) -> io::Result<()> {
    let max_step_ms = ms_from_hours(max_step_h);
    let mut collection = Collection::begin(writer)?;
    for track in tracks.iter() {
        let properties = TrackProperties::of(&track);
        let geometry = Geometry::lines(&stretches(&track, max_step_ms));
        collection.push(&Feature { id: None, geometry, properties: &properties })?;
    }
    collection.end()
}

/// Writes a model of reception as GeoJSON: a feature a cell of 1° by 1°, with the ship-hours in which a ship was expected and
/// heard, the share, the ships and their positions a day. No cell reaches across the antimeridian.
///
/// # Errors
/// When writing fails.
pub fn reception_to_geojson(reception: &Reception, writer: impl Write) -> io::Result<()> {
    let mut collection = Collection::begin(writer)?;
    for cell in reception.map() {
        let (west, south) = (cell.west_lon_deg, cell.south_lat_deg);
        let geometry = Geometry::rectangle([west, south], [west + 1.0, south + 1.0]);
        collection.push(&Feature { id: None, geometry, properties: &cell })?;
    }
    collection.end()
}

/// A feature collection that is being written.
struct Collection<W> {
    writer: W,
    is_empty: bool,
}

impl<W: Write> Collection<W> {
    fn begin(mut writer: W) -> io::Result<Collection<W>> {
        writer.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(Collection { writer, is_empty: true })
    }

    fn push(&mut self, feature: &impl Serialize) -> io::Result<()> {
        self.writer.write_all(if self.is_empty { b"\n" } else { b",\n" })?;
        self.is_empty = false;
        write_json(feature, &mut self.writer)
    }

    fn end(mut self) -> io::Result<()> {
        self.writer.write_all(b"\n]}\n")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::output::testing::{events, tracks};

    fn parsed(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Value {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    /// Checks what RFC 7946 asks of a feature collection; returns its features.
    fn valid(collection: &Value) -> Vec<Value> {
        let members: Vec<_> = collection.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["features", "type"]);
        assert_eq!(collection["type"], "FeatureCollection");
        for feature in collection["features"].as_array().unwrap() {
            assert_eq!(feature["type"], "Feature");
            assert!(feature["properties"].is_object());
            let coordinates = &feature["geometry"]["coordinates"];
            match feature["geometry"]["type"].as_str().unwrap() {
                "Point" => valid_position(coordinates),
                "LineString" => valid_line(coordinates),
                "Polygon" => valid_polygon(coordinates),
                "MultiPolygon" => coordinates.as_array().unwrap().iter().for_each(valid_polygon),
                "MultiLineString" => coordinates.as_array().unwrap().iter().for_each(valid_line),
                other => panic!("a geometry of type {other}"),
            }
        }
        collection["features"].as_array().unwrap().clone()
    }

    fn valid_line(line: &Value) {
        let line = line.as_array().unwrap();
        assert!(line.len() >= 2, "a line needs two positions");
        line.iter().for_each(valid_position);
        let lon = |position: &Value| position[0].as_f64().unwrap();
        assert!(line.windows(2).all(|step| (lon(&step[1]) - lon(&step[0])).abs() <= 180.0), "a line crosses the map");
    }

    /// An exterior that is closed and runs against the clock (RFC 7946, section 3.1.6).
    fn valid_polygon(polygon: &Value) {
        let [ring] = &polygon.as_array().unwrap()[..] else { panic!("a polygon without holes") };
        valid_line(ring);
        let corners: Vec<[f64; 2]> = serde_json::from_value(ring.clone()).unwrap();
        assert!(corners.len() >= 4 && corners[0] == corners[corners.len() - 1]);
        let twice_the_area: f64 =
            corners.windows(2).map(|side| side[0][0] * side[1][1] - side[1][0] * side[0][1]).sum();
        assert!(twice_the_area > 0.0);
    }

    fn valid_position(position: &Value) {
        let position: Vec<f64> = position.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect();
        assert_eq!(position.len(), 2);
        assert!(position[0].abs() <= 180.0 && position[1].abs() <= 90.0, "{position:?} is out of range");
    }

    #[test]
    fn events_are_valid_features_with_the_event_as_properties() {
        let features = valid(&parsed(|bytes| events_to_geojson(&events(), bytes)));
        assert_eq!(features.len(), events().len());
        for (feature, event) in features.iter().zip(events()) {
            let line = parsed(|bytes| write_json(&event, bytes));
            assert_eq!(feature["properties"], line);
            assert_eq!(feature["id"], line["id"]);
        }
    }

    #[test]
    fn reach_is_a_polygon_a_judged_gap() {
        let features = valid(&parsed(|bytes| reach_to_geojson(&events(), bytes)));
        let [feature] = &features[..] else { panic!("one gap of the two was judged") };
        assert_eq!(feature["geometry"]["type"], "MultiPolygon", "it reaches across the antimeridian");
        assert_eq!(feature["id"], "00112233445566778899aabbccddeeff");
        assert_eq!(feature["properties"]["way_m"], 356_676.4);
    }

    #[test]
    fn a_gap_across_the_antimeridian_is_two_lines_and_an_open_one_a_point() {
        let features = valid(&parsed(|bytes| events_to_geojson(&events(), bytes)));
        let across = json!({"type": "MultiLineString", "coordinates": [
            [[179.5, -18.0], [180.0, -18.25]], [[-180.0, -18.25], [-179.5, -18.5]],
        ]});
        assert!(features.iter().any(|feature| feature["geometry"] == across), "{features:#?}");
        let open = features.iter().find(|feature| feature["properties"]["end"].is_null()).unwrap();
        assert_eq!(open["geometry"]["type"], "Point");
    }

    #[test]
    fn no_event_is_an_empty_collection() {
        assert_eq!(valid(&parsed(|bytes| events_to_geojson(&[], bytes))), Vec::<Value>::new());
    }

    #[test]
    fn tracks_break_at_silences_and_at_the_antimeridian() {
        let features = valid(&parsed(|bytes| tracks_to_geojson(&tracks(), 1.0, bytes)));
        let geometries: Vec<_> = features.iter().map(|feature| feature["geometry"].clone()).collect();
        let first = json!({"type": "MultiLineString", "coordinates": [
            [[179.8, 10.0], [180.0, 10.0]], [[-180.0, 10.0], [-179.8, 10.0]],
            [[-179.5, 10.0], [-179.5, 10.0]],
        ]});
        assert_eq!(geometries, [first, json!({"type": "Point", "coordinates": [129.0, 35.0]})]);
        assert_eq!(features[0]["properties"]["name"], "DAE YANG");
    }

    #[test]
    fn a_map_of_reception_has_a_square_for_each_cell() {
        let tracks = tracks();
        let model = Reception::learn(&tracks, &crate::ReceptionParams::default()).unwrap();
        let collection = parsed(|bytes| reception_to_geojson(&model, bytes));
        let features = collection["features"].as_array().unwrap();
        assert_eq!(features.len(), model.cells());
        for feature in features {
            let ring = feature["geometry"]["coordinates"][0].as_array().unwrap();
            assert_eq!((ring.len(), &ring[0]), (5, &ring[4]));
            let lons = ring.iter().map(|corner| corner[0].as_f64().unwrap());
            assert!(lons.clone().fold(-180.0, f64::max) - lons.fold(180.0, f64::min) == 1.0, "{feature}");
            assert!(feature["properties"]["heard"].as_u64() <= feature["properties"]["expected"].as_u64());
        }
        let cell_of = |lon: f64, lat: f64| {
            features.iter().any(|feature| feature["geometry"]["coordinates"][0][0] == json!([lon.floor(), lat.floor()]))
        };
        for track in tracks.iter() {
            let position = track.fix(0).position();
            assert!(cell_of(position.lon_deg(), position.lat_deg()), "{position:?}");
        }
    }
}
