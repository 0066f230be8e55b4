//! What options are written like.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use darkwake::{Timestamp, VesselId};

/// Takes one of these values by its name.
pub(crate) fn named<T: Copy + Send + Sync + 'static, const N: usize>(
    values: [T; N],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(values.map(name)).map(move |text| {
        let found = values.into_iter().find(|&value| name(value) == text);
        found.expect("the parser lets only names of values through")
    })
}

/// Says what is wrong with the options, and ends the program as clap does.
pub(crate) fn wrong_usage(message: &str) -> ! {
    crate::wrong_usage(&clap::Error::raw(clap::error::ErrorKind::ValueValidation, format!("{message}\n")))
}

/// The units of a duration, in hours.
const UNITS: [(&str, f64); 4] = [("d", 24.0), ("h", 1.0), ("m", 1.0 / 60.0), ("s", 1.0 / 3600.0)];

/// Hours of a duration such as `6h`, `90m`, `1.5d` or `1d12h`.
pub(crate) fn hours(text: &str) -> Result<f64, String> {
    let wrong = || format!("a duration is a number with a unit, such as 6h, 90m, 1d or 1d12h; found {text:?}");
    let mut rest = text.trim();
    let mut hours = 0.0;
    // The units of a duration stand in falling order, each at most once.
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).ok_or_else(wrong)?;
        let number: f64 = rest[..end].parse().map_err(|_| wrong())?;
        let (unit, in_hours) = units.find(|(unit, _)| rest[end..].starts_with(unit)).ok_or_else(wrong)?;
        hours += number * in_hours;
        rest = &rest[end + unit.len()..];
    }
    if hours > 0.0 { Ok(hours) } else { Err(wrong()) }
}

/// An instant: RFC 3339, or a date or a time without zone, which is UTC.
pub(crate) fn instant(text: &str) -> Result<Timestamp, String> {
    let text = text.trim();
    let civil = || text.parse::<jiff::civil::DateTime>().and_then(|time| time.to_zoned(jiff::tz::TimeZone::UTC));
    text.parse().or_else(|_| civil().map(|time| time.timestamp())).map_err(|_| {
        format!("a time is written like 2024-05-01T06:00:00Z, 2024-05-01T06:00 or 2024-05-01 (UTC); found {text:?}")
    })
}

/// The identity of a vessel: an MMSI, or what stands for one in the source.
pub(crate) fn vessel_id(text: &str) -> Result<VesselId, String> {
    match text.trim() {
        "" => Err("an identity is not blank".to_owned()),
        text => Ok(VesselId::new(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_a_unit() {
        assert_eq!(hours("6h"), Ok(6.0));
        assert_eq!(hours("90m"), Ok(1.5));
        assert_eq!(hours("1d"), Ok(24.0));
        assert_eq!(hours("1d12h"), Ok(36.0));
        assert_eq!(hours("0.5h"), Ok(0.5));
        assert_eq!(hours("36s"), Ok(0.01));
        for wrong in ["6", "", "h", "-6h", "0h", "6 hours", "6h1d", "6h6h", "1.2.3h", "6x", "nan", "6é"] {
            assert!(hours(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            hours("6").unwrap_err(),
            "a duration is a number with a unit, such as 6h, 90m, 1d or 1d12h; found \"6\""
        );
    }

    #[test]
    fn instants_are_utc_unless_they_say_otherwise() {
        let midnight: Timestamp = "2024-05-01T00:00:00Z".parse().unwrap();
        for text in ["2024-05-01", "2024-05-01T00:00", "2024-05-01 00:00:00", "2024-05-01T09:00:00+09:00"] {
            assert_eq!(instant(text), Ok(midnight), "{text}");
        }
        assert!(instant("yesterday").is_err());
    }
}
