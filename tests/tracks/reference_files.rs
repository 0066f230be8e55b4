//! Every hull and every fix set aside in real files.
//!
//! | file | what was looked at |
//! |---|---|
//! | us coast day | 368134280: two ships 10 nm apart, both heard for hours. 366962000, 367331290, 538005866: the ship jumps 6 to 12 nm within minutes and is not heard at the first place again. The noise are single fixes, 41 of them 6 nm and more away and 44 nearer, to which and from which the ship would have made over 60 kn; most of them places where the ship was or would be an hour earlier or later: wrong times, which several ships have in the same minutes (12:51, 16:51, 18:04, 19:02) |
//! | New York harbour, Virginia Beach | one hull an identity |
//! | Kattegat hour | 170: seven fixes at five places up to 800 km apart within the hour, no place heard three times but one: an identity of several ships |
//! | Solent | one fix at a wild longitude |
//! | shared MMSI | 240000000: the two ships, off Colombia and off India. 431704490: some 300 of 5,000 positions have a latitude or longitude replaced by another value (poles, mirrored or shifted longitudes) |

use darkwake::{NoiseKind, TrackSet, VesselId};

use super::rows::{Columns, SHARED_MMSI, read};
use crate::support::reference;

const fn marine_cadastre() -> Columns {
    Columns { id: "MMSI", time: "BaseDateTime", lat: "LAT", lon: "LON", sog: "SOG", cog: "COG" }
}

/// Fixes in tracks, wild fixes and jumps; and the identities with another number of hulls than one.
type Figures = (TrackSet, [usize; 3], Vec<(String, usize)>);

fn figures(file: &str, columns: &Columns) -> Option<Figures> {
    let tracks = read(&reference(&format!("ais/{file}"))?, columns).into_tracks();
    let rows = &tracks.report().rows;
    assert_eq!(rows.read, rows.kept + rows.duplicates + rows.rejected.values().sum::<u64>(), "{file}");
    assert_eq!(rows.kept as usize, tracks.fix_count() + tracks.noise().len(), "{file}");
    let wild = tracks.noise().iter().filter(|noise| noise.kind == NoiseKind::WildFix).count();
    let mut odd: Vec<(String, usize)> =
        tracks.vessels().iter().map(|vessel| (vessel.id.to_string(), tracks.tracks_of(&vessel.id).len())).collect();
    odd.retain(|&(_, hulls)| hulls != 1);
    let counts = [tracks.fix_count(), wild, tracks.noise().len() - wild];
    Some((tracks, counts, odd))
}

fn odd(found: &[(String, usize)]) -> Vec<(&str, usize)> {
    found.iter().map(|(vessel, hulls)| (vessel.as_str(), *hulls)).collect()
}

#[test]
fn us_coast_day() {
    let Some((tracks, counts, several)) = figures("us_coast_2020-06-30_day.csv.gz", &marine_cadastre()) else { return };
    assert_eq!(tracks.vessels().len(), 1185);
    assert_eq!(odd(&several), [("366962000", 2), ("367331290", 2), ("368134280", 2), ("538005866", 2)]);
    assert_eq!(counts, [235_852, 85, 7]);
    assert_eq!(tracks.data_end().to_string(), "2020-06-30T23:38:27Z");
}

#[test]
fn new_york_harbour_and_virginia_beach_are_clean() {
    for (file, vessels, fixes) in
        [("noaa_nyharbor_2020-06-30_hour.csv.gz", 295, 8687), ("noaa_virginiabeach_2020-06-04_06.csv.gz", 84, 39_822)]
    {
        let Some((tracks, counts, several)) = figures(file, &marine_cadastre()) else { return };
        assert_eq!((tracks.len(), counts, odd(&several)), (vessels, [fixes, 0, 0], vec![]), "{file}");
    }
}

#[test]
fn kattegat_hour() {
    let columns = Columns { id: "mmsi", time: "datetime", lat: "lat", lon: "lon", sog: "SOG", cog: "" };
    let Some((_, counts, several)) = figures("kattegat_2022-11-01_hour.csv.gz", &columns) else { return };
    assert_eq!(odd(&several), [("170", 2)]);
    assert_eq!(counts, [49_500, 4, 0]);
}

#[test]
fn solent() {
    let columns = Columns {
        id: "MMSI",
        time: "Time",
        lat: "Latitude_degrees",
        lon: "Longitude_degrees",
        sog: "SOG_knots",
        cog: "COG_degrees",
    };
    let Some((tracks, counts, several)) = figures("solent_2016-01-12.csv.gz", &columns) else { return };
    assert_eq!((tracks.len(), counts, odd(&several)), (91, [18_619, 1, 0], vec![]));
}

#[test]
fn shared_mmsi() {
    let Some((tracks, counts, several)) = figures("shared_mmsi_2014.csv.gz", &SHARED_MMSI) else { return };
    assert_eq!(odd(&several), [("240000000", 2)]);
    assert_eq!(counts, [15_507, 304, 17]);
    let noisy: Vec<(String, usize)> = (tracks.vessels().iter())
        .map(|vessel| (vessel.id.to_string(), tracks.noise_of(&vessel.id).len()))
        .filter(|&(_, noise)| noise > 0)
        .collect();
    let noisy_by_name: Vec<(&str, usize)> = odd(&noisy);
    assert_eq!(noisy_by_name, [("224108190", 3), ("240000000", 1), ("431704490", 316), ("600011817", 1)]);
    assert_eq!(noisy.iter().map(|(_, noise)| noise).sum::<usize>(), tracks.noise().len());
    assert_eq!(tracks.noise_of(&VesselId::new("1")).len(), 0);
    let [colombia, india] = [0, 1].map(|hull| {
        tracks.iter().find(|track| track.vessel().id.to_string() == "240000000" && track.hull() == hull).unwrap()
    });
    assert!(colombia.iter().all(|fix| fix.position().lon_deg() < 0.0));
    assert!(india.iter().all(|fix| fix.position().lon_deg() > 0.0));
    assert_eq!((colombia.len(), india.len()), (2206, 249));
}
