//! Maritime Mobile Service Identities.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::mid;

/// A Maritime Mobile Service Identity: an integer from 1 to 999,999,999.
///
/// # References
/// Recommendation ITU-R M.585-9 (2022), annex 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Mmsi(u32);

/// What kind of station an [`Mmsi`] names, by the form of its digits.
///
/// # References
/// Recommendation ITU-R M.585-9 (2022), annexes 1 and 2. Coast stations and groups also turn up with their leading
/// zeros lost, as 7 and 8 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MmsiKind {
    /// A ship: `MIDxxxxxx`.
    Ship,
    /// A coast station: `00MIDxxxx`.
    CoastStation,
    /// A group of ships: `0MIDxxxxx`.
    Group,
    /// A search and rescue aircraft: `111MIDxxx`.
    SarAircraft,
    /// An aid to navigation: `99MIDxxxx`.
    AidToNavigation,
    /// AIS-SART `970`, man overboard `972` or EPIRB-AIS `974`.
    Emergency,
    /// A craft associated with a parent ship: `98MIDxxxx`.
    AssociatedCraft,
    /// A handheld VHF transceiver: `8MIDxxxxx`.
    Handheld,
    /// No kind of M.585 has this form.
    Unknown,
}

impl Mmsi {
    /// The identity with this number, if it lies between 1 and 999,999,999.
    pub fn new(number: u32) -> Option<Mmsi> {
        (1..=999_999_999).contains(&number).then_some(Mmsi(number))
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The kind of station, by the form of the digits.
    pub fn kind(self) -> MmsiKind {
        self.kind_and_mid().0
    }

    /// The flag state as an ISO 3166-1 alpha-3 code, from the Maritime Identification Digits.
    pub fn flag(self) -> Option<&'static str> {
        self.kind_and_mid().1.and_then(mid::flag)
    }

    /// The three Maritime Identification Digits, where the form of the number has them and they are allocated.
    pub fn mid(self) -> Option<u16> {
        self.kind_and_mid().1
    }

    fn kind_and_mid(self) -> (MmsiKind, Option<u16>) {
        let number = self.0;
        let digits = |divisor: u32| u16::try_from(number / divisor % 1000).ok();
        let (kind, mid) = match number {
            970_000_000..=970_999_999 | 972_000_000..=972_999_999 | 974_000_000..=974_999_999 => {
                return (MmsiKind::Emergency, None);
            }
            111_000_000..=111_999_999 => (MmsiKind::SarAircraft, digits(1_000)),
            990_000_000..=999_999_999 => (MmsiKind::AidToNavigation, digits(10_000)),
            980_000_000..=989_999_999 => (MmsiKind::AssociatedCraft, digits(10_000)),
            800_000_000..=899_999_999 => (MmsiKind::Handheld, digits(100_000)),
            200_000_000..=799_999_999 => (MmsiKind::Ship, digits(1_000_000)),
            20_000_000..=79_999_999 => (MmsiKind::Group, digits(100_000)),
            2_000_000..=7_999_999 => (MmsiKind::CoastStation, digits(10_000)),
            _ => return (MmsiKind::Unknown, None),
        };
        match mid.filter(|&mid| mid::flag(mid).is_some()) {
            Some(mid) => (kind, Some(mid)),
            None => (MmsiKind::Unknown, None),
        }
    }
}

impl MmsiKind {
    /// Whether detectors look at it: ships, and numbers to which M.585 gives no kind.
    pub fn may_be_ship(self) -> bool {
        matches!(self, MmsiKind::Ship | MmsiKind::Unknown)
    }
}

impl TryFrom<u32> for Mmsi {
    type Error = String;

    fn try_from(number: u32) -> Result<Mmsi, String> {
        Mmsi::new(number).ok_or_else(|| format!("an MMSI is a number from 1 to 999999999, found {number}"))
    }
}

impl From<Mmsi> for u32 {
    fn from(mmsi: Mmsi) -> u32 {
        mmsi.0
    }
}

impl fmt::Display for Mmsi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
