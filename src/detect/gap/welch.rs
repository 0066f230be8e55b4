//! The rule of Welch et al. 2022 for intentional disabling.

use crate::reception::{Among, Cell, Reception};
use crate::{Chart, Event, GapEvidence, METRES_PER_NM, ShipCategory, Vessel, VesselList};

/// Least duration of a gap, in hours.
pub(super) const WELCH_MIN_DURATION_H: f64 = 12.0;
/// Least number of fixes in the 12 hours before.
const MIN_FIXES_BEFORE: u32 = 14;
/// The OFF fix lies farther from shore than this.
const MIN_SHORE_DISTANCE_M: f64 = 50.0 * METRES_PER_NM;
/// More positions a ship and day are heard in the cell of the OFF fix.
const MIN_POSITIONS_PER_SHIP_DAY: f64 = 10.0;

/// As far as it can be told without shore and reception: `Some(false)` when one of its conditions is known not to hold,
/// otherwise `None`.
pub(super) fn welch2022_refuted(is_fishing: Option<bool>, duration_h: f64, fixes_12h_before: u32) -> Option<bool> {
    let refuted = is_fishing == Some(false) || duration_h < WELCH_MIN_DURATION_H || fixes_12h_before < MIN_FIXES_BEFORE;
    refuted.then_some(false)
}

/// Whether the vessel fishes, by the list or else by its AIS ship type (30); `None` when neither says anything.
pub(super) fn is_fishing_vessel(vessel: &Vessel, list: Option<&VesselList>) -> Option<bool> {
    let listed = list.and_then(|list| list.find(vessel)).and_then(|listed| listed.class.as_deref());
    match listed {
        Some(class) => Some(class.eq_ignore_ascii_case("fishing")),
        None => vessel.facts.ship_type.best().map(|ship_type| ship_type.category() == ShipCategory::Fishing),
    }
}

/// Mean positions a ship and day in the cell of the OFF fix, among ships of the vessel's class of AIS, or all where it says none.
pub(super) fn positions_per_ship_day(gap: &GapEvidence, vessel: &Vessel, reception: &Reception) -> Option<f64> {
    let among = vessel.facts.class.best().map_or(Among::All, |&class| Among::Class(class));
    reception.positions_per_ship_day(Cell::of(gap.off.position()), among)
}

/// The whole rule; `None` where a condition cannot be told and none is known not to hold.
pub(super) fn welch2022(
    event: &Event,
    gap: &GapEvidence,
    is_fishing: Option<bool>,
    positions_per_ship_day: Option<f64>,
    chart: Option<&Chart>,
) -> Option<bool> {
    if let Some(refuted) = welch2022_refuted(is_fishing, event.duration_h, gap.fixes_12h_before) {
        return Some(refuted);
    }
    let is_well_heard = positions_per_ship_day.map(|positions| positions > MIN_POSITIONS_PER_SHIP_DAY);
    let shore_m = chart.and_then(|chart| chart.distance_from_shore_m(gap.off.position()));
    let is_offshore = shore_m.map(|metres| metres > MIN_SHORE_DISTANCE_M);
    let conditions = [is_fishing, is_well_heard, is_offshore];
    if conditions.contains(&Some(false)) {
        return Some(false);
    }
    (!conditions.contains(&None)).then_some(true)
}
