//! The middle of many positions.

use crate::Position;
use crate::geodesy::UnitVector;

/// The direction of the sum of the unit vectors of all positions; `None` for no position and where the vectors cancel
/// out (antipodes).
///
/// # Units
/// Degrees in and out. Each position has the same weight.
///
/// # Accuracy
/// The middle of positions that cluster within 1,000 km; it minimises the sum of squared chords on the sphere. The sum
/// is taken in the order given, so the last digits depend on that order.
///
/// # References
/// K. V. Mardia, P. E. Jupp, *Directional Statistics*, Wiley 2000, section 9.2.1 (mean direction).
pub fn mean_position(positions: impl IntoIterator<Item = Position>) -> Option<Position> {
    let (sum, count) = positions
        .into_iter()
        .fold((UnitVector::ZERO, 0_u64), |(sum, count), position| (sum + UnitVector::from(position), count + 1));
    (count > 0 && sum.length() > 1e-9 * count as f64).then(|| sum.to_position())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::tests::{any_position, at};
    use crate::geodesy::{destination, distance_m};

    #[test]
    fn the_mean_knows_neither_antimeridian_nor_poles() {
        let mean = mean_position([at(10.0, 179.0), at(10.0, -179.0)]).unwrap();
        assert!((mean.lon_deg().abs() - 180.0).abs() < 1e-9 && (mean.lat_deg() - 10.0).abs() < 0.01, "{mean:?}");
        let mean = mean_position([at(89.0, 0.0), at(89.0, 120.0), at(89.0, -120.0)]).unwrap();
        assert!(mean.lat_deg() > 90.0 - 1e-9, "{mean:?}");
        assert_eq!(mean_position([]), None);
        assert_eq!(mean_position([at(0.0, 0.0), at(0.0, 180.0)]), None);
        assert_eq!(mean_position([at(90.0, 0.0), at(-90.0, 33.0)]), None);
    }

    proptest! {
        #[test]
        fn the_mean_of_a_ring_is_its_centre(centre in any_position(), radius_m in 1.0..100_000.0) {
            let ring = (0..12).map(|hour| destination(centre, f64::from(hour) * 30.0, radius_m));
            prop_assert!(distance_m(mean_position(ring).unwrap(), centre) < 1e-5);
        }
    }
}
