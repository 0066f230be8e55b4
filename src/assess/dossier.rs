//! What is known of one hull.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Abstention, Factor};
use crate::fix::serialize_rfc3339_or_null;
use crate::{AisClass, EventId, EventType, Mmsi, MmsiKind, Timestamp, Track, TrackSet, Vessel, VesselId, VesselList};

/// What is known of one hull, and a score by which to look at it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Dossier {
    /// Its place among all hulls, from 1; equal scores have equal ranks. `None` without points.
    pub rank: Option<u64>,
    /// The sum of its contributions, in points.
    pub score: f64,
    /// Its MMSI, where its identity is one.
    pub mmsi: Option<Mmsi>,
    /// The identity under which the hull sailed.
    pub vessel: VesselId,
    /// Its number among the hulls that share the identity.
    pub hull: u32,
    /// What the score is, and what it is not.
    pub note: String,
    /// How many hulls share the identity.
    pub hulls_of_identity: u64,
    /// What it says of itself, and what a list says of it.
    pub ship: Ship,
    /// How well it was heard.
    pub heard: Heard,
    /// Its events by type, those that are only possible aside.
    pub events: BTreeMap<EventType, u64>,
    /// All of its events, possible ones too, in the order of every output.
    pub event_ids: Vec<EventId>,
    /// What the score is made of, the largest first.
    pub contributions: Vec<Contribution>,
    /// What could not be judged, and why.
    pub abstained: Vec<Abstention>,
}

impl fmt::Display for Dossier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rank) = self.rank {
            write!(f, "{rank}. ")?;
        }
        write!(f, "{}#{}", self.vessel, self.hull)?;
        if let Some(name) = self.ship.names.first() {
            write!(f, " {name}")?;
        }
        write!(f, ", {}", self.ship.class)?;
        if let Some(flag) = &self.ship.flag {
            write!(f, ", {flag}")?;
        }
        write!(f, ": {:.1} points", self.score)?;
        for (index, contribution) in self.contributions.iter().enumerate() {
            let before = if index == 0 { ": " } else { ", " };
            write!(f, "{before}{} {:.1}", contribution.factor.name(), contribution.points)?;
        }
        Ok(())
    }
}

impl Dossier {
    /// What the score is, and what it is not; every dossier says it.
    pub const NOTE: &'static str =
        "The score ranks what to look at first. It is no probability and accuses nobody: see the events it rests on.";

    /// Whether the score rests on this event.
    pub fn cites(&self, event: EventId) -> bool {
        self.contributions.iter().flat_map(|contribution| &contribution.cites).any(|citation| citation.event == event)
    }
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Contribution {
    /// What counts.
    pub factor: Factor,
    /// The points that it adds: the weight times what it counts.
    pub points: f64,
    /// The points that the factor is worth.
    pub weight: f64,
    /// The events that it rests on, and what each counts.
    pub cites: Vec<Citation>,
    /// The facts that it rests on, in words.
    pub facts: Vec<String>,
}

/// An event on which a contribution rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Citation {
    /// The event.
    pub event: EventId,
    /// What it counts, 0 to 1: a share of the factor's weight.
    pub counts: f64,
}

/// What a ship says of itself in its AIS messages, and what a list says of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ship {
    /// What kind of number its MMSI is.
    pub mmsi_kind: Option<MmsiKind>,
    /// The flag of its MMSI.
    pub flag: Option<String>,
    /// Every name it gave, the most frequent first.
    pub names: Vec<String>,
    /// Every call sign it gave, the most frequent first.
    pub call_signs: Vec<String>,
    /// Every IMO number it gave, the most frequent first.
    pub imo_numbers: Vec<u32>,
    /// The class of its transceiver.
    pub ais_class: Option<AisClass>,
    /// What sort of ship it is: by the list, else by its AIS ship type, else `unknown`.
    pub class: String,
    /// Its length in metres.
    pub length_m: Option<u16>,
    /// Its gear, by the list.
    pub listed_gear: Option<String>,
    /// Its flag, by the list.
    pub listed_flag: Option<String>,
    /// Whether a list of suspects names it.
    pub is_listed: Option<bool>,
    /// Whether it is authorised.
    pub is_authorised: Option<bool>,
}

impl Ship {
    pub(crate) fn new(vessel: &Vessel, list: Option<&VesselList>) -> Ship {
        let (facts, mmsi) = (&vessel.facts, vessel.id.mmsi());
        let listed = list.and_then(|list| list.find(vessel));
        Ship {
            mmsi_kind: mmsi.map(Mmsi::kind),
            flag: mmsi.and_then(Mmsi::flag).map(str::to_owned),
            names: facts.name.iter().map(|(name, _)| name.clone()).collect(),
            call_signs: facts.call_sign.iter().map(|(sign, _)| sign.clone()).collect(),
            imo_numbers: facts.imo.iter().map(|(number, _)| *number).collect(),
            ais_class: facts.class.best().copied(),
            class: vessel.class(list).to_owned(),
            length_m: facts.length_m.best().copied(),
            listed_gear: listed.and_then(|listed| listed.gear.clone()),
            listed_flag: listed.and_then(|listed| listed.flag.clone()),
            is_listed: listed.and_then(|listed| listed.is_listed),
            is_authorised: listed.and_then(|listed| listed.is_authorised),
        }
    }
}

/// How well a hull was heard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Heard {
    /// Its first fix.
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    pub first_fix: Option<Timestamp>,
    /// Its last fix.
    #[serde(serialize_with = "serialize_rfc3339_or_null")]
    pub last_fix: Option<Timestamp>,
    /// Fixes of its track.
    pub fixes: u64,
    /// Fixes of the identity that were set aside as noise beside this hull.
    pub noise: u64,
    /// Hours in steps short enough to know what it did.
    pub observed_h: f64,
    /// Hours between its first and its last fix in longer steps.
    pub silent_h: f64,
    /// The way it sailed in metres, the sum of the WGS84 steps.
    pub distance_m: f64,
}

impl Heard {
    pub(crate) fn new(track: &Track<'_>, tracks: &TrackSet, max_step_h: f64) -> Heard {
        let noise = tracks.noise_of(&track.vessel().id).iter().filter(|noise| noise.hull == track.hull());
        let observed_h = track.observed_h(max_step_h);
        Heard {
            first_fix: track.start(),
            last_fix: track.end(),
            fixes: track.len() as u64,
            noise: noise.count() as u64,
            observed_h,
            silent_h: (track.duration_h() - observed_h).max(0.0),
            distance_m: track.length_m(),
        }
    }
}
