//! Explicit mappings on inputs of their own, and those that do not fit.

use super::tests::read;
use super::*;
use crate::ingest::mapping::MappingVariant;
use crate::ingest::time::TimeFormat;
use crate::ingest::units::{PositionUnit, SpeedUnit};

fn refused(text: &str, mapping: ColumnMapping) -> String {
    detect("log.txt", text.as_bytes(), &mapping.into()).unwrap_err().to_string()
}

fn basic() -> ColumnMapping {
    ColumnMapping::new()
        .column(Role::Identity, "boat")
        .column(Role::Time, "When")
        .column(Role::Latitude, 2)
        .column(Role::Longitude, 3)
}

#[test]
fn columns_by_name_and_index_with_units() {
    let text = "made by hand\nboat;when;y;x;v\nA7;01.05.2024 12:00:00;\"21060000\";77460000;10,5\n";
    let mapping = basic()
        .skip_lines(1)
        .decimal_comma()
        .time_format(TimeFormat::Dmy)
        .position_unit(PositionUnit::TenThousandthMinutes)
        .speed_unit(SpeedUnit::MetresPerSecond)
        .column(Role::Sog, "v");
    let detected = detect("log.txt", text.as_bytes(), &mapping.into()).unwrap();
    assert_eq!((detected.report.name, detected.report.delimiter), (Dialect::Custom, ';'));
    let rows = read(text.as_bytes(), &detected).rows;
    let row = rows[0].as_ref().unwrap();
    assert_eq!(row.identity, "text A7");
    assert_eq!(row.fix.time().to_string(), "2024-05-01T12:00:00Z");
    assert_eq!((row.fix.position().lat_deg(), row.fix.position().lon_deg()), (35.1, 129.1));
    assert_eq!(row.fix.sog_kn(), Some(20.41));
}

#[test]
fn date_and_time_of_day_in_two_columns() {
    let text = "boat,when,y,x,clock\n441000001,1/5/2024,35.1,129.1,7:30:00\n";
    let mapping = basic().time_format(TimeFormat::Dmy).column(Role::TimeOfDay, "clock");
    let detected = detect("log.txt", text.as_bytes(), &mapping.into()).unwrap();
    let rows = read(text.as_bytes(), &detected).rows;
    assert_eq!(rows[0].as_ref().unwrap().fix.time().to_string(), "2024-05-01T07:30:00Z");
}

#[test]
fn mappings_that_do_not_fit_say_why() {
    let text = "boat,when,y,x\n441000001,2024-05-01 12:00:00,35.1,129.1\n";
    insta::assert_snapshot!(refused(text, ColumnMapping::new()), @"");
    insta::assert_snapshot!(refused(text, basic().column(Role::Sog, "speed")), @"");
    insta::assert_snapshot!(refused(text, basic().column(Role::Sog, 4)), @"");
    insta::assert_snapshot!(refused(text, basic().column(Role::Sog, 3)), @"");
    insta::assert_snapshot!(refused(text, basic().without_header()), @"");
    insta::assert_snapshot!(refused(text, basic().skip_lines(9)), @"");
    insta::assert_snapshot!(refused(text, basic().delimiter(b'"')), @"");
    insta::assert_snapshot!(refused(text, basic().time_format(TimeFormat::TimeOfDay)), @"");
    insta::assert_snapshot!(refused("boat when\n", basic()), @"");
    insta::assert_snapshot!(refused("boat,when,y,x\n1,01/02/2024 00:00:00,1,1\n", basic()), @"");
    let by_index = ColumnMapping::new().without_header().column(Role::Identity, 0).column(Role::Time, 1);
    let by_index = by_index.column(Role::Latitude, 2).column(Role::Longitude, 7);
    insta::assert_snapshot!(refused("441000001,2024-05-01 12:00:00,35.1,129.1\n", by_index), @"");
    let variant = MappingVariant::when(1, ["x"]).column(Role::Name, 9);
    insta::assert_snapshot!(refused(text, basic().variant(variant)), @"");
}

#[test]
fn variants_with_too_many_columns_are_refused() {
    let text = "441000001,2024-05-01 12:00:00,35.1,129.1\n";
    let mut mapping = ColumnMapping::new()
        .without_header()
        .column(Role::Identity, 0)
        .column(Role::Time, 1)
        .column(Role::Latitude, 2)
        .column(Role::Longitude, 3);
    for column in 10_u64..18 {
        let index = usize::try_from(column).unwrap();
        mapping = mapping.variant(MappingVariant::when(4, [column]).column(Role::Name, index));
    }
    insta::assert_snapshot!(refused(text, mapping), @"");
}
