//! What stood behind the position in the last row of each vessel, as bytes.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::Sides;
use crate::ingest::{KeyHasher, VesselKey};

/// Bytes that stand beside what is known of a vessel: nearly every rest is shorter, and looking at it touches no more than
/// neighbouring lines of the cache. With tens of thousands of vessels in turn, every other place is one more miss a row.
const ROOM: usize = 103;

/// Ends each field of the head that is kept: none has a newline.
const END: u8 = b'\n';

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
    vessels: HashMap<VesselKey, Rest, BuildHasherDefault<KeyHasher>>,
}

#[derive(Debug)]
struct Rest {
    known: Known,
    bytes: Bytes,
}

/// A rest, and behind it the fields of the head.
#[derive(Debug)]
enum Bytes {
    Short([u8; ROOM]),
    Long(Vec<u8>),
}

impl Bytes {
    #[inline]
    fn as_slice(&self) -> &[u8] {
        match self {
            Bytes::Short(bytes) => bytes,
            Bytes::Long(bytes) => bytes,
        }
    }

    /// Its bytes, with room for so many.
    fn with_room(&mut self, wanted: usize) -> &mut [u8] {
        if matches!(self, Bytes::Short(_)) && wanted > ROOM {
            *self = Bytes::Long(Vec::new());
        }
        match self {
            Bytes::Short(bytes) => bytes,
            Bytes::Long(bytes) => {
                bytes.resize(bytes.len().max(wanted), 0);
                bytes
            }
        }
    }
}

impl Rests {
    /// What is known of a rest that starts with these bytes, where it is the vessel's last and the fields of the head
    /// are too.
    #[inline]
    pub(crate) fn find(&self, key: VesselKey, sides: &Sides<'_>, bytes: &[u8]) -> Option<Known> {
        let rest = self.vessels.get(&key)?;
        let (kept, mut kept_sides) = rest.bytes.as_slice().split_at(rest.known.length);
        if !bytes.starts_with(kept) {
            return None;
        }
        for side in sides.fields() {
            kept_sides = kept_sides.strip_prefix(*side)?.strip_prefix(&[END])?;
        }
        Some(rest.known)
    }

    /// Takes the place of what was known of the vessel. `rest` is as long as `known` says.
    pub(crate) fn learn(&mut self, key: VesselKey, sides: &Sides<'_>, rest: &[u8], known: Known) {
        debug_assert_eq!(rest.len(), known.length);
        let wanted = sides.fields().iter().fold(rest.len(), |sum, side| sum + side.len() + 1);
        let new = || Rest { known, bytes: Bytes::Short([0; ROOM]) };
        let place = self.vessels.entry(key).or_insert_with(new);
        place.known = known;
        let mut left = place.bytes.with_room(wanted);
        let parts = sides.fields().iter().flat_map(|side| [*side, &[END]]);
        for part in std::iter::once(rest).chain(parts) {
            let (here, behind) = left.split_at_mut(part.len());
            here.copy_from_slice(part);
            left = behind;
        }
    }
}
