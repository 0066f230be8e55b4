//! A model as a map.

use serde::Serialize;

use crate::reception::Reception;

/// What a model of reception says of a cell of 1° by 1°, over the whole of the data.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReceptionCell {
    /// Its southern border.
    #[serde(skip)]
    pub south_lat_deg: f64,
    /// Its western border, -180 to 179.
    #[serde(skip)]
    pub west_lon_deg: f64,
    /// Ship-hours in which a ship was expected.
    pub expected: u64,
    /// Those in which it was heard.
    pub heard: u64,
    /// The share that was heard; none where no ship was expected.
    pub share: Option<f64>,
    /// Ships that were heard in it.
    pub hulls: usize,
    /// Mean positions a ship and day.
    pub positions_per_ship_day: Option<f64>,
}

impl Reception {
    /// Every cell in which a ship was expected or heard, from south to north and from west to east.
    pub fn map(&self) -> impl Iterator<Item = ReceptionCell> {
        self.totals.iter().map(|total| {
            let (south_lat_deg, west_lon_deg) = total.cell.corner_deg();
            let count = total.count;
            ReceptionCell {
                south_lat_deg,
                west_lon_deg,
                expected: count.expected,
                heard: count.heard,
                share: (count.expected > 0).then(|| count.heard as f64 / count.expected as f64),
                hulls: self.visits_of(total.cell).len(),
                positions_per_ship_day: self.positions_per_ship_day(total.cell, super::Among::All),
            }
        })
    }
}
