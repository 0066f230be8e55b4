//! Port visits in a day of the US coast, by the World Port Index: one point a port, so none is surer than 3.
//!
//! The counts are what is found today; two of the calls were checked row by row. No one else's count of this day is known.

use std::collections::{BTreeMap, BTreeSet};

use darkwake::chart::{PortKind, Ports};
use darkwake::detect::{Context, Detector, PortVisit};
use darkwake::{Chart, Event, EventKind, PortVisitEvidence, Reader};

use crate::support::reference;

fn evidence(event: &Event) -> &PortVisitEvidence {
    let EventKind::PortVisit(evidence) = &event.kind else { panic!("{event} is no port visit") };
    evidence
}

#[test]
fn the_world_port_index_is_read_whole() {
    let Some(index) = reference("geography/world_port_index.csv.gz") else { return };
    let ports = Ports::from_file(index).unwrap();
    assert_eq!(ports.len(), 3_768);
    let ids: BTreeSet<&str> = ports.iter().map(|port| port.id.as_str()).collect();
    assert_eq!(ids.len(), ports.len());
    let twice: Vec<&str> = ids.into_iter().filter(|id| id.contains(' ')).collect();
    assert_eq!(twice, ["400 65.2667 -14.0000", "49460 16.1500 81.1500"]);
    assert!(ports.iter().all(|port| port.kind == PortKind::Listed));
}

#[test]
fn a_day_of_the_us_coast() {
    let (Some(index), Some(rows)) =
        (reference("geography/world_port_index.csv.gz"), reference("ais/us_coast_2020-06-30_day.csv.gz"))
    else {
        return;
    };
    let tracks = Reader::from_path(rows).unwrap().read().unwrap().into_tracks();
    let chart = Chart::new().with_ports(Ports::from_file(index).unwrap());
    let rule = PortVisit::builder().min_confidence(1).build().unwrap();
    let visits = rule.find_with(&tracks, &Context::of(&tracks).with_chart(&chart));
    let mut counts: BTreeMap<(u8, bool, bool), usize> = BTreeMap::new();
    for visit in &visits {
        let found = evidence(visit);
        *counts.entry((found.confidence, found.entered, found.left)).or_default() += 1;
        assert_eq!(visit.end.is_some(), found.left, "{visit}: no silence leads from port to port here");
        assert!(found.start_port.distance_m < 12_000.0 && !found.start_port.is_anchorage, "{visit}");
    }
    // Confidence, entry seen, exit seen.
    let expected = [
        ((1, false, true), 57),
        ((1, true, false), 46),
        ((1, true, true), 60),
        ((2, false, false), 431),
        ((3, false, true), 95),
        ((3, true, false), 135),
        ((3, true, true), 84),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    // A ferry of New York: seven minutes at its pier between two passages at 20 kn.
    let calls_at = |mmsi: &str, time: &str| {
        let time = time.parse().unwrap();
        let holds = |visit: &&Event| visit.vessel.to_string() == mmsi && visit.start <= time && visit.end >= Some(time);
        visits.iter().find(holds).map(|visit| (evidence(visit).confidence, evidence(visit).stops))
    };
    assert_eq!(calls_at("367791540", "2020-06-30T13:14:01Z"), Some((3, 1)));
    // A ship that casts off at Savannah.
    assert_eq!(calls_at("369495000", "2020-06-30T12:36:55Z"), Some((3, 1)));
}
