//! What part of the sea a map shows.

use super::clip::Frame;
use super::projection::Projection;
use super::svg::Px;
use crate::geodesy::{UnitVector, interpolate, mean_position};
use crate::{EARTH_RADIUS_M, Position};

/// How much of the frame what is to be shown may fill.
const FILLED: f64 = 0.8;
/// A map shows at least so many metres from top to bottom: at less, the steps of AIS positions (some 0.2 m) and of its clock show.
const LEAST_HEIGHT_M: f64 = 600.0;
/// And at most so many from its middle to a corner: near the place opposite, a direction is stretched without end.
const MOST_RADIUS_M: f64 = 0.9 * std::f64::consts::PI * EARTH_RADIUS_M;
/// A great circle is drawn as pieces no longer than this many pixels.
const LONGEST_PIECE_PX: f64 = 24.0;
/// And by no more pieces than this.
const MOST_PIECES: f64 = 96.0;

/// A frame of the picture and the part of the sea in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    projection: Projection,
    pub(super) centre: Position,
    pub(super) frame: Frame,
    pub(super) m_per_px: f64,
}

impl View {
    /// The view that shows all of these places with some sea around.
    pub(super) fn of(places: &[Position], frame: Frame) -> View {
        let first = places.first().copied();
        let middle = mean_position(places.iter().copied()).or(first).unwrap_or(Position::from_valid(0.0, 0.0));
        let places: Vec<UnitVector> = places.iter().map(|&place| place.into()).collect();
        let mut centre = middle;
        // The middle of the box in one projection is nearly that in the next.
        for _ in 0..4 {
            let map = Projection::around(centre);
            let corners = places.iter().map(|&place| map.forward(place));
            let Some((low, high)) = corners.map(|at| (at, at)).reduce(|(low, high), (at, _)| {
                ([low[0].min(at[0]), low[1].min(at[1])], [high[0].max(at[0]), high[1].max(at[1])])
            }) else {
                break;
            };
            centre = map.inverse([(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0]);
        }
        // Beside a pole each middle turns the map around, so what is shown is measured on the last.
        let map = Projection::around(centre);
        let half_m = |axis: usize| places.iter().map(|&place| map.forward(place)[axis].abs()).fold(0.0, f64::max);
        let (half_x_m, half_y_m) = (half_m(0), half_m(1));
        let (width_px, height_px) = (frame.right - frame.left, frame.bottom - frame.top);
        let wanted = (2.0 * half_x_m / width_px).max(2.0 * half_y_m / height_px) / FILLED;
        let most = MOST_RADIUS_M / (width_px.hypot(height_px) / 2.0);
        let m_per_px = wanted.max(LEAST_HEIGHT_M / height_px).min(most);
        View { projection: Projection::around(centre), centre, frame, m_per_px }
    }

    /// Where a place is in the picture, be it in the frame or not.
    pub(super) fn px(&self, place: impl Into<UnitVector>) -> Px {
        let [x_m, y_m] = self.projection.forward(place.into());
        let [middle_x, middle_y] = self.frame.middle();
        [middle_x + x_m / self.m_per_px, middle_y - y_m / self.m_per_px]
    }

    /// The place at this point of the picture.
    pub(super) fn place(&self, [x, y]: Px) -> Position {
        let [middle_x, middle_y] = self.frame.middle();
        self.projection.inverse([(x - middle_x) * self.m_per_px, (middle_y - y) * self.m_per_px])
    }

    /// Metres from the middle of the map to its corners.
    pub(super) fn radius_m(&self) -> f64 {
        let frame = self.frame;
        (frame.right - frame.left).hypot(frame.bottom - frame.top) / 2.0 * self.m_per_px
    }

    /// A way over these places, along great circles, as far as it is in the frame.
    pub(super) fn way(&self, places: &[Position]) -> Vec<Vec<Px>> {
        let mut line: Vec<Px> = Vec::with_capacity(places.len());
        line.extend(places.first().map(|&place| self.px(place)));
        for step in places.windows(2) {
            let (from, to) = (self.px(step[0]), self.px(step[1]));
            let pieces = ((to[0] - from[0]).hypot(to[1] - from[1]) / LONGEST_PIECE_PX).ceil().clamp(1.0, MOST_PIECES);
            for piece in 1..pieces as u32 {
                line.push(self.px(interpolate(step[0], step[1], f64::from(piece) / pieces)));
            }
            line.push(to);
        }
        self.frame.clip_line(&super::clip::thinned(&line, 0.3))
    }

    /// A ring of corners in degrees, longitude first, straight from corner to corner in degrees, which are near each other.
    pub(super) fn ring(&self, corners: &[[f64; 2]]) -> Vec<Px> {
        let places = corners.iter().map(|&[lon_deg, lat_deg]| UnitVector::from_degrees(lat_deg, lon_deg));
        let ring: Vec<Px> = places.map(|place| self.px(place)).collect();
        super::clip::thinned(&ring, 0.3)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FRAME: Frame = Frame { left: 50.0, top: 60.0, right: 710.0, bottom: 540.0 };

    proptest! {
        #[test]
        fn places_of_a_sea_are_all_in_the_frame(
            lat in -88.0..88.0_f64, lon in -180.0..180.0_f64,
            steps in prop::collection::vec((0.0..360.0_f64, 0.0..2_000_000.0_f64), 1..9),
        ) {
            let start = Position::new(lat, lon).unwrap();
            let places: Vec<Position> =
                steps.iter().map(|&(bearing_deg, far_m)| crate::geodesy::destination(start, bearing_deg, far_m)).collect();
            let view = View::of(&places, FRAME);
            for &place in &places {
                prop_assert!(FRAME.contains(view.px(place)), "{place:?} at {:?}", view.px(place));
            }
            for piece in view.way(&places) {
                prop_assert!(piece.iter().all(|&at| FRAME.contains(at)));
            }
        }
    }

    #[test]
    fn one_place_and_none_are_shown_too() {
        let suva = Position::new(-18.1, 178.4).unwrap();
        assert!(View::of(&[suva], FRAME).m_per_px >= 1.0);
        assert!(View::of(&[], FRAME).m_per_px >= 1.0);
    }
}
