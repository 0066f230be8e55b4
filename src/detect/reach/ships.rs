//! The ships that a silent one could have met.

use super::heard::{HALF_HOUR_MS, HeardShips, half_hours_within};
use super::silence::Silence;
use super::{Others, Reach};
use crate::fix::timestamp;
use crate::geodesy::UnitVector;
use crate::units::hours_from_ms;
use crate::{ShipInReach, TrackSet};

/// What a half hour counts for in which the other ship was under way, or two may have lain in a harbour.
pub(super) const NOT_SLOW: f64 = 0.1;

/// The ships in reach of a gap.
#[derive(Default)]
pub(super) struct Ships {
    pub(super) seen: u32,
    pub(super) silent: u32,
    /// The first few by score.
    pub(super) first: Vec<ShipInReach>,
}

/// A half hour at which a ship that was heard was in reach.
struct Moment {
    hull: u32,
    half_hour: i64,
    is_slow: bool,
    chance: f64,
}

impl Reach {
    /// The ships that the ship of a gap could have met.
    pub(super) fn ships(&self, silence: &Silence<'_>, others: &Others<'_, '_>) -> Ships {
        let most = self.parameters.max_listed as usize;
        let seen = self.seen(silence, &others.heard, others.tracks);
        let quiet = self.silent(silence, &others.silent, others.harbours);
        let (seen_count, silent_count) = (count(seen.len()), count(quiet.len()));
        let mut first = seen;
        first.extend(quiet);
        first.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| (&a.vessel, a.hull, a.silent).cmp(&(&b.vessel, b.hull, b.silent)))
        });
        // A ship that was heard for part of the time and silent for another stands once, by the better of the two.
        let mut listed: Vec<ShipInReach> = Vec::with_capacity(most);
        for ship in first {
            if listed.len() == most {
                break;
            }
            if !listed.iter().any(|other| other.hull == ship.hull && other.vessel == ship.vessel) {
                listed.push(ship);
            }
        }
        Ships { seen: seen_count, silent: silent_count, first: listed }
    }

    fn seen(&self, silence: &Silence<'_>, heard: &HeardShips, tracks: &TrackSet) -> Vec<ShipInReach> {
        let within_m = self.parameters.max_distance_m;
        let off = UnitVector::from(silence.off);
        let mut moments = Vec::new();
        for half_hour in half_hours_within(silence) {
            let lens = silence.lens(half_hour * HALF_HOUR_MS, within_m);
            let chance = lens.chance_within(within_m);
            let end = silence.on.map(UnitVector::from).zip(lens.from_on_m);
            // The smaller circle is searched, the other checked.
            let (search, check) = match end {
                Some((on, from_on_m)) if from_on_m < lens.from_off_m => ((on, from_on_m), Some((off, lens.from_off_m))),
                end => ((off, lens.from_off_m), end),
            };
            let found = heard.within(half_hour, search.0, search.1);
            let found = found.filter(|ship| check.is_none_or(|(place, metres)| ship.is_within(place, metres)));
            moments.extend(found.map(|ship| Moment { hull: ship.hull, half_hour, is_slow: ship.is_slow, chance }));
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
        let weight = |moment: &Moment| moment.chance * if moment.is_slow { 1.0 } else { NOT_SLOW };
        let half_hour_h = hours_from_ms(HALF_HOUR_MS);
        let mut likeliest = &moments[0];
        let mut score = 0.0;
        for moment in moments {
            score += weight(moment) * half_hour_h;
            if weight(moment) > weight(likeliest) {
                likeliest = moment;
            }
        }
        let when = |moment: &Moment| timestamp(moment.half_hour * HALF_HOUR_MS);
        let place = track.position_at(when(likeliest), self.parameters.max_step_h)?;
        let slow = moments.iter().filter(|moment| moment.is_slow).count() as i64;
        Some(ShipInReach {
            vessel: track.vessel().id.clone(),
            hull: track.hull(),
            silent: false,
            gap: None,
            earliest: when(&moments[0]),
            at_most_h: hours_from_ms(together_ms),
            slow_h: hours_from_ms(slow * HALF_HOUR_MS),
            lat: place.lat_deg(),
            lon: place.lon_deg(),
            score,
        })
    }
}

fn count(ships: usize) -> u32 {
    u32::try_from(ships).unwrap_or(u32::MAX)
}
