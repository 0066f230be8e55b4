//! Two ships that share an identity do what they would do under two.

use darkwake::scenario::Scenario;
use darkwake::{EventType, Fix, Position, VesselId};
use serde_json::Value;

use crate::support::outputs::{Outputs, found_without_chart};

type Row = (VesselId, Fix);

/// The fix a quarter of the world to the west: no ship gets there and back.
fn far_away(fix: Fix) -> Fix {
    let place = Position::new(fix.position().lat_deg(), fix.position().lon_deg() - 90.0).unwrap();
    let mut there = Fix::new(fix.time(), place);
    if let Some(sog_kn) = fix.sog_kn() {
        there = there.with_sog_kn(sog_kn);
    }
    if let Some(cog_deg) = fix.cog_deg() {
        there = there.with_cog_deg(cog_deg);
    }
    there
}

/// The events of single hulls, without what names the ship, in an order that does not depend on it.
fn deeds(rows: &[Row]) -> Vec<String> {
    let found = found_without_chart(rows);
    let of_one_hull = [EventType::Gap, EventType::Loitering, EventType::PositionJump, EventType::ImpossiblePosition];
    let mut deeds: Vec<String> = (Outputs::of(&found).events().into_iter())
        .filter(|event| of_one_hull.iter().any(|event_type| event["type"] == event_type.name()))
        .map(|mut event: Value| {
            for key in ["id", "mmsi", "vessel", "hull"] {
                event.as_object_mut().unwrap().remove(key);
            }
            event.to_string()
        })
        .collect();
    deeds.sort_unstable();
    deeds
}

#[test]
fn no_event_mixes_two_hulls() {
    let (mut pairs, mut compared) = (0, 0);
    for seed in [1, 2] {
        let sea = Scenario::builder().seed(seed).ships(36).duration_h(60.0).faults(4).build().unwrap();
        let rows: Vec<Row> = sea.simulate().unwrap().iter().collect();
        let mut vessels: Vec<VesselId> = rows.iter().map(|(vessel, _)| vessel.clone()).collect();
        vessels.sort();
        vessels.dedup();
        // Coast stations come first; aids to navigation last.
        vessels.retain(|vessel| (200_000_000..800_000_000).contains(&vessel.mmsi().unwrap().get()));
        let of =
            |vessel: &VesselId| -> Vec<Fix> { rows.iter().filter(|row| row.0 == *vessel).map(|row| row.1).collect() };
        for pair in vessels.chunks_exact(2) {
            let (own, other) = (of(&pair[0]), of(&pair[1]).into_iter().map(far_away).collect::<Vec<Fix>>());
            let under =
                |fixes: &[Fix], vessel: &VesselId| fixes.iter().map(|&fix| (vessel.clone(), fix)).collect::<Vec<_>>();
            let apart = deeds(&[under(&own, &pair[0]), under(&other, &pair[1])].concat());
            let shared = deeds(&[under(&own, &pair[0]), under(&other, &pair[0])].concat());
            assert_eq!(shared, apart, "seed {seed}: {} and {}", pair[0], pair[1]);
            (pairs, compared) = (pairs + 1, compared + apart.len());
        }
    }
    assert!(pairs > 30 && compared > 150, "{pairs} pairs, {compared} events");
}
