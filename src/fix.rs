//! One position report, and columns of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Position;

/// The navigational status of a class A position report, 0 to 15.
///
/// # References
/// Recommendation ITU-R M.1371-5, annex 8, table 45.
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
    pub(crate) const NONE: Hundredths = Hundredths(u16::MAX);

    /// The nearest hundredth; none for what is negative, too large or not a number.
    pub(crate) fn new(value: f64) -> Hundredths {
        let scaled = (value * 100.0).round();
        match (0.0..f64::from(u16::MAX)).contains(&scaled) {
            true => Hundredths(scaled as u16),
            false => Hundredths::NONE,
        }
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

    /// Sets the course over ground in degrees clockwise from true north.
    #[must_use]
    pub fn with_cog_deg(self, cog_deg: f64) -> Fix {
        Fix { cog: Hundredths::new(cog_deg), ..self }
    }

    /// Sets the true heading in degrees.
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

#[derive(Serialize, Deserialize)]
struct FixFields {
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

/// The instant of a column of times. Times outside 1990 to 2100 never reach a column, so it cannot fail.
pub(crate) fn timestamp(time_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(time_ms).expect("times in columns lie between 1990 and 2100")
}

/// Fixes as columns: 31 bytes each.
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
