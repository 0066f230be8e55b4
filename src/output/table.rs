//! A short table of events for a terminal.

use std::fmt;

use crate::{Event, EventType};

/// Shows, when formatted, how many events of each type there are and how long they lasted. Events that are only possible have
/// a row of their own.
///
/// ```
/// use darkwake::output::EventTable;
/// assert!(EventTable(&[]).to_string().starts_with("type"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct EventTable<'a>(pub &'a [Event]);

impl fmt::Display for EventTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:<19} {:>7} {:>7} {:>8} {:>11} {:>11}",
            "type", "events", "open", "vessels", "median h", "longest h"
        )?;
        for event_type in EventType::ALL {
            let of_type = self.0.iter().filter(|event| event.type_name() == event_type.name());
            let (possible, events): (Vec<&Event>, Vec<&Event>) = of_type.partition(|event| event.is_possible());
            row(f, event_type.name(), &events)?;
            if !possible.is_empty() {
                row(f, "  possible", &possible)?;
            }
        }
        Ok(())
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, events: &[&Event]) -> fmt::Result {
    let open = events.iter().filter(|event| event.end.is_none()).count();
    let mut vessels: Vec<_> = events.iter().map(|event| &event.vessel).collect();
    vessels.sort();
    vessels.dedup();
    let mut hours: Vec<f64> = events.iter().map(|event| event.duration_h).collect();
    hours.sort_by(f64::total_cmp);
    let shown = |hours: Option<&f64>| hours.map_or("-".to_owned(), |hours| format!("{hours:.1}"));
    write!(
        f,
        "\n{name:<19} {:>7} {open:>7} {:>8} {:>11} {:>11}",
        events.len(),
        vessels.len(),
        shown(hours.get(hours.len() / 2)),
        shown(hours.last()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::events;

    #[test]
    fn a_row_a_type() {
        insta::assert_snapshot!(EventTable(&events()), @"
        type                 events    open  vessels    median h   longest h
        encounter                 1       0        1         4.5         4.5
        gap                       2       1        2        16.7        16.7
        gathering                 1       0        1        12.0        12.0
        identity_conflict         1       0        1        10.0        10.0
        impossible_position       1       0        1         2.0         2.0
        loitering                 1       0        1         5.0         5.0
        port_visit                1       0        1        26.5        26.5
        position_jump             1       0        1         0.5         0.5
        zone_visit                1       0        1         2.5         2.5
          possible                1       0        1        10.0        10.0
        ");
    }
}
