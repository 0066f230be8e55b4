//! The least reader that gets fixes out of the reference files.

use std::fs::File;
use std::path::Path;

use darkwake::{Fix, Fixes, Position, Timestamp, VesselId};
use flate2::read::MultiGzDecoder;

/// Names of the columns; an empty one is not there.
pub(crate) struct Columns {
    pub(crate) id: &'static str,
    pub(crate) time: &'static str,
    pub(crate) lat: &'static str,
    pub(crate) lon: &'static str,
    pub(crate) sog: &'static str,
    pub(crate) cog: &'static str,
}

/// The fixes of a gzipped CSV file; rows without a valid position are passed over, 102.3 kn and 360 degrees are none.
pub(crate) fn read(path: &Path, columns: &Columns) -> Fixes {
    let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(File::open(path).unwrap()));
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name);
    let [id, time, lat, lon, sog, cog] =
        [columns.id, columns.time, columns.lat, columns.lon, columns.sog, columns.cog].map(column);
    let mut fixes = Fixes::builder();
    for record in reader.records() {
        let record = record.unwrap();
        let number = |column: Option<usize>| record[column?].parse::<f64>().ok();
        let Some(position) = number(lat).zip(number(lon)).and_then(|(lat, lon)| Position::new(lat, lon)) else {
            continue;
        };
        let mut fix = Fix::new(timestamp(&record[time.unwrap()]), position);
        if let Some(sog_kn) = number(sog).filter(|&sog_kn| sog_kn < 102.25) {
            fix = fix.with_sog_kn(sog_kn);
        }
        // The 2020 files of MarineCadastre carry a signed course.
        if let Some(cog_deg) =
            number(cog).map(|cog| if cog < 0.0 { cog + 409.6 } else { cog }).filter(|&cog| cog < 360.0)
        {
            fix = fix.with_cog_deg(cog_deg);
        }
        fixes.push(VesselId::new(&record[id.unwrap()]), fix);
    }
    fixes.build()
}

/// An instant in one of the layouts of the reference files, all of them UTC.
pub(crate) fn timestamp(text: &str) -> Timestamp {
    let text = text.replace(' ', "T");
    let zone = if text.ends_with('Z') || text.contains('+') { "" } else { "Z" };
    format!("{text}{zone}").parse().unwrap()
}

pub(crate) const SHARED_MMSI: Columns =
    Columns { id: "mmsi", time: "timestamp", lat: "lat", lon: "lon", sog: "speed", cog: "course" };
