//! What is left of the raw encounters and slow runs of two real files once a chart is there: those at a port of the World Port
//! Index or a learned anchorage (10 km), those that lay moored or at anchor, those within 20 nm of shore, and the rest.
//!
//! Every one of the rest was looked at by its figures; ALGORITHMS.md ("What a chart leaves") says what they are.

use std::collections::BTreeMap;

use darkwake::chart::{Anchorages, Port, Ports};
use darkwake::detect::{Context, Detector, Encounter, Loitering, SpeedSource};
use darkwake::{Chart, Event, EventKind, Reader, TrackSet};

use crate::support::reference;

const AT_PORT_M: f64 = 10_000.0;
const NEAR_SHORE_M: f64 = 20.0 * 1852.0;

/// Where an event is, by the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    Port,
    LearnedAnchorage,
    Moored,
    NearShore,
    Left,
}

struct Sea {
    tracks: TrackSet,
    listed: Chart,
    learned: Chart,
}

fn sea(file: &str) -> Option<Sea> {
    let rows = reference(&format!("ais/{file}.csv.gz"))?;
    let ports = Ports::from_file(reference("geography/world_port_index.csv.gz")?).unwrap();
    let tracks = Reader::from_path(rows).unwrap().read().unwrap().into_tracks();
    let anchorages = Anchorages::default().learn(&tracks, Some(&ports));
    let all = ports.clone().with(anchorages.into_iter().map(Port::from));
    Some(Sea { tracks, listed: Chart::world().with_ports(ports), learned: Chart::world().with_ports(all) })
}

impl Sea {
    /// Each event that the rule finds without a chart's exceptions, with where it is.
    fn placed(&self, rule: &impl Detector) -> Vec<(Where, Event)> {
        let candidates = |chart: &Chart| {
            let mut events = rule.candidates(&self.tracks, &Context::of(&self.tracks).with_chart(chart));
            chart.surround(&mut events);
            Event::sort(&mut events);
            events
        };
        let (by_list, by_learned) = (candidates(&self.listed), candidates(&self.learned));
        assert!(by_list.iter().map(|event| event.id).eq(by_learned.iter().map(|event| event.id)));
        let placed = |(listed, learned): (Event, &Event)| {
            let (port_m, _, _) = place(&listed);
            let (any_m, shore_m, moored) = place(learned);
            let place = match () {
                () if port_m < AT_PORT_M => Where::Port,
                () if any_m < AT_PORT_M => Where::LearnedAnchorage,
                () if moored => Where::Moored,
                () if shore_m < NEAR_SHORE_M => Where::NearShore,
                () => Where::Left,
            };
            (place, listed)
        };
        by_list.into_iter().zip(&by_learned).map(placed).collect()
    }
}

/// Distances from port and shore in metres, and whether it lay moored or at anchor.
fn place(event: &Event) -> (f64, f64, bool) {
    let start = &event.surroundings.as_deref().unwrap().start;
    match &event.kind {
        EventKind::Encounter(met) => (met.distance_from_port_m.unwrap(), start.distance_from_shore_m.unwrap(), false),
        EventKind::Loitering(stay) => {
            let shore_m = stay.mean_distance_from_shore_m.unwrap();
            (stay.distance_from_port_m.unwrap(), shore_m, stay.moored_or_anchored)
        }
        _ => panic!("{event}"),
    }
}

fn counts(placed: &[(Where, Event)]) -> BTreeMap<Where, usize> {
    let mut counts = BTreeMap::new();
    placed.iter().for_each(|(place, _)| *counts.entry(*place).or_default() += 1);
    counts
}

/// The ships of what is left, and how often.
fn left(placed: &[(Where, Event)]) -> BTreeMap<String, usize> {
    let mut ships = BTreeMap::new();
    for (_, event) in placed.iter().filter(|(place, _)| *place == Where::Left) {
        event.hulls().for_each(|(vessel, _)| *ships.entry(vessel.to_string()).or_default() += 1);
    }
    ships
}

fn ships<const N: usize>(ships: [(&str, usize); N]) -> BTreeMap<String, usize> {
    ships.into_iter().map(|(ship, times)| (ship.to_owned(), times)).collect()
}

/// Slow by reported speed for an hour: what four other programs count.
fn slow_runs() -> Loitering {
    Loitering::builder().min_duration_h(1.0).speed(SpeedSource::Reported).build().unwrap()
}

#[test]
fn encounters_of_a_day_of_the_us_coast() {
    let Some(sea) = sea("us_coast_2020-06-30_day") else { return };
    let placed = sea.placed(&Encounter::default());
    assert_eq!(counts(&placed), BTreeMap::from([(Where::Port, 11), (Where::NearShore, 7), (Where::Left, 8)]));
    // A longliner with three numbers of gear, and a second one with two.
    let expected = [
        ("367501050", 3),
        ("367654150", 1),
        ("941202028", 1),
        ("941202311", 2),
        ("941203527", 3),
        ("941203549", 3),
        ("941203579", 3),
    ];
    assert_eq!(left(&placed), ships(expected));
}

#[test]
fn slow_runs_of_a_day_of_the_us_coast() {
    let Some(sea) = sea("us_coast_2020-06-30_day") else { return };
    let placed = sea.placed(&slow_runs());
    let expected = [(Where::Port, 331), (Where::Moored, 216), (Where::NearShore, 75), (Where::Left, 28)];
    assert_eq!(counts(&placed), BTreeMap::from(expected));
    let expected = [
        ("303350200", 1),
        ("316002950", 4),
        ("338352628", 1),
        ("366677000", 3),
        ("366987890", 1),
        ("367082010", 1),
        ("367394060", 1),
        ("367411940", 1),
        ("367420910", 1),
        ("367501050", 2),
        ("367564890", 3),
        ("367654150", 1),
        ("368099550", 1),
        ("368112260", 1),
        ("368424000", 1),
        ("941203527", 1),
        ("941203549", 1),
        ("941203579", 1),
        ("941204798", 2),
    ];
    assert_eq!(left(&placed), ships(expected));
}

#[test]
fn virginia_beach_with_what_it_teaches() {
    let Some(sea) = sea("noaa_virginiabeach_2020-06-04_06") else { return };
    let placed = sea.placed(&Encounter::default());
    assert_eq!(counts(&placed), BTreeMap::from([(Where::Port, 11), (Where::NearShore, 1)]));
    let placed = sea.placed(&slow_runs());
    let expected =
        [(Where::Port, 59), (Where::LearnedAnchorage, 5), (Where::Moored, 33), (Where::NearShore, 2), (Where::Left, 1)];
    assert_eq!(counts(&placed), BTreeMap::from(expected));
    assert_eq!(left(&placed), ships([("367584050", 1)]));
}
