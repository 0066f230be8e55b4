//! Choosing among events.

use serde::{Deserialize, Serialize};

use crate::{Error, ErrorKind, Event, Position, Timestamp, VesselId};

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
    pub bbox: Option<BoundingBox>,
    /// Events of these identities; empty means all.
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
    pub fn bbox(self, bbox: impl Into<Option<BoundingBox>>) -> Selection {
        Selection { bbox: bbox.into(), ..self }
    }

    /// Keeps events of these identities; of all when there is none.
    #[must_use]
    pub fn vessels(self, vessels: impl IntoIterator<Item = VesselId>) -> Selection {
        Selection { vessels: vessels.into_iter().collect(), ..self }
    }

    /// Whether the event is wanted.
    pub fn wants(&self, event: &Event) -> bool {
        self.from.is_none_or(|from| event.end.is_none_or(|end| end >= from))
            && self.to.is_none_or(|to| event.start < to)
            && self.bbox.is_none_or(|bbox| bbox.contains(event.position))
            && (self.vessels.is_empty() || self.vessels.contains(&event.vessel))
    }
}

/// A box of longitudes and latitudes in degrees, its borders included. With `west` greater than `east` it lies across
/// the antimeridian, as in RFC 7946.
///
/// As text it is `west,south,east,north`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; 4]", into = "[f64; 4]")]
pub struct BoundingBox {
    south_west: Position,
    north_east: Position,
}

impl BoundingBox {
    /// The box with these borders, or `None` when one is out of range or `south` lies north of `north`.
    pub fn new(west_deg: f64, south_deg: f64, east_deg: f64, north_deg: f64) -> Option<BoundingBox> {
        let south_west = Position::new(south_deg, west_deg)?;
        let north_east = Position::new(north_deg, east_deg)?;
        (south_deg <= north_deg).then_some(BoundingBox { south_west, north_east })
    }

    /// Whether the position lies in the box.
    pub fn contains(self, position: Position) -> bool {
        let (west, east) = (self.south_west.lon_deg(), self.north_east.lon_deg());
        let within = |lon: f64| match west <= east {
            true => (west..=east).contains(&lon),
            false => lon >= west || lon <= east,
        };
        let lon = position.lon_deg();
        // -180 and 180 are the same place.
        let lon_within = within(lon) || (lon.abs() == 180.0 && within(-lon));
        lon_within && (self.south_west.lat_deg()..=self.north_east.lat_deg()).contains(&position.lat_deg())
    }
}

impl TryFrom<[f64; 4]> for BoundingBox {
    type Error = String;

    fn try_from([west, south, east, north]: [f64; 4]) -> Result<BoundingBox, String> {
        BoundingBox::new(west, south, east, north).ok_or_else(|| {
            format!(
                "a box needs west and east in -180 to 180 and south to north in -90 to 90 degrees, \
                 found {west},{south},{east},{north}"
            )
        })
    }
}

impl From<BoundingBox> for [f64; 4] {
    fn from(bbox: BoundingBox) -> [f64; 4] {
        let (south_west, north_east) = (bbox.south_west, bbox.north_east);
        [south_west.lon_deg(), south_west.lat_deg(), north_east.lon_deg(), north_east.lat_deg()]
    }
}

impl std::str::FromStr for BoundingBox {
    type Err = Error;

    fn from_str(text: &str) -> Result<BoundingBox, Error> {
        let numbers: Option<Vec<f64>> = text.split(',').map(|number| number.trim().parse().ok()).collect();
        let wrong = |message| Error::new(ErrorKind::Format(message));
        match numbers.as_deref().map(<[f64; 4]>::try_from) {
            Some(Ok(borders)) => BoundingBox::try_from(borders).map_err(wrong),
            _ => {
                Err(wrong(format!("a box is west,south,east,north in degrees, such as 124,33,132,39; found {text:?}")))
            }
        }
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
        assert_eq!(kept(&Selection::default()), ["ff", "00", "0f"]);
    }

    #[test]
    fn times_keep_what_overlaps_them() {
        let from = |time: &str| Selection { from: Some(time.parse().unwrap()), ..Selection::default() };
        assert_eq!(kept(&from("2024-05-01T05:00:00Z")), ["ff", "00", "0f"]);
        assert_eq!(kept(&from("2024-05-01T05:00:00.001Z")), ["00", "0f"]);
        assert_eq!(kept(&from("2030-01-01T00:00:00Z")), ["0f"], "an open event has not ended");
        let to = Selection { to: Some("2024-05-01T11:40:42Z".parse().unwrap()), ..Selection::default() };
        assert_eq!(kept(&to), ["ff"]);
    }

    #[test]
    fn boxes_and_vessels() {
        let within = |text: &str| Selection { bbox: Some(text.parse().unwrap()), ..Selection::default() };
        assert_eq!(kept(&within("124,33,132,39")), ["0f"]);
        assert_eq!(kept(&within("170,-30,-120,10")), ["ff", "00"], "across the antimeridian");
        let vessels = vec![VesselId::new("440123456"), VesselId::new("@ship, \"7\"")];
        assert_eq!(kept(&Selection { vessels, ..Selection::default() }), ["00", "0f"]);
    }

    #[test]
    fn the_antimeridian_is_in_a_box_that_touches_it_from_either_side() {
        let at = |lon| Position::new(0.0, lon).unwrap();
        let east: BoundingBox = "-180,-1,-170,1".parse().unwrap();
        assert!(east.contains(at(180.0)) && east.contains(at(-180.0)) && !east.contains(at(179.0)));
    }

    #[test]
    fn a_wrong_box_is_refused_in_words() {
        let error = |text: &str| text.parse::<BoundingBox>().unwrap_err().to_string();
        insta::assert_snapshot!(error("1,2,3"), @r#"a box is west,south,east,north in degrees, such as 124,33,132,39; found "1,2,3""#);
        insta::assert_snapshot!(error("124,39,132,33"), @"a box needs west and east in -180 to 180 and south to north in -90 to 90 degrees, found 124,39,132,33");
    }
}
