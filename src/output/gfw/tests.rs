use serde_json::{Value, json};

use super::*;
use crate::output::testing::{events, tracks};
use crate::{ListedVessel, Verdict};

fn text(events: &[Event]) -> String {
    let mut bytes = Vec::new();
    events_to_gfw(events, &tracks(), None, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn told(events: &[Event]) -> Value {
    serde_json::from_str(&text(events)).unwrap()
}

#[test]
fn entries_have_their_shape_and_their_order() {
    insta::assert_snapshot!(text(&events()));
}

#[test]
fn the_account_adds_up() {
    let all = told(&events());
    let entries = all["entries"].as_array().unwrap();
    assert_eq!(all["total"], entries.len());
    let of_two = events().iter().filter(|event| has_gfw_form(event) && event.other.is_some()).count();
    assert_eq!(entries.len(), events().iter().filter(|event| has_gfw_form(event)).count() + of_two);
    assert_eq!(told(&[]), json!({"limit": null, "offset": 0, "nextOffset": null, "total": 0, "entries": []}));
}

#[test]
fn an_encounter_stands_from_both_sides() {
    let all = told(&events());
    let sides: Vec<&Value> =
        all["entries"].as_array().unwrap().iter().filter(|entry| entry["type"] == "encounter").collect();
    let [one, two] = sides[..] else { panic!("{} entries", sides.len()) };
    assert_eq!(one["vessel"], two["encounter"]["vessel"]);
    assert_eq!(two["vessel"], one["encounter"]["vessel"]);
    assert_eq!(
        (&one["encounter"]["type"], &two["encounter"]["type"]),
        (&json!("fishing-cargo"), &json!("cargo-fishing"))
    );
    let ids = [&one["id"], &two["id"]].map(|id| id.as_str().unwrap().split_once('.').unwrap());
    assert_eq!((ids[0].0, ids[0].1, ids[1].1), (ids[1].0, "1", "2"));
    assert_ne!(one["encounter"]["medianSpeedKnots"], two["encounter"]["medianSpeedKnots"]);
}

#[test]
fn only_a_verdict_that_accuses_is_intentional_disabling() {
    let mut gap = events().into_iter().find(|event| event.type_name() == "gap").unwrap();
    for (verdict, intentional) in [
        (Some(Verdict::LikelyDeliberate), json!(true)),
        (Some(Verdict::ExplainedByReception), json!(false)),
        (Some(Verdict::Undetermined), Value::Null),
        (None, Value::Null),
    ] {
        gap.verdict = verdict;
        assert_eq!(told(&[gap.clone()])["entries"][0]["gap"]["intentionalDisabling"], intentional, "{verdict:?}");
    }
}

#[test]
fn boxes_lie_across_the_antimeridian() {
    let gap = events().into_iter().find(|event| event.type_name() == "gap").unwrap();
    assert_eq!(told(&[gap])["entries"][0]["boundingBox"], json!([179.5, -18.5, -179.5, -18.0]));
}

#[test]
fn what_a_list_knows_is_told() {
    let mut list = VesselList::new();
    let listed = ListedVessel {
        mmsi: crate::Mmsi::new(440_123_456),
        class: Some("carrier".to_owned()),
        authorised_by: vec!["WCPFC".to_owned()],
        ..ListedVessel::default()
    };
    list.add(listed).unwrap();
    let mut bytes = Vec::new();
    events_to_gfw(&events(), &tracks(), Some(&list), &mut bytes).unwrap();
    let all: Value = serde_json::from_slice(&bytes).unwrap();
    let vessel = &all["entries"].as_array().unwrap().iter().find(|entry| entry["type"] == "gap").unwrap()["vessel"];
    assert_eq!(vessel["type"], "carrier");
    assert_eq!(vessel["publicAuthorizations"], json!([{"hasPubliclyListedAuthorization": "true", "rfmo": "WCPFC"}]));
}

#[test]
fn categories_are_known_however_written() {
    let mut stay = events().into_iter().find(|event| event.type_name() == "loitering").unwrap();
    let around = stay.surroundings.as_mut().unwrap();
    for (category, id) in
        [("MPA_no_take", Some("1")), ("highSeas", None), ("EEZ-12nm", Some("2")), ("closure", Some("3"))]
    {
        around.regions.push(crate::RegionName {
            category: Some(category.to_owned()),
            id: id.map(str::to_owned),
            name: "a name".to_owned(),
        });
    }
    let regions = &told(&[stay])["entries"][0]["regions"];
    assert_eq!((&regions["mpaNoTake"], &regions["highSeas"]), (&json!(["1"]), &json!(["a name"])));
    assert_eq!((&regions["eez12Nm"], &regions["eez"]), (&json!(["2"]), &json!(["8456"])));
    assert!(!regions.to_string().contains('3'), "no place for a closure: {regions}");
}
