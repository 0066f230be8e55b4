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
    insta::assert_snapshot!(refused(text, ColumnMapping::new()), @r#"
    log.txt: the column mapping does not fit: it has no column for: identity, time, latitude, longitude
      seen: first line "boat,when,y,x"
      remedy: correct the column mapping
    "#);
    insta::assert_snapshot!(refused(text, basic().column(Role::Sog, "speed")), @r#"
    log.txt: the column mapping does not fit: there is no column "speed" among boat, when, y, x
      seen: first line "boat,when,y,x"
      remedy: correct the column mapping
    "#);
    insta::assert_snapshot!(refused(text, basic().column(Role::Sog, 4)), @r#"
    log.txt: the column mapping does not fit: there is no column 4: the header has 4, and indices count from 0
      seen: first line "boat,when,y,x"
      remedy: correct the column mapping
    "#);
    insta::assert_snapshot!(refused(text, basic().column(Role::Sog, 3)), @r#"
    log.txt: the column mapping does not fit: column 3 is given both as longitude and as sog
      seen: first line "boat,when,y,x"
      remedy: correct the column mapping
    "#);
    insta::assert_snapshot!(refused(text, basic().without_header()), @r#"
    log.txt: the column mapping does not fit: the column "boat" is given by name, and has_header is false
      seen: first line "boat,when,y,x"
      remedy: correct the column mapping
    "#);
    insta::assert_snapshot!(refused(text, basic().skip_lines(9)), @r#"
    log.txt: the column mapping does not fit: there are no 9 lines to skip
      seen: first line "boat,when,y,x"
      remedy: correct the column mapping
    "#);
    insta::assert_snapshot!(refused(text, basic().delimiter(b'"')), @r#"
    log.txt: the column mapping does not fit: '"' cannot be a delimiter, which is one ASCII character
      seen: first line "boat,when,y,x"
      remedy: correct the column mapping
    "#);
    insta::assert_snapshot!(refused(text, basic().time_format(TimeFormat::TimeOfDay)), @r#"
    log.txt: the column mapping does not fit: date and time_format = "time_of_day" belong together
      seen: first line "boat,when,y,x"
      remedy: correct the column mapping
    "#);
    insta::assert_snapshot!(refused("boat when\n", basic()), @r#"
    log.txt: the column mapping does not fit: the first record does not tell the delimiter; give it, for example: delimiter = ";"
      seen: first line "boat when"
      remedy: correct the column mapping
    "#);
    insta::assert_snapshot!(refused("boat,when,y,x\n1,01/02/2024 00:00:00,1,1\n", basic()), @r#"
    log.txt: the column mapping does not fit: the times in the column 1 could have the day first or the month first (times "01/02/2024 00:00:00")
      seen: first line "boat,when,y,x"
      remedy: correct the column mapping
    "#);
    let by_index = ColumnMapping::new().without_header().column(Role::Identity, 0).column(Role::Time, 1);
    let by_index = by_index.column(Role::Latitude, 2).column(Role::Longitude, 7);
    insta::assert_snapshot!(refused("441000001,2024-05-01 12:00:00,35.1,129.1\n", by_index), @r#"
    log.txt: the column mapping does not fit: there is no column 7: records have 4 fields, and indices count from 0
      seen: first line "441000001,2024-05-01 12:00:00,35.1,129.1"
      remedy: correct the column mapping
    "#);
    let variant = MappingVariant::when(1, ["x"]).column(Role::Name, 9);
    insta::assert_snapshot!(refused(text, basic().variant(variant)), @r#"
    log.txt: the column mapping does not fit: variant 1: there is no column 9: the header has 4, and indices count from 0
      seen: first line "boat,when,y,x"
      remedy: correct the column mapping
    "#);
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
    insta::assert_snapshot!(refused(text, mapping), @r#"
    log.txt: the column mapping does not fit: its variants look at 9 columns for facts of the vessel or conditions ([4, 10, 11, 12, 13, 14, 15, 16, 17]), and at most 7 can be told apart; leave some out
      seen: first line "441000001,2024-05-01 12:00:00,35.1,129.1"
      remedy: correct the column mapping
    "#);
}
