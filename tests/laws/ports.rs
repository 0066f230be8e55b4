//! The laws for ports: the same bytes, no matter who else is there, and the same visits wherever the ports lie.

use darkwake::chart::{Port, PortKind, Ports};
use darkwake::scenario::{Scenario, Sea};
use darkwake::{Chart, Config, Event, EventKind, EventType, Fix, Found, Pipeline, Position, VesselId};

use crate::support::moves::east_of;
use crate::support::outputs::{Outputs, assert_same, fixes_of, on_threads};
use crate::support::rows::shuffle;

type Row = (VesselId, Fix);

fn sea(seed: u64) -> Sea {
    let scenario = Scenario::builder().seed(seed).ships(48).duration_h(60.0).interval_s(600.0).same_time(0.005);
    scenario.build().unwrap().simulate().unwrap()
}

/// A grid of anchorages over the waters in which the ships of the simulated sea lie, off Busan, Ulsan and Yeosu: at most 2.5 km
/// from any berth.
fn anchorages() -> Ports {
    let roads = [("Busan", 34.92, 129.12), ("Ulsan", 35.36, 129.47), ("Yeosu", 34.52, 127.92)];
    let of_roads = |(name, south, west): (&'static str, f64, f64)| {
        (0..16).map(move |number: u32| {
            let (row, column) = (f64::from(number / 4), f64::from(number % 4));
            let at = Position::new(south + 0.03 * row, west + 0.04 * column).unwrap();
            Port::new(format!("{name}-{number}"), name, at, PortKind::Anchorage)
        })
    };
    Ports::new(roads.into_iter().flat_map(of_roads).collect())
}

fn config() -> Config {
    let mut config = Config::default();
    config.only = vec![EventType::PortVisit];
    config.port_visit.min_confidence(1);
    config
}

fn found(rows: &[Row], ports: &Ports) -> Found {
    let chart = Chart::new().with_ports(ports.clone());
    Pipeline::new().config(config()).chart(chart).run_on(fixes_of(rows)).unwrap()
}

#[test]
fn threads_and_order_change_no_byte() {
    for seed in [1, 2] {
        let sea = sea(seed);
        let mut rows: Vec<Row> = sea.iter().collect();
        let outputs_on =
            |threads: usize, rows: &[Row]| on_threads(threads, || Outputs::of(&found(rows, &anchorages())));
        let one = outputs_on(1, &rows);
        assert!(one.summary["events"]["port_visit"].as_u64() > Some(5), "{:?}", one.summary["events"]);
        shuffle(&mut rows, seed);
        assert_same(&outputs_on(3, &rows), &one, &format!("seed {seed}"));
    }
}

#[test]
fn the_order_of_the_ports_changes_no_visit() {
    let sea = sea(1);
    let rows: Vec<Row> = sea.iter().collect();
    let mut turned: Vec<Port> = anchorages().iter().cloned().collect();
    turned.reverse();
    let turned = Ports::new(turned);
    let here = found(&rows, &anchorages()).events;
    assert!(here.len() > 5);
    assert_eq!(found(&rows, &turned).events, here);
}

#[test]
fn a_ship_alone_calls_where_it_calls_among_others() {
    let sea = sea(2);
    let rows: Vec<Row> = sea.iter().collect();
    let all = found(&rows, &anchorages());
    let mut vessels: Vec<VesselId> = all.events.iter().map(|visit| visit.vessel.clone()).collect();
    vessels.sort();
    vessels.dedup();
    assert!(vessels.len() > 3);
    for vessel in vessels {
        let own: Vec<Row> = rows.iter().filter(|(other, _)| *other == vessel).cloned().collect();
        let mut config = config();
        config.data_end = Some(all.tracks.data_end());
        let chart = Chart::new().with_ports(anchorages());
        let alone = Pipeline::new().config(config).chart(chart).run_on(fixes_of(&own)).unwrap();
        let among: Vec<&Event> = all.events.iter().filter(|visit| visit.vessel == vessel).collect();
        assert_eq!(alone.events.iter().collect::<Vec<_>>(), among, "{vessel}");
    }
}

fn moved(at: Position, degrees: i32) -> Position {
    Position::new(at.lat_deg(), east_of(at.lon_deg(), degrees)).unwrap()
}

/// Over the antimeridian and Greenwich, with the ships: visits are made of fixes, so their times are the same to the
/// millisecond.
#[test]
fn ports_and_ships_moved_together_meet_as_before() {
    for seed in [1, 2] {
        let sea = sea(seed);
        let rows: Vec<Row> = sea.iter().collect();
        let told = |found: &Found| -> Vec<_> {
            let of_visit = |visit: &Event| {
                let EventKind::PortVisit(evidence) = &visit.kind else { panic!("{visit} is no port visit") };
                let ports = [Some(&evidence.start_port), evidence.stay_port.as_ref(), evidence.end_port.as_ref()];
                let ports = ports.map(|port| port.map(|port| port.id.clone()));
                let counts = (evidence.confidence, evidence.entered, evidence.left, evidence.fixes, evidence.stops);
                (visit.vessel.clone(), visit.start, visit.end, ports, counts)
            };
            found.events.iter().map(of_visit).collect()
        };
        let here = told(&found(&rows, &anchorages()));
        assert!(here.len() > 5);
        // The roads lie from 127.92 to 129.58 degrees east: 51 degrees on, the antimeridian runs through those off Busan.
        for degrees in [51, -129, 90, 359] {
            let there: Vec<Row> = (rows.iter())
                .map(|(vessel, fix)| {
                    let mut there = Fix::new(fix.time(), moved(fix.position(), degrees));
                    if let (Some(sog_kn), Some(cog_deg)) = (fix.sog_kn(), fix.cog_deg()) {
                        there = there.with_sog_kn(sog_kn).with_cog_deg(cog_deg);
                    }
                    (vessel.clone(), there)
                })
                .collect();
            let anchorages = anchorages();
            let ports = anchorages.iter().map(|port| {
                let mut there = Port::new(port.id.clone(), port.name.clone(), moved(port.position, degrees), port.kind);
                there.country.clone_from(&port.country);
                there
            });
            let there = told(&found(&there, &Ports::new(ports.collect())));
            assert_eq!(there, here, "seed {seed}, {degrees} degrees");
        }
    }
}

#[test]
fn a_higher_confidence_never_adds_a_visit() {
    let sea = sea(1);
    let fixes: Vec<Row> = sea.iter().collect();
    let ids = |confidence: u8| -> Vec<String> {
        let mut config = config();
        config.port_visit.min_confidence(confidence);
        let chart = Chart::new().with_ports(anchorages());
        let found = Pipeline::new().config(config).chart(chart).run_on(fixes_of(&fixes)).unwrap();
        found.events.iter().map(|visit| visit.id.to_string()).collect()
    };
    let found = [1, 2, 3, 4].map(ids);
    for pair in found.windows(2) {
        assert!(pair[1].iter().all(|id| pair[0].contains(id)));
    }
    assert!(found[0].len() > found[1].len() && found[2].len() > found[3].len(), "{found:?}");
}
