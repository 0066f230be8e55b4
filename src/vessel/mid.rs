//! Maritime Identification Digits and the states they are allocated to.

/// The ISO 3166-1 alpha-3 code of the state that a MID is allocated to.
///
/// # References
/// ITU, *Table of Maritime Identification Digits*.
pub(super) fn flag(mid: u16) -> Option<&'static str> {
    FLAGS.binary_search_by_key(&mid, |&(mid, _)| mid).ok().map(|found| FLAGS[found].1)
}

/// Sorted by MID.
const FLAGS: &[(u16, &str)] = &[(366, "USA"), (440, "KOR"), (441, "KOR")];
