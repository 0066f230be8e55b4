//! Choosing among events.

use serde::{Deserialize, Serialize};

use crate::{Event, GeoBox, Timestamp, VesselId};

/// Which events are wanted. It chooses among events that were found, never among rows, so what is kept is the same as
/// without it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Selection {
    /// Events that last until this instant or later; open events do.
    pub from: Option<Timestamp>,
    /// Events that start before this instant.
    pub to: Option<Timestamp>,
    /// Events whose position lies in this box.
    pub bbox: Option<GeoBox>,
    /// Events in which one of these identities took part; empty means all.
    pub vessels: Vec<VesselId>,
}

impl Selection {
    /// Keeps events that last until this instant or later.
    #[must_use]
    pub fn from(self, from: impl Into<Option<Timestamp>>) -> Selection {
        Selection { from: from.into(), ..self }
    }

    /// Keeps events that start before this instant.
    #[must_use]
    pub fn to(self, to: impl Into<Option<Timestamp>>) -> Selection {
        Selection { to: to.into(), ..self }
    }

    /// Keeps events whose position lies in this box.
    #[must_use]
    pub fn bbox(self, bbox: impl Into<Option<GeoBox>>) -> Selection {
        Selection { bbox: bbox.into(), ..self }
    }

    /// Keeps events in which one of these identities took part; all events when there is none.
    #[must_use]
    pub fn vessels(self, vessels: impl IntoIterator<Item = VesselId>) -> Selection {
        Selection { vessels: vessels.into_iter().collect(), ..self }
    }

    /// Whether the event is wanted.
    pub fn wants(&self, event: &Event) -> bool {
        self.from.is_none_or(|from| event.end.is_none_or(|end| end >= from))
            && self.to.is_none_or(|to| event.start < to)
            && self.bbox.is_none_or(|bbox| bbox.contains(event.position))
            && (self.vessels.is_empty() || event.hulls().any(|(vessel, _)| self.vessels.contains(vessel)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::events;

    fn kept(selection: &Selection) -> Vec<String> {
        events()
            .iter()
            .filter(|event| selection.wants(event))
            .map(|event| event.id.to_string()[..2].to_owned())
            .collect()
    }

    #[test]
    fn without_conditions_all_are_wanted() {
        assert_eq!(kept(&Selection::default()), ["ff", "c0", "d0", "00", "b0", "a0", "a1", "d1", "d2", "e0", "0f"]);
    }

    #[test]
    fn times_keep_what_overlaps_them() {
        let from = |time: &str| Selection { from: Some(time.parse().unwrap()), ..Selection::default() };
        assert_eq!(
            kept(&from("2024-05-01T05:00:00Z")),
            ["ff", "c0", "d0", "00", "b0", "a0", "a1", "d1", "d2", "e0", "0f"]
        );
        assert_eq!(
            kept(&from("2024-05-01T05:00:00.001Z")),
            ["c0", "d0", "00", "b0", "a0", "a1", "d1", "d2", "e0", "0f"]
        );
        assert_eq!(kept(&from("2030-01-01T00:00:00Z")), ["0f"], "an open event has not ended");
        let to = Selection { to: Some("2024-05-01T11:40:42Z".parse().unwrap()), ..Selection::default() };
        assert_eq!(kept(&to), ["ff", "c0", "d0"]);
    }

    #[test]
    fn boxes_and_vessels() {
        let within = |text: &str| Selection { bbox: Some(text.parse().unwrap()), ..Selection::default() };
        assert_eq!(kept(&within("124,33,132,39")), ["b0", "0f"]);
        assert_eq!(kept(&within("170,-30,-120,10")), ["ff", "c0", "d0", "00"], "across the antimeridian");
        let of = |vessel: &str| kept(&Selection { vessels: vec![VesselId::new(vessel)], ..Selection::default() });
        assert_eq!(of("440123456"), ["c0", "00", "d1", "d2"], "its own and those in which it is the other ship");
        assert_eq!(of("@ship, \"7\""), ["b0", "0f"], "as the member of a gathering too");
    }
}
