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
/// is the only one. Then, the larger first, with a *run* of a chain its observations that have none of the hull it is
/// compared with between them:
///
/// - A single observation is a [`WildFix`](NoiseKind::WildFix), the first or the last of the data too.
/// - A chain of one run no longer than `silence_ms`, with the hull heard before and after, is a
///   [`Jump`](NoiseKind::Jump).
/// - Strays are noise, run by run: a chain that alternates with a hull in single observations for less than an hour; one of two
///   runs of which one at least is a single observation, since the reach of hours joins what is wild to a jump as well as
///   a ship to itself; or one in runs of two at most on average while the hull is heard over 20 times as often. That is a
///   receiver's favourite error, not a ship. A last run of several from which the hull does not return tells of a ship.
/// - Anything else is a hull.
///
/// An identity of several observations no two of which fit together has no hull: which of them is right cannot be
/// told. Nor has one with more noise than observations of hulls: what look like hulls there are chains of chance, and the
/// silences between their links would be claims about no ship. All of it is noise.
pub(crate) fn classify(mut chains: Vec<Chain>, motions: &[Motion], silence_ms: i64) -> Classified {
    let time_ms = |observation: u32| motions[observation as usize].time_ms;
    let only = chains.len() == 1;
    chains.sort_by_key(|chain| (usize::MAX - chain.len(), chain[0]));
    let mut hulls: Vec<Chain> = Vec::new();
    let mut noise = Vec::new();
    for chain in chains {
        let hosts = hulls.iter().enumerate().take(MAX_HOSTS);
        let host = match chain.len() {
            1 if only => None,
            1 => Some(nearest(&hulls, chain[0], &time_ms)),
            _ => hosts.filter(|(_, hull)| is_stray(&chain, hull, &time_ms, silence_ms)).map(|(host, _)| host).next(),
        };
        let Some(hull) = host else {
            hulls.push(chain);
            continue;
        };
        let observations_before = |observation: u32| hulls.get(hull).map_or(0, |hull| before(hull, observation));
        let runs = chain.chunk_by(|&a, &b| observations_before(a) == observations_before(b));
        noise.extend(runs.map(|run| NoiseRun {
            kind: if run.len() == 1 { NoiseKind::WildFix } else { NoiseKind::Jump },
            hull,
            observations: run.to_vec(),
        }));
    }
    let set_aside: usize = noise.iter().map(|run| run.observations.len()).sum();
    if set_aside > hulls.iter().map(Vec::len).sum() {
        let observations = hulls.drain(..).flatten().chain(noise.drain(..).flat_map(|run| run.observations));
        let wild = |observation| NoiseRun { kind: NoiseKind::WildFix, hull: 0, observations: vec![observation] };
        noise = observations.map(wild).collect();
    }
    noise.sort_by_key(|run| run.observations[0]);
    Classified { hulls, noise }
}

/// Whether a chain of two observations or more is a jump or a row of strays from this hull.
fn is_stray(chain: &Chain, hull: &Chain, time_ms: &impl Fn(u32) -> i64, silence_ms: i64) -> bool {
    let (first, last) = (chain[0], chain[chain.len() - 1]);
    let span_ms = time_ms(last) - time_ms(first);
    // A run with none of the hull before it or none after it does not return.
    let returns = |run: &[u32]| (1..hull.len()).contains(&before(hull, run[0]));
    let runs = || chain.chunk_by(|&a, &b| before(hull, a) == before(hull, b));
    let alternations = runs().count();
    if alternations == 1 {
        return returns(chain) && span_ms <= silence_ms;
    }
    let briefly = alternations == chain.len() && span_ms < SHIP_OVERLAP_MS;
    let is_short = |run: &[u32]| time_ms(run[run.len() - 1]) - time_ms(run[0]) <= silence_ms;
    let rarely = alternations < SHIP_ALTERNATIONS && runs().any(|run| run.len() == 1) && runs().all(is_short);
    let seldom =
        2 * alternations >= chain.len() && before(hull, last) - before(hull, first) > STRAY_RATIO * chain.len();
    (briefly || rarely || seldom) && runs().all(|run| run.len() == 1 || returns(run))
}

/// How many observations of a hull come before this one.
fn before(hull: &Chain, observation: u32) -> usize {
    hull.partition_point(|&own| own < observation)
}

/// The hull that was heard nearest in time; 0 where there is none.
fn nearest(hulls: &[Chain], observation: u32, time_ms: &impl Fn(u32) -> i64) -> usize {
    let silence_ms = |hull: &Chain| {
        let next = before(hull, observation);
        let around = [next.checked_sub(1), Some(next)].into_iter().flatten().filter_map(|index| hull.get(index));
        around.map(|&host| (time_ms(host) - time_ms(observation)).abs()).min()
    };
    hulls.iter().take(MAX_HOSTS).enumerate().min_by_key(|(_, hull)| silence_ms(hull)).map_or(0, |(index, _)| index)
}
