//! Whether ships that are at a place are there to meet.

use crate::chart::{PortKind, ShoreCursor};
use crate::{Chart, Position};

/// Ports and shore, as far as the chart has them.
#[derive(Clone, Copy)]
pub(super) struct Harbours<'a> {
    pub(super) chart: Option<&'a Chart>,
    pub(super) min_port_distance_m: f64,
}

impl Harbours<'_> {
    /// Whether a place is at a port or an anchorage: ships that lie there together do nothing remarkable.
    pub(super) fn are_at(&self, place: Position) -> bool {
        let near = self.chart.and_then(|chart| chart.nearest_port(place));
        near.is_some_and(|near| near.distance_m < self.min_port_distance_m)
    }

    /// Whether there may be harbours that the chart does not show: the place is near the shore, and there is no list of ports.
    pub(super) fn may_be_at(&self, place: Position, cursor: &mut ShoreCursor) -> bool {
        self.chart.is_some_and(|chart| {
            let is_near = |metres| metres < self.min_port_distance_m;
            !knows_harbours(chart) && chart.distance_from_shore_along_m(place, cursor).is_some_and(is_near)
        })
    }

    /// What a meeting at a place counts for: nothing at a port and on land, less where there may be a harbour.
    pub(super) fn weight(&self, place: Position, less: f64) -> f64 {
        let Some(chart) = self.chart else { return 1.0 };
        if self.are_at(place) {
            return 0.0;
        }
        match (!knows_harbours(chart), chart.land()) {
            (_, None) => 1.0,
            (false, Some(land)) => f64::from(u8::from(!land.contains(place))),
            (true, Some(land)) => match land.distance_m(place) {
                0.0 => 0.0,
                metres if metres < self.min_port_distance_m => less,
                _ => 1.0,
            },
        }
    }
}

/// Whether the chart has a list of ports. Anchorages that were learned are those where many ships lay, not all there are.
fn knows_harbours(chart: &Chart) -> bool {
    chart.ports().has(PortKind::Listed)
}
