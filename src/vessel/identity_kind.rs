//! What an identity is worth: whether it can be a ship's own at all.

use serde::{Deserialize, Serialize};

use super::{Mmsi, MmsiKind, VesselId};

/// Factory settings that are no repeated digit, no run of digits and no MID with zeros: 0x123456.
const FACTORY_SETTINGS: [u32; 1] = [1_193_046];

/// What an identity is worth: whether it can be a ship's own at all.
///
/// An identity that cannot be is no offence. Transceivers leave the factory with one, and a digit is soon mistyped; but
/// whoever uses it shares it with others, so what is found under it says little of any one ship.
///
/// # References
/// Recommendation ITU-R M.585-9 (2022), annexes 1 and 2, for the forms; the ITU's *Table of Maritime Identification Digits* for
/// the MIDs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IdentityKind {
    /// An MMSI of a form of M.585 with a MID that is allocated, or of a form that has none.
    Allocated,
    /// Nine digits of the form of a ship, a station or a craft, with a MID that nobody has.
    UnallocatedMid,
    /// A number of no form of M.585, such as those of anonymised data.
    NoForm,
    /// A number that stands for none: one digit repeated, digits in order, a MID followed by zeros, a factory setting, or 0.
    Placeholder,
    /// No number from 1 to 999,999,999, such as a hash.
    Text,
}

impl IdentityKind {
    /// What this identity is worth.
    ///
    /// ```
    /// use darkwake::{IdentityKind, VesselId};
    /// let kind = |text| IdentityKind::of(&VesselId::new(text));
    /// assert_eq!(kind("440123456"), IdentityKind::Allocated);
    /// assert_eq!(kind("123456789"), IdentityKind::Placeholder);
    /// assert_eq!(kind("200123456"), IdentityKind::UnallocatedMid);
    /// assert_eq!(kind("17"), IdentityKind::NoForm);
    /// ```
    pub fn of(vessel: &VesselId) -> IdentityKind {
        match vessel.mmsi() {
            Some(mmsi) if is_placeholder(mmsi.get()) => IdentityKind::Placeholder,
            Some(mmsi) if mmsi.kind() != MmsiKind::Unknown => IdentityKind::Allocated,
            Some(mmsi) if (200_000_000..=799_999_999).contains(&mmsi.get()) => IdentityKind::UnallocatedMid,
            Some(mmsi) if has_form(mmsi) => IdentityKind::UnallocatedMid,
            Some(_) => IdentityKind::NoForm,
            None if is_zero(&vessel.to_string()) => IdentityKind::Placeholder,
            None => IdentityKind::Text,
        }
    }

    /// Whether it can be the identity of one ship: an allocated number, or one about which nothing can be said, since the
    /// source made it (anonymised numbers, hashes).
    pub fn may_be_of_one_ship(self) -> bool {
        !matches!(self, IdentityKind::Placeholder | IdentityKind::UnallocatedMid)
    }
}

/// Whether a number has the form of a station other than a ship, whatever its MID.
fn has_form(mmsi: Mmsi) -> bool {
    matches!(mmsi.get(), 111_000_000..=111_999_999 | 800_000_000..=899_999_999 | 980_000_000..=999_999_999)
}

fn is_zero(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'0')
}

/// Whether a number stands for none. Numbers of fewer than six digits are left alone: anonymised data counts from 1, and
/// meets 11 and 123.
fn is_placeholder(number: u32) -> bool {
    let digits = number.to_string().into_bytes();
    let steps = || digits.windows(2).map(|pair| (10 + pair[1] - pair[0]) % 10);
    digits.len() >= 6
        && ([0, 1, 9].into_iter().any(|step| steps().all(|each| each == step))
            || digits.len() == 9 && digits[3..].iter().all(|&digit| digit == b'0')
            || FACTORY_SETTINGS.contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> IdentityKind {
        IdentityKind::of(&VesselId::new(text))
    }

    #[test]
    fn numbers_that_stand_for_none() {
        for text in [
            "0",
            "000000000",
            "111111111",
            "222222222",
            "333333333",
            "888888888",
            "999999999",
            "123456789",
            "987654321",
            "234567890",
            "12345678",
            "1234567",
            "123456",
            "012345678",
            "200000000",
            "366000000",
            "440000000",
            "1193046",
        ] {
            assert_eq!(kind(text), IdentityKind::Placeholder, "{text}");
            assert!(!kind(text).may_be_of_one_ship(), "{text}");
        }
    }

    #[test]
    fn numbers_that_may_be_a_ships() {
        for (text, expected) in [
            ("440123456", IdentityKind::Allocated),
            ("366999001", IdentityKind::Allocated),
            ("440100000", IdentityKind::Allocated),
            ("2190064", IdentityKind::Allocated),
            ("970010119", IdentityKind::Allocated),
            ("1", IdentityKind::NoForm),
            ("11", IdentityKind::NoForm),
            ("123", IdentityKind::NoForm),
            ("12345", IdentityKind::NoForm),
            ("941200001", IdentityKind::NoForm),
            ("vessel-7f3a", IdentityKind::Text),
            ("1234567890", IdentityKind::Text),
            ("", IdentityKind::Text),
        ] {
            assert_eq!(kind(text), expected, "{text}");
            assert!(kind(text).may_be_of_one_ship(), "{text}");
        }
    }

    #[test]
    fn nobody_has_these_mids() {
        for text in ["200123456", "217000123", "776123456", "999123456", "811112345", "111999123"] {
            assert_eq!(kind(text), IdentityKind::UnallocatedMid, "{text}");
        }
    }
}
