//! What a gap could hide: the places, ports and ships that a silent ship could have reached.
//!
//! # What it finds
//! For each [gap](crate::detect::gap) the zones and ports in which the ship could have been, and the ships that it could have
//! met, silent ones included. None of this was seen. It says where to look, not what happened, and never changes a verdict.
//!
//! # How
//! A ship that makes at most v between the fixes OFF and ON, T apart, was at no place p but those with
//! d(OFF, p) + d(p, ON) ≤ v T: the [`ReachableSet`]. v is its plausible speed
//! ([`Track::plausible_speed_kn`](crate::Track::plausible_speed_kn)), and at least `speed_margin` times the speed of the
//! silence itself. An open gap has no ON: the ship was within v T of OFF, with T the time to the end of the data, but no
//! more than `max_open_h`.
//!
//! - **Zones and ports**: it was inside for at most T - (d(OFF, z) + d(z, ON)) / v. It is in a port when it is within
//!   [the distance of entry](crate::chart::PortKind::entry_distance_m).
//! - **Ships that were heard**: their positions at each half hour of UTC, interpolated in steps of at most `max_step_h`. At
//!   time t the silent ship can have been within v (t - t_OFF) of OFF and within v (t_ON - t) of ON; the half hours at which
//!   the other was there, or within `max_distance_m` of it, are those at which they can have met.
//! - **Ships that were silent too**: at a place x they can have lain together from max(t_OFFᵢ + d(OFFᵢ, x) / vᵢ) to
//!   min(t_ONⱼ - d(x, ONⱼ) / vⱼ). The place where that is longest is searched for.
//!
//! Ships are those of another identity that it can have met for at least `min_meeting_h`. Those that were heard and those that
//! were silent are ranked apart, by a *score*: the share of the silence that the two could have lain together, of two silences of
//! the root of the product of their lengths. It is high for a ship that was near all the while, and no probability. Hours
//! in which a ship was seen under way count a tenth: things are handed over by ships that lie still. Within
//! `min_port_distance_m` of a port or anchorage no meeting counts, nor does one on land; where the chart has no list of ports,
//! one as near to the shore counts a tenth.
//!
//! # Parameters
//! | name | unit | default | source |
//! |---|---|---|---|
//! | `speed_margin` | | 1.1 | no ship sails the straight line between two fixes to the metre |
//! | `max_open_h` | hours | 48 | of an open gap no more is judged: later it can be anywhere |
//! | `max_meeting_gap_h` | hours | 240 | in longer closed gaps ships are not looked for: most of an ocean could be met |
//! | `max_distance_m` | metres | 500 | that of encounters |
//! | `min_meeting_h` | hours | 2 | that of encounters |
//! | `max_speed_kn` | knots | 2 | that of encounters |
//! | `min_port_distance_m` | metres | 10,000 | that of encounters |
//! | `max_step_h` | hours | 1 | that of all rules; satellite data 3 |
//! | `max_listed` | | 5 | zones, ports, seen and silent ships that are listed of each gap; all are counted |
//!
//! # Evidence
//! [`CouldHave`], in the evidence of a gap.
//!
//! # Complexity
//! O(log n + answers) for each gap among n zones and ports; for ships O(log n + answers) for each half hour of a gap, and as
//! much for silent ones. Memory: 32 bytes for each hull and half hour that is heard during some gap.
//!
//! # References
//! - T. Hägerstrand, "What about people in regional science?", *Papers of the Regional Science Association* 24, 1970
//!   (space-time prisms).
//! - N. A. Miller et al., *Frontiers in Marine Science* 5:240, 2018: distance, time and speed of encounters.
//!
//! # Departures from the source
//! Of published rules none ranks whom a silent ship could have met; the score is ours. On six simulated seas
//! (`examples/score_seeds.rs` says how) it did better than the time together that chance alone would give.
//!
//! Prisms are drawn in the plane; here distances are WGS84 geodesics for zones, ports and outlines, and those of the sphere
//! (within 0.6 %) for ships. Land does not stand in the way: what lies beyond a cape is in reach as the crow flies.
//!
//! # Example
//! ```
//! use darkwake::chart::{Chart, Port, PortKind, Ports};
//! use darkwake::detect::{Context, Detector, Gap, Reach};
//! use darkwake::{EventKind, Fix, Fixes, Position, VesselId};
//! let mut fixes = Fixes::builder();
//! for (time, lon) in [("2024-05-01T00:00:00Z", 131.0), ("2024-05-01T12:00:00Z", 131.5)] {
//!     fixes.push(VesselId::new("440123456"), Fix::new(time.parse()?, Position::new(37.5, lon).unwrap()));
//! }
//! let tracks = fixes.build().into_tracks();
//! let port = Port::new("1", "Ulleung", Position::new(37.5, 130.9).unwrap(), PortKind::Anchorage);
//! let chart = Chart::new().with_ports(Ports::new(vec![port]));
//! let context = Context::of(&tracks).with_chart(&chart);
//! let mut gaps = Gap::default().find_with(&tracks, &context);
//! Reach::default().judge(&mut gaps, &tracks, &context);
//! let EventKind::Gap(evidence) = &gaps[0].kind else { unreachable!() };
//! let port = &evidence.could_have.as_ref().unwrap().ports[0];
//! assert_eq!((port.name.as_str(), port.at_most_h > 9.0), ("Ulleung", true));
//! # Ok::<(), jiff::Error>(())
//! ```

mod heard;
mod outline;
mod places;
mod set;
mod ships;
mod silence;
mod silent;
#[cfg(test)]
mod tests;
mod whereabouts;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::heard::HeardShips;
pub use self::set::ReachableSet;
use self::ships::highest_first;
use self::silence::Silence;
use self::silent::SilentShips;
use self::whereabouts::Harbours;
use crate::CouldHave;
use crate::check::{check_distance_m, check_hours};
use crate::detect::Context;
use crate::units::hours_from_ms;
use crate::{Event, EventKind, ParamError, TrackSet};

/// The rule for what a gap could hide; see the [module](self) docs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ReachBuilder", into = "ReachBuilder")]
pub struct Reach {
    parameters: ReachBuilder,
    max_open_ms: i64,
    max_meeting_gap_ms: i64,
    min_meeting_ms: i64,
    max_step_ms: i64,
}

/// The parameters of [`Reach`], not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReachBuilder {
    speed_margin: f64,
    max_open_h: f64,
    max_meeting_gap_h: f64,
    max_distance_m: f64,
    min_meeting_h: f64,
    max_speed_kn: f64,
    min_port_distance_m: f64,
    max_step_h: f64,
    max_listed: u32,
}

impl Default for ReachBuilder {
    fn default() -> ReachBuilder {
        ReachBuilder {
            speed_margin: 1.1,
            max_open_h: 48.0,
            max_meeting_gap_h: 240.0,
            max_distance_m: 500.0,
            min_meeting_h: 2.0,
            max_speed_kn: 2.0,
            min_port_distance_m: 10_000.0,
            max_step_h: 1.0,
            max_listed: 5,
        }
    }
}

impl ReachBuilder {
    /// How many times as fast as in a straight line a ship sailed through its silence, at least.
    pub fn speed_margin(&mut self, factor: f64) -> &mut ReachBuilder {
        self.speed_margin = factor;
        self
    }

    /// How much of an open gap is judged; hours.
    pub fn max_open_h(&mut self, hours: f64) -> &mut ReachBuilder {
        self.max_open_h = hours;
        self
    }

    /// In longer closed gaps ships are not looked for; hours.
    pub fn max_meeting_gap_h(&mut self, hours: f64) -> &mut ReachBuilder {
        self.max_meeting_gap_h = hours;
        self
    }

    /// Ships meet within this distance; metres.
    pub fn max_distance_m(&mut self, metres: f64) -> &mut ReachBuilder {
        self.max_distance_m = metres;
        self
    }

    /// Meetings that can have lasted at least this long count; hours.
    pub fn min_meeting_h(&mut self, hours: f64) -> &mut ReachBuilder {
        self.min_meeting_h = hours;
        self
    }

    /// A ship that was heard is slow below this speed; knots.
    pub fn max_speed_kn(&mut self, knots: f64) -> &mut ReachBuilder {
        self.max_speed_kn = knots;
        self
    }

    /// A ship nearer to a port than this is at port; metres.
    pub fn min_port_distance_m(&mut self, metres: f64) -> &mut ReachBuilder {
        self.min_port_distance_m = metres;
        self
    }

    /// The longest step in which the position of a ship is interpolated; hours.
    pub fn max_step_h(&mut self, hours: f64) -> &mut ReachBuilder {
        self.max_step_h = hours;
        self
    }

    /// How many zones, ports and ships of each gap are listed.
    pub fn max_listed(&mut self, count: u32) -> &mut ReachBuilder {
        self.max_listed = count;
        self
    }

    /// The rule with these parameters.
    ///
    /// # Errors
    /// When the margin is not from 1 to 10, a duration not above 0 and at most 876,000 hours, a distance not from 0 to
    /// 20,100,000 metres, or the speed not above 0 and at most 100 knots.
    pub fn build(&self) -> Result<Reach, ParamError> {
        ParamError::check("reach.speed_margin", self.speed_margin, 1.0..=10.0, "a factor from 1 to 10")?;
        let speeds = f64::MIN_POSITIVE..=100.0;
        ParamError::check("reach.max_speed_kn", self.max_speed_kn, speeds, "a speed above 0 and at most 100 knots")?;
        check_distance_m("reach.max_distance_m", self.max_distance_m)?;
        check_distance_m("reach.min_port_distance_m", self.min_port_distance_m)?;
        Ok(Reach {
            max_open_ms: check_hours("reach.max_open_h", self.max_open_h)?,
            max_meeting_gap_ms: check_hours("reach.max_meeting_gap_h", self.max_meeting_gap_h)?,
            min_meeting_ms: check_hours("reach.min_meeting_h", self.min_meeting_h)?,
            max_step_ms: check_hours("reach.max_step_h", self.max_step_h)?,
            parameters: self.clone(),
        })
    }
}

impl TryFrom<ReachBuilder> for Reach {
    type Error = ParamError;

    fn try_from(parameters: ReachBuilder) -> Result<Reach, ParamError> {
        parameters.build()
    }
}

impl From<Reach> for ReachBuilder {
    fn from(rule: Reach) -> ReachBuilder {
        rule.parameters
    }
}

impl Default for Reach {
    fn default() -> Reach {
        Reach::builder().build().expect("the default parameters are in range")
    }
}

/// The ships that others could have met.
struct Others<'s, 'e> {
    heard: HeardShips,
    silent: SilentShips<'s, 'e>,
    tracks: &'s TrackSet,
    harbours: Harbours<'s>,
}

impl Reach {
    /// Parameters to set and check; they start as the default rule's.
    pub fn builder() -> ReachBuilder {
        ReachBuilder::default()
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &ReachBuilder {
        &self.parameters
    }

    /// Sets [`could_have`](crate::GapEvidence::could_have) of every gap among these events, which are those of the tracks: ships
    /// that were silent too are known by their gaps here. Other events are left alone.
    pub fn judge(&self, events: &mut [Event], tracks: &TrackSet, context: &Context<'_>) {
        let silences = self.silences(events, tracks, context);
        // The other ships are looked at all over the data: not for rules that find no gaps.
        if silences.is_empty() {
            return;
        }
        let meeting: Vec<&Silence<'_>> = silences.iter().filter(|silence| self.may_meet(silence)).collect();
        let harbours = Harbours { chart: context.chart, min_port_distance_m: self.parameters.min_port_distance_m };
        let others = Others {
            heard: HeardShips::new(self, &meeting, tracks, harbours),
            silent: SilentShips::new(&meeting),
            tracks,
            harbours,
        };
        let judge = |silence: &Silence<'_>| (silence.event, self.could_have(silence, context, &others));
        let judged: Vec<(usize, CouldHave)> = silences.par_iter().filter(|_| tracks.goes_on()).map(judge).collect();
        for (event, could_have) in judged {
            if let EventKind::Gap(gap) = &mut events[event].kind {
                gap.could_have = Some(Box::new(could_have));
            }
        }
    }

    /// The set of places that the ship of a gap could have reached, as [`judge`](Reach::judge) found it; `None` for any other
    /// event, and before.
    pub fn set_of(event: &Event) -> Option<ReachableSet> {
        let EventKind::Gap(gap) = &event.kind else { return None };
        let way_m = gap.could_have.as_ref()?.way_m;
        match gap.on {
            Some(on) => ReachableSet::between(gap.off.position(), on.position(), way_m),
            None => ReachableSet::around(gap.off.position(), way_m),
        }
    }

    /// Whether the silence is short enough to look for ships.
    fn may_meet(&self, silence: &Silence<'_>) -> bool {
        silence.end_ms - silence.start_ms <= self.max_meeting_gap_ms
    }

    fn could_have(&self, silence: &Silence<'_>, context: &Context<'_>, others: &Others<'_, '_>) -> CouldHave {
        let most = self.parameters.max_listed as usize;
        let (zones_in_reach, zones) = silence.zones(context.chart, most);
        let (ports_in_reach, ports) = silence.ports(context.chart, most);
        let seen = || highest_first(self.seen(silence, &others.heard, others.tracks), most);
        let silent = || highest_first(self.silent(silence, &others.silent, others.harbours), most);
        let (seen, silent) = (self.may_meet(silence).then(seen), self.may_meet(silence).then(silent));
        CouldHave {
            reach_speed_kn: silence.speed_kn,
            time_h: hours_from_ms(silence.end_ms - silence.start_ms),
            way_m: silence.way_m(),
            zones_in_reach,
            zones,
            ports_in_reach,
            ports,
            seen_ships_in_reach: seen.as_ref().map(|(count, _)| *count),
            seen_ships: seen.map_or(Vec::new(), |(_, ships)| ships),
            silent_ships_in_reach: silent.as_ref().map(|(count, _)| *count),
            silent_ships: silent.map_or(Vec::new(), |(_, ships)| ships),
        }
    }

    /// The conditions that cannot be judged by this context, in words.
    pub fn conditions_off(&self, context: &Context<'_>) -> Vec<&'static str> {
        let mut off = Vec::new();
        if context.chart.is_none_or(|chart| chart.zones().is_empty()) {
            off.push("gap: zones in reach (no zones)");
        }
        if context.chart.is_none_or(|chart| chart.ports().is_empty()) {
            off.push("gap: ports in reach (no ports or anchorages)");
            off.push("gap: least distance from port of meetings in reach (no ports or anchorages)");
        }
        if context.chart.is_none_or(|chart| chart.land().is_none()) {
            off.push("gap: meetings in reach on land not left out (no coastline)");
        }
        off
    }
}
