//! The rows of one identity told apart: repetitions, rows of one time, hulls and noise.

use std::ops::Range;

use crate::fix::FixColumns;
use crate::geodesy::distance_m;
use crate::track::assign::{Chain, assign};
use crate::track::classify::{Classified, classify};
use crate::track::motion::{Limits, Motion};
use crate::track::spikes::drop_spikes;
use crate::units::ms_from_hours;
use crate::{Fix, NoiseKind, TrackParams};

/// What becomes of the rows of one identity; rows are counted from its first.
#[derive(Debug, Default)]
pub(crate) struct Separation {
    /// The rows of each hull in order of time; hulls by (time, lat, lon) of their first fix.
    pub(crate) hulls: Vec<Vec<u32>>,
    pub(crate) noise: Vec<NoiseRow>,
    /// Exact repetitions of a row.
    pub(crate) duplicates: u64,
    /// Rows that lost against another of the same time and nearly the same place.
    pub(crate) same_time: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoiseRow {
    pub(crate) row: u32,
    pub(crate) hull: u32,
    pub(crate) run: u32,
    pub(crate) kind: NoiseKind,
}

/// What of the parameters one identity needs.
pub(crate) struct Separator {
    limits: Limits,
    same_time_distance_m: f64,
    silence_ms: i64,
}

impl Separator {
    pub(crate) fn new(params: &TrackParams) -> Separator {
        Separator {
            limits: Limits::new(params),
            same_time_distance_m: params.same_time_distance_m,
            silence_ms: ms_from_hours(params.segment_silence_h),
        }
    }

    /// Tells the rows of one identity apart; `None` when they are one hull as they stand.
    pub(crate) fn separate(&self, columns: &FixColumns, rows: Range<usize>) -> Option<Separation> {
        if self.is_one_hull(columns, rows.clone()) {
            return None;
        }
        let fix = |row: u32| columns.get(rows.start + row as usize);
        let times_ms = &columns.time_ms[rows.clone()];
        let is_one_time = |a: u32, b: u32| times_ms[a as usize] == times_ms[b as usize];
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        for instant in order.chunk_by_mut(|&a, &b| is_one_time(a, b)).filter(|instant| instant.len() > 1) {
            instant.sort_unstable_by_key(|&row| fix(row).sort_key());
        }
        order.dedup_by(|a, b| is_one_time(*a, *b) && fix(*a).sort_key() == fix(*b).sort_key());

        let (observations, others) = self.observe(&order, is_one_time, &fix);
        let is_step = |a: u32, b: u32| self.is_step_of(columns, rows.start + a as usize, rows.start + b as usize);
        let classified = match observations.windows(2).all(|pair| is_step(pair[0], pair[1])) {
            true => Classified { hulls: vec![(0..observations.len() as u32).collect()], noise: Vec::new() },
            false => self.tell_hulls(&observations, &fix),
        };
        let duplicates = rows.len() - order.len();
        Some(settle(classified, &observations, &others, &fix, duplicates as u64))
    }

    /// Whether times ascend strictly and every step is possible.
    fn is_one_hull(&self, columns: &FixColumns, mut rows: Range<usize>) -> bool {
        let Some(first) = rows.next() else { return true };
        (first..).zip(rows).all(|(from, to)| self.is_step_of(columns, from, to))
    }

    /// Whether one hull can have made these two fixes one after the other, at different times. Nearly every step passes by
    /// the first test: the way north or south and then east or west, in degrees, is no shorter than the great circle.
    #[inline]
    fn is_step_of(&self, columns: &FixColumns, from: usize, to: usize) -> bool {
        let FixColumns { time_ms, lat_deg, lon_deg, .. } = columns;
        let span_ms = time_ms[to] - time_ms[from];
        let east_deg = (lon_deg[to] - lon_deg[from]).abs();
        let way_deg = (lat_deg[to] - lat_deg[from]).abs() + east_deg.min(360.0 - east_deg);
        span_ms > 0
            && (way_deg <= self.limits.sure_deg(span_ms) || self.is_possible(&columns.get(from), &columns.get(to)))
    }

    /// Whether one ship can have made two fixes that follow each other, and neither needs a closer look.
    fn is_possible(&self, from: &Fix, to: &Fix) -> bool {
        let (from, to) = (Motion::new(from), Motion::new(to));
        from.can_reach(&to, &self.limits) && !from.outruns(&to, &self.limits)
    }

    /// One row for each time and place, and beside them the other rows with the observation they are another word for:
    /// those of the same time no farther away than the limit.
    fn observe(
        &self,
        order: &[u32],
        is_one_time: impl Fn(u32, u32) -> bool,
        fix: &impl Fn(u32) -> Fix,
    ) -> (Vec<u32>, Vec<(u32, u32)>) {
        let mut observations: Vec<u32> = Vec::with_capacity(order.len());
        let mut others = Vec::new();
        for instant in order.chunk_by(|&a, &b| is_one_time(a, b)) {
            let first = observations.len();
            for &row in instant {
                let near = |&seen: &u32| distance_m(fix(seen).position, fix(row).position) <= self.same_time_distance_m;
                match observations[first..].iter().position(near) {
                    Some(seen) => others.push(((first + seen) as u32, row)),
                    None => observations.push(row),
                }
            }
        }
        others.sort_by_key(|&(observation, _)| observation);
        (observations, others)
    }

    fn tell_hulls(&self, observations: &[u32], fix: &impl Fn(u32) -> Fix) -> Classified {
        let motions: Vec<Motion> = observations.iter().map(|&row| Motion::new(&fix(row))).collect();
        let mut classified = classify(assign(&motions, &self.limits, self.silence_ms), &motions, self.silence_ms);
        drop_spikes(&mut classified, &motions, &self.limits);
        classified
    }
}

/// From observations to rows: picks a row for each observation and numbers hulls and runs.
fn settle(
    classified: Classified,
    observations: &[u32],
    others: &[(u32, u32)],
    fix: &impl Fn(u32) -> Fix,
    duplicates: u64,
) -> Separation {
    let mut hulls: Vec<(usize, Vec<u32>)> =
        classified.hulls.iter().map(|chain| pick_rows(chain, observations, others, fix)).enumerate().collect();
    hulls.sort_by_key(|(_, rows)| fix(rows[0]).sort_key());
    let mut numbers = vec![0; hulls.len()];
    for (number, (index, _)) in hulls.iter().enumerate() {
        numbers[*index] = number as u32;
    }
    let noise = classified.noise.iter().zip(0..).flat_map(|(noise, run)| {
        let hull = numbers.get(noise.hull).copied().unwrap_or(0);
        noise.observations.iter().map(move |&observation| NoiseRow {
            row: observations[observation as usize],
            hull,
            run,
            kind: noise.kind,
        })
    });
    Separation {
        noise: noise.collect(),
        hulls: hulls.into_iter().map(|(_, rows)| rows).collect(),
        duplicates,
        same_time: others.len() as u64,
    }
}

/// A row for each observation of a hull: of several the one with the least way from the row before it and to the first
/// row of the observation after it, ties by the sort key.
fn pick_rows(chain: &Chain, observations: &[u32], others: &[(u32, u32)], fix: &impl Fn(u32) -> Fix) -> Vec<u32> {
    let mut rows: Vec<u32> = chain.iter().map(|&observation| observations[observation as usize]).collect();
    if others.is_empty() {
        return rows;
    }
    for (index, &observation) in chain.iter().enumerate() {
        let first = others.partition_point(|other| other.0 < observation);
        let same = others[first..].iter().take_while(|other| other.0 == observation).map(|other| other.1);
        let neighbours = [index.checked_sub(1), Some(index + 1)].map(|neighbour| rows.get(neighbour?).copied());
        let way_m = |row: u32| {
            let to = |neighbour: u32| distance_m(fix(neighbour).position, fix(row).position);
            neighbours.into_iter().flatten().map(to).sum::<f64>()
        };
        // Rows of one observation stand in the order of their sort keys, and the first of equals is kept.
        if let Some(best) = same.fold(None, |best: Option<(f64, u32)>, row| {
            let best = best.unwrap_or_else(|| (way_m(rows[index]), rows[index]));
            let way_m = way_m(row);
            Some(if way_m < best.0 { (way_m, row) } else { best })
        }) {
            rows[index] = best.1;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Position;
    use crate::geodesy::destination;

    const MINUTE_MS: f64 = 60_000.0;

    fn fix(minute: f64, lat: f64, lon: f64) -> Fix {
        Fix::at_ms((minute * MINUTE_MS) as i64, Position::new(lat, lon).unwrap())
    }

    /// Fixes of a ship on a straight course, every so many minutes, with speed and course reported.
    fn ship(start: Fix, every_min: f64, count: usize, bearing_deg: f64, speed_kn: f64) -> Vec<Fix> {
        let sailed = |index: usize| {
            let minutes = every_min * index as f64;
            let position = destination(start.position, bearing_deg, speed_kn * minutes / 60.0 * 1852.0);
            Fix::at_ms(start.time_ms + (minutes * MINUTE_MS) as i64, position)
                .with_sog_kn(speed_kn)
                .with_cog_deg(bearing_deg)
        };
        (0..count).map(sailed).collect()
    }

    /// The fixes of each hull, and the noise as (fix, hull, run, kind).
    type Found = (Vec<Vec<Fix>>, Vec<(Fix, u32, u32, NoiseKind)>);

    fn separate(fixes: &[Vec<Fix>]) -> (Found, Option<Separation>) {
        let mut all = fixes.concat();
        all.sort_by_key(|fix| fix.time_ms);
        let mut columns = FixColumns::default();
        all.iter().for_each(|fix| columns.push(*fix));
        let separation = Separator::new(&TrackParams::default()).separate(&columns, 0..all.len());
        let found = match &separation {
            None => (vec![all], Vec::new()),
            Some(separation) => {
                let fixes = |rows: &Vec<u32>| rows.iter().map(|&row| all[row as usize]).collect();
                let noise = separation.noise.iter().map(|n| (all[n.row as usize], n.hull, n.run, n.kind));
                (separation.hulls.iter().map(fixes).collect(), noise.collect())
            }
        };
        (found, separation)
    }

    fn found(fixes: &[Vec<Fix>]) -> Found {
        separate(fixes).0
    }

    #[test]
    fn a_ship_alone_needs_no_work() {
        assert!(separate(&[ship(fix(0.0, 10.0, 179.9), 10.0, 100, 90.0, 20.0)]).1.is_none());
    }

    #[test]
    fn a_lone_first_or_last_or_middle_wild_fix_is_noise() {
        let main = ship(fix(10.0, 10.0, 20.0), 10.0, 30, 90.0, 15.0);
        for minute in [5.0, 99.0, 305.0] {
            let wild = fix(minute, 12.0, 20.0);
            assert_eq!(
                found(&[main.clone(), vec![wild]]),
                (vec![main.clone()], vec![(wild, 0, 0, NoiseKind::WildFix)])
            );
        }
    }

    #[test]
    fn a_run_that_returns_is_a_jump_and_one_that_stays_is_a_hull() {
        let before = ship(fix(0.0, 10.0, 20.0), 10.0, 20, 90.0, 15.0);
        let away = ship(fix(195.0, 13.0, 20.0), 5.0, 5, 90.0, 15.0);
        let after = ship(fix(240.0, 10.0, 21.05), 10.0, 20, 90.0, 15.0);
        let (hulls, noise) = found(&[before.clone(), away.clone(), after.clone()]);
        assert_eq!(hulls, [[before.clone(), after].concat()]);
        assert_eq!(noise, away.iter().map(|&fix| (fix, 0, 0, NoiseKind::Jump)).collect::<Vec<_>>());
        assert_eq!(found(&[before.clone(), away.clone()]), (vec![before, away], vec![]));
    }

    #[test]
    fn a_wild_fix_hours_from_a_jump_makes_no_ship_of_it() {
        // The jump leads to where a ship could have come from the place of the wild fix, or from which it could have gone there.
        let main: Vec<Fix> = ship(fix(0.0, 10.0, 20.0), 10.0, 180, 90.0, 15.0);
        let is_away = |fix: &Fix| (800.0..830.0).contains(&(fix.time_ms as f64 / MINUTE_MS));
        let main: Vec<Fix> = main.into_iter().filter(|fix| !is_away(fix)).collect();
        let away = ship(fix(805.0, 13.0, 22.0), 5.0, 5, 90.0, 15.0);
        let jump = |run| away.iter().map(move |&fix| (fix, 0, run, NoiseKind::Jump));
        for minute in [95.0, 1305.0] {
            let wild = fix(minute, 13.0, 21.0);
            let is_before = minute < 800.0;
            let alone = std::iter::once((wild, 0, u32::from(!is_before), NoiseKind::WildFix));
            let noise = match is_before {
                true => alone.chain(jump(1)).collect::<Vec<_>>(),
                false => jump(0).chain(alone).collect(),
            };
            assert_eq!(found(&[main.clone(), away.clone(), vec![wild]]), (vec![main.clone()], noise));
        }
        // Where it is heard twice in two places each, it is a ship.
        let earlier = ship(fix(91.0, 13.0, 21.0), 4.0, 2, 90.0, 15.0);
        let other = [earlier, away.clone()].concat();
        assert_eq!(found(&[main.clone(), other.clone()]).0, [main, other]);
    }

    #[test]
    fn fixes_none_of_which_fit_together_are_all_noise_and_one_alone_is_a_hull() {
        let wild: Vec<Fix> = (0..4).map(|i| fix(f64::from(i), f64::from(i) * 10.0, 0.0)).collect();
        let (hulls, noise) = found(std::slice::from_ref(&wild));
        assert!(hulls.is_empty());
        assert_eq!(noise.iter().map(|noise| (noise.1, noise.2)).collect::<Vec<_>>(), [(0, 0), (0, 1), (0, 2), (0, 3)]);
        assert_eq!(found(&[wild[..1].to_vec()]), (vec![wild[..1].to_vec()], vec![]));
    }

    #[test]
    fn two_ships_that_meet_keep_their_own_fixes() {
        // On opposite courses a mile apart, 72 miles each.
        for east_every_min in [1.0, 3.0] {
            let east = ship(fix(0.0, 30.0, 0.0), east_every_min, (240.0 / east_every_min) as usize, 90.0, 18.0);
            let west = ship(fix(0.4, 30.017, 1.4), 2.0, 120, 270.0, 18.0);
            assert_eq!(found(&[east.clone(), west.clone()]), (vec![east, west], vec![]));
        }
    }

    #[test]
    fn a_long_silent_ship_returns_and_takes_no_fix_of_the_other() {
        let first = ship(fix(0.0, 10.0, -40.0), 10.0, 50, 0.0, 12.0);
        let again = ship(fix(20_000.0, 14.0, -40.0), 10.0, 50, 0.0, 12.0);
        let other = ship(fix(100.0, -30.0, -20.0), 30.0, 1000, 180.0, 1.0);
        // One row of the other ship is wrong: the silent ship could have come there meanwhile.
        let wrong = fix(15_007.0, -25.0, -20.0);
        let (hulls, noise) = found(&[first.clone(), again.clone(), other.clone(), vec![wrong]]);
        assert_eq!(hulls, [[first, again].concat(), other]);
        assert_eq!(noise, [(wrong, 1, 0, NoiseKind::WildFix)]);
    }

    #[test]
    fn an_error_that_comes_again_and_again_is_no_ship() {
        let main = ship(fix(0.0, 10.0, 20.0), 2.0, 2000, 90.0, 8.0);
        let pole: Vec<Fix> = (0..20).map(|i| fix(f64::from(i) * 190.0 + 1.0, -90.0, 81.0)).collect();
        let (hulls, noise) = found(&[main.clone(), pole]);
        assert_eq!(hulls, [main]);
        let found: Vec<_> = noise.iter().map(|noise| (noise.2, noise.3)).collect();
        assert_eq!(found, (0..20).map(|run| (run, NoiseKind::WildFix)).collect::<Vec<_>>());
    }

    #[test]
    fn sixty_ships_come_apart_and_two_hundred_lose_no_row() {
        let start =
            |i: i32| fix(f64::from(i) / 100.0, f64::from(i % 14) * 10.0 - 65.0, f64::from(i / 14) * 20.0 - 170.0);
        let fleet: Vec<Vec<Fix>> = (0..200).map(|i| ship(start(i), 3.0, 50, 90.0, 8.0)).collect();
        assert_eq!(found(&fleet[..60]), (fleet[..60].to_vec(), vec![]));
        let (hulls, noise) = found(&fleet);
        assert_eq!(hulls.iter().map(Vec::len).sum::<usize>() + noise.len(), 200 * 50);
    }

    #[test]
    fn of_two_rows_of_one_time_the_one_that_fits_stays() {
        let main = ship(fix(0.0, 10.0, 20.0), 10.0, 10, 0.0, 10.0);
        let Fix { time_ms, position, .. } = main[4];
        for aside_deg in [0.01, -0.01] {
            let aside = Position::new(position.lat_deg(), position.lon_deg() + aside_deg).unwrap();
            let (found, separation) = separate(&[main.clone(), vec![Fix::at_ms(time_ms, aside), main[7]]]);
            assert_eq!(found, (vec![main.clone()], vec![]));
            let separation = separation.unwrap();
            assert_eq!((separation.duplicates, separation.same_time), (1, 1));
        }
        // Of equal places the first by the rest of the sort key.
        let faster = main[4].with_sog_kn(11.0);
        assert_eq!(found(&[vec![faster], main.clone()]).0, [main]);
    }

    #[test]
    fn rows_of_one_time_far_apart_are_two_ships() {
        let a = ship(fix(0.0, 10.0, 20.0), 10.0, 30, 0.0, 10.0);
        let b = ship(fix(0.0, -10.0, 20.0), 10.0, 30, 0.0, 10.0);
        assert_eq!(found(&[a.clone(), b.clone()]), (vec![b, a], vec![]));
    }

    #[test]
    fn an_identity_that_is_mostly_noise_has_no_hull() {
        // All over the earth, one an hour; now and then two fit together by chance. The generator is Knuth's MMIX.
        let mut state = 1u64;
        let mut share = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        let scattered = (0..3000).map(|i| fix(f64::from(i) * 60.0, share() * 140.0 - 70.0, share() * 360.0 - 180.0));
        let (hulls, noise) = found(&[scattered.collect()]);
        assert_eq!((hulls.len(), noise.len()), (0, 3000));
    }
}
