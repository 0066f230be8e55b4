//! The silences of all ships, to tell whether several near began one together.
//!
//! A station that fails silences the ships that it alone heard, and not their neighbours whom another hears too. The share of
//! ships heard around the place hardly shows that; that several fell silent within an hour does. How many would by chance is
//! told by how often ships fall silent in the waters around, some 600 nautical miles each way: n of them for that long, in H
//! hours in which ships were heard there, make n h / H in h such hours near.

use crate::reception::{
    Cell, Contribution, FineCell, FineGrid, HullHour, Others, ReceptionParams, Rings, hour_of, in_rings,
};
use crate::units::MS_PER_HOUR;

/// Shorter silences are company of none, in milliseconds: 3 hours.
const SHORTEST_MS: i64 = 3 * MS_PER_HOUR;
/// How wide the waters are in which it is counted how often ships fall silent, in degrees of latitude: so wide that there are
/// many silences, and no wider, since ships at the other end of the world tell nothing.
const WATERS: i32 = 21;
/// Ships that fall silent within so much time of each other do so together, in milliseconds: an hour.
const TOGETHER_MS: i64 = MS_PER_HOUR;

/// A silence of a hull.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Silence {
    /// The time of the last fix before it.
    pub(super) off_ms: i64,
    /// The place of that fix.
    pub(super) cell: FineCell,
    /// Index among the fingerprints.
    pub(super) hull: u32,
    /// To the next fix, or to the end of the data.
    pub(super) span_ms: i64,
    pub(super) is_open: bool,
}

/// Those of all hulls, of three hours or more.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Silences {
    /// By (time, cell, hull).
    rows: Vec<Silence>,
    /// How long each lasts, by (cell of whole degrees, length).
    spans_ms: Vec<(Cell, i64)>,
}

impl Silences {
    /// These, in any order.
    pub(super) fn new(mut rows: Vec<Silence>, grid: FineGrid) -> Silences {
        rows.sort_unstable();
        let mut spans_ms: Vec<(Cell, i64)> =
            rows.iter().map(|silence| (grid.degree(silence.cell), silence.span_ms)).collect();
        spans_ms.sort_unstable();
        Silences { rows, spans_ms }
    }

    /// Those of hulls in this order, in data that end at this time.
    pub(super) fn of(contributions: &[Contribution], data_end_ms: i64, grid: FineGrid) -> Silences {
        let mut rows = Vec::new();
        for (hull, own) in (0_u32..).zip(contributions) {
            for &OwnSilence { off_ms, cell, on_ms } in &own.silences {
                let span_ms = on_ms.unwrap_or(data_end_ms).saturating_sub(off_ms);
                if span_ms >= SHORTEST_MS {
                    rows.push(Silence { off_ms, cell, hull, span_ms, is_open: on_ms.is_none() });
                }
            }
        }
        Silences::new(rows, grid)
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &Silence> {
        self.rows.iter()
    }

    /// Those that begin between two times, both included.
    fn beginning(&self, from_ms: i64, until_ms: i64) -> &[Silence] {
        let first = self.rows.partition_point(|silence| silence.off_ms < from_ms);
        let later = &self.rows[first..];
        &later[..later.partition_point(|silence| silence.off_ms <= until_ms)]
    }

    /// How many in these cells last for so long or longer.
    fn lasting(&self, cells: &[Cell], span_ms: i64) -> usize {
        let before = |at: (Cell, i64)| self.spans_ms.partition_point(|&known| known < at);
        cells.iter().map(|&cell| before((Cell(cell.0 + 1), i64::MIN)) - before((cell, span_ms))).sum()
    }
}

/// A silence as its own hull has it; without `on_ms` it is the one after its last fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OwnSilence {
    pub(super) off_ms: i64,
    pub(super) cell: FineCell,
    pub(super) on_ms: Option<i64>,
}

/// Whether a step between fixes may be company of a gap.
pub(super) fn is_silence(off_ms: i64, on_ms: i64) -> bool {
    on_ms - off_ms >= SHORTEST_MS
}

/// Other ships that fell silent with one, near it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Company {
    /// How many would by chance; 0 where there are none.
    pub(crate) expected: f64,
    /// When they were heard again, sorted; the last time of all for those that were not.
    pub(crate) heard_again_ms: Vec<i64>,
}

impl Company {
    pub(crate) fn hulls(&self) -> u32 {
        u32::try_from(self.heard_again_ms.len()).unwrap_or(u32::MAX)
    }

    /// The probability that chance alone makes so many or more: a tail of Poisson's distribution.
    pub(crate) fn p_chance(&self) -> f64 {
        let mut term = (-self.expected).exp();
        let mut fewer = 0.0;
        for count in 0..self.heard_again_ms.len() {
            fewer += term;
            term *= self.expected / (count + 1) as f64;
        }
        (1.0 - fewer).clamp(0.0, 1.0)
    }

    /// When most of them had been heard again; the last time of all where they were not, `None` where there are none.
    fn most_heard_again_ms(&self) -> Option<i64> {
        self.heard_again_ms.get(self.heard_again_ms.len() / 2).copied()
    }

    /// The last hour that says nothing, since most of them were silent too; `None` where so many, or fewer, come by chance.
    pub(crate) fn until_hour(&self, params: &ReceptionParams) -> Option<i32> {
        let is_more = self.hulls() >= params.min_silent_together && self.p_chance() < params.silent_together_below;
        self.most_heard_again_ms().filter(|_| is_more).map(hour_of)
    }
}

impl Others<'_> {
    /// The others that fell silent near this place within an hour of this time, for half of so many hours or longer.
    pub(crate) fn company(&self, off_ms: i64, place: FineCell, hours: u32) -> Company {
        let silences = &self.model.silences;
        let rings = self.model.grid().rings(place, self.model.params.silent_together_block_cells / 2);
        let at_least_ms = SHORTEST_MS.max(i64::from(hours) * MS_PER_HOUR / 2);
        let is_company = |silence: &&Silence| {
            Some(silence.hull) != self.hull && silence.span_ms >= at_least_ms && rings.ring(silence.cell).is_some()
        };
        let again_ms =
            |silence: &Silence| if silence.is_open { i64::MAX } else { silence.off_ms.saturating_add(silence.span_ms) };
        let together = silences.beginning(off_ms.saturating_sub(TOGETHER_MS), off_ms.saturating_add(TOGETHER_MS));
        let mut heard_again_ms: Vec<i64> = together.iter().filter(is_company).map(again_ms).collect();
        if heard_again_ms.is_empty() {
            return Company::default();
        }
        heard_again_ms.sort_unstable();
        // Of the hour and those beside it, since few report in every hour.
        let hour = hour_of(off_ms);
        let three = hour.saturating_sub(1)..=hour.saturating_add(1);
        let near = three.map(|hour| self.heard_in(&rings, hour)).sum::<u64>() as f64 / 3.0;
        let near_h = near * (2 * TOGETHER_MS / MS_PER_HOUR) as f64;
        let waters = self.model.grid().degree(place).block(WATERS).sorted_cells();
        let of_others = silences.lasting(&waters, at_least_ms) - self.own_silences(&waters, at_least_ms);
        let heard_h = self.heard_hours(&waters);
        let expected = if heard_h == 0 { 0.0 } else { of_others as f64 * near_h / heard_h as f64 };
        Company { expected, heard_again_ms }
    }

    /// Others heard in these cells in an hour.
    fn heard_in(&self, rings: &Rings, hour: i32) -> u64 {
        let near = in_rings(self.model.at_hour(hour), |at| at.cell, rings);
        let heard: u64 = near.map(|(_, at)| at.count.heard).sum();
        let is_own = |own: &&HullHour| own.heard && rings.ring(own.cell).is_some();
        let own = self.hull.is_some() && self.own.at_hour(hour).filter(is_own).is_some();
        heard.saturating_sub(u64::from(own))
    }

    /// How many of the model's silences in these cells that last for so long are this hull's.
    fn own_silences(&self, cells: &[Cell], span_ms: i64) -> usize {
        let grid = self.model.grid();
        let is_own = |silence: &&Silence| {
            Some(silence.hull) == self.hull
                && silence.span_ms >= span_ms
                && cells.binary_search(&grid.degree(silence.cell)).is_ok()
        };
        let at = |own: &OwnSilence| self.model.silences.beginning(own.off_ms, own.off_ms).iter().filter(is_own).count();
        self.own.silences.iter().map(at).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Position;

    fn company(expected: f64, heard_again_ms: &[i64]) -> Company {
        Company { expected, heard_again_ms: heard_again_ms.to_vec() }
    }

    #[test]
    fn the_chance_of_company_is_that_of_poisson() {
        assert_eq!(company(0.5, &[]).p_chance(), 1.0);
        assert!((company(0.5, &[9]).p_chance() - (1.0 - (-0.5_f64).exp())).abs() < 1e-12);
        // 1 - e^(-½) (1 + ½ + ⅛)
        let three = 1.0 - (-0.5_f64).exp() * 1.625;
        assert!((company(0.5, &[9, 9, 9]).p_chance() - three).abs() < 1e-12);
        assert_eq!(company(0.0, &[9]).p_chance(), 0.0);
    }

    #[test]
    fn most_are_heard_again_when_less_than_half_is_silent() {
        let most = |heard_again_ms: &[i64]| company(0.0, heard_again_ms).most_heard_again_ms();
        assert_eq!(most(&[]), None);
        assert_eq!([&[5][..], &[5, 7], &[5, 7, 9], &[5, 7, 9, i64::MAX]].map(most), [5, 7, 7, 9].map(Some));
    }

    #[test]
    fn silences_are_found_by_their_beginning_and_counted_by_their_length() {
        let grid = FineGrid::new(4);
        let place = |lon| grid.cell(Position::new(35.0, lon).unwrap());
        let silence = |off_ms, span_ms| Silence { off_ms, cell: place(129.0), hull: 0, span_ms, is_open: false };
        let elsewhere = Silence { cell: place(-60.0), ..silence(9, 9) };
        let silences = Silences::new(vec![silence(5, 9), silence(2, 3), silence(5, 4), elsewhere], grid);
        let here = [grid.degree(place(129.0))];
        assert_eq!([3, 4, 5, 9, 10].map(|span_ms| silences.lasting(&here, span_ms)), [3, 2, 1, 1, 0]);
        let count = |from_ms, until_ms| silences.beginning(from_ms, until_ms).len();
        assert_eq!([count(0, 2), count(2, 5), count(5, 5), count(6, 8)], [1, 3, 2, 0]);
    }
}
