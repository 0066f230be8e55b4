//! Hand-made seas for each verdict, and the mistakes that would accuse a ship wrongly.

use crate::chart::{Port, PortKind, Ports};
use crate::detect::testing::{fix, lying, tracks};
use crate::detect::{Context, Detector, Gap};
use crate::{
    Chart, Event, EventKind, Fix, Fixes, GapEvidence, NavStatus, Reception, ReceptionEvidence, ReceptionParams,
    ShipType, TrackSet, UndeterminedReason as Reason, Verdict, VesselFacts, VesselId,
};

const DAY_MIN: f64 = 24.0 * 60.0;
const SHIP: &str = "440123456";

type Rows = Vec<(String, Fix)>;

fn of(vessel: &str, fixes: impl IntoIterator<Item = Fix>) -> Rows {
    fixes.into_iter().map(|fix| (vessel.to_owned(), fix)).collect()
}

/// Ships at anchor around a place, heard every `step_min` for four days.
fn witnesses(count: u32, step_min: f64, lat: f64, lon: f64) -> Rows {
    (0..count)
        .flat_map(|ship| {
            let offset = f64::from(ship) * 0.01;
            let place = 10 * ((10.0 * lon.abs()) as u32) + 100_000 * (lat.abs() as u32 % 10);
            let id = (412_000_100 + ship + place).to_string();
            of(&id, lying(f64::from(ship), 4.0 * DAY_MIN + f64::from(ship), step_min, lat + offset, lon))
        })
        .collect()
}

/// A ship that crawls to and fro, heard every 10 minutes from one minute to another.
fn crawling(from_min: f64, to_min: f64) -> Vec<Fix> {
    let crawl = |at: Fix| {
        let minute = (at.time_ms / 60_000) as f64;
        let lon = 129.5 + 0.1 * (minute / 300.0).sin();
        Fix::at_ms(at.time_ms, crate::Position::new(35.5, lon).unwrap()).with_sog_kn(2.0).with_cog_deg(90.0)
    };
    lying(from_min, to_min, 10.0, 35.5, 129.5).into_iter().map(crawl).collect()
}

/// A ship that is silent for 14 hours, heard well before and after.
fn silent() -> Rows {
    of(SHIP, crawling(0.0, 1500.0).into_iter().chain(crawling(1500.0 + 14.0 * 60.0, 4.0 * DAY_MIN)))
}

fn sea(rows: Rows) -> TrackSet {
    tracks(rows.iter().map(|(vessel, fix)| (vessel.as_str(), *fix)))
}

fn judged(tracks: &TrackSet) -> Vec<Event> {
    let reception = Reception::learn(tracks, &ReceptionParams::default()).unwrap();
    Gap::default().find_with(tracks, &Context::of(tracks).with_reception(&reception))
}

/// The gaps of the ship.
fn gaps(rows: Rows) -> Vec<Event> {
    let events = judged(&sea(rows));
    events.into_iter().filter(|event| event.vessel == VesselId::new(SHIP)).collect()
}

/// Verdict and reason of its only gap.
fn verdict(rows: Rows) -> (Verdict, Option<Reason>) {
    let gaps = gaps(rows);
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    (gaps[0].verdict.unwrap(), evidence(&gaps[0]).reason)
}

fn evidence(event: &Event) -> &GapEvidence {
    match &event.kind {
        EventKind::Gap(evidence) => evidence,
        _ => panic!("{event} is no gap"),
    }
}

fn reception(event: &Event) -> &ReceptionEvidence {
    evidence(event).reception.as_ref().unwrap()
}

const DELIBERATE: (Verdict, Option<Reason>) = (Verdict::LikelyDeliberate, None);
const EXPLAINED: (Verdict, Option<Reason>) = (Verdict::ExplainedByReception, None);

fn undetermined(reason: Reason) -> (Verdict, Option<Reason>) {
    (Verdict::Undetermined, Some(reason))
}

#[test]
fn silence_among_ships_that_are_all_heard_is_likely_deliberate() {
    let rows = [silent(), witnesses(6, 20.0, 35.4, 129.5)].concat();
    let gaps = gaps(rows);
    let found = reception(&gaps[0]);
    assert_eq!((gaps[0].verdict, evidence(&gaps[0]).reason), DELIBERATE_OF_EVENT);
    assert_eq!((found.hours, found.supported_hours, found.outage_hours), (13, 13, 0), "the whole hours between");
    assert_eq!(found.mean_other_hulls, 6.0);
    // All six lie in the widest block and the next, in the narrowest too: 6/7, (6 + 4·6/7)/10, (6 + 4·0.942857)/10.
    let reception = (6.0 + 4.0 * (6.0 + 4.0 * 6.0 / 7.0) / 10.0) / 10.0;
    assert!((found.mean_reception.unwrap() - reception).abs() < 1e-12);
    assert!((1.0..=1.3).contains(&found.own_reception), "heard in every hour, so at least as well as others");
    // As for others 13 hours of silence have the probability (1 - r)^13; the ship may be somewhat better or worse heard.
    assert!(found.p_chance > (1.0 - reception).powf(1.3 * 13.0) && found.p_chance < (1.0 - reception).powi(10));
    assert_eq!(found.expected_by_chance, found.p_chance * found.heard_hours as f64);
    assert_eq!(found.places_without_others, 0);
}

const DELIBERATE_OF_EVENT: (Option<Verdict>, Option<Reason>) = (Some(Verdict::LikelyDeliberate), None);

#[test]
fn an_outage_explains_the_silence_of_all() {
    let is_heard = |fix: &Fix| {
        let minute = (fix.time_ms - fix_ms(0.0)) as f64 / 60_000.0;
        !(1500.0..2340.0).contains(&minute)
    };
    let mut others = witnesses(6, 20.0, 35.4, 129.5);
    others.retain(|(_, fix)| is_heard(fix));
    let events = judged(&sea([silent(), others].concat()));
    assert_eq!(events.len(), 7);
    for event in &events {
        assert_eq!((event.verdict, evidence(event).reason), (Some(Verdict::ExplainedByReception), None), "{event}");
        assert!(reception(event).outage_hours >= 12, "{event}");
    }
}

fn fix_ms(minutes: f64) -> i64 {
    fix(minutes, 0.0, 0.0).time_ms
}

#[test]
fn an_outage_hides_nothing_of_what_came_after_it() {
    // The others are silent for 14 hours, and then heard for 20 more without the ship.
    let long = of(SHIP, crawling(0.0, 1500.0).into_iter().chain(crawling(1500.0 + 34.0 * 60.0, 4.0 * DAY_MIN)));
    let heard_from = |end_min: f64| {
        let mut others = witnesses(6, 20.0, 35.4, 129.5);
        let minute = |fix: &Fix| (fix.time_ms - fix_ms(0.0)) as f64 / 60_000.0;
        others.retain(|(_, fix)| !(1500.0..end_min).contains(&minute(fix)));
        gaps([long.clone(), others].concat()).remove(0)
    };
    let told = |event: &Event| (event.verdict.unwrap(), evidence(event).reason);
    assert_eq!(told(&heard_from(1500.0 + 14.0 * 60.0)), DELIBERATE);
    let mostly = heard_from(1500.0 + 22.0 * 60.0);
    assert!(2 * reception(&mostly).outage_hours > reception(&mostly).supported_hours);
    assert_eq!(told(&mostly), DELIBERATE, "12 hours without the outage tell enough");
    assert_eq!(told(&heard_from(1500.0 + 31.0 * 60.0)), EXPLAINED, "3 hours do not, after an outage");
}

/// So many ships near that are heard but from one minute to another.
fn silent_too(count: u32, from_min: f64, until_min: f64) -> Rows {
    let own = |ship: u32| {
        let lat = 35.6 + 0.01 * f64::from(ship);
        let heard =
            lying(0.0, from_min, 10.0, lat, 129.4).into_iter().chain(lying(until_min, 4.0 * DAY_MIN, 10.0, lat, 129.4));
        of(&(440_000_200 + ship).to_string(), heard)
    };
    (0..count).flat_map(own).collect()
}

#[test]
fn a_ship_that_fell_silent_with_several_others_is_not_accused() {
    let others = witnesses(20, 20.0, 35.4, 129.5);
    let told = |count: u32, from_min: f64, until_min: f64| {
        gaps([silent(), others.clone(), silent_too(count, from_min, until_min)].concat()).remove(0)
    };
    let verdict = |gap: &Event| (gap.verdict.unwrap(), evidence(gap).reason);
    let three = told(2, 1510.0, 2340.0);
    assert_eq!(verdict(&three), undetermined(Reason::SilentTogether), "{:?}", reception(&three));
    let found = reception(&three);
    assert_eq!((found.outage_hours, found.silent_together, found.silent_together_hours), (0, 2, 13));
    // Two silences as long in the hours of all others, twenty and two ships near for two hours: e^-m with m = 2 · 44 / heard.
    assert!((0.03..0.06).contains(&found.silent_together_expected), "{found:?}");
    let m = found.silent_together_expected;
    assert!((found.silent_together_p_chance - (1.0 - (-m).exp() * (1.0 + m))).abs() < 1e-12);
    assert!(found.expected_by_chance < 1e-5 && found.expected_by_chance_apart > 1.0, "no hour is left: {found:?}");

    assert_eq!(verdict(&told(1, 1510.0, 2340.0)), DELIBERATE, "two that go dark together may have met");
    assert_eq!(verdict(&told(2, 1380.0, 2340.0)), DELIBERATE, "they fell silent two hours before");
    assert_eq!(verdict(&told(2, 1510.0, 1840.0)), DELIBERATE, "they were silent for less than half as long");
    assert_eq!(verdict(&told(2, 1510.0, 1990.0)), undetermined(Reason::SilentTogether), "5 hours alone are too few");

    let long = of(SHIP, crawling(0.0, 1500.0).into_iter().chain(crawling(1500.0 + 30.0 * 60.0, 4.0 * DAY_MIN)));
    let long = gaps([long, others.clone(), silent_too(2, 1510.0, 1510.0 + 16.0 * 60.0)].concat()).remove(0);
    assert_eq!(verdict(&long), DELIBERATE, "it was silent for 14 hours more: {:?}", reception(&long));
    assert_eq!(reception(&long).silent_together_hours, 16);
}

#[test]
fn a_ship_that_sailed_out_of_what_is_heard_and_came_back_is_not_accused() {
    // It is last heard at 14 kn on its way east, where nobody is, and again two days later near where it was.
    let out_and_back = |speed_kn: f64| {
        let mut fixes = crawling(0.0, 1500.0);
        let last = fixes.pop().unwrap();
        fixes.push(last.with_sog_kn(speed_kn).with_cog_deg(90.0));
        of(SHIP, fixes.into_iter().chain(crawling(1500.0 + 34.0 * 60.0, 4.0 * DAY_MIN)))
    };
    let others = witnesses(6, 20.0, 35.4, 129.5);
    assert_eq!(verdict([out_and_back(14.0), others.clone()].concat()), undetermined(Reason::LeftCoverage));
    assert_eq!(verdict([out_and_back(2.0), others].concat()), DELIBERATE);
}

#[test]
fn others_that_are_far_within_the_block_are_no_support() {
    let far = |lat: f64| verdict([silent(), witnesses(6, 20.0, lat, 129.5)].concat());
    assert_eq!(far(35.3), DELIBERATE);
    assert_eq!(far(34.9), undetermined(Reason::LeftCoverage), "nobody within half a degree");
    let one_near = witnesses(1, 20.0, 35.6, 129.5);
    let rows = [silent(), one_near, witnesses(6, 20.0, 34.2, 129.5)].concat();
    assert_eq!(verdict(rows), undetermined(Reason::NoSupport), "one is near, six are 140 km away");
}

#[test]
fn where_reception_ends_inside_a_block_the_near_ones_tell() {
    // Eight ships 50 km off are heard in every hour, four around the ship every five hours, as it is itself.
    let own = lying(0.0, 4.0 * DAY_MIN, 300.0, 35.5, 129.5).into_iter().filter(|at| {
        let minute = ((at.time_ms - fix_ms(0.0)) / 60_000) as f64;
        !(1500.0..2400.0).contains(&minute) || minute == 1500.0
    });
    let inside = witnesses(8, 20.0, 35.95, 129.5);
    let edge: Rows = witnesses(4, 299.0, 35.4, 129.5)
        .into_iter()
        .map(|(id, fix)| ((id.parse::<u32>().unwrap() + 77).to_string(), fix))
        .collect();
    assert_ne!(verdict([of(SHIP, own), inside, edge].concat()).0, Verdict::LikelyDeliberate);
}

#[test]
fn sparse_reception_explains_a_silence() {
    // Everyone is heard every five hours, the ship too; once it misses two passes.
    let own = lying(0.0, 4.0 * DAY_MIN, 300.0, 35.5, 129.5).into_iter().filter(|at| {
        let minute = ((at.time_ms - fix_ms(0.0)) / 60_000) as f64;
        !(1500.0..2100.0).contains(&minute) || minute == 1500.0
    });
    assert_eq!(verdict([of(SHIP, own), witnesses(6, 299.0, 35.4, 129.5)].concat()), EXPLAINED);
}

#[test]
fn a_weak_transmitter_is_not_accused_by_strong_neighbours() {
    // Heard every four hours throughout, with a silence of nine; its neighbours are heard in every hour.
    let own = lying(0.0, 4.0 * DAY_MIN, 240.0, 35.5, 129.5);
    let own = own.into_iter().filter(|at| at.time_ms <= fix_ms(960.0) || at.time_ms > fix_ms(1500.0));
    let gaps = gaps([of(SHIP, own), witnesses(6, 20.0, 35.4, 129.5)].concat());
    assert!(reception(&gaps[0]).own_reception < 0.4, "{:?}", reception(&gaps[0]));
    assert_ne!(gaps[0].verdict, Some(Verdict::LikelyDeliberate));
}

#[test]
fn two_others_are_no_support() {
    assert_eq!(verdict([silent(), witnesses(2, 20.0, 35.4, 129.5)].concat()), undetermined(Reason::NoSupport));
    let three = [silent(), witnesses(3, 20.0, 35.4, 129.5)].concat();
    assert_eq!(verdict(three), DELIBERATE, "the silent hull itself is not one of them");
}

#[test]
fn a_way_through_waters_where_nobody_is_heard_may_have_left_coverage() {
    let off = crawling(0.0, 1500.0);
    let on = lying(1500.0 + 14.0 * 60.0, 4.0 * DAY_MIN, 10.0, 35.5, 132.9);
    let ends = [witnesses(6, 20.0, 35.4, 129.5), witnesses(6, 20.0, 35.4, 132.9)].concat();
    let rows = [of(SHIP, off.into_iter().chain(on)), ends].concat();
    assert_eq!(verdict(rows.clone()), undetermined(Reason::LeftCoverage));
    let between = |lons: &[f64]| -> Rows { lons.iter().flat_map(|&lon| witnesses(6, 20.0, 35.4, lon)).collect() };
    let all = [130.0, 130.5, 131.0, 131.5, 132.0, 132.5];
    assert_eq!(verdict([rows.clone(), between(&all)].concat()), DELIBERATE);
    let without_one = [&all[..2], &all[4..]].concat();
    assert_eq!(verdict([rows, between(&without_one)].concat()), undetermined(Reason::LeftCoverage));
}

/// A ship that is heard until the second day, and leaves at this speed to the east.
fn gone(speed_kn: f64) -> Rows {
    let mut fixes = crawling(0.0, 1500.0);
    let last = fixes.pop().unwrap();
    fixes.push(last.with_sog_kn(speed_kn).with_cog_deg(90.0));
    of(SHIP, fixes)
}

#[test]
fn an_open_gap_that_leads_out_of_coverage_is_undetermined() {
    let others = witnesses(6, 20.0, 35.4, 129.5);
    assert_eq!(verdict([gone(14.0), others.clone()].concat()), undetermined(Reason::LeftCoverage));
    assert_eq!(verdict([gone(1.0), others].concat()), DELIBERATE, "it stays among ships that are heard to the end");
}

#[test]
fn an_open_gap_accuses_nobody_where_others_are_not_heard_afterwards() {
    // The six leave before the end of the data, to the west, where they are heard on.
    let mut others = witnesses(6, 20.0, 35.4, 129.5);
    for (_, at) in &mut others {
        let share = ((at.time_ms - fix_ms(1500.0)) as f64 / 60_000.0 / 300.0).clamp(0.0, 1.0);
        let lat = at.position().lat_deg();
        *at = Fix::at_ms(at.time_ms, crate::Position::new(lat, 129.5 - 0.8 * share).unwrap());
    }
    let gaps = gaps([gone(1.0), others].concat());
    assert_eq!(evidence(&gaps[0]).reason, Some(Reason::NotHeardAfterwards), "{:?}", reception(&gaps[0]));
    assert_eq!(reception(&gaps[0]).heard_afterwards, Some(0));
}

#[test]
fn an_open_gap_accuses_nobody_where_others_fall_silent_too() {
    // Three more are last heard in the same waters.
    let more = (0..3).flat_map(|ship| of(&(440_000_200 + ship).to_string(), lying(0.0, 1600.0, 10.0, 35.6, 129.4)));
    let rows = [gone(1.0), witnesses(6, 20.0, 35.4, 129.5), more.collect()].concat();
    let gaps = gaps(rows);
    assert_eq!(evidence(&gaps[0]).reason, Some(Reason::LeftCoverage));
    assert_eq!((reception(&gaps[0]).others_near_off, reception(&gaps[0]).others_lost), (Some(9), Some(3)));
}

#[test]
fn a_ship_that_is_laid_up_is_not_accused() {
    let mut fixes = lying(0.0, 1500.0, 10.0, 35.5, 129.5);
    let last = fixes.pop().unwrap();
    let others = witnesses(6, 20.0, 35.4, 129.5);
    for at_rest in
        [last.with_sog_kn(0.1).with_cog_deg(10.0), last.with_sog_kn(0.5).with_status(NavStatus::new(5).unwrap())]
    {
        let own = fixes.iter().copied().chain([at_rest]);
        assert_eq!(verdict([of(SHIP, own), others.clone()].concat()), undetermined(Reason::AtRest));
    }
}

#[test]
fn a_ship_that_may_have_lain_in_harbour_is_not_accused() {
    let tracks = sea([silent(), witnesses(6, 20.0, 35.4, 129.5)].concat());
    let reception = Reception::learn(&tracks, &ReceptionParams::default()).unwrap();
    let told = |east: f64| {
        let chart = Chart::new().with_land(land(east));
        let context = Context::of(&tracks).with_reception(&reception).with_chart(&chart);
        let gap = Gap::default().find_with(&tracks, &context).remove(0);
        (gap.verdict.unwrap(), evidence(&gap).reason)
    };
    assert_eq!(told(129.0), DELIBERATE);
    assert_eq!(told(129.45), undetermined(Reason::AtRest));
}

#[test]
fn a_ship_that_may_have_lain_in_port_is_not_accused() {
    let tracks = sea([silent(), witnesses(6, 20.0, 35.4, 129.5)].concat());
    let reception = Reception::learn(&tracks, &ReceptionParams::default()).unwrap();
    let told = |lat: f64| {
        let place = crate::Position::new(lat, 129.5).unwrap();
        let chart = Chart::new().with_ports(Ports::new(vec![Port::new("1", "Busan", place, PortKind::Listed)]));
        let context = Context::of(&tracks).with_reception(&reception).with_chart(&chart);
        let gap = Gap::default().find_with(&tracks, &context).remove(0);
        (gap.verdict.unwrap(), evidence(&gap).reason)
    };
    assert_eq!(told(35.7), DELIBERATE, "22 km from port");
    assert_eq!(told(35.5), undetermined(Reason::AtRest));
}

#[test]
fn a_ship_of_two_fixes_and_an_identity_of_many_are_not_accused() {
    let two = of(SHIP, [fix(1500.0, 35.5, 129.5), fix(2340.0, 35.5, 129.6)]);
    let others = witnesses(6, 20.0, 35.4, 129.5);
    let found = gaps([two, others.clone()].concat());
    assert_eq!(evidence(&found[0]).reason, Some(Reason::LittleOwnRecord));
    assert_eq!(evidence(&found[1]).reason, Some(Reason::LeftCoverage), "nothing tells where it went");
    let shared: Rows = silent().into_iter().map(|(_, fix)| ("123456789".to_owned(), fix)).collect();
    let events = judged(&sea([shared, others].concat()));
    assert_eq!(evidence(&events[0]).reason, Some(Reason::PlaceholderIdentity));
}

#[test]
fn reception_completes_the_rule_of_welch() {
    let rows = |class: u16| {
        let mut fixes = Fixes::builder();
        for (id, fix) in [silent(), witnesses(6, 20.0, 35.4, 129.5)].concat() {
            fixes.push(VesselId::new(&id), fix);
        }
        let mut facts = VesselFacts::default();
        facts.ship_type.add(ShipType(class), 1);
        fixes.facts(VesselId::new(SHIP), facts);
        fixes.build().into_tracks()
    };
    let welch = |class: u16, chart: Option<&Chart>| {
        let tracks = rows(class);
        let reception = Reception::learn(&tracks, &ReceptionParams::default()).unwrap();
        let context = Context::of(&tracks).with_reception(&reception).with_chart(chart);
        let gap = Gap::default().find_with(&tracks, &context).remove(0);
        (evidence(&gap).welch2022, evidence(&gap).positions_per_ship_day.unwrap() > 10.0)
    };
    let far = Chart::new().with_land(land(120.0));
    let near = Chart::new().with_land(land(129.0));
    assert_eq!(welch(30, Some(&far)), (Some(true), true));
    assert_eq!(welch(30, Some(&near)), (Some(false), true), "27 nm from shore");
    assert_eq!(welch(30, None), (None, true), "without a coastline it cannot be told");
    assert_eq!(welch(70, Some(&far)), (Some(false), true));
}

/// A strip of land whose east coast lies at this longitude.
fn land(east: f64) -> crate::chart::Land {
    let box_of = geo_types::Rect::new((east - 1.0, 30.0), (east, 40.0));
    crate::chart::Land::new(geo_types::MultiPolygon(vec![box_of.to_polygon()])).unwrap()
}

#[test]
fn whole_degrees_of_longitude_and_the_order_of_rows_change_no_verdict() {
    let rows =
        [silent(), gone_as("440777777"), witnesses(6, 20.0, 60.4, 129.5), witnesses(5, 70.0, 35.4, 129.5)].concat();
    let told = |rows: Rows| -> Vec<_> {
        judged(&sea(rows))
            .iter()
            .map(|event| (event.vessel.clone(), event.verdict, evidence(event).reception.clone()))
            .collect()
    };
    let base = told(rows.clone());
    assert!(base.iter().any(|(_, verdict, _)| *verdict == Some(Verdict::LikelyDeliberate)));
    let mut reversed = rows.clone();
    reversed.reverse();
    assert_eq!(told(reversed), base);
    for degrees in [37.0, 50.0, 51.0, 180.0] {
        let shift = |(id, at): &(String, Fix)| {
            let lon = crate::geodesy::wrap_lon_deg(at.position().lon_deg() + degrees);
            let position = crate::Position::new(at.position().lat_deg(), lon).unwrap();
            (id.clone(), Fix { position, ..*at })
        };
        let shifted = told(rows.iter().map(shift).collect());
        let without_digits = |told: &[(VesselId, Option<Verdict>, Option<ReceptionEvidence>)]| -> Vec<_> {
            told.iter()
                .map(|(id, verdict, found)| (id.clone(), *verdict, found.as_ref().unwrap().supported_hours))
                .collect()
        };
        assert_eq!(without_digits(&shifted), without_digits(&base), "{degrees}");
    }
}

fn gone_as(id: &str) -> Rows {
    gone(1.0).into_iter().map(|(_, fix)| (id.to_owned(), fix)).collect()
}

#[test]
fn far_away_ships_change_no_verdict() {
    let rows = [silent(), witnesses(6, 20.0, 35.4, 129.5)].concat();
    let alone = gaps(rows.clone());
    let strangers = witnesses(6, 290.0, -40.0, 20.5);
    assert_eq!(gaps([rows, strangers].concat()), alone);
}
