//! Rings as people write them, made continuous.
//!
//! A ring that crosses the antimeridian is written with longitudes beyond 180, with a jump from 179 to -179, or cut there
//! into pieces (RFC 7946, section 3.1.9); one around a pole with the pole among its corners, or without. All of them become
//! a closed ring whose longitudes go on without a jump.
//!
//! - A side between longitudes more than 180 degrees apart goes the short way.
//! - A side of exactly 360 degrees, from the antimeridian to itself, is nothing by the short way, and a whole parallel as
//!   it stands. It is a whole parallel where the ring would clash with itself by the short way, or would go round the earth
//!   though no corner of that side is a pole.
//! - A ring that goes round the earth surrounds the pole on whose side of the equator it lies. It becomes a ring from -180
//!   to 180 degrees that runs along the pole; its sides there and on the antimeridian are no border.
//! - A ring that is not closed is closed by a side from its last corner to its first.

use std::fmt;

use geo_types::Coord;

use super::cut::within;
use super::ring::{Bounds, ON_BORDER_DEG, Ring};
use super::simple::{Clash, How, clash_within};

/// Why corners are no ring, with what would be right.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    NotFinite { corner: usize, at: Coord<f64> },
    OutOfRange { corner: usize, at: Coord<f64> },
    TooFew { distinct: usize },
    Clash(Clash),
    GoesRoundTwice,
    WhichPole { south: f64, north: f64 },
    TooWide { width: f64 },
}

/// Latitudes beyond a pole by rounding only are on it.
const POLE_SLACK_DEG: f64 = 1e-6;

/// The ring through these corners of longitude and latitude, and whether it had to be closed.
pub(super) fn unroll(corners: &[Coord<f64>]) -> Result<(Ring, bool), Fault> {
    let corners = checked(corners)?;
    let is_closed = corners.len() > 1 && same_place(corners[0], corners[corners.len() - 1]);
    let open = &corners[..corners.len() - usize::from(is_closed)];
    let parallels = || sides(open).filter(|(from, to)| is_whole_turn(to.x - from.x));
    let short_way = walk(open, |dx| dx.abs() > 180.0);
    let as_it_stands = parallels().next().map(|_| walk(open, |dx| dx.abs() > 180.0 && !is_whole_turn(dx)));
    let is_round = short_way.round_deg != 0.0 && parallels().any(|(from, _)| from.y.abs() < 90.0);
    let readings = match as_it_stands {
        Some(literal) if is_round => [Some(literal), Some(short_way)],
        literal => [Some(short_way), literal],
    };
    let mut first_fault = None;
    for reading in readings.into_iter().flatten() {
        match close(reading) {
            Ok(ring) => return Ok((ring, !is_closed)),
            Err(fault) => first_fault = first_fault.or(Some(fault)),
        }
    }
    Err(first_fault.unwrap_or(Fault::TooFew { distinct: 0 }))
}

/// Corners that are places, without repetitions; latitudes brought to the poles that they mean.
fn checked(corners: &[Coord<f64>]) -> Result<Vec<Coord<f64>>, Fault> {
    let mut kept: Vec<Coord<f64>> = Vec::with_capacity(corners.len());
    for (corner, &at) in corners.iter().enumerate() {
        if !(at.x.is_finite() && at.y.is_finite()) {
            return Err(Fault::NotFinite { corner, at });
        }
        if at.y.abs() > 90.0 + POLE_SLACK_DEG || at.x.abs() > 360.0 {
            return Err(Fault::OutOfRange { corner, at });
        }
        let at = Coord { x: at.x, y: at.y.clamp(-90.0, 90.0) };
        if kept.last() != Some(&at) {
            kept.push(at);
        }
    }
    Ok(kept)
}

fn same_place(a: Coord<f64>, b: Coord<f64>) -> bool {
    let dx = (a.x - b.x).abs();
    a.y == b.y && (dx == 0.0 || is_whole_turn(dx))
}

/// Whether two longitudes are one meridian, a turn apart.
fn is_whole_turn(dx: f64) -> bool {
    (dx.abs() - 360.0).abs() <= ON_BORDER_DEG
}

fn sides(open: &[Coord<f64>]) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> {
    open.iter().copied().zip(open.iter().copied().cycle().skip(1))
}

/// Corners with continuous longitudes, and how far the ring has gone round the earth when it is back at the first.
struct Reading {
    corners: Vec<Coord<f64>>,
    round_deg: f64,
}

fn walk(open: &[Coord<f64>], goes_other_way: impl Fn(f64) -> bool) -> Reading {
    let mut turn_deg = 0.0;
    let mut corners: Vec<Coord<f64>> = Vec::with_capacity(open.len() + 3);
    for (from, to) in sides(open) {
        let at = Coord { x: from.x + turn_deg, y: from.y };
        if corners.last() != Some(&at) {
            corners.push(at);
        }
        let dx = to.x - from.x;
        if goes_other_way(dx) {
            turn_deg -= (dx / 360.0).round() * 360.0;
        }
    }
    Reading { corners, round_deg: turn_deg }
}

fn close(reading: Reading) -> Result<Ring, Fault> {
    let Reading { mut corners, round_deg } = reading;
    if round_deg.abs() > 360.0 + ON_BORDER_DEG {
        return Err(Fault::GoesRoundTwice);
    }
    let corners = if round_deg == 0.0 {
        corners.extend(corners.first().copied());
        corners.dedup();
        corners
    } else {
        around_pole(corners, round_deg)?
    };
    let distinct = corners.len().saturating_sub(1);
    if distinct < 3 {
        return Err(Fault::TooFew { distinct });
    }
    let bounds = Bounds::of(&corners);
    if bounds.width() > 360.0 + ON_BORDER_DEG {
        return Err(Fault::TooWide { width: bounds.width() });
    }
    let base_deg = -((bounds.west + 180.0) / 360.0).floor() * 360.0;
    let ring = Ring::new(corners.into_iter().map(|at| Coord { x: at.x + base_deg, y: at.y }).collect());
    match clash_within(&ring) {
        Some(clash) => Err(Fault::Clash(clash)),
        None => Ok(ring),
    }
}

/// What lies between corners that go round the earth and the pole on their side of the equator, as a closed ring from -180
/// to 180 degrees.
fn around_pole(corners: Vec<Coord<f64>>, round_deg: f64) -> Result<Vec<Coord<f64>>, Fault> {
    let corners = without_way_to_pole(corners, round_deg);
    let Some(&first) = corners.first() else { return Err(Fault::TooFew { distinct: 0 }) };
    let Bounds { south, north, west, east } = Bounds::of(&corners);
    let pole_deg = match (south >= 0.0, north <= 0.0) {
        (true, false) => 90.0,
        (false, true) => -90.0,
        _ => return Err(Fault::WhichPole { south, north }),
    };
    if east - west > 540.0 {
        return Err(Fault::TooWide { width: east - west });
    }
    // Five times round, so that both ends lie far beyond what is cut out, even where the ring wanders to and fro across
    // the antimeridian.
    let base_deg = -((first.x + 180.0) / 360.0).floor() * 360.0 - 2.0 * round_deg;
    let mut line: Vec<Coord<f64>> = Vec::with_capacity(5 * corners.len() + 4);
    for turn in 0..5 {
        let turn_deg = base_deg + f64::from(turn) * round_deg;
        line.extend(corners.iter().map(|at| Coord { x: at.x + turn_deg, y: at.y }));
    }
    let (start, end) = (line[0], first.x + base_deg + 5.0 * round_deg);
    line.extend([
        Coord { x: end, y: first.y },
        Coord { x: end, y: pole_deg },
        Coord { x: start.x, y: pole_deg },
        start,
    ]);
    within(&line, -180.0, 180.0).ok_or(Fault::TooFew { distinct: 0 })
}

/// Corners that go round the earth without those on a way that leads to the pole and back: a ring that was cut open along a
/// meridian has them on both sides of the cut.
fn without_way_to_pole(corners: Vec<Coord<f64>>, round_deg: f64) -> Vec<Coord<f64>> {
    let mut kept: std::collections::VecDeque<Coord<f64>> = std::collections::VecDeque::with_capacity(corners.len());
    let comes_back = |from: Coord<f64>, over: Coord<f64>, to: Coord<f64>| {
        over == from || over == to || (from.x == over.x && over.x == to.x && (from.y - over.y) * (to.y - over.y) > 0.0)
    };
    for at in corners {
        while kept.len() > 1 && comes_back(kept[kept.len() - 2], kept[kept.len() - 1], at) {
            kept.pop_back();
        }
        kept.push_back(at);
    }
    // The same where the end meets the start.
    let turned = |at: Coord<f64>, turn_deg: f64| Coord { x: at.x + turn_deg, y: at.y };
    while kept.len() > 2 {
        let (last, first) = (kept[kept.len() - 1], kept[0]);
        if comes_back(kept[kept.len() - 2], last, turned(first, round_deg)) {
            kept.pop_back();
        } else if comes_back(turned(last, -round_deg), first, kept[1]) {
            kept.pop_front();
        } else {
            break;
        }
    }
    kept.into()
}

/// A place as messages have it: longitude first, as in the file.
pub(super) struct Shown(pub(super) Coord<f64>);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
        write!(f, "[{}, {}]", round(crate::geodesy::wrap_lon_deg(self.0.x)), round(self.0.y))
    }
}

impl fmt::Display for Fault {
    /// What was found, and after a semicolon what would be right.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NotFinite { corner, at } => {
                write!(f, "its corner {} is [{}, {}]; coordinates are finite numbers", corner + 1, at.x, at.y)
            }
            Fault::OutOfRange { corner, at } => {
                write!(f, "its corner {} is [{}, {}]; ", corner + 1, at.x, at.y)?;
                f.write_str(range_advice(*at))
            }
            Fault::TooFew { distinct } => {
                write!(f, "it has {distinct} different corners; a ring needs at least 3")
            }
            Fault::Clash(Clash { how, at, sides }) => {
                let (does, must) = match how {
                    How::Cross => ("cross", "a ring must not cross itself"),
                    How::Overlap => ("lie on one another", "a ring must not run back over itself"),
                };
                let (first, second) = (sides.0 + 1, sides.1 + 1);
                write!(f, "its sides {first} and {second} {does} at {}; {must}", Shown(*at))
            }
            Fault::GoesRoundTwice => {
                f.write_str("it goes round the earth more than once; a ring goes round at most once")
            }
            Fault::WhichPole { south, north } => write!(
                f,
                "it goes round the earth and lies on both sides of the equator, from latitude {south} to {north}, so that \
                 it cannot be told which pole it surrounds; lead it along the antimeridian to the pole that is meant (RFC \
                 7946, section 3.1.9)"
            ),
            Fault::TooWide { width } => {
                write!(f, "it spans {width} degrees of longitude; a ring spans at most 360")
            }
        }
    }
}

/// What would be right in place of a position that is none.
pub(in crate::chart) fn range_advice(at: Coord<f64>) -> &'static str {
    if at.x.abs() <= 90.0 && at.y.abs() <= 360.0 {
        "latitudes lie in -90 to 90, and the longitude comes first: these may have been swapped"
    } else if at.x.abs() > 1000.0 || at.y.abs() > 1000.0 {
        "longitude and latitude are degrees of WGS84: these look like metres of a projection"
    } else {
        "longitudes lie in -360 to 360 and latitudes in -90 to 90 degrees"
    }
}
