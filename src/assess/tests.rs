use geo_types::polygon;
use proptest::prelude::*;

use super::*;
use crate::chart::{Chart, Zone, Zones};
use crate::output::dossiers_to_jsonl;
use crate::output::testing::events;
use crate::{
    EventId, EventKind, Fix, Fixes, ListedVessel, Mmsi, Position, UndeterminedReason, Verdict, VesselFacts, VesselList,
};

const FISHER: &str = "440123456";
const CARRIER: &str = "366999001";

/// Two ships heard every half hour for two days, and two ships far apart with one identity.
fn tracks() -> TrackSet {
    let mut fixes = Fixes::builder();
    for (vessel, lat) in [(FISHER, 30.0), (CARRIER, 35.0), ("412000001", 10.0), ("412000001", 40.0)] {
        for step in 0..96 {
            let minutes = step * 30 + i64::from(lat == 40.0);
            let time =
                "2024-05-01T00:00Z".parse::<crate::Timestamp>().unwrap() + jiff::SignedDuration::from_mins(minutes);
            fixes.push(VesselId::new(vessel), Fix::new(time, Position::new(lat, 170.0).unwrap()));
        }
    }
    for (vessel, ship_type) in [(FISHER, 30), (CARRIER, 70)] {
        let mut facts = VesselFacts::default();
        facts.ship_type.add(crate::ShipType(ship_type), 1);
        facts.name.add("DAE YANG".to_owned(), 1);
        fixes.facts(VesselId::new(vessel), facts);
    }
    fixes.build().into_tracks()
}

fn of_type(name: &str) -> Event {
    events().into_iter().find(|event| event.type_name() == name).unwrap()
}

/// A closed gap of the fishing ship with this verdict, of which nothing else is known.
fn gap(verdict: Verdict) -> Event {
    let mut event = gap_with_reach(verdict);
    let EventKind::Gap(evidence) = &mut event.kind else { unreachable!() };
    evidence.could_have = None;
    event
}

/// The same with what it could hide.
fn gap_with_reach(verdict: Verdict) -> Event {
    Event { verdict: Some(verdict), ..of_type("gap") }
}

/// The same event at another time, with an id of its own.
fn again(event: &Event, number: i64) -> Event {
    let start = event.start + jiff::SignedDuration::from_mins(number);
    let moment = crate::event::Moment { time_ms: start.as_millisecond(), position: event.position };
    Event { id: EventId::new(event.kind.event_type(), &event.vessel, moment), start, ..event.clone() }
}

fn assess_with(events: &[Event], context: impl for<'a> Fn(Context<'a>) -> Context<'a>) -> Vec<Dossier> {
    let tracks = tracks();
    Assessment::default().assess(&tracks, events, &context(Context::of(&tracks)))
}

fn assess(events: &[Event]) -> Vec<Dossier> {
    assess_with(events, |context| context)
}

fn of<'a>(dossiers: &'a [Dossier], vessel: &str) -> &'a Dossier {
    dossiers.iter().find(|dossier| dossier.vessel == VesselId::new(vessel)).unwrap()
}

fn list(vessels: impl IntoIterator<Item = ListedVessel>) -> VesselList {
    let mut list = VesselList::new();
    vessels.into_iter().for_each(|vessel| list.add(vessel).unwrap());
    list
}

fn listed(vessel: &str) -> ListedVessel {
    ListedVessel { mmsi: vessel.parse().ok().and_then(Mmsi::new), ..ListedVessel::default() }
}

#[test]
fn a_dossier_reads_well() {
    let mut meeting = of_type("encounter");
    meeting.other.as_mut().unwrap().hull = 0;
    let told = assess(&[gap(Verdict::Undetermined), meeting, of_type("loitering")]);
    let mut bytes = Vec::new();
    dossiers_to_jsonl(&told, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    insta::assert_snapshot!(text);
    for (line, dossier) in text.lines().zip(&told) {
        let read: Dossier = serde_json::from_str(line).unwrap();
        assert_eq!((&read.contributions.len(), &read.abstained), (&dossier.contributions.len(), &dossier.abstained));
    }
}

#[test]
fn only_a_verdict_that_accuses_counts() {
    assert_eq!(of(&assess(&[gap(Verdict::LikelyDeliberate)]), FISHER).score, 30.0);
    assert_eq!(of(&assess(&[gap(Verdict::ExplainedByReception)]), FISHER).score, 0.0);
    let undetermined = assess(&[gap(Verdict::Undetermined)]);
    let dossier = of(&undetermined, FISHER);
    assert_eq!((dossier.score, dossier.rank), (0.0, None));
    let why = WhyAbstained::Undetermined(UndeterminedReason::NoReceptionModel);
    let abstention = dossier.abstained.iter().find(|abstention| abstention.reason == why).unwrap();
    assert_eq!((abstention.factor, &abstention.events), (Factor::GapLikelyDeliberate, &dossier.event_ids));
}

#[test]
fn what_a_silence_could_hide_counts_only_where_the_silence_does() {
    let possible = [Factor::DarkPortCall, Factor::DarkRendezvous];
    let deliberate = gap_with_reach(Verdict::LikelyDeliberate);
    let told = assess(std::slice::from_ref(&deliberate));
    let points = |factor: Factor| {
        let found = of(&told, FISHER).contributions.iter().find(|contribution| contribution.factor == factor).unwrap();
        assert_eq!(found.cites[0].event, deliberate.id);
        found.points
    };
    // 5.125 of 16.747 hours in Savusavu; the best of the ships in reach has a score of 0.582.
    assert!((points(Factor::DarkPortCall) - 5.0 * 5.125 / 16.746_944_444).abs() < 1e-9);
    assert!((points(Factor::DarkRendezvous) - 5.821_234_567).abs() < 1e-9);

    let undetermined = assess(&[gap_with_reach(Verdict::Undetermined)]);
    let dossier = of(&undetermined, FISHER);
    assert_eq!((dossier.score, dossier.contributions.len()), (0.0, 0));
    let why = WhyAbstained::Undetermined(UndeterminedReason::NoReceptionModel);
    for factor in possible {
        assert!(dossier.abstained.iter().any(|abstention| (abstention.factor, abstention.reason) == (factor, why)));
    }

    let explained = assess(&[gap_with_reach(Verdict::ExplainedByReception)]);
    let dossier = of(&explained, FISHER);
    assert_eq!(dossier.score, 0.0);
    assert!(!dossier.abstained.iter().any(|abstention| possible.contains(&abstention.factor)));
}

#[test]
fn a_buoy_in_reach_is_no_ship_to_meet() {
    let mut event = gap_with_reach(Verdict::LikelyDeliberate);
    let EventKind::Gap(evidence) = &mut event.kind else { unreachable!() };
    let could_have = evidence.could_have.as_mut().unwrap();
    could_have.silent_ships[0].vessel = VesselId::new("941203527");
    let told = assess(&[event]);
    let meeting = of(&told, FISHER).contributions.iter().find(|found| found.factor == Factor::DarkRendezvous).unwrap();
    assert!((meeting.points - 0.955).abs() < 1e-9, "the ship that was heard is left");
}

#[test]
fn the_published_rule_counts_where_ours_cannot_tell() {
    let by_welch = |verdict: Verdict, welch2022: Option<bool>| {
        let mut event = gap(verdict);
        let EventKind::Gap(evidence) = &mut event.kind else { unreachable!() };
        evidence.welch2022 = welch2022;
        let told = assess(std::slice::from_ref(&event));
        let dossier = of(&told, FISHER);
        let untold = dossier.abstained.iter().find(|abstention| abstention.factor == Factor::GapWelch2022);
        if let Some(untold) = untold {
            assert_eq!((untold.reason, &untold.events), (WhyAbstained::ConditionsNotTold, &vec![event.id]));
        }
        (dossier.score, untold.is_some())
    };
    assert_eq!(by_welch(Verdict::Undetermined, Some(true)), (10.0, false));
    assert_eq!(by_welch(Verdict::Undetermined, Some(false)), (0.0, false));
    assert_eq!(by_welch(Verdict::Undetermined, None), (0.0, true));
    assert_eq!(by_welch(Verdict::LikelyDeliberate, Some(true)), (30.0, false), "not twice for one silence");
    assert_eq!(by_welch(Verdict::LikelyDeliberate, None), (30.0, false), "it would count nothing");
    assert_eq!(by_welch(Verdict::ExplainedByReception, Some(true)), (0.0, false));
}

#[test]
fn many_of_a_kind_never_count_more_than_two() {
    let first = gap(Verdict::LikelyDeliberate);
    let many: Vec<Event> = (0..40).map(|number| again(&first, number)).collect();
    let two = of(&assess(&many[..2]), FISHER).score;
    assert_eq!(two, 45.0);
    let score = of(&assess(&many), FISHER).score;
    assert!(score > two && score <= 60.0, "{score}");
}

#[test]
fn what_counts_most_is_cited_first() {
    let stay = of_type("loitering");
    let moored = {
        let mut moored = again(&stay, 7);
        let EventKind::Loitering(evidence) = &mut moored.kind else { unreachable!() };
        evidence.moored_or_anchored = true;
        moored
    };
    let told = assess(&[moored.clone(), stay.clone()]);
    let contribution = &of(&told, CARRIER).contributions[0];
    let cited: Vec<_> = contribution.cites.iter().map(|citation| (citation.event, citation.counts)).collect();
    assert_eq!(cited, [(stay.id, 1.0), (moored.id, 0.125)]);
    assert_eq!(contribution.points, 5.0 * 1.125);
}

#[test]
fn a_meeting_counts_for_both_ships_by_what_they_are() {
    let meeting = |own: &str, other: &str| {
        let mut event = of_type("encounter");
        event.other.as_mut().unwrap().hull = 0;
        let EventKind::Encounter(evidence) = &mut event.kind else { unreachable!() };
        (evidence.ship_class, evidence.other_ship_class) = (own.to_owned(), other.to_owned());
        let told = assess(&[event]);
        (of(&told, CARRIER).score, of(&told, FISHER).score)
    };
    assert_eq!(meeting("cargo", "fishing"), (10.0, 10.0));
    assert_eq!(meeting("tanker", "tanker"), (10.0, 10.0));
    assert_eq!(meeting("fishing", "fishing"), (5.0, 5.0));
    assert_eq!(meeting("unknown", "fishing"), (5.0, 5.0));
    assert_eq!(meeting("tug", "tanker"), (2.5, 2.5));
}

#[test]
fn a_meeting_with_a_buoy_or_near_a_shore_without_ports_counts_little() {
    let mut with_buoy = of_type("encounter");
    with_buoy.other.as_mut().unwrap().vessel = VesselId::new("941203527");
    assert_eq!(of(&assess(&[with_buoy]), CARRIER).score, 2.5);
    let near = |shore_m: f64, port_m: Option<f64>| {
        let mut event = of_type("encounter");
        let mut around = of_type("loitering").surroundings.unwrap();
        (around.start.distance_from_shore_m, around.start.distance_from_port_m) = (Some(shore_m), port_m);
        event.surroundings = Some(around);
        of(&assess(&[event]), CARRIER).score
    };
    assert_eq!([near(9_000.0, None), near(11_000.0, None), near(9_000.0, Some(50_000.0))], [2.5, 10.0, 10.0]);
}

#[test]
fn two_hulls_never_share_a_dossier() {
    let mut event = gap(Verdict::LikelyDeliberate);
    (event.vessel, event.hull) = (VesselId::new("412000001"), 1);
    let told = assess(std::slice::from_ref(&event));
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].hull, told[0].hulls_of_identity, &told[0].event_ids), (1, 2, &vec![event.id]));
}

#[test]
fn what_a_list_says_of_a_shared_identity_is_shared() {
    let list = list([ListedVessel {
        is_listed: Some(true),
        listed_by: vec!["NPFC".to_owned(), "SPRFMO".to_owned()],
        ..listed("412000001")
    }]);
    let tracks = tracks();
    let told = Assessment::default().assess(&tracks, &[], &Context::of(&tracks).with_vessel_list(&list));
    let scores: Vec<_> = told.iter().map(|dossier| (dossier.hull, dossier.score, dossier.rank)).collect();
    assert_eq!(scores, [(0, 20.0, Some(1)), (1, 20.0, Some(1))]);
    insta::assert_snapshot!(told[0].contributions[0].facts.join("\n"), @r"
    listed by NPFC, SPRFMO
    2 hulls share the identity: which of them is meant cannot be told
    ");
}

#[test]
fn facts_of_a_list_count_and_what_it_does_not_tell_is_said() {
    let tracks = tracks();
    let with = |vessel: ListedVessel| {
        let list = list([vessel]);
        let context = Context::of(&tracks).with_vessel_list(&list);
        let told = Assessment::default().assess(&tracks, &[gap(Verdict::Undetermined)], &context);
        let dossier = of(&told, FISHER);
        let reasons: Vec<_> =
            dossier.abstained.iter().map(|abstention| (abstention.factor, abstention.reason)).collect();
        (dossier.score, reasons)
    };
    let (score, reasons) =
        with(ListedVessel { is_authorised: Some(false), flag: Some("CHN".to_owned()), ..listed(FISHER) });
    assert_eq!(score, 15.0, "not authorised, and another flag");
    assert!(reasons.contains(&(Factor::Listed, WhyAbstained::ListDoesNotTell)));
    assert!(!reasons.iter().any(|reason| reason.0 == Factor::NotAuthorised || reason.0 == Factor::FlagDiffers));
    let (score, _) = with(ListedVessel { is_authorised: Some(true), flag: Some("KOR".to_owned()), ..listed(FISHER) });
    assert_eq!(score, 0.0);
    for words in ["SOUTH KOREA", "KR"] {
        let (score, reasons) = with(ListedVessel { flag: Some(words.to_owned()), ..listed(FISHER) });
        assert_eq!(score, 0.0, "a flag in other words is no other flag");
        assert!(reasons.contains(&(Factor::FlagDiffers, WhyAbstained::FlagNotComparable)), "{words}: {reasons:?}");
    }
    let told = assess(&[gap(Verdict::Undetermined)]);
    let reasons: Vec<_> = of(&told, FISHER).abstained.iter().map(|abstention| abstention.reason).collect();
    assert!(reasons.contains(&WhyAbstained::NoVesselList) && reasons.contains(&WhyAbstained::NoZones));
}

#[test]
fn stays_in_closed_zones_count_and_possible_ones_abstain() {
    let score = |category: Option<&str>| {
        let mut event = of_type("zone_visit");
        let EventKind::ZoneVisit(visit) = &mut event.kind else { unreachable!() };
        visit.zone_category = category.map(str::to_owned);
        of(&assess(&[event]), CARRIER).score
    };
    assert_eq!([Some("mpa"), Some("MPA (no take)"), Some("Closure"), None].map(score), [15.0, 15.0, 15.0, 7.5]);
    assert_eq!([Some("eez"), Some("fao")].map(score), [0.0, 0.0]);
    let possible = events().into_iter().find(Event::is_possible).unwrap();
    let told = assess(std::slice::from_ref(&possible));
    let dossier = of(&told, CARRIER);
    assert_eq!((dossier.score, dossier.events.len(), &dossier.event_ids), (0.0, 0, &vec![possible.id]));
    assert!(dossier.abstained.iter().any(|abstention| abstention.reason == WhyAbstained::OnlyPossible));
}

#[test]
fn a_chart_settles_what_needs_one() {
    let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
    let zones = Zones::new(vec![Zone::new("closure", &geo_types::MultiPolygon(vec![square])).unwrap()]);
    let chart = Chart::new().with_zones(zones);
    let tracks = tracks();
    let context = Context::of(&tracks).with_chart(&chart);
    let told = Assessment::default().assess(&tracks, &[gap(Verdict::Undetermined)], &context);
    let reasons: Vec<_> = told[0].abstained.iter().map(|abstention| abstention.reason).collect();
    assert!(!reasons.contains(&WhyAbstained::NoZones), "{reasons:?}");
    assert!(reasons.contains(&WhyAbstained::NoPorts) && reasons.contains(&WhyAbstained::NoCoastline));
}

#[test]
fn equal_scores_have_equal_ranks() {
    let mut other = gap(Verdict::LikelyDeliberate);
    other.vessel = VesselId::new(CARRIER);
    let mut third = of_type("loitering");
    third.vessel = VesselId::new("412000001");
    let told = assess(&[gap(Verdict::LikelyDeliberate), other, third]);
    let ranks: Vec<_> = told.iter().map(|dossier| (dossier.vessel.to_string(), dossier.rank.unwrap())).collect();
    assert_eq!(ranks, [(CARRIER.to_owned(), 1), (FISHER.to_owned(), 1), ("412000001".to_owned(), 3)]);
}

#[test]
fn weights_of_ones_own_count() {
    let weights = Weights { gap_likely_deliberate: 0.0, ..Weights::default() };
    let assessment = Assessment::builder().weights(weights).build().unwrap();
    let tracks = tracks();
    let told = assessment.assess(&tracks, &[gap(Verdict::LikelyDeliberate)], &Context::of(&tracks));
    assert_eq!((told[0].score, told[0].contributions.len()), (0.0, 0));
}

#[test]
fn parameters_out_of_range_are_refused_by_name() {
    let refused = |set: fn(&mut AssessmentBuilder)| {
        let mut builder = Assessment::builder();
        set(&mut builder);
        builder.build().unwrap_err().to_string()
    };
    insta::assert_snapshot!(
        refused(|builder| { builder.weights(Weights { encounter: -1.0, ..Weights::default() }); }),
        @"the parameter assess.weights.encounter must be a number of points from 0 to 1000, found -1"
    );
    insta::assert_snapshot!(
        refused(|builder| { builder.each_next(f64::NAN); }),
        @"the parameter assess.each_next must be a share from 0 to 1, found NaN"
    );
    insta::assert_snapshot!(
        refused(|builder| { builder.max_step_h(0.0); }),
        @"the parameter assess.max_step_h must be a number of hours above 0 and at most 876000, found 0"
    );
}

/// Events of all sorts and of all hulls, some of them several times.
fn many_events() -> impl Strategy<Value = Vec<Event>> {
    let pool = events();
    let verdicts = [None, Some(Verdict::LikelyDeliberate), Some(Verdict::Undetermined)];
    let hulls = [(FISHER, 0), (CARRIER, 0), ("412000001", 0), ("412000001", 1)];
    prop::collection::vec((0..pool.len(), 0..500i64, 0..verdicts.len(), 0..hulls.len()), 0..30).prop_map(move |picks| {
        let pick = |(event, number, verdict, hull): (usize, i64, usize, usize)| {
            let event = Event { vessel: VesselId::new(hulls[hull].0), hull: hulls[hull].1, ..pool[event].clone() };
            Event { verdict: verdicts[verdict], ..again(&event, number) }
        };
        let mut events: Vec<Event> = picks.into_iter().map(pick).collect();
        events.sort_by_key(|event| event.id);
        events.dedup_by_key(|event| event.id);
        Event::sort(&mut events);
        events
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A score is the sum of its parts, each part rests on events of the hull itself, one more event never lowers a score
    /// beyond its last bits, and the order of the events changes nothing.
    #[test]
    fn scores_are_explained(events in many_events(), turn in 0..30usize) {
        let tracks = tracks();
        let context = Context::of(&tracks);
        let assess = |events: &[Event]| Assessment::default().assess(&tracks, events, &context);
        let told = assess(&events);
        for dossier in &told {
            let sum: f64 = dossier.contributions.iter().map(|contribution| contribution.points).sum();
            prop_assert_eq!(dossier.score, sum);
            for contribution in &dossier.contributions {
                let counts: f64 = contribution.cites.iter().map(|citation| citation.counts).sum();
                prop_assert!((contribution.points - contribution.weight * counts).abs() < 1e-9);
                prop_assert!(contribution.points <= 2.0 * contribution.weight);
                for citation in &contribution.cites {
                    let event = events.iter().find(|event| event.id == citation.event).unwrap();
                    prop_assert!(event.hulls().any(|hull| hull == (&dossier.vessel, dossier.hull)));
                    prop_assert!(!event.is_possible() && citation.counts > 0.0 && citation.counts <= 1.0);
                }
            }
        }
        let mut hulls: Vec<_> = told.iter().map(|dossier| (&dossier.vessel, dossier.hull)).collect();
        hulls.sort();
        hulls.dedup();
        prop_assert_eq!(hulls.len(), told.len());
        for pair in told.windows(2) {
            prop_assert!(pair[0].score >= pair[1].score);
            prop_assert_eq!(pair[0].rank == pair[1].rank, pair[0].score == pair[1].score);
        }
        if !events.is_empty() {
            let mut fewer = events.clone();
            fewer.remove(turn % events.len());
            for dossier in assess(&fewer) {
                let whole = told.iter().find(|whole| (&whole.vessel, whole.hull) == (&dossier.vessel, dossier.hull)).unwrap();
                prop_assert!(whole.score >= dossier.score - 1e-9);
            }
            let mut turned = events.clone();
            turned.rotate_left(turn % events.len());
            let turned: Vec<f64> = assess(&turned).iter().map(|dossier| dossier.score).collect();
            prop_assert_eq!(turned, told.iter().map(|dossier| dossier.score).collect::<Vec<_>>());
        }
    }
}
