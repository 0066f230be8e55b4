//! The value of a cell as a field of CSV.

use std::fmt::Display;
use std::io::Write;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, DecimalType,
    Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType,
    Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_schema::{DataType, TimeUnit};
use jiff::Timestamp;
use jiff::tz::Offset;

/// Writes the value at a row, which is not null.
pub(super) type CellWriter<'a> = Box<dyn Fn(usize, &mut Vec<u8>) + 'a>;

/// The writer for the cells of a column.
pub(super) fn cell_writer(array: &dyn Array) -> CellWriter<'_> {
    match array.data_type() {
        DataType::Int8 => plain::<Int8Type>(array),
        DataType::Int16 => plain::<Int16Type>(array),
        DataType::Int32 => plain::<Int32Type>(array),
        DataType::Int64 => plain::<Int64Type>(array),
        DataType::UInt8 => plain::<UInt8Type>(array),
        DataType::UInt16 => plain::<UInt16Type>(array),
        DataType::UInt32 => plain::<UInt32Type>(array),
        DataType::UInt64 => plain::<UInt64Type>(array),
        DataType::Float16 => float::<Float16Type>(array),
        DataType::Float32 => float::<Float32Type>(array),
        DataType::Float64 => float::<Float64Type>(array),
        DataType::Decimal32(..) => decimal::<Decimal32Type>(array),
        DataType::Decimal64(..) => decimal::<Decimal64Type>(array),
        DataType::Decimal128(..) => decimal::<Decimal128Type>(array),
        DataType::Decimal256(..) => decimal::<Decimal256Type>(array),
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => time::<TimestampSecondType>(array, 1_000_000_000),
            TimeUnit::Millisecond => time::<TimestampMillisecondType>(array, 1_000_000),
            TimeUnit::Microsecond => time::<TimestampMicrosecondType>(array, 1000),
            TimeUnit::Nanosecond => time::<TimestampNanosecondType>(array, 1),
        },
        DataType::Date32 => date(array),
        DataType::Time32(TimeUnit::Second) => time_of_day::<Time32SecondType>(array, 1_000_000_000),
        DataType::Time32(_) => time_of_day::<Time32MillisecondType>(array, 1_000_000),
        DataType::Time64(TimeUnit::Microsecond) => time_of_day::<Time64MicrosecondType>(array, 1000),
        DataType::Time64(_) => time_of_day::<Time64NanosecondType>(array, 1),
        DataType::Utf8 => {
            let texts = array.as_string::<i32>();
            Box::new(|row, out| put_quoted(texts.value(row).as_bytes(), out))
        }
        DataType::Binary => {
            let texts = array.as_binary::<i32>();
            // Some programs write texts without saying that they are such. Bytes that are no text stay blank.
            Box::new(|row, out| {
                let bytes = texts.value(row);
                if std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0')) {
                    put_quoted(bytes, out);
                }
            })
        }
        DataType::Boolean => {
            let values = array.as_boolean();
            Box::new(|row, out| put(values.value(row), out))
        }
        other => unreachable!("columns of the type {other} are left out"),
    }
}

/// A text as a field, in quotes where it needs them.
pub(super) fn put_quoted(text: &[u8], out: &mut Vec<u8>) {
    if !text.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(text);
        return;
    }
    out.push(b'"');
    for &byte in text {
        if byte == b'"' {
            out.push(byte);
        }
        out.push(byte);
    }
    out.push(b'"');
}

fn put(value: impl Display, out: &mut Vec<u8>) {
    write!(out, "{value}").expect("a Vec takes everything");
}

fn plain<T: ArrowPrimitiveType<Native: Display>>(array: &dyn Array) -> CellWriter<'_> {
    let values = array.as_primitive::<T>();
    Box::new(|row, out| put(values.value(row), out))
}

/// The shortest text that is read back as the same number; a NaN is no number.
fn float<T: ArrowPrimitiveType<Native: Display + PartialEq>>(array: &dyn Array) -> CellWriter<'_> {
    let values = array.as_primitive::<T>();
    #[expect(clippy::eq_op, reason = "only a NaN is not equal to itself")]
    Box::new(|row, out| {
        let value = values.value(row);
        if value == value {
            put(value, out);
        }
    })
}

fn decimal<T: DecimalType + ArrowPrimitiveType>(array: &dyn Array) -> CellWriter<'_> {
    let values = array.as_primitive::<T>();
    Box::new(|row, out| out.extend_from_slice(values.value_as_string(row).as_bytes()))
}

/// An instant as RFC 3339. One that no calendar has is written as the number that it is, which is no time.
fn time<T: ArrowPrimitiveType<Native = i64>>(array: &dyn Array, unit_ns: i128) -> CellWriter<'_> {
    let values = array.as_primitive::<T>();
    Box::new(move |row, out| match Timestamp::from_nanosecond(i128::from(values.value(row)) * unit_ns) {
        Ok(time) => put(time, out),
        Err(_) => put(values.value(row), out),
    })
}

fn date(array: &dyn Array) -> CellWriter<'_> {
    let values = array.as_primitive::<Date32Type>();
    Box::new(|row, out| match Timestamp::from_second(i64::from(values.value(row)) * 86_400) {
        Ok(midnight) => put(Offset::UTC.to_datetime(midnight).date(), out),
        Err(_) => put(values.value(row), out),
    })
}

fn time_of_day<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &dyn Array, unit_ns: i64) -> CellWriter<'_> {
    let values = array.as_primitive::<T>();
    Box::new(move |row, out| {
        let value: i64 = values.value(row).into();
        let of_day = value.checked_mul(unit_ns).and_then(|ns| Timestamp::from_nanosecond(i128::from(ns)).ok());
        match of_day.filter(|time| (0..86_400).contains(&time.as_second())) {
            Some(time) => put(Offset::UTC.to_datetime(time).time(), out),
            None => put(value, out),
        }
    })
}
