//! Following a ship through the zones, step by step: most steps lead through water in which no border lies.

use super::course::Course;
use super::{Passage, Zones};
use crate::Position;
use crate::chart::shape::{Bounds, coord};

/// Half the sizes of the boxes that are tried around a ship for one without a border, in degrees.
const HALF_SIZES_DEG: [f64; 4] = [1.0, 0.3, 0.1, 0.03];

/// A great circle between two places at most 2 degrees of longitude apart leaves the box around them by less than this,
/// in degrees: Δλ² / 8 · sin φ cos φ is at most 0.0044.
const BULGE_DEG: f64 = 0.005;

/// Near a border, so many steps pass before the water is looked at again.
const RESTLESS_STEPS: u32 = 8;

/// Follows one ship: what was found of the water around it serves as long as it stays there.
#[derive(Debug)]
pub(crate) struct Follower<'a> {
    zones: &'a Zones,
    /// No border lies in this box, nor within [`BULGE_DEG`] of it.
    calm: Bounds,
    /// The zones that hold all of it.
    around: Vec<usize>,
    /// The size to try first, by its index: one larger than that of the last calm box.
    first_size: usize,
    /// Steps that are taken as they come, since a border was near.
    restless: u32,
}

impl<'a> Follower<'a> {
    pub(crate) fn new(zones: &'a Zones) -> Follower<'a> {
        Follower { zones, calm: Bounds::EMPTY, around: Vec::new(), first_size: 0, restless: 0 }
    }

    /// Adds when a ship on the great circle from one position to another is inside of which zone, as
    /// [`Zones::passages`] gives it.
    pub(crate) fn step(&mut self, from: Position, to: Position, passages: &mut Vec<Passage>) {
        let way = Bounds::of(&[coord(from), coord(to)]);
        if !self.calm.holds(&way) {
            match self.restless {
                0 => self.look_around(from),
                steps => self.restless = steps - 1,
            }
            if !self.calm.holds(&way) {
                return self.zones.add_passages(&Course::new(from, to), passages);
            }
        }
        passages.extend(self.around.iter().map(|&zone| Passage { zone, enters: 0.0, leaves: 1.0 }));
    }

    /// Looks for a box around the ship without a border in it, large ones first.
    fn look_around(&mut self, ship: Position) {
        let at = coord(ship);
        self.calm = Bounds::EMPTY;
        self.around.clear();
        for (size, half_deg) in HALF_SIZES_DEG.into_iter().enumerate().skip(self.first_size) {
            let calm = Bounds::of(&[at]).widened(half_deg);
            let clear = calm.widened(BULGE_DEG);
            if clear.south > -90.0 && clear.north < 90.0 && !self.zones.has_border_in(&clear) {
                self.calm = calm;
                self.around = self.zones.numbers_containing(ship);
                self.first_size = size.saturating_sub(1);
                return;
            }
        }
        self.first_size = HALF_SIZES_DEG.len() - 1;
        self.restless = RESTLESS_STEPS;
    }
}

impl Zones {
    /// Whether the box of a side of a zone meets this box.
    fn has_border_in(&self, bounds: &Bounds) -> bool {
        let mut found = false;
        self.each_part(bounds, &mut |part| {
            found = found
                || self.shape(part).rings().iter().any(|ring| {
                    let mut turns = ring.turns(bounds.west, bounds.east);
                    turns.any(|turn_deg| ring.sides_meeting(&bounds.turned(turn_deg), &mut |_| true))
                });
        });
        found
    }
}
