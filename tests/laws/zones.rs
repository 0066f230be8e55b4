//! The laws for zones: the same bytes, no matter who else is there, and the same visits wherever the zones lie.

use darkwake::chart::{Zone, Zones};
use darkwake::geodesy::destination;
use darkwake::scenario::{Scenario, Sea};
use darkwake::{Chart, Config, Event, EventType, Fix, Found, Pipeline, Position, Timestamp, VesselId};
use geo_types::MultiPolygon;

use crate::support::moves::east_of;
use crate::support::outputs::{Outputs, assert_same, fixes_of, on_threads};
use crate::support::rows::shuffle;

type Row = (VesselId, Fix);

fn sea(seed: u64) -> Sea {
    let scenario = Scenario::builder().seed(seed).ships(36).duration_h(60.0).interval_s(600.0).same_time(0.005);
    scenario.build().unwrap().simulate().unwrap()
}

fn config() -> Config {
    let mut config = Config::default();
    config.only = vec![EventType::Gap, EventType::ZoneVisit];
    config
}

fn found(rows: &[Row], zones: &Zones) -> Found {
    let chart = Chart::new().with_zones(zones.clone());
    Pipeline::new().config(config()).chart(chart).run_on(fixes_of(rows)).unwrap()
}

fn visits(found: &Found) -> Vec<&Event> {
    found.events.iter().filter(|event| event.type_name() == "zone_visit").collect()
}

#[test]
fn threads_and_order_change_no_byte() {
    for seed in [1, 2] {
        let sea = sea(seed);
        let mut rows: Vec<Row> = sea.iter().collect();
        let outputs_on = |threads: usize, rows: &[Row]| on_threads(threads, || Outputs::of(&found(rows, sea.zones())));
        let one = outputs_on(1, &rows);
        assert!(one.summary["events"]["zone_visit"].as_u64() > Some(5), "{:?}", one.summary["events"]);
        assert!(one.summary["possible_events"]["zone_visit"].as_u64() > Some(0));
        shuffle(&mut rows, seed);
        assert_same(&outputs_on(3, &rows), &one, &format!("seed {seed}"));
    }
}

#[test]
fn a_ship_alone_visits_what_it_visits_among_others() {
    let sea = sea(3);
    let rows: Vec<Row> = sea.iter().collect();
    let all = found(&rows, sea.zones());
    let mut vessels: Vec<VesselId> = visits(&all).iter().map(|visit| visit.vessel.clone()).collect();
    vessels.dedup();
    assert!(vessels.len() > 3);
    for vessel in vessels {
        let own: Vec<Row> = rows.iter().filter(|(other, _)| *other == vessel).cloned().collect();
        let chart = Chart::new().with_zones(sea.zones().clone());
        let mut config = config();
        config.data_end = Some(all.tracks.data_end());
        let alone = Pipeline::new().config(config).chart(chart).run_on(fixes_of(&own)).unwrap();
        let among: Vec<&Event> = visits(&all).into_iter().filter(|visit| visit.vessel == vessel).collect();
        assert_eq!(visits(&alone), among, "{vessel}");
    }
}

/// Over the antimeridian and Greenwich, with the ships: corners there jump from 179 to -179.
#[test]
fn zones_and_ships_moved_together_meet_as_before() {
    for seed in [1, 2] {
        let sea = sea(seed);
        let rows: Vec<Row> = sea.iter().collect();
        let here = found(&rows, sea.zones());
        let times = |found: &Found| -> Vec<(VesselId, i64, Option<i64>, bool)> {
            let told = |visit: &&Event| {
                let end_s = visit.end.map(|end| end.as_millisecond().div_euclid(50));
                (visit.vessel.clone(), visit.start.as_millisecond().div_euclid(50), end_s, visit.is_possible())
            };
            visits(found).iter().map(told).collect()
        };
        // The closures lie around 131 degrees east.
        for degrees in [49, -131, 90] {
            let moved: Vec<Row> = rows
                .iter()
                .map(|(vessel, fix)| {
                    let place = fix.position();
                    let there = Position::new(place.lat_deg(), east_of(place.lon_deg(), degrees)).unwrap();
                    let mut moved = Fix::new(fix.time(), there);
                    if let (Some(sog_kn), Some(cog_deg)) = (fix.sog_kn(), fix.cog_deg()) {
                        moved = moved.with_sog_kn(sog_kn).with_cog_deg(cog_deg);
                    }
                    (vessel.clone(), moved)
                })
                .collect();
            let zones = sea.zones().iter().map(|zone| {
                let mut polygons: MultiPolygon<f64> = zone.polygons();
                for polygon in &mut polygons.0 {
                    let turn = |ring: &mut geo_types::LineString<f64>| {
                        ring.0.iter_mut().for_each(|at| at.x = east_of(at.x, degrees));
                    };
                    polygon.exterior_mut(turn);
                    polygon.interiors_mut(|rings| rings.iter_mut().for_each(turn));
                }
                Zone::new(zone.name(), &polygons).unwrap()
            });
            let there = found(&moved, &Zones::new(zones.collect()));
            let (expected, found) = (times(&here), times(&there));
            assert_eq!(expected.len(), found.len(), "seed {seed}, {degrees} degrees");
            // Within a tenth of a second: the last digits of longitudes differ.
            for (a, b) in expected.iter().zip(&found) {
                let near = |a: i64, b: i64| (a - b).abs() <= 2;
                let ends = a.2.zip(b.2).map_or(a.2 == b.2, |(a, b)| near(a, b));
                assert!(a.0 == b.0 && near(a.1, b.1) && ends && a.3 == b.3, "seed {seed}, {degrees}: {a:?} {b:?}");
            }
        }
    }
}

/// A ship that goes round and round the south pole leaves and enters a sector of the sea there as often as it does.
#[test]
fn a_ship_around_the_pole_visits_a_sector_once_a_round() {
    let corners = [(20.0, -60.0), (50.0, -60.0), (50.0, -90.0), (20.0, -90.0)];
    let ring: geo_types::LineString<f64> = corners.iter().map(|&(x, y)| geo_types::Coord { x, y }).collect();
    let sector = Zone::new("sector", &MultiPolygon(vec![geo_types::Polygon::new(ring, vec![])])).unwrap();
    let pole = Position::new(-90.0, 0.0).unwrap();
    let start: Timestamp = "2024-05-01T00:00:00Z".parse().unwrap();
    // 20 km from the pole; a round of 126 km in eight hours, a fix every ten minutes.
    let rows: Vec<Row> = (0..=240)
        .map(|step| {
            let time = start + jiff::SignedDuration::from_mins(10 * i64::from(step));
            let place = destination(pole, 7.5 * f64::from(step), 20_000.0);
            (VesselId::new("440123456"), Fix::new(time, place))
        })
        .collect();
    let found = found(&rows, &Zones::new(vec![sector]));
    let visits = visits(&found);
    assert_eq!(visits.len(), 5, "{visits:?}");
    for visit in &visits {
        assert!((visit.duration_h - 8.0 * 30.0 / 360.0).abs() < 0.02, "30 of 360 degrees: {visit}");
    }
}
