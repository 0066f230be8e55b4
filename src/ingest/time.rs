//! Readers of times: the two layouts AIS files have, epoch numbers, and `jiff` for anything else.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::field;

/// The instants that a fix can have: 1990-01-01T00:00:00Z, and up to but not including 2100-01-01T00:00:00Z.
pub(super) const VALID_MS: std::ops::Range<i64> = 631_152_000_000..4_102_444_800_000;

const DAY_MS: i64 = 86_400_000;

/// How a column writes the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TimeFormat {
    /// Found from the first rows; an error where they leave it open.
    #[default]
    Auto,
    /// `2024-05-01T12:30:00`, also with a blank for the `T`, a fraction, `Z` or an offset; also `20240501_123000`.
    Iso,
    /// Day first: `01/05/2024 12:30:00`; `-` and `.` may separate too.
    Dmy,
    /// Month first: `05/01/2024 12:30:00`.
    Mdy,
    /// Seconds since 1970-01-01T00:00:00Z, whole or with a fraction.
    EpochS,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    EpochMs,
    /// The time of day alone, `12:30:00`, `12:30:00.250` or `12:30:00:250`, on a given date.
    TimeOfDay,
}

impl TimeFormat {
    /// In words, for reports.
    pub(super) fn describe(self) -> &'static str {
        match self {
            TimeFormat::Auto => "ISO 8601 or epoch seconds or milliseconds, row by row",
            TimeFormat::Iso => "YYYY-MM-DD HH:MM:SS (ISO 8601), UTC unless it has an offset",
            TimeFormat::Dmy => "DD/MM/YYYY HH:MM:SS, UTC",
            TimeFormat::Mdy => "MM/DD/YYYY HH:MM:SS, UTC",
            TimeFormat::EpochS => "seconds since 1970, UTC",
            TimeFormat::EpochMs => "milliseconds since 1970, UTC",
            TimeFormat::TimeOfDay => "time of day, UTC",
        }
    }

    /// The instant in milliseconds since 1970, floored; `None` where the text is no such time or the instant lies
    /// outside [`VALID_MS`]. [`TimeFormat::TimeOfDay`] needs a date and reads nothing here.
    pub(super) fn parse_ms(self, text: &[u8]) -> Option<i64> {
        let time_ms = match self {
            TimeFormat::Auto => iso_ms(text).or_else(|| epoch_any_ms(text)),
            TimeFormat::Iso => iso_ms(text),
            TimeFormat::Dmy => slashed_ms(text, false),
            TimeFormat::Mdy => slashed_ms(text, true),
            TimeFormat::EpochS => epoch_ms(text, 1000),
            TimeFormat::EpochMs => epoch_ms(text, 1),
            TimeFormat::TimeOfDay => None,
        }?;
        VALID_MS.contains(&time_ms).then_some(time_ms)
    }

    /// The start of the day that a time of 19 bytes names by its first eleven, if the other eight are `HH:MM:SS`. Not
    /// every time starts so.
    pub(super) fn day_start_ms(self, text: &[u8; 11]) -> Option<i64> {
        match self {
            TimeFormat::Auto | TimeFormat::Iso => iso_date_ms(text),
            TimeFormat::Dmy => slashed_date_ms(text, false),
            TimeFormat::Mdy => slashed_date_ms(text, true),
            TimeFormat::EpochS | TimeFormat::EpochMs | TimeFormat::TimeOfDay => None,
        }
    }

    /// The start of the day that a date alone names, in milliseconds since 1970.
    pub(super) fn parse_date_ms(self, text: &[u8]) -> Option<i64> {
        let mut padded = [0; 32];
        let midnight = b" 00:00:00";
        let padded = padded.get_mut(..text.len() + midnight.len())?;
        padded[..text.len()].copy_from_slice(text);
        padded[text.len()..].copy_from_slice(midnight);
        self.parse_ms(text).filter(|time_ms| time_ms % DAY_MS == 0).or_else(|| self.parse_ms(padded))
    }
}

/// Days from 1970-01-01 to a day of the proleptic Gregorian calendar, or `None` where there is no such day.
///
/// # References
/// H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`, 2013.
fn days_from_civil(year: u32, month: u32, day: u32) -> Option<i64> {
    const DAYS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let longest = u32::from(*DAYS.get(month.wrapping_sub(1) as usize)?) + u32::from(leap && month == 2);
    if !(1..=longest).contains(&day) {
        return None;
    }
    let (year, month) = if month <= 2 { (i64::from(year) - 1, month + 9) } else { (i64::from(year), month - 3) };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = i64::from((153 * month + 2) / 5 + day - 1);
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// The two digits at an index, or something above 99.
#[inline]
fn two(text: &[u8], at: usize) -> u32 {
    let (tens, ones) = (text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0'));
    if tens <= 9 && ones <= 9 { u32::from(tens) * 10 + u32::from(ones) } else { 1000 }
}

/// Milliseconds of the day of `HH:MM:SS` at the start of the text. As `jiff` does, second 60 is read as 59.
#[inline]
fn clock_ms(text: &[u8]) -> Option<i64> {
    let text: &[u8; 8] = text.first_chunk()?;
    let (hour, minute, second) = (two(text, 0), two(text, 3), two(text, 6));
    if text[2] != b':' || text[5] != b':' || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(i64::from((hour * 60 + minute) * 60 + second.min(59)) * 1000)
}

/// Milliseconds, floored, of one to nine digits after the point, and what follows them.
fn fraction_ms(text: &[u8]) -> Option<(i64, &[u8])> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=9).contains(&digits) {
        return None;
    }
    let digit = |at: usize| i64::from(text[..digits].get(at).map_or(0, |byte| byte - b'0'));
    Some((digit(0) * 100 + digit(1) * 10 + digit(2), &text[digits..]))
}

/// `YYYY-MM-DD[T ]HH:MM:SS[.fff][Z|±hh:mm]` by hand, anything else by `jiff`.
fn iso_ms(text: &[u8]) -> Option<i64> {
    iso_by_hand(text).or_else(|| compact_ms(text)).or_else(|| iso_by_jiff(text))
}

/// The start of the day of `YYYY-MM-DD[T ]`.
#[inline]
fn iso_date_ms(text: &[u8; 11]) -> Option<i64> {
    let (century, year, month, day) = (two(text, 0), two(text, 2), two(text, 5), two(text, 8));
    if century > 99 || year > 99 || text[4] != b'-' || text[7] != b'-' || !matches!(text[10], b'T' | b' ') {
        return None;
    }
    Some(days_from_civil(century * 100 + year, month, day)? * DAY_MS)
}

#[inline]
fn iso_by_hand(text: &[u8]) -> Option<i64> {
    let (head, tail) = text.split_first_chunk::<19>()?;
    let mut time_ms = iso_date_ms(head.first_chunk()?)? + clock_ms(&head[11..])?;
    let mut tail = tail;
    if let [b'.', rest @ ..] = tail {
        // A fraction of second 60 is rare enough for `jiff`.
        if two(head, 17) == 60 {
            return None;
        }
        let (fraction, rest) = fraction_ms(rest)?;
        (time_ms, tail) = (time_ms + fraction, rest);
    }
    match *tail {
        [] | [b'Z'] => Some(time_ms),
        [sign @ (b'+' | b'-'), ref offset @ ..] if offset.len() == 5 && offset[2] == b':' => {
            let (hours, minutes) = (two(offset, 0), two(offset, 3));
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset_ms = i64::from(hours * 60 + minutes) * 60_000;
            Some(if sign == b'+' { time_ms - offset_ms } else { time_ms + offset_ms })
        }
        _ => None,
    }
}

/// `YYYYMMDD_HHMMSS`, with `_`, `T`, a blank or nothing between, as satellite providers write it.
fn compact_ms(text: &[u8]) -> Option<i64> {
    let clock = match text.len() {
        14 => 8,
        15 if matches!(text[8], b'_' | b'T' | b' ') => 9,
        _ => return None,
    };
    let (century, year, month, day) = (two(text, 0), two(text, 2), two(text, 4), two(text, 6));
    let (hour, minute, second) = (two(text, clock), two(text, clock + 2), two(text, clock + 4));
    if century > 99 || year > 99 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let day_ms = days_from_civil(century * 100 + year, month, day)? * DAY_MS;
    Some(day_ms + i64::from((hour * 60 + minute) * 60 + second.min(59)) * 1000)
}

#[cold]
fn iso_by_jiff(text: &[u8]) -> Option<i64> {
    // A bare number is never a date to us, whatever ISO 8601 says of `20240501`.
    if text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    let text = text.strip_suffix("UTC").map_or(text, str::trim_end);
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_nanosecond().div_euclid(1_000_000) as i64);
    }
    let civil = text.parse::<DateTime>().ok()?;
    let instant = TimeZone::UTC.to_timestamp(civil).ok()?;
    Some(instant.as_nanosecond().div_euclid(1_000_000) as i64)
}

/// `DD/MM/YYYY HH:MM:SS`, or `MM/DD/YYYY HH:MM:SS`, by hand; fewer digits, other separators, fractions and absent
/// seconds by the slower way.
fn slashed_ms(text: &[u8], month_first: bool) -> Option<i64> {
    if let Some(text) = text.as_array::<19>()
        && let Some(date) = text.first_chunk()
        && is_slashed(date)
    {
        return Some(slashed_date_ms(date, month_first)? + clock_ms(&text[11..])?);
    }
    slashed_slow(text, month_first)
}

fn is_slashed(text: &[u8; 11]) -> bool {
    text[2] == b'/' && text[5] == b'/' && matches!(text[10], b' ' | b'T')
}

/// The start of the day of `DD/MM/YYYY[T ]`, or `MM/DD/YYYY[T ]`.
#[inline]
fn slashed_date_ms(text: &[u8; 11], month_first: bool) -> Option<i64> {
    let (a, b) = (two(text, 0), two(text, 3));
    let (month, day) = if month_first { (a, b) } else { (b, a) };
    let (century, year) = (two(text, 6), two(text, 8));
    if !is_slashed(text) || century > 99 || year > 99 {
        return None;
    }
    Some(days_from_civil(century * 100 + year, month, day)? * DAY_MS)
}

#[cold]
fn slashed_slow(text: &[u8], month_first: bool) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let (date, clock) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    let separator = date.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '/' | '-' | '.') {
        return None;
    }
    let mut parts = date.split(separator);
    let mut number = |digits: std::ops::RangeInclusive<usize>| {
        let part = parts.next()?;
        let plain = digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (a, b, year) = (number(1..=2)?, number(1..=2)?, number(4..=4)?);
    if parts.next().is_some() {
        return None;
    }
    let (month, day) = if month_first { (a, b) } else { (b, a) };
    Some(days_from_civil(year, month, day)? * DAY_MS + time_of_day_ms(clock.trim_start().as_bytes())?)
}

/// A time of day in milliseconds: `HH:MM:SS`, with `.fff` or `:fff` after it, also `H:MM:SS` and `HH:MM`.
pub(super) fn time_of_day_ms(text: &[u8]) -> Option<i64> {
    if let Some(time_ms) = clock_ms(text) {
        return match &text[8..] {
            [] | [b'Z'] => Some(time_ms),
            [b'.' | b',' | b':', rest @ ..] => match fraction_ms(rest)? {
                (fraction, []) => Some(time_ms + fraction),
                _ => None,
            },
            _ => None,
        };
    }
    let mut padded = [b'0'; 8];
    match (text.len(), text.iter().position(|&byte| byte == b':')?) {
        (7, 1) => padded[1..].copy_from_slice(text),
        (5, 2) => {
            padded[..5].copy_from_slice(text);
            padded[5] = b':';
        }
        (4, 1) => {
            padded[1..5].copy_from_slice(text);
            padded[5] = b':';
        }
        _ => return None,
    }
    clock_ms(&padded)
}

/// An epoch number of which one unit is `unit_ms` milliseconds (1000 or 1), floored to a millisecond. Plain decimals
/// are cut as text, so that no rounding moves them.
fn epoch_ms(text: &[u8], unit_ms: i64) -> Option<i64> {
    let point = text.iter().position(|&byte| byte == b'.').unwrap_or(text.len());
    let whole = &text[..point];
    let fraction = text.get(point + 1..).unwrap_or_default();
    let digits_only = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    if (1..=15).contains(&whole.len()) && digits_only(whole) && digits_only(fraction) {
        let whole = whole.iter().fold(0, |value, &digit| value * 10 + i64::from(digit - b'0'));
        let digit = |at: usize| fraction.get(at).map_or(0, |digit| i64::from(digit - b'0'));
        let below = digit(0) * 100 + digit(1) * 10 + digit(2);
        return Some(whole * unit_ms + below * unit_ms / 1000);
    }
    let value = field::decimal(text)? * unit_ms as f64;
    (value.abs() < 1e15).then(|| value.floor() as i64)
}

/// Seconds or milliseconds by the size of the number: between 1990 and 2100 seconds have 9 or 10 digits before the
/// point and milliseconds 12 or 13.
fn epoch_any_ms(text: &[u8]) -> Option<i64> {
    let in_range = |time_ms: &i64| VALID_MS.contains(time_ms);
    epoch_ms(text, 1000).filter(in_range).or_else(|| epoch_ms(text, 1).filter(in_range))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_jiff(text: &str) -> Option<i64> {
        let instant = text.parse::<Timestamp>().ok().or_else(|| {
            let civil = text.parse::<DateTime>().ok()?;
            TimeZone::UTC.to_timestamp(civil).ok()
        })?;
        Some(instant.as_nanosecond().div_euclid(1_000_000) as i64).filter(|time_ms| VALID_MS.contains(time_ms))
    }

    proptest! {
        #[test]
        fn iso_times_are_read_as_jiff_does(
            year in 1988_u32..2103, month in 0_u32..14, day in 0_u32..33,
            hour in 0_u32..25, minute in 0_u32..61, second in 0_u32..62,
            mark in "[T ]", fraction in "(\\.[0-9]{1,9})?", zone in "(Z|[+-][01][0-9]:[0-5][0-9])?",
        ) {
            let text = format!("{year:04}-{month:02}-{day:02}{mark}{hour:02}:{minute:02}:{second:02}{fraction}{zone}");
            prop_assert_eq!(TimeFormat::Iso.parse_ms(text.as_bytes()), by_jiff(&text), "{}", text);
        }

        #[test]
        fn slashed_times_are_the_same_times(
            year in 1988_u32..2103, month in 0_u32..14, day in 0_u32..33,
            hour in 0_u32..25, minute in 0_u32..61, second in 0_u32..62,
        ) {
            let clock = format!("{hour:02}:{minute:02}:{second:02}");
            let expected = by_jiff(&format!("{year:04}-{month:02}-{day:02} {clock}"));
            let dmy = format!("{day:02}/{month:02}/{year:04} {clock}");
            prop_assert_eq!(TimeFormat::Dmy.parse_ms(dmy.as_bytes()), expected);
            let mdy = format!("{month:02}/{day:02}/{year:04} {clock}");
            prop_assert_eq!(TimeFormat::Mdy.parse_ms(mdy.as_bytes()), expected);
            let short = format!("{day}.{month}.{year:04} {clock}");
            prop_assert_eq!(TimeFormat::Dmy.parse_ms(short.as_bytes()), expected);
        }

        #[test]
        fn epochs_give_back_their_milliseconds(time_ms in VALID_MS) {
            let (seconds, below) = (time_ms / 1000, time_ms % 1000);
            let floats = format!("{seconds}.{below:03}");
            for format in [TimeFormat::EpochS, TimeFormat::Auto] {
                prop_assert_eq!(format.parse_ms(floats.as_bytes()), Some(time_ms));
                prop_assert_eq!(format.parse_ms(seconds.to_string().as_bytes()), Some(seconds * 1000));
            }
            for format in [TimeFormat::EpochMs, TimeFormat::Auto] {
                prop_assert_eq!(format.parse_ms(time_ms.to_string().as_bytes()), Some(time_ms));
            }
        }

        #[test]
        fn no_text_panics(text in proptest::collection::vec(any::<u8>(), 0..40), digits in "[-0-9:T/. Z+]{0,24}") {
            for text in [text.as_slice(), digits.as_bytes()] {
                for format in [TimeFormat::Auto, TimeFormat::Iso, TimeFormat::Dmy, TimeFormat::Mdy, TimeFormat::EpochS] {
                    format.parse_ms(text);
                    format.parse_date_ms(text);
                }
                time_of_day_ms(text);
            }
        }
    }

    #[test]
    fn epochs_need_no_plain_digits() {
        assert_eq!(TimeFormat::EpochS.parse_ms(b"1.32581087e9"), Some(1_325_810_870_000));
        assert_eq!(TimeFormat::EpochS.parse_ms(b"1325810870.9999"), Some(1_325_810_870_999));
        assert_eq!(TimeFormat::EpochS.parse_ms(b"0"), None);
        assert_eq!(TimeFormat::EpochS.parse_ms(b"-5"), None);
    }

    #[test]
    fn the_bounds_are_1990_and_2100() {
        let iso = |text: &str| TimeFormat::Iso.parse_ms(text.as_bytes());
        assert_eq!(iso("1990-01-01T00:00:00Z"), Some(VALID_MS.start));
        assert_eq!(iso("1989-12-31T23:59:59.999Z"), None);
        assert_eq!(iso("2099-12-31T23:59:59.999Z"), Some(VALID_MS.end - 1));
        assert_eq!(iso("2100-01-01T00:00:00Z"), None);
    }

    #[test]
    fn times_of_day_take_milliseconds_after_a_colon() {
        assert_eq!(time_of_day_ms(b"00:00:00:365"), Some(365));
        assert_eq!(time_of_day_ms(b"23:59:59.5"), Some(86_399_500));
        assert_eq!(time_of_day_ms(b"9:05:00"), Some(32_700_000));
        assert_eq!(time_of_day_ms(b"09:05"), Some(32_700_000));
        assert_eq!(time_of_day_ms(b"9:05"), Some(32_700_000));
        assert_eq!(time_of_day_ms(b"24:00:00"), None);
        assert_eq!(time_of_day_ms(b"12:00:00x"), None);
    }

    #[test]
    fn dates_alone() {
        let midnight = TimeFormat::Iso.parse_ms(b"2018-06-02T00:00:00Z");
        assert_eq!(TimeFormat::Iso.parse_date_ms(b"2018-06-02"), midnight);
        assert_eq!(TimeFormat::Dmy.parse_date_ms(b"2/6/2018"), midnight);
        assert_eq!(TimeFormat::Mdy.parse_date_ms(b"06/02/2018"), midnight);
        assert_eq!(TimeFormat::Iso.parse_date_ms(b"2018-06-02T12:00:00"), None);
    }

    #[test]
    fn compact_times() {
        let expected = TimeFormat::Iso.parse_ms(b"2018-06-02T12:30:05Z");
        for text in ["20180602_123005", "20180602T123005", "20180602123005"] {
            assert_eq!(TimeFormat::Iso.parse_ms(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(TimeFormat::Iso.parse_ms(b"2018-06-02 12:30:05 UTC"), expected);
        assert_eq!(TimeFormat::Iso.parse_ms(b"20180602"), None);
    }
}
