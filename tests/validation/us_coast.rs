//! A day of the US coast, against counts on which four other programs agree: 2 gaps of 12 hours and more, 88 of 2, 442 ships
//! silent for over 6 hours at the end of the day, 651 slow runs.
//!
//! Those count by MMSI and know no kinds of it, hulls or noise. The differences are three events of two crafts of a parent
//! ship (983192237, 985380950) and a handheld radio (864972424), at which detectors do not look.

use darkwake::detect::{Context, Detector, Fold, Gap, Loitering, SpeedSource};
use darkwake::{Event, MmsiKind, Reader, TrackSet};

use super::leave_evidence;
use crate::support::reference;

fn tracks() -> Option<TrackSet> {
    let path = reference("ais/us_coast_2020-06-30_day.csv.gz")?;
    Some(Reader::from_path(path).unwrap().read().unwrap().into_tracks())
}

/// Closed gaps of this many hours and more: the rule's own minimum is exclusive, and times here are whole seconds.
fn closed_gaps(tracks: &TrackSet, hours: f64) -> Vec<Event> {
    let rule = Gap::builder().min_duration_h(hours - 0.5 / 3600.0).build().unwrap();
    rule.find(tracks).into_iter().filter(|gap| gap.end.is_some()).collect()
}

/// Events of the stations at which detectors do not look, found by looking at them one by one.
fn left_out(tracks: &TrackSet, rule: &impl Fold, wanted: impl Fn(&Event) -> bool) -> Vec<(String, MmsiKind)> {
    let stations = tracks.iter().filter(|track| !track.vessel().may_be_ship());
    let events = stations.flat_map(|track| rule.find_in(&track, &Context::of(tracks)));
    let kind = |event: &Event| event.mmsi().unwrap().kind();
    events.filter(|event| wanted(event)).map(|event| (event.vessel.to_string(), kind(&event))).collect()
}

#[test]
fn closed_gaps_are_those_that_others_count() {
    let Some(tracks) = tracks() else { return };
    let counts = [12.0, 2.0].map(|hours| closed_gaps(&tracks, hours).len());
    leave_evidence("closed gaps of 12 h and more", 2, counts[0]);
    leave_evidence("closed gaps of 2 h and more", 88, counts[1]);
    assert_eq!(counts, [2, 88]);
}

#[test]
fn open_gaps_are_those_that_others_count_but_for_two_stations() {
    let Some(tracks) = tracks() else { return };
    let is_open = |gap: &Event| gap.end.is_none();
    let open = Gap::default().find(&tracks).iter().filter(|gap| is_open(gap)).count();
    leave_evidence("ships silent for over 6 h at the end", 442, open);
    assert_eq!(open, 440);
    assert_eq!(
        left_out(&tracks, &Gap::default(), is_open),
        [("864972424".to_owned(), MmsiKind::Handheld), ("983192237".to_owned(), MmsiKind::AssociatedCraft)]
    );
}

/// What reception says of them.
///
/// - A day is short and its 22 closed gaps are mostly of yachts and tugs that lie in the harbour where they fell silent. What is left was looked at:
///   367717060 in Mississippi Sound, 9.8 km on after 9.7 h, at fishing speed among ships of which over 89 % were heard.
/// - 367120020, 73 km off New Jersey, 5.6 km on after 11.8 h, is as far from chance by itself, but ten others near fell silent within an hour
///   of it.
/// - Nobody who is silent at the end of the day is accused: most lie moored, at anchor or in harbour, or were heading out of the
///   waters in which others are heard.
#[cfg(feature = "world")]
#[test]
fn reception_accuses_few_and_none_that_is_silent_at_the_end() {
    use darkwake::{Chart, Reception, ReceptionParams, Verdict};
    let Some(tracks) = tracks() else { return };
    let (model, chart) = (Reception::learn(&tracks, &ReceptionParams::default()).unwrap(), Chart::world());
    let gaps = Gap::default().find_with(&tracks, &Context::of(&tracks).with_reception(&model).with_chart(&chart));
    let likely = gaps.iter().filter(|gap| gap.verdict == Some(Verdict::LikelyDeliberate));
    let likely: Vec<_> = likely.map(|gap| (gap.vessel.to_string(), gap.end.is_none())).collect();
    assert_eq!(likely, [("367717060".to_owned(), false)]);
    let explained = gaps.iter().filter(|gap| gap.verdict == Some(Verdict::ExplainedByReception)).count();
    assert_eq!((gaps.len(), explained), (462, 30));
}

#[test]
fn slow_runs_by_reported_speed_are_those_that_others_count_but_for_one_station() {
    let Some(tracks) = tracks() else { return };
    let mut builder = Loitering::builder();
    let rule = builder.min_duration_h(1.0).speed(SpeedSource::Reported).build().unwrap();
    let slow = rule.find(&tracks).len();
    leave_evidence("slow runs by reported speed", 651, slow);
    assert_eq!(slow, 650);
    assert_eq!(left_out(&tracks, &rule, |_| true), [("985380950".to_owned(), MmsiKind::AssociatedCraft)]);
}
