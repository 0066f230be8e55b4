//! What identifies a file.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Size and hash of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDigest {
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
}

impl FileDigest {
    /// Of these bytes.
    pub(crate) fn of_bytes(bytes: &[u8]) -> FileDigest {
        FileDigest::new(bytes.len() as u64, Sha256::new().chain_update(bytes))
    }

    /// Of so many bytes that went into a hash.
    pub(crate) fn new(bytes: u64, hash: Sha256) -> FileDigest {
        FileDigest { bytes, sha256: hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect() }
    }
}
