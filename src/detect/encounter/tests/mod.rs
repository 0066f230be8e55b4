//! What an encounter is, case by case; each known mistake of other programs; and the laws, against a double loop.

mod cases;
mod gatherings;
mod laws;
mod oracle;

use crate::detect::testing::tracks;
use crate::detect::{Detector, Encounter};
use crate::{EncounterEvidence, Event, EventKind, Fix, TrackSet};

/// Two ships, and what the default rule finds of them.
fn met(a: Vec<Fix>, b: Vec<Fix>) -> Vec<Event> {
    Encounter::default().find(&two(a, b))
}

/// Two ships as tracks.
fn two(a: Vec<Fix>, b: Vec<Fix>) -> TrackSet {
    let a = a.into_iter().map(|fix| ("440123456", fix));
    let b = b.into_iter().map(|fix| ("440123457", fix));
    tracks(a.chain(b))
}

fn evidence(event: &Event) -> &EncounterEvidence {
    match &event.kind {
        EventKind::Encounter(evidence) => evidence,
        _ => panic!("{event} is no encounter"),
    }
}
