//! Readers of single fields: numbers, identities, and what AIS says for "not available".

use crate::Mmsi;
use crate::ingest::layout::Identity;
use crate::text_cell::cell_bytes;

/// The field without the blanks around it.
pub(super) fn trim(field: &[u8]) -> &[u8] {
    match field {
        [first, .., last] if !first.is_ascii_whitespace() && !last.is_ascii_whitespace() => field,
        _ => field.trim_ascii(),
    }
}

/// A finite decimal number, correctly rounded: the same bits as `str::parse::<f64>`, and nothing else is a number.
///
/// Up to 18 digits with one point and no exponent are read here when the result of one division is exact; all else
/// goes to `fast-float2`.
///
/// # References
/// W. D. Clinger, "How to read floating point numbers accurately", *PLDI* 1990: an integer below 2⁵³ divided by
/// 10ⁿ, n ≤ 22, is rounded once.
#[inline]
pub(super) fn decimal(field: &[u8]) -> Option<f64> {
    let quick = if field.len() < 8 { tenths(field) } else { degrees(field) };
    quick.or_else(|| decimal_with_mark::<b'.'>(field)).or_else(|| decimal_slow(field))
}

/// A number of at least eight characters, at most six before the point and one to seven after it, the shape of most
/// latitudes and longitudes: eight bytes at a time, so that no branch depends on the digits or their number.
#[inline]
fn degrees(field: &[u8]) -> Option<f64> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const POWERS: [u32; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    let negative = field[0] == b'-';
    let digits = &field[usize::from(negative)..];
    let head = u64::from_le_bytes(*digits.first_chunk()?);
    let tail = u64::from_le_bytes(*field.last_chunk()?);
    // The lowest bit set marks the first byte that is a point.
    let points = head ^ (EACH * u64::from(b'.'));
    let marks = points.wrapping_sub(EACH) & !points & (EACH << 7);
    let point = marks.trailing_zeros() as usize / 8;
    let decimals = digits.len().wrapping_sub(point + 1);
    if !(1..=6).contains(&point) || !(1..=7).contains(&decimals) {
        return None;
    }
    // What is not of the part in question becomes '0'.
    let zeros = EACH * u64::from(b'0');
    let outside_whole = (1 << (64 - 8 * point)) - 1;
    let whole = eight_digits((head << (64 - 8 * point)) | (zeros & outside_whole))?;
    let outside_decimals = (1 << (64 - 8 * decimals)) - 1;
    let decimal_part = eight_digits((tail & !outside_decimals) | (zeros & outside_decimals))?;
    let power = u64::from(POWERS[decimals]);
    let value = (whole * power + decimal_part) as f64 / power as f64;
    Some(if negative { -value } else { value })
}

/// The number that eight ASCII digits make, the first in the lowest byte.
///
/// # References
/// D. Lemire, "Quickly parsing eight digits", 2018.
#[inline]
fn eight_digits(text: u64) -> Option<u64> {
    let above_nine = text.wrapping_add(0x4646_4646_4646_4646);
    let below_zero = text.wrapping_sub(0x3030_3030_3030_3030);
    if (above_nine | below_zero) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    let pairs = (below_zero.wrapping_mul(10).wrapping_add(below_zero >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some((fours.wrapping_mul(10_000).wrapping_add(fours >> 32)) & 0xFFFF_FFFF)
}

/// A number of up to three digits with one decimal, the shape of most speeds, courses and headings: the length tells
/// where everything is.
#[inline]
fn tenths(field: &[u8]) -> Option<f64> {
    let (hundreds, tens, ones, tenth) = match *field {
        [ones, b'.', tenth] => (b'0', b'0', ones, tenth),
        [tens, ones, b'.', tenth] => (b'0', tens, ones, tenth),
        [hundreds, tens, ones, b'.', tenth] => (hundreds, tens, ones, tenth),
        _ => return None,
    };
    let digits = [hundreds, tens, ones, tenth].map(|byte| u32::from(byte.wrapping_sub(b'0')));
    if digits.iter().any(|&digit| digit > 9) {
        return None;
    }
    Some(f64::from(digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]) / 10.0)
}

/// As [`decimal`], where a comma may stand for the point.
pub(super) fn decimal_comma(field: &[u8]) -> Option<f64> {
    decimal_with_mark::<b','>(field).or_else(|| match field.iter().position(|&byte| byte == b',') {
        None => decimal(field),
        Some(_) if field.contains(&b'.') => None,
        Some(comma) => {
            let mut text = [0; 64];
            let text = text.get_mut(..field.len())?;
            text.copy_from_slice(field);
            text[comma] = b'.';
            decimal(text)
        }
    })
}

#[inline]
fn decimal_with_mark<const MARK: u8>(field: &[u8]) -> Option<f64> {
    const POWERS: [f64; 19] =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];
    let (negative, digits) = match field {
        [b'-', digits @ ..] => (true, digits),
        _ => (false, field),
    };
    // Eighteen digits and the mark: the mantissa cannot overflow.
    if digits.len() > 19 {
        return None;
    }
    let mut mantissa: u64 = 0;
    let mut mark = None;
    for (index, &byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        } else if byte == MARK && mark.is_none() {
            mark = Some(index);
        } else {
            return None;
        }
    }
    let count = digits.len() - usize::from(mark.is_some());
    let decimals = mark.map_or(0, |mark| digits.len() - 1 - mark);
    if count == 0 || count > 18 || mantissa >= 1 << 53 {
        return None;
    }
    let value = mantissa as f64 / POWERS[decimals];
    Some(if negative { -value } else { value })
}

#[cold]
fn decimal_slow(field: &[u8]) -> Option<f64> {
    fast_float2::parse::<f64, _>(field).ok().filter(|value| value.is_finite())
}

/// A whole number that is not negative, also when written as `31.0`.
pub(super) fn integer(field: &[u8]) -> Option<u64> {
    const LONGEST: usize = 18;
    if !field.is_empty() && field.len() <= LONGEST {
        let (mut value, mut all_digits) = (0, true);
        for &byte in field {
            let digit = byte.wrapping_sub(b'0');
            all_digits &= digit <= 9;
            value = u64::wrapping_add(u64::wrapping_mul(value, 10), u64::from(digit));
        }
        if all_digits {
            return Some(value);
        }
    }
    let value = decimal(field)?;
    (value >= 0.0 && value < (1_u64 << 53) as f64 && value.fract() == 0.0).then_some(value as u64)
}

/// An identity: an integer from 1 to 999,999,999 (leading zeros and `.0` allowed) is an MMSI, any other text stays
/// text, and a blank is none.
pub(super) fn identity(field: &[u8]) -> Option<Identity<'_>> {
    let text = cell_bytes(trim(field));
    if text.is_empty() {
        return None;
    }
    let number = match text[0] {
        b'0'..=b'9' => integer(text),
        _ => None,
    };
    let mmsi = number.and_then(|number| u32::try_from(number).ok()).and_then(Mmsi::new);
    Some(mmsi.map_or(Identity::Text(text), Identity::Mmsi))
}

/// A reading of an optional field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Optional<T> {
    Value(T),
    /// Blank, or the code for "not available".
    NotAvailable,
    /// There is something, but not what the field should hold.
    Unreadable,
}

/// Speed over ground in knots. 102.3 is "not available"; what is negative or above it is unreadable.
///
/// # References
/// Recommendation ITU-R M.1371-5, annex 8, table 48.
pub(super) fn sog_kn(knots: f64) -> Optional<f64> {
    // Sources that went through 32-bit floats have 102.30000305.
    const NOT_AVAILABLE: std::ops::Range<f64> = 102.299..102.301;
    if NOT_AVAILABLE.contains(&knots) {
        Optional::NotAvailable
    } else if (0.0..102.3).contains(&knots) {
        Optional::Value(knots)
    } else {
        Optional::Unreadable
    }
}

/// Course over ground in degrees. 360.0 is "not available", and so is all up to 409.6, the range of the 12-bit field.
///
/// With `signed`, a negative value is one whose 12 bits were taken for a signed number of tenths: adding
/// 2¹² / 10 = 409.6 gives it back.
///
/// # References
/// Recommendation ITU-R M.1371-5, annex 8, table 48.
pub(super) fn cog_deg(degrees: f64, signed: bool) -> Optional<f64> {
    let degrees = match signed && (-204.8..0.0).contains(&degrees) {
        // The sum of two tenths is not a tenth to the last bit: 360.0 must be exactly that.
        true => ((degrees + 409.6) * 10.0).round() / 10.0,
        false => degrees,
    };
    if (0.0..360.0).contains(&degrees) {
        Optional::Value(degrees)
    } else if (360.0..409.65).contains(&degrees) {
        Optional::NotAvailable
    } else {
        Optional::Unreadable
    }
}

/// True heading in degrees. 511 is "not available"; 360 to 510 mean nothing.
///
/// # References
/// Recommendation ITU-R M.1371-5, annex 8, table 48.
pub(super) fn heading_deg(degrees: f64) -> Optional<f64> {
    if (0.0..360.0).contains(&degrees) {
        Optional::Value(degrees)
    } else if degrees == 511.0 {
        Optional::NotAvailable
    } else {
        Optional::Unreadable
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_std(text: &str) -> Option<u64> {
        text.parse::<f64>().ok().filter(|value| value.is_finite()).map(f64::to_bits)
    }

    fn bits(text: &str) -> Option<u64> {
        decimal(text.as_bytes()).map(f64::to_bits)
    }

    #[test]
    fn odd_numbers_are_read_as_the_standard_library_does() {
        let odd = [
            "",
            "-",
            ".",
            "-.",
            "+1",
            "1.",
            ".5",
            "-0",
            "-0.0",
            "1e5",
            "1E-3",
            "nan",
            "inf",
            "-infinity",
            "1..2",
            "1,5",
            " 1",
            "1 ",
            "9007199254740993",
            "0.1234567890123456789",
            "999999999999999999",
            "1234567890123456789012",
            "--1",
            "0000000000000000000001",
            "1_0",
            "0x1",
            "1e400",
            "٣",
        ];
        for text in odd {
            assert_eq!(bits(text), by_std(text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn decimals_have_the_bits_of_the_standard_library(text in "-?[0-9]{0,12}(\\.[0-9]{0,14})?") {
            prop_assert_eq!(bits(&text), by_std(&text));
        }

        #[test]
        fn positions_have_the_bits_of_the_standard_library(text in "-?[0-9./:]{0,1}[0-9]{1,6}[.][0-9./:-]{0,9}") {
            prop_assert_eq!(bits(&text), by_std(&text));
        }

        #[test]
        fn tenths_have_the_bits_of_the_standard_library(text in "[0-9./:]{0,3}[.][0-9/:]{0,2}") {
            prop_assert_eq!(bits(&text), by_std(&text));
        }

        #[test]
        fn any_text_is_a_number_where_the_standard_library_says_so(text in "[-+0-9.,eE ]{0,24}") {
            prop_assert_eq!(bits(&text), by_std(&text));
        }

        #[test]
        fn any_bytes_are_a_number_where_the_standard_library_says_so(
            digits in "-?[0-9]{1,5}[.][0-9]{1,8}", at in 0_usize..15, byte: u8,
        ) {
            let mut field = digits.into_bytes();
            if let Some(there) = field.get_mut(at) {
                *there = byte;
            }
            let expected = std::str::from_utf8(&field).ok().and_then(by_std);
            prop_assert_eq!(decimal(&field).map(f64::to_bits), expected, "{:?}", field);
        }

        #[test]
        fn a_decimal_comma_is_a_point(text in "-?[0-9]{1,12}(\\.[0-9]{1,14})?([eE][0-9])?") {
            let with_comma = text.replace('.', ",");
            prop_assert_eq!(decimal_comma(with_comma.as_bytes()), decimal(text.as_bytes()));
            prop_assert_eq!(decimal_comma(text.as_bytes()), decimal(text.as_bytes()));
        }

        #[test]
        fn a_signed_course_gives_back_its_twelve_bits(tenths in 0_u16..4096) {
            let as_signed = if tenths >= 2048 { i32::from(tenths) - 4096 } else { i32::from(tenths) };
            let expected = match tenths {
                0..3600 => Optional::Value(f64::from(tenths) / 10.0),
                _ => Optional::NotAvailable,
            };
            prop_assert_eq!(cog_deg(f64::from(as_signed) / 10.0, true), expected);
        }
    }

    #[test]
    fn a_comma_is_no_thousands_separator() {
        assert_eq!(decimal_comma(b"1,234.5"), None);
        assert_eq!(decimal_comma(b"1,2,3"), None);
        assert_eq!(decimal_comma(b"57,8794"), Some(57.8794));
        assert_eq!(decimal_comma("9".repeat(70).as_bytes()), "9".repeat(70).parse().ok());
        assert_eq!(decimal_comma(format!("{},5", "9".repeat(70)).as_bytes()), None);
    }

    #[test]
    fn integers_may_carry_a_zero_fraction() {
        assert_eq!(integer(b"31.0"), Some(31));
        assert_eq!(integer(b"0031"), Some(31));
        assert_eq!(integer(b"31.5"), None);
        assert_eq!(integer(b"-1"), None);
        assert_eq!(integer(b""), None);
    }

    #[test]
    fn an_identity_is_an_mmsi_or_text_as_found() {
        let mmsi = |number| Some(Identity::Mmsi(Mmsi::new(number).unwrap()));
        assert_eq!(identity(b" 440123456 "), mmsi(440_123_456));
        assert_eq!(identity(b"002190064"), mmsi(2_190_064));
        assert_eq!(identity(b"412345678.0"), mmsi(412_345_678));
        assert_eq!(identity(b"1.2639e+14"), Some(Identity::Text(b"1.2639e+14")));
        assert_eq!(identity(b"0"), Some(Identity::Text(b"0")));
        assert_eq!(identity(b"1000000000"), Some(Identity::Text(b"1000000000")));
        assert_eq!(identity(b"-5"), Some(Identity::Text(b"-5")));
        assert_eq!(identity(b" 7f3a "), Some(Identity::Text(b"7f3a")));
        assert_eq!(identity(b"  "), None);
    }

    #[test]
    fn what_is_not_available_differs_from_what_is_unreadable() {
        assert_eq!(sog_kn(102.3), Optional::NotAvailable);
        assert_eq!(sog_kn(102.30000305), Optional::NotAvailable);
        assert_eq!(sog_kn(102.2), Optional::Value(102.2));
        assert_eq!(sog_kn(-0.1), Optional::Unreadable);
        assert_eq!(sog_kn(500.0), Optional::Unreadable);
        assert_eq!(cog_deg(360.0, false), Optional::NotAvailable);
        assert_eq!(cog_deg(409.5, false), Optional::NotAvailable);
        assert_eq!(cog_deg(-60.6, false), Optional::Unreadable);
        assert_eq!(cog_deg(-60.6, true), Optional::Value(349.0));
        assert_eq!(cog_deg(-49.6, true), Optional::NotAvailable);
        assert_eq!(heading_deg(511.0), Optional::NotAvailable);
        assert_eq!(heading_deg(360.0), Optional::Unreadable);
    }
}
