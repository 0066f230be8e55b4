//! Faults of a disk, with a disk: a loop device with ext4 that is full, whose end is lost while it is read, and that holds
//! less than it says. Only root may mount one, so elsewhere these tests say that they were skipped.

use std::fs;
use std::path::{Path, PathBuf};

use super::faults::{is_whole_or_absent, many_rows, shell};
use super::{sea, stderr, stdout};

/// Makes a file system of 8 MiB in a file, mounts it and says so. Files on it follow each other without gaps.
const MOUNT: &str = "\
d=$3; truncate -s 8M $d/disk.img && mkdir $d/disk && \
mkfs.ext4 -q -F -b 4096 -O ^has_journal $d/disk.img && mount -o loop $d/disk.img $d/disk && echo mounted || exit 1\n";

/// Runs a script in a place of its own for mounting, with the program, an input and a directory; what it says after the disk
/// was mounted, and on stderr. `None` where none can be.
fn on_disk(script: &str, input: &Path, dir: &Path) -> Option<(String, String)> {
    let quoted = format!("{MOUNT}{script}").replace('\'', "'\\''");
    let output = shell(&format!("unshare --mount sh -c '{quoted}' sh \"$1\" \"$2\" \"$3\""), input, dir);
    let said = stdout(&output).strip_prefix("mounted\n").map(str::to_owned);
    if said.is_none() {
        eprintln!("skipped: no loop device with ext4 can be mounted here: {}", stderr(&output).trim());
    }
    Some((said?, stderr(&output)))
}

/// A few megabytes of rows, those of the sea again and again.
fn long_file(dir: &Path) -> PathBuf {
    let rows = many_rows();
    sea::file(dir, "ais.csv", &rows.iter().cycle().take(60_000).cloned().collect::<Vec<_>>())
}

#[test]
fn a_full_disk_is_named_and_with_room_again_all_is_well() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &many_rows());
    let script = "\
cat /dev/zero >$d/disk/ballast 2>/dev/null; truncate -s -40960 $d/disk/ballast
\"$1\" detect --quiet \"$2\" --out $d/disk/found; echo \"status $?\"
ls -A $d/disk/found
rm $d/disk/ballast
\"$1\" detect --quiet \"$2\" --out $d/disk/found; echo \"status $?\"
cp -r $d/disk/found $d/found";
    let Some((said, errors)) = on_disk(script, &input, temp.path()) else { return };
    assert_eq!(said, "status 1\nstatus 0\n", "{errors}");
    assert!(errors.contains("No space left on device"), "{errors}");
    assert!(is_whole_or_absent(&temp.path().join("found")));
}

#[test]
fn a_disk_whose_end_is_lost_gives_the_place_of_the_read_error() {
    let temp = tempfile::tempdir().unwrap();
    let input = long_file(temp.path());
    let bytes = fs::metadata(&input).unwrap().len();
    assert!((4 << 20..7 << 20).contains(&bytes), "{bytes}");
    // Mounted anew, so that nothing of it is in memory.
    let script = "\
cp \"$2\" $d/disk/ais.csv && umount $d/disk && mount -o loop,ro $d/disk.img $d/disk && truncate -s 4M $d/disk.img || exit 1
\"$1\" detect --quiet $d/disk/ais.csv --out $d/found; echo \"status $?\"
\"$1\" convert --quiet $d/disk/ais.csv $d/clean.csv; echo \"status $?\"";
    let Some((said, errors)) = on_disk(script, &input, temp.path()) else { return };
    assert_eq!(said, "status 1\nstatus 1\n", "{errors}");
    let places: Vec<u64> = errors
        .lines()
        .filter(|line| line.contains("ais.csv: line ") && line.contains("Input/output error (os error 5)"))
        .filter_map(|line| line.split_once(", byte ")?.1.split_once(':')?.0.parse().ok())
        .collect();
    assert_eq!(places.len(), 2, "{errors}");
    // What was read before counts, up to the last whole row.
    assert!(places.iter().all(|place| (2 << 20..4 << 20).contains(place)), "{errors}");
    for name in ["found", "clean.csv"] {
        assert!(!temp.path().join(name).exists(), "{name}");
    }
}

#[test]
fn a_disk_that_holds_less_than_it_says_is_an_error_before_the_summary() {
    let temp = tempfile::tempdir().unwrap();
    let input = sea::file(temp.path(), "ais.csv", &many_rows());
    // The file behind the device lies on a full disk: writing seems to go well until it must be there.
    let script = "\
umount $d/disk && mkdir $d/small && mount -t tmpfs -o size=2m tmpfs $d/small && cp --sparse=always $d/disk.img $d/small/ || exit 1
cat /dev/zero >$d/small/ballast 2>/dev/null; truncate -s -8192 $d/small/ballast
mount -o loop $d/small/disk.img $d/disk || exit 1
\"$1\" detect --quiet \"$2\" --out $d/disk/found; echo \"status $?\"
ls -A $d/disk/found";
    let Some((said, errors)) = on_disk(script, &input, temp.path()) else { return };
    assert_eq!(said, "status 1\n", "{errors}");
    assert!(errors.contains("writing ") && errors.contains("os error"), "{errors}");
}
