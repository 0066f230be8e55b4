//! Which waters the ships of a report sailed: elsewhere the chart may be coarse.

use std::collections::BTreeSet;

use crate::Position;
use crate::geodesy::wrap_lon_deg;

/// How far around a ship the chart is drawn in full, in degrees of latitude.
const MARGIN_DEG: i32 = 1;

/// Cells of 1° by 1° with traffic in or beside them.
#[derive(Debug, Default)]
pub(super) struct SailedWaters {
    sailed: BTreeSet<(i32, i32)>,
    near: BTreeSet<(i32, i32)>,
}

impl SailedWaters {
    pub(super) fn of(positions: impl IntoIterator<Item = Position>) -> SailedWaters {
        let sailed: BTreeSet<(i32, i32)> = positions.into_iter().map(cell_of).collect();
        let mut near = BTreeSet::new();
        for &(lat, lon) in &sailed {
            for lat in lat - MARGIN_DEG..=lat + MARGIN_DEG {
                // As many degrees of longitude as the margin has there.
                let narrowest_deg = f64::from(lat.abs().max((lat + 1).abs()).min(89));
                let margin = (f64::from(MARGIN_DEG) / narrowest_deg.to_radians().cos()).ceil() as i32;
                near.extend((lon - margin..=lon + margin).map(|lon| (lat, turned(lon))));
            }
        }
        SailedWaters { sailed, near }
    }

    /// Whether traffic passed within some degree of a place, whose longitude may be beyond 180°.
    pub(super) fn is_near(&self, lat_deg: f64, lon_deg: f64) -> bool {
        self.near.contains(&(lat_deg.floor() as i32, turned(lon_deg.floor() as i32)))
    }

    /// The middles of the cells with traffic.
    pub(super) fn middles(&self) -> impl Iterator<Item = Position> {
        let middle = |degrees: i32| f64::from(degrees) + 0.5;
        self.sailed.iter().filter_map(move |&(lat, lon)| Position::new(middle(lat).min(90.0), middle(lon)))
    }
}

fn cell_of(position: Position) -> (i32, i32) {
    (position.lat_deg().floor() as i32, turned(wrap_lon_deg(position.lon_deg()).floor() as i32))
}

/// The same longitude in -180 to 179.
fn turned(lon: i32) -> i32 {
    (lon + 180).rem_euclid(360) - 180
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::tests::at;

    #[test]
    fn waters_go_on_across_the_antimeridian_and_widen_to_the_north() {
        let waters = SailedWaters::of([at(10.5, 179.9), at(80.5, 0.5)]);
        assert!(waters.is_near(11.2, -179.1) && waters.is_near(11.2, 180.9), "the same place by two names");
        assert!(!waters.is_near(11.2, -177.9) && !waters.is_near(13.0, 179.0));
        assert!(waters.is_near(80.1, 6.5), "a degree of latitude is six of longitude there");
        assert_eq!(waters.middles().count(), 2);
    }
}
