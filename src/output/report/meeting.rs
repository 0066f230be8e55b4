//! How far apart two ships were, before, while and after they met.

use serde::Serialize;

use crate::fix::timestamp;
use crate::geodesy::geodesic_m;
use crate::units::ms_from_hours;
use crate::{Event, TrackSet};

/// How many moments are looked at.
const MOMENTS: i64 = 160;
/// How much is shown before and after: this share of the meeting, and no less and no more than so many hours.
const MARGIN: f64 = 0.5;
const MARGIN_H: (f64, f64) = (1.0, 6.0);

/// The distance between two ships at equal steps of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Distance {
    /// The first moment, in seconds since 1970.
    start_s: i64,
    /// From one moment to the next, in seconds.
    step_s: i64,
    /// WGS84 metres; none where one of the two was silent.
    metres: Vec<Option<u64>>,
}

impl Distance {
    /// That of an event of two ships; `None` of any other.
    pub(super) fn of(event: &Event, tracks: &TrackSet, max_step_h: f64) -> Option<Distance> {
        let other = event.other.as_ref()?;
        let one = tracks.track_of(&event.vessel, event.hull)?;
        let other = tracks.track_of(&other.vessel, other.hull)?;
        let margin_s = ms_from_hours((event.duration_h * MARGIN).clamp(MARGIN_H.0, MARGIN_H.1)) / 1000;
        let start_s = event.start.as_second() - margin_s;
        let end_s = event.end.unwrap_or(tracks.data_end()).as_second() + margin_s;
        let step_s = ((end_s - start_s) / MOMENTS).max(1);
        let moments = (0..=(end_s - start_s) / step_s).map(|moment| {
            let time = timestamp((start_s + moment * step_s) * 1000);
            let place = one.position_at(time, max_step_h)?;
            Some(geodesic_m(place, other.position_at(time, max_step_h)?).round() as u64)
        });
        Some(Distance { start_s, step_s, metres: moments.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::tests::at;
    use crate::output::testing::events;
    use crate::{Fix, Fixes, VesselId};

    #[test]
    fn the_distance_is_there_where_both_were_heard() {
        let meeting = events().into_iter().find(|event| event.type_name() == "encounter").unwrap();
        let other = meeting.other.clone().unwrap();
        let mut fixes = Fixes::builder();
        for minute in (0..400).step_by(10) {
            let time = crate::Timestamp::from_second(meeting.start.as_second() + minute * 60).unwrap();
            fixes.push(meeting.vessel.clone(), Fix::new(time, at(-18.0, 179.999)));
            if minute < 100 {
                fixes.push(other.vessel.clone(), Fix::new(time, at(-18.001, -179.999)));
            }
        }
        // Its hull has the number 0 in these tracks.
        let meeting = Event { other: Some(crate::OtherShip { hull: 0, ..other }), ..meeting };
        let tracks = fixes.build().into_tracks();
        let distance = Distance::of(&meeting, &tracks, 1.0).unwrap();
        assert_eq!(distance.start_s, meeting.start.as_second() - 8100, "half of its 4.5 h before");
        let at_s = |second: i64| distance.metres[((second + 8100) / distance.step_s) as usize];
        assert_eq!((at_s(-600), at_s(6000)), (None, None), "before the first and after the last fix");
        assert!((238..=240).contains(&at_s(3000).unwrap()), "{:?}", at_s(3000));
        assert_eq!(Distance::of(&events()[0], &tracks, 1.0).is_some(), events()[0].other.is_some());
        let nobody = Event { vessel: VesselId::new("1"), ..meeting };
        assert_eq!(Distance::of(&nobody, &tracks, 1.0), None);
    }
}
