//! Zones, ports, land and models of reception from any bytes: read or refused in words, and what was read answers.
#![no_main]

use std::cell::RefCell;
use std::io::{Seek, Write};
use std::path::PathBuf;

use darkwake::chart::{Ports, Zones};
use darkwake::{Chart, Position, Reception, ReceptionParams};
use libfuzzer_sys::fuzz_target;
use tempfile::TempPath;

const PLACES: [(f64, f64); 6] = [(0.0, 0.0), (37.5, 131.0), (-89.9, 12.0), (12.0, 180.0), (12.0, -180.0), (90.0, 0.0)];

fuzz_target!(|bytes: &[u8]| {
    with_file("json", bytes, |path| {
        if let Ok(zones) = Zones::from_geojson(path) {
            let chart = Chart::new().with_zones(zones);
            ask(&chart);
        }
        if let Ok(ports) = Ports::from_file(path) {
            ask(&Chart::new().with_ports(ports));
        }
        if let Ok(chart) = Chart::new().with_land_files(&[path]) {
            ask(&chart);
        }
        let _ = Reception::load(path, &ReceptionParams::default());
    });
    with_file("csv", bytes, |path| {
        if let Ok(ports) = Ports::from_file(path) {
            ask(&Chart::new().with_ports(ports));
        }
    });
});

fn ask(chart: &Chart) {
    for (lat, lon) in PLACES {
        let position = Position::new(lat, lon).expect("a position");
        let _ = chart.whereabouts(position);
        if let Some(distance_m) = chart.distance_from_shore_m(position) {
            assert!(!distance_m.is_nan(), "{position:?}");
        }
        if let Some(near) = chart.nearest_port(position) {
            assert!(near.distance_m.is_finite(), "{position:?}");
        }
    }
}

/// Files are made once and written anew for each input.
fn with_file(extension: &str, bytes: &[u8], read: impl FnOnce(&PathBuf)) {
    thread_local! {
        static FILES: RefCell<Vec<(String, std::fs::File, TempPath)>> = const { RefCell::new(Vec::new()) };
    }
    let path = FILES.with_borrow_mut(|files| {
        if !files.iter().any(|(name, ..)| name == extension) {
            let file = tempfile::Builder::new().suffix(&format!(".{extension}")).tempfile().expect("a temporary file");
            let (file, path) = file.into_parts();
            files.push((extension.to_owned(), file, path));
        }
        let (_, file, path) = files.iter_mut().find(|(name, ..)| name == extension).expect("just made");
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(bytes)).expect("a file to write to");
        path.to_path_buf()
    });
    read(&path);
}
