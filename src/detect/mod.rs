//! The rules: one file a behaviour, each with its parameters, algorithm and evidence.

mod gap;
mod loitering;

pub use self::gap::{Gap, GapBuilder};
pub use self::loitering::{Loitering, LoiteringBuilder};

use rayon::prelude::*;

use crate::{Event, Fix, Track, TrackSet, Vessel};

/// Which hull a fold is over.
#[derive(Clone, Copy, Debug)]
pub struct HullRef<'a> {
    /// The identity and facts under which it sails.
    pub vessel: &'a Vessel,
    /// Its number among the hulls that share the identity.
    pub number: u32,
}

/// A rule about one hull at a time: a fold over its fixes in order of time.
///
/// The same fold serves a whole track set in memory ([`find`](Detector::find)), a stream, and a live feed: it sees
/// each fix once, keeps a bounded state per hull, and never looks at other hulls.
pub trait Detector: Sync {
    /// What is remembered of one hull.
    type State;

    /// Before the first fix of a hull.
    fn start(&self, hull: HullRef<'_>) -> Self::State;

    /// The hull's next fix; later than all before it.
    fn push(&self, state: &mut Self::State, fix: &Fix, emit: &mut dyn FnMut(Event));

    /// After the hull's last fix; the data ends at `data_end_ms` (milliseconds since 1970).
    fn finish(&self, state: Self::State, data_end_ms: i64, emit: &mut dyn FnMut(Event));

    /// Every event of one track.
    fn find_in(&self, track: &Track<'_>, data_end_ms: i64) -> Vec<Event> {
        let mut events = Vec::new();
        let mut emit = |event| events.push(event);
        let mut state = self.start(HullRef { vessel: track.vessel(), number: track.hull() });
        for fix in track.iter() {
            self.push(&mut state, &fix, &mut emit);
        }
        self.finish(state, data_end_ms, &mut emit);
        events
    }

    /// Every event of every hull that may be a ship, in the order of every output. Hulls are worked on in parallel;
    /// the answer does not depend on the number of threads.
    fn find(&self, tracks: &TrackSet) -> Vec<Event> {
        let data_end_ms = tracks.data_end().as_millisecond();
        let per_hull: Vec<Vec<Event>> = (0..tracks.len())
            .into_par_iter()
            .map(|index| tracks.track(index))
            .filter(|track| track.vessel().may_be_ship())
            .map(|track| self.find_in(&track, data_end_ms))
            .collect();
        let mut events: Vec<Event> = per_hull.into_iter().flatten().collect();
        Event::sort(&mut events);
        events
    }
}
