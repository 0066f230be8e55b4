//! Who a ship says it is.

mod facts;
mod id;
mod identity_kind;
mod list;
mod list_csv;
mod mid;
mod mmsi;
mod ship_type;

pub use self::facts::{AisClass, Variants, VesselFacts};
pub use self::id::VesselId;
pub use self::identity_kind::IdentityKind;
pub use self::list::{ListError, ListedVessel, VesselList};
pub use self::mmsi::{Mmsi, MmsiKind};
pub use self::ship_type::{ShipCategory, ShipType};
