//! The waters of the simulated sea: grounds, lanes and anchorages around the Korean peninsula, chosen so that ships
//! keep to open water.

use crate::Position;
use crate::scenario::dice::Dice;

/// A box of open water in degrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waters {
    pub(super) south_deg: f64,
    pub(super) north_deg: f64,
    pub(super) west_deg: f64,
    pub(super) east_deg: f64,
}

impl Waters {
    const fn new(south_deg: f64, north_deg: f64, west_deg: f64, east_deg: f64) -> Waters {
        Waters { south_deg, north_deg, west_deg, east_deg }
    }

    pub(super) fn contains(&self, position: Position) -> bool {
        (self.south_deg..=self.north_deg).contains(&position.lat_deg())
            && (self.west_deg..=self.east_deg).contains(&position.lon_deg())
    }

    pub(super) fn point(&self, dice: &mut Dice) -> Position {
        place(dice.between(self.south_deg, self.north_deg), dice.between(self.west_deg, self.east_deg))
    }
}

/// A position of this file or within its boxes.
pub(super) fn place(lat_deg: f64, lon_deg: f64) -> Position {
    Position::new(lat_deg, lon_deg).expect("the waters lie around 37 N 129 E")
}

/// East Sea north of Ulleungdo: squid.
pub(super) const SQUID_GROUND: Waters = Waters::new(38.1, 39.2, 130.0, 131.9);
/// Its far corner, apart from every other ground.
pub(super) const SQUID_CORNER: Waters = Waters::new(38.5, 39.1, 131.2, 131.9);
/// East Sea between Pohang and the Oki islands: longlines.
pub(super) const LONGLINE_GROUND: Waters = Waters::new(35.8, 36.8, 130.4, 131.6);
/// The middle of the Yellow Sea: trawlers.
pub(super) const TRAWL_GROUND: Waters = Waters::new(35.0, 36.6, 123.3, 124.8);
/// Its western edge.
pub(super) const TRAWL_CORNER: Waters = Waters::new(35.2, 36.4, 123.3, 124.0);
/// South of Jeju: carriers wait here.
pub(super) const SOUTH_OF_JEJU: Waters = Waters::new(31.3, 32.2, 125.6, 127.2);
/// Around the Yamato bank, beyond coastal receivers.
pub(super) const OUTER_SEA: Waters = Waters::new(38.9, 40.0, 133.6, 135.6);

/// East of Ulleungdo, where nobody else works: a fleet gathers here.
pub(super) const FLEET_GROUND: Waters = Waters::new(37.2, 37.5, 132.0, 132.4);

/// Where only satellites hear: a margin around [`OUTER_SEA`].
pub(super) const SATELLITE_ONLY: Waters = Waters::new(38.2, 41.0, 132.9, 136.5);

/// Areas of coastal receivers that can fail.
pub(super) const RECEIVERS: [Waters; 3] = [
    Waters::new(34.4, 37.3, 122.5, 125.2),
    Waters::new(35.6, 37.0, 129.9, 132.0),
    Waters::new(31.0, 33.0, 124.5, 127.8),
];

/// Anchorages off Busan, Ulsan and Yeosu.
pub(super) const ANCHORAGES: [Waters; 3] = [
    Waters::new(34.93, 35.02, 129.12, 129.24),
    Waters::new(35.38, 35.46, 129.47, 129.58),
    Waters::new(34.53, 34.61, 127.92, 128.02),
];

/// A shipping lane: turning points in degrees of latitude and longitude, and the anchorage at its first point.
pub(super) struct Lane {
    pub(super) points: &'static [(f64, f64)],
    pub(super) anchorage: Option<Waters>,
}

/// Lanes: Busan to the north-east through the East Sea, Busan to the Yellow Sea through the Jeju strait, the East
/// China Sea to Busan, and Ulsan northward along the coast.
pub(super) const LANES: [Lane; 4] = [
    Lane {
        points: &[(34.93, 129.24), (35.6, 130.1), (37.05, 131.35), (37.6, 131.5), (38.1, 131.9)],
        anchorage: Some(ANCHORAGES[0]),
    },
    Lane {
        points: &[
            (34.5, 128.05),
            (33.75, 127.5),
            (33.75, 126.2),
            (33.6, 125.5),
            (33.7, 124.7),
            (35.0, 124.4),
            (36.9, 123.9),
        ],
        anchorage: Some(ANCHORAGES[2]),
    },
    Lane { points: &[(31.2, 124.6), (32.7, 127.2), (33.6, 128.6), (34.6, 128.85), (34.9, 129.15)], anchorage: None },
    Lane { points: &[(35.4, 129.6), (36.1, 129.9), (37.4, 129.7), (38.2, 129.4)], anchorage: Some(ANCHORAGES[1]) },
];
