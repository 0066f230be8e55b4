//! Whether a hull is in port, asked of the chart only where the answer may have changed.

use super::PortVisit;
use crate::Position;
use crate::chart::{PortKind, Ports};
use crate::geodesy::{SPHERE_ERROR, distance_m};

/// In port or not: in at the entry distance of some port, out only beyond the exit distance of all.
#[derive(Debug, Default)]
pub(super) struct Watch {
    is_in_port: bool,
    /// Where the chart was asked last, and how far from there the answer holds, in metres.
    asked: Option<(Position, f64)>,
}

impl Watch {
    /// Whether the hull is in port now that it is here.
    pub(super) fn is_in_port(&mut self, rule: &PortVisit, ports: &Ports, position: Position) -> bool {
        let answer_holds = |&(from, slack_m): &(Position, f64)| {
            let moved_m = distance_m(from, position);
            moved_m * (1.0 + 2.0 * SPHERE_ERROR) < slack_m
        };
        if !self.asked.as_ref().is_some_and(answer_holds) {
            // The triangle inequality of geodesics: no port comes nearer or goes farther than the hull has moved.
            let nearest = PortKind::ALL.map(|kind| (kind, ports.nearest_of(kind, position)));
            let nearest = || nearest.iter().filter_map(|&(kind, near)| Some((kind, near?.distance_m)));
            let to_exit_m =
                nearest().map(|(kind, port_m)| rule.exit_m(kind) - port_m).fold(f64::NEG_INFINITY, f64::max);
            let to_entry_m = nearest().map(|(kind, port_m)| port_m - rule.entry_m(kind)).fold(f64::INFINITY, f64::min);
            self.is_in_port = to_entry_m <= 0.0 || (self.is_in_port && to_exit_m > 0.0);
            self.asked = Some((position, if self.is_in_port { to_exit_m } else { to_entry_m }));
        }
        self.is_in_port
    }
}
