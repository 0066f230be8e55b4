//! The rows of all inputs as columns, in no particular order, and who they belong to.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::fix::FixColumns;
use crate::ingest::ReadReport;
use crate::{Fix, Mmsi, VesselFacts, VesselId};

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

    /// The key as a number that orders as it does, below 2^33.
    pub(crate) fn to_bits(self) -> u64 {
        self.0
    }

    /// The key that gave these bits.
    pub(crate) fn from_bits(bits: u64) -> VesselKey {
        VesselKey(bits)
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

/// Some rows: the identities beside the columns, of equal length.
#[derive(Clone, Debug, Default)]
pub(crate) struct FixBlock {
    pub(crate) keys: Vec<VesselKey>,
    pub(crate) columns: FixColumns,
}

/// The usable rows of all inputs in the order of reading, with the vessels they belong to and the account of
/// every row. [`into_tracks`](Fixes::into_tracks) makes tracks of them.
///
/// [`Fixes::builder`] takes fixes that come from somewhere else than a file.
#[derive(Debug, Default)]
pub struct Fixes {
    pub(crate) blocks: Vec<FixBlock>,
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
        self.blocks.iter().map(|block| block.keys.len()).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every fix with its vessel, in the order of reading.
    pub fn iter(&self) -> impl Iterator<Item = (VesselId, Fix)> {
        self.blocks.iter().flat_map(move |block| {
            (0..block.keys.len()).map(move |row| (self.vessel_id(block.keys[row]), block.columns.get(row)))
        })
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
        let keys: BTreeMap<&VesselId, VesselKey> = {
            let ids: std::collections::BTreeSet<&VesselId> =
                self.rows.iter().map(|(id, _)| id).chain(self.facts.keys()).collect();
            let mut texts = 0;
            ids.into_iter()
                .map(|id| match id.mmsi() {
                    Some(mmsi) => (id, VesselKey::from_mmsi(mmsi)),
                    None => {
                        texts += 1;
                        (id, VesselKey::from_text_index(texts - 1))
                    }
                })
                .collect()
        };
        let mut fixes = Fixes::default();
        let mut block = FixBlock::default();
        for (id, fix) in &self.rows {
            fixes.report.rows.read += 1;
            if (631_152_000_000..4_102_444_800_000).contains(&fix.time_ms) {
                fixes.report.rows.kept += 1;
                block.keys.push(keys[id]);
                block.columns.push(*fix);
            } else {
                *fixes.report.rows.rejected.entry(crate::RejectReason::BadTime).or_default() += 1;
            }
        }
        fixes.blocks.push(block);
        fixes.texts = keys.keys().filter(|id| id.mmsi().is_none()).map(|id| id.to_string().into()).collect();
        fixes.facts = self.facts.iter().map(|(id, facts)| (keys[id], facts.clone())).collect();
        fixes
    }
}
