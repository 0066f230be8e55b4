//! Scores as a table for people.

use std::fmt;

use crate::scenario::calibration::Accusations;
use crate::scenario::score::{BoundaryError, Scores};

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<20} {:>6} {:>6} {:>7} {:>9} {:>7} {:>17} {:>17} {:>8} {:>6} {:>6}",
            "behaviour",
            "truth",
            "events",
            "matched",
            "precision",
            "recall",
            "start error (s)",
            "end error (s)",
            "outside",
            "pieces",
            "missed"
        )?;
        for (name, score) in &self.by_behaviour {
            writeln!(
                f,
                "{name:<20} {:>6} {:>6} {:>7} {:>9.3} {:>7.3} {:>17} {:>17} {:>8} {:>6} {:>6}",
                score.truths,
                score.events,
                score.matched,
                score.precision,
                score.recall,
                score.start_error_s.to_string(),
                score.end_error_s.to_string(),
                score.beyond_tolerance,
                score.in_pieces,
                score.misses.len()
            )?;
        }
        for (name, score) in self.by_behaviour.iter().filter(|(_, score)| score.left_out > 0) {
            writeln!(f, "not reported, and need not be (near the shore, or hardly heard): {} {name}", score.left_out)?;
        }
        for (name, score) in &self.by_behaviour {
            if let Some(calibration) = &score.calibration {
                writeln!(
                    f,
                    "calibration of {name}: {} events state {:.3} on average, {:.3} are right; Brier score {:.3}",
                    calibration.events, calibration.stated, calibration.right, calibration.brier
                )?;
            }
        }
        if self.accusations.called > 0 {
            let Accusations { asked, found, called, right, precision, recall, .. } = self.accusations;
            writeln!(
                f,
                "called deliberate: {called} gaps, {right} rightly (precision {precision:.3}); {found} of {asked} that could be \
                 known (recall {recall:.3})"
            )?;
        }
        for (cause, verdicts) in &self.verdicts {
            let counts: Vec<String> = verdicts.iter().map(|(verdict, count)| format!("{count} {verdict}")).collect();
            writeln!(f, "verdicts on gaps that are {cause}: {}", counts.join(", "))?;
        }
        for (name, score) in &self.by_behaviour {
            for miss in &score.misses {
                let end = miss.end.map_or("open".to_owned(), |end| end.to_string());
                writeln!(f, "missed: {name} of {}, {} to {end}", miss.vessel, miss.start)?;
            }
            for alarm in &score.false_alarms {
                let end = alarm.event.end.map_or("open".to_owned(), |end| end.to_string());
                let why = alarm.why.as_deref().map_or(String::new(), |why| format!(": {why}"));
                writeln!(f, "false alarm: {name} of {}, {} to {end}{why}", alarm.event.vessel, alarm.event.start)?;
            }
        }
        for (name, count) in &self.possible {
            writeln!(f, "neither right nor wrong, only possible: {count} {name}")?;
        }
        for (name, count) in &self.not_judged {
            writeln!(f, "not judged, the truth does not speak of it: {count} {name}")?;
        }
        Ok(())
    }
}

/// The median and, after a slash, the largest.
impl fmt::Display for BoundaryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.median_s, self.max_s) {
            (Some(median_s), Some(max_s)) => write!(f, "{median_s:.0} / {max_s:.0}"),
            _ => f.write_str("-"),
        }
    }
}
