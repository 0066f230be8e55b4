//! The table of hulls, `vessels.csv`.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;

use super::csv::write_table;
use crate::assess::Dossier;
use crate::fix::rfc3339;
use crate::{AisClass, Event, EventType, IdentityKind, Mmsi, MmsiKind, Track, TrackSet, Vessel, VesselId, VesselList};

/// The columns before the counts of events.
const COLUMNS: [&str; 25] = [
    "mmsi",
    "vessel",
    "hull",
    "mmsi_kind",
    "identity_kind",
    "flag",
    "name",
    "call_sign",
    "imo",
    "ship_type",
    "length_m",
    "width_m",
    "class",
    "listed_class",
    "listed_gear",
    "listed_flag",
    "is_listed",
    "is_authorised",
    "first_fix",
    "last_fix",
    "fixes",
    "noise",
    "distance_m",
    "rank",
    "score",
];

/// One hull: who it says it is, when it was heard, how far it went, what it did.
#[derive(Serialize)]
struct Row<'a> {
    mmsi: Option<Mmsi>,
    vessel: &'a VesselId,
    hull: u32,
    mmsi_kind: Option<MmsiKind>,
    identity_kind: IdentityKind,
    flag: Option<&'static str>,
    name: Option<&'a str>,
    call_sign: Option<&'a str>,
    imo: Option<u32>,
    ship_type: Option<u16>,
    length_m: Option<u16>,
    width_m: Option<u16>,
    class: Option<AisClass>,
    listed_class: Option<&'a str>,
    listed_gear: Option<&'a str>,
    listed_flag: Option<&'a str>,
    is_listed: Option<bool>,
    is_authorised: Option<bool>,
    first_fix: Option<String>,
    last_fix: Option<String>,
    fixes: usize,
    noise: u64,
    distance_m: f64,
    rank: Option<u64>,
    score: Option<f64>,
    #[serde(flatten)]
    events: BTreeMap<String, u64>,
}

impl<'a> Row<'a> {
    fn new(vessel: &'a Vessel, hull: u32, list: Option<&'a VesselList>) -> Row<'a> {
        let facts = &vessel.facts;
        let listed = list.and_then(|list| list.find(vessel));
        Row {
            mmsi: vessel.id.mmsi(),
            vessel: &vessel.id,
            hull,
            mmsi_kind: vessel.id.mmsi().map(Mmsi::kind),
            identity_kind: IdentityKind::of(&vessel.id),
            flag: vessel.id.mmsi().and_then(Mmsi::flag),
            name: facts.name.best().map(String::as_str),
            call_sign: facts.call_sign.best().map(String::as_str),
            imo: facts.imo.best().copied(),
            ship_type: facts.ship_type.best().map(|ship_type| ship_type.0),
            length_m: facts.length_m.best().copied(),
            width_m: facts.width_m.best().copied(),
            class: facts.class.best().copied(),
            listed_class: listed.and_then(|listed| listed.class.as_deref()),
            listed_gear: listed.and_then(|listed| listed.gear.as_deref()),
            listed_flag: listed.and_then(|listed| listed.flag.as_deref()),
            is_listed: listed.and_then(|listed| listed.is_listed),
            is_authorised: listed.and_then(|listed| listed.is_authorised),
            first_fix: None,
            last_fix: None,
            fixes: 0,
            noise: 0,
            distance_m: 0.0,
            rank: None,
            score: None,
            events: EventType::ALL.into_iter().map(|event_type| (events_column(event_type.name()), 0)).collect(),
        }
    }

    fn of_track(track: &Track<'a>, dossier: Option<&Dossier>, list: Option<&'a VesselList>) -> Row<'a> {
        Row {
            first_fix: track.start().map(rfc3339),
            last_fix: track.end().map(rfc3339),
            fixes: track.len(),
            distance_m: dossier.map_or_else(|| track.length_m(), |dossier| dossier.heard.distance_m),
            rank: dossier.and_then(|dossier| dossier.rank),
            score: Some(dossier.map_or(0.0, |dossier| dossier.score)),
            ..Row::new(track.vessel(), track.hull(), list)
        }
    }
}

fn events_column(type_name: &str) -> String {
    format!("events_{type_name}")
}

/// Writes a row for every hull, by vessel and hull: identity, the most frequent value of each fact, first and last fix, fixes
/// in the track, fixes set aside as noise, metres travelled (the sum of the WGS84 steps), and the events in which it took part
/// counted by type, in columns named `events_` and the type; events that are only possible are not counted. Rank and score are
/// those of its dossier: they say what to look at first, not who did wrong. What a list of
/// vessels says of the ship stands in columns of its own.
///
/// Noise of a hull that has no track has a row of its own, so that fixes and noise always add up to the rows kept.
///
/// # Errors
/// When writing fails.
pub fn vessels_to_csv(
    tracks: &TrackSet,
    events: &[Event],
    dossiers: &[Dossier],
    list: Option<&VesselList>,
    writer: impl Write,
) -> io::Result<()> {
    let dossiers: HashMap<(&VesselId, u32), &Dossier> =
        dossiers.iter().map(|dossier| ((&dossier.vessel, dossier.hull), dossier)).collect();
    let of_track = |index| {
        let track = tracks.track(index);
        Row::of_track(&track, dossiers.get(&(&track.vessel().id, track.hull())).copied(), list)
    };
    let of_tracks: Vec<Row<'_>> = (0..tracks.len()).into_par_iter().map(of_track).collect();
    let mut rows: BTreeMap<(&VesselId, u32), Row<'_>> =
        of_tracks.into_iter().map(|row| ((row.vessel, row.hull), row)).collect();
    for noise in tracks.noise() {
        let vessel = &tracks.vessels()[noise.vessel as usize];
        rows.entry((&vessel.id, noise.hull)).or_insert_with(|| Row::new(vessel, noise.hull, list)).noise += 1;
    }
    for event in events.iter().filter(|event| !event.is_possible()) {
        for hull in event.hulls() {
            if let Some(row) = rows.get_mut(&hull) {
                *row.events.entry(events_column(event.type_name())).or_default() += 1;
            }
        }
    }
    let event_columns: Vec<String> =
        EventType::ALL.into_iter().map(|event_type| events_column(event_type.name())).collect();
    let columns: Vec<&str> = COLUMNS.into_iter().chain(event_columns.iter().map(String::as_str)).collect();
    write_table(&columns, &rows.into_values().collect::<Vec<_>>(), writer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::{event_with, events, tracks};

    fn list() -> VesselList {
        let text = "mmsi,class,gear,flag,listed,authorised\n440123456,fishing,squid_jigger,KOR,no,WCPFC\n";
        VesselList::from_csv("list.csv", text.as_bytes()).unwrap()
    }

    fn table(events: &[Event]) -> String {
        let mut bytes = Vec::new();
        let (tracks, list) = (tracks(), list());
        let context = crate::detect::Context::of(&tracks).with_vessel_list(&list);
        let dossiers = crate::assess::Assessment::default().assess(&tracks, events, &context);
        vessels_to_csv(&tracks, events, &dossiers, Some(&list), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_row_a_hull() {
        insta::assert_snapshot!(table(&events()));
    }

    #[test]
    fn events_are_counted_by_type_and_hull() {
        let stay = event_with("=hashed", "lat", 35.0);
        let text = table(&[stay.clone(), stay]);
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let column = reader.headers().unwrap().iter().position(|name| name == "events_loitering").unwrap();
        let counts: Vec<String> = reader.records().map(|row| row.unwrap()[column].to_owned()).collect();
        assert_eq!(counts, ["0", "2"]);
    }
}
