//! What the gaps of a day of the US coast could hide.

use std::collections::BTreeMap;

use darkwake::detect::{Context, Detector, Gap, Reach};
use darkwake::{CouldHave, Event, EventId, EventKind, Reader};

use crate::support::reference;

fn gaps() -> Option<Vec<Event>> {
    let path = reference("ais/us_coast_2020-06-30_day.csv.gz")?;
    let tracks = Reader::from_path(path).unwrap().read().unwrap().into_tracks();
    let context = Context::of(&tracks);
    let mut gaps = Gap::default().find(&tracks);
    Reach::default().judge(&mut gaps, &tracks, &context);
    Some(gaps)
}

fn could_have(gap: &Event) -> &CouldHave {
    let EventKind::Gap(evidence) = &gap.kind else { panic!("a gap") };
    evidence.could_have.as_ref().expect("it was judged")
}

#[test]
fn two_silent_ships_see_each_other_alike_and_nobody_more_than_the_silence_lasts() {
    let Some(gaps) = gaps() else { return };
    let by_id: BTreeMap<EventId, &Event> = gaps.iter().map(|gap| (gap.id, gap)).collect();
    let mut mutual = 0;
    for gap in &gaps {
        let found = could_have(gap);
        for ship in found.seen_ships.iter().chain(&found.silent_ships) {
            assert!(ship.vessel != gap.vessel, "no ship meets itself: {gap}");
            // Half hours are counted whole.
            assert!(ship.at_most_h >= 2.0 && ship.at_most_h <= found.time_h + 0.5, "{gap}: {ship:?}");
            assert!(ship.slow_h <= ship.at_most_h && (0.0..=1.0).contains(&ship.score), "{gap}: {ship:?}");
        }
        for ship in &found.silent_ships {
            let other = by_id[&ship.gap.expect("it was silent")];
            assert_eq!((&other.vessel, other.hull), (&ship.vessel, ship.hull));
            let back = could_have(other).silent_ships.iter().find(|back| back.gap == Some(gap.id));
            if let Some(back) = back {
                mutual += 1;
                assert_eq!(
                    (back.at_most_h, back.lat, back.lon),
                    (ship.at_most_h, ship.lat, ship.lon),
                    "{gap} and {other}"
                );
            }
        }
    }
    assert!(mutual > 100, "{mutual}");
}

#[test]
fn most_are_silent_where_little_was_near() {
    let Some(gaps) = gaps() else { return };
    let median = |count: fn(&CouldHave) -> Option<u32>| {
        let mut counts: Vec<u32> = gaps.iter().filter_map(|gap| count(could_have(gap))).collect();
        counts.sort_unstable();
        (counts.len(), counts[counts.len() / 2], counts[counts.len() - 1])
    };
    assert_eq!(median(|found| found.seen_ships_in_reach), (462, 12, 330));
    assert_eq!(median(|found| found.silent_ships_in_reach), (462, 40, 228));
}
