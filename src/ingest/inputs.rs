//! What a user names as input, as a list of things to read.

use std::path::{Path, PathBuf};

use super::source::{Input, Origin};
use crate::similar::did_you_mean;
use crate::{Error, ErrorKind, Result};

/// The endings of the files that a directory stands for.
#[cfg(not(feature = "parquet"))]
const ENDINGS: &[&str] = &["csv", "txt", "gz", "zst"];
#[cfg(feature = "parquet")]
const ENDINGS: &[&str] = &["csv", "txt", "gz", "zst", "parquet"];

/// The inputs that `name` stands for: standard input for `-`, the file or the files of a directory with this path,
/// or else the files that match it as a glob; sorted by name.
pub(crate) fn expand(name: &Path) -> Result<Vec<Input>> {
    if name == Path::new("-") {
        return Ok(vec![Input { name: "<stdin>".to_string(), origin: Origin::Stdin }]);
    }
    let shown = name.display();
    let paths = if name.is_dir() {
        let mut paths = files_of(name)?;
        paths.sort();
        match paths.is_empty() {
            true => return Err(no_input(format!("the directory {shown} holds no file *.{}", ENDINGS.join(", *.")))),
            false => paths,
        }
    } else if name.exists() {
        vec![name.to_path_buf()]
    } else {
        let Some(pattern) = name.to_str().filter(|text| text.contains(['*', '?', '['])) else {
            return Err(no_input(format!("there is no file {shown}{}", neighbour(name))));
        };
        let paths = glob::glob(pattern)
            .map_err(|error| no_input(format!("{shown} is neither a file nor a pattern of files: {error}")))?;
        let mut paths = paths
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(|error| Error::io(format!("looking for {shown}"), error.into()))?;
        paths.retain(|path| !path.is_dir());
        paths.sort();
        match paths.is_empty() {
            true => return Err(no_input(format!("no file matches {shown}"))),
            false => paths,
        }
    };
    Ok(paths.into_iter().map(|path| Input { name: path.display().to_string(), origin: Origin::Path(path) }).collect())
}

/// A file beside the place of one that is not there, whose name is much like it.
fn neighbour(name: &Path) -> String {
    let directory = name.parent().filter(|directory| *directory != Path::new("")).unwrap_or(Path::new("."));
    let wanted = name.file_name().unwrap_or_default().to_string_lossy();
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    did_you_mean(&wanted, entries.filter_map(|entry| entry.file_name().into_string().ok()))
}

fn files_of(directory: &Path) -> Result<Vec<PathBuf>> {
    let doing = |error| Error::io(format!("listing the directory {}", directory.display()), error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(doing)? {
        let path = entry.map_err(doing)?.path();
        let is_wanted = path
            .extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| ENDINGS.iter().any(|wanted| ending.eq_ignore_ascii_case(wanted)));
        if is_wanted && !path.is_dir() {
            files.push(path);
        }
    }
    Ok(files)
}

fn no_input(message: String) -> Error {
    Error::new(ErrorKind::NoInput(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(name: &Path) -> Vec<String> {
        let file_name = |input: Input| Path::new(&input.name).file_name().unwrap().to_str().unwrap().to_string();
        expand(name).unwrap().into_iter().map(file_name).collect()
    }

    #[test]
    fn a_directory_means_its_files_by_ending_sorted() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.csv.gz", "c.ZST", "d.txt", "e.json", "README"] {
            std::fs::write(directory.path().join(name), "").unwrap();
        }
        std::fs::create_dir(directory.path().join("f.csv")).unwrap();
        assert_eq!(names(directory.path()), ["a.csv.gz", "b.csv", "c.ZST", "d.txt"]);
        assert_eq!(names(&directory.path().join("*.csv")), ["b.csv"]);
        assert_eq!(names(&directory.path().join("e.json")), ["e.json"], "a file is taken whatever its ending");
    }

    #[test]
    fn a_file_that_looks_like_a_pattern_is_that_file() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("a[1].csv"), "").unwrap();
        std::fs::write(directory.path().join("a1.csv"), "").unwrap();
        assert_eq!(names(&directory.path().join("a[1].csv")), ["a[1].csv"]);
    }

    #[test]
    fn what_names_nothing_says_so() {
        let message = |name: &str| expand(Path::new(name)).unwrap_err().to_string();
        assert_eq!(message("no/such.csv"), "there is no file no/such.csv");
        let there = tempfile::tempdir().unwrap();
        std::fs::write(there.path().join("ais_2024.csv"), "").unwrap();
        let said = message(there.path().join("ais-2024.csv").to_str().unwrap());
        assert!(said.ends_with("ais-2024.csv; did you mean \"ais_2024.csv\"?"), "{said}");
        assert_eq!(message("no/such*.csv"), "no file matches no/such*.csv");
        let directory = tempfile::tempdir().unwrap();
        let error = expand(directory.path()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NoInput(_)), "{error}");
    }
}
