//! An explicit mapping of columns, for files that no dialect fits.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::layout::Role;
use super::time::TimeFormat;
use super::units::{CourseUnit, PositionUnit, SpeedUnit};

/// A column: its index, counted from 0, or its name in the header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// The index, counted from 0.
    Index(usize),
    /// The name in the header; blanks around it and letter case do not count.
    Name(String),
}

impl From<usize> for Column {
    fn from(index: usize) -> Column {
        Column::Index(index)
    }
}

impl From<&str> for Column {
    fn from(name: &str) -> Column {
        Column::Name(name.to_owned())
    }
}

impl From<String> for Column {
    fn from(name: String) -> Column {
        Column::Name(name)
    }
}

/// A value that a field is compared with: a number (`5`, `5.0` and `005` are one) or a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// A whole number.
    Number(u64),
    /// A text, compared without the blanks around it.
    Text(String),
}

impl From<u64> for FieldValue {
    fn from(number: u64) -> FieldValue {
        FieldValue::Number(number)
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> FieldValue {
        FieldValue::Text(text.to_owned())
    }
}

/// Tells the records of one variant: those whose field in a column has one of the values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The column that tells.
    pub column: Column,
    /// The values it has in these records.
    #[serde(rename = "in")]
    pub values: Vec<FieldValue>,
}

/// One of several shapes that the records of an input have. Its columns are those of the [`ColumnMapping`], with its
/// own in their place where it has any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingVariant {
    when: When,
    #[serde(default)]
    static_message: bool,
    #[serde(default)]
    columns: BTreeMap<Role, Column>,
}

impl MappingVariant {
    /// The records whose field in `column` is one of `values`.
    pub fn when<V: Into<FieldValue>>(column: impl Into<Column>, values: impl IntoIterator<Item = V>) -> MappingVariant {
        let when = When { column: column.into(), values: values.into_iter().map(V::into).collect() };
        MappingVariant { when, static_message: false, columns: BTreeMap::new() }
    }

    /// These records are static messages: they have facts of the vessel and no position.
    #[must_use]
    pub fn static_message(mut self) -> MappingVariant {
        self.static_message = true;
        self
    }

    /// In these records, `role` stands in `column`.
    #[must_use]
    pub fn column(mut self, role: Role, column: impl Into<Column>) -> MappingVariant {
        self.columns.insert(role, column.into());
        self
    }

    pub(super) fn condition(&self) -> &When {
        &self.when
    }

    pub(super) fn is_static(&self) -> bool {
        self.static_message
    }

    /// The columns of these records: the variant's own before the mapping's.
    pub(super) fn columns_within<'a>(&'a self, mapping: &'a ColumnMapping) -> BTreeMap<Role, &'a Column> {
        mapping.columns.iter().chain(&self.columns).map(|(&role, column)| (role, column)).collect()
    }
}

/// Which column holds what, and in which unit, for a file that no dialect fits.
///
/// Identity, time, latitude and longitude are needed, all else is optional. Records of several shapes in one file are
/// told apart by [variants](ColumnMapping::variant): the first whose condition holds reads the record; a record that
/// fits none is counted as a static message.
///
/// ```
/// use darkwake::{ColumnMapping, ColumnRole, SpeedUnit};
/// let mapping = ColumnMapping::new()
///     .delimiter(b';')
///     .speed_unit(SpeedUnit::MetresPerSecond)
///     .column(ColumnRole::Identity, "boat")
///     .column(ColumnRole::Time, "when")
///     .column(ColumnRole::Latitude, 2)
///     .column(ColumnRole::Longitude, 3)
///     .column(ColumnRole::Sog, "v");
/// # let _ = mapping;
/// ```
///
/// The same in TOML, which the feature `toml` reads by [`from_toml`](ColumnMapping::from_toml):
/// ```toml
/// delimiter = ";"
/// speed_unit = "metres_per_second"
/// [columns]
/// identity = "boat"
/// time = "when"
/// latitude = 2
/// longitude = 3
/// sog = "v"
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnMapping {
    pub(super) delimiter: Option<char>,
    pub(super) has_header: bool,
    pub(super) skip_lines: u64,
    pub(super) decimal_comma: bool,
    pub(super) time_format: TimeFormat,
    pub(super) date: Option<Date>,
    pub(super) position_unit: PositionUnit,
    pub(super) speed_unit: SpeedUnit,
    pub(super) course_unit: CourseUnit,
    pub(super) message_types: Option<Vec<u8>>,
    pub(super) columns: BTreeMap<Role, Column>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) variants: Vec<MappingVariant>,
}

impl Default for ColumnMapping {
    fn default() -> ColumnMapping {
        ColumnMapping {
            delimiter: None,
            has_header: true,
            skip_lines: 0,
            decimal_comma: false,
            time_format: TimeFormat::Auto,
            date: None,
            position_unit: PositionUnit::Degrees,
            speed_unit: SpeedUnit::Knots,
            course_unit: CourseUnit::Degrees,
            message_types: None,
            columns: BTreeMap::new(),
            variants: Vec::new(),
        }
    }
}

impl ColumnMapping {
    /// A mapping without columns yet: with a header, the delimiter and the time format found from the first rows,
    /// degrees and knots.
    pub fn new() -> ColumnMapping {
        ColumnMapping::default()
    }

    /// Reads a mapping from TOML.
    ///
    /// # Errors
    /// [`ErrorKind::Dialect`](crate::ErrorKind::Dialect) when the text is no TOML, or has a key or value that no
    /// mapping has.
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> crate::Result<ColumnMapping> {
        toml::from_str(text).map_err(|error| {
            crate::Error::new(crate::ErrorKind::Dialect(format!("a column mapping in TOML cannot be read: {error}")))
        })
    }

    /// The byte between fields.
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> ColumnMapping {
        self.delimiter = Some(char::from(delimiter));
        self
    }

    /// The first record is data: columns are given by index.
    #[must_use]
    pub fn without_header(mut self) -> ColumnMapping {
        self.has_header = false;
        self
    }

    /// This many lines before the header, or before the data where there is no header, are no records.
    #[must_use]
    pub fn skip_lines(mut self, lines: u64) -> ColumnMapping {
        self.skip_lines = lines;
        self
    }

    /// Numbers have a comma for the point.
    #[must_use]
    pub fn decimal_comma(mut self) -> ColumnMapping {
        self.decimal_comma = true;
        self
    }

    /// How the time is written.
    #[must_use]
    pub fn time_format(mut self, format: TimeFormat) -> ColumnMapping {
        self.time_format = format;
        self
    }

    /// The date, UTC, of a file that has the time of day only.
    #[must_use]
    pub fn date(mut self, date: Date) -> ColumnMapping {
        self.date = Some(date);
        self.time_format = TimeFormat::TimeOfDay;
        self
    }

    /// In what latitude and longitude are given.
    #[must_use]
    pub fn position_unit(mut self, unit: PositionUnit) -> ColumnMapping {
        self.position_unit = unit;
        self
    }

    /// In what speed over ground is given.
    #[must_use]
    pub fn speed_unit(mut self, unit: SpeedUnit) -> ColumnMapping {
        self.speed_unit = unit;
        self
    }

    /// In what course over ground is given.
    #[must_use]
    pub fn course_unit(mut self, unit: CourseUnit) -> ColumnMapping {
        self.course_unit = unit;
        self
    }

    /// The message types that are position reports; others are counted as static messages. By default 1, 2, 3, 4, 9,
    /// 11, 18, 19, 21 and 27.
    #[must_use]
    pub fn message_types(mut self, types: impl IntoIterator<Item = u8>) -> ColumnMapping {
        self.message_types = Some(types.into_iter().collect());
        self
    }

    /// `role` stands in `column`.
    #[must_use]
    pub fn column(mut self, role: Role, column: impl Into<Column>) -> ColumnMapping {
        self.columns.insert(role, column.into());
        self
    }

    /// Adds a shape of record; the first whose condition holds reads it.
    #[must_use]
    pub fn variant(mut self, variant: MappingVariant) -> ColumnMapping {
        self.variants.push(variant);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sbarc() -> ColumnMapping {
        ColumnMapping::new()
            .delimiter(b';')
            .without_header()
            .date(jiff::civil::date(2018, 6, 2))
            .column(Role::Time, 0)
            .variant(MappingVariant::when(5, [1, 2, 3]).column(Role::Identity, 7).column(Role::Sog, 10))
            .variant(MappingVariant::when(1, [5, 24]).static_message().column(Role::Identity, 3))
    }

    #[test]
    fn a_mapping_goes_through_json_unchanged() {
        let json = serde_json::to_string(&sbarc()).unwrap();
        assert_eq!(serde_json::from_str::<ColumnMapping>(&json).unwrap(), sbarc());
    }

    #[cfg(feature = "toml")]
    #[test]
    fn toml_says_the_same_as_the_builder() {
        let text = r#"
            delimiter = ";"
            has_header = false
            time_format = "time_of_day"
            date = "2018-06-02"
            [columns]
            time = 0
            [[variants]]
            when = { column = 5, in = [1, 2, 3] }
            columns = { identity = 7, sog = 10 }
            [[variants]]
            when = { column = 1, in = [5, 24] }
            static_message = true
            columns = { identity = 3 }
        "#;
        assert_eq!(ColumnMapping::from_toml(text).unwrap(), sbarc());
    }

    #[cfg(feature = "toml")]
    #[test]
    fn an_unknown_key_is_named() {
        let error = ColumnMapping::from_toml("delimitter = \";\"").unwrap_err().to_string();
        assert!(error.contains("unknown field `delimitter`"), "{error}");
    }
}
