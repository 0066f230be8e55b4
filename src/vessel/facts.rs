//! What a vessel says of itself in its static messages, with every variant seen.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::ShipType;

/// The class of an AIS transceiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AisClass {
    /// Class A: carried by obligation, 12.5 W.
    A,
    /// Class B: carried by choice or local rule, 2 or 5 W.
    B,
}

/// All the values that one field took, each with the number of rows that had it; the most frequent first, ties in
/// the order of the values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(T, u64)>", bound(deserialize = "T: Ord + Deserialize<'de>"))]
pub struct Variants<T>(Vec<(T, u64)>);

impl<T> Default for Variants<T> {
    fn default() -> Variants<T> {
        Variants(Vec::new())
    }
}

impl<T: Ord> Variants<T> {
    /// Counts `rows` more rows with this value; with 0 rows nothing changes.
    pub fn add(&mut self, value: T, rows: u64) {
        if rows == 0 {
            return;
        }
        let mut at = match self.0.iter().position(|(known, _)| *known == value) {
            Some(at) => {
                self.0[at].1 += rows;
                at
            }
            None => {
                self.0.push((value, rows));
                self.0.len() - 1
            }
        };
        // Only this value has risen: move it up to its place.
        while at > 0 && Self::rank(&self.0[at], &self.0[at - 1]).is_lt() {
            self.0.swap(at, at - 1);
            at -= 1;
        }
    }

    fn rank(a: &(T, u64), b: &(T, u64)) -> Ordering {
        b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0))
    }

    /// The most frequent value.
    pub fn best(&self) -> Option<&T> {
        self.0.first().map(|(value, _)| value)
    }

    /// Every value with its number of rows, the most frequent first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&T, u64)> {
        self.0.iter().map(|(value, count)| (value, *count))
    }

    /// How many different values were seen.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no row had a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds all that another has counted; the result is the same in whatever order parts are merged.
    pub fn merge(&mut self, other: Variants<T>) {
        for (value, rows) in other.0 {
            self.add(value, rows);
        }
    }
}

impl<T: Ord> From<Vec<(T, u64)>> for Variants<T> {
    fn from(counted: Vec<(T, u64)>) -> Variants<T> {
        let mut variants = Variants::default();
        for (value, rows) in counted {
            variants.add(value, rows);
        }
        variants
    }
}

/// The static facts of one vessel identity. Several ships that share an identity show as several variants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VesselFacts {
    /// Names, trimmed.
    pub name: Variants<String>,
    /// Call signs, trimmed.
    pub call_sign: Variants<String>,
    /// IMO ship numbers: the seven digits, without prefix; numbers of other lengths are kept as found.
    pub imo: Variants<u32>,
    /// AIS ship types.
    pub ship_type: Variants<ShipType>,
    /// Lengths over all, whole metres.
    pub length_m: Variants<u16>,
    /// Beams, whole metres.
    pub width_m: Variants<u16>,
    /// Transceiver classes.
    pub class: Variants<AisClass>,
}

impl VesselFacts {
    /// Adds all that another set of facts has counted.
    pub fn merge(&mut self, other: VesselFacts) {
        self.name.merge(other.name);
        self.call_sign.merge(other.call_sign);
        self.imo.merge(other.imo);
        self.ship_type.merge(other.ship_type);
        self.length_m.merge(other.length_m);
        self.width_m.merge(other.width_m);
        self.class.merge(other.class);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_most_frequent_first_ties_by_value() {
        let mut names = Variants::default();
        for (name, rows) in [("VEGA", 2), ("ALTAIR", 5), ("DENEB", 2), ("VEGA", 1), ("RIGEL", 0)] {
            names.add(name, rows);
        }
        assert_eq!(names.iter().collect::<Vec<_>>(), [(&"ALTAIR", 5), (&"VEGA", 3), (&"DENEB", 2)]);
        assert_eq!((names.best(), names.len(), names.is_empty()), (Some(&"ALTAIR"), 3, false));
        names.add("DENEB", 1);
        assert_eq!(names.iter().nth(1), Some((&"DENEB", 3)));
        assert_eq!(Variants::<u8>::default().best(), None);
    }

    #[test]
    fn json_is_a_list_of_pairs_in_any_order() {
        let variants: Variants<u32> = serde_json::from_str("[[7, 1], [9, 4], [7, 2]]").unwrap();
        assert_eq!(serde_json::to_string(&variants).unwrap(), "[[9,4],[7,3]]");
    }

    #[test]
    fn facts_merge_field_by_field() {
        let one = |name: &str| {
            let mut facts = VesselFacts::default();
            facts.name.add(name.to_owned(), 2);
            facts.call_sign.add("D5".to_owned(), 1);
            facts.imo.add(9_074_729, 1);
            facts.ship_type.add(ShipType(30), 1);
            facts.length_m.add(45, 1);
            facts.width_m.add(8, 1);
            facts.class.add(AisClass::B, 1);
            facts
        };
        let (mut ab, mut ba) = (one("A"), one("B"));
        ab.merge(one("B"));
        ba.merge(one("A"));
        assert_eq!(ab, ba);
        assert_eq!(
            serde_json::to_string(&ab).unwrap(),
            r#"{"name":[["A",2],["B",2]],"call_sign":[["D5",2]],"imo":[[9074729,2]],"ship_type":[[30,2]],"#.to_owned()
                + r#""length_m":[[45,2]],"width_m":[[8,2]],"class":[["B",2]]}"#
        );
    }

    fn counted() -> impl Strategy<Value = Vec<(u8, u64)>> {
        prop::collection::vec((0..12_u8, 0..5_u64), 0..40)
    }

    proptest! {
        #[test]
        fn counting_equals_a_sorted_map(rows in counted()) {
            let mut counts = BTreeMap::new();
            for &(value, count) in rows.iter().filter(|(_, count)| *count > 0) {
                *counts.entry(value).or_insert(0) += count;
            }
            let mut expected: Vec<(u8, u64)> = counts.into_iter().collect();
            expected.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
            prop_assert_eq!(Variants::from(rows), Variants(expected));
        }

        #[test]
        fn merging_knows_no_order(rows in counted(), shuffled in counted().prop_shuffle(), cut in 0..40_usize) {
            let (a, b) = rows.split_at(cut.min(rows.len()));
            let (a, b, c) = (Variants::from(a.to_vec()), Variants::from(b.to_vec()), Variants::from(shuffled));
            let merged = |parts: [&Variants<u8>; 3]| {
                parts.into_iter().fold(Variants::default(), |mut sum, part| {
                    sum.merge(part.clone());
                    sum
                })
            };
            let whole = merged([&a, &b, &c]);
            prop_assert_eq!(&whole, &merged([&c, &a, &b]));
            prop_assert_eq!(&whole, &merged([&b, &c, &a]));
            let mut rest = b.clone();
            rest.merge(c.clone());
            let mut grouped = a.clone();
            grouped.merge(rest);
            prop_assert_eq!(&whole, &grouped);
        }
    }
}
