//! The stability of ids.

use super::*;

#[test]
fn the_id_is_the_hash_that_other_programs_compute() {
    // In Python: sha256(type + b"\0" + vessel + b"\0" + struct.pack("<qdd", ms, lat, lon)).hexdigest()[:32].
    assert_eq!(gap().id.to_string(), "de6bcbdc78fb1cf8dfd7a00691a40b0e");
    assert_eq!(loitering().id.to_string(), "5125a08e144fd1f3f0f7a36710eec7b3");
}

#[test]
fn the_id_of_a_meeting_knows_both_ships() {
    // In Python, appended to the above: vessel + b"\0" + struct.pack("<dd", lat, lon) of the other.
    let (a, b) = (VesselId::new("440123456"), VesselId::new("440123457"));
    let start = Moment { time_ms: OFF_MS, position: Position::new(44.5, -177.25).unwrap() };
    let there = Position::new(44.5, -177.251).unwrap();
    let id = EventId::of_two(EventType::Gap, &a, start, (&b, there));
    assert_eq!(id.to_string(), "36614774274e1dc1293f9e37fb47b9e9");
    assert_ne!(id, EventId::of_two(EventType::Gap, &a, start, (&a, there)));
    assert_ne!(id, EventId::of_two(EventType::Gap, &a, start, (&b, start.position)));
}

#[test]
fn the_id_of_a_visit_knows_the_zone_and_whether_it_was_seen() {
    // In Python, appended to the above: name + b"\0" + id + b"\0" + bytes([possible]).
    let vessel = VesselId::new("440123456");
    let start = Moment { time_ms: OFF_MS, position: Position::new(44.5, -177.25).unwrap() };
    let region = |id: Option<&str>| RegionName { category: None, id: id.map(str::to_owned), name: "Fiji".to_owned() };
    let seen = EventId::in_zone(&vessel, start, &region(Some("8325")), false);
    assert_eq!(seen.to_string(), "9e3c0c2956f4fe4e26507738eff847be");
    assert_eq!(EventId::in_zone(&vessel, start, &region(None), true).to_string(), "7657331dc0719b7a9b017043c1e27725");
}

#[test]
fn the_id_knows_neither_hull_nor_end_nor_evidence() {
    assert_eq!(gap().id, open_gap().id);
    let vessel = VesselId::new("440123456");
    let start = fix(OFF_MS, 44.5, -177.25);
    let id = EventId::new(EventType::Gap, &vessel, (&start).into());
    assert_eq!(id, EventId::new(EventType::Gap, &vessel, (&start.with_sog_kn(3.0).with_cog_deg(90.0)).into()));
    for other in [
        EventId::new(EventType::Loitering, &vessel, (&start).into()),
        EventId::new(EventType::Gap, &VesselId::new("440123457"), (&start).into()),
        EventId::new(EventType::Gap, &vessel, (&fix(OFF_MS + 1, 44.5, -177.25)).into()),
        EventId::new(EventType::Gap, &vessel, (&fix(OFF_MS, 44.500_001, -177.25)).into()),
        EventId::new(EventType::Gap, &vessel, (&fix(OFF_MS, 44.5, -177.250_001)).into()),
    ] {
        assert_ne!(id, other);
    }
    let at = |lat, lon| EventId::new(EventType::Gap, &vessel, (&fix(OFF_MS, lat, lon)).into());
    assert_eq!(at(0.0, -0.0), at(-0.0, 0.0));
}
