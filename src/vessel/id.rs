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
/// An MMSI is a number, so its leading zeros are not kept: the coast station `002190064` and the `2190064` that another
/// program made of it are one identity, written `2190064`. Anything but digits, and digits of which no MMSI can be made
/// (`0`, ten digits), stays the text it is: case and spaces count.
///
/// ```
/// use darkwake::VesselId;
/// assert!(VesselId::new("440123456").mmsi().is_some());
/// assert!(VesselId::new("vessel-7f3a").mmsi().is_none());
/// assert!(VesselId::new("999") < VesselId::new("440123456"));
/// assert_eq!(VesselId::new("002190064"), VesselId::new("2190064"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VesselId(Name);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Name {
    Mmsi(Mmsi),
    Text(Arc<str>),
}

impl VesselId {
    /// Reads an identity: digits that make an MMSI (leading zeros allowed) become one, anything else is kept as text,
    /// untrimmed.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn digits_become_an_mmsi() {
        for (text, number) in [
            ("440123456", 440_123_456),
            ("1", 1),
            ("999999999", 999_999_999),
            ("0123", 123),
            ("002190064", 2_190_064),
            ("0000000000440123456", 440_123_456),
        ] {
            let id = VesselId::new(text);
            assert_eq!(id.mmsi(), Mmsi::new(number), "{text}");
            assert_eq!(id.to_string(), number.to_string(), "{text}");
            assert_eq!(id, VesselId::from(id.mmsi().unwrap()));
        }
    }

    #[test]
    fn anything_else_stays_text() {
        for text in [
            "",
            "0",
            "000000000",
            "1000000000",
            "4401234567",
            "99999999999999999999",
            "1e9",
            "+440123456",
            "-1",
            "440123456.0",
            " 440123456",
            "440123456 ",
            "440 123 456",
            "0x1a",
            "vessel-7f3a",
            "٤٤٠١٢٣٤٥٦",
            "４４０１２３４５６",
            "선박",
            "\u{0}",
            "a\"b,c",
        ] {
            let id = VesselId::new(text);
            assert_eq!(id.mmsi(), None, "{text:?}");
            assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn numbers_come_before_text() {
        let mut ids = ["b", "440123456", "a", "", "999", "1000000000", "0999", "B"].map(VesselId::new);
        ids.sort();
        assert_eq!(ids.map(|id| id.to_string()), ["999", "999", "440123456", "", "1000000000", "B", "a", "b"]);
    }

    fn odd_text() -> impl Strategy<Value = String> {
        prop_oneof![".*", "[0-9]{0,12}", "0{0,4}[0-9]{1,9}", "[-+ .0-9eExX]{0,12}"]
    }

    proptest! {
        #[test]
        fn text_and_json_round_trip(text in odd_text()) {
            let id = VesselId::new(&text);
            prop_assert_eq!(VesselId::new(&id.to_string()), id.clone());
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(serde_json::from_str::<VesselId>(&json).unwrap(), id.clone());
            match id.mmsi() {
                Some(mmsi) => prop_assert_eq!(text.trim_start_matches('0'), mmsi.to_string()),
                None => prop_assert_eq!(text, id.to_string()),
            }
        }

        #[test]
        fn order_agrees_with_equality(a in odd_text(), b in odd_text()) {
            let (a, b) = (VesselId::new(&a), VesselId::new(&b));
            prop_assert_eq!(a.cmp(&b) == Ordering::Equal, a == b);
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            prop_assert_eq!(a == b, a.to_string() == b.to_string());
        }
    }
}
