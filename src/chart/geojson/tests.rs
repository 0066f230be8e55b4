//! Every way to write a document, and what is said of those that are none.

use std::fs;

use serde_json::{Value, json};

use super::properties::Naming;
use super::*;

fn file(text: impl Into<Vec<u8>>) -> ChartFile {
    let bytes = text.into();
    ChartFile { name: "zones.geojson".to_owned(), digest: crate::FileDigest::of_bytes(&bytes), bytes }
}

fn square(lon: f64) -> Value {
    json!({"type": "Polygon", "coordinates": [[[lon, 0], [lon + 1.0, 0], [lon + 1.0, 1], [lon, 1], [lon, 0]]]})
}

fn feature(geometry: Value, properties: Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": geometry})
}

fn collection(features: &[Value]) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

fn shapes(document: &Value) -> Vec<Shape> {
    let file = file(document.to_string());
    let features = features(&file).unwrap();
    features.iter().flat_map(|feature| feature.shapes(&file).unwrap()).collect()
}

/// What is said of a document, or of the polygons in it.
fn said_of(text: impl Into<Vec<u8>>) -> String {
    polygons_of(&file(text)).unwrap_err().to_string()
}

fn said_of_feature(feature: Value) -> String {
    said_of(collection(&[self::feature(square(0.0), json!({"name": "sound"})), feature]).to_string())
}

fn said_of_geometry(geometry: Value) -> String {
    said_of_feature(feature(geometry, json!({"GEONAME": "Dokdo"})))
}

#[test]
fn a_collection_a_feature_and_a_bare_geometry_are_the_same_polygons() {
    let corners = |document: &Value| shapes(document)[0].exterior().corners().to_vec();
    let bare = corners(&square(7.0));
    assert_eq!(corners(&feature(square(7.0), Value::Null)), bare);
    assert_eq!(corners(&collection(&[feature(square(7.0), json!({}))])), bare);
    let multi =
        json!({"type": "MultiPolygon", "coordinates": [square(7.0)["coordinates"], square(9.0)["coordinates"]]});
    let pieces = shapes(&multi);
    assert_eq!((pieces.len(), pieces[0].exterior().corners()), (2, bare.as_slice()));
    assert_eq!(pieces[1].bounds().west, 9.0);
}

#[test]
fn members_come_in_any_order_and_unknown_ones_are_passed_over() {
    let text = r#"{"bbox": [1, 2, 3, 4], "features": [{"geometry": {"coordinates": [[[0, 0, 5.5, 1], [1, 0, 6], [1, 1, 7]]],
        "note": {"a": [1, {"b": null}]}, "type": "Polygon"}, "properties": {"list": [1, 2], "n": 3.0, "name": " x "}, "id": 5,
        "type": "Feature"}], "name": "layer", "type": "FeatureCollection"}"#;
    let file = file(text);
    let features = features(&file).unwrap();
    assert_eq!(features[0].id.as_deref(), Some("5"));
    assert_eq!(features[0].properties, [("n".to_owned(), "3".to_owned()), ("name".to_owned(), "x".to_owned())]);
    assert_eq!(features[0].label(), "feature 1 (\"x\")");
    assert_eq!(features[0].shapes(&file).unwrap()[0].exterior().corners().len(), 4, "heights are left aside");
}

#[test]
fn usual_keys_are_found_whatever_their_case_and_others_when_named() {
    let document = collection(&[
        feature(square(0.0), json!({"GEONAME": "Fiji EEZ", "MRGID": 8325, "POL_TYPE": "200NM", "UNEP": "a"})),
        feature(square(2.0), json!({"Name": "Park", "WDPAID": 5.0, "desig": "Marine park", "UNEP": null})),
        json!({"type": "Feature", "id": "x7", "properties": {"name": "", "other": true}, "geometry": square(4.0)}),
    ]);
    let file = file(document.to_string());
    let features = features(&file).unwrap();
    let naming = |keys: PropertyKeys| keys.of(&file, &features).unwrap();
    let told = |naming: &Naming| {
        let text = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
        [text(&naming.name), text(&naming.id), text(&naming.category)].join(" | ")
    };
    let usual: Vec<_> = naming(PropertyKeys::new()).iter().map(told).collect();
    assert_eq!(usual, ["Fiji EEZ | 8325 | eez", "Park | 5 | mpa", "- | x7 | -"]);
    let named: Vec<_> = naming(PropertyKeys::new().name("unep").id("other")).iter().map(told).collect();
    assert_eq!(
        named,
        ["a | - | eez", "- | - | mpa", "- | x7 | -"].map(|line| line.replace("- | x7 | -", "- | true | -"))
    );
    let error = PropertyKeys::new().name("SITE").of(&file, &features).unwrap_err();
    insta::assert_snapshot!(error, @r#"zones.geojson: no feature has a value for the property "SITE" that the settings name; feature 1 ("Fiji EEZ") has GEONAME, MRGID, POL_TYPE, UNEP"#);
}

/// The words of Marine Regions and of the World Database on Protected Areas, before and since 2025.
#[test]
fn zones_of_known_sources_have_the_categories_that_rules_know() {
    let category = |properties: serde_json::Value, keys: PropertyKeys| {
        let file = file(feature(square(0.0), properties).to_string());
        keys.of(&file, &features(&file).unwrap()).unwrap().remove(0).category
    };
    for (properties, expected) in [
        (json!({"POL_TYPE": "200NM"}), Some("eez")),
        (json!({"pol_type": "12NM"}), Some("eez_12nm")),
        (json!({"POL_TYPE": "Overlapping claim"}), Some("Overlapping claim")),
        (json!({"WDPAID": 1, "DESIG_ENG": "Marine Park", "MARINE": "2", "NO_TAKE": "All"}), Some("mpa_no_take")),
        (
            json!({"WDPAID": 1, "DESIG_ENG": "Marine Park", "MARINE": "1", "NO_TAKE": "Part"}),
            Some("mpa_no_take_partial"),
        ),
        (json!({"WDPAID": 1, "DESIG_ENG": "Marine Park", "MARINE": "2", "NO_TAKE": "Not Reported"}), Some("mpa")),
        (json!({"WDPAID": 1, "DESIG_ENG": "National Park", "MARINE": "0"}), Some("National Park")),
        (json!({"SITE_PID": "1", "DESIG_ENG": "Marine Park", "REALM": "Marine"}), Some("mpa")),
        (json!({"SITE_PID": "1", "DESIG_ENG": "National Park", "REALM": "Terrestrial"}), Some("National Park")),
        (json!({"WDPAID": 1, "category": "closure"}), Some("closure")),
        (json!({"name": "a"}), None),
    ] {
        assert_eq!(category(properties.clone(), PropertyKeys::new()).as_deref(), expected, "{properties}");
    }
    let as_written = category(json!({"POL_TYPE": "200NM"}), PropertyKeys::new().category("pol_type"));
    assert_eq!(as_written.as_deref(), Some("200NM"), "a key that is given is taken at its word");
}

#[test]
fn points_are_positions_and_zones_are_none() {
    let point = |lon: f64, lat: f64| {
        let file = file(json!({"type": "Point", "coordinates": [lon, lat, 3]}).to_string());
        features(&file).unwrap()[0].point(&file)
    };
    assert_eq!(point(129.07, 35.1).unwrap(), Position::new(35.1, 129.07).unwrap());
    assert_eq!(point(190.0, -17.0).unwrap(), Position::new(-17.0, -170.0).unwrap());
    insta::assert_snapshot!(
        point(35.1, 129.07).unwrap_err(),
        @"zones.geojson: the feature is a Point at [35.1, 129.07]; latitudes lie in -90 to 90, and the longitude comes first: these may have been swapped"
    );
    insta::assert_snapshot!(
        said_of_geometry(json!({"type": "Point", "coordinates": [0, 0]})),
        @r#"zones.geojson: feature 2 ("Dokdo") is a Point; a Polygon or a MultiPolygon is wanted here"#
    );
    let square = file(square(0.0).to_string());
    insta::assert_snapshot!(
        features(&square).unwrap()[0].point(&square).unwrap_err(),
        @"zones.geojson: the feature is a Polygon; a Point is wanted here"
    );
}

#[test]
fn only_wgs84_is_right() {
    let with_crs = |name: &str| {
        let mut document = collection(&[feature(square(0.0), json!({}))]);
        document["crs"] = json!({"type": "name", "properties": {"name": name}});
        document.to_string()
    };
    for name in ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326", "crs84"] {
        assert_eq!(features(&file(with_crs(name))).unwrap().len(), 1, "{name}");
    }
    assert_eq!(features(&file(r#"{"type":"FeatureCollection","crs":null,"features":[]}"#)).unwrap().len(), 0);
    insta::assert_snapshot!(
        said_of(with_crs("urn:ogc:def:crs:EPSG::3857")),
        @"zones.geojson: the coordinates are in another system, says its member crs: urn:ogc:def:crs:EPSG::3857; GeoJSON is in longitude and latitude of WGS84 (RFC 7946, section 4): convert it, for example with ogr2ogr -t_srs EPSG:4326"
    );
}

#[test]
fn what_is_no_json_is_located() {
    insta::assert_snapshot!(said_of(""), @"zones.geojson: line 1, byte 0: this is no JSON: EOF while parsing a value");
    insta::assert_snapshot!(said_of("name,lat,lon\n"), @"zones.geojson: line 1, byte 1: this is no JSON: expected ident");
    insta::assert_snapshot!(
        said_of("{\"type\": \"FeatureCollection\",\n \"features\": [{\"type\": \"Feature\",}]}"),
        @"zones.geojson: line 2, byte 63: this is no JSON: trailing comma"
    );
    insta::assert_snapshot!(
        said_of(collection(&[feature(square(0.0), json!({}))]).to_string() + "\n{}"),
        @"zones.geojson: line 2, byte 165: this is no JSON: trailing characters"
    );
    insta::assert_snapshot!(said_of("[1, 2]"), @"zones.geojson: line 1, byte 0: invalid type: sequence, expected an object of GeoJSON");
}

#[test]
fn a_feature_that_is_none_is_named() {
    let said = |feature: Value| {
        let said = said_of_feature(feature);
        said[said.find("byte").unwrap()..].split_once(": ").unwrap().1.to_owned()
    };
    insta::assert_snapshot!(said(json!({"type": "Feature", "properties": {"name": "Nowhere"}, "geometry": null})), @r#"feature 2 ("Nowhere") has no geometry; give it one, or leave it out of the file"#);
    insta::assert_snapshot!(said(square(0.0)), @r#"feature 2 has the type "Polygon"; it would be Feature"#);
    insta::assert_snapshot!(said(feature(json!({"type": "GeometryCollection", "geometries": [square(0.0)]}), json!({"name": "Both"}))), @r#"feature 2 ("Both") is a GeometryCollection; make each of its geometries a feature of its own"#);
    insta::assert_snapshot!(said(feature(json!({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}), json!({}))), @r#"feature 2 is a geometry of the type "LineString"; a Point, a Polygon or a MultiPolygon can be used"#);
    insta::assert_snapshot!(said(feature(json!({"type": "Polygon"}), json!({}))), @"feature 2 is a Polygon without coordinates");
    insta::assert_snapshot!(said(feature(json!({"type": "Polygon", "coordinates": []}), json!({}))), @"feature 2 is a Polygon with an empty list of coordinates; leave out what is empty");
    insta::assert_snapshot!(said(feature(json!({"type": "MultiPolygon", "coordinates": [[], square(0.0)["coordinates"]]}), json!({}))), @"feature 2 is a MultiPolygon with an empty list of coordinates; leave out what is empty");
    insta::assert_snapshot!(said(feature(json!({"type": "Polygon", "coordinates": [[0, 0], [1, 0], [1, 1]]}), json!({}))), @"feature 2 is a Polygon whose coordinates are nested 2 deep; it would be 3");
    insta::assert_snapshot!(said(feature(json!({"type": "Polygon", "coordinates": [[[0, 0], [[1, 0]]]]}), json!({}))), @"lists of coordinates are nested unevenly");
    insta::assert_snapshot!(said(feature(json!({"type": "Polygon", "coordinates": [[[0], [1, 0]]]}), json!({}))), @"a position has one number only; it needs a longitude and a latitude");
    insta::assert_snapshot!(said(feature(json!({"type": "Polygon", "coordinates": [[[null, 0], [1, 0]]]}), json!({}))), @"invalid type: null, expected a number or a list of coordinates");
    insta::assert_snapshot!(said_of(r#"{"type": "Topology", "objects": {}}"#), @"zones.geojson: the feature is TopoJSON; convert it to GeoJSON, for example with topo2geo");
    insta::assert_snapshot!(said_of(r#"{"type": "FeatureCollection"}"#), @"zones.geojson: the feature is a collection without features");
    insta::assert_snapshot!(said_of(r#"{"features": []}"#), @"zones.geojson: it has features, but its type is missing; it would be FeatureCollection");
}

#[test]
fn a_polygon_that_is_not_sound_is_named_with_its_ring() {
    let bow_tie = json!([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]);
    insta::assert_snapshot!(
        said_of_geometry(json!({"type": "Polygon", "coordinates": [bow_tie]})),
        @r#"zones.geojson: feature 2 ("Dokdo") is no sound Polygon: the exterior: its sides 1 and 3 cross at [1, 1]; a ring must not cross itself"#
    );
    let multi = json!({"type": "MultiPolygon", "coordinates": [square(5.0)["coordinates"], [square(9.0)["coordinates"][0], bow_tie]]});
    insta::assert_snapshot!(
        said_of_geometry(multi),
        @r#"zones.geojson: feature 2 ("Dokdo") is no sound MultiPolygon: in its polygon 2, hole 1: its sides 1 and 3 cross at [1, 1]; a ring must not cross itself"#
    );
}

#[test]
fn of_several_faults_the_first_is_told() {
    let bow_tie =
        |lon: f64| json!({"type": "Polygon", "coordinates": [[[lon, 0], [lon + 2.0, 2], [lon + 2.0, 0], [lon, 2]]]});
    let document = collection(&[
        feature(square(0.0), json!({})),
        feature(bow_tie(3.0), json!({})),
        feature(bow_tie(6.0), json!({})),
    ]);
    for _ in 0..20 {
        assert!(said_of(document.to_string()).starts_with("zones.geojson: feature 2 is no sound Polygon"));
    }
}

#[test]
fn polygons_come_from_a_file_in_pieces_between_the_antimeridians() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("land.geojson");
    fs::write(&path, collection(&[feature(square(179.5), json!({})), feature(square(3.0), json!({}))]).to_string())
        .unwrap();
    let polygons = polygons_from_geojson(&path).unwrap();
    let spans: Vec<_> = polygons
        .iter()
        .map(|polygon| {
            let lons = polygon.exterior().0.iter().map(|at| at.x);
            (lons.clone().fold(f64::INFINITY, f64::min), lons.fold(f64::NEG_INFINITY, f64::max))
        })
        .collect();
    assert_eq!(spans, [(179.5, 180.0), (-180.0, -179.5), (3.0, 4.0)]);
}
