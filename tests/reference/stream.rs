//! Each real file as a stream: the same bytes as in memory.

use darkwake::{Config, Pipeline, StreamParams};

use crate::support::outputs::{Outputs, assert_same};
use crate::support::reference;

#[test]
fn every_file_gives_the_same_bytes() {
    for (name, max_lateness_h) in [
        ("noaa_2022_head.csv", 24.0),
        ("noaa_2026_head.csv", 24.0),
        ("noaa_2023-01-11.csv.gz", 24.0),
        ("noaa_nyharbor_2020-06-30_hour.csv.gz", 1.0),
        // Sorted by vessel, or not at all: the limit is beyond all of it.
        ("noaa_virginiabeach_2020-06-04_06.csv.gz", 1e6),
        ("us_coast_2020-06-30_day.csv.gz", 24.0),
        ("dma_2023_head.csv", 1.0),
        ("dma_2025_head.csv", 1.0),
        ("dma_2026_head.csv", 1.0),
        ("kattegat_2022-11-01_hour.csv.gz", 1.0),
        ("solent_2016-01-12.csv.gz", 24.0),
        ("pelagos_2012_satellite.csv.gz", 1e6),
        ("shared_mmsi_2014.csv.gz", 1e6),
    ] {
        let Some(path) = reference(&format!("ais/{name}")) else { return };
        let outputs = |stream: StreamParams| {
            let found = Pipeline::new().config(Config::default()).input(&path).stream(stream).run();
            let mut outputs = Outputs::of(&found.unwrap_or_else(|error| panic!("{name}: {error}")));
            outputs.summary["parameters"].as_object_mut().unwrap().remove("stream").unwrap();
            outputs
        };
        let mut stream = StreamParams::default();
        stream.enabled = true;
        stream.max_lateness_h = max_lateness_h;
        stream.window_rows = 10_000;
        assert_same(&outputs(stream), &outputs(StreamParams::default()), name);
    }
}
