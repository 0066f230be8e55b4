//! Waters in which every rule has something to find: simulated seas, and pieces of real files where they are present.
//!
//! Ports, zones and land are laid over them by what the rows say, so that they can be moved with the ships.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use darkwake::chart::{Anchorages, Land, Port, PortKind, Ports, Zone, Zones};
use darkwake::scenario::Scenario;
use darkwake::{Chart, Config, Fix, Fixes, Found, Pipeline, Position, VesselId};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::support::outputs::{Outputs, fixes_of, reader_of};
use crate::support::rows::Rows;

/// What is drawn on the chart, with longitudes that can be moved.
#[derive(Clone)]
pub(super) struct Drawn {
    pub(super) ports: Vec<Position>,
    /// Boxes: south, west, north, east.
    pub(super) zone: [f64; 4],
    pub(super) island: [f64; 4],
}

pub(super) struct Waters {
    pub(super) name: String,
    /// As text, with every flaw.
    pub(super) text: Rows,
    /// The same rows as fixes, their longitudes to five decimals, without placeholders.
    pub(super) rows: Vec<(VesselId, Fix)>,
    pub(super) drawn: Drawn,
    /// What is found in the text, and in the fixes.
    pub(super) of_text: Outputs,
    pub(super) of_rows: Outputs,
}

pub(super) static ALL: LazyLock<Vec<Waters>> = LazyLock::new(|| {
    let mut all: Vec<Waters> = [1, 2].map(simulated).into();
    #[cfg(feature = "gzip")]
    all.extend(real::PIECES.iter().filter_map(real::waters));
    all
});

/// A sea of 36 ships over 60 hours with a crowd of a dozen in its midst.
fn simulated(seed: u64) -> Waters {
    let scenario = Scenario::builder().seed(seed).ships(36).duration_h(60.0).interval_s(600.0).faults(4);
    let scenario = scenario.blanks(0.02).duplicates(0.02).same_time(0.005).late(0.05);
    let mut text = Rows::of_text(&String::from_utf8(scenario.build().unwrap().simulate().unwrap().csv()).unwrap());
    crowd(&mut text);
    Waters::new(format!("simulated {seed}"), text)
}

/// Twelve ships that lie within a few hundred metres of each other for two hours, too short to make a port, and then sail apart.
/// None is silent afterwards: a dozen equal silences would rank by the last digits of their scores.
fn crowd(text: &mut Rows) {
    let columns = text.header.split(',').count();
    let of = |name: &str| text.column(name);
    let (mmsi, time, lat, lon) = (of("MMSI"), of("BaseDateTime"), of("LAT"), of("LON"));
    for ship in 0..12 {
        for step in 0..128 {
            let minute = 15 * (8 + step);
            let under_way = f64::from((step - 10).max(0));
            let mut fields = vec![String::new(); columns];
            fields[mmsi] = format!("4129000{ship:02}");
            fields[time] = format!("2024-05-{:02}T{:02}:{:02}:00", 2 + minute / 1440, minute / 60 % 24, minute % 60);
            let south = (0.015 + 0.002 * f64::from(ship)) * under_way;
            fields[lat] = format!("{:.5}", 33.2 + 0.0004 * f64::from(ship % 4) - south);
            fields[lon] = format!("{:.5}", 131.9 + 0.0004 * f64::from(ship / 4) + 0.01 * under_way);
            text.rows.push(fields.join(","));
        }
    }
}

/// Everything found sooner than by default, since these waters are small.
pub(super) fn config() -> Config {
    let mut config = Config::default();
    config.gap.min_duration_h(1.0);
    config.loitering.min_duration_h(0.5).min_distance_from_shore_m(1_000.0);
    config.encounter.min_duration_h(0.5).max_partners(5).min_gathering_h(1.0).min_distance_from_port_m(1_000.0);
    config.port_visit.min_confidence(1);
    config
}

impl Drawn {
    /// With every longitude mapped, and on the other side of the equator if asked for.
    pub(super) fn moved(&self, lon: impl Fn(f64) -> f64, mirrored: bool) -> Drawn {
        let lat = |lat: f64| if mirrored { -lat } else { lat };
        let sides = |[south, west, north, east]: [f64; 4]| {
            let (a, b) = (lat(south), lat(north));
            [a.min(b), lon(west), a.max(b), lon(east)]
        };
        let there = |at: &Position| Position::new(lat(at.lat_deg()), lon(at.lon_deg())).unwrap();
        Drawn { ports: self.ports.iter().map(there).collect(), zone: sides(self.zone), island: sides(self.island) }
    }

    pub(super) fn chart(&self) -> Chart {
        let port = |(number, at): (usize, &Position)| {
            Port::new(format!("port-{number}"), format!("Port {number}"), *at, PortKind::Anchorage)
        };
        let ports = self.ports.iter().enumerate().map(port).collect();
        let zone = Zone::new("the middle", &box_of(self.zone)).unwrap();
        let land = Land::new(box_of(self.island)).unwrap();
        Chart::new().with_ports(Ports::new(ports)).with_zones(Zones::new(vec![zone])).with_land(land)
    }
}

fn box_of([south, west, north, east]: [f64; 4]) -> MultiPolygon<f64> {
    let corners = [(west, south), (east, south), (east, north), (west, north)];
    let ring: LineString<f64> = corners.into_iter().map(|(x, y)| Coord { x, y }).collect();
    MultiPolygon(vec![Polygon::new(ring, vec![])])
}

/// To so many decimals.
fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}

impl Waters {
    fn new(name: String, text: Rows) -> Waters {
        let fixes: Fixes = reader_of(text.text("\n")).build().unwrap().read().unwrap();
        let to_five = |fix: Fix| {
            let at = fix.position();
            crate::support::moves::moved(fix, fix.time_ms(), at.lat_deg(), rounded(at.lon_deg(), 5), |course| course)
        };
        // What lies at 0° N 0° E is no place, and would be one elsewhere.
        let is_place = |row: &(VesselId, Fix)| row.1.position() != Position::new(0.0, 0.0).unwrap();
        let rows: Vec<_> = fixes.iter().filter(is_place).map(|(vessel, fix)| (vessel, to_five(fix))).collect();
        let drawn = drawn(&rows);
        let of_text = Outputs::of(&found_by(&drawn, fixes));
        let of_rows = Outputs::of(&found_by(&drawn, fixes_of(&rows)));
        Waters { name, text, rows, drawn, of_text, of_rows }
    }

    /// How many events there are of each type, by name.
    pub(super) fn counts(&self) -> BTreeMap<String, u64> {
        let events = self.of_rows.summary["events"].as_object().unwrap();
        events.iter().map(|(name, count)| (name.clone(), count.as_u64().unwrap())).collect()
    }
}

/// What is found in these fixes beside what is drawn.
pub(super) fn found_by(drawn: &Drawn, fixes: Fixes) -> Found {
    Pipeline::new().config(config()).chart(drawn.chart()).run_on(fixes).unwrap()
}

/// Ports where a few ships lie, a zone over the middle half of all places, and an island under one of them.
fn drawn(rows: &[(VesselId, Fix)]) -> Drawn {
    let tracks = fixes_of(rows).into_tracks();
    let anchorages = Anchorages::builder().min_hulls(1).min_stay_h(3.0).build().unwrap().learn(&tracks, None);
    let to_four = |at: Position| Position::new(rounded(at.lat_deg(), 4), rounded(at.lon_deg(), 4)).unwrap();
    let middle = |of: fn(Position) -> f64| {
        let mut all: Vec<f64> = rows.iter().map(|(_, fix)| of(fix.position())).collect();
        all.sort_by(f64::total_cmp);
        // A little aside from where anybody was heard.
        [1, 3].map(|quarter| rounded(all[quarter * all.len() / 4], 3) + 0.0004)
    };
    let (lats, lons) = (middle(Position::lat_deg), middle(Position::lon_deg));
    let at = rows[rows.len() / 3].1.position();
    let (lat, lon) = (rounded(at.lat_deg(), 2) + 0.0004, rounded(at.lon_deg(), 2) + 0.0004);
    Drawn {
        ports: anchorages.iter().map(|anchorage| to_four(anchorage.position)).take(3).collect(),
        zone: [lats[0] - 0.01, lons[0] - 0.01, lats[1] + 0.01, lons[1] + 0.01],
        island: [lat - 0.02, lon - 0.02, lat + 0.02, lon + 0.02],
    }
}

#[cfg(feature = "gzip")]
mod real {
    use super::Waters;
    use crate::support::reference;
    use crate::support::rows::Rows;

    /// A file, and which of its rows.
    pub(super) struct Piece {
        file: &'static str,
        rows: Part,
    }

    enum Part {
        Between(usize, usize),
        /// South, west, north, east, in the columns `LAT` and `LON`.
        Within([f64; 4]),
    }

    /// Small enough that all laws together take no longer than a minute.
    pub(super) const PIECES: [Piece; 4] = [
        Piece { file: "us_coast_2020-06-30_day", rows: Part::Within([37.0, -77.0, 37.4, -76.2]) },
        Piece { file: "noaa_virginiabeach_2020-06-04_06", rows: Part::Within([36.93, -76.35, 36.97, -76.3]) },
        Piece { file: "shared_mmsi_2014", rows: Part::Between(9_000, 13_000) },
        Piece { file: "pelagos_2012_satellite", rows: Part::Between(0, 1_200) },
    ];

    pub(super) fn waters(piece: &Piece) -> Option<Waters> {
        let all = Rows::of_gzip(&reference(&format!("ais/{}.csv.gz", piece.file))?);
        let rows = match piece.rows {
            Part::Between(from, to) => all.with(all.rows[from..to].iter().cloned()),
            Part::Within([south, west, north, east]) => {
                let (lat, lon) = (all.column("LAT"), all.column("LON"));
                let is_within = |row: &&String| {
                    let number = |column| row.split(',').nth(column).unwrap().parse::<f64>().unwrap();
                    (south..north).contains(&number(lat)) && (west..east).contains(&number(lon))
                };
                all.with(all.rows.iter().filter(is_within).cloned())
            }
        };
        Some(Waters::new(piece.file.to_owned(), rows))
    }
}
