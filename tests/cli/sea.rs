//! A small sea in the dialect of MarineCadastre.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) const HEADER: &str = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,\
                          Draft,Cargo,TransceiverClass";

/// The ship that is silent from 03:00 to 11:00.
pub(crate) const SILENT: &str = "440123456";
/// The ship that lies still from 00:00 to 14:00, in the open Atlantic.
pub(crate) const STILL: &str = "366999001";

fn row(mmsi: &str, minute: u32, lat: f64, lon: f64, name: &str, ship_type: u32) -> String {
    let (hour, minute) = (minute / 60, minute % 60);
    let (imo, sog) = if mmsi == SILENT { ("IMO9074729", 9.9) } else { ("IMO9241061", 0.1) };
    format!(
        "{mmsi},2024-05-01T{hour:02}:{minute:02}:00,{lat:.5},{lon:.5},{sog},0.0,0,{name},{imo},DSAB,{ship_type},0,40,8,,,A"
    )
}

/// One ship under way that goes silent for eight hours, one that lies still and has a name like a formula, and a row that is
/// there twice, one without a position, and one that cannot be read.
pub(crate) fn rows() -> Vec<String> {
    let under_way = (0..=180).chain(660..=840).filter(|minute| minute % 10 == 0);
    let mut rows: Vec<String> =
        under_way.map(|minute| row(SILENT, minute, 35.0 + f64::from(minute) / 360.0, 130.0, "DAE YANG", 30)).collect();
    rows.extend((0..=840).step_by(5).map(|minute| row(STILL, minute, 40.7, -64.0, "=1+1", 70)));
    rows.push(rows[3].clone());
    rows.push(format!("{STILL},2024-05-01T02:02:00,91.0,181.0,102.3,360.0,511,,,,,,,,,,A"));
    rows.push(format!("{STILL},yesterday,40.7,-64.0,0.1,0.0,0,,,,,,,,,,A"));
    rows
}

pub(crate) fn text(rows: &[String]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

/// Writes rows into a file of this name.
pub(crate) fn file(dir: &Path, name: &str, rows: &[String]) -> PathBuf {
    let path = dir.join(name);
    fs::write(&path, text(rows)).unwrap();
    path
}
