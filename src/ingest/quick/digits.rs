//! Fields in the shapes that nearly every row has, read eight bytes at a time.
//!
//! Each function reads a field from where it starts up to its delimiter, and gives nothing where the field has another
//! shape: that is left to the readers in `field` and `time`, which take any. What they give is the same to the last bit.
//!
//! # References
//! - H. S. Warren, *Hacker's Delight*, 2nd edition, section 6-1: the lowest zero byte of a word.
//! - D. Lemire, "Quickly parsing eight digits", 2018.

const EACH: u64 = 0x0101_0101_0101_0101;
const ZEROS: u64 = EACH * b'0' as u64;
const HIGH: u64 = EACH << 7;
/// Added to a byte, this sets its highest bit if the byte is above 9.
const ABOVE_NINE: u64 = EACH * 0x76;

/// Eight bytes, the first in the lowest place.
#[inline(always)]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Where the first of eight bytes stands that equals this one; 8 where none does.
#[inline(always)]
fn position(word: u64, byte: u8) -> usize {
    let difference = word ^ (EACH * u64::from(byte));
    let marks = difference.wrapping_sub(EACH) & !difference & HIGH;
    marks.trailing_zeros() as usize / 8
}

/// Whether all eight bytes are at most 9.
#[inline(always)]
fn are_digits(values: u64) -> bool {
    (values.wrapping_add(ABOVE_NINE) | values) & HIGH == 0
}

/// The number that eight digits make, as values from 0 to 9, the first in the lowest byte.
#[inline(always)]
fn eight_digits(values: u64) -> u64 {
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_FFFF_0000_FFFF;
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF
}

#[inline(always)]
fn byte(word: u64, index: u32) -> u32 {
    u32::from((word >> (8 * index)) as u8)
}

/// A field of nine digits, and where its delimiter stands: what nearly every identity is.
#[inline(always)]
pub(super) fn nine_digits(plain: &[u8], at: usize, delimiter: u8) -> Option<(u32, usize)> {
    let text: &[u8; 10] = plain.get(at..)?.first_chunk()?;
    let values = word(text, 0)? ^ ZEROS;
    let last = text[8] ^ b'0';
    if !are_digits(values) || last > 9 || text[9] != delimiter {
        return None;
    }
    Some((eight_digits(values) as u32 * 10 + u32::from(last), at + 9))
}

/// A field of one to three digits with one decimal or none, in tenths, and where its delimiter stands; no number for a
/// field without a byte.
#[inline(always)]
pub(super) fn tenths(plain: &[u8], at: usize, delimiter: u8) -> Option<(Option<u16>, usize)> {
    const POINT: u64 = ((b'.' ^ b'0') as u64) << 48;
    let text = word(plain, at)?;
    let length = position(text, delimiter);
    if length == 0 {
        return Some((None, at));
    }
    if length > 5 {
        return None;
    }
    // The last character goes to the highest byte; what is before the first becomes a digit zero.
    let values = (text ^ ZEROS) << (64 - 8 * length);
    let decimal = values ^ POINT;
    let tenths = if length > 2 && are_digits(decimal) && byte(decimal, 6) == 0 {
        byte(decimal, 7) + 10 * byte(decimal, 5) + 100 * byte(decimal, 4) + 1000 * byte(decimal, 3)
    } else if length < 4 && are_digits(values) {
        10 * byte(values, 7) + 100 * byte(values, 6) + 1000 * byte(values, 5)
    } else {
        return None;
    };
    Some((Some(tenths as u16), at + length))
}

/// A field of one to three digits before a point and one to seven after it, with or without a minus, and where what is
/// behind it stands.
///
/// # References
/// W. D. Clinger, "How to read floating point numbers accurately", *PLDI* 1990: an integer below 2⁵³ divided by
/// 10ⁿ, n ≤ 22, is rounded once.
#[inline(always)]
pub(super) fn degrees(plain: &[u8], at: usize) -> Option<(f64, usize)> {
    const POWERS: [u32; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    let is_negative = *plain.get(at)? == b'-';
    let from = at + usize::from(is_negative);
    let head = word(plain, from)?;
    let point = position(head, b'.');
    if !(1..=3).contains(&point) {
        return None;
    }
    let whole = (head ^ ZEROS) << (64 - 8 * point);
    let tail = word(plain, from + point + 1)? ^ ZEROS;
    let others = (tail.wrapping_add(ABOVE_NINE) | tail) & HIGH;
    // Below the lowest byte that is no digit nothing is carried.
    let decimals = others.trailing_zeros() as usize / 8;
    if !are_digits(whole) || !(1..=7).contains(&decimals) {
        return None;
    }
    let below = eight_digits(tail << (64 - 8 * decimals));
    let whole = byte(whole, 7) + 10 * byte(whole, 6) + 100 * byte(whole, 5);
    let power = POWERS[decimals];
    let value = (u64::from(whole) * u64::from(power) + below) as f64 / f64::from(power);
    Some((if is_negative { -value } else { value }, from + point + 1 + decimals))
}

/// The milliseconds of the day of `HH:MM:SS`, as `time` reads them: second 60 is read as 59.
#[inline(always)]
pub(super) fn clock_ms(text: [u8; 8]) -> Option<i64> {
    let values = u64::from_le_bytes(text) ^ u64::from_le_bytes(*b"00:00:00");
    // At most 9 for digits, 0 for colons.
    const LIMITS: u64 = 0x7676_7F76_767F_7676;
    if (values.wrapping_add(LIMITS) | values) & HIGH != 0 {
        return None;
    }
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8);
    let (hour, minute, second) = (byte(pairs, 0), byte(pairs, 3), byte(pairs, 6));
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(i64::from((hour * 60 + minute) * 60 + second.min(59)) * 1000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::field;
    use crate::ingest::time::time_of_day_ms;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn tenths_are_the_number_there(text in "[0-9]{0,4}[.]?[0-9]{0,2}|[-0-9.:/ ]{0,6}") {
            let row = format!("x,{text},12345678");
            let number = field::decimal(text.as_bytes());
            match tenths(row.as_bytes(), 2, b',') {
                Some((None, end)) => prop_assert_eq!((text.as_str(), end), ("", 2)),
                Some((Some(tenths), end)) => {
                    prop_assert_eq!((Some(f64::from(tenths) / 10.0), end), (number, 2 + text.len()));
                }
                None => {}
            }
            let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let is_usual = match text.split_once('.') {
                Some((whole, decimals)) => {
                    (1..=3).contains(&whole.len()) && decimals.len() == 1 && are_digits(whole) && are_digits(decimals)
                }
                None => text.len() <= 3 && are_digits(&text),
            };
            if is_usual {
                prop_assert!(tenths(row.as_bytes(), 2, b',').is_some(), "{}", text);
            }
        }

        #[test]
        fn a_second_point_is_no_digit(whole in "[0-9]{1,3}") {
            let (text, row) = (format!("{whole}.."), format!("x,{whole}..,12345678"));
            prop_assert_eq!((tenths(row.as_bytes(), 2, b','), field::decimal(text.as_bytes())), (None, None));
        }

        #[test]
        fn degrees_have_the_bits_of_the_general_reader(
            text in "-?[0-9]{0,4}[.][0-9]{0,9}|[-0-9.:/]{0,12}", behind in "[,;\n][-0-9.,\n]{0,16}",
        ) {
            let row = format!("{text}{behind}");
            if let Some((value, end)) = degrees(row.as_bytes(), 0) {
                let expected = field::decimal(&row.as_bytes()[..end]);
                prop_assert_eq!(Some(value.to_bits()), expected.map(f64::to_bits));
            }
            let long_row = format!("{row}{}", "0".repeat(20));
            let (whole, decimals) = text.strip_prefix('-').unwrap_or(&text).split_once('.').unwrap_or_default();
            let digits = |part: &str, most: usize| {
                (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
            };
            if digits(whole, 3) && digits(decimals, 7) {
                prop_assert_eq!(degrees(long_row.as_bytes(), 0).map(|found| found.1), Some(text.len()));
            }
        }

        #[test]
        fn nine_digits_are_an_integer(text in "[0-9]{8,10}|[0-9:/ ]{9}", mark in "[,;]") {
            let row = format!("{text}{mark}");
            let expected = (text.len() == 9 && mark == ",").then(|| field::integer(text.as_bytes())).flatten();
            let found = nine_digits(row.as_bytes(), 0, b',');
            prop_assert_eq!(found.map(|(number, _)| u64::from(number)), expected);
        }

        #[test]
        fn clocks_are_read_as_the_general_reader_does(text in "[0-2/:][0-9:/]:[0-6][0-9]:[0-6][0-9/]|[0-9:]{8}|[ -~]{8}") {
            let bytes: [u8; 8] = text.as_bytes().try_into().unwrap();
            prop_assert_eq!(clock_ms(bytes), time_of_day_ms(&bytes));
        }

        #[test]
        fn any_byte_is_looked_at(at in 0_usize..8, byte: u8) {
            let mut bytes = *b"12:34:56";
            bytes[at] = byte;
            prop_assert_eq!(clock_ms(bytes), time_of_day_ms(&bytes));
            let mut row = *b"123456789,";
            row[at] = byte;
            let expected = field::integer(&row[..9]).filter(|_| byte.is_ascii_digit());
            prop_assert_eq!(nine_digits(&row, 0, b',').map(|(number, _)| u64::from(number)), expected);
        }
    }
}
