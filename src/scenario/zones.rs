//! Closures in the simulated sea, and which ships truly were inside of them.
//!
//! Ships and rows are there before the zones, and no row depends on them. A zone is drawn anew until what the ships did there
//! shows in what was heard of them: every stay by the ships' motion is one by the great circles between its fixes, with
//! nearly the same ends, and the other way round.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::Position;
use crate::chart::{Zone, Zones};
use crate::scenario::dice::Dice;
use crate::scenario::motion::{Leg, Motion};
use crate::scenario::radio::Report;
use crate::scenario::ship::{MAX_STEP_S, Ship};
use crate::scenario::waters::SQUID_GROUND;

/// How far the start or end of a stay as the fixes show it may lie from the true one, in seconds: ships turn between fixes.
pub(super) const ZONE_TOLERANCE_S: u32 = 300;

/// An excursion of at most an hour and 500 m does not end a visit. Those that come near to that, on either side, are not
/// clear.
const EXCURSION_S: f64 = 3_600.0;
const UNCLEAR_S: std::ops::Range<f64> = 3_300.0..3_900.0;
const CLEARLY_NEAR_M: f64 = 350.0;
const CLEARLY_FAR_M: f64 = 900.0;

/// How often a zone is drawn anew; the later, the smaller.
const MAX_DRAWS: u32 = 300;

/// The fewest stays that make a zone worth having.
const FEWEST_STAYS: usize = 3;

/// A stay of a ship in a zone, in seconds since the scenario's start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TrueStay {
    /// The index of the ship.
    pub(super) ship: usize,
    /// The number of the zone.
    pub(super) zone: usize,
    pub(super) start_s: f64,
    pub(super) end_s: f64,
    /// Whether the data ends while it is inside.
    pub(super) is_open: bool,
}

/// Draws the zones: a closure on the squid ground with an open corner in it, and one across the lane through the East Sea. One
/// for which no clear place is found is left out.
pub(super) fn draw(ships: &[Ship], data_end_s: i64, dice: &mut Dice) -> (Zones, Vec<TrueStay>) {
    let (mut zones, mut stays) = (Vec::new(), Vec::new());
    for plan in &PLANS {
        let clear = (0..MAX_DRAWS).find_map(|draw| {
            let zone = plan.zone(1.0 - 0.7 * f64::from(draw) / f64::from(MAX_DRAWS), dice)?;
            let stays = clear_stays(&zone, zones.len(), ships, data_end_s)?;
            (stays.len() >= FEWEST_STAYS).then_some((zone, stays))
        });
        if let Some((zone, found)) = clear {
            zones.push(zone);
            stays.extend(found);
        }
    }
    (Zones::new(zones), stays)
}

/// Where a zone may lie, and how it looks.
struct Plan {
    name: &'static str,
    id: &'static str,
    /// Between which places its middle lies.
    between: [(f64, f64); 2],
    radius_deg: f64,
    has_hole: bool,
}

const PLANS: [Plan; 2] = [
    Plan {
        name: "squid closure",
        id: "E-1",
        between: [
            (SQUID_GROUND.south_deg + 0.2, SQUID_GROUND.west_deg + 0.3),
            (SQUID_GROUND.north_deg - 0.2, SQUID_GROUND.east_deg - 0.3),
        ],
        radius_deg: 0.35,
        has_hole: true,
    },
    // On the middle of the first lane.
    Plan { name: "lane closure", id: "E-2", between: [(36.0, 130.4), (36.8, 131.1)], radius_deg: 0.3, has_hole: false },
];

impl Plan {
    /// A star-shaped zone, its corners in ten-thousandths of a degree as its file has them.
    fn zone(&self, scale: f64, dice: &mut Dice) -> Option<Zone> {
        let [(south, west), (north, east)] = self.between;
        let along = dice.unit();
        let middle = (south + (north - south) * along, west + (east - west) * dice.between(0.7, 1.3) * along);
        let corners = 7 + dice.below(4);
        let radius_deg = self.radius_deg * scale;
        let distances: Vec<f64> = (0..corners).map(|_| radius_deg * dice.between(0.6, 1.0)).collect();
        let ring = |share: f64| -> LineString<f64> {
            let corner = |(index, distance_deg): (usize, &f64)| {
                let (sin, cos) = (index as f64 / corners as f64 * std::f64::consts::TAU).sin_cos();
                let rounded = |degrees: f64| (degrees * 1e4).round() / 1e4;
                Coord {
                    x: rounded(middle.1 + share * distance_deg * cos / middle.0.to_radians().cos()),
                    y: rounded(middle.0 + share * distance_deg * sin),
                }
            };
            let mut corners: Vec<Coord<f64>> = distances.iter().enumerate().map(corner).collect();
            corners.extend(corners.first().copied());
            LineString(corners)
        };
        let holes = if self.has_hole { vec![ring(0.3)] } else { Vec::new() };
        let polygons = MultiPolygon(vec![Polygon::new(ring(1.0), holes)]);
        Zone::new(self.name, &polygons).ok().map(|zone| zone.with_id(self.id).with_category("closure"))
    }
}

/// The stays of all ships in a zone; `None` where one of them is not clear.
fn clear_stays(zone: &Zone, number: usize, ships: &[Ship], data_end_s: i64) -> Option<Vec<TrueStay>> {
    let mut stays = Vec::new();
    for (index, ship) in ships.iter().enumerate() {
        let fixes: Vec<&Report> = ship.fixes().collect();
        let runs = runs(&fixes);
        let true_spans = spans_of_motion(zone, &ship.motion);
        for run in &runs {
            let (from_s, until_s) = (run[0].time_s as f64, run[run.len() - 1].time_s as f64);
            let truly = joined(zone, &ship.motion, &within(&true_spans, from_s, until_s))?;
            let heard = joined(zone, &ship.motion, &spans_of_fixes(zone, run))?;
            let agree = truly.len() == heard.len() && truly.iter().zip(&heard).all(|(&a, &b)| is_same(a, b));
            if !agree {
                return None;
            }
            stays.extend(truly.into_iter().map(|(start_s, end_s)| TrueStay {
                ship: index,
                zone: number,
                start_s,
                end_s,
                is_open: end_s == until_s && is_last(run, &fixes) && data_end_s - until_s as i64 <= MAX_STEP_S,
            }));
        }
    }
    Some(stays)
}

fn is_last(run: &[&Report], fixes: &[&Report]) -> bool {
    run[run.len() - 1].time_s == fixes[fixes.len() - 1].time_s
}

/// The unbroken stretches of fixes.
fn runs<'a, 'b>(fixes: &'b [&'a Report]) -> Vec<&'b [&'a Report]> {
    fixes.chunk_by(|a, b| b.time_s - a.time_s <= MAX_STEP_S).collect()
}

type Span = (f64, f64);

/// When a ship is inside by how it moves.
fn spans_of_motion(zone: &Zone, motion: &Motion) -> Vec<Span> {
    let of_leg = |leg: &Leg| passages(zone, (leg.start_s, leg.from), (leg.end_s, leg.position_at(leg.end_s)));
    touching_joined(motion.legs().iter().flat_map(of_leg))
}

/// When a ship is inside by the great circles between its fixes.
fn spans_of_fixes(zone: &Zone, run: &[&Report]) -> Vec<Span> {
    let of_step = |step: &[&Report]| {
        passages(zone, (step[0].time_s as f64, step[0].position), (step[1].time_s as f64, step[1].position))
    };
    touching_joined(run.windows(2).flat_map(of_step))
}

fn passages(zone: &Zone, (start_s, from): (f64, Position), (end_s, to): (f64, Position)) -> Vec<Span> {
    let at = |fraction: f64| start_s + fraction * (end_s - start_s);
    zone.passages(from, to).into_iter().map(|(enters, leaves)| (at(enters), at(leaves))).collect()
}

fn touching_joined(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.0 - last.1 < 0.01 => last.1 = span.1,
            _ => joined.push(span),
        }
    }
    joined
}

fn within(spans: &[Span], from_s: f64, until_s: f64) -> Vec<Span> {
    let cut = |span: &Span| (span.0.max(from_s), span.1.min(until_s));
    spans.iter().map(cut).filter(|span| span.0 <= span.1).collect()
}

/// Spans with short and near excursions between them made one; `None` where it is not clear whether they are.
fn joined(zone: &Zone, motion: &Motion, spans: &[Span]) -> Option<Vec<Span>> {
    const SAMPLE_S: f64 = 60.0;
    let mut joined: Vec<Span> = Vec::new();
    for &span in spans {
        let goes_on = match joined.last() {
            None => false,
            Some(last) => {
                let (left_s, back_s) = (last.1, span.0);
                let samples = ((back_s - left_s) / SAMPLE_S).ceil().min(100.0) as u32;
                let at = |sample: u32| left_s + (back_s - left_s) * f64::from(sample) / f64::from(samples.max(1));
                let places = (0..=samples).map(|sample| motion.position_at(at(sample)));
                let farthest_m = places.map(|place| zone.distance_m(place)).fold(0.0, f64::max);
                match back_s - left_s {
                    away_s if away_s >= UNCLEAR_S.end => false,
                    away_s if UNCLEAR_S.contains(&away_s) && farthest_m < CLEARLY_FAR_M => return None,
                    away_s if away_s < EXCURSION_S && farthest_m < CLEARLY_NEAR_M => true,
                    _ if farthest_m < CLEARLY_FAR_M => return None,
                    _ => false,
                }
            }
        };
        match joined.last_mut() {
            Some(last) if goes_on => last.1 = span.1,
            _ => joined.push(span),
        }
    }
    // A moment at a border is no clear stay.
    joined.iter().all(|span| span.1 - span.0 >= 60.0).then_some(joined)
}

/// Whether the same stay is seen, its ends within the tolerance and for most of the time.
fn is_same(truly: Span, heard: Span) -> bool {
    let tolerance_s = f64::from(ZONE_TOLERANCE_S) * 0.8;
    let shared_s = truly.1.min(heard.1) - truly.0.max(heard.0);
    let either_s = truly.1.max(heard.1) - truly.0.min(heard.0);
    (truly.0 - heard.0).abs() <= tolerance_s && (truly.1 - heard.1).abs() <= tolerance_s && shared_s >= 0.75 * either_s
}

/// The zones as a GeoJSON file, a feature a line.
pub(super) fn to_geojson(zones: &Zones) -> String {
    let feature = |zone: &Zone| {
        let polygons: Vec<Vec<Vec<[f64; 2]>>> = zone
            .polygons()
            .iter()
            .map(|polygon| {
                let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
                rings.map(|ring| ring.0.iter().map(|at| [at.x, at.y]).collect()).collect()
            })
            .collect();
        serde_json::json!({
            "type": "Feature",
            "properties": {"name": zone.name(), "id": zone.id(), "category": zone.category()},
            "geometry": {"type": "MultiPolygon", "coordinates": polygons},
        })
        .to_string()
    };
    let features: Vec<String> = zones.iter().map(feature).collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"))
}
