//! Ships as the Events API tells of them.

use serde::Serialize;

use crate::{GeoBox, Position, Timestamp, TrackSet, Vessel as KnownVessel, VesselId, VesselList};

/// What is known of the ships of the events.
#[derive(Clone, Copy)]
pub(super) struct Ships<'a> {
    pub(super) tracks: &'a TrackSet,
    pub(super) list: Option<&'a VesselList>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Vessel<'a> {
    id: String,
    name: Option<&'a str>,
    ssvid: &'a VesselId,
    flag: Option<&'static str>,
    r#type: Option<String>,
    public_authorizations: Vec<PublicAuthorization<'a>>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct PublicAuthorization<'a> {
    has_publicly_listed_authorization: &'static str,
    rfmo: &'a str,
}

impl<'a> Ships<'a> {
    pub(super) fn vessel(&self, id: &'a VesselId, hull: u32) -> Vessel<'a> {
        let vessel = self.tracks.vessel(id);
        let listed = vessel.and_then(|vessel| self.list?.find(vessel));
        let authorised_by = listed.map_or(&[] as &[String], |listed| &listed.authorised_by);
        Vessel {
            id: format!("{id}-{hull}"),
            name: vessel.and_then(|vessel| vessel.facts.name.best()).map(String::as_str),
            ssvid: id,
            flag: id.mmsi().and_then(crate::Mmsi::flag),
            r#type: vessel
                .map(|vessel| vessel.class(self.list))
                .filter(|&class| class != KnownVessel::UNKNOWN_CLASS)
                .map(str::to_owned),
            public_authorizations: authorised_by
                .iter()
                .map(|rfmo| PublicAuthorization { has_publicly_listed_authorization: "true", rfmo })
                .collect(),
        }
    }

    /// The box around where a hull was heard between two times, and around the places given.
    pub(super) fn bounding_box(
        &self,
        (vessel, hull): (&VesselId, u32),
        (start, end): (Timestamp, Timestamp),
        places: impl IntoIterator<Item = Position>,
    ) -> Option<GeoBox> {
        let heard = self.tracks.track_of(vessel, hull).map(|track| track.between(start, end));
        let heard = heard.iter().flat_map(crate::Track::iter).map(|fix| fix.position());
        GeoBox::around(heard.chain(places))
    }
}
