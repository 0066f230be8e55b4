//! Tracks for the page: fewer fixes, each with the level from which it is drawn, and the speed over time.

use serde::Serialize;

use super::level::{between, level_of, tolerance_m, weights_rad};
use super::packed::Packed;
use crate::geodesy::{UnitVector, wrap_lon_deg};
use crate::units::ms_from_hours;
use crate::{EARTH_RADIUS_M, Fix, Position, Track};

/// Steps of a degree in which positions of tracks are written: 1.1 m of latitude.
pub(super) const TRACK_QUANTA_PER_DEG: f64 = 1e5;
/// The longest baseline of the speed that is shown, in hours: 5 minutes, as rules measure it.
const SPEED_BASELINE_H: f64 = 5.0 / 60.0;
/// Speeds that lie within this of the line between others are left out, in knots.
const SPEED_TOLERANCE_KN: f64 = 0.25;

/// A corner of a track, on its way to the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Corner {
    time_s: i64,
    /// In quanta, continuous: a track across the antimeridian goes on beyond 180°.
    lon: i64,
    lat: i64,
    /// The highest level at which it is drawn.
    pub(super) level: u8,
    /// Whether the ship was silent before it for longer than a step may be.
    after_silence: bool,
}

/// The way of a hull in packed form, apart from when it starts: for each corner the seconds since the one before, the longitude and
/// the latitude in quanta as differences (the first from 0), and twice the level, plus one after a silence.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Way {
    /// The time of the first corner, in seconds since 1970.
    start_s: i64,
    corners: usize,
    packed: String,
}

/// The speed of a hull over time: for each point the seconds since the one before (the first since the start of its way), and the
/// difference of the speed in tenths of a knot, twice, plus one where a silence came before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Speed {
    points: usize,
    packed: String,
}

/// The corners of a track that the map needs. What lies between two of them lies within 20 m of where the ship would be at its
/// time, at constant speed between them, and a metre for their rounding. Both ends of each silence are corners of the highest level.
pub(super) fn corners(track: &Track<'_>, max_step_h: f64) -> Vec<Corner> {
    let max_step_ms = ms_from_hours(max_step_h);
    let fixes: Vec<Fix> = track.iter().collect();
    let mut corners: Vec<Corner> = Vec::new();
    for stretch in fixes.chunk_by(|from, to| to.time_ms() - from.time_ms() <= max_step_ms) {
        let places: Vec<UnitVector> = stretch.iter().map(|fix| UnitVector::from(fix.position())).collect();
        let weights_rad = weights_rad(stretch.len(), tolerance_m(0) / EARTH_RADIUS_M, |a, b, at| {
            let time_ms = |index: usize| stretch[index].time_ms();
            let share = (time_ms(at) - time_ms(a)) as f64 / (time_ms(b) - time_ms(a)) as f64;
            between(places[a], places[b], share).chord2(places[at]).sqrt()
        });
        for (index, (fix, weight_rad)) in stretch.iter().zip(weights_rad).enumerate() {
            let Some(level) = level_of(weight_rad) else { continue };
            let lat = quanta(fix.position().lat_deg());
            let lon = match corners.last() {
                // The shorter way round from the corner before.
                Some(last) => {
                    let last_deg = last.lon as f64 / TRACK_QUANTA_PER_DEG;
                    let east_deg = wrap_lon_deg(fix.position().lon_deg() - wrap_lon_deg(last_deg));
                    quanta(last_deg + east_deg)
                }
                None => quanta(fix.position().lon_deg()),
            };
            let after_silence = index == 0 && !corners.is_empty();
            corners.push(Corner { time_s: fix.time_ms().div_euclid(1000), lon, lat, level, after_silence });
        }
    }
    corners
}

impl Corner {
    pub(super) fn position(&self) -> Position {
        let degrees = |quanta: i64| quanta as f64 / TRACK_QUANTA_PER_DEG;
        UnitVector::from_degrees(degrees(self.lat), degrees(self.lon)).to_position()
    }
}

fn quanta(degrees: f64) -> i64 {
    (degrees * TRACK_QUANTA_PER_DEG).round() as i64
}

impl Way {
    /// Those of these corners that have at least this level.
    pub(super) fn of(corners: &[Corner], least_level: u8) -> Way {
        let mut packed = Packed::default();
        let mut count = 0;
        let start_s = corners.first().map_or(0, |first| first.time_s);
        let mut before = Corner { time_s: start_s, lon: 0, lat: 0, level: 0, after_silence: false };
        for &corner in corners.iter().filter(|corner| corner.level >= least_level) {
            packed.push_unsigned((corner.time_s - before.time_s).unsigned_abs());
            packed.push_signed(corner.lon - before.lon);
            packed.push_signed(corner.lat - before.lat);
            packed.push_unsigned(u64::from(corner.level) << 1 | u64::from(corner.after_silence));
            before = corner;
            count += 1;
        }
        Way { start_s, corners: count, packed: packed.into_text() }
    }
}

impl Speed {
    /// The speed over at least five minutes, as rules measure it, thinned to a quarter of a knot.
    pub(super) fn of(track: &Track<'_>, max_step_h: f64) -> Speed {
        let speeds_kn = track.speeds_kn(SPEED_BASELINE_H, max_step_h);
        let max_step_ms = ms_from_hours(max_step_h);
        let points: Vec<(i64, f64)> = (track.times_ms().iter().zip(speeds_kn))
            .filter_map(|(&time_ms, speed_kn)| Some((time_ms, speed_kn?)))
            .collect();
        let mut packed = Packed::default();
        let (mut count, mut last_s, mut last_tenths) =
            (0, track.times_ms().first().map_or(0, |ms| ms.div_euclid(1000)), 0);
        for stretch in points.chunk_by(|from, to| to.0 - from.0 <= max_step_ms) {
            // The unit of a weight is whatever its distance has: knots here.
            let weights_kn = weights_rad(stretch.len(), SPEED_TOLERANCE_KN, |a, b, at| {
                let share = (stretch[at].0 - stretch[a].0) as f64 / (stretch[b].0 - stretch[a].0) as f64;
                (stretch[a].1 + share * (stretch[b].1 - stretch[a].1) - stretch[at].1).abs()
            });
            let mut is_first = true;
            for (&(time_ms, speed_kn), weight_kn) in stretch.iter().zip(weights_kn) {
                if weight_kn > SPEED_TOLERANCE_KN {
                    let (time_s, tenths) = (time_ms.div_euclid(1000), (speed_kn * 10.0).round() as i64);
                    packed.push_unsigned((time_s - last_s).unsigned_abs());
                    packed.push_signed((tenths - last_tenths) << 1 | i64::from(is_first));
                    (last_s, last_tenths, is_first) = (time_s, tenths, false);
                    count += 1;
                }
            }
        }
        Speed { points: count, packed: packed.into_text() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::distance_m;
    use crate::geodesy::tests::at;
    use crate::output::report::level::LEVELS;
    use crate::output::report::packed::tests::Unpacked;
    use crate::{Fixes, TrackSet, VesselId};

    fn track_set(fixes: impl IntoIterator<Item = (i64, Position)>) -> TrackSet {
        let mut builder = Fixes::builder();
        for (second, position) in fixes {
            let time = crate::Timestamp::from_second(1_700_000_000 + second).unwrap();
            builder.push(VesselId::new("440123456"), Fix::new(time, position));
        }
        builder.build().into_tracks()
    }

    /// Corners as the page unpacks them: seconds, degrees and whether a silence came before.
    fn unpacked(way: &Way) -> Vec<(i64, f64, f64, bool)> {
        let mut numbers = Unpacked::new(&way.packed);
        let (mut time_s, mut lon, mut lat) = (way.start_s, 0, 0);
        let corners = (0..way.corners).map(|_| {
            time_s += numbers.unsigned() as i64;
            lon += numbers.signed();
            lat += numbers.signed();
            let flags = numbers.unsigned();
            (time_s, lon as f64 / TRACK_QUANTA_PER_DEG, lat as f64 / TRACK_QUANTA_PER_DEG, flags & 1 == 1)
        });
        let corners = corners.collect();
        assert!(numbers.is_done());
        corners
    }

    #[test]
    fn a_way_across_the_antimeridian_goes_on() {
        let tracks = track_set((0..20).map(|step| {
            let lon_deg = wrap_lon_deg(179.5 + 0.05 * step as f64);
            (step * 600, at(10.0 + 0.02 * (step % 2) as f64, lon_deg))
        }));
        let way = Way::of(&corners(&tracks.track(0), 1.0), 0);
        let lons: Vec<f64> = unpacked(&way).iter().map(|corner| corner.1).collect();
        assert_eq!(lons.len(), 20);
        assert!(lons.windows(2).all(|step| (step[1] - step[0]).abs() < 0.1), "{lons:?}");
        assert!((lons[19] - 180.45).abs() < 1e-5, "beyond 180: {lons:?}");
    }

    #[test]
    fn both_ends_of_a_silence_are_always_drawn() {
        let tracks =
            track_set([0, 600, 1200, 9000, 9600].map(|second| (second, at(10.0, 100.0 + second as f64 / 1e5))));
        let corners = corners(&tracks.track(0), 1.0);
        let told: Vec<_> = corners.iter().map(|corner| (corner.level, corner.after_silence)).collect();
        assert_eq!(told, [(7, false), (7, false), (7, true), (7, false)]);
        assert_eq!(unpacked(&Way::of(&corners, LEVELS - 1)).len(), 4);
    }

    proptest! {
        #[test]
        fn every_fix_lies_near_where_the_page_has_the_ship(
            steps in prop::collection::vec((30i64..3000, -0.03..0.03f64, -0.05..0.05f64), 1..80),
            lat_deg in -80.0..80.0f64, lon_deg in -180.0..180.0f64,
        ) {
            let (mut second, mut lat, mut lon) = (0, lat_deg, lon_deg);
            let fixes: Vec<_> = steps.into_iter().map(|(seconds, north, east)| {
                (second, lat, lon) = (second + seconds, lat + north * 0.3, lon + east * 0.3);
                (second, at(lat, wrap_lon_deg(lon)))
            }).collect();
            let tracks = track_set(fixes);
            for track in tracks.iter() {
                let page = unpacked(&Way::of(&corners(&track, 1.0), 0));
                let place = |corner: &(i64, f64, f64, bool)| UnitVector::from_degrees(corner.2, corner.1);
                for fix in track.iter() {
                    let second = fix.time_ms().div_euclid(1000);
                    let next = page.partition_point(|corner| corner.0 < second).clamp(1, page.len().max(2) - 1);
                    let shown = match page.get(next) {
                        Some(to) => {
                            let from = &page[next - 1];
                            let share = (second - from.0) as f64 / (to.0 - from.0) as f64;
                            between(place(from), place(to), share)
                        }
                        None => place(&page[0]),
                    };
                    let off_m = distance_m(shown.to_position(), fix.position());
                    prop_assert!(off_m <= 20.0 + 1.0, "{off_m} m");
                }
            }
        }
    }

    #[test]
    fn the_speed_is_that_of_the_way_and_broken_by_silence() {
        // 0.1 degrees of latitude in half an hour are 12 knots.
        let seconds = (0..20).map(|step| step * 600).chain((0..5).map(|step| 100_000 + step * 600));
        let tracks = track_set(seconds.map(|second| (second, at(10.0 + second as f64 * 0.1 / 1800.0, 100.0))));
        let speed = Speed::of(&tracks.track(0), 1.0);
        let mut numbers = Unpacked::new(&speed.packed);
        let (mut tenths, mut breaks) = (0, Vec::new());
        for _ in 0..speed.points {
            numbers.unsigned();
            let coded = numbers.signed();
            tenths += coded >> 1;
            breaks.push(coded & 1);
            assert_eq!(tenths, 119, "6.0 minutes of latitude at 10° N are 5.97 nm");
        }
        assert_eq!(breaks, [1, 0, 1, 0]);
        assert!(numbers.is_done());
    }
}
