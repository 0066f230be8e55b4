//! What hears: satellites that pass, stations on the shore, and when they fail.

use crate::Position;
use crate::geodesy::distance_m;
use crate::scenario::dice::Dice;

/// The shore station's reach in usual weather, in metres.
const REACH_M: f64 = 90_000.0;
/// Ships in view at which a receiver loses half of the reports.
const SATURATED_AT_SHIPS: f64 = 70.0;
/// How far to each side of its track a satellite hears, in degrees of longitude.
const SWATH_DEG: f64 = 7.0;

/// A satellite above the area.
struct Pass {
    from_s: f64,
    until_s: f64,
    lon_deg: f64,
}

/// A receiver on the shore.
struct Station {
    at: Position,
    /// Share of the usual reach in each hour.
    weather: Vec<f64>,
    /// Share of the reach to the north-east, south-east, south-west and north-west.
    sectors: [f64; 4],
    out_s: Option<(f64, f64)>,
}

/// All that hears in one sea.
pub(super) struct Antennas {
    passes: Vec<Pass>,
    stations: Vec<Station>,
    feed_out_s: Vec<(f64, f64)>,
}

impl Antennas {
    /// `feed_outages` times nothing is heard anywhere, for 7 to 11 hours each; one station fails for 10 to 20 hours.
    pub(super) fn draw(duration_h: f64, feed_outages: u32, dice: &mut Dice) -> Antennas {
        let mut passes = Vec::new();
        let mut time_s = dice.between(0.0, 5_600.0);
        while time_s < duration_h * 3600.0 {
            let until_s = time_s + dice.between(540.0, 900.0);
            passes.push(Pass { from_s: time_s, until_s, lon_deg: dice.between(148.0, 164.0) });
            time_s += dice.between(4_800.0, 6_400.0);
        }
        let failing = dice.below(4);
        let stations = (0..4)
            .map(|index| {
                let mut weather = Vec::new();
                let mut drift = 0.0;
                for _ in 0..duration_h.ceil() as usize + 1 {
                    drift = 0.9 * drift + dice.normal(0.12);
                    weather.push((1.0_f64 + drift).clamp(0.4, 2.0));
                }
                let sectors = [(); 4].map(|()| if dice.chance(0.25) { 0.4 } else { 1.0 });
                let start_s = dice.between(0.2, 0.7) * duration_h * 3600.0;
                let out_s = (index == failing).then(|| (start_s, start_s + dice.between(10.0, 20.0) * 3600.0));
                Station { at: Position::from_valid(31.5 + 2.3 * index as f64, 150.0), weather, sectors, out_s }
            })
            .collect();
        let feed_out_s = (0..feed_outages)
            .map(|outage| {
                // Each in its own part of the time, so that they do not overlap.
                let share = (f64::from(outage) + dice.between(0.2, 0.7)) / f64::from(feed_outages);
                let start_s = share * duration_h * 3600.0;
                (start_s, start_s + dice.between(7.0, 11.0) * 3600.0)
            })
            .collect();
        Antennas { passes, stations, feed_out_s }
    }

    /// Whether what would hear a ship here has failed: the whole feed, or the station that is near.
    pub(super) fn is_out(&self, time_s: f64, at: Position) -> bool {
        let within = |span: &(f64, f64)| (span.0..span.1).contains(&time_s);
        self.feed_out_s.iter().any(within)
            || self
                .stations
                .iter()
                .any(|station| station.out_s.as_ref().is_some_and(within) && distance_m(station.at, at) < 0.8 * REACH_M)
    }

    /// The chance that a report of full strength from each of these places is heard.
    pub(super) fn chances(&self, time_s: f64, on_air: &[Position], places: &[Position]) -> Vec<f64> {
        let within = |span: &(f64, f64)| (span.0..span.1).contains(&time_s);
        let mut missed = vec![1.0; places.len()];
        if self.feed_out_s.iter().any(within) {
            return vec![0.0; places.len()];
        }
        for pass in self.passes.iter().filter(|pass| (pass.from_s..pass.until_s).contains(&time_s)) {
            let sees = |at: &Position| (at.lon_deg() - pass.lon_deg).abs() < SWATH_DEG;
            let free = free_share(on_air.iter().filter(|at| sees(at)).count());
            for (place, missed) in places.iter().zip(&mut missed) {
                *missed *= 1.0 - if sees(place) { free } else { 0.0 };
            }
        }
        for station in self.stations.iter().filter(|station| !station.out_s.as_ref().is_some_and(within)) {
            let reach = |at: &Position| station.hears(time_s, *at);
            let free = free_share(on_air.iter().filter(|at| reach(at) > 0.5).count());
            for (place, missed) in places.iter().zip(&mut missed) {
                *missed *= 1.0 - 0.9 * free * reach(place);
            }
        }
        missed.into_iter().map(|missed: f64| 1.0 - missed).collect()
    }
}

impl Station {
    /// Falls from 1 to 0 around the reach, by the eighth power of the distance.
    fn hears(&self, time_s: f64, at: Position) -> f64 {
        let north = at.lat_deg() >= self.at.lat_deg();
        let east = at.lon_deg() >= self.at.lon_deg();
        let sector = match (north, east) {
            (true, true) => 0,
            (false, true) => 1,
            (false, false) => 2,
            (true, false) => 3,
        };
        let hour = (time_s / 3600.0) as usize;
        let weather = self.weather.get(hour).copied().unwrap_or(1.0);
        let share = distance_m(self.at, at) / (REACH_M * weather * self.sectors[sector]);
        let squared = share * share;
        let fourth = squared * squared;
        1.0 / (1.0 + fourth * fourth)
    }
}

/// The share of reports that find a free slot.
fn free_share(ships: usize) -> f64 {
    SATURATED_AT_SHIPS / (SATURATED_AT_SHIPS + ships as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_ships_and_more_distance_are_heard_worse() {
        let antennas = Antennas::draw(96.0, 0, &mut Dice::new(5, 1));
        let station = antennas.stations.iter().find(|station| station.out_s.is_none()).unwrap();
        let near = Position::from_valid(station.at.lat_deg(), 150.1);
        let far = Position::from_valid(station.at.lat_deg(), 156.0);
        let quiet_s = (0..400)
            .map(|step| f64::from(step) * 240.0)
            .find(|&time_s| antennas.passes.iter().all(|pass| !(pass.from_s..pass.until_s).contains(&time_s)));
        let time_s = quiet_s.unwrap();
        let alone = antennas.chances(time_s, &[near], &[near, far]);
        let crowded = antennas.chances(time_s, &[near; 100], &[near, far]);
        assert!(alone[0] > 0.8 && alone[1] < 0.01, "{alone:?}");
        assert!(crowded[0] < 0.5 * alone[0], "{crowded:?}");
    }

    #[test]
    fn nothing_is_heard_while_the_feed_is_out() {
        let antennas = Antennas::draw(96.0, 1, &mut Dice::new(5, 1));
        let time_s = antennas.feed_out_s[0].0 + 60.0;
        let near = Position::from_valid(31.5, 150.1);
        assert_eq!(antennas.chances(time_s, &[near], &[near]), [0.0]);
        assert!(antennas.is_out(time_s, near));
    }
}
