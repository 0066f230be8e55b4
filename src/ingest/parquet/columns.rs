//! Which types of columns can be read, and what is wrong with those of a file that cannot.

use std::path::Path;

use arrow_schema::DataType;

use super::columns_of;
use crate::ingest::dialect::role_of_name;
use crate::ingest::layout::Role;
use crate::ingest::normalised_name;

/// Whether a column has one value for each row that can be a field of text.
pub(super) fn is_flat(data_type: &DataType) -> bool {
    match data_type {
        DataType::Boolean | DataType::Utf8 | DataType::Binary | DataType::Date32 | DataType::Timestamp(..) => true,
        DataType::Time32(_) | DataType::Time64(_) => true,
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..) => true,
        other => other.is_integer() || other.is_floating(),
    }
}

/// What would be right for a column that no row can do without, where this type is not.
fn right_instead(role: Role, found: &DataType) -> Option<&'static str> {
    let is_text = matches!(found, DataType::Utf8 | DataType::Binary);
    let is_number = found.is_integer() || found.is_floating() || found.is_decimal();
    let is_time =
        matches!(found, DataType::Timestamp(..) | DataType::Date32 | DataType::Time32(_) | DataType::Time64(_));
    let (fits, right) = match role {
        Role::Identity => (is_text || is_number, "an identity is an integer or a text"),
        Role::Time => {
            (is_text || is_number || is_time, "a time is a timestamp, a text, or seconds or milliseconds since 1970")
        }
        Role::Latitude | Role::Longitude => {
            (is_text || is_number, "a latitude or longitude is a number of degrees, or one as text")
        }
        _ => return None,
    };
    (!fits).then_some(right)
}

/// What is wrong with the columns of a Parquet file that could not be used, in a sentence; `None` for other files, and where nothing is.
pub(in crate::ingest) fn what_is_wrong(path: &Path) -> Option<String> {
    let schema = columns_of(path)?;
    let sentences: Vec<String> = schema
        .fields()
        .iter()
        .filter_map(|field| {
            let right = right_instead(role_of_name(&normalised_name(field.name()))?, field.data_type())?;
            Some(format!("the column {} is of the type {}, and {right}", field.name(), field.data_type()))
        })
        .collect();
    (!sentences.is_empty()).then(|| sentences.join("; "))
}
