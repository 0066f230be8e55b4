//! What all areas of the tests share.

pub(crate) mod moves;
pub(crate) mod outputs;
pub(crate) mod page;
pub(crate) mod rows;

use std::path::PathBuf;

/// A file or folder of the reference data; `None`, with a word on stderr, where the reference data is absent.
///
/// # Panics
/// When it is absent and `DARKWAKE_REQUIRE_REFERENCE` is `1`.
pub(crate) fn reference(relative: &str) -> Option<PathBuf> {
    let root = std::env::var_os("DARKWAKE_REFERENCE")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/reference")), PathBuf::from);
    let path = root.join(relative);
    if path.exists() {
        return Some(path);
    }
    let required = std::env::var_os("DARKWAKE_REQUIRE_REFERENCE").is_some_and(|value| value == "1");
    assert!(!required, "reference data is required, but {} is absent", path.display());
    eprintln!("skipped: {} is absent", path.display());
    None
}
