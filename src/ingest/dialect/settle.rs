//! From the names of the columns and the first records to what is read from where, and how.
//!
//! Nothing is guessed: two columns for one role, a time that could be two, integers that could be positions of two
//! kinds are errors that say so.

use std::collections::BTreeMap;

use super::aliases::{self, Meaning};
use super::explain;
use super::header::Header;
use super::sample::Sample;
use crate::ingest::columns::{Reading, TimeReading};
use crate::ingest::layout::Role;
use crate::ingest::time::{self, TimeFormat};
use crate::ingest::units::{CourseUnit, PositionUnit, SpeedUnit};
use crate::ingest::{field, words};

/// What is particular about the fields of a family.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habits {
    /// The format in which times are, where the first records can be read so.
    pub(super) time: Option<TimeFormat>,
    pub(super) position: PositionUnit,
    pub(super) speed: SpeedUnit,
    pub(super) course: CourseUnit,
}

impl Habits {
    /// Nothing particular.
    pub(super) const NONE: Habits =
        Habits { time: None, position: PositionUnit::Degrees, speed: SpeedUnit::Knots, course: CourseUnit::Degrees };
}

/// What is read from which column, and how.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    pub(super) columns: BTreeMap<Role, usize>,
    pub(super) reading: Reading,
    /// The integers of AIS messages were recognised.
    pub(super) is_raw: bool,
}

/// A matter that cannot be decided.
#[derive(Debug)]
pub(super) struct Undecided {
    pub(super) what: String,
    pub(super) seen: String,
    pub(super) remedy: String,
}

/// Decides all that the header and the first records decide.
pub(super) fn settle(header: &Header, sample: &Sample, habits: Habits) -> Result<Settled, Undecided> {
    let mut reading = Reading {
        position: habits.position,
        speed: habits.speed,
        course: habits.course,
        encoding: header.encoding,
        ..Reading::default()
    };
    let mut columns = columns_by_role(header, sample, &mut reading)?;
    reading.time = settle_time(header, sample, &mut columns, habits.time)?;
    let (lat, lon) = (columns[&Role::Latitude], columns[&Role::Longitude]);
    reading.decimal_comma = sample.has_decimal_commas(lat) || sample.has_decimal_commas(lon);
    let mut is_raw = false;
    match reading.position {
        PositionUnit::Degrees => is_raw = settle_raw_integers(sample, &columns, &mut reading)?,
        _ => refuse_fractions(sample, lat, lon)?,
    }
    Ok(Settled { columns, reading, is_raw })
}

/// The column of each role by the names of the header.
fn columns_by_role(
    header: &Header,
    sample: &Sample,
    reading: &mut Reading,
) -> Result<BTreeMap<Role, usize>, Undecided> {
    let mut best: BTreeMap<Role, (u8, Vec<usize>)> = BTreeMap::new();
    let mut speed_units = BTreeMap::new();
    for (index, name) in header.normalised.iter().enumerate() {
        let Some((meaning, rank)) = aliases::lookup(name) else { continue };
        let role = match meaning {
            Meaning::Role(role) => role,
            Meaning::Speed(unit) => {
                speed_units.insert(index, unit);
                Role::Sog
            }
            Meaning::SomeType => match role_of_some_type(sample, index) {
                Some(role) => role,
                None => continue,
            },
            // Whether they are the whole time or half of it is decided later.
            Meaning::Clock => Role::TimeOfDay,
            Meaning::Date => Role::Time,
        };
        let (best_rank, indices) = best.entry(role).or_insert((rank, Vec::new()));
        if rank < *best_rank {
            (*best_rank, *indices) = (rank, Vec::new());
        }
        if rank == *best_rank {
            indices.push(index);
        }
    }
    let mut columns = BTreeMap::new();
    for (role, (_, indices)) in best {
        if let [index] = indices[..] {
            columns.insert(role, index);
        } else {
            let names: Vec<&str> = indices.iter().map(|&index| header.names[index].as_str()).collect();
            return Err(Undecided {
                what: format!("{} columns could be the {role}: {}", names.len(), names.join(", ")),
                seen: format!("columns {}", explain::columns(header)),
                remedy: format!(
                    "give a column mapping that says which, for example: columns = {{ {role} = {}, ... }}",
                    indices[0]
                ),
            });
        }
    }
    if let Some(unit) = columns.get(&Role::Sog).and_then(|index| speed_units.get(index)) {
        reading.speed = *unit;
    }
    Ok(columns)
}

/// What a column named `type` holds: message types when all are numbers from 1 to 27 and one is that of a position
/// report; ship types when all are ship type words or codes, and none could be a message type; otherwise it is left.
fn role_of_some_type(sample: &Sample, index: usize) -> Option<Role> {
    let fields = sample.column(index);
    let codes: Vec<Option<u64>> = fields.iter().map(|field| field::integer(field)).collect();
    let in_messages = |code: &Option<u64>| matches!(code, Some(1..=27));
    if codes.iter().all(in_messages) && codes.iter().any(|code| matches!(code, Some(1..=3 | 18 | 19 | 27))) {
        return Some(Role::MessageType);
    }
    let is_ship_type = |(field, code): (&&[u8], &Option<u64>)| match code {
        Some(code) => *code == 0 || (28..100).contains(code),
        None => words::ship_type(field).is_some() || words::is_unknown(field),
    };
    let all_ship_types = !fields.is_empty() && fields.iter().zip(&codes).all(is_ship_type);
    all_ship_types.then_some(Role::ShipType)
}

/// From which columns the time comes and how it is written.
fn settle_time(
    header: &Header,
    sample: &Sample,
    columns: &mut BTreeMap<Role, usize>,
    habit: Option<TimeFormat>,
) -> Result<TimeReading, Undecided> {
    let meaning = |index: usize| aliases::lookup(&header.normalised[index]).map(|(meaning, _)| meaning);
    let clock = columns.remove(&Role::TimeOfDay);
    let whole = columns.get(&Role::Time).copied().filter(|&index| meaning(index) != Some(Meaning::Date));
    let date = columns.get(&Role::Time).copied().filter(|&index| meaning(index) == Some(Meaning::Date));
    if let Some(whole) = whole {
        return Ok(TimeReading::Whole(time_format(header, sample, whole, habit)?));
    }
    let Some(clock) = clock else {
        // The caller has seen to it that a column for the time is there.
        let Some(date) = date else { return Ok(TimeReading::Whole(TimeFormat::Auto)) };
        return Ok(TimeReading::Whole(time_format(header, sample, date, habit)?));
    };
    let clocks = sample.column(clock);
    let of_day = !clocks.is_empty() && clocks.iter().all(|field| time::time_of_day_ms(field).is_some());
    match date {
        Some(date) if of_day => {
            columns.insert(Role::TimeOfDay, clock);
            Ok(TimeReading::DateAndTime(date_format(header, sample, date, habit)?))
        }
        None if of_day => Err(Undecided {
            what: format!("the column {:?} has the time of day only", header.names[clock]),
            seen: format!("times {}", explain::fields(&clocks)),
            remedy: "give a column mapping with the date, for example: date = \"2018-06-02\", \
                     time_format = \"time_of_day\""
                .to_owned(),
        }),
        _ => {
            columns.insert(Role::Time, clock);
            Ok(TimeReading::Whole(time_format(header, sample, clock, habit)?))
        }
    }
}

fn time_format(
    header: &Header,
    sample: &Sample,
    index: usize,
    habit: Option<TimeFormat>,
) -> Result<TimeFormat, Undecided> {
    decide_time_format(&sample.column(index), &format!("{:?}", header.names[index]), habit, TimeFormat::parse_ms)
}

fn date_format(
    header: &Header,
    sample: &Sample,
    index: usize,
    habit: Option<TimeFormat>,
) -> Result<TimeFormat, Undecided> {
    decide_time_format(&sample.column(index), &format!("{:?}", header.names[index]), habit, TimeFormat::parse_date_ms)
}

/// The format that reads most of the fields. With none to look at, rows decide one by one.
pub(super) fn decide_time_format(
    fields: &[&[u8]],
    name: &str,
    habit: Option<TimeFormat>,
    read: fn(TimeFormat, &[u8]) -> Option<i64>,
) -> Result<TimeFormat, Undecided> {
    if fields.is_empty() {
        return Ok(habit.unwrap_or_default());
    }
    let count = |format: TimeFormat| fields.iter().filter(|field| read(format, field).is_some()).count();
    if let Some(habit) = habit
        && count(habit) * 2 >= fields.len()
    {
        return Ok(habit);
    }
    // Of formats that read as many, the last wins: day and month are told apart below.
    let candidates = [TimeFormat::Dmy, TimeFormat::Mdy, TimeFormat::EpochMs, TimeFormat::EpochS, TimeFormat::Iso];
    let best = candidates.into_iter().max_by_key(|&format| count(format)).unwrap_or_default();
    let undecided = |what: String, remedy: &str| {
        let seen = format!("times {}", explain::fields(fields));
        Err(Undecided { what, seen, remedy: remedy.to_owned() })
    };
    if count(best) == 0 {
        return undecided(
            format!("no time in the column {name} can be read"),
            "times are read as YYYY-MM-DD HH:MM:SS, DD/MM/YYYY HH:MM:SS, MM/DD/YYYY HH:MM:SS, or seconds or \
             milliseconds since 1970, between 1990 and 2100; name another column for the time in a column mapping",
        );
    }
    if !matches!(best, TimeFormat::Dmy | TimeFormat::Mdy) {
        return Ok(best);
    }
    let remedy = "give a column mapping with time_format = \"dmy\" or \"mdy\", or name the dialect";
    let only = |format: TimeFormat, other: TimeFormat| {
        fields.iter().any(|field| read(format, field).is_some() && read(other, field).is_none())
    };
    match (only(TimeFormat::Dmy, TimeFormat::Mdy), only(TimeFormat::Mdy, TimeFormat::Dmy)) {
        (true, false) => Ok(TimeFormat::Dmy),
        (false, true) => Ok(TimeFormat::Mdy),
        (false, false) => {
            undecided(format!("the times in the column {name} could have the day first or the month first"), remedy)
        }
        (true, true) => {
            undecided(format!("some times in the column {name} have the day first, others the month first"), remedy)
        }
    }
}

/// Positions in another unit than degrees are integers; fractions are degrees, and would put ships elsewhere.
fn refuse_fractions(sample: &Sample, lat: usize, lon: usize) -> Result<(), Undecided> {
    let numbers = [lat, lon].into_iter().filter_map(|column| sample.numbers(column)).flatten();
    match numbers.into_iter().find(|number| number.fract() != 0.0) {
        None => Ok(()),
        Some(number) => Err(Undecided {
            what: "positions of this dialect are integers, and those of the input are not".to_owned(),
            seen: format!("position {number}"),
            remedy: "leave the dialect to the header, or give a column mapping with position_unit = \"degrees\""
                .to_owned(),
        }),
    }
}

/// Whether positions are the integers of AIS messages. They are when every latitude and longitude is an integer and
/// the code of one for "not available", 91 or 181 degrees in 1/600000 degree, is among them; speeds and courses are
/// then tenths. Integers beyond any degree without that code could be other things too: that is an error.
fn settle_raw_integers(
    sample: &Sample,
    columns: &BTreeMap<Role, usize>,
    reading: &mut Reading,
) -> Result<bool, Undecided> {
    const NO_LATITUDE: f64 = 91.0 * 600_000.0;
    const NO_LONGITUDE: f64 = 181.0 * 600_000.0;
    let numbers = |role: Role| columns.get(&role).and_then(|&index| sample.numbers(index));
    let (Some(lat), Some(lon)) = (numbers(Role::Latitude), numbers(Role::Longitude)) else { return Ok(false) };
    let all_integers = lat.iter().chain(&lon).all(|value| value.fract() == 0.0);
    let beyond = lat.iter().chain(&lon).filter(|value| value.abs() > 181.0).count();
    if !all_integers || beyond * 2 < lat.len() + lon.len() {
        return Ok(false);
    }
    let in_range =
        lat.iter().all(|value| value.abs() <= NO_LATITUDE) && lon.iter().all(|value| value.abs() <= NO_LONGITUDE);
    let has_code = lat.contains(&NO_LATITUDE) || lon.contains(&NO_LONGITUDE);
    if in_range && has_code {
        reading.position = PositionUnit::TenThousandthMinutes;
        reading.speed = SpeedUnit::TenthKnots;
        reading.course = CourseUnit::TenthDegrees;
        return Ok(true);
    }
    Err(Undecided {
        what: "the positions are integers too large for degrees, and nothing tells their unit".to_owned(),
        seen: format!("latitude {}, longitude {}", lat[0], lon[0]),
        remedy: "name the dialect raw for the integers of AIS messages (1/600000 degree, tenths of a knot and of a \
                 degree), or give a column mapping with position_unit, speed_unit and course_unit"
            .to_owned(),
    })
}
