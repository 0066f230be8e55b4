use super::rows::{Columns, SHARED_MMSI, read};
use crate::support::reference;

#[test]
fn look() {
    let noaa = |id| Columns { id, time: "BaseDateTime", lat: "LAT", lon: "LON", sog: "SOG", cog: "COG" };
    for (file, columns) in [
        ("us_coast_2020-06-30_day.csv.gz", noaa("MMSI")),
        ("noaa_nyharbor_2020-06-30_hour.csv.gz", noaa("MMSI")),
        ("noaa_virginiabeach_2020-06-04_06.csv.gz", noaa("MMSI")),
        (
            "kattegat_2022-11-01_hour.csv.gz",
            Columns { id: "mmsi", time: "datetime", lat: "lat", lon: "lon", sog: "SOG", cog: "" },
        ),
        (
            "solent_2016-01-12.csv.gz",
            Columns {
                id: "MMSI",
                time: "Time",
                lat: "Latitude_degrees",
                lon: "Longitude_degrees",
                sog: "SOG_knots",
                cog: "COG_degrees",
            },
        ),
        ("shared_mmsi_2014.csv.gz", SHARED_MMSI),
    ] {
        let Some(path) = reference(&format!("ais/{file}")) else { return };
        let tracks = read(&path, &columns).into_tracks();
        println!(
            "== {file} {:?} vessels {} hulls {} fixes {} noise {} end {} coverage {:?}",
            tracks.report().rows,
            tracks.vessels().len(),
            tracks.len(),
            tracks.fix_count(),
            tracks.noise().len(),
            tracks.data_end(),
            tracks.coverage(1.0)
        );
        for vessel in tracks.vessels() {
            let n = tracks.tracks_of(&vessel.id).len();
            if n != 1 {
                println!("  {} hulls {n}", vessel.id);
                for t in tracks.tracks_of(&vessel.id) {
                    println!(
                        "    {} n={} {:?}..{:?} {:?} -> {:?}",
                        t.hull(),
                        t.len(),
                        t.start(),
                        t.end(),
                        t.first().unwrap().position(),
                        t.last().unwrap().position()
                    );
                }
            }
        }
        for n in tracks.noise() {
            println!("  {n:?}");
        }
    }
}
