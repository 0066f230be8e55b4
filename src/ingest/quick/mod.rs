//! Rows in the shape that nearly all rows of a file have, at a fraction of the cost of the general way.
//!
//! A row is taken as a *head*, the columns up to the last one that says where the ship was and when, and the *rest*. The
//! head is read field by field with readers for the usual shapes (`digits`). The rest says who the ship is, and nearly
//! always what it said before: its bytes are compared with those of the ship's last row (`rests`), and while they are
//! the same, nothing of them is split or read again.
//!
//! Whatever is out of the ordinary, a row to reject included, is left to the general way from its start: this one gives
//! what the general way gives, or nothing. A test holds the two together.

mod digits;
mod rests;
#[cfg(test)]
mod tests;

pub(crate) use self::rests::{Known, Rests};

use super::columns::{ColumnLayout, TimeReading};
use super::field::{self, Optional};
use super::layout::{Identity, Layout, Role};
use super::time::{TimeFormat, VALID_MS};
use super::units::{CourseUnit, PositionUnit, SpeedUnit};
use super::walk::{content_end, field_end};
use crate::fix::Hundredths;
use crate::{Fix, Mmsi, Position};

/// Columns of the head that are no part of a position, at most.
const MAX_SIDES: usize = 4;

/// Where the fields of a usual row stand.
#[derive(Debug)]
pub(crate) struct QuickRows<'l> {
    layout: &'l ColumnLayout,
    delimiter: u8,
    head: Vec<Step>,
    time: TimeFormat,
    in_degrees: bool,
    in_knots: bool,
    course_in_degrees: bool,
    has_sides: bool,
    has_rest: bool,
}

/// What a column of the head is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Unused,
    Identity,
    Time,
    Latitude,
    Longitude,
    Sog,
    Cog,
    Heading,
    /// What is compared along with the rest.
    Side(Role),
}

/// The day of the row read last: how it is written, and its start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LastDay {
    text: [u8; 11],
    start_ms: i64,
}

/// Fields of the head that are compared along with the rest, in the order of columns.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sides<'a> {
    fields: [&'a [u8]; MAX_SIDES],
    count: usize,
}

impl<'a> Sides<'a> {
    fn push(&mut self, field: &'a [u8]) {
        self.fields[self.count] = field;
        self.count += 1;
    }

    fn fields(&self) -> &[&'a [u8]] {
        &self.fields[..self.count]
    }
}

/// The head of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'a> {
    pub(crate) identity: Identity<'a>,
    /// Without its status.
    pub(crate) fix: Fix,
    pub(crate) sides: Sides<'a>,
    /// Where the delimiter or newline behind it stands.
    pub(crate) end: usize,
}

impl<'l> QuickRows<'l> {
    /// The plan for these columns of a layout; none where its rows have no usual shape.
    pub(crate) fn new(layout: &'l ColumnLayout, columns: &[Option<Role>]) -> Option<QuickRows<'l>> {
        let has = |role: Role| columns.contains(&Some(role));
        let is_readable = [Role::Identity, Role::Time, Role::Latitude, Role::Longitude].into_iter().all(has);
        let reading = layout.reading();
        let TimeReading::Whole(time) = reading.time else { return None };
        if !is_readable || reading.decimal_comma || reading.static_only {
            return None;
        }
        let last = columns.iter().rposition(|role| role.is_some_and(|role| role <= Role::Heading))?;
        let head: Vec<Step> = columns[..=last].iter().map(|role| Step::of(*role)).collect();
        let sides = head.iter().filter(|step| matches!(step, Step::Side(_))).count();
        (sides <= MAX_SIDES).then(|| QuickRows {
            layout,
            delimiter: layout.delimiter(),
            time,
            in_degrees: reading.position == PositionUnit::Degrees,
            in_knots: reading.speed == SpeedUnit::Knots,
            course_in_degrees: matches!(reading.course, CourseUnit::Degrees | CourseUnit::SignedDegrees),
            has_sides: sides > 0,
            has_rest: columns.len() > head.len(),
            head,
        })
    }

    pub(crate) fn layout(&self) -> &'l ColumnLayout {
        self.layout
    }

    /// Whether anything is needed that is no part of a position.
    pub(crate) fn has_sides_or_rest(&self) -> bool {
        self.has_sides || self.has_rest
    }

    /// Whether anything behind the head is needed.
    pub(crate) fn has_rest(&self) -> bool {
        self.has_rest
    }

    /// How many columns the head has.
    pub(crate) fn head_columns(&self) -> usize {
        self.head.len()
    }

    /// The fields of the head that are compared along with the rest, by their roles.
    pub(crate) fn sides_by_role<'s, 'a: 's>(&'s self, sides: &'s Sides<'a>) -> impl Iterator<Item = (Role, &'a [u8])> {
        let roles = self.head.iter().filter_map(|step| match step {
            Step::Side(role) => Some(*role),
            _ => None,
        });
        roles.zip(sides.fields().iter().copied())
    }

    /// Reads the head of the row at `start`; nothing where it is not usual.
    #[inline]
    pub(crate) fn head<'a>(&self, plain: &'a [u8], start: usize, day: &mut Option<LastDay>) -> Option<Head<'a>> {
        let mut identity = None;
        let mut time_ms = None;
        let (mut lat_deg, mut lon_deg) = (f64::NAN, f64::NAN);
        let none = Hundredths::NONE;
        let (mut sog, mut cog, mut heading) = (none, none, none);
        let mut sides = Sides::default();
        let mut at = start;
        let mut end = start;
        for (index, step) in self.head.iter().enumerate() {
            end = match step {
                Step::Unused => field_end(plain, at, self.delimiter)?,
                Step::Identity => {
                    let (found, end) = self.identity(plain, at)?;
                    identity = Some(found);
                    end
                }
                Step::Time => {
                    let (found, end) = self.time_ms(plain, at, day)?;
                    time_ms = Some(found);
                    end
                }
                Step::Latitude => {
                    let (found, end) = self.degrees(plain, at)?;
                    lat_deg = found;
                    end
                }
                Step::Longitude => {
                    let (found, end) = self.degrees(plain, at)?;
                    lon_deg = found;
                    end
                }
                Step::Sog => {
                    let (found, end) = self.sog(plain, at)?;
                    sog = found;
                    end
                }
                Step::Cog => {
                    let (found, end) = self.cog(plain, at)?;
                    cog = found;
                    end
                }
                Step::Heading => {
                    let (found, end) = self.heading(plain, at)?;
                    heading = found;
                    end
                }
                Step::Side(_) => {
                    let (text, end) = self.field(plain, at)?;
                    sides.push(text);
                    end
                }
            };
            // A row that ends within its head has no more fields.
            if plain[end] != self.delimiter && index + 1 < self.head.len() {
                return None;
            }
            at = end + 1;
        }
        let fix = Fix { sog, cog, heading, ..Fix::at_ms(time_ms?, Position::new(lat_deg, lon_deg)?) };
        Some(Head { identity: identity?, fix, sides, end })
    }

    /// The field at `at`, and where the delimiter or newline behind it stands.
    #[inline]
    fn field<'a>(&self, plain: &'a [u8], at: usize) -> Option<(&'a [u8], usize)> {
        let end = field_end(plain, at, self.delimiter)?;
        let content_end = if plain[end] == self.delimiter { end } else { content_end(plain, at, end) };
        Some((&plain[at..content_end], end))
    }

    #[inline(always)]
    fn identity<'a>(&self, plain: &'a [u8], at: usize) -> Option<(Identity<'a>, usize)> {
        if let Some((number, end)) = digits::nine_digits(plain, at, self.delimiter) {
            return Some((Identity::Mmsi(Mmsi::new(number)?), end));
        }
        let (text, end) = self.field(plain, at)?;
        Some((field::identity(text)?, end))
    }

    #[inline(always)]
    fn time_ms(&self, plain: &[u8], at: usize, day: &mut Option<LastDay>) -> Option<(i64, usize)> {
        if let Some(day) = day
            && let Some(text) = plain.get(at..)?.first_chunk::<20>()
            && text[19] == self.delimiter
            && text.first_chunk() == Some(&day.text)
            && let Some(clock) = text[11..].first_chunk()
            && let Some(clock_ms) = digits::clock_ms(*clock)
        {
            return Some((day.start_ms + clock_ms, at + 19));
        }
        let (text, end) = self.field(plain, at)?;
        let text = field::trim(text);
        let time_ms = self.time.parse_ms(text)?;
        if text.len() == 19
            && let Some(date) = text.first_chunk()
            && let Some(start_ms) = self.time.day_start_ms(date).filter(|start_ms| VALID_MS.contains(start_ms))
        {
            *day = Some(LastDay { text: *date, start_ms });
        }
        Some((time_ms, end))
    }

    #[inline(always)]
    fn degrees(&self, plain: &[u8], at: usize) -> Option<(f64, usize)> {
        if self.in_degrees
            && let Some((degrees, end)) = digits::degrees(plain, at)
            && plain[end] == self.delimiter
        {
            return Some((degrees, end));
        }
        let (text, end) = self.field(plain, at)?;
        Some((self.layout.reading().position.degrees(field::decimal(field::trim(text))?), end))
    }

    #[inline(always)]
    fn sog(&self, plain: &[u8], at: usize) -> Option<(Hundredths, usize)> {
        const NOT_AVAILABLE: u16 = 1023;
        match digits::tenths(plain, at, self.delimiter).filter(|_| self.in_knots) {
            Some((tenths @ (None | Some(0..NOT_AVAILABLE)), end)) => Some((Hundredths::from_tenths(tenths), end)),
            Some((Some(NOT_AVAILABLE), end)) => Some((Hundredths::NONE, end)),
            _ => self.other(plain, at, |value| field::sog_kn(self.layout.reading().speed.knots(value))),
        }
    }

    #[inline(always)]
    fn cog(&self, plain: &[u8], at: usize) -> Option<(Hundredths, usize)> {
        match digits::tenths(plain, at, self.delimiter).filter(|_| self.course_in_degrees) {
            Some((tenths @ (None | Some(0..3600)), end)) => Some((Hundredths::from_tenths(tenths), end)),
            Some((Some(3600..=4096), end)) => Some((Hundredths::NONE, end)),
            _ => self.other(plain, at, |value| self.layout.cog_deg(value)),
        }
    }

    #[inline(always)]
    fn heading(&self, plain: &[u8], at: usize) -> Option<(Hundredths, usize)> {
        const NOT_AVAILABLE: u16 = 5110;
        match digits::tenths(plain, at, self.delimiter) {
            Some((tenths @ (None | Some(0..3600)), end)) => Some((Hundredths::from_tenths(tenths), end)),
            Some((Some(NOT_AVAILABLE), end)) => Some((Hundredths::NONE, end)),
            _ => self.other(plain, at, field::heading_deg),
        }
    }

    /// An optional number in another shape.
    #[inline(never)]
    fn other(&self, plain: &[u8], at: usize, check: impl Fn(f64) -> Optional<f64>) -> Option<(Hundredths, usize)> {
        let (text, end) = self.field(plain, at)?;
        let text = field::trim(text);
        if text.is_empty() {
            return Some((Hundredths::NONE, end));
        }
        match check(field::decimal(text)?) {
            Optional::Value(value) => Some((Hundredths::new(value), end)),
            Optional::NotAvailable => Some((Hundredths::NONE, end)),
            Optional::Unreadable => None,
        }
    }
}

impl Step {
    fn of(role: Option<Role>) -> Step {
        match role {
            // The time of day is read beside a date alone.
            None | Some(Role::TimeOfDay) => Step::Unused,
            Some(Role::Identity) => Step::Identity,
            Some(Role::Time) => Step::Time,
            Some(Role::Latitude) => Step::Latitude,
            Some(Role::Longitude) => Step::Longitude,
            Some(Role::Sog) => Step::Sog,
            Some(Role::Cog) => Step::Cog,
            Some(Role::Heading) => Step::Heading,
            Some(role) => Step::Side(role),
        }
    }
}
