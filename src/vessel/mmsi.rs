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
/// The form has nine digits; an integer has none of their leading zeros, so a coast station `002190064` is the number
/// 2,190,064 and a group `036699999` is 36,699,999. A form with a MID counts only where the MID is allocated: 999,999,999
/// is no aid to navigation, since nobody has the MID 999.
///
/// # References
/// Recommendation ITU-R M.585-9 (2022), annexes 1 and 2.
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
    /// An autonomous maritime radio device of group B, such as the buoy of a fishing net: `979xxxxxx`.
    AutonomousDevice,
    /// No kind of M.585 has this form, or nobody has its MID.
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

    /// The flag as an ISO 3166-1 alpha-3 code, from the Maritime Identification Digits: of a ship its flag state, of
    /// any other station the administration that assigned the number.
    ///
    /// ```
    /// use darkwake::Mmsi;
    /// assert_eq!(Mmsi::new(440_123_456).and_then(Mmsi::flag), Some("KOR"));
    /// assert_eq!(Mmsi::new(123_456_789).and_then(Mmsi::flag), None);
    /// ```
    ///
    /// # References
    /// ITU, *Table of Maritime Identification Digits*. Territories that have a code of their own have that code: 477 is
    /// `HKG`, not `CHN`. A ship can change its flag and keep its number, or send a number that is not its own.
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
            979_000_000..=979_999_999 => return (MmsiKind::AutonomousDevice, None),
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
    /// Whether detectors look at it: ships, and numbers to which M.585 gives no kind, since a ship whose transceiver
    /// was set up wrongly, on purpose or not, is still a ship.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mmsi(number: u32) -> Mmsi {
        Mmsi::new(number).unwrap()
    }

    /// The forms of M.585 read off the nine digits as text: an oracle that shares no arithmetic with the code.
    fn kind_by_text(number: u32) -> (MmsiKind, Option<&'static str>) {
        let digits = format!("{number:09}");
        for (prefix, kind) in [("970", MmsiKind::Emergency), ("972", MmsiKind::Emergency), ("974", MmsiKind::Emergency)]
        {
            if digits.starts_with(prefix) {
                return (kind, None);
            }
        }
        if digits.starts_with("979") {
            return (MmsiKind::AutonomousDevice, None);
        }
        let forms = [
            ("111", MmsiKind::SarAircraft),
            ("99", MmsiKind::AidToNavigation),
            ("98", MmsiKind::AssociatedCraft),
            ("8", MmsiKind::Handheld),
            ("00", MmsiKind::CoastStation),
            ("0", MmsiKind::Group),
            ("", MmsiKind::Ship),
        ];
        forms
            .iter()
            .filter_map(|&(prefix, kind)| {
                let mid: u16 = digits.strip_prefix(prefix)?[..3].parse().unwrap();
                Some((kind, Some(mid::flag(mid)?)))
            })
            .next()
            .unwrap_or((MmsiKind::Unknown, None))
    }

    #[test]
    fn kinds_of_known_stations() {
        for (number, kind, flag) in [
            (440_123_456, MmsiKind::Ship, Some("KOR")),
            (366_614_000, MmsiKind::Ship, Some("USA")),
            (219_000_368, MmsiKind::Ship, Some("DNK")),
            (775_999_999, MmsiKind::Ship, Some("VEN")),
            (201_000_000, MmsiKind::Ship, Some("ALB")),
            (2_190_064, MmsiKind::CoastStation, Some("DNK")),
            (3_669_999, MmsiKind::CoastStation, Some("USA")),
            (36_699_999, MmsiKind::Group, Some("USA")),
            (44_012_345, MmsiKind::Group, Some("KOR")),
            (111_232_506, MmsiKind::SarAircraft, Some("GBR")),
            (992_351_000, MmsiKind::AidToNavigation, Some("GBR")),
            (994_401_234, MmsiKind::AidToNavigation, Some("KOR")),
            (983_381_234, MmsiKind::AssociatedCraft, Some("USA")),
            (823_212_345, MmsiKind::Handheld, Some("GBR")),
            (970_010_119, MmsiKind::Emergency, None),
            (972_110_001, MmsiKind::Emergency, None),
            (974_110_001, MmsiKind::Emergency, None),
            (979_012_345, MmsiKind::AutonomousDevice, None),
        ] {
            assert_eq!((mmsi(number).kind(), mmsi(number).flag()), (kind, flag), "{number}");
        }
    }

    #[test]
    fn numbers_without_a_kind() {
        // 1193046 is 0x123456, a factory setting often seen; 9990000 is the call to all coast stations.
        for number in [
            1,
            999,
            1_193_046,
            9_990_000,
            8_000_000,
            19_999_999,
            80_000_000,
            100_000_000,
            110_999_999,
            111_000_000,
            111_999_000,
            112_000_000,
            123_456_789,
            200_000_000,
            200_999_999,
            217_000_000,
            776_000_000,
            799_999_999,
            800_000_000,
            899_999_999,
            900_000_000,
            969_999_999,
            971_000_000,
            973_000_000,
            975_000_000,
            978_999_999,
            980_000_000,
            989_999_999,
            990_000_000,
            999_999_999,
        ] {
            assert_eq!(mmsi(number).kind(), MmsiKind::Unknown, "{number}");
            assert_eq!((mmsi(number).flag(), mmsi(number).mid()), (None, None), "{number}");
        }
    }

    #[test]
    fn every_mid_in_every_form() {
        for mid in 0..1000 {
            for number in [
                mid * 1_000_000 + 123_456,
                mid * 10_000 + 1234,
                mid * 100_000 + 12_345,
                111_000_123 + mid * 1000,
                990_001_234 + mid * 10_000,
                980_001_234 + mid * 10_000,
                800_012_345 + mid * 100_000,
            ] {
                assert_eq!((mmsi(number).kind(), mmsi(number).flag()), kind_by_text(number), "{number}");
            }
        }
    }

    #[test]
    fn detectors_look_at_ships_and_unknowns_only() {
        assert!(MmsiKind::Ship.may_be_ship() && MmsiKind::Unknown.may_be_ship());
        for number in
            [2_190_064, 36_699_999, 111_232_506, 992_351_000, 983_381_234, 823_212_345, 970_010_119, 979_000_001]
        {
            assert!(!mmsi(number).kind().may_be_ship(), "{number}");
        }
    }

    #[test]
    fn range_and_serde() {
        assert_eq!((Mmsi::new(0), Mmsi::new(1_000_000_000), Mmsi::new(u32::MAX)), (None, None, None));
        assert_eq!(serde_json::to_string(&mmsi(440_123_456)).unwrap(), "440123456");
        assert_eq!(serde_json::from_str::<Mmsi>("440123456").unwrap(), mmsi(440_123_456));
        insta::assert_snapshot!(
            serde_json::from_str::<Mmsi>("0").unwrap_err(),
            @"an MMSI is a number from 1 to 999999999, found 0"
        );
        assert_eq!(serde_json::to_string(&MmsiKind::SarAircraft).unwrap(), r#""sar_aircraft""#);
    }

    proptest! {
        #[test]
        fn kind_and_flag_follow_the_form(number in 1..=999_999_999_u32) {
            let mmsi = mmsi(number);
            prop_assert_eq!((mmsi.kind(), mmsi.flag()), kind_by_text(number));
            prop_assert_eq!(mmsi.flag().is_some(), mmsi.mid().is_some());
        }

        #[test]
        fn only_nine_digits_make_an_mmsi(number: u32) {
            prop_assert_eq!(Mmsi::new(number).map(Mmsi::get), (1..=999_999_999).contains(&number).then_some(number));
        }
    }
}
