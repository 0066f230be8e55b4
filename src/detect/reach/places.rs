//! Zones and ports in reach.

use super::silence::Silence;
use crate::Chart;
use crate::chart::{Port, Zone};
use crate::fix::timestamp;
use crate::geodesy::{SPHERE_ERROR, UnitVector, geodesic_m};
use crate::units::hours_from_ms;
use crate::{PortInReach, ZoneInReach};

/// A reach widened by this share still holds what lies at its very edge.
const EDGE: f64 = 1e-9;

/// A place that could have been reached: how far from OFF, and how long the ship can have been there.
struct Call<P> {
    place: P,
    distance_m: f64,
    earliest_ms: i64,
    at_most_ms: i64,
}

impl Silence<'_> {
    /// How many zones are in reach, and those in which the ship could have been longest; of several as long, the nearest, then
    /// the first of the chart.
    pub(super) fn zones(&self, chart: Option<&Chart>, most: usize) -> (Option<u32>, Vec<ZoneInReach>) {
        let Some(zones) = chart.map(Chart::zones).filter(|zones| !zones.is_empty()) else { return (None, Vec::new()) };
        let way_m = self.way_m() * (1.0 + EDGE);
        let reached = match self.on {
            Some(on) => zones.within_reach(self.off, on, way_m),
            None => zones.near(self.off, way_m),
        };
        let calls = reached.into_iter().filter_map(|(number, _)| {
            let zone = zones.get(number)?;
            let from_off_m = zone.distance_within_m(self.off, way_m)?;
            let to_on_m = self.on.map_or(Some(0.0), |on| zone.distance_within_m(on, way_m))?;
            Some(self.call(zone, from_off_m, from_off_m, to_on_m))
        });
        let named = |call: Call<&Zone>| ZoneInReach {
            name: call.place.name().to_owned(),
            id: call.place.id().map(str::to_owned),
            category: call.place.category().map(str::to_owned),
            distance_m: call.distance_m,
            earliest: timestamp(call.earliest_ms),
            at_most_h: hours_from_ms(call.at_most_ms),
        };
        let (count, longest) = longest_first(calls.collect(), most);
        (Some(count), longest.into_iter().map(named).collect())
    }

    /// Likewise for ports.
    pub(super) fn ports(&self, chart: Option<&Chart>, most: usize) -> (Option<u32>, Vec<PortInReach>) {
        let Some(ports) = chart.map(Chart::ports).filter(|ports| !ports.is_empty()) else { return (None, Vec::new()) };
        let ends = self.set.ends.map(UnitVector::from);
        let (middle, radius_rad) = self.set.cap();
        let calls = ports.around(middle, radius_rad).filter_map(|port| {
            let entry_m = port.kind.entry_distance_m();
            let most_m = self.set.at_most_m + 2.0 * entry_m;
            // Most of those around are out of reach: the sphere tells.
            let at = UnitVector::from(port.position);
            let least_rad = (ends[0].angle_rad(at) + ends[1].angle_rad(at)) * (1.0 - SPHERE_ERROR);
            if least_rad * crate::EARTH_RADIUS_M > most_m {
                return None;
            }
            let from_off_m = geodesic_m(self.off, port.position);
            let to_on_m = self.on.map_or(0.0, |on| geodesic_m(port.position, on));
            let [way_there_m, way_back_m] = [from_off_m, to_on_m].map(|way_m| (way_m - entry_m).max(0.0));
            let is_reached = way_there_m + way_back_m <= self.way_m() * (1.0 + EDGE);
            is_reached.then(|| self.call(port, from_off_m, way_there_m, way_back_m))
        });
        let named = |call: Call<&Port>| PortInReach {
            name: call.place.name.clone(),
            id: call.place.id.clone(),
            country: call.place.country.clone(),
            distance_m: call.distance_m,
            earliest: timestamp(call.earliest_ms),
            at_most_h: hours_from_ms(call.at_most_ms),
        };
        let (count, longest) = longest_first(calls.collect(), most);
        (Some(count), longest.into_iter().map(named).collect())
    }

    fn call<P>(&self, place: P, distance_m: f64, way_there_m: f64, way_back_m: f64) -> Call<P> {
        let ms = |metres: f64| (metres / self.m_per_ms()).round() as i64;
        let spent_ms = ms(way_there_m + way_back_m);
        Call {
            place,
            distance_m,
            earliest_ms: (self.start_ms + ms(way_there_m)).min(self.end_ms),
            at_most_ms: (self.end_ms - self.start_ms - spent_ms).max(0),
        }
    }
}

/// How many there are, and the first few: the longest, then the nearest, then the first of the chart.
fn longest_first<P>(mut calls: Vec<Call<P>>, most: usize) -> (u32, Vec<Call<P>>) {
    let count = u32::try_from(calls.len()).unwrap_or(u32::MAX);
    calls.sort_by(|a, b| b.at_most_ms.cmp(&a.at_most_ms).then_with(|| a.distance_m.total_cmp(&b.distance_m)));
    calls.truncate(most);
    (count, calls)
}
