//! Which chains of one identity are hulls and which are noise.

use crate::NoiseKind;
use crate::track::assign::Chain;
use crate::track::motion::Motion;

/// A chain is judged against so many hulls, the largest first.
const MAX_HOSTS: usize = 16;
/// Tracks that alternate so often over so long are two ships.
const SHIP_ALTERNATIONS: usize = 3;
const SHIP_OVERLAP_MS: i64 = 3_600_000;
/// Of two ships none is heard so many times less than the other while both are heard.
const STRAY_RATIO: usize = 20;

/// Observations of one identity, told apart.
#[derive(Debug, Default)]
pub(crate) struct Classified {
    pub(crate) hulls: Vec<Chain>,
    /// In order of their first observations.
    pub(crate) noise: Vec<NoiseRun>,
}

/// Observations that were set aside together.
#[derive(Debug)]
pub(crate) struct NoiseRun {
    pub(crate) kind: NoiseKind,
    /// Index of the hull they would have belonged to; 0 where there is none.
    pub(crate) hull: usize,
    pub(crate) observations: Chain,
}

/// Tells hulls from noise. The largest chain, ties by the first observation, is a hull if it has two observations or
/// is the only one. Then, the larger first:
///
/// - A single observation is a [`WildFix`](NoiseKind::WildFix), the first or the last of the data too.
/// - A chain inside one step of a hull, no longer than `silence_ms` itself, is a [`Jump`](NoiseKind::Jump).
/// - A chain within the time of a hull, whose observations each stand alone between those of the hull, is a row of wild
///   fixes when the two alternate fewer than three times or for less than an hour, or the hull was heard over 20 times
///   as often meanwhile: a receiver's favourite error, not a ship.
/// - Anything else is a hull.
///
/// An identity of several observations no two of which fit together has no hull: which of them is right cannot be
/// told.
pub(crate) fn classify(mut chains: Vec<Chain>, motions: &[Motion], silence_ms: i64) -> Classified {
    let time_ms = |observation: u32| motions[observation as usize].time_ms;
    let only = chains.len() == 1;
    chains.sort_by_key(|chain| (usize::MAX - chain.len(), chain[0]));
    let mut hulls: Vec<Chain> = Vec::new();
    let mut noise = Vec::new();
    for chain in chains {
        let span_ms = time_ms(*chain.last().unwrap_or(&chain[0])) - time_ms(chain[0]);
        let judged = match chain.len() {
            1 if only => None,
            1 => Some((NoiseKind::WildFix, nearest(&hulls, chain[0], &time_ms))),
            _ => hulls.iter().take(MAX_HOSTS).enumerate().find_map(|(host, hull)| {
                let inside = Inside::new(&chain, hull)?;
                let strays = inside.runs == chain.len()
                    && (inside.runs < SHIP_ALTERNATIONS
                        || span_ms < SHIP_OVERLAP_MS
                        || inside.host_observations > STRAY_RATIO * chain.len());
                match inside.runs {
                    1 if span_ms <= silence_ms => Some((NoiseKind::Jump, host)),
                    2.. if strays => Some((NoiseKind::WildFix, host)),
                    _ => None,
                }
            }),
        };
        match judged {
            None => hulls.push(chain),
            Some((kind @ NoiseKind::Jump, hull)) => noise.push(NoiseRun { kind, hull, observations: chain }),
            Some((kind, hull)) => {
                noise.extend(chain.into_iter().map(|fix| NoiseRun { kind, hull, observations: vec![fix] }));
            }
        }
    }
    noise.sort_by_key(|run| run.observations[0]);
    Classified { hulls, noise }
}

/// How a chain lies within the time of a hull.
struct Inside {
    /// Runs of the chain with no observation of the hull inside.
    runs: usize,
    /// Observations of the hull between the chain's first and last.
    host_observations: usize,
}

impl Inside {
    /// `None` when the hull was not heard both before and after the chain.
    fn new(chain: &[u32], hull: &[u32]) -> Option<Inside> {
        let (&first, &last) = (chain.first()?, chain.last()?);
        if first < *hull.first()? || last > *hull.last()? {
            return None;
        }
        let before = |observation: u32| hull.partition_point(|&host| host < observation);
        Some(Inside {
            runs: 1 + chain.windows(2).filter(|pair| before(pair[0]) < before(pair[1])).count(),
            host_observations: before(last) - before(first),
        })
    }
}

/// The hull that was heard nearest in time; 0 where there is none.
fn nearest(hulls: &[Chain], observation: u32, time_ms: &impl Fn(u32) -> i64) -> usize {
    let silence_ms = |hull: &Chain| {
        let next = hull.partition_point(|&host| host < observation);
        let around = [next.checked_sub(1), Some(next)].into_iter().flatten().filter_map(|index| hull.get(index));
        around.map(|&host| (time_ms(host) - time_ms(observation)).abs()).min()
    };
    hulls.iter().take(MAX_HOSTS).enumerate().min_by_key(|(_, hull)| silence_ms(hull)).map_or(0, |(index, _)| index)
}
