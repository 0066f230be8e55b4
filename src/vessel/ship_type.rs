//! AIS ship types.

use serde::{Deserialize, Serialize};

/// An AIS "type of ship and cargo type" code, as transmitted.
///
/// # References
/// Recommendation ITU-R M.1371-5, annex 8, table 53. Codes above 99 are local extensions and are kept as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShipType(pub u16);

/// What an AIS ship type code stands for, in coarse classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ShipCategory {
    /// 30.
    Fishing,
    /// 31, 32 and 52.
    Tug,
    /// 36.
    Sailing,
    /// 37.
    Pleasure,
    /// 40 to 49.
    HighSpeed,
    /// 60 to 69.
    Passenger,
    /// 70 to 79.
    Cargo,
    /// 80 to 89.
    Tanker,
    /// Any other code.
    Other,
}

impl ShipType {
    /// The coarse class of the code.
    pub fn category(self) -> ShipCategory {
        match self.0 {
            30 => ShipCategory::Fishing,
            31 | 32 | 52 => ShipCategory::Tug,
            36 => ShipCategory::Sailing,
            37 => ShipCategory::Pleasure,
            40..=49 => ShipCategory::HighSpeed,
            60..=69 => ShipCategory::Passenger,
            70..=79 => ShipCategory::Cargo,
            80..=89 => ShipCategory::Tanker,
            _ => ShipCategory::Other,
        }
    }
}
