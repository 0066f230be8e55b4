//! The quick way against the general one.

use std::io::Cursor;

use proptest::prelude::*;

use crate::ingest::dialect::Detected;
use crate::ingest::layout::{Identity, Layout, ParsedRow, Role, RowFields};
use crate::ingest::reader::Detect;
use crate::ingest::{DialectChoice, Fixes, Reader};
use crate::{RejectReason, Result, VesselFacts};

/// A layout that says nothing of usual shapes.
struct General(Box<dyn Layout>);

impl Layout for General {
    fn delimiter(&self) -> u8 {
        self.0.delimiter()
    }

    fn columns(&self) -> &[Option<Role>] {
        self.0.columns()
    }

    fn fixes_need(&self, slot: Role) -> bool {
        self.0.fixes_need(slot)
    }

    fn parse<'a>(&self, row: &RowFields<'a>) -> std::result::Result<ParsedRow<'a>, RejectReason> {
        self.0.parse(row)
    }

    fn identity<'a>(&self, row: &RowFields<'a>) -> Option<Identity<'a>> {
        self.0.identity(row)
    }

    fn facts(&self, row: &RowFields<'_>, rows: u64) -> VesselFacts {
        self.0.facts(row, rows)
    }
}

struct DetectGeneral;

impl Detect for DetectGeneral {
    fn detect(&self, input: &str, sample: &[u8]) -> Result<Detected> {
        let detected = DialectChoice::Auto.detect(input, sample)?;
        Ok(Detected { layout: Box::new(General(detected.layout)), ..detected })
    }
}

/// Everything of the fixes of a text that anyone can see; the message where there are none.
fn read(text: &str, general: bool, facts: bool, limit: usize, block_bytes: usize) -> String {
    let builder = Reader::builder().reader("ais.csv", Cursor::new(text.as_bytes().to_vec()));
    let builder = builder.facts(facts).max_record_bytes(limit).block_bytes(block_bytes);
    let builder = if general { builder.detect_with(DetectGeneral) } else { builder };
    let seen = |fixes: Fixes| {
        let rows: Vec<_> = fixes.iter().collect();
        let facts: Vec<_> = fixes.facts.iter().map(|(&key, facts)| (fixes.vessel_id(key), facts)).collect();
        format!("{rows:?} {facts:?} {:?}", fixes.report())
    };
    builder.build().unwrap().read().map_or_else(|error| error.to_string(), seen)
}

/// Usual fields and, now and then, an odd one.
fn field(usual: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    let odd = prop_oneof![
        Just(String::new()),
        Just(" ".to_string()),
        Just("\"quoted, \"\"twice\"\"\"".to_string()),
        Just("5\" gun".to_string()),
        "-?[0-9]{0,4}[.]?[0-9]{0,9}",
        "[-0-9.eE: ]{0,12}",
        "[ -~]{0,9}",
    ];
    prop_oneof![40 => usual.boxed(), 1 => odd].boxed()
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> + 'static {
    prop::sample::select(texts).prop_map(str::to_owned)
}

fn identity() -> BoxedStrategy<String> {
    field(one_of(&["440123456", "440123457", "002190064", "12345678", "b7f3a", "a0c1", "0", " 440123456"]))
}

fn numbers() -> [BoxedStrategy<String>; 5] {
    [
        field("-?[1-8]?[0-9][.][0-9]{1,8}".prop_map(|text| text)),
        field("-?(1[0-7])?[0-9][.][0-9]{1,8}".prop_map(|text| text)),
        field(prop_oneof![one_of(&["102.3", "102.4", "", "0"]), "[0-9]{1,2}[.][0-9]".boxed()]),
        field(prop_oneof![one_of(&["360.0", "409.6", "410.0", "-60.6", ""]), "[0-3]?[0-9]{1,2}[.][0-9]".boxed()]),
        field(prop_oneof![one_of(&["511", "511.0", "360", ""]), "[0-3]?[0-9]{1,2}([.]0)?".boxed()]),
    ]
}

fn name() -> BoxedStrategy<String> {
    field(one_of(&["HANBADA", "HANBADA", "HANBADA", "SAE", "", "@@"]))
}

fn lines(header: &'static str, row: impl Strategy<Value = Vec<String>>, mark: char) -> impl Strategy<Value = String> {
    let ends = prop_oneof![30 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\n\n"), 1 => Just("\r")];
    let cut = prop_oneof![40 => Just(usize::MAX), 1 => 0..20_usize];
    (prop::collection::vec((row, ends, cut), 0..60), any::<bool>()).prop_map(move |(rows, carriage)| {
        let mut text = format!("{header}{}", if carriage { "\r\n" } else { "\n" });
        for (row, end, cut) in rows {
            let fields = &row[..row.len().min(cut)];
            text.push_str(&fields.join(&mark.to_string()));
            text.push_str(if carriage && end == "\n" { "\r\n" } else { end });
        }
        text
    })
}

fn marine_cadastre() -> impl Strategy<Value = String> {
    let [lat, lon, sog, cog, heading] = numbers();
    let time = field("2024-0[1-2]-(28|29|30)T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]".prop_map(|text| text));
    let status = field(one_of(&["0", "0", "5", "16", "", "moored", "15.0"]));
    let row = ((identity(), time, lat, lon, sog, cog, heading), (name(), status, one_of(&["A", "B", ""])));
    let row = row.prop_map(|((a, b, c, d, e, f, g), (name, status, class))| {
        vec![a, b, c, d, e, f, g, name, "IMO9074729".into(), "HLAB".into(), "70".into(), status, "90".into(), class]
    });
    let header =
        "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,TransceiverClass";
    lines(header, row, ',')
}

fn danish() -> impl Strategy<Value = String> {
    let [lat, lon, sog, cog, heading] = numbers();
    let time = field("(28|29|30)/0[1-2]/2024 [0-2][0-9]:[0-5][0-9]:[0-5][0-9]".prop_map(|text| text));
    let status = field(one_of(&["Under way using engine", "Moored", "Unknown value", "Sleeping"]));
    let mobile = field(one_of(&["Class A", "Class A", "Class B", "Base Station"]));
    let row = ((time, mobile, identity(), lat, lon), (status, sog, cog, heading, name()));
    let row = row.prop_map(|((time, mobile, mmsi, lat, lon), (status, sog, cog, heading, name))| {
        vec![
            time,
            mobile,
            mmsi,
            lat,
            lon,
            status,
            String::new(),
            sog,
            cog,
            heading,
            "9074729".into(),
            "HLAB".into(),
            name,
        ]
    });
    let header =
        "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name";
    lines(header, row, ',')
}

fn bare() -> impl Strategy<Value = String> {
    let [lat, lon, sog, ..] = numbers();
    let time = field("170000000[0-9]([.][0-9])?".prop_map(|text| text));
    let kind = field(one_of(&["1", "3", "18", "5", "24", ""]));
    let row = (identity(), time, lat, kind, lon, sog).prop_map(|(a, b, c, d, e, f)| vec![a, b, c, d, e, f]);
    lines("mmsi;timestamp;lat;message_type;lon;sog", row, ';')
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_quick_way_gives_what_the_general_way_gives(
        text in prop_oneof![marine_cadastre(), danish(), bare()],
        facts: bool,
        limit in prop_oneof![3 => Just(1 << 20), 1 => 60..120_usize],
        block_bytes in prop_oneof![Just(1 << 20), 40..900_usize],
    ) {
        let general = read(&text, true, facts, limit, 1 << 20);
        prop_assert_eq!(read(&text, false, facts, limit, block_bytes), general);
    }
}

#[test]
fn every_usual_row_goes_the_quick_way() {
    use super::QuickRows;
    let header = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,Status\n";
    let detected = DialectChoice::Auto.detect("ais.csv", header.as_bytes()).unwrap();
    let quick = QuickRows::new(detected.layout.as_columns().unwrap(), detected.layout.columns()).unwrap();
    let rows = [
        "366007559,2022-01-01T00:00:00,45.57917,-75.15262,0.9,157.9,153.0,VESSEL NAME,8\n",
        "366007559,2022-01-01T23:59:60,-5.5,-175.15262,,360.0,511,,\n",
    ];
    for row in rows {
        let mut day = None;
        let head = quick.head(row.as_bytes(), 0, &mut day).unwrap();
        assert_eq!(row.as_bytes()[head.end..].iter().filter(|&&byte| byte == b',').count(), 2, "{row}");
        assert!(day.is_some());
    }
}
