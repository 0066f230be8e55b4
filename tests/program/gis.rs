//! The formats for maps, read by the programs that people open them with.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
#[cfg(feature = "parquet")]
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::{darkwake, east_sea, text};

const FORMATS: &str = "jsonl,kml,tracks-kml,tracks-gpx,flatgeobuf,tracks-flatgeobuf,tracks-geojson";

/// A ship with a hostile name goes across the antimeridian and is silent there for ten hours.
const ACROSS: &str = "\
MMSI,BaseDateTime,LAT,LON,SOG,COG,VesselName
440123456,2024-05-01T00:00:00,10.0,179.0,10,90,<script>&]]>\u{1}
440123456,2024-05-01T00:20:00,10.0,179.05,10,90,<script>&]]>\u{1}
440123456,2024-05-01T00:40:00,10.0,179.10,10,90,<script>&]]>\u{1}
440123456,2024-05-01T10:40:00,10.0,-179.20,10,90,<script>&]]>\u{1}
440123456,2024-05-01T11:00:00,10.0,-179.15,10,90,<script>&]]>\u{1}
";

/// GDAL's `ogrinfo` and `ogr2ogr`; says so and is false where they are not.
fn has_gdal() -> bool {
    let is_there = Command::new("ogr2ogr").arg("--version").output().is_ok_and(|output| output.status.success());
    assert!(is_there || std::env::var_os("DARKWAKE_REQUIRE_GDAL").is_none(), "there is no ogr2ogr");
    if !is_there {
        eprintln!("skipped: no GDAL (ogr2ogr, of Debian's gdal-bin)");
    }
    is_there
}

fn detect(input: &Path, out: &Path, formats: &str) {
    let mut command = darkwake();
    command.arg("detect").arg(input).args(["--quiet", "--format", formats, "--out"]).arg(out);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

/// The features of a layer, or of all, as GDAL turns them into GeoJSON.
fn features(file: &Path, layer: Option<&str>) -> Vec<Value> {
    let mut command = Command::new("ogr2ogr");
    command.args(["-f", "GeoJSON", "/vsistdout/"]).arg(file).args(layer);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let collection: Value = serde_json::from_slice(&output.stdout).unwrap();
    collection["features"].as_array().unwrap().clone()
}

/// What `ogrinfo` says of a file.
fn described(file: &Path) -> String {
    let output = Command::new("ogrinfo").args(["-ro", "-so", "-al"]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn events(dir: &Path) -> Vec<Value> {
    let lines = fs::read_to_string(dir.join("events.jsonl")).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn counts_by_type(events: &[Value]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for event in events {
        *counts.entry(event["type"].as_str().unwrap()).or_default() += 1;
    }
    counts
}

#[test]
fn gdal_reads_what_the_events_say() {
    if !has_gdal() {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    detect(east_sea(), temp.path(), FORMATS);
    let events = events(temp.path());

    let fgb = temp.path().join("events.fgb");
    let layer = described(&fgb);
    for line in [
        "Layer name: events",
        "Geometry: Unknown (any)",
        "start: DateTime (0.0)",
        "mmsi: Integer64 (0.0)",
        "duration_h: Real (0.0)",
        "cut_at_start: Integer(Boolean) (0.0)",
        "verdict: String (0.0)",
    ] {
        assert!(layer.lines().any(|found| found == line), "{line} is not in\n{layer}");
    }
    let found = features(&fgb, None);
    assert_eq!(found.len(), events.len());
    let by_id: BTreeMap<&str, &Value> =
        found.iter().map(|feature| (feature["properties"]["id"].as_str().unwrap(), feature)).collect();
    for event in &events {
        let feature = by_id[event["id"].as_str().unwrap()];
        for name in
            ["type", "mmsi", "vessel", "hull", "duration_h", "observed_h", "lat", "lon", "other_vessel", "verdict"]
        {
            assert_eq!(feature["properties"][name], event[name], "{name} of {event}");
        }
        let is_line = match event["type"].as_str().unwrap() {
            "gap" => !event["end"].is_null(),
            "position_jump" | "identity_conflict" => true,
            _ => false,
        };
        assert_eq!(feature["geometry"]["type"], if is_line { "LineString" } else { "Point" }, "{event}");
    }

    let kml = temp.path().join("events.kml");
    for (event_type, count) in counts_by_type(&events) {
        let layer = features(&kml, Some(event_type));
        assert_eq!(layer.len(), count, "{event_type}");
        for feature in layer {
            let id = feature["properties"]["event_id"].as_str().unwrap();
            let event = events.iter().find(|event| event["id"] == id).unwrap();
            for name in ["type", "mmsi", "hull", "duration_h", "verdict"] {
                assert_eq!(feature["properties"][name], event[name], "{name} of {event}");
            }
        }
    }
}

#[test]
fn gdal_reads_the_tracks() {
    if !has_gdal() {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    detect(east_sea(), temp.path(), FORMATS);
    let tracks: Value = serde_json::from_slice(&fs::read(temp.path().join("tracks.geojson")).unwrap()).unwrap();
    let tracks = tracks["features"].as_array().unwrap();
    let fixes: u64 = tracks.iter().map(|track| track["properties"]["fixes"].as_u64().unwrap()).sum();
    let fgb = features(&temp.path().join("tracks.fgb"), None);
    assert_eq!(fgb.len(), tracks.len());
    for (name, layer) in [("tracks.kml", None), ("tracks.gpx", Some("tracks"))] {
        assert_eq!(features(&temp.path().join(name), layer).len(), tracks.len(), "{name}");
    }
    let points = features(&temp.path().join("tracks.gpx"), Some("track_points"));
    assert_eq!(points.len() as u64, fixes);
    assert!(points.iter().any(|point| point["properties"]["darkwake_sog_kn"].is_number()), "no point has a speed");
    let gpx = described(&temp.path().join("tracks.gpx"));
    assert!(gpx.contains("time: DateTime (0.0)") && gpx.contains("Geometry: Multi Line String"), "{gpx}");
}

#[test]
fn gdal_finds_names_as_they_are_and_no_line_across_the_map() {
    if !has_gdal() {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    let input = temp.path().join("ais.csv");
    fs::write(&input, ACROSS).unwrap();
    detect(&input, temp.path(), FORMATS);
    assert_eq!(counts_by_type(&events(temp.path())).get("gap"), Some(&1));
    for (name, layer) in
        [("events.fgb", None), ("events.kml", Some("gap")), ("tracks.kml", None), ("tracks.gpx", Some("tracks"))]
    {
        let found = features(&temp.path().join(name), layer);
        assert_eq!(found.len(), 1, "{name}");
        let geometry = &found[0]["geometry"];
        let lines = geometry["coordinates"].as_array().unwrap();
        assert_eq!((geometry["type"].as_str(), lines.len()), (Some("MultiLineString"), 2), "{name}: {geometry}");
        for line in lines {
            let lons: Vec<f64> =
                line.as_array().unwrap().iter().map(|position| position[0].as_f64().unwrap()).collect();
            assert!(lons.windows(2).all(|step| (step[1] - step[0]).abs() < 180.0), "{name}: {geometry}");
        }
        let named = &found[0]["properties"][if name.ends_with("kml") { "Name" } else { "name" }];
        if name != "events.fgb" {
            assert!(named.as_str().unwrap().contains("<script>&]]>"), "{name}: {named}");
        }
    }
    let track = &features(&temp.path().join("tracks.fgb"), None)[0];
    assert!(track["properties"]["name"].as_str().unwrap().starts_with("<script>&]]>"), "{track}");
}

#[test]
fn every_file_is_the_same_for_any_number_of_threads() {
    let temp = tempfile::tempdir().unwrap();
    let formats = match cfg!(feature = "parquet") {
        true => format!("{FORMATS},geoparquet,tracks-geoparquet"),
        false => FORMATS.to_owned(),
    };
    let dirs = ["1", "3"].map(|threads| {
        let dir = temp.path().join(threads);
        let mut command = darkwake();
        command.arg("detect").arg(east_sea()).args(["--quiet", "--threads", threads, "--format", &formats, "--out"]);
        assert!(command.arg(&dir).status().unwrap().success());
        dir
    });
    for name in super::names(&dirs[0]).iter().filter(|name| *name != "summary.json") {
        let [one, three] = [0, 1].map(|index: usize| fs::read(dirs[index].join(name)).unwrap());
        assert!(one == three, "{name} differs");
    }
}

/// Before anything is read.
#[cfg(not(feature = "parquet"))]
#[test]
fn a_format_that_needs_a_feature_says_which() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let output = darkwake().args(["detect", "no/such/file.csv", "--format", "geoparquet", "--out"]).arg(&out).output();
    let output = output.unwrap();
    assert_ne!(output.status.code(), Some(0));
    let message = text(&output.stderr);
    assert!(message.contains("cannot write the format geoparquet: enable the feature `parquet`"), "{message}");
    assert!(!out.exists());
}

/// A Python with GeoPandas; `None`, with a word on stderr, where there is none.
#[cfg(feature = "parquet")]
fn geopandas() -> Option<PathBuf> {
    let python = std::env::var_os("DARKWAKE_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let has_geopandas = Command::new(&python).args(["-c", "import geopandas, pyarrow"]).output();
    if has_geopandas.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    eprintln!("skipped: no Python with GeoPandas; name one in DARKWAKE_PYTHON");
    None
}

/// Prints what GeoPandas finds in `events.parquet`, and whether it lies where `events.geojson` has it.
#[cfg(feature = "parquet")]
const READ: &str = r#"
import json, sys, geopandas, shapely
events = geopandas.read_parquet(sys.argv[1] + "/events.parquet")
with open(sys.argv[1] + "/events.geojson") as file:
    lines = [shapely.geometry.shape(feature["geometry"]) for feature in json.load(file)["features"]]
tracks = geopandas.read_parquet(sys.argv[1] + "/tracks.parquet")
print(json.dumps({
    "crs": str(events.crs),
    "ids": list(events["id"]),
    "starts": [time.isoformat() for time in events["start"]],
    "hours": list(events["duration_h"]),
    "same": all(one.equals_exact(two, 0) for one, two in zip(events.geometry, lines, strict=True)),
    "tracks": len(tracks),
    "fixes": int(tracks["fixes"].sum()),
}))
"#;

#[cfg(feature = "parquet")]
#[test]
fn geopandas_reads_what_the_events_say() {
    let Some(python) = geopandas() else { return };
    let temp = tempfile::tempdir().unwrap();
    detect(east_sea(), temp.path(), "jsonl,geojson,geoparquet,tracks-geoparquet,tracks-csv");
    let output = Command::new(python).args(["-c", READ]).arg(temp.path()).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&found["crs"], &found["same"]), (&Value::from("OGC:CRS84"), &Value::from(true)));
    let events = events(temp.path());
    assert_eq!(found["ids"].as_array().unwrap().len(), events.len());
    for (index, event) in events.iter().enumerate() {
        assert_eq!(found["ids"][index], event["id"]);
        assert_eq!(found["hours"][index], event["duration_h"]);
        let [ours, theirs] = [&event["start"], &found["starts"][index]]
            .map(|time| time.as_str().unwrap().parse::<jiff::Timestamp>().unwrap());
        assert_eq!(ours, theirs);
    }
    let rows = fs::read_to_string(temp.path().join("tracks.csv")).unwrap().lines().count() - 1;
    assert_eq!(found["fixes"].as_u64().unwrap() as usize, rows);
}
