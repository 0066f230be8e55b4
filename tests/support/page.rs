//! Tables in the documentation that hold what tests counted.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

/// One test at a time may rewrite a page.
static WRITING: Mutex<()> = Mutex::new(());

/// Holds the row of a page's table that begins with the same cell to what was counted: its first cells, `| what | count | ... |`.
/// What stands in the cells behind those is for people to write.
///
/// With `DARKWAKE_UPDATE_PAGES=1` the cells are put there instead.
#[track_caller]
pub(crate) fn holds(page: &str, cells: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let first = |line: &str| line.split('|').nth(1).map(|cell| cell.trim().to_owned());
    let _one = WRITING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let text = fs::read_to_string(&path).unwrap();
    let found = text.lines().find(|line| line.starts_with('|') && first(line) == first(cells));
    let found = found.unwrap_or_else(|| panic!("{page} has no row that begins with {:?}", first(cells)));
    if std::env::var_os("DARKWAKE_UPDATE_PAGES").is_none_or(|value| value != "1") {
        assert!(
            found.starts_with(cells),
            "{page} has\n{found}\nand counted was\n{cells}\nDARKWAKE_UPDATE_PAGES=1 puts that in"
        );
        return;
    }
    let rest: String = found.split_inclusive('|').skip(cells.matches('|').count()).collect();
    fs::write(&path, text.replacen(found, &format!("{cells}{rest}"), 1)).unwrap();
}
