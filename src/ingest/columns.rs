//! The layout of inputs whose columns each hold one thing in every record.

use super::field::{self, Optional};
use super::layout::{Identity, Layout, ParsedRow, Role, RowFields};
use super::time::{self, TimeFormat};
use super::units::{CourseUnit, PositionUnit, SpeedUnit};
use super::{RejectReason, words};
use crate::fix::{Hundredths, NO_STATUS};
use crate::text_cell::cell_text;
use crate::{AisClass, Fix, NavStatus, Position, ShipType, VesselFacts};

/// In which encoding names are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum TextEncoding {
    #[default]
    Utf8,
    Cp949,
}

/// From which columns, and how, the time of a record is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeReading {
    /// One column has it all.
    Whole(TimeFormat),
    /// The time column has the date, another the time of day.
    DateAndTime(TimeFormat),
    /// The time column has the time of day on the day that starts at this instant.
    OnDay { start_ms: i64 },
}

/// How the fields of a record are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) time: TimeReading,
    pub(super) decimal_comma: bool,
    pub(super) position: PositionUnit,
    pub(super) speed: SpeedUnit,
    pub(super) course: CourseUnit,
    /// Bit n is set where messages of type n are position reports.
    pub(super) accepted_messages: u64,
    /// There is no column for the class, and the message type stands in its place; it tells the class too.
    pub(super) class_is_message_type: bool,
    /// No record of this kind has a position.
    pub(super) static_only: bool,
    pub(super) encoding: TextEncoding,
}

impl Reading {
    /// Position reports of types 1, 2, 3 (class A), 4 (base stations), 9 (search and rescue aircraft), 11 (answers to
    /// a request for the time), 18, 19 (class B), 21 (aids to navigation) and 27 (long range).
    ///
    /// # References
    /// Recommendation ITU-R M.1371-5, annex 8, table 43.
    pub(super) const POSITION_MESSAGES: &[u8] = &[1, 2, 3, 4, 9, 11, 18, 19, 21, 27];

    /// The bits of these message types; types above 63 do not exist and are left out.
    pub(super) fn message_bits(types: &[u8]) -> u64 {
        types.iter().filter(|&&kind| kind < 64).fold(0, |bits, &kind| bits | 1 << kind)
    }
}

impl Default for Reading {
    fn default() -> Reading {
        Reading {
            time: TimeReading::Whole(TimeFormat::Auto),
            decimal_comma: false,
            position: PositionUnit::Degrees,
            speed: SpeedUnit::Knots,
            course: CourseUnit::Degrees,
            accepted_messages: Reading::message_bits(Reading::POSITION_MESSAGES),
            class_is_message_type: false,
            static_only: false,
            encoding: TextEncoding::Utf8,
        }
    }
}

/// A layout whose columns each have one role in every record.
#[derive(Debug)]
pub(crate) struct ColumnLayout {
    delimiter: u8,
    columns: Vec<Option<Role>>,
    reading: Reading,
    message_slot: Role,
}

impl ColumnLayout {
    /// The layout with these roles by column.
    pub(super) fn new(delimiter: u8, mut columns: Vec<Option<Role>>, mut reading: Reading) -> ColumnLayout {
        let has = |columns: &[Option<Role>], role| columns.contains(&Some(role));
        // All that facts are made of has to stand in the slots of facts.
        if has(&columns, Role::MessageType) && !has(&columns, Role::Class) {
            reading.class_is_message_type = true;
            for role in columns.iter_mut().filter(|role| **role == Some(Role::MessageType)) {
                *role = Some(Role::Class);
            }
        }
        while columns.last().is_some_and(Option::is_none) {
            columns.pop();
        }
        let message_slot = if reading.class_is_message_type { Role::Class } else { Role::MessageType };
        ColumnLayout { delimiter, columns, reading, message_slot }
    }

    /// How the fields are read.
    pub(super) fn reading(&self) -> &Reading {
        &self.reading
    }

    /// Whether the message type of a record, if it has one, is not that of a position.
    fn is_static(&self, row: &RowFields<'_>) -> bool {
        let kind = row.by_role[self.message_slot as usize].and_then(|kind| field::integer(field::trim(kind)));
        kind.is_some_and(|kind| kind >= 64 || self.reading.accepted_messages & (1 << kind) == 0)
    }

    /// The status code of a row whose other fields are those of a usable row; nothing where it would be rejected, or the
    /// status could not be read.
    pub(super) fn status_code(&self, row: &RowFields<'_>) -> Option<u8> {
        let mut unreadable = 0;
        let status = self.status(row, &mut unreadable);
        (unreadable == 0 && !self.is_static(row)).then(|| status.map_or(NO_STATUS, NavStatus::code))
    }

    /// Course over ground by the column's unit.
    #[inline]
    pub(super) fn cog_deg(&self, value: f64) -> Optional<f64> {
        let course = self.reading.course;
        field::cog_deg(course.degrees(value), course == CourseUnit::SignedDegrees)
    }

    #[inline]
    fn number(&self, text: &[u8]) -> Option<f64> {
        match self.reading.decimal_comma {
            false => field::decimal(text),
            true => field::decimal_comma(text),
        }
    }

    fn time_ms(&self, row: &RowFields<'_>) -> Result<i64, RejectReason> {
        let text = required(row, Role::Time)?;
        let time_ms = match self.reading.time {
            TimeReading::Whole(format) => format.parse_ms(text),
            TimeReading::OnDay { start_ms } => {
                time::time_of_day_ms(text).map(|day_ms| start_ms + day_ms).filter(|ms| time::VALID_MS.contains(ms))
            }
            TimeReading::DateAndTime(format) => {
                let of_day = required(row, Role::TimeOfDay)?;
                format.parse_date_ms(text).zip(time::time_of_day_ms(of_day)).map(|(start_ms, day_ms)| start_ms + day_ms)
            }
        };
        time_ms.ok_or(RejectReason::BadTime)
    }

    fn position(&self, row: &RowFields<'_>) -> Result<Position, RejectReason> {
        let (lat, lon) = (required(row, Role::Latitude)?, required(row, Role::Longitude)?);
        if lat.is_empty() && lon.is_empty() {
            return Err(RejectReason::NoPosition);
        }
        let (Some(lat), Some(lon)) = (self.number(lat), self.number(lon)) else {
            return Err(RejectReason::UnparsableField);
        };
        let unit = self.reading.position;
        let (lat_deg, lon_deg) = (unit.degrees(lat), unit.degrees(lon));
        match Position::new(lat_deg, lon_deg) {
            Some(position) => Ok(position),
            None if is_about(lat_deg, 91.0) || is_about(lon_deg, 181.0) => Err(RejectReason::PositionNotAvailable),
            None => Err(RejectReason::PositionOutOfRange),
        }
    }

    /// An optional number, checked by `check`; what cannot be read adds one to `unreadable`.
    #[inline]
    fn optional(
        &self,
        row: &RowFields<'_>,
        role: Role,
        unreadable: &mut u32,
        check: impl FnOnce(f64) -> Optional<f64>,
    ) -> Hundredths {
        let Some(text) = row.by_role[role as usize].map(field::trim).filter(|text| !text.is_empty()) else {
            return Hundredths::NONE;
        };
        let found = match self.number(text) {
            Some(number) => check(number),
            None if words::is_unknown(text) => Optional::NotAvailable,
            None => Optional::Unreadable,
        };
        match found {
            Optional::Value(value) => Hundredths::new(value),
            Optional::NotAvailable => Hundredths::NONE,
            Optional::Unreadable => {
                *unreadable += 1;
                Hundredths::NONE
            }
        }
    }

    fn status(&self, row: &RowFields<'_>, unreadable: &mut u32) -> Option<NavStatus> {
        let text = row.by_role[Role::Status as usize].map(field::trim)?;
        let code = match *text {
            [ones @ b'0'..=b'9'] => Some(u64::from(ones - b'0')),
            [] => return None,
            _ => field::integer(text),
        };
        let status = match code {
            Some(code) => u8::try_from(code).ok().and_then(NavStatus::new),
            None => words::nav_status(text),
        };
        if status.is_none() && !words::is_unknown(text) {
            *unreadable += 1;
        }
        status
    }

    fn text_fact(&self, row: &RowFields<'_>, role: Role) -> Option<String> {
        let bytes = row.by_role[role as usize]?;
        let text = match self.reading.encoding {
            TextEncoding::Utf8 => String::from_utf8_lossy(bytes),
            #[cfg(feature = "encodings")]
            TextEncoding::Cp949 => encoding_rs::EUC_KR.decode_without_bom_handling(bytes).0,
            #[cfg(not(feature = "encodings"))]
            TextEncoding::Cp949 => String::from_utf8_lossy(bytes),
        };
        // AIS fills its text fields up with `@`.
        let text = text.trim().trim_end_matches('@').trim_end();
        (!words::is_unknown(text.as_bytes())).then(|| cell_text(text).to_owned())
    }

    fn metres(&self, row: &RowFields<'_>, role: Role) -> Option<u16> {
        let metres = self.number(field::trim(row.by_role[role as usize]?))?.round();
        (1.0..=f64::from(u16::MAX)).contains(&metres).then_some(metres as u16)
    }

    fn class(&self, row: &RowFields<'_>) -> Option<AisClass> {
        let text = field::trim(row.by_role[Role::Class as usize]?);
        match self.reading.class_is_message_type {
            true => field::integer(text).and_then(words::class_of_message),
            false => words::class(text),
        }
    }
}

impl Layout for ColumnLayout {
    fn delimiter(&self) -> u8 {
        self.delimiter
    }

    fn columns(&self) -> &[Option<Role>] {
        &self.columns
    }

    fn fixes_need(&self, slot: Role) -> bool {
        slot < Role::FIRST_FACT || slot == self.message_slot
    }

    fn as_columns(&self) -> Option<&ColumnLayout> {
        Some(self)
    }

    fn parse<'a>(&self, row: &RowFields<'a>) -> Result<ParsedRow<'a>, RejectReason> {
        if self.reading.static_only {
            return Err(RejectReason::StaticMessage);
        }
        if self.is_static(row) {
            return Err(RejectReason::StaticMessage);
        }
        let identity = field::identity(row.by_role[Role::Identity as usize].ok_or(RejectReason::MissingField)?)
            .ok_or(RejectReason::NoIdentity)?;
        let time_ms = self.time_ms(row)?;
        let position = self.position(row)?;
        let mut fix = Fix::at_ms(time_ms, position);
        let mut unreadable = 0;
        let speed = self.reading.speed;
        fix.sog = self.optional(row, Role::Sog, &mut unreadable, |value| field::sog_kn(speed.knots(value)));
        fix.cog = self.optional(row, Role::Cog, &mut unreadable, |value| self.cog_deg(value));
        fix.heading = self.optional(row, Role::Heading, &mut unreadable, field::heading_deg);
        if let Some(status) = self.status(row, &mut unreadable) {
            fix.status = status.code();
        }
        Ok(ParsedRow { identity, fix, unreadable_fields: unreadable })
    }

    fn identity<'a>(&self, row: &RowFields<'a>) -> Option<Identity<'a>> {
        field::identity(row.by_role[Role::Identity as usize]?)
    }

    fn facts(&self, row: &RowFields<'_>, rows: u64) -> VesselFacts {
        let mut facts = VesselFacts::default();
        let number = |role: Role| field::integer(field::trim(row.by_role[role as usize]?));
        if let Some(name) = self.text_fact(row, Role::Name) {
            facts.name.add(name, rows);
        }
        if let Some(call_sign) = self.text_fact(row, Role::CallSign) {
            facts.call_sign.add(call_sign, rows);
        }
        if let Some(imo) = row.by_role[Role::Imo as usize].and_then(imo_number) {
            facts.imo.add(imo, rows);
        }
        let ship_type = match number(Role::ShipType) {
            Some(code) => u16::try_from(code).ok().filter(|&code| code > 0).map(ShipType),
            None => row.by_role[Role::ShipType as usize].and_then(|text| words::ship_type(field::trim(text))),
        };
        if let Some(ship_type) = ship_type {
            facts.ship_type.add(ship_type, rows);
        }
        if let Some(length_m) = self.metres(row, Role::Length) {
            facts.length_m.add(length_m, rows);
        }
        if let Some(width_m) = self.metres(row, Role::Width) {
            facts.width_m.add(width_m, rows);
        }
        if let Some(class) = self.class(row) {
            facts.class.add(class, rows);
        }
        facts
    }
}

/// A field without which there is no fix, trimmed.
#[inline]
fn required<'a>(row: &RowFields<'a>, role: Role) -> Result<&'a [u8], RejectReason> {
    row.by_role[role as usize].map(field::trim).ok_or(RejectReason::MissingField)
}

/// Equal but for what a pass through 32-bit floats may change.
fn is_about(degrees: f64, code: f64) -> bool {
    (degrees - code).abs() < 1e-5
}

/// An IMO ship number, with or without the prefix `IMO`; 0 is none.
fn imo_number(text: &[u8]) -> Option<u32> {
    let text = field::trim(text);
    let digits = match text.split_at_checked(3) {
        Some((prefix, digits)) if prefix.eq_ignore_ascii_case(b"IMO") => field::trim(digits),
        _ => text,
    };
    field::integer(digits).and_then(|number| u32::try_from(number).ok()).filter(|&number| number > 0)
}
