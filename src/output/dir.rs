//! A directory of results that is whole, or says that it is not.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::number::write_json_pretty;
use super::staged::{Staged, is_beside};
use crate::{Error, FileDigest, Result};

/// The name of the file that comes last and vouches for the others.
const SUMMARY: &str = "summary.json";

/// Size and hash of a file as it is now.
fn digest_of(path: &Path) -> io::Result<FileDigest> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let bytes = io::copy(&mut file, &mut hash)?;
    Ok(FileDigest::new(bytes, hash))
}

/// What of an old summary is needed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct OldSet {
    files: BTreeMap<String, FileDigest>,
}

/// Writes a set of files into a directory so that nobody takes half a set for a whole one.
///
/// An old `summary.json` is removed first. Each file is written beside its place under a name of its own, and put into place
/// by renaming once all are written; `summary.json`, which holds sizes and hashes of the others, comes last. The set is whole
/// if and only if `summary.json` is there and matches. When anything fails, or the `OutputDir` is dropped before
/// [`finish`](OutputDir::finish), the files beside are removed.
///
/// Files of the set before that the new one does not have are removed at the end, if they are still what the old summary
/// says of them: nobody takes them for part of the new set. So are files beside that a killed process left: the one that
/// writes such a file keeps it locked.
#[derive(Debug)]
pub struct OutputDir {
    dir: PathBuf,
    /// The files of the set before, as its summary had them.
    before: BTreeMap<String, FileDigest>,
    staged: Vec<Staged>,
    files: BTreeMap<String, FileDigest>,
}

impl OutputDir {
    /// Makes the directory if there is none, and removes an old `summary.json`.
    ///
    /// # Errors
    /// When the directory cannot be made or the old file not be removed.
    pub fn create(dir: impl Into<PathBuf>) -> Result<OutputDir> {
        let dir = dir.into();
        fs::create_dir_all(&dir)
            .map_err(|source| Error::io(format!("making the directory {}", dir.display()), source))?;
        let summary = dir.join(SUMMARY);
        let before = fs::read(&summary).ok().and_then(|json| serde_json::from_slice(&json).ok());
        let OldSet { files: before } = before.unwrap_or_default();
        match fs::remove_file(&summary) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(Error::io(format!("removing the old {}", summary.display()), source))
            }
            _ => Ok(OutputDir { dir, before, staged: Vec::new(), files: BTreeMap::new() }),
        }
    }

    /// Where the files go.
    pub fn path(&self) -> &Path {
        &self.dir
    }

    /// Writes a file beside its place.
    ///
    /// # Errors
    /// When writing fails; the error names the file.
    pub fn write(&mut self, name: &str, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> Result<()> {
        let (staged, digest) = self.stage(name, write)?;
        self.staged.push(staged);
        self.files.insert(name.to_owned(), digest);
        Ok(())
    }

    /// Size and hash of each file written so far, by name.
    pub fn files(&self) -> &BTreeMap<String, FileDigest> {
        &self.files
    }

    /// Puts every file into its place, and then `summary.json` with this content.
    ///
    /// # Errors
    /// When a file cannot be put into its place, or the summary not be written. There is no `summary.json` then.
    pub fn finish(mut self, summary: &impl Serialize) -> Result<()> {
        let (last, _) = self.stage(SUMMARY, |mut writer| {
            write_json_pretty(summary, &mut writer)?;
            writer.write_all(b"\n")
        })?;
        for staged in std::mem::take(&mut self.staged) {
            staged.put_into_place()?;
        }
        self.remove_leftovers()?;
        self.remove_abandoned();
        last.put_into_place()
    }

    /// Removes what the set before had and this one has not.
    fn remove_leftovers(&self) -> Result<()> {
        for (name, digest) in self.before.iter().filter(|(name, _)| !self.files.contains_key(*name)) {
            let path = self.dir.join(name);
            let is_ours = path.parent() == Some(&self.dir) && digest_of(&path).is_ok_and(|found| found == *digest);
            if is_ours {
                fs::remove_file(&path)
                    .map_err(|source| Error::io(format!("removing the old {}", path.display()), source))?;
            }
        }
        Ok(())
    }

    /// Removes files beside that nobody writes any more. Where that fails they stay, as harmless as they were.
    fn remove_abandoned(&self) {
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            if is_beside(&entry.file_name()) && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn stage(
        &self,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(Staged, FileDigest)> {
        let place = self.dir.join(name);
        let failed = |source| Error::io(format!("writing {}", place.display()), source);
        let (staged, file) = Staged::create(place.clone()).map_err(failed)?;
        let mut writer = Digesting { file: BufWriter::new(file), hash: Sha256::new(), bytes: 0 };
        write(&mut writer).and_then(|()| writer.finish()).map(|digest| (staged, digest)).map_err(failed)
    }
}

/// Counts and hashes what is written.
struct Digesting {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Digesting {
    fn finish(self) -> io::Result<FileDigest> {
        self.file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(FileDigest::new(self.bytes, self.hash))
    }
}

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_together_and_match_their_hashes() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("new/out");
        let mut output = OutputDir::create(&dir).unwrap();
        output.write("events.jsonl", |writer| writer.write_all(b"abc")).unwrap();
        assert!(!dir.join("events.jsonl").exists(), "nothing is in place before all is written");
        let digest = output.files()["events.jsonl"].clone();
        assert_eq!(digest.bytes, 3);
        assert_eq!(digest.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        output.finish(&json!({"files": 1})).unwrap();
        assert_eq!(names(&dir), ["events.jsonl", "summary.json"]);
        assert_eq!(fs::read_to_string(dir.join("summary.json")).unwrap(), "{\n  \"files\": 1\n}\n");
    }

    #[test]
    fn an_old_summary_goes_first() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("summary.json"), "old").unwrap();
        let output = OutputDir::create(temp.path()).unwrap();
        assert_eq!(names(temp.path()), Vec::<String>::new());
        drop(output);
        assert_eq!(names(temp.path()), Vec::<String>::new());
    }

    #[test]
    fn what_the_set_before_had_more_goes_if_it_is_still_that() {
        let temp = tempfile::tempdir().unwrap();
        let write = |names: &[&str]| {
            let mut output = OutputDir::create(temp.path()).unwrap();
            names.iter().for_each(|name| output.write(name, |writer| writer.write_all(b"x")).unwrap());
            let files = output.files().clone();
            output.finish(&json!({"files": files})).unwrap();
        };
        write(&["a.csv", "b.csv", "c.csv"]);
        fs::write(temp.path().join("c.csv"), "edited since").unwrap();
        fs::write(temp.path().join("own.csv"), "x").unwrap();
        write(&["a.csv"]);
        assert_eq!(names(temp.path()), ["a.csv", "c.csv", "own.csv", "summary.json"]);
    }

    #[test]
    fn a_failure_while_writing_leaves_the_old_file_and_no_half() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("events.csv"), "old").unwrap();
        let mut output = OutputDir::create(temp.path()).unwrap();
        output.write("vessels.csv", |writer| writer.write_all(b"whole")).unwrap();
        let error = output
            .write("events.csv", |writer| {
                writer.write_all(b"half")?;
                Err(io::Error::other("the disk is full"))
            })
            .unwrap_err();
        assert!(error.to_string().ends_with("events.csv: the disk is full"), "{error}");
        drop(output);
        assert_eq!(names(temp.path()), ["events.csv"]);
        assert_eq!(fs::read_to_string(temp.path().join("events.csv")).unwrap(), "old");
    }

    #[test]
    fn what_a_killed_process_left_goes_and_what_another_is_writing_stays() {
        let temp = tempfile::tempdir().unwrap();
        for name in [".events.csv.1.part", ".events.csv.part", "events.csv.1.part"] {
            fs::write(temp.path().join(name), "half").unwrap();
        }
        let other = File::create(temp.path().join(".events.jsonl.2.part")).unwrap();
        other.lock().unwrap();
        OutputDir::create(temp.path()).unwrap().finish(&json!({})).unwrap();
        assert_eq!(
            names(temp.path()),
            [".events.csv.part", ".events.jsonl.2.part", "events.csv.1.part", "summary.json"]
        );
    }

    #[test]
    fn a_directory_in_place_of_a_file_is_an_error_without_leftovers() {
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir(temp.path().join("events.csv")).unwrap();
        let mut output = OutputDir::create(temp.path()).unwrap();
        let error = output.write("events.csv", |writer| writer.write_all(b"x")).unwrap_err();
        assert!(error.to_string().contains("events.csv"), "{error}");
        drop(output);
        assert_eq!(names(temp.path()), ["events.csv"]);
    }

    #[test]
    fn a_place_taken_at_the_last_moment_leaves_no_summary() {
        let temp = tempfile::tempdir().unwrap();
        let mut output = OutputDir::create(temp.path()).unwrap();
        output.write("a.csv", |writer| writer.write_all(b"a")).unwrap();
        output.write("b.csv", |writer| writer.write_all(b"b")).unwrap();
        fs::create_dir(temp.path().join("a.csv")).unwrap();
        assert!(output.finish(&json!({})).is_err());
        assert_eq!(names(temp.path()), ["a.csv"]);
    }
}
