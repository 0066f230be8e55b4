//! What a user knows of ships: classes, gear, flags, listings and authorisations that AIS does not tell.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Mmsi, ShipCategory, Vessel};

/// One ship of a [`VesselList`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ListedVessel {
    /// Its MMSI.
    pub mmsi: Option<Mmsi>,
    /// Its IMO ship number.
    pub imo: Option<u32>,
    /// Its name.
    pub name: Option<String>,
    /// What sort of ship it is, in lower case: `fishing`, `carrier`, `bunker`, ...
    pub class: Option<String>,
    /// Its fishing gear, in lower case.
    pub gear: Option<String>,
    /// Its flag, as the list writes it, in upper case.
    pub flag: Option<String>,
    /// The lists of suspects that name it. Empty where none does, or where the list does not tell; see `is_listed`.
    pub listed_by: Vec<String>,
    /// Whether a list of suspects names it; `None` where the list does not tell.
    pub is_listed: Option<bool>,
    /// Who authorised it, where names are given.
    pub authorised_by: Vec<String>,
    /// Whether it is authorised; `None` where the list does not tell.
    pub is_authorised: Option<bool>,
}

/// Ships by MMSI and by IMO number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VesselList {
    vessels: Vec<ListedVessel>,
    by_mmsi: BTreeMap<Mmsi, usize>,
    by_imo: BTreeMap<u32, usize>,
}

/// Why a ship cannot be put on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListError {
    /// It has neither an MMSI nor an IMO number.
    NoIdentity,
    /// A ship before it has the same MMSI.
    SameMmsi(Mmsi, usize),
    /// A ship before it has the same IMO number.
    SameImo(u32, usize),
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListError::NoIdentity => f.write_str("a ship on the list needs an MMSI or an IMO number"),
            ListError::SameMmsi(mmsi, other) => write!(f, "MMSI {mmsi} is that of ship {} of the list too", other + 1),
            ListError::SameImo(imo, other) => {
                write!(f, "IMO number {imo} is that of ship {} of the list too", other + 1)
            }
        }
    }
}

impl std::error::Error for ListError {}

impl VesselList {
    /// Without ships yet.
    pub fn new() -> VesselList {
        VesselList::default()
    }

    /// Puts a ship on the list.
    ///
    /// # Errors
    /// When it has no identity, or one that a ship of the list has: which of the two is meant could not be told.
    pub fn add(&mut self, vessel: ListedVessel) -> Result<(), ListError> {
        if vessel.mmsi.is_none() && vessel.imo.is_none() {
            return Err(ListError::NoIdentity);
        }
        if let Some((mmsi, &other)) = vessel.mmsi.and_then(|mmsi| self.by_mmsi.get_key_value(&mmsi)) {
            return Err(ListError::SameMmsi(*mmsi, other));
        }
        if let Some((imo, &other)) = vessel.imo.and_then(|imo| self.by_imo.get_key_value(&imo)) {
            return Err(ListError::SameImo(*imo, other));
        }
        let index = self.vessels.len();
        self.by_mmsi.extend(vessel.mmsi.map(|mmsi| (mmsi, index)));
        self.by_imo.extend(vessel.imo.map(|imo| (imo, index)));
        self.vessels.push(vessel);
        Ok(())
    }

    /// Its ships, in the order in which they were added.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &ListedVessel> {
        self.vessels.iter()
    }

    /// How many ships are on it.
    pub fn len(&self) -> usize {
        self.vessels.len()
    }

    /// Whether no ship is on it.
    pub fn is_empty(&self) -> bool {
        self.vessels.is_empty()
    }

    /// The ship of the list that a vessel of the data is.
    ///
    /// An IMO number stays with a hull for life, an MMSI goes with the flag. So the IMO number that most of the vessel's rows
    /// give decides where the list knows it; otherwise the MMSI does, unless the list says that it belongs to another IMO
    /// number than the vessel's: then it is another ship, and the list says nothing of this one.
    pub fn find(&self, vessel: &Vessel) -> Option<&ListedVessel> {
        let imo = vessel.facts.imo.best().copied();
        if let Some(&index) = imo.and_then(|imo| self.by_imo.get(&imo)) {
            return Some(&self.vessels[index]);
        }
        let listed = &self.vessels[*self.by_mmsi.get(&vessel.id.mmsi()?)?];
        match (imo, listed.imo) {
            (Some(said), Some(known)) if said != known => None,
            _ => Some(listed),
        }
    }
}

impl Vessel {
    /// The class of a ship of which neither its AIS messages nor a list tells what sort it is.
    pub const UNKNOWN_CLASS: &'static str = "unknown";

    /// What sort of ship it is: the class that the list gives it, else the category of its AIS ship type, else `unknown`.
    ///
    /// AIS ship types cannot tell a refrigerated carrier from other cargo ships, nor one fishing gear from another.
    pub fn class<'a>(&self, list: Option<&'a VesselList>) -> &'a str {
        let listed = list.and_then(|list| list.find(self)).and_then(|listed| listed.class.as_deref());
        let said = self.facts.ship_type.best().map(|ship_type| ship_type.category());
        match (listed, said) {
            (Some(class), _) => class,
            (None, Some(ShipCategory::Other) | None) => Vessel::UNKNOWN_CLASS,
            (None, Some(category)) => category.name(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ShipType, VesselFacts, VesselId};

    fn listed(mmsi: Option<u32>, imo: Option<u32>, class: &str) -> ListedVessel {
        ListedVessel { mmsi: mmsi.and_then(Mmsi::new), imo, class: Some(class.to_owned()), ..ListedVessel::default() }
    }

    fn vessel(mmsi: &str, imo: Option<u32>, ship_type: Option<u16>) -> Vessel {
        let mut facts = VesselFacts::default();
        if let Some(imo) = imo {
            facts.imo.add(imo, 3);
        }
        if let Some(code) = ship_type {
            facts.ship_type.add(ShipType(code), 3);
        }
        Vessel { id: VesselId::new(mmsi), facts }
    }

    fn list() -> VesselList {
        let mut list = VesselList::new();
        list.add(listed(Some(440_123_456), Some(9_074_729), "carrier")).unwrap();
        list.add(listed(Some(412_000_001), None, "fishing")).unwrap();
        list.add(listed(None, Some(9_395_044), "bunker")).unwrap();
        list
    }

    #[test]
    fn the_imo_number_follows_the_hull_and_the_mmsi_its_flag() {
        let list = list();
        let class = |vessel: &Vessel| vessel.class(Some(&list)).to_owned();
        assert_eq!(class(&vessel("440123456", None, Some(70))), "carrier");
        assert_eq!(class(&vessel("440123456", Some(9_074_729), None)), "carrier");
        assert_eq!(class(&vessel("355000001", Some(9_074_729), Some(70))), "carrier", "reflagged");
        assert_eq!(class(&vessel("355000001", Some(9_395_044), Some(80))), "bunker");
        assert_eq!(class(&vessel("440123456", Some(1_234_567), Some(70))), "cargo", "another ship with its number");
        assert_eq!(class(&vessel("412000001", Some(1_234_567), None)), "fishing", "the list knows no IMO number");
        assert_eq!(class(&vessel("hashed", None, Some(30))), "fishing");
        assert_eq!(class(&vessel("111", None, Some(99))), "unknown");
        assert_eq!(vessel("440123456", None, Some(52)).class(None), "tug");
    }

    #[test]
    fn no_identity_stands_twice() {
        let mut list = list();
        let error = list.add(listed(Some(412_000_001), Some(9_999_999), "x")).unwrap_err().to_string();
        insta::assert_snapshot!(error, @"MMSI 412000001 is that of ship 2 of the list too");
        let error = list.add(listed(Some(412_000_002), Some(9_395_044), "x")).unwrap_err().to_string();
        insta::assert_snapshot!(error, @"IMO number 9395044 is that of ship 3 of the list too");
        let error = list.add(listed(None, None, "x")).unwrap_err().to_string();
        insta::assert_snapshot!(error, @"a ship on the list needs an MMSI or an IMO number");
        assert_eq!(list.len(), 3);
    }
}
