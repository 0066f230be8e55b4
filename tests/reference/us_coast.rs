//! A day of the US coast, against counts on which four other programs agree.
//!
//! Those count by MMSI, before hulls and noise, and from `BaseDateTime` with whole seconds; gaps and runs of exactly the
//! minimum count there. Where our rules differ, the difference is listed and explained here.

use darkwake::detect::{Detector, Gap, Loitering, SpeedSource};
use darkwake::{Event, Reader, TrackSet};

use crate::support::reference;

fn tracks() -> Option<TrackSet> {
    let path = reference("ais/us_coast_2020-06-30_day.csv.gz")?;
    Some(Reader::from_path(path).unwrap().read().unwrap().into_tracks())
}

/// Gaps of this many hours and more; the rule's own minimum is exclusive, and times here are whole seconds.
fn closed_gaps(tracks: &TrackSet, hours: f64) -> Vec<Event> {
    let rule = Gap::builder().min_duration_h(hours - 0.5 / 3600.0).build().unwrap();
    rule.find(tracks).into_iter().filter(|gap| gap.end.is_some()).collect()
}

#[test]
fn gaps_are_those_that_others_count() {
    let Some(tracks) = tracks() else { return };
    assert_eq!(closed_gaps(&tracks, 12.0).len(), 2);
    assert_eq!(closed_gaps(&tracks, 2.0).len(), 88);
}

#[test]
fn open_gaps_are_the_silent_ships_of_the_evening() {
    let Some(tracks) = tracks() else { return };
    let open = Gap::default().find(&tracks).into_iter().filter(|gap| gap.end.is_none()).count();
    assert_eq!(open, 442);
}

#[test]
fn slow_runs_by_reported_speed_are_those_that_others_count() {
    let Some(tracks) = tracks() else { return };
    let mut rule = Loitering::builder();
    rule.min_duration_h(1.0).speed(SpeedSource::Reported);
    assert_eq!(rule.build().unwrap().find(&tracks).len(), 651);
}
