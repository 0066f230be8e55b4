//! The rows of all inputs as columns, in no particular order, and who they belong to.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;
use std::sync::Arc;

use crate::fix::FixColumns;
use crate::ingest::ReadReport;
use crate::ingest::time::VALID_MS;
use crate::{Fix, Mmsi, RejectReason, VesselFacts, VesselId};

/// A vessel identity as one number, ordered as [`VesselId`] is: the MMSI, or `TEXT` plus the rank of the text among
/// all texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct VesselKey(u64);

impl VesselKey {
    const TEXT: u64 = 1 << 32;

    pub(crate) fn from_mmsi(mmsi: Mmsi) -> VesselKey {
        VesselKey(u64::from(mmsi.get()))
    }

    pub(crate) fn from_text_index(index: u32) -> VesselKey {
        VesselKey(VesselKey::TEXT + u64::from(index))
    }

    /// The MMSI, for an identity that is one.
    pub(crate) fn mmsi(self) -> Option<Mmsi> {
        u32::try_from(self.0).ok().and_then(Mmsi::new)
    }

    /// The index of the text, for an identity that is no MMSI.
    pub(crate) fn text_index(self) -> Option<usize> {
        self.0.checked_sub(VesselKey::TEXT).map(|index| index as usize)
    }
}

/// Multiplicative hashing of the one number that a [`VesselKey`] is.
///
/// # References
/// D. E. Knuth, *The Art of Computer Programming* 3, section 6.4; the factor is 2^64 over the golden ratio.
#[derive(Debug, Default)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let product = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Some rows: the identities beside the columns, of equal length.
#[derive(Clone, Debug, Default)]
pub(crate) struct FixBlock {
    pub(crate) keys: Vec<VesselKey>,
    pub(crate) columns: FixColumns,
}

impl FixBlock {
    /// Adds the rows of another behind these.
    ///
    /// A vector of many megabytes grows by moving its pages, not its bytes, and goes back to the system as soon as it is
    /// dropped; thousands of small ones would neither be given back nor serve as anything larger.
    pub(crate) fn append(&mut self, mut other: FixBlock) {
        self.keys.append(&mut other.keys);
        self.columns.append(other.columns);
    }
}

/// The usable rows of all inputs in the order of reading, with the vessels they belong to and the account of
/// every row. [`into_tracks`](Fixes::into_tracks) makes tracks of them.
///
/// [`Fixes::builder`] takes fixes that come from somewhere else than a file.
#[derive(Debug, Default)]
pub struct Fixes {
    pub(crate) rows: FixBlock,
    /// Identities that are no MMSI, sorted; a key's text index points here.
    pub(crate) texts: Vec<Arc<str>>,
    /// Facts of the vessels that have any.
    pub(crate) facts: BTreeMap<VesselKey, VesselFacts>,
    pub(crate) report: ReadReport,
}

impl Fixes {
    /// For fixes that come from somewhere else than a file.
    pub fn builder() -> FixesBuilder {
        FixesBuilder::default()
    }

    /// How many fixes there are.
    pub fn len(&self) -> usize {
        self.rows.keys.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every fix with its vessel, in the order of reading.
    pub fn iter(&self) -> impl Iterator<Item = (VesselId, Fix)> {
        (0..self.len()).map(|row| (self.vessel_id(self.rows.keys[row]), self.rows.columns.get(row)))
    }

    /// What was read, in which dialect, and what became of every row.
    pub fn report(&self) -> &ReadReport {
        &self.report
    }

    pub(crate) fn vessel_id(&self, key: VesselKey) -> VesselId {
        match key.text_index() {
            Some(index) => VesselId::new(&self.texts[index]),
            None => VesselId::from(Mmsi::new(key.0 as u32).expect("keys below TEXT are made from an MMSI")),
        }
    }
}

/// Collects fixes that come from somewhere else than a file.
///
/// ```
/// use darkwake::{Fix, Fixes, Position, VesselId};
/// let mut fixes = Fixes::builder();
/// let busan = Position::new(35.05, 129.10).unwrap();
/// fixes.push(VesselId::new("440123456"), Fix::new("2024-05-01T00:00:00Z".parse()?, busan));
/// assert_eq!(fixes.build().len(), 1);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct FixesBuilder {
    rows: Vec<(VesselId, Fix)>,
    facts: BTreeMap<VesselId, VesselFacts>,
}

impl FixesBuilder {
    /// Adds a fix of a vessel.
    pub fn push(&mut self, vessel: VesselId, fix: Fix) -> &mut FixesBuilder {
        self.rows.push((vessel, fix));
        self
    }

    /// Adds what is known of a vessel.
    pub fn facts(&mut self, vessel: VesselId, facts: VesselFacts) -> &mut FixesBuilder {
        self.facts.entry(vessel).or_default().merge(facts);
        self
    }

    /// The fixes. Those with a time outside 1990 to 2100 are counted as rejected, as the reader does.
    pub fn build(&self) -> Fixes {
        let usable = |fix: &Fix| VALID_MS.contains(&fix.time_ms);
        let vessels = self.rows.iter().map(|(vessel, _)| vessel).chain(self.facts.keys());
        let texts: BTreeSet<String> =
            vessels.filter(|vessel| vessel.mmsi().is_none()).map(VesselId::to_string).collect();
        let texts: Vec<Arc<str>> = texts.into_iter().map(Arc::from).collect();
        let key = |vessel: &VesselId| match vessel.mmsi() {
            Some(mmsi) => VesselKey::from_mmsi(mmsi),
            None => {
                let index = texts.binary_search_by(|text| (**text).cmp(&vessel.to_string()));
                let index = index.expect("every identity that is no MMSI was put among the texts");
                VesselKey::from_text_index(u32::try_from(index).expect("fewer than 2^32 identities fit into memory"))
            }
        };
        let mut block = FixBlock::default();
        for (vessel, fix) in self.rows.iter().filter(|(_, fix)| usable(fix)) {
            block.keys.push(key(vessel));
            block.columns.push(*fix);
        }
        let mut report = ReadReport::default();
        report.rows.read = self.rows.len() as u64;
        report.rows.kept = block.keys.len() as u64;
        if report.rows.read > report.rows.kept {
            report.rows.rejected.insert(RejectReason::BadTime, report.rows.read - report.rows.kept);
        }
        let facts = self.facts.iter().map(|(vessel, facts)| (key(vessel), facts.clone())).collect();
        Fixes { rows: block, texts, facts, report }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Position;

    fn fix(time: &str) -> Fix {
        Fix::new(time.parse().unwrap(), Position::new(35.0, 129.0).unwrap())
    }

    #[test]
    fn built_fixes_keep_their_vessels_and_facts() {
        let mut builder = Fixes::builder();
        let ids = ["zeta", "440123456", "alpha", "zeta"];
        for (id, second) in ids.iter().zip(0..) {
            builder.push(VesselId::new(id), fix(&format!("2024-05-01T00:00:0{second}Z")));
        }
        let mut facts = VesselFacts::default();
        facts.name.add("ZETA".to_string(), 1);
        builder.facts(VesselId::new("zeta"), facts.clone()).facts(VesselId::new("zeta"), facts);
        let fixes = builder.build();
        let found: Vec<_> = fixes.iter().map(|(vessel, _)| vessel.to_string()).collect();
        assert_eq!(found, ids);
        let (&key, facts) = fixes.facts.first_key_value().unwrap();
        assert_eq!(fixes.vessel_id(key), VesselId::new("zeta"));
        assert_eq!(facts.name.iter().next(), Some((&"ZETA".to_string(), 2)));
        assert_eq!(fixes.texts.iter().map(|text| &**text).collect::<Vec<_>>(), ["alpha", "zeta"]);
    }

    #[test]
    fn times_outside_1990_to_2100_are_rejected() {
        let mut builder = Fixes::builder();
        for time in
            ["1989-12-31T23:59:59.999Z", "1990-01-01T00:00:00Z", "2099-12-31T23:59:59.999Z", "2100-01-01T00:00:00Z"]
        {
            builder.push(VesselId::new("1"), fix(time));
        }
        let fixes = builder.build();
        assert_eq!(fixes.len(), 2);
        let rows = &fixes.report().rows;
        assert_eq!((rows.read, rows.kept, rows.rejected[&RejectReason::BadTime]), (4, 2, 2));
        assert!(rows.adds_up());
    }
}
