//! What a vessel says of itself in its static messages, with every variant seen.

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
#[serde(transparent)]
pub struct Variants<T>(Vec<(T, u64)>);

impl<T> Default for Variants<T> {
    fn default() -> Variants<T> {
        Variants(Vec::new())
    }
}

impl<T: Ord> Variants<T> {
    /// Counts `rows` more rows with this value.
    pub fn add(&mut self, value: T, rows: u64) {
        match self.0.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += rows,
            None => self.0.push((value, rows)),
        }
        self.0.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
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

    /// Adds all that another has counted.
    pub fn merge(&mut self, other: Variants<T>) {
        for (value, rows) in other.0 {
            self.add(value, rows);
        }
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
