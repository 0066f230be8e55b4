//! AIS ship types.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An AIS "type of ship and cargo type" code, as transmitted. It displays in words.
///
/// ```
/// use darkwake::ShipType;
/// assert_eq!(ShipType(30).to_string(), "fishing");
/// assert_eq!(ShipType(82).to_string(), "tanker, hazard category Y");
/// ```
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

    /// What the code stands for, without its cargo.
    fn vessel_in_words(self) -> &'static str {
        match self.0 {
            0 => "not available",
            20..=29 => "wing in ground",
            30 => "fishing",
            31 => "towing",
            32 => "towing, tow over 200 m long or 25 m wide",
            33 => "dredging or underwater operations",
            34 => "diving operations",
            35 => "military operations",
            36 => "sailing",
            37 => "pleasure craft",
            40..=49 => "high-speed craft",
            50 => "pilot vessel",
            51 => "search and rescue vessel",
            52 => "tug",
            53 => "port tender",
            54 => "vessel with anti-pollution equipment",
            55 => "law enforcement vessel",
            56 | 57 => "local vessel",
            58 => "medical transport",
            59 => "ship of a state not party to an armed conflict",
            60..=69 => "passenger ship",
            70..=79 => "cargo ship",
            80..=89 => "tanker",
            90..=99 => "other type of ship",
            1..=19 | 38 | 39 => "reserved",
            100.. => "local code",
        }
    }

    /// What the second digit says of the cargo, for the classes in which it does.
    fn cargo_in_words(self) -> Option<&'static str> {
        match (self.0, self.0 % 10) {
            (20..=29 | 40..=49 | 60..=99, 1) => Some("hazard category X"),
            (20..=29 | 40..=49 | 60..=99, 2) => Some("hazard category Y"),
            (20..=29 | 40..=49 | 60..=99, 3) => Some("hazard category Z"),
            (20..=29 | 40..=49 | 60..=99, 4) => Some("hazard category OS"),
            _ => None,
        }
    }
}

/// In words; of a reserved or local code the number too.
impl fmt::Display for ShipType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.vessel_in_words())?;
        match (self.0, self.cargo_in_words()) {
            (1..=19 | 38 | 39 | 100.., _) => write!(f, " {}", self.0),
            (_, Some(cargo)) => write!(f, ", {cargo}"),
            (_, None) => Ok(()),
        }
    }
}

impl ShipCategory {
    /// The name in every output: `fishing`, `high_speed`, ...
    pub fn name(self) -> &'static str {
        match self {
            ShipCategory::Fishing => "fishing",
            ShipCategory::Tug => "tug",
            ShipCategory::Sailing => "sailing",
            ShipCategory::Pleasure => "pleasure",
            ShipCategory::HighSpeed => "high_speed",
            ShipCategory::Passenger => "passenger",
            ShipCategory::Cargo => "cargo",
            ShipCategory::Tanker => "tanker",
            ShipCategory::Other => "other",
        }
    }
}

impl fmt::Display for ShipCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn codes_in_words() {
        for (code, words) in [
            (0, "not available"),
            (7, "reserved 7"),
            (21, "wing in ground, hazard category X"),
            (30, "fishing"),
            (32, "towing, tow over 200 m long or 25 m wide"),
            (37, "pleasure craft"),
            (39, "reserved 39"),
            (40, "high-speed craft"),
            (51, "search and rescue vessel"),
            (57, "local vessel"),
            (60, "passenger ship"),
            (69, "passenger ship"),
            (70, "cargo ship"),
            (74, "cargo ship, hazard category OS"),
            (75, "cargo ship"),
            (83, "tanker, hazard category Z"),
            (91, "other type of ship, hazard category X"),
            (99, "other type of ship"),
            (1004, "local code 1004"),
        ] {
            assert_eq!(ShipType(code).to_string(), words, "{code}");
        }
    }

    #[test]
    fn only_codes_of_one_class_share_their_words() {
        let mut codes_of = BTreeMap::<String, Vec<u16>>::new();
        for code in 0..=300 {
            codes_of.entry(ShipType(code).to_string()).or_default().push(code);
        }
        for (words, codes) in codes_of {
            let same_tens = codes.iter().all(|code| code / 10 == codes[0] / 10);
            assert!(same_tens, "{words}: {codes:?}");
            assert!(codes.len() == 1 || codes.len() == 6 || codes == [56, 57], "{words}: {codes:?}");
        }
    }

    #[test]
    fn categories() {
        use ShipCategory::*;
        for (codes, category) in [
            (&[30][..], Fishing),
            (&[31, 32, 52], Tug),
            (&[36], Sailing),
            (&[37], Pleasure),
            (&[40, 45, 49], HighSpeed),
            (&[60, 69], Passenger),
            (&[70, 79], Cargo),
            (&[80, 89], Tanker),
            (&[0, 1, 29, 33, 35, 38, 50, 51, 53, 59, 90, 99, 100, 1001, u16::MAX], Other),
        ] {
            for &code in codes {
                assert_eq!(ShipType(code).category(), category, "{code}");
            }
            assert_eq!(serde_json::to_value(category).unwrap(), category.name());
            assert_eq!(category.to_string(), category.name());
        }
    }

    #[test]
    fn a_ship_type_is_a_number_in_json() {
        assert_eq!(serde_json::to_string(&ShipType(30)).unwrap(), "30");
        assert_eq!(serde_json::from_str::<ShipType>("1004").unwrap(), ShipType(1004));
    }
}
