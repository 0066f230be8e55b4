//! A file that is written beside its place and put there once it is whole.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// A file that waits beside its place; removed when dropped before it is put there.
#[derive(Debug)]
pub(super) struct Staged {
    beside: PathBuf,
    place: PathBuf,
    /// Open for as long as it is there, since that is how long it is locked: see [`is_beside`].
    _locked: File,
}

/// Whether it has a name as files beside their places have: `.events.csv.4711.part`.
pub(super) fn is_beside(name: &OsStr) -> bool {
    let parts = name.to_str().and_then(|name| name.strip_prefix('.')?.strip_suffix(".part")?.rsplit_once('.'));
    parts.is_some_and(|(_, process)| !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit()))
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Once it is in its place there is nothing to remove, and no one to tell when removing fails.
        let _ = fs::remove_file(&self.beside);
    }
}

impl Staged {
    /// A new file beside a place.
    pub(super) fn create(place: PathBuf) -> io::Result<(Staged, File)> {
        if place.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let beside = place.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let file = File::create(&beside)?;
        // A file system without locks is no reason to fail.
        let _ = file.try_lock();
        let locked = file.try_clone()?;
        Ok((Staged { beside, place, _locked: locked }, file))
    }

    pub(super) fn put_into_place(self) -> Result<()> {
        fs::rename(&self.beside, &self.place)
            .map_err(|source| Error::io(format!("writing {}", self.place.display()), source))
    }
}

/// One file that is whole or not there: it is written beside its place, and put there by [`finish`](OutputFile::finish). When anything
/// fails, or it is dropped before, what was there stays as it was and the file beside is removed.
#[derive(Debug)]
pub struct OutputFile {
    writer: BufWriter<File>,
    staged: Staged,
}

impl OutputFile {
    /// A new file that is to have this path.
    ///
    /// # Errors
    /// When it cannot be made, or a directory has that path.
    pub fn create(path: impl AsRef<Path>) -> Result<OutputFile> {
        let path = path.as_ref();
        let (staged, file) = Staged::create(path.to_owned())
            .map_err(|source| Error::io(format!("writing {}", path.display()), source))?;
        Ok(OutputFile { writer: BufWriter::with_capacity(1 << 18, file), staged })
    }

    /// Where it lies until it is whole.
    pub fn beside(&self) -> &Path {
        &self.staged.beside
    }

    /// Puts it into its place.
    ///
    /// # Errors
    /// When what is left cannot be written, or the file not be put into its place.
    pub fn finish(self) -> Result<()> {
        let OutputFile { writer, staged } = self;
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error);
        file.and_then(|file| file.sync_all())
            .map_err(|source| Error::io(format!("writing {}", staged.place.display()), source))?;
        staged.put_into_place()
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_or_what_it_was() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("out.csv");
        fs::write(&path, "old").unwrap();
        let mut half = OutputFile::create(&path).unwrap();
        half.write_all(b"half").unwrap();
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 2);
        drop(half);
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        let mut whole = OutputFile::create(&path).unwrap();
        whole.write_all(b"whole").unwrap();
        whole.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);
        assert!(OutputFile::create(temp.path()).unwrap_err().to_string().starts_with("writing "));
    }
}
