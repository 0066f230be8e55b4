//! How many decimals a number is written with: one rule for every output, by the unit at the end of its key.
//!
//! | key | decimals |
//! |---|---|
//! | `lat`, `lon`, `*_lat`, `*_lon`, `*lat_deg`, `*lon_deg`, `coordinates`, `bbox`, `boundingBox` | 6 (0.11 m) |
//! | `*_m` metres | 1 |
//! | `*_h` hours | 4 (0.36 s) |
//! | `*_kn` knots | 2 |
//! | `*_deg` courses and headings | 2 |
//! | `*_s` seconds, `*_min` minutes | 3 |
//! | any other number that is no integer | 6 significant digits |
//!
//! Trailing zeros are written, so a column of numbers lines up. Rounding is of the decimal form, so it is idempotent: what was written, read and written again is the same text.
//! Within an object named `parameters` nothing is rounded: settings are written as they are in force.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

/// How far a number is rounded.
#[derive(Clone, Copy)]
enum Precision {
    Decimals(usize),
    Significant(usize),
}

/// Decimals by the ending of a key; the first that fits counts.
const DECIMALS: [(&str, usize); 9] = [
    ("_lat", 6),
    ("_lon", 6),
    ("lat_deg", 6),
    ("lon_deg", 6),
    ("_m", 1),
    ("_h", 4),
    ("_kn", 2),
    ("_deg", 2),
    ("_s", 3),
];

/// Decimals of the keys that have no unit in their name.
const WHOLE_KEYS: [&str; 5] = ["lat", "lon", "coordinates", "bbox", "boundingBox"];

fn precision(key: &str) -> Precision {
    if WHOLE_KEYS.contains(&key) {
        return Precision::Decimals(6);
    }
    match DECIMALS.iter().find(|(ending, _)| key.ends_with(ending)) {
        Some(&(_, decimals)) => Precision::Decimals(decimals),
        None if key.ends_with("_min") => Precision::Decimals(3),
        None => Precision::Significant(6),
    }
}

/// The finite number as it is written under this key: all of its decimals where the key has so many, otherwise the
/// shortest text of the rounded number. Never -0.
pub(super) fn written(key: &str, value: f64) -> String {
    match precision(key) {
        Precision::Decimals(decimals) => {
            let text = format!("{value:.decimals$}");
            let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
            if is_zero { text.trim_start_matches('-').to_owned() } else { text }
        }
        Precision::Significant(digits) => {
            let rounded: f64 = format!("{value:.*e}", digits - 1).parse().unwrap_or(value);
            format!("{:?}", rounded + 0.0)
        }
    }
}

/// Writes a value as JSON on one line, without the newline, numbers rounded by their keys.
pub(super) fn write_json(value: &impl Serialize, writer: impl Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(writer, Rounding::new(CompactFormatter))).map_err(io::Error::from)
}

/// Writes a value as indented JSON, numbers rounded by their keys.
pub(super) fn write_json_pretty(value: &impl Serialize, writer: impl Write) -> io::Result<()> {
    let formatter = Rounding::new(PrettyFormatter::new());
    value.serialize(&mut Serializer::with_formatter(writer, formatter)).map_err(io::Error::from)
}

/// A JSON formatter that remembers the key of the value being written, and rounds by it.
struct Rounding<F> {
    inner: F,
    key: String,
    in_key: bool,
    depth: usize,
    /// The depth of the object whose numbers are left alone.
    exact_depth: Option<usize>,
}

impl<F> Rounding<F> {
    fn new(inner: F) -> Rounding<F> {
        Rounding { inner, key: String::new(), in_key: false, depth: 0, exact_depth: None }
    }
}

impl<F: Formatter> Formatter for Rounding<F> {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        match self.exact_depth {
            Some(_) => self.inner.write_f64(writer, value),
            None => writer.write_all(written(&self.key, value).as_bytes()),
        }
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        if self.key == "parameters" {
            self.exact_depth = self.exact_depth.or(Some(self.depth));
        }
        self.inner.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.exact_depth == Some(self.depth) {
            self.exact_depth = None;
        }
        self.depth -= 1;
        self.inner.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.key.clear();
        self.in_key = true;
        self.inner.begin_object_key(writer, first)
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if self.in_key {
            self.key.push_str(fragment);
        }
        self.inner.write_string_fragment(writer, fragment)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.in_key = false;
        self.inner.end_object_key(writer)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_object_value(writer)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.inner.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_array_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn json(value: &impl Serialize) -> String {
        let mut bytes = Vec::new();
        write_json(value, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_key_says_how_many_decimals() {
        let pi = std::f64::consts::PI;
        for (key, written) in [
            ("lat", "3.141593"),
            ("off_lon", "3.141593"),
            ("coordinates", "3.141593"),
            ("distance_m", "3.1"),
            ("duration_h", "3.1416"),
            ("speed_kn", "3.14"),
            ("cog_deg", "3.14"),
            ("lon_deg", "3.141593"),
            ("read_s", "3.142"),
            ("max_span_min", "3.142"),
            ("straightness", "3.14159"),
        ] {
            assert_eq!(super::written(key, pi), written, "{key}");
        }
        assert_eq!(written("lat", 38.5), "38.500000");
        assert_eq!(written("probability", 1.234_567_8e-9), "1.23457e-9");
    }

    #[test]
    fn nested_keys_and_arrays_follow_the_nearest_key() {
        let value = json!({"a_m": 0.25, "b": {"c_kn": [0.333, {"d_h": 0.123456}]}, "e_m": 1.06, "n": 12345678});
        let written = r#"{"a_m":0.2,"b":{"c_kn":[0.33,{"d_h":0.1235}]},"e_m":1.1,"n":12345678}"#;
        assert_eq!(json(&value), written);
    }

    #[test]
    fn parameters_are_exact() {
        let value = json!({"parameters": {"gap": {"min_duration_h": 0.123456789}}, "z_h": 0.123456789});
        assert_eq!(json(&value), r#"{"parameters":{"gap":{"min_duration_h":0.123456789}},"z_h":0.1235}"#);
    }

    #[test]
    fn negative_zero_and_what_is_no_number() {
        assert_eq!(json(&json!({"a_m": -0.04})), r#"{"a_m":0.0}"#);
        assert_eq!(json(&std::collections::BTreeMap::from([("a_m", f64::NAN)])), r#"{"a_m":null}"#);
    }

    proptest! {
        #[test]
        fn rounding_is_idempotent_and_near(value in -1e9..1e9f64, key in prop::sample::select(
            vec!["lat", "a_m", "a_h", "a_kn", "a_deg", "a_s", "share"])) {
            let once: f64 = written(key, value).parse().unwrap();
            prop_assert_eq!(written(key, once), written(key, value));
            let error = match precision(key) {
                Precision::Decimals(decimals) => 0.5 * 10f64.powi(-(decimals as i32)),
                Precision::Significant(digits) => value.abs() * 5.0 * 10f64.powi(-(digits as i32)),
            };
            prop_assert!((once - value).abs() <= error + value.abs() * 1e-15);
        }
    }
}
