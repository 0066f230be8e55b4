//! One entry of the Events API.

use serde::Serialize;

use super::vessel::{Ships, Vessel};
use crate::fix::rfc3339;
use crate::ingest::normalised_name;
use crate::output::number::written;
use crate::{Event, EventKind, GeoBox, PortCall, Position, RegionName, Surroundings, Verdict, VesselId};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry<'a> {
    start: String,
    /// Empty while the event is open.
    end: String,
    id: String,
    r#type: &'static str,
    position: Place,
    regions: Regions<'a>,
    bounding_box: Option<GeoBox>,
    distances: Distances,
    vessel: Vessel<'a>,
    #[serde(flatten)]
    told: Told<'a>,
}

/// What is told of the type, under the key of the type.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Told<'a> {
    Encounter(Encounter<'a>),
    Gap(Gap),
    Loitering(Loitering),
    PortVisit(Box<PortVisit<'a>>),
}

#[derive(Serialize)]
struct Place {
    lat: f64,
    lon: f64,
}

/// A place whose numbers are texts.
#[derive(Serialize)]
struct PlaceInWords {
    lat: String,
    lon: String,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Regions<'a> {
    mpa: Vec<&'a str>,
    eez: Vec<&'a str>,
    rfmo: Vec<&'a str>,
    fao: Vec<&'a str>,
    major_fao: Vec<&'a str>,
    #[serde(rename = "eez12Nm")]
    eez_12_nm: Vec<&'a str>,
    high_seas: Vec<&'a str>,
    mpa_no_take_partial: Vec<&'a str>,
    mpa_no_take: Vec<&'a str>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Distances {
    start_distance_from_shore_km: Option<f64>,
    end_distance_from_shore_km: Option<f64>,
    start_distance_from_port_km: Option<f64>,
    end_distance_from_port_km: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Encounter<'a> {
    vessel: Vessel<'a>,
    median_distance_kilometers: f64,
    median_speed_knots: f64,
    r#type: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Gap {
    intentional_disabling: Option<bool>,
    distance_km: Option<String>,
    duration_hours: f64,
    implied_speed_knots: Option<String>,
    positions_12_hours_before_sat: String,
    positions_per_day_sat_reception: Option<f64>,
    off_position: Place,
    on_position: Option<PlaceInWords>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Loitering {
    total_time_hours: f64,
    total_distance_km: f64,
    average_speed_knots: f64,
    average_distance_from_shore_km: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PortVisit<'a> {
    visit_id: String,
    confidence: String,
    duration_hrs: f64,
    start_anchorage: Option<Anchorage<'a>>,
    intermediate_anchorage: Option<Anchorage<'a>>,
    end_anchorage: Option<Anchorage<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Anchorage<'a> {
    anchorage_id: &'a str,
    at_dock: Option<bool>,
    distance_from_shore_km: Option<String>,
    flag: Option<&'a str>,
    id: &'a str,
    lat: f64,
    lon: f64,
    name: &'a str,
    top_destination: Option<&'a str>,
}

impl<'a> Anchorage<'a> {
    fn new(port: &'a PortCall) -> Anchorage<'a> {
        Anchorage {
            anchorage_id: &port.id,
            at_dock: None,
            distance_from_shore_km: port.distance_from_shore_m.map(|metres| format!("{:.0}", km(metres))),
            flag: None,
            id: &port.id,
            lat: port.place.lat_deg(),
            lon: port.place.lon_deg(),
            name: &port.name,
            top_destination: None,
        }
    }
}

/// The entries of an event: two of one that is about two ships, none of a type that the API does not have.
pub(super) fn entries<'a>(event: &'a Event, ships: &Ships<'a>) -> Vec<Entry<'a>> {
    let own = (&event.vessel, event.hull);
    let ends = [Some(event.start_position), event.end_position];
    match &event.kind {
        EventKind::Gap(found) => {
            let told = Gap {
                intentional_disabling: match event.verdict {
                    Some(Verdict::LikelyDeliberate) => Some(true),
                    Some(Verdict::ExplainedByReception) => Some(false),
                    Some(_) | None => None,
                },
                distance_km: found.distance_m.map(|metres| in_words(km(metres))),
                duration_hours: event.duration_h,
                implied_speed_knots: found.implied_speed_kn.map(in_words),
                positions_12_hours_before_sat: found.fixes_12h_before.to_string(),
                positions_per_day_sat_reception: found.positions_per_ship_day,
                off_position: Place::new(found.off.position()),
                on_position: found.on.as_ref().map(|on| PlaceInWords::new(on.position())),
            };
            vec![entry(event, (own, ends), ships, Told::Gap(told))]
        }
        EventKind::Loitering(found) => {
            let told = Loitering {
                total_time_hours: event.duration_h,
                total_distance_km: km(found.distance_m),
                average_speed_knots: found.mean_speed_kn,
                average_distance_from_shore_km: found.mean_distance_from_shore_m.map(km),
            };
            vec![entry(event, (own, ends), ships, Told::Loitering(told))]
        }
        EventKind::PortVisit(found) => {
            let told = PortVisit {
                visit_id: event.id.to_string(),
                confidence: found.confidence.to_string(),
                duration_hrs: event.duration_h,
                start_anchorage: Some(Anchorage::new(&found.start_port)),
                intermediate_anchorage: found.stay_port.as_ref().map(Anchorage::new),
                end_anchorage: found.end_port.as_ref().map(Anchorage::new),
            };
            vec![entry(event, (own, ends), ships, Told::PortVisit(Box::new(told)))]
        }
        EventKind::Encounter(found) => {
            let Some(other) = &event.other else { return Vec::new() };
            let other = (&other.vessel, other.hull);
            let (class, other_class) = (&found.ship_class, &found.other_ship_class);
            let other_ends = [Some(found.other_start), Some(found.other_end)];
            let sides = [
                Side { own, other, classes: [class, other_class], speed_kn: found.median_speed_kn, ends },
                Side {
                    own: other,
                    other: own,
                    classes: [other_class, class],
                    speed_kn: found.other_median_speed_kn,
                    ends: other_ends,
                },
            ];
            let of_side = |(number, side): (usize, Side<'a>)| {
                let told = Encounter {
                    vessel: ships.vessel(side.other.0, side.other.1),
                    median_distance_kilometers: km(found.median_distance_m),
                    median_speed_knots: side.speed_kn,
                    r#type: side.classes.map(String::as_str).join("-"),
                };
                let entry = entry(event, (side.own, side.ends), ships, Told::Encounter(told));
                Entry { id: format!("{}.{}", event.id, number + 1), ..entry }
            };
            sides.into_iter().enumerate().map(of_side).collect()
        }
        _ => Vec::new(),
    }
}

type Hull<'a> = (&'a VesselId, u32);

/// An encounter as one of its ships has it.
struct Side<'a> {
    own: Hull<'a>,
    other: Hull<'a>,
    classes: [&'a String; 2],
    speed_kn: f64,
    ends: [Option<Position>; 2],
}

/// The entry of an event of a hull that was at these places when it started and ended.
fn entry<'a>(
    event: &'a Event,
    (hull, ends): (Hull<'a>, [Option<Position>; 2]),
    ships: &Ships<'a>,
    told: Told<'a>,
) -> Entry<'a> {
    let until = event.end.unwrap_or(event.start);
    let places = ends.into_iter().flatten().chain([event.position]);
    Entry {
        start: rfc3339(event.start),
        end: event.end.map(rfc3339).unwrap_or_default(),
        id: event.id.to_string(),
        r#type: event.type_name(),
        position: Place::new(event.position),
        regions: event.surroundings.as_deref().map(|around| Regions::new(&around.regions)).unwrap_or_default(),
        bounding_box: ships.bounding_box(hull, (event.start, until), places),
        distances: event.surroundings.as_deref().map(Distances::new).unwrap_or_default(),
        vessel: ships.vessel(hull.0, hull.1),
        told,
    }
}

fn km(metres: f64) -> f64 {
    metres / 1000.0
}

fn in_words(number: f64) -> String {
    written("", number)
}

impl Place {
    fn new(position: Position) -> Place {
        Place { lat: position.lat_deg(), lon: position.lon_deg() }
    }
}

impl PlaceInWords {
    fn new(position: Position) -> PlaceInWords {
        PlaceInWords { lat: written("lat", position.lat_deg()), lon: written("lon", position.lon_deg()) }
    }
}

impl<'a> Regions<'a> {
    fn new(zones: &'a [RegionName]) -> Regions<'a> {
        let mut regions = Regions::default();
        for zone in zones {
            let Some(category) = &zone.category else { continue };
            let of_category = match normalised_name(category).as_str() {
                "mpa" => &mut regions.mpa,
                "eez" => &mut regions.eez,
                "rfmo" => &mut regions.rfmo,
                "fao" => &mut regions.fao,
                "majorfao" => &mut regions.major_fao,
                "eez12nm" => &mut regions.eez_12_nm,
                "highseas" => &mut regions.high_seas,
                "mpanotake" => &mut regions.mpa_no_take,
                "mpanotakepartial" => &mut regions.mpa_no_take_partial,
                _ => continue,
            };
            of_category.push(zone.id.as_deref().unwrap_or(&zone.name));
        }
        regions
    }
}

impl Distances {
    fn new(around: &Surroundings) -> Distances {
        let end = around.end.as_ref();
        Distances {
            start_distance_from_shore_km: around.start.distance_from_shore_m.map(km),
            end_distance_from_shore_km: end.and_then(|end| end.distance_from_shore_m).map(km),
            start_distance_from_port_km: around.start.distance_from_port_m.map(km),
            end_distance_from_port_km: end.and_then(|end| end.distance_from_port_m).map(km),
        }
    }
}
