//! The words that sources write in place of AIS codes.

use crate::{AisClass, NavStatus, ShipType};

/// What a source writes where it knows nothing.
pub(super) fn is_unknown(text: &[u8]) -> bool {
    const UNKNOWN: [&str; 7] = ["", "unknown", "unknown value", "undefined", "nan", "null", "none"];
    UNKNOWN.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
}

/// The navigational status that words stand for.
///
/// # References
/// Recommendation ITU-R M.1371-5, annex 8, table 45, in the spelling of the Danish Maritime Authority and others.
pub(super) fn nav_status(text: &[u8]) -> Option<NavStatus> {
    const WORDS: [(&str, u8); 25] = [
        ("under way using engine", 0),
        ("under way using engines", 0),
        ("underway using engine", 0),
        ("at anchor", 1),
        ("not under command", 2),
        ("restricted maneuverability", 3),
        ("restricted manoeuvrability", 3),
        ("constrained by her draught", 4),
        ("moored", 5),
        ("aground", 6),
        ("engaged in fishing", 7),
        ("under way sailing", 8),
        ("underway sailing", 8),
        ("reserved for future amendment [hsc]", 9),
        ("reserved for future amendment [wig]", 10),
        ("power-driven vessel towing astern", 11),
        ("towing astern", 11),
        ("power-driven vessel pushing ahead or towing alongside", 12),
        ("pushing ahead or towing alongside", 12),
        ("reserved for future use", 13),
        ("ais-sart is active", 14),
        ("ais-sart (active)", 14),
        ("ais-sart", 14),
        ("not defined", 15),
        ("default", 15),
    ];
    let code = WORDS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word.as_bytes()))?.1;
    NavStatus::new(code)
}

/// The ship type that words stand for. Where the words name a class of ten codes, it is the first of them.
///
/// # References
/// Recommendation ITU-R M.1371-5, annex 8, table 53, in the words of the Danish Maritime Authority.
pub(super) fn ship_type(text: &[u8]) -> Option<ShipType> {
    const WORDS: [(&str, u16); 31] = [
        ("wig", 20),
        ("wing in ground", 20),
        ("fishing", 30),
        ("towing", 31),
        ("towing long/wide", 32),
        ("dredging", 33),
        ("diving", 34),
        ("military", 35),
        ("sailing", 36),
        ("pleasure", 37),
        ("pleasure craft", 37),
        ("hsc", 40),
        ("high speed craft", 40),
        ("high-speed craft", 40),
        ("pilot", 50),
        ("pilot vessel", 50),
        ("sar", 51),
        ("search and rescue", 51),
        ("tug", 52),
        ("port tender", 53),
        ("anti-pollution", 54),
        ("law enforcement", 55),
        ("spare 1", 56),
        ("spare 2", 57),
        ("medical", 58),
        ("not party to conflict", 59),
        ("ships not party to conflict", 59),
        ("passenger", 60),
        ("cargo", 70),
        ("tanker", 80),
        ("other", 90),
    ];
    WORDS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word.as_bytes())).map(|&(_, code)| ShipType(code))
}

/// What the Danish Maritime Authority calls a type of mobile.
pub(super) fn is_type_of_mobile(text: &[u8]) -> bool {
    const WORDS: [&str; 9] = [
        "class a",
        "class b",
        "base station",
        "aton",
        "sar airborne",
        "man overboard device",
        "search and rescue transponder",
        "search and rescue transmitter",
        "auxiliary craft",
    ];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
}

/// The class of a transceiver: `A`, `Class A`, and so on.
pub(super) fn class(text: &[u8]) -> Option<AisClass> {
    let letter = match text.split_at_checked(5) {
        Some((word, letter)) if word.eq_ignore_ascii_case(b"class") => letter.trim_ascii(),
        _ => text,
    };
    match letter {
        b"A" | b"a" => Some(AisClass::A),
        b"B" | b"b" => Some(AisClass::B),
        _ => None,
    }
}

/// The class of the transceivers that send a message type, where one class alone sends it.
///
/// # References
/// Recommendation ITU-R M.1371-5, annex 8, table 43.
pub(super) fn class_of_message(message_type: u64) -> Option<AisClass> {
    match message_type {
        1 | 2 | 3 | 5 => Some(AisClass::A),
        18 | 19 | 24 => Some(AisClass::B),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_danish_files() {
        assert_eq!(nav_status(b"Under way using engine").map(NavStatus::code), Some(0));
        assert_eq!(nav_status(b"Engaged in fishing"), Some(NavStatus::FISHING));
        assert_eq!(nav_status(b"Reserved for future amendment [HSC]").map(NavStatus::code), Some(9));
        assert_eq!(nav_status(b"Unknown value"), None);
        assert!(is_unknown(b"Unknown value"));
        assert_eq!(ship_type(b"Towing long/wide"), Some(ShipType(32)));
        assert_eq!(ship_type(b"HSC"), Some(ShipType(40)));
        assert_eq!(ship_type(b"Undefined"), None);
        assert!(is_type_of_mobile(b"Base Station"));
        assert!(!is_type_of_mobile(b"GPS"));
    }

    #[test]
    fn classes() {
        assert_eq!(class(b"A"), Some(AisClass::A));
        assert_eq!(class(b"Class B"), Some(AisClass::B));
        assert_eq!(class(b"Base Station"), None);
        assert_eq!(class(b"class"), None);
        assert_eq!(class_of_message(27), None);
    }
}
