//! The name a data source gives to a vessel.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Mmsi;

/// What a data source calls a vessel: an [`Mmsi`] where the text is one, otherwise the text as found.
///
/// Some sources replace the MMSI by a hash; such identities are text. An identity is **not** a ship: several ships can
/// share one (see [`Hull`](crate::Hull)). Identities order numerically by MMSI first, then by text.
///
/// ```
/// use darkwake::VesselId;
/// assert!(VesselId::new("440123456").mmsi().is_some());
/// assert!(VesselId::new("vessel-7f3a").mmsi().is_none());
/// assert!(VesselId::new("999") < VesselId::new("440123456"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VesselId(Name);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Name {
    Mmsi(Mmsi),
    Text(Arc<str>),
}

impl VesselId {
    /// Reads an identity: digits that make an MMSI (leading zeros allowed) become one, anything else is kept as text.
    pub fn new(text: &str) -> VesselId {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse().ok().and_then(Mmsi::new) {
            Some(mmsi) if is_number => VesselId(Name::Mmsi(mmsi)),
            _ => VesselId(Name::Text(text.into())),
        }
    }

    /// The MMSI, where the identity is an integer from 1 to 999,999,999.
    pub fn mmsi(&self) -> Option<Mmsi> {
        match self.0 {
            Name::Mmsi(mmsi) => Some(mmsi),
            Name::Text(_) => None,
        }
    }
}

impl From<Mmsi> for VesselId {
    fn from(mmsi: Mmsi) -> VesselId {
        VesselId(Name::Mmsi(mmsi))
    }
}

impl Ord for VesselId {
    fn cmp(&self, other: &VesselId) -> Ordering {
        match (&self.0, &other.0) {
            (Name::Mmsi(a), Name::Mmsi(b)) => a.cmp(b),
            (Name::Mmsi(_), Name::Text(_)) => Ordering::Less,
            (Name::Text(_), Name::Mmsi(_)) => Ordering::Greater,
            (Name::Text(a), Name::Text(b)) => a.cmp(b),
        }
    }
}

impl PartialOrd for VesselId {
    fn partial_cmp(&self, other: &VesselId) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for VesselId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Name::Mmsi(mmsi) => mmsi.fmt(f),
            Name::Text(text) => f.pad(text),
        }
    }
}

impl fmt::Debug for VesselId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VesselId({self})")
    }
}

impl Serialize for VesselId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VesselId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<VesselId, D::Error> {
        Ok(VesselId::new(&String::deserialize(deserializer)?))
    }
}
