//! Places and tracks against zones, and reading them. The baseline is what one would write with `geo`: `intersects` of every
//! polygon whose bounding box holds the place.
//!
//! The zones: 200 star-shaped polygons of 2,000 sides each, with a hole, strewn over the box of the sea that is measured; the ships
//! cross them all the time.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use darkwake::Chart;
use darkwake::chart::{Zone, Zones};
use darkwake::detect::{Context, Detector, ZoneVisit};
use darkwake::{Position, TrackSet};
use geo::{BoundingRect, Intersects};
use geo_types::{Coord, LineString, MultiPolygon, Point, Polygon, Rect};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::sea;

fn share(rng: &mut ChaCha8Rng) -> f64 {
    f64::from(rng.next_u32()) / f64::from(u32::MAX)
}

/// A polygon with a jagged coast around a place, and a hole in its middle.
fn star(rng: &mut ChaCha8Rng, middle: (f64, f64), radius_deg: f64) -> Polygon<f64> {
    const SIDES: usize = 2_000;
    let distances: Vec<f64> = (0..SIDES).map(|_| radius_deg * (0.9 + 0.1 * share(rng))).collect();
    let ring = |scale: f64| -> LineString<f64> {
        let corner = |(index, distance): (usize, &f64)| {
            let (sin, cos) = (index as f64 / SIDES as f64 * std::f64::consts::TAU).sin_cos();
            Coord { x: middle.0 + scale * distance * cos, y: middle.1 + scale * distance * sin }
        };
        distances.iter().enumerate().map(corner).collect()
    };
    Polygon::new(ring(1.0), vec![ring(0.3)])
}

/// Between these longitudes, over the latitudes of the sea.
fn polygons(west: f64, east: f64) -> Vec<Polygon<f64>> {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    (0..200)
        .map(|_| {
            let middle = (west + (east - west) * share(&mut rng), 10.0 + 20.0 * share(&mut rng));
            let radius_deg = 0.1 + 0.6 * share(&mut rng);
            star(&mut rng, middle, radius_deg)
        })
        .collect()
}

fn zones(polygons: &[Polygon<f64>]) -> Zones {
    let zone = |(index, polygon): (usize, &Polygon<f64>)| {
        Zone::new(format!("{index}"), &MultiPolygon(vec![polygon.clone()])).expect("stars are sound")
    };
    Zones::new(polygons.iter().enumerate().map(zone).collect())
}

fn fixes(tracks: &TrackSet) -> Vec<Position> {
    tracks.iter().flat_map(|track| track.iter().map(|fix| fix.position()).collect::<Vec<_>>()).collect()
}

fn bench_places(criterion: &mut Criterion, polygons: &[Polygon<f64>], zones: &Zones) {
    let places: Vec<Position> = fixes(&sea::CLEAN).into_iter().step_by(29).collect();
    let boxes: Vec<Rect<f64>> = polygons.iter().filter_map(BoundingRect::bounding_rect).collect();
    let by_geo = |place: Position| {
        let point = Point::from(place);
        let held =
            boxes.iter().zip(polygons).filter(|(rect, polygon)| rect.intersects(&point) && polygon.intersects(&point));
        held.count()
    };
    let ours = |place: Position| zones.containing(place).count();
    assert!(places.iter().all(|&place| by_geo(place) == ours(place)));
    let mut group = criterion.benchmark_group("zones/containing");
    group.throughput(Throughput::Elements(places.len() as u64)).sample_size(10);
    group.bench_function("baseline: geo, every polygon by its box", |bench| {
        bench.iter(|| places.iter().map(|&place| by_geo(black_box(place))).sum::<usize>());
    });
    group.bench_function("index", |bench| {
        bench.iter(|| places.iter().map(|&place| ours(black_box(place))).sum::<usize>());
    });
    group.finish();
    let few: Vec<Position> = places.iter().copied().step_by(16).collect();
    let mut group = criterion.benchmark_group("zones/near");
    group.throughput(Throughput::Elements(few.len() as u64)).sample_size(10);
    group.bench_function("distances to all within 50 km", |bench| {
        bench.iter(|| few.iter().map(|&place| zones.near(black_box(place), 50_000.0).len()).sum::<usize>());
    });
    group.finish();
}

/// The rule, where ships cross zones all the time and where they are far from all of them.
fn bench_visits(criterion: &mut Criterion, polygons: &[Polygon<f64>], zones: &Zones) {
    let tracks = &*sea::CLEAN;
    let boxes: Vec<Rect<f64>> = polygons.iter().filter_map(BoundingRect::bounding_rect).collect();
    let mut group = criterion.benchmark_group("zones/visits");
    group.throughput(Throughput::Elements(tracks.fix_count() as u64)).sample_size(10);
    group.bench_function("baseline: geo for each fix, by its box, 1 thread", |bench| {
        bench.iter(|| {
            let held = |track: darkwake::Track<'_>| {
                let inside = |point: Point<f64>| {
                    let of = boxes.iter().zip(polygons);
                    of.filter(|(rect, polygon)| rect.intersects(&point) && polygon.intersects(&point)).count()
                };
                track.iter().map(|fix| inside(Point::from(fix.position()))).sum::<usize>()
            };
            tracks.iter().map(held).sum::<usize>()
        });
    });
    let far = self::zones(&self::polygons(-60.0, -30.0));
    for (name, zones) in [("among zones", zones), ("far from zones", &far)] {
        let chart = Chart::new().with_zones(zones.clone());
        let context = Context::of(tracks).with_chart(&chart);
        let visits = || ZoneVisit::default().candidates(tracks, &context).len();
        group.bench_function(format!("{name}, 1 thread"), |bench| bench.iter(|| sea::on_one_thread(visits)));
        group.bench_function(format!("{name}, all threads"), |bench| bench.iter(visits));
    }
    group.finish();
}

/// A file of these zones: parsed, made continuous, checked for crossings, and indexed. The baseline parses it into values.
fn bench_reading(criterion: &mut Criterion, polygons: &[Polygon<f64>]) {
    let corners = |ring: &LineString<f64>| ring.0.iter().map(|at| [at.x, at.y]).collect::<Vec<_>>();
    let feature = |polygon: &Polygon<f64>| {
        let rings: Vec<_> = std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(corners).collect();
        serde_json::json!({"type": "Feature", "properties": {"name": "star"}, "geometry": {"type": "Polygon", "coordinates": rings}})
    };
    let features: Vec<_> = polygons.iter().map(feature).collect();
    let text = serde_json::json!({"type": "FeatureCollection", "features": features}).to_string();
    let dir = tempfile::tempdir().expect("a directory for a file can be made");
    let path = dir.path().join("zones.geojson");
    std::fs::write(&path, &text).expect("a file can be written");
    let mut group = criterion.benchmark_group("zones/read");
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
    group.bench_function("baseline: serde_json::Value", |bench| {
        bench.iter(|| serde_json::from_str::<serde_json::Value>(black_box(&text)).map(|value| value.is_object()).ok());
    });
    group.bench_function("zones, checked and indexed", |bench| {
        bench.iter(|| Zones::from_geojson(&path).map(|zones| zones.len()).ok());
    });
    group.finish();
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let polygons = polygons(140.0, 170.0);
    let zones = zones(&polygons);
    bench_places(criterion, &polygons, &zones);
    bench_visits(criterion, &polygons, &zones);
    bench_reading(criterion, &polygons);
}
