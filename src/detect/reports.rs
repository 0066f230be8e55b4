//! How many position reports rows are, when stations repeat what they heard.

use crate::Fix;

/// Within this time, rows at one and the same place are one report: a message is repeated within the minute, and a transceiver
/// whose position stands still goes on reporting for longer.
const REPEATED_MS: i64 = 30_000;

/// How many position reports these fixes are, repetitions counted once.
pub(super) fn count_reports(fixes: &[Fix]) -> usize {
    let mut reports = 0;
    let mut last: Option<&Fix> = None;
    for fix in fixes {
        if last.is_none_or(|last| last.position != fix.position || fix.time_ms - last.time_ms > REPEATED_MS) {
            reports += 1;
            last = Some(fix);
        }
    }
    reports
}
