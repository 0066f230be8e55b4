//! What a chart explains of a day of the US coast: raw meetings and slow runs at ports, near the shore, moored or at anchor, and
//! what is left. The counts are of 10 km around the ports of the World Port Index and of 20 nm from the built-in coastline.

use std::collections::BTreeMap;

use darkwake::chart::Ports;
use darkwake::detect::{Context, Detector, Encounter, LeftOut, Loitering, SpeedSource};
use darkwake::{Chart, Event, EventKind, Reader};

use crate::support::reference;

/// Candidates of a rule with the chart, and why each is no finding.
fn judged(rule: &dyn Detector) -> Option<Vec<(Event, Option<LeftOut>)>> {
    let (index, rows) =
        (reference("geography/world_port_index.csv.gz")?, reference("ais/us_coast_2020-06-30_day.csv.gz")?);
    let tracks = Reader::from_path(rows).unwrap().read().unwrap().into_tracks();
    let chart = Chart::world().with_ports(Ports::from_file(index).unwrap());
    let candidates = rule.candidates(&tracks, &Context::of(&tracks).with_chart(&chart));
    Some(
        candidates.into_iter().map(|event| (rule.leaves_out(&event), event)).map(|(why, event)| (event, why)).collect(),
    )
}

fn counts(judged: &[(Event, Option<LeftOut>)]) -> BTreeMap<Option<LeftOut>, usize> {
    let mut counts = BTreeMap::new();
    for (_, why) in judged {
        *counts.entry(*why).or_default() += 1;
    }
    counts
}

fn lies_moored((event, _): &&(Event, Option<LeftOut>)) -> bool {
    let EventKind::Loitering(evidence) = &event.kind else { panic!("{event} is no slow run") };
    evidence.moored_or_anchored
}

/// Of 26 meetings 11 are at a listed port. The 15 others were looked at one by one:
///
/// - 8 are of `941...`, numbers whose country code nobody has, on drifting fishing gear 60 to 80 km off Cape Hatteras: the gear of
///   a fishing vessel with itself or with the vessel (367501050, 367654150). A dossier counts such a meeting little.
/// - 5 lie at piers and moorings that the index lacks: 367370590 and 366986430 on the Ohio and the Mississippi at Cincinnati and
///   Dubuque, 367002050 at Port Fourchon, 338140283 in a cove of Santa Cruz Island, 338184299 in a marina at Jupiter.
/// - 367096560 and 367096850 under Cape Henry, 77 m apart at 1 kn for 5.6 h, 12 km from the index's point for Norfolk.
/// - 367565540 and 367672970, 12 km off New Jersey, 233 m apart at 1.8 kn for 7.4 h: two vessels at work side by side, the only
///   one that is a finding.
#[test]
fn raw_meetings_at_ports_and_what_is_left_of_them() {
    let Some(meetings) = judged(&Encounter::default()) else { return };
    assert_eq!(counts(&meetings), BTreeMap::from([(None, 15), (Some(LeftOut::AtPort), 11)]));
    let mut left: Vec<_> = meetings
        .iter()
        .filter(|(_, why)| why.is_none())
        .map(|(event, _)| format!("{} {}", event.vessel, event.other.as_ref().unwrap().vessel))
        .collect();
    left.sort();
    assert_eq!(
        left,
        [
            "338140283 338140285",
            "338184299 368056880",
            "366986430 366986780",
            "367002050 369356000",
            "367096560 367096850",
            "367370590 367703020",
            "367501050 941203527",
            "367501050 941203549",
            "367501050 941203579",
            "367565540 367672970",
            "367654150 941202311",
            "941202028 941202311",
            "941203527 941203549",
            "941203527 941203579",
            "941203549 941203579",
        ]
    );
}

/// Of the 650 slow runs of an hour and more by reported speed, almost all are at a port or near the shore, most of them moored.
/// What is left are 35 runs of 24 identities, all over 20 nm offshore: 7 of the vessels and the gear off Cape Hatteras, 14 at the
/// platforms of the Gulf (6 of them moored), 4 of one ship that drifts off Juan de Fuca, 4 of two that stay close together 180 km off
/// South Carolina (303350200, 367564890), and 6 of others, alone.
#[test]
fn slow_runs_at_ports_and_near_the_shore_and_what_is_left_of_them() {
    let mut builder = Loitering::builder();
    let rule = builder.min_duration_h(1.0).speed(SpeedSource::Reported).build().unwrap();
    let Some(runs) = judged(&rule) else { return };
    assert_eq!(runs.len(), 650);
    assert_eq!(
        counts(&runs),
        BTreeMap::from([(None, 35), (Some(LeftOut::NearShore), 284), (Some(LeftOut::AtPort), 331)])
    );
    assert_eq!(runs.iter().filter(lies_moored).count(), 487);
    assert_eq!(runs.iter().filter(|(_, why)| why.is_none()).filter(lies_moored).count(), 7);
}
