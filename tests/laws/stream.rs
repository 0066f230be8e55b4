//! A stream finds what one run in memory finds, byte for byte, or says why not.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use darkwake::output::Format;
use darkwake::{ErrorKind, Pipeline, Result, Stage, StreamParams, Timestamp};
use proptest::prelude::*;

use crate::support::outputs::{Outputs, assert_same, on_threads};
use crate::support::rows::{Rows, draws, with_field};

const HOUR_MS: i64 = 3_600_000;

fn stream(max_lateness_h: f64, window_rows: usize) -> StreamParams {
    let mut stream = StreamParams::default();
    stream.enabled = true;
    stream.max_lateness_h = max_lateness_h;
    stream.window_rows = window_rows;
    stream
}

/// Rows with the time of each, those without a time at that of the row before it; in order of time.
fn timed(rows: &Rows) -> Vec<(i64, String)> {
    let column = rows.column("BaseDateTime");
    let mut last_ms = 0;
    let mut timed: Vec<(i64, String)> = Vec::new();
    for row in &rows.rows {
        let text = format!("{}Z", row.split(',').nth(column).unwrap());
        last_ms = text.parse::<Timestamp>().map_or(last_ms, Timestamp::as_millisecond);
        timed.push((last_ms, row.clone()));
    }
    timed.sort_by_key(|row| row.0);
    timed
}

/// The rows of a simulated sea, each up to so much later than in order of time.
fn late_rows(seed: u64, lateness_ms: i64) -> Rows {
    let rows = Rows::simulated(seed);
    let mut draw = draws(seed);
    let mut timed = timed(&rows);
    timed.sort_by_cached_key(|row| row.0 + draw(usize::try_from(lateness_ms).unwrap() + 1) as i64);
    rows.with(timed.into_iter().map(|row| row.1))
}

fn written(dir: &Path, files: &[Rows]) -> Vec<PathBuf> {
    let path = |number: usize| dir.join(format!("day-{number}.csv"));
    files.iter().enumerate().for_each(|(number, rows)| std::fs::write(path(number), rows.text("\n")).unwrap());
    (0..files.len()).map(path).collect()
}

/// The outputs without the one setting that differs.
fn outputs(paths: &[PathBuf], stream: StreamParams, threads: usize) -> Result<Outputs> {
    let is_stream = stream.enabled;
    let found = on_threads(threads, || Pipeline::new().inputs(paths).stream(stream).run())?;
    let mut outputs = Outputs::of(&found);
    let settings = outputs.summary["parameters"].as_object_mut().unwrap().remove("stream").unwrap();
    assert_eq!(settings["enabled"], is_stream);
    Ok(outputs)
}

#[track_caller]
fn assert_equal(files: &[Rows], max_lateness_h: f64, windows: &[usize]) {
    let dir = tempfile::tempdir().unwrap();
    let paths = written(dir.path(), files);
    let in_memory = outputs(&paths, StreamParams::default(), 2).unwrap();
    assert!(in_memory.jsonl.lines().count() > 5);
    for (&window_rows, threads) in windows.iter().zip((1..=3).cycle()) {
        let streamed = outputs(&paths, stream(max_lateness_h, window_rows), threads).unwrap();
        assert_same(&streamed, &in_memory, &format!("{window_rows} rows a window, {threads} threads"));
    }
}

#[test]
fn finds_what_a_run_in_memory_finds() {
    assert_equal(&[late_rows(3, 0)], 0.0, &[1 << 20, 997, 4_000]);
    assert_equal(&[late_rows(11, HOUR_MS)], 1.0, &[1 << 20, 300, 5_000]);
}

#[test]
fn several_days_are_one_sea() {
    let rows = late_rows(2024, HOUR_MS / 2);
    assert_equal(&rows.cut(&[rows.len() / 3, rows.len() / 2]), 1.0, &[1 << 20, 1_500]);
}

#[test]
fn the_example_sea_is_no_exception() {
    let text = std::fs::read_to_string("data/east_sea/ais.csv").unwrap();
    assert_equal(&[Rows::of_text(&text)], 48.0, &[2_000]);
}

#[test]
fn a_row_may_be_as_late_as_the_limit_and_no_later() {
    let rows = Rows::simulated(5);
    let mut timed = timed(&rows);
    let (latest_ms, template) = timed.last().unwrap().clone();
    let at = |time_ms: i64| {
        let time = Timestamp::from_millisecond(time_ms).unwrap().strftime("%Y-%m-%dT%H:%M:%S").to_string();
        with_field(&template, rows.column("BaseDateTime"), &time)
    };
    timed.push((latest_ms - HOUR_MS, at(latest_ms - HOUR_MS)));
    let at_limit = rows.with(timed.iter().map(|row| row.1.clone()));
    assert_equal(std::slice::from_ref(&at_limit), 1.0, &[100]);
    let late = at(latest_ms - HOUR_MS - 1000);
    timed.extend([(0, late.clone()), (0, at(latest_ms))]);
    let beyond = rows.with(timed.into_iter().map(|row| row.1));
    let dir = tempfile::tempdir().unwrap();
    let paths = written(dir.path(), &beyond.cut(&[beyond.len() - 10]));
    let error = outputs(&paths, stream(1.0, 100), 1).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::OutOfOrder(_)), "{error}");
    assert!(error.to_string().contains("run in memory, without --stream"), "{error}");
    // The last but one of ten rows below a header.
    let position = error.position().unwrap();
    assert_eq!((position.input.as_str(), position.line), (paths[1].to_str().unwrap(), 10));
    let text = std::fs::read_to_string(&paths[1]).unwrap();
    assert!(text[usize::try_from(position.byte).unwrap()..].starts_with(&late), "{error}");
}

#[test]
fn a_time_far_ahead_of_all_others_ends_nothing() {
    let rows = late_rows(7, HOUR_MS);
    for at in [0, rows.len() / 2] {
        let mut with_future = rows.rows.clone();
        with_future[at] = with_field(&rows.rows[at], rows.column("BaseDateTime"), "2037-01-19T03:14:07");
        assert_equal(&[rows.with(with_future)], 1.0, &[1_000]);
    }
}

#[test]
fn every_output_is_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let paths = written(dir.path(), &[late_rows(3, HOUR_MS)]);
    let files = |stream: StreamParams| {
        let out = tempfile::tempdir().unwrap();
        let mut found = Pipeline::new().inputs(&paths).stream(stream).run().unwrap();
        found.config.stream = StreamParams::default();
        let formats: Vec<Format> = Format::ALL.into_iter().filter(|format| format.check_available().is_ok()).collect();
        let written = found.write(out.path(), &formats).unwrap();
        let bytes = |name: &String| (name.clone(), std::fs::read(out.path().join(name)).unwrap());
        written.files.keys().map(bytes).collect::<BTreeMap<String, Vec<u8>>>()
    };
    let (streamed, in_memory) = (files(stream(1.0, 1_000)), files(StreamParams::default()));
    assert_eq!(streamed.keys().collect::<Vec<_>>(), in_memory.keys().collect::<Vec<_>>());
    for (name, bytes) in &streamed {
        assert!(*bytes == in_memory[name], "{name} differs");
    }
}

#[test]
fn cancelling_at_any_stage_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let paths = written(dir.path(), &[late_rows(3, 0)]);
    for stage in [Stage::Read, Stage::Tracks, Stage::Detect, Stage::Write] {
        let calls = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&calls);
        let (out, temp) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut stream = stream(1.0, 500);
        stream.temp_dir = Some(temp.path().to_owned());
        let pipeline = Pipeline::new().inputs(&paths).stream(stream).progress(move |progress| {
            counted.fetch_add(1, Ordering::Relaxed);
            if progress.stage == stage { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let done = pipeline.run().and_then(|found| found.write(out.path(), &Format::DEFAULT));
        assert!(matches!(done.unwrap_err().kind(), ErrorKind::Cancelled), "{stage:?}");
        assert!(calls.load(Ordering::Relaxed) > 0);
        for dir in [out, temp] {
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "{stage:?}");
        }
    }
}

#[test]
fn a_directory_that_is_not_there_and_wrong_settings_are_errors() {
    let dir = tempfile::tempdir().unwrap();
    let paths = written(dir.path(), &[late_rows(3, 0)]);
    let mut nowhere = stream(1.0, 100);
    nowhere.temp_dir = Some(dir.path().join("nowhere"));
    assert!(matches!(outputs(&paths, nowhere, 1).unwrap_err().kind(), ErrorKind::Io { .. }));
    for wrong in [stream(-1.0, 100), stream(f64::NAN, 100), stream(1.0, 0)] {
        assert!(matches!(outputs(&paths, wrong, 1).unwrap_err().kind(), ErrorKind::Param(_)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn any_order_within_the_limit_is_the_same(
        seed in any::<u64>(), late_h in 0..=3_i64, window_rows in 50..12_000_usize,
    ) {
        assert_equal(&[late_rows(seed, late_h * HOUR_MS)], late_h as f64, &[window_rows]);
    }
}
