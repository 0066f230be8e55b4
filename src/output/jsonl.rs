//! Events and dossiers as JSON Lines: one object a line.

use std::io::{self, BufRead, Write};

use serde::Serialize;

use super::number::write_json;
use super::pieces::write_pieces;
use crate::assess::Dossier;
use crate::{Error, ErrorKind, Event, InputPosition, Result};

/// Writes events as JSON Lines, in the order given, with numbers rounded as the [module](super) says.
///
/// # Errors
/// When writing fails.
pub fn events_to_jsonl(events: &[Event], writer: impl Write) -> io::Result<()> {
    lines(events, writer)
}

/// Writes dossiers as JSON Lines, in the order given, with numbers rounded as the [module](super) says.
///
/// # Errors
/// When writing fails.
pub fn dossiers_to_jsonl(dossiers: &[Dossier], writer: impl Write) -> io::Result<()> {
    lines(dossiers, writer)
}

fn lines(objects: &[impl Serialize + Sync], writer: impl Write) -> io::Result<()> {
    write_pieces(objects, writer, |objects, text| {
        for object in objects {
            write_json(object, &mut *text)?;
            text.push(b'\n');
        }
        Ok(())
    })
}

/// Reads events back from JSON Lines; blank lines are skipped. `input` is the name that errors give to what is read.
///
/// # Errors
/// When reading fails, or a line is no event; the error tells which.
pub fn events_from_jsonl(input: &str, reader: impl BufRead) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    let (mut line_number, mut byte) = (0, 0);
    for line in reader.split(b'\n') {
        let line = line.map_err(|source| Error::io(format!("reading {input}"), source))?;
        line_number += 1;
        if !line.trim_ascii().is_empty() {
            let event = serde_json::from_slice(&line).map_err(|error| {
                let position = InputPosition { input: input.to_owned(), line: line_number, byte };
                Error::new(ErrorKind::Format(format!("this line should hold an event: {error}"))).at(position)
            })?;
            events.push(event);
        }
        byte += line.len() as u64 + 1;
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::events;

    #[test]
    fn one_object_a_line_in_the_order_of_the_contract() {
        let mut bytes = Vec::new();
        events_to_jsonl(&events(), &mut bytes).unwrap();
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap());
    }

    #[test]
    fn what_was_written_reads_back_and_is_written_the_same() {
        let mut once = Vec::new();
        events_to_jsonl(&events(), &mut once).unwrap();
        let read = events_from_jsonl("events.jsonl", once.as_slice()).unwrap();
        assert_eq!(read.len(), events().len());
        let mut twice = Vec::new();
        events_to_jsonl(&read, &mut twice).unwrap();
        assert_eq!(String::from_utf8(once).unwrap(), String::from_utf8(twice).unwrap());
        assert_eq!(read[0].id, events()[0].id);
    }

    #[test]
    fn a_line_that_is_no_event_is_located() {
        let mut bytes = Vec::new();
        events_to_jsonl(&events()[..1], &mut bytes).unwrap();
        let second = bytes.len() as u64 + 1;
        bytes.extend_from_slice(b"\n{\"id\": 3}\n");
        let error = events_from_jsonl("events.jsonl", bytes.as_slice()).unwrap_err();
        let position = error.position().unwrap();
        assert_eq!((position.line, position.byte), (3, second));
        assert!(error.to_string().contains("this line should hold an event"), "{error}");
    }
}
