//! Which observations of one identity one ship can have made.

use crate::track::motion::{Limits, Motion};

/// So many ships at most are followed at once under one identity; the least supported is given up for a new one.
const MAX_LIVE: usize = 64;
/// A continuation after a long silence is looked for among so many tracks, the latest first.
const MAX_PREDECESSORS: usize = 256;

/// Indices of observations that one ship can have made, ascending in time.
pub(crate) type Chain = Vec<u32>;

/// Assigns observations, ordered by time, to chains that a ship can have sailed; each observation to one.
///
/// 1. In order of time an observation goes to the live track that can reach it and that it fits best
///    ([`Motion::misfit_m`]); where none can reach it, it starts a track. What is seen at one instant goes to as many
///    tracks, the best pairs first. The misfit is the least of those from the track's last two observations, the last of
///    which may be a stray. It counts more for tracks of fewer than four fixes, so that a stray does
///    not capture the ship it strayed from. A track that is silent for longer than `silence_ms` is no longer live:
///    its reach is too large to compete.
/// 2. What starts after that is joined to the track it continues: the one that ended before, can reach it and fits
///    best. A single observation is joined only if the whole identity was silent before it; otherwise it is more
///    likely wild than a ship heard once.
///
/// # Complexity
/// O(observations x live tracks), at most 64 of those, and O(tracks x 256) for the second part.
pub(crate) fn assign(motions: &[Motion], limits: &Limits, silence_ms: i64) -> Vec<Chain> {
    join(follow(motions, limits, silence_ms), motions, limits, silence_ms)
}

/// The latest state of a track that may go on.
struct Live {
    last: Motion,
    /// The state before the last: should that be a stray within reach, the track goes on from here.
    before: Option<Motion>,
    track: u32,
    fixes: u32,
}

impl Live {
    fn misfit_m(&self, seen: &Motion) -> f64 {
        let last_m = self.last.misfit_m(seen);
        let misfit_m = self.before.as_ref().map_or(last_m, |before| before.misfit_m(seen).min(last_m));
        misfit_m * doubt(self.fixes as usize)
    }
}

/// How much more the misfit counts for a track with few fixes.
fn doubt(fixes: usize) -> f64 {
    match fixes {
        0..=1 => 8.0,
        2 => 4.0,
        3 => 2.0,
        _ => 1.0,
    }
}

fn follow(motions: &[Motion], limits: &Limits, silence_ms: i64) -> Vec<Chain> {
    let mut tracks: Vec<Chain> = Vec::new();
    let mut live: Vec<Live> = Vec::new();
    let mut pairs: Vec<(f64, usize, u32, usize)> = Vec::new();
    let mut free: Vec<bool> = Vec::new();
    let mut first = 0;
    for instant in motions.chunk_by(|a, b| a.time_ms == b.time_ms) {
        let time_ms = instant[0].time_ms;
        live.retain(|live| time_ms - live.last.time_ms <= silence_ms);
        pairs.clear();
        for (seen, motion) in instant.iter().enumerate() {
            let able = live.iter().enumerate().filter(|(_, live)| live.last.can_reach(motion, limits));
            pairs.extend(able.map(|(index, live)| (live.misfit_m(motion), seen, live.track, index)));
        }
        if pairs.len() > 1 {
            pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        }
        free.clear();
        free.resize(instant.len(), true);
        for &(_, seen, _, index) in &pairs {
            if free[seen] && live[index].last.time_ms < time_ms {
                free[seen] = false;
                live[index].before = Some(std::mem::replace(&mut live[index].last, instant[seen]));
                live[index].fixes += 1;
                tracks[live[index].track as usize].push((first + seen) as u32);
            }
        }
        for seen in (0..instant.len()).filter(|&seen| free[seen]) {
            make_room(&mut live);
            live.push(Live { last: instant[seen], before: None, track: tracks.len() as u32, fixes: 1 });
            tracks.push(vec![(first + seen) as u32]);
        }
        first += instant.len();
    }
    tracks
}

/// Gives up the track with the fewest fixes, of those the one silent for longest, if there are too many.
fn make_room(live: &mut Vec<Live>) {
    if live.len() < MAX_LIVE {
        return;
    }
    let least = (0..live.len()).min_by_key(|&index| {
        let Live { last, track, fixes, .. } = &live[index];
        ((*fixes).min(4), last.time_ms, *track)
    });
    least.map(|index| live.swap_remove(index));
}

fn join(tracks: Vec<Chain>, motions: &[Motion], limits: &Limits, silence_ms: i64) -> Vec<Chain> {
    let is_alone = |observation: u32| {
        let (index, time_ms) = (observation as usize, motions[observation as usize].time_ms);
        let silent_before = index == 0 || time_ms - motions[index - 1].time_ms > silence_ms;
        silent_before && motions.get(index + 1).is_none_or(|next| next.time_ms > time_ms)
    };
    let mut chains: Vec<Chain> = Vec::new();
    for track in tracks {
        let start = motions[track[0] as usize];
        let supported = |chain: &Chain| chain.len() > 1 || is_alone(chain[0]);
        let misfit = |chain: &Chain| {
            let end = &motions[*chain.last()? as usize];
            (end.time_ms < start.time_ms && supported(chain) && end.can_reach(&start, limits))
                .then(|| end.misfit_m(&start) * doubt(chain.len()))
        };
        let best = match supported(&track) {
            true => (0..chains.len())
                .rev()
                .take(MAX_PREDECESSORS)
                .filter_map(|index| Some((misfit(&chains[index])?, index)))
                .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))),
            false => None,
        };
        match best {
            Some((_, index)) => chains[index].extend(track),
            None => chains.push(track),
        }
    }
    chains
}
