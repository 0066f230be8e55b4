//! What stood behind the position in the last row of each vessel, as bytes.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::{MAX_SIDES, Sides};
use crate::ingest::{KeyHasher, VesselKey};

/// What the rest of a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// The length of the rest, newline included; 0 where it is not compared.
    pub(crate) length: usize,
    /// The code of the status.
    pub(crate) status: u8,
    /// The variant of the vessel's facts.
    pub(crate) variant: u32,
}

/// The last rest of each vessel, with the fields of the head that go with it.
#[derive(Debug, Default)]
pub(crate) struct Rests {
    vessels: HashMap<VesselKey, u32, BuildHasherDefault<KeyHasher>>,
    rests: Vec<Rest>,
    bytes: Vec<u8>,
}

#[derive(Debug)]
struct Rest {
    /// Where its bytes start, and how many there is room for.
    start: usize,
    room: usize,
    known: Known,
    /// Lengths of the fields of the head, which stand behind the rest.
    sides: [usize; MAX_SIDES],
}

impl Rests {
    /// What is known of a rest that starts with these bytes, where it is the vessel's last and the fields of the head
    /// are too.
    #[inline]
    pub(crate) fn find(&self, key: VesselKey, sides: &Sides<'_>, bytes: &[u8]) -> Option<Known> {
        let rest = &self.rests[*self.vessels.get(&key)? as usize];
        let length = rest.known.length;
        let kept = &self.bytes[rest.start..];
        if bytes.get(..length)? != &kept[..length] {
            return None;
        }
        let mut start = length;
        for (side, &length) in sides.fields().iter().zip(&rest.sides) {
            if side.len() != length || *side != &kept[start..start + length] {
                return None;
            }
            start += length;
        }
        Some(rest.known)
    }

    /// Takes the place of what was known of the vessel. `rest` is as long as `known` says.
    pub(crate) fn learn(&mut self, key: VesselKey, sides: &Sides<'_>, rest: &[u8], known: Known) {
        debug_assert_eq!(rest.len(), known.length);
        let wanted = sides.fields().iter().fold(rest.len(), |sum, side| sum + side.len());
        let index = *self.vessels.entry(key).or_insert_with(|| {
            self.rests.push(Rest { start: 0, room: 0, known, sides: [0; MAX_SIDES] });
            u32::try_from(self.rests.len() - 1).expect("fewer than 2^32 identities fit into memory")
        });
        let place = &mut self.rests[index as usize];
        if place.room < wanted {
            // What changes gets room to grow, so that few places are given up.
            let room = if place.room == 0 { wanted } else { 2 * wanted };
            (place.start, place.room) = (self.bytes.len(), room);
            self.bytes.resize(self.bytes.len() + room, 0);
        }
        place.known = known;
        let mut start = place.start;
        for (index, part) in std::iter::once(&rest).chain(sides.fields()).enumerate() {
            self.bytes[start..start + part.len()].copy_from_slice(part);
            start += part.len();
            if index > 0 {
                place.sides[index - 1] = part.len();
            }
        }
    }
}
