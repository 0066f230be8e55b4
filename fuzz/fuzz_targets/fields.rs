//! Numbers against `std`, times against `jiff`.
#![no_main]

use darkwake::{TimeFormat, parse_decimal, parse_time_ms};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // What `std` calls a number that is none is told apart; all else must be the same to the last bit.
    let expected = text.parse::<f64>().ok().filter(|value| value.is_finite());
    let found = parse_decimal(text.as_bytes());
    assert_eq!(found.map(f64::to_bits), expected.map(f64::to_bits), "{text:?}");

    let range = "1990-01-01T00:00:00Z".parse::<Timestamp>().expect("a time").as_millisecond()
        .."2100-01-01T00:00:00Z".parse::<Timestamp>().expect("a time").as_millisecond();
    for format in [TimeFormat::Iso, TimeFormat::Dmy, TimeFormat::Mdy, TimeFormat::EpochS, TimeFormat::EpochMs] {
        if let Some(time_ms) = parse_time_ms(format, text.as_bytes()) {
            assert!(range.contains(&time_ms), "{format:?} {text:?}: {time_ms}");
        }
    }
    // Every time with an offset that jiff reads is the same time, to the millisecond.
    if let Ok(time) = text.parse::<Timestamp>() {
        let expected = time.as_nanosecond().div_euclid(1_000_000) as i64;
        let found = parse_time_ms(TimeFormat::Iso, text.as_bytes());
        assert_eq!(found, Some(expected).filter(|time_ms| range.contains(time_ms)), "{text:?}");
    }
});
