//! The colours of the types of events, on white.

use crate::EventType;

/// The colour of tracks.
pub(super) const TRACK_COLOUR: &str = "#0072b2";

/// The colour of a type of events, as red, green and blue.
pub(super) fn colour_of(event_type: EventType) -> &'static str {
    match event_type {
        EventType::Encounter => "#0b63a5",
        EventType::Gap => "#ab3a08",
        EventType::Gathering => "#00796b",
        EventType::IdentityConflict => "#b8256e",
        EventType::ImpossiblePosition => "#6f4a2f",
        EventType::Loitering => "#8a3d8f",
        EventType::PortVisit => "#5b6670",
        EventType::PositionJump => "#4a4fb8",
        EventType::ZoneVisit => "#b58900",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_has_the_same_in_the_light() {
        let theme = include_str!("report/page/style/theme.css");
        for event_type in EventType::ALL {
            let line = format!("--event-{}: {};", event_type.name().replace('_', "-"), colour_of(event_type));
            assert!(theme.contains(&line), "{line}");
        }
    }
}
