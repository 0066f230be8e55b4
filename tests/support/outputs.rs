//! The whole way from bytes to the bytes of every file.

use std::io::Cursor;

use darkwake::output::Format;
use darkwake::{ChartConfig, Config, Fix, Fixes, Found, Pipeline, Reader, ReaderBuilder, Result, VesselId};
use serde_json::Value;

/// What is written when nothing else is asked for but the report: `report` looks at that, which takes a debug build half a second each.
const FORMATS: [Format; 4] = [Format::Jsonl, Format::Csv, Format::GeoJson, Format::Dossiers];

/// What is in the directory of results, and the account.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outputs {
    pub(crate) jsonl: String,
    pub(crate) csv: String,
    pub(crate) geojson: String,
    pub(crate) vessels: String,
    pub(crate) dossiers: String,
    /// `summary.json` without `timings_s`.
    pub(crate) summary: Value,
}

impl Outputs {
    pub(crate) fn of(found: &Found) -> Outputs {
        let dir = tempfile::tempdir().unwrap();
        found.write(dir.path(), &FORMATS).unwrap();
        let text = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
        let mut summary: Value = serde_json::from_str(&text("summary.json")).unwrap();
        assert!(summary.as_object_mut().unwrap().remove("timings_s").is_some());
        Outputs {
            jsonl: text("events.jsonl"),
            csv: text("events.csv"),
            geojson: text("events.geojson"),
            vessels: text("vessels.csv"),
            dossiers: text("dossiers.jsonl"),
            summary,
        }
    }

    /// Without what the order and the borders of files may change: `inputs` and the examples of rejects.
    pub(crate) fn without_places(mut self) -> Outputs {
        for key in ["inputs", "reject_examples"] {
            assert!(self.summary.as_object_mut().unwrap().remove(key).is_some(), "{key} is not in the summary");
        }
        self
    }

    /// Each event.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Says which file differs, and where first.
#[track_caller]
pub(crate) fn assert_same(found: &Outputs, expected: &Outputs, what: &str) {
    for (name, found, expected) in [
        ("events.jsonl", &found.jsonl, &expected.jsonl),
        ("events.csv", &found.csv, &expected.csv),
        ("events.geojson", &found.geojson, &expected.geojson),
        ("vessels.csv", &found.vessels, &expected.vessels),
        ("dossiers.jsonl", &found.dossiers, &expected.dossiers),
    ] {
        let line = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
        assert!(found == expected, "{what}: {name} differs, first in {line:#?}");
    }
    assert_eq!(found.summary, expected.summary, "{what}: summary.json differs");
}

/// A reader of these files.
pub(crate) fn reader(files: Vec<(String, Vec<u8>)>) -> ReaderBuilder {
    files.into_iter().fold(Reader::builder(), |reader, (name, bytes)| reader.reader(name, Cursor::new(bytes)))
}

/// A reader of one file.
pub(crate) fn reader_of(bytes: Vec<u8>) -> ReaderBuilder {
    reader(vec![("ais.csv".to_owned(), bytes)])
}

/// Reads and finds.
pub(crate) fn found(reader: ReaderBuilder) -> Result<Found> {
    Pipeline::new().run_on(reader.build()?.read()?)
}

/// Reads and finds on so many threads.
pub(crate) fn outputs_on(threads: usize, reader: ReaderBuilder) -> Outputs {
    on_threads(threads, || Outputs::of(&found(reader).unwrap()))
}

/// Does something on so many threads.
pub(crate) fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

/// Reads and finds.
pub(crate) fn outputs(reader: ReaderBuilder) -> Outputs {
    Outputs::of(&found(reader).unwrap())
}

/// Fixes without the facts of their vessels.
pub(crate) fn fixes_of(rows: &[(VesselId, Fix)]) -> Fixes {
    let mut fixes = Fixes::builder();
    for (vessel, fix) in rows {
        fixes.push(vessel.clone(), *fix);
    }
    fixes.build()
}

/// What is found in these fixes without a chart, to which no two places are alike.
pub(crate) fn found_without_chart(rows: &[(VesselId, Fix)]) -> Found {
    let mut config = Config::default();
    config.chart = ChartConfig::none();
    Pipeline::new().config(config).run_on(fixes_of(rows)).unwrap()
}

/// What is found in these fixes.
pub(crate) fn found_in(rows: &[(VesselId, Fix)]) -> Found {
    Pipeline::new().run_on(fixes_of(rows)).unwrap()
}
