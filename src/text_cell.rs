//! Cells of CSV files that people open in a spreadsheet.
//!
//! A spreadsheet takes a text that starts with `=`, `+`, `-`, `@`, a tab or a line break for a formula and runs it, and ship
//! names are written by strangers. Such a text gets an apostrophe in front, which spreadsheets take as "this is text".
//! Numbers are never touched. Texts that have apostrophes before such a character get one more, so the change can be undone,
//! and is where rows and ports are read: where a cell starts with apostrophes and such a character follows, one is taken away.
//!
//! # References
//! OWASP, *CSV Injection*: the list of characters, full-width forms included.

use std::borrow::Cow;

/// What a spreadsheet may take for the start of a formula.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The text as it can be put into a cell.
pub(crate) fn text_cell(text: &str) -> Cow<'_, str> {
    match text.trim_start_matches('\'').starts_with(FORMULA_STARTS) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// The text that was put into a cell.
pub(crate) fn cell_text(cell: &str) -> &str {
    // It takes away nothing or a byte that is a character.
    &cell[cell.len() - cell_bytes(cell.as_bytes()).len()..]
}

/// Likewise of text that need not be UTF-8.
pub(crate) fn cell_bytes(cell: &[u8]) -> &[u8] {
    let [b'\'', rest @ ..] = cell else { return cell };
    let apostrophes = rest.iter().take_while(|&&byte| byte == b'\'').count();
    let is_start = |start: &char| rest[apostrophes..].starts_with(start.encode_utf8(&mut [0; 4]).as_bytes());
    if FORMULA_STARTS.iter().any(is_start) { rest } else { cell }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_become_text() {
        assert_eq!(text_cell("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
        assert_eq!(text_cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(text_cell("-2+3"), "'-2+3");
        assert_eq!(text_cell("\t=1"), "'\t=1");
        assert_eq!(text_cell("＝1"), "'＝1");
    }

    #[test]
    fn other_texts_stay() {
        for text in ["", "DAE YANG", "A=B", "'QUOTED'", "1-2", "동해"] {
            assert_eq!(text_cell(text), text);
        }
    }

    proptest! {
        #[test]
        fn no_cell_starts_a_formula_and_nothing_is_lost(text in "[='+@a\t-]{0,5}") {
            let cell = text_cell(&text);
            prop_assert!(!cell.starts_with(FORMULA_STARTS));
            prop_assert_eq!(cell_text(&cell), text.as_str());
        }
    }
}
