//! One position report, and columns of them.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use crate::Position;

/// The navigational status of a class A position report, 0 to 15. It displays in words.
///
/// ```
/// use darkwake::NavStatus;
/// assert_eq!(NavStatus::FISHING.to_string(), "engaged in fishing");
/// ```
///
/// # References
/// Recommendation ITU-R M.1371-5, annex 8, messages 1, 2 and 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct NavStatus(u8);

impl NavStatus {
    /// At anchor.
    pub const AT_ANCHOR: NavStatus = NavStatus(1);
    /// Moored.
    pub const MOORED: NavStatus = NavStatus(5);
    /// Engaged in fishing.
    pub const FISHING: NavStatus = NavStatus(7);

    /// The status with this code, if it is at most 15.
    pub fn new(code: u8) -> Option<NavStatus> {
        (code <= 15).then_some(NavStatus(code))
    }

    /// The code, 0 to 15. 15 means "not defined".
    pub fn code(self) -> u8 {
        self.0
    }

    /// What the code stands for, in words.
    pub fn name(self) -> &'static str {
        match self.0 {
            0 => "under way using engine",
            1 => "at anchor",
            2 => "not under command",
            3 => "restricted manoeuvrability",
            4 => "constrained by draught",
            5 => "moored",
            6 => "aground",
            7 => "engaged in fishing",
            8 => "under way sailing",
            9 => "reserved for high-speed craft",
            10 => "reserved for wing in ground",
            11 => "towing astern",
            12 => "pushing ahead or towing alongside",
            14 => "AIS-SART, MOB or EPIRB active",
            15 => "not defined",
            _ => "reserved",
        }
    }
}

impl fmt::Display for NavStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl TryFrom<u8> for NavStatus {
    type Error = String;

    fn try_from(code: u8) -> Result<NavStatus, String> {
        NavStatus::new(code).ok_or_else(|| format!("a navigational status is a number from 0 to 15, found {code}"))
    }
}

impl From<NavStatus> for u8 {
    fn from(status: NavStatus) -> u8 {
        status.0
    }
}

/// A number kept in hundredths, up to 655.34; ten times finer than what AIS carries for speed and course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Hundredths(u16);

impl Hundredths {
    pub(crate) fn to_le_bytes(self) -> [u8; 2] {
        self.0.to_le_bytes()
    }

    pub(crate) fn from_le_bytes(bytes: [u8; 2]) -> Hundredths {
        Hundredths(u16::from_le_bytes(bytes))
    }

    pub(crate) const NONE: Hundredths = Hundredths(u16::MAX);

    /// The nearest hundredth; none for what is negative, too large or not a number.
    pub(crate) fn new(value: f64) -> Hundredths {
        let scaled = (value * 100.0).round();
        match (0.0..f64::from(u16::MAX)).contains(&scaled) {
            true => Hundredths(scaled as u16),
            false => Hundredths::NONE,
        }
    }

    /// The hundredths of a number of tenths, up to 65.53; none of none.
    pub(crate) fn from_tenths(tenths: Option<u16>) -> Hundredths {
        tenths.and_then(|tenths| tenths.checked_mul(10)).map_or(Hundredths::NONE, Hundredths)
    }

    pub(crate) fn get(self) -> Option<f64> {
        (self != Hundredths::NONE).then(|| f64::from(self.0) / 100.0)
    }
}

/// One position report of one vessel: 32 bytes.
///
/// Speed over ground, course over ground and heading are kept to a hundredth, and are `None` where the report says
/// "not available" (ITU-R M.1371: 102.3 kn, 360.0 and 511 degrees).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "FixFields", into = "FixFields")]
pub struct Fix {
    pub(crate) time_ms: i64,
    pub(crate) position: Position,
    pub(crate) sog: Hundredths,
    pub(crate) cog: Hundredths,
    pub(crate) heading: Hundredths,
    pub(crate) status: u8,
}

/// The status byte of a fix without one.
pub(crate) const NO_STATUS: u8 = u8::MAX;

impl Fix {
    /// A fix with a time and a place and nothing else; the time is cut to whole milliseconds.
    pub fn new(time: Timestamp, position: Position) -> Fix {
        Fix::at_ms(time.as_millisecond(), position)
    }

    pub(crate) fn at_ms(time_ms: i64, position: Position) -> Fix {
        let none = Hundredths::NONE;
        Fix { time_ms, position, sog: none, cog: none, heading: none, status: NO_STATUS }
    }

    /// Sets the speed over ground in knots; 0 to 655.34, anything else is none.
    #[must_use]
    pub fn with_sog_kn(self, sog_kn: f64) -> Fix {
        Fix { sog: Hundredths::new(sog_kn), ..self }
    }

    /// Sets the course over ground in degrees clockwise from true north; 0 to 655.34 is kept, anything else is none.
    /// What a file writes for "not available" is for the caller to leave out.
    #[must_use]
    pub fn with_cog_deg(self, cog_deg: f64) -> Fix {
        Fix { cog: Hundredths::new(cog_deg), ..self }
    }

    /// Sets the true heading in degrees; 0 to 655.34 is kept, anything else is none.
    #[must_use]
    pub fn with_heading_deg(self, heading_deg: f64) -> Fix {
        Fix { heading: Hundredths::new(heading_deg), ..self }
    }

    /// Sets the navigational status.
    #[must_use]
    pub fn with_status(self, status: NavStatus) -> Fix {
        Fix { status: status.code(), ..self }
    }

    /// When the report was made.
    pub fn time(&self) -> Timestamp {
        timestamp(self.time_ms)
    }

    /// When the report was made, in milliseconds since 1970-01-01T00:00:00Z.
    pub fn time_ms(&self) -> i64 {
        self.time_ms
    }

    /// Where the vessel was.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Speed over ground in knots, as reported.
    pub fn sog_kn(&self) -> Option<f64> {
        self.sog.get()
    }

    /// Course over ground in degrees clockwise from true north, as reported.
    pub fn cog_deg(&self) -> Option<f64> {
        self.cog.get()
    }

    /// True heading in degrees, as reported.
    pub fn heading_deg(&self) -> Option<f64> {
        self.heading.get()
    }

    /// Navigational status, as reported.
    pub fn status(&self) -> Option<NavStatus> {
        NavStatus::new(self.status)
    }

    /// Everything of the fix as integers, in the order by which fixes of one vessel are sorted: time, latitude,
    /// longitude, then the rest. Equal keys mean equal fixes (0.0 and -0.0 are one number).
    pub(crate) fn sort_key(&self) -> (i64, i64, i64, [u16; 3], u8) {
        let bits = |degrees: f64| {
            let bits = (degrees + 0.0).to_bits() as i64;
            bits ^ (((bits >> 63) as u64) >> 1) as i64
        };
        let others = [self.sog.0, self.cog.0, self.heading.0];
        (self.time_ms, bits(self.position.lat_deg()), bits(self.position.lon_deg()), others, self.status)
    }
}

/// RFC 3339 in UTC with three decimals and a `Z`, as every output writes times.
pub(crate) fn rfc3339(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// Writes a time as [`rfc3339`] does.
pub(crate) fn serialize_rfc3339<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&rfc3339(*time))
}

/// The same of a time that may be none.
pub(crate) fn serialize_rfc3339_or_null<S: Serializer>(
    time: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    time.map(rfc3339).serialize(serializer)
}

#[derive(Serialize, Deserialize)]
struct FixFields {
    #[serde(serialize_with = "serialize_rfc3339")]
    time: Timestamp,
    lat: f64,
    lon: f64,
    sog_kn: Option<f64>,
    cog_deg: Option<f64>,
    heading_deg: Option<f64>,
    status: Option<NavStatus>,
}

impl From<Fix> for FixFields {
    fn from(fix: Fix) -> FixFields {
        FixFields {
            time: fix.time(),
            lat: fix.position.lat_deg(),
            lon: fix.position.lon_deg(),
            sog_kn: fix.sog_kn(),
            cog_deg: fix.cog_deg(),
            heading_deg: fix.heading_deg(),
            status: fix.status(),
        }
    }
}

impl TryFrom<FixFields> for Fix {
    type Error = String;

    fn try_from(fields: FixFields) -> Result<Fix, String> {
        let position = Position::new(fields.lat, fields.lon)
            .ok_or_else(|| format!("a fix needs a valid position, found lat {}, lon {}", fields.lat, fields.lon))?;
        let hundredths = |value: Option<f64>| value.map_or(Hundredths::NONE, Hundredths::new);
        Ok(Fix {
            time_ms: fields.time.as_millisecond(),
            position,
            sog: hundredths(fields.sog_kn),
            cog: hundredths(fields.cog_deg),
            heading: hundredths(fields.heading_deg),
            status: fields.status.map_or(NO_STATUS, NavStatus::code),
        })
    }
}

/// The instant of a fix or of a column of times. Each was cut from a [`Timestamp`] or lies between 1990 and 2100, so it
/// cannot fail.
pub(crate) fn timestamp(time_ms: i64) -> Timestamp {
    // Not `from_millisecond`, which stops short of the last second that a timestamp can have.
    let nanoseconds = time_ms.rem_euclid(1000) as i32 * 1_000_000;
    Timestamp::new(time_ms.div_euclid(1000), nanoseconds)
        .expect("times of fixes come from timestamps or lie between 1990 and 2100")
}

/// Fixes as columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FixColumns {
    pub(crate) time_ms: Vec<i64>,
    pub(crate) lat_deg: Vec<f64>,
    pub(crate) lon_deg: Vec<f64>,
    pub(crate) sog: Vec<Hundredths>,
    pub(crate) cog: Vec<Hundredths>,
    pub(crate) heading: Vec<Hundredths>,
    pub(crate) status: Vec<u8>,
}

impl FixColumns {
    /// What a fix takes.
    pub(crate) const FIX_BYTES: usize = 31;

    pub(crate) fn with_capacity(fixes: usize) -> FixColumns {
        FixColumns {
            time_ms: Vec::with_capacity(fixes),
            lat_deg: Vec::with_capacity(fixes),
            lon_deg: Vec::with_capacity(fixes),
            sog: Vec::with_capacity(fixes),
            cog: Vec::with_capacity(fixes),
            heading: Vec::with_capacity(fixes),
            status: Vec::with_capacity(fixes),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.time_ms.len()
    }

    pub(crate) fn push(&mut self, fix: Fix) {
        self.time_ms.push(fix.time_ms);
        self.lat_deg.push(fix.position.lat_deg());
        self.lon_deg.push(fix.position.lon_deg());
        self.sog.push(fix.sog);
        self.cog.push(fix.cog);
        self.heading.push(fix.heading);
        self.status.push(fix.status);
    }

    /// Adds all fixes of other columns behind these.
    pub(crate) fn append(&mut self, mut other: FixColumns) {
        self.time_ms.append(&mut other.time_ms);
        self.lat_deg.append(&mut other.lat_deg);
        self.lon_deg.append(&mut other.lon_deg);
        self.sog.append(&mut other.sog);
        self.cog.append(&mut other.cog);
        self.heading.append(&mut other.heading);
        self.status.append(&mut other.status);
    }

    /// The fix at this index.
    ///
    /// # Panics
    /// When the index is not below the length.
    pub(crate) fn get(&self, index: usize) -> Fix {
        Fix {
            time_ms: self.time_ms[index],
            position: Position::from_valid(self.lat_deg[index], self.lon_deg[index]),
            sog: self.sog[index],
            cog: self.cog[index],
            heading: self.heading[index],
            status: self.status[index],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn fix(time_ms: i64, lat_deg: f64, lon_deg: f64) -> Fix {
        Fix::at_ms(time_ms, Position::new(lat_deg, lon_deg).unwrap())
    }

    #[test]
    fn sizes() {
        assert_eq!(size_of::<Fix>(), 32);
        let FixColumns { time_ms, lat_deg, lon_deg, sog, cog, heading, status } = FixColumns::default();
        fn width<T>(_: &[T]) -> usize {
            size_of::<T>()
        }
        let widths = [
            width(&time_ms),
            width(&lat_deg),
            width(&lon_deg),
            width(&sog),
            width(&cog),
            width(&heading),
            width(&status),
        ];
        assert_eq!(widths.iter().sum::<usize>(), 31);
    }

    #[test]
    fn statuses_in_words() {
        assert_eq!(NavStatus::AT_ANCHOR.to_string(), "at anchor");
        assert_eq!(NavStatus::MOORED.to_string(), "moored");
        assert_eq!(format!("{:<8}|", NavStatus::MOORED), "moored  |");
        assert_eq!(NavStatus::new(13).unwrap().name(), "reserved");
        let names: BTreeSet<_> = (0..=15).map(|code| NavStatus::new(code).unwrap().name()).collect();
        assert_eq!(names.len(), 16);
        assert_eq!((NavStatus::new(16), NavStatus::new(255)), (None, None));
        insta::assert_snapshot!(
            serde_json::from_str::<NavStatus>("16").unwrap_err(),
            @"a navigational status is a number from 0 to 15, found 16"
        );
    }

    #[test]
    fn hundredths_at_their_ends() {
        for (value, kept) in [
            (0.0, Some(0.0)),
            (-0.0, Some(0.0)),
            (-0.004, Some(0.0)),
            (-0.006, None),
            (-1.0, None),
            (0.004, Some(0.0)),
            (0.006, Some(0.01)),
            (12.3, Some(12.3)),
            (359.99, Some(359.99)),
            (655.34, Some(655.34)),
            (655.344, Some(655.34)),
            (655.35, None),
            (1e300, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
            (f64::NEG_INFINITY, None),
        ] {
            assert_eq!(Hundredths::new(value).get(), kept, "{value}");
        }
    }

    #[test]
    fn json_of_a_fix() {
        let full = fix(1_545_738_042_123, 54.5, -177.25).with_sog_kn(12.34).with_cog_deg(359.9).with_heading_deg(0.0);
        insta::assert_snapshot!(
            serde_json::to_string(&full.with_status(NavStatus::FISHING)).unwrap(),
            @r#"{"time":"2018-12-25T11:40:42.123Z","lat":54.5,"lon":-177.25,"sog_kn":12.34,"cog_deg":359.9,"heading_deg":0.0,"status":7}"#
        );
        insta::assert_snapshot!(
            serde_json::to_string(&fix(0, 0.0, 0.0)).unwrap(),
            @r#"{"time":"1970-01-01T00:00:00.000Z","lat":0.0,"lon":0.0,"sog_kn":null,"cog_deg":null,"heading_deg":null,"status":null}"#
        );
        insta::assert_snapshot!(
            serde_json::from_str::<Fix>(r#"{"time": "2018-12-25T11:40:42Z", "lat": 91, "lon": 0}"#).unwrap_err(),
            @"a fix needs a valid position, found lat 91, lon 0"
        );
    }

    #[test]
    fn every_timestamp_can_be_the_time_of_a_fix() {
        for time in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            let fix = Fix::new(time, Position::new(0.0, 0.0).unwrap());
            assert_eq!(fix.time().as_millisecond(), time.as_millisecond());
        }
    }

    #[test]
    fn zero_has_one_key() {
        assert_eq!(fix(0, 0.0, -0.0).sort_key(), fix(0, -0.0, 0.0).sort_key());
        assert_eq!(fix(0, 0.0, -0.0), fix(0, -0.0, 0.0));
        assert!(fix(0, -f64::MIN_POSITIVE, 0.0).sort_key() < fix(0, 0.0, 0.0).sort_key());
    }

    /// Few different values for each field, so that ties and equal fixes are common.
    fn some_fix() -> impl Strategy<Value = Fix> {
        let time_ms = prop_oneof![-2..=2_i64, -62_135_596_800_000..=253_402_300_799_999_i64];
        let degrees = |limit: i32| {
            let odd = vec![f64::from(-limit), -1.0, -1e-300, -0.0, 0.0, 1e-300, f64::from(limit)];
            prop_oneof![
                prop::sample::select(odd),
                (-limit * 1000..=limit * 1000).prop_map(|thousandths| f64::from(thousandths) / 1000.0)
            ]
        };
        let hundredths =
            || prop_oneof![Just(Hundredths::NONE), prop_oneof![0..3_u16, any::<u16>()].prop_map(Hundredths)];
        let status = prop_oneof![Just(NO_STATUS), 0..=15_u8];
        (time_ms, degrees(90), degrees(180), hundredths(), hundredths(), hundredths(), status).prop_map(
            |(time_ms, lat, lon, sog, cog, heading, status)| Fix {
                sog,
                cog,
                heading,
                status,
                ..fix(time_ms, lat, lon)
            },
        )
    }

    proptest! {
        #[test]
        fn a_hundredth_is_the_nearest(value in 0.0..655.34_f64) {
            let kept = Hundredths::new(value).get().unwrap();
            prop_assert!((kept - value).abs() <= 0.005 + 1e-9, "{value} became {kept}");
            prop_assert_eq!(Hundredths::new(kept).get(), Some(kept));
        }

        #[test]
        fn fixes_survive_json(fix in some_fix()) {
            let json = serde_json::to_string(&fix).unwrap();
            let back: Fix = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(back, fix);
            prop_assert_eq!(serde_json::to_string(&back).unwrap(), json);
        }

        #[test]
        fn keys_order_as_the_fields_do(a in some_fix(), b in some_fix()) {
            let by_fields = (a.time_ms.cmp(&b.time_ms))
                .then(a.position.lat_deg().partial_cmp(&b.position.lat_deg()).unwrap())
                .then(a.position.lon_deg().partial_cmp(&b.position.lon_deg()).unwrap())
                .then(a.sog.cmp(&b.sog))
                .then(a.cog.cmp(&b.cog))
                .then(a.heading.cmp(&b.heading))
                .then(a.status.cmp(&b.status));
            prop_assert_eq!(a.sort_key().cmp(&b.sort_key()), by_fields);
            prop_assert_eq!(a.sort_key() == b.sort_key(), a == b);
        }

        #[test]
        fn columns_give_back_what_was_pushed(fixes in prop::collection::vec(some_fix(), 0..20)) {
            let mut columns = FixColumns::with_capacity(fixes.len());
            fixes.iter().for_each(|&fix| columns.push(fix));
            prop_assert_eq!((0..columns.len()).map(|index| columns.get(index)).collect::<Vec<_>>(), fixes);
        }
    }
}
