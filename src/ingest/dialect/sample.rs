//! The first data records of an input, from which formats are told.

use std::collections::BTreeMap;

use crate::ingest::field;

/// How many records are looked at.
const MOST_RECORDS: usize = 2000;

/// The first whole records after the header.
pub(super) struct Sample {
    records: Vec<csv::ByteRecord>,
}

impl Sample {
    /// Splits the bytes from the first data record on; a last record that may be cut is left out, unless it is the
    /// only one.
    pub(super) fn new(bytes: &[u8], delimiter: u8) -> Sample {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
        let mut records: Vec<csv::ByteRecord> =
            reader.byte_records().map_while(Result::ok).take(MOST_RECORDS + 1).collect();
        let may_be_cut = records.len() > MOST_RECORDS || !bytes.ends_with(b"\n");
        if may_be_cut && records.len() > 1 {
            records.pop();
        }
        Sample { records }
    }

    /// The records for which `keep` holds.
    pub(super) fn filtered(&self, keep: impl Fn(&csv::ByteRecord) -> bool) -> Sample {
        Sample { records: self.records.iter().filter(|record| keep(record)).cloned().collect() }
    }

    /// The fields of a column that are not blank, trimmed.
    pub(super) fn column(&self, index: usize) -> Vec<&[u8]> {
        let fields = self.records.iter().filter_map(|record| record.get(index)).map(field::trim);
        fields.filter(|field| !field.is_empty()).collect()
    }

    /// The numbers of a column, or `None` when any field is no number or there is none.
    pub(super) fn numbers(&self, index: usize) -> Option<Vec<f64>> {
        let numbers: Option<Vec<f64>> = self.column(index).into_iter().map(field::decimal).collect();
        numbers.filter(|numbers| !numbers.is_empty())
    }

    /// Whether the fields of a column are mostly numbers with a comma for the point.
    pub(super) fn has_decimal_commas(&self, index: usize) -> bool {
        let fields = self.column(index);
        let with_comma = fields.iter().filter(|field| field.contains(&b',') && field::decimal_comma(field).is_some());
        with_comma.count() * 2 > fields.len()
    }

    /// How many records have how many fields.
    pub(super) fn widths(&self) -> BTreeMap<usize, usize> {
        let mut widths = BTreeMap::new();
        for record in &self.records {
            *widths.entry(record.len()).or_default() += 1;
        }
        widths
    }
}
