//! Who a ship says it is.

mod facts;
mod id;
mod mid;
mod mmsi;
mod ship_type;

pub use self::facts::{AisClass, Variants, VesselFacts};
pub use self::id::VesselId;
pub use self::mmsi::{Mmsi, MmsiKind};
pub use self::ship_type::{ShipCategory, ShipType};
