//! Ships that give one IMO number under different MMSIs.

use crate::{Track, Vessel};

/// A ship gives its own number in all but this share of the rows that have one: the rest are slips.
const MAX_SLIPS: f64 = 0.1;

/// Two hulls of different identities that give one IMO number.
pub(super) struct ImoPair<'a, 't> {
    pub(super) hulls: [&'a Track<'t>; 2],
    /// Whether one of the two gives other numbers too.
    pub(super) flickers: bool,
}

/// Whether this is a number that IMO gives: seven digits, the last of which checks the others.
///
/// # References
/// IMO Resolution A.1117(30), 2017: the sum of the first six digits times 7, 6, 5, 4, 3 and 2 ends in the seventh.
pub(super) fn is_valid(number: u32) -> bool {
    let digit = |place: u32| number / 10_u32.pow(place) % 10;
    let sum: u32 = (1..7).map(|place| digit(place) * (place + 1)).sum();
    (1_000_000..=9_999_999).contains(&number) && sum % 10 == digit(0)
}

/// The number that a vessel mostly gives, if it is valid, and whether it gives others too.
fn own_number(vessel: &Vessel) -> Option<(u32, bool)> {
    let numbers = &vessel.facts.imo;
    let (&number, rows) = numbers.iter().next()?;
    let others: u64 = numbers.iter().skip(1).map(|(_, rows)| rows).sum();
    is_valid(number).then_some((number, others as f64 > MAX_SLIPS * (rows + others) as f64))
}

/// The pairs of hulls of different identities whose times overlap for long enough and whose IMO number is the same.
pub(super) fn pairs<'a, 't>(hulls: &'a [Track<'t>], min_overlap_ms: i64) -> Vec<ImoPair<'a, 't>> {
    let mut numbered: Vec<(u32, bool, &Track<'t>)> = hulls
        .iter()
        .filter_map(|hull| own_number(hull.vessel()).map(|(number, flickers)| (number, flickers, hull)))
        .collect();
    numbered.sort_by_key(|&(number, ..)| number);
    let mut pairs = Vec::new();
    for same in numbered.chunk_by(|a, b| a.0 == b.0) {
        for (index, &(_, flickers, own)) in same.iter().enumerate() {
            for &(_, other_flickers, other) in &same[index + 1..] {
                if own.vessel().id != other.vessel().id && overlap_ms(own, other) >= min_overlap_ms {
                    pairs.push(ImoPair { hulls: [own, other], flickers: flickers || other_flickers });
                }
            }
        }
    }
    pairs
}

fn overlap_ms(a: &Track<'_>, b: &Track<'_>) -> i64 {
    let ends = |track: &Track<'_>| {
        let track = track.unread();
        track.times_ms().first().copied().zip(track.times_ms().last().copied())
    };
    match (ends(a), ends(b)) {
        (Some((a_start, a_end)), Some((b_start, b_end))) => a_end.min(b_end) - a_start.max(b_start),
        _ => i64::MIN,
    }
}

/// The valid numbers that two hulls gave, the most frequent first.
pub(super) fn valid_numbers(pair: [&Track<'_>; 2]) -> Vec<u32> {
    let mut numbers = pair[0].vessel().facts.imo.clone();
    if pair[0].vessel().id != pair[1].vessel().id {
        numbers.merge(pair[1].vessel().facts.imo.clone());
    }
    numbers.iter().map(|(&number, _)| number).filter(|&number| is_valid(number)).collect()
}
