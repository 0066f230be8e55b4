//! Any bytes as an AIS file: every row is accounted for, and nothing depends on where blocks end.
#![no_main]

use arbitrary::Arbitrary;
use darkwake::{Fixes, ReadReport, Reader, Result};
use libfuzzer_sys::fuzz_target;

/// The columns of the dialects that are read, so that the rows below them are reached at once.
const HEADERS: [&str; 8] = [
    "",
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n",
    "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,vessel_type,status,length,width,draft,cargo,transceiver\n",
    "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type\n",
    "mmsi;timestamp;lat;lon;speed;course\n",
    "mmsi,timestamp,distance_from_shore,distance_from_port,speed,course,lat,lon,is_fishing,source\n",
    "t,shipid,lon,lat,heading,course,speed,status\n",
    "id\tlat\tlon\ttime\n",
];

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    header: u8,
    block_bytes: u16,
    max_record_bytes: u16,
    strict: bool,
    facts: bool,
    text: &'a [u8],
}

fuzz_target!(|input: Input<'_>| {
    let header = HEADERS[usize::from(input.header) % HEADERS.len()];
    let text = [header.as_bytes(), input.text].concat();
    let read = |block_bytes: usize| -> Result<Fixes> {
        Reader::builder()
            .reader("rows.csv", std::io::Cursor::new(text.clone()))
            .block_bytes(block_bytes)
            .max_record_bytes(usize::from(input.max_record_bytes) + 64)
            .strict(input.strict)
            .facts(input.facts)
            .build()?
            .read()
    };
    let whole = read(1 << 20);
    let pieces = read(usize::from(input.block_bytes) + 1);
    match (whole, pieces) {
        (Ok(whole), Ok(pieces)) => {
            assert!(account_adds_up(whole.report()), "{:?}", whole.report());
            assert!(whole.iter().eq(pieces.iter()), "rows depend on the size of blocks");
            assert_eq!(whole.report(), pieces.report());
            assert!(whole.iter().all(|(_, fix)| fix.position().lat_deg().abs() <= 90.0));
        }
        (Err(whole), Err(pieces)) => assert_eq!(whole.to_string(), pieces.to_string()),
        (whole, pieces) => panic!("{:?} in one block, {:?} in many", whole.map(drop), pieces.map(drop)),
    }
});

fn account_adds_up(report: &ReadReport) -> bool {
    report.rows.adds_up() && report.inputs.iter().all(|input| input.rows.adds_up())
}
