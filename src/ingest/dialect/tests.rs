//! Every dialect on a sample of its own, and every matter that cannot be decided.

use super::*;
use crate::ingest::RejectReason;
use crate::ingest::layout::{Identity, ParsedRow, RowFields};
use crate::{Fix, VesselFacts};

/// The records of an input read by its layout, without the reader: fields split by `csv` alone.
pub(super) struct Read {
    pub(super) rows: Vec<Result<Row, RejectReason>>,
    pub(super) facts: Vec<VesselFacts>,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) identity: String,
    pub(super) fix: Fix,
    pub(super) unreadable: u32,
}

pub(super) fn read(bytes: &[u8], detected: &Detected) -> Read {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(detected.layout.delimiter())
        .from_reader(&bytes[detected.data_start as usize..]);
    let mut read = Read { rows: Vec::new(), facts: Vec::new() };
    for record in reader.byte_records() {
        let record = record.unwrap();
        let mut fields = RowFields::default();
        for (index, role) in detected.layout.columns().iter().enumerate() {
            if let Some(role) = role {
                fields.by_role[*role as usize] = record.get(index);
            }
        }
        let row = detected.layout.parse(&fields).map(|ParsedRow { identity, fix, unreadable_fields }| {
            assert_eq!(detected.layout.identity(&fields), Some(identity));
            let identity = match identity {
                Identity::Mmsi(mmsi) => mmsi.to_string(),
                Identity::Text(text) => format!("text {}", String::from_utf8_lossy(text)),
            };
            Row { identity, fix, unreadable: unreadable_fields }
        });
        // What serves facts alone changes no fix.
        let mut bare = fields;
        for role in Role::ALL.into_iter().filter(|&role| !detected.layout.fixes_need(role)) {
            bare.by_role[role as usize] = None;
        }
        let of_bare = detected.layout.parse(&bare).map(|row| (row.fix, row.unreadable_fields));
        assert_eq!(of_bare, row.as_ref().map(|row| (row.fix, row.unreadable)).map_err(|&reason| reason));
        // What serves fixes alone changes no fact.
        let mut of_facts = RowFields::default();
        let first_fact = Role::FIRST_FACT as usize;
        of_facts.by_role[first_fact..].copy_from_slice(&fields.by_role[first_fact..]);
        assert_eq!(detected.layout.facts(&of_facts, 1), detected.layout.facts(&fields, 1));
        read.rows.push(row);
        read.facts.push(detected.layout.facts(&fields, 1));
    }
    read
}

fn auto(text: &str) -> Detected {
    detect("ais.csv", text.as_bytes(), &DialectChoice::Auto).unwrap()
}

/// The message for an input that cannot be decided.
fn refused(bytes: &[u8], choice: &DialectChoice) -> String {
    detect("ais.csv", bytes, choice).unwrap_err().to_string()
}

/// A row in one line, to compare.
fn show(row: &Result<Row, RejectReason>) -> String {
    match row {
        Ok(Row { identity, fix, unreadable }) => format!(
            "{identity} {} {} {} sog {:?} cog {:?} hdg {:?} status {:?} unreadable {unreadable}",
            fix.time(),
            fix.position().lat_deg(),
            fix.position().lon_deg(),
            fix.sog_kn(),
            fix.cog_deg(),
            fix.heading_deg(),
            fix.status().map(crate::fix::NavStatus::code),
        ),
        Err(reason) => reason.to_string(),
    }
}

fn rows(text: &str) -> (Dialect, Vec<String>) {
    let detected = auto(text);
    (detected.report.name, read(text.as_bytes(), &detected).rows.iter().map(show).collect())
}

#[test]
fn every_name_finds_its_dialect() {
    for dialect in Dialect::ALL {
        assert_eq!(dialect.name().parse::<Dialect>().unwrap(), dialect);
        assert_eq!(dialect.to_string().to_uppercase().parse::<Dialect>().unwrap(), dialect);
        let json = serde_json::to_string(&dialect).unwrap();
        assert_eq!(json, format!("{:?}", dialect.name()));
        assert!(!dialect.description().is_empty());
    }
    insta::assert_snapshot!("nmea".parse::<Dialect>().unwrap_err(), @r#"there is no dialect "nmea"; the dialects are marinecadastre, dma, brest, norwegian, gicoms, gfw, marinetraffic, piraeus, exactearth, raw, auto, custom"#);
}

#[test]
fn marinecadastre_old_header() {
    let text = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TranscieverClass\n\
        367000140,2020-06-30T00:00:00,40.64409,-74.07157,102.3,-60.6,511.0,SAMUEL I,IMO7702774,WYR3371,60.0,0.0,94.0,21.0,,69.0,B\n\
        367000140,2020-06-30T00:00:01,40.64409,-74.07157,-1,-49.6,246.0,,IMO0000000,,,,,,,,\n";
    let (dialect, found) = rows(text);
    assert_eq!(dialect, Dialect::MarineCadastre);
    assert_eq!(
        found[0],
        "367000140 2020-06-30T00:00:00Z 40.64409 -74.07157 sog None cog Some(349.0) hdg None status Some(0) unreadable 0"
    );
    assert_eq!(
        found[1],
        "367000140 2020-06-30T00:00:01Z 40.64409 -74.07157 sog None cog None hdg Some(246.0) status None unreadable 1"
    );
    let detected = auto(text);
    let facts = &read(text.as_bytes(), &detected).facts;
    assert_eq!(facts[0].name.best().unwrap(), "SAMUEL I");
    assert_eq!(facts[0].imo.best(), Some(&7_702_774));
    assert_eq!(facts[0].ship_type.best(), Some(&crate::ShipType(60)));
    assert_eq!(facts[0].length_m.best(), Some(&94));
    assert_eq!(facts[0].class.best(), Some(&crate::AisClass::B));
    assert_eq!(facts[1], VesselFacts::default());
}

#[test]
fn marinecadastre_new_header_with_byte_order_mark_crlf_quotes_and_blanks() {
    let text = "\u{feff}\"mmsi\", base_date_time ,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,vessel_type,status,length,width,draft,cargo,transceiver\r\n\
        366996430,2026-03-31 00:00:00,-82.55641,38.40362,0.1,295.2,100,CAPT JEFF IRBY,,WDK7088,31,12,20,8,3.3,,A\r\n";
    let (dialect, found) = rows(text);
    assert_eq!(dialect, Dialect::MarineCadastre);
    assert_eq!(
        found,
        [
            "366996430 2026-03-31T00:00:00Z 38.40362 -82.55641 sog Some(0.1) cog Some(295.2) hdg Some(100.0) status Some(12) unreadable 0"
        ]
    );
}

const DMA_ROW: &str = "05/03/2023 00:00:00,Class A,352002266,55.4921,14.7525,Under way using engine,0.7,12.5,241.8,241,Unknown,Unknown,NORD,Cargo,,32,180,GPS,,,,AIS";

#[test]
fn dma_with_and_without_header_and_with_commas() {
    let expected = "352002266 2023-03-05T00:00:00Z 55.4921 14.7525 sog Some(12.5) cog Some(241.8) hdg Some(241.0) status Some(0) unreadable 0";
    let header = "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type";
    for text in [
        format!("{header}\n{DMA_ROW}\n"),
        format!("{header},A,B,C,D\n{DMA_ROW},,,,\n"),
        format!("{DMA_ROW}\n"),
        format!("{DMA_ROW},,,,\n{DMA_ROW},,,,\n"),
        format!("{header}\n{DMA_ROW}\n").replace(',', ";").replace('.', ","),
        format!("{DMA_ROW}\n").replace(',', ";").replace('.', ","),
    ] {
        let (dialect, found) = rows(&text);
        assert_eq!(dialect, Dialect::Dma, "{text}");
        assert_eq!(found[0], expected, "{text}");
        let facts = read(text.as_bytes(), &auto(&text)).facts;
        assert_eq!(facts[0].name.best().unwrap(), "NORD");
        assert_eq!(facts[0].ship_type.best(), Some(&crate::ShipType(70)));
        assert_eq!(facts[0].width_m.best(), Some(&32));
        assert!(facts[0].imo.is_empty() && facts[0].call_sign.is_empty());
    }
}

#[test]
fn brest_norwegian_gfw_marinetraffic_piraeus() {
    let samples = [
        (
            Dialect::Brest,
            "sourcemmsi,navigationalstatus,rateofturn,speedoverground,courseoverground,trueheading,lon,lat,t\n\
             245257000,0,0,0.1,13.1,36,-4.4657183,48.38249,1443650402\n",
            "245257000 2015-09-30T22:00:02Z 48.38249 -4.4657183 sog Some(0.1) cog Some(13.1) hdg Some(36.0) status Some(0) unreadable 0",
        ),
        (
            Dialect::Norwegian,
            "mmsi;date_time_utc;sog;cog;true_heading;nav_status;calc_speed;lon;lat\n\
             257012345;2018-01-01 00:00:05;10.3;77.1;511;0;10.1;10.5;59.25\n",
            "257012345 2018-01-01T00:00:05Z 59.25 10.5 sog Some(10.3) cog Some(77.1) hdg None status Some(0) unreadable 0",
        ),
        (
            Dialect::Gfw,
            "mmsi,timestamp,distance_from_shore,distance_from_port,speed,course,lat,lon,is_fishing,source\n\
             12639560807591.0,1327136514.0,232994.28,311748.65,8.19,230.5,14.865583,-26.853662,-1.0,dalhousie\n",
            "text 12639560807591.0 2012-01-21T09:01:54Z 14.865583 -26.853662 sog Some(8.19) cog Some(230.5) hdg None status None unreadable 0",
        ),
        (
            Dialect::MarineTraffic,
            "MMSI;SHIP_ID;STATUS;SPEED_KNOTSx10;LON;LAT;COURSE;HEADING;TIMESTAMP_UTC\n\
             237000000;215;0;123;23.5;37.9;180;181;2019-05-01 10:00:00\n",
            "237000000 2019-05-01T10:00:00Z 37.9 23.5 sog Some(12.3) cog Some(180.0) hdg Some(181.0) status Some(0) unreadable 0",
        ),
        (
            Dialect::Piraeus,
            "t,vessel_id,lon,lat,heading,speed,course\n\
             1546300800123,5df2c1a8,23.56,37.93,340,0.2,12.5\n",
            "text 5df2c1a8 2019-01-01T00:00:00.123Z 37.93 23.56 sog Some(0.2) cog Some(12.5) hdg Some(340.0) status None unreadable 0",
        ),
    ];
    for (expected, text, row) in samples {
        let (dialect, found) = rows(text);
        assert_eq!((dialect, found[0].as_str()), (expected, row));
        // Its name alone chooses the same.
        let named = detect("ais.csv", text.as_bytes(), &expected.into()).unwrap();
        assert_eq!(show(&read(text.as_bytes(), &named).rows[0]), row);
    }
}

const GICOMS: &str = "조회기간: 2023-05-01\n해역: 동해\nMMSI,일시,위도,경도,SOG,COG,Heading\n440123456,2023-05-01 00:00:10,35.05,129.1,10.2,45.5,46\n";

#[test]
fn gicoms_in_utf_8() {
    for text in [GICOMS.to_owned(), format!("\u{feff}{GICOMS}")] {
        let (dialect, found) = rows(&text);
        assert_eq!(dialect, Dialect::Gicoms);
        assert_eq!(
            found,
            [
                "440123456 2023-05-01T00:00:10Z 35.05 129.1 sog Some(10.2) cog Some(45.5) hdg Some(46.0) status None unreadable 0"
            ]
        );
    }
}

#[cfg(feature = "encodings")]
#[test]
fn gicoms_in_cp949_with_names() {
    let text = GICOMS.replace("Heading", "Heading,선명").replace(",46\n", ",46,동해호\n");
    let (bytes, _, _) = encoding_rs::EUC_KR.encode(&text);
    let detected = detect("ais.csv", &bytes, &DialectChoice::Auto).unwrap();
    assert_eq!((detected.report.name, detected.report.encoding.as_str()), (Dialect::Gicoms, "cp949"));
    assert_eq!(detected.report.columns[1].header.as_deref(), Some("일시"));
    let read = read(&bytes, &detected);
    assert_eq!(read.rows.len(), 1);
    assert_eq!(read.facts[0].name.best().unwrap(), "동해호");
}

#[cfg(not(feature = "encodings"))]
#[test]
fn cp949_without_the_feature_is_a_clear_error() {
    // MMSI,일시,위도,경도 in CP949.
    let bytes = b"MMSI,\xc0\xcf\xbd\xc3,\xc0\xa7\xb5\xb5,\xb0\xe6\xb5\xb5\n440123456,2023-05-01 00:00:10,35.05,129.1\n";
    let message = refused(bytes, &DialectChoice::Auto);
    assert!(message.contains("build with the feature `encodings`"), "{message}");
}

#[test]
fn exactearth_and_spire_tell_static_messages() {
    let text = "MMSI,Message_ID,Repeat_indicator,Time,Millisecond,Vessel_Name,Call_sign,IMO,Ship_Type,Navigational_status,ROT,SOG,Accuracy,Longitude,Latitude,COG,Heading\n\
        441000001,1,0,20180401_000001,0,,,,,0,0,10.1,1,129.1,35.1,90.1,91\n\
        441000001,5,0,20180401_000002,0,HAN RA,DSAB,9331347,70,,,,,,,,\n\
        441000002,18,0,20180401_000003,0,,,,,,,1.1,1,129.2,35.2,10.1,511\n";
    let (dialect, found) = rows(text);
    assert_eq!(dialect, Dialect::ExactEarth);
    assert_eq!(
        found[0],
        "441000001 2018-04-01T00:00:01Z 35.1 129.1 sog Some(10.1) cog Some(90.1) hdg Some(91.0) status Some(0) unreadable 0"
    );
    assert_eq!(found[1], "static_message");
    assert!(found[2].starts_with("441000002"));
    let facts = read(text.as_bytes(), &auto(text)).facts;
    assert_eq!(facts[1].name.best().unwrap(), "HAN RA");
    assert_eq!(facts[1].imo.best(), Some(&9_331_347));
    assert_eq!(facts[2].class.best(), Some(&crate::AisClass::B));
    let spire = "timestamp,mmsi,msg_type,latitude,longitude,speed,course,heading,name,collection_type,status\n\
        2018-04-01T00:00:01Z,441000001,27,35.1,129.1,10,90,,,satellite,0\n";
    assert_eq!(rows(spire).0, Dialect::ExactEarth);
}

#[test]
fn raw_integers_by_their_code_for_not_available() {
    let text = "mmsi,timestamp,lat,lon,rot,sog,cog,heading\n\
        441000001,1522540801,21060000,77460000,-128,1023,3600,511\n\
        441000001,1522540802,21060006,77460000,0,101,905,91\n\
        441000001,1522540803,54600000,108600000,-128,0,0,511\n";
    let (dialect, found) = rows(text);
    assert_eq!(dialect, Dialect::Raw);
    assert_eq!(
        found[0],
        "441000001 2018-04-01T00:00:01Z 35.1 129.1 sog None cog None hdg None status None unreadable 0"
    );
    assert_eq!(
        found[1],
        "441000001 2018-04-01T00:00:02Z 35.10001 129.1 sog Some(10.1) cog Some(90.5) hdg Some(91.0) status None unreadable 0"
    );
    assert_eq!(found[2], "position_not_available");
    let open = text.lines().take(3).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(refused(open.as_bytes(), &DialectChoice::Auto), @r"
    ais.csv: the positions are integers too large for degrees, and nothing tells their unit
      seen: latitude 21060000, longitude 77460000
      remedy: name the dialect raw for the integers of AIS messages (1/600000 degree, tenths of a knot and of a degree), or give a column mapping with position_unit, speed_unit and course_unit
    ");
    let named = detect("ais.csv", open.as_bytes(), &Dialect::Raw.into()).unwrap();
    assert_eq!(show(&read(open.as_bytes(), &named).rows[0]), found[0]);
}

#[test]
fn any_header_with_known_names_in_any_order_and_delimiter() {
    for delimiter in [",", ";", "\t", "|"] {
        let text = "heading,nav_status,lng,Date,lat,SHIPNAME,Time,speed_kmh,mmsi\n\
            90,At anchor,129.1,2018-04-01,35.1,HAN RA,12:00:01.5,18.52,441000001\n"
            .replace(',', delimiter);
        let (dialect, found) = rows(&text);
        assert_eq!(dialect, Dialect::Auto);
        assert_eq!(
            found,
            [
                "441000001 2018-04-01T12:00:01.5Z 35.1 129.1 sog Some(10.0) cog None hdg Some(90.0) status Some(1) unreadable 0"
            ]
        );
    }
}

#[test]
fn day_and_month_are_told_by_a_value_above_twelve() {
    let file = |times: &[&str]| {
        let rows: String = times.iter().map(|time| format!("441000001,{time},35.1,129.1\n")).collect();
        format!("mmsi,time,lat,lon\n{rows}")
    };
    let dmy = rows(&file(&["05/04/2018 00:00:01", "13/04/2018 00:00:01"])).1;
    assert!(dmy[0].contains("2018-04-05T00:00:01Z"), "{dmy:?}");
    let mdy = rows(&file(&["05/04/2018 00:00:01", "05/13/2018 00:00:01"])).1;
    assert!(mdy[0].contains("2018-05-04T00:00:01Z"), "{mdy:?}");
    insta::assert_snapshot!(refused(file(&["05/04/2018 00:00:01"]).as_bytes(), &DialectChoice::Auto), @r#"
    ais.csv: the times in the column "time" could have the day first or the month first
      seen: times "05/04/2018 00:00:01"
      remedy: give a column mapping with time_format = "dmy" or "mdy", or name the dialect
    "#);
    let both = file(&["13/04/2018 00:00:01", "05/13/2018 00:00:01"]);
    insta::assert_snapshot!(refused(both.as_bytes(), &DialectChoice::Auto), @r#"
    ais.csv: some times in the column "time" have the day first, others the month first
      seen: times "13/04/2018 00:00:01", "05/13/2018 00:00:01"
      remedy: give a column mapping with time_format = "dmy" or "mdy", or name the dialect
    "#);
}

#[test]
fn what_cannot_be_decided_is_said() {
    let refused = |text: &str| refused(text.as_bytes(), &DialectChoice::Auto);
    insta::assert_snapshot!(refused(""), @r"
    ais.csv: there is nothing to read
      seen: no record at all
      remedy: check the input
    ");
    insta::assert_snapshot!(refused("1,2,3\n4,5,6\n"), @r#"
    ais.csv: there is no header that is known (its fields apart by comma, semicolon, tab or |), and no dialect without one fits
      seen: first line "1,2,3"
      remedy: name the dialect, or give a column mapping that says which column holds what, for example: has_header = false, columns = { identity = 0, time = 1, latitude = 2, longitude = 3 } (indices count from 0; with a header, names can stand in their place)
    "#);
    insta::assert_snapshot!(refused("mmsi,time,latitude\n441000001,2018-04-01,35.1\n"), @r"
    ais.csv: the header has no column for: longitude
      seen: columns mmsi, time, latitude
      remedy: name the dialect, or give a column mapping that says which column holds what, for example: has_header = false, columns = { identity = 0, time = 1, latitude = 2, longitude = 3 } (indices count from 0; with a header, names can stand in their place)
    ");
    insta::assert_snapshot!(refused("mmsi,time,lat,latitude,lon\n441000001,2018-04-01,35.1,35.1,129.1\n"), @r"
    ais.csv: 2 columns could be the latitude: lat, latitude
      seen: columns mmsi, time, lat, latitude, lon
      remedy: give a column mapping that says which, for example: columns = { latitude = 2, ... }
    ");
    insta::assert_snapshot!(refused("mmsi,time,lat,lon\n441000001,12:00:00,35.1,129.1\n"), @r#"
    ais.csv: the column "time" has the time of day only
      seen: times "12:00:00"
      remedy: give a column mapping with the date, for example: date = "2018-06-02", time_format = "time_of_day"
    "#);
    insta::assert_snapshot!(refused("mmsi,time,lat,lon\n441000001,yesterday,35.1,129.1\n"), @r#"
    ais.csv: no time in the column "time" can be read
      seen: times "yesterday"
      remedy: times are read as YYYY-MM-DD HH:MM:SS, DD/MM/YYYY HH:MM:SS, MM/DD/YYYY HH:MM:SS, or seconds or milliseconds since 1970, between 1990 and 2100; name another column for the time in a column mapping
    "#);
    insta::assert_snapshot!(refused("mmsi:time:lat:lon\n441000001:1522540801:35.1:129.1\n"), @r#"
    ais.csv: there is no header that is known (its fields apart by comma, semicolon, tab or |), and no dialect without one fits
      seen: first line "mmsi:time:lat:lon"
      remedy: name the dialect, or give a column mapping that says which column holds what, for example: has_header = false, columns = { identity = 0, time = 1, latitude = 2, longitude = 3 } (indices count from 0; with a header, names can stand in their place)
    "#);
    insta::assert_snapshot!(super::tests::refused(b"\xff\xfem\0m\0", &DialectChoice::Auto), @r"
    ais.csv: the input is UTF-16
      seen: its byte order mark
      remedy: convert it to UTF-8, for example: iconv -f UTF-16 -t UTF-8
    ");
    insta::assert_snapshot!(super::tests::refused(b"a,b\n", &Dialect::Custom.into()), @r#"
    ais.csv: the dialect custom needs a column mapping
      seen: first line "a,b"
      remedy: name the dialect, or give a column mapping that says which column holds what, for example: has_header = false, columns = { identity = 0, time = 1, latitude = 2, longitude = 3 } (indices count from 0; with a header, names can stand in their place)
    "#);
    insta::assert_snapshot!(super::tests::refused(b"a,b\n", &Dialect::Brest.into()), @r#"
    ais.csv: there is no header that is known (its fields apart by comma, semicolon, tab or |), and no dialect without one fits
      seen: first line "a,b"
      remedy: name the dialect, or give a column mapping that says which column holds what, for example: has_header = false, columns = { identity = 0, time = 1, latitude = 2, longitude = 3 } (indices count from 0; with a header, names can stand in their place)
    "#);
}

#[test]
fn rows_are_left_out_for_their_own_reason() {
    let text = "mmsi,timestamp,lat,lon,sog,status\n\
        ,2018-04-01 00:00:00,35.1,129.1,1,0\n\
        441000001,,35.1,129.1,1,0\n\
        441000001,1970-01-01 00:00:00,35.1,129.1,1,0\n\
        441000001,2018-04-01 00:00:00,,,1,0\n\
        441000001,2018-04-01 00:00:00,91,181,1,0\n\
        441000001,2018-04-01 00:00:00,91.0000001,12,1,0\n\
        441000001,2018-04-01 00:00:00,90.5,129.1,1,0\n\
        441000001,2018-04-01 00:00:00,35.1,,1,0\n\
        441000001,2018-04-01 00:00:00,nan,129.1,1,0\n\
        441000001,2018-04-01 00:00:00,35.1\n\
        441000001,2018-04-01 00:00:00,35.1,129.1,fast,99\n\
        441000001,2018-04-01 00:00:00,35.1,129.1\n";
    let (dialect, found) = rows(text);
    assert_eq!(dialect, Dialect::Auto);
    let fix = "441000001 2018-04-01T00:00:00Z 35.1 129.1 sog None cog None hdg None status None";
    assert_eq!(
        found,
        [
            "no_identity",
            "bad_time",
            "bad_time",
            "no_position",
            "position_not_available",
            "position_not_available",
            "position_out_of_range",
            "unparsable_field",
            "unparsable_field",
            "missing_field",
            &format!("{fix} unreadable 2"),
            &format!("{fix} unreadable 0"),
        ]
    );
}

#[test]
fn the_sample_may_be_cut_anywhere() {
    let text = GICOMS;
    let whole = auto(text);
    let header_end = whole.data_start as usize;
    for cut in header_end..text.len() {
        let found = detect("ais.csv", &text.as_bytes()[..cut], &DialectChoice::Auto).map(|found| found.data_start);
        // A single row that is cut may have no time that can be read.
        if let Ok(data_start) = found {
            assert_eq!(data_start, whole.data_start);
        }
    }
    for cut in 0..text.len() {
        let _ = detect("ais.csv", &text.as_bytes()[..cut], &DialectChoice::Auto);
    }
}

#[test]
fn the_report_says_what_is_read() {
    let text = "mmsi,t,speed_ms,lat,lon,draught\n441000001,1522540801,1,35.1,129.1,3\n";
    insta::assert_snapshot!(serde_json::to_string_pretty(&auto(text).report).unwrap(), @r#"
    {
      "name": "auto",
      "why": "the names in the header say what the columns hold",
      "delimiter": ",",
      "encoding": "utf-8",
      "columns": [
        {
          "role": "identity",
          "index": 0,
          "header": "mmsi",
          "reading": ""
        },
        {
          "role": "time",
          "index": 1,
          "header": "t",
          "reading": "seconds since 1970, UTC"
        },
        {
          "role": "sog",
          "index": 2,
          "header": "speed_ms",
          "reading": "m/s"
        },
        {
          "role": "latitude",
          "index": 3,
          "header": "lat",
          "reading": "degrees"
        },
        {
          "role": "longitude",
          "index": 4,
          "header": "lon",
          "reading": "degrees"
        }
      ],
      "unused": [
        "draught"
      ]
    }
    "#);
}
