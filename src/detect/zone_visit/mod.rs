//! Zone visits: stays inside of a zone, and silences in which there may have been one.
//!
//! # What it finds
//! When a hull was inside of a zone of the chart: an exclusive economic zone, a protected area, a closure. Entry and exit are
//! interpolated along the step that crosses the border, so a hull that only clips a corner between two fixes is found too.
//! Nothing is interpolated across a silence, a step longer than `max_step_h`: a stay ends at the fix before it and starts at
//! the fix after it, and says that it was cut.
//!
//! What a hull did in a silence is not known. Where a zone is within its reach then, a *possible* visit is reported: an event of
//! its own, marked `possible`, with the verdict undetermined and the longest time that the hull can have been inside. It is
//! never counted as a visit.
//!
//! A hull at anchor on a border, or one that sails along it, goes in and out with every fix. An excursion of at most
//! `max_excursion_h`, nowhere farther outside than `max_excursion_m`, does not end a visit; it is counted, and the time of
//! it is not time inside.
//!
//! # How
//! One pass over the fixes of each hull. Steps are great circles sailed at constant speed; where they cross the straight sides of
//! a zone is solved, not sampled. A box around the hull in which no border lies serves as long as the hull stays in it, so
//! far from borders a step costs a few comparisons. How far an excursion leads is measured at its fixes and half way through
//! its first or last step.
//!
//! It is no [`Fold`](crate::detect::Fold): what a hull can have done in a silence depends on the speed it is known to make in
//! all of its track.
//!
//! A hull at the fix OFF can have been in a zone before the fix ON, Δt later, if and only if the zone meets the ellipse
//! d(OFF, p) + d(p, ON) ≤ v Δt. v is its plausible speed ([`Track::plausible_speed_kn`]), or the speed of the silence itself
//! where that is higher. It was inside for at most Δt - (d(OFF, zone) + d(zone, ON)) / v. A hull that is silent until the end of
//! the data may be in the zones in which it was last heard; where else it may be, nothing limits.
//!
//! # Parameters
//! | name | unit | default | source |
//! |---|---|---|---|
//! | `max_step_h` | hours | 1 | that of all rules; satellite data 3 |
//! | `min_duration_h` | hours | 0 | visits inside for less are no events, nor are possible ones that can have been no longer |
//! | `max_excursion_h` | hours | 1 | as `max_step_h`: a break that would not end an observation does not end a visit |
//! | `max_excursion_m` | metres | 500 | a ship of 300 m on 200 m of chain swings that far |
//! | `min_silence_h` | hours | 1 | possible visits are looked for in longer silences; 6 are those of gaps |
//!
//! # Evidence
//! [`ZoneVisitEvidence`](crate::ZoneVisitEvidence). The position of a visit is its entry, that of a possible one the fix before the silence. A visit
//! still going on at the end of the data has no end.
//!
//! # Complexity
//! About O(1) a fix far from borders, O(log n) in the sides of a zone near them.
//!
//! # References
//! - RFC 7946, *The GeoJSON Format*, 2016, section 3.1.1: sides are straight lines in longitude and latitude.
//! - The ellipse of what can be reached between two fixes: T. Hägerstrand, "What about people in regional science?", *Papers of
//!   the Regional Science Association* 24, 1970 (space-time prisms).
//!
//! # Departures from the source
//! Global Fishing Watch names the regions that hold the positions of an event; it has no event for a stay in a region.
//!
//! # Example
//! ```
//! use darkwake::chart::{Chart, Zone, Zones};
//! use darkwake::detect::{Context, Detector, ZoneVisit};
//! use darkwake::{EventKind, Fix, Fixes, Position, VesselId};
//! use geo_types::{MultiPolygon, polygon};
//! let square = polygon![(x: 130.0, y: 36.0), (x: 131.0, y: 36.0), (x: 131.0, y: 37.0), (x: 130.0, y: 37.0)];
//! let closure = Zone::new("squid closure", &MultiPolygon(vec![square]))?;
//! let chart = Chart::new().with_zones(Zones::new(vec![closure]));
//! let mut fixes = Fixes::builder();
//! for (time, lon) in [("2024-05-01T00:00Z", 129.9), ("2024-05-01T00:30Z", 130.1), ("2024-05-01T01:00Z", 129.9)] {
//!     let fix = Fix::new(time.parse()?, Position::new(36.5, lon).unwrap());
//!     fixes.push(VesselId::new("440123456"), fix);
//! }
//! let tracks = fixes.build().into_tracks();
//! let visits = ZoneVisit::default().find_with(&tracks, &Context::of(&tracks).with_chart(&chart));
//! let EventKind::ZoneVisit(evidence) = &visits[0].kind else { unreachable!() };
//! assert_eq!((visits.len(), evidence.zone.as_str(), evidence.fixes_inside), (1, "squid closure", 1));
//! assert!((evidence.inside_h - 0.5).abs() < 0.001, "from 00:15 to 00:45");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod silence;
mod stay;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use self::stay::Sweep;
use crate::chart::Zones;
use crate::check::{check_distance_m, check_hours, check_hours_from_0};
use crate::detect::{Context, Detector};
use crate::{Event, ParamError, Timestamp, Track, TrackSet};

/// The rule for zone visits; see the [module](self) docs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ZoneVisitBuilder", into = "ZoneVisitBuilder")]
pub struct ZoneVisit {
    parameters: ZoneVisitBuilder,
    max_step_ms: i64,
    min_duration_ms: i64,
    max_excursion_ms: i64,
    min_silence_ms: i64,
}

/// The parameters of [`ZoneVisit`], not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ZoneVisitBuilder {
    max_step_h: f64,
    min_duration_h: f64,
    max_excursion_h: f64,
    max_excursion_m: f64,
    min_silence_h: f64,
}

impl Default for ZoneVisitBuilder {
    fn default() -> ZoneVisitBuilder {
        ZoneVisitBuilder {
            max_step_h: 1.0,
            min_duration_h: 0.0,
            max_excursion_h: 1.0,
            max_excursion_m: 500.0,
            min_silence_h: 1.0,
        }
    }
}

impl ZoneVisitBuilder {
    /// A longer step is a silence: it cuts a visit; hours.
    pub fn max_step_h(&mut self, hours: f64) -> &mut ZoneVisitBuilder {
        self.max_step_h = hours;
        self
    }

    /// Visits inside for at least this long are events; hours.
    pub fn min_duration_h(&mut self, hours: f64) -> &mut ZoneVisitBuilder {
        self.min_duration_h = hours;
        self
    }

    /// A longer excursion ends a visit; hours.
    pub fn max_excursion_h(&mut self, hours: f64) -> &mut ZoneVisitBuilder {
        self.max_excursion_h = hours;
        self
    }

    /// An excursion that leads farther ends a visit; metres from the zone.
    pub fn max_excursion_m(&mut self, metres: f64) -> &mut ZoneVisitBuilder {
        self.max_excursion_m = metres;
        self
    }

    /// Possible visits are looked for in silences longer than this, and longer than `max_step_h`; hours.
    pub fn min_silence_h(&mut self, hours: f64) -> &mut ZoneVisitBuilder {
        self.min_silence_h = hours;
        self
    }

    /// The rule with these parameters.
    ///
    /// # Errors
    /// When `max_step_h` is not above 0 and at most 876,000 hours, another duration not from 0 to 876,000 hours, or the
    /// distance not from 0 to 20,100,000 metres.
    pub fn build(&self) -> Result<ZoneVisit, ParamError> {
        check_distance_m("zone_visit.max_excursion_m", self.max_excursion_m)?;
        Ok(ZoneVisit {
            max_step_ms: check_hours("zone_visit.max_step_h", self.max_step_h)?,
            min_duration_ms: check_hours_from_0("zone_visit.min_duration_h", self.min_duration_h)?,
            max_excursion_ms: check_hours_from_0("zone_visit.max_excursion_h", self.max_excursion_h)?,
            min_silence_ms: check_hours_from_0("zone_visit.min_silence_h", self.min_silence_h)?,
            parameters: self.clone(),
        })
    }
}

impl TryFrom<ZoneVisitBuilder> for ZoneVisit {
    type Error = ParamError;

    fn try_from(parameters: ZoneVisitBuilder) -> Result<ZoneVisit, ParamError> {
        parameters.build()
    }
}

impl From<ZoneVisit> for ZoneVisitBuilder {
    fn from(rule: ZoneVisit) -> ZoneVisitBuilder {
        rule.parameters
    }
}

impl Default for ZoneVisit {
    fn default() -> ZoneVisit {
        ZoneVisit::builder().build().expect("the default parameters are in range")
    }
}

impl ZoneVisit {
    /// Parameters to set and check; they start as the default rule's.
    pub fn builder() -> ZoneVisitBuilder {
        ZoneVisitBuilder::default()
    }

    /// For sparse satellite data: steps of up to 3 hours are taken as observed.
    pub fn satellite() -> ZoneVisit {
        ZoneVisit::builder().max_step_h(3.0).build().expect("the preset's parameters are in range")
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &ZoneVisitBuilder {
        &self.parameters
    }

    /// Every visit of one hull, possible ones included.
    fn visits(&self, track: &Track<'_>, zones: &Zones, data_end: Timestamp) -> Vec<Event> {
        let mut events = Vec::new();
        let mut sweep = Sweep::new(self, track, zones);
        for fix in track.iter() {
            sweep.push(&fix, &mut events);
        }
        let silences = sweep.finish(data_end.as_millisecond(), &mut events);
        self.add_possible(track, zones, &silences, &mut events);
        events
    }
}

impl Detector for ZoneVisit {
    /// Hulls are worked on in parallel.
    fn candidates(&self, tracks: &TrackSet, context: &Context<'_>) -> Vec<Event> {
        let Some(zones) = context.chart.map(crate::Chart::zones).filter(|zones| !zones.is_empty()) else {
            return Vec::new();
        };
        let visits = |track: Track<'_>| self.visits(&track, zones, context.data_end);
        let per_hull = tracks.filter_map(|track| track.vessel().may_be_ship().then(|| visits(track)));
        per_hull.into_iter().flatten().collect()
    }

    fn conditions_off(&self, context: &Context<'_>) -> Vec<&'static str> {
        match context.chart.is_none_or(|chart| chart.zones().is_empty()) {
            true => vec!["zone_visit: not looked for (no zones)"],
            false => Vec::new(),
        }
    }
}
