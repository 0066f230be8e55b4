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

pub mod encounter;
pub mod gap;
pub mod identity_conflict;
pub mod impossible_position;
pub mod loitering;
pub(crate) mod null_island;
mod own_way;
pub mod port_visit;
pub mod position_jump;
pub mod reach;
mod reports;
mod slow;
#[cfg(test)]
mod testing;
pub mod zone_visit;

use serde::{Deserialize, Serialize};

#[doc(inline)]
pub use self::encounter::{Encounter, EncounterBuilder};
#[doc(inline)]
pub use self::gap::{Gap, GapBuilder};
#[doc(inline)]
pub use self::identity_conflict::{IdentityConflict, IdentityConflictBuilder};
#[doc(inline)]
pub use self::impossible_position::{ImpossiblePosition, ImpossiblePositionBuilder};
#[doc(inline)]
pub use self::loitering::{Loitering, LoiteringBuilder, SpeedSource};
#[doc(inline)]
pub use self::port_visit::{PortVisit, PortVisitBuilder};
#[doc(inline)]
pub use self::position_jump::{PositionJump, PositionJumpBuilder};
#[doc(inline)]
pub use self::reach::{Reach, ReachBuilder, ReachableSet};
#[doc(inline)]
pub use self::zone_visit::{ZoneVisit, ZoneVisitBuilder};

use crate::{Chart, Event, Fix, Reception, Timestamp, Track, TrackSet, Vessel, VesselList};

/// Which hull a fold is over.
#[derive(Clone, Copy, Debug)]
pub struct HullRef<'a> {
    /// The identity and facts under which it sails.
    pub vessel: &'a Vessel,
    /// Its number among the hulls that share the identity.
    pub number: u32,
}

/// What a rule may know beside the tracks. All of it is optional but the end of the data.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Context<'a> {
    /// The end of the data.
    pub data_end: Timestamp,
    /// The fixed sea.
    pub chart: Option<&'a Chart>,
    /// What is known of ships beside the data.
    pub vessel_list: Option<&'a VesselList>,
    /// What could have been heard.
    pub reception: Option<&'a Reception>,
    /// The tracks that the events to be judged were found in; set for [`Fold::judge`].
    pub tracks: Option<&'a TrackSet>,
}

impl<'a> Context<'a> {
    /// Nothing but this end of the data.
    pub fn new(data_end: Timestamp) -> Context<'a> {
        Context { data_end, chart: None, vessel_list: None, reception: None, tracks: None }
    }

    /// Nothing but the end of the data of these tracks.
    pub fn of(tracks: &TrackSet) -> Context<'a> {
        Context::new(tracks.data_end())
    }

    /// With a chart.
    #[must_use]
    pub fn with_chart(self, chart: impl Into<Option<&'a Chart>>) -> Context<'a> {
        Context { chart: chart.into(), ..self }
    }

    /// With a list of vessels.
    #[must_use]
    pub fn with_vessel_list(self, list: impl Into<Option<&'a VesselList>>) -> Context<'a> {
        Context { vessel_list: list.into(), ..self }
    }

    /// With a model of reception.
    #[must_use]
    pub fn with_reception(self, reception: impl Into<Option<&'a Reception>>) -> Context<'a> {
        Context { reception: reception.into(), ..self }
    }
}

/// Why something that a rule found is no finding after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LeftOut {
    /// It lies nearer to the shore than the rule asks for.
    NearShore,
    /// It lies at a port or an anchorage.
    AtPort,
    /// It is less sure than the rule asks for.
    LowConfidence,
    /// Its positions are right and its times are wrong: the ship was or would be there some time earlier or later.
    WrongTime,
    /// It lies at 0° N 0° E, which a receiver sends that has no position, and no other ship is heard near.
    NoPosition,
}

/// A rule over whole track sets.
pub trait Detector: Sync {
    /// Everything that fits the rule, what the chart explains included, in any order.
    fn candidates(&self, tracks: &TrackSet, context: &Context<'_>) -> Vec<Event>;

    /// Why a candidate is no finding; `None` where it is one.
    fn leaves_out(&self, event: &Event) -> Option<LeftOut> {
        let _ = event;
        None
    }

    /// The conditions of the rule that cannot be judged by this context, in words.
    fn conditions_off(&self, context: &Context<'_>) -> Vec<&'static str> {
        let _ = context;
        Vec::new()
    }

    /// Every event of every hull that may be a ship, judged without chart and reception, in the order of every output.
    /// The answer does not depend on the number of threads.
    fn find(&self, tracks: &TrackSet) -> Vec<Event> {
        self.find_with(tracks, &Context::of(tracks))
    }

    /// The same, judged by all that the context knows.
    fn find_with(&self, tracks: &TrackSet, context: &Context<'_>) -> Vec<Event> {
        let mut events = self.candidates(tracks, context);
        events.retain(|event| self.leaves_out(event).is_none());
        if let Some(chart) = context.chart {
            chart.surround(&mut events);
        }
        Event::sort(&mut events);
        events
    }
}

/// A rule about one hull at a time: a fold over its fixes in order of time, and a second pass over what it found. Every
/// fold is a [`Detector`].
///
/// The same fold serves a whole track set in memory, a stream, and a live feed: it sees each fix once, keeps a small state
/// per hull, and never looks at other hulls.
pub trait Fold: Sync {
    /// What is remembered of one hull.
    type State;

    /// Before the first fix of a hull.
    fn start(&self, hull: HullRef<'_>) -> Self::State;

    /// The hull's next fix; later than all before it.
    fn push(&self, state: &mut Self::State, fix: &Fix, chart: Option<&Chart>, emit: &mut dyn FnMut(Event));

    /// After the hull's last fix.
    fn finish(&self, state: Self::State, data_end: Timestamp, chart: Option<&Chart>, emit: &mut dyn FnMut(Event));

    /// Completes events by what is known only once all of the data has been seen. Does nothing by default.
    fn judge(&self, events: &mut [Event], context: &Context<'_>) {
        let _ = (events, context);
    }

    /// See [`Detector::leaves_out`].
    fn leaves_out(&self, event: &Event) -> Option<LeftOut> {
        let _ = event;
        None
    }

    /// See [`Detector::conditions_off`].
    fn conditions_off(&self, context: &Context<'_>) -> Vec<&'static str> {
        let _ = context;
        Vec::new()
    }

    /// Whether [`find_in`](Fold::find_in) may find anything in a track; a cheap look that spares the fold. Yes by default.
    fn may_find_in(&self, track: &Track<'_>, context: &Context<'_>) -> bool {
        let _ = (track, context);
        true
    }

    /// Every event of one track, not yet judged.
    fn find_in(&self, track: &Track<'_>, context: &Context<'_>) -> Vec<Event> {
        let mut events = Vec::new();
        let mut emit = |event| events.push(event);
        let mut state = self.start(HullRef { vessel: track.vessel(), number: track.hull() });
        for fix in track.iter() {
            self.push(&mut state, &fix, context.chart, &mut emit);
        }
        self.finish(state, context.data_end, context.chart, &mut emit);
        events
    }
}

impl<F: Fold> Detector for F {
    /// Hulls are worked on in parallel.
    fn candidates(&self, tracks: &TrackSet, context: &Context<'_>) -> Vec<Event> {
        let per_hull: Vec<Vec<Event>> = tracks.filter_map(|track| {
            let may_find = track.vessel().may_be_ship() && self.may_find_in(&track, context);
            may_find.then(|| self.find_in(&track, context))
        });
        let mut events: Vec<Event> = per_hull.into_iter().flatten().collect();
        self.judge(&mut events, &Context { tracks: Some(tracks), ..*context });
        events
    }

    fn leaves_out(&self, event: &Event) -> Option<LeftOut> {
        Fold::leaves_out(self, event)
    }

    fn conditions_off(&self, context: &Context<'_>) -> Vec<&'static str> {
        Fold::conditions_off(self, context)
    }
}
