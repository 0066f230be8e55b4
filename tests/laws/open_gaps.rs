//! What was known at some time is still known, under the same id, when more data comes.

use std::collections::BTreeMap;

use darkwake::{Event, EventId, EventKind, Fix, Timestamp, VesselId};
use jiff::SignedDuration;

use crate::support::outputs::{found_in, reader_of};
use crate::support::rows::Rows;

#[test]
fn events_keep_their_ids_when_more_data_comes() {
    let (mut closed_later, mut found_again) = (0, 0);
    for seed in [1, 2, 3, 4] {
        let fixes = reader_of(Rows::simulated(seed).text("\n")).build().unwrap().read().unwrap();
        let rows: Vec<(VesselId, Fix)> = fixes.iter().collect();
        let whole = found_in(&rows);
        let by_id: BTreeMap<EventId, &Event> = whole.events.iter().map(|event| (event.id, event)).collect();
        assert_eq!(by_id.len(), whole.events.len(), "seed {seed}: ids are unique");
        let start = rows.iter().map(|(_, fix)| fix.time()).min().unwrap();
        for hours in [15, 24, 31, 40, 52] {
            let cut: Timestamp = start + SignedDuration::from_hours(hours);
            let prefix: Vec<_> = rows.iter().filter(|(_, fix)| fix.time() <= cut).cloned().collect();
            let well_before = cut - SignedDuration::from_hours(3);
            for event in found_in(&prefix).events {
                let what = format!("seed {seed}, the first {hours} h: {event}");
                match event.end {
                    None => {
                        let later = by_id.get(&event.id).unwrap_or_else(|| panic!("{what} is lost"));
                        assert_eq!((later.start, later.position), (event.start, event.position), "{what}");
                        assert!(later.end.is_none_or(|end| end > cut), "{what}, later {later}");
                        closed_later += usize::from(later.end.is_some());
                    }
                    Some(end) if end < well_before => {
                        let later = by_id.get(&event.id).unwrap_or_else(|| panic!("{what} is lost"));
                        assert_eq!(later.start, event.start, "{what}");
                        // Silence never ends a hull, so two that share an identity may always be heard again.
                        match event.kind {
                            EventKind::IdentityConflict(_) => assert!(later.end >= event.end, "{what}"),
                            _ => assert_eq!(later.end, event.end, "{what}"),
                        }
                        found_again += 1;
                    }
                    Some(_) => {}
                }
            }
        }
    }
    assert!(closed_later > 10 && found_again > 100, "{closed_later} closed later, {found_again} found again");
}
