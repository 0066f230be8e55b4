//! The least value of a function between two places.

/// Where a function with one least value between two places has it, and that value, after so many sections: each leaves 0.618
/// of the stretch. The two places themselves are not tried.
///
/// # References
/// J. Kiefer, "Sequential minimax search for a maximum", *Proc. Amer. Math. Soc.* 4(3), 1953, 502-506: golden section.
pub(crate) fn least_between(low: f64, high: f64, sections: u32, f: &dyn Fn(f64) -> f64) -> (f64, f64) {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut low, mut high) = (low, high);
    let (mut left, mut right) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut at_left, mut at_right) = (f(left), f(right));
    for _ in 0..sections {
        if at_left <= at_right {
            (high, right, at_right) = (right, left, at_left);
            left = high - GOLDEN * (high - low);
            at_left = f(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = low + GOLDEN * (high - low);
            at_right = f(right);
        }
    }
    if at_left <= at_right { (left, at_left) } else { (right, at_right) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_valley_is_found_wherever_it_lies(low in -100.0..100.0f64, width in 1e-3..100.0f64, share in 0.0..1.0f64) {
            let lowest = low + share * width;
            let (place, value) = least_between(low, low + width, 30, &|x| (x - lowest).abs());
            prop_assert!((place - lowest).abs() <= width * 1e-6 && value == (place - lowest).abs());
        }
    }
}
