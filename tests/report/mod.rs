//! `report.html` as a whole.

use std::io::Cursor;

use darkwake::output::Format;
use darkwake::{Config, Found, Pipeline, Reader};
use serde_json::Value;

use crate::support::outputs::on_threads;

/// A report on the sample sea is at most so large.
const MOST_BYTES: usize = 5_000_000;

fn east_sea(text: &str) -> Found {
    let mut config = Config::default();
    config.chart.zones.push("data/east_sea/zones.geojson".into());
    config.chart.ports.push("data/east_sea/ports.csv".into());
    let reader = Reader::builder().reader("ais.csv", Cursor::new(text.to_owned().into_bytes())).build().unwrap();
    Pipeline::new().config(config).run_on(reader.read().unwrap()).unwrap()
}

fn html(found: &Found) -> String {
    let mut html = Vec::new();
    found.report(&found.summary()).to_html(&mut html).unwrap();
    String::from_utf8(html).unwrap()
}

fn payload(html: &str) -> Value {
    let (_, rest) = html.split_once("<script type=\"application/json\" id=\"payload\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn the_sample_sea_is_a_small_page_with_everything_on_it() {
    let found = east_sea(&std::fs::read_to_string("data/east_sea/ais.csv").unwrap());
    let html = html(&found);
    assert!(html.len() < MOST_BYTES, "{} bytes", html.len());
    let payload = payload(&html);
    let count = |key: &str| payload[key].as_array().unwrap().len();
    assert_eq!((count("hulls"), count("events")), (found.tracks.len(), found.events.len()));
    assert_eq!((count("zones"), count("ports")), (2, 18));
    assert!(payload["land"]["corners"].as_u64() > Some(1_000));
    let meetings = || payload["events"].as_array().unwrap().iter().filter(|event| event["type"] == "encounter");
    assert!(meetings().count() > 0);
    for meeting in meetings() {
        let metres = meeting["distance"]["metres"].as_array().unwrap();
        let least_m = metres.iter().filter_map(Value::as_f64).fold(f64::INFINITY, f64::min);
        let claimed_m = meeting["evidence"]["least_distance_m"].as_f64().unwrap();
        assert!(least_m >= claimed_m - 1.0 && least_m < 500.0, "{least_m} m shown, {claimed_m} m claimed");
    }
    // Most of the 42,071 fixes are on straight ways.
    let corners: u64 =
        payload["hulls"].as_array().unwrap().iter().map(|hull| hull["way"]["corners"].as_u64().unwrap()).sum();
    assert!(corners < found.tracks.fix_count() as u64 / 2, "{corners} corners");
    assert!(!html.contains("timings_s"));
}

#[test]
fn it_is_the_same_for_any_number_of_threads_and_order_of_rows() {
    let text = std::fs::read_to_string("data/east_sea/ais.csv").unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    // The ships of one day are enough.
    let mut rows: Vec<&str> = rows.lines().filter(|row| row.contains("2024-05-01")).collect();
    let joined = |rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
    let once = html(&on_threads(1, || east_sea(&joined(&rows))));
    rows.reverse();
    let again = html(&on_threads(3, || east_sea(&joined(&rows))));
    assert!(once == again, "the pages differ");
}

#[test]
fn the_summary_vouches_for_it() {
    let temp = tempfile::tempdir().unwrap();
    let found = east_sea("MMSI,BaseDateTime,LAT,LON\n440123456,2024-05-01T00:00:00,35.0,129.0\n");
    let summary = found.write(temp.path(), &[Format::Html]).unwrap();
    let page = std::fs::metadata(temp.path().join("report.html")).unwrap();
    assert_eq!(summary.files["report.html"].bytes, page.len());
}
