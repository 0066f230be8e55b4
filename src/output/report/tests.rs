//! What a report holds.

use serde_json::Value;

use super::*;
use crate::output::testing::{events, tracks};
use crate::{Config, Fix, Fixes, Selection, VesselFacts, VesselId};

fn html(tracks: &TrackSet, events: &[Event]) -> String {
    let summary = Summary::new(tracks, events, &Config::default(), &Selection::default());
    let mut html = Vec::new();
    Report::new(tracks, events, &summary).to_html(&mut html).unwrap();
    String::from_utf8(html).unwrap()
}

fn payload(html: &str) -> Value {
    let (_, rest) = html.split_once("<script type=\"application/json\" id=\"payload\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn a_hostile_name_stays_a_name() {
    let name = "</script><script>alert(1)</script><!--\u{2028}\u{2029}&amp;";
    let vessel = VesselId::new("440123456");
    let mut fixes = Fixes::builder();
    fixes.push(vessel.clone(), Fix::new("2024-05-01T00:00Z".parse().unwrap(), crate::geodesy::tests::at(35.0, 129.0)));
    let mut facts = VesselFacts::default();
    facts.name.add(name.to_owned(), 1);
    fixes.facts(vessel, facts);
    let html = html(&fixes.build().into_tracks(), &[]);
    assert_eq!(html.matches("</script>").count(), 2, "those of the page itself");
    assert_eq!(html.matches("<script").count(), 2);
    assert!(!html.contains('\u{2028}') && !html.contains("alert(1)</"));
    assert_eq!(payload(&html)["hulls"][0]["ship"]["names"][0], name);
}

#[test]
fn hulls_and_events_know_each_other_by_number() {
    let (tracks, events) = (tracks(), events());
    let payload = payload(&html(&tracks, &events));
    let (hulls, shown) = (payload["hulls"].as_array().unwrap(), payload["events"].as_array().unwrap());
    assert_eq!((hulls.len(), shown.len()), (tracks.len(), events.len()));
    for (event, shown) in events.iter().zip(shown) {
        assert_eq!(shown["id"], event.id.to_string());
        for number in shown["hulls"].as_array().unwrap() {
            let hull = &hulls[usize::try_from(number.as_u64().unwrap()).unwrap()];
            let found = (hull["vessel"].as_str().unwrap(), hull["hull"].as_u64().unwrap());
            assert!(event.hulls().any(|(vessel, hull)| found == (vessel.to_string().as_str(), u64::from(hull))));
        }
        assert_eq!(shown.get("reach").is_some(), crate::detect::Reach::set_of(event).is_some());
    }
}

#[test]
fn it_holds_no_timing_and_no_place_of_a_row() {
    let account = payload(&html(&tracks(), &events()))["account"].clone();
    let keys: Vec<&String> = account.as_object().unwrap().keys().collect();
    for key in ["timings_s", "inputs", "reject_examples", "files"] {
        assert!(!keys.iter().any(|there| *there == key), "{keys:?}");
    }
    let rows = &account["rows"];
    assert_eq!(rows["read"].as_u64(), Some(4));
    assert!(account["parameters"]["gap"]["min_duration_h"].is_number(), "settings as they are in force");
}

#[test]
fn a_report_without_any_row_is_a_page() {
    let html = html(&Fixes::builder().build().into_tracks(), &[]);
    assert_eq!(payload(&html)["hulls"].as_array().unwrap().len(), 0);
    assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"));
}
