//! The ships that were heard and that a silent one could have met.

use super::Reach;
use super::heard::{HALF_HOUR_MS, HeardShips, half_hours_within};
use super::silence::Silence;
use crate::fix::timestamp;
use crate::geodesy::UnitVector;
use crate::units::hours_from_ms;
use crate::{ShipInReach, TrackSet};

/// What an hour counts for in which the other ship was under way, or two may have lain in a harbour.
pub(super) const NOT_SLOW: f64 = 0.1;

/// A half hour at which a ship that was heard was in reach.
struct Moment {
    hull: u32,
    half_hour: i64,
    is_slow: bool,
    place: UnitVector,
    /// The way from one end of the silence over the ship to the other, in radians.
    way_rad: f64,
}

impl Reach {
    /// The ships that were heard and that the ship of a gap could have met, in the order of their hulls.
    pub(super) fn seen(&self, silence: &Silence<'_>, heard: &HeardShips, tracks: &TrackSet) -> Vec<ShipInReach> {
        let within_m = self.parameters.max_distance_m;
        let ends = silence.set.ends.map(UnitVector::from);
        let reach_m = |span_ms: i64| silence.m_per_ms() * span_ms as f64 + within_m;
        let mut moments = Vec::new();
        for (half_hour, heard) in heard.during(half_hours_within(silence)) {
            let time_ms = half_hour * HALF_HOUR_MS;
            let (off, on) =
                ((ends[0], reach_m(time_ms - silence.start_ms)), (ends[1], reach_m(silence.end_ms - time_ms)));
            // The smaller circle is searched, the other checked.
            let (search, check) = match silence.on {
                Some(_) if on.1 < off.1 => (on, Some(off)),
                Some(_) => (off, Some(on)),
                None => (off, None),
            };
            let found = heard.within(search.0, search.1);
            let found = found.filter(|ship| check.is_none_or(|(place, metres)| ship.is_within(place, metres)));
            moments.extend(found.map(|ship| Moment {
                hull: ship.hull,
                half_hour,
                is_slow: ship.is_slow,
                place: ship.place(),
                way_rad: ends.iter().map(|end| end.angle_rad(ship.place())).sum(),
            }));
        }
        moments.sort_unstable_by_key(|moment| (moment.hull, moment.half_hour));
        let ships = moments.chunk_by(|a, b| a.hull == b.hull).filter_map(|moments| self.ship(silence, moments, tracks));
        ships.collect()
    }

    /// A ship that was heard in reach at these half hours, if that is long enough and it is another.
    fn ship(&self, silence: &Silence<'_>, moments: &[Moment], tracks: &TrackSet) -> Option<ShipInReach> {
        let together_ms = moments.len() as i64 * HALF_HOUR_MS;
        let track = tracks.track(moments[0].hull as usize);
        if together_ms < self.min_meeting_ms || track.vessel().id == *silence.vessel {
            return None;
        }
        let slow_ms = moments.iter().filter(|moment| moment.is_slow).count() as i64 * HALF_HOUR_MS;
        let when = |moment: &Moment| timestamp(moment.half_hour * HALF_HOUR_MS);
        let likeliest = moments
            .iter()
            .min_by(|a, b| b.is_slow.cmp(&a.is_slow).then_with(|| a.way_rad.total_cmp(&b.way_rad)))
            .unwrap_or(&moments[0]);
        // Not asked of the track, which may lie on disk: there are as many questions as gaps and ships in reach.
        let place = likeliest.place.to_position();
        let counted_ms = slow_ms as f64 + NOT_SLOW * (together_ms - slow_ms) as f64;
        Some(ShipInReach {
            vessel: track.vessel().id.clone(),
            hull: track.hull(),
            gap: None,
            earliest: when(&moments[0]),
            at_most_h: hours_from_ms(together_ms),
            slow_h: hours_from_ms(slow_ms),
            lat: place.lat_deg(),
            lon: place.lon_deg(),
            score: (counted_ms / silence.span_ms()).min(1.0),
        })
    }
}

/// How many ships there are, and the first few by score; of several as high, by identity and hull.
pub(super) fn highest_first(mut ships: Vec<ShipInReach>, most: usize) -> (u32, Vec<ShipInReach>) {
    let count = u32::try_from(ships.len()).unwrap_or(u32::MAX);
    ships.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| (&a.vessel, a.hull).cmp(&(&b.vessel, b.hull))));
    ships.truncate(most);
    (count, ships)
}
