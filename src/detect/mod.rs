//! The rules: one file a behaviour, each with its parameters, algorithm, evidence and references.
//!
//! A rule is built once, checked, and can then be run on any number of track sets:
//!
//! ```no_run
//! use darkwake::detect::{Detector, Gap, Loitering};
//! # fn main() -> darkwake::Result<()> {
//! let tracks = darkwake::Reader::from_path("data/east_sea/ais.csv")?.read()?.into_tracks();
//! let long_gaps = Gap::builder().min_duration_h(12.0).build()?.find(&tracks);
//! let stays = Loitering::miller2018().find(&tracks);
//! # Ok(()) }
//! ```

pub mod gap;
pub mod loitering;
#[cfg(test)]
mod testing;

use rayon::prelude::*;

#[doc(inline)]
pub use self::gap::{Gap, GapBuilder};
#[doc(inline)]
pub use self::loitering::{Loitering, LoiteringBuilder, SpeedSource};

use crate::{Event, Fix, Timestamp, Track, TrackSet, Vessel};

/// Which hull a fold is over.
#[derive(Clone, Copy, Debug)]
pub struct HullRef<'a> {
    /// The identity and facts under which it sails.
    pub vessel: &'a Vessel,
    /// Its number among the hulls that share the identity.
    pub number: u32,
}

/// What is known only once all of the data has been seen; rules [judge](Detector::judge) their events by it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Context {
    /// The end of the data.
    pub data_end: Timestamp,
}

impl Context {
    /// The context of events found up to this end of the data.
    pub fn new(data_end: Timestamp) -> Context {
        Context { data_end }
    }
}

/// A rule about one hull at a time: a fold over its fixes in order of time, and a second pass over what it found.
///
/// The same fold serves a whole track set in memory ([`find`](Detector::find)), a stream, and a live feed: it sees
/// each fix once, keeps a small state per hull, and never looks at other hulls.
pub trait Detector: Sync {
    /// What is remembered of one hull.
    type State;

    /// Before the first fix of a hull.
    fn start(&self, hull: HullRef<'_>) -> Self::State;

    /// The hull's next fix; later than all before it.
    fn push(&self, state: &mut Self::State, fix: &Fix, emit: &mut dyn FnMut(Event));

    /// After the hull's last fix.
    fn finish(&self, state: Self::State, data_end: Timestamp, emit: &mut dyn FnMut(Event));

    /// Completes events by what is known only once all of the data has been seen. Does nothing by default.
    fn judge(&self, events: &mut [Event], context: &Context) {
        let _ = (events, context);
    }

    /// Every event of one track, not yet judged.
    fn find_in(&self, track: &Track<'_>, data_end: Timestamp) -> Vec<Event> {
        let mut events = Vec::new();
        let mut emit = |event| events.push(event);
        let mut state = self.start(HullRef { vessel: track.vessel(), number: track.hull() });
        for fix in track.iter() {
            self.push(&mut state, &fix, &mut emit);
        }
        self.finish(state, data_end, &mut emit);
        events
    }

    /// Every event of every hull that may be a ship, judged, in the order of every output. Hulls are worked on in
    /// parallel; the answer does not depend on the number of threads.
    fn find(&self, tracks: &TrackSet) -> Vec<Event> {
        let data_end = tracks.data_end();
        let per_hull: Vec<Vec<Event>> = (0..tracks.len())
            .into_par_iter()
            .map(|index| tracks.track(index))
            .filter(|track| track.vessel().may_be_ship())
            .map(|track| self.find_in(&track, data_end))
            .collect();
        let mut events: Vec<Event> = per_hull.into_iter().flatten().collect();
        self.judge(&mut events, &Context::new(data_end));
        Event::sort(&mut events);
        events
    }
}
